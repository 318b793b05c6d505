//! What the room decides at one go, and what becomes of it when it cannot be kept.
//!
//! With a history, nothing of a [`Turn`] is told before its records are kept. When they cannot
//! be, [`Turn::withhold`] takes out what mentions the messages that were not kept, so that nobody
//! is told of a message that a restart would forget; their authors are told that it was refused.

use std::collections::HashMap;
use std::sync::Arc;

use tertulia_protocol::{
    Ack, MessageId, Number, PersonId, RefusalReason, Refused, ServerMessage, StorageFault, Token,
    Welcome,
};

use crate::ClientId;
use crate::entry::{Audience, Body, Entry, Reading, Told};
use crate::event::{Event, EventKind};
use crate::storage::{Record, StorageError};

/// What the room decided since it was last asked, in order.
#[derive(Debug, Default)]
pub struct Turn {
    /// What is to be appended to the log.
    pub entries: Vec<Entry>,
    /// What is to be kept before that.
    pub records: Vec<Record>,
    /// Who asked for the messages among the records. The operator's are not here.
    pub asked: Vec<Asked>,
    /// What the operator is to know, each with the message that it tells of, if any.
    pub events: Vec<(Option<MessageId>, Event)>,
}

/// A guest's request that put a message in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The message.
    pub message: MessageId,
    /// The connection that asked.
    pub client: ClientId,
    /// Whose connection that was.
    pub author: PersonId,
    /// The author's session, if it can be resumed.
    pub token: Option<Token>,
    /// The client's own number; none where the room counts (plain text).
    pub number: Option<Number>,
    /// Whether it is confirmed; plain clients can do without.
    pub confirmed: bool,
}

impl Turn {
    /// Whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.records.is_empty() && self.events.is_empty()
    }

    /// Puts a later turn behind this one.
    pub fn append(&mut self, mut later: Self) {
        if self.is_empty() {
            *self = later;
            return;
        }
        self.entries.append(&mut later.entries);
        self.records.append(&mut later.records);
        self.asked.append(&mut later.asked);
        self.events.append(&mut later.events);
    }

    /// Takes out everything but the farewells.
    pub(crate) fn leave_farewells(&mut self) {
        self.entries
            .retain(|entry| matches!(entry.body, Body::Farewell(_)));
        self.events.clear();
    }

    /// Takes out whatever mentions messages that were not kept, in this turn or an earlier one.
    /// Their confirmations become refusals that say `sentence`; what counts confirmations counts
    /// without them; everything else stays as it is.
    pub fn withhold(&mut self, lost: &NotKept, sentence: &str) {
        if lost.messages.is_empty() {
            return;
        }
        let withhold = Withhold { lost, sentence };
        let entries = std::mem::take(&mut self.entries);
        self.entries = entries
            .into_iter()
            .filter_map(|entry| withhold.entry(entry))
            .collect();
        for (message, event) in &mut self.events {
            if message.is_some_and(|message| lost.contains(message)) {
                let who = event.kind.who().cloned();
                event.kind = EventKind::NotKept { who };
            }
        }
    }
}

/// The messages of a turn that could not be kept.
#[derive(Debug)]
pub struct NotKept {
    /// Why.
    pub error: StorageError,
    /// Which; with who asked for it, unless it was the operator.
    messages: HashMap<MessageId, Option<Asked>>,
    /// How many counted confirmations each connection does not get.
    withdrawn: HashMap<ClientId, u64>,
}

impl NotKept {
    /// All messages of `turn`.
    #[must_use]
    pub fn new(turn: &Turn, error: StorageError) -> Self {
        let mut messages: HashMap<MessageId, Option<Asked>> = turn
            .records
            .iter()
            .filter_map(|record| match record {
                Record::Message(message) => Some((message.posted.id(), None)),
                _ => None,
            })
            .collect();
        let mut withdrawn = HashMap::new();
        for asked in &turn.asked {
            if asked.number.is_none() {
                *withdrawn.entry(asked.client).or_default() += 1;
            }
            messages.insert(asked.message, Some(asked.clone()));
        }
        Self {
            error,
            messages,
            withdrawn,
        }
    }

    /// Whether this message was not kept.
    #[must_use]
    pub fn contains(&self, message: MessageId) -> bool {
        self.messages.contains_key(&message)
    }

    /// How many were not kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there was no message to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The requests for them.
    pub fn asked(&self) -> impl Iterator<Item = &Asked> {
        self.messages.values().flatten()
    }

    /// What is the matter, as guests are told it.
    #[must_use]
    pub fn fault(&self) -> StorageFault {
        match self.error {
            StorageError::Full => StorageFault::Full,
            StorageError::ReadOnly => StorageFault::ReadOnly,
            StorageError::Locked => StorageFault::Locked,
            StorageError::Damaged(_) => StorageFault::Damaged,
            StorageError::Broken(_) | StorageError::Other(_) => StorageFault::Other,
        }
    }
}

