//! What is kept is found again, whenever the program ends and whatever happens to the file.

mod damage;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tempfile::TempDir;
use tertulia_protocol::{
    Fingerprint, MessageId, Name, Number, Person, PersonId, Posted, RunId, Said, UnixMillis,
};

use super::file::SessionFile;
use super::*;
use crate::connection::{
    Body, Change, Correspondent, Keeper as _, KeepingNews, Kept, KeptItem, KeptKind, LocalId,
    MAX_KEPT_ITEMS, Record, ServerKind,
};

/// An offer as a list shows it.
pub(crate) fn offer(name: &str, wanted: &str, host: &str, port: u16) -> Offer {
    Offer {
        id: SessionId(1),
        name: name.to_owned(),
        wanted: wanted.to_owned(),
        host: host.to_owned(),
        port,
        reached: Some(ServerKind::Tertulia),
        waiting: 2,
        drafts: 0,
        messages: 3,
        changed: UnixMillis(0),
    }
}

struct Folder {
    folder: TempDir,
    sessions: Sessions,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::in_folder(&folder.path().join("data"));
        Self { folder, sessions }
    }

    /// A session that keeps these, and then ends without a goodbye.
    fn crashed(&self, changes: Vec<Change>) -> (SessionId, Kept) {
        let (session, mut keeper) = self.sessions.begin("aula", 2010, "Ana").unwrap();
        assert_eq!(keeper.keep(Instant::now(), changes), None);
        (session.id(), keeper.kept().clone())
    }

    fn path(&self, id: SessionId) -> std::path::PathBuf {
        self.sessions.folder().join(format!("{id}.sqlite3"))
    }

    fn files(&self) -> Vec<String> {
        files_in(self.sessions.folder())
    }
}

fn files_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn say(number: u64) -> Change {
    Change::Request {
        number: Number(number),
        local: LocalId(number),
        body: Body::Say {
            text: format!("text {number}"),
            action: number.is_multiple_of(2),
        },
        greeting: number == 1,
    }
}

fn posted(id: u64) -> Change {
    let said = Said {
        id: MessageId(id),
        time: UnixMillis(id * 1_000),
        from: Person {
            id: PersonId(2),
            name: Name::parse("Eva").unwrap(),
        },
        text: format!("heard {id}"),
        action: false,
    };
    Change::Posted(RunId(u64::MAX), Posted::Said(said))
}

fn confirmed(number: u64, id: u64) -> Change {
    Change::Confirmed {
        number: Number(number),
        place: Some((RunId(u64::MAX), MessageId(id))),
        time: UnixMillis(7),
    }
}

#[test]
fn everything_that_was_kept_is_found_again() {
    let folder = Folder::new();
    let direct = Change::Request {
        number: Number(3),
        local: LocalId(3),
        body: Body::Direct {
            to: "Eva".to_owned(),
            person: Some(PersonId(2)),
            text: "psst".to_owned(),
        },
        greeting: false,
    };
    let (id, kept) = folder.crashed(vec![
        Change::Reached(ServerKind::Tertulia),
        Change::OwnIds(vec![PersonId(9)]),
        Change::Name("Ana 2".to_owned()),
        say(1),
        say(2),
        direct,
        Change::Handed(Number(2)),
        posted(4),
        confirmed(1, 5),
        Change::Seen(RunId(u64::MAX), MessageId(5)),
        Change::Draft(Correspondent::Room, "half a".to_owned()),
        Change::Draft(Correspondent::Person("Eva".to_owned()), "what".to_owned()),
    ]);
    let offers = folder.sessions.offers();
    assert_eq!(offers.len(), 1);
    let offer = &offers[0];
    assert_eq!(
        (offer.id, offer.name.as_str(), offer.wanted.as_str()),
        (id, "Ana 2", "Ana")
    );
    assert_eq!((offer.waiting, offer.drafts, offer.messages), (2, 2, 2));
    let (_session, keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.kept, kept);
    assert_eq!(keeper.kept(), &kept);
    let kinds: Vec<&KeptKind> = restored.items.iter().map(|item| &item.kind).collect();
    assert!(
        matches!(kinds[..], [KeptKind::Posted(..), KeptKind::Own { .. }]),
        "{kinds:?}"
    );
}

#[test]
fn a_session_that_is_alive_is_nobody_elses() {
    let folder = Folder::new();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    assert_eq!(folder.files(), Vec::<String>::new(), "nothing to keep yet");
    keeper.keep(Instant::now(), vec![say(1)]);
    assert!(folder.sessions.offers().is_empty());
    assert!(matches!(
        folder.sessions.take_up(session.id()),
        Err(TakeUpError::Taken)
    ));
    assert!(!folder.sessions.discard(session.id()));
    let id = session.id();
    drop((session, keeper));
    let first = folder.sessions.take_up(id).unwrap();
    assert!(matches!(
        folder.sessions.take_up(id),
        Err(TakeUpError::Taken)
    ));
    assert!(folder.sessions.offers().is_empty());
    drop(first);
    assert_eq!(folder.sessions.offers().len(), 1);
}

