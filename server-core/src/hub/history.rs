//! The latest messages, in memory.

use std::collections::VecDeque;
use std::sync::Arc;

use tertulia_protocol::{Gap, MessageId, PersonId, Posted};

use crate::entry::Told;
use crate::storage::{KeptMessage, Readers, most_bytes};

/// About how many bytes one page may have.
pub(crate) const PAGE_BYTES: usize = 256 << 10;

#[derive(Debug)]
struct Kept {
    posted: Posted,
    told: Arc<Told>,
    readers: Readers,
    author: Option<PersonId>,
}

impl Kept {
    fn is_for(&self, person: PersonId) -> bool {
        self.readers.include(person)
    }
}

/// The latest messages of the room, oldest first.
#[derive(Debug)]
pub(super) struct History {
    kept: VecDeque<Kept>,
    keep_at_most: usize,
    /// About how many bytes the kept messages have, and may have.
    bytes: usize,
    keep_bytes: usize,
    /// The highest id that was dropped.
    dropped: MessageId,
}

impl History {
    pub(super) fn new(keep_at_most: usize, keep_bytes: usize) -> Self {
        Self {
            kept: VecDeque::new(),
            keep_at_most,
            bytes: 0,
            keep_bytes,
            dropped: MessageId(0),
        }
    }

    /// What an earlier run kept: its latest messages, and the highest id that is not among them. What
    /// was spared from before that is read where it is kept, with all the rest.
    pub(super) fn restore(&mut self, messages: Vec<KeptMessage>, before: MessageId) {
        self.dropped = before;
        let is_later = |message: &KeptMessage| message.posted.id() > before;
        for message in messages.into_iter().filter(is_later) {
            let told = Told::new(message.posted.clone());
            self.push(message.posted, told, message.author, message.readers);
        }
    }

    /// Forgets messages that could not be kept.
    pub(super) fn forget(&mut self, is_lost: impl Fn(MessageId) -> bool) {
        let bytes = &mut self.bytes;
        self.kept.retain(|kept| {
            let lost = is_lost(kept.posted.id());
            if lost {
                *bytes -= most_bytes(&kept.posted);
            }
            !lost
        });
    }

    /// The highest id that is not remembered, because there were too many; zero when none is.
    pub(super) fn dropped(&self) -> MessageId {
        self.dropped
    }

    pub(super) fn push(
        &mut self,
        posted: Posted,
        told: Arc<Told>,
        author: Option<PersonId>,
        readers: Readers,
    ) {
        self.bytes += most_bytes(&posted);
        self.kept.push_back(Kept {
            posted,
            told,
            readers,
            author,
        });
        while self.kept.len() > self.keep_at_most || self.bytes > self.keep_bytes {
            let Some(oldest) = self.kept.pop_front() else {
                break;
            };
            self.bytes -= most_bytes(&oldest.posted);
            self.dropped = oldest.posted.id();
        }
    }

    /// What `person` missed since `last_seen`, without their own words (for which they get
    /// verdicts), and what of it is gone.
    pub(super) fn missed(
        &self,
        person: PersonId,
        last_seen: MessageId,
    ) -> (Vec<Arc<Told>>, Option<Gap>) {
        let from = self
            .kept
            .partition_point(|kept| kept.posted.id() <= last_seen);
        let missed = self
            .kept
            .range(from..)
            .filter(|kept| kept.author != Some(person) && kept.is_for(person));
        let gap = (self.dropped > last_seen).then(|| Gap {
            after: last_seen,
            before: MessageId(self.dropped.0 + 1),
        });
        (missed.map(|kept| Arc::clone(&kept.told)).collect(), gap)
    }

    /// The latest `count` messages before `before` that `person` may read, oldest first, and
    /// whether there are older ones. A page is cut short before it becomes too large for an outbox.
    pub(super) fn page(
        &self,
        person: PersonId,
        before: Option<MessageId>,
        count: usize,
    ) -> (Vec<Posted>, bool) {
        let to = before.map_or(self.kept.len(), |before| {
            self.kept.partition_point(|kept| kept.posted.id() < before)
        });
        let older = self.kept.range(..to).rev();
        let mut older = older.filter(|kept| kept.is_for(person)).peekable();
        let (mut page, mut bytes) = (Vec::new(), 0);
        while let Some(kept) = older.peek() {
            bytes += most_bytes(&kept.posted);
            if page.len() == count || (bytes > PAGE_BYTES && !page.is_empty()) {
                break;
            }
            page.push(kept.posted.clone());
            older.next();
        }
        page.reverse();
        (page, older.peek().is_some())
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{Operator, UnixMillis};

    use super::*;

    fn history_of(texts: impl IntoIterator<Item = String>) -> History {
        let mut history = History::new(1_000, 16 << 20);
        for (id, text) in (1..).zip(texts) {
            let (id, time) = (MessageId(id), UnixMillis(0));
            let private = false;
            let posted = Posted::Operator(Operator {
                id,
                time,
                text,
                private,
            });
            history.push(posted.clone(), Told::new(posted), None, Readers::Everyone);
        }
        history
    }

    #[test]
    fn a_page_holds_the_latest_messages_and_says_whether_there_are_older_ones() {
        let history = history_of((1..=5).map(|number| number.to_string()));
        let ids = |(page, more): (Vec<Posted>, bool)| {
            (
                page.iter().map(|posted| posted.id().0).collect::<Vec<_>>(),
                more,
            )
        };
        assert_eq!(ids(history.page(PersonId(1), None, 2)), (vec![4, 5], true));
        assert_eq!(
            ids(history.page(PersonId(1), Some(MessageId(4)), 3)),
            (vec![1, 2, 3], false)
        );
        assert_eq!(
            ids(history.page(PersonId(1), None, 100)),
            (vec![1, 2, 3, 4, 5], false)
        );
    }

    #[test]
    fn long_messages_push_out_old_ones_before_they_fill_the_memory() {
        let history = history_of((0..100).map(|_| "x".repeat(1_000_000)));
        assert!(
            (1..20).contains(&history.kept.len()),
            "{} messages",
            history.kept.len()
        );
        assert_eq!(history.missed(PersonId(1), MessageId(99)).0.len(), 1);
        assert!(
            history.missed(PersonId(1), MessageId(0)).1.is_some(),
            "the gap is named"
        );
    }

    #[test]
    fn a_page_of_long_messages_is_cut_short_but_never_empty() {
        let history = history_of((0..100).map(|_| "x".repeat(50_000)));
        let (page, more) = history.page(PersonId(1), None, 100);
        assert!(
            (1..10).contains(&page.len()) && more,
            "{} messages",
            page.len()
        );
        let history = history_of(["x".repeat(1_000_000)]);
        assert_eq!(history.page(PersonId(1), None, 100).0.len(), 1);
    }
}
