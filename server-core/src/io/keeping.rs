//! The storage thread: between the room and the log of a server with a history.
//!
//! Whatever the room decides waits in a queue, in order. The thread takes all that waits, keeps it
//! in one commit, and only then appends it to the log. While a commit runs, more gathers; so
//! commits grow with the load and are made at once when there is none.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::room::{Shared, lock, now};
use crate::snapshot::{HistorySnapshot, HistoryTrouble};
use crate::storage::Keeper;
use crate::turn::Turn;

/// After so long without anything to keep, the work that can wait is done.
const IDLE: Duration = Duration::from_millis(200);

/// While there is always something to keep, a piece of the work that can wait is done so often.
const TEND_EVERY: Duration = Duration::from_secs(5);

/// When nothing is left to do, whether messages have become too old is looked at so often.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// While nothing can be kept, that is tried so often, whether somebody writes or not.
const PROBE_EVERY: Duration = Duration::from_secs(1);

/// What waits to be kept, and what is known of the history.
#[derive(Debug)]
pub(crate) struct Keeping {
    path: PathBuf,
    waiting: Mutex<Waiting>,
    filled: Condvar,
    /// How many entries wait or are being kept, so that a worker sees without the lock whether it must
    /// stop reading.
    entries: AtomicUsize,
    trouble: Mutex<Option<HistoryTrouble>>,
    /// Where the thread panics next, in its own code rather than in the storage.
    #[cfg(test)]
    pub(crate) stumbles: Mutex<Vec<Step>>,
}

/// What the storage thread does with a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It begins to keep it.
    Keep,
    /// It has kept it, or has told the room that it could not.
    Settled,
    /// It tells of it.
    Publish,
}

#[derive(Debug, Default)]
struct Waiting {
    turn: Turn,
    /// How many entries the turn has that is being kept.
    in_hand: usize,
    /// The thread sleeps, so that it must be woken.
    asleep: bool,
    /// Nothing more will come.
    closed: bool,
}

/// What the thread wakes up for.
enum Woken {
    Turn(Turn),
    TimeIsUp,
    Closed,
}

