//! A client's side of TLS, for tests.

#[path = "../../../../tests/harness/credulous.rs"]
mod credulous;

use std::sync::{Arc, LazyLock};

use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, SupportedProtocolVersion};

use self::credulous::client_config;
use crate::Identity;

/// A server's key, the same for all tests of a run.
pub(in crate::io) static IDENTITY: LazyLock<Identity> =
    LazyLock::new(|| Identity::generate().expect("random numbers").0);

/// A client that has not said anything yet, and knows of no connection before.
pub(in crate::io) fn client(version: &'static SupportedProtocolVersion) -> ClientConnection {
    static OLD: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| config(&TLS12));
    static NEW: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| config(&TLS13));
    let config = if version == &TLS12 { &OLD } else { &NEW };
    let name = ServerName::try_from("tertulia").expect("a name");
    ClientConnection::new(Arc::clone(config), name).expect("a connection")
}

fn config(version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
    let mut config = ClientConfig::clone(&client_config(version));
    config.resumption = Resumption::disabled();
    Arc::new(config)
}
