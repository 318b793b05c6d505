//! What the room decided: the entries of the shared log.

use std::sync::{Arc, OnceLock};

use tertulia_protocol::{
    Dialect, MessageId, PersonId, Phrases, ServerMessage, Welcome, app, plain,
};

use crate::ClientId;

/// One outcome, for one or many connections. Its number is its place in the log.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whom it concerns.
    pub audience: Audience,
    /// What they are told.
    pub body: Body,
}

/// Whom an entry concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everybody with a name, except perhaps one.
    Room {
        /// Who is left out: the sender, who gets a confirmation instead.
        except: Option<ClientId>,
    },
    /// One connection, named or not.
    One(ClientId),
    /// Some connections.
    Some(Arc<[ClientId]>),
    /// Every connection, named or not.
    Everyone,
}

/// What an audience is told.
#[derive(Debug, Clone)]
pub enum Body {
    /// One message.
    Tell(Arc<Told>),
    /// Bytes that the client's own session has made, in its dialect.
    Answer(Arc<[u8]>),
    /// A welcome and the messages that were missed. They do not count against the outbox, since
    /// they are the server's own doing.
    Welcome {
        /// The welcome.
        welcome: Arc<Told>,
        /// What was missed, oldest first.
        missed: Vec<Arc<Told>>,
    },
    /// The last message, if any, then the end of the connection.
    Farewell(Farewell),
    /// Something that must be read from the history first. The storage thread puts the answer in
    /// its place before it appends the entry to the log, so no worker ever meets one.
    Read(Reading),
}

/// What has to be read from the history before somebody can be told, since the room's memory does
/// not go back so far.
#[derive(Debug, Clone)]
pub enum Reading {
    /// A page of older messages.
    Page {
        /// Who asks.
        reader: PersonId,
        /// Only messages before this one.
        before: MessageId,
        /// How many at most.
        most: usize,
    },
    /// What somebody missed while away.
    Missed {
        /// The welcome, which does not count what was missed yet.
        welcome: Box<Welcome>,
        /// Who comes back.
        reader: PersonId,
        /// What the reader has, at least.
        after: MessageId,
        /// The last message that is not remembered.
        last: MessageId,
        /// What the reader missed after that, oldest first.
        remembered: Vec<Arc<Told>>,
    },
}

/// How a connection ends.
#[derive(Debug, Clone)]
pub struct Farewell {
    /// What it is told.
    pub last_words: LastWords,
    /// Whether what waits in its outbox is thrown away (a slow reader would never get to the end).
    pub discard_queue: bool,
}

/// What an ending connection is told.
#[derive(Debug, Clone)]
pub enum LastWords {
    /// Nothing: it is gone, or left by itself.
    None,
    /// A goodbye in its dialect.
    Message(Arc<Told>),
    /// Bytes of another protocol.
    Raw(Arc<[u8]>),
}

/// A message with its bytes, which are made once per dialect however many people read them.
#[derive(Debug)]
pub struct Told {
    message: ServerMessage,
    plain: OnceLock<Box<[u8]>>,
    app: OnceLock<Box<[u8]>>,
}

impl Told {
    /// Wraps a message; nothing is encoded yet.
    #[must_use]
    pub fn new(message: impl Into<ServerMessage>) -> Arc<Self> {
        Arc::new(Self {
            message: message.into(),
            plain: OnceLock::new(),
            app: OnceLock::new(),
        })
    }

    /// What is told.
    #[must_use]
    pub fn message(&self) -> &ServerMessage {
        &self.message
    }

    /// Its bytes in `dialect`, encoded by whoever asks first.
    pub fn bytes(&self, dialect: Dialect, phrases: &Phrases) -> &[u8] {
        let bytes = match dialect {
            Dialect::Plain => &self.plain,
            Dialect::App => &self.app,
        };
        bytes.get_or_init(|| self.encode(dialect, phrases).into_boxed_slice())
    }

    /// The same bytes for one reader alone, not kept: a welcome to a large room is long.
    #[must_use]
    pub fn encode(&self, dialect: Dialect, phrases: &Phrases) -> Vec<u8> {
        let mut bytes = Vec::new();
        match dialect {
            Dialect::Plain => plain::encode(&self.message, phrases, &mut bytes),
            Dialect::App => app::encode(&self.message, &mut bytes),
        }
        bytes
    }
}
