//! Handing what the room decided to the clients it concerns, in order.

use std::sync::Arc;

use tertulia_protocol::{Dialect, ServerMessage};

use super::{Worker, index};
use crate::ClientId;
use crate::entry::{Audience, Body, Entry, Told};
use crate::io::batch::Batch;
use crate::io::connection::Phase;

impl Worker {
    pub(super) fn hand_out(&mut self, entries: &[Arc<Entry>]) {
        let listening = self.listening;
        let batch = Batch::new(entries, &self.shared.config.phrases, |dialect| {
            listening[index(dialect)] > 0
        });
        for (at, entry) in entries.iter().enumerate() {
            match &entry.audience {
                Audience::Room { except } => {
                    self.tally.deliveries += (self.listening[0] + self.listening[1]) as u64;
                    if let Some(key) = except.and_then(|client| self.by_id.get(&client).copied())
                        && let Some(client) = self.clients.get_mut(key)
                        && client.listening
                    {
                        batch.give_before(at, client);
                        batch.skip(at, client);
                        self.tally.deliveries -= 1;
                    }
                }
                Audience::One(client) => self.tell(*client, &entry.body, at, &batch),
                Audience::Some(clients) => {
                    for client in clients.iter() {
                        self.tell(*client, &entry.body, at, &batch);
                    }
                }
                Audience::Everyone => {
                    if let Body::Farewell(_) = entry.body {
                        self.stop_by.get_or_insert_with(|| self.shared.stop_by());
                    }
                    if let Body::Tell(told) = &entry.body
                        && let ServerMessage::Limits(limits) = told.message()
                    {
                        self.limits = *limits;
                    }
                    let everyone: Vec<ClientId> = self.by_id.keys().copied().collect();
                    for client in everyone {
                        self.tell(client, &entry.body, at, &batch);
                    }
                }
            }
        }
        if !batch.is_empty() {
            for (key, client) in &mut self.clients {
                if client.listening {
                    batch.finish(client);
                    if !client.queued_to_write {
                        client.queued_to_write = true;
                        self.to_write.push(key);
                    }
                }
                client.given = 0;
            }
        }
    }

    /// Tells one client something, behind everything that the room heard before.
    pub(super) fn tell(&mut self, client: ClientId, body: &Body, at: usize, batch: &Batch) {
        let Some(key) = self.by_id.get(&client).copied() else {
            return;
        };
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        if !matches!(client.phase, Phase::Open { .. }) {
            return;
        }
        if client.listening {
            batch.give_before(at, client);
        }
        match body {
            Body::Tell(told) => self.pass_on(key, told),
            Body::Answer(bytes) => {
                client.outbox.push(bytes);
                self.tally.deliveries += 1;
            }
            Body::Welcome { welcome, missed } => {
                let rules = self.shared.rules(self.limits);
                let Some(dialect) = client.session.dialect() else {
                    return;
                };
                if client.session.handle_told(welcome.message(), &rules) {
                    client
                        .outbox
                        .push_own(welcome.encode(dialect, rules.phrases));
                    self.tally.deliveries += 1;
                }
                for told in missed {
                    client
                        .outbox
                        .push(told.bytes(dialect, &self.shared.config.phrases));
                }
                client.excused = u32::try_from(client.outbox.len()).unwrap_or(u32::MAX);
                self.tally.deliveries += missed.len() as u64;
                batch.skip(at, client);
                client.listening = true;
                self.listening[index(dialect)] += 1;
                // At once: where hundreds come together, their long welcomes are not to wait in
                // memory side by side.
                self.write(key);
            }
            Body::Farewell(farewell) => return self.part(key, farewell),
            // Read before it came into the log.
            Body::Read(_) => return,
        }
        self.collect(key);
        self.queue_write(key);
    }

    pub(super) fn pass_on(&mut self, key: usize, told: &Told) {
        let rules = self.shared.rules(self.limits);
        let Some(client) = self.clients.get_mut(key) else {
            return;
        };
        if client.session.handle_told(told.message(), &rules) {
            let dialect = client.session.dialect().unwrap_or(Dialect::Plain);
            client
                .outbox
                .push(told.bytes(dialect, &self.shared.config.phrases));
            self.tally.deliveries += 1;
        }
    }
}
