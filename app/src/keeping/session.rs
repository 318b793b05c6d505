//! One session on this computer: its file's place, and the lock that says it is alive.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::file::{SessionFile, private_file};

/// Names a session's file; nothing in it comes from the session's secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub(super) u64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for SessionId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        id.map(Self).ok_or(())
    }
}

/// A session that is alive in this process. Its lock is held until the last clone is dropped; a
/// session that was [discarded](Self::discard) leaves no file behind then.
#[derive(Debug, Clone)]
pub struct Session {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    id: SessionId,
    folder: PathBuf,
    /// Held while the file exists.
    lock: Mutex<Option<File>>,
    discarded: AtomicBool,
}

impl Session {
    /// A session in that folder; `lock` is held already where the file exists.
    pub(super) fn new(folder: &Path, id: SessionId, lock: Option<File>) -> Self {
        Self {
            inner: Arc::new(Inner {
                id,
                folder: folder.to_owned(),
                lock: Mutex::new(lock),
                discarded: AtomicBool::new(false),
            }),
        }
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.inner.id
    }

    /// Where it is kept, as soon as there is something to keep.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        path_of(&self.inner.folder, self.inner.id)
    }

    /// How many own messages are kept whose fate is open.
    #[must_use]
    pub fn undecided(&self) -> u64 {
        if self.is_discarded() {
            return 0;
        }
        let file = SessionFile::open(&self.path(), false);
        file.and_then(|file| file.summary())
            .map_or(0, |summary| summary.waiting)
    }

    /// It ended as it should: nothing of it is kept any more.
    pub fn discard(&self) {
        self.inner.discarded.store(true, Ordering::Release);
        self.inner.remove();
    }

    /// Whether nothing of it is kept any more.
    #[must_use]
    pub fn is_discarded(&self) -> bool {
        self.inner.discarded.load(Ordering::Acquire)
    }

    /// Makes the folder, and takes the lock if it is not held yet.
    pub(super) fn hold(&self) -> io::Result<()> {
        let mut lock = self.lock();
        if lock.is_none() {
            private_folder(&self.inner.folder)?;
            let file = private_file(&lock_path_of(&self.inner.folder, self.inner.id))?;
            file.try_lock()?;
            *lock = Some(file);
        }
        Ok(())
    }

    /// A file was made or written after [`discard`](Self::discard) took everything away.
    pub(super) fn discard_again(&self) {
        self.inner.remove();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<File>> {
        let lock = self.inner.lock.lock();
        lock.unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Inner {
    /// The lock's file goes last: whoever finds no session beside a lock leaves it alone.
    fn remove(&self) {
        remove_files(&self.folder, self.id);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Where open files cannot be taken away, they can now.
        if self.discarded.load(Ordering::Acquire) {
            if let Ok(lock) = self.lock.get_mut() {
                lock.take();
            }
            self.remove();
        }
    }
}

pub(super) fn path_of(folder: &Path, id: SessionId) -> PathBuf {
    folder.join(format!("{id}.sqlite3"))
}

pub(super) fn lock_path_of(folder: &Path, id: SessionId) -> PathBuf {
    folder.join(format!("{id}.lock"))
}

/// SQLite's own files beside one of its databases.
pub(super) fn beside(path: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|end| {
        let mut path = path.as_os_str().to_owned();
        path.push(end);
        path.into()
    })
}

/// Takes a session's files away, the lock last.
pub(super) fn remove_files(folder: &Path, id: SessionId) {
    let path = path_of(folder, id);
    let [log, index] = beside(&path);
    for path in [path, log, index, lock_path_of(folder, id)] {
        if let Err(error) = std::fs::remove_file(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, path = %path.display(), "a session's file stays");
        }
    }
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
