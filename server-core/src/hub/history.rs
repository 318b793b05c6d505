//! The latest messages, in memory.

use std::collections::VecDeque;
use std::sync::Arc;

use tertulia_protocol::{Gap, MessageId, PersonId, Posted};

use crate::entry::Told;

/// Who may read a message again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Readers {
    /// Everybody.
    Everyone,
    /// The two of a direct message, or those whom the operator chose.
    Only(Box<[PersonId]>),
}

#[derive(Debug)]
struct Kept {
    posted: Posted,
    told: Arc<Told>,
    readers: Readers,
    author: Option<PersonId>,
}

impl Kept {
    fn is_for(&self, person: PersonId) -> bool {
        match &self.readers {
            Readers::Everyone => true,
            Readers::Only(people) => people.contains(&person),
        }
    }
}

/// The latest messages of the room, oldest first.
#[derive(Debug)]
pub(super) struct History {
    kept: VecDeque<Kept>,
    keep_at_most: usize,
    /// The highest id that was dropped.
    dropped: MessageId,
}

impl History {
    pub(super) fn new(keep_at_most: usize) -> Self {
        Self {
            kept: VecDeque::new(),
            keep_at_most,
            dropped: MessageId(0),
        }
    }

    pub(super) fn push(
        &mut self,
        posted: Posted,
        told: Arc<Told>,
        author: Option<PersonId>,
        readers: Readers,
    ) {
        self.kept.push_back(Kept {
            posted,
            told,
            readers,
            author,
        });
        while self.kept.len() > self.keep_at_most {
            if let Some(oldest) = self.kept.pop_front() {
                self.dropped = oldest.posted.id();
            }
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
    /// whether there are older ones.
    pub(super) fn page(
        &self,
        person: PersonId,
        before: Option<MessageId>,
        count: usize,
    ) -> (Vec<Posted>, bool) {
        let to = before.map_or(self.kept.len(), |before| {
            self.kept.partition_point(|kept| kept.posted.id() < before)
        });
        let mut older = self
            .kept
            .range(..to)
            .rev()
            .filter(|kept| kept.is_for(person));
        let mut page: Vec<Posted> = older
            .by_ref()
            .take(count)
            .map(|kept| kept.posted.clone())
            .collect();
        page.reverse();
        (page, older.next().is_some())
    }
}
