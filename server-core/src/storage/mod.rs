//! What outlives the server: what the room wants kept, and where it is kept.
//!
//! The room (`Hub`) makes [`Record`]s along with its entries. With a history, a storage thread
//! stands between the room and the shared log: it takes what the room decided in order, keeps the
//! records of many turns in one commit, and publishes the entries afterwards. So whatever somebody
//! is told has been kept before. This module says what is kept and does no I/O itself;
//! [`SqliteStorage`] keeps it in a database.

mod sqlite;

#[cfg(any(test, fuzzing))]
mod disk;
mod fenced;
mod keeper;
mod owed;
mod recent;

use std::fmt;
use std::path::PathBuf;

use tertulia_protocol::{
    Gap, MessageId, Name, Number, PersonId, Posted, RefusalReason, RunId, Token, UnixMillis,
};

#[cfg(any(test, fuzzing))]
pub(crate) use disk::Disk;
pub(crate) use keeper::Keeper;
pub use sqlite::{
    Durability, HistoryConfig, MoveHistoryError, OpenHistoryError, RoomMemory, SqliteStorage,
    move_history,
};

/// Something to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A message was put in order, and with it, where it has one, the number that its author's
    /// session gave it.
    Message(KeptMessage),
    /// A numbered request was decided that put no message in order: a rename, or a refusal.
    Decided {
        /// Whose number.
        token: Token,
        /// The number.
        number: Number,
        /// What became of it.
        outcome: Outcome,
        /// When.
        time: UnixMillis,
    },
    /// A resumable session began, or something about it changed (name, presence).
    Session(KeptSession),
    /// The highest id given to a person so far; it must never be given again.
    LatestPerson(PersonId),
}

impl Record {
    /// The message, if it is one.
    pub(crate) fn into_message(self) -> Option<KeptMessage> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }
}

/// A message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// The message: its id, time, author's name and text.
    pub posted: Posted,
    /// Who wrote it; none for the operator.
    pub author: Option<PersonId>,
    /// The session and number with which its author asked for it, if the author has them. No
    /// session and number occur twice.
    pub origin: Option<(Token, Number)>,
    /// Who may read it again.
    pub readers: Readers,
}

/// Who may read a message again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readers {
    /// Everybody.
    Everyone,
    /// The two of a direct message, or those whom the operator chose.
    Only(Box<[PersonId]>),
}

impl Readers {
    /// Whether `person` is among them.
    #[must_use]
    pub fn include(&self, person: PersonId) -> bool {
        match self {
            Self::Everyone => true,
            Self::Only(people) => people.contains(&person),
        }
    }
}

/// What became of a numbered request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted; with the id of the message that it put in order, unless it was no message.
    Accepted(Option<MessageId>),
    /// Refused.
    Refused {
        /// For programs.
        reason: RefusalReason,
        /// For people.
        message: String,
        /// A name to take instead.
        suggestion: Option<Name>,
    },
}

/// A session that can be resumed, with the person whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// The session's secret.
    pub token: Token,
    /// Whose it is.
    pub person: PersonId,
    /// What this person is (or was) called.
    pub name: Name,
    /// The latest message when the person first came in; what was before is not "missed".
    pub since: MessageId,
    /// Whether the person is in the room (also when away for a moment), or has left it.
    pub present: bool,
    /// When this was so.
    pub time: UnixMillis,
}

/// What is known when a server starts again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The identity of this history; message ids of one history go on through every restart.
    pub run: RunId,
    /// The highest message id ever kept, also when that message has been deleted since.
    pub latest_message: MessageId,
    /// The highest person id ever kept.
    pub latest_person: PersonId,
    /// The sessions that can be resumed, the most recent ones last.
    pub sessions: Vec<RestoredSession>,
    /// The latest messages, oldest first, for the room's memory.
    pub messages: Vec<KeptMessage>,
    /// The highest id that is not among `messages` (kept elsewhere or deleted); zero when none is.
    /// Those of `messages` with lower ids were spared when their neighbours were deleted.
    pub before_messages: MessageId,
}

/// A session and what was decided about its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoredSession {
    /// The session.
    pub session: KeptSession,
    /// The highest decided number.
    pub decided: Option<Number>,
    /// The latest verdicts, oldest first: the number, what became of it, and when.
    pub verdicts: Vec<(Number, Outcome, UnixMillis)>,
}

