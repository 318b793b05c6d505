//! What a session keeps so that it survives the end of the program, as plain data: which changes
//! there are, what they come to, and what of it is not written yet. Nothing here knows a file.

mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use tertulia_protocol::{
    Fingerprint, MessageId, Number, PersonId, Posted, RunId, Token, UnixMillis,
};

use super::{Body, ForeignLine, LocalId, Resume, ServerKind};

pub use record::{Record, Unwritten};

/// So many of the latest messages of all conversations together are kept.
pub const MAX_KEPT_ITEMS: usize = 10_000;

/// With whom a draft is being written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Correspondent {
    /// Everybody.
    Room,
    /// One person, by the name known last.
    Person(String),
}

/// One change to what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// We are called this.
    Name(String),
    /// The server has this key: the session belongs to its owner.
    Key(Fingerprint),
    /// What kind of server it is: the session goes on there.
    Reached(ServerKind),
    /// Everything up to this message of this run has been told.
    Seen(RunId, MessageId),
    /// The ids that we have or had in this run.
    OwnIds(Vec<PersonId>),
    /// A message or rename that was taken in. It is kept before it may be sent.
    Request {
        /// Its number on the wire.
        number: Number,
        /// The caller's mark.
        local: LocalId,
        /// What it says.
        body: Body,
        /// Whether it is the greeting, which only Tertulia's servers are told.
        greeting: bool,
    },
    /// Everything up to this number goes to the network now. Kept before it goes.
    Handed(Number),
    /// The server has it in its order.
    Confirmed {
        /// Its number.
        number: Number,
        /// Its place; none for a rename.
        place: Option<(RunId, MessageId)>,
        /// The server's time of it.
        time: UnixMillis,
    },
    /// It was not delivered, or nobody knows; the user's side was told so.
    Failed(Number),
    /// It went to a foreign server, which never confirms.
    Sent(LocalId),
    /// Nothing more is wanted of it: it failed and is thrown away or given anew.
    Forget(LocalId),
    /// Everything undecided was told to have failed when an earlier connection ended.
    AllFailed,
    /// Somebody wrote.
    Posted(RunId, Posted),
    /// A foreign server sent this.
    Foreign(ForeignLine),
    /// This is being written; nothing when it is empty.
    Draft(Correspondent, String),
}

/// A message or rename without a verdict, or one that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// The caller's mark.
    pub local: LocalId,
    /// What it says.
    pub body: Body,
    /// Whether it is the greeting.
    pub greeting: bool,
    /// Whether the user's side was told that it failed. Such a one is shown and not sent again.
    pub failed: bool,
}

/// One entry of the kept transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptItem {
    /// The server's time, or ours where the server told none.
    pub time: UnixMillis,
    /// What it is.
    pub kind: KeptKind,
}

/// What a kept entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptKind {
    /// Somebody else or the operator wrote; or we, on an earlier connection.
    Posted(RunId, Posted),
    /// An own message, as it was given.
    Own {
        /// The caller's mark.
        local: LocalId,
        /// The name we had.
        name: String,
        /// What it says.
        body: Body,
        /// Its place in the room's order; none at a foreign server.
        place: Option<(RunId, MessageId)>,
    },
    /// A foreign server sent this.
    Foreign(ForeignLine),
}

/// Everything that is kept of a session besides its transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The session's secret.
    pub token: Token,
    /// The server's key, if it was encrypted.
    pub key: Option<Fingerprint>,
    /// The host as it was given.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// The name that was asked for when the session began.
    pub wanted: String,
    /// The name we have, as far as we know.
    pub name: String,
    /// What kind of server it was; none before that was known.
    pub reached: Option<ServerKind>,
    /// The last message that came.
    pub last_seen: Option<(RunId, MessageId)>,
    /// The ids that we have or had in that run.
    pub own_ids: Vec<PersonId>,
    /// The lowest number not yet used.
    pub next_number: Number,
    /// Whatever has a number up to this one may have reached the server.
    pub handed: Number,
    /// What has no verdict, or failed.
    pub requests: BTreeMap<Number, KeptRequest>,
    /// What is being written.
    pub drafts: BTreeMap<Correspondent, String>,
}

/// What an interrupted session goes on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Everything but the transcript.
    pub kept: Kept,
    /// The latest messages, in the order in which they came.
    pub items: Vec<KeptItem>,
}

