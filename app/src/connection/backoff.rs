//! The pauses between attempts to reach a lost server.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(30);

/// Counts attempts since the last success and says how long to pause before the next.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    attempts: u32,
}

impl Backoff {
    /// The pause before the next attempt, and which attempt it is (from 1): 0.25 s, doubling up to
    /// 30 s, of which `random` (any number, evenly spread) takes away up to a quarter, so that
    /// everybody whom one server lost does not come back in the same instant.
    pub(super) fn next(&mut self, random: u32) -> (u32, Duration) {
        let doublings = self.attempts.min(16);
        self.attempts = self.attempts.saturating_add(1);
        let full = FIRST.saturating_mul(1 << doublings).min(LONGEST);
        let less = (full / 4).mul_f64(f64::from(random) / f64::from(u32::MAX));
        (self.attempts, full - less)
    }

    /// The server is of use again: the next loss begins with the shortest pause.
    pub(super) fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_a_quarter_second_up_to_thirty() {
        let mut backoff = Backoff::default();
        let pauses: Vec<u128> = (0..10).map(|_| backoff.next(0).1.as_millis()).collect();
        assert_eq!(
            pauses,
            [
                250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000
            ]
        );
    }

    #[test]
    fn attempts_are_counted_and_a_success_begins_anew() {
        let mut backoff = Backoff::default();
        backoff.next(0);
        assert_eq!(backoff.next(0).0, 2);
        backoff.reset();
        assert_eq!(backoff.next(0), (1, FIRST));
    }

    #[test]
    fn chance_shortens_a_pause_by_a_quarter_at_most_and_forever_is_fine() {
        let mut backoff = Backoff { attempts: u32::MAX };
        assert_eq!(backoff.next(u32::MAX).1, Duration::from_millis(22_500));
    }
}
