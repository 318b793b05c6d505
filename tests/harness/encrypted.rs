//! TLS for a test's client, which believes every server.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, SignatureScheme,
    SupportedProtocolVersion,
};

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
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[tls.version()])
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody))
            .with_no_client_auth();
        let name = ServerName::try_from("tertulia").unwrap();
        Self(ClientConnection::new(Arc::new(config), name).unwrap())
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

#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