/// Keeps changes where they survive the end of the program. Called on the network thread.
pub trait Keeper: Send {
    /// What the session goes on with, for the connection's beginning.
    fn kept(&self) -> &Kept;

    /// Keeps all of these before it returns, so that what they tell of may be sent or shown. What
    /// cannot be written stays in memory and is tried again. Gives what is worth telling about it.
    fn keep(&mut self, now: Instant, changes: Vec<Change>) -> Option<KeepingNews>;

    /// Tries again what could not be written.
    fn handle_timeout(&mut self, now: Instant) -> Option<KeepingNews>;

    /// When [`handle_timeout`](Self::handle_timeout) is due.
    fn poll_timeout(&self) -> Option<Instant>;
}

/// How the keeping fares; each is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeepingNews {
    /// It cannot be written at the moment. Everything goes on in memory and is written when that
    /// is possible again.
    Failing {
        /// Whether the disk is full.
        full: bool,
        /// The system's word on it.
        detail: String,
    },
    /// Everything is written again.
    Working,
    /// The file was damaged and stands under this name now; a fresh one was begun.
    SetAside(PathBuf),
}

impl Kept {
    /// A session that begins.
    #[must_use]
    pub fn new(token: Token, host: &str, port: u16, name: &str) -> Self {
        Self {
            token,
            key: None,
            host: host.to_owned(),
            port,
            wanted: name.to_owned(),
            name: name.to_owned(),
            reached: None,
            last_seen: None,
            own_ids: Vec::new(),
            next_number: Number(1),
            handed: Number(0),
            requests: BTreeMap::new(),
            drafts: BTreeMap::new(),
        }
    }

    /// Requests whose fate is open, in order.
    pub fn undecided(&self) -> impl Iterator<Item = (Number, &KeptRequest)> {
        self.requests
            .iter()
            .filter(|(_, request)| !request.failed)
            .map(|(number, request)| (*number, request))
    }

    /// Whether the server may have what has this number.
    #[must_use]
    pub fn was_handed(&self, number: Number) -> bool {
        number <= self.handed
    }

    /// What a connection shows the server to go on.
    #[must_use]
    pub fn resume(&self) -> Resume {
        Resume {
            token: self.token,
            key: self.key,
            next_number: self.next_number,
            last_seen: self.last_seen,
        }
    }

    fn number_of(&self, local: LocalId) -> Option<Number> {
        self.requests
            .iter()
            .find(|(_, request)| request.local == local)
            .map(|(number, _)| *number)
    }
}

impl Restored {
    /// Own messages that were confirmed out of turn: they stand in the transcript and come again
    /// among what was missed.
    #[must_use]
    pub fn own_above(&self) -> BTreeSet<MessageId> {
        let Some((run, last)) = self.kept.last_seen else {
            return BTreeSet::new();
        };
        let own = self.items.iter().filter_map(|item| match &item.kind {
            KeptKind::Own {
                place: Some((of, id)),
                ..
            } if *of == run && *id > last => Some(*id),
            _ => None,
        });
        own.collect()
    }
}

/// The changes of one connection that have not been handed to the keeper; none where nothing is
/// kept.
#[derive(Debug, Default)]
pub(super) struct Changes {
    on: bool,
    list: Vec<Change>,
}

impl Changes {
    /// Collects changes, or ignores them.
    pub(super) fn new(on: bool) -> Self {
        Self {
            on,
            list: Vec::new(),
        }
    }

    /// Notes a change, which is made only where it is wanted.
    pub(super) fn note(&mut self, change: impl FnOnce() -> Change) {
        if self.on {
            self.list.push(change());
        }
    }

    pub(super) fn take(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(5);

    #[test]
    fn own_messages_beyond_the_last_one_seen_are_known_to_come_again() {
        let mut kept = Kept::new(Token([1; 16]), "aula", 2010, "Ana");
        kept.last_seen = Some((RunId(7), MessageId(3)));
        let own = |run, id| KeptItem {
            time: NOW,
            kind: KeptKind::Own {
                local: LocalId(1),
                name: "Ana".to_owned(),
                body: Body::Rename {
                    name: String::new(),
                },
                place: Some((RunId(run), MessageId(id))),
            },
        };
        let items = vec![own(7, 2), own(6, 9), own(7, 5)];
        let restored = Restored { kept, items };
        assert_eq!(
            restored.own_above().into_iter().collect::<Vec<_>>(),
            [MessageId(5)]
        );
    }
}
