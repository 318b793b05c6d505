//! One simulated client: its socket, in clear or by TLS, and how far it has come.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Instant;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use tertulia_protocol::Fingerprint;

use super::dialect::{Heard, LoadDialect, SentAway};
use crate::connection::tls::{Fed, Tls, TlsFailure};

/// No line of a server is longer; whoever sends one is not a chat server.
const LONGEST_LINE: usize = 16 << 20;

/// One read takes so much at most.
const WIRE_BYTES: usize = 256 << 10;
/// So much is decrypted at once: a full record.
const PLAIN_BYTES: usize = 16 << 10;

/// How far a client has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The system is connecting it.
    Connecting,
    /// The server is to prove its key before anything is said.
    Securing,
    /// It has said its name.
    Joining,
    /// It is in the room.
    In,
    /// It has said goodbye.
    Leaving,
}

#[derive(Debug)]
pub(super) struct Client {
    stream: TcpStream,
    tls: Option<Box<Tls>>,
    pub(super) stage: Stage,
    /// When it began to connect.
    pub(super) began: Instant,
    /// What the socket did not take yet.
    out: Vec<u8>,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    /// What the server said when it did not want this client.
    pub(super) sent_away: Option<SentAway>,
    /// The key that the server has just proven to have; whether it is the right one is to be judged.
    pub(super) shown: Option<Fingerprint>,
}

/// Where clients read into, one after the other.
#[derive(Debug)]
pub(super) struct Room {
    wire: Box<[u8]>,
    plain: Box<[u8]>,
}

impl Room {
    pub(super) fn new() -> Self {
        Self {
            wire: vec![0; WIRE_BYTES].into(),
            plain: vec![0; PLAIN_BYTES].into(),
        }
    }
}

/// What a read found.
#[derive(Debug)]
pub(super) enum Read {
    /// Nothing more for now.
    Drained,
    /// The server closed the connection, or it broke.
    Closed,
    /// TLS did not come about.
    Failed(TlsFailure),
}

