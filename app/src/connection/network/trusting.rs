//! What the machine wants to know and to have remembered about servers' keys, and beginning TLS.

use std::sync::Arc;
use std::time::Instant;

use tertulia_protocol::Fingerprint;

use super::super::ConnectError;
use super::super::known_servers::KnownServers;
use super::super::tls::{Tls, TlsFailure};
use super::super::trust::{Known, Remembered};
use super::{Link, Network};
use crate::profiles::ProfileError;

impl Network {
    pub(super) fn start_tls(&mut self) {
        let (Link::Open(socket), Some(address)) = (&mut self.link, self.reached.first()) else {
            return;
        };
        match Tls::new(Arc::clone(&self.tls), address.ip()) {
            Ok(tls) => socket.start_tls(tls),
            Err(error) => {
                let failure = TlsFailure::Unproven(error.to_string());
                self.machine.handle_tls_failed(Instant::now(), failure);
            }
        }
    }

    pub(super) fn trust(&self, key: Fingerprint, beside: bool) -> Remembered {
        let Some(known) = &self.known_servers else {
            return Remembered::NotKept;
        };
        let remembered = known.trust(&self.host, self.port, key, beside);
        remembered.unwrap_or_else(|error| {
            tracing::warn!(%error, "the server's key cannot be remembered");
            Remembered::NotKept
        })
    }

    pub(super) fn note_known(
        &self,
        change: fn(&KnownServers, &str, u16) -> Result<(), ProfileError>,
    ) {
        if let Some(known) = &self.known_servers
            && let Err(error) = change(known, &self.host, self.port)
        {
            tracing::warn!(%error, "the known servers could not be written");
        }
    }

    /// Looks up what is known of the server, then where it is.
    pub(super) fn connect(&mut self) {
        if std::mem::take(&mut self.keys_to_forget) {
            // What is known then all the same is still known when it is connected to.
            self.note_known(KnownServers::forget_keys);
        }
        let known = match &self.known_servers {
            Some(known) => known
                .find(&self.host, self.port)
                .map_err(|error| ConnectError::known_servers(&error)),
            None => Ok(Known::Nothing),
        };
        if self.machine.handle_known(Instant::now(), known) {
            self.look_up();
        }
    }
}
