//! What is committed comes back.

use proptest::prelude::*;
use tertulia_protocol::RefusalReason;

use super::*;
use crate::storage::{Durability, Outcome, StorageError};

fn refused() -> Outcome {
    Outcome::Refused {
        reason: RefusalReason::NameTaken,
        message: "«Ana» is taken.".to_owned(),
        suggestion: Some(name("Ana 2")),
    }
}

fn decided(session: u64, number: u64, outcome: Outcome) -> Record {
    Record::Decided {
        token: token(session),
        number: Number(number),
        outcome,
        time: time_of(number),
    }
}

#[test]
fn a_new_history_knows_nothing_and_keeps_its_identity() {
    let folder = Folder::new();
    let (storage, restored) = folder.open();
    drop(storage);
    assert_eq!(restored.latest_message, MessageId(0));
    assert_eq!(restored.latest_person, PersonId(0));
    assert!(restored.messages.is_empty() && restored.sessions.is_empty());
    let (_storage, again) = folder.open();
    assert_eq!(again, restored);
    assert_ne!(Folder::new().open().1.run, restored.run);
}

#[test]
fn after_a_kill_everything_committed_is_there() {
    let folder = Folder::new();
    let (mut storage, before) = folder.open();
    let records = [
        Record::LatestPerson(PersonId(9)),
        Record::Session(session(1, true, NOW)),
        Record::Message(with_origin(said(1, ANA, "hello"), 1, 7)),
        decided(1, 8, refused()),
        Record::Message(private(2, ANA, BEA, "psst")),
    ];
    storage.commit(&records).unwrap();
    let killed = folder.as_if_killed();
    let config = HistoryConfig {
        durability: Durability::Power,
        ..killed.config()
    };
    let (_storage, restored) = SqliteStorage::open(&config, MEMORY, time_of(20)).unwrap();
    assert_eq!(restored.run, before.run);
    let messages = [
        with_origin(said(1, ANA, "hello"), 1, 7),
        private(2, ANA, BEA, "psst"),
    ];
    assert_eq!(restored.messages, messages);
    assert_eq!(restored.before_messages, MessageId(0));
    let [one] = &restored.sessions[..] else {
        panic!("{:?}", restored.sessions)
    };
    assert_eq!(one.session, session(1, true, NOW));
    assert_eq!(one.decided, Some(Number(8)));
    let first = (Number(7), Outcome::Accepted(Some(MessageId(1))), time_of(1));
    assert_eq!(one.verdicts, [first, (Number(8), refused(), time_of(8))]);
}

#[test]
fn ids_leap_after_a_sudden_end_unless_every_commit_waited_for_the_disk() {
    for (durability, leaps) in [(Durability::Process, true), (Durability::Power, false)] {
        let folder = Folder::new();
        let config = HistoryConfig {
            durability,
            ..folder.config()
        };
        let (mut storage, _) = SqliteStorage::open(&config, MEMORY, NOW).unwrap();
        storage.commit(&talk(3)).unwrap();
        storage
            .commit(&[Record::LatestPerson(PersonId(5))])
            .unwrap();
        let (_, killed) = folder.as_if_killed().open();
        assert_eq!(killed.latest_message > MessageId(1_000), leaps);
        assert_eq!(killed.latest_person > PersonId(1_000), leaps);
        assert_eq!(killed.messages.len(), 3);
        drop(storage);
        let (_, ended) = folder.open();
        let latest = (ended.latest_message, ended.latest_person);
        assert_eq!(latest, (MessageId(3), PersonId(5)));
    }
}

#[test]
fn ids_leap_also_when_the_power_failed_before_the_log_was_on_the_disk() {
    let mut folder = Folder::new();
    drop(folder.open());
    let mut seen = MessageId(0);
    for _ in 0..2 {
        let (mut storage, restored) = folder.open();
        assert!(restored.latest_message >= seen);
        seen = MessageId(restored.latest_message.0 + 1);
        let lost = said(seen.0, ANA, "seen, and lost with the power");
        storage.commit(&[Record::Message(lost)]).unwrap();
        let after = folder.as_if_killed();
        fs::remove_file(after.log()).unwrap();
        drop(storage);
        folder = after;
    }
    assert!(folder.open().1.latest_message > seen);
}

