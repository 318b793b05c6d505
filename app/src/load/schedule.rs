//! When the next message is due, at a steady pace.

use std::time::{Duration, Instant};

/// A steady pace that never drifts: what was late does not move what comes after it.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    start: Instant,
    rate: u32,
    taken: u64,
}

impl Schedule {
    /// `rate` (at least 1) moments a second, the first one at `start`.
    pub(super) fn new(start: Instant, rate: u32) -> Self {
        Self {
            start,
            rate: rate.max(1),
            taken: 0,
        }
    }

    /// The next moment.
    pub(super) fn due(&self) -> Instant {
        let rate = u64::from(self.rate);
        let seconds = Duration::from_secs(self.taken / rate);
        let nanos = (self.taken % rate) * 1_000_000_000 / rate;
        self.start + seconds + Duration::from_nanos(nanos)
    }

    /// Takes the next moment if it has come.
    pub(super) fn take(&mut self, now: Instant) -> Option<Instant> {
        let due = self.due();
        (due <= now).then(|| {
            self.taken += 1;
            due
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_moments_come_as_the_rate_says() {
        let start = Instant::now();
        for rate in [1, 3, 100, 7_777] {
            let mut schedule = Schedule::new(start, rate);
            let now = start + Duration::from_secs(10);
            let taken = std::iter::from_fn(|| schedule.take(now)).count();
            assert_eq!(taken, 10 * rate as usize + 1);
            assert_eq!(schedule.take(now), None);
        }
    }

    #[test]
    fn lateness_does_not_add_up() {
        let start = Instant::now();
        let mut schedule = Schedule::new(start, 10);
        assert_eq!(
            schedule.take(start + Duration::from_millis(70)),
            Some(start)
        );
        assert_eq!(schedule.due(), start + Duration::from_millis(100));
    }
}
