//! The work that can wait: forgetting, indexing, checkpoints; a little at a time.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use tertulia_protocol::{MessageId, PersonId, UnixMillis};

use super::committing;
use super::config::{HistoryConfig, RoomMemory};
use super::errors::Result;
use super::known::{Known, State, millis};
use super::message_row::{self, COLUMNS, MessageRow};

/// How many messages are forgotten at a time.
const FORGET: u64 = 256;

/// How many messages are indexed at a time.
const INDEX: i64 = 512;

/// After so many new parts, the index is merged before anything is added to it.
const MERGE_AFTER: u32 = 16;

/// How many pages of the index are merged at a time, about.
const MERGE: i64 = 64;

/// How many sessions are forgotten at a time; each has up to twice [`super::known::VERDICTS`] rows of
/// verdicts.
const SESSIONS: usize = 64;

/// How many unread direct messages outlive their neighbours.
const SPARED: u64 = 1_024;

/// It takes less than this until somebody who vanished is missed: until then, what they were sent may
/// not have arrived.
const UNNOTICED: u64 = 2 * 60 * 1_000;

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
    Ok(forget_messages(connection, known, config, memory, now)?
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
/// the oldest: when a clock was wrong for a while, what it marked goes with its neighbours. Messages
/// that [`Unread`] spares stay behind and do not count.
fn forget_messages(
    connection: &mut Connection,
    known: &mut Known,
    config: &HistoryConfig,
    memory: RoomMemory,
    now: UnixMillis,
) -> Result<bool> {
    let count = match known.count {
        Some(count) => count,
        None => count_messages(connection)?,
    };
    known.count = Some(count);
    let spared = count_spared(connection, known)?;
    let excess = config
        .max_messages
        .map_or(0, |most| count.saturating_sub(spared).saturating_sub(most));
    let oldest = config
        .max_age
        .map_or(0, |age| now.0.saturating_sub(millis(age)));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let limits = (excess, UnixMillis(oldest));
    let room = SPARED.saturating_sub(spared);
    let due = due(&transaction, known, limits, room, (memory, now))?;
    let Some(forgotten) = due.last else {
        return Ok(false);
    };
    delete(&transaction, known, &due.messages)?;
    let state = State {
        forgotten,
        ..known.state
    };
    state.write(&transaction)?;
    transaction.commit()?;
    known.state = state;
    known.note_deleted(&due.messages);
    Ok(true)
}

fn count_messages(connection: &Connection) -> Result<u64> {
    let count = "SELECT count(*) FROM message";
    let count: i64 = connection.query_row(count, [], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// What is left of what has been forgotten: no more than [`SPARED`].
fn count_spared(connection: &Connection, known: &Known) -> Result<u64> {
    let count = "SELECT count(*) FROM message WHERE id <= ?1";
    let forgotten = known.state.forgotten.0.cast_signed();
    let count: i64 = connection
        .prepare_cached(count)?
        .query_row([forgotten], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

impl Known {
    fn note_deleted(&mut self, deleted: &[Deleted]) {
        self.unmerged += 1;
        let deleted = deleted.len() as u64;
        self.count = self.count.map(|count| count.saturating_sub(deleted));
    }
}

/// Who may have direct messages that did not reach them, and can come back for them.
struct Unread {
    /// Since when that may be.
    since: HashMap<PersonId, u64>,
    /// Whoever was sent something before this and did not come back cannot any more.
    oldest: u64,
}

impl Unread {
    fn of(known: &Known, memory: RoomMemory, now: UnixMillis) -> Self {
        let oldest = now.0.saturating_sub(millis(memory.resume));
        let sessions = known.sessions.values();
        let open = sessions.filter(|session| session.time.0 > oldest);
        let since = open.filter_map(|session| {
            let kept = session.kept.as_ref()?;
            // Who is here was so when something was last heard of them, and perhaps no longer.
            let heard = session.time.0.saturating_sub(UNNOTICED);
            Some((kept.person, if kept.present { heard } else { 0 }))
        });
        Self {
            since: since.collect(),
            oldest,
        }
    }

    fn spares(&self, message: &MessageRow<'_>) -> bool {
        let time = message.time().0;
        let is_unread = |person| self.since.get(&person).is_some_and(|since| time >= *since);
        time > self.oldest && message.addressees().any(is_unread)
    }
}

/// A message that goes.
struct Deleted {
    id: MessageId,
    text: String,
    readers: Vec<PersonId>,
}

impl Deleted {
    fn of(row: &MessageRow<'_>) -> Self {
        Self {
            id: row.id(),
            text: row.text().to_owned(),
            readers: row.people().collect(),
        }
    }
}

/// The messages that go next, and the last one that was looked at for that.
struct Due {
    messages: Vec<Deleted>,
    last: Option<MessageId>,
}

/// Looks at the oldest messages that have not been forgotten yet: `excess` of them are due, and those
/// from before `oldest`. So many as there is `room` for are spared.
fn due(
    connection: &Connection,
    known: &Known,
    (excess, oldest): (u64, UnixMillis),
    mut room: u64,
    (memory, now): (RoomMemory, UnixMillis),
) -> Result<Due> {
    let select = format!("SELECT {COLUMNS} FROM message WHERE message.id > ?1 ORDER BY message.id");
    let mut select = connection.prepare_cached(&select)?;
    let mut rows = select.query([known.state.forgotten.0.cast_signed()])?;
    let mut due = Due {
        messages: Vec::new(),
        last: None,
    };
    let mut unread = None;
    for looked_at in 0..FORGET {
        let Some(row) = rows.next()? else { break };
        let row = MessageRow::read(row)?;
        if looked_at >= excess && row.time() >= oldest {
            break;
        }
        due.last = Some(row.id());
        let unread = unread.get_or_insert_with(|| Unread::of(known, memory, now));
        if room > 0 && unread.spares(&row) {
            room -= 1;
        } else {
            due.messages.push(Deleted::of(&row));
        }
    }
    Ok(due)
}

fn delete(connection: &Connection, known: &Known, messages: &[Deleted]) -> Result<()> {
    for message in messages {
        if message.id <= known.indexed {
            let mut unindex = connection.prepare_cached(UNINDEX)?;
            unindex.execute((message.id.0.cast_signed(), &message.text))?;
        }
        message_row::delete(connection, message.id, &message.readers)?;
    }
    Ok(())
}

/// Forgets what was spared and need not be any more: whoever it was for has come back, or cannot.
fn forget_spared(
    connection: &mut Connection,
    known: &mut Known,
    memory: RoomMemory,
    now: UnixMillis,
) -> Result<bool> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut messages = Vec::new();
    {
        let select = format!("SELECT {COLUMNS} FROM message WHERE message.id <= ?1");
        let mut select = transaction.prepare_cached(&select)?;
        let mut rows = select.query([known.state.forgotten.0.cast_signed()])?;
        let unread = Unread::of(known, memory, now);
        while let Some(row) = rows.next()? {
            let row = MessageRow::read(row)?;
            if !unread.spares(&row) && (messages.len() as u64) < FORGET {
                messages.push(Deleted::of(&row));
            }
        }
    }
    if messages.is_empty() {
        return Ok(false);
    }
    delete(&transaction, known, &messages)?;
    transaction.commit()?;
    known.note_deleted(&messages);
    Ok(true)
}

/// Adds a message to the full-text index that comes late, when others after it are in it.
pub(super) fn index_one(connection: &Connection, id: MessageId) -> Result<()> {
    let id = id.0.cast_signed();
    let mut add = connection.prepare_cached(ADD_TO_INDEX)?;
    add.execute([id - 1, id])?;
    Ok(())
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
    if forget_spared(connection, known, memory, now)? {
        return Ok(true);
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
