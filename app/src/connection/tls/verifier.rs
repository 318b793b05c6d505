//! Who a server is, is its key. Names, dates and authorities in certificates are not looked at:
//! people who start a chat on their network have none of these.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use tertulia_protocol::Fingerprint;

/// Accepts every key that can be read and that has signed the handshake. Whether it is the right
/// one is decided by whoever is told its fingerprint, before anything is said.
#[derive(Debug)]
pub(super) struct KeyVerifier {
    algorithms: WebPkiSupportedAlgorithms,
}

impl KeyVerifier {
    pub(super) fn new(provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

impl ServerCertVerifier for KeyVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        fingerprint(end_entity).map(|_| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The fingerprint of a certificate's key.
pub(super) fn fingerprint(certificate: &CertificateDer<'_>) -> Result<Fingerprint, Error> {
    let key = ParsedCertificate::try_from(certificate)?.subject_public_key_info();
    let digest = ring::digest::digest(&ring::digest::SHA256, key.as_ref());
    let digest = digest.as_ref().try_into();
    Ok(Fingerprint(digest.map_err(|_| {
        Error::General("SHA-256 has 256 bits".to_owned())
    })?))
}
