//! A client's chat: conversations, people, the composer and the state of the connection.
//!
//! [`ChatModel::handle_event`] takes what the connection tells; intents such as
//! [`ChatModel::submit`] give the [`Command`](crate::connection::Command)s to hand to the connection. What the connection does
//! not take goes back through [`ChatModel::not_taken`].
//!
//! A page draws a [`Transcript`] by index, keeps what it computed by [`ItemId`] and
//! `revision`, follows [`Transcript::changes_since`], and anchors its view to an item.

mod changes;
mod completion;
mod conversation;
mod crowd;
mod draft;
mod events;
mod foreign;
mod intents;
mod item;
mod link_state;
mod paste;
mod people;
mod presence;
mod restoring;
mod room;
mod secrecy;
mod sending;
mod spans;
mod spent;
#[cfg(test)]
mod tests;
mod transcript;
mod typed;

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tertulia_protocol::{ExitWords, Limits, MessageId, PersonId};

use crate::connection::{Allowance, ForeignEnding, LocalId, Resume};
use spent::Spent;
use tertulia_server_core::Moment;

pub use changes::{Change, ChangeCursor};
pub use completion::{Completed, Completion};
pub use conversation::{Conversation, ConversationId, Partner, Preview, PreviewBy, Unread};
pub use crowd::{Crowd, Passage, Passerby};
pub use draft::{Draft, Measure, RECALLED, Sendable, SentTexts};
pub use item::{Author, DeliveryState, Item, ItemId, ItemKind, Message, Notice, Place};
pub use link_state::LinkState;
pub use paste::{MANY_BYTES, MANY_LINES, PasteProblem, PasteQuestion};
pub use people::People;
pub use secrecy::Secrecy;
pub use sending::{Discarded, Effect, Submitted};
pub use spans::{Link, links, mentions};
pub use transcript::{GROUPED_WITHIN, MAX_ITEMS, NewMark, Surroundings, Transcript};
pub use typed::{COMMANDS, Typed, TypedProblem, parse};

/// The mark of what the connection says by itself: the greeting, or our name at another program's
/// server.
pub const GREETING: LocalId = LocalId(0);

/// Everything a chat window shows.
#[derive(Debug, Clone)]
pub struct ChatModel {
    conversations: Vec<Conversation>,
    by_person: HashMap<PersonId, ConversationId>,
    selected: ConversationId,
    attentive: bool,
    people: People,
    me: Me,
    wire: Wire,
    /// Own messages and renames without a verdict.
    underway: HashMap<LocalId, Underway>,
    next_local: u64,
    greeting: Option<String>,
    sent: SentTexts,
    completion: Completion,
    history: History,
    spoke: Option<Spoke>,
}

/// Who spoke last, for the table's tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoke {
    /// Who.
    pub person: PersonId,
    /// When it came here.
    pub at: Instant,
}

/// Ourselves.
#[derive(Debug, Clone)]
struct Me {
    author: Arc<Author>,
    /// Every id that we had in this run of the server.
    ids: HashSet<PersonId>,
}

/// What is known of the server and the way to it.
#[derive(Debug, Clone, Default)]
struct Wire {
    state: LinkState,
    address: Option<SocketAddr>,
    limits: Option<Limits>,
    exit_words: ExitWords,
    server: Option<String>,
    allowance: Option<Allowance>,
    spent: Spent,
    round_trip: Option<Duration>,
    last_heard: Option<Instant>,
    resume: Option<Resume>,
    /// Which of the server's runs this is, from 0.
    run: u32,
    was_open: bool,
    foreign: bool,
    secrecy: Option<Secrecy>,
    /// The key was met for the first time and nobody has looked at it yet.
    key_is_new: bool,
    ending: Option<ForeignEnding>,
}

/// Whose verdict is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Underway {
    Message(ConversationId),
    Rename(String),
}

/// How far back the messages go.
#[derive(Debug, Clone, Copy, Default)]
struct History {
    /// Everything from this one on is here.
    oldest: Option<MessageId>,
    loading: bool,
    /// The server said that there is nothing older.
    complete: bool,
    /// The latest page was not to be had; until something else happens, only people ask again.
    stalled: bool,
    people_loading: bool,
}

impl ChatModel {
    /// A chat that begins, under the wanted name. The `greeting` is what the connection was told to
    /// say after the welcome under the mark [`GREETING`].
    #[must_use]
    pub fn new(name: &str, greeting: Option<String>) -> Self {
        Self {
            conversations: vec![Conversation::new(ConversationId::ROOM, Partner::Room)],
            by_person: HashMap::new(),
            selected: ConversationId::ROOM,
            attentive: false,
            people: People::default(),
            me: Me {
                author: Arc::new(Author {
                    person: None,
                    name: name.to_owned(),
                    dialect: None,
                }),
                ids: HashSet::new(),
            },
            wire: Wire::default(),
            underway: HashMap::new(),
            next_local: GREETING.0 + 1,
            greeting,
            sent: SentTexts::default(),
            completion: Completion::default(),
            history: History::default(),
            spoke: None,
        }
    }

    /// The room first, then the people in the order in which the conversations began.
    #[must_use]
    pub fn conversations(&self) -> &[Conversation] {
        &self.conversations
    }

    /// One conversation; the room for an id of another chat.
    #[must_use]
    pub fn conversation(&self, id: ConversationId) -> &Conversation {
        self.conversations
            .get(id.0 as usize)
            .unwrap_or(&self.conversations[0])
    }

