//! A storage whose panics end nothing but itself.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tertulia_protocol::{Gap, MessageId, PersonId, Posted, UnixMillis};

use super::{Record, Storage, StorageError, StorageNotice};

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
        let panic = match catch_unwind(AssertUnwindSafe(|| operation(storage))) {
            Ok(result) => return result,
            Err(panic) => panic,
        };
        let error = StorageError::Broken(said(&*panic));
        tracing::error!(%error, "the storage panicked");
        let broken = std::mem::replace(&mut self.storage, Err(error.clone()));
        if catch_unwind(AssertUnwindSafe(|| drop(broken))).is_err() {
            tracing::error!("the storage panicked once more when it was closed");
        }
        Err(error)
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