/// Where records are kept. One thread owns it; nothing here is called under the room's lock.
pub trait Storage: Send {
    /// Keeps all of `records` together, or none of them. When this returns without an error they
    /// survive the end of the program (and the loss of power, where it was opened for that). Each
    /// message has a higher id than every one kept before.
    ///
    /// # Errors
    /// When they could not be kept. None of them is, and a later call may succeed again.
    fn commit(&mut self, records: &[Record]) -> Result<(), StorageError>;

    /// The latest `most` messages before `before` that `reader` may read, oldest first, and whether
    /// there are older ones. Cut short, but not empty, when it would become larger than about
    /// `most_bytes` on the wire.
    ///
    /// # Errors
    /// When they could not be read.
    fn page(
        &mut self,
        reader: PersonId,
        before: Option<MessageId>,
        most: usize,
        most_bytes: usize,
    ) -> Result<(Vec<Posted>, bool), StorageError>;

    /// What `reader` missed after `after` and up to `last` (inclusive), without the reader's own
    /// words, oldest first, at most `most` messages and about `most_bytes` (the latest ones are kept),
    /// and the stretch that is missing, if any.
    ///
    /// # Errors
    /// When they could not be read.
    fn missed(
        &mut self,
        reader: PersonId,
        after: MessageId,
        last: MessageId,
        most: usize,
        most_bytes: usize,
    ) -> Result<(Vec<Posted>, Option<Gap>), StorageError>;

    /// A small piece (some milliseconds) of the work that can wait: forgetting what is too old,
    /// indexing what is new, checkpoints. Called when there is nothing else to do. Says whether there
    /// is more.
    ///
    /// # Errors
    /// When it could not be done; it is tried again later.
    fn tend(&mut self, now: UnixMillis) -> Result<bool, StorageError>;

    /// Gives a new database, begun because the one before was damaged, what is remembered of that:
    /// the latest messages, oldest first. What the storage itself could still read of it is added,
    /// those that the new one has already are left out, and where nothing was damaged since this was
    /// last called, nothing happens.
    ///
    /// # Errors
    /// When they could not be kept. None of them is; it may be tried again.
    fn put_back(&mut self, messages: &[KeptMessage]) -> Result<(), StorageError>;

    /// Takes what the operator should know about the storage itself, in order: a damaged database
    /// was set aside, a deleted one begun anew.
    fn take_notices(&mut self) -> Vec<StorageNotice>;
}

/// Something about the storage that the operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StorageNotice {
    /// The database was damaged. It was set aside under another name, never deleted, and a fresh one
    /// begun.
    SetAside {
        /// The database.
        path: PathBuf,
        /// Where the damaged one is now.
        aside: PathBuf,
        /// What was wrong, as the database says it.
        why: String,
    },
    /// Into the database that was begun in the place of a damaged one, the latest messages were put
    /// back: those in memory, and what could still be read.
    PutBack {
        /// How many.
        messages: usize,
    },
    /// The database was deleted (or replaced) while the server ran; a fresh one was begun.
    Vanished {
        /// The database.
        path: PathBuf,
    },
    /// The database was of an older version and was brought to this one.
    Migrated {
        /// The version it had.
        from: u32,
        /// The version it has.
        to: u32,
    },
}

/// Why something could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// No space is left where the database is.
    #[error("the disk is full")]
    Full,
    /// The database, or its folder, may only be read.
    #[error("the database cannot be written")]
    ReadOnly,
    /// Another program holds the database.
    #[error("another program has locked the database")]
    Locked,
    /// The database is damaged. What can be done about it has been tried.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The program itself failed (a panic, with its message). Nothing is kept until the server is
    /// started again.
    #[error("a fault of Tertulia's own: {0}")]
    Broken(String),
    /// Anything else, as the system or the database says it.
    #[error("{0}")]
    Other(String),
}

/// Written without its values: tokens are secrets, and texts may be between two people.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(message) => write!(f, "message {}", message.posted.id()),
            Self::Decided { number, .. } => write!(f, "verdict on number {number}"),
            Self::Session(session) => write!(f, "session of person {}", session.person),
            Self::LatestPerson(person) => write!(f, "latest person {person}"),
        }
    }
}

/// About how many bytes a message becomes, in the dialect where it becomes more.
pub(crate) fn most_bytes(posted: &Posted) -> usize {
    // A name of 32 scalar values and what stands around it.
    const AROUND: usize = 256;
    let text = match posted {
        Posted::Said(said) => &said.text,
        Posted::Private(private) => &private.text,
        Posted::Operator(operator) => &operator.text,
    };
    let lines = text.split('\n').count();
    // In JSON a quote or backslash takes two bytes; in plain text every line carries its name.
    (2 * text.len() + AROUND).max(text.len() + lines * AROUND)
}

#[cfg(test)]
mod tests;
