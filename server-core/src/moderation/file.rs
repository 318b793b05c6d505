//! The operator's decisions in a small file of their own (JSON), so that they outlive the server.
//!
//! A file that cannot be read stops the server's start, and is left as it is: a server whose bans
//! silently vanished would be worse than none. The file holds the tokens of muted sessions, so
//! only its owner may read it. A lock beside it keeps a second server out, which would overwrite what
//! the first one decides.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tertulia_protocol::{PersonId, RunId, Token, UnixMillis};

use super::{Ban, Moderation, Mute, MuteId};
use crate::lock::{Lock, LockError};

/// The version of the format that this program writes, and the highest that it reads.
const VERSION: u32 = 1;

/// No operator decides so much; something else must be in a longer file.
const MOST_BYTES: u64 = 16 << 20;

/// Where the decisions are kept, for one server alone.
#[derive(Debug)]
pub struct ModerationFile {
    path: PathBuf,
    /// None where nothing can be written, so far: then nobody else can write there either.
    lock: Option<Lock>,
}

/// Why the file with the operator's decisions cannot be used. It is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum ModerationFileError {
    /// Another server keeps its decisions there.
    #[error("another server uses {}", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("{} cannot be read: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not what this program writes.
    #[error("{}, line {line}, column {column}: {detail}", .path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// Where, counted from 1; 0 where that cannot be told.
        line: usize,
        /// Where in that line.
        column: usize,
        /// What was expected there.
        detail: String,
    },
    /// A newer Tertulia wrote it.
    #[error("{} has version {found}, and {known} is the latest known", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version it has.
        found: u32,
        /// The latest version that this program knows.
        known: u32,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    /// The run that gave the ids of people.
    run: RunId,
    frozen: bool,
    bans: Vec<KeptBan>,
    mutes: Vec<KeptMute>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptBan {
    network: IpNet,
    name: Option<String>,
    since: UnixMillis,
    until: Option<UnixMillis>,
    reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptMute {
    id: u64,
    name: String,
    network: IpNet,
    since: UnixMillis,
    until: Option<UnixMillis>,
    reason: Option<String>,
    person: Option<PersonId>,
    latest_person: PersonId,
    token: Option<Token>,
}

/// Read before the rest, which may look different in another version.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl ModerationFile {
    /// At this path, for as long as the value lives. Only a lock is created, and the folder for it,
    /// before something is saved. Where not even that can be, in a folder that may only be read, the
    /// decisions of before hold, and every [`ModerationFile::save`] tries it again.
    ///
    /// # Errors
    /// [`ModerationFileError::InUse`].
    pub fn open(path: PathBuf) -> Result<Self, ModerationFileError> {
        let lock = match take_lock(&path) {
            Ok(lock) => Some(lock),
            Err(LockError::InUse) => return Err(ModerationFileError::InUse { path }),
            Err(LockError::Io(error)) => {
                tracing::debug!(%error, path = %path.display(), "nothing can be kept there");
                None
            }
        };
        Ok(Self { path, lock })
    }

    /// Like [`ModerationFile::open`], but creates nothing: none where no server has ever been.
    ///
    /// # Errors
    /// [`ModerationFileError::InUse`].
    pub fn existing(path: PathBuf) -> Result<Option<Self>, ModerationFileError> {
        let is_known = path.exists() || lock_path(&path).exists();
        is_known.then(|| Self::open(path)).transpose()
    }

    /// Whether anything is kept there.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is kept there, for a server that is in this run; nothing where there is no file.
    ///
    /// # Errors
    /// When it cannot be read, or not be understood.
    pub fn load(&self, run: RunId) -> Result<Moderation, ModerationFileError> {
        let text = match self.read() {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                return Ok(Moderation::default());
            }
            Err(source) => {
                let path = self.path.clone();
                return Err(ModerationFileError::Unreadable { path, source });
            }
        };
        let (mut moderation, kept_by) = self.parse(&text)?;
        moderation.belong_to(Some(kept_by), run);
        Ok(moderation)
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(&self.path)?
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn parse(&self, bytes: &[u8]) -> Result<(Moderation, RunId), ModerationFileError> {
        let broken = |error: &serde_json::Error| {
            let (line, column) = (error.line(), error.column());
            // It says at its end where that is, too.
            let said = error.to_string();
            let place = format!(" at line {line} column {column}");
            ModerationFileError::Broken {
                path: self.path.clone(),
                line,
                column,
                detail: said.strip_suffix(&place).unwrap_or(&said).to_owned(),
            }
        };
        if bytes.len() as u64 > MOST_BYTES {
            return Err(ModerationFileError::Broken {
                path: self.path.clone(),
                line: 0,
                column: 0,
                detail: format!("more than {MOST_BYTES} bytes"),
            });
        }
        let Versioned { version } =
            serde_json::from_slice(bytes).map_err(|error| broken(&error))?;
        if version > VERSION {
            return Err(ModerationFileError::Newer {
                path: self.path.clone(),
                found: version,
                known: VERSION,
            });
        }
        let document: Document = serde_json::from_slice(bytes).map_err(|error| broken(&error))?;
        Ok(document.open())
    }

    /// Keeps the decisions of a server in this run, all or nothing: in a temporary file beside it,
    /// which then takes its place.
    ///
    /// # Errors
    /// What the system says, or that another server uses the file by now; it is as it was.
    pub fn save(&mut self, moderation: &Moderation, run: RunId) -> io::Result<()> {
        self.hold().map_err(|error| match error {
            LockError::Io(error) => error,
            LockError::InUse => io::Error::other("another server uses it"),
        })?;
        let mut text = serde_json::to_vec_pretty(&Document::of(moderation, run))?;
        text.push(b'\n');
        // Only its owner may read what this makes.
        let mut file = tempfile::NamedTempFile::new_in(self.folder())?;
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        self.sync_folder();
        Ok(())
    }

    /// Gives what is kept there another name, which nothing has.
    ///
    /// # Errors
    /// What the system says; it stays where it is.
    pub fn rename(self, to: &Path) -> io::Result<()> {
        fs::rename(&self.path, to)?;
        self.sync_folder();
        self.forget_lock();
        Ok(())
    }

    /// Deletes what is kept there. Says whether there was anything.
    ///
    /// # Errors
    /// What the system says; it is all there still.
    pub fn delete(self) -> io::Result<bool> {
        let existed = match fs::remove_file(&self.path) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        self.sync_folder();
        self.forget_lock();
        Ok(existed)
    }

    /// Holds the lock, also where its file or the whole folder was deleted.
    fn hold(&mut self) -> Result<(), LockError> {
        match &mut self.lock {
            Some(lock) => {
                make_folder(&self.path).map_err(LockError::Io)?;
                lock.renew()
            }
            None => {
                self.lock = Some(take_lock(&self.path)?);
                Ok(())
            }
        }
    }

    /// Nobody else has the lock, and it guards nothing any more.
    fn forget_lock(&self) {
        if self.lock.is_some() {
            let _ = fs::remove_file(lock_path(&self.path));
        }
    }

    fn folder(&self) -> &Path {
        folder_of(&self.path)
    }

    /// A name is on the disk only when its folder is; systems without that say so.
    fn sync_folder(&self) {
        if let Err(error) = File::open(self.folder()).and_then(|folder| folder.sync_all()) {
            tracing::debug!(%error, "the folder could not be synchronised");
        }
    }
}

