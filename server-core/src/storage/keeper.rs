//! Between the room and the log: what the room decided is kept first, and only then told.

use std::sync::Arc;

use tertulia_protocol::{
    ErrorReason, ErrorReply, Gap, History, MessageId, PersonId, Phrase, Phrases, Posted,
    ServerMessage, UnixMillis,
};

use super::fenced::Fenced;
use super::owed::Owed;
use super::{Record, Storage, StorageError};
use crate::Caps;
use crate::entry::{Audience, Body, Entry, Reading, Told};
use crate::event::{Event, EventKind};
use crate::hub::PAGE_BYTES;
use crate::turn::{NotKept, Turn, announce};

/// Keeps turns, and says what may be told of them. It owns the storage, and has no thread, lock or
/// clock of its own.
pub(crate) struct Keeper {
    storage: Fenced,
    owed: Owed,
    /// The highest id that was kept; a restart gives only higher ones.
    latest_kept: MessageId,
    latest_person: PersonId,
    failing: Option<Failing>,
    /// What the operator is to know before the next turn's events.
    news: Vec<EventKind>,
}

/// Since the first commit that failed, until one succeeds.
struct Failing {
    error: StorageError,
    refused: u64,
}

/// What may be told.
#[derive(Debug, Default)]
pub(crate) struct Published {
    pub(crate) entries: Vec<Entry>,
    pub(crate) events: Vec<Event>,
}

impl Keeper {
    /// For a storage whose latest ids are these.
    pub(crate) fn new(
        storage: Box<dyn Storage>,
        latest_message: MessageId,
        latest_person: PersonId,
    ) -> Self {
        Self {
            storage: Fenced::new(storage),
            owed: Owed::default(),
            latest_kept: latest_message,
            latest_person,
            failing: None,
            news: Vec::new(),
        }
    }

    /// Keeps what the turn decided, in one commit. When that fails, the room must be told of what
    /// is given here, and then [`Keeper::give_up`] be called; until then nothing may be told.
    pub(crate) fn commit(&mut self, turn: &mut Turn) -> Result<(), Box<NotKept>> {
        let retrying = !self.owed.is_empty();
        if turn.records.is_empty() && !retrying {
            return Ok(());
        }
        let mut latest = self.latest_kept;
        for record in &mut turn.records {
            match record {
                Record::Message(message) => latest = latest.max(message.posted.id()),
                Record::LatestPerson(person) => {
                    self.latest_person = self.latest_person.max(*person);
                }
                // An id that was never kept is given again after a restart, so nothing may be
                // taken to be "before" it.
                Record::Session(session) => session.since = session.since.min(latest),
                Record::Decided { .. } => {}
            }
        }
        let result = if retrying {
            let mut records = self.owed.records();
            records.append(&mut turn.records);
            let result = self.storage.commit(&records);
            if result.is_err() {
                // What was owed stays owed; of the rest, the newest state is at the end.
                turn.records = records;
            }
            result
        } else {
            self.storage.commit(&turn.records)
        };
        self.take_notices();
        match result {
            Ok(()) => {
                self.latest_kept = latest;
                turn.records.clear();
                self.owed.clear();
                self.recover();
                Ok(())
            }
            Err(error) => {
                let lost = Box::new(NotKept::new(turn, error));
                self.fail(&lost);
                Err(lost)
            }
        }
    }

    /// After a commit that failed, with the room's sentence for the authors: takes out of the turn
    /// what promises too much. What is left may be told.
    pub(crate) fn give_up(
        &mut self,
        turn: &mut Turn,
        lost: &NotKept,
        sentence: &str,
        now: UnixMillis,
    ) {
        let mut records = std::mem::take(&mut turn.records);
        for record in &mut records {
            if let Record::Session(session) = record {
                session.since = session.since.min(self.latest_kept);
            }
        }
        self.owed.clear();
        self.owed.take(records, lost, sentence, now);
        turn.withhold(lost, sentence);
    }

    /// Whether commits fail at present, so that [`Keeper::probe`] is worth calling.
    pub(crate) fn is_failing(&self) -> bool {
        self.failing.is_some()
    }

    /// Why commits fail at present, if they do, and how many messages were refused since.
    pub(crate) fn trouble(&self) -> Option<(StorageError, u64)> {
        let failing = self.failing.as_ref()?;
        Some((failing.error.clone(), failing.refused))
    }

