//! An open database.

use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::config::Durability;
use super::errors::{Fault, Result};
use super::known::Ending;
use super::place::Place;
use crate::lock::FileIdentity;

/// How long another program may hold the database before that is an error.
const BUSY: Duration = Duration::from_millis(200);

/// How long the look for damage may take when the history is opened.
const CHECK: Duration = Duration::from_millis(150);

/// After so many pages (16 MiB) in the log, the commit that comes next moves them to the database,
/// should there never have been a quiet moment to do so.
const CHECKPOINT_PAGES: u32 = 4_096;

/// The connection, and which files it has open.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) connection: Connection,
    database: Option<FileIdentity>,
    log: Option<FileIdentity>,
    /// Commits since the log was last moved to the database.
    pub(super) commits: u32,
    /// Something failed in a way after which the connection is better opened again.
    pub(super) is_suspect: bool,
}

/// What has become of the files of an open database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// They are where they were.
    InPlace,
    /// The database is, its log is not.
    LogGone,
    /// The database is not.
    Gone,
}

impl Opened {
    /// Opens the database for writing, or an empty one. Nothing is written yet.
    pub(super) fn connect(place: &Place) -> Result<Connection> {
        place.make_database()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&place.database, flags)?;
        connection.busy_timeout(BUSY)?;
        // Closing must not change the files: they may be damaged, or not ours.
        tidy_on_close(&connection, false)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    /// Sets how the database is written.
    pub(super) fn prepare(connection: &Connection, durability: Durability) -> Result<()> {
        let mode: String =
            connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
        if mode != "wal" {
            let why = format!("write-ahead logging is not possible here, only {mode}");
            return Err(Fault::Other(why));
        }
        let synchronous = match durability {
            Durability::Process => "normal",
            Durability::Power => "full",
        };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        // Deleted messages are overwritten where that costs no extra writing.
        connection.pragma_update(None, "secure_delete", "fast")?;
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(())
    }

    /// Takes a prepared connection that has written something, so that its log is there.
    pub(super) fn of(connection: Connection, place: &Place) -> Self {
        Self {
            connection,
            database: FileIdentity::of(&place.database),
            log: FileIdentity::of(&place.log),
            commits: 0,
            is_suspect: false,
        }
    }

    pub(super) fn standing(&self, place: &Place) -> Standing {
        if FileIdentity::of(&place.database) != self.database {
            Standing::Gone
        } else if FileIdentity::of(&place.log) != self.log {
            Standing::LogGone
        } else {
            Standing::InPlace
        }
    }

    /// Moves what is in the log to the database.
    pub(super) fn checkpoint(&mut self, mode: &str) -> Result<()> {
        let pragma = format!("PRAGMA wal_checkpoint({mode})");
        let busy: i64 = self.connection.query_row(&pragma, [], |row| row.get(0))?;
        self.commits = 0;
        if busy == 0 {
            Ok(())
        } else {
            Err(Fault::Locked)
        }
    }
}

/// Whether SQLite tidies up when it closes the database: moves the log to it and deletes it.
pub(super) fn tidy_on_close(connection: &Connection, tidy: bool) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !tidy)?;
    Ok(())
}

/// How a server that ends suddenly leaves the history.
pub(super) fn sudden(durability: Durability) -> Ending {
    match durability {
        Durability::Process => Ending::Sudden,
        Durability::Power => Ending::SuddenButOnDisk,
    }
}

/// Looks for damage, the small tables first, for as long as there is time. What it does not come to
/// is noticed when it is read.
pub(super) fn check(connection: &mut Connection) -> Result<()> {
    // SQLite counts with 32 bits and shows the upper half of them as negative.
    let pages = |pragma| {
        let shown = connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        Ok::<_, Fault>(shown? & i64::from(u32::MAX))
    };
    // Otherwise noticed only by a commit that needs a free page.
    if pages("freelist_count")? >= pages("page_count")? {
        let why = "it says that it has more free pages than pages".to_owned();
        return Err(Fault::Damaged(why));
    }
    let until = Instant::now() + CHECK;
    connection.progress_handler(1_000, Some(move || Instant::now() >= until))?;
    let found = ["history", "session", "verdict", "reader", "message"]
        .into_iter()
        .try_for_each(|table| check_table(connection, table));
    connection.progress_handler(0, None::<fn() -> bool>)?;
    found
}

/// Looks for damage to the tables that are small and must be whole.
pub(super) fn check_all_but_messages(connection: &Connection) -> Result<()> {
    ["history", "session", "verdict"]
        .into_iter()
        .try_for_each(|table| check_table(connection, table))
}

fn check_table(connection: &Connection, table: &str) -> Result<()> {
    let pragma = format!("PRAGMA quick_check('{table}')");
    match connection.query_row(&pragma, [], |row| row.get::<_, String>(0)) {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(Fault::Damaged(said)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
