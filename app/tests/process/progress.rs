//! How far several threads have come, awaited rather than guessed.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::harness::PATIENCE;

/// What the threads of one test tell each other.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// How often the server was started.
    pub(crate) starts: u64,
    /// How many clients were welcomed at least once.
    pub(crate) welcomed: usize,
    /// How many messages were confirmed.
    pub(crate) confirmed: u64,
    /// Nobody is to say anything new.
    pub(crate) stopping: bool,
    /// How many messages were confirmed when each script was last known to be there.
    pub(crate) back: BTreeMap<String, u64>,
    /// Some thread failed, so that the others need not go on.
    pub(crate) failed: bool,
    /// How many clients have said their last word and had it confirmed.
    pub(crate) drained: usize,
}

impl Counts {
    /// Whether no script has missed more than so many messages.
    pub(crate) fn missed_at_most(&self, most: u64) -> bool {
        self.back.values().all(|back| self.confirmed <= back + most)
    }
}

/// [`Counts`] that can be awaited.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    counts: Mutex<Counts>,
    changed: Condvar,
}

impl Progress {
    pub(crate) fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// What is so now. Fails when another thread did.
    #[track_caller]
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Counts) -> T) -> T {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(!counts.failed, "another thread failed");
        look(&counts)
    }

    /// Tells the others when this thread fails.
    pub(crate) fn watch(&self) -> Watch<'_> {
        Watch(self)
    }

    /// Returns as soon as `reached` says so. Fails when nothing at all changes for too long.
    #[track_caller]
    pub(crate) fn wait(&self, awaited: &str, reached: impl Fn(&Counts) -> bool) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        while !reached(&counts) {
            assert!(!counts.failed, "another thread failed");
            let woken = self.changed.wait_timeout(counts, PATIENCE);
            let (changed, late) = woken.unwrap_or_else(PoisonError::into_inner);
            assert!(!late.timed_out(), "awaited {awaited}: {changed:?}");
            counts = changed;
        }
    }
}

/// To be kept for as long as a thread runs.
#[derive(Debug)]
pub(crate) struct Watch<'p>(&'p Progress);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.change(|counts| counts.failed = true);
        }
    }
}
