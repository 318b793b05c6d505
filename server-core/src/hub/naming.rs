//! Into the room: names, newcomers, and those who come back.

use std::sync::Arc;

use tertulia_protocol::{
    Dialect, GoodbyeReason, Hello, Joined, MessageId, Name, NameError, PersonId, Phrase,
    RefusalReason, Refused, ServerMessage, Token, VERSION, Welcome, one_line,
};

use super::numbers::Numbers;
use super::roster::Participant;
use super::{Connection, Hub, who};
use crate::ClientId;
use crate::entry::{Audience, Body, Entry, Reading, Told};
use crate::event::EventKind;
use crate::moment::Moment;
use crate::request::End;
use crate::storage::Record;

/// After so many refused names the connection ends politely.
const MOST_REFUSED_NAMES: u32 = 3;

/// A plain welcome names only the first few people, so no more are looked up for it.
const PLAIN_WELCOME_PEOPLE: usize = 32;

/// Why a name cannot be had, as the wire says it.
pub(super) struct NameRefusal {
    pub(super) reason: RefusalReason,
    pub(super) message: String,
    pub(super) suggestion: Option<Name>,
}

impl Hub {
    /// A connection without a name asks to be let in.
    pub(super) fn enter(
        &mut self,
        client: ClientId,
        wanted: &str,
        hello: Option<&Hello>,
        now: Moment,
    ) {
        if !self.may_come_in(client, hello.is_some(), now) {
            return;
        }
        let token = hello.and_then(|hello| hello.token);
        if hello.is_some_and(|hello| hello.version != VERSION) {
            let message = self
                .config
                .phrases
                .say(Phrase::Version { supported: VERSION });
            self.refuse(client, RefusalReason::Version, message, None);
            return self.end(client, &End::Farewell(GoodbyeReason::Version), None, now);
        }
        // Before anything is said of who is here, and whatever session is to go on.
        if !self.has_password(client, hello, now) {
            return;
        }
        if let (Some(hello), Some(token)) = (hello, token)
            && let Some(person) = self.sessions.present(&token)
        {
            return self.take_over(client, person, hello, now);
        }
        let name = match self.judge_name(wanted, None) {
            Ok(name) => name,
            Err(refusal) => return self.refuse_name(client, wanted, refusal, now),
        };
        if self
            .config
            .limits
            .clients()
            .is_some_and(|most| self.roster.len() >= most)
        {
            return self.turn_away(client, hello.is_some(), now);
        }
        self.admit(client, name, hello, token, now);
    }

    /// Whether a newcomer may come from there, and in that way. If not, the connection ends.
    pub(super) fn may_come_in(&mut self, client: ClientId, is_app: bool, now: Moment) -> bool {
        if self.end_if_banned(client, is_app, now) {
            return false;
        }
        let allowed = self.config.clear_guests || self.is_encrypted(client);
        if !allowed {
            let end = End::Farewell(GoodbyeReason::EncryptedOnly);
            self.end(client, &end, None, now);
        }
        allowed
    }

    fn is_encrypted(&self, client: ClientId) -> bool {
        matches!(self.connections.get(&client), Some(Connection::Unnamed(unnamed)) if unnamed.encrypted)
    }

    /// Whether `wanted` can be the name of `holder` (or of a newcomer).
    pub(super) fn judge_name(
        &self,
        wanted: &str,
        holder: Option<PersonId>,
    ) -> Result<Name, NameRefusal> {
        let phrases = &self.config.phrases;
        let name = Name::parse(wanted).and_then(|name| {
            let reserved = self
                .config
                .exit_words
                .iter()
                .any(|word| name.resembles(word));
            if reserved {
                Err(NameError::Reserved)
            } else {
                Ok(name)
            }
        });
        let name = name.map_err(|error| NameRefusal {
            reason: refusal_reason(&error),
            message: phrases.say(Phrase::NameRefused(&error)),
            suggestion: None,
        })?;
        if !self.roster.is_taken(&name, holder) {
            return Ok(name);
        }
        let suggestion = self.roster.free_name_like(&name);
        let free = suggestion.as_ref().map_or("", Name::as_str);
        let message = phrases.say(Phrase::NameTaken {
            name: name.as_str(),
            suggestion: free,
        });
        Err(NameRefusal {
            reason: RefusalReason::NameTaken,
            message,
            suggestion,
        })
    }

