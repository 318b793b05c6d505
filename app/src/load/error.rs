//! Why a measurement did not come about, and what to do.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tertulia_protocol::Fingerprint;

use super::crowd::TurnedAway;
use crate::connection::{ConnectError, WantedKey};
use crate::sentences;
use crate::texts::Texts;

/// With these the server lets itself be measured.
const NO_LIMITS: &str = "--max-clients 0 --max-rate 0 --max-chars 0";

/// Connections to this computer and its network are answered sooner.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) enum LoadError {
    /// The host's name has no address.
    Lookup { host: String, detail: String },
    /// The server is on another computer, and the user did not say that it is theirs.
    NotLoopback { address: SocketAddr },
    /// The system does not let one process have so many connections.
    TooManyFiles { wanted: usize, room: u64 },
    /// There is no connection.
    Connect(ConnectError),
    /// The server answers in clear, or refuses TLS.
    NotEncrypted { address: SocketAddr },
    /// The server has another key than was asked for, or than it had for an earlier client.
    OtherKey {
        address: SocketAddr,
        known: WantedKey,
        shown: Fingerprint,
    },
    /// The server asks for a password, which simulated clients have not.
    AsksPassword,
    /// The server does not want a client that the measurement needs.
    TurnedAway(TurnedAway),
    /// Nobody was welcomed for a while.
    Stuck { present: usize, wanted: usize },
    /// The server closed every connection.
    ServerGone,
    /// No such process, or it cannot be looked into.
    NoProcess { id: u32 },
    /// The system refuses something.
    System(io::Error),
}

impl From<io::Error> for LoadError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl LoadError {
    pub(super) fn connecting(address: SocketAddr, error: &io::Error) -> Self {
        Self::Connect(ConnectError::reaching(address, error, ANSWER_WITHIN))
    }

    /// A sentence that a person can act on.
    pub(super) fn sentence(&self, texts: &Texts) -> String {
        match self {
            Self::Lookup { host, detail } => {
                let (host, detail) = (sentences::clean(host), sentences::clean(detail));
                let error = ConnectError::LookupFailed { host, detail };
                sentences::connect_error(&error, texts)
            }
            Self::NotLoopback { address } => texts.with(
                "load-not-loopback",
                &[("address", address.ip().to_string().into())],
            ),
            Self::TooManyFiles { wanted, room } => texts.with(
                "load-too-many-files",
                &[("wanted", (*wanted).into()), ("room", (*room).into())],
            ),
            Self::Connect(error) => sentences::connect_error(error, texts),
            Self::NotEncrypted { address } => texts.with(
                "load-not-encrypted",
                &[("address", address.to_string().into())],
            ),
            Self::OtherKey {
                address,
                known,
                shown,
            } => texts.with(
                "load-other-key",
                &[
                    ("address", address.to_string().into()),
                    ("known", known.to_string().into()),
                    ("shown", shown.to_string().into()),
                ],
            ),
            Self::AsksPassword => texts.get("load-asks-password"),
            Self::TurnedAway(away) => turned_away(away, texts),
            Self::Stuck { present, wanted } => texts.with(
                "load-stuck",
                &[
                    ("present", (*present).into()),
                    ("wanted", (*wanted).into()),
                    ("seconds", ANSWER_WITHIN.as_secs().into()),
                ],
            ),
            Self::ServerGone => texts.get("load-server-gone"),
            Self::NoProcess { id } => {
                texts.with("load-no-process", &[("id", id.to_string().into())])
            }
            Self::System(error) => {
                texts.with("error-thread", &[("detail", error.to_string().into())])
            }
        }
    }
}

fn turned_away(away: &TurnedAway, texts: &Texts) -> String {
    if away.words.as_ref().is_some_and(|said| said.asks_password) {
        return LoadError::AsksPassword.sentence(texts);
    }
    let words = match &away.words {
        Some(said) => said.words.clone(),
        None => texts.get("load-without-a-word"),
    };
    if away.was_in {
        return texts.with(
            "load-cut-off",
            &[("words", words.into()), ("options", NO_LIMITS.into())],
        );
    }
    texts.with(
        "load-turned-away",
        &[
            ("client", away.client.into()),
            ("words", words.into()),
            ("options", NO_LIMITS.into()),
        ],
    )
}
