//! What can still be read of a damaged database.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tertulia_protocol::{MessageId, Token};

use super::errors::{Fault, Result};
use super::known::{Known, VERDICTS};
use super::message_row::{COLUMNS, MessageRow};
use super::opened::{self, Opened};
use super::place::Place;
use super::verdict_row::{self, VerdictRow, Verdicts};
use super::{restoring, schema};
use crate::storage::{KeptMessage, Outcome, most_bytes};

/// How long everybody may wait for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// No more messages than this; they must be written again, for which everybody waits, too.
const MOST: usize = 50_000;

/// About how many bytes these may have together.
const MOST_BYTES: usize = 32 << 20;

/// What is left of a history that is found to be damaged when it is opened.
#[derive(Debug)]
pub(super) struct Rest {
    /// All that is known by heart while a server runs.
    pub(super) known: Known,
    pub(super) verdicts: Verdicts,
    pub(super) messages: Vec<KeptMessage>,
}

/// Reads what is left, where it is enough to go on from: otherwise another history begins.
pub(super) fn rescue(place: &Place) -> Option<Rest> {
    place.look().ok()?;
    let connection = Opened::connect(place).ok()?;
    if schema::version(&connection).ok()? != schema::VERSION {
        return None;
    }
    opened::check_all_but_messages(&connection).ok()?;
    let (mut known, verdicts) = restoring::restore_all_but_messages(&connection).ok()?;
    known.state.latest_message = latest_message(&connection, &known, &verdicts);
    let messages = salvage(&connection, &known);
    for (token, number) in messages
        .iter()
        .filter_map(|message| message.origin.as_ref())
    {
        if let Some(session) = known.sessions.get_mut(token) {
            session.decided = session.decided.max(Some(*number));
        }
    }
    Some(Rest {
        known,
        verdicts,
        messages,
    })
}

/// The highest id that anything tells of. The state may be older than the messages, and the latest of
/// these may be what is damaged.
fn latest_message(connection: &Connection, known: &Known, verdicts: &Verdicts) -> MessageId {
    let max = "SELECT max(id) FROM message";
    let max = connection.query_row(max, [], |row| row.get::<_, Option<i64>>(0));
    let highest = max.ok().flatten().unwrap_or_default().cast_unsigned();
    let accepted = |outcome: &Outcome| match outcome {
        Outcome::Accepted(message) => *message,
        Outcome::Refused { .. } => None,
    };
    let verdicts = verdicts.values().flatten();
    let accepted = verdicts.filter_map(|(_, outcome, _)| accepted(outcome));
    let latest = known.state.latest_message.max(MessageId(highest));
    accepted.fold(latest, MessageId::max)
}

/// The verdicts that are whole, of what is known to be decided.
pub(super) fn salvage_verdicts(connection: &Connection, known: &Known) -> Verdicts {
    let mut verdicts = Verdicts::new();
    // What was read before the damage is as true as ever.
    let _partly = read_verdicts(connection, known, &mut verdicts);
    for verdicts in verdicts.values_mut() {
        verdicts.sort_unstable_by_key(|(number, ..)| *number);
        verdicts.dedup_by_key(|(number, ..)| *number);
        verdicts.drain(..verdicts.len().saturating_sub(VERDICTS as usize));
    }
    verdicts
}

fn read_verdicts(connection: &Connection, known: &Known, verdicts: &mut Verdicts) -> Result<()> {
    let tokens = tokens_of(known);
    let mut select = connection.prepare_cached(verdict_row::SELECT)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let Ok((key, _, row)) = VerdictRow::read(row) else {
            continue;
        };
        let (Some(token), Ok(latest)) = (tokens.get(&key), row.verdict()) else {
            continue;
        };
        let decided = known
            .sessions
            .get(token)
            .and_then(|session| session.decided);
        let rows = row.earlier().chain([latest]);
        let sure = rows.filter(|(number, ..)| Some(*number) <= decided);
        verdicts.entry(*token).or_default().extend(sure);
    }
    Ok(())
}

/// The sessions by their rows.
fn tokens_of(known: &Known) -> HashMap<i64, Token> {
    let sessions = known.sessions.iter();
    sessions
        .map(|(token, session)| (session.key, *token))
        .collect()
}

/// The latest messages that are whole, oldest first. Around what cannot be read it looks further.
pub(super) fn salvage(connection: &Connection, known: &Known) -> Vec<KeptMessage> {
    let mut salvage = Salvage {
        tokens: tokens_of(known),
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
