//! The key by which this installation's servers are known, in a file of its own.
//!
//! All servers of one installation have it together, since people trust a computer and its owner
//! rather than a port; it stands beside the histories and outlives each of them.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tertulia_server_core::{Identity, IdentityError};

use crate::settings;
use crate::whole_file::{WholeFile, folder_of};

/// Its folder, in the platform's folder for data.
const FOLDER: &str = "identity";
const FILE: &str = "server.pem";

/// Far more than a certificate and a key have.
const MOST_BYTES: u64 = 64 << 10;

/// Where the key is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFile {
    path: PathBuf,
}

/// Why the key cannot be used. Whatever stands in its file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityProblem {
    /// Nothing can be kept in its folder.
    Folder {
        /// What the system says.
        detail: String,
    },
    /// The file cannot be read.
    Unreadable {
        /// What the system says.
        detail: String,
    },
    /// Others on this computer may read or change the file.
    Open,
    /// It is no certificate with its key.
    Damaged {
        /// What the library says.
        detail: String,
    },
    /// No key could be made.
    NotMade {
        /// What the library says.
        detail: String,
    },
}

impl IdentityFile {
    /// In the platform's folder for data; on Linux `$XDG_DATA_HOME/tertulia/identity/server.pem`.
    /// None where the system names no such folder.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        settings::data_folder().map(|folder| Self::within(&folder))
    }

    /// In this folder for data. Nothing is made before [`IdentityFile::open`].
    #[must_use]
    pub fn within(data: &Path) -> Self {
        Self {
            path: data.join(FOLDER).join(FILE),
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the key. The first time, one is made and kept; two programs that do so at once come to
    /// have the same.
    ///
    /// # Errors
    /// Why it cannot be used; nothing was changed.
    pub fn open(&self) -> Result<Arc<Identity>, IdentityProblem> {
        if let Some(found) = self.read()? {
            return Ok(found);
        }
        let (made, pem) = Identity::generate().map_err(problem)?;
        match self.keep(&pem) {
            Ok(()) => Ok(Arc::new(made)),
            // Another program was quicker.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.read()?.ok_or_else(|| IdentityProblem::Unreadable {
                    detail: error.to_string(),
                })
            }
            Err(error) => Err(IdentityProblem::Folder {
                detail: error.to_string(),
            }),
        }
    }

    fn read(&self) -> Result<Option<Arc<Identity>>, IdentityProblem> {
        let unreadable = |error: io::Error| IdentityProblem::Unreadable {
            detail: error.to_string(),
        };
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        };
        if is_open_to_others(&file).map_err(unreadable)? {
            return Err(IdentityProblem::Open);
        }
        let mut pem = Vec::new();
        let mut file = file.take(MOST_BYTES);
        file.read_to_end(&mut pem).map_err(unreadable)?;
        let identity = Identity::from_pem(&pem).map_err(problem)?;
        Ok(Some(Arc::new(identity)))
    }

    /// Writes the file whole, for its owner alone, where none stands.
    fn keep(&self, pem: &str) -> io::Result<()> {
        make_folder(folder_of(&self.path))?;
        // Temporary files, which this begins as, are their owner's alone.
        let mut file = WholeFile::begin(&self.path)?;
        file.write_all(pem.as_bytes())?;
        file.finish(false)
    }
}

fn problem(error: IdentityError) -> IdentityProblem {
    match error {
        IdentityError::Damaged { why } => IdentityProblem::Damaged { detail: why },
        IdentityError::NotMade(error) => IdentityProblem::NotMade {
            detail: error.to_string(),
        },
    }
}

/// Whether anybody but the owner may read or change it. Such a key may have been copied already, and
/// making it private silently would hide that; so it is not used before somebody has looked.
#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    const OTHERS: u32 = 0o077;
    Ok(file.metadata()?.permissions().mode() & OTHERS != 0)
}

/// Elsewhere the folder of the user's data is private by itself.
#[cfg(not(unix))]
fn is_open_to_others(_file: &File) -> io::Result<bool> {
    Ok(false)
}

/// Makes the folder, its owner's alone; one that is there stays as it is.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = IdentityFile::within(folder.path());
        let made = file.open().unwrap().fingerprint();
        let again = IdentityFile::within(folder.path()).open().unwrap();
        assert_eq!(again.fingerprint(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(file.path()), 0o600);
            assert_eq!(mode(folder_of(file.path())), 0o700);
        }
        let entries = folder_of(file.path()).read_dir().unwrap().count();
        assert_eq!(entries, 1, "nothing else stays");
    }

    #[test]
    fn programs_that_make_it_at_once_come_to_have_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = IdentityFile::within(folder.path());
        let fingerprints: Vec<_> = std::thread::scope(|scope| {
            let opening: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| file.open().unwrap().fingerprint()))
                .collect();
            opening
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        let kept = file.open().unwrap().fingerprint();
        assert_eq!(fingerprints, [kept; 8]);
    }

    #[test]
    fn a_damaged_file_is_said_to_be_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = IdentityFile::within(folder.path());
        file.open().unwrap();
        let whole = fs::read(file.path()).unwrap();
        for damaged in [&b""[..], b"nonsense", &whole[..whole.len() / 2]] {
            fs::write(file.path(), damaged).unwrap();
            let problem = file.open().unwrap_err();
            assert!(
                matches!(problem, IdentityProblem::Damaged { .. }),
                "{problem:?}"
            );
            assert_eq!(fs::read(file.path()).unwrap(), damaged);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_or_change_is_not_used() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = IdentityFile::within(folder.path());
        let made = file.open().unwrap().fingerprint();
        let allow = |mode| {
            fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
        };
        for mode in [0o640, 0o604, 0o620, 0o777] {
            allow(mode);
            assert_eq!(file.open().unwrap_err(), IdentityProblem::Open, "{mode:o}");
        }
        allow(0o400);
        assert_eq!(file.open().unwrap().fingerprint(), made);
    }

    #[test]
    fn where_nothing_can_be_kept_no_key_is_made_up() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("file");
        fs::write(&in_the_way, "").unwrap();
        let problem = IdentityFile::within(&in_the_way).open().unwrap_err();
        assert!(
            matches!(
                problem,
                IdentityProblem::Folder { .. } | IdentityProblem::Unreadable { .. }
            ),
            "{problem:?}"
        );
    }
}
