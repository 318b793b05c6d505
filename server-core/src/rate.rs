//! How many messages a client sent in its last second.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The length of the sliding window.
pub const WINDOW: Duration = Duration::from_secs(1);

/// A sliding window over the moments at which messages arrived. Holds no more moments than the
/// limit it is asked about.
#[derive(Debug, Default)]
pub struct RateWindow {
    /// Most clients are quiet, and then this takes one word.
    arrivals: Option<Box<Arrivals>>,
}

#[derive(Debug, Default)]
struct Arrivals(VecDeque<Instant>);

impl RateWindow {
    /// Counts a message that arrived at `now`, unless `limit` messages already arrived within the
    /// second before. Says whether it was counted.
    ///
    /// A message exactly one second old no longer counts, so a client that waits a full second
    /// after the verdict on its `n − limit`th message is always within the limit.
    pub fn admit(&mut self, limit: Option<usize>, now: Instant) -> bool {
        let Some(limit) = limit else {
            // Unlimited: nothing to remember, but the window shows what it can.
            self.arrivals = None;
            return true;
        };
        let Arrivals(arrivals) = &mut **self.arrivals.get_or_insert_default();
        while arrivals.front().is_some_and(|first| !counts(*first, now)) {
            arrivals.pop_front();
        }
        if arrivals.len() >= limit {
            return false;
        }
        arrivals.push_back(now);
        true
    }

    /// From when on [`RateWindow::admit`] counts one more message; none where it does so already,
    /// whatever the time is.
    #[must_use]
    pub fn free_at(&self, limit: Option<usize>) -> Option<Instant> {
        let Arrivals(arrivals) = self.arrivals.as_deref()?;
        let first_in_the_way = arrivals.len().checked_sub(limit?)?;
        Some(*arrivals.get(first_in_the_way)? + WINDOW)
    }

    /// How many messages count at `now`.
    #[must_use]
    pub fn used(&self, now: Instant) -> usize {
        let arrivals = self.arrivals.iter().flat_map(|arrivals| &arrivals.0);
        arrivals.filter(|arrival| counts(**arrival, now)).count()
    }
}

fn counts(arrival: Instant, now: Instant) -> bool {
    now.saturating_duration_since(arrival) < WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_pass_in_any_second_and_the_sixth_does_not() {
        let start = Instant::now();
        let mut window = RateWindow::default();
        for i in 0..5 {
            assert!(window.admit(Some(5), start + Duration::from_millis(i * 100)));
        }
        assert!(!window.admit(Some(5), start + Duration::from_millis(999)));
        assert_eq!(window.used(start + Duration::from_millis(999)), 5);
        assert!(
            window.admit(Some(5), start + WINDOW),
            "the first one is a second old"
        );
        assert!(!window.admit(Some(5), start + Duration::from_millis(1_099)));
    }

    #[test]
    fn it_tells_from_when_on_one_more_passes_also_when_the_limit_was_lowered() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut window = RateWindow::default();
        assert_eq!(window.free_at(Some(5)), None);
        for i in 0..5 {
            assert!(window.admit(Some(5), at(i * 100)));
        }
        assert_eq!(window.free_at(None), None);
        assert_eq!(window.free_at(Some(6)), None);
        for (limit, free) in [(5, 1_000), (2, 1_300), (1, 1_400)] {
            assert_eq!(window.free_at(Some(limit)), Some(at(free)));
        }
        assert!(!window.admit(Some(2), at(1_299)));
        assert!(window.admit(Some(2), at(1_300)));
    }

    #[test]
    fn without_a_limit_nothing_is_kept() {
        let start = Instant::now();
        let mut window = RateWindow::default();
        assert!((0..10_000).all(|_| window.admit(None, start)));
        assert_eq!(window.used(start), 0);
    }
}
