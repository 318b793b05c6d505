//! What the person at the window wants.

use super::conversation::{ConversationId, Partner, Unread};
use super::item::{DeliveryState, Item, ItemId, ItemKind};
use super::link_state::LinkState;
use super::typed::{Typed, TypedProblem, parse};
use super::{ChatModel, Completed, Moment, Underway};
use crate::connection::{
    Command, ConnectionEvent, Delivery, FailReason, LocalId, PageRequest, SendError,
};
use tertulia_protocol::PersonId;

/// What came of submitting a text. The draft is empty afterwards, unless it has a
/// [`problem`](super::Draft::problem).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Submitted {
    /// For the connection, in this order.
    pub commands: Vec<Command>,
    /// For the window.
    pub effect: Option<Effect>,
}

/// What a command does to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The list of commands.
    ShowHelp,
    /// The list of people.
    ShowPeople,
    /// Another conversation; it is selected already.
    Selected(ConversationId),
    /// We leave.
    Leaving,
}

/// A failed message that was thrown away, for putting it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discarded {
    conversation: ConversationId,
    item: Item,
}

impl Discarded {
    /// Where it stood.
    #[must_use]
    pub fn conversation(&self) -> ConversationId {
        self.conversation
    }
}

impl ChatModel {
    /// Somebody types: the draft is this now.
    pub fn edit_draft(&mut self, id: ConversationId, text: &str) {
        if self.conversation(id).draft.text == text {
            return;
        }
        let chars = self.chars_sent(text);
        let draft = &mut self.conversation_mut(id).draft;
        text.clone_into(&mut draft.text);
        draft.chars = chars;
        draft.problem = None;
    }

    /// Sends a text, or does what it commands. Whatever cannot be done stays as the draft, with
    /// its problem; a text that is too long is never sent.
    pub fn submit(&mut self, id: ConversationId, text: &str, now: Moment) -> Submitted {
        self.edit_draft(id, text);
        match self.act(id, text, now) {
            Ok(submitted) => {
                if !text.trim().is_empty() {
                    self.sent.note(text);
                }
                self.conversation_mut(id).draft = super::Draft::default();
                submitted
            }
            Err(problem) => {
                self.conversation_mut(id).draft.problem = Some(problem);
                Submitted::default()
            }
        }
    }

    /// Sends a failed message once more. It may arrive twice after
    /// [`FailReason::Unconfirmed`].
    pub fn retry(&mut self, id: ConversationId, item: ItemId, now: Moment) -> Vec<Command> {
        let Some((text, action)) = self.failed(id, item) else {
            return Vec::new();
        };
        let local = self.next_local();
        let command = self.command(id, local, text, action);
        let transcript = &mut self.conversation_mut(id).transcript;
        transcript.unsettle(item, now.unix, |message| {
            message.local = Some(local);
            message.delivery = DeliveryState::Waiting;
        });
        self.underway.insert(local, Underway::Message(id));
        vec![command]
    }

    /// Throws a failed message away.
    pub fn discard(&mut self, id: ConversationId, item: ItemId) -> Option<Discarded> {
        self.failed(id, item)?;
        let item = self.conversation_mut(id).transcript.remove(item)?;
        Some(Discarded {
            conversation: id,
            item,
        })
    }

    /// Puts a message back that was thrown away.
    pub fn restore(&mut self, discarded: Discarded) {
        let transcript = &mut self.conversation_mut(discarded.conversation).transcript;
        transcript.put_back(discarded.item);
    }

    /// The connection did not take a command.
    pub fn not_taken(&mut self, command: &Command, why: SendError, now: Moment) {
        let reason = match why {
            // So many commands fit into the queue to the network thread.
            SendError::Full => FailReason::QueueFull { limit: 1_024 },
            SendError::Ended => FailReason::NotSent,
        };
        let local = match command {
            Command::Say { local, .. }
            | Command::Direct { local, .. }
            | Command::Rename { local, .. } => *local,
            Command::Page(PageRequest::History { .. }) => {
                self.history.loading = false;
                return;
            }
            Command::Page(PageRequest::Roster { .. }) => {
                self.history.people_loading = false;
                return;
            }
            _ => return,
        };
        let delivery = Delivery::Failed(reason);
        let event = ConnectionEvent::Message { local, delivery };
        self.handle_event(event, now);
    }

