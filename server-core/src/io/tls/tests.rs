use std::time::Duration;

use rustls::version::{TLS12, TLS13};
use rustls::{ClientConnection, SupportedProtocolVersion};

use super::client::{IDENTITY, client};
use super::*;
use crate::io::memory::Socket;

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// A server's side, and its client's.
struct Pair {
    server: Tls,
    outbox: Outbox,
    client: ClientConnection,
    /// What the server has read.
    plain: Vec<u8>,
    heard: Heard,
    /// What the client has read.
    told: Vec<u8>,
    client_closed: bool,
}

impl Pair {
    fn new(version: &'static SupportedProtocolVersion) -> Self {
        Self {
            server: server(),
            outbox: Outbox::default(),
            client: client(version),
            plain: Vec::new(),
            heard: Heard::default(),
            told: Vec::new(),
            client_closed: false,
        }
    }

    fn open(version: &'static SupportedProtocolVersion) -> Self {
        let mut pair = Self::new(version);
        pair.exchange(usize::MAX);
        assert!(pair.server.is_open(), "{:?}", pair.heard);
        pair
    }

    fn say(&mut self, text: &[u8]) {
        self.client.writer().write_all(text).unwrap();
    }

    /// Carries what the client has for the wire to the server, so many bytes in a read.
    fn tell_server(&mut self, step: usize) -> bool {
        let mut wire = Vec::new();
        while self.client.wants_write() {
            self.client.write_tls(&mut wire).unwrap();
        }
        for piece in wire.chunks(step) {
            let heard = self.server.read(piece, &mut self.plain);
            self.heard.opened |= heard.opened;
            self.heard.closed |= heard.closed;
            self.heard.fault = self.heard.fault.take().or(heard.fault);
        }
        !wire.is_empty()
    }

    fn tell_client(&mut self, takes: usize, ending: bool) -> usize {
        let mut socket = Socket {
            takes,
            ..Socket::default()
        };
        let written = self.server.write(&mut self.outbox, &mut socket, ending);
        assert_eq!(written.unwrap(), socket.took.len());
        let mut wire = socket.took.as_slice();
        while !wire.is_empty() {
            self.client.read_tls(&mut wire).unwrap();
            let state = self.client.process_new_packets().unwrap();
            self.client_closed |= state.peer_has_closed();
            let start = self.told.len();
            self.told.resize(start + state.plaintext_bytes_to_read(), 0);
            let mut reader = self.client.reader();
            reader.read_exact(&mut self.told[start..]).unwrap();
        }
        socket.took.len()
    }

    /// Until nothing moves.
    fn exchange(&mut self, step: usize) {
        while self.tell_server(step) | (self.tell_client(usize::MAX, false) > 0) {}
    }
}

fn server() -> Tls {
    let until = Instant::now() + Duration::from_secs(10);
    Tls::begin(IDENTITY.tls(), until, Vec::new()).unwrap()
}

#[test]
fn both_versions_carry_both_directions_whatever_the_pieces() {
    for version in VERSIONS {
        for step in [1, 7, usize::MAX] {
            let mut pair = Pair::new(version);
            pair.exchange(step);
            assert!(pair.heard.opened && pair.server.is_open());
            let text = "¿Qué tal?\n".repeat(10_000);
            pair.say(&text.as_bytes()[..50_000]);
            pair.exchange(step);
            pair.say(&text.as_bytes()[50_000..100_000]);
            pair.outbox.push(b"one\n");
            pair.outbox
                .push_shared(&text.as_bytes().into(), 0..text.len());
            pair.exchange(step);
            assert_eq!(pair.plain, &text.as_bytes()[..100_000]);
            assert_eq!(pair.told, [b"one\n", text.as_bytes()].concat());
            assert_eq!(pair.server.unsent(), 0);
        }
    }
}

#[test]
fn what_the_system_does_not_take_is_counted_bounded_and_in_order() {
    let mut pair = Pair::open(&TLS13);
    let text = b"a line of the room\n".repeat(50_000);
    pair.outbox.push(&text);
    pair.tell_client(0, false);
    let ahead = pair.server.unsent();
    assert!(pair.outbox.len() < text.len());
    assert!((1..2 * MOST_AHEAD).contains(&ahead), "{ahead}");
    assert!(pair.outbox.len() + ahead >= text.len());
    for takes in (0..).map(|n| [1, 100, 5_000, 70_000][n % 4]) {
        if pair.outbox.is_empty() && pair.server.unsent() == 0 {
            break;
        }
        assert!(pair.tell_client(takes, false) > 0);
        assert!(pair.server.unsent() < 2 * MOST_AHEAD);
    }
    assert_eq!(pair.told, text);
}

#[test]
fn the_last_words_come_before_the_farewell_of_tls() {
    for version in VERSIONS {
        let mut pair = Pair::open(version);
        pair.outbox.push(b"* Goodbye.\n");
        pair.tell_client(3, true);
        assert!(!pair.client_closed);
        pair.tell_client(usize::MAX, true);
        assert_eq!(pair.told, b"* Goodbye.\n");
        assert!(pair.client_closed);
        assert!(!pair.server.wants_write() && pair.server.unsent() == 0);
    }
}

