//! The work that can wait: forgetting, indexing, checkpoints; a little at a time.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use tertulia_protocol::{MessageId, PersonId, UnixMillis};

use super::committing;
use super::config::{HistoryConfig, RoomMemory};
use super::errors::Result;
use super::known::{Known, State, millis};
use super::message_row::{self, COLUMNS, MessageRow};

/// How many messages are forgotten at a time.
const FORGET: usize = 256;

/// How many messages are indexed at a time.
const INDEX: i64 = 512;

/// After so many new parts, the index is merged before anything is added to it.
const MERGE_AFTER: u32 = 16;

/// How many pages of the index are merged at a time, about.
const MERGE: i64 = 64;

/// How many sessions are forgotten at a time; each has up to [`super::known::VERDICTS`] verdicts.
const SESSIONS: usize = 64;

/// How often the database is told that the server runs, and sessions are looked through.
const ALIVE_EVERY: u64 = 10 * 60 * 1_000;

const UNINDEX: &str =
    "INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', ?1, ?2)";

const ADD_TO_INDEX: &str = "INSERT INTO message_text (rowid, text) \
     SELECT id, text FROM message WHERE id > ?1 AND id <= ?2 ORDER BY id";

const MERGE_SOME: &str = "INSERT INTO message_text (message_text, rank) VALUES ('merge', ?1)";

/// Does one piece of what is due. Says whether it found any.
pub(super) fn tend(
    connection: &mut Connection,
    known: &mut Known,
    config: &HistoryConfig,
    memory: RoomMemory,
    now: UnixMillis,
) -> Result<bool> {
    // Under load there may always be something to index; the merging must not wait for ever.
    if known.unmerged >= MERGE_AFTER && merge(connection, known)? {
        return Ok(true);
    }
    Ok(forget_messages(connection, known, config, now)?
        || index(connection, known)?
        || merge(connection, known)?
        || look_after_sessions(connection, known, memory, now)?)
}

/// The highest id in the full-text index.
pub(super) fn indexed(connection: &Connection) -> Result<MessageId> {
    let select = "SELECT indexed FROM message_text_progress";
    let indexed: i64 = connection.query_row(select, [], |row| row.get(0))?;
    Ok(MessageId(indexed.cast_unsigned()))
}

/// Forgets the oldest messages while there are too many or they are too old. Order decides what is
/// the oldest: when a clock was wrong for a while, what it marked goes with its neighbours.
fn forget_messages(
    connection: &mut Connection,
    known: &mut Known,
    config: &HistoryConfig,
    now: UnixMillis,
) -> Result<bool> {
    let count = match known.count {
        Some(count) => count,
        None => {
            let count = "SELECT count(*) FROM message";
            let count: i64 = connection.query_row(count, [], |row| row.get(0))?;
            count.cast_unsigned()
        }
    };
    known.count = Some(count);
    let excess = config
        .max_messages
        .map_or(0, |most| count.saturating_sub(most));
    let oldest = config
        .max_age
        .map_or(0, |age| now.0.saturating_sub(millis(age)));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let due = due(&transaction, excess, UnixMillis(oldest))?;
    let Some(forgotten) = due.last().map(|message| message.id) else {
        return Ok(false);
    };
    for message in &due {
        if message.id <= known.indexed {
            let mut unindex = transaction.prepare_cached(UNINDEX)?;
            unindex.execute((message.id.0.cast_signed(), &message.text))?;
        }
        message_row::delete(&transaction, message.id, &message.readers)?;
    }
    let state = State {
        forgotten: forgotten.max(known.state.forgotten),
        ..known.state
    };
    state.write(&transaction)?;
    transaction.commit()?;
    known.state = state;
    known.unmerged += 1;
    known.count = Some(count.saturating_sub(due.len() as u64));
    Ok(true)
}

struct Due {
    id: MessageId,
    text: String,
    readers: Vec<PersonId>,
}

fn due(connection: &Connection, excess: u64, oldest: UnixMillis) -> Result<Vec<Due>> {
    let select = format!("SELECT {COLUMNS} FROM message ORDER BY message.id");
    let mut select = connection.prepare_cached(&select)?;
    let mut rows = select.query([])?;
    let mut due: Vec<Due> = Vec::new();
    while due.len() < FORGET {
        let Some(row) = rows.next()? else { break };
        let row = MessageRow::read(row)?;
        if due.len() as u64 >= excess && row.time() >= oldest {
            break;
        }
        due.push(Due {
            id: row.id(),
            text: row.text().to_owned(),
            readers: row.people().collect(),
        });
    }
    Ok(due)
}

/// Adds the next messages to the full-text index.
fn index(connection: &mut Connection, known: &mut Known) -> Result<bool> {
    if known.indexed >= known.state.latest_message {
        return Ok(false);
    }
    let from = known.indexed.0.cast_signed();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let last = "SELECT max(id) FROM (SELECT id FROM message WHERE id > ?1 ORDER BY id LIMIT ?2)";
    let last = transaction
        .prepare_cached(last)?
        .query_row((from, INDEX), |row| row.get::<_, Option<i64>>(0))
        .optional()?
        .flatten();
    let Some(last) = last else {
        // Nothing was kept under the latest ids.
        known.indexed = known.state.latest_message;
        return Ok(false);
    };
    transaction
        .prepare_cached(ADD_TO_INDEX)?
        .execute([from, last])?;
    transaction
        .prepare_cached("UPDATE message_text_progress SET indexed = ?1")?
        .execute([last])?;
    transaction.commit()?;
    known.indexed = MessageId(last.cast_unsigned());
    known.unmerged += 1;
    Ok(true)
}

/// Merges some of the parts that [`index`] and [`forget_messages`] made of the full-text index, so
/// that they do not become too many to look through.
fn merge(connection: &mut Connection, known: &mut Known) -> Result<bool> {
    if known.unmerged == 0 {
        return Ok(false);
    }
    let before = connection.total_changes();
    connection.prepare_cached(MERGE_SOME)?.execute([MERGE])?;
    // So FTS5 says that there was nothing to merge.
    if connection.total_changes() - before < 2 {
        known.unmerged = 0;
        return Ok(false);
    }
    Ok(true)
}

/// Now and then forgets sessions that cannot be resumed any more, and notes that the server runs.
fn look_after_sessions(
    connection: &mut Connection,
    known: &mut Known,
    memory: RoomMemory,
    now: UnixMillis,
) -> Result<bool> {
    if now.0.saturating_sub(known.state.alive.0) < ALIVE_EVERY {
        return Ok(false);
    }
    let mut outdated = known.outdated(memory.sessions, memory.resume, now);
    if !outdated.is_empty() {
        outdated.truncate(SESSIONS);
        committing::forget_sessions(connection, known, &outdated)?;
        return Ok(true);
    }
    let state = State {
        alive: now,
        ..known.state
    };
    state.write(connection)?;
    known.state = state;
    Ok(false)
}
