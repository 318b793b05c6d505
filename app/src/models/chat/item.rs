//! What stands in a transcript.

use std::sync::Arc;

use tertulia_protocol::{
    Dialect, ErrorReply, Gap, LeaveReason, Limits, MessageId, Name, PersonId, UnixMillis,
};

use super::crowd::Crowd;
use crate::connection::{ArrivalKind, EndReason, FailReason, KeepingNews, LocalId, Loss};

/// Names one item of one transcript for good, wherever it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u64);

/// One entry of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub id: ItemId,
    /// Counts the changes to how it looks, its place behind another author included. Whatever was
    /// computed for the same id and revision still holds.
    pub revision: u32,
    /// When it happened: by the server's clock where that is known, otherwise by ours.
    pub time: UnixMillis,
    /// What it is.
    pub kind: ItemKind,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// Somebody wrote, perhaps ourselves.
    Message(Message),
    /// The operator wrote.
    Operator {
        /// Its place in the room's order.
        place: Place,
        /// One or several lines.
        text: String,
        /// Whether it went to chosen people rather than to everybody.
        private: bool,
    },
    /// People came and went between two messages.
    Crowd(Box<Crowd>),
    /// Somebody is called something else now.
    Renamed {
        /// Whose id stays.
        person: PersonId,
        /// The name until then.
        from: Name,
        /// The name from then on.
        to: Name,
        /// Whether it is ourselves.
        own: bool,
    },
    /// Messages that were missed and cannot be had any more.
    Gap(Gap),
    /// What another program's server sent.
    Foreign {
        /// Cleaned; without its line break.
        text: String,
        /// Whether its line break came; a prompt typically has none.
        complete: bool,
    },
    /// The window's own remark.
    Notice(Notice),
}

/// A message of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it, as they were then.
    pub author: Arc<Author>,
    /// Whether it is ours.
    pub own: bool,
    /// One or several lines.
    pub text: String,
    /// Whether it tells what the author does (`/me`).
    pub action: bool,
    /// Whether our name stands in it. Never in our own.
    pub mentions_me: bool,
    /// Its place in the room's order, once it has one.
    pub place: Option<Place>,
    /// The mark under which we sent it; only for our own of this session.
    pub local: Option<LocalId>,
    /// How far it is; `Confirmed` for everybody else's.
    pub delivery: DeliveryState,
}

/// A person as a message names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Who; none for ourselves before the first welcome and at other programs' servers.
    pub person: Option<PersonId>,
    /// The name at the time.
    pub name: String,
    /// How they are connected; none when they were gone before that was known.
    pub dialect: Option<Dialect>,
}

/// A place in the order of one run of the server; a later run comes after an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which of the server's runs that this session saw, from 0.
    pub run: u32,
    /// The message's id in it.
    pub id: MessageId,
}

/// How far a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is kept and goes out when the server can take it.
    Waiting,
    /// It went out; the verdict is awaited.
    Sending,
    /// It went to a server that never confirms.
    Sent,
    /// The server has it in its order and delivered it.
    Confirmed,
    /// It was not delivered, or nobody knows whether it was.
    Failed(FailReason),
}

/// The window's own remark in a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// What the operator says to newcomers.
    Welcome {
        /// One or several lines.
        words: String,
    },
    /// The server is away.
    Lost(Loss),
    /// The server is back.
    Back {
        /// How that continues what was before; never `First`.
        kind: ArrivalKind,
        /// The name we had, when somebody else has it now.
        renamed_from: Option<String>,
    },
    /// The server's limits changed.
    Limits(Limits),
    /// The wish for another name was not fulfilled.
    NotRenamed {
        /// The name wanted.
        wanted: String,
        /// Why not.
        reason: FailReason,
    },
    /// The person of this conversation went.
    PersonLeft {
        /// Why.
        reason: LeaveReason,
    },
    /// The person of this conversation is here again.
    PersonBack,
    /// The operator took away or gave back what we may do; in the server's words.
    Moderated(tertulia_protocol::Notice),
    /// The server did not understand something; in its own words.
    ServerError(ErrorReply),
    /// How keeping the chat on this computer fares.
    Keeping(KeepingNews),
    /// The connection ended for good.
    Ended(EndReason),
}

impl Item {
    /// Its place in the room's order, if it has one.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match &self.kind {
            ItemKind::Message(message) => message.place,
            ItemKind::Operator { place, .. } => Some(*place),
            _ => None,
        }
    }

    /// The message, if it is a person's.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        match &self.kind {
            ItemKind::Message(message) => Some(message),
            _ => None,
        }
    }

    /// The text that people wrote, if it is theirs: for copying and finding.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            ItemKind::Message(message) => Some(&message.text),
            ItemKind::Operator { text, .. } | ItemKind::Foreign { text, .. } => Some(text),
            _ => None,
        }
    }
}
