//! Between the room and the log: what the room decided is kept first, and only then told.

use std::any::Any;
use std::sync::Arc;

use tertulia_protocol::{
    ErrorReason, ErrorReply, Gap, History, MessageId, PersonId, Phrase, Phrases, Posted,
    ServerMessage, UnixMillis, Welcome,
};

use super::fenced::Fenced;
use super::owed::Owed;
use super::recent::Recent;
use super::{KeptMessage, Record, Restored, Storage, StorageError, StorageNotice};
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
    /// The latest messages that were kept, should the database turn out to be damaged.
    recent: Recent,
    /// Whether the storage is to get them again.
    begun_anew: bool,
    /// That was tried and failed. It may be much, so it is not tried again with every turn.
    put_back_failed: bool,
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
    /// For a storage in which this was, and a room that remembers so much.
    pub(crate) fn new(storage: Box<dyn Storage>, restored: &Restored, caps: &Caps) -> Self {
        let mut recent = Recent::new(caps.history, caps.history_bytes);
        // What is before them was forgotten already, but for what somebody may still come back for.
        let is_recent = |message: &&KeptMessage| message.posted.id() > restored.before_messages;
        recent.take(restored.messages.iter().filter(is_recent).cloned());
        Self {
            storage: Fenced::new(storage),
            owed: Owed::new(caps.tokens),
            recent,
            begun_anew: false,
            put_back_failed: false,
            latest_kept: restored.latest_message,
            latest_person: restored.latest_person,
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
            // The turn keeps its own until they are kept: who has none is told that they are.
            let mut records = self.owed.records();
            records.extend_from_slice(&turn.records);
            let result = self.storage.commit(&records);
            if result.is_err() {
                // What was owed stays owed; of the rest, the newest state is at the end.
                turn.records = records;
            }
            result
        } else {
            self.storage.commit(&turn.records)
        };
        match result {
            Ok(()) => {
                let kept = std::mem::take(&mut turn.records);
                turn.asked.clear();
                self.latest_kept = latest;
                self.owed.clear();
                self.take_notices();
                if !self.put_back_failed {
                    self.put_back();
                }
                self.recent
                    .take(kept.into_iter().filter_map(Record::into_message));
                self.recover();
                Ok(())
            }
            Err(error) => {
                self.take_notices();
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
        turn.withhold(lost, sentence);
        turn.asked.clear();
        let mut records = std::mem::take(&mut turn.records);
        for record in &mut records {
            if let Record::Session(session) = record {
                session.since = session.since.min(self.latest_kept);
            }
        }
        self.owed.clear();
        self.owed.take(records, lost, sentence, now);
    }

    /// The program itself failed, with this panic, outside of the storage. From now on nothing is kept:
    /// nobody knows what the panic left half done.
    pub(crate) fn break_down(&mut self, panic: &(dyn Any + Send)) {
        let error = self.storage.break_down(panic);
        self.note_failure(error, 0);
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
            self.put_back();
            self.recover();
        }
    }

    /// Lets the storage do a piece of the work that can wait. Says whether there is more.
    pub(crate) fn tend(&mut self, now: UnixMillis) -> bool {
        let more = self.storage.tend(now);
        self.take_notices();
        self.put_back();
        more.unwrap_or_else(|error| {
            // Whether messages can be kept shows with the next commit; this can wait.
            tracing::warn!(%error, "the history could not be tended");
            false
        })
    }

    /// What may be told of a turn that was kept (or given up): its entries, with what had to be
    /// read, and its events. Should it panic, it can be called again with what is left.
    pub(crate) fn publish(
        &mut self,
        turn: &mut Turn,
        phrases: &Phrases,
        caps: &Caps,
        now: UnixMillis,
    ) -> Published {
        for entry in &mut turn.entries {
            match &mut entry.body {
                Body::Read(_) => self.read(entry, phrases, caps),
                Body::Welcome { welcome, .. } => self.settle_latest(welcome),
                _ => {}
            }
        }
        self.take_notices();
        let news = self.news.drain(..).map(|kind| Event { time: now, kind });
        let events = news
            .chain(turn.events.drain(..).map(|(_, event)| event))
            .collect();
        Published {
            entries: std::mem::take(&mut turn.entries),
            events,
        }
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
        debug_assert!(matches!(entry.audience, Audience::One(_)));
        let Body::Read(reading) = &entry.body else {
            return;
        };
        let reading = reading.clone();
        // Whatever happens meanwhile, whoever asked is told something.
        entry.body = self.unreadable(reading.clone(), phrases);
        match reading {
            Reading::Page {
                reader,
                before,
                most,
            } => match self.storage.page(reader, Some(before), most, PAGE_BYTES) {
                Ok((messages, more)) => {
                    let page = ServerMessage::History(History { messages, more });
                    entry.body = Body::Tell(Told::new(page));
                }
                Err(error) => tracing::warn!(%error, "a page of the history could not be read"),
            },
            Reading::Missed {
                welcome,
                reader,
                after,
                last,
                remembered,
            } => {
                let (most, bytes) = (caps.missed, caps.missed_bytes);
                match self.storage.missed(reader, after, last, most, bytes) {
                    Ok((older, gap)) => {
                        let older = older.into_iter().map(|posted: Posted| Told::new(posted));
                        let missed = older.chain(remembered).collect();
                        entry.body = self.welcome(welcome, missed, gap);
                    }
                    Err(error) => tracing::warn!(%error, "what was missed could not be read"),
                }
            }
        }
    }

    /// What is told when the history cannot be read.
    fn unreadable(&self, reading: Reading, phrases: &Phrases) -> Body {
        match reading {
            Reading::Page { .. } => Body::Tell(Told::new(ServerMessage::Error(ErrorReply {
                reason: ErrorReason::Storage,
                message: phrases.say(Phrase::HistoryUnreadable),
            }))),
            Reading::Missed {
                welcome,
                after,
                last,
                remembered,
                ..
            } => {
                let before = MessageId(last.0.saturating_add(1));
                self.welcome(welcome, remembered, Some(Gap { after, before }))
            }
        }
    }

    fn welcome(&self, mut welcome: Box<Welcome>, missed: Vec<Arc<Told>>, gap: Option<Gap>) -> Body {
        announce(&mut welcome, missed.len());
        welcome.gap = gap;
        welcome.latest = welcome.latest.min(self.latest_kept);
        let welcome = Told::new(ServerMessage::Welcome(welcome));
        Body::Welcome { welcome, missed }
    }

    fn take_notices(&mut self) {
        let notices = self.storage.take_notices();
        self.begun_anew |= notices
            .iter()
            .any(|notice| matches!(notice, StorageNotice::SetAside { .. }));
        self.news
            .extend(notices.into_iter().map(EventKind::History));
    }

    /// Where a damaged database was set aside, the new one gets what is remembered of it.
    fn put_back(&mut self) {
        if !self.begun_anew {
            return;
        }
        let put_back = self.storage.put_back(self.recent.messages());
        self.put_back_failed = put_back.is_err();
        self.begun_anew = self.put_back_failed;
        self.take_notices();
        if let Err(error) = put_back {
            tracing::warn!(%error, "the latest messages could not be put back");
        }
    }

    fn fail(&mut self, lost: &NotKept) {
        self.note_failure(lost.error.clone(), lost.len() as u64);
    }

    fn note_failure(&mut self, error: StorageError, refused: u64) {
        if let Some(failing) = &mut self.failing {
            failing.refused += refused;
            failing.error = error;
            return;
        }
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
