//! Deleted, replaced, unplugged and back again: what was confirmed is kept, and what was refused is not.

use super::*;
use crate::storage::sqlite::committing;

/// After the database is gone, in one way or another: all that is known by heart is in the new one.
pub(super) fn goes_on(folder: &Folder, storage: SqliteStorage, run: tertulia_protocol::RunId) {
    let mut storage = storage;
    let next = with_origin(said(401, BEA, "in the new one"), 1, 401);
    storage.commit(&[Record::Message(next.clone())]).unwrap();
    let gap = tertulia_protocol::Gap {
        after: MessageId(390),
        before: MessageId(401),
    };
    let missed = storage.missed(ANA, MessageId(390), MessageId(401), 100, 1 << 20);
    assert_eq!(missed, Ok((vec![next.posted.clone()], Some(gap))));
    tend_to_the_end(&mut storage, NOW);
    drop(storage);
    let (_storage, restored) = folder.open();
    assert_eq!(restored.run, run);
    assert_eq!(restored.latest_message, MessageId(401));
    assert_eq!(restored.messages, [next]);
    assert_eq!(restored.before_messages, MessageId(400));
    assert_eq!(restored.sessions[0].decided, Some(Number(401)));
    assert_eq!(restored.sessions[0].session, session(1, true, NOW));
}

#[cfg(unix)]
#[test]
fn a_database_deleted_while_the_server_runs_is_begun_anew_from_what_is_known() {
    for with_folder in [false, true] {
        let folder = history(true);
        let (mut storage, restored) = folder.open();
        if with_folder {
            fs::remove_dir_all(folder.database().parent().unwrap()).unwrap();
        } else {
            fs::remove_file(folder.database()).unwrap();
        }
        storage
            .commit(&[Record::LatestPerson(PersonId(77))])
            .unwrap();
        let path = folder.database();
        let vanished = StorageNotice::Vanished { path };
        assert_eq!(storage.take_notices(), [vanished]);
        // The lock is held in the new folder too.
        let second = SqliteStorage::open(&folder.config(), MEMORY, NOW);
        assert!(matches!(second, Err(crate::OpenHistoryError::InUse { .. })));
        goes_on(&folder, storage, restored.run);
        assert_eq!(folder.open().1.latest_person, PersonId(77));
    }
}

#[cfg(unix)]
#[test]
fn whatever_was_put_in_its_place_is_set_aside() {
    let folder = history(true);
    let (mut storage, restored) = folder.open();
    let other = folder.0.path().join("other");
    fs::write(&other, "not a history").unwrap();
    fs::rename(&other, folder.database()).unwrap();
    assert!(storage.tend(NOW).is_ok());
    let notices = storage.take_notices();
    let [
        StorageNotice::Vanished { .. },
        StorageNotice::SetAside { aside, .. },
    ] = &notices[..]
    else {
        panic!("{notices:?}")
    };
    assert_eq!(fs::read(aside).unwrap(), b"not a history");
    goes_on(&folder, storage, restored.run);
}

#[cfg(unix)]
#[test]
fn a_log_deleted_while_the_server_runs_loses_nothing() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    let record = |id| [Record::Message(said(id, BEA, "still here"))];
    storage.commit(&record(401)).unwrap();
    fs::remove_file(folder.log()).unwrap();
    storage.commit(&record(402)).unwrap();
    let killed = folder.as_if_killed();
    assert_eq!(killed.open().1.messages.len(), 402);
    assert_eq!(storage.take_notices(), []);
}

#[test]
fn a_log_without_its_database_is_set_aside_rather_than_deleted() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    storage
        .commit(&[Record::Message(said(401, ANA, "in the log"))])
        .unwrap();
    let killed = folder.as_if_killed();
    let log = fs::read(killed.log()).unwrap();
    assert!(!log.is_empty());
    fs::remove_file(killed.database()).unwrap();
    let (mut storage, _) = killed.open();
    let (aside, _) = set_aside(&mut storage).remove(0);
    let mut set_aside = aside.into_os_string();
    set_aside.push("-wal");
    assert_eq!(fs::read(set_aside).unwrap(), log);
}

