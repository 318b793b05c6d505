//! The shared log: what the room decided, in one order for every worker.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::entry::Entry;

/// Numbered entries, kept until every worker has taken them.
#[derive(Debug)]
pub(super) struct Log {
    /// The number of the first entry that is kept.
    first: u64,
    entries: VecDeque<Arc<Entry>>,
    /// For each worker, the number of the entry it takes next.
    cursors: Vec<u64>,
}

impl Log {
    pub(super) fn new(workers: usize) -> Self {
        Self {
            first: 0,
            entries: VecDeque::new(),
            cursors: vec![0; workers],
        }
    }

    pub(super) fn append(&mut self, entry: Entry) {
        self.entries.push_back(Arc::new(entry));
    }

    /// The number that the next entry will have.
    pub(super) fn head(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    /// How many entries the slowest worker has not taken.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Gives a worker its next entries, at most `most`, and drops what all have taken.
    pub(super) fn take(&mut self, worker: usize, most: usize, into: &mut Vec<Arc<Entry>>) {
        let from = usize::try_from(self.cursors[worker] - self.first).unwrap_or(usize::MAX);
        let before = into.len();
        into.extend(
            self.entries
                .range(from.min(self.entries.len())..)
                .take(most)
                .cloned(),
        );
        self.cursors[worker] += (into.len() - before) as u64;
        self.drop_taken();
    }

    /// A worker has ended and takes nothing any more.
    pub(super) fn retire(&mut self, worker: usize) {
        self.cursors[worker] = u64::MAX;
        self.drop_taken();
    }

    fn drop_taken(&mut self) {
        let head = self.head();
        let slowest = self.cursors.iter().copied().min().unwrap_or(head).min(head);
        while self.first < slowest {
            self.entries.pop_front();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientId;
    use crate::entry::{Audience, Body, Farewell, LastWords};

    fn entry(client: u64) -> Entry {
        let farewell = Farewell {
            last_words: LastWords::None,
            discard_queue: false,
        };
        Entry {
            audience: Audience::One(ClientId(client)),
            body: Body::Farewell(farewell),
        }
    }

    fn clients(entries: &[Arc<Entry>]) -> Vec<u64> {
        let client = |entry: &Arc<Entry>| match entry.audience {
            Audience::One(client) => client.0,
            _ => unreachable!("the test makes only such entries"),
        };
        entries.iter().map(client).collect()
    }

    #[test]
    fn every_worker_sees_every_entry_once_in_one_order_and_none_is_kept_longer() {
        let mut log = Log::new(2);
        (0..5).for_each(|client| log.append(entry(client)));
        let (mut first, mut second) = (Vec::new(), Vec::new());
        log.take(0, 3, &mut first);
        assert_eq!(log.len(), 5, "the other worker has taken none");
        log.take(1, 100, &mut second);
        assert_eq!(log.len(), 2);
        log.append(entry(5));
        log.take(0, 100, &mut first);
        log.take(1, 100, &mut second);
        assert_eq!(clients(&first), [0, 1, 2, 3, 4, 5]);
        assert_eq!(clients(&second), [0, 1, 2, 3, 4, 5]);
        assert_eq!((log.len(), log.head()), (0, 6));
    }

    #[test]
    fn a_worker_that_ended_holds_nothing_back() {
        let mut log = Log::new(2);
        log.append(entry(0));
        log.retire(1);
        let mut taken = Vec::new();
        log.take(0, 100, &mut taken);
        assert_eq!((taken.len(), log.len()), (1, 0));
    }
}
