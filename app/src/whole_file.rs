//! A file that appears whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file under way. What is written goes into a temporary file beside it, which takes its name
/// in [`WholeFile::finish`]; one that is dropped before leaves nothing behind.
#[derive(Debug)]
pub(crate) struct WholeFile {
    path: PathBuf,
    temporary: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Begins a file that is to stand at `path`, in a folder that exists.
    ///
    /// # Errors
    /// What the system says when nothing can be written into that folder.
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        // In the same folder, because a file can only be renamed within one file system.
        let temporary = tempfile::Builder::new()
            .prefix(".tertulia-")
            .suffix(".tmp")
            .tempfile_in(folder_of(path))?;
        Ok(Self {
            path: path.to_owned(),
            temporary: BufWriter::new(temporary),
        })
    }

    /// Puts the file in its place once it is on the disk. What stands there is replaced if
    /// `replace` says so, and left as it is otherwise.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], or what the system says. Nothing was changed.
    pub(crate) fn finish(self, replace: bool) -> io::Result<()> {
        let Self { path, temporary } = self;
        let temporary = temporary.into_inner().map_err(io::Error::from)?;
        temporary.as_file().sync_all()?;
        let persisted = if replace {
            temporary.persist(&path)
        } else {
            temporary.persist_noclobber(&path)
        };
        persisted.map_err(|error| error.error)?;
        // The new name itself is on the disk only when the folder is; systems without that say so.
        if let Err(error) = File::open(folder_of(&path)).and_then(|folder| folder.sync_all()) {
            tracing::debug!(%error, "the folder could not be synchronised");
        }
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_there_before_the_end_and_nothing_stays_without_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.txt");
        let mut given_up = WholeFile::begin(&path).unwrap();
        given_up.write_all(b"half").unwrap();
        drop(given_up);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        let mut file = WholeFile::begin(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        file.finish(false).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn what_stands_there_is_replaced_only_when_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.txt");
        std::fs::write(&path, "old").unwrap();
        let begin = || {
            let mut file = WholeFile::begin(&path).unwrap();
            file.write_all(b"new").unwrap();
            file
        };
        let error = begin().finish(false).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        begin().finish(true).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nowhere").join("log.txt");
        let error = WholeFile::begin(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
