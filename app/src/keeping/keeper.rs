//! Writes what a session keeps, and goes on in memory when that is not possible.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::file::{FileError, SessionFile};
use super::session::{Session, beside};
use crate::clock;
use crate::connection::{Change, Keeper, KeepingNews, Kept, Record};

/// What could not be written is tried again so often.
const AGAIN: Duration = Duration::from_secs(2);
/// So many names are tried for a damaged file.
const MANY_NAMES: u32 = 1_000;

/// Keeps one session in its file, which is made when there is something to keep.
#[derive(Debug)]
pub struct SessionKeeper {
    session: Session,
    record: Record,
    file: Option<SessionFile>,
    /// Since when nothing can be written, and when it is tried again.
    failing: Option<Instant>,
}

impl SessionKeeper {
    /// For a session that begins.
    #[must_use]
    pub fn new(session: Session, kept: Kept) -> Self {
        Self {
            session,
            record: Record::new(kept),
            file: None,
            failing: None,
        }
    }

    /// For a session whose file holds exactly this.
    #[must_use]
    pub fn going_on(session: Session, kept: Kept) -> Self {
        Self {
            session,
            record: Record::written(kept),
            file: None,
            failing: None,
        }
    }

    /// For a session of this process whose earlier connection ended; none when its file cannot be
    /// read, or nothing was ever written to it.
    #[must_use]
    pub fn again(session: Session) -> Option<Self> {
        let file = SessionFile::open(&session.path(), false);
        match file.and_then(|file| file.read_kept()) {
            Ok(kept) => Some(Self::going_on(session, kept)),
            Err(error) => {
                tracing::warn!(%error, "the session is not kept any more");
                None
            }
        }
    }

    fn write(&mut self, now: Instant) -> Option<KeepingNews> {
        if self.session.is_discarded() {
            self.record.note_written();
            return None;
        }
        let news = match self.try_to_write() {
            Ok(()) => self.failing.take().map(|_| KeepingNews::Working),
            Err(FileError::Damaged(detail)) => self.begin_anew(now, &detail),
            Err(error) => self.fail(now, &error),
        };
        // The window may have been closed meanwhile.
        if self.session.is_discarded() {
            self.file = None;
            self.session.discard_again();
        }
        news
    }

    fn try_to_write(&mut self) -> Result<(), FileError> {
        // Somebody may have taken the file away while it was in use.
        if self.file.is_some() && !self.session.path().exists() {
            self.file = None;
            self.record.write_all_again();
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                self.session
                    .hold()
                    .map_err(|error| FileError::Other(error.to_string()))?;
                self.file.insert(SessionFile::create(&self.session.path())?)
            }
        };
        file.write(self.record.kept(), self.record.unwritten(), clock::now())?;
        self.record.note_written();
        Ok(())
    }

    /// The file is damaged: it is kept under another name, and everything that is known here
    /// begins a fresh one.
    fn begin_anew(&mut self, now: Instant, detail: &str) -> Option<KeepingNews> {
        tracing::warn!(detail, "a session's file is damaged");
        self.file = None;
        let aside = match set_aside(&self.session.path()) {
            Ok(aside) => aside,
            Err(error) => return self.fail(now, &FileError::Other(error.to_string())),
        };
        self.record.write_all_again();
        match self.try_to_write() {
            Ok(()) => {
                self.failing = None;
                Some(KeepingNews::SetAside(aside))
            }
            Err(error) => self.fail(now, &error),
        }
    }

    fn fail(&mut self, now: Instant, error: &FileError) -> Option<KeepingNews> {
        // What was opened may be gone, or on a disk that went: the next attempt opens it anew.
        self.file = None;
        let first = self.failing.replace(now + AGAIN).is_none();
        if !first {
            return None;
        }
        tracing::warn!(%error, "the session cannot be kept");
        Some(KeepingNews::Failing {
            full: matches!(error, FileError::Full),
            detail: error.to_string(),
        })
    }
}

impl Keeper for SessionKeeper {
    fn kept(&self) -> &Kept {
        self.record.kept()
    }

    fn keep(&mut self, now: Instant, changes: Vec<Change>) -> Option<KeepingNews> {
        for change in changes {
            self.record.apply(change, clock::now());
        }
        // A full disk is not asked again for every message.
        if self.failing.is_some_and(|at| now < at) || self.record.unwritten().is_empty() {
            return None;
        }
        self.write(now)
    }

    fn handle_timeout(&mut self, now: Instant) -> Option<KeepingNews> {
        if self.failing.is_some_and(|at| now >= at) {
            self.write(now)
        } else {
            None
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.failing
    }
}

/// Gives a damaged file another name, under which nothing stands yet. It is never deleted.
pub(super) fn set_aside(path: &Path) -> std::io::Result<PathBuf> {
    let seconds = clock::now().0 / 1_000;
    let named = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".damaged-{seconds}"));
        if number > 0 {
            name.push(format!("-{number}"));
        }
        PathBuf::from(name)
    };
    let free = (0..MANY_NAMES).map(named).find(|path| !path.exists());
    let aside = free.ok_or(std::io::ErrorKind::AlreadyExists)?;
    // It may have been taken away while it was in use.
    if path.exists() {
        std::fs::rename(path, &aside)?;
    }
    for (from, to) in beside(path).into_iter().zip(beside(&aside)) {
        if from.exists() {
            std::fs::rename(from, to)?;
        }
    }
    Ok(aside)
}
