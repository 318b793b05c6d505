//! What changed in a list, so that a page can keep what it computed for the rest.

use std::collections::VecDeque;

/// So many changes are remembered. A page that missed more starts anew.
const REMEMBERED: usize = 2_048;

/// One change. Applied in order to a copy of the list, they keep the copy equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// New items stand at `at` and after.
    Inserted {
        /// The first one's index.
        at: usize,
        /// How many.
        count: usize,
    },
    /// Items are gone from `at` on.
    Removed {
        /// The first one's index before.
        at: usize,
        /// How many.
        count: usize,
    },
    /// This item looks different now; its revision is another one.
    Altered {
        /// Its index.
        at: usize,
    },
}

/// Up to where somebody has followed the changes of one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ChangeCursor(u64);

/// The latest changes of one list.
#[derive(Debug, Clone, Default)]
pub(super) struct ChangeLog {
    latest: VecDeque<Change>,
    next: u64,
}

impl ChangeLog {
    pub(super) fn push(&mut self, change: Change) {
        if self.latest.len() == REMEMBERED {
            self.latest.pop_front();
        }
        self.latest.push_back(change);
        self.next += 1;
    }

    pub(super) fn cursor(&self) -> ChangeCursor {
        ChangeCursor(self.next)
    }

    /// The changes after `cursor`, or none when some of them are forgotten.
    pub(super) fn since(&self, cursor: ChangeCursor) -> Option<impl Iterator<Item = Change> + '_> {
        let missed = usize::try_from(self.next.checked_sub(cursor.0)?).ok()?;
        let skipped = self.latest.len().checked_sub(missed)?;
        Some(self.latest.iter().skip(skipped).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_missed_too_much_is_told_to_start_anew() {
        let mut log = ChangeLog::default();
        let start = log.cursor();
        for at in 0..REMEMBERED {
            log.push(Change::Altered { at });
        }
        assert_eq!(log.since(start).map(Iterator::count), Some(REMEMBERED));
        log.push(Change::Altered { at: 0 });
        assert!(log.since(start).is_none());
        assert_eq!(log.since(log.cursor()).map(Iterator::count), Some(0));
    }
}
