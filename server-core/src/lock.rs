//! One server for each of the files that outlive it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Held for as long as a server uses a history, or the file with its operator's decisions; the
/// system releases it with the process.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    held: File,
    identity: Option<FileIdentity>,
}

#[derive(Debug)]
pub(crate) enum LockError {
    InUse,
    Io(io::Error),
}

/// Which file it is that a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileIdentity(u64, u64);

impl FileIdentity {
    /// None when nothing is there, or it cannot be told.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(Self(metadata.dev(), metadata.ino()))
        }
        // Elsewhere an open file cannot be deleted or replaced.
        #[cfg(not(unix))]
        {
            let _ = metadata;
            Some(Self(0, 0))
        }
    }
}

impl Lock {
    pub(crate) fn take(path: &Path) -> Result<Self, LockError> {
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let held = options.open(path).map_err(LockError::Io)?;
        match held.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                held,
                identity: FileIdentity::of(path),
            }),
            Err(TryLockError::WouldBlock) => Err(LockError::InUse),
            Err(TryLockError::Error(error)) => Err(LockError::Io(error)),
        }
    }

    /// Takes the lock again where its file was deleted, so that it still keeps others out.
    pub(crate) fn renew(&mut self) -> Result<(), LockError> {
        if self.identity.is_none() || FileIdentity::of(&self.path) != self.identity {
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
