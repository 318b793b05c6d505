//! The folder of all sessions: which were left by a crash, and who goes on with which.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tertulia_protocol::{Token, UnixMillis};

use super::file::{FileError, SessionFile, Summary, private_file};
use super::keeper::{SessionKeeper, set_aside};
use super::session::{Session, SessionId, lock_path_of, path_of, remove_files};
use crate::connection::{Kept, Restored, ServerKind};

/// A lock that somebody holds is tried so often, and so far apart: whoever lists the sessions
/// holds each for a moment.
const LOOKS: u32 = 20;
const LOOK: Duration = Duration::from_millis(10);
/// The folder's name in the platform's data folder.
const FOLDER: &str = "sessions";

/// The sessions that are kept on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sessions {
    folder: PathBuf,
}

/// A session that ended without a goodbye and can be continued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its name, for [`Sessions::take_up`].
    pub id: SessionId,
    /// As whom.
    pub name: String,
    /// The name that was asked for at first; usually the same.
    pub wanted: String,
    /// The server's host as it was given.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// What kind of server it was; none if it was never reached.
    pub reached: Option<ServerKind>,
    /// Own messages that were not confirmed, those that failed included.
    pub waiting: u64,
    /// Messages that were being written.
    pub drafts: u64,
    /// Messages in its transcript.
    pub messages: u64,
    /// When something in it last changed.
    pub changed: UnixMillis,
}

/// Why a session cannot be continued.
#[derive(Debug, thiserror::Error)]
pub enum TakeUpError {
    /// Another window goes on with it, or it was discarded.
    #[error("it is continued elsewhere")]
    Taken,
    /// Its file is damaged and stands under this name now.
    #[error("its file is damaged: {detail}")]
    Damaged {
        /// Where what is left of it stands.
        aside: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// It cannot be read at the moment, or was written by a newer version.
    #[error("{0}")]
    Unreadable(String),
}

impl Sessions {
    /// Those in the data folder `data`, which need not exist yet.
    #[must_use]
    pub fn in_folder(data: &Path) -> Self {
        Self {
            folder: data.join(FOLDER),
        }
    }

    /// Where they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A session that begins, and its keeper. Nothing is written before there is something to keep.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn begin(&self, host: &str, port: u16, name: &str) -> io::Result<(Session, SessionKeeper)> {
        let (mut secret, mut id) = ([0; 16], [0; 8]);
        getrandom::fill(&mut secret).map_err(io::Error::other)?;
        getrandom::fill(&mut id).map_err(io::Error::other)?;
        let id = SessionId(u64::from_ne_bytes(id));
        let session = Session::new(&self.folder, id, None);
        let kept = Kept::new(Token(secret), host, port, name);
        Ok((session.clone(), SessionKeeper::new(session, kept)))
    }

    /// Everything that was left by a crash, the latest first. What holds nothing is tidied away;
    /// what is damaged is set aside.
    #[must_use]
    pub fn offers(&self) -> Vec<Offer> {
        let mut offers: Vec<Offer> = self
            .ids()
            .into_iter()
            .filter_map(|id| self.offer(id))
            .collect();
        offers.sort_by_key(|offer| (std::cmp::Reverse(offer.changed), offer.id));
        offers
    }

    /// Goes on with a session. From now on nobody else can.
    ///
    /// # Errors
    /// When somebody else was faster, or its file cannot be read.
    pub fn take_up(
        &self,
        id: SessionId,
    ) -> Result<(Session, SessionKeeper, Restored), TakeUpError> {
        let lock = self.lock(id).ok_or(TakeUpError::Taken)?;
        let path = path_of(&self.folder, id);
        let read = SessionFile::open(&path, true).and_then(|file| file.read());
        let restored = read.map_err(|error| match error {
            FileError::Damaged(detail) => match set_aside(&path) {
                Ok(aside) => TakeUpError::Damaged { aside, detail },
                Err(error) => TakeUpError::Unreadable(error.to_string()),
            },
            error => TakeUpError::Unreadable(error.to_string()),
        })?;
        let session = Session::new(&self.folder, id, Some(lock));
        let keeper = SessionKeeper::going_on(session.clone(), restored.kept.clone());
        Ok((session, keeper, restored))
    }

    /// The lock of a session that exists, for going on with it. Somebody who only looks at it holds
    /// it for a moment.
    fn lock(&self, id: SessionId) -> Option<File> {
        (0..LOOKS).find_map(|look| {
            if look > 0 {
                std::thread::sleep(LOOK);
            }
            self.try_lock(id, File::try_lock)
        })
    }

    /// Throws a session away. Gives whether nobody goes on with it.
    pub fn discard(&self, id: SessionId) -> bool {
        let Some(lock) = self.lock(id) else {
            return false;
        };
        Session::new(&self.folder, id, Some(lock)).discard();
        true
    }

    fn offer(&self, id: SessionId) -> Option<Offer> {
        let _lock = self.try_lock(id, File::try_lock_shared)?;
        let path = path_of(&self.folder, id);
        let summary = SessionFile::open(&path, false).and_then(|file| file.summary());
        match summary {
            Ok(summary) => {
                let offer = offer(id, summary);
                if offer.waiting + offer.drafts + offer.messages == 0 {
                    remove_files(&self.folder, id);
                    return None;
                }
                Some(offer)
            }
            Err(FileError::Empty) => {
                remove_files(&self.folder, id);
                None
            }
            Err(FileError::Damaged(detail)) => {
                match set_aside(&path) {
                    Ok(aside) => {
                        let aside = aside.display();
                        tracing::warn!(detail, %aside, "a session's file is damaged");
                    }
                    Err(error) => tracing::warn!(%error, "a damaged file cannot be set aside"),
                }
                None
            }
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "a session cannot be read");
                None
            }
        }
    }

    /// The lock of a session that exists and that nobody holds.
    fn try_lock(&self, id: SessionId, how: fn(&File) -> Result<(), TryLockError>) -> Option<File> {
        let path = path_of(&self.folder, id);
        // A lock is not made for what is not there.
        if !path.exists() {
            return None;
        }
        let lock = private_file(&lock_path_of(&self.folder, id)).ok()?;
        how(&lock).ok()?;
        // Whoever held it before may have taken the session away.
        if path.exists() {
            return Some(lock);
        }
        let _gone = std::fs::remove_file(lock_path_of(&self.folder, id));
        None
    }

    fn ids(&self) -> Vec<SessionId> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| {
                let name = entry.ok()?.file_name();
                name.to_str()?.strip_suffix(".sqlite3")?.parse().ok()
            })
            .collect()
    }
}

fn offer(id: SessionId, summary: Summary) -> Offer {
    Offer {
        id,
        name: summary.name,
        wanted: summary.wanted,
        host: summary.host,
        port: summary.port,
        reached: summary.reached,
        waiting: summary.waiting + summary.failed,
        drafts: summary.drafts,
        messages: summary.items,
        changed: summary.changed,
    }
}
