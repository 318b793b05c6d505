//! Connections that have no name yet: how many there may be, in all and from one address, with and
//! without a finished TLS handshake. Those from banned addresses stand apart.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use tertulia_protocol::GoodbyeReason;

use super::{Connection, Hub, Unnamed};
use crate::ClientId;
use crate::event::{EventKind, Who};
use crate::moderation::counted_as;
use crate::moment::Moment;
use crate::request::{End, HandshakeFault};

impl Hub {
    /// A connection was accepted. Ids must grow. Says whether it is to be served; if not, there are so
    /// many of its kind that it is best closed without a word.
    pub fn handle_connected(&mut self, client: ClientId, address: SocketAddr, now: Moment) -> bool {
        let ip = address.ip();
        if !self.closing && !self.doors.enter(ip, now.instant) {
            return self.turn_away_one_of_many(client, ip, now);
        }
        let banned = self.moderation.ban_of(ip, now.unix).is_some();
        if banned && !self.doors.turn_away(ip, now.instant) {
            self.doors.leave(ip, now.instant);
            return false;
        }
        // It is told so in its own dialect, once it has shown which that is.
        let until = banned.then(|| now.instant + self.config.timings.banned);
        let unnamed = Unnamed {
            address,
            refused: 0,
            banned: until,
            encrypted: false,
            passed: false,
            tries: None,
        };
        self.connections
            .insert(client, Connection::Unnamed(Box::new(unnamed)));
        match until {
            Some(until) => {
                self.banned.insert((until, client));
            }
            None => self.count_in(client, address, now),
        }
        if self.closing {
            self.end(client, &End::Farewell(GoodbyeReason::Closing), None, now);
        } else if banned {
            self.make_room_for_banned(now);
        } else {
            self.make_room_for_unnamed(address, now);
        }
        true
    }

    /// It waits for a name like everybody else, and the operator knows of it.
    fn count_in(&mut self, client: ClientId, address: SocketAddr, now: Moment) {
        self.unnamed.insert(client);
        let who = Who {
            client,
            address,
            name: None,
        };
        self.event(now, EventKind::Connected(who));
    }

    /// With one connection from a banned address too many, the one that waited longest is told so now.
    /// There may be as many of them as of those without a name.
    fn make_room_for_banned(&mut self, now: Moment) {
        if self.banned.len() > self.config.caps.unnamed
            && let Some((_, longest)) = self.banned.pop_first()
        {
            self.settle_banned(longest, now);
        }
    }

    /// A newcomer from a banned address has had its time to show how it talks.
    pub(super) fn settle_banned(&mut self, client: ClientId, now: Moment) {
        if self.end_if_banned(client, false, now) {
            return;
        }
        // The ban ended meanwhile, and it has no name yet.
        if let Some(Connection::Unnamed(unnamed)) = self.connections.get_mut(&client)
            && unnamed.banned.take().is_some()
        {
            let address = unnamed.address;
            self.count_in(client, address, now);
            self.make_room_for_unnamed(address, now);
        }
    }

    /// With one connection without a name too many, the oldest goes.
    fn make_room_for_unnamed(&mut self, latest: SocketAddr, now: Moment) {
        let caps = &self.config.caps;
        let bounds = (caps.unnamed, caps.unnamed_per_address);
        if let Some(oldest) = self.one_too_many(&self.unnamed, bounds, latest) {
            self.end(oldest, &End::Farewell(GoodbyeReason::Nameless), None, now);
        }
    }

    /// A TLS handshake begins. With one unfinished handshake too many, the oldest goes.
    pub(super) fn begin_handshake(&mut self, client: ClientId, now: Moment) {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get(&client) else {
            return;
        };
        if unnamed.banned.is_some() {
            return;
        }
        let address = unnamed.address;
        self.unnamed.remove(&client);
        self.handshaking.insert(client);
        let caps = &self.config.caps;
        let bounds = (caps.handshakes, caps.handshakes_per_address);
        if let Some(oldest) = self.one_too_many(&self.handshaking, bounds, address) {
            let end = End::Handshake(HandshakeFault::TooMany);
            self.end(oldest, &end, None, now);
        }
    }

    pub(super) fn finish_handshake(&mut self, client: ClientId, now: Moment) {
        if let Some(Connection::Unnamed(unnamed)) = self.connections.get_mut(&client) {
            unnamed.encrypted = true;
            let (address, banned) = (unnamed.address, unnamed.banned.is_some());
            self.handshaking.remove(&client);
            if !banned {
                self.unnamed.insert(client);
                self.make_room_for_unnamed(address, now);
            }
        }
    }

    /// Who of `waiting` has waited longest, where there are too many: more than `most` in all, or than
    /// `share` (0 for any number) from the address of the latest.
    fn one_too_many(
        &self,
        waiting: &BTreeSet<ClientId>,
        (most, share): (usize, usize),
        latest: SocketAddr,
    ) -> Option<ClientId> {
        if waiting.len() > most {
            return waiting.first().copied();
        }
        if share == 0 || self.doors.open(latest.ip()) <= share {
            return None;
        }
        let counted = counted_as(latest.ip());
        let of_this_address = |client: &&ClientId| match self.connections.get(*client) {
            Some(Connection::Unnamed(unnamed)) => counted.contains(&unnamed.address.ip()),
            _ => false,
        };
        let mut waiting = waiting.iter().filter(of_this_address);
        let oldest = waiting.next().copied();
        oldest.filter(|_| waiting.count() >= share)
    }
}
