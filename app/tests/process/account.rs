//! What clients said and heard, held against what the history has: each confirmed message once, for
//! everybody, in one order.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use tertulia_protocol::{MessageId, PersonId, Posted, UnixMillis};
use tertulia_server_core::{Caps, HistoryConfig, KeptMessage, RoomMemory, SqliteStorage};

/// What one person knows, over all connections and programs.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) person: PersonId,
    /// The latest message when this person came in for the first time.
    pub(crate) since: MessageId,
    /// The own messages that were confirmed, each as often as a client said so.
    pub(crate) confirmed: Vec<(MessageId, String)>,
    /// What others wrote, in the order in which one program after the other told it. Each begins no
    /// later than where the one before it ended.
    pub(crate) heard: Vec<Vec<(MessageId, String)>>,
    /// How many requests were sent again.
    pub(crate) resent: u64,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) confirmed: usize,
    pub(crate) direct: usize,
    pub(crate) heard: usize,
    pub(crate) resent: u64,
    pub(crate) complaints: BTreeMap<&'static str, Vec<String>>,
}

impl Tally {
    fn complain(&mut self, of: &'static str, what: String) {
        self.complaints.entry(of).or_default().push(what);
    }

    /// How many complaints of this kind there are.
    fn count(&self, of: &str) -> usize {
        self.complaints.get(of).map_or(0, Vec::len)
    }

    /// Prints the figures, and fails if anything is wrong.
    #[track_caller]
    pub(crate) fn settle(&self, what: &str) {
        println!(
            "{what}: {} messages confirmed ({} of them direct), {} heard, {} sent again; {} lost, \
             {} duplicated, {} out of order, {} unconfirmed but kept",
            self.confirmed,
            self.direct,
            self.heard,
            self.resent,
            self.count(LOST),
            self.count(DOUBLE),
            self.count(ORDER),
            self.count(UNCONFIRMED),
        );
        for (kind, complaints) in &self.complaints {
            println!("{kind}: {} times", complaints.len());
            for complaint in complaints.iter().take(5) {
                println!("  {complaint}");
            }
        }
        assert!(self.complaints.is_empty(), "{:?}", self.complaints.keys());
        assert!(self.confirmed > 0, "nothing was shown");
    }
}

const LOST: &str = "lost";
const DOUBLE: &str = "duplicated";
const ORDER: &str = "out of order";
const UNCONFIRMED: &str = "unconfirmed but kept";

/// Everything that was kept, in its order. No server may use the history.
pub(crate) fn kept(path: &Path) -> Vec<KeptMessage> {
    let caps = Caps {
        history: usize::MAX >> 1,
        history_bytes: usize::MAX >> 1,
        ..Caps::default()
    };
    let memory = RoomMemory::of(&caps, &tertulia_server_core::Timings::default());
    let opened = SqliteStorage::open(&HistoryConfig::at(path), memory, UnixMillis(0));
    opened.unwrap().1.messages
}

pub(crate) fn text_of(posted: &Posted) -> &str {
    match posted {
        Posted::Said(said) => &said.text,
        Posted::Private(private) => &private.text,
        Posted::Operator(operator) => &operator.text,
    }
}

/// Holds the accounts against the history, up to the operator's message `end`, which everybody must
/// have heard. The texts of guests' messages must be unique.
pub(crate) fn reckon(accounts: &[Account], kept: &[KeptMessage], end: &str) -> Tally {
    let mut tally = Tally::default();
    let end = kept.iter().find(|message| text_of(&message.posted) == end);
    let end = end
        .expect("the operator's last message was kept")
        .posted
        .id();

    let mut by_text: HashMap<&str, usize> = HashMap::new();
    for message in kept {
        *by_text.entry(text_of(&message.posted)).or_default() += 1;
    }
    for (text, count) in by_text.into_iter().filter(|(_, count)| *count > 1) {
        tally.complain(DOUBLE, format!("{text:?} is in the history {count} times"));
    }
    let in_order = kept.is_sorted_by(|one, next| one.posted.id() < next.posted.id());
    if !in_order {
        tally.complain(ORDER, "the history".to_owned());
    }
    tally.direct = kept
        .iter()
        .filter(|message| matches!(message.posted, Posted::Private(_)))
        .count();

    for account in accounts {
        own_words(account, kept, &mut tally);
        others_words(account, kept, end, &mut tally);
        tally.resent += account.resent;
    }
    tally
}

fn own_words(account: &Account, kept: &[KeptMessage], tally: &mut Tally) {
    let name = &account.name;
    let mut own: HashMap<MessageId, &str> = kept
        .iter()
        .filter(|message| message.author == Some(account.person))
        .map(|message| (message.posted.id(), text_of(&message.posted)))
        .collect();
    for (id, text) in &account.confirmed {
        tally.confirmed += 1;
        match own.remove(id) {
            Some(found) if found == text => {}
            found => tally.complain(
                LOST,
                format!("{name} said {text:?}, confirmed as {id}; the history has {found:?}"),
            ),
        }
    }
    for (id, text) in own {
        tally.complain(UNCONFIRMED, format!("{text:?} of {name} as {id}"));
    }
}

fn others_words(account: &Account, kept: &[KeptMessage], end: MessageId, tally: &mut Tally) {
    let name = &account.name;
    let expected: Vec<(MessageId, &str)> = kept
        .iter()
        .filter(|message| {
            let id = message.posted.id();
            let for_me = message.readers.include(account.person);
            id > account.since && id <= end && message.author != Some(account.person) && for_me
        })
        .map(|message| (message.posted.id(), text_of(&message.posted)))
        .collect();
    // How far the programs before this one came.
    let mut reached = 0;
    for (life, told) in account.heard.iter().enumerate() {
        let told: Vec<(MessageId, &str)> = told
            .iter()
            .filter(|(id, _)| *id <= end)
            .map(|(id, text)| (*id, text.as_str()))
            .collect();
        for pair in told.windows(2) {
            if pair[0].0 == pair[1].0 {
                tally.complain(DOUBLE, format!("{name} ({life}) heard {:?} twice", pair[0]));
            } else if pair[0].0 > pair[1].0 {
                tally.complain(ORDER, format!("{name} ({life}) heard {pair:?}"));
            }
        }
        let Some(first) = told.first() else { continue };
        let begin = expected.partition_point(|message| message.0 < first.0);
        if begin > reached {
            let missing = &expected[reached..begin];
            tally.complain(LOST, format!("{name} ({life}) never heard {missing:?}"));
        }
        let stretch = expected.iter().skip(begin).take(told.len());
        let differs = told.iter().zip(stretch).find(|(one, other)| one != other);
        if let Some((heard, wanted)) = differs {
            tally.complain(
                LOST,
                format!("{name} ({life}) heard {heard:?} for {wanted:?}"),
            );
        }
        let ended = begin + told.len();
        if ended < reached {
            let missing = &expected[ended.min(expected.len())..reached];
            tally.complain(
                LOST,
                format!("{name} ({life}) no longer knows {} messages", missing.len()),
            );
        }
        reached = reached.max(ended);
        tally.heard += told.len();
    }
    if reached != expected.len() {
        tally.complain(
            LOST,
            format!("{name} heard {reached} messages of {}", expected.len()),
        );
    }
}
