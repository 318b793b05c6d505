//! What the system and the database say, in the few kinds that call for different answers.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

use super::schema;
use crate::storage::StorageError;

/// Why a history could not be opened. What is on the disk stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenHistoryError {
    /// Another Tertulia server keeps its history there: choose another profile, or keep none.
    #[error("another Tertulia server uses the history {}", .path.display())]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// The folder cannot be made, or nothing can be written there.
    #[error("cannot write in the folder {}: {source}", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database may only be read.
    #[error("the history {} cannot be written", .path.display())]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// Another program (a database browser, a backup) holds the database.
    #[error("another program has locked the history {}", .path.display())]
    Locked {
        /// The database.
        path: PathBuf,
    },
    /// A newer Tertulia made this history; this one does not touch it.
    #[error("the history {} has version {found}, this program knows up to {known}", .path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version it has.
        found: u32,
        /// The latest version that this program knows.
        known: u32,
    },
    /// It is a database of another program, which is left alone.
    #[error("{} is a database of another program", .path.display())]
    Foreign {
        /// The database.
        path: PathBuf,
    },
    /// No space is left.
    #[error("the disk is full: {}", .path.display())]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// Anything else.
    #[error("cannot open the history {}: {why}", .path.display())]
    Other {
        /// The database.
        path: PathBuf,
        /// As the system or the database says it.
        why: String,
    },
}

/// What went wrong, before it is known whom to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    Full,
    ReadOnly,
    Locked,
    Damaged(String),
    Newer(u32),
    Foreign,
    Other(String),
}

pub(super) type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    /// What the server's operator can do about it when the history is opened.
    pub(super) fn while_opening(self, path: &Path) -> OpenHistoryError {
        let path = path.to_owned();
        match self {
            Self::Full => OpenHistoryError::Full { path },
            Self::ReadOnly => OpenHistoryError::ReadOnly { path },
            Self::Locked => OpenHistoryError::Locked { path },
            Self::Newer(found) => OpenHistoryError::Newer {
                path,
                found,
                known: schema::VERSION,
            },
            Self::Foreign => OpenHistoryError::Foreign { path },
            Self::Damaged(why) | Self::Other(why) => OpenHistoryError::Other { path, why },
        }
    }

    /// SQLite says "disk I/O error" for what a file of our own in the same folder explains better: a
    /// quota, a file system that became read-only.
    pub(super) fn explained_in(self, folder: &Path) -> Self {
        let Self::Other(why) = self else {
            return self;
        };
        let probe = folder.join(format!(".tertulia-probe-{}", std::process::id()));
        // More than a file system keeps beside the file's name.
        let written = std::fs::write(&probe, [0; 16 << 10]);
        // It may not even have been made.
        let _ = std::fs::remove_file(&probe);
        match written.map_err(Self::from) {
            Err(known @ (Self::Full | Self::ReadOnly)) => known,
            _ => Self::Other(why),
        }
    }
}

impl From<Fault> for StorageError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::ReadOnly => Self::ReadOnly,
            Fault::Locked => Self::Locked,
            Fault::Damaged(why) => Self::Damaged(why),
            Fault::Newer(version) => Self::Other(format!("the database has version {version}")),
            Fault::Foreign => Self::Other("a database of another program is there".to_owned()),
            Fault::Other(why) => Self::Other(why),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Other(error.to_string()),
        }
    }
}

/// A value that is not of the column's type.
impl From<FromSqlError> for Fault {
    fn from(error: FromSqlError) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error;
        /// The file ends before a page that it should have.
        const SHORT_READ: i32 = 522;
        /// The shared memory beside the database could not be given its size.
        const SHARED_MEMORY_SIZE: i32 = 4_874;

        let said = error.to_string();
        match error {
            Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows => return Self::Damaged(said),
            _ => {}
        }
        if misses_a_table(&said) {
            return Self::Damaged(said);
        }
        let Some(code) = error.sqlite_error() else {
            return Self::Other(said);
        };
        match code.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(said),
            _ if code.extended_code == SHORT_READ => Self::Damaged(said),
            _ if code.extended_code == SHARED_MEMORY_SIZE => Self::Full,
            _ => Self::Other(said),
        }
    }
}

/// Whether it has another format, or a statement of ours did not find the tables, that every database of ours has.
fn misses_a_table(said: &str) -> bool {
    const SIGNS: [&str; 6] = [
        "unsupported file format",
        "no such ",
        "no column named",
        "vtable constructor failed",
        "malformed",
        "invalid fts5",
    ];
    SIGNS.iter().any(|sign| said.contains(sign))
}
