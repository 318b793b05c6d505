//! A blocking socket that is read in items (lines, messages), each wait with a deadline.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use crate::encrypted::Encrypted;
use crate::{PATIENCE, Tls};

/// How the bytes of one dialect become items.
pub trait Codec: Default {
    /// What a test looks at.
    type Item: Debug;

    /// Takes bytes in any pieces and appends the items that they complete.
    fn decode(&mut self, bytes: &[u8], items: &mut VecDeque<Self::Item>);
}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEnd {
    /// In order: the peer closed after everything it had to say.
    Closed,
    /// Encrypted, and without the farewell of TLS: anybody on the way may have ended it.
    Cut,
    /// By an alert of TLS.
    Alert(String),
    /// By a reset, which may have destroyed what the peer said last.
    Reset,
    /// Otherwise.
    Broken(io::ErrorKind),
}

/// One client's connection.
#[derive(Debug)]
pub struct Conversation<C: Codec> {
    stream: TcpStream,
    encrypted: Option<Box<Encrypted>>,
    pub(crate) codec: C,
    /// What came and was not taken yet.
    pending: VecDeque<C::Item>,
    end: Option<StreamEnd>,
    bytes_sent: u64,
    bytes_received: u64,
}

impl<C: Codec> Conversation<C> {
    /// Connects.
    ///
    /// # Panics
    /// When that fails; so do all the other methods here when they cannot do what they say.
    #[track_caller]
    #[must_use]
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
        Self::over(stream)
    }

    /// Connects from this address, which is one of this machine's.
    #[track_caller]
    #[must_use]
    pub fn open_from(from: IpAddr, address: SocketAddr) -> Self {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::new(from, 0).into()).unwrap();
        socket.connect_timeout(&address.into(), PATIENCE).unwrap();
        Self::over(socket.into())
    }

    /// Connects with the smallest receive buffer that the system allows, so that little is in
    /// flight to this client while it does not read.
    #[track_caller]
    #[must_use]
    pub fn open_with_little_room(address: SocketAddr) -> Self {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(1).unwrap();
        socket.connect_timeout(&address.into(), PATIENCE).unwrap();
        Self::over(socket.into())
    }

    /// Connects, and speaks encrypted from the first byte on.
    #[track_caller]
    #[must_use]
    pub fn open_encrypted(address: SocketAddr, tls: Tls) -> Self {
        let mut client = Self::open(address);
        client.encrypt(tls);
        client
    }

    /// From here on, everything is encrypted.
    #[track_caller]
    pub fn encrypt(&mut self, tls: Tls) {
        let mut encrypted = Encrypted::new(tls);
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        encrypted.shake_hands(&mut self.stream).unwrap();
        self.encrypted = Some(Box::new(encrypted));
    }

    /// The bytes with which a client begins to speak encrypted. Nothing is sent.
    #[must_use]
    pub fn client_hello(tls: Tls) -> Vec<u8> {
        Encrypted::new(tls).records()
    }

    fn over(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self {
            stream,
            encrypted: None,
            codec: C::default(),
            pending: VecDeque::new(),
            end: None,
            bytes_sent: 0,
            bytes_received: 0,
        }
    }

    /// This side's address: how the server's log names this client.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.stream.local_addr().unwrap()
    }

    /// How many bytes were sent and received so far.
    #[must_use]
    pub fn traffic(&self) -> (u64, u64) {
        (self.bytes_sent, self.bytes_received)
    }

    /// Sends exactly these bytes, in one write.
    #[track_caller]
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        match &mut self.encrypted {
            None => self.stream.write_all(bytes).unwrap(),
            // As much as it encrypts ahead.
            Some(encrypted) => bytes
                .chunks(16 << 10)
                .for_each(|piece| self.stream.write_all(&encrypted.seal(piece)).unwrap()),
        }
        self.bytes_sent += bytes.len() as u64;
    }

    /// Says by the farewell of TLS that nothing more will be sent.
    pub fn close_encrypted(&mut self) {
        let farewell = self.encrypted.as_mut().expect("it is encrypted").close();
        self.stream.write_all(&farewell).unwrap();
    }

    /// Another handle of the socket, for a thread that goes on sending.
    #[must_use]
    pub fn sender(&self) -> TcpStream {
        self.stream.try_clone().unwrap()
    }

    /// Says that nothing more will be sent; reading goes on.
    pub fn finish_sending(&mut self) {
        self.stream.shutdown(Shutdown::Write).unwrap();
    }

    /// Vanishes with a reset, as a machine that crashed does.
    pub fn vanish(self) {
        SockRef::from(&self.stream)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
    }

    /// The next item, whatever it is.
    #[track_caller]
    pub fn next(&mut self, awaited: &str) -> C::Item {
        self.wait(awaited, |_| true)
    }

    /// The first item that `is_it`. What came before it can still be taken.
    #[track_caller]
    pub fn wait(&mut self, awaited: &str, is_it: impl FnMut(&C::Item) -> bool) -> C::Item {
        let place = self.find(awaited, is_it);
        self.pending.remove(place).unwrap()
    }

    /// Everything before the first item that `is_it`; all of that is taken, the item as well.
    #[track_caller]
    pub fn until(&mut self, awaited: &str, is_it: impl FnMut(&C::Item) -> bool) -> Vec<C::Item> {
        let place = self.find(awaited, is_it);
        let before = self.pending.drain(..place).collect();
        self.pending.pop_front();
        before
    }

    /// Everything until the stream's end, and how it ended.
    #[track_caller]
    pub fn read_until_end(&mut self) -> (Vec<C::Item>, StreamEnd) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(end) = self.end.clone() {
                return (self.pending.drain(..).collect(), end);
            }
            self.receive("the end of the stream", deadline);
        }
    }

    #[track_caller]
    fn find(&mut self, awaited: &str, mut is_it: impl FnMut(&C::Item) -> bool) -> usize {
        let deadline = Instant::now() + PATIENCE;
        let mut looked_at = 0;
        loop {
            if let Some(place) = self.pending.iter().skip(looked_at).position(&mut is_it) {
                return looked_at + place;
            }
            looked_at = self.pending.len();
            if let Some(end) = &self.end {
                panic!(
                    "awaited {awaited}, but the stream ended ({end:?}) after {:#?}",
                    self.pending
                );
            }
            self.receive(awaited, deadline);
        }
    }

    #[track_caller]
    fn receive(&mut self, awaited: &str, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut buffer = [0; 16 << 10];
        let outcome = self
            .stream
            .set_read_timeout(Some(left.max(Duration::from_millis(1))))
            .and_then(|()| self.stream.read(&mut buffer));
        match outcome {
            // The farewell of TLS came, and ended this before.
            Ok(0) if self.encrypted.is_some() => self.end = Some(StreamEnd::Cut),
            Ok(0) => self.end = Some(StreamEnd::Closed),
            Ok(count) => {
                self.bytes_received += count as u64;
                self.decode(&buffer[..count]);
            }
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    panic!(
                        "awaited {awaited} for {PATIENCE:?}; what came: {:#?}",
                        self.pending
                    )
                }
                io::ErrorKind::ConnectionReset => self.end = Some(StreamEnd::Reset),
                kind => self.end = Some(StreamEnd::Broken(kind)),
            },
        }
    }

    fn decode(&mut self, wire: &[u8]) {
        let Some(encrypted) = &mut self.encrypted else {
            return self.codec.decode(wire, &mut self.pending);
        };
        match encrypted.open(wire) {
            Ok(decrypted) => {
                self.codec.decode(&decrypted.plain, &mut self.pending);
                if decrypted.closed {
                    self.end = Some(self.read_the_end());
                }
            }
            Err(error) => self.end = Some(StreamEnd::Alert(error.to_string())),
        }
    }

    /// After the farewell of TLS comes the end of the stream, and nothing before it.
    fn read_the_end(&mut self) -> StreamEnd {
        match self.stream.read(&mut [0]) {
            Ok(0) => StreamEnd::Closed,
            Ok(_) => panic!("something came after the farewell of TLS"),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => StreamEnd::Reset,
            Err(error) => StreamEnd::Broken(error.kind()),
        }
    }
}