#[test]
fn records_are_kept_together_or_not_at_all() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    storage.commit(&talk(2)).unwrap();
    let wrong = [
        Record::Session(session(1, true, NOW)),
        Record::Message(with_origin(said(3, ANA, "new"), 1, 1)),
        Record::Message(said(2, BEA, "an id that was given before")),
    ];
    assert!(matches!(
        storage.commit(&wrong),
        Err(StorageError::Other(_))
    ));
    assert_eq!(ids(&all_pages(&mut storage, ANA)), [1, 2]);
    storage.commit(&wrong[..2]).unwrap();
    drop(storage);
    let (_, restored) = folder.open();
    assert_eq!(restored.messages.len(), 3);
    assert_eq!(restored.sessions[0].verdicts.len(), 1);
}

#[test]
fn the_latest_verdicts_are_kept_over_restarts() {
    let folder = Folder::new();
    let mut number = 0;
    for _ in 0..3 {
        let (mut storage, _) = folder.open();
        storage
            .commit(&[Record::Session(session(1, true, NOW))])
            .unwrap();
        for _ in 0..41 {
            // Numbers of clients begin anywhere and may leave some out.
            number += 3;
            let number = u64::MAX / 2 - 100 + number;
            let outcome = Outcome::Accepted(None);
            storage.commit(&[decided(1, number, outcome)]).unwrap();
        }
    }
    let (_storage, restored) = folder.open();
    let verdicts = &restored.sessions[0].verdicts;
    let numbers: Vec<u64> = verdicts.iter().map(|(number, ..)| number.0).collect();
    let latest = (60..=123).map(|nth| u64::MAX / 2 - 100 + 3 * nth);
    assert_eq!(numbers, latest.collect::<Vec<_>>());
}

#[test]
fn a_session_changes_in_place_and_the_most_recent_comes_last() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    for number in [1, 2, 3] {
        let record = Record::Session(session(number, true, time_of(number)));
        storage.commit(&[record]).unwrap();
    }
    let renamed = KeptSession {
        name: name("Ana María"),
        ..session(1, false, time_of(10))
    };
    storage.commit(&[Record::Session(renamed.clone())]).unwrap();
    for number in [2, 3] {
        let left = Record::Session(session(number, false, time_of(number)));
        storage.commit(&[left]).unwrap();
    }
    drop(storage);
    let (_, restored) = folder.open();
    let tokens = restored.sessions.iter().map(|one| one.session.token);
    let expected = [token(2), token(3), token(1)];
    assert_eq!(tokens.collect::<Vec<_>>(), expected);
    assert_eq!(restored.sessions[2].session, renamed);
    assert_eq!(restored.latest_person, PersonId(3));
}

#[test]
fn sessions_come_back_for_a_day_however_long_people_stayed() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    let day = 24 * 60 * 60 * 1_000;
    let stayed = Record::Session(session(1, true, NOW));
    let left = Record::Session(session(2, false, NOW));
    let unknown = decided(3, 1, Outcome::Accepted(None));
    storage.commit(&[stayed, left, unknown]).unwrap();
    let later = UnixMillis(NOW.0 + 3 * day);
    tend_to_the_end(&mut storage, later);
    drop(storage);
    let sessions = |after: u64| {
        let now = UnixMillis(later.0 + after);
        let (_, restored) = SqliteStorage::open(&folder.config(), MEMORY, now).unwrap();
        let sessions = restored.sessions.into_iter();
        sessions.map(|one| one.session.token).collect::<Vec<_>>()
    };
    assert_eq!(
        sessions(1_000),
        [token(1)],
        "who left did so three days ago"
    );
    assert_eq!(sessions(day + 1_000), []);
}