    fn refuse_name(&mut self, client: ClientId, wanted: &str, refusal: NameRefusal, now: Moment) {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get_mut(&client) else {
            return;
        };
        unnamed.refused += 1;
        let last_chance = unnamed.refused >= MOST_REFUSED_NAMES;
        self.report_refused_name(client, wanted, &refusal.message, now);
        let NameRefusal {
            reason,
            mut message,
            suggestion,
        } = refusal;
        if !last_chance {
            message = format!("{message} {}", self.config.phrases.say(Phrase::AskAgain));
        }
        self.refuse(client, reason, message, suggestion);
        if last_chance {
            self.end(client, &End::Farewell(GoodbyeReason::BadNames), None, now);
        }
    }

    /// Tells a connection without a name why it is not let in.
    fn refuse(
        &mut self,
        client: ClientId,
        reason: RefusalReason,
        message: String,
        suggestion: Option<Name>,
    ) {
        let number = None;
        let refused = Refused {
            number,
            reason,
            message,
            suggestion,
            until: None,
            wait: None,
        };
        self.tell(Audience::One(client), ServerMessage::Refused(refused));
    }

    pub(super) fn report_refused_name(
        &mut self,
        client: ClientId,
        wanted: &str,
        why: &str,
        now: Moment,
    ) {
        const SHOWN_CHARS: usize = 64;
        let Some(who) = self.who(client) else {
            return;
        };
        let wanted = one_line(wanted, SHOWN_CHARS).into_owned();
        let why = why.to_owned();
        self.event(now, EventKind::NameRefused { who, wanted, why });
    }

    /// The server is full. An app client also gets the refusal, which programs understand.
    fn turn_away(&mut self, client: ClientId, is_app: bool, now: Moment) {
        if is_app {
            let max_clients = self.config.limits.max_clients;
            let message = self.config.phrases.say(Phrase::ServerFull { max_clients });
            self.refuse(client, RefusalReason::ServerFull, message, None);
        }
        self.end(client, &End::Farewell(GoodbyeReason::Full), None, now);
    }

    fn admit(
        &mut self,
        client: ClientId,
        name: Name,
        hello: Option<&Hello>,
        token: Option<Token>,
        now: Moment,
    ) {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get(&client) else {
            return;
        };
        let (address, encrypted) = (unnamed.address, unnamed.encrypted);
        let departed = token.and_then(|token| self.sessions.revive(&token, now.instant));
        let resumed = departed.is_some();
        let (id, since, numbers) = departed.map_or_else(
            || {
                self.latest_person.0 += 1;
                (self.latest_person, self.latest_message, Numbers::default())
            },
            |departed| (departed.person, departed.since, departed.numbers),
        );
        let dialect = if hello.is_some() {
            Dialect::App
        } else {
            Dialect::Plain
        };
        let person = Participant {
            id,
            name,
            dialect,
            client,
            address,
            away: None,
            token,
            since,
            numbers,
            messages: 0,
            wants_acks: true,
        };
        let (member, who) = (person.member(), who(&person));
        self.roster.add(person);
        if let Some(token) = token {
            self.sessions.enter(token, id);
        }
        if !resumed {
            self.record(|| Record::LatestPerson(id));
        }
        self.record_session(id, now);
        self.event(
            now,
            EventKind::Joined {
                who,
                dialect,
                resumed,
                encrypted,
            },
        );
        self.welcome(client, id, hello, resumed);
        self.tell_what_holds(client, id, now);
        if self.roster.len() > self.config.caps.gather_above {
            let due = self.gathered_by(now.instant);
            self.gathering.join(member, due);
        } else {
            let joined = ServerMessage::Joined(Joined {
                more: 0,
                people: vec![member],
            });
            self.tell(
                Audience::Room {
                    except: Some(client),
                },
                joined,
            );
        }
    }