impl Client {
    /// Begins to connect, by TLS if that is given.
    pub(super) fn connect(
        address: SocketAddr,
        tls: Option<Tls>,
        registry: &Registry,
        token: Token,
    ) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            stream,
            tls: tls.map(Box::new),
            stage: Stage::Connecting,
            began: Instant::now(),
            out: Vec::new(),
            partial: Vec::new(),
            sent_away: None,
            shown: None,
        })
    }

    /// Whether the connection stands by now. Over TLS, the handshake begins.
    pub(super) fn finish_connecting(&mut self) -> io::Result<bool> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        match self.stream.peer_addr() {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotConnected => return Ok(false),
            Err(error) => return Err(error),
        }
        self.stream.set_nodelay(true)?;
        self.stage = match self.tls {
            Some(_) => Stage::Securing,
            None => Stage::Joining,
        };
        self.flush()?;
        Ok(true)
    }

    /// Is not watched any more, and so never read.
    pub(super) fn stop_reading(&mut self, registry: &Registry) -> io::Result<()> {
        registry.deregister(&mut self.stream)
    }

    /// Is watched again, and read.
    pub(super) fn read_again(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        registry.register(&mut self.stream, token, Interest::READABLE)
    }

    /// Sends behind what waits already. What the socket does not take waits.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.tls.is_some() || !self.out.is_empty() {
            self.out.extend_from_slice(bytes);
            return match self.tls {
                Some(_) => self.flush(),
                None => Ok(()),
            };
        }
        let written = write(&mut self.stream, bytes)?;
        self.out.extend_from_slice(&bytes[written..]);
        Ok(())
    }

    /// The socket may take more.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let written = match &mut self.tls {
            Some(tls) => seal(tls, &self.out, &mut self.stream)?,
            None => write(&mut self.stream, &self.out)?,
        };
        if written == self.out.len() {
            self.out = Vec::new();
        } else {
            self.out.drain(..written);
        }
        Ok(())
    }

    /// Reads all there is. `take` is given every piece as it comes. `to_the_end` says that the
    /// peer is known to have closed, so that nothing tells of the end once more.
    pub(super) fn read(
        &mut self,
        room: &mut Room,
        to_the_end: bool,
        mut take: impl FnMut(&mut Self, &[u8]),
    ) -> Read {
        loop {
            match self.stream.read(&mut room.wire) {
                Ok(0) => return self.ended(None),
                Ok(count) => {
                    let wire = &room.wire[..count];
                    if self.tls.is_none() {
                        take(self, wire);
                    } else if let Err(over) = self.open(wire, &mut room.plain, &mut take) {
                        return over;
                    }
                    // What comes after a short read makes Linux tell again.
                    if cfg!(target_os = "linux") && !to_the_end && count < room.wire.len() {
                        return Read::Drained;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Read::Drained,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.ended(Some(&error)),
            }
            if self.partial.len() > LONGEST_LINE {
                return Read::Closed;
            }
        }
    }

    /// Decrypts what came. An error is what ends the reading.
    fn open(
        &mut self,
        mut wire: &[u8],
        plain: &mut [u8],
        take: &mut impl FnMut(&mut Self, &[u8]),
    ) -> Result<(), Read> {
        let whole = wire;
        let Some(mut tls) = self.tls.take() else {
            return Ok(());
        };
        let mut outcome = Ok(());
        while outcome.is_ok() && !wire.is_empty() {
            match tls.feed(&mut wire) {
                Ok(Fed::Proven(key)) => self.shown = Some(key),
                Ok(_) if tls.is_turned_away() => {
                    // A server that has no place says so in clear.
                    take(self, whole);
                    outcome = Err(Read::Closed);
                }
                Ok(_) if tls.is_in_clear() => outcome = Err(Read::Failed(TlsFailure::InClear)),
                Ok(Fed::End) => outcome = Err(Read::Closed),
                Ok(_) => {}
                Err(error) => {
                    outcome = Err(match tls.is_proven() {
                        true => Read::Closed,
                        false => Read::Failed(tls.failure(Some(&error))),
                    });
                }
            }
            while tls.is_proven()
                && let Ok(count @ 1..) = tls.read(plain)
            {
                take(self, &plain[..count]);
            }
        }
        self.tls = Some(tls);
        outcome?;
        // Its part of the handshake.
        self.flush().map_err(|_| Read::Closed)
    }

    /// What the end of the connection means.
    fn ended(&self, error: Option<&io::Error>) -> Read {
        match &self.tls {
            Some(tls) if !tls.is_proven() => Read::Failed(tls.failure(error)),
            _ => Read::Closed,
        }
    }

    /// Hands over the lines that are complete, without their line feeds.
    pub(super) fn take_lines(&mut self, bytes: &[u8], mut take: impl FnMut(&mut Self, &[u8])) {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let line = &rest[..end];
            rest = &rest[end + 1..];
            if self.partial.is_empty() {
                take(self, line);
            } else {
                // The buffer goes with the line, so that a quiet client costs nothing.
                let mut whole = std::mem::take(&mut self.partial);
                whole.extend_from_slice(line);
                take(self, &whole);
            }
        }
        self.partial.extend_from_slice(rest);
    }

    /// What a line means to this client.
    pub(super) fn understand<'a>(&self, dialect: LoadDialect, line: &'a [u8]) -> Heard<'a> {
        match self.stage {
            // Nothing matters to who is leaving; least of all the farewell.
            Stage::Leaving => Heard::Other,
            stage => dialect.hear(line, stage == Stage::In),
        }
    }
}

fn write(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<usize> {
    let mut written = 0;
    while written < bytes.len() {
        match stream.write(&bytes[written..]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => written += count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(written)
}

/// Encrypts and writes, as far as the system takes it. Gives how much of `plain` was taken.
fn seal(tls: &mut Tls, plain: &[u8], stream: &mut TcpStream) -> io::Result<usize> {
    let mut taken = 0;
    loop {
        while tls.wants_write() {
            match tls.write_records(stream) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(taken),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if taken == plain.len() {
            return Ok(taken);
        }
        taken += tls.write(&plain[taken..])?;
    }
}
