//! A history on the disk for one test.

use std::path::PathBuf;

use tempfile::TempDir;
use tertulia_protocol::UnixMillis;
use tertulia_server_core::{Config, HistoryConfig, KeptMessage, RoomMemory, SqliteStorage};

use crate::TestServer;

/// A folder with a history, which servers use one after the other. Dropping it deletes it.
#[derive(Debug)]
pub struct TestHistory {
    folder: TempDir,
}

impl TestHistory {
    /// A history in which nothing is kept so far.
    ///
    /// # Panics
    /// When there is no room for a folder.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// The database.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("history.sqlite3")
    }

    /// What a server with this history is told.
    #[must_use]
    pub fn config(&self) -> HistoryConfig {
        HistoryConfig::at(self.path())
    }

    /// A server with this history.
    #[must_use]
    pub fn serve(&self, change: impl FnOnce(&mut Config)) -> TestServer {
        TestServer::with(|config| {
            config.history = Some(self.config());
            change(config);
        })
    }

    /// The history as it would be if the server had been killed at this moment. Nothing may be on
    /// its way.
    ///
    /// # Panics
    /// When it cannot be copied.
    #[must_use]
    pub fn after_a_kill(&self) -> Self {
        let killed = Self::new();
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), killed.folder.path().join(file.file_name())).unwrap();
        }
        killed
    }

    /// Everything that was kept, in its order. No server may use the history.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn messages(&self) -> Vec<KeptMessage> {
        let caps = tertulia_server_core::Caps {
            history: usize::MAX >> 1,
            history_bytes: usize::MAX >> 1,
            ..Default::default()
        };
        let memory = RoomMemory::of(&caps, &Default::default());
        let opened = SqliteStorage::open(&self.config(), memory, UnixMillis(0));
        opened.unwrap().1.messages
    }
}

impl Default for TestHistory {
    fn default() -> Self {
        Self::new()
    }
}
