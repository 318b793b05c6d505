//! What can still be read of a damaged database.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tertulia_protocol::{MessageId, Token};

use super::errors::{Fault, Result};
use super::known::Known;
use super::message_row::{COLUMNS, MessageRow};
use crate::storage::{KeptMessage, most_bytes};

/// How long everybody may wait for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// No more messages than this; they must be written again, for which everybody waits, too.
const MOST: usize = 50_000;

/// About how many bytes these may have together.
const MOST_BYTES: usize = 32 << 20;

/// The latest messages that are whole, oldest first. Around what cannot be read it looks further.
pub(super) fn salvage(connection: &Connection, known: &Known) -> Vec<KeptMessage> {
    let keys = known.sessions.iter();
    let mut salvage = Salvage {
        tokens: keys.map(|(token, session)| (session.key, *token)).collect(),
        messages: Vec::new(),
        bytes: 0,
        until: Instant::now() + PATIENCE,
    };
    let mut before = known.state.latest_message.0.saturating_add(1);
    let mut step = 1;
    while before > 0 && !salvage.is_enough() {
        let found = salvage.messages.len();
        if salvage.read_down(connection, before).is_ok() {
            break;
        }
        if salvage.messages.len() > found {
            step = 1;
            let lowest = salvage.messages.last();
            before = lowest.map_or(before, |message| message.posted.id().0);
        }
        before = before.saturating_sub(step);
        step = step.saturating_mul(2);
    }
    salvage.messages.reverse();
    salvage.messages
}

struct Salvage {
    tokens: HashMap<i64, Token>,
    /// The latest first.
    messages: Vec<KeptMessage>,
    bytes: usize,
    until: Instant,
}

impl Salvage {
    fn is_enough(&self) -> bool {
        self.messages.len() >= MOST || self.bytes >= MOST_BYTES || Instant::now() >= self.until
    }

    /// Reads on from there, until it is enough, or the database fails.
    fn read_down(&mut self, connection: &Connection, before: u64) -> Result<()> {
        let select =
            format!("SELECT {COLUMNS} FROM message WHERE message.id < ?1 ORDER BY message.id DESC");
        let mut select = connection.prepare_cached(&select)?;
        let before = i64::try_from(before).unwrap_or(i64::MAX);
        let mut rows = select.query([before])?;
        while let Some(row) = rows.next()? {
            // One that was changed is no reason to do without those before it.
            if let Ok(message) = self.message(&MessageRow::read(row)) {
                self.bytes += most_bytes(&message.posted);
                self.messages.push(message);
            }
            if self.is_enough() {
                break;
            }
        }
        Ok(())
    }

    fn message(&self, row: &Result<MessageRow<'_>>) -> Result<KeptMessage> {
        let row = row.as_ref().map_err(Fault::clone)?;
        let last = self.messages.last();
        let posted = row.posted()?;
        // Damage may lead in circles.
        if last.is_some_and(|last| posted.id() >= last.posted.id()) || posted.id() == MessageId(0) {
            return Err(Fault::Damaged("messages are out of order".to_owned()));
        }
        let origin = row.origin();
        Ok(KeptMessage {
            posted,
            author: row.author(),
            origin: origin.and_then(|(key, number)| Some((*self.tokens.get(&key)?, number))),
            readers: row.readers(),
        })
    }
}
