//! TLS for a test's client.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use rustls::pki_types::ServerName;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConnection, Error, SupportedProtocolVersion};

use crate::credulous::client_config;

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// RFC 5246.
    V12,
    /// RFC 8446.
    V13,
}

impl Tls {
    /// All that a server speaks.
    pub const ALL: [Self; 2] = [Self::V12, Self::V13];

    fn version(self) -> &'static SupportedProtocolVersion {
        match self {
            Self::V12 => &TLS12,
            Self::V13 => &TLS13,
        }
    }
}

/// The encrypted side of a conversation.
#[derive(Debug)]
pub(crate) struct Encrypted(ClientConnection);

/// What came from the wire.
pub(crate) struct Decrypted {
    pub(crate) plain: Vec<u8>,
    /// The server said that nothing more comes.
    pub(crate) closed: bool,
}

impl Encrypted {
    /// Nothing is sent yet.
    pub(crate) fn new(tls: Tls) -> Self {
        let name = ServerName::try_from("tertulia").unwrap();
        Self(ClientConnection::new(client_config(tls.version()), name).unwrap())
    }

    /// Encrypts.
    pub(crate) fn seal(&mut self, plain: &[u8]) -> Vec<u8> {
        self.0.writer().write_all(plain).unwrap();
        self.records()
    }

    /// The farewell of TLS.
    pub(crate) fn close(&mut self) -> Vec<u8> {
        self.0.send_close_notify();
        self.records()
    }

    /// What waits for the wire.
    pub(crate) fn records(&mut self) -> Vec<u8> {
        let mut wire = Vec::new();
        while self.0.wants_write() {
            self.0.write_tls(&mut wire).unwrap();
        }
        wire
    }

    /// Until the handshake is done.
    pub(crate) fn shake_hands(&mut self, stream: &mut TcpStream) -> io::Result<()> {
        while self.0.is_handshaking() {
            self.0.complete_io(stream)?;
        }
        Ok(())
    }

    /// Decrypts; an alert of the server is an error.
    pub(crate) fn open(&mut self, mut wire: &[u8]) -> Result<Decrypted, Error> {
        let (mut plain, mut closed) = (Vec::new(), false);
        while !wire.is_empty() && !closed {
            self.0.read_tls(&mut wire).unwrap();
            let state = self.0.process_new_packets()?;
            let start = plain.len();
            plain.resize(start + state.plaintext_bytes_to_read(), 0);
            self.0.reader().read_exact(&mut plain[start..]).unwrap();
            closed = state.peer_has_closed();
        }
        Ok(Decrypted { plain, closed })
    }
}
