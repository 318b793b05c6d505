//! Putting what is said into its conversation.

use std::sync::Arc;

use tertulia_protocol::{
    History as Page, MessageId, Operator, Person, PersonId, Posted, Private, Said, UnixMillis,
    one_line,
};

use super::conversation::{Conversation, ConversationId, Partner, Preview, PreviewBy};
use super::item::{Author, DeliveryState, ItemId, ItemKind, Message, Notice, Place};
use super::transcript::NewMark;
use super::{ChatModel, Moment, Spoke, mentions};

impl ChatModel {
    pub(super) fn take_posted(&mut self, posted: Posted, now: Moment) {
        let author = match &posted {
            Posted::Said(said) => Some(said.from.id),
            Posted::Private(_) | Posted::Operator(_) => None,
        };
        self.spoke = author
            .map(|person| Spoke {
                person,
                at: now.instant,
            })
            .or(self.spoke);
        let (id, time, kind) = self.understood(posted);
        let preview = preview_of(&kind);
        let mentions_me = matches!(&kind, ItemKind::Message(message) if message.mentions_me);
        let own = matches!(&kind, ItemKind::Message(message) if message.own);
        let conversation = self.conversation_mut(id);
        let item = conversation.transcript.insert(time, kind);
        conversation.preview = preview.or_else(|| conversation.preview.take());
        if !own {
            self.came(id, item, mentions_me);
        }
    }

    /// A page of older messages, each for its conversation.
    pub(super) fn take_history(&mut self, page: Page) {
        self.history.loading = false;
        self.history.complete = !page.more;
        let before = self.history.oldest.unwrap_or(MessageId(u64::MAX));
        let first = page.messages.first().map(Posted::id);
        let mut pages: Vec<(ConversationId, Vec<(UnixMillis, ItemKind)>)> = Vec::new();
        for posted in page.messages {
            // What arrived meanwhile is here already.
            if posted.id() >= before {
                continue;
            }
            let (id, time, kind) = self.understood(posted);
            match pages.iter_mut().find(|(other, _)| *other == id) {
                Some((_, items)) => items.push((time, kind)),
                None => pages.push((id, vec![(time, kind)])),
            }
        }
        for (id, items) in pages {
            let conversation = self.conversation_mut(id);
            if conversation.preview.is_none() {
                conversation.preview = items.last().and_then(|(_, kind)| preview_of(kind));
            }
            conversation.transcript.insert_older(items);
        }
        self.history.oldest = first.map(|first| first.min(before)).or(self.history.oldest);
    }

    /// The conversation with a person; it begins now if there is none.
    pub(super) fn direct(&mut self, person: PersonId, name: &str) -> ConversationId {
        if let Some(id) = self.by_person.get(&person) {
            return *id;
        }
        // Somebody who was gone and is here again, or whom we wrote to by name only.
        let known = self
            .conversations
            .iter_mut()
            .find(|other| other.could_be(name));
        let id = match known {
            Some(conversation) => {
                if let Some(before) = conversation.person() {
                    self.by_person.remove(&before);
                }
                conversation.absent = false;
                conversation.partner = Partner::Person {
                    person: Some(person),
                    name: name.to_owned(),
                };
                conversation.id
            }
            None => self.begin_conversation(Some(person), name),
        };
        self.by_person.insert(person, id);
        id
    }

    /// The conversation with somebody of whom only the name is known.
    pub(super) fn direct_by_name(&mut self, name: &str) -> ConversationId {
        let lowered = name.to_lowercase();
        let known = self.conversations.iter().find(|other| {
            matches!(&other.partner, Partner::Person { name, .. } if name.to_lowercase() == lowered)
        });
        match known {
            Some(conversation) => conversation.id,
            None => self.begin_conversation(None, name),
        }
    }

    fn begin_conversation(&mut self, person: Option<PersonId>, name: &str) -> ConversationId {
        let id = ConversationId(u32::try_from(self.conversations.len()).unwrap_or(u32::MAX));
        let partner = Partner::Person {
            person,
            name: name.to_owned(),
        };
        self.conversations.push(Conversation::new(id, partner));
        id
    }

