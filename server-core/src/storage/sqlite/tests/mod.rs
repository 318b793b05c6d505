//! What a history on disk does, whatever befalls its files.

mod damage;
mod going;
mod keeping;
mod migrating;
mod obstacles;
mod reading;
mod salvaging;
mod tending;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tertulia_protocol::{
    MessageId, Name, Number, Operator, Person, PersonId, Posted, Private, Said, Token, UnixMillis,
};

use super::{HistoryConfig, RoomMemory, SqliteStorage};
use crate::storage::{KeptMessage, KeptSession, Readers, Record, Restored, Storage, StorageNotice};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const ANA: PersonId = PersonId(1);
const BEA: PersonId = PersonId(2);
const CAI: PersonId = PersonId(3);

const MEMORY: RoomMemory = RoomMemory {
    messages: 1_000,
    message_bytes: 16 << 20,
    sessions: 100,
    resume: Duration::from_secs(24 * 60 * 60),
};

/// A folder of its own with a history in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn database(&self) -> PathBuf {
        self.0.path().join("history").join("default.sqlite3")
    }

    fn log(&self) -> PathBuf {
        self.database().with_extension("sqlite3-wal")
    }

    fn config(&self) -> HistoryConfig {
        HistoryConfig::at(self.database())
    }

    fn open(&self) -> (SqliteStorage, Restored) {
        SqliteStorage::open(&self.config(), MEMORY, NOW).unwrap()
    }

    /// What a kill of the server at this moment would leave.
    fn as_if_killed(&self) -> Self {
        let copy = Self::new();
        fs::create_dir_all(copy.database().parent().unwrap()).unwrap();
        fs::copy(self.database(), copy.database()).unwrap();
        if self.log().exists() {
            fs::copy(self.log(), copy.log()).unwrap();
        }
        copy
    }

    /// The databases that were set aside.
    fn aside(&self) -> Vec<PathBuf> {
        let folder = fs::read_dir(self.database().parent().unwrap()).unwrap();
        let mut aside: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
        aside.retain(|path| path.to_string_lossy().contains(".damaged-"));
        aside.sort();
        aside
    }
}

fn name(name: &str) -> Name {
    Name::parse(name).unwrap()
}

fn person(id: PersonId) -> Person {
    Person {
        id,
        name: name(&format!("Guest {id}")),
    }
}

fn token(number: u64) -> Token {
    Token(u128::from(number).to_be_bytes())
}

fn time_of(id: u64) -> UnixMillis {
    UnixMillis(NOW.0 + id)
}

fn said(id: u64, author: PersonId, text: &str) -> KeptMessage {
    KeptMessage {
        posted: Posted::Said(Said {
            id: MessageId(id),
            time: time_of(id),
            from: person(author),
            text: text.to_owned(),
            action: false,
        }),
        author: Some(author),
        origin: None,
        readers: Readers::Everyone,
    }
}

fn private(id: u64, author: PersonId, to: PersonId, text: &str) -> KeptMessage {
    KeptMessage {
        posted: Posted::Private(Private {
            id: MessageId(id),
            time: time_of(id),
            from: person(author),
            to: person(to),
            text: text.to_owned(),
        }),
        author: Some(author),
        origin: None,
        readers: Readers::Only([author, to].into()),
    }
}

fn operator(id: u64, readers: Readers, text: &str) -> KeptMessage {
    KeptMessage {
        posted: Posted::Operator(Operator {
            id: MessageId(id),
            time: time_of(id),
            text: text.to_owned(),
            private: readers != Readers::Everyone,
        }),
        author: None,
        origin: None,
        readers,
    }
}

fn session(number: u64, present: bool, time: UnixMillis) -> KeptSession {
    KeptSession {
        token: token(number),
        person: PersonId(number),
        name: name(&format!("Guest {number}")),
        since: MessageId(0),
        present,
        time,
    }
}

fn with_origin(mut message: KeptMessage, session: u64, number: u64) -> KeptMessage {
    message.origin = Some((token(session), Number(number)));
    message
}

/// Messages 1 to `count`, from Ana to everybody.
fn talk(count: u64) -> Vec<Record> {
    let text = |id| format!("message number {id}");
    (1..=count)
        .map(|id| Record::Message(said(id, ANA, &text(id))))
        .collect()
}

fn ids(page: &[Posted]) -> Vec<u64> {
    page.iter().map(|posted| posted.id().0).collect()
}

/// Everything that `reader` may read, a page at a time.
fn all_pages(storage: &mut SqliteStorage, reader: PersonId) -> Vec<Posted> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let (page, more) = storage.page(reader, before, 100, 1 << 20).unwrap();
        before = page.first().map(Posted::id);
        all.splice(0..0, page);
        if !more {
            return all;
        }
    }
}

fn tend_to_the_end(storage: &mut SqliteStorage, now: UnixMillis) {
    while storage.tend(now).unwrap() {}
}

fn set_aside(storage: &mut SqliteStorage) -> Vec<(PathBuf, String)> {
    let notices = storage.take_notices().into_iter();
    let aside = notices.filter_map(|notice| match notice {
        StorageNotice::SetAside { aside, why, .. } => Some((aside, why)),
        _ => None,
    });
    aside.collect()
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

/// What a history with damage could have told, by id.
fn originals() -> HashMap<u64, Posted> {
    let messages = (1..=400).map(|id| match id % 5 {
        0 => private(id, ANA, BEA, &format!("between two, {id}")),
        1 => operator(id, Readers::Only([CAI].into()), "to one"),
        _ => said(id, PersonId(1 + id % 3), &"long ".repeat(id as usize % 40)),
    });
    messages
        .map(|message| (message.posted.id().0, message.posted))
        .collect()
}

/// A history with these messages and a session, and whether its server ended in order.
fn history(orderly: bool) -> Folder {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    let session = Record::Session(session(1, true, NOW));
    storage.commit(&[session]).unwrap();
    let originals = originals();
    for id in 1..=400 {
        let message = match originals[&id].clone() {
            posted @ Posted::Said(_) => KeptMessage {
                posted,
                ..said(id, PersonId(1 + id % 3), "")
            },
            posted @ Posted::Private(_) => KeptMessage {
                posted,
                ..private(id, ANA, BEA, "")
            },
            posted @ Posted::Operator(_) => KeptMessage {
                posted,
                ..operator(id, Readers::Only([CAI].into()), "")
            },
        };
        let message = with_origin(message, 1, id);
        storage.commit(&[Record::Message(message)]).unwrap();
        if id == 200 {
            tend_to_the_end(&mut storage, NOW);
        }
    }
    if !orderly {
        return folder.as_if_killed();
    }
    drop(storage);
    folder
}

/// No name is left under which a database could be set aside. Gives what takes them.
fn take_all_names(folder: &Folder) -> Vec<PathBuf> {
    let name = |number| {
        let ending = match number {
            0 => String::new(),
            _ => format!("-{number}"),
        };
        let mut name = folder.database().into_os_string();
        name.push(format!(".damaged-{}{ending}", NOW.0 / 1_000));
        PathBuf::from(name)
    };
    let names: Vec<PathBuf> = (0..1_000).map(name).collect();
    for name in &names {
        fs::write(name, "").unwrap();
    }
    names
}

fn give_back(names: &[PathBuf]) {
    names.iter().for_each(|name| fs::remove_file(name).unwrap());
}
