//! What people in the room ask for: messages, other names, lists.

use std::sync::Arc;

use tertulia_protocol::{
    GoodbyeReason, MAX_TEXT_LINES, MessageId, Name, Operator, Person, PersonId, Phrase, Posted,
    Private, RefusalReason, Renamed, Roster, Said, ServerMessage, UnixMillis, clean_text, plain,
};

use super::Hub;
use super::roster::ROSTER_PAGE;
use crate::entry::{Audience, Body, Entry, Reading, Told};
use crate::event::{EventKind, Who};
use crate::moment::Moment;
use crate::request::{End, Request};
use crate::storage::{KeptMessage, Readers, Record};
use crate::{ClientId, Recipients};

/// How many older messages one answer holds.
const HISTORY_PAGE: u32 = 100;

/// How many older messages a plain client gets when it does not say how many.
const PLAIN_HISTORY: u32 = 20;

/// A refused request, as the wire says it.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) reason: RefusalReason,
    pub(super) message: String,
    pub(super) suggestion: Option<Name>,
    pub(super) until: Option<UnixMillis>,
}

impl Refusal {
    pub(super) fn new(reason: RefusalReason, message: String) -> Self {
        Self {
            reason,
            message,
            suggestion: None,
            until: None,
        }
    }
}

impl Hub {
    /// A named client asks for something.
    pub(super) fn carry_out(
        &mut self,
        client: ClientId,
        id: PersonId,
        request: Request,
        now: Moment,
    ) {
        match request {
            Request::Say {
                number,
                text,
                action,
            } => {
                self.decide(client, id, number, now, |hub, now| {
                    hub.say(client, id, &text, action, now)
                });
            }
            Request::Direct {
                number,
                to,
                person,
                text,
            } => {
                self.decide(client, id, Some(number), now, |hub, now| {
                    let recipient = match person {
                        Some(person) => {
                            Some(person).filter(|person| hub.roster.get(*person).is_some())
                        }
                        None => hub.roster.addressed(&to),
                    };
                    hub.direct(id, recipient.ok_or(to.as_str()), &text, now)
                });
            }
            Request::Msg(line) => {
                // Only here is known where the name ends and the text begins.
                let text = self
                    .roster
                    .split_addressed(&line)
                    .map_or("", |(_, text)| text);
                if text.chars().count() > self.config.limits.chars() {
                    let end = End::Farewell(GoodbyeReason::TooLong);
                    return self.end(client, &end, None, now);
                }
                self.decide(client, id, None, now, |hub, now| {
                    match hub.roster.split_addressed(&line) {
                        Some((recipient, text)) => hub.direct(id, Ok(recipient), text, now),
                        None => hub.direct(
                            id,
                            Err(line.split_whitespace().next().unwrap_or_default()),
                            "",
                            now,
                        ),
                    }
                });
            }
            Request::Rename { number, name } => {
                self.decide(client, id, number, now, |hub, now| {
                    hub.rename(client, id, &name, now)
                });
            }
            Request::Roster { after } => {
                let (people, more) = self.roster.page(after, ROSTER_PAGE);
                let total = self.roster.len() as u64;
                self.tell(
                    Audience::One(client),
                    ServerMessage::Roster(Roster {
                        people,
                        total,
                        more,
                    }),
                );
            }
            Request::History { before, limit } => {
                let limit = limit.unwrap_or(PLAIN_HISTORY).min(HISTORY_PAGE);
                self.page(client, id, before, limit as usize);
            }
            Request::Acks(on) => {
                if let Some(person) = self.roster.get_mut(id) {
                    person.wants_acks = on;
                }
                self.answer_with(client, plain::acks_switched(on, &self.config.phrases));
            }
            // Dealt with before, or asked only once.
            Request::Name(_)
            | Request::Password(_)
            | Request::Hello(_)
            | Request::Encrypting
            | Request::Encrypted
            | Request::Answer(_)
            | Request::End(_) => {}
        }
    }

    /// The operator wrote.
    pub fn handle_operator(&mut self, to: &Recipients, text: &str, now: Moment) {
        let text = clean_text(text).into_owned();
        if text.trim().is_empty() {
            return;
        }
        let (audience, readers, chosen) = match to {
            Recipients::Everyone => (Audience::Room { except: None }, Readers::Everyone, None),
            Recipients::Some(clients) => {
                let people = self
                    .roster
                    .iter()
                    .filter(|person| clients.contains(&person.client));
                let people: Vec<(ClientId, PersonId)> =
                    people.map(|person| (person.client, person.id)).collect();
                let clients: Arc<[ClientId]> = people.iter().map(|(client, _)| *client).collect();
                let readers = Readers::Only(people.iter().map(|(_, id)| *id).collect());
                (Audience::Some(clients), readers, Some(people.len()))
            }
        };
        let id = self.next_message();
        let operator = Operator {
            id,
            time: now.unix,
            text: text.clone(),
            private: chosen.is_some(),
        };
        self.post(Posted::Operator(operator), None, readers, audience);
        self.event_of(id, now, EventKind::Operator { text, chosen });
    }