#[test]
fn no_more_sessions_are_kept_than_the_room_remembers() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    for number in 1..=1_000 {
        let time = time_of(number);
        let came = Record::Session(session(number, true, time));
        let outcome = Outcome::Accepted(None);
        let left = Record::Session(session(number, number <= 5, time));
        storage
            .commit(&[came, decided(number, 1, outcome), left])
            .unwrap();
        assert!(storage.known.sessions.len() <= 2 * MEMORY.sessions);
    }
    let connection = &storage.opened.as_ref().unwrap().connection;
    let count = |table: &str| -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        connection.query_row(&count, [], |row| row.get(0)).unwrap()
    };
    let known = i64::try_from(storage.known.sessions.len()).unwrap();
    assert_eq!((count("session"), count("verdict")), (known, known));
    drop(storage);
    let (_, restored) = folder.open();
    let tokens = restored.sessions.iter().map(|one| one.session.token);
    // Those still here, and the latest of those who left.
    let latest = 1_001 - MEMORY.sessions as u64..=1_000;
    let mut expected: Vec<_> = latest.map(token).collect();
    expected.extend((1..=5).map(token));
    let mut tokens: Vec<_> = tokens.collect();
    tokens.sort_by_key(|token| token.0);
    expected.sort_by_key(|token| token.0);
    let kept: Vec<_> = tokens
        .iter()
        .filter(|token| expected.contains(token))
        .collect();
    assert_eq!(
        kept.len(),
        tokens.len(),
        "none that others should have displaced"
    );
    assert!(tokens.len() > MEMORY.sessions * 9 / 10);
}

#[test]
fn no_session_that_the_room_still_offers_is_forgotten() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    let most = MEMORY.sessions as u64;
    for number in 1..=4 * most {
        let left = Record::Session(session(number, false, time_of(number)));
        storage.commit(&[left]).unwrap();
        let offered = (number.saturating_sub(most) + 1)..=number;
        for offered in offered.map(token) {
            assert!(storage.known.sessions.contains_key(&offered));
        }
    }
    // The room's clock may be a little slower.
    let day = MEMORY.resume.as_millis() as u64;
    let later = UnixMillis(time_of(4 * most).0 + day);
    tend_to_the_end(&mut storage, later);
    assert!(storage.known.sessions.contains_key(&token(4 * most)));
    let much_later = UnixMillis(time_of(4 * most).0 + 2 * day);
    tend_to_the_end(&mut storage, much_later);
    assert!(storage.known.sessions.is_empty());
}

#[test]
fn the_room_gets_the_latest_messages_that_fit() {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    storage.commit(&talk(10)).unwrap();
    drop(storage);
    let open = |memory| {
        SqliteStorage::open(&folder.config(), memory, NOW)
            .unwrap()
            .1
    };
    let few = open(RoomMemory {
        messages: 4,
        ..MEMORY
    });
    assert_eq!(few.messages.len(), 4);
    assert_eq!(few.before_messages, MessageId(6));
    let small = open(RoomMemory {
        message_bytes: 1_000,
        ..MEMORY
    });
    assert!((1..5).contains(&small.messages.len()));
    let first = small.messages[0].posted.id();
    assert_eq!(small.before_messages.0 + 1, first.0);
    assert_eq!(open(MEMORY).before_messages, MessageId(0));
}

fn any_name() -> impl Strategy<Value = Name> {
    "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}_. -]{0,12}"
        .prop_filter_map("not a name", |text| Name::parse(&text).ok())
}

fn any_person() -> impl Strategy<Value = Person> {
    (any::<u64>(), any_name()).prop_map(|(id, name)| Person {
        id: PersonId(id),
        name,
    })
}

