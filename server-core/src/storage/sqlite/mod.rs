//! The history in a `SQLite` database.

mod config;
mod errors;

use tertulia_protocol::{Gap, MessageId, PersonId, Posted, UnixMillis};

use super::{Record, Restored, Storage, StorageError, StorageNotice};

pub use config::{Durability, HistoryConfig, RoomMemory};
pub use errors::OpenHistoryError;

/// A history in a `SQLite` database, with one connection that is owned by one thread.
#[derive(Debug)]
pub struct SqliteStorage {
    notices: Vec<StorageNotice>,
}

impl SqliteStorage {
    /// Opens the history, or begins one, and gives back what the room needs to go on.
    ///
    /// # Errors
    /// When it cannot be opened, or not be written. Nothing is lost or overwritten then.
    pub fn open(
        config: &HistoryConfig,
        memory: RoomMemory,
        now: UnixMillis,
    ) -> Result<(Self, Restored), OpenHistoryError> {
        let _ = (memory, now);
        Err(OpenHistoryError::Other {
            path: config.path.clone(),
            why: "not built yet".to_owned(),
        })
    }
}

impl Storage for SqliteStorage {
    fn commit(&mut self, _records: &[Record]) -> Result<(), StorageError> {
        Err(StorageError::Other("not built yet".to_owned()))
    }

    fn page(
        &mut self,
        _reader: PersonId,
        _before: Option<MessageId>,
        _most: usize,
        _most_bytes: usize,
    ) -> Result<(Vec<Posted>, bool), StorageError> {
        Err(StorageError::Other("not built yet".to_owned()))
    }

    fn missed(
        &mut self,
        _reader: PersonId,
        _after: MessageId,
        _last: MessageId,
        _most: usize,
        _most_bytes: usize,
    ) -> Result<(Vec<Posted>, Option<Gap>), StorageError> {
        Err(StorageError::Other("not built yet".to_owned()))
    }

    fn tend(&mut self, _now: UnixMillis) -> Result<bool, StorageError> {
        Ok(false)
    }

    fn take_notices(&mut self) -> Vec<StorageNotice> {
        std::mem::take(&mut self.notices)
    }
}
