//! Which addresses are Tertulia servers, so that the next welcome comes at once.
//!
//! It is a convenience and never more: a file that cannot be read or written only costs 300 ms.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

const FILE: &str = "known-servers.json";
/// Addresses kept; the longest unused ones go first.
const MAX_KNOWN: usize = 1_000;

/// The file's content. Unknown fields are ignored.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Content {
    /// `host:port`, the most recently welcomed last.
    tertulia: Vec<String>,
}

/// The file of known servers in one folder. Every change reads it anew, so that several processes
/// at once lose at most what two of them wrote in the same instant.
#[derive(Debug, Clone)]
pub(super) struct KnownServers {
    folder: PathBuf,
}

impl KnownServers {
    /// The file in `folder`, which need not exist yet.
    pub(super) fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Whether the address as the user gave it was a Tertulia server last time.
    pub(super) fn contains(&self, host: &str, port: u16) -> bool {
        self.read().tertulia.contains(&key(host, port))
    }

    /// The address is a Tertulia server.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn remember(&self, host: &str, port: u16) -> io::Result<()> {
        self.change(host, port, true)
    }

    /// The address is not a Tertulia server any more.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn forget(&self, host: &str, port: u16) -> io::Result<()> {
        self.change(host, port, false)
    }

    fn change(&self, host: &str, port: u16, known: bool) -> io::Result<()> {
        let key = key(host, port);
        let mut content = self.read();
        content.tertulia.retain(|other| *other != key);
        if known {
            content.tertulia.push(key);
        }
        let surplus = content.tertulia.len().saturating_sub(MAX_KNOWN);
        content.tertulia.drain(..surplus);
        self.write(&content)
    }

    /// A file that is missing or broken knows nothing.
    fn read(&self) -> Content {
        let Ok(text) = std::fs::read(self.path()) else {
            return Content::default();
        };
        serde_json::from_slice(&text).unwrap_or_else(|error| {
            tracing::debug!(%error, path = %self.path().display(), "ignoring a broken file");
            Content::default()
        })
    }

    /// Readers find the old file or the new one, never half of one.
    fn write(&self, content: &Content) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer_pretty(&mut file, content)?;
        file.flush()?;
        file.persist(self.path())?;
        Ok(())
    }

    fn path(&self) -> PathBuf {
        Path::join(&self.folder, FILE)
    }
}

fn key(host: &str, port: u16) -> String {
    format!("{}:{port}", host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_known_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownServers::in_folder(folder.path().join("new"));
        assert!(!known.contains("aula", 2010));
        known.remember("Aula", 2010).unwrap();
        known.remember("::1", 2010).unwrap();
        assert!(known.contains("aula", 2010) && known.contains("::1", 2010));
        assert!(!known.contains("aula", 2011));
        known.forget("AULA", 2010).unwrap();
        assert!(!known.contains("aula", 2010) && known.contains("::1", 2010));
    }

    #[test]
    fn a_broken_file_knows_nothing_and_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "{\"tertulia\": [17").unwrap();
        let known = KnownServers::in_folder(folder.path());
        assert!(!known.contains("aula", 2010));
        known.remember("aula", 2010).unwrap();
        assert!(known.contains("aula", 2010));
    }

    #[test]
    fn the_file_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownServers::in_folder(folder.path());
        let tertulia = (0..MAX_KNOWN).map(|port| format!("aula:{port}")).collect();
        known.write(&Content { tertulia }).unwrap();
        known.remember("casa", 2010).unwrap();
        assert!(
            known.contains("casa", 2010) && !known.contains("aula", 0) && known.contains("aula", 1)
        );
    }
}
