//! Knowing that the server is still there.

use std::time::{Duration, Instant};

const PING_EVERY: Duration = Duration::from_secs(15);
const DEAD_AFTER: Duration = Duration::from_secs(45);

/// When to ping, and when to give a connection up. Lives as long as one welcomed connection.
#[derive(Debug)]
pub(super) struct Liveness {
    heard: Instant,
    next_ping: Instant,
    /// The last ping sent: only its answer measures the round trip.
    pending: Option<(u64, Instant)>,
    pings: u64,
}

impl Liveness {
    /// The welcome came at `now`. The first ping is due at once, so that a round-trip time is known.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            heard: now,
            next_ping: now,
            pending: None,
            pings: 0,
        }
    }

    /// Anything at all came; or nothing could come because this side does not read.
    pub(super) fn handle_heard(&mut self, now: Instant) {
        self.heard = now;
    }

    /// The answer to a ping; gives the round-trip time if it is the one awaited.
    pub(super) fn handle_pong(&mut self, now: Instant, number: u64) -> Option<Duration> {
        let (_, sent) = self.pending.take_if(|(pending, _)| *pending == number)?;
        Some(now.saturating_duration_since(sent))
    }

    /// The number of a ping that is to be sent now.
    pub(super) fn poll_ping(&mut self, now: Instant) -> Option<u64> {
        if now < self.next_ping {
            return None;
        }
        self.pings += 1;
        self.next_ping = now + PING_EVERY;
        self.pending = Some((self.pings, now));
        Some(self.pings)
    }

    /// Whether nothing was heard for too long.
    pub(super) fn is_dead(&self, now: Instant) -> bool {
        now >= self.heard + DEAD_AFTER
    }

    pub(super) fn poll_timeout(&self) -> Instant {
        self.next_ping.min(self.heard + DEAD_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn a_ping_goes_at_once_and_every_fifteen_seconds() {
        let start = Instant::now();
        let mut liveness = Liveness::new(start);
        assert_eq!(liveness.poll_ping(start), Some(1));
        assert_eq!(
            (liveness.poll_ping(s(start, 14)), liveness.poll_timeout()),
            (None, s(start, 15))
        );
        assert_eq!(liveness.poll_ping(s(start, 15)), Some(2));
    }

    #[test]
    fn the_answer_to_the_last_ping_measures_the_round_trip_once() {
        let start = Instant::now();
        let mut liveness = Liveness::new(start);
        liveness.poll_ping(start);
        assert_eq!(liveness.handle_pong(s(start, 1), 7), None);
        assert_eq!(
            liveness.handle_pong(s(start, 2), 1),
            Some(Duration::from_secs(2))
        );
        assert_eq!(liveness.handle_pong(s(start, 2), 1), None);
    }

    #[test]
    fn a_server_is_dead_after_forty_five_silent_seconds() {
        let start = Instant::now();
        let mut liveness = Liveness::new(start);
        liveness.handle_heard(s(start, 10));
        assert!(!liveness.is_dead(s(start, 54)));
        assert!(liveness.is_dead(s(start, 55)));
    }
}
