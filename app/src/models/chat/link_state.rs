//! How the connection fares.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::connection::{ConnectError, EndReason, Loss};

/// What the connection is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LinkState {
    /// Nothing was heard of it yet.
    #[default]
    Starting,
    /// The host's addresses are being looked up.
    LookingUp {
        /// The host.
        host: String,
    },
    /// An address is being tried.
    Connecting {
        /// Which.
        address: SocketAddr,
    },
    /// TCP stands; who answers, and whether it lets us in, is not known yet.
    Meeting {
        /// The server's address.
        address: SocketAddr,
    },
    /// In a Tertulia room.
    Online,
    /// At another program's server.
    Foreign,
    /// The server is away.
    Reconnecting {
        /// 1 for the first attempt since the session was last welcomed; 0 before it is known.
        attempt: u32,
        /// When the next attempt begins; none while one is under way.
        until: Option<Instant>,
        /// How long the pause before it is, for a ring that counts down.
        pause: Duration,
        /// Why it is away.
        loss: Loss,
        /// Why the latest attempt failed.
        failed: Option<ConnectError>,
    },
    /// Over.
    Ended(EndReason),
}

impl LinkState {
    /// Whether a first welcome, or a foreign server, is still awaited.
    #[must_use]
    pub fn is_connecting(&self) -> bool {
        matches!(
            self,
            Self::Starting
                | Self::LookingUp { .. }
                | Self::Connecting { .. }
                | Self::Meeting { .. }
        )
    }

    /// Whether messages go out now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Online | Self::Foreign)
    }

    /// Whether it is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self, Self::Ended(_))
    }

    /// Until the next attempt, when one is waited for.
    #[must_use]
    pub fn remaining(&self, now: Instant) -> Option<Duration> {
        match self {
            Self::Reconnecting {
                until: Some(until), ..
            } => Some(until.saturating_duration_since(now)),
            _ => None,
        }
    }
}
