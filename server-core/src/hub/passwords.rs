//! The server's password: who has shown it, who is being looked at, and what becomes of the wrong.
//!
//! Hashing a password takes tens of milliseconds and is done elsewhere, one at a time
//! ([`Hub::poll_verification`], [`Hub::handle_verified`]). Once somebody has shown the right one, its keyed
//! digest tells it from any other in a microsecond, so that a crowd that comes back costs nothing.

mod closing_out;

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use ring::hmac;
use tertulia_protocol::{
    GoodbyeReason, Hello, Notice, NoticeReason, Password, Phrase, RefusalReason, Refused,
    ServerMessage,
};

use super::guesses::{Guesses, Wrong};
use super::{Connection, Hub, Unnamed};
use crate::entry::Audience;
use crate::event::EventKind;
use crate::moment::Moment;
use crate::password::{Judgement, PasswordHash, RunSecret, Verification, Verified, seconds};
use crate::request::End;
use crate::{ClientId, Timings};

pub(super) use closing_out::closed_out;

/// So many hellos of a connection may lack a password, or have something that cannot be one.
const MOST_WITHOUT: u32 = 10;

/// What the room knows of its password.
#[derive(Debug)]
pub(super) struct Gate {
    hash: Option<PasswordHash>,
    /// Counts the passwords of this run.
    generation: u64,
    secret: hmac::Key,
    /// The digest of the right one, once somebody has shown it.
    right: Option<hmac::Tag>,
    guesses: Guesses,
    /// Whose passwords are looked at only then.
    delayed: BTreeSet<(Instant, ClientId)>,
    /// Whose are to be hashed next, in this order.
    waiting: VecDeque<ClientId>,
    /// Whether one is being hashed.
    verifying: bool,
}

/// What is known of a connection that has to do with the password. Boxed, and gone once it has a name.
#[derive(Debug, Default)]
pub(super) struct Tries {
    wrong: Wrong,
    /// How often there was none.
    without: u32,
    /// What is being looked at.
    shown: Option<Shown>,
}

#[derive(Debug)]
struct Shown {
    password: Password,
    /// What to go on with; none in plain text.
    hello: Option<Box<Hello>>,
}

impl Gate {
    pub(super) fn new(hash: Option<PasswordHash>, secret: &RunSecret, timings: &Timings) -> Self {
        Self {
            hash,
            generation: 0,
            secret: hmac::Key::new(hmac::HMAC_SHA256, &secret.0),
            right: None,
            guesses: Guesses::new(timings),
            delayed: BTreeSet::new(),
            waiting: VecDeque::new(),
            verifying: false,
        }
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.delayed.first().map(|(due, _)| *due)
    }

    pub(super) fn clear(&mut self) {
        self.delayed.clear();
        self.waiting.clear();
    }

    /// Whether it is right, where that is known without hashing it. In constant time.
    fn recognise(&self, password: &Password) -> Option<bool> {
        let right = self.right.as_ref()?;
        Some(hmac::verify(&self.secret, password.reveal(), right.as_ref()).is_ok())
    }
}

impl Hub {
    /// The operator sets another password, or none. Those in the room stay; whoever is on the way in
    /// is asked for the new one.
    pub fn handle_password(&mut self, hash: Option<PasswordHash>, now: Moment) {
        let gate = &mut self.gate;
        if gate.hash == hash {
            return;
        }
        let asks = hash.is_some();
        gate.hash = hash;
        gate.generation += 1;
        gate.right = None;
        gate.guesses.clear();
        for connection in self.connections.values_mut() {
            if let Connection::Unnamed(unnamed) = connection {
                unnamed.passed = false;
                unnamed.forget_wrong();
            }
        }
        self.event(now, EventKind::PasswordChanged { asks });
        if !asks {
            let delayed = std::mem::take(&mut self.gate.delayed);
            let waiting = std::mem::take(&mut self.gate.waiting);
            let clients = delayed.into_iter().map(|(_, client)| client);
            for client in clients.chain(waiting) {
                self.weigh(client, now);
            }
        }
    }

