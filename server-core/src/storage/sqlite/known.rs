//! What a history knows by heart: enough to begin a new database in which nothing is decided twice.

use std::collections::HashMap;
use std::time::Duration;

use rusqlite::{Connection, params};
use tertulia_protocol::{MessageId, Number, PersonId, RunId, Token, UnixMillis};

use super::checksum::Checksum;
use super::errors::{Fault, Result};
use super::verdict_row::{VerdictWriter, Verdicts};
use crate::storage::KeptSession;

/// How many verdicts are kept of a session; no client has more requests without one.
pub(super) const VERDICTS: u64 = 64;

const WRITE_STATE: &str = "INSERT OR REPLACE INTO history \
     (only, run, latest_message, latest_person, forgotten, alive, ending, checksum, perhaps_lost) \
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

const READ_STATE: &str = "SELECT run, latest_message, latest_person, forgotten, alive, ending, \
     checksum, perhaps_lost FROM history";

/// What is not known by heart, but in the table, came with a commit of which nobody was told: it is
/// replaced.
const INSERT_SESSION: &str = "INSERT OR REPLACE INTO session \
     (token, person, name, since, present, time, decided, checksum) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

const UPDATE_SESSION: &str = "UPDATE session SET token = ?1, person = ?2, name = ?3, since = ?4, \
     present = ?5, time = ?6, decided = ?7, checksum = ?8 WHERE key = ?9";

/// The row that says what a history is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) run: RunId,
    pub(super) latest_message: MessageId,
    pub(super) latest_person: PersonId,
    /// The highest id of a message that was deleted.
    pub(super) forgotten: MessageId,
    /// Since a damaged database was replaced: up to this id, some messages may be in what was set aside
    /// alone.
    pub(super) perhaps_lost: MessageId,
    pub(super) alive: UnixMillis,
    pub(super) ending: Ending,
}

/// How the server that wrote a history last came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It runs, or ended suddenly; its commits did not wait for the disk.
    Sudden,
    /// It runs, or ended suddenly; its commits waited for the disk.
    SuddenButOnDisk,
    /// In order.
    Orderly,
}

/// What is known about a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownSession {
    /// Its row.
    pub(super) key: i64,
    /// Who it is, unless only its numbers are known.
    pub(super) kept: Option<KeptSession>,
    /// The highest decided number.
    pub(super) decided: Option<Number>,
    /// Where in the ring of its verdicts in this database the next one belongs.
    pub(super) verdicts: u64,
    /// When something about it was written last.
    pub(super) time: UnixMillis,
}

impl KnownSession {
    pub(super) fn is_present(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.present)
    }
}

/// All of it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) state: State,
    pub(super) sessions: HashMap<Token, KnownSession>,
    /// The highest message id in the full-text index.
    pub(super) indexed: MessageId,
    /// How many parts the full-text index has got since it was last merged.
    pub(super) unmerged: u32,
    /// How many messages there are, once counted.
    pub(super) count: Option<u64>,
    /// When there are so many sessions, it is time to look for some to forget.
    pub(super) crowd: usize,
}

impl Known {
    /// A history of its own.
    pub(super) fn new(run: RunId, now: UnixMillis, ending: Ending) -> Self {
        Self {
            state: State {
                run,
                latest_message: MessageId(0),
                latest_person: PersonId(0),
                forgotten: MessageId(0),
                perhaps_lost: MessageId(0),
                alive: now,
                ending,
            },
            sessions: HashMap::new(),
            indexed: MessageId(0),
            unmerged: 0,
            count: Some(0),
            crowd: 0,
        }
    }

    /// Writes everything known into a database that has nothing but tables, and with it what could be
    /// read of the verdicts in another one.
    pub(super) fn write(&mut self, connection: &Connection, verdicts: &Verdicts) -> Result<()> {
        // What another database had is gone.
        self.state.forgotten = self.state.latest_message;
        self.state.write(connection)?;
        for (token, session) in &mut self.sessions {
            session.key = session.insert(connection, token)?;
            session.verdicts = 0;
        }
        let mut writer = VerdictWriter::new(connection)?;
        for (token, verdicts) in verdicts {
            if let Some(session) = self.sessions.get_mut(token) {
                session.verdicts = writer.write_all(verdicts, session.key)?;
            }
        }
        self.count = Some(0);
        self.indexed = MessageId(0);
        Ok(())
    }

    /// Sessions that cannot be resumed any more: departed longer ago than `resume`, or the oldest of
    /// more than `most`. A tenth more of both is kept: the room counts and measures for itself, and a
    /// session that it resumes must never be one of which the history has forgotten the numbers.
    pub(super) fn outdated(&self, most: usize, resume: Duration, now: UnixMillis) -> Vec<Token> {
        let mut departed: Vec<(UnixMillis, Token)> = self
            .sessions
            .iter()
            .filter(|(_, session)| !session.is_present())
            .map(|(token, session)| (session.time, *token))
            .collect();
        departed.sort_unstable_by_key(|(time, _)| *time);
        let excess = departed.len().saturating_sub(most + most / 10 + 1);
        // Some at a time, so that they need not be looked through for each newcomer.
        let excess = if excess > 0 { excess + most / 100 } else { 0 };
        let outdated = millis(resume + resume / 10);
        let expired =
            departed.partition_point(|(time, _)| outdated <= now.0.saturating_sub(time.0));
        departed.truncate(excess.max(expired));
        departed.into_iter().map(|(_, token)| token).collect()
    }
}

