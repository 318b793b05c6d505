//! The history in a `SQLite` database.
//!
//! Every row has a checksum, so that damage is noticed rather than told. Whatever befalls the files
//! (deleted, damaged, replaced), nothing is overwritten or deleted: they are set aside, and a new
//! database begins with what is known by heart: the run, the latest ids, and each session with its
//! highest decided number. Of a damaged one it gets, besides, the verdicts and messages that can still be
//! read, also when the damage is found at a start.

mod checksum;
mod committing;
mod config;
mod errors;
mod known;
mod message_row;
mod moving;
mod opened;
mod opening;
mod place;
mod putting_back;
mod reading;
mod restoring;
mod salvaging;
mod schema;
mod tending;
#[cfg(test)]
mod tests;
mod verdict_row;

use tertulia_protocol::{Gap, MessageId, PersonId, Posted, UnixMillis};

use self::errors::{Fault, Result};
use self::known::{Ending, Known, State};
use self::opened::{Opened, Standing};
use self::place::Place;
use self::verdict_row::Verdicts;
use super::{KeptMessage, Record, Storage, StorageError, StorageNotice};
use crate::lock::Lock;

pub use config::{Durability, HistoryConfig, RoomMemory};
pub use errors::OpenHistoryError;
pub use moving::{MoveHistoryError, move_history};

/// After so many commits, a quiet moment is used to move the log to the database.
const COMMITS: u32 = 128;

/// A history in a `SQLite` database, with one connection that is owned by one thread.
///
/// Dropping it ends the history in order.
#[derive(Debug)]
pub struct SqliteStorage {
    config: HistoryConfig,
    memory: RoomMemory,
    place: Place,
    /// None when the database went and a new one could not be begun so far.
    opened: Option<Opened>,
    known: Known,
    /// Why what is at the path must be set aside before anything is opened there.
    spoilt: Option<String>,
    /// The database is not where it was, and no new one has been begun so far.
    vanished: bool,
    /// A commit failed, or the database went before it was sure; it may be in the database all the same.
    is_unsure: bool,
    /// A damaged database was set aside, and what is remembered of it not put back yet.
    begun_anew: bool,
    /// What could be read of it.
    salvaged: Vec<KeptMessage>,
    /// Of its verdicts, for the database that takes its place.
    salvaged_verdicts: Verdicts,
    notices: Vec<StorageNotice>,
    /// The latest time that somebody said.
    now: UnixMillis,
    /// Last, so that it is released when all else is closed.
    lock: Lock,
}

impl SqliteStorage {
    /// The latest messages that hold all the words of `query` and that `reader` may read: at most
    /// `most` with `id < before`, oldest first, and whether there are older ones. Letters match
    /// whatever their case and accents. A message can be found once [`Storage::tend`] has indexed it.
    /// A page is cut short before it has more than about `most_bytes`.
    ///
    /// # Errors
    /// When the history could not be read.
    pub fn search(
        &mut self,
        query: &str,
        reader: PersonId,
        before: Option<MessageId>,
        most: usize,
        most_bytes: usize,
    ) -> std::result::Result<(Vec<Posted>, bool), StorageError> {
        Ok(self.with(|opened, _| {
            let connection = &opened.connection;
            reading::search(connection, query, reader, before, most, most_bytes)
        })?)
    }

    /// Carries out `operation` on the database; when that turns out to be damaged, on a new one.
    fn with<T>(
        &mut self,
        mut operation: impl FnMut(&mut Opened, &mut Known) -> Result<T>,
    ) -> Result<T> {
        // Once on the old database and once on a new one; a disk that damages that one too will
        // damage any.
        let mut damage = String::new();
        for _ in 0..2 {
            self.get_ready()?;
            if self.opened.is_none() {
                self.open_again()?;
            }
            let Some(opened) = &mut self.opened else {
                break;
            };
            match operation(opened, &mut self.known) {
                Err(Fault::Damaged(why)) => {
                    let whole = salvaging::salvage(&opened.connection, &self.known);
                    self.salvaged.extend(whole);
                    let verdicts = salvaging::salvage_verdicts(&opened.connection, &self.known);
                    self.salvaged_verdicts = verdicts;
                    self.set_aside(&why)?;
                    damage = why;
                }
                Err(fault) => {
                    opened.is_suspect |= !opened.connection.is_autocommit();
                    return Err(fault.explained_in(&self.place.folder));
                }
                Ok(done) => return Ok(done),
            }
        }
        Err(Fault::Damaged(damage))
    }

    fn commit_records(&mut self, records: &[Record]) -> Result<()> {
        self.make_sure()?;
        let result = self.try_to_commit(records);
        self.is_unsure = result.is_err();
        result
    }

    /// What was told to be refused must not be read one day all the same.
    fn make_sure(&mut self) -> Result<()> {
        if self.is_unsure {
            self.with(|opened, known| putting_back::forget_later(&mut opened.connection, known))?;
            self.is_unsure = false;
        }
        Ok(())
    }

