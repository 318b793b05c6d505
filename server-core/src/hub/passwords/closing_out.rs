//! Who is closed out after wrong passwords, and how that ends.

use std::net::IpAddr;

use ipnet::IpNet;
use tertulia_protocol::{GoodbyeReason, Phrase, UnixMillis};

use super::super::guesses::{Wrong, is_meant};
use super::super::leaving::Cause;
use super::super::{Connection, Hub, Unnamed};
use super::Gate;
use crate::event::EventKind;
use crate::moderation::counted_as;
use crate::moment::Moment;
use crate::password::seconds;
use crate::request::End;
use crate::{ClientId, ClosedOut};

impl Hub {
    /// From where no password is taken at present, by address.
    pub fn closed_out(&self, now: Moment) -> Vec<ClosedOut> {
        let closed = self.gate.guesses.all_closed(now.instant);
        let mut closed: Vec<ClosedOut> = closed
            .map(|(network, left)| ClosedOut {
                network,
                until: now.later(left).unix,
            })
            .collect();
        closed.sort_unstable_by_key(|closed| closed.network);
        closed
    }

    /// Passwords are taken from there again, and the wrong ones that came from there so far are forgotten.
    pub fn handle_pardon(&mut self, network: IpNet, now: Moment) {
        let network = network.trunc();
        let reopened = self.gate.guesses.pardon(network, now.instant);
        for connection in self.connections.values_mut() {
            if let Connection::Unnamed(unnamed) = connection
                && is_meant(network, counted_as(unnamed.address.ip()))
            {
                unnamed.forget_wrong();
            }
        }
        for network in reopened {
            self.event(now, EventKind::PasswordsReopened { network });
        }
    }

    // -----------------------------------------------------------------------------------------

    /// No password is taken from that address any more. None of its connections can show the right one
    /// before it ends, so what they did wrong counts now: the end that is told is the true one.
    pub(super) fn close_out(&mut self, ip: IpAddr, now: Moment) {
        let network = counted_as(ip);
        let mut waiting = Vec::new();
        for (client, connection) in &mut self.connections {
            if let Connection::Unnamed(unnamed) = connection
                && counted_as(unnamed.address.ip()) == network
                && let Some(tries) = &mut unnamed.tries
            {
                let wrong = std::mem::take(&mut tries.wrong);
                self.gate.guesses.gone(ip, wrong, now.instant);
                if tries.shown.is_some() {
                    waiting.push(*client);
                }
            }
        }
        if let Some(closed) = self.gate.guesses.closed(ip, now.instant) {
            let until = now.later(closed).unix;
            self.event(now, EventKind::PasswordsClosed { network, until });
        }
        // What waits from there is not worth the time any more.
        for client in waiting {
            self.end_if_closed_out(client, now);
        }
    }

    /// Ends a connection from an address from which no password is taken for now. Says whether it is
    /// one.
    pub(super) fn end_if_closed_out(&mut self, client: ClientId, now: Moment) -> bool {
        let Some(Connection::Unnamed(unnamed)) = self.connections.get(&client) else {
            return false;
        };
        let ip = unnamed.address.ip();
        let closed = self.gate.guesses.closed(ip, now.instant);
        let Some(closed) = closed.filter(|_| self.gate.hash.is_some()) else {
            return false;
        };
        let end = End::Farewell(GoodbyeReason::BadPasswords);
        let cause = Cause::ClosedOut {
            minutes: u64::from(seconds(closed).map_or(1, u32::from)).div_ceil(60),
            until: now.later(closed).unix,
        };
        self.end(client, &end, Some(cause), now);
        true
    }

    /// A connection without a name has ended.
    pub(in crate::hub) fn forget_tries(
        &mut self,
        client: ClientId,
        unnamed: &mut Unnamed,
        now: Moment,
    ) {
        if let Some(tries) = unnamed.tries.take() {
            let ip = unnamed.address.ip();
            if tries.shown.is_some() {
                self.gate.waiting.retain(|waiting| *waiting != client);
            }
            let is_closed = |gate: &Gate| gate.guesses.closed(ip, now.instant).is_some();
            let closed_before = is_closed(&self.gate);
            self.gate.guesses.gone(ip, tries.wrong, now.instant);
            if !closed_before && is_closed(&self.gate) {
                self.close_out(ip, now);
            }
        }
    }
}

impl Unnamed {
    /// What it did wrong so far is no longer known of its address either.
    pub(super) fn forget_wrong(&mut self) {
        if let Some(tries) = &mut self.tries {
            tries.wrong = Wrong::default();
        }
    }
}

/// What is said to those from whose address no password is taken.
pub(in crate::hub) fn closed_out(
    cause: Option<Cause<'_>>,
) -> (Phrase<'static>, Option<UnixMillis>) {
    match cause {
        Some(Cause::ClosedOut { minutes, until }) => {
            let minutes = Some(minutes);
            (Phrase::BadPasswords { minutes }, Some(until))
        }
        _ => (Phrase::BadPasswords { minutes: None }, None),
    }
}
