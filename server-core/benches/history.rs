//! What a large history costs: filling, opening, paging, committing, indexing, forgetting, finding.
//!
//!     cargo bench -p tertulia-server-core --bench history [-- MESSAGES [FOLDER]]
//!
//! A million messages unless it is told otherwise, in a folder of its own that it removes.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for whoever measures: it says what it found, and a failure ends it"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tertulia_protocol::{
    MessageId, Name, Number, Person, PersonId, Posted, Private, Said, Token, UnixMillis,
};
use tertulia_server_core::{
    Caps, Durability, HistoryConfig, KeptMessage, KeptSession, Outcome, Readers, Record, Restored,
    RoomMemory, SqliteStorage, Storage, Timings,
};

const START: UnixMillis = UnixMillis(1_800_000_000_000);
const PEOPLE: u64 = 50;
const PAGE_BYTES: usize = 256 << 10;

fn main() {
    // `cargo bench` adds an option of its own.
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"));
    let messages: u64 = arguments
        .next()
        .map_or(1_000_000, |count| count.parse().unwrap());
    let parent = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(parent).unwrap();
    let bench = Bench {
        path: folder.path().join("history.sqlite3"),
    };
    bench.run(messages);
}

struct Bench {
    path: PathBuf,
}

impl Bench {
    fn run(&self, messages: u64) {
        let mut talk = Talk::new();
        self.fill(&mut talk, messages);
        self.index(messages);
        self.open_after_an_orderly_end();
        self.open_after_a_kill(&mut talk);
        self.pages(messages);
        self.finds();
        for durability in [Durability::Process, Durability::Power] {
            self.commits(&mut talk, durability);
        }
        self.forgets(messages);
        self.opens_with_sessions();
    }

    fn open(&self, change: impl FnOnce(&mut HistoryConfig)) -> (SqliteStorage, Restored) {
        let mut config = HistoryConfig {
            max_age: None,
            max_messages: None,
            ..HistoryConfig::at(&self.path)
        };
        change(&mut config);
        let memory = RoomMemory::of(&Caps::default(), &Timings::default());
        SqliteStorage::open(&config, memory, START).unwrap()
    }

    fn size(&self) -> String {
        format!("{} MiB", fs::metadata(&self.path).unwrap().len() >> 20)
    }

    fn fill(&self, talk: &mut Talk, messages: u64) {
        let (mut storage, _) = self.open(|_| {});
        let sessions: Vec<Record> = (1..=PEOPLE).map(session).collect();
        storage.commit(&sessions).unwrap();
        let begin = Instant::now();
        let mut left = messages;
        while left > 0 {
            let group = talk.records(left.min(1_000));
            left -= group.len() as u64;
            storage.commit(&group).unwrap();
        }
        let rate = per_second(messages, begin.elapsed());
        drop(storage);
        println!("filled with {messages} messages at {rate}, {}", self.size());
    }

    fn index(&self, messages: u64) {
        let (mut storage, _) = self.open(|_| {});
        let begin = Instant::now();
        let mut times = Times::default();
        while times.take(|| storage.tend(START).unwrap()) {}
        let rate = per_second(messages, begin.elapsed());
        println!("indexed at {rate}; a piece takes {times}");
        drop(storage);
        println!("with the index {}", self.size());
    }

    fn open_after_an_orderly_end(&self) {
        let mut times = Times::default();
        for _ in 0..5 {
            times.take(|| self.open(|_| {}));
        }
        println!("opened (and closed) after an orderly end in {times}");
    }

    fn open_after_a_kill(&self, talk: &mut Talk) {
        let mut times = Times::default();
        let killed = Self {
            path: beside(&self.path, "-killed"),
        };
        let (mut storage, _) = self.open(|_| {});
        for _ in 0..2_000 {
            storage.commit(&talk.records(1)).unwrap();
        }
        for _ in 0..3 {
            fs::copy(&self.path, &killed.path).unwrap();
            fs::copy(beside(&self.path, "-wal"), beside(&killed.path, "-wal")).unwrap();
            let _ = fs::remove_file(beside(&killed.path, "-shm"));
            let opened = times.take(|| killed.open(|_| {}));
            drop(opened);
        }
        fs::remove_file(&killed.path).unwrap();
        println!("opened after a kill in {times}");
    }

    fn pages(&self, messages: u64) {
        let (mut storage, restored) = self.open(|_| {});
        let latest = restored.latest_message.0;
        let readers = [
            ("with direct messages", PersonId(1)),
            ("without any", PersonId(u64::MAX)),
        ];
        let regions = [
            ("newest", latest),
            ("middle", messages / 2),
            ("oldest", 150),
        ];
        let mut random = Random(7);
        for (who, reader) in readers {
            for (where_, around) in regions {
                let mut times = Times::default();
                for _ in 0..500 {
                    let before = around
                        .saturating_sub(random.below(messages / 20 + 1))
                        .max(101);
                    let before = Some(MessageId(before));
                    let (page, _) =
                        times.take(|| storage.page(reader, before, 100, PAGE_BYTES).unwrap());
                    assert!(page.len() > 50);
                }
                println!("a page of 100 for a reader {who}, {where_}: {times}");
            }
            let mut times = Times::default();
            for _ in 0..50 {
                let after = MessageId(random.below(messages));
                let last = MessageId(latest);
                times.take(|| {
                    storage
                        .missed(reader, after, last, 1_000, 16 << 20)
                        .unwrap()
                });
            }
            println!("1,000 missed messages for a reader {who}: {times}");
        }
    }

    fn finds(&self) {
        let (mut storage, _) = self.open(|_| {});
        for query in ["w0", "w1 w2", "w999", "w77 w888", "nothing"] {
            let mut times = Times::default();
            for _ in 0..20 {
                times.take(|| {
                    storage
                        .search(query, PersonId(1), None, 50, PAGE_BYTES)
                        .unwrap()
                });
            }
            println!("50 messages with “{query}”: {times}");
        }
    }