/// Messages of every kind; their ids are given when they are committed.
fn any_message() -> impl Strategy<Value = KeptMessage> {
    let text = prop_oneof![any::<String>(), "\\PC{0,80}", "[\0-\u{ff}]{0,20}"];
    let text = text.boxed();
    let time = any::<u64>().prop_map(UnixMillis);
    let id = MessageId(0);
    let posted = prop_oneof![
        (time.clone(), any_person(), text.clone(), any::<bool>()).prop_map(
            move |(time, from, text, action)| Posted::Said(Said {
                id,
                time,
                from,
                text,
                action
            })
        ),
        (time.clone(), any_person(), any_person(), text.clone()).prop_map(
            move |(time, from, to, text)| Posted::Private(Private {
                id,
                time,
                from,
                to,
                text
            })
        ),
        (time, text, any::<bool>()).prop_map(move |(time, text, private)| Posted::Operator(
            Operator {
                id,
                time,
                text,
                private
            }
        )),
    ];
    let readers = prop_oneof![
        Just(Readers::Everyone),
        prop::collection::vec(any::<u64>().prop_map(PersonId), 0..4)
            .prop_map(|people| Readers::Only(people.into())),
    ];
    let origin = prop::option::of((0..5_u64, any::<u64>()));
    let author = prop::option::of(any::<u64>().prop_map(PersonId));
    (posted, author, origin, readers).prop_map(|(posted, author, origin, readers)| KeptMessage {
        posted,
        author,
        origin: origin.map(|(session, number)| (token(session), Number(number))),
        readers,
    })
}

fn with_id(mut message: KeptMessage, id: u64) -> KeptMessage {
    match &mut message.posted {
        Posted::Said(said) => said.id = MessageId(id),
        Posted::Private(private) => private.id = MessageId(id),
        Posted::Operator(operator) => operator.id = MessageId(id),
    }
    message
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_committed_comes_back_equal(
        messages in prop::collection::vec(any_message(), 1..12),
        steps in prop::collection::vec(1..1_000_u64, 12),
    ) {
        let folder = Folder::new();
        let (mut storage, _) = folder.open();
        let mut id = 0;
        let messages: Vec<KeptMessage> = messages
            .into_iter()
            .zip(steps)
            .map(|(message, step)| {
                id += step;
                with_id(message, id)
            })
            .collect();
        let records: Vec<Record> = messages.iter().cloned().map(Record::Message).collect();
        let (one, other) = records.split_at(records.len() / 2);
        storage.commit(one).unwrap();
        storage.commit(other).unwrap();
        for message in &messages {
            let Readers::Only(people) = &message.readers else { continue };
            for reader in people {
                let page = all_pages(&mut storage, *reader);
                prop_assert!(page.contains(&message.posted));
            }
        }
        let (_, killed) = folder.as_if_killed().open();
        prop_assert_eq!(&killed.messages, &messages);
        drop(storage);
        let (_, ended) = folder.open();
        prop_assert_eq!(&ended.messages, &messages);
        prop_assert_eq!(ended.latest_message, MessageId(id));
    }
}

#[test]
fn the_verdicts_of_large_commits_are_kept_as_well_as_those_of_small_ones() {
    let folder = Folder::new();
    let (mut next, mut expected) = (1, Vec::new());
    // Sizes that end at every place of the ring, runs longer than what is kept among them.
    let sizes = [1, 2, 63, 64, 65, 3, 130, 1, 31, 40, 1, 64, 17, 200, 5];
    for (round, size) in sizes.into_iter().cycle().take(100).enumerate() {
        let (mut storage, restored) = folder.open();
        if round > 0 {
            let latest = expected.len().saturating_sub(64);
            assert_eq!(
                restored.sessions[0].verdicts,
                expected[latest..],
                "round {round}"
            );
            assert_eq!(restored.sessions[0].decided, Some(Number(next - 1)));
        }
        let mut records = vec![Record::Session(session(1, true, NOW))];
        for nth in 0..size {
            // A refusal in the midst of every third commit.
            let outcome = if round % 3 == 0 && nth == size / 2 {
                records.push(decided(1, next, refused()));
                refused()
            } else {
                let message = said(next, ANA, "one of many");
                records.push(Record::Message(with_origin(message, 1, next)));
                Outcome::Accepted(Some(MessageId(next)))
            };
            expected.push((Number(next), outcome, time_of(next)));
            next += 1;
        }
        storage.commit(&records).unwrap();
    }
}
