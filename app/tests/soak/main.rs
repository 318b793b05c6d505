//! Five hundred people and programs at one server for minutes: they come, talk, leave, flood, stall and
//! vanish, in clear and by TLS, and afterwards the server has lost nothing and kept nothing.
//!
//! Calm and restless phases take turns. The polite people are measured in both, so that whatever else
//! the computer does hits both. `scripts/soak` lets it run for longer, with the release build.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test ends by panicking, and prints its figures"
)]

#[path = "../../../tests/harness/credulous.rs"]
mod credulous;
#[path = "../../../tests/harness/encrypted.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "shared with the end-to-end tests"
)]
mod encrypted;
mod figures;
mod guest;
mod polite;
#[path = "../../../tests/harness/random.rs"]
#[expect(unreachable_pub, reason = "shared with the end-to-end tests")]
mod random;
mod restless;
mod server;

use std::thread;
use std::time::{Duration, Instant};

use figures::{Phase, Verdicts};
use guest::{Dialect, Guest};
use polite::{Group, IN_GROUP};
use random::Random;
use restless::{Crowd, Mood};
use server::{Server, Usage};

/// Everybody together.
const EVERYBODY: usize = 500;
/// How long one phase takes, about, …
const PHASE: u64 = 15;
/// … how long it takes until everybody does what the mood says, …
const SETTLING: Duration = Duration::from_secs(3);
/// … and how long is measured.
const MEASURED: u64 = 10;

/// Those who leave, and what is kept for those who may come back, have gone after so long.
const GONE_WITHIN: Duration = Duration::from_secs(90);

/// The terms on which it runs.
struct Terms {
    minutes: u64,
    /// How many times as long as in calm phases 99 % of the messages may take at most.
    slower: f64,
}

impl Terms {
    /// A long run is made by hand on a computer that does nothing else. In a short one, among other
    /// tests' leftovers and on whatever computer, only what is out of all proportion fails.
    fn asked_for() -> Self {
        match std::env::var("TERTULIA_SOAK_MINUTES") {
            Ok(minutes) => Self {
                minutes: minutes.parse().expect("TERTULIA_SOAK_MINUTES is a number"),
                slower: 1.25,
            },
            Err(_) => Self {
                minutes: 2,
                slower: 10.0,
            },
        }
    }

    /// At least one pair of phases to warm up and two that count.
    fn pairs(&self) -> u64 {
        (self.minutes * 60 / (2 * PHASE)).max(3)
    }
}

#[test]
fn five_hundred_restless_guests_leave_a_server_as_they_found_it() {
    raise_descriptors();
    let terms = Terms::asked_for();
    let server = Server::start();
    one_visit(&server);
    let base = server.usage();
    println!("{}", figures::heading());
    println!("{}", figures::empty("empty", base));

    let crowd = Crowd::new(server.address);
    let mut random = Random::seeded(1);
    let began = Instant::now();
    let mut phases = Vec::new();
    let everybody = thread::scope(|scope| {
        for seat in 0..(EVERYBODY - 2 * IN_GROUP) as u64 {
            let (crowd, mut random) = (&crowd, random.split());
            thread::Builder::new()
                .name(format!("guest {seat}"))
                .stack_size(512 << 10)
                .spawn_scoped(scope, move || crowd.live(seat, &mut random))
                .unwrap();
        }
        // Whatever fails in here must not leave the others waiting.
        let _leaving = Leaving(&crowd);
        for _ in 0..terms.pairs() {
            for mood in [Mood::Calm, Mood::Restless] {
                let phase = one_phase(&server, &crowd, mood);
                println!("{}", figures::row(began.elapsed(), &phase, base));
                phases.push(phase);
            }
        }
        crowd.wrong()
    });
    let after = await_empty(&server, base);
    println!("{}", figures::empty("all gone", after));

    let mut verdicts = Verdicts::default();
    verdicts.of_memory(&phases, base, after);
    verdicts.of_leaks(base, after);
    verdicts.of_service(&phases, &everybody);
    verdicts.of_behaviour(&crowd.counts());
    verdicts.of_waiting(&phases, terms.slower);
    assert!(verdicts.all_met(), "see the lines with NOT MET above");
}

/// The crowd leaves when this is dropped.
struct Leaving<'a>(&'a Crowd);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.set(Mood::Leaving);
    }
}

/// Every guest has a connection, and so have the polite people in their processes.
fn raise_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: maximum,
        maximum,
    };
    setrlimit(Resource::Nofile, limit).unwrap();
}

/// What is opened at the first visit only is not to be taken for a leak.
fn one_visit(server: &Server) {
    let before = server.usage().descriptors;
    for tls in [None, Some(encrypted::Tls::V13)] {
        let mut guest = Guest::connect(server.address, Dialect::Plain, tls).unwrap();
        guest.join("First", None).unwrap();
        guest.send("hello\n/quit\n").unwrap();
        guest.until(|guest| guest.ended).unwrap();
    }
    await_usage(server, |usage| usage.descriptors <= before + 8);
}

fn one_phase(server: &Server, crowd: &Crowd, mood: Mood) -> Phase {
    crowd.set(mood);
    thread::sleep(SETTLING);
    let mut groups = Group::both(server.address, server.id(), MEASURED);
    let mut usages = Vec::new();
    while groups.iter_mut().any(Group::is_running) {
        thread::sleep(Duration::from_millis(500));
        usages.push(server.usage());
    }
    Phase {
        mood,
        usages,
        found: groups.map(Group::found),
    }
}

/// Until everything is closed that was opened for somebody.
fn await_empty(server: &Server, base: Usage) -> Usage {
    await_usage(server, |usage| {
        usage.descriptors <= base.descriptors && usage.threads <= base.threads
    })
}

fn await_usage(server: &Server, holds: impl Fn(Usage) -> bool) -> Usage {
    let deadline = Instant::now() + GONE_WITHIN;
    loop {
        let usage = server.usage();
        if holds(usage) || Instant::now() > deadline {
            return usage;
        }
        thread::sleep(Duration::from_millis(100));
    }
}