    /// Tries whether commits work again although nobody asks for anything.
    pub(crate) fn probe(&mut self) {
        if self.failing.is_none() {
            return;
        }
        let mut records = self.owed.records();
        records.push(Record::LatestPerson(self.latest_person));
        let result = self.storage.commit(&records);
        self.take_notices();
        if result.is_ok() {
            self.owed.clear();
            self.recover();
        }
    }

    /// Lets the storage do a piece of the work that can wait. Says whether there is more.
    pub(crate) fn tend(&mut self, now: UnixMillis) -> bool {
        let more = self.storage.tend(now);
        self.take_notices();
        more.unwrap_or_else(|error| {
            // Whether messages can be kept shows with the next commit; this can wait.
            tracing::warn!(%error, "the history could not be tended");
            false
        })
    }

    /// What may be told of a turn that was kept (or given up): its entries, with what had to be
    /// read, and its events.
    pub(crate) fn publish(
        &mut self,
        turn: Turn,
        phrases: &Phrases,
        caps: &Caps,
        now: UnixMillis,
    ) -> Published {
        let mut entries = turn.entries;
        for entry in &mut entries {
            match &mut entry.body {
                Body::Read(_) => self.read(entry, phrases, caps),
                Body::Welcome { welcome, .. } => self.settle_latest(welcome),
                _ => {}
            }
        }
        self.take_notices();
        let news = self.news.drain(..).map(|kind| Event { time: now, kind });
        let events = news
            .chain(turn.events.into_iter().map(|(_, event)| event))
            .collect();
        Published { entries, events }
    }

    /// Nobody is told of a latest message that a restart would not know.
    fn settle_latest(&self, welcome: &mut Arc<Told>) {
        if let ServerMessage::Welcome(message) = welcome.message()
            && message.latest > self.latest_kept
        {
            let mut message = message.clone();
            message.latest = self.latest_kept;
            *welcome = Told::new(ServerMessage::Welcome(message));
        }
    }

    fn read(&mut self, entry: &mut Entry, phrases: &Phrases, caps: &Caps) {
        let placeholder = Body::Answer(Arc::default());
        let Body::Read(reading) = std::mem::replace(&mut entry.body, placeholder) else {
            return;
        };
        entry.body = match reading {
            Reading::Page {
                reader,
                before,
                most,
            } => {
                let page = self.storage.page(reader, Some(before), most, PAGE_BYTES);
                Body::Tell(Told::new(match page {
                    Ok((messages, more)) => ServerMessage::History(History { messages, more }),
                    Err(error) => {
                        tracing::warn!(%error, "a page of the history could not be read");
                        ServerMessage::Error(ErrorReply {
                            reason: ErrorReason::Storage,
                            message: phrases.say(Phrase::HistoryUnreadable),
                        })
                    }
                }))
            }
            Reading::Missed {
                mut welcome,
                reader,
                after,
                last,
                remembered,
            } => {
                let (most, bytes) = (caps.missed, caps.missed_bytes);
                let read = self.storage.missed(reader, after, last, most, bytes);
                let (older, gap) = read.unwrap_or_else(|error| {
                    tracing::warn!(%error, "what was missed could not be read");
                    let before = MessageId(last.0.saturating_add(1));
                    (Vec::new(), Some(Gap { after, before }))
                });
                let older = older.into_iter().map(|posted: Posted| Told::new(posted));
                let missed: Vec<Arc<Told>> = older.chain(remembered).collect();
                announce(&mut welcome, missed.len());
                welcome.gap = gap;
                welcome.latest = welcome.latest.min(self.latest_kept);
                let welcome = Told::new(ServerMessage::Welcome(welcome));
                Body::Welcome { welcome, missed }
            }
        };
        debug_assert!(matches!(entry.audience, Audience::One(_)));
    }

    fn take_notices(&mut self) {
        let notices = self.storage.take_notices();
        self.news
            .extend(notices.into_iter().map(EventKind::History));
    }

    fn fail(&mut self, lost: &NotKept) {
        let refused = lost.len() as u64;
        if let Some(failing) = &mut self.failing {
            failing.refused += refused;
            failing.error = lost.error.clone();
            return;
        }
        let error = lost.error.clone();
        self.news.push(EventKind::StorageFailing {
            error: error.clone(),
        });
        self.failing = Some(Failing { error, refused });
    }

    fn recover(&mut self) {
        if let Some(Failing { refused, .. }) = self.failing.take() {
            self.news.push(EventKind::StorageWorks { refused });
        }
    }
}
