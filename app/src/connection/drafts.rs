//! What is being written, on its way to where it is kept: often changed, seldom written.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::{Change, Correspondent};

/// Drafts are written at most so often.
const APART: Duration = Duration::from_secs(1);

/// Drafts that changed since they were last written.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    changed: BTreeMap<Correspondent, String>,
    /// Nothing is written before this.
    earliest: Option<Instant>,
}

impl Drafts {
    /// This stands in a composer now.
    pub(super) fn handle_draft(&mut self, to: Correspondent, text: String) {
        self.changed.insert(to, text);
    }

    /// What is to be written now.
    pub(super) fn poll(&mut self, now: Instant) -> Vec<Change> {
        if self.changed.is_empty() || self.earliest.is_some_and(|earliest| now < earliest) {
            return Vec::new();
        }
        self.earliest = Some(now + APART);
        self.take()
    }

    /// Everything, whenever it was last written: nothing comes after it.
    pub(super) fn take(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changed)
            .into_iter()
            .map(|(to, text)| Change::Draft(to, text))
            .collect()
    }

    /// When [`poll`](Self::poll) has something.
    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        (!self.changed.is_empty()).then(|| self.earliest.map_or(now, |at| at.max(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_written_at_once_and_then_at_most_every_second() {
        let start = Instant::now();
        let mut drafts = Drafts::default();
        assert_eq!(drafts.poll_timeout(start), None);
        drafts.handle_draft(Correspondent::Room, "h".to_owned());
        assert_eq!(drafts.poll_timeout(start), Some(start));
        assert_eq!(drafts.poll(start).len(), 1);
        for text in ["he", "hel", "hell"] {
            drafts.handle_draft(Correspondent::Room, text.to_owned());
        }
        let soon = start + Duration::from_millis(900);
        assert!(drafts.poll(soon).is_empty());
        let due = drafts.poll_timeout(soon).unwrap();
        assert_eq!(due, start + APART);
        let written = drafts.poll(due);
        assert_eq!(
            written,
            [Change::Draft(Correspondent::Room, "hell".to_owned())]
        );
        drafts.handle_draft(Correspondent::Room, String::new());
        assert_eq!(drafts.take().len(), 1, "the last is written in any case");
    }
}
