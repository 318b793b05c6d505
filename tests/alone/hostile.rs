//! Everything at once that strangers do to a server, while people talk on undelayed. Alone in its
//! process, since it measures time and memory.

#![expect(clippy::unwrap_used, reason = "this whole program is a test")]

use std::fs;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use tertulia_harness::{AppClient, Codec, Conversation, Guest, PlainClient, Random, TestServer};
use tertulia_protocol::{ClientMessage, Dialect, GoodbyeReason, Number};
use tertulia_server_core::EndReason;

/// How many of each kind come.
const COPIES: usize = 4;
const POLITE: [(Dialect, &str); 4] = [
    (Dialect::Plain, "Ana"),
    (Dialect::App, "Luis"),
    (Dialect::Plain, "Marta"),
    (Dialect::App, "Zoe"),
];
const OUTBOX_BYTES: usize = 128 << 10;
const MAX_RATE: u32 = 100;

/// One hostile connection: its address in the log, and how it must end there.
struct Hostile {
    what: &'static str,
    address: SocketAddr,
    ends: fn(&EndReason) -> bool,
    /// Keeps the connection open until the test is over; only a scanner closes at once.
    _held: Option<TcpStream>,
}

impl Hostile {
    fn holding<C: Codec>(
        what: &'static str,
        client: &Conversation<C>,
        ends: fn(&EndReason) -> bool,
    ) -> Self {
        Self {
            what,
            address: client.local_addr(),
            ends,
            _held: Some(client.sender()),
        }
    }
}

fn farewell(ended: &EndReason) -> Option<GoodbyeReason> {
    match ended {
        EndReason::Farewell { reason, .. } => Some(*reason),
        _ => None,
    }
}

fn is_slow(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::SlowReader)
}

fn is_nameless(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::Nameless)
}

fn is_too_long(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::TooLong)
}

fn is_too_fast(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::TooFast)
}

fn is_bad_names(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::BadNames)
}

fn is_silent(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::Silent)
}

fn is_too_many_requests(ended: &EndReason) -> bool {
    farewell(ended) == Some(GoodbyeReason::TooManyRequests)
}

fn is_not_spoken(ended: &EndReason) -> bool {
    matches!(ended, EndReason::NotSpoken { .. })
}

fn is_gone(ended: &EndReason) -> bool {
    matches!(ended, EndReason::Closed | EndReason::Broken { .. })
}

fn is_any(_: &EndReason) -> bool {
    true
}

/// A stranger who sends these bytes and then nothing more.
fn sends(
    address: SocketAddr,
    what: &'static str,
    bytes: &[u8],
    ends: fn(&EndReason) -> bool,
) -> Hostile {
    let client = PlainClient::open(address);
    // The server may have had enough before everything is sent.
    drop(client.sender().write_all(bytes));
    Hostile::holding(what, &client, ends)
}

/// Whatever a stranger can do, one of each.
fn attack(address: SocketAddr, copy: usize, mut random: Random) -> Vec<Hostile> {
    let megabyte = "x".repeat(1 << 20);
    let deep = "[".repeat(10_000);
    let deep_lines = format!("{{\"type\":\"hello\",\"name\":{deep}\n").repeat(21);
    let mut attacks = vec![
        sends(address, "says nothing", b"", is_nameless),
        sends(
            address,
            "a megabyte without a newline",
            megabyte.as_bytes(),
            is_too_long,
        ),
        sends(address, "random bytes", &random.bytes(64 << 10), is_any),
        sends(
            address,
            "invalid UTF-8",
            b"\x80\xBF\n\xC0\x80\n\xED\xA0\x80\n",
            is_bad_names,
        ),
        sends(
            address,
            "half a JSON object",
            b"{\"type\":\"hello\",\"na",
            is_nameless,
        ),
        sends(
            address,
            "deep JSON",
            deep_lines.as_bytes(),
            is_too_many_requests,
        ),
        sends(
            address,
            "an HTTP request",
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            is_not_spoken,
        ),
        sends(
            address,
            "a TLS hello",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            is_not_spoken,
        ),
        sends(
            address,
            "an SSH client",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            is_not_spoken,
        ),
        sends(
            address,
            "an IRC client",
            b"NICK ana\r\nUSER ana 0 * :Ana\r\n",
            is_not_spoken,
        ),
    ];
    attacks.push(stops_reading(address, &format!("Stuck {copy}")));
    attacks.push(stops_reading_json(address, &format!("Stuck app {copy}")));
    attacks.push(floods(address, &format!("Flood {copy}")));
    attacks.push(a_named_megabyte(address, &format!("Long {copy}")));
    attacks.extend((0..5).map(|_| scans(address)));
    attacks
}

fn stops_reading(address: SocketAddr, name: &str) -> Hostile {
    let mut client = PlainClient::open_with_little_room(address);
    client.enter(name);
    client.send(&"/history 100\n".repeat(10));
    Hostile::holding("a reader that stops reading", &client, is_slow)
}

fn stops_reading_json(address: SocketAddr, name: &str) -> Hostile {
    let mut client = AppClient::open_with_little_room(address);
    client.send(&ClientMessage::Hello(tertulia_harness::hello(name)));
    for _ in 0..10 {
        client.send(&ClientMessage::History {
            before: None,
            limit: Some(100),
        });
    }
    Hostile::holding("an app that stops reading", &client, is_slow)
}

