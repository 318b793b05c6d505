//! Histories of older versions.

use rusqlite::Connection;
use tertulia_protocol::{RefusalReason, RunId};

use super::*;
use crate::storage::Outcome;
use crate::storage::sqlite::schema;

fn outcomes() -> [(Number, Outcome, UnixMillis); 3] {
    let refused = Outcome::Refused {
        reason: RefusalReason::NameTaken,
        message: "«Bea» is taken.".to_owned(),
        suggestion: Some(name("Bea 2")),
    };
    [
        (
            Number(10),
            Outcome::Accepted(Some(MessageId(5))),
            time_of(5),
        ),
        (Number(11), refused, time_of(6)),
        (Number(12), Outcome::Accepted(None), time_of(7)),
    ]
}

fn messages() -> Vec<KeptMessage> {
    vec![
        said(3, ANA, "the first that is left"),
        operator(4, Readers::Everyone, "maintenance at eight"),
        with_origin(private(5, ANA, BEA, "between two\nin two lines"), 1, 10),
        operator(8, Readers::Only([CAI].into()), "to one: ¡canción!"),
    ]
}

/// A history that is stored beside this file, as its program left it.
fn stored(version: &str) -> Folder {
    let folder = Folder::new();
    fs::create_dir_all(folder.database().parent().unwrap()).unwrap();
    let connection = Connection::open(folder.database()).unwrap();
    connection.execute_batch(version).unwrap();
    connection
        .pragma_update(None, "journal_mode", "wal")
        .unwrap();
    folder
}

fn has_everything_and_can_be_searched(folder: &Folder, version: u32) {
    let (mut storage, restored) = folder.open();
    let migrated = StorageNotice::Migrated {
        from: version,
        to: schema::VERSION,
    };
    assert_eq!(storage.take_notices(), [migrated]);
    assert_eq!(restored.run, RunId(0x873ba33cc687b7d2));
    assert_eq!(restored.latest_message, MessageId(8));
    assert_eq!(restored.latest_person, CAI);
    assert_eq!(restored.messages, messages());
    assert_eq!(restored.before_messages, MessageId(2));
    let [left, present] = &restored.sessions[..] else {
        panic!("{:?}", restored.sessions)
    };
    assert_eq!(left.session, session(2, false, NOW));
    assert_eq!(present.session, session(1, true, NOW));
    assert_eq!(present.decided, Some(Number(12)));
    assert_eq!(present.verdicts, outcomes());

    tend_to_the_end(&mut storage, NOW);
    let found = |storage: &mut SqliteStorage, reader| {
        let found = storage.search("cancion", reader, None, 10, 1 << 20);
        ids(&found.unwrap().0)
    };
    assert_eq!(found(&mut storage, CAI), [8]);
    assert_eq!(found(&mut storage, ANA), [] as [u64; 0]);
    storage
        .commit(&[Record::Message(said(9, BEA, "otra canción"))])
        .unwrap();
    drop(storage);
    let (mut storage, restored) = folder.open();
    assert_eq!(storage.take_notices(), [], "only once");
    assert_eq!(restored.messages.len(), 5);
    tend_to_the_end(&mut storage, NOW);
    assert_eq!(found(&mut storage, ANA), [9]);
}

#[test]
fn a_history_of_version_1_has_everything_and_can_be_searched() {
    has_everything_and_can_be_searched(&stored(include_str!("version-1.sql")), 1);
}

#[test]
fn a_history_of_version_2_has_everything_and_can_be_searched() {
    has_everything_and_can_be_searched(&stored(include_str!("version-2.sql")), 2);
}

#[test]
fn a_history_of_version_3_has_everything_and_can_be_searched() {
    has_everything_and_can_be_searched(&stored(include_str!("version-3.sql")), 3);
}

#[test]
fn verdicts_of_version_2_stay_until_later_ones_take_their_place() {
    let folder = stored(include_str!("version-2.sql"));
    let numbers = |restored: &Restored| -> Vec<u64> {
        let session = |one: &&crate::storage::RestoredSession| one.session.person == BEA;
        let verdicts = &restored.sessions.iter().find(session).unwrap().verdicts;
        verdicts.iter().map(|(number, ..)| number.0).collect()
    };
    let (mut storage, restored) = folder.open();
    assert_eq!(numbers(&restored), (101..=164).collect::<Vec<_>>());
    let mut latest = 164;
    // One by one, then many together, twice around the ring.
    for size in [1, 1, 1, 20, 1, 40, 7, 64, 3, 100, 1] {
        let records = (1..=size).map(|nth| {
            let message = said(latest + nth, BEA, "later");
            Record::Message(with_origin(message, 2, latest + nth))
        });
        storage.commit(&records.collect::<Vec<_>>()).unwrap();
        latest += size;
        drop(storage);
        let (opened, restored) = folder.open();
        assert_eq!(
            numbers(&restored),
            (latest - 63..=latest).collect::<Vec<_>>()
        );
        storage = opened;
    }
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let folder = stored(include_str!("version-1.sql"));
    let connection = Connection::open(folder.database()).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = SqliteStorage::open(&folder.config(), MEMORY, NOW).unwrap_err();
    assert!(
        matches!(error, crate::OpenHistoryError::Locked { .. }),
        "{error}"
    );
    connection.execute_batch("COMMIT").unwrap();
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1);
    drop(connection);
    assert_eq!(folder.open().1.messages, messages());
}
