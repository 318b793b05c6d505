//! What can go wrong, for programs. The sentences for people are made elsewhere, in their language;
//! the `Display` texts here are for logs.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::{Privacy, WantedKey};
use crate::profiles::ProfileError;
use tertulia_protocol::{Fingerprint, GoodbyeReason, Name, NameError, RefusalReason, UnixMillis};

/// Why a connection did not come about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The host's name has no address, or could not be looked up.
    #[error("cannot look up {host}: {detail}")]
    LookupFailed {
        /// As it was given, without brackets.
        host: String,
        /// The operating system's word on it.
        detail: String,
    },
    /// Nobody listens at that address.
    #[error("{address} refuses connections")]
    Refused {
        /// The address tried.
        address: SocketAddr,
    },
    /// There is no way to that address from here: another network, or none at all.
    #[error("no route to {address}")]
    NoRoute {
        /// The address tried.
        address: SocketAddr,
    },
    /// Nothing answered: a firewall, or a machine that is not there.
    #[error("{address} did not answer within {} s", after.as_secs())]
    TimedOut {
        /// The address tried.
        address: SocketAddr,
        /// How long it was given.
        after: Duration,
    },
    /// The server closed the connection before a word was exchanged.
    #[error("{address} closed the connection at once")]
    ClosedAtOnce {
        /// The server's address.
        address: SocketAddr,
    },
    /// A Tertulia server did not welcome us in time. It is no longer taken for one next time.
    #[error("{address} did not welcome us within {} s", after.as_secs())]
    SilentTertulia {
        /// The server's address.
        address: SocketAddr,
        /// How long it was given.
        after: Duration,
    },
    /// What answers is not a Tertulia server, though a session there is to go on.
    #[error("{address} is not a Tertulia server any more")]
    NotTertulia {
        /// The server's address.
        address: SocketAddr,
    },
    /// The server shows another key than the one that is known or wanted. Nothing was said to it.
    #[error("{address} shows the key {shown} instead of {known}")]
    OtherKey {
        /// The server's address.
        address: SocketAddr,
        /// The key that it should have.
        known: WantedKey,
        /// The key that it has.
        shown: Fingerprint,
    },
    /// The server is known as encrypted and answers in clear, or refuses TLS. Nothing was said to
    /// it.
    #[error("{address} is known as encrypted and answers in clear")]
    NotEncrypted {
        /// The server's address.
        address: SocketAddr,
    },
    /// The server speaks TLS, but does not prove that it has the key it shows. Nothing was said to
    /// it.
    #[error("{address} does not prove its key: {detail}")]
    Unproven {
        /// The server's address.
        address: SocketAddr,
        /// The library's word on it.
        detail: String,
    },
    /// The server is known as encrypted and is not talked to in clear, though that was asked for.
    #[error("a server known as encrypted is not talked to in clear")]
    InClearRefused,
    /// The file of known servers cannot be read, so that nobody knows whom to trust.
    #[error("the known servers cannot be read: {}: {detail}", path.display())]
    KnownServers {
        /// The file.
        path: PathBuf,
        /// The line and column, from 1, at which it makes no sense.
        place: Option<(usize, usize)>,
        /// What is wrong.
        detail: String,
    },
    /// The server does not accept the name.
    #[error("the name {name:?} was refused: {message}")]
    NameRefused {
        /// The name asked for.
        name: String,
        /// Why, for programs.
        reason: RefusalReason,
        /// Why, for people, in the server's language.
        message: String,
        /// A free name like it, when it is taken.
        suggestion: Option<Name>,
    },
    /// The name is longer than any name; nothing was sent.
    #[error("not a name: {0}")]
    BadName(NameError),
    /// As many people are there as the server allows.
    #[error("the server is full: {message}")]
    ServerFull {
        /// The server's sentence, in its language.
        message: String,
    },
    /// The server does not speak this program's version of the protocol.
    #[error("the server speaks another version: {message}")]
    UnsupportedVersion {
        /// The server's sentence, in its language.
        message: String,
    },
    /// The operator has banned this address.
    #[error("banned: {message}")]
    Banned {
        /// The server's sentence, in its language.
        message: String,
        /// Until when; none means for good.
        until: Option<UnixMillis>,
    },
    /// The server asks for a password, and the connection is not encrypted; none was sent.
    #[error("{address} asks for a password in clear")]
    PasswordInClear {
        /// The server's address.
        address: SocketAddr,
    },
    /// Too many wrong passwords came, from this address or on this connection.
    #[error("too many wrong passwords: {message}")]
    BadPasswords {
        /// The server's sentence, in its language.
        message: String,
        /// Until when none is taken from this address; none when only that connection is concerned.
        until: Option<UnixMillis>,
    },
    /// The server sent us away before the welcome, for another reason.
    #[error("sent away ({reason:?}): {message}")]
    SentAway {
        /// Why, for programs.
        reason: GoodbyeReason,
        /// Why, for people, in the server's language.
        message: String,
    },
    /// The user changed their mind.
    #[error("cancelled")]
    Cancelled,
    /// Anything else that the operating system reports.
    #[error("{detail}")]
    Io {
        /// The address concerned, if there is one.
        address: Option<SocketAddr>,
        /// The kind of error.
        kind: io::ErrorKind,
        /// The operating system's word on it.
        detail: String,
    },
}

impl ConnectError {
    /// What the operating system says about the attempt to reach `address`.
    pub(crate) fn reaching(address: SocketAddr, error: &io::Error, after: Duration) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused { address },
            io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable => Self::NoRoute { address },
            io::ErrorKind::TimedOut => Self::TimedOut { address, after },
            kind => Self::Io {
                address: Some(address),
                kind,
                detail: error.to_string(),
            },
        }
    }

    /// What is wrong with the file of known servers.
    pub(super) fn known_servers(error: &ProfileError) -> Self {
        let (path, place, detail) = match error {
            ProfileError::Broken {
                path,
                line,
                column,
                detail,
            } => (path.clone(), Some((*line, *column)), detail.clone()),
            ProfileError::NotReadable { path, source } => (path.clone(), None, source.to_string()),
            error => (PathBuf::new(), None, error.to_string()),
        };
        Self::KnownServers {
            path,
            place,
            detail,
        }
    }

    /// How to join whatever is at the address now as a new server, where that is the only way on.
    /// A person is to decide that.
    #[must_use]
    pub fn way_on(&self) -> Option<Privacy> {
        match self {
            Self::OtherKey { shown, .. } => Some(Privacy::With((*shown).into())),
            Self::NotEncrypted { .. } | Self::InClearRefused => Some(Privacy::Anew),
            _ => None,
        }
    }

    /// Something of this machine's own that failed.
    pub(super) fn local(error: &io::Error) -> Self {
        Self::Io {
            address: None,
            kind: error.kind(),
            detail: error.to_string(),
        }
    }

    /// Which of two failed addresses tells more about what is wrong; the higher one is reported.
    pub(super) fn telling(&self) -> u8 {
        match self {
            Self::Refused { .. } => 3,
            Self::TimedOut { .. } => 2,
            Self::NoRoute { .. } => 1,
            _ => 0,
        }
    }
}

/// Why a command was not taken. It can be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// More commands are waiting than the queue holds; the network thread is behind.
    #[error("too many commands are waiting")]
    Full,
    /// The connection has ended.
    #[error("the connection has ended")]
    Ended,
}
