//! One session's SQLite file: its tables, writing what changed in one transaction, reading it all.

mod reading;

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};
use serde::Serialize;
use tertulia_protocol::{Number, UnixMillis};

use super::records::{BodyRecord, ItemRecord};
use crate::connection::{Correspondent, Kept, KeptRequest, MAX_KEPT_ITEMS, ServerKind, Unwritten};

pub(super) use reading::Summary;

/// "TtSe", so that nothing else's file is taken for one of these.
const APPLICATION_ID: i64 = 0x5474_5365;
/// The version of the tables.
const VERSION: i64 = 2;
/// The transcript is cut to its bound whenever so many entries came.
const CUT_EVERY: usize = 500;
/// How long somebody may hold the file while a session writes; nobody does, except for a backup
/// program.
const BUSY_WRITING: Duration = Duration::from_millis(100);
/// The same where interrupted sessions are looked at: several may look at once.
const BUSY_LOOKING: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE session (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        token BLOB NOT NULL,
        host TEXT NOT NULL,
        port INTEGER NOT NULL,
        wanted TEXT NOT NULL,
        name TEXT NOT NULL,
        reached TEXT,
        run INTEGER,
        last_seen INTEGER,
        own_ids TEXT NOT NULL,
        next_number INTEGER NOT NULL,
        handed INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        key BLOB
    ) STRICT;
    CREATE TABLE request (
        number INTEGER PRIMARY KEY,
        local INTEGER NOT NULL,
        body TEXT NOT NULL,
        greeting INTEGER NOT NULL,
        failed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE draft (
        person TEXT NOT NULL PRIMARY KEY,
        text TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE item (
        place INTEGER PRIMARY KEY,
        time INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
";

/// What version 2 has more than version 1: the server's key.
const TO_VERSION_2: &str = "ALTER TABLE session ADD COLUMN key BLOB; PRAGMA user_version = 2;";

/// Why a session's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// What stands in it makes no sense; it is to be set aside.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// A newer version of this program wrote it.
    #[error("the file has version {0}, this program knows {VERSION}")]
    Newer(i64),
    /// The program ended before anything was written to it.
    #[error("the file is empty")]
    Empty,
    /// There is no room.
    #[error("the disk is full")]
    Full,
    /// Anything else: it may work later.
    #[error("{0}")]
    Other(String),
}

/// An open file.
#[derive(Debug)]
pub(super) struct SessionFile {
    connection: Connection,
    /// Entries written since the transcript was cut.
    uncut: usize,
}

impl SessionFile {
    /// Makes the file of a session that begins.
    pub(super) fn create(path: &Path) -> Result<Self, FileError> {
        private_file(path).map_err(|error| of_io(&error))?;
        let mut file = Self::connect(path, BUSY_WRITING)?;
        let begun: i64 = file.pragma("application_id")?;
        if begun != 0 {
            file.bring_up_to_date()?;
        } else {
            let transaction = file.connection.transaction()?;
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.commit()?;
        }
        Ok(file)
    }

    /// Opens what an earlier program left. `thoroughly` reads every page of it.
    pub(super) fn open(path: &Path, thoroughly: bool) -> Result<Self, FileError> {
        // SQLite would make a file where there is none.
        std::fs::metadata(path).map_err(|error| of_io(&error))?;
        let mut file = Self::connect(path, BUSY_LOOKING)?;
        let application: i64 = file.pragma("application_id")?;
        if application == 0 && file.has_no_tables()? {
            return Err(FileError::Empty);
        }
        if application != APPLICATION_ID {
            return Err(FileError::Damaged("it is not a session".to_owned()));
        }
        let version: i64 = file.pragma("user_version")?;
        if version > VERSION {
            return Err(FileError::Newer(version));
        }
        file.bring_up_to_date()?;
        if thoroughly {
            let found: String = file
                .connection
                .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if found != "ok" {
                return Err(FileError::Damaged(found));
            }
        }
        Ok(file)
    }

    fn connect(path: &Path, busy: Duration) -> Result<Self, FileError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(busy)?;
        // What is committed survives the crash of the program; a crash of the whole computer can
        // cost the last moments, and never the file.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        Ok(Self {
            connection,
            uncut: 0,
        })
    }

    /// Two programs may look at it at once.
    fn bring_up_to_date(&mut self) -> Result<(), FileError> {
        let is_old =
            |connection: &Connection| {
                connection
                    .pragma_query_value(None, "user_version", |row| Ok(row.get::<_, i64>(0)? == 1))
            };
        if is_old(&self.connection)? {
            let immediate = TransactionBehavior::Immediate;
            let transaction = self.connection.transaction_with_behavior(immediate)?;
            if is_old(&transaction)? {
                transaction.execute_batch(TO_VERSION_2)?;
            }
            transaction.commit()?;
        }
        Ok(())
    }

    fn has_no_tables(&self) -> Result<bool, FileError> {
        let query = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = self.connection.query_row(query, [], |row| row.get(0))?;
        Ok(tables == 0)
    }

    fn pragma(&self, name: &str) -> Result<i64, FileError> {
        Ok(self
            .connection
            .pragma_query_value(None, name, |row| row.get(0))?)
    }

    /// Writes what changed, all or nothing.
    pub(super) fn write(
        &mut self,
        kept: &Kept,
        unwritten: &Unwritten,
        now: UnixMillis,
    ) -> Result<(), FileError> {
        self.uncut += unwritten.items.len();
        let transaction = self.connection.transaction()?;
        if unwritten.session {
            write_session(&transaction, kept, now)?;
        }
        for number in &unwritten.requests {
            match kept.requests.get(number) {
                Some(request) => write_request(&transaction, *number, request)?,
                None => {
                    let mut delete =
                        transaction.prepare_cached("DELETE FROM request WHERE number = ?1")?;
                    delete.execute([number.0.cast_signed()])?;
                }
            }
        }
        for to in &unwritten.drafts {
            let person = person_of(to);
            match kept.drafts.get(to) {
                Some(text) => {
                    let put = "INSERT OR REPLACE INTO draft (person, text) VALUES (?1, ?2)";
                    transaction.prepare_cached(put)?.execute([person, text])?;
                }
                None => {
                    let delete = "DELETE FROM draft WHERE person = ?1";
                    transaction.prepare_cached(delete)?.execute([person])?;
                }
            }
        }
        for item in &unwritten.items {
            let body = json(&ItemRecord::from(&item.kind))?;
            let put = "INSERT INTO item (time, body) VALUES (?1, ?2)";
            let time = item.time.0.cast_signed();
            transaction
                .prepare_cached(put)?
                .execute(params![time, body])?;
        }
        let cut = self.uncut >= CUT_EVERY;
        if cut {
            let delete = "DELETE FROM item WHERE place <= (SELECT max(place) FROM item) - ?1";
            transaction
                .prepare_cached(delete)?
                .execute([MAX_KEPT_ITEMS as i64])?;
        }
        transaction.commit()?;
        if cut {
            self.uncut = 0;
        }
        Ok(())
    }
}

