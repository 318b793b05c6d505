//! What is left of a damaged history comes into the one that takes its place.

use super::*;

/// Writes nonsense over some of its messages while it is open.
pub(super) fn spoil_the_middle(folder: &Folder, storage: &SqliteStorage) {
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
