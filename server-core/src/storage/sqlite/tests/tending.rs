//! What is too old or too much is forgotten, everywhere.

use super::*;

fn open_with(folder: &Folder, max_age: Option<Duration>, most: Option<u64>) -> SqliteStorage {
    let config = HistoryConfig {
        max_age,
        max_messages: most,
        ..folder.config()
    };
    SqliteStorage::open(&config, MEMORY, NOW).unwrap().0
}

fn check_search(storage: &SqliteStorage) {
    let connection = &storage.opened.as_ref().unwrap().connection;
    // The 1 compares the index with the messages.
    let check = "INSERT INTO message_text (message_text, rank) VALUES ('integrity-check', 1)";
    connection.execute_batch(check).unwrap();
}

fn count(storage: &SqliteStorage, table: &str) -> i64 {
    let connection = &storage.opened.as_ref().unwrap().connection;
    let count = format!("SELECT count(*) FROM {table}");
    connection.query_row(&count, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_oldest_are_forgotten_when_there_are_too_many() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, None, Some(300));
    for part in talk(1_000).chunks(90) {
        storage.commit(part).unwrap();
        // Some are indexed before they are forgotten, some never are.
        storage.tend(NOW).unwrap();
    }
    tend_to_the_end(&mut storage, NOW);
    let expected: Vec<u64> = (701..=1_000).collect();
    assert_eq!(ids(&all_pages(&mut storage, BEA)), expected);
    check_search(&storage);
    let found = storage.search("number", BEA, None, 1_000, 1 << 20).unwrap();
    assert_eq!(ids(&found.0), expected);
    let (missed, gap) = storage
        .missed(BEA, MessageId(600), MessageId(1_000), 1_000, 1 << 20)
        .unwrap();
    assert_eq!(missed.len(), 300);
    assert_eq!(gap.unwrap().before, MessageId(701));
    drop(storage);
    let (_, restored) = folder.open();
    assert_eq!(restored.before_messages, MessageId(700));
}

#[test]
fn messages_are_forgotten_when_they_are_too_old() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, Some(Duration::from_millis(500)), None);
    let messages = (1..=1_000).map(|id| match id % 3 {
        0 => private(id, ANA, BEA, "between two"),
        _ => said(id, ANA, "hello"),
    });
    let records: Vec<Record> = messages.map(Record::Message).collect();
    storage.commit(&records).unwrap();
    let now = UnixMillis(NOW.0 + 1_200);
    tend_to_the_end(&mut storage, now);
    assert_eq!(ids(&all_pages(&mut storage, BEA))[0], 700);
    assert_eq!(count(&storage, "message"), 301);
    assert_eq!(count(&storage, "reader"), 2 * 100);
    check_search(&storage);

    tend_to_the_end(&mut storage, UnixMillis(NOW.0 + 1_000_000));
    assert_eq!(count(&storage, "message"), 0);
    assert_eq!(count(&storage, "reader"), 0);
    check_search(&storage);
    drop(storage);
    let (_, restored) = folder.open();
    assert_eq!(restored.latest_message, MessageId(1_000), "ids go on");
    assert_eq!(restored.before_messages, MessageId(1_000));
    assert_eq!(restored.messages, []);
}

#[test]
fn a_clock_that_was_wrong_for_a_while_forgets_nothing_else() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, Some(Duration::from_secs(60)), None);
    storage.commit(&talk(2)).unwrap();
    let mut wrong = said(3, ANA, "on a computer that takes it for 1970");
    if let Posted::Said(said) = &mut wrong.posted {
        said.time = UnixMillis(5);
    }
    storage.commit(&[Record::Message(wrong)]).unwrap();
    tend_to_the_end(&mut storage, NOW);
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [1, 2, 3]);
    tend_to_the_end(&mut storage, UnixMillis(5));
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [1, 2, 3]);
}

#[test]
fn nothing_is_forgotten_without_a_limit() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, None, None);
    storage.commit(&talk(600)).unwrap();
    tend_to_the_end(&mut storage, UnixMillis(u64::MAX / 4));
    assert_eq!(count(&storage, "message"), 600);
}

