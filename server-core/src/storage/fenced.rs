//! A storage whose panics end nothing but itself.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tertulia_protocol::{Gap, MessageId, PersonId, Posted, UnixMillis};

use super::{KeptMessage, Record, Storage, StorageError, StorageNotice};

/// A storage behind a fence. Should it panic, which is a fault of the program, it is not used again:
/// from then on it keeps nothing and says why, so that messages are refused, the operator is told, and
/// everybody is still seen off when the server stops. What it kept before is on the disk.
pub(super) struct Fenced {
    storage: Result<Box<dyn Storage>, StorageError>,
}

impl Fenced {
    pub(super) fn new(storage: Box<dyn Storage>) -> Self {
        Self {
            storage: Ok(storage),
        }
    }

    fn within<T>(
        &mut self,
        operation: impl FnOnce(&mut dyn Storage) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let storage = self.storage.as_deref_mut().map_err(|error| error.clone())?;
        // Nobody sees again what a panic left half done.
        match catch_unwind(AssertUnwindSafe(|| operation(storage))) {
            Ok(result) => result,
            Err(panic) => Err(self.break_down(&*panic)),
        }
    }

    /// The program failed, with this panic, here or elsewhere: the storage is not used again. Gives
    /// what it says from now on.
    pub(super) fn break_down(&mut self, panic: &(dyn Any + Send)) -> StorageError {
        let said = said(panic);
        tracing::error!(panic = said, "the storage is given up");
        // What came first is what is the matter.
        let error = match &self.storage {
            Ok(_) => StorageError::Broken(said),
            Err(earlier) => earlier.clone(),
        };
        if let Ok(broken) = std::mem::replace(&mut self.storage, Err(error.clone())) {
            close(broken);
        }
        error
    }
}

/// Ends a storage, which may panic too.
fn close(storage: Box<dyn Storage>) {
    if catch_unwind(AssertUnwindSafe(|| drop(storage))).is_err() {
        tracing::error!("the storage panicked when it was closed");
    }
}

impl Drop for Fenced {
    fn drop(&mut self) {
        let ended = Err(StorageError::Other("it has ended".to_owned()));
        if let Ok(storage) = std::mem::replace(&mut self.storage, ended) {
            close(storage);
        }
    }
}

impl Storage for Fenced {
    fn commit(&mut self, records: &[Record]) -> Result<(), StorageError> {
        self.within(|storage| storage.commit(records))
    }

    fn page(
        &mut self,
        reader: PersonId,
        before: Option<MessageId>,
        most: usize,
        most_bytes: usize,
    ) -> Result<(Vec<Posted>, bool), StorageError> {
        self.within(|storage| storage.page(reader, before, most, most_bytes))
    }

    fn missed(
        &mut self,
        reader: PersonId,
        after: MessageId,
        last: MessageId,
        most: usize,
        most_bytes: usize,
    ) -> Result<(Vec<Posted>, Option<Gap>), StorageError> {
        self.within(|storage| storage.missed(reader, after, last, most, most_bytes))
    }

    fn tend(&mut self, now: UnixMillis) -> Result<bool, StorageError> {
        self.within(|storage| storage.tend(now))
    }

    fn put_back(&mut self, messages: &[KeptMessage]) -> Result<(), StorageError> {
        self.within(|storage| storage.put_back(messages))
    }

    fn take_notices(&mut self) -> Vec<StorageNotice> {
        let notices = self.within(|storage| Ok(storage.take_notices()));
        notices.unwrap_or_default()
    }
}

/// The panic's message, where it has one.
fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_default()
}