impl KnownSession {
    /// Adds a row for it and says its key.
    pub(super) fn insert(&self, connection: &Connection, token: &Token) -> Result<i64> {
        let mut insert = connection.prepare_cached(INSERT_SESSION)?;
        let row = SessionRow::of(token, self);
        Ok(insert.insert(params![
            row.token,
            row.person,
            row.name,
            row.since,
            row.present,
            row.time,
            row.decided,
            row.checksum(),
        ])?)
    }

    /// Writes it into its row.
    pub(super) fn update(&self, connection: &Connection, token: &Token) -> Result<()> {
        let mut update = connection.prepare_cached(UPDATE_SESSION)?;
        let row = SessionRow::of(token, self);
        update.execute(params![
            row.token,
            row.person,
            row.name,
            row.since,
            row.present,
            row.time,
            row.decided,
            row.checksum(),
            self.key,
        ])?;
        Ok(())
    }
}

/// The values of a session's row.
#[derive(Debug)]
pub(super) struct SessionRow<'a> {
    pub(super) token: &'a [u8],
    pub(super) person: Option<i64>,
    pub(super) name: Option<&'a str>,
    pub(super) since: Option<i64>,
    pub(super) present: bool,
    pub(super) time: i64,
    pub(super) decided: Option<i64>,
}

impl<'a> SessionRow<'a> {
    fn of(token: &'a Token, session: &'a KnownSession) -> Self {
        let kept = session.kept.as_ref();
        Self {
            token: &token.0,
            person: kept.map(|kept| kept.person.0.cast_signed()),
            name: kept.map(|kept| kept.name.as_str()),
            since: kept.map(|kept| kept.since.0.cast_signed()),
            present: session.is_present(),
            time: kept.map_or(session.time, |kept| kept.time).0.cast_signed(),
            decided: session.decided.map(|decided| decided.0.cast_signed()),
        }
    }

    pub(super) fn checksum(&self) -> u32 {
        Checksum::default()
            .bytes(self.token)
            .optional_number(self.person)
            .optional_text(self.name)
            .optional_number(self.since)
            .number(i64::from(self.present))
            .number(self.time)
            .optional_number(self.decided)
            .value()
    }
}

impl State {
    pub(super) fn write(&self, connection: &Connection) -> Result<()> {
        let mut write = connection.prepare_cached(WRITE_STATE)?;
        write.execute(params![
            self.run.0.cast_signed(),
            self.latest_message.0.cast_signed(),
            self.latest_person.0.cast_signed(),
            self.forgotten.0.cast_signed(),
            self.alive.0.cast_signed(),
            self.ending.code(),
            self.checksum(),
            self.perhaps_lost.0.cast_signed(),
        ])?;
        Ok(())
    }

    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let mut read = connection.prepare_cached(READ_STATE)?;
        let (state, checksum) = read.query_row([], |row| {
            let number = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
            let state = Self {
                run: RunId(number(0)?),
                latest_message: MessageId(number(1)?),
                latest_person: PersonId(number(2)?),
                forgotten: MessageId(number(3)?),
                alive: UnixMillis(number(4)?),
                ending: Ending::from_code(row.get(5)?),
                perhaps_lost: MessageId(number(7)?),
            };
            Ok((state, row.get::<_, i64>(6)?))
        })?;
        if i64::from(state.checksum()) == checksum {
            Ok(state)
        } else {
            Err(Fault::Damaged("its state was changed".to_owned()))
        }
    }

    fn checksum(&self) -> u32 {
        let checksum = Checksum::default()
            .number(self.run.0.cast_signed())
            .number(self.latest_message.0.cast_signed())
            .number(self.latest_person.0.cast_signed())
            .number(self.forgotten.0.cast_signed())
            .number(self.alive.0.cast_signed())
            .number(self.ending.code());
        // Older versions have no more than this.
        match self.perhaps_lost {
            MessageId(0) => checksum.value(),
            MessageId(id) => checksum.number(id.cast_signed()).value(),
        }
    }

    /// Up to this id, not everything can be told.
    pub(super) fn incomplete_to(&self) -> MessageId {
        self.forgotten.max(self.perhaps_lost)
    }
}

impl Ending {
    fn code(self) -> i64 {
        match self {
            Self::Sudden => 0,
            Self::SuddenButOnDisk => 1,
            Self::Orderly => 2,
        }
    }

    fn from_code(code: i64) -> Self {
        match code {
            2 => Self::Orderly,
            1 => Self::SuddenButOnDisk,
            _ => Self::Sudden,
        }
    }
}

pub(super) fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
