//! Who comes, goes and is called something else, and what that means for conversations.

use std::sync::Arc;

use tertulia_protocol::{Departure, Member, Name, PersonId, Renamed, UnixMillis};

use super::ChatModel;
use super::conversation::{ConversationId, Partner};
use super::crowd::Crowd;
use super::item::{Author, ItemKind, Notice};

impl ChatModel {
    /// The ids of an earlier run may be other people's now.
    pub(super) fn forget_ids(&mut self) {
        self.by_person.clear();
        for conversation in &mut self.conversations {
            if let Partner::Person { person, .. } = &mut conversation.partner {
                *person = None;
                conversation.absent = true;
            }
        }
    }

    /// After a list of people came: who of those we write with is here?
    pub(super) fn look_for_partners(&mut self) {
        let complete = !self.people.has_more();
        for index in 0..self.conversations.len() {
            let Partner::Person { person, name } = self.conversations[index].partner.clone() else {
                continue;
            };
            let here = person.filter(|person| self.people.get(*person).is_some());
            if let Some(person) = here {
                let name = self.people.get(person).map(|author| author.name.clone());
                let partner = Partner::Person {
                    person: Some(person),
                    name: name.unwrap_or_default(),
                };
                self.conversations[index].partner = partner;
                self.conversations[index].absent = false;
            } else if let Some(again) = self.people.called(&name).filter(|id| !self.is_me(*id)) {
                // The same name in the same place, as far as anybody can tell here.
                self.conversations[index].absent = true;
                self.direct(again, &name);
            } else if complete {
                self.conversations[index].absent = true;
            }
        }
    }

    pub(super) fn joined(&mut self, member: &Member, time: UnixMillis) {
        if self.me.ids.contains(&member.id) || !self.people.add(member) {
            return;
        }
        self.crowd(time, |crowd| crowd.came(member.id, &member.name));
        let known = self
            .conversations
            .iter()
            .find(|other| matches!(&other.partner, Partner::Person { name, .. } if name == member.name.as_str()));
        let Some((id, was_absent)) = known.map(|known| (known.id, known.absent)) else {
            return;
        };
        if was_absent && self.direct(member.id, member.name.as_str()) == id {
            self.remark(id, Notice::PersonBack, time);
        }
    }

    /// So many came whom the server does not list, since the room is large.
    pub(super) fn joined_unlisted(&mut self, count: u64, time: UnixMillis) {
        self.people.add_unlisted(count);
        self.crowd(time, |crowd| crowd.came_unlisted(count));
    }

    pub(super) fn left(&mut self, departure: &Departure, time: UnixMillis) {
        let Departure { id, name, reason } = departure;
        self.people.remove(*id);
        self.crowd(time, |crowd| crowd.went(*id, name, *reason));
        if let Some(conversation) = self.by_person.get(id).copied() {
            self.conversation_mut(conversation).absent = true;
            let notice = Notice::PersonLeft { reason: *reason };
            self.remark(conversation, notice, time);
        }
    }

    /// Adds to the joins and leaves since the last message.
    fn crowd(&mut self, time: UnixMillis, change: impl FnOnce(&mut Crowd)) {
        let transcript = &mut self.room_mut().transcript;
        let last = transcript
            .last_settled()
            .filter(|item| matches!(&item.kind, ItemKind::Crowd(crowd) if !crowd.is_full()))
            .map(|item| item.id);
        if let Some(id) = last {
            transcript.alter(id, |item| {
                if let ItemKind::Crowd(crowd) = &mut item.kind {
                    change(crowd);
                }
            });
        } else {
            let mut crowd = Crowd::default();
            change(&mut crowd);
            transcript.insert(time, ItemKind::Crowd(Box::new(crowd)));
        }
    }

    pub(super) fn renamed(&mut self, renamed: Renamed, time: UnixMillis) {
        let Renamed { id, from, to } = renamed;
        let own = self.me.ids.contains(&id);
        self.people.rename(id, &to);
        if own {
            self.me.author = Arc::new(Author {
                name: to.as_str().to_owned(),
                ..(*self.me.author).clone()
            });
        }
        if let Some(conversation) = self.by_person.get(&id).copied() {
            let partner = Partner::Person {
                person: Some(id),
                name: to.as_str().to_owned(),
            };
            self.conversation_mut(conversation).partner = partner;
        }
        self.tell_renamed(id, &from, &to, own, time);
    }

    fn tell_renamed(
        &mut self,
        person: PersonId,
        from: &Name,
        to: &Name,
        own: bool,
        time: UnixMillis,
    ) {
        let told = [
            Some(ConversationId::ROOM),
            self.by_person.get(&person).copied(),
        ];
        for id in told.into_iter().flatten() {
            let kind = ItemKind::Renamed {
                person,
                from: from.clone(),
                to: to.clone(),
                own,
            };
            self.conversation_mut(id).transcript.insert(time, kind);
        }
    }
}
