//! Tertulia's client comes back by itself, and nothing is lost or doubled by it.

use std::collections::{BTreeMap, HashSet};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use tertulia::connection::{ArrivalKind, ConnectionEvent, Delivery, LocalId};
use tertulia_harness::{Faults, Proxy, Random, TestHistory, TestServer, User};
use tertulia_protocol::{MessageId, Posted};

const USERS: usize = 8;
/// How many messages a user has on the way at most.
const IN_FLIGHT: usize = 4;
/// Every so manieth message is for the neighbour alone.
const DIRECT_EVERY: usize = 7;
/// After so long a user gives up, and the test with it.
const AT_MOST: Duration = Duration::from_secs(90);
const END: &str = "The end.";

#[test]
fn two_hundred_cuts_lose_nothing_double_nothing_and_keep_one_order() {
    let faults = Faults {
        cut_after: Some(200..=20_000),
        ..Faults::default()
    };
    talk_through(faults, 200, 4, None);
}

#[test]
fn cuts_within_the_welcome_and_stalls_do_no_harm_either() {
    let faults = Faults {
        cut_after: Some(1..=4_000),
        stall_millis: Some(0..=3),
        ..Faults::default()
    };
    talk_through(faults, 60, 6, None);
}

#[test]
fn cuts_lose_and_double_nothing_with_a_history_either() {
    let faults = Faults {
        cut_after: Some(200..=20_000),
        ..Faults::default()
    };
    talk_through(faults, 100, 4, Some(&TestHistory::new()));
}

#[test]
fn cuts_within_the_welcome_and_stalls_do_no_harm_with_a_history_either() {
    let faults = Faults {
        cut_after: Some(1..=4_000),
        stall_millis: Some(0..=3),
        ..Faults::default()
    };
    talk_through(faults, 40, 6, Some(&TestHistory::new()));
}

#[test]
fn bytes_one_at_a_time_do_no_harm_with_a_history_either() {
    let faults = Faults {
        cut_after: Some(1_000..=20_000),
        byte_by_byte: true,
        ..Faults::default()
    };
    talk_through(faults, 20, 8, Some(&TestHistory::new()));
}

/// Everybody talks and listens through a proxy until it has made so many cuts. With a history, the
/// room's own memory is so short that most of what was missed comes from there.
fn talk_through(faults: Faults, cuts: u64, seed: u64, history: Option<&TestHistory>) {
    let server = TestServer::with(|config| {
        config.limits.max_rate = 1_000;
        config.caps.history = if history.is_some() { 5 } else { 1_000_000 };
        config.history = history.map(TestHistory::config);
    });
    let proxy = Proxy::start(server.address(), faults, Random::seeded(seed));
    // A client whose very first connection fails does not come back.
    proxy.calm();
    let (progress, news) = crossbeam_channel::bounded(2 * USERS);
    let transcripts: Vec<Transcript> = thread::scope(|scope| {
        let talking: Vec<_> = (0..USERS)
            .map(|index| {
                let (proxy, progress) = (&proxy, progress.clone());
                scope.spawn(move || Talker::new(index, proxy, cuts).talk(&progress))
            })
            .collect();
        await_all(&news, Progress::EverybodyIsHere);
        proxy.spoil();
        await_all(&news, Progress::AllIsSaid);
        proxy.calm();
        server.say(END);
        talking
            .into_iter()
            .map(|talker| talker.join().unwrap())
            .collect()
    });
    assert!(proxy.cuts() >= cuts);
    assert_agreement(&transcripts);
    let sent: usize = transcripts
        .iter()
        .map(|transcript| transcript.own.len())
        .sum();
    assert_eq!(
        server.snapshot().totals.messages,
        sent as u64,
        "the server counted each message once"
    );
    if let Some(history) = history {
        drop(server.stop());
        assert_kept(history, &transcripts);
    }
    let returns: usize = transcripts
        .iter()
        .map(|transcript| transcript.returns)
        .sum();
    println!("{sent} messages, {} cuts, {returns} returns", proxy.cuts());
}

/// What each user tells the test, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    EverybodyIsHere,
    AllIsSaid,
}

fn await_all(news: &Receiver<Progress>, awaited: Progress) {
    for _ in 0..USERS {
        assert_eq!(news.recv_timeout(AT_MOST).as_ref(), Ok(&awaited));
    }
}

fn name_of(index: usize) -> String {
    format!("User {index}")
}

fn neighbour_of(index: usize) -> usize {
    (index + 1) % USERS
}

/// The `number`th message of a user: its text, and whether it is for the neighbour alone.
fn message(index: usize, number: usize) -> (String, bool) {
    let is_direct = number.is_multiple_of(DIRECT_EVERY);
    (
        format!(
            "message {number} of {index}{}",
            if is_direct { ", direct" } else { "" }
        ),
        is_direct,
    )
}

/// What one user saw.
#[derive(Default)]
struct Transcript {
    /// Other people's messages, and the operator's, as they came.
    heard: Vec<(MessageId, String)>,
    /// One's own, in the order in which they were given.
    own: BTreeMap<LocalId, MessageId>,
    returns: usize,
}

struct Talker<'a> {
    index: usize,
    proxy: &'a Proxy,
    /// How many there are to be.
    cuts: u64,
    user: User,
    given: usize,
    transcript: Transcript,
}

impl<'a> Talker<'a> {
    fn new(index: usize, proxy: &'a Proxy, cuts: u64) -> Self {
        let user = User::open(proxy.address(), &name_of(index));
        Self {
            index,
            proxy,
            cuts,
            user,
            given: 0,
            transcript: Transcript::default(),
        }
    }

