//! One TCP connection without blocking, in clear or by TLS: what is to be written, and what can be
//! read.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use socket2::{SockRef, TcpKeepalive};
use tertulia_protocol::Fingerprint;

use super::tls::{Fed, Tls, TlsFailure};

/// A peer that vanished is asked after so much quiet …
const KEEPALIVE_AFTER: Duration = Duration::from_secs(30);
/// … and again so often …
const KEEPALIVE_EVERY: Duration = Duration::from_secs(10);
/// … this many times.
const KEEPALIVE_TIMES: u32 = 3;
/// How long written bytes may stay without acknowledgement.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(60);

/// Records read in one turn that bring nothing to read: whoever sends them without end must not keep the
/// thread from everything else.
const MAX_EMPTY_FEEDS: usize = 8;

/// What reading brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReadOutcome {
    /// So many bytes; there may be more.
    Bytes(usize),
    /// Nothing at the moment.
    Nothing,
    /// Nothing ever again.
    Closed(Option<io::ErrorKind>),
    /// By TLS: the server has proven to have this key. What is written now is for its owner alone.
    Proven(Fingerprint),
    /// By TLS: the server's banner came in clear, and its records may still follow.
    Banner,
    /// TLS did not come about.
    TlsFailed(TlsFailure),
}

/// A connecting or connected socket. mio tells only changes, so it is remembered here whether
/// something can be read.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    readable: bool,
    out: Vec<u8>,
    written: usize,
    broken: Option<io::ErrorKind>,
    tls: Option<Box<Tls>>,
}

impl Socket {
    /// Begins connecting.
    pub(super) fn connect(
        registry: &Registry,
        token: Token,
        address: SocketAddr,
    ) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            stream,
            readable: false,
            out: Vec::new(),
            written: 0,
            broken: None,
            tls: None,
        })
    }

    /// From now on everything goes by TLS. Nothing may have been written before.
    pub(super) fn start_tls(&mut self, tls: Tls) {
        self.tls = Some(Box::new(tls));
    }

    /// Whether the connection stands by now; this side's address if it does.
    pub(super) fn finish_connecting(&mut self) -> io::Result<Option<SocketAddr>> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        match self.stream.peer_addr() {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotConnected => return Ok(None),
            Err(error) => return Err(error),
        }
        self.configure();
        // What came together with the connection is not announced again.
        self.readable = true;
        self.stream.local_addr().map(Some)
    }

    /// None of these is worth failing for.
    fn configure(&self) {
        let socket = SockRef::from(&self.stream);
        let keepalive = TcpKeepalive::new()
            .with_time(KEEPALIVE_AFTER)
            .with_interval(KEEPALIVE_EVERY)
            .with_retries(KEEPALIVE_TIMES);
        let configured = socket
            .set_tcp_nodelay(true)
            .and_then(|()| socket.set_tcp_keepalive(&keepalive));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let configured =
            configured.and_then(|()| socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED_WITHIN)));
        if let Err(error) = configured {
            tracing::debug!(%error, "a socket option could not be set");
        }
    }

    /// mio says that something can be read, or that the peer is done.
    pub(super) fn note_readable(&mut self) {
        self.readable = true;
    }

    /// Whether reading may bring something.
    pub(super) fn is_readable(&self) -> bool {
        self.readable
    }

    pub(super) fn read(&mut self, buffer: &mut [u8]) -> ReadOutcome {
        if self.tls.is_some() {
            return self.read_by_tls(buffer);
        }
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return ReadOutcome::Closed(self.broken),
                Ok(count) => return ReadOutcome::Bytes(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.readable = false;
                    // Writing failed before, and now everything that had come is read.
                    return self
                        .broken
                        .map_or(ReadOutcome::Nothing, |kind| ReadOutcome::Closed(Some(kind)));
                }
                Err(error) => return ReadOutcome::Closed(Some(error.kind())),
            }
        }
    }

    fn read_by_tls(&mut self, buffer: &mut [u8]) -> ReadOutcome {
        let Some(tls) = &mut self.tls else {
            return ReadOutcome::Nothing;
        };
        let mut ended = false;
        for _ in 0..MAX_EMPTY_FEEDS {
            if tls.is_proven() {
                match tls.read(buffer) {
                    Ok(0) => return ReadOutcome::Closed(self.broken),
                    Ok(count) => return ReadOutcome::Bytes(count),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock && !ended => {}
                    Err(_) => return ReadOutcome::Closed(self.broken),
                }
            }
            match tls.feed(&mut self.stream) {
                Ok(_) if tls.is_turned_away() => {
                    return ReadOutcome::TlsFailed(TlsFailure::TurnedAway);
                }
                Ok(_) if tls.is_in_clear() => return ReadOutcome::TlsFailed(TlsFailure::InClear),
                Ok(Fed::Something) => {}
                Ok(Fed::Banner) => return ReadOutcome::Banner,
                Ok(Fed::Proven(fingerprint)) => return ReadOutcome::Proven(fingerprint),
                Ok(Fed::End) if tls.is_proven() => ended = true,
                Ok(Fed::End) => return ReadOutcome::TlsFailed(tls.failure(None)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.readable = false;
                    return match self.broken {
                        None => ReadOutcome::Nothing,
                        broken if tls.is_proven() => ReadOutcome::Closed(broken),
                        broken => ReadOutcome::TlsFailed(TlsFailure::Closed(broken)),
                    };
                }
                Err(error) => {
                    // The server may like to know what is wrong; it is told if that is possible.
                    let _told = tls.write_records(&mut self.stream);
                    return if tls.is_proven() {
                        ReadOutcome::Closed(Some(error.kind()))
                    } else {
                        ReadOutcome::TlsFailed(tls.failure(Some(&error)))
                    };
                }
            }
        }
        // There may be more, and it is read in the next turn.
        ReadOutcome::Nothing
    }

    /// Where to append what is to be written.
    pub(super) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// Writes as much as goes. Gives whether everything was written. After an error nothing more
    /// is written, but what the peer said before it can still be read.
    pub(super) fn flush(&mut self) -> bool {
        while self.broken.is_none() && self.has_unwritten() {
            let written = match &mut self.tls {
                None => {
                    let written = self.stream.write(&self.out[self.written..]);
                    written.map(|count| self.written += count)
                }
                Some(tls) if tls.wants_write() => tls.write_records(&mut self.stream).map(drop),
                Some(tls) => {
                    let taken = tls.write(&self.out[self.written..]);
                    taken.map(|count| self.written += count)
                }
            };
            match written {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                Err(error) => {
                    self.broken = Some(error.kind());
                    self.readable = true;
                }
            }
        }
        self.out.clear();
        self.written = 0;
        true
    }

    /// Whether something waits until the socket can be written to again.
    pub(super) fn has_unwritten(&self) -> bool {
        self.written < self.out.len() || self.tls.as_ref().is_some_and(|tls| tls.wants_write())
    }

    /// Tells the peer that nothing more comes.
    pub(super) fn finish_sending(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.finish();
            self.flush();
        }
        if let Err(error) = self.stream.shutdown(Shutdown::Write) {
            tracing::debug!(%error, "the sending side could not be shut down");
        }
    }
}
