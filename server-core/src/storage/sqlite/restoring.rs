//! What the room needs when it starts again.

use std::collections::HashMap;

use rusqlite::Connection;
use tertulia_protocol::{MessageId, Number, PersonId, Token, UnixMillis};

use super::config::RoomMemory;
use super::errors::{Fault, Result};
use super::known::{Known, KnownSession, SessionRow, State, VERDICTS, millis};
use super::message_row::{COLUMNS, MessageRow, name_from};
use super::verdict_row::{self, OfSession, VerdictRow, Verdicts};
use crate::storage::{KeptMessage, KeptSession, Restored, RestoredSession, most_bytes};

const SELECT_SESSIONS: &str =
    "SELECT token, person, name, since, present, time, decided, checksum, key FROM session";

/// Reads all that is known by heart, and what the room wants of it.
pub(super) fn restore(
    connection: &Connection,
    memory: RoomMemory,
    now: UnixMillis,
) -> Result<(Known, Restored)> {
    let mut state = State::read(connection)?;
    let latest: Option<i64> =
        connection.query_row("SELECT max(id) FROM message", [], |row| row.get(0))?;
    let latest = MessageId(latest.unwrap_or_default().cast_unsigned());
    state.latest_message = state.latest_message.max(latest);

    let mut sessions = read_sessions(connection)?;
    read_verdicts(connection, &mut sessions)?;
    let tokens: HashMap<i64, Token> = sessions
        .values()
        .map(|read| (read.known.key, read.token))
        .collect();
    let (messages, before_messages) = latest_messages(connection, memory, &tokens, &state)?;

    // Whoever is still noted as present was there until the server ended.
    let ended = messages.last().map_or(state.alive, |last| {
        state.alive.max(super::committing::time_of(last))
    });
    let fresh = |time: UnixMillis| now.0.saturating_sub(time.0) < millis(memory.resume);
    let mut known = Known {
        state,
        sessions: HashMap::with_capacity(sessions.len()),
        indexed: super::tending::indexed(connection)?,
        // The last server may have left some.
        unmerged: 1,
        count: None,
        crowd: 0,
    };
    let mut restored = Vec::new();
    for mut read in sessions.into_values() {
        if read.known.is_present() {
            read.known.time = read.known.time.max(ended);
            if let Some(kept) = read.known.kept.as_mut().filter(|_| !fresh(ended)) {
                kept.present = false;
            }
        }
        if let Some(session) = read.known.kept.clone().filter(|_| fresh(read.known.time)) {
            restored.push(RestoredSession {
                session,
                decided: read.known.decided,
                verdicts: read.verdicts,
            });
        }
        known.sessions.insert(read.token, read.known);
    }
    let order = |one: &RestoredSession| {
        let known = &known.sessions[&one.session.token];
        (one.session.present, known.time, known.key)
    };
    restored.sort_by_key(order);
    let present = restored.iter().filter(|one| one.session.present).count();
    let departed = restored.len() - present;
    restored.drain(..departed.saturating_sub(memory.sessions));
    restored.sort_by_key(|one| {
        let known = &known.sessions[&one.session.token];
        (known.time, known.key)
    });
    let restored = Restored {
        run: state.run,
        latest_message: state.latest_message,
        latest_person: state.latest_person,
        sessions: restored,
        messages,
        before_messages,
    };
    Ok((known, restored))
}

/// What a damaged database says of all but its messages, where that is whole: sessions, their numbers
/// and verdicts. If any of it were missing, something could be decided twice.
pub(super) fn restore_all_but_messages(connection: &Connection) -> Result<(Known, Verdicts)> {
    let state = State::read(connection)?;
    let mut sessions = read_sessions(connection)?;
    read_verdicts(connection, &mut sessions)?;
    let mut known = Known::new(state.run, state.alive, state.ending);
    known.state = state;
    let mut verdicts = Verdicts::new();
    for read in sessions.into_values() {
        verdicts.insert(read.token, read.verdicts);
        known.sessions.insert(read.token, read.known);
    }
    Ok((known, verdicts))
}

