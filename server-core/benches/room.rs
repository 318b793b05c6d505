//! What the room and the outboxes cost, without sockets: `cargo bench -p tertulia-server-core`.

use std::io::{self, IoSlice, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tertulia_protocol::{Dialect, ExitWords, Language, Limits, Phrases, RunId, UnixMillis};
use tertulia_server_core::{
    Body, Caps, ClientId, Config, End, FloodPolicy, Hub, HubConfig, Moment, Outbox, Request, Rules,
    RunSecret, Session, Timings,
};

const CROWDS: [u64; 3] = [10, 1_000, 10_000];
const TEXT: &str = "Shall we meet tomorrow at five at the entrance of the library, like last time?";

fn main() {
    divan::main();
}

fn moment() -> Moment {
    Moment {
        instant: Instant::now(),
        unix: UnixMillis(1_767_225_600_123),
    }
}

fn unlimited() -> Limits {
    Limits {
        max_chars: 1_000,
        max_rate: 0,
        max_clients: 0,
    }
}

/// A room with so many people.
fn room(people: u64) -> Hub {
    let caps = Caps {
        unnamed: usize::MAX,
        ..Caps::default()
    };
    let mut hub = Hub::new(HubConfig {
        limits: unlimited(),
        phrases: Arc::new(Phrases::new(Language::En)),
        welcome: None,
        exit_words: ExitWords::default(),
        timings: Timings::default(),
        caps,
        run: RunId(7),
        clear_guests: true,
        keeps: false,
        exempt: Config::default().exempt,
        password: None,
        secret: RunSecret([7; 32]),
    });
    for id in 1..=people {
        enter(&mut hub, id);
        drain(&mut hub);
    }
    hub
}

fn enter(hub: &mut Hub, id: u64) {
    let address = SocketAddr::from(([127, 0, 0, 1], 50_000));
    hub.handle_connected(ClientId(id), address, moment());
    hub.handle_request(ClientId(id), Request::Name(format!("Guest {id}")), moment());
}

fn drain(hub: &mut Hub) {
    hub.poll_entries().for_each(drop);
    hub.poll_events().for_each(drop);
}

/// One message, from the request to its entries; it must not depend on how many listen.
#[divan::bench(args = CROWDS)]
fn say(bencher: Bencher<'_, '_>, people: u64) {
    let mut hub = room(people);
    let now = moment();
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        let request = Request::Say {
            number: None,
            text: TEXT.to_owned(),
            action: false,
        };
        hub.handle_request(ClientId(1), request, now);
        drain(&mut hub);
    });
}

/// The same, with its bytes in both dialects.
#[divan::bench]
fn say_and_encode(bencher: Bencher<'_, '_>) {
    let (mut hub, phrases, now) = (room(10), Phrases::new(Language::En), moment());
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        let request = Request::Say {
            number: None,
            text: TEXT.to_owned(),
            action: false,
        };
        hub.handle_request(ClientId(1), request, now);
        for entry in hub.poll_entries() {
            if let Body::Tell(told) = &entry.body {
                black_box(told.bytes(Dialect::Plain, &phrases));
                black_box(told.bytes(Dialect::App, &phrases));
            }
        }
        hub.poll_events().for_each(drop);
    });
}

/// Somebody comes and goes.
#[divan::bench(args = CROWDS)]
fn come_and_go(bencher: Bencher<'_, '_>, people: u64) {
    let mut hub = room(people);
    let mut id = people;
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        id += 1;
        enter(&mut hub, id);
        hub.handle_request(ClientId(id), Request::End(End::Closed), moment());
        let later = moment().later(Duration::from_secs(1));
        hub.handle_timeout(later);
        drain(&mut hub);
    });
}

/// One read with 64 messages, from bytes to requests.
#[divan::bench]
fn session_reads(bencher: Bencher<'_, '_>) {
    let (phrases, exit_words) = (Phrases::new(Language::En), ExitWords::default());
    let (timings, caps) = (Timings::default(), Caps::default());
    let rules = Rules {
        limits: unlimited(),
        phrases: &phrases,
        exit_words: &exit_words,
        timings: &timings,
        caps: &caps,
        flood: FloodPolicy::Disconnect,
        asks_password: false,
        clear_guests: true,
    };
    let input = format!("{TEXT}\n").repeat(64);
    let mut hub = room(0);
    let mut session = Session::new(Instant::now());
    hub.handle_connected(ClientId(1), SocketAddr::from(([127, 0, 0, 1], 1)), moment());
    session.handle_read(b"Ana\n", &rules, Instant::now());
    while let Some(request) = session.poll_request() {
        hub.handle_request(ClientId(1), request, moment());
    }
    for entry in hub.poll_entries() {
        if let Body::Welcome { welcome, .. } = &entry.body {
            session.handle_told(welcome.message(), &rules);
        }
    }
    assert!(session.is_talking(), "the session was not welcomed");
    bencher.counter(ItemsCount::new(64_usize)).bench_local(|| {
        session.handle_read(input.as_bytes(), &rules, Instant::now());
        while let Some(request) = session.poll_request() {
            black_box(request);
        }
    });
}

/// Takes everything, or so many bytes at a time.
struct Peer {
    at_a_time: usize,
}

impl Write for Peer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len().min(self.at_a_time))
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let all: usize = slices.iter().map(|slice| slice.len()).sum();
        Ok(black_box(all).min(self.at_a_time))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What one client is told in one turn: a stretch of the shared buffer, a confirmation, the rest.
#[divan::bench(args = [usize::MAX, 1_000])]
fn outbox(bencher: Bencher<'_, '_>, at_a_time: usize) {
    let shared: Arc<[u8]> = Arc::from(format!("Ana: {TEXT}\n").repeat(64).into_bytes());
    let half = shared.len() / 2;
    let (mut outbox, mut peer) = (Outbox::default(), Peer { at_a_time });
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        outbox.push_shared(&shared, 0..half);
        outbox.push(b"* received #12\n");
        outbox.push_shared(&shared, half..shared.len());
        black_box(outbox.write_to(&mut peer))
    });
}