#[test]
fn a_good_end_leaves_nothing_behind() {
    let folder = Folder::new();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    keeper.keep(Instant::now(), vec![say(1)]);
    session.discard();
    // The network thread may still be at work.
    assert_eq!(keeper.keep(Instant::now(), vec![say(2)]), None);
    drop((session, keeper));
    assert_eq!(folder.files(), Vec::<String>::new());
    let (id, _) = folder.crashed(vec![say(1)]);
    assert!(folder.sessions.discard(id));
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[test]
fn what_holds_nothing_is_not_offered_and_goes() {
    let folder = Folder::new();
    let said = vec![say(1), Change::Forget(LocalId(1))];
    let (id, _) = folder.crashed(said);
    fs::write(
        folder.sessions.folder().join("0000000000000007.sqlite3"),
        "",
    )
    .unwrap();
    assert!(folder.path(id).exists());
    assert!(folder.sessions.offers().is_empty());
    assert_eq!(folder.files(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn nobody_else_on_this_computer_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    keeper.keep(Instant::now(), vec![say(1)]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.sessions.folder()), 0o700);
    let files = folder.files();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&folder.sessions.folder().join(&file)), 0o600, "{file}");
    }
    drop(session);
}

#[test]
fn only_the_latest_messages_are_kept() {
    let folder = Folder::new();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    let total = MAX_KEPT_ITEMS as u64 + 1_500;
    for first in (1..=total).step_by(500) {
        keeper.keep(Instant::now(), (first..first + 500).map(posted).collect());
    }
    let id = session.id();
    drop((session, keeper));
    let offers = folder.sessions.offers();
    assert_eq!(offers[0].messages, MAX_KEPT_ITEMS as u64);
    let (_session, _keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.items.len(), MAX_KEPT_ITEMS);
    let last = restored.items.last().unwrap();
    assert_eq!(last.time, UnixMillis(total * 1_000));
}

#[test]
fn what_cannot_be_written_is_told_once_and_written_when_it_can() {
    let folder = Folder::new();
    // A file stands where the folder should be: nothing can be written, whoever the tests run as.
    let data = folder.folder.path().join("data");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("sessions"), "in the way").unwrap();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    let start = Instant::now();
    let news = keeper.keep(start, vec![say(1)]);
    assert!(
        matches!(news, Some(KeepingNews::Failing { full: false, .. })),
        "{news:?}"
    );
    assert_eq!(keeper.keep(start, vec![say(2), confirmed(1, 4)]), None);
    let due = keeper.poll_timeout().unwrap();
    assert_eq!(keeper.handle_timeout(due), None, "told once");
    assert!(due > start && due <= start + Duration::from_secs(5));
    fs::remove_file(data.join("sessions")).unwrap();
    let later = keeper.poll_timeout().unwrap();
    assert_eq!(keeper.handle_timeout(later), Some(KeepingNews::Working));
    assert_eq!(keeper.poll_timeout(), None);
    let id = session.id();
    let kept = keeper.kept().clone();
    drop((session, keeper));
    let (_session, _keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.kept, kept);
    assert_eq!(restored.items.len(), 1);
}

#[test]
fn the_servers_key_is_kept_with_the_session_and_an_older_file_has_none() {
    let folder = Folder::new();
    let key = Fingerprint([7; 32]);
    let (id, kept) = folder.crashed(vec![say(1), Change::Key(key)]);
    assert_eq!(kept.key, Some(key));
    let (session, keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.kept, kept);
    drop((session, keeper));
    let connection = rusqlite::Connection::open(folder.path(id)).unwrap();
    connection
        .execute_batch("ALTER TABLE session DROP COLUMN key; PRAGMA user_version = 1;")
        .unwrap();
    drop(connection);
    assert_eq!(folder.sessions.offers().len(), 1);
    let (session, mut keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.kept, Kept { key: None, ..kept });
    assert_eq!(keeper.keep(Instant::now(), vec![Change::Key(key)]), None);
    drop((session, keeper));
    let (_session, _keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.kept.key, Some(key));
}

