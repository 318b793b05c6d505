//! What a connection is to be like.

use std::path::PathBuf;

use tertulia_protocol::{Fingerprint, MessageId, Number, Password, RunId, Token};

use super::Privacy;

/// Where to connect, as whom, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionConfig {
    /// A host name, an IPv4 address, or an IPv6 address with or without brackets.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// The wanted name. Tertulia's server decides whether it is one; to a foreign server it goes
    /// as it is.
    pub name: String,
    /// Said by itself after the first welcome of the session (not after coming back). Only to
    /// Tertulia servers. It is confirmed as any message, with this mark.
    pub greeting: Option<(super::LocalId, String)>,
    /// The program and its version, for the server's log: `tertulia/0.1.0`.
    pub client: String,
    /// For servers that are not Tertulia's.
    pub foreign: ForeignSettings,
    /// Whether it is to be encrypted, and with whom.
    pub privacy: Privacy,
    /// The folder with the file of known Tertulia servers and their keys; without one, none is
    /// known, so that every key is trusted as if it were the first.
    pub known_servers: Option<PathBuf>,
    /// The session to go on with, from an earlier connection's
    /// [`Ended`](super::Ended::resume); otherwise a new one begins.
    pub resume: Option<Resume>,
    /// The server's password, if it is known already. It is sent encrypted only, and kept nowhere
    /// but in memory, for coming back.
    pub password: Option<Password>,
}

impl ConnectionConfig {
    /// The usual: no greeting, no file of known servers, a new session.
    pub fn new(host: impl Into<String>, port: u16, name: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            port,
            name: name.into(),
            greeting: None,
            client: concat!("tertulia/", env!("CARGO_PKG_VERSION")).to_owned(),
            foreign: ForeignSettings::default(),
            privacy: Privacy::Usual,
            known_servers: None,
            resume: None,
            password: None,
        }
    }
}

/// How to talk to a server that is not Tertulia's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignSettings {
    /// Whether the name goes out by itself as the first message. On by default.
    pub send_name: bool,
    /// How messages end.
    pub ending: LineEnding,
}

impl Default for ForeignSettings {
    fn default() -> Self {
        Self {
            send_name: true,
            ending: LineEnding::Auto,
        }
    }
}

/// How a message to a foreign server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LineEnding {
    /// As the server's prompt did: nothing if the prompt had no line break, otherwise LF or CR LF
    /// as there. LF for a server that sent no prompt.
    #[default]
    Auto,
    /// With nothing: the server takes each piece that arrives for a message.
    None,
    /// With LF.
    Lf,
    /// With CR LF.
    CrLf,
}

/// What a new connection needs to go on with an earlier one's session: the same name without
/// waiting for it to become free, and the messages missed in between. Not to be used by two
/// connections at a time: the server replaces the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resume {
    /// The session's secret.
    pub token: Token,
    /// The server's key if it was encrypted: the session goes on with its owner alone.
    pub key: Option<Fingerprint>,
    /// The lowest number not yet used in it.
    pub next_number: Number,
    /// The last message that came, and the run of the server it belongs to.
    pub last_seen: Option<(RunId, MessageId)>,
}
