//! From the client.

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::{MessageId, Number, Password, PersonId, RunId, Token};

/// What an app client asks of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Who I am. The first message; again after a refusal.
    Hello(Hello),
    /// A message to everybody.
    Say {
        /// The client's own number for it.
        number: Number,
        /// One or several lines.
        text: String,
        /// Whether it says what the sender does (`/me waves`) rather than what the sender says.
        #[serde(default, skip_serializing_if = "is_false")]
        action: bool,
    },
    /// A message to one person.
    Direct {
        /// The client's own number for it.
        number: Number,
        /// The recipient's name, in any case.
        to: String,
        /// The recipient's id; where given, it decides, so that a message resent after a rename
        /// cannot reach someone who took the old name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        /// One or several lines.
        text: String,
    },
    /// Wants to be called something else.
    Rename {
        /// The client's own number for it.
        number: Number,
        /// The wanted name.
        name: String,
    },
    /// Are you there? Answered by [`crate::ServerMessage::Pong`] with the same number.
    Ping {
        /// Any number; it is sent back.
        number: Number,
    },
    /// Who is here? Answered by one page of at most 1,000 people.
    Roster {
        /// The last person of the page before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<PersonId>,
    },
    /// Older messages, please.
    History {
        /// Only messages before this one; the latest ones otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<MessageId>,
        /// How many at most; the server gives at most 100.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    },
    /// I leave. Answered by [`crate::ServerMessage::Goodbye`].
    Quit,
}

/// How an app client introduces itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The wanted name; a [`String`], since the server decides what is a name.
    pub name: String,
    /// The version of the app dialect, [`crate::VERSION`].
    pub version: u32,
    /// The program and its version, for the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The secret of this window's session. Without one, nothing can be resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// The last message that this client has from the server's run `run`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<MessageId>,
    /// The run that `last_seen` belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The server's password, where it asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Password>,
}