    /// With the index lagging: nobody tends meanwhile.
    fn commits(&self, talk: &mut Talk, durability: Durability) {
        let (mut storage, restored) = self.open(|config| config.durability = durability);
        talk.id = talk.id.max(restored.latest_message.0);
        for size in [1, 10, 100, 1_000] {
            let mut times = Times::default();
            let begin = Instant::now();
            let mut messages = 0;
            while begin.elapsed() < Duration::from_secs(2) {
                let group = talk.records(size);
                times.take(|| storage.commit(&group).unwrap());
                messages += size;
            }
            let rate = per_second(messages, times.wall.iter().sum());
            println!("groups of {size}, {durability:?}: {rate}, a commit takes {times}");
        }
        while storage.tend(START).unwrap() {}
    }

    fn forgets(&self, messages: u64) {
        let (mut storage, _) = self.open(|config| config.max_messages = Some(messages * 9 / 10));
        let first = Instant::now();
        storage.tend(START).unwrap();
        println!(
            "the first piece of forgetting, which counts: {:.1?}",
            first.elapsed()
        );
        let begin = Instant::now();
        let mut times = Times::default();
        while times.take(|| storage.tend(START).unwrap()) {}
        let rate = per_second(256 * times.wall.len() as u64, begin.elapsed());
        println!("forgotten at {rate}; a piece of 256 takes {times}");
    }

    /// As many sessions as are ever kept, each with as many verdicts as are ever kept.
    fn opens_with_sessions(&self) {
        let (mut storage, _) = self.open(|_| {});
        for number in 1..=10_000 {
            let mut records = vec![session(number)];
            records.extend((1..=64).map(|request| Record::Decided {
                token: token(number),
                number: Number(1 << 40 | request),
                outcome: Outcome::Accepted(None),
                time: START,
            }));
            storage.commit(&records).unwrap();
        }
        drop(storage);
        let mut times = Times::default();
        for _ in 0..5 {
            let (_, restored) = times.take(|| self.open(|_| {}));
            assert_eq!(restored.sessions.len(), 10_000);
        }
        println!("opened with 10,000 sessions of 64 verdicts in {times}");
    }
}

/// Makes messages of some 60 letters; every twentieth is for one person.
struct Talk {
    random: Random,
    id: u64,
    number: u64,
}

impl Talk {
    fn new() -> Self {
        Self {
            random: Random(42),
            id: 0,
            number: 0,
        }
    }

    fn records(&mut self, count: u64) -> Vec<Record> {
        (0..count).map(|_| self.record()).collect()
    }

    fn record(&mut self) -> Record {
        self.id += 1;
        self.number += 1;
        let (id, time) = (MessageId(self.id), UnixMillis(START.0 + self.id));
        let author = 1 + self.random.below(PEOPLE);
        let words = 4 + self.random.below(20);
        let mut text = String::new();
        for _ in 0..words {
            // Few words are common and many are rare.
            let word = self.random.below(1_000) * self.random.below(1_000) / 1_000;
            text += &format!("w{word} ");
        }
        let (posted, readers) = if self.random.below(20) == 0 {
            let to = 1 + self.random.below(PEOPLE);
            let readers = Readers::Only([PersonId(author), PersonId(to)].into());
            let (from, to) = (person(author), person(to));
            let private = Private {
                id,
                time,
                from,
                to,
                text,
            };
            (Posted::Private(private), readers)
        } else {
            let said = Said {
                id,
                time,
                from: person(author),
                text,
                action: false,
            };
            (Posted::Said(said), Readers::Everyone)
        };
        Record::Message(KeptMessage {
            posted,
            author: Some(PersonId(author)),
            origin: Some((token(author), Number(self.number))),
            readers,
        })
    }
}

fn person(number: u64) -> Person {
    let name = Name::parse(&format!("Guest {number}")).unwrap();
    let id = PersonId(number);
    Person { id, name }
}

fn token(number: u64) -> Token {
    // Spread like random ones.
    let spread = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    Token(spread.to_be_bytes())
}

fn session(number: u64) -> Record {
    let Person { id, name } = person(number);
    Record::Session(KeptSession {
        token: token(number),
        person: id,
        name,
        since: MessageId(0),
        present: true,
        time: START,
    })
}

/// xorshift64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// How long something took, each time.
#[derive(Default)]
struct Times {
    wall: Vec<Duration>,
    /// Without what other programs took meanwhile (and without waiting for the disk).
    cpu: Vec<Duration>,
}

impl Times {
    fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (begin, cpu) = (Instant::now(), cpu_time());
        let done = work();
        self.cpu.push(cpu_time().saturating_sub(cpu));
        self.wall.push(begin.elapsed());
        done
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |times: &[Duration], share: usize| {
            let mut sorted = times.to_vec();
            sorted.sort_unstable();
            sorted[(sorted.len() - 1) * share / 100]
        };
        let show = |times: &[Duration]| {
            let (p50, p99, most) = (at(times, 50), at(times, 99), at(times, 100));
            format!("p50 {p50:.2?}, p99 {p99:.2?}, most {most:.2?}")
        };
        write!(f, "{} (CPU {})", show(&self.wall), show(&self.cpu))
    }
}

/// The time that this thread has spent on a processor; zero where that is not known.
fn cpu_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(
            time.tv_sec.try_into().unwrap(),
            time.tv_nsec.try_into().unwrap(),
        )
    }
    #[cfg(not(unix))]
    Duration::ZERO
}

fn per_second(count: u64, time: Duration) -> String {
    format!("{:.0}/s", count as f64 / time.as_secs_f64())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
