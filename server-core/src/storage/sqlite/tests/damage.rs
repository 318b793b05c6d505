//! Torn, deleted, replaced: nothing false is told, nothing is thrown away, and work goes on.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::storage::Outcome;
use crate::storage::sqlite::committing;

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

fn may_read(posted: &Posted, reader: PersonId) -> bool {
    match posted {
        Posted::Said(_) => true,
        Posted::Private(private) => [private.from.id, private.to.id].contains(&reader),
        Posted::Operator(operator) => !operator.private || reader == CAI,
    }
}

/// Opens what is there, reads all of it, writes, and opens it again. Everything told must be true.
fn use_it(folder: &Folder) -> Result<(), TestCaseError> {
    let originals = originals();
    let opened = SqliteStorage::open(&folder.config(), MEMORY, NOW);
    let (mut storage, restored) = match opened {
        Ok(opened) => opened,
        // Damage to the two numbers in its header that say whose it is.
        Err(error) => {
            let expected = matches!(
                error,
                crate::OpenHistoryError::Foreign { .. } | crate::OpenHistoryError::Newer { .. }
            );
            prop_assert!(expected, "{}", error);
            return Ok(());
        }
    };
    for message in &restored.messages {
        prop_assert_eq!(&originals[&message.posted.id().0], &message.posted);
    }
    for session in &restored.sessions {
        prop_assert_eq!(session.session.token, token(1));
        for (number, outcome, _) in &session.verdicts {
            prop_assert_eq!(outcome, &Outcome::Accepted(Some(MessageId(number.0))));
        }
    }
    for reader in [ANA, BEA, CAI] {
        let mut told = all_pages(&mut storage, reader);
        let (missed, _) = storage
            .missed(reader, MessageId(3), MessageId(400), 500, 1 << 20)
            .unwrap();
        told.extend(missed);
        let found = storage.search("lon", reader, None, 100, 1 << 20);
        told.extend(found.unwrap().0);
        for posted in told {
            prop_assert_eq!(&originals[&posted.id().0], &posted);
            prop_assert!(may_read(&posted, reader));
        }
    }
    // Ids go on, whether from the database, from what is known by heart, or anew.
    let next = storage.known.state.latest_message.0 + 1;
    let new = with_origin(said(next, BEA, "afterwards"), 2, 1);
    storage.commit(&[Record::Message(new.clone())]).unwrap();
    // What was noticed until here was noticed before that was kept.
    storage.take_notices();
    tend_to_the_end(&mut storage, NOW);
    let mut aside = set_aside(&mut storage);
    drop(storage);
    let (mut storage, restored) = folder.open();
    aside.extend(set_aside(&mut storage));
    // Some damage is noticed late; then everything is in the database that was set aside.
    let kept = restored.messages.last() == Some(&new);
    prop_assert!(kept || !aside.is_empty());
    for (aside, why) in aside {
        prop_assert!(aside.exists() && !why.is_empty());
    }
    Ok(())
}

/// Some place in a file of so many bytes.
fn place(len: u64, share: u64) -> u64 {
    share % len.max(1)
}

/// Bytes as a broken disk writes them, or such as could stand in a text.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 1..200),
        prop::collection::vec(b'a'..=b'z', 1..12),
    ]
}