    /// Shows another conversation.
    pub fn select(&mut self, id: ConversationId) {
        if self.selected == id || id.0 as usize >= self.conversations.len() {
            return;
        }
        self.stop_looking();
        self.selected = id;
        self.look();
    }

    /// Whether somebody looks at the newest messages: the window has the focus and is not scrolled
    /// up. Told by the window whenever it changes, or every frame.
    pub fn set_attentive(&mut self, attentive: bool) {
        if self.attentive == attentive {
            return;
        }
        if self.attentive {
            self.stop_looking();
        }
        self.attentive = attentive;
        self.look();
    }

    /// Takes the line above what is new away.
    pub fn clear_mark(&mut self, id: ConversationId) {
        let conversation = self.conversation_mut(id);
        conversation.unread = Unread::default();
        conversation.transcript.set_mark(None);
    }

    /// Shows the conversation with somebody who is here; it begins if there is none.
    pub fn open_direct(&mut self, person: PersonId) -> Option<ConversationId> {
        if self.is_me(person) {
            return None;
        }
        let name = self.people.get(person)?.name.clone();
        let id = self.direct(person, &name);
        self.select(id);
        Some(id)
    }

    /// Asks for older messages, when that makes sense now.
    #[must_use = "the command is for the connection"]
    pub fn load_older(&mut self) -> Option<Command> {
        self.older_page(None)
    }

    /// Asks for more people of a large room, when there are some.
    #[must_use = "the command is for the connection"]
    pub fn load_people(&mut self) -> Option<Command> {
        if !self.people.has_more() || self.history.people_loading || !self.wire.state.is_open() {
            return None;
        }
        self.history.people_loading = true;
        let after = self.people.highest();
        Some(Command::Page(PageRequest::Roster { after }))
    }

    /// Up in the composer: the text sent before.
    pub fn recall_older(&mut self, id: ConversationId) -> bool {
        let current = self.conversation(id).draft.text.clone();
        let recalled = self.sent.older(&current).map(str::to_owned);
        self.recall(id, recalled.as_deref())
    }

    /// Down in the composer: the text sent after, at last what was being written.
    pub fn recall_newer(&mut self, id: ConversationId) -> bool {
        let current = self.conversation(id).draft.text.clone();
        let recalled = self.sent.newer(&current).map(str::to_owned);
        self.recall(id, recalled.as_deref())
    }

    /// Tab in the composer, with the cursor in scalar values. The draft is changed already.
    pub fn complete(
        &mut self,
        id: ConversationId,
        cursor: usize,
        backwards: bool,
    ) -> Option<Completed> {
        let text = &self.conversations.get(id.0 as usize)?.draft.text;
        let names = self
            .people
            .iter()
            .filter(|(person, _)| self.me.author.person != Some(*person))
            .map(|(_, author)| author.name.as_str());
        let completed = self.completion.complete(text, cursor, backwards, names)?;
        self.edit_draft(id, &completed.text);
        Some(completed)
    }

    // -----------------------------------------------------------------------------------------
    // Inside

    fn act(
        &mut self,
        id: ConversationId,
        text: &str,
        now: Moment,
    ) -> Result<Submitted, TypedProblem> {
        let mut submitted = Submitted::default();
        match parse(text, &self.wire.exit_words, self.is_foreign()) {
            Typed::Nothing => {}
            Typed::Problem(problem) => return Err(problem),
            Typed::Help => submitted.effect = Some(Effect::ShowHelp),
            Typed::Who => {
                submitted.effect = Some(Effect::ShowPeople);
                submitted.commands.extend(self.load_people());
            }
            Typed::Clear => {
                let conversation = self.conversation_mut(id);
                conversation.transcript.clear();
                conversation.unread = Unread::default();
            }
            Typed::History(count) => submitted.commands.extend(self.older_page(count)),
            Typed::Quit => {
                self.say_farewell(id, text, now, &mut submitted);
                submitted.commands.push(Command::LeaveWhenDone);
                submitted.effect = Some(Effect::Leaving);
            }
            Typed::Say(said) => submitted.commands.push(self.give(id, said, false, now)?),
            Typed::Action(_) if id != ConversationId::ROOM => {
                return Err(TypedProblem::NoActionHere);
            }
            Typed::Action(done) => submitted.commands.push(self.give(id, done, true, now)?),
            Typed::To(rest) => {
                let (to, said) = self.addressed(&rest)?;
                self.check(&said)?;
                submitted.commands.push(self.give(to, said, false, now)?);
                self.select(to);
                submitted.effect = Some(Effect::Selected(to));
            }
            Typed::Rename(name) => {
                self.check("")?;
                let local = self.next_local();
                self.underway.insert(local, Underway::Rename(name.clone()));
                submitted.commands.push(Command::Rename { local, name });
            }
        }
        Ok(submitted)
    }