fn take_lock(path: &Path) -> Result<Lock, LockError> {
    make_folder(path).map_err(LockError::Io)?;
    Lock::take(&lock_path(path))
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent();
    folder
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Makes the folder where it is missing, for its owner only.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder_of(path))
}

impl Document {
    fn of(moderation: &Moderation, run: RunId) -> Self {
        let ban = |ban: &Ban| KeptBan {
            network: ban.network,
            name: ban.name.clone(),
            since: ban.since,
            until: ban.until,
            reason: ban.reason.clone(),
        };
        let mute = |mute: &Mute| KeptMute {
            id: mute.id.0,
            name: mute.name.clone(),
            network: mute.network,
            since: mute.since,
            until: mute.until,
            reason: mute.reason.clone(),
            person: mute.person,
            latest_person: mute.latest_person,
            token: mute.token,
        };
        Self {
            version: VERSION,
            run,
            frozen: moderation.frozen,
            bans: moderation.bans.iter().map(ban).collect(),
            mutes: moderation.mutes.iter().map(mute).collect(),
        }
    }

    fn open(self) -> (Moderation, RunId) {
        let ban = |ban: KeptBan| Ban {
            network: ban.network.trunc(),
            name: ban.name,
            since: ban.since,
            until: ban.until,
            reason: ban.reason,
        };
        // Whatever the file says, each has an id of its own and there is a next one.
        let mute = |(id, mute): (u64, KeptMute)| Mute {
            id: MuteId(id),
            name: mute.name,
            network: mute.network.trunc(),
            since: mute.since,
            until: mute.until,
            reason: mute.reason,
            person: mute.person,
            latest_person: mute.latest_person,
            token: mute.token,
        };
        let moderation = Moderation {
            frozen: self.frozen,
            bans: self.bans.into_iter().map(ban).collect(),
            latest: self.mutes.len() as u64,
            mutes: (1..).zip(self.mutes).map(mute).collect(),
        };
        (moderation, self.run)
    }
}

#[cfg(test)]
mod tests;