#[test]
fn a_newer_versions_file_is_left_alone() {
    let folder = Folder::new();
    let (id, _) = folder.crashed(vec![say(1)]);
    let connection = rusqlite::Connection::open(folder.path(id)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(folder.sessions.offers().is_empty());
    let refused = folder.sessions.take_up(id);
    assert!(
        matches!(refused, Err(TakeUpError::Unreadable(_))),
        "{refused:?}"
    );
    assert!(folder.path(id).exists());
}

#[test]
fn an_entry_that_makes_no_sense_is_left_out_and_a_request_is_not() {
    let folder = Folder::new();
    let (id, _) = folder.crashed(vec![say(1), posted(1), posted(2)]);
    let change = |sql: &str| {
        let connection = rusqlite::Connection::open(folder.path(id)).unwrap();
        connection.execute_batch(sql).unwrap();
    };
    change("UPDATE item SET body = '{\"item\":\"later\"}' WHERE place = 1");
    let (session, keeper, restored) = folder.sessions.take_up(id).unwrap();
    assert_eq!(restored.items.len(), 1);
    drop((session, keeper));
    change("UPDATE request SET body = '{}'");
    let refused = folder.sessions.take_up(id);
    assert!(
        matches!(refused, Err(TakeUpError::Damaged { .. })),
        "{refused:?}"
    );
}

// ---------------------------------------------------------------------------------------------
// Killed at any moment

/// What a session does, in the terms of its changes.
fn life() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0u8..8, 0..6), 1..12)
}

/// Makes changes as a connection would: numbers ascend, verdicts come in order, most of the time.
struct Lively {
    next: u64,
    open: Vec<u64>,
    place: u64,
}

impl Lively {
    fn change(&mut self, what: u8) -> Change {
        match (what, self.open.first().copied()) {
            (0 | 1, _) => {
                self.next += 1;
                self.open.push(self.next);
                say(self.next)
            }
            (2, Some(_)) => Change::Handed(Number(self.next)),
            (3, Some(number)) => {
                self.open.remove(0);
                self.place += 1;
                confirmed(number, self.place)
            }
            (4, Some(number)) => {
                self.open.remove(0);
                Change::Failed(Number(number))
            }
            (5, _) => Change::Draft(Correspondent::Room, format!("draft {}", self.place)),
            (6, _) => Change::Seen(RunId(3), MessageId(self.place)),
            _ => {
                self.place += 1;
                posted(self.place)
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The files are copied as they stand between two commits, as a kill leaves them: what is found in
    /// the copy is everything that was handed over before, and numbers go on ascending.
    #[test]
    fn whenever_it_is_killed_everything_handed_over_is_found(life in life(), kill in any::<prop::sample::Index>()) {
        let folder = Folder::new();
        let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
        let mut lively = Lively { next: 0, open: Vec::new(), place: 0 };
        let mut expected = Record::new(keeper.kept().clone());
        let mut items: Vec<KeptItem> = Vec::new();
        let at = kill.index(life.len());
        for turn in &life[..=at] {
            let changes: Vec<Change> = turn.iter().map(|what| lively.change(*what)).collect();
            for change in &changes {
                expected.apply(change.clone(), UnixMillis(0));
            }
            items.extend(expected.unwritten().items.iter().cloned());
            expected.note_written();
            prop_assert_eq!(keeper.keep(Instant::now(), changes), None);
        }
        // The copy of a living session's files, log included.
        let copy = Folder::new();
        fs::create_dir_all(copy.sessions.folder()).unwrap();
        for file in folder.files() {
            fs::copy(folder.sessions.folder().join(&file), copy.sessions.folder().join(&file)).unwrap();
        }
        let found = match copy.sessions.take_up(session.id()) {
            Ok((_session, _keeper, found)) => found,
            Err(error) => {
                // Nothing was handed over yet, so there is no file.
                prop_assert!(life[..=at].iter().all(Vec::is_empty), "{:?}", error);
                return Ok(());
            }
        };
        prop_assert_eq!(&found.kept, expected.kept());
        prop_assert_eq!(&found.items, &items);
        let highest = found.kept.requests.keys().next_back();
        prop_assert!(highest.is_none_or(|highest| *highest < found.kept.next_number));
        prop_assert!(found.kept.next_number > Number(lively.next));
    }
}

#[test]
fn many_messages_are_one_commit() {
    let folder = Folder::new();
    let (session, mut keeper) = folder.sessions.begin("aula", 2010, "Ana").unwrap();
    keeper.keep(Instant::now(), vec![say(1)]);
    // The data version of a connection counts the commits of others that it notices, so one is kept
    // open meanwhile.
    let watcher = rusqlite::Connection::open(session.path()).unwrap();
    let version = || -> i64 {
        watcher
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .unwrap()
    };
    let before = version();
    keeper.keep(Instant::now(), (2..=200).map(say).collect());
    assert_eq!(version(), before + 1);
    let file = SessionFile::open(&session.path(), false).unwrap();
    assert_eq!(file.summary().unwrap().waiting, 200);
}
