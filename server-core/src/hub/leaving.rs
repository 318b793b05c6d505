//! Out of the room: farewells, names that are released or kept for a while, and who is told.

use std::time::Instant;

use tertulia_protocol::{
    Departure, Dialect, Goodbye, GoodbyeReason, Joined, LeaveReason, Left, Limits, Name, PersonId,
    Phrase, ServerMessage, UnixMillis, VERSION,
};

use super::moderating::banned_phrase;
use super::passwords::closed_out;
use super::roster::{Away, NAMED_NEWCOMERS, Participant, ROSTER_PAGE};
use super::{Connection, Hub, kept_session, who};
use crate::ClientId;
use crate::entry::{Audience, Body, Entry, Farewell, LastWords, Told};
use crate::event::{EndReason, EventKind, Who};
use crate::moderation::Ban;
use crate::moment::Moment;
use crate::request::End;
use crate::storage::Record;

/// What the operator says of an end that is the operator's doing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cause<'a> {
    /// Why somebody was removed.
    Kicked(&'a str),
    /// The ban.
    Banned(&'a Ban),
    /// Too many wrong passwords came from there.
    ClosedOut {
        /// For how many more minutes none is taken.
        minutes: u64,
        /// Until when.
        until: UnixMillis,
    },
}

impl Hub {
    /// Ends a connection: the name is released (or kept for a while), the last words go out.
    pub(super) fn end(
        &mut self,
        client: ClientId,
        end: &End,
        cause: Option<Cause<'_>>,
        now: Moment,
    ) {
        let Some(mut connection) = self.connections.remove(&client) else {
            return;
        };
        self.unnamed.remove(&client);
        self.handshaking.remove(&client);
        if let Connection::Unnamed(unnamed) = &mut connection {
            self.forget_tries(client, unnamed, now);
        }
        let person = match &connection {
            Connection::Named(person) => self.roster.get(*person),
            Connection::Unnamed(_) => None,
        };
        let name = person.map(|person| person.name.clone());
        let address = match &connection {
            Connection::Named(_) => person.map(|person| person.address),
            Connection::Unnamed(unnamed) => {
                if let Some(until) = unnamed.banned {
                    self.banned.remove(&(until, client));
                }
                Some(unnamed.address)
            }
        };
        if let Some(address) = address {
            self.doors.leave(address.ip(), now.instant);
        }
        let (last_words, reason) =
            self.last_words(end, cause, name.as_ref().map(Name::as_str), now);
        if let EndReason::Farewell { reason, .. } = &reason
            && is_limit(*reason)
        {
            self.cut_off += 1;
        }
        // Before the others are told, so that nobody reads of their own leaving.
        let discard_queue = matches!(end, End::Farewell(GoodbyeReason::SlowReader));
        let body = Body::Farewell(Farewell {
            last_words,
            discard_queue,
        });
        self.entries.push(Entry {
            audience: Audience::One(client),
            body,
        });
        let vanished = matches!(
            end,
            End::Closed
                | End::Broken(_)
                | End::Farewell(GoodbyeReason::Silent | GoodbyeReason::SlowReader)
        );
        match person.map(|person| (person.id, person.dialect, person.token)) {
            Some((id, Dialect::App, Some(_))) if vanished => self.keep_place(id, reason, now),
            Some((id, ..)) => {
                let leave_reason = match end {
                    End::Farewell(GoodbyeReason::Quit) => LeaveReason::Quit,
                    // A plain client has no other way to say goodbye by itself than to hang up.
                    End::Closed | End::Broken(_) | End::Handshake(_) | End::NotSpoken(_) => {
                        LeaveReason::Lost
                    }
                    End::Farewell(_) => LeaveReason::Removed,
                };
                self.leave(id, leave_reason, reason, now);
            }
            None => {
                if let Connection::Unnamed(unnamed) = connection
                    && unnamed.banned.is_none()
                {
                    let who = Who {
                        client,
                        address: unnamed.address,
                        name: None,
                    };
                    self.event(now, EventKind::Disconnected { who, reason });
                }
            }
        }
    }

    pub(super) fn last_words(
        &self,
        end: &End,
        cause: Option<Cause<'_>>,
        name: Option<&str>,
        now: Moment,
    ) -> (LastWords, EndReason) {
        match end {
            End::Closed => (LastWords::None, EndReason::Closed),
            End::Broken(error) => (
                LastWords::None,
                EndReason::Broken {
                    error: error.clone(),
                },
            ),
            // The alert says it; it is the transport's.
            End::Handshake(fault) => (LastWords::None, EndReason::Handshake(fault.clone())),
            End::NotSpoken(foreign) => {
                let protocol = foreign.name();
                let sentence = self.config.phrases.say(Phrase::NotSpoken { protocol });
                (
                    LastWords::Raw(foreign.refusal(&sentence).into()),
                    EndReason::NotSpoken { protocol },
                )
            }
            End::Farewell(reason) => {
                let goodbye = self.goodbye(*reason, cause, name, now);
                let reason = EndReason::Farewell {
                    reason: *reason,
                    detail: goodbye.message.clone(),
                };
                (
                    LastWords::Message(Told::new(ServerMessage::Goodbye(goodbye))),
                    reason,
                )
            }
        }
    }

    pub(super) fn goodbye(
        &self,
        reason: GoodbyeReason,
        cause: Option<Cause<'_>>,
        name: Option<&str>,
        now: Moment,
    ) -> Goodbye {
        let Limits {
            max_chars,
            max_rate,
            max_clients,
        } = self.config.limits;
        let ban = match cause {
            Some(Cause::Banned(ban)) => Some(ban),
            _ => None,
        };
        let phrase = match reason {
            GoodbyeReason::Quit | GoodbyeReason::Other => Phrase::Farewell { name },
            GoodbyeReason::Closing => Phrase::Closing,
            GoodbyeReason::TooLong => Phrase::TooLong { max_chars },
            GoodbyeReason::TooFast => Phrase::TooFast { max_rate },
            GoodbyeReason::TooManyRequests => Phrase::TooManyRequests {
                max_rate: self.config.caps.control_rate,
            },
            GoodbyeReason::Kicked => Phrase::Kicked {
                reason: match cause {
                    Some(Cause::Kicked(reason)) => Some(reason),
                    _ => None,
                },
            },
            GoodbyeReason::Banned => match ban {
                Some(ban) => banned_phrase(ban, now),
                None => Phrase::Banned {
                    minutes: None,
                    reason: None,
                },
            },
            GoodbyeReason::TooManyConnections => Phrase::TooManyConnections,
            GoodbyeReason::SlowReader => Phrase::SlowReader,
            GoodbyeReason::Replaced => Phrase::Replaced,
            GoodbyeReason::Full => Phrase::ServerFull { max_clients },
            GoodbyeReason::Version => Phrase::Version { supported: VERSION },
            GoodbyeReason::BadNames => Phrase::BadNames,
            GoodbyeReason::Nameless => Phrase::Nameless,
            GoodbyeReason::Silent => Phrase::Silent,
            GoodbyeReason::EncryptedOnly => Phrase::EncryptedOnly,
            GoodbyeReason::BadPasswords => closed_out(cause).0,
        };
        Goodbye {
            reason,
            message: self.config.phrases.say(phrase),
            until: ban.and_then(|ban| ban.until).or(closed_out(cause).1),
        }
    }

    /// Somebody with a resumable session vanished: the name stays theirs for a while.
    pub(super) fn keep_place(&mut self, id: PersonId, reason: EndReason, now: Moment) {
        let until = now.instant + self.config.timings.grace;
        let Some(person) = self.roster.get_mut(id) else {
            return;
        };
        person.away = Some(Box::new(Away {
            until,
            reason: reason.clone(),
        }));
        let who = who(person);
        self.away.insert((until, id));
        self.event(now, EventKind::Away { who, reason });
    }

    /// Somebody leaves the room for good; the session can still be resumed.
    pub(super) fn leave(
        &mut self,
        id: PersonId,
        leave_reason: LeaveReason,
        reason: EndReason,
        now: Moment,
    ) {
        let Some(person) = self.roster.remove(id) else {
            return;
        };
        if let Some(away) = &person.away {
            self.away.remove(&(away.until, id));
        }
        self.event(
            now,
            EventKind::Left {
                who: who(&person),
                reason,
            },
        );
        if let Some(kept) = kept_session(&person, false, now) {
            self.record(|| Record::Session(kept));
        }
        let Participant {
            name,
            token,
            since,
            numbers,
            ..
        } = person;
        if let Some(token) = token {
            self.sessions.depart(token, id, since, numbers, now.instant);
        }
        let departure = Departure {
            id,
            name,
            reason: leave_reason,
        };
        if self.roster.len() > self.config.caps.gather_above {
            let due = self.gathered_by(now.instant);
            self.gathering.leave(departure, due);
        } else {
            self.tell_gathered();
            self.tell_room(ServerMessage::Left(Left {
                people: vec![departure],
            }));
        }
    }

    /// When a coming or going of now must be told.
    pub(super) fn gathered_by(&self, now: Instant) -> Instant {
        let timings = &self.config.timings;
        now + match self.roster.len() {
            ..=ROSTER_PAGE => timings.gather,
            _ => timings.gather_longer,
        }
    }

    pub(super) fn tell_gathered(&mut self) {
        let (went, mut came) = self.gathering.take();
        if !went.is_empty() {
            self.tell_room(ServerMessage::Left(Left { people: went }));
        }
        if !came.is_empty() {
            let listed = match self.roster.len() {
                ..=ROSTER_PAGE => came.len(),
                _ => came.len().min(NAMED_NEWCOMERS),
            };
            let more = (came.len() - listed) as u64;
            came.truncate(listed);
            self.tell_room(ServerMessage::Joined(Joined { people: came, more }));
        }
    }
}

fn is_limit(reason: GoodbyeReason) -> bool {
    matches!(
        reason,
        GoodbyeReason::TooLong
            | GoodbyeReason::TooFast
            | GoodbyeReason::TooManyRequests
            | GoodbyeReason::SlowReader
            | GoodbyeReason::Nameless
            | GoodbyeReason::BadNames
            | GoodbyeReason::BadPasswords
    )
}
