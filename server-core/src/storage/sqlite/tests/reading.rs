//! Pages, what was missed, and what is found, for whoever may read it.

use proptest::prelude::*;
use tertulia_protocol::Gap;

use super::*;
use crate::storage::sqlite::reading::select_readable;

fn gap(after: u64, before: u64) -> Option<Gap> {
    let (after, before) = (MessageId(after), MessageId(before));
    Some(Gap { after, before })
}

/// A history with these messages.
fn with(messages: impl IntoIterator<Item = KeptMessage>) -> (Folder, SqliteStorage) {
    let folder = Folder::new();
    let (mut storage, _) = folder.open();
    let records: Vec<Record> = messages.into_iter().map(Record::Message).collect();
    storage.commit(&records).unwrap();
    (folder, storage)
}

#[test]
fn a_page_holds_the_latest_messages_and_says_whether_there_are_older_ones() {
    let (_folder, mut storage) = with((1..=5).map(|id| said(id, ANA, "hello")));
    let mut page = |before: Option<u64>, most| {
        let before = before.map(MessageId);
        let (page, more) = storage.page(BEA, before, most, 1 << 20).unwrap();
        (ids(&page), more)
    };
    assert_eq!(page(None, 2), (vec![4, 5], true));
    assert_eq!(page(Some(4), 3), (vec![1, 2, 3], false));
    assert_eq!(page(Some(1), 3), (vec![], false));
    assert_eq!(page(None, 100), (vec![1, 2, 3, 4, 5], false));
}

#[test]
fn a_page_of_long_messages_is_cut_short_but_never_empty() {
    let (_folder, mut storage) = with((1..=20).map(|id| said(id, ANA, &"x".repeat(50_000))));
    let (page, more) = storage.page(BEA, None, 20, 256 << 10).unwrap();
    assert!((1..5).contains(&page.len()) && more, "{}", page.len());
    assert_eq!(storage.page(BEA, None, 20, 10).unwrap().0.len(), 1);
}

#[test]
fn what_was_missed_is_told_without_ones_own_words_and_with_what_is_missing() {
    let messages = (1..=20).map(|id| match id {
        5 | 15 => said(id, BEA, "my own"),
        6 => private(id, ANA, CAI, "not for everybody"),
        16 => private(id, ANA, BEA, "for me"),
        _ => said(id, ANA, "hello"),
    });
    let (_folder, mut storage) = with(messages);
    let mut missed = |after, last, most, bytes| {
        let missed = storage.missed(BEA, MessageId(after), MessageId(last), most, bytes);
        let (messages, gap) = missed.unwrap();
        (ids(&messages), gap)
    };
    assert_eq!(missed(14, 18, 100, 1 << 20), (vec![16, 17, 18], None));
    assert_eq!(missed(3, 8, 100, 1 << 20), (vec![4, 7, 8], None));
    assert_eq!(missed(3, 8, 2, 1 << 20), (vec![7, 8], gap(3, 5)));
    assert_eq!(missed(3, 8, 100, 1), (vec![8], gap(3, 8)));
    assert_eq!(missed(20, 20, 100, 1 << 20), (vec![], None));
    assert_eq!(missed(25, 20, 100, 1 << 20), (vec![], None));
}

#[test]
fn somebody_who_said_almost_everything_does_not_make_others_wait() {
    let (_folder, mut storage) = with((1..=10_000).map(|id| match id {
        1 => said(id, BEA, "long ago"),
        _ => said(id, ANA, "me again"),
    }));
    let (missed, missing) = storage
        .missed(ANA, MessageId(0), MessageId(10_000), 100, 1 << 20)
        .unwrap();
    assert_eq!(missed, []);
    let missing = missing.expect("what was not looked at may be missing");
    assert!((5_000..7_000).contains(&missing.before.0), "{missing:?}");
}

