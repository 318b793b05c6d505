//! One server per history.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::place::Identity;

/// Held for as long as a server uses a history; the system releases it with the process.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    held: File,
    identity: Option<Identity>,
}

#[derive(Debug)]
pub(super) enum LockError {
    InUse,
    Io(io::Error),
}

impl Lock {
    pub(super) fn take(path: &Path) -> Result<Self, LockError> {
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let held = options.open(path).map_err(LockError::Io)?;
        match held.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                held,
                identity: Identity::of(path),
            }),
            Err(TryLockError::WouldBlock) => Err(LockError::InUse),
            Err(TryLockError::Error(error)) => Err(LockError::Io(error)),
        }
    }

    /// Takes the lock again where its file was deleted, so that it still keeps others out.
    pub(super) fn renew(&mut self) -> Result<(), LockError> {
        if self.identity.is_none() || Identity::of(&self.path) != self.identity {
            *self = Self::take(&self.path)?;
        }
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The system does the same when the file is closed.
        let _ = self.held.unlock();
    }
}
