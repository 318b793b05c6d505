//! A history under another name, while no server uses it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place::Place;
use crate::lock::{Lock, LockError};

/// Why a history stays where it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MoveHistoryError {
    /// A server uses it, or one of the other name.
    #[error("a server uses the history {}", .path.display())]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// There is one of the other name, which is not overwritten.
    #[error("there is a history {} already", .path.display())]
    Exists {
        /// The database.
        path: PathBuf,
    },
    /// What the system says.
    #[error("the history {} cannot be moved: {source}", .path.display())]
    Io {
        /// The database.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
}

/// Gives the history at `from` the name `to`, in the same folder or another one that exists. Says
/// whether there was one.
///
/// # Errors
/// When it stays where it is, whole.
pub fn move_history(from: &Path, to: &Path) -> Result<bool, MoveHistoryError> {
    let (old, new) = (Place::of(from), Place::of(to));
    if !old.is_taken() || from == to {
        return Ok(old.is_taken());
    }
    let _held = lock(&old, from)?;
    if new.is_taken() {
        return Err(MoveHistoryError::Exists {
            path: to.to_owned(),
        });
    }
    let _held_too = lock(&new, to)?;
    old.move_to(&new).map_err(|source| MoveHistoryError::Io {
        path: from.to_owned(),
        source,
    })?;
    // Nobody else has it, and it guards nothing any more.
    let _ = fs::remove_file(&old.lock);
    Ok(true)
}

fn lock(place: &Place, path: &Path) -> Result<Lock, MoveHistoryError> {
    let path = path.to_owned();
    Lock::take(&place.lock).map_err(|error| match error {
        LockError::InUse => MoveHistoryError::InUse { path },
        LockError::Io(source) => MoveHistoryError::Io { path, source },
    })
}
