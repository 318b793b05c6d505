//! Sending no faster than the server allows, whatever the network does in between.
//!
//! The server counts messages when they arrive, and the network may hold some back and deliver
//! them in one heap. So the time of sending proves nothing. The time of a verdict does: the
//! message had arrived before. A message whose verdict is at least one second old has left the
//! server's window; every other one may still be in it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::Allowance;

/// The width of the server's window.
const WINDOW: Duration = Duration::from_secs(1);
/// Added to the window. The two machines' clocks need not tick alike: a coarse clock (15.6 ms on
/// some systems) at the server can make two arrivals look closer together than they were.
const MARGIN: Duration = Duration::from_millis(20);

/// Decides when the next message may go out on one connection. A new connection has a new one.
#[derive(Debug)]
pub(super) struct Pacer {
    /// Messages in any one second, if limited.
    limit: Option<usize>,
    /// Messages that may be without verdict at a time, limited or not.
    max_undecided: usize,
    undecided: usize,
    /// When verdicts came, oldest first; only those young enough to matter.
    verdicts: VecDeque<Instant>,
}

impl Pacer {
    pub(super) fn new(limit: Option<usize>, max_undecided: usize) -> Self {
        Self {
            limit,
            max_undecided,
            undecided: 0,
            verdicts: VecDeque::new(),
        }
    }

    /// A limit of the server's, from now on. Lowering it counts what is under way.
    pub(super) fn set_limit(&mut self, limit: Option<usize>) {
        self.limit = limit;
    }

    /// A message was handed to the network.
    pub(super) fn handle_sent(&mut self) {
        self.undecided += 1;
    }

    /// The verdict on a message of this connection arrived.
    pub(super) fn handle_verdict(&mut self, now: Instant) {
        self.undecided = self.undecided.saturating_sub(1);
        self.forget_old(now);
        self.verdicts.push_back(now);
    }

    /// How many messages may go out at once at `now`.
    pub(super) fn ready(&self, now: Instant) -> usize {
        let within = self.max_undecided.saturating_sub(self.undecided);
        match self.limit {
            None => within,
            Some(limit) => within.min(limit.saturating_sub(self.occupied(now))),
        }
    }

    /// When [`ready`](Self::ready) grows next, if only time is needed for that.
    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        self.limit?;
        self.verdicts
            .iter()
            .map(|verdict| *verdict + WINDOW + MARGIN)
            .find(|free| *free > now)
    }

    /// What to show of it: how much is left of the limit. `None` without one.
    pub(super) fn allowance(&self, now: Instant) -> Option<Allowance> {
        self.limit.map(|limit| Allowance {
            left: self.ready(now),
            limit,
        })
    }

    /// Messages that may still be in the server's window.
    fn occupied(&self, now: Instant) -> usize {
        let old = self
            .verdicts
            .partition_point(|verdict| *verdict + WINDOW + MARGIN <= now);
        self.undecided + self.verdicts.len() - old
    }

    fn forget_old(&mut self, now: Instant) {
        while self
            .verdicts
            .front()
            .is_some_and(|verdict| *verdict + WINDOW + MARGIN <= now)
        {
            self.verdicts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(start: Instant, ms: u64) -> Instant {
        start + Duration::from_millis(ms)
    }

    #[test]
    fn the_first_ones_go_at_once_and_the_next_a_second_after_the_first_verdict() {
        let start = Instant::now();
        let mut pacer = Pacer::new(Some(3), 64);
        for left in [3, 2, 1] {
            assert_eq!(pacer.allowance(start), Some(Allowance { left, limit: 3 }));
            pacer.handle_sent();
        }
        assert_eq!((pacer.ready(start), pacer.poll_timeout(start)), (0, None));
        assert_eq!(
            pacer.ready(ms(start, 60_000)),
            0,
            "no verdict, no room, however long it takes"
        );
        pacer.handle_verdict(ms(start, 100));
        assert_eq!(pacer.poll_timeout(ms(start, 100)), Some(ms(start, 1_120)));
        assert_eq!(
            (pacer.ready(ms(start, 1_119)), pacer.ready(ms(start, 1_120))),
            (0, 1)
        );
    }

    #[test]
    fn an_unlimited_server_still_has_at_most_so_many_undecided() {
        let start = Instant::now();
        let mut pacer = Pacer::new(None, 4);
        for _ in 0..4 {
            pacer.handle_sent();
        }
        assert_eq!((pacer.ready(start), pacer.allowance(start)), (0, None));
        pacer.handle_verdict(start);
        assert_eq!(pacer.ready(start), 1);
    }

    #[test]
    fn a_limit_that_appears_counts_what_went_before() {
        let start = Instant::now();
        let mut pacer = Pacer::new(None, 64);
        for _ in 0..10 {
            pacer.handle_sent();
            pacer.handle_verdict(start);
        }
        pacer.set_limit(Some(5));
        assert_eq!(pacer.ready(ms(start, 500)), 0);
        assert_eq!(pacer.ready(ms(start, 1_020)), 5);
    }

    proptest! {
        /// The client sends whenever it may; the network holds messages and verdicts back as it
        /// likes, in order, so that they come in heaps; the server counts at arrival.
        #[test]
        fn no_window_at_the_server_ever_holds_more_than_allowed(
            limit in 1usize..8,
            to_server in prop::collection::vec(0u64..1_500, 60),
            // No verdict comes in the moment of sending.
            to_client in prop::collection::vec(1u64..1_500, 60),
        ) {
            let start = Instant::now();
            let mut pacer = Pacer::new(Some(limit), 64);
            let mut arrivals: Vec<u64> = Vec::new();
            let mut verdicts: VecDeque<u64> = VecDeque::new();
            let (mut arrived, mut decided) = (0, 0);
            let mut time = 0;
            while arrivals.len() < to_server.len() {
                while verdicts.front().is_some_and(|at| *at <= time) {
                    verdicts.pop_front();
                    pacer.handle_verdict(ms(start, time));
                }
                while pacer.ready(ms(start, time)) > 0 && arrivals.len() < to_server.len() {
                    pacer.handle_sent();
                    // Heaps: whoever is faster waits for the one before.
                    arrived = arrived.max(time + to_server[arrivals.len()]);
                    decided = decided.max(arrived + to_client[arrivals.len()]);
                    arrivals.push(arrived);
                    verdicts.push_back(decided);
                }
                let release = pacer.poll_timeout(ms(start, time));
                let release = release.map(|at| at.duration_since(start).as_millis() as u64);
                let next = verdicts.front().copied().into_iter().chain(release).min();
                prop_assert!(next.is_some_and(|next| next > time) || arrivals.len() == to_server.len(), "stuck");
                time = next.unwrap_or(time);
            }
            for (index, end) in arrivals.iter().enumerate() {
                // Every half-open window (end − 1 s, end].
                let inside = arrivals[..=index].iter().filter(|at| **at + 1_000 > *end).count();
                prop_assert!(inside <= limit, "{inside} within the second up to {end} ms");
            }
        }
    }
}