struct ReadSession {
    token: Token,
    known: KnownSession,
    verdicts: OfSession,
    /// The highest number of these, and where in the ring the next verdict belongs.
    newest: Option<(Number, u64)>,
}

/// The sessions by their keys.
fn read_sessions(connection: &Connection) -> Result<HashMap<i64, ReadSession>> {
    let mut select = connection.prepare(SELECT_SESSIONS)?;
    let mut rows = select.query([])?;
    let mut sessions = HashMap::new();
    while let Some(row) = rows.next()? {
        let optional = |column| row.get_ref(column)?.as_i64_or_null().map_err(Fault::from);
        let stored = SessionRow {
            token: row.get_ref(0)?.as_blob()?,
            person: optional(1)?,
            name: row.get_ref(2)?.as_str_or_null()?,
            since: optional(3)?,
            present: row.get(4)?,
            time: row.get(5)?,
            decided: optional(6)?,
        };
        let (checksum, key): (i64, i64) = (row.get(7)?, row.get(8)?);
        let token = <[u8; 16]>::try_from(stored.token).map(Token);
        let (true, Ok(token)) = (i64::from(stored.checksum()) == checksum, token) else {
            return Err(Fault::Damaged("a session was changed".to_owned()));
        };
        let time = UnixMillis(stored.time.cast_unsigned());
        let kept = match (stored.person, stored.name, stored.since) {
            (Some(person), Some(name), Some(since)) => {
                let person = PersonId(person.cast_unsigned());
                Some(KeptSession {
                    token,
                    person,
                    name: name_from(name, person)?,
                    since: MessageId(since.cast_unsigned()),
                    present: stored.present,
                    time,
                })
            }
            _ => None,
        };
        let known = KnownSession {
            key,
            kept,
            decided: stored.decided.map(|number| Number(number.cast_unsigned())),
            verdicts: 0,
            time,
        };
        let read = ReadSession {
            token,
            known,
            verdicts: Vec::new(),
            newest: None,
        };
        sessions.insert(key, read);
    }
    Ok(sessions)
}

fn read_verdicts(connection: &Connection, sessions: &mut HashMap<i64, ReadSession>) -> Result<()> {
    let mut select = connection.prepare(verdict_row::SELECT)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (key, slot, verdict) = VerdictRow::read(row)?;
        let Some(session) = sessions.get_mut(&key) else {
            continue;
        };
        session.verdicts.extend(verdict.earlier());
        let end = slot + verdict.len();
        let verdict = verdict.verdict()?;
        session.known.decided = session.known.decided.max(Some(verdict.0));
        session.known.time = session.known.time.max(verdict.2);
        session.newest = session.newest.max(Some((verdict.0, end)));
        session.verdicts.push(verdict);
    }
    for session in sessions.values_mut() {
        let verdicts = &mut session.verdicts;
        verdicts.sort_unstable_by_key(|(number, ..)| *number);
        verdicts.drain(..verdicts.len().saturating_sub(VERDICTS as usize));
        session.known.verdicts = session.newest.map_or(0, |(_, end)| end);
    }
    Ok(())
}

/// The latest messages, oldest first, and the highest id before them.
fn latest_messages(
    connection: &Connection,
    memory: RoomMemory,
    tokens: &HashMap<i64, Token>,
    state: &State,
) -> Result<(Vec<KeptMessage>, MessageId)> {
    let select = format!("SELECT {COLUMNS} FROM message ORDER BY message.id DESC");
    let mut select = connection.prepare(&select)?;
    let mut rows = select.query([])?;
    let (mut messages, mut bytes) = (Vec::new(), 0);
    let mut before = state.incomplete_to();
    while let Some(row) = rows.next()? {
        let row = MessageRow::read(row)?;
        let posted = row.posted()?;
        bytes += most_bytes(&posted);
        if messages.len() == memory.messages || bytes > memory.message_bytes {
            before = before.max(row.id());
            break;
        }
        let origin = row.origin();
        messages.push(KeptMessage {
            posted,
            author: row.author(),
            origin: origin.and_then(|(key, number)| Some((*tokens.get(&key)?, number))),
            readers: row.readers(),
        });
    }
    messages.reverse();
    Ok((messages, before))
}
