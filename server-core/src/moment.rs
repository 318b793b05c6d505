//! The time, as an argument.

use std::time::{Duration, Instant};

use tertulia_protocol::UnixMillis;

/// One moment on both clocks. The pure parts never ask for the time; they are given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// For measuring spans; never jumps.
    pub instant: Instant,
    /// For people to read; may jump when somebody sets the clock.
    pub unix: UnixMillis,
}

impl Moment {
    /// The same moment, so much later on both clocks.
    #[must_use]
    pub fn later(self, span: Duration) -> Self {
        let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Self {
            instant: self.instant + span,
            unix: UnixMillis(self.unix.0.saturating_add(millis)),
        }
    }
}
