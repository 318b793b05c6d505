//! Histories of older versions.

use rusqlite::Connection;
use tertulia_protocol::{RefusalReason, RunId};

use super::*;
use crate::storage::Outcome;

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

/// The history that is stored beside this file, as its program left it.
fn stored_version_1() -> Folder {
    let folder = Folder::new();
    fs::create_dir_all(folder.database().parent().unwrap()).unwrap();
    let connection = Connection::open(folder.database()).unwrap();
    connection
        .execute_batch(include_str!("version-1.sql"))
        .unwrap();
    connection
        .pragma_update(None, "journal_mode", "wal")
        .unwrap();
    folder
}

#[test]
fn a_history_of_version_1_has_everything_and_can_be_searched() {
    let folder = stored_version_1();
    let (mut storage, restored) = folder.open();
    let migrated = StorageNotice::Migrated { from: 1, to: 2 };
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
fn a_migration_that_fails_changes_nothing() {
    let folder = stored_version_1();
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