#[cfg(unix)]
#[test]
fn a_log_that_was_deleted_and_can_be_saved_nowhere_is_held_until_it_can() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    let record = |id| [Record::Message(said(id, BEA, "still here"))];
    storage.commit(&record(401)).unwrap();
    // A reader keeps the log from being moved to the database, and that cannot be set aside either.
    let reader = rusqlite::Connection::open(folder.database()).unwrap();
    reader
        .execute_batch("BEGIN; SELECT * FROM session")
        .unwrap();
    let names = take_all_names(&folder);
    storage.commit(&record(402)).unwrap();
    fs::remove_file(folder.log()).unwrap();
    for _ in 0..2 {
        assert!(storage.commit(&record(403)).is_err());
    }
    reader.execute_batch("COMMIT").unwrap();
    storage.commit(&record(403)).unwrap();
    give_back(&names);
    assert_eq!(storage.take_notices(), []);
    assert_eq!(folder.as_if_killed().open().1.messages.len(), 403);
}

#[cfg(unix)]
#[test]
fn a_log_deleted_just_before_the_end_loses_nothing() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    let record = Record::Message(said(401, BEA, "still here"));
    storage.commit(&[record]).unwrap();
    fs::remove_file(folder.log()).unwrap();
    drop(storage);
    assert_eq!(folder.open().1.messages.len(), 401);
}

#[cfg(unix)]
#[test]
fn what_somebody_deleted_is_not_put_back() {
    let folder = history(true);
    let (mut storage, restored) = folder.open();
    fs::remove_file(folder.database()).unwrap();
    storage
        .commit(&[Record::LatestPerson(PersonId(77))])
        .unwrap();
    storage.put_back(&restored.messages).unwrap();
    assert_eq!(all_pages(&mut storage, ANA), []);
}

/// Whether the history that is opened here has nothing of a request that was refused.
#[cfg(unix)]
fn has_nothing_of(folder: &Folder, number: u64) -> bool {
    let (_storage, restored) = folder.open();
    let verdicts = restored.sessions.iter().flat_map(|one| &one.verdicts);
    let messages = restored.messages.iter();
    !verdicts
        .map(|(number, ..)| number.0)
        .any(|decided| decided == number)
        && !messages
            .map(|message| message.posted.id().0)
            .any(|id| id == number)
}

/// A server that stops before anything else is kept.
#[cfg(unix)]
#[test]
fn a_message_that_was_refused_when_the_database_went_is_not_there_after_a_stop_either() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    let refused = Record::Message(with_origin(private(402, ANA, BEA, "refused"), 1, 402));
    let opened = storage.opened.as_mut().unwrap();
    committing::write(
        &mut opened.connection,
        &storage.known,
        std::slice::from_ref(&refused),
    )
    .unwrap();
    let home = folder.database().parent().unwrap().to_owned();
    let away = folder.0.path().join("away");
    fs::rename(&home, &away).unwrap();
    fs::write(&home, "").unwrap();
    assert!(storage.commit(&[refused]).is_err());
    fs::remove_file(&home).unwrap();
    fs::rename(&away, &home).unwrap();
    drop(storage);
    assert!(has_nothing_of(&folder, 402));
}

/// As a disk that is unplugged, and plugged in again.
#[cfg(unix)]
#[test]
fn a_message_that_was_refused_when_the_database_went_is_not_there_when_it_comes_back() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    storage
        .commit(&[Record::Message(said(401, ANA, "confirmed"))])
        .unwrap();
    // The commit reaches the database that went, which is only seen afterwards.
    let refused = with_origin(private(402, ANA, BEA, "refused"), 1, 402);
    // Somebody came in the same moment.
    let newcomer = Record::Session(session(99, true, NOW));
    let records = [newcomer.clone(), Record::Message(refused)];
    let opened = storage.opened.as_mut().unwrap();
    committing::write(&mut opened.connection, &storage.known, &records).unwrap();
    let home = folder.database().parent().unwrap().to_owned();
    let away = folder.0.path().join("away");
    fs::rename(&home, &away).unwrap();
    // What is there instead cannot become a folder.
    fs::write(&home, "").unwrap();
    assert!(storage.commit(&records).is_err());
    fs::remove_file(&home).unwrap();
    fs::rename(&away, &home).unwrap();

    let next = Record::Message(said(403, BEA, "afterwards"));
    storage.commit(&[newcomer, next]).unwrap();
    assert_eq!(storage.take_notices(), [], "it is the same one");
    let told = ids(&all_pages(&mut storage, BEA));
    assert_eq!(told[told.len() - 2..], [401, 403]);
    drop(storage);
    assert!(has_nothing_of(&folder, 402));
}