struct Withhold<'a> {
    lost: &'a NotKept,
    sentence: &'a str,
}

impl Withhold<'_> {
    fn entry(&self, entry: Entry) -> Option<Entry> {
        let Entry { audience, body } = entry;
        let body = match body {
            Body::Tell(told) => {
                let (audience, told) = self.told(audience, told)?;
                let body = Body::Tell(told);
                return Some(Entry { audience, body });
            }
            Body::Welcome {
                mut welcome,
                mut missed,
            } => {
                if self.missed(&mut missed) {
                    welcome = recounted(&welcome, missed.len());
                }
                Body::Welcome { welcome, missed }
            }
            Body::Read(Reading::Missed {
                welcome,
                reader,
                after,
                last,
                mut remembered,
            }) => {
                // Counted when what is not remembered has been read.
                self.missed(&mut remembered);
                Body::Read(Reading::Missed {
                    welcome,
                    reader,
                    after,
                    last,
                    remembered,
                })
            }
            // What is read is only what was kept.
            body @ (Body::Read(Reading::Page { .. }) | Body::Answer(_) | Body::Farewell(_)) => body,
        };
        Some(Entry { audience, body })
    }

    fn told(&self, audience: Audience, told: Arc<Told>) -> Option<(Audience, Arc<Told>)> {
        let posted = match told.message() {
            ServerMessage::Said(said) => said.id,
            ServerMessage::Private(private) => private.id,
            ServerMessage::Operator(operator) => operator.id,
            ServerMessage::Ack(ack) => {
                let told = self.ack(&audience, ack).unwrap_or(told);
                return Some((audience, told));
            }
            ServerMessage::History(page)
                if page
                    .messages
                    .iter()
                    .any(|posted| self.lost.contains(posted.id())) =>
            {
                let mut page = page.clone();
                page.messages
                    .retain(|posted| !self.lost.contains(posted.id()));
                return Some((audience, Told::new(ServerMessage::History(page))));
            }
            _ => return Some((audience, told)),
        };
        match self.lost.messages.get(&posted) {
            None => Some((audience, told)),
            // Who wants no confirmations is told of the refusal all the same, in this place.
            Some(Some(asked)) if !asked.confirmed => {
                Some((Audience::One(asked.client), self.refusal(asked.number)))
            }
            Some(_) => None,
        }
    }

    /// What stands in the place of a confirmation; none where it stays as it is.
    fn ack(&self, audience: &Audience, ack: &Ack) -> Option<Arc<Told>> {
        if let Some(asked) = ack.id.and_then(|id| self.lost.messages.get(&id)) {
            return Some(self.refusal(asked.as_ref().and_then(|asked| asked.number)));
        }
        let Audience::One(client) = audience else {
            return None;
        };
        let withdrawn = self.lost.withdrawn.get(client)?;
        let number = Number(ack.number.0.saturating_sub(*withdrawn));
        Some(Told::new(ServerMessage::Ack(Ack {
            number,
            ..ack.clone()
        })))
    }

    fn refusal(&self, number: Option<Number>) -> Arc<Told> {
        Told::new(ServerMessage::Refused(refused(number, self.sentence)))
    }

    /// Takes out what was not kept. Says whether there was any.
    fn missed(&self, missed: &mut Vec<Arc<Told>>) -> bool {
        let before = missed.len();
        missed.retain(|told| {
            !posted_id(told.message()).is_some_and(|message| self.lost.contains(message))
        });
        missed.len() != before
    }
}

/// The verdict on a message that was not kept.
pub(crate) fn refused(number: Option<Number>, sentence: &str) -> Refused {
    Refused {
        number,
        reason: RefusalReason::Storage,
        message: sentence.to_owned(),
        suggestion: None,
        until: None,
        wait: None,
    }
}

/// The same welcome, announcing so many missed messages.
fn recounted(welcome: &Told, missed: usize) -> Arc<Told> {
    let mut message = welcome.message().clone();
    if let ServerMessage::Welcome(welcome) = &mut message {
        announce(welcome, missed);
    }
    Told::new(message)
}

/// Lets a welcome announce so many missed messages.
pub(crate) fn announce(welcome: &mut Welcome, missed: usize) {
    welcome.missed = u32::try_from(missed).unwrap_or(u32::MAX);
}

/// The id of what was said, where it is something said.
pub(crate) fn posted_id(message: &ServerMessage) -> Option<MessageId> {
    match message {
        ServerMessage::Said(said) => Some(said.id),
        ServerMessage::Private(private) => Some(private.id),
        ServerMessage::Operator(operator) => Some(operator.id),
        _ => None,
    }
}