    /// Whether newcomers are asked for a password.
    #[must_use]
    pub fn asks_password(&self) -> bool {
        self.gate.hash.is_some()
    }

    /// Takes the password that is to be looked at next, unless one is being looked at already. To be
    /// asked for after whatever the room does.
    pub fn poll_verification(&mut self) -> Option<Verification> {
        while !self.gate.verifying
            && let Some(client) = self.gate.waiting.pop_front()
        {
            let hash = self.gate.hash.clone()?;
            if let Some(shown) = self.shown(client) {
                let password = shown.password.clone();
                self.gate.verifying = true;
                return Some(Verification {
                    generation: self.gate.generation,
                    client,
                    hash,
                    password,
                });
            }
        }
        None
    }

    /// A password has been looked at.
    pub fn handle_verified(&mut self, verified: Verified, now: Moment) {
        let Verified {
            verification,
            judgement,
        } = verified;
        self.gate.verifying = false;
        let client = verification.client;
        if verification.generation != self.gate.generation {
            // There is another one meanwhile, against which it has to be held anew.
            return self.weigh(client, now);
        }
        if judgement == Judgement::Right {
            let digest = hmac::sign(&self.gate.secret, verification.password.reveal());
            self.gate.right = Some(digest);
        }
        if !self.end_if_closed_out(client, now) {
            self.settle(client, judgement, now);
        }
        if judgement == Judgement::Right {
            // All the others are told from it at once.
            for client in std::mem::take(&mut self.gate.waiting) {
                self.weigh(client, now);
            }
        }
    }

    // -----------------------------------------------------------------------------------------

    /// Whether a newcomer with this hello (or this name, in plain text) has shown the password, or
    /// needs none. If not, it is told so, or waits until it has been looked at.
    pub(super) fn has_password(
        &mut self,
        client: ClientId,
        hello: Option<&Hello>,
        now: Moment,
    ) -> bool {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get(&client) else {
            return false;
        };
        if self.gate.hash.is_none() || unnamed.passed {
            return true;
        }
        let password = hello.and_then(|hello| hello.password.clone());
        let hello = hello.map(|hello| {
            Box::new(Hello {
                password: None,
                ..hello.clone()
            })
        });
        match password {
            Some(password) => self.look_at(client, Shown { password, hello }, now),
            None => self.ask_for_password(client, Phrase::PasswordRequired, now),
        }
        false
    }

    /// A guest in plain text shows a password.
    pub(super) fn show_password(&mut self, client: ClientId, password: Password, now: Moment) {
        if self.may_come_in(client, false, now) {
            let hello = None;
            self.look_at(client, Shown { password, hello }, now);
        }
    }

    fn look_at(&mut self, client: ClientId, shown: Shown, now: Moment) {
        if self.end_if_closed_out(client, now) {
            return;
        }
        if self.gate.hash.is_some() && shown.password.check().is_err() {
            return self.ask_for_password(client, Phrase::NoPassword, now);
        }
        let Some(unnamed) = self.newcomer(client) else {
            return;
        };
        let ip = unnamed.address.ip();
        unnamed.tries.get_or_insert_default().shown = Some(shown);
        let wait = match self.gate.hash {
            Some(_) => self.gate.guesses.wait(ip, now.instant),
            None => Duration::ZERO,
        };
        if wait.is_zero() {
            self.weigh(client, now);
        } else {
            self.gate.delayed.insert((now.instant + wait, client));
        }
    }

    /// Those whose time has come.
    pub(super) fn weigh_delayed(&mut self, now: Moment) {
        while let Some((due, client)) = self.gate.delayed.first().copied()
            && due <= now.instant
        {
            self.gate.delayed.pop_first();
            self.weigh(client, now);
        }
    }

    /// What a connection has shown is looked at: at once, or when it is its turn.
    fn weigh(&mut self, client: ClientId, now: Moment) {
        let Some(shown) = self.shown(client) else {
            return;
        };
        if self.gate.hash.is_none() {
            return self.settle(client, Judgement::Right, now);
        }
        let recognised = self.gate.recognise(&shown.password);
        if self.end_if_closed_out(client, now) {
            return;
        }
        match recognised {
            Some(right) => self.settle(client, right.into(), now),
            None if self.gate.waiting.len() >= self.config.caps.passwords => {
                self.settle(client, Judgement::Unknown, now);
            }
            None => self.gate.waiting.push_back(client),
        }
    }

