//! What the room hears in one turn, put together once per dialect for all of a worker's clients.

use std::sync::Arc;

use tertulia_protocol::{Dialect, Phrases};

use super::connection::Connection;
use crate::entry::{Audience, Body, Entry};

/// The room's messages of one batch of entries, as shared buffers. A client that hears all of
/// them gets one stretch of one buffer, however many messages that is.
pub(super) struct Batch {
    plain: Buffer,
    app: Buffer,
}

struct Buffer {
    bytes: Arc<[u8]>,
    /// For each entry of the batch, where in `bytes` it ends.
    ends: Vec<usize>,
}

impl Buffer {
    fn new(entries: &[Arc<Entry>], dialect: Dialect, phrases: &Phrases, is_needed: bool) -> Self {
        let mut bytes = Vec::new();
        let ends = entries.iter().map(|entry| {
            if is_needed
                && let (Audience::Room { .. }, Body::Tell(told)) = (&entry.audience, &entry.body)
            {
                bytes.extend_from_slice(told.bytes(dialect, phrases));
            }
            bytes.len()
        });
        let ends = ends.collect();
        Self {
            bytes: bytes.into(),
            ends,
        }
    }
}

impl Batch {
    /// Puts the entries' room messages together, in each dialect that somebody here needs.
    pub(super) fn new(
        entries: &[Arc<Entry>],
        phrases: &Phrases,
        needs: impl Fn(Dialect) -> bool,
    ) -> Self {
        // Who is welcomed within the batch hears the rest of it.
        let newcomers = entries
            .iter()
            .any(|entry| matches!(entry.body, Body::Welcome { .. }));
        let buffer = |dialect| Buffer::new(entries, dialect, phrases, newcomers || needs(dialect));
        Self {
            plain: buffer(Dialect::Plain),
            app: buffer(Dialect::App),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.plain.bytes.is_empty() && self.app.bytes.is_empty()
    }

    /// Gives a client what the room heard before entry `at`.
    pub(super) fn give_before(&self, at: usize, client: &mut Connection) {
        let buffer = self.buffer(client);
        let to = if at == 0 { 0 } else { buffer.ends[at - 1] };
        client
            .outbox
            .push_shared(&buffer.bytes, client.given..to.max(client.given));
        client.given = to;
    }

    /// Passes over entry `at`, which this client does not hear, or hears in another way.
    pub(super) fn skip(&self, at: usize, client: &mut Connection) {
        client.given = self.buffer(client).ends[at];
    }

    /// Gives a client the rest of the batch.
    pub(super) fn finish(&self, client: &mut Connection) {
        let buffer = self.buffer(client);
        client
            .outbox
            .push_shared(&buffer.bytes, client.given..buffer.bytes.len());
        client.given = 0;
    }

    fn buffer(&self, client: &Connection) -> &Buffer {
        match client.session.dialect() {
            Some(Dialect::App) => &self.app,
            _ => &self.plain,
        }
    }
}
