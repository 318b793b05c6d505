//! One simulated client: its socket, and how far it has come.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Instant;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

use super::dialect::{Heard, LoadDialect, SentAway};

/// No line of a server is longer; whoever sends one is not a chat server.
const LONGEST_LINE: usize = 16 << 20;

/// How far a client has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The system is connecting it.
    Connecting,
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
    pub(super) stage: Stage,
    /// When it began to connect.
    pub(super) began: Instant,
    /// What the socket did not take yet.
    out: Vec<u8>,
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
    /// What the server said when it did not want this client.
    pub(super) sent_away: Option<SentAway>,
}

/// What a read found.
#[derive(Debug)]
pub(super) enum Read {
    /// Nothing more for now.
    Drained,
    /// The server closed the connection, or it broke.
    Closed,
}

impl Client {
    /// Begins to connect.
    pub(super) fn connect(
        address: SocketAddr,
        registry: &Registry,
        token: Token,
    ) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            stream,
            stage: Stage::Connecting,
            began: Instant::now(),
            out: Vec::new(),
            partial: Vec::new(),
            sent_away: None,
        })
    }

    /// Whether the connection stands by now.
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
        self.stage = Stage::Joining;
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
        if !self.out.is_empty() {
            self.out.extend_from_slice(bytes);
            return Ok(());
        }
        let written = write(&mut self.stream, bytes)?;
        self.out.extend_from_slice(&bytes[written..]);
        Ok(())
    }

    /// The socket may take more.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        let written = write(&mut self.stream, &self.out)?;
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
        buffer: &mut [u8],
        to_the_end: bool,
        mut take: impl FnMut(&mut Self, &[u8]),
    ) -> Read {
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return Read::Closed,
                Ok(count) => {
                    take(self, &buffer[..count]);
                    // What comes after a short read makes Linux tell again.
                    if cfg!(target_os = "linux") && !to_the_end && count < buffer.len() {
                        return Read::Drained;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Read::Drained,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Read::Closed,
            }
            if self.partial.len() > LONGEST_LINE {
                return Read::Closed;
            }
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
