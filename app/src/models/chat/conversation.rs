//! One conversation: the room, or one person.

use std::sync::Arc;

use tertulia_protocol::PersonId;

use super::draft::Draft;
use super::item::Author;
use super::transcript::Transcript;

/// Names one conversation of one chat for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(pub(super) u32);

impl ConversationId {
    /// The conversation with everybody; it is always there.
    pub const ROOM: Self = Self(0);
}

/// With whom a conversation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Partner {
    /// Everybody.
    Room,
    /// One person.
    Person {
        /// Who; none while we know the name only. It changes when somebody who was gone comes back.
        person: Option<PersonId>,
        /// The name now, or the last one.
        name: String,
    },
}

/// One conversation.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub(super) id: ConversationId,
    pub(super) partner: Partner,
    pub(super) transcript: Transcript,
    pub(super) unread: Unread,
    pub(super) preview: Option<Preview>,
    pub(super) absent: bool,
    pub(super) draft: Draft,
}

/// What came without being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Unread {
    /// Messages, those with our name included.
    pub messages: u32,
    /// Messages with our name in them.
    pub mentions: u32,
}

/// The latest message in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Whose it is.
    pub by: PreviewBy,
    /// The text in one line, at most [`Preview::MAX_CHARS`] long.
    pub text: String,
    /// Whether it tells what its author does.
    pub action: bool,
}

impl Preview {
    /// Longer texts end in an ellipsis.
    pub const MAX_CHARS: usize = 120;
}

/// Whose the latest message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewBy {
    /// Our own.
    Me,
    /// Somebody's.
    Person(Arc<Author>),
    /// The operator's.
    Operator,
    /// Another program's server.
    Server,
}

impl Conversation {
    pub(super) fn new(id: ConversationId, partner: Partner) -> Self {
        Self {
            id,
            partner,
            transcript: Transcript::default(),
            unread: Unread::default(),
            preview: None,
            absent: false,
            draft: Draft::default(),
        }
    }

    /// Its name for good.
    #[must_use]
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// With whom it is.
    #[must_use]
    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// Who it is with, when it is with one known person.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match &self.partner {
            Partner::Person { person, .. } => *person,
            Partner::Room => None,
        }
    }

    /// Its items.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// What came without being seen.
    #[must_use]
    pub fn unread(&self) -> Unread {
        self.unread
    }

    /// The latest message, if there is one.
    #[must_use]
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// Whether the person is not in the room.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.absent
    }

    /// What is being written.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }
}
