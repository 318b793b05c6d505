//! From the server: who is here, and what is said.

use serde::{Deserialize, Serialize};

use super::{Ack, Dialect, ErrorReply, Goodbye, People, Refused, is_false, is_zero};
use crate::{ExitWords, Limits, MessageId, Name, Number, PersonId, RunId, UnixMillis};

/// What the server tells a client.
///
/// Plain-text clients are told the same in lines (see [`crate::plain`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// You are in.
    Welcome(Box<Welcome>),
    /// Not this, for this reason: an unwelcome hello (no number) or a numbered request.
    Refused(Refused),
    /// Your message was put in order (and, with a history on disk, committed).
    Ack(Ack),
    /// Somebody said something to everybody.
    Said(Said),
    /// Somebody wrote to you alone; in the history also what you wrote to somebody.
    Private(Private),
    /// The operator wrote.
    Operator(Operator),
    /// People came.
    Joined(Joined),
    /// People went.
    Left(Left),
    /// Somebody is called something else now.
    Renamed(Renamed),
    /// The limits changed.
    Limits(Limits),
    /// The operator took away or gave back what you may do.
    Notice(Notice),
    /// One page of the people who are here.
    Roster(Roster),
    /// One page of older messages.
    History(History),
    /// Answers [`crate::ClientMessage::Ping`].
    Pong {
        /// The number of the ping.
        number: Number,
    },
    /// That line was not understood; the session goes on.
    Error(ErrorReply),
    /// The last message of every connection that the server ends.
    Goodbye(Goodbye),
}

/// One person as others address them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Stays the same through renames.
    pub id: PersonId,
    /// The name at the time.
    pub name: Name,
}

/// One person in the list of who is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Stays the same through renames.
    pub id: PersonId,
    /// The name at the time.
    pub name: Name,
    /// How this person is connected.
    pub dialect: Dialect,
}

/// Everything a newcomer (or somebody who came back) needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Who you are.
    pub you: Person,
    /// The program and its version.
    pub server: String,
    /// The version of the app dialect that the server speaks to you.
    pub version: u32,
    /// This run of the server; belongs to every message id.
    pub run: RunId,
    /// Whether your earlier session goes on.
    pub resumed: bool,
    /// The highest of your numbers that has a verdict; resend only what is above it. Only when
    /// resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Number>,
    /// What you may do.
    pub limits: Limits,
    /// The words that mean leaving.
    pub exit_words: ExitWords,
    /// What the operator says to newcomers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The id of the latest message in the room, zero when there is none: everything you get from
    /// now on, after what you missed, is newer.
    pub latest: MessageId,
    /// Who is here, you included: everybody, or in a room of more than 1,000 the first 100. More of
    /// them with [`crate::ClientMessage::Roster`].
    pub people: People,
    /// How many people are here.
    pub people_total: u64,
    /// How many of the lines that follow at once are messages you missed while you were away.
    pub missed: u32,
    /// Messages that you missed and that the server no longer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
}

/// A stretch of messages that cannot be had any more: those with `after < id < before`. Some of
/// them may have been for other people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The last message before the gap, as the client said it.
    pub after: MessageId,
    /// The first message after the gap.
    pub before: MessageId,
}

/// A message to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its place in the room's order.
    pub id: MessageId,
    /// When the server put it in order.
    pub time: UnixMillis,
    /// Who said it.
    pub from: Person,
    /// Cleaned by [`crate::clean_text`]; may have several lines.
    pub text: String,
    /// Whether it tells what the sender does (`/me`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub action: bool,
}

/// A message from one person to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Private {
    /// Its place in the room's order.
    pub id: MessageId,
    /// When the server put it in order.
    pub time: UnixMillis,
    /// Who wrote it.
    pub from: Person,
    /// Who received it.
    pub to: Person,
    /// Cleaned by [`crate::clean_text`]; may have several lines.
    pub text: String,
}

/// A message from whoever runs the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// Its place in the room's order.
    pub id: MessageId,
    /// When the server put it in order.
    pub time: UnixMillis,
    /// Cleaned by [`crate::clean_text`]; may have several lines.
    pub text: String,
    /// Whether it went to chosen people rather than to everybody.
    #[serde(default, skip_serializing_if = "is_false")]
    pub private: bool,
}

/// A message as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Posted {
    /// To everybody.
    Said(Said),
    /// From one person to another.
    Private(Private),
    /// From the operator.
    Operator(Operator),
}

impl Posted {
    /// Its place in the room's order.
    #[must_use]
    pub fn id(&self) -> MessageId {
        match self {
            Self::Said(said) => said.id,
            Self::Private(private) => private.id,
            Self::Operator(operator) => operator.id,
        }
    }
}

impl From<Posted> for ServerMessage {
    fn from(posted: Posted) -> Self {
        match posted {
            Posted::Said(said) => Self::Said(said),
            Posted::Private(private) => Self::Private(private),
            Posted::Operator(operator) => Self::Operator(operator),
        }
    }
}

/// People came: one at a time in small rooms, in batches in large ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Who. Somebody already known may be among them after a batch.
    pub people: Vec<Member>,
    /// How many others came with them who are not listed: rooms of more than 1,000 name the first
    /// 20 of a batch, and the rest can be had with [`crate::ClientMessage::Roster`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
}

/// People went: one at a time in small rooms, in batches in large ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Who, and why.
    pub people: Vec<Departure>,
}

/// One person who went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The id the person had.
    pub id: PersonId,
    /// The name at the time.
    pub name: Name,
    /// Why.
    pub reason: LeaveReason,
}

/// Why somebody is not here any more, as everybody may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// Said goodbye.
    Quit,
    /// The connection ended without a word.
    Lost,
    /// The operator or a limit ended it.
    Removed,
    /// A reason of a newer version.
    #[serde(other)]
    Other,
}

/// The operator took away or gave back what a client may do. Only for those whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What, for programs.
    pub reason: NoticeReason,
    /// What and why, for people, in the server's language.
    pub message: String,
    /// When this ends by itself, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMillis>,
}

/// What changed for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReason {
    /// You may read, but not write.
    Muted,
    /// You may write again.
    Unmuted,
    /// Nobody but the operator may write.
    Frozen,
    /// Everybody may write again.
    Unfrozen,
    /// The password is right, and a name is asked for (plain text only; elsewhere the welcome says it).
    PasswordRight,
    /// A reason of a newer version.
    #[serde(other)]
    Other,
}

/// Somebody has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// Whose id stays.
    pub id: PersonId,
    /// The name until now.
    pub from: Name,
    /// The name from now on.
    pub to: Name,
}

/// One page of the people who are here, by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// At most 1,000 people.
    pub people: Vec<Member>,
    /// How many people are here in all.
    pub total: u64,
    /// Whether there are more after the last one of this page.
    pub more: bool,
}

/// One page of older messages, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// At most 100 messages.
    pub messages: Vec<Posted>,
    /// Whether there are older ones still.
    pub more: bool,
}