/// Reads on, but says no more.
fn falls_silent(address: SocketAddr, name: &str) -> Hostile {
    let (mut client, _) = AppClient::join(address, name);
    client.send(&ClientMessage::Ping { number: Number(1) });
    client.send_bytes(b"{\"type\":\"say\",\"number\":1,\"te");
    client.read_until_end();
    Hostile::holding("an app silent within an object", &client, is_silent)
}

fn floods(address: SocketAddr, name: &str) -> Hostile {
    let mut client = PlainClient::join(address, name);
    client.send(&"hola\n".repeat(2 * MAX_RATE as usize));
    Hostile::holding("a flood", &client, is_too_fast)
}

fn a_named_megabyte(address: SocketAddr, name: &str) -> Hostile {
    let client = PlainClient::join(address, name);
    drop(client.sender().write_all("x".repeat(1 << 20).as_bytes()));
    Hostile::holding("a megabyte as a message", &client, is_too_long)
}

fn scans(address: SocketAddr) -> Hostile {
    let client = PlainClient::open(address);
    Hostile {
        what: "a scanner",
        address: client.local_addr(),
        ends: is_gone,
        _held: None,
    }
}

/// Sends a byte a second until the server has had enough.
fn drips(address: SocketAddr) -> Hostile {
    let mut client = PlainClient::open(address);
    let mut sender = client.sender();
    thread::scope(|scope| {
        let reading = scope.spawn(|| client.read_until_end());
        while !reading.is_finished() && sender.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_secs(1));
        }
    });
    Hostile::holding("a byte a second", &client, is_nameless)
}

/// One says something; the time until it is confirmed and all the others have it.
fn round_trip(guests: &mut [Guest], round: usize) -> Duration {
    let speaker = round % guests.len();
    let number = round / guests.len() + 1;
    let text = format!("round {round} {}", "ñ".repeat(500));
    let began = Instant::now();
    guests[speaker].say(&text);
    guests[speaker].lines_until(&format!("* received #{number}"));
    for (index, guest) in guests.iter_mut().enumerate() {
        if index != speaker {
            guest.lines_until(&format!("{}: {text}", POLITE[speaker].1));
        }
    }
    let took = began.elapsed();
    // Four people who each stay well within their limit.
    thread::sleep(Duration::from_millis(5));
    took
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The memory of this process, server and clients, in KiB.
fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn polite_people_talk_on_undelayed_whatever_strangers_do() {
    let server = TestServer::with(|config| {
        config.limits.max_rate = MAX_RATE;
        config.caps.outbox_bytes = OUTBOX_BYTES;
        config.caps.send_buffer = 16 << 10;
        config.timings.nameless = Duration::from_millis(2_500);
        config.timings.silent = Duration::from_secs(2);
    });
    let address = server.address();
    let mut guests: Vec<Guest> = POLITE
        .iter()
        .map(|(dialect, name)| server.guest(*dialect, name))
        .collect();
    let mut rounds = 0..;
    // The first ones also fill the history, so that readers who stop have much to be sent.
    let mut calm: Vec<Duration> = rounds
        .by_ref()
        .take(200)
        .map(|round| round_trip(&mut guests, round))
        .collect();
    let before_kib = resident_kib();

    let mut during = Vec::new();
    let (mut most_outbox, mut most_kib) = (0, 0);
    let mut random = Random::seeded(5);
    let attackers: Vec<Hostile> = thread::scope(|scope| {
        let mut attackers = Vec::new();
        for copy in 0..COPIES {
            let random = random.split();
            attackers.push(scope.spawn(move || attack(address, copy, random)));
            attackers.push(scope.spawn(move || vec![drips(address)]));
            attackers
                .push(scope.spawn(move || vec![falls_silent(address, &format!("Silent {copy}"))]));
        }
        // Until the last of them is seen off.
        while attackers.iter().any(|attacker| !attacker.is_finished())
            || server.snapshot().totals.connected > POLITE.len() as u64
        {
            for round in rounds.by_ref().take(20) {
                during.push(round_trip(&mut guests, round));
            }
            let outboxes = server
                .snapshot()
                .clients
                .into_iter()
                .map(|row| row.outbox_bytes);
            most_outbox = outboxes.fold(most_outbox, u64::max);
            most_kib = most_kib.max(resident_kib());
        }
        attackers
            .into_iter()
            .flat_map(|attacker| attacker.join().unwrap())
            .collect()
    });

    for Hostile {
        what,
        address,
        ends,
        ..
    } in &attackers
    {
        let ended = server.wait_end(*address);
        assert!(ends(&ended), "{what} ended so: {ended:?}");
    }
    let (calm_median, during_median) = (median(&mut calm), median(&mut during));
    let worst = during.last().copied().unwrap_or_default();
    println!(
        "{} hostile connections, {} rounds among polite people",
        attackers.len(),
        during.len()
    );
    println!("median round trip: calm {calm_median:?}, during {during_median:?}, worst {worst:?}");
    println!(
        "memory: {before_kib} KiB before, {most_kib} KiB at most; fullest outbox {most_outbox} bytes"
    );
    assert!(
        during_median < 4 * calm_median + Duration::from_millis(5),
        "polite people were delayed"
    );
    assert!(
        worst < Duration::from_secs(1),
        "somebody polite waited for {worst:?}"
    );
    // A turn's worth of answers may come on top before the outbox is looked at.
    assert!(
        most_outbox < 8 * OUTBOX_BYTES as u64,
        "an outbox grew to {most_outbox} bytes"
    );
    assert!(
        most_kib < before_kib + (64 << 10),
        "memory grew from {before_kib} to {most_kib} KiB"
    );
}
