//! Writing to clients, and farewells.

use std::time::{Duration, Instant};

use tertulia_protocol::Dialect;

use super::{Worker, index};
use crate::entry::{Farewell, LastWords};
use crate::io::connection::Phase;

impl Worker {
    /// The room ended this connection: the last words, then the end of the stream.
    pub(super) fn part(&mut self, key: usize, farewell: &Farewell) {
        let until = self.latest(self.shared.config.timings.farewell);
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        let dialect = client.session.dialect().unwrap_or(Dialect::Plain);
        if std::mem::take(&mut client.listening) {
            self.listening[index(dialect)] -= 1;
        }
        client.session.handle_farewell();
        if farewell.discard_queue {
            client.outbox.discard_unstarted();
        }
        match &farewell.last_words {
            _ if !client.can_tell() => {}
            LastWords::None => {}
            LastWords::Message(told) => client
                .outbox
                .push(told.bytes(dialect, &self.shared.config.phrases)),
            LastWords::Raw(bytes) => client.outbox.push(bytes),
        }
        if !matches!(farewell.last_words, LastWords::None) {
            self.tally.deliveries += 1;
        }
        client.phase = Phase::Parting(until);
        if client.broken {
            return self.remove(key);
        }
        self.collect(key);
        // Even with nothing to write: the write's end is what shuts the connection down.
        self.queue_write(key);
    }

    /// So long from now, but not beyond the end of the server.
    pub(super) fn latest(&self, span: Duration) -> Instant {
        let until = Instant::now() + span;
        self.stop_by.map_or(until, |stop| until.min(stop))
    }

    pub(super) fn remove(&mut self, key: usize) {
        let Some(mut client) = self.clients.try_remove(key) else {
            return;
        };
        if client.listening {
            self.listening[index(client.session.dialect().unwrap_or(Dialect::Plain))] -= 1;
        }
        self.by_id.remove(&client.client);
        if let Some(armed) = client.armed {
            self.timers.remove(&(armed, key));
        }
        if let Err(error) = self.poll.registry().deregister(&mut client.stream) {
            tracing::debug!(%error, "a closed connection was not registered");
        }
    }

    pub(super) fn queue_write(&mut self, key: usize) {
        if let Some(client) = self.clients.get_mut(key)
            && !client.queued_to_write
        {
            client.queued_to_write = true;
            self.to_write.push(key);
        }
    }

    pub(super) fn write_all(&mut self) {
        let mut keys = std::mem::take(&mut self.to_write);
        for key in keys.drain(..) {
            if let Some(client) = self.clients.get_mut(key) {
                client.queued_to_write = false;
                self.write(key);
            }
        }
        // The allocation is worth keeping for the next turn.
        if self.to_write.is_empty() {
            self.to_write = keys;
        }
    }

    pub(super) fn write(&mut self, key: usize) {
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        if !client.blocked && !client.broken {
            match client.write() {
                Ok(written) => self.tally.bytes_out += written as u64,
                Err(error) => {
                    client.broken = true;
                    client.peer_closed = true;
                    client.session.handle_broken(error.to_string());
                }
            }
        }
        let waiting = client.waiting();
        match client.phase {
            // The usual case by far, a thousand times in a turn: everything is out, there is
            // nothing to judge, and no look at the clock is needed.
            Phase::Open { .. } if waiting == 0 && !client.broken => client.phase = Phase::OPEN,
            Phase::Open { .. } => {
                let config = &self.shared.config;
                if client.is_slow_reader(&config.caps, &config.timings, Instant::now()) {
                    client.session.handle_overflow();
                }
                self.collect(key);
            }
            _ if client.broken => self.remove(key),
            Phase::Parting(_) if waiting == 0 => {
                client.shut_down_sending();
                if client.peer_closed {
                    return self.remove(key);
                }
                let until = self.latest(self.shared.config.timings.farewell);
                if let Some(client) = self.clients.get_mut(key) {
                    client.phase = Phase::Lingering(until);
                }
                self.collect(key);
                self.queue_read(key);
            }
            Phase::Parting(_) | Phase::Lingering(_) => {}
        }
    }
}
