//! The room: who is here, in which order things happen, and what everybody is told of it.
//!
//! [`Hub`] is one value behind the server's one lock. It takes requests and the time, and gives
//! entries for the shared log and events for the operator. It has no sockets, threads or clocks.

mod arriving;
mod deciding;
mod doors;
mod gathering;
mod guesses;
mod history;
mod index;
mod leaving;
mod messages;
mod moderating;
mod naming;
mod numbers;
mod passwords;
mod restoring;
mod roster;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use ipnet::IpNet;

use tertulia_protocol::{
    ExitWords, GoodbyeReason, LeaveReason, Limits, MessageId, Name, PersonId, Phrase, Phrases,
    RunId, ServerMessage,
};

use crate::ClientId;
use crate::entry::{Audience, Body, Entry, Farewell, LastWords, Told};
use crate::event::{EndReason, Event, EventKind, Who};
use crate::moderation::Moderation;
use crate::moment::Moment;
use crate::password::{PasswordHash, RunSecret};
use crate::request::{End, Request};
use crate::storage::{KeptSession, Record};
use crate::turn::{Asked, Turn};
use crate::{Caps, Timings};
use doors::Doors;
use gathering::Gathering;
use history::History;
pub(crate) use history::PAGE_BYTES;
use leaving::Cause;
use passwords::{Gate, Tries};
use roster::{Participant, Roster};
use sessions::Sessions;

/// What a room is made with.
#[derive(Debug, Clone)]
pub struct HubConfig {
    /// What clients may do.
    pub limits: Limits,
    /// The sentences of the server's language.
    pub phrases: Arc<Phrases>,
    /// What the operator says to newcomers.
    pub welcome: Option<String>,
    /// The words with which clients leave.
    pub exit_words: ExitWords,
    /// How long things may take.
    pub timings: Timings,
    /// How much may pile up.
    pub caps: Caps,
    /// A number that no other run has; with a history, the history's.
    pub run: RunId,
    /// Whether connections in clear may have a name.
    pub clear_guests: bool,
    /// Whether there is a history: what outlives the server is given as records, and what is
    /// older than the room's memory is left to be read.
    pub keeps: bool,
    /// Networks whose connections are not counted by address.
    pub exempt: Vec<IpNet>,
    /// The password that newcomers are asked for, if any.
    pub password: Option<PasswordHash>,
    /// Random, and another one in each run.
    pub secret: RunSecret,
}

/// A connection, as the room knows it. Small, because everything about a person is with the person.
#[derive(Debug)]
enum Connection {
    Unnamed(Box<Unnamed>),
    /// In the room.
    Named(PersonId),
}

/// A connection without a name.
#[derive(Debug)]
struct Unnamed {
    address: SocketAddr,
    /// How many names it was refused.
    refused: u32,
    /// It comes from a banned address, and is told so by then. The operator is only told how many of
    /// these there were.
    banned: Option<Instant>,
    encrypted: bool,
    /// It has shown the password that holds, or there is none.
    passed: bool,
    tries: Option<Box<Tries>>,
}

impl Connection {
    fn new(address: SocketAddr) -> Self {
        Self::Unnamed(Box::new(Unnamed {
            address,
            refused: 0,
            banned: None,
            encrypted: false,
            passed: false,
            tries: None,
        }))
    }
}

/// The room.
#[derive(Debug)]
pub struct Hub {
    config: HubConfig,
    connections: BTreeMap<ClientId, Connection>,
    /// Ids grow with time, so the first one is the oldest.
    unnamed: BTreeSet<ClientId>,
    /// Those whose TLS handshake is not finished.
    handshaking: BTreeSet<ClientId>,
    roster: Roster,
    sessions: Sessions,
    history: History,
    gathering: Gathering,
    latest_message: MessageId,
    latest_person: PersonId,
    /// Those who are away, by when their time is up.
    away: BTreeSet<(Instant, PersonId)>,
    moderation: Moderation,
    /// Whether that is to be kept.
    moderation_changed: bool,
    /// Newcomers from banned addresses, by when they are told so though they said nothing. They are
    /// not among the unnamed or the handshaking, so that they crowd out nobody.
    banned: BTreeSet<(Instant, ClientId)>,
    doors: Doors,
    gate: Gate,
    closing: bool,
    messages: u64,
    cut_off: u64,
    entries: Vec<Entry>,
    events: Vec<(Option<MessageId>, Event)>,
    /// What is to be kept; nothing without a history.
    records: Vec<Record>,
    asked: Vec<Asked>,
}

