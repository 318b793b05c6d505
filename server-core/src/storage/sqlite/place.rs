//! The files of a history: which they are, and how they are set aside.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tertulia_protocol::UnixMillis;

use super::errors::{Fault, Result};
use super::schema::{APPLICATION_ID, VERSION};

/// Where the files of a history are.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) database: PathBuf,
    /// What is committed and not yet in the database itself.
    pub(super) log: PathBuf,
    pub(super) shared_memory: PathBuf,
    pub(super) lock: PathBuf,
}

impl Place {
    pub(super) fn of(database: &Path) -> Self {
        let folder = match database.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        Self {
            folder,
            database: database.to_owned(),
            log: with_ending(database, "-wal"),
            shared_memory: with_ending(database, "-shm"),
            lock: with_ending(database, ".lock"),
        }
    }

    /// Makes the folder where it is missing, for its owner only.
    pub(super) fn make_folder(&self) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)
    }

    /// Makes an empty database where none is, for its owner only. SQLite gives the files that it
    /// makes beside it the same permissions.
    pub(super) fn make_database(&self) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&self.database) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }

    /// Looks at the first bytes, before SQLite may change anything: whether this is a history, and
    /// one of a known version.
    pub(super) fn look(&self) -> Result<()> {
        const MAGIC: &[u8] = b"SQLite format 3\0";
        let mut header = Vec::new();
        match fs::File::open(&self.database) {
            Ok(file) => {
                file.take(100).read_to_end(&mut header)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        if header.is_empty() {
            // SQLite would delete the log of an empty database.
            return match fs::metadata(&self.log) {
                Ok(log) if log.len() > 0 => {
                    let why = "it is empty or missing, and its log is not".to_owned();
                    Err(Fault::Damaged(why))
                }
                _ => Ok(()),
            };
        }
        if header.len() < 100 || !header.starts_with(MAGIC) {
            return Err(Fault::Damaged("file is not a database".to_owned()));
        }
        let number = |at: usize| {
            let bytes = header[at..].first_chunk().copied().unwrap_or_default();
            u32::from_be_bytes(bytes)
        };
        match (number(68), number(60)) {
            (APPLICATION_ID, version) if version > VERSION => Err(Fault::Newer(version)),
            // Zero: begun, and interrupted before the first checkpoint.
            (APPLICATION_ID | 0, _) => Ok(()),
            _ => Err(Fault::Foreign),
        }
    }

    /// Whether anything of a database is there.
    pub(super) fn is_taken(&self) -> bool {
        let files = [&self.database, &self.log];
        files.into_iter().any(|file| is_there(file))
    }

    /// Moves the database and what stands beside it, all of it or nothing.
    pub(super) fn move_to(&self, other: &Self) -> io::Result<()> {
        let files = [
            (&self.log, &other.log),
            (&self.shared_memory, &other.shared_memory),
            (&self.database, &other.database),
        ];
        let mut moved = Vec::new();
        for (from, to) in files {
            match fs::rename(from, to) {
                Ok(()) => moved.push((from, to)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    for (from, to) in moved {
                        fs::rename(to, from)?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Gives whatever is there of the database, its log and its shared memory another name, and says
    /// which. The log goes first: a database without it is older, a log without it would be deleted.
    pub(super) fn set_aside(&self, now: UnixMillis) -> Result<Option<PathBuf>> {
        let files = [
            (&self.log, "-wal"),
            (&self.shared_memory, "-shm"),
            (&self.database, ""),
        ];
        if !files.iter().any(|(file, _)| is_there(file)) {
            return Ok(None);
        }
        let seconds = now.0 / 1_000;
        let names = (0_u32..).map(|number| match number {
            0 => with_ending(&self.database, &format!(".damaged-{seconds}")),
            _ => with_ending(&self.database, &format!(".damaged-{seconds}-{number}")),
        });
        // More than anybody has in one second.
        let free = |name: &PathBuf| {
            let taken = |(_, ending): &(&PathBuf, &str)| is_there(&with_ending(name, ending));
            !files.iter().any(taken)
        };
        let aside = names
            .take(1_000)
            .find(free)
            .ok_or_else(|| Fault::Other("too many damaged databases".to_owned()))?;
        for (file, ending) in files {
            match fs::rename(file, with_ending(&aside, ending)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(Some(aside))
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
