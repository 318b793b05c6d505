//! What the system and the database say, in the few kinds that call for different answers.

use std::io;
use std::path::PathBuf;

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