    /// The conversation with everybody.
    #[must_use]
    pub fn room(&self) -> &Conversation {
        self.conversation(ConversationId::ROOM)
    }

    /// The conversation that is shown.
    #[must_use]
    pub fn selected(&self) -> &Conversation {
        self.conversation(self.selected)
    }

    /// Who is here.
    #[must_use]
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Ourselves, as the server names us; before that, as we wish to be named.
    #[must_use]
    pub fn me(&self) -> &Author {
        &self.me.author
    }

    /// Whether this person is ourselves.
    #[must_use]
    pub fn is_me(&self, person: PersonId) -> bool {
        self.me.author.person == Some(person)
    }

    /// What the connection is doing.
    #[must_use]
    pub fn link(&self) -> &LinkState {
        &self.wire.state
    }

    /// Whether this session was ever let in: the chat is shown rather than the form.
    #[must_use]
    pub fn was_open(&self) -> bool {
        self.wire.was_open
    }

    /// Whether the server is another program's.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.wire.foreign
    }

    /// The server's address, once one was tried.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.wire.address
    }

    /// The server's program and version.
    #[must_use]
    pub fn server(&self) -> Option<&str> {
        self.wire.server.as_deref()
    }

    /// The server's limits, once it said them.
    #[must_use]
    pub fn limits(&self) -> Option<Limits> {
        self.wire.limits
    }

    /// The words with which one leaves.
    #[must_use]
    pub fn exit_words(&self) -> &ExitWords {
        &self.wire.exit_words
    }

    /// How many messages would go out at once now; none without a limit, or before it is known.
    #[must_use]
    pub fn allowance(&self) -> Option<Allowance> {
        self.wire.allowance
    }

    /// When the oldest message of those that the allowance counts as sent in this second was counted:
    /// it is the next to be forgotten.
    #[must_use]
    pub fn oldest_spent(&self) -> Option<Instant> {
        self.wire.spent.oldest()
    }

    /// How messages to another program's server end, once that is known.
    #[must_use]
    pub fn line_ending(&self) -> Option<ForeignEnding> {
        self.wire.ending
    }

    /// How long the last ping and its answer took.
    #[must_use]
    pub fn round_trip(&self) -> Option<Duration> {
        self.wire.round_trip
    }

    /// When something last came from the server.
    #[must_use]
    pub fn last_heard(&self) -> Option<Instant> {
        self.wire.last_heard
    }

    /// With what a later connection goes on with this session, after it ended.
    #[must_use]
    pub fn resume(&self) -> Option<Resume> {
        self.wire.resume
    }

    /// Who spoke last.
    #[must_use]
    pub fn spoke(&self) -> Option<Spoke> {
        self.spoke
    }

    /// Own messages that have not gone out, of all conversations.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.count_pending(|delivery| *delivery == DeliveryState::Waiting)
    }

    /// Own messages without a verdict, of all conversations: closing the window would lose them.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.count_pending(|_| true)
    }

    /// Everything unread, of all conversations; for the window's title.
    #[must_use]
    pub fn unread(&self) -> Unread {
        let mut all = Unread::default();
        for conversation in &self.conversations {
            all.messages += conversation.unread.messages;
            all.mentions += conversation.unread.mentions;
        }
        all
    }

    /// The length of a draft against the limit.
    #[must_use]
    pub fn measure(&self, conversation: ConversationId) -> Measure {
        Measure {
            chars: self.conversation(conversation).draft.chars,
            limit: self.limit(),
        }
    }

    /// Whether a draft can be sent now.
    #[must_use]
    pub fn sendable(&self, conversation: ConversationId) -> Sendable {
        let draft = &self.conversation(conversation).draft;
        let over = self.measure(conversation).over();
        if self.wire.state.has_ended() {
            Sendable::Ended
        } else if draft.text.trim().is_empty() {
            Sendable::Nothing
        } else if over > 0 {
            Sendable::TooLong { over }
        } else {
            match self.lines_over(draft.text.trim_end()) {
                0 => Sendable::Yes,
                over => Sendable::TooManyLines { over },
            }
        }
    }

    /// Whether a page of older messages is on its way.
    #[must_use]
    pub fn is_loading_older(&self) -> bool {
        self.history.loading
    }

    /// Whether older messages could be asked for, without anybody wanting it in so many words.
    #[must_use]
    pub fn has_older(&self) -> bool {
        !self.history.stalled && self.may_have_older()
    }

    pub(super) fn may_have_older(&self) -> bool {
        !self.history.complete && self.wire.limits.is_some() && !self.room().transcript.is_trimmed()
    }

    fn limit(&self) -> Option<usize> {
        self.wire
            .limits
            .filter(|limits| limits.max_chars != 0)
            .map(Limits::chars)
    }

    fn count_pending(&self, wanted: impl Fn(&DeliveryState) -> bool) -> usize {
        self.conversations
            .iter()
            .flat_map(|conversation| conversation.transcript.pending())
            .filter_map(Item::message)
            .filter(|message| wanted(&message.delivery))
            .count()
    }

    fn conversation_mut(&mut self, id: ConversationId) -> &mut Conversation {
        let index = id.0 as usize;
        let index = if index < self.conversations.len() {
            index
        } else {
            0
        };
        &mut self.conversations[index]
    }

    fn room_mut(&mut self) -> &mut Conversation {
        self.conversation_mut(ConversationId::ROOM)
    }

    fn next_local(&mut self) -> LocalId {
        let local = LocalId(self.next_local);
        self.next_local += 1;
        local
    }
}