    /// Older messages, from memory or, where that does not go back so far, from the history.
    fn page(&mut self, client: ClientId, id: PersonId, before: Option<MessageId>, most: usize) {
        let (messages, more) = self.history.page(id, before, most);
        let audience = Audience::One(client);
        if self.config.keeps && !more && self.history.dropped() > MessageId(0) {
            // What is said later is told later, also when it is kept together with this.
            let end = MessageId(self.latest_message.0 + 1);
            let before = before.map_or(end, |before| before.min(end));
            let reader = id;
            let body = Body::Read(Reading::Page {
                reader,
                before,
                most,
            });
            self.entries.push(Entry { audience, body });
        } else {
            let page = tertulia_protocol::History { messages, more };
            self.tell(audience, ServerMessage::History(page));
        }
    }

    fn say(
        &mut self,
        client: ClientId,
        id: PersonId,
        text: &str,
        action: bool,
        now: Moment,
    ) -> Result<Option<MessageId>, Refusal> {
        let text = self.clean(text)?;
        let Some((from, who)) = self.sender(id) else {
            return Ok(None);
        };
        let message = self.next_message();
        let said = Said {
            id: message,
            time: now.unix,
            from,
            text: text.clone(),
            action,
        };
        let audience = Audience::Room {
            except: Some(client),
        };
        self.post(Posted::Said(said), Some(id), Readers::Everyone, audience);
        self.count_message(id);
        self.event_of(message, now, EventKind::Said { who, text, action });
        Ok(Some(message))
    }

    fn direct(
        &mut self,
        id: PersonId,
        recipient: Result<PersonId, &str>,
        text: &str,
        now: Moment,
    ) -> Result<Option<MessageId>, Refusal> {
        let recipient = recipient
            .ok()
            .and_then(|to| self.roster.get(to))
            .ok_or_else(|| {
                let name = recipient.err().unwrap_or_default();
                let message = self.config.phrases.say(Phrase::NobodyCalled { name });
                Refusal::new(RefusalReason::NobodyCalled, message)
            })?;
        let (to, to_client) = (recipient.person(), recipient.client);
        let text = self.clean(text)?;
        let Some((from, who)) = self.sender(id) else {
            return Ok(None);
        };
        let message = self.next_message();
        let chars = text.chars().count();
        let readers = Readers::Only([id, to.id].into());
        self.event_of(
            message,
            now,
            EventKind::Private {
                who,
                to: to.name.clone(),
                chars,
            },
        );
        let private = Private {
            id: message,
            time: now.unix,
            from,
            to,
            text,
        };
        self.post(
            Posted::Private(private),
            Some(id),
            readers,
            Audience::One(to_client),
        );
        self.count_message(id);
        Ok(Some(message))
    }

    fn rename(
        &mut self,
        client: ClientId,
        id: PersonId,
        wanted: &str,
        now: Moment,
    ) -> Result<Option<MessageId>, Refusal> {
        let name = match self.judge_name(wanted, Some(id)) {
            Ok(name) => name,
            Err(refusal) => {
                self.report_refused_name(client, wanted, &refusal.message, now);
                return Err(Refusal {
                    suggestion: refusal.suggestion,
                    ..Refusal::new(refusal.reason, refusal.message)
                });
            }
        };
        if self
            .roster
            .get(id)
            .is_some_and(|person| person.name == name)
        {
            // Nothing changes, and only who asked is told so.
            let unchanged = Renamed {
                id,
                from: name.clone(),
                to: name,
            };
            self.tell(Audience::One(client), ServerMessage::Renamed(unchanged));
            return Ok(None);
        }
        // Whoever is still to be told of the old name hears of it first.
        self.tell_gathered();
        if let Some(from) = self.roster.rename(id, &name) {
            self.tell_room(ServerMessage::Renamed(Renamed {
                id,
                from: from.clone(),
                to: name,
            }));
            self.record_session(id, now);
            if let Some(who) = self.who(client) {
                self.event(now, EventKind::Renamed { who, from });
            }
        }
        Ok(None)
    }

    fn clean(&self, text: &str) -> Result<String, Refusal> {
        let text = clean_text(text);
        if text.trim().is_empty() {
            let message = self.config.phrases.say(Phrase::EmptyText);
            return Err(Refusal::new(RefusalReason::EmptyText, message));
        }
        if text.split('\n').count() > MAX_TEXT_LINES {
            let message = self.config.phrases.say(Phrase::TooManyLines);
            return Err(Refusal::new(RefusalReason::TooManyLines, message));
        }
        Ok(text.into_owned())
    }

    fn count_message(&mut self, author: PersonId) {
        self.messages += 1;
        if let Some(person) = self.roster.get_mut(author) {
            person.messages += 1;
        }
    }

    /// Somebody as the others and the operator see them.
    fn sender(&self, id: PersonId) -> Option<(Person, Who)> {
        let person = self.roster.get(id)?;
        Some((person.person(), super::who(person)))
    }

    fn next_message(&mut self) -> MessageId {
        self.latest_message.0 += 1;
        self.latest_message
    }

    /// Keeps a message in the history and tells it; its bytes are made once for both.
    fn post(
        &mut self,
        posted: Posted,
        author: Option<PersonId>,
        readers: Readers,
        audience: Audience,
    ) {
        let told = Told::new(posted.clone());
        self.record(|| {
            Record::Message(KeptMessage {
                posted: posted.clone(),
                author,
                origin: None,
                readers: readers.clone(),
            })
        });
        self.history
            .push(posted, Arc::clone(&told), author, readers);
        self.entries.push(Entry {
            audience,
            body: Body::Tell(told),
        });
    }
}
