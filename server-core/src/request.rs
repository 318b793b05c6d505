//! What a connection asks of the room.

use tertulia_protocol::detect::Foreign;
use tertulia_protocol::{GoodbyeReason, Hello, MessageId, Number, Password, PersonId};

/// Something a session wants, to be put in order by the [`crate::Hub`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// To be let into the room under this name (plain text).
    Name(String),
    /// The password, which a name follows (plain text).
    Password(Password),
    /// To be let into the room (app).
    Hello(Box<Hello>),
    /// A message to everybody, within the limits.
    Say {
        /// The client's own number; none in plain text.
        number: Option<Number>,
        /// As sent.
        text: String,
        /// `/me`.
        action: bool,
    },
    /// A message to one person (app).
    Direct {
        /// The client's own number.
        number: Number,
        /// The recipient's name.
        to: String,
        /// The recipient's id, which decides where given.
        person: Option<PersonId>,
        /// As sent.
        text: String,
    },
    /// `/msg`, name and text still together (plain text).
    Msg(String),
    /// Another name.
    Rename {
        /// The client's own number; none in plain text.
        number: Option<Number>,
        /// As sent.
        name: String,
    },
    /// Who is here; a page of it.
    Roster {
        /// The last person of the page before.
        after: Option<PersonId>,
    },
    /// Older messages.
    History {
        /// Only messages before this one.
        before: Option<MessageId>,
        /// How many at most.
        limit: Option<u32>,
    },
    /// Whether messages are confirmed from now on (plain text).
    Acks(bool),
    /// An answer to this client that needs nothing of the room but its place in the order, behind
    /// the confirmations of what was asked before.
    Answer(Vec<u8>),
    /// A TLS handshake begins on this connection.
    Encrypting,
    /// The handshake is done; whatever follows is encrypted.
    Encrypted,
    /// The end of this connection.
    End(End),
}

/// Why a connection is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With this farewell: the client's wish, or a limit.
    Farewell(GoodbyeReason),
    /// The peer closed its side.
    Closed,
    /// The connection broke.
    Broken(String),
    /// The TLS handshake came to nothing.
    Handshake(HandshakeFault),
    /// The peer speaks something else.
    NotSpoken(Foreign),
}

/// Why a TLS handshake came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandshakeFault {
    /// It was not finished in time.
    TooSlow,
    /// Too many others were not finished, and this one was the oldest.
    TooMany,
    /// What came is no TLS, or damaged.
    NotTls,
    /// The peer speaks no version that is served here (1.2 and 1.3), or no cipher of them.
    NothingInCommon,
    /// The peer does not accept this server's certificate: it trusts authorities only, say.
    NotTrusted,
    /// Anything else.
    Other {
        /// What the library says, in English.
        why: String,
    },
}