    /// Talks until there were enough cuts and everything is confirmed; then listens to the end.
    fn talk(mut self, progress: &Sender<Progress>) -> Transcript {
        let began = Instant::now();
        let mut told = None;
        let mut here = HashSet::new();
        loop {
            assert!(
                began.elapsed() < AT_MOST,
                "user {} is still at it",
                self.index
            );
            let everybody_is_here = here.len() == USERS;
            if everybody_is_here && told.is_none() {
                told = Some(Progress::EverybodyIsHere);
                progress.send(Progress::EverybodyIsHere).unwrap();
            }
            let under_way = self.given - self.transcript.own.len();
            let enough = self.proxy.cuts() >= self.cuts;
            if enough && under_way == 0 && told == Some(Progress::EverybodyIsHere) {
                told = Some(Progress::AllIsSaid);
                progress.send(Progress::AllIsSaid).unwrap();
            }
            if !enough && everybody_is_here && under_way < IN_FLIGHT {
                self.say();
            }
            match self.user.next("something to happen") {
                ConnectionEvent::Welcomed(arrival) => {
                    self.transcript.returns += usize::from(arrival.kind == ArrivalKind::Resumed);
                    let as_it_should =
                        matches!(arrival.kind, ArrivalKind::First | ArrivalKind::Resumed);
                    assert!(
                        as_it_should && arrival.renamed_from.is_none(),
                        "{arrival:?}"
                    );
                    here.extend(arrival.welcome.people.into_iter().map(|member| member.id));
                }
                ConnectionEvent::Joined(joined) => {
                    here.extend(joined.people.into_iter().map(|member| member.id));
                }
                ConnectionEvent::Message { local, delivery } => self.note_delivery(local, delivery),
                ConnectionEvent::Posted(posted) => {
                    let (id, text) = (posted.id(), text_of(posted));
                    let is_end = text == END;
                    self.transcript.heard.push((id, text));
                    if is_end {
                        return self.transcript;
                    }
                }
                ConnectionEvent::Gap(gap) => panic!("messages are gone: {gap:?}"),
                ConnectionEvent::Ended(ended) => panic!("it did not come back: {ended:?}"),
                _ => {}
            }
        }
    }

    fn say(&mut self) {
        self.given += 1;
        let (text, is_direct) = message(self.index, self.given);
        let local = if is_direct {
            self.user.direct(&name_of(neighbour_of(self.index)), &text)
        } else {
            self.user.say(&text)
        };
        assert_eq!(local, LocalId(self.given as u64));
    }

    fn note_delivery(&mut self, local: LocalId, delivery: Delivery) {
        match delivery {
            Delivery::Confirmed { id: Some(id), .. } => {
                let before = self.transcript.own.insert(local, id);
                assert_eq!(before, None, "{local:?} was confirmed twice");
            }
            Delivery::Queued | Delivery::Sent => {}
            other => panic!("{local:?}: {other:?}"),
        }
    }
}

/// Every confirmed message is in the history once, under the id that was confirmed, and nothing else
/// but the operator's last words.
fn assert_kept(history: &TestHistory, transcripts: &[Transcript]) {
    let mut said: BTreeMap<MessageId, String> = BTreeMap::new();
    for (index, transcript) in transcripts.iter().enumerate() {
        for (number, id) in (1..).zip(transcript.own.values()) {
            said.insert(*id, message(index, number).0);
        }
    }
    let kept = history.messages().into_iter();
    let kept: Vec<(MessageId, String)> = kept
        .map(|message| (message.posted.id(), text_of(message.posted)))
        .filter(|(_, text)| text != END)
        .collect();
    assert!(kept.is_sorted_by(|(one, _), (next, _)| one < next));
    assert!(kept.into_iter().eq(said), "the history is what was said");
}

fn text_of(posted: Posted) -> String {
    match posted {
        Posted::Said(said) => said.text,
        Posted::Private(private) => private.text,
        Posted::Operator(operator) => operator.text,
    }
}

fn assert_agreement(transcripts: &[Transcript]) {
    let mut order: BTreeMap<MessageId, (String, Option<usize>)> = BTreeMap::new();
    for (index, transcript) in transcripts.iter().enumerate() {
        assert!(
            transcript
                .heard
                .is_sorted_by(|(one, _), (next, _)| one < next),
            "what {index} heard is out of order or doubled"
        );
        let own: Vec<MessageId> = transcript.own.values().copied().collect();
        assert!(
            own.is_sorted_by(|one, next| one < next),
            "what {index} said is out of order"
        );
        for (number, id) in (1..).zip(own) {
            let (text, is_direct) = message(index, number);
            let before = order.insert(id, (text, is_direct.then_some(index)));
            assert_eq!(before, None, "two messages have the id {id}");
        }
    }
    for (index, transcript) in transcripts.iter().enumerate() {
        let is_for_us = |from: Option<usize>| from.is_none_or(|from| neighbour_of(from) == index);
        let expected = order
            .iter()
            .filter(|(id, (_, direct_from))| {
                is_for_us(*direct_from) && !transcript.own.values().any(|own| own == *id)
            })
            .map(|(id, (text, _))| (*id, text.clone()));
        let expected: BTreeMap<MessageId, String> = expected.collect();
        let heard: BTreeMap<MessageId, String> = transcript.heard.iter().cloned().collect();
        let missing: Vec<_> = expected
            .iter()
            .filter(|(id, _)| !heard.contains_key(id))
            .collect();
        assert!(missing.is_empty(), "user {index} never heard {missing:?}");
        let end = heard.len() - 1;
        assert!(
            heard.into_iter().take(end).eq(expected),
            "user {index} heard what nobody said"
        );
    }
}
