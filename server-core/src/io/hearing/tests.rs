use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use rustls::ClientConnection;
use rustls::version::TLS13;
use tertulia_protocol::{ExitWords, GoodbyeReason, Language, Limits, Phrases};

use super::*;
use crate::io::connection::Newcomer;
use crate::io::tls::client::{IDENTITY, client};
use crate::request::End;
use crate::{Caps, ClientId, FloodPolicy, Timings};

/// A connection whose handshake is done, and its client's side of TLS.
struct Encrypted {
    connection: Connection,
    _peer: TcpStream,
    client: ClientConnection,
    asked: Vec<Request>,
}

impl Encrypted {
    fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, address): (TcpStream, SocketAddr) = listener.accept().unwrap();
        peer.set_nonblocking(true).unwrap();
        stream.set_nonblocking(true).unwrap();
        let newcomer = Newcomer {
            client: ClientId(1),
            stream: mio::net::TcpStream::from_std(stream),
            address,
            accepted: Instant::now(),
        };
        let mut this = Self {
            connection: Connection::new(newcomer),
            _peer: peer.try_clone().unwrap(),
            client: client(&TLS13),
            asked: Vec::new(),
        };
        let mut peer = peer;
        while this.client.is_handshaking() {
            this.tell();
            this.connection.write().unwrap();
            while this.client.wants_read() && this.client.read_tls(&mut peer).is_ok() {
                this.client.process_new_packets().unwrap();
            }
        }
        this.tell();
        assert!(this.connection.can_tell());
        this.asked.clear();
        this
    }

    /// What the client has to say is on the wire.
    fn sealed(&mut self) -> Vec<u8> {
        let mut wire = Vec::new();
        while self.client.wants_write() {
            self.client.write_tls(&mut wire).unwrap();
        }
        wire
    }

    fn say(&mut self, text: &[u8]) -> Vec<u8> {
        self.client.writer().write_all(text).unwrap();
        self.sealed()
    }

    fn tell(&mut self) {
        let wire = self.sealed();
        self.hear(&wire);
    }

    fn hear(&mut self, wire: &[u8]) {
        if wire.is_empty() {
            return;
        }
        // As a read does.
        self.connection.bytes_in += wire.len() as u64;
        let rules = Rules {
            limits: Limits::default(),
            phrases: &Phrases::new(Language::En),
            exit_words: &ExitWords::default(),
            timings: &Timings::default(),
            caps: &Caps::default(),
            flood: FloodPolicy::default(),
            asks_password: false,
            clear_guests: true,
        };
        let mut plain = Vec::new();
        let asked = &mut self.asked;
        let tls = IDENTITY.tls();
        let now = Instant::now();
        self.connection
            .hear(wire, &mut plain, Some(tls), &rules, now, |request| {
                asked.push(request);
            });
        while let Some(request) = self.connection.session.poll_request() {
            self.asked.push(request);
        }
    }

    fn last_read(&self) -> Instant {
        self.connection.session.last_read()
    }
}

#[test]
fn a_record_that_comes_byte_by_byte_is_no_sign_of_life_before_it_is_whole() {
    let mut peer = Encrypted::new();
    let before = peer.last_read();
    let mut record = peer.say(b"Ana\n");
    let last = record.pop().unwrap();
    // So that a later moment can be told from this one.
    while Instant::now() <= before + Duration::from_millis(1) {}
    for byte in record {
        peer.hear(&[byte]);
    }
    assert_eq!(peer.last_read(), before);
    peer.hear(&[last]);
    assert!(peer.last_read() > before);
    assert_eq!(peer.asked, [Request::Name("Ana".to_owned())]);
}

#[test]
fn records_with_next_to_nothing_in_them_are_a_flood_like_any_other() {
    let mut peer = Encrypted::new();
    let mut wire = peer.say(br#"{"type":"hello","client":""#);
    while wire.len() < 256 << 10 {
        // As many in a row as the library lets pass.
        for _ in 0..30 {
            peer.client.refresh_traffic_keys().unwrap();
        }
        wire.extend(peer.say(b"a"));
    }
    peer.hear(&wire);
    let flood = Request::End(End::Farewell(GoodbyeReason::TooManyRequests));
    assert_eq!(peer.asked, [flood]);
}

#[test]
fn records_with_nothing_at_all_in_them_end_a_connection() {
    let mut peer = Encrypted::new();
    let before = peer.last_read();
    for _ in 0..100 {
        peer.client.refresh_traffic_keys().unwrap();
        peer.tell();
    }
    assert_eq!(peer.last_read(), before);
    let ended = |asked: &Request| matches!(asked, Request::End(End::Broken(_)));
    assert!(peer.asked.iter().any(ended), "{:?}", peer.asked);
}

#[test]
fn a_long_line_in_small_records_is_no_flood() {
    let mut peer = Encrypted::new();
    let mut line = br#"{"type":"hello","client":""#.to_vec();
    line.resize(4_000, b'a');
    for piece in line.chunks(100) {
        let wire = peer.say(piece);
        for part in wire.chunks(7) {
            peer.hear(part);
        }
    }
    assert_eq!(peer.asked, []);
}