fn write_session(
    transaction: &Transaction<'_>,
    kept: &Kept,
    now: UnixMillis,
) -> Result<(), FileError> {
    let put =
        "INSERT OR REPLACE INTO session (one, token, host, port, name, reached, run, last_seen,
        own_ids, next_number, handed, changed, wanted, key)
        VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let reached = kept.reached.map(|kind| match kind {
        ServerKind::Tertulia => "tertulia",
        ServerKind::Foreign => "foreign",
    });
    transaction.prepare_cached(put)?.execute(params![
        kept.token.0.as_slice(),
        kept.host,
        kept.port,
        kept.name,
        reached,
        kept.last_seen.map(|(run, _)| run.0.cast_signed()),
        kept.last_seen.map(|(_, last)| last.0.cast_signed()),
        json(&kept.own_ids)?,
        kept.next_number.0.cast_signed(),
        kept.handed.0.cast_signed(),
        now.0.cast_signed(),
        kept.wanted,
        kept.key.map(|key| key.0),
    ])?;
    Ok(())
}

fn write_request(
    transaction: &Transaction<'_>,
    number: Number,
    request: &KeptRequest,
) -> Result<(), FileError> {
    let put = "INSERT OR REPLACE INTO request (number, local, body, greeting, failed)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    transaction.prepare_cached(put)?.execute(params![
        number.0.cast_signed(),
        request.local.0.cast_signed(),
        json(&BodyRecord::from(&request.body))?,
        request.greeting,
        request.failed,
    ])?;
    Ok(())
}

/// Nobody's name is empty, so that stands for everybody.
fn person_of(to: &Correspondent) -> &str {
    match to {
        Correspondent::Room => "",
        Correspondent::Person(name) => name,
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, FileError> {
    serde_json::to_string(value).map_err(|error| FileError::Other(error.to_string()))
}

/// Makes the file for its owner alone, before anything stands in it. SQLite gives the files that
/// it puts beside it the same permissions.
pub(super) fn private_file(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn of_io(error: &io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileError::Full,
        _ => FileError::Other(error.to_string()),
    }
}

impl From<rusqlite::Error> for FileError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    Self::Damaged(error.to_string())
                }
                ErrorCode::DiskFull => Self::Full,
                // A table that is missing is a generic error.
                ErrorCode::Unknown => Self::Damaged(error.to_string()),
                _ => Self::Other(error.to_string()),
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => Self::Damaged(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}
