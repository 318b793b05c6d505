//! TLS for all simulated clients of a run, and whether they talk to the right server.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use tertulia_protocol::Fingerprint;

use super::error::LoadError;
use super::plan::LoadWire;
use crate::connection::tls::{self, Tls, TlsFailure};
use crate::connection::{ConnectError, WantedKey};

/// What the clients have in common. They resume no session: each one shakes hands in full.
#[derive(Debug)]
pub(super) struct Securing {
    address: SocketAddr,
    config: Arc<ClientConfig>,
    wanted: Option<WantedKey>,
    /// The server's key, once it has proven it to somebody.
    pub(super) shown: Option<Fingerprint>,
}

impl Securing {
    /// `None` when the connections go in clear.
    pub(super) fn new(wire: LoadWire, address: SocketAddr) -> Result<Option<Self>, LoadError> {
        let LoadWire::Tls(wanted) = wire else {
            return Ok(None);
        };
        let config = tls::config().map_err(|error| unproven(address, &error.to_string()))?;
        Ok(Some(Self {
            address,
            config,
            wanted,
            shown: None,
        }))
    }

    /// For one more client.
    pub(super) fn begin(&self) -> Result<Tls, LoadError> {
        let tls = Tls::new(Arc::clone(&self.config), self.address.ip());
        tls.map_err(|error| unproven(self.address, &error.to_string()))
    }

    /// The server has proven to a client that it has this key.
    pub(super) fn judge(&mut self, shown: Fingerprint) -> Result<(), LoadError> {
        let known = self.wanted.or(self.shown.map(WantedKey::from));
        match known {
            Some(known) if !known.is(shown) => Err(LoadError::OtherKey {
                address: self.address,
                known,
                shown,
            }),
            _ => {
                self.shown = Some(shown);
                Ok(())
            }
        }
    }
}

/// What it means for the whole measurement that TLS with one client did not come about; `None` when
/// only that client is lost.
pub(super) fn failure(failure: TlsFailure, address: SocketAddr) -> Option<LoadError> {
    match failure {
        TlsFailure::InClear | TlsFailure::Refused => Some(LoadError::NotEncrypted { address }),
        TlsFailure::Unproven(detail) => Some(unproven(address, &detail)),
        TlsFailure::Closed(_) | TlsFailure::TurnedAway => None,
    }
}

fn unproven(address: SocketAddr, detail: &str) -> LoadError {
    LoadError::Connect(ConnectError::Unproven {
        address,
        detail: detail.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn securing(wanted: Option<WantedKey>) -> Securing {
        let address = SocketAddr::from(([127, 0, 0, 1], 2_010));
        Securing::new(LoadWire::Tls(wanted), address)
            .unwrap()
            .unwrap()
    }

    #[test]
    fn the_first_key_is_everybodys() {
        let mut securing = securing(None);
        let (ours, other) = (Fingerprint([1; 32]), Fingerprint([2; 32]));
        assert!(securing.judge(ours).is_ok() && securing.judge(ours).is_ok());
        assert!(matches!(
            securing.judge(other),
            Err(LoadError::OtherKey { shown, .. }) if shown == other
        ));
        assert_eq!(securing.shown, Some(ours));
    }

    #[test]
    fn only_the_wanted_key_will_do() {
        let ours = Fingerprint([1; 32]);
        let mut securing = securing(Some(WantedKey::from(ours)));
        assert!(securing.judge(Fingerprint([2; 32])).is_err());
        assert!(securing.judge(ours).is_ok());
    }

    #[test]
    fn one_client_that_is_cut_off_does_not_end_a_measurement() {
        let address = SocketAddr::from(([127, 0, 0, 1], 2_010));
        assert!(failure(TlsFailure::Closed(None), address).is_none());
        for fatal in [TlsFailure::InClear, TlsFailure::Refused] {
            assert!(matches!(
                failure(fatal, address),
                Some(LoadError::NotEncrypted { .. })
            ));
        }
    }
}
