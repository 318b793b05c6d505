//! The operator's decisions: who may not write, who may not come in, and what they are told.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tertulia_protocol::{
    GoodbyeReason, LeaveReason, Name, Notice, NoticeReason, PersonId, Phrase, RefusalReason,
    Refused, ServerMessage, UnixMillis,
};

use super::leaving::Cause;
use super::messages::Refusal;
use super::roster::Participant;
use super::{Connection, Hub, who};
use crate::ClientId;
use crate::command::BanTarget;
use crate::entry::{Audience, Body, Entry, Farewell, LastWords, Told};
use crate::event::{EndReason, EventKind};
use crate::moderation::{Ban, Moderation, Mute, MuteId, Speaker, block_of, minutes_left};
use crate::moment::Moment;
use crate::request::End;

impl Hub {
    /// What was decided before the server started. To be called behind [`Hub::restore`]: ids of people
    /// that the mutes know of are not given again, also where the history has lost them.
    pub fn restore_moderation(&mut self, mut moderation: Moderation) {
        self.latest_person = moderation.fit_to(self.latest_person);
        self.moderation = moderation;
    }

    /// What is decided.
    #[must_use]
    pub fn moderation(&self) -> &Moderation {
        &self.moderation
    }

    /// What is decided, if that has changed since it was last asked for: it is to be kept.
    pub fn poll_moderation(&mut self) -> Option<Moderation> {
        std::mem::take(&mut self.moderation_changed).then(|| self.moderation.clone())
    }