#[test]
fn what_was_said_in_clear_goes_first() {
    let until = Instant::now() + Duration::from_secs(10);
    let mut tls = Tls::begin(IDENTITY.tls(), until, b"the prompt".to_vec()).unwrap();
    assert!(tls.wants_write());
    let mut pair = Pair::new(&TLS13);
    let mut hello = Vec::new();
    pair.client.write_tls(&mut hello).unwrap();
    tls.read(&hello, &mut Vec::new());
    let mut socket = Socket {
        takes: 1_000_000,
        ..Socket::default()
    };
    tls.write(&mut Outbox::default(), &mut socket, false)
        .unwrap();
    assert!(socket.took.starts_with(b"the prompt\x16\x03\x03"));
}

#[test]
fn only_the_peers_own_word_ends_the_stream_in_the_middle_of_a_line() {
    let mut pair = Pair::open(&TLS13);
    pair.say(b"half a li");
    pair.exchange(usize::MAX);
    assert!(pair.server.is_cut_by_end());
    pair.client.send_close_notify();
    pair.exchange(usize::MAX);
    assert!(pair.heard.closed);
    assert!(!pair.server.is_cut_by_end());
    // What comes after it is passed over.
    assert!(pair.server.read(b"anything", &mut pair.plain).closed);
    assert_eq!(pair.plain, b"half a li");
}

/// What is answered to these first bytes.
fn answer(first: &[u8]) -> (Option<Fault>, Vec<u8>) {
    let mut tls = server();
    let mut plain = Vec::new();
    let heard = tls.read(first, &mut plain);
    assert!(plain.is_empty() && !heard.opened);
    let mut socket = Socket {
        takes: 1_000_000,
        ..Socket::default()
    };
    tls.write(&mut Outbox::default(), &mut socket, true)
        .unwrap();
    assert!(!tls.wants_write());
    (heard.fault, socket.took)
}

/// A client hello that offers TLS 1.1 at most, with one cipher.
fn old_hello() -> Vec<u8> {
    let mut body = vec![3, 2];
    body.extend([7; 32]);
    // No session, one cipher (TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA), no compression, no extensions.
    body.extend([0, 0, 2, 0xc0, 0x09, 1, 0]);
    let length = u8::try_from(body.len()).unwrap();
    let head = [0x16, 3, 1, 0, length + 4, 1, 0, 0, length];
    [&head, body.as_slice()].concat()
}

#[test]
fn what_is_no_handshake_is_answered_with_an_alert() {
    let not_tls = Some(Fault::Handshake(HandshakeFault::NotTls));
    let fatal = |alert| vec![0x15, 3, 3, 0, 2, 2, alert];
    // decode_error, RFC 8446, section 6.
    assert_eq!(
        answer(b"\x16 hello, is anybody here?\n"),
        (not_tls, fatal(50))
    );
    let oversize = [&[0x16, 3, 1, 0xff, 0xff][..], &[1; 20_000]].concat();
    let (fault, alert) = answer(&oversize);
    assert_eq!(fault, Some(Fault::Handshake(HandshakeFault::NotTls)));
    assert_eq!(alert.len(), 7, "{alert:?}");
    let (fault, alert) = answer(&old_hello());
    assert_eq!(
        fault,
        Some(Fault::Handshake(HandshakeFault::NothingInCommon))
    );
    // handshake_failure: it offers nothing that could be agreed on.
    assert_eq!(alert, fatal(40));
}

#[test]
fn a_forged_record_is_a_fault_and_what_came_before_it_counts() {
    for version in VERSIONS {
        let mut pair = Pair::open(version);
        pair.say(b"genuine\n");
        let mut wire = Vec::new();
        pair.client.write_tls(&mut wire).unwrap();
        let genuine = wire.len();
        pair.say(b"forged\n");
        pair.client.write_tls(&mut wire).unwrap();
        let last = wire.len() - 1;
        assert!(last > genuine);
        wire[last] ^= 1;
        let heard = pair.server.read(&wire, &mut pair.plain);
        assert!(matches!(heard.fault, Some(Fault::Record(_))), "{heard:?}");
        assert_eq!(pair.plain, b"genuine\n");
        assert!(pair.server.wants_write(), "an alert");
    }
}

#[test]
fn an_idle_connection_takes_little_memory() {
    /// A connection has a few bytes beside this.
    const MOST_BYTES: i64 = 12 << 10;
    // What is made once for all connections does not count.
    drop(Pair::open(&TLS13));
    for version in VERSIONS {
        let mut kept = None;
        let mut talk = || {
            let mut pair = Pair::open(version);
            let text = b"a line of the room\n".repeat(10_000);
            pair.outbox.push(&text);
            pair.say(&text[..60_000]);
            pair.exchange(usize::MAX);
            assert_eq!(pair.told, text);
            // Only the server's side stays.
            kept = Some(Box::new(pair.server));
        };
        let used = allocation_counter::measure(&mut talk).bytes_current;
        println!("{version:?}: {used} bytes");
        assert!((1..=MOST_BYTES).contains(&used), "{used} bytes");
        drop(kept);
    }
}