    fn try_to_commit(&mut self, records: &[Record]) -> Result<()> {
        // A file can be deleted at any time, but hardly three times between two looks.
        for _ in 0..3 {
            let change = self.with(|opened, known| {
                let change = committing::write(&mut opened.connection, known, records)?;
                opened.commits += 1;
                Ok(change)
            })?;
            // Deleted while it was written: then it was written to nowhere.
            if self.get_ready()? == Ready::AsBefore {
                self.known.take(change);
                self.make_room_for_sessions();
                return Ok(());
            }
        }
        Err(Fault::Other(
            "the database is deleted again and again".to_owned(),
        ))
    }

    fn make_room_for_sessions(&mut self) {
        if self.known.sessions.len() < self.known.crowd.max(self.memory.sessions + 1) {
            return;
        }
        let (memory, now) = (self.memory, self.now);
        let forgotten = self.with(|opened, known| {
            let outdated = known.outdated(memory.sessions, memory.resume, now);
            committing::forget_sessions(&mut opened.connection, known, &outdated)
        });
        // What could not be forgotten now is forgotten later.
        drop(forgotten);
        self.known.crowd = self.known.sessions.len() + self.memory.sessions / 100 + 1;
    }

    fn end(&mut self) -> Result<()> {
        self.make_sure()?;
        let Some(opened) = &mut self.opened else {
            return Ok(());
        };
        match opened.standing(&self.place) {
            Standing::InPlace => {}
            Standing::LogGone => return opened.checkpoint("TRUNCATE"),
            Standing::Gone => return Ok(()),
        }
        let state = State {
            ending: Ending::Orderly,
            ..self.known.state
        };
        state.write(&opened.connection)?;
        opened.checkpoint("TRUNCATE")?;
        opened::tidy_on_close(&opened.connection, true)
    }
}

/// What is behind the connection now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ready {
    /// The database with everything that was committed.
    AsBefore,
    /// A new one.
    Anew,
}

impl Storage for SqliteStorage {
    fn commit(&mut self, records: &[Record]) -> std::result::Result<(), StorageError> {
        if records.is_empty() {
            return Ok(());
        }
        Ok(self.commit_records(records)?)
    }

    fn page(
        &mut self,
        reader: PersonId,
        before: Option<MessageId>,
        most: usize,
        most_bytes: usize,
    ) -> std::result::Result<(Vec<Posted>, bool), StorageError> {
        Ok(self.with(|opened, _| {
            reading::page(&opened.connection, reader, before, most, most_bytes)
        })?)
    }

    fn missed(
        &mut self,
        reader: PersonId,
        after: MessageId,
        last: MessageId,
        most: usize,
        most_bytes: usize,
    ) -> std::result::Result<(Vec<Posted>, Option<Gap>), StorageError> {
        Ok(self.with(|opened, known| {
            let span = (after, last, known.state.incomplete_to());
            reading::missed(&opened.connection, reader, span, most, most_bytes)
        })?)
    }

    fn tend(&mut self, now: UnixMillis) -> std::result::Result<bool, StorageError> {
        self.now = self.now.max(now);
        let (config, memory) = (self.config.clone(), self.memory);
        Ok(self.with(|opened, known| {
            if tending::tend(&mut opened.connection, known, &config, memory, now)? {
                opened.commits += 1;
                return Ok(true);
            }
            if opened.commits >= COMMITS {
                // Somebody reading the database meanwhile is no reason to complain.
                match opened.checkpoint("PASSIVE") {
                    Err(Fault::Locked) | Ok(()) => {}
                    Err(fault) => return Err(fault),
                }
            }
            Ok(false)
        })?)
    }

    fn put_back(&mut self, messages: &[KeptMessage]) -> std::result::Result<(), StorageError> {
        if !self.begun_anew {
            return Ok(());
        }
        self.begun_anew = false;
        // Before what is remembered, not everything may have been readable.
        let whole_from = messages.first().map(|message| message.posted.id());
        let perhaps_lost = whole_from.map_or(self.known.state.latest_message, |first| {
            MessageId(first.0.saturating_sub(1))
        });
        let state = &mut self.known.state;
        state.perhaps_lost = state.perhaps_lost.max(perhaps_lost);
        let mut all = std::mem::take(&mut self.salvaged);
        all.extend_from_slice(messages);
        all.sort_by_key(|message| message.posted.id());
        all.dedup_by_key(|message| message.posted.id());
        let put_back =
            self.with(|opened, known| putting_back::put_back(&mut opened.connection, known, &all));
        match put_back {
            Ok(0) => Ok(()),
            Ok(messages) => {
                self.notices.push(StorageNotice::PutBack { messages });
                Ok(())
            }
            Err(fault) => {
                self.begun_anew = true;
                self.salvaged = all;
                Err(fault.into())
            }
        }
    }

    fn take_notices(&mut self) -> Vec<StorageNotice> {
        std::mem::take(&mut self.notices)
    }
}

impl Drop for SqliteStorage {
    fn drop(&mut self) {
        // A history that was not ended in order is looked after when it is opened again.
        let _ = self.end();
    }
}