#[test]
fn one_piece_of_work_is_small() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, None, Some(10));
    storage.commit(&talk(2_000)).unwrap();
    let mut pieces = 0;
    let mut before = count(&storage, "message");
    while storage.tend(NOW).unwrap() {
        pieces += 1;
        let now = count(&storage, "message");
        assert!(before - now <= 256);
        before = now;
    }
    assert_eq!(before, 10);
    assert!(pieces >= 8);
}

#[test]
fn the_log_is_moved_to_the_database_when_there_is_time() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, None, None);
    let size = || fs::metadata(folder.database()).unwrap().len();
    let before = size();
    for record in talk(500) {
        storage.commit(&[record]).unwrap();
    }
    assert_eq!(size(), before);
    tend_to_the_end(&mut storage, NOW);
    assert!(size() > before);
}

/// Says what is left, after a direct message to Bea, one to Cai, and much else.
fn left_after(storage: &mut SqliteStorage, session: KeptSession) -> Vec<u64> {
    let direct = [private(1, ANA, BEA, "psst"), private(2, ANA, CAI, "psst")];
    let others = (3..=1_000).map(|id| said(id, ANA, "hello"));
    let messages = direct.into_iter().chain(others).map(Record::Message);
    let records: Vec<Record> = std::iter::once(Record::Session(session))
        .chain(messages)
        .collect();
    storage.commit(&records).unwrap();
    tend_to_the_end(storage, time_of(1_000));
    ids(&all_pages(storage, BEA))
}

#[test]
fn a_direct_message_to_somebody_who_vanished_waits_as_long_as_they_can_come_back() {
    let latest: Vec<u64> = (991..=1_000).collect();
    for present in [true, false] {
        let folder = Folder::new();
        let mut storage = open_with(&folder, None, Some(10));
        let left = left_after(&mut storage, session(2, present, NOW));
        assert_eq!(left, [&[1], &latest[..]].concat());
        assert_eq!(count(&storage, "message"), 11, "the others are forgotten");
        let missed = storage.missed(BEA, MessageId(0), MessageId(1_000), 100, 1 << 20);
        let (missed, gap) = missed.unwrap();
        assert_eq!(ids(&missed), left);
        assert_eq!(gap.unwrap().before, MessageId(991));
        check_search(&storage);
        drop(storage);
        let (_, restored) = folder.open();
        assert_eq!(restored.before_messages, MessageId(990));

        let mut storage = open_with(&folder, None, Some(10));
        let nearly = UnixMillis(NOW.0 + MEMORY.resume.as_millis() as u64 - 1_000);
        tend_to_the_end(&mut storage, nearly);
        assert_eq!(ids(&all_pages(&mut storage, BEA)), left);
        tend_to_the_end(&mut storage, UnixMillis(nearly.0 + 20 * 60 * 1_000));
        assert_eq!(ids(&all_pages(&mut storage, BEA)), latest);
        assert_eq!(count(&storage, "reader"), 0);
        check_search(&storage);
    }
}

#[test]
fn a_direct_message_to_somebody_who_came_back_waits_no_longer() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, None, Some(10));
    left_after(&mut storage, session(2, false, NOW));
    let later = UnixMillis(NOW.0 + 15 * 60 * 1_000);
    let back = Record::Session(session(2, true, later));
    storage.commit(&[back]).unwrap();
    tend_to_the_end(&mut storage, later);
    assert_eq!(ids(&all_pages(&mut storage, BEA))[0], 991);
}

#[test]
fn only_so_many_unread_messages_outlive_their_neighbours() {
    let folder = Folder::new();
    let mut storage = open_with(&folder, None, Some(10));
    let gone = Record::Session(session(2, false, NOW));
    let direct = (1..=3_000).map(|id| Record::Message(private(id, ANA, BEA, "psst")));
    let records: Vec<Record> = std::iter::once(gone).chain(direct).collect();
    storage.commit(&records).unwrap();
    tend_to_the_end(&mut storage, time_of(3_000));
    assert_eq!(count(&storage, "message"), 1_024 + 10);
}