    /// The session's person is here, or away: the new connection takes the old one's place, and
    /// nobody else notices.
    fn take_over(&mut self, client: ClientId, id: PersonId, hello: &Hello, now: Moment) {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get(&client) else {
            return;
        };
        let (address, encrypted) = (unnamed.address, unnamed.encrypted);
        let Some(person) = self.roster.get_mut(id) else {
            return;
        };
        let old_client = std::mem::replace(&mut person.client, client);
        let old_address = std::mem::replace(&mut person.address, address);
        person.dialect = Dialect::App;
        let away = person.away.take();
        let who = who(person);
        match away {
            Some(away) => {
                self.away.remove(&(away.until, id));
            }
            None => {
                // From here on, the old connection is nobody's: its end must not take the person along.
                if let Some(old) = self.connections.get_mut(&old_client) {
                    *old = Connection::new(old_address);
                }
                self.end(
                    old_client,
                    &End::Farewell(GoodbyeReason::Replaced),
                    None,
                    now,
                );
            }
        }
        self.event(
            now,
            EventKind::Joined {
                who,
                dialect: Dialect::App,
                resumed: true,
                encrypted,
            },
        );
        self.welcome(client, id, Some(hello), true);
        self.tell_what_holds(client, id, now);
    }

    fn welcome(&mut self, client: ClientId, id: PersonId, hello: Option<&Hello>, resumed: bool) {
        if let Some(connection) = self.connections.get_mut(&client) {
            *connection = Connection::Named(id);
        }
        self.unnamed.remove(&client);
        let people = if hello.is_some() {
            self.roster.first_page()
        } else {
            self.roster.page(None, PLAIN_WELCOME_PEOPLE).0.into()
        };
        let Some(person) = self.roster.get(id) else {
            return;
        };
        let last_seen = hello
            .filter(|hello| hello.run == Some(self.config.run))
            .and_then(|hello| hello.last_seen);
        // Who was cut off before the first welcome arrived has seen nothing since coming in.
        let has = last_seen.unwrap_or(MessageId(0)).max(person.since);
        let (missed, mut gap) = if resumed {
            self.history.missed(id, has)
        } else {
            (Vec::new(), None)
        };
        // What is not remembered is in the history.
        let unread = gap.take_if(|_| self.config.keeps);
        let welcome = Welcome {
            you: person.person(),
            server: concat!("tertulia/", env!("CARGO_PKG_VERSION")).to_owned(),
            version: VERSION,
            run: self.config.run,
            resumed,
            decided: person.numbers.decided().filter(|_| resumed),
            limits: self.config.limits,
            exit_words: self.config.exit_words.clone(),
            words: self.config.welcome.clone(),
            latest: self.latest_message,
            people,
            people_total: self.roster.len() as u64,
            missed: u32::try_from(missed.len()).unwrap_or(u32::MAX),
            gap,
        };
        let body = if unread.is_some() {
            Body::Read(Reading::Missed {
                welcome: Box::new(welcome),
                reader: id,
                after: has,
                last: self.history.dropped(),
                remembered: missed,
            })
        } else {
            let welcome: Arc<Told> = Told::new(ServerMessage::Welcome(Box::new(welcome)));
            Body::Welcome { welcome, missed }
        };
        let audience = Audience::One(client);
        self.entries.push(Entry { audience, body });
    }
}

fn refusal_reason(error: &NameError) -> RefusalReason {
    match error {
        NameError::Empty => RefusalReason::NameEmpty,
        NameError::TooLong { .. } => RefusalReason::NameTooLong,
        NameError::Character { .. } => RefusalReason::NameCharacter,
        NameError::Start => RefusalReason::NameStart,
        NameError::Spaces => RefusalReason::NameSpaces,
        NameError::Reserved => RefusalReason::NameReserved,
    }
}