#[test]
fn a_page_is_read_along_indices_whoever_asks() {
    let (_folder, storage) = with((1..=5).map(|id| said(id, ANA, "hello")));
    let connection = &storage.opened.as_ref().unwrap().connection;
    let explain = format!("EXPLAIN QUERY PLAN {}", select_readable());
    let mut explain = connection.prepare(&explain).unwrap();
    let steps = explain
        .query_map((0, i64::MAX, 1), |row| row.get::<_, String>(3))
        .unwrap();
    let steps: Vec<String> = steps.map(|step| step.unwrap()).collect();
    let plan = steps.join("; ");
    assert!(plan.contains("MERGE (UNION ALL)"), "{plan}");
    assert!(
        plan.contains("message_public (public=? AND rowid"),
        "{plan}"
    );
    assert!(plan.contains("PRIMARY KEY (person=? AND message"), "{plan}");
    assert!(!plan.contains("SCAN"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "nothing is sorted: {plan}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Compared with what anybody would do with a list.
    #[test]
    fn a_page_holds_what_the_reader_may_read_and_nothing_else(
        messages in prop::collection::vec((1..5_u64, 0..4_u64, 0..4_u64, 0..400_usize), 1..60),
        questions in prop::collection::vec(
            (0..4_u64, prop::option::of(0..200_u64), 0..200_u64, 0..20_usize, 0..8_000_usize),
            1..10,
        ),
    ) {
        let mut id = 0;
        let messages: Vec<KeptMessage> = messages
            .into_iter()
            .map(|(step, author, to, length)| {
                id += step;
                let (author, text) = (PersonId(author), "x".repeat(length));
                match to {
                    0 => private(id, author, PersonId((author.0 + 1) % 4), &text),
                    1 => operator(id, Readers::Only([PersonId(2), PersonId(3)].into()), &text),
                    _ => said(id, author, &text),
                }
            })
            .collect();
        let (_folder, mut storage) = with(messages.clone());
        for (reader, before, after, most, bytes) in questions {
            let reader = PersonId(reader);
            let readable = messages.iter().filter(|message| message.readers.include(reader));
            let mut older: Vec<&Posted> = readable
                .clone()
                .map(|message| &message.posted)
                .filter(|posted| before.is_none_or(|before| posted.id().0 < before))
                .collect();
            let (page, more) = storage.page(reader, before.map(MessageId), most, bytes).unwrap();
            let expected = latest(&mut older, most, bytes);
            prop_assert_eq!(page.iter().collect::<Vec<_>>(), expected);
            prop_assert_eq!(more, !older.is_empty());

            let last = before.unwrap_or(id);
            let mut missed: Vec<&Posted> = readable
                .filter(|message| message.author != Some(reader))
                .map(|message| &message.posted)
                .filter(|posted| (after + 1..=last).contains(&posted.id().0))
                .collect();
            let (told, gap) = storage
                .missed(reader, MessageId(after), MessageId(last), most, bytes)
                .unwrap();
            let expected = latest(&mut missed, most, bytes);
            prop_assert_eq!(told.iter().collect::<Vec<_>>(), expected);
            let before = missed.last().map(|posted| posted.id().0 + 1);
            prop_assert_eq!(gap.map(|gap| gap.before.0), before);
        }
    }
}

/// Takes the latest of `messages` that fit, oldest first.
fn latest<'a>(
    messages: &mut Vec<&'a Posted>,
    most: usize,
    most_in_bytes: usize,
) -> Vec<&'a Posted> {
    let (mut page, mut bytes) = (Vec::new(), 0);
    while let Some(posted) = messages.last() {
        bytes += crate::storage::most_bytes(posted);
        if page.len() == most || (bytes > most_in_bytes && !page.is_empty()) {
            break;
        }
        page.insert(0, *posted);
        messages.pop();
    }
    page
}

#[test]
fn messages_are_found_by_their_words() {
    let (_folder, mut storage) = with([
        said(1, ANA, "The Quick brown fox"),
        said(2, BEA, "quick, said the FOX"),
        private(3, ANA, BEA, "a quick secret"),
        said(4, ANA, "canción de otoño"),
        said(
            5,
            ANA,
            "don't \"quote\" me: a*b AND (c OR d) -e ^f {g} col:h NEAR",
        ),
        said(6, ANA, "日本語 と русский"),
    ]);
    let found = |storage: &mut SqliteStorage, query: &str, reader| {
        let found = storage.search(query, reader, None, 100, 1 << 20);
        ids(&found.unwrap().0)
    };
    assert_eq!(found(&mut storage, "quick", ANA), [] as [u64; 0], "not yet");
    tend_to_the_end(&mut storage, NOW);
    let mut found = |query, reader| found(&mut storage, query, reader);
    assert_eq!(found("quick fox", CAI), [1, 2]);
    assert_eq!(found("qui", BEA), [] as [u64; 0], "words, not their parts");
    assert_eq!(found("CANCION otono", ANA), [4]);
    assert_eq!(found("don't", ANA), [5]);
    assert_eq!(found("русский", ANA), [6]);
    for odd in [
        "\"",
        "*",
        "a*b",
        "AND",
        "OR OR",
        "(",
        "NEAR(",
        "col:h",
        "-e",
        "^f",
        "{g}",
        "\0",
        "'",
        "\"\"\"",
        "",
        "   ",
        "!!! ???",
        "quick !!!",
        "message_text",
        "text:",
        "\u{301}",
        "a\0b",
    ] {
        let found = found(odd, ANA);
        assert!(found.len() <= 6, "{odd:?}");
    }
    assert_eq!(found("a*b", ANA), [5]);
    assert_eq!(found("AND", ANA), [5]);
    assert_eq!(found("quick !!!", CAI), [1, 2]);
    assert_eq!(found("!!! ???", CAI), [] as [u64; 0]);
}

#[test]
fn what_is_found_comes_in_pages() {
    let (_folder, mut storage) = with((1..=10).map(|id| said(id, ANA, "the same")));
    tend_to_the_end(&mut storage, NOW);
    let mut page = |before: u64| {
        let before = Some(MessageId(before));
        let (page, more) = storage.search("same", BEA, before, 4, 1 << 20).unwrap();
        (ids(&page), more)
    };
    assert_eq!(page(11), (vec![7, 8, 9, 10], true));
    assert_eq!(page(7), (vec![3, 4, 5, 6], true));
    assert_eq!(page(3), (vec![1, 2], false));
}