    /// Who of those in the room may not write at `now`, and by which mute.
    pub fn muted(&self, now: UnixMillis) -> impl Iterator<Item = (ClientId, MuteId)> + '_ {
        let people = self.roster.iter();
        people.filter_map(move |person| {
            let mute = self.moderation.mute_of(&speaker(person), now)?;
            Some((person.client, mute.id))
        })
    }

    // -----------------------------------------------------------------------------------------
    // Writing

    /// Nobody but the operator may write, until that is over.
    pub fn handle_freeze(&mut self, frozen: bool, now: Moment) {
        if !self.moderation.freeze(frozen) {
            return;
        }
        self.moderation_changed = true;
        self.event(now, EventKind::Frozen(frozen));
        self.tell_room(ServerMessage::Notice(self.freeze_notice(frozen)));
    }

    /// Somebody may read, but not write: for a time, or until it is lifted.
    pub fn handle_mute(
        &mut self,
        client: ClientId,
        span: Option<Duration>,
        reason: Option<String>,
        now: Moment,
    ) {
        let Some(person) = self.roster.iter().find(|person| person.client == client) else {
            return;
        };
        let (speaker, who) = (speaker(person), who(person));
        let until = end_of(span, now);
        let name = person.name.to_string();
        let latest = self.latest_person;
        let times = (now.unix, until);
        let mute = self
            .moderation
            .mute(name, speaker, latest, times, reason.clone());
        let notice = self.config.phrases.say(muted(mute, now));
        self.moderation_changed = true;
        self.event(now, EventKind::Muted { who, until, reason });
        let notice = Notice {
            reason: NoticeReason::Muted,
            message: notice,
            until,
        };
        self.tell(Audience::One(client), ServerMessage::Notice(notice));
    }

    /// A mute is over before its time.
    pub fn handle_unmute(&mut self, id: MuteId, now: Moment) {
        let is_affected = |person: &&Participant| {
            let mute = self.moderation.mute_of(&speaker(person), now.unix);
            mute.is_some_and(|mute| mute.id == id)
        };
        let affected = self.roster.iter().filter(is_affected);
        let affected: Vec<(ClientId, PersonId)> =
            affected.map(|person| (person.client, person.id)).collect();
        let Some(mute) = self.moderation.unmute(id, now.unix) else {
            return;
        };
        self.moderation_changed = true;
        self.event(now, EventKind::Unmuted { name: mute.name });
        // Another mute may hold for them still.
        let free = affected.into_iter().filter(|(_, id)| {
            let person = self.roster.get(*id);
            person.is_some_and(|person| {
                let mute = self.moderation.mute_of(&speaker(person), now.unix);
                mute.is_none()
            })
        });
        let free: Arc<[ClientId]> = free.map(|(client, _)| client).collect();
        let notice = Notice {
            reason: NoticeReason::Unmuted,
            message: self.config.phrases.say(Phrase::Unmuted),
            until: None,
        };
        self.tell(Audience::Some(free), ServerMessage::Notice(notice));
    }

    /// Whether this person may write, or be called something else, at `now`.
    pub(super) fn may_write(&self, id: PersonId, now: Moment) -> Result<(), Refusal> {
        let phrases = &self.config.phrases;
        let mute = self
            .roster
            .get(id)
            .and_then(|person| self.moderation.mute_of(&speaker(person), now.unix));
        if let Some(mute) = mute {
            return Err(Refusal {
                reason: RefusalReason::Muted,
                message: phrases.say(muted(mute, now)),
                suggestion: None,
                until: mute.until,
            });
        }
        if self.moderation.is_frozen() {
            let message = phrases.say(Phrase::Frozen);
            return Err(Refusal::new(RefusalReason::Frozen, message));
        }
        Ok(())
    }

    /// A newcomer, or somebody who came back, learns behind the welcome that it may not write.
    pub(super) fn tell_what_holds(&mut self, client: ClientId, id: PersonId, now: Moment) {
        let mute = self.roster.get(id).and_then(|person| {
            let mute = self.moderation.mute_of(&speaker(person), now.unix)?;
            Some(Notice {
                reason: NoticeReason::Muted,
                message: self.config.phrases.say(muted(mute, now)),
                until: mute.until,
            })
        });
        let frozen = self.moderation.is_frozen();
        let frozen = frozen.then(|| self.freeze_notice(true));
        for notice in mute.into_iter().chain(frozen) {
            self.tell(Audience::One(client), ServerMessage::Notice(notice));
        }
    }

    fn freeze_notice(&self, frozen: bool) -> Notice {
        let (reason, phrase) = match frozen {
            true => (NoticeReason::Frozen, Phrase::Frozen),
            false => (NoticeReason::Unfrozen, Phrase::Unfrozen),
        };
        Notice {
            reason,
            message: self.config.phrases.say(phrase),
            until: None,
        }
    }

    // -----------------------------------------------------------------------------------------
    // Coming in

    /// Nobody may come from there any more, for a time or for good; whoever is here goes.
    pub fn handle_ban(
        &mut self,
        target: &BanTarget,
        span: Option<Duration>,
        reason: Option<String>,
        now: Moment,
    ) {
        let (network, name) = match target {
            BanTarget::Network(network) => (network.trunc(), None),
            BanTarget::Client(client) => match self.address_of(*client) {
                Some((ip, name)) => (block_of(ip), name),
                None => return,
            },
        };
        let until = end_of(span, now);
        let name = name.map(|name| name.to_string());
        let ban = Ban {
            network,
            name: name.clone(),
            since: now.unix,
            until,
            reason: reason.clone(),
        };
        self.moderation.ban(ban.clone());
        self.moderation_changed = true;
        self.event(
            now,
            EventKind::Banned {
                network,
                name,
                until,
                reason,
            },
        );
        let end = End::Farewell(GoodbyeReason::Banned);
        let here: Vec<ClientId> = self.connections.keys().copied().collect();
        for client in here {
            let address = self.address_of(client);
            if address.is_some_and(|(ip, _)| network.contains(&ip)) {
                self.end(client, &end, Some(Cause::Banned(&ban)), now);
            }
        }
        let away: Vec<PersonId> = self
            .roster
            .iter()
            .filter(|person| person.away.is_some() && network.contains(&person.address.ip()))
            .map(|person| person.id)
            .collect();
        for id in away {
            let detail = self.config.phrases.say(banned_phrase(&ban, now));
            let reason = EndReason::Farewell {
                reason: GoodbyeReason::Banned,
                detail,
            };
            self.leave(id, LeaveReason::Removed, reason, now);
        }
    }

    /// A ban is over before its time. Who is closed out after wrong passwords stays so:
    /// [`Hub::handle_pardon`].
    pub fn handle_unban(&mut self, network: IpNet, now: Moment) {
        let network = network.trunc();
        if self.moderation.unban(network, now.unix).is_none() {
            return;
        }
        self.moderation_changed = true;
        let (wider, narrower) = self.moderation.bans_around(network, now.unix);
        self.event(
            now,
            EventKind::Unbanned {
                network,
                wider,
                narrower,
            },
        );
    }

    /// A connection's address and name, or those of somebody who is away.
    fn address_of(&self, client: ClientId) -> Option<(IpAddr, Option<Name>)> {
        let who = self.who(client).or_else(|| {
            let mut people = self.roster.iter();
            people.find(|person| person.client == client).map(who)
        })?;
        Some((who.address.ip(), who.name))
    }

    /// Ends a connection that asks to be let in from a banned address. Says whether it is banned.
    pub(super) fn end_if_banned(&mut self, client: ClientId, is_app: bool, now: Moment) -> bool {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get(&client) else {
            return false;
        };
        let ip = unnamed.address.ip();
        let Some(ban) = self.moderation.ban_of(ip, now.unix).cloned() else {
            return false;
        };
        if is_app {
            // Programs that do not know the farewell's reason understand that they are refused.
            let refused = Refused {
                number: None,
                reason: RefusalReason::Banned,
                message: self.config.phrases.say(banned_phrase(&ban, now)),
                suggestion: None,
                until: ban.until,
                wait: None,
            };
            self.tell(Audience::One(client), ServerMessage::Refused(refused));
        }
        let end = End::Farewell(GoodbyeReason::Banned);
        self.end(client, &end, Some(Cause::Banned(&ban)), now);
        true
    }

    /// There are too many from this address already: the newcomer is told so, in plain text since
    /// nobody knows yet how it talks, and never becomes a connection of the room. Says whether there
    /// is time for that.
    pub(super) fn turn_away_one_of_many(
        &mut self,
        client: ClientId,
        ip: IpAddr,
        now: Moment,
    ) -> bool {
        self.cut_off += 1;
        let explained = self.doors.turn_away(ip, now.instant);
        if explained {
            let goodbye = self.goodbye(GoodbyeReason::TooManyConnections, None, None, now);
            let last_words = LastWords::Message(Told::new(ServerMessage::Goodbye(goodbye)));
            self.entries.push(Entry {
                audience: Audience::One(client),
                body: Body::Farewell(Farewell {
                    last_words,
                    discard_queue: false,
                }),
            });
        }
        explained
    }

    /// Tells the operator how many were turned away.
    pub(super) fn report_turned_away(&mut self, now: Moment) {
        for (network, count) in self.doors.report() {
            self.event(now, EventKind::TurnedAway { network, count });
        }
    }
}

/// When what begins now is over; however long it is to be.
fn end_of(span: Option<Duration>, now: Moment) -> Option<UnixMillis> {
    let millis = span.map(|span| u64::try_from(span.as_millis()).unwrap_or(u64::MAX));
    millis.map(|millis| UnixMillis(now.unix.0.saturating_add(millis)))
}

fn speaker(person: &Participant) -> Speaker {
    Speaker {
        person: person.id,
        token: person.token,
        ip: person.address.ip(),
    }
}

fn muted(mute: &Mute, now: Moment) -> Phrase<'_> {
    Phrase::Muted {
        minutes: minutes_left(mute.until, now.unix),
        reason: mute.reason.as_deref(),
    }
}

pub(super) fn banned_phrase(ban: &Ban, now: Moment) -> Phrase<'_> {
    Phrase::Banned {
        minutes: minutes_left(ban.until, now.unix),
        reason: ban.reason.as_deref(),
    }
}