impl Keeping {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            waiting: Mutex::default(),
            filled: Condvar::new(),
            entries: AtomicUsize::new(0),
            trouble: Mutex::default(),
            #[cfg(test)]
            stumbles: Mutex::default(),
        }
    }

    /// Where a test wants it, the thread panics here.
    fn pass(&self, step: Step) {
        #[cfg(test)]
        {
            let mut stumbles = lock(&self.stumbles);
            if stumbles.last() == Some(&step) {
                stumbles.pop();
                drop(stumbles);
                panic!("a fault at {step:?}");
            }
        }
        let _ = step;
    }

    /// Takes what the room decided. To be called under the room's lock, which makes the order.
    pub(super) fn push(&self, turn: Turn) {
        if turn.is_empty() {
            return;
        }
        let mut waiting = lock(&self.waiting);
        waiting.turn.append(turn);
        self.count(&waiting);
        let asleep = std::mem::take(&mut waiting.asleep);
        drop(waiting);
        if asleep {
            self.filled.notify_one();
        }
    }

    /// How many entries wait to be kept, or are being kept.
    pub(super) fn len(&self) -> usize {
        self.entries.load(Ordering::Relaxed)
    }

    fn count(&self, waiting: &Waiting) {
        let entries = waiting.in_hand + waiting.turn.entries.len();
        self.entries.store(entries, Ordering::Relaxed);
    }

    /// What was being kept goes to the log, where it is counted from now on.
    fn hand_over(&self) {
        let mut waiting = lock(&self.waiting);
        waiting.in_hand = 0;
        self.count(&waiting);
    }

    /// Nothing more will come: the thread keeps what waits, and ends.
    pub(crate) fn close(&self) {
        lock(&self.waiting).closed = true;
        self.filled.notify_one();
    }

    pub(super) fn snapshot(&self) -> HistorySnapshot {
        HistorySnapshot {
            path: self.path.clone(),
            trouble: lock(&self.trouble).clone(),
        }
    }

    fn wait(&self, patience: Duration) -> Woken {
        let until = Instant::now() + patience;
        let mut waiting = lock(&self.waiting);
        loop {
            if !waiting.turn.is_empty() {
                waiting.asleep = false;
                waiting.in_hand = waiting.turn.entries.len();
                return Woken::Turn(std::mem::take(&mut waiting.turn));
            }
            if waiting.closed {
                return Woken::Closed;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                waiting.asleep = false;
                return Woken::TimeIsUp;
            }
            waiting.asleep = true;
            waiting = self
                .filled
                .wait_timeout(waiting, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

/// The storage thread's state.
pub(crate) struct StorageThread {
    shared: Arc<Shared>,
    keeping: Arc<Keeping>,
    keeper: Keeper,
    /// When the work that can wait is looked at next, while there is nothing to keep.
    tend_at: Instant,
    /// When that was last done.
    tended: Instant,
    probe_at: Instant,
}

impl fmt::Debug for StorageThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StorageThread")
            .field("keeping", &self.keeping)
            .finish_non_exhaustive()
    }
}

impl StorageThread {
    pub(crate) fn new(shared: Arc<Shared>, keeping: Arc<Keeping>, keeper: Keeper) -> Self {
        let start = Instant::now();
        Self {
            shared,
            keeping,
            keeper,
            tend_at: start,
            tended: start,
            probe_at: start,
        }
    }

    /// Keeps what comes until nothing more will.
    pub(crate) fn run(mut self) {
        loop {
            match self.keeping.wait(self.patience()) {
                Woken::Turn(turn) => {
                    self.keep(turn);
                    if self.tended.elapsed() >= TEND_EVERY {
                        self.attempt(|this| {
                            this.tend();
                        });
                    }
                    self.tend_at = Instant::now() + IDLE;
                }
                Woken::TimeIsUp => {
                    // Should that fail, it must not be tried again without a pause.
                    let pause = Instant::now() + PROBE_EVERY;
                    if !self.attempt(Self::look_after) {
                        (self.probe_at, self.tend_at) = (pause, pause);
                    }
                }
                Woken::Closed => break,
            }
        }
        // What is still owed from a time when nothing could be kept gets its last chance.
        self.attempt(|this| this.keeper.probe());
        self.attempt(|this| this.publish(&mut Turn::default()));
    }

    /// Does something in which the program may fail: a panic breaks the storage, as one within it does,
    /// and not the thread, for which everybody waits. Says whether it was done.
    fn attempt(&mut self, step: impl FnOnce(&mut Self)) -> bool {
        match catch_unwind(AssertUnwindSafe(|| step(self))) {
            Ok(()) => true,
            Err(panic) => {
                self.keeper.break_down(&*panic);
                false
            }
        }
    }

    fn patience(&self) -> Duration {
        let due = if self.keeper.is_failing() {
            self.probe_at.min(self.tend_at)
        } else {
            self.tend_at
        };
        due.saturating_duration_since(Instant::now())
    }

    fn keep(&mut self, mut turn: Turn) {
        // After a panic the storage is broken, so that what was not kept before is refused.
        let settle = |this: &mut Self, turn: &mut Turn| this.attempt(|this| this.settle(turn));
        if !settle(self, &mut turn) && !settle(self, &mut turn) {
            // Nobody can say what became of it, so nobody is told; but who is seen off is seen off.
            turn.leave_farewells();
        }
        let publish = |this: &mut Self, turn: &mut Turn| this.attempt(|this| this.publish(turn));
        let _ = publish(self, &mut turn) || publish(self, &mut turn);
    }

    fn settle(&mut self, turn: &mut Turn) {
        self.keeping.pass(Step::Keep);
        if let Err(lost) = self.keeper.commit(turn) {
            let now = now();
            // Whatever was decided before the room knows of it may mention what was not kept.
            let sentence = self.shared.in_room(|hub| {
                let sentence = hub.handle_not_kept(&lost);
                let mut waiting = lock(&self.keeping.waiting);
                waiting.turn.withhold(&lost, &sentence);
                sentence
            });
            self.keeper.give_up(turn, &lost, &sentence, now.unix);
            self.probe_at = now.instant + PROBE_EVERY;
        }
        self.keeping.pass(Step::Settled);
    }

    fn publish(&mut self, turn: &mut Turn) {
        self.keeping.pass(Step::Publish);
        let config = &self.shared.config;
        let published = self
            .keeper
            .publish(turn, &config.phrases, &config.caps, now().unix);
        let trouble = self.keeper.trouble();
        *lock(&self.keeping.trouble) =
            trouble.map(|(error, refused)| HistoryTrouble { error, refused });
        for event in published.events {
            self.shared.events.report(event);
        }
        self.keeping.hand_over();
        self.shared.append(published.entries);
    }

    /// Nothing came for a while.
    fn look_after(&mut self) {
        let now = Instant::now();
        if self.keeper.is_failing() && self.probe_at <= now {
            self.keeper.probe();
            self.publish(&mut Turn::default());
            self.probe_at = now + PROBE_EVERY;
        }
        if self.tend_at <= now {
            let more = self.tend();
            self.tend_at = if more { now } else { now + LOOK_EVERY };
        }
    }

    fn tend(&mut self) -> bool {
        let now = now();
        let more = self.keeper.tend(now.unix);
        self.tended = now.instant;
        self.publish(&mut Turn::default());
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientId;
    use crate::entry::{Audience, Body, Entry};

    fn turn(entries: usize) -> Turn {
        let entry = |_| Entry {
            audience: Audience::One(ClientId(1)),
            body: Body::Answer(Arc::default()),
        };
        Turn {
            entries: (0..entries).map(entry).collect(),
            ..Turn::default()
        }
    }

    #[test]
    fn what_is_being_kept_counts_until_it_is_in_the_log() {
        let keeping = Keeping::new(PathBuf::new());
        keeping.push(turn(3));
        keeping.push(turn(4));
        assert_eq!(keeping.len(), 7);
        let Woken::Turn(taken) = keeping.wait(Duration::ZERO) else {
            panic!("something waits");
        };
        assert_eq!((taken.entries.len(), keeping.len()), (7, 7));
        keeping.push(turn(5));
        assert_eq!(keeping.len(), 12);
        keeping.hand_over();
        assert_eq!(keeping.len(), 5);
    }
}
