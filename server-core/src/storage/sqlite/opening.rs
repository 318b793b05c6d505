//! Opening a history, and beginning a new one when the old one is gone or damaged.

use rusqlite::Connection;
use tertulia_protocol::{MessageId, PersonId, RunId, UnixMillis};

use super::config::{Durability, HistoryConfig, RoomMemory};
use super::errors::{Fault, OpenHistoryError, Result};
use super::known::{Ending, Known, State};
use super::opened::{self, Opened, Standing};
use super::place::Place;
use super::salvaging::{self, Rest};
use super::verdict_row::Verdicts;
use super::{Ready, SqliteStorage, putting_back, restoring, schema};
use crate::lock::{Lock, LockError};
use crate::storage::{Restored, StorageNotice};

/// How far ids leap when the latest ones may have been lost with the power: further than any server
/// comes between two moments at which the disk is known to have everything.
const LEAP: u64 = 1 << 20;

impl SqliteStorage {
    /// Opens the history, or begins one, and gives back what the room needs to go on. A damaged one
    /// is set aside ([`StorageNotice::SetAside`]), an older one brought to this version
    /// ([`StorageNotice::Migrated`]).
    ///
    /// After a sudden end, message and person ids leap unless commits waited for the disk: the loss of
    /// power may have taken messages that somebody saw, and their ids must not be given to others.
    ///
    /// # Errors
    /// When it cannot be opened, or not be written. Nothing is lost or overwritten then.
    pub fn open(
        config: &HistoryConfig,
        memory: RoomMemory,
        now: UnixMillis,
    ) -> std::result::Result<(Self, Restored), OpenHistoryError> {
        let place = Place::of(&config.path);
        let folder = |source| OpenHistoryError::Folder {
            folder: place.folder.clone(),
            source,
        };
        place.make_folder().map_err(folder)?;
        let lock = Lock::take(&place.lock).map_err(|error| match error {
            LockError::Io(error) => folder(error),
            LockError::InUse => OpenHistoryError::InUse {
                path: config.path.clone(),
            },
        })?;
        let mut notices = Vec::new();
        let (opened, known, restored) =
            open_or_set_aside(&place, config, memory, now, &mut notices).map_err(|fault| {
                let fault = fault.explained_in(&place.folder);
                fault.while_opening(&config.path)
            })?;
        let storage = Self {
            config: config.clone(),
            memory,
            place,
            opened: Some(opened),
            known,
            spoilt: None,
            vanished: false,
            is_unsure: false,
            begun_anew: false,
            salvaged: Vec::new(),
            salvaged_verdicts: Verdicts::new(),
            notices,
            now,
            lock,
        };
        Ok((storage, restored))
    }

    /// Sees to it that the database is open and still where it was, or else that a new one is begun.
    pub(super) fn get_ready(&mut self) -> Result<Ready> {
        let Some(opened) = &mut self.opened else {
            self.open_again()?;
            return Ok(Ready::Anew);
        };
        match opened.standing(&self.place) {
            Standing::InPlace if !opened.is_suspect => Ok(Ready::AsBefore),
            Standing::InPlace => {
                self.opened = None;
                self.open_again()?;
                Ok(Ready::AsBefore)
            }
            // The log is still open: what it has can be moved to the database. What was confirmed is
            // nowhere else, so it stays open until that succeeds.
            Standing::LogGone => match opened.checkpoint("TRUNCATE") {
                Ok(()) => {
                    self.opened = None;
                    // If this fails, whatever comes next tries it again; nothing is lost.
                    let _ = self.open_again();
                    Ok(Ready::AsBefore)
                }
                Err(Fault::Damaged(why)) => {
                    self.set_aside(&format!("its log was deleted; {why}"))?;
                    self.open_again()?;
                    Ok(Ready::Anew)
                }
                Err(fault) => Err(fault.explained_in(&self.place.folder)),
            },
            Standing::Gone => {
                self.opened = None;
                // A disk that was unplugged may come back.
                self.vanished = true;
                // Something else may have been put there; and the log may have been left.
                let replaced = self.place.database.exists();
                if let Some(aside) = self.place.set_aside(self.now)?.filter(|_| replaced) {
                    self.note_vanished();
                    self.note_set_aside(aside, "it was put there while the server ran");
                }
                self.open_again()?;
                Ok(Ready::Anew)
            }
        }
    }

    /// Closes a damaged database and gives it another name. Where that is not possible, it is not opened
    /// again before it is.
    pub(super) fn set_aside(&mut self, why: &str) -> Result<()> {
        self.opened = None;
        self.spoilt = Some(why.to_owned());
        self.set_spoilt_aside()
    }

    fn set_spoilt_aside(&mut self) -> Result<()> {
        let Some(why) = self.spoilt.take() else {
            return Ok(());
        };
        match self.place.set_aside(self.now) {
            Ok(aside) => {
                self.begun_anew = true;
                if let Some(aside) = aside {
                    self.note_set_aside(aside, &why);
                }
                Ok(())
            }
            Err(fault) => {
                self.spoilt = Some(why);
                Err(fault)
            }
        }
    }

    fn note_vanished(&mut self) {
        if std::mem::take(&mut self.vanished) {
            self.notices.push(StorageNotice::Vanished {
                path: self.place.database.clone(),
            });
        }
    }

    fn note_set_aside(&mut self, aside: std::path::PathBuf, why: &str) {
        self.notices.push(StorageNotice::SetAside {
            path: self.place.database.clone(),
            aside,
            why: why.to_owned(),
        });
    }

