//! What a server is known by: its key, and a certificate for it.

use std::fmt;
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use tertulia_protocol::Fingerprint;

/// The name in the certificate, since every certificate has one. Nobody looks at it: trust belongs
/// to the key, whatever the server's address is.
const NAME: &str = "tertulia";

/// A server's private key with its certificate, ready to serve TLS 1.3 and 1.2.
///
/// As a file it is PEM (RFC 7468): the certificate, then the key (PKCS #8). Whoever has the key can
/// pass for the server, so that file is for its owner alone.
pub struct Identity {
    tls: Arc<ServerConfig>,
    fingerprint: Fingerprint,
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The system gave no random numbers, or the like.
    #[error("no key could be made: {0}")]
    NotMade(#[from] rcgen::Error),
    /// It is not what [`Identity::generate`] gave: text is missing or changed, or the certificate
    /// belongs to another key.
    #[error("this is no certificate with its key: {why}")]
    Damaged {
        /// What the library says, in English.
        why: String,
    },
}

impl Identity {
    /// A new key (ECDSA on P-256, which every TLS client knows) with a certificate, and both as
    /// PEM, to be kept. The certificate never expires (1975 to 4096).
    ///
    /// # Errors
    /// [`IdentityError::NotMade`].
    pub fn generate() -> Result<(Self, String), IdentityError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([NAME.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, NAME);
        let certificate = params.self_signed(&key)?;
        let pem = format!("{}{}", certificate.pem(), key.serialize_pem());
        Ok((Self::from_pem(pem.as_bytes())?, pem))
    }

    /// Reads what [`Identity::generate`] gave.
    ///
    /// # Errors
    /// [`IdentityError::Damaged`].
    pub fn from_pem(pem: &[u8]) -> Result<Self, IdentityError> {
        let damaged = |why: &dyn fmt::Display| IdentityError::Damaged {
            why: why.to_string(),
        };
        let chain = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|error| damaged(&error))?;
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|error| damaged(&error))?;
        let provider = Arc::new(ring::default_provider());
        // This also holds the certificate against the key.
        let certified = CertifiedKey::from_der(chain, key, &provider);
        let certified = certified.map_err(|error| damaged(&error))?;
        let Some(public) = certified.key.public_key() else {
            return Err(damaged(&"the key does not say its public half"));
        };
        let fingerprint = fingerprint(&provider, &public)
            .ok_or_else(|| damaged(&"the key's fingerprint could not be made"))?;
        let tls = serve(provider, certified).map_err(|error| damaged(&error))?;
        Ok(Self {
            tls: Arc::new(tls),
            fingerprint,
        })
    }

    /// What people compare.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(crate) fn tls(&self) -> &Arc<ServerConfig> {
        &self.tls
    }
}

impl fmt::Debug for Identity {
    /// Nothing of the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.fingerprint).finish()
    }
}

fn serve(
    provider: Arc<CryptoProvider>,
    certified: CertifiedKey,
) -> Result<ServerConfig, rustls::Error> {
    let mut tls = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    // A handshake costs a LAN little, and a server that remembers no sessions keeps nothing for
    // clients that are gone.
    tls.session_storage = Arc::new(NoServerSessionStorage {});
    tls.send_tls13_tickets = 0;
    Ok(tls)
}

/// SHA-256, as the provider has it.
fn fingerprint(provider: &CryptoProvider, public: &[u8]) -> Option<Fingerprint> {
    use rustls::crypto::hash::HashAlgorithm;
    let hash = provider.cipher_suites.iter().find_map(|suite| {
        let hash = match suite {
            rustls::SupportedCipherSuite::Tls13(suite) => suite.common.hash_provider,
            rustls::SupportedCipherSuite::Tls12(suite) => suite.common.hash_provider,
        };
        (hash.algorithm() == HashAlgorithm::SHA256).then_some(hash)
    })?;
    let digest = hash.hash(public);
    digest.as_ref().try_into().ok().map(Fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_the_same_identity_and_each_is_another() {
        let (made, pem) = Identity::generate().unwrap();
        let read = Identity::from_pem(pem.as_bytes()).unwrap();
        assert_eq!(read.fingerprint(), made.fingerprint());
        let (other, _) = Identity::generate().unwrap();
        assert_ne!(other.fingerprint(), made.fingerprint());
    }

    #[test]
    fn what_is_damaged_is_no_identity() {
        let (_, pem) = Identity::generate().unwrap();
        let (_, other) = Identity::generate().unwrap();
        let key = pem.find("-----BEGIN PRIVATE KEY").unwrap();
        let other_key = other.find("-----BEGIN PRIVATE KEY").unwrap();
        let mixed = format!("{}{}", &pem[..key], &other[other_key..]);
        for damaged in [
            "",
            "nonsense",
            &pem[..key],
            &pem[key..],
            &pem[..pem.len() / 2],
            &pem.replace("MI", "AA"),
            &mixed,
        ] {
            let read = Identity::from_pem(damaged.as_bytes());
            assert!(
                matches!(read, Err(IdentityError::Damaged { .. })),
                "{damaged:?}"
            );
        }
    }

    #[test]
    fn nothing_of_the_key_is_shown() {
        let (identity, _) = Identity::generate().unwrap();
        let shown = format!("{identity:?}");
        let fingerprint = identity.fingerprint();
        assert_eq!(shown, format!("Identity(Fingerprint({fingerprint}))"));
    }
}