#[test]
fn a_changed_letter_is_noticed() {
    let mut session = token(1).0.to_vec();
    session.extend(b"Guest 1");
    let places = [
        ("a text", b"between two, 395".to_vec()),
        ("a text that is read late", b"between two, 15".to_vec()),
        ("a name in a session", session),
    ];
    for (what, found) in places {
        let folder = history(true);
        let mut bytes = fs::read(folder.database()).unwrap();
        let at = bytes.windows(found.len()).position(|part| part == found);
        let last = at.expect(what) + found.len() - 1;
        bytes[last] = b'7';
        fs::write(folder.database(), &bytes).unwrap();
        let memory = RoomMemory {
            messages: 100,
            ..MEMORY
        };
        let (mut storage, _) = SqliteStorage::open(&folder.config(), memory, NOW).unwrap();
        let told = all_pages(&mut storage, ANA);
        let aside = set_aside(&mut storage);
        assert_eq!(aside.len(), 1, "{what}");
        assert_eq!(fs::read(&aside[0].0).unwrap().len(), bytes.len());
        for posted in told {
            assert_eq!(originals()[&posted.id().0], posted, "{what}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_truncated_history_tells_nothing_false(
        orderly in any::<bool>(),
        log in any::<bool>(),
        share in any::<u64>(),
    ) {
        let folder = history(orderly);
        let path = if log && !orderly { folder.log() } else { folder.database() };
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        let len = file.metadata().unwrap().len();
        file.set_len(place(len, share)).unwrap();
        drop(file);
        use_it(&folder)?;
    }

    #[test]
    fn random_bytes_in_a_history_tell_nothing_false(
        orderly in any::<bool>(),
        log in any::<bool>(),
        writes in prop::collection::vec(
            (prop_oneof![any::<u64>(), 0..100_u64], noise()),
            1..5,
        ),
    ) {
        let folder = history(orderly);
        let path = if log && !orderly { folder.log() } else { folder.database() };
        let len = fs::metadata(&path).unwrap().len();
        for (share, bytes) in writes {
            overwrite(&path, place(len, share), &bytes);
        }
        use_it(&folder)?;
    }

    #[test]
    fn random_bytes_while_it_runs_tell_nothing_false(
        writes in prop::collection::vec(
            (any::<u64>(), noise()),
            1..5,
        ),
    ) {
        let folder = history(true);
        let (mut storage, before) = folder.open();
        let len = fs::metadata(folder.database()).unwrap().len();
        for (share, bytes) in writes {
            overwrite(&folder.database(), place(len, share), &bytes);
        }
        // What is in SQLite's memory is not read again.
        let connection = &storage.opened.as_ref().unwrap().connection;
        connection.execute_batch("PRAGMA shrink_memory").unwrap();
        let originals = originals();
        for reader in [ANA, BEA, CAI] {
            for posted in all_pages(&mut storage, reader) {
                prop_assert_eq!(&originals[&posted.id().0], &posted);
                prop_assert!(may_read(&posted, reader));
            }
        }
        let new = with_origin(said(401, ANA, "afterwards"), 1, 401);
        storage.commit(&[Record::Message(new)]).unwrap();
        let state = storage.known.state;
        prop_assert_eq!((state.run, state.latest_message), (before.run, MessageId(401)));
        let told = ids(&all_pages(&mut storage, ANA));
        prop_assert!(told.contains(&401) || !set_aside(&mut storage).is_empty());
        prop_assert_eq!(storage.known.sessions[&token(1)].decided, Some(Number(401)));
    }
}

/// After the database is gone, in one way or another: all that is known by heart is in the new one.
fn goes_on(folder: &Folder, storage: SqliteStorage, run: tertulia_protocol::RunId) {
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
fn a_damaged_database_is_set_aside_while_the_server_runs() {
    let folder = history(true);
    let (mut storage, restored) = folder.open();
    let len = fs::metadata(folder.database()).unwrap().len() as usize;
    let noise = vec![0xA5; len];
    overwrite(&folder.database(), 0, &noise);
    // What is in SQLite's memory is not read again.
    let connection = &storage.opened.as_ref().unwrap().connection;
    connection.execute_batch("PRAGMA shrink_memory").unwrap();
    let last = Record::LatestPerson(PersonId(9));
    storage.commit(&[last]).unwrap();
    let page = storage.page(ANA, None, 10, 1 << 20);
    assert_eq!(page, Ok((vec![], false)));
    let aside = set_aside(&mut storage);
    let [(aside, why)] = &aside[..] else {
        panic!("{aside:?}")
    };
    assert!(!why.is_empty());
    assert_eq!(fs::metadata(aside).unwrap().len() as usize, len);
    assert!(fs::read(aside).unwrap().ends_with(&noise[..1_000]));
    goes_on(&folder, storage, restored.run);
}

#[test]
fn a_file_that_is_no_database_is_set_aside_under_a_name_of_its_own() {
    let folder = Folder::new();
    drop(folder.open());
    for number in 1..=3 {
        let text = format!("no database {number}").repeat(100);
        fs::write(folder.database(), &text).unwrap();
        let (mut storage, restored) = folder.open();
        assert_eq!(restored.latest_message, MessageId(0));
        let aside = set_aside(&mut storage);
        assert_eq!(fs::read_to_string(&aside[0].0).unwrap(), text);
        assert_eq!(folder.aside().len(), number);
    }
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

#[test]
fn a_damaged_database_that_cannot_be_set_aside_is_not_used_until_it_is() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    let names = take_all_names(&folder);
    // Nothing of it is noticed by who opens it, or writes at its end.
    spoil_the_middle(&folder, &storage);
    let record = [Record::Message(said(401, BEA, "afterwards"))];
    for _ in 0..2 {
        assert!(storage.page(ANA, None, 1_000, 1 << 20).is_err());
        assert!(storage.commit(&record).is_err());
        assert!(storage.page(ANA, None, 1, 1 << 20).is_err());
    }
    assert_eq!(storage.take_notices(), []);
    give_back(&names);
    storage.commit(&record).unwrap();
    assert_eq!(set_aside(&mut storage).len(), 1);
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [401]);
}

/// Writes nonsense over some of its messages while it is open.
fn spoil_the_middle(folder: &Folder, storage: &SqliteStorage) {
    spoil_messages(folder);
    // What is in SQLite's memory is not read again.
    let connection = &storage.opened.as_ref().unwrap().connection;
    connection.execute_batch("PRAGMA shrink_memory").unwrap();
}

/// Writes nonsense over some pages in the middle, where messages are.
fn spoil_messages(folder: &Folder) {
    let len = fs::metadata(folder.database()).unwrap().len();
    overwrite(&folder.database(), len / 2, &vec![0xA5; 3 * 4_096]);
}

/// Writes nonsense all over it while it is open.
fn spoil(folder: &Folder, storage: &SqliteStorage) {
    let len = fs::metadata(folder.database()).unwrap().len() as usize;
    overwrite(&folder.database(), 0, &vec![0xA5; len]);
    // What is in SQLite's memory is not read again.
    let connection = &storage.opened.as_ref().unwrap().connection;
    connection.execute_batch("PRAGMA shrink_memory").unwrap();
}

#[test]
fn what_is_remembered_of_a_damaged_database_is_put_back_once() {
    let folder = history(true);
    let (mut storage, restored) = folder.open();
    let remembered = &restored.messages[100..];
    storage.put_back(remembered).unwrap();
    assert_eq!(storage.take_notices(), [], "nothing is damaged");
    spoil(&folder, &storage);
    let next = with_origin(said(401, BEA, "in the new one"), 1, 401);
    assert!(storage.page(ANA, None, 10, 1 << 20).is_ok());
    // Some of what is put back is older than what has been indexed.
    storage.commit(&[Record::Message(next.clone())]).unwrap();
    tend_to_the_end(&mut storage, NOW);
    assert_eq!(set_aside(&mut storage).len(), 1);
    for messages in [300, 0] {
        storage.put_back(remembered).unwrap();
        let notices = storage.take_notices();
        match messages {
            0 => assert_eq!(notices, []),
            messages => assert_eq!(notices, [StorageNotice::PutBack { messages }]),
        }
    }
    let missed = storage.missed(CAI, MessageId(90), MessageId(401), 500, 1 << 20);
    let (missed, gap) = missed.unwrap();
    let expected = restored.messages[100..].iter().chain([&next]);
    let is_for_cai =
        |message: &&KeptMessage| message.readers.include(CAI) && message.author != Some(CAI);
    let expected: Vec<Posted> = expected
        .filter(is_for_cai)
        .map(|message| message.posted.clone())
        .collect();
    assert_eq!(missed, expected);
    let gap = gap.unwrap();
    assert_eq!((gap.after, gap.before), (MessageId(90), MessageId(101)));
    let (found, _) = storage.search("long", ANA, None, 1_000, 1 << 20).unwrap();
    assert!(!found.is_empty());
    let connection = &storage.opened.as_ref().unwrap().connection;
    let check = "INSERT INTO message_text (message_text, rank) VALUES ('integrity-check', 1)";
    connection.execute_batch(check).unwrap();
    drop(storage);
    let (_storage, again) = folder.open();
    let mut expected = restored.messages[100..].to_vec();
    expected.push(next);
    assert_eq!(again.messages, expected);
    assert_eq!(again.before_messages, MessageId(100));
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

#[test]
fn what_can_still_be_read_of_a_damaged_database_is_put_back_too() {
    let folder = history(true);
    let (mut storage, _) = folder.open();
    spoil_the_middle(&folder, &storage);
    // The one that is told of is gone, and so is what stood there; whatever is left is true.
    for reader in [ANA, BEA, CAI] {
        all_pages(&mut storage, reader);
    }
    let new = with_origin(said(401, ANA, "afterwards"), 1, 401);
    storage.commit(&[Record::Message(new.clone())]).unwrap();
    tend_to_the_end(&mut storage, NOW);
    assert_eq!(set_aside(&mut storage).len(), 1);
    storage.put_back(&[]).unwrap();
    let notices = storage.take_notices();
    let [StorageNotice::PutBack { messages }] = notices[..] else {
        panic!("{notices:?}")
    };
    assert!((200..400).contains(&messages), "{messages}");
    tend_to_the_end(&mut storage, NOW);
    drop(storage);
    let (mut storage, restored) = folder.open();
    assert_eq!(restored.messages.len(), messages + 1);
    assert_eq!(restored.messages.last(), Some(&new));
    are_true(&restored.messages[..messages]);
    // The room could not tell where some are missing, so whoever comes back is told by the storage.
    assert_eq!(restored.before_messages, MessageId(401));
    has_a_gap_before(&mut storage, 402);
    // The latest verdicts before the damage, and the one after it.
    let numbers = restored.sessions[0].verdicts.iter();
    let numbers: Vec<u64> = numbers.map(|(number, ..)| number.0).collect();
    assert_eq!(numbers, (338..=401).collect::<Vec<_>>());
}

fn are_true(messages: &[KeptMessage]) {
    let originals = originals();
    for message in messages {
        assert_eq!(originals[&message.posted.id().0], message.posted);
        let number = Number(message.posted.id().0);
        assert_eq!(message.origin, Some((token(1), number)));
    }
}

/// Who comes back is told that some of what they missed may be gone.
fn has_a_gap_before(storage: &mut SqliteStorage, before: u64) {
    let after = MessageId(3);
    let missed = storage.missed(ANA, after, MessageId(before), 500, 1 << 20);
    let before = MessageId(before);
    let gap = tertulia_protocol::Gap { after, before };
    assert_eq!(missed.unwrap().1, Some(gap));
}

#[test]
fn of_damage_that_is_found_at_a_start_the_rest_is_saved_too() {
    for orderly in [true, false] {
        let folder = history(orderly);
        let (storage, before) = folder.open();
        drop(storage);
        spoil_messages(&folder);
        let (mut storage, restored) = folder.open();
        let notices = storage.take_notices();
        let [
            StorageNotice::SetAside { aside, .. },
            StorageNotice::PutBack { messages },
        ] = &notices[..]
        else {
            panic!("{notices:?}")
        };
        assert!(aside.exists() && (200..400).contains(messages));
        assert_eq!(restored.run, before.run);
        assert_eq!(restored.sessions, before.sessions);
        assert_eq!(restored.messages.len(), *messages);
        are_true(&restored.messages);
        // The latest ones may be among those that are gone, so their ids are not given again.
        let latest = restored.latest_message;
        assert!(latest > before.latest_message && restored.latest_person > before.latest_person);
        for _ in 0..2 {
            has_a_gap_before(&mut storage, latest.0 + 1);
            drop(storage);
            storage = folder.open().0;
            assert_eq!(storage.take_notices(), [], "only once");
        }
        // A number that was decided is so for good.
        let state = &storage.known.sessions[&token(1)];
        assert_eq!(state.decided, Some(Number(400)));
    }
}

#[test]
fn where_a_session_is_damaged_at_a_start_another_history_begins() {
    let folder = history(true);
    let (storage, before) = folder.open();
    drop(storage);
    let mut found = token(1).0.to_vec();
    found.extend(b"Guest 1");
    let mut bytes = fs::read(folder.database()).unwrap();
    let places = bytes.windows(found.len()).enumerate();
    let places: Vec<usize> = places
        .filter(|(_, part)| *part == found)
        .map(|(at, _)| at)
        .collect();
    for at in places {
        bytes[at + found.len() - 1] = b'7';
    }
    fs::write(folder.database(), &bytes).unwrap();
    let (_storage, restored) = folder.open();
    assert_ne!(restored.run, before.run);
    assert_eq!((restored.messages, restored.sessions), (vec![], vec![]));
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
