//! What was counted while measuring.

use std::time::Duration;

use hdrhistogram::Histogram;

/// How long something took, many times: 1 µs to an hour, to within a hundredth.
#[derive(Debug, Clone)]
pub(super) struct Durations {
    histogram: Histogram<u64>,
}

const HOUR_MICROS: u64 = 3_600_000_000;

impl Durations {
    pub(super) fn new() -> Self {
        // These bounds are valid, so that the other kind of histogram is never needed.
        let histogram = Histogram::new_with_bounds(1, HOUR_MICROS, 2);
        Self {
            histogram: histogram.unwrap_or_else(|_| unreachable!("bounds of a histogram")),
        }
    }

    /// Once more.
    pub(super) fn record_micros(&mut self, micros: u64) {
        self.histogram
            .saturating_record(micros.clamp(1, HOUR_MICROS));
    }

    pub(super) fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// So many hundredths took at most so long. `None` when nothing was recorded.
    pub(super) fn percentile(&self, percent: f64) -> Option<Duration> {
        let value = || Duration::from_micros(self.histogram.value_at_percentile(percent));
        (self.count() > 0).then(value)
    }

    /// The longest.
    pub(super) fn max(&self) -> Option<Duration> {
        (self.count() > 0).then(|| Duration::from_micros(self.histogram.max()))
    }
}

/// Everything that is counted, since the last reset.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    /// Messages sent.
    pub(super) messages: u64,
    /// Messages heard, by all clients together.
    pub(super) deliveries: u64,
    /// Own messages confirmed.
    pub(super) confirmations: u64,
    /// Bytes read, by all clients together.
    pub(super) bytes: u64,
    /// Messages that did not come, or not in order, or twice.
    pub(super) mistakes: u64,
    /// Clients that came and went again (churn).
    pub(super) visits: u64,
    /// How late the schedule was kept at worst.
    pub(super) lateness: Duration,
    /// From sending to hearing, or from connecting to being welcomed.
    pub(super) durations: Durations,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            messages: 0,
            deliveries: 0,
            confirmations: 0,
            bytes: 0,
            mistakes: 0,
            visits: 0,
            lateness: Duration::ZERO,
            durations: Durations::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_right_to_within_a_hundredth() {
        let mut durations = Durations::new();
        assert_eq!((durations.percentile(50.0), durations.max()), (None, None));
        for micros in 1..=100_000 {
            durations.record_micros(micros);
        }
        for (percent, exact) in [(50.0, 50_000.0), (99.0, 99_000.0)] {
            let micros = durations.percentile(percent).unwrap().as_secs_f64() * 1e6;
            assert!((micros / exact - 1.0).abs() < 0.01, "{percent}: {micros}");
        }
        let max = durations.max().unwrap().as_secs_f64();
        assert!((max / 0.1 - 1.0).abs() < 0.01, "{max}");
    }

    #[test]
    fn what_is_out_of_bounds_is_recorded_at_the_bound() {
        let mut durations = Durations::new();
        durations.record_micros(0);
        durations.record_micros(u64::MAX);
        assert_eq!(durations.count(), 2);
        assert!(durations.max().unwrap() >= Duration::from_secs(3_600));
    }
}