impl Hub {
    /// An empty room.
    #[must_use]
    pub fn new(mut config: HubConfig) -> Self {
        let exempt = std::mem::take(&mut config.exempt);
        let password = config.password.take();
        Self {
            gate: Gate::new(password, &config.secret, &config.timings),
            doors: Doors::new(&config.caps, exempt),
            moderation: Moderation::default(),
            moderation_changed: false,
            banned: BTreeSet::new(),
            sessions: Sessions::new(config.timings.resume, config.caps.tokens),
            history: History::new(config.caps.history, config.caps.history_bytes),
            gathering: Gathering::default(),
            connections: BTreeMap::new(),
            unnamed: BTreeSet::new(),
            handshaking: BTreeSet::new(),
            roster: Roster::default(),
            latest_message: MessageId(0),
            latest_person: PersonId(0),
            away: BTreeSet::new(),
            closing: false,
            messages: 0,
            cut_off: 0,
            entries: Vec::new(),
            events: Vec::new(),
            records: Vec::new(),
            asked: Vec::new(),
            config,
        }
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.config.limits
    }

    /// How many people have a name here, those who are away for a moment included.
    #[must_use]
    pub fn people(&self) -> usize {
        self.roster.len()
    }

    /// Messages accepted so far, to everybody and direct.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.messages
    }

    /// Connections ended so far because of a limit.
    #[must_use]
    pub fn cut_off(&self) -> u64 {
        self.cut_off
    }

    /// Everybody in the room by connection (the last one of those who are away): the name, and how
    /// many messages were accepted from them.
    pub fn census(&self) -> impl Iterator<Item = (ClientId, (Name, u64))> + '_ {
        let people = self.roster.iter();
        people.map(|person| (person.client, (person.name.clone(), person.messages)))
    }

    /// A session asks for something. Requests of connections that ended meanwhile are ignored.
    pub fn handle_request(&mut self, client: ClientId, request: Request, now: Moment) {
        let person = match self.connections.get(&client) {
            None => return,
            Some(Connection::Unnamed(_)) => None,
            Some(Connection::Named(person)) => Some(*person),
        };
        match (person, request) {
            (_, Request::End(end)) => self.end(client, &end, None, now),
            (_, Request::Answer(bytes)) => self.answer_with(client, bytes),
            (None, Request::Encrypting) => self.begin_handshake(client, now),
            (None, Request::Encrypted) => self.finish_handshake(client, now),
            (None, Request::Password(password)) => self.show_password(client, password, now),
            (None, Request::Name(name)) => self.enter(client, &name, None, now),
            (None, Request::Hello(hello)) => {
                self.enter(client, &hello.name, Some(&hello), now);
            }
            (Some(person), request) => self.carry_out(client, person, request, now),
            // Sessions ask for nothing else before they are named.
            (None, _) => {}
        }
    }

    /// New limits for everybody, from now on.
    pub fn handle_limits(&mut self, limits: Limits, now: Moment) {
        if self.config.limits == limits {
            return;
        }
        self.config.limits = limits;
        self.tell(Audience::Everyone, ServerMessage::Limits(limits));
        self.event(now, EventKind::LimitsChanged(limits));
    }

    /// The operator ends a connection, or the kept place of somebody who is away.
    pub fn handle_kick(&mut self, client: ClientId, reason: Option<&str>, now: Moment) {
        if self.connections.contains_key(&client) {
            let end = End::Farewell(GoodbyeReason::Kicked);
            self.end(client, &end, reason.map(Cause::Kicked), now);
            return;
        }
        let away = self
            .roster
            .iter()
            .find(|person| person.client == client)
            .map(|person| person.id);
        if let Some(id) = away {
            let detail = self.config.phrases.say(Phrase::Kicked { reason });
            let reason = EndReason::Farewell {
                reason: GoodbyeReason::Kicked,
                detail,
            };
            self.leave(id, LeaveReason::Removed, reason, now);
        }
    }

    /// The server says farewell to every connection, and from now on to everyone who comes.
    pub fn handle_closing(&mut self, now: Moment) {
        if self.closing {
            return;
        }
        self.closing = true;
        self.report_turned_away(now);
        self.event(now, EventKind::Closing);
        let goodbye = self.goodbye(GoodbyeReason::Closing, None, None, now);
        let reason = EndReason::Farewell {
            reason: GoodbyeReason::Closing,
            detail: goodbye.message.clone(),
        };
        let connected: Vec<Who> = self
            .connections
            .keys()
            .filter_map(|client| self.who(*client))
            .collect();
        for who in connected {
            let reason = reason.clone();
            let is_named = who.name.is_some();
            self.event(
                now,
                if is_named {
                    EventKind::Left { who, reason }
                } else {
                    EventKind::Disconnected { who, reason }
                },
            );
        }
        let away: Vec<(Who, EndReason)> = self
            .roster
            .iter()
            .filter_map(|person| Some((who(person), person.away.as_ref()?.reason.clone())))
            .collect();
        for (who, reason) in away {
            self.event(now, EventKind::Left { who, reason });
        }
        // Everybody is told to go, so after a start nobody's name waits for them.
        let sessions: Vec<KeptSession> = self
            .roster
            .iter()
            .filter_map(|person| kept_session(person, false, now))
            .collect();
        for session in sessions {
            self.record(|| Record::Session(session));
        }
        self.connections.clear();
        self.unnamed.clear();
        self.handshaking.clear();
        self.roster = Roster::default();
        self.away.clear();
        self.banned.clear();
        self.doors.clear();
        self.gate.clear();
        let last_words = LastWords::Message(Told::new(ServerMessage::Goodbye(goodbye)));
        let farewell = Farewell {
            last_words,
            discard_queue: false,
        };
        self.entries.push(Entry {
            audience: Audience::Everyone,
            body: Body::Farewell(farewell),
        });
    }

    /// What is due at `now`: those who are away lose their place, the banned are told so, gathered
    /// comings and goings are told.
    pub fn handle_timeout(&mut self, now: Moment) {
        while let Some((until, person)) = self.away.first().copied()
            && until <= now.instant
        {
            self.away.pop_first();
            let away = self
                .roster
                .get(person)
                .and_then(|person| person.away.clone());
            let reason = away.map_or(EndReason::Closed, |away| away.reason);
            self.leave(person, LeaveReason::Lost, reason, now);
        }
        while let Some((until, client)) = self.banned.first().copied()
            && until <= now.instant
        {
            self.banned.pop_first();
            self.settle_banned(client, now);
        }
        self.weigh_delayed(now);
        if self
            .doors
            .report_due()
            .is_some_and(|due| due <= now.instant)
        {
            self.report_turned_away(now);
        }
        if self.gathering.due().is_some_and(|due| due <= now.instant) {
            self.tell_gathered();
        }
    }

    /// When [`Hub::handle_timeout`] wants to be called next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let away = self.away.first().map(|(until, _)| *until);
        let banned = self.banned.first().map(|(until, _)| *until);
        let dues = [
            away,
            banned,
            self.gate.due(),
            self.doors.report_due(),
            self.gathering.due(),
        ];
        dues.into_iter().flatten().min()
    }

    /// Takes what is to be appended to the log, in order.
    pub fn poll_entries(&mut self) -> impl Iterator<Item = Entry> + '_ {
        self.entries.drain(..)
    }

    /// Takes what the operator is to know, in order.
    pub fn poll_events(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.events.drain(..).map(|(_, event)| event)
    }

    /// Takes everything at once, for a room with a history: to be kept, and only then told.
    pub fn poll_turn(&mut self) -> Turn {
        Turn {
            entries: std::mem::take(&mut self.entries),
            records: std::mem::take(&mut self.records),
            asked: std::mem::take(&mut self.asked),
            events: std::mem::take(&mut self.events),
        }
    }

    // -----------------------------------------------------------------------------------------
    // Telling

    fn tell(&mut self, audience: Audience, message: impl Into<ServerMessage>) {
        self.entries.push(Entry {
            audience,
            body: Body::Tell(Told::new(message)),
        });
    }

    fn answer_with(&mut self, client: ClientId, bytes: Vec<u8>) {
        let body = Body::Answer(bytes.into());
        self.entries.push(Entry {
            audience: Audience::One(client),
            body,
        });
    }

    fn tell_room(&mut self, message: ServerMessage) {
        self.tell(Audience::Room { except: None }, message);
    }

    fn event(&mut self, now: Moment, kind: EventKind) {
        let time = now.unix;
        self.events.push((None, Event { time, kind }));
    }

    /// Something that is to be known only if that message is kept.
    fn event_of(&mut self, message: MessageId, now: Moment, kind: EventKind) {
        let time = now.unix;
        self.events.push((Some(message), Event { time, kind }));
    }

    // -----------------------------------------------------------------------------------------
    // Keeping

    fn record(&mut self, record: impl FnOnce() -> Record) {
        if self.config.keeps {
            self.records.push(record());
        }
    }

    /// Somebody's session began, or something about it changed.
    fn record_session(&mut self, id: PersonId, now: Moment) {
        let kept = self
            .roster
            .get(id)
            .and_then(|person| kept_session(person, true, now));
        if let Some(kept) = kept {
            self.record(|| Record::Session(kept));
        }
    }

    fn who(&self, client: ClientId) -> Option<Who> {
        match self.connections.get(&client)? {
            Connection::Named(person) => self.roster.get(*person).map(who),
            Connection::Unnamed(unnamed) => Some(Who {
                client,
                address: unnamed.address,
                name: None,
            }),
        }
    }
}

/// A person's session as it is kept, if it can be resumed.
fn kept_session(person: &Participant, present: bool, now: Moment) -> Option<KeptSession> {
    Some(KeptSession {
        token: person.token?,
        person: person.id,
        name: person.name.clone(),
        since: person.since,
        present,
        time: now.unix,
    })
}

fn who(person: &Participant) -> Who {
    Who {
        client: person.client,
        address: person.address,
        name: Some(person.name.clone()),
    }
}

#[cfg(test)]
mod tests;
