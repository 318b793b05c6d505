//! From the server: what became of a request, and why a connection ends.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::{MessageId, Name, Number, UnixMillis};

/// A request that was not carried out; it changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The number of the refused request; none for a hello.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Why, for programs.
    pub reason: RefusalReason,
    /// Why and what to do, for people, in the server's language.
    pub message: String,
    /// A free name like the wanted one, when that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Name>,
    /// When this ends by itself: of [`RefusalReason::Muted`] and [`RefusalReason::Banned`], where
    /// they are for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMillis>,
    /// Of [`RefusalReason::WrongPassword`]: how many seconds the answer to the next one will take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<NonZeroU32>,
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The name is empty.
    NameEmpty,
    /// The name has more than 32 scalar values.
    NameTooLong,
    /// The name has a character that names do not have.
    NameCharacter,
    /// The name does not begin with a letter or digit.
    NameStart,
    /// The name has two spaces in a row.
    NameSpaces,
    /// The name belongs to the server, is an exit word, or looks like one of these.
    NameReserved,
    /// Somebody here has this name, or one that looks like it.
    NameTaken,
    /// As many people are here as the server allows.
    ServerFull,
    /// The server does not speak this version of the app dialect.
    Version,
    /// Nobody here has that name.
    NobodyCalled,
    /// A message needs a text.
    EmptyText,
    /// More lines than [`crate::MAX_TEXT_LINES`].
    TooManyLines,
    /// That number is lower than one already used, and its verdict is forgotten.
    OldNumber,
    /// The server could not keep the message (its disk is full, say). It was delivered to nobody;
    /// it can be sent again, with a new number.
    Storage,
    /// The operator lets this person read, but not write.
    Muted,
    /// The operator lets nobody write for now.
    Frozen,
    /// The operator has banned this address; the connection ends.
    Banned,
    /// The server asks for a password, and the hello has none, or one that is none.
    PasswordRequired,
    /// The password is not that of the server.
    WrongPassword,
    /// So many passwords are being looked at that this one was not. It can be sent again at once.
    Busy,
    /// A reason of a newer version.
    #[serde(other)]
    Other,
}

/// The confirmation of one numbered request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// The request's number; in plain text, which message of this connection it was.
    pub number: Number,
    /// The message's place in the room's order; none for a rename.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MessageId>,
    /// When the server put it in order.
    pub time: UnixMillis,
}

/// A line that the server could not use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReply {
    /// Why, for programs.
    pub reason: ErrorReason,
    /// A sentence for people, in the server's language.
    pub message: String,
}

/// Why a line could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorReason {
    /// Not a JSON object, or one without what its kind needs.
    Malformed,
    /// A kind that this server does not know.
    UnknownType,
    /// Something was asked before the hello was welcomed.
    HelloFirst,
    /// A second hello after the welcome.
    HelloAgain,
    /// Older messages cannot be read just now.
    Storage,
    /// A reason of a newer version.
    #[serde(other)]
    Other,
}

/// The farewell of the server to one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goodbye {
    /// Why, for programs.
    pub reason: GoodbyeReason,
    /// Why, and what the limit was, for people, in the server's language.
    pub message: String,
    /// When this ends by itself: of [`GoodbyeReason::Banned`], where it is for a time, and of
    /// [`GoodbyeReason::BadPasswords`], where it holds for the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMillis>,
}

/// Why the server ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodbyeReason {
    /// The client said goodbye.
    Quit,
    /// The server stops.
    Closing,
    /// A message was longer than allowed.
    TooLong,
    /// More messages in one second than allowed.
    TooFast,
    /// More control messages (pings, pages) in one second than allowed.
    TooManyRequests,
    /// The operator removed this client.
    Kicked,
    /// More was waiting for this client than the server keeps.
    SlowReader,
    /// The same session came back on another connection.
    Replaced,
    /// As many people are here as the server allows.
    Full,
    /// The server does not speak this version of the app dialect.
    Version,
    /// Three names were refused.
    BadNames,
    /// No name within the time allowed, or too many newcomers without one.
    Nameless,
    /// Nothing was heard from an app client for too long.
    Silent,
    /// The operator has banned this address.
    Banned,
    /// More connections from this address than the server takes.
    TooManyConnections,
    /// The server takes encrypted connections only, and this one was in clear.
    EncryptedOnly,
    /// Too many wrong passwords came, on this connection or from this address.
    BadPasswords,
    /// A reason of a newer version.
    #[serde(other)]
    Other,
}

impl GoodbyeReason {
    /// Whether a client may come back by itself after this farewell.
    #[must_use]
    pub fn invites_return(self) -> bool {
        matches!(
            self,
            Self::Closing
                | Self::SlowReader
                | Self::Silent
                | Self::Nameless
                | Self::Full
                | Self::TooManyConnections
                | Self::Other
        )
    }
}