    /// It is known whether the password is right, or it is not looked at.
    fn settle(&mut self, client: ClientId, judgement: Judgement, now: Moment) {
        let Some(shown) = self.take_shown(client) else {
            return;
        };
        match judgement {
            Judgement::Right => {}
            Judgement::Wrong => return self.refuse_wrong(client, now),
            Judgement::Unknown => {
                let message = self.config.phrases.say(Phrase::PasswordBusy);
                return self.refuse_password(client, RefusalReason::Busy, message, Duration::ZERO);
            }
        }
        let Some(unnamed) = self.newcomer(client) else {
            return;
        };
        unnamed.passed = true;
        let ip = unnamed.address.ip();
        if let Some(tries) = unnamed.tries.take() {
            self.gate.guesses.right(ip, tries.wrong, now.instant);
        }
        match shown.hello {
            Some(hello) => self.enter(client, &hello.name, Some(&hello), now),
            None => {
                let notice = Notice {
                    reason: NoticeReason::PasswordRight,
                    message: self.config.phrases.say(Phrase::PasswordRight),
                    until: None,
                };
                self.tell(Audience::One(client), ServerMessage::Notice(notice));
            }
        }
    }

    fn refuse_wrong(&mut self, client: ClientId, now: Moment) {
        let (Some(who), Some(Connection::Unnamed(unnamed))) =
            (self.who(client), self.connections.get_mut(&client))
        else {
            return;
        };
        let tries = unnamed.tries.get_or_insert_default();
        let ip = who.address.ip();
        let consequence = self.gate.guesses.wrong(ip, &mut tries.wrong, now.instant);
        let (count, counted) = (consequence.known, consequence.counted);
        self.event(
            now,
            EventKind::WrongPassword {
                who,
                count,
                counted,
            },
        );
        if consequence.closed.is_some() {
            self.close_out(ip, now);
            self.end_if_closed_out(client, now);
            return;
        }
        let wait = consequence.wait;
        let seconds = seconds(wait).map_or(0, u32::from);
        let message = self.config.phrases.say(Phrase::WrongPassword { seconds });
        self.refuse_password(client, RefusalReason::WrongPassword, message, wait);
    }

    /// There is no password to look at.
    fn ask_for_password(&mut self, client: ClientId, phrase: Phrase<'_>, now: Moment) {
        if self.end_if_closed_out(client, now) {
            return;
        }
        let Some(unnamed) = self.newcomer(client) else {
            return;
        };
        let tries = unnamed.tries.get_or_insert_default();
        tries.without += 1;
        if tries.without > MOST_WITHOUT {
            let end = End::Farewell(GoodbyeReason::BadPasswords);
            return self.end(client, &end, None, now);
        }
        let message = self.config.phrases.say(phrase);
        let reason = RefusalReason::PasswordRequired;
        self.refuse_password(client, reason, message, Duration::ZERO);
    }

    fn refuse_password(
        &mut self,
        client: ClientId,
        reason: RefusalReason,
        message: String,
        wait: Duration,
    ) {
        let refused = Refused {
            number: None,
            reason,
            message,
            suggestion: None,
            until: None,
            wait: seconds(wait),
        };
        self.tell(Audience::One(client), ServerMessage::Refused(refused));
    }

    fn newcomer(&mut self, client: ClientId) -> Option<&mut Unnamed> {
        match self.connections.get_mut(&client) {
            Some(Connection::Unnamed(unnamed)) => Some(unnamed),
            _ => None,
        }
    }

    fn shown(&self, client: ClientId) -> Option<&Shown> {
        match self.connections.get(&client) {
            Some(Connection::Unnamed(unnamed)) => unnamed.tries.as_ref()?.shown.as_ref(),
            _ => None,
        }
    }

    fn take_shown(&mut self, client: ClientId) -> Option<Shown> {
        self.newcomer(client)?.tries.as_mut()?.shown.take()
    }
}