    pub(super) fn remark(&mut self, id: ConversationId, notice: Notice, time: UnixMillis) {
        let conversation = self.conversation_mut(id);
        conversation
            .transcript
            .insert(time, ItemKind::Notice(notice));
    }

    /// Something of somebody else's stands in a conversation.
    pub(super) fn came(&mut self, id: ConversationId, item: ItemId, mentions_me: bool) {
        if self.attentive && self.selected == id {
            return;
        }
        let conversation = self.conversation_mut(id);
        // The first that is not seen after a look at the conversation gets the line.
        let first = conversation.unread.messages == 0;
        conversation.unread.messages += 1;
        conversation.unread.mentions += u32::from(mentions_me);
        let count = conversation.unread.messages;
        let mark = match conversation.transcript.new_mark() {
            Some(mark) if !first => NewMark { count, ..mark },
            _ => NewMark { item, count },
        };
        conversation.transcript.set_mark(Some(mark));
    }

    fn understood(&mut self, posted: Posted) -> (ConversationId, UnixMillis, ItemKind) {
        match posted {
            Posted::Said(Said {
                id,
                time,
                from,
                text,
                action,
            }) => {
                let message = self.message(id, &from, text, action);
                (ConversationId::ROOM, time, ItemKind::Message(message))
            }
            Posted::Private(Private {
                id,
                time,
                from,
                to,
                text,
            }) => {
                let other = if self.me.ids.contains(&from.id) {
                    &to
                } else {
                    &from
                };
                let conversation = self.direct(other.id, other.name.as_str());
                let message = self.message(id, &from, text, false);
                (conversation, time, ItemKind::Message(message))
            }
            Posted::Operator(Operator {
                id,
                time,
                text,
                private,
            }) => {
                let place = self.place(id);
                let kind = ItemKind::Operator {
                    place,
                    text,
                    private,
                };
                (ConversationId::ROOM, time, kind)
            }
        }
    }

    fn message(&self, id: MessageId, from: &Person, text: String, action: bool) -> Message {
        let own = self.me.ids.contains(&from.id);
        Message {
            author: self.author(from),
            own,
            mentions_me: !own && !mentions(&text, &self.me.author.name).is_empty(),
            text,
            action,
            place: Some(self.place(id)),
            local: None,
            delivery: DeliveryState::Confirmed,
        }
    }

    pub(super) fn place(&self, id: MessageId) -> Place {
        Place {
            run: self.wire.run,
            id,
        }
    }

    /// One author for all messages under one name, where possible.
    fn author(&self, from: &Person) -> Arc<Author> {
        let known = if self.is_me(from.id) {
            Some(&self.me.author)
        } else {
            self.people.get(from.id)
        };
        match known {
            Some(author) if author.name == from.name.as_str() => Arc::clone(author),
            known => Arc::new(Author {
                person: Some(from.id),
                name: from.name.as_str().to_owned(),
                dialect: known.and_then(|author| author.dialect),
            }),
        }
    }
}

impl Conversation {
    /// Whether it is with an absent or unknown person of this name.
    fn could_be(&self, wanted: &str) -> bool {
        match &self.partner {
            Partner::Room => false,
            Partner::Person { person, name } => {
                let same = match person {
                    Some(_) => name == wanted,
                    None => name.to_lowercase() == wanted.to_lowercase(),
                };
                same && (self.absent || person.is_none())
            }
        }
    }

    pub(super) fn note_preview(&mut self, by: PreviewBy, text: &str, action: bool) {
        self.preview = Some(Preview {
            by,
            text: one_line(text, Preview::MAX_CHARS).into_owned(),
            action,
        });
    }
}

fn preview_of(kind: &ItemKind) -> Option<Preview> {
    let (by, text, action) = match kind {
        ItemKind::Message(message) if message.own => (PreviewBy::Me, &message.text, message.action),
        ItemKind::Message(message) => (
            PreviewBy::Person(Arc::clone(&message.author)),
            &message.text,
            message.action,
        ),
        ItemKind::Operator { text, .. } => (PreviewBy::Operator, text, false),
        _ => return None,
    };
    Some(Preview {
        by,
        text: one_line(text, Preview::MAX_CHARS).into_owned(),
        action,
    })
}