    /// Another program's server may know its exit word too, and then says goodbye.
    fn say_farewell(
        &mut self,
        id: ConversationId,
        word: &str,
        now: Moment,
        submitted: &mut Submitted,
    ) {
        let word = word.trim();
        if self.is_foreign()
            && !word.starts_with('/')
            && let Ok(command) = self.give(id, word.to_owned(), false, now)
        {
            submitted.commands.push(command);
        }
    }

    fn give(
        &mut self,
        id: ConversationId,
        text: String,
        action: bool,
        now: Moment,
    ) -> Result<Command, TypedProblem> {
        self.check(&text)?;
        let local = self.next_local();
        self.keep_own(local, id, &text, action, now);
        Ok(self.command(id, local, text, action))
    }

    fn command(&self, id: ConversationId, local: LocalId, text: String, action: bool) -> Command {
        match &self.conversation(id).partner {
            Partner::Room => Command::Say {
                local,
                text,
                action,
            },
            Partner::Person { person, name } => Command::Direct {
                local,
                to: name.clone(),
                person: *person,
                text,
            },
        }
    }

    fn check(&self, text: &str) -> Result<(), TypedProblem> {
        if self.wire.state.has_ended() {
            return Err(TypedProblem::Ended);
        }
        let over = self
            .limit()
            .map_or(0, |limit| text.chars().count().saturating_sub(limit));
        match over {
            0 => Ok(()),
            over => Err(TypedProblem::TooLong { over }),
        }
    }

    /// To whom `/msg NAME text` goes, and what.
    fn addressed(&mut self, rest: &str) -> Result<(ConversationId, String), TypedProblem> {
        if let Some((person, said)) = self.people.addressed(rest) {
            let name = self.people.get(person).map(|author| author.name.clone());
            let name = name.unwrap_or_default();
            if self.is_me(person) {
                return Err(TypedProblem::NobodyCalled { name });
            }
            return Ok((self.direct(person, &name), said.to_owned()));
        }
        let (name, said) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        // In a large room, somebody may be here and not in our list: the server decides.
        if self.people.has_more() || !matches!(self.wire.state, LinkState::Online) {
            return Ok((self.direct_by_name(name), said.trim().to_owned()));
        }
        Err(TypedProblem::NobodyCalled {
            name: name.to_owned(),
        })
    }

    /// How many scalar values would be sent of a text, without the command before it.
    fn chars_sent(&self, text: &str) -> usize {
        match parse(text, &self.wire.exit_words, self.is_foreign()) {
            Typed::Say(said) | Typed::Action(said) => said.chars().count(),
            Typed::To(rest) => match self.people.addressed(&rest) {
                Some((_, said)) => said.chars().count(),
                None => rest
                    .split_once(char::is_whitespace)
                    .map_or(0, |(_, said)| said.trim().chars().count()),
            },
            _ => 0,
        }
    }

    fn older_page(&mut self, limit: Option<u32>) -> Option<Command> {
        if !self.may_have_older() || self.history.loading || !self.wire.state.is_open() {
            return None;
        }
        self.history.loading = true;
        let before = self.history.oldest;
        Some(Command::Page(PageRequest::History { before, limit }))
    }

    fn recall(&mut self, id: ConversationId, recalled: Option<&str>) -> bool {
        if let Some(text) = recalled {
            self.edit_draft(id, text);
        }
        recalled.is_some()
    }

    fn failed(&self, id: ConversationId, item: ItemId) -> Option<(String, bool)> {
        match &self.conversation(id).transcript.item(item)?.kind {
            ItemKind::Message(message)
                if message.own && matches!(message.delivery, DeliveryState::Failed(_)) =>
            {
                Some((message.text.clone(), message.action))
            }
            _ => None,
        }
    }

    fn look(&mut self) {
        if self.attentive {
            let id = self.selected;
            self.conversation_mut(id).unread = Unread::default();
        }
    }

    /// What was new has been seen.
    fn stop_looking(&mut self) {
        if self.attentive {
            let id = self.selected;
            self.conversation_mut(id).transcript.set_mark(None);
        }
    }
}