    /// Opens what is at the path if it is this history, or else begins it anew there.
    pub(super) fn open_again(&mut self) -> Result<()> {
        self.place.make_folder()?;
        self.lock.renew().map_err(|error| match error {
            LockError::InUse => Fault::Locked,
            LockError::Io(error) => error.into(),
        })?;
        self.set_spoilt_aside()?;
        let opened = match self.connect_again() {
            Err(Fault::Damaged(why)) => {
                self.set_aside(&why)?;
                self.connect_again()
            }
            opened => opened,
        };
        self.opened = Some(opened.map_err(|fault| fault.explained_in(&self.place.folder))?);
        Ok(())
    }

    fn connect_again(&mut self) -> Result<Opened> {
        self.place.look()?;
        let mut connection = Opened::connect(&self.place)?;
        let version = schema::version(&connection)?;
        Opened::prepare(&connection, self.config.durability)?;
        if version == 0 {
            // Taken over when it is written: until then the one before may come back, and what is known
            // must be true of that.
            let mut known = self.known.clone();
            let verdicts = &self.salvaged_verdicts;
            schema::bring_up_to_date(&mut connection, 0, |connection| {
                known.write(connection, verdicts)
            })?;
            self.known = known;
            self.salvaged_verdicts = Verdicts::new();
            self.note_vanished();
        } else {
            let another = || Fault::Damaged("another history was put in its place".to_owned());
            if version != schema::VERSION {
                return Err(another());
            }
            if State::read(&connection)?.run != self.known.state.run {
                return Err(another());
            }
            // Makes the log, so that its deletion is noticed.
            self.known.state.write(&connection)?;
            self.vanished = false;
        }
        Ok(Opened::of(connection, &self.place))
    }
}

fn open_or_set_aside(
    place: &Place,
    config: &HistoryConfig,
    memory: RoomMemory,
    now: UnixMillis,
    notices: &mut Vec<StorageNotice>,
) -> Result<(Opened, Known, Restored)> {
    match open_at(place, config.durability, memory, now, None, notices) {
        Err(Fault::Damaged(why)) => {
            let rest = salvaging::rescue(place);
            if let Some(aside) = place.set_aside(now)? {
                notices.push(StorageNotice::SetAside {
                    path: place.database.clone(),
                    aside,
                    why,
                });
            }
            open_at(place, config.durability, memory, now, rest, notices)
        }
        opened => opened,
    }
}

fn open_at(
    place: &Place,
    durability: Durability,
    memory: RoomMemory,
    now: UnixMillis,
    rest: Option<Rest>,
    notices: &mut Vec<StorageNotice>,
) -> Result<(Opened, Known, Restored)> {
    place.look()?;
    let mut connection = Opened::connect(place)?;
    let version = schema::version(&connection)?;
    Opened::prepare(&connection, durability)?;
    if let (0, Some(rest)) = (version, rest) {
        if let messages @ 1.. = begin_with(rest, &mut connection)? {
            notices.push(StorageNotice::PutBack { messages });
        }
    } else if version == 0 {
        let run = getrandom::u64().map_err(|error| Fault::Other(error.to_string()))?;
        let mut known = Known::new(RunId(run), now, opened::sudden(durability));
        schema::bring_up_to_date(&mut connection, 0, |connection| {
            known.write(connection, &Verdicts::new())
        })?;
    } else {
        opened::check(&mut connection)?;
        if version < schema::VERSION {
            schema::bring_up_to_date(&mut connection, version, |_| Ok(()))?;
            notices.push(StorageNotice::Migrated {
                from: version,
                to: schema::VERSION,
            });
        }
    }
    let (mut known, mut restored) = restoring::restore(&connection, memory, now)?;
    if version != 0 && known.state.ending == Ending::Sudden {
        known.state.latest_message = MessageId(known.state.latest_message.0.saturating_add(LEAP));
        known.state.latest_person = PersonId(known.state.latest_person.0.saturating_add(LEAP));
        restored.latest_message = known.state.latest_message;
        restored.latest_person = known.state.latest_person;
    }
    known.state.alive = now;
    known.state.ending = opened::sudden(durability);
    known.state.write(&connection)?;
    let mut opened = Opened::of(connection, place);
    // Should the power fail soon, the next start must know of this one, or ids would not leap.
    match opened.checkpoint("FULL") {
        // Somebody reading the database meanwhile is no reason not to start, nor is a full disk: that
        // is told when something is to be kept.
        Ok(()) | Err(Fault::Locked | Fault::Full) => {}
        Err(fault) => return Err(fault),
    }
    Ok((opened, known, restored))
}

/// Begins a database with what is left of a damaged one, and gives how many messages that were. Which
/// ones are missing is not known, so those who come back are told of a gap; and since the latest may be
/// among them, ids leap.
fn begin_with(rest: Rest, connection: &mut Connection) -> Result<usize> {
    let Rest {
        mut known,
        verdicts,
        messages,
    } = rest;
    let state = &mut known.state;
    state.latest_message = MessageId(state.latest_message.0.saturating_add(LEAP));
    state.perhaps_lost = state.latest_message;
    state.latest_person = PersonId(state.latest_person.0.saturating_add(LEAP));
    schema::bring_up_to_date(connection, 0, |connection| {
        known.write(connection, &verdicts)
    })?;
    putting_back::put_back(connection, &mut known, &messages)
}
