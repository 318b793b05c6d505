//! What the person at the window looks at: conversations, pages, texts sent before.

use super::conversation::{ConversationId, Unread};
use super::{ChatModel, Completed};
use crate::connection::{Command, PageRequest};
use tertulia_protocol::PersonId;

impl ChatModel {
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
        let after = self.people.fetched();
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

    pub(super) fn older_page(&mut self, limit: Option<u32>) -> Option<Command> {
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
