//! Torn, overwritten, in the way: nothing false is told, nothing is thrown away, and work goes on.

use proptest::prelude::*;

use super::going::goes_on;
use super::salvaging::spoil_the_middle;
use super::*;
use crate::storage::Outcome;

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
