//! What is to be measured.

use std::time::Duration;

use super::dialect::LoadDialect;
use crate::connection::WantedKey;

/// The most clients that a run may have: local ports give out not far beyond.
pub(crate) const MOST_CLIENTS: u32 = 50_000;
/// The most senders.
pub(crate) const MOST_SENDERS: u32 = 1_000;
/// The most characters in a message.
pub(crate) const MOST_CHARS: u32 = 100_000;
/// The most messages that one sender has on their way.
pub(crate) const MOST_IN_FLIGHT: u32 = 10_000;
/// The most messages a second, of all senders together.
pub(crate) const MOST_RATE: u32 = 1_000_000;
/// The most clients that are on their way into the room at the same time.
pub(crate) const MOST_AT_ONCE: u32 = 10_000;
/// The longest measurement, in seconds.
pub(crate) const MOST_SECONDS: u32 = 3_600;

/// What the simulated clients do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoadMode {
    /// Senders send as fast as their messages arrive everywhere.
    #[default]
    Throughput,
    /// Messages at a steady pace, and how long each takes.
    Latency,
    /// A crowd that says nothing.
    Idle,
    /// Clients come and go all the time.
    Churn,
}

impl LoadMode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Throughput, Self::Latency, Self::Idle, Self::Churn];

    /// The word for it on the command line and in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Throughput => "throughput",
            Self::Latency => "latency",
            Self::Idle => "idle",
            Self::Churn => "churn",
        }
    }

    /// The mode with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }

    /// Whether anybody says anything.
    #[must_use]
    pub fn has_messages(self) -> bool {
        matches!(self, Self::Throughput | Self::Latency)
    }
}

/// What the connections go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoadWire {
    /// TCP alone.
    #[default]
    Clear,
    /// TLS, with a server that proves to have this key; without one, whatever key it proves to the
    /// first client, and to all the others too.
    Tls(Option<WantedKey>),
}

/// A measurement, with every number in its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the clients do.
    pub mode: LoadMode,
    /// How they talk.
    pub dialect: LoadDialect,
    /// What they go by.
    pub wire: LoadWire,
    /// Clients that listen, are idle, or come and go.
    pub clients: usize,
    /// Clients that send, beside them; they hear each other too.
    pub senders: usize,
    /// Clients that join and then never read, beside them.
    pub slow: usize,
    /// So many clients are on their way into the room at the same time. A server keeps the number
    /// of those without a name small (Tertulia 256), and the system that of those not yet accepted.
    pub at_once: usize,
    /// Characters in a message.
    pub chars: usize,
    /// Messages that one sender sends in one go; the next ones when all of these have arrived.
    pub in_flight: u32,
    /// Messages a second, of all senders together.
    pub rate: u32,
    /// How long it measures.
    pub seconds: Duration,
}

impl Plan {
    /// How many connections it has at the same time.
    pub(crate) fn connections(&self) -> usize {
        self.clients + self.senders + self.slow
    }

    /// How long it runs before anything is counted, so that what happens only once is not measured.
    pub(crate) fn warm_up(&self) -> Duration {
        match self.mode.has_messages() {
            true => (self.seconds / 10).min(Duration::from_millis(500)),
            false => Duration::ZERO,
        }
    }
}
