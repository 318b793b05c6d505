//! Reading from clients, and keeping their alarms.

use std::time::Instant;

use super::{DISCARD_PER_TURN, READ_PER_TURN, REQUESTS_PER_TURN, Worker};
use crate::io::connection::Phase;

/// Whether a read that brings less than was asked for has emptied the socket, so that whatever comes
/// next is told anew. That saves a system call with every message; epoll(7) says so of streams.
const SHORT_READS_DRAIN: bool = cfg!(target_os = "linux");

impl Worker {
    pub(super) fn queue_read(&mut self, key: usize) {
        if let Some(client) = self.clients.get_mut(key)
            && !client.queued_to_read
        {
            client.queued_to_read = true;
            self.to_read.push_back(key);
        }
    }

    pub(super) fn read_some(&mut self) {
        for _ in 0..self.to_read.len() {
            if self.shared.is_congested() || self.requests.len() >= REQUESTS_PER_TURN {
                break;
            }
            let Some(key) = self.to_read.pop_front() else {
                break;
            };
            let Some(client) = self.clients.get_mut(key) else {
                continue;
            };
            client.queued_to_read = false;
            match client.phase {
                Phase::Open { .. } => self.read(key),
                Phase::Parting(_) | Phase::Lingering(_) => self.discard(key),
            }
        }
    }

    /// Reads until nothing is there, this turn's share is used up, or the session takes no more.
    pub(super) fn read(&mut self, key: usize) {
        let rules = self.shared.rules(self.limits);
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        let mut budget = READ_PER_TURN;
        while !client.peer_closed {
            if budget == 0 || !client.session.wants_input() {
                client.left_unread = true;
                break;
            }
            let asked = budget;
            match client.read(&mut self.buffer[..asked]) {
                Ok(None) => break,
                Ok(Some(0)) => {
                    client.peer_closed = true;
                    client.hear_end(&rules);
                }
                Ok(Some(count)) => {
                    self.tally.bytes_in += count as u64;
                    budget -= count;
                    let (id, requests) = (client.client, &mut self.requests);
                    let tls = self.shared.tls.as_ref();
                    let wire = &self.buffer[..count];
                    let now = Instant::now();
                    client.hear(wire, &mut self.plain, tls, &rules, now, |request| {
                        requests.push((id, request));
                    });
                    if SHORT_READS_DRAIN && count < asked && !client.read_to_end {
                        break;
                    }
                }
                Err(error) => {
                    client.peer_closed = true;
                    client.broken = true;
                    client.session.handle_broken(error.to_string());
                }
            }
        }
        self.collect(key);
    }

    /// Reads away what still arrives after the farewell, so that the system does not answer it with
    /// a reset, which would destroy the farewell on its way.
    pub(super) fn discard(&mut self, key: usize) {
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        let mut budget = DISCARD_PER_TURN;
        while !client.peer_closed {
            if budget == 0 {
                self.queue_read(key);
                return;
            }
            match client.read(&mut self.buffer) {
                Ok(None) => return,
                Ok(Some(0)) => client.peer_closed = true,
                Ok(Some(count)) => {
                    self.tally.bytes_in += count as u64;
                    budget = budget.saturating_sub(count);
                }
                Err(_) => (client.peer_closed, client.broken) = (true, true),
            }
        }
        if client.broken || matches!(client.phase, Phase::Lingering(_)) {
            self.remove(key);
        }
    }

    /// Takes what a session has to send and to ask, sets its alarm, and sees to it that what was left
    /// unread is read once the session takes it: a name or a password may be judged for half a minute.
    pub(super) fn collect(&mut self, key: usize) {
        let rules = self.shared.rules(self.limits);
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        while let Some(request) = client.session.poll_request() {
            self.requests.push((client.client, request));
        }
        let mut has_bytes = client.has_records();
        while let Some(bytes) = client.session.poll_transmit(&rules) {
            self.tally.deliveries += 1;
            client.outbox.push(&bytes);
            has_bytes = true;
        }
        // An alarm that is too early does no harm and spares moving it with every read.
        if let Some(due) = client.deadline(&rules)
            && client.armed.is_none_or(|armed| due < armed)
        {
            if let Some(armed) = client.armed.replace(due) {
                self.timers.remove(&(armed, key));
            }
            self.timers.insert((due, key));
        }
        let goes_on = client.left_unread && client.session.wants_input();
        client.left_unread &= !goes_on;
        if has_bytes {
            self.queue_write(key);
        }
        if goes_on {
            self.queue_read(key);
        }
    }

    pub(super) fn keep_time(&mut self) {
        let now = Instant::now();
        let later = self.timers.split_off(&(now, usize::MAX));
        // Each alarm rings once a turn, whatever it is set to next.
        for (_, key) in std::mem::replace(&mut self.timers, later) {
            let rules = self.shared.rules(self.limits);
            let Some(client) = self.clients.get_mut(key) else {
                continue;
            };
            client.armed = None;
            match client.phase {
                Phase::Open { .. } => {
                    if let Some(request) = client.keep_time(&rules, now) {
                        self.requests.push((client.client, request));
                    }
                    if client.is_slow_reader(rules.caps, rules.timings, now) {
                        client.session.handle_overflow();
                    }
                    self.collect(key);
                }
                Phase::Parting(until) | Phase::Lingering(until) if until <= now => self.remove(key),
                Phase::Parting(_) | Phase::Lingering(_) => self.collect(key),
            }
        }
    }
}
