//! A connection on a socket in memory, whose peer does whatever the input says: any bytes at all, or
//! a real client of TLS on a wire that does damage.

mod encrypted;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use rustls::ClientConnection;
use rustls::version::{TLS12, TLS13};
use tertulia_protocol::{
    ExitWords, Language, Limits, MessageId, Name, Person, PersonId, Phrases, RunId, ServerMessage,
    Welcome,
};

use super::connection::{Connection, Newcomer};
use super::memory::Socket;
use super::tls::MOST_AHEAD;
use super::tls::client::{IDENTITY, client};
use crate::request::{End, Request};
use crate::session::Rules;
use crate::{Caps, ClientId, FloodPolicy, Timings};
use encrypted::Encrypted;

/// What a handshake, an alert and the records around text may take beside what is said.
const OF_TLS: usize = 2 * MOST_AHEAD;

/// What waits for the wire at most while nothing was said: a prompt, or a flight of the handshake.
const OF_A_HANDSHAKE: usize = 8 << 10;

/// The peer of a connection that may be encrypted. The first byte of the input chooses:
///
/// - `2` and `3`: a client of TLS 1.2 or 1.3, in steps of a letter and up to two numbers (`x7,255`):
///   `s` the client and `p` the server says so many bytes; `>` what the client has for the wire
///   arrives in pieces of so many, `<` the server writes at most so many; `k` new keys; `c` the client
///   says that nothing more comes, `e` the stream ends; `w` milliseconds pass. On the way to the
///   server, `x` flips bits (where, which), `i` inserts bytes (how many, which), `t` takes so many off
///   the end, `d` doubles it all; `y` flips bits on the way back.
/// - anything else: the rest is what arrives, as one piece, byte by byte, and in pieces of as many
///   bytes as the first byte says.
///
/// What must hold: what is heard is what was said from its beginning, whatever happened on the wire,
/// and all of it if nothing did; the session asks for what it would in clear; what comes to nothing is
/// answered and over; the verdict is the same wherever the stream was cut; what is kept is bounded.
pub fn transport(input: &[u8]) {
    match input {
        [b'2', steps @ ..] => Encrypted::new(client(&TLS12)).play(steps),
        [b'3', steps @ ..] => Encrypted::new(client(&TLS13)).play(steps),
        [cut, wire @ ..] => any_bytes(wire, usize::from(*cut).max(1)),
        [] => {}
    }
}

/// What the rules of every connection here refer to.
struct Ground {
    phrases: Phrases,
    exit_words: ExitWords,
    timings: Timings,
    caps: Caps,
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| Ground {
    phrases: Phrases::new(Language::En),
    exit_words: ExitWords::default(),
    timings: Timings::default(),
    caps: Caps::default(),
});

/// Nobody writes too fast, so that all that is said is asked of the room.
fn rules() -> Rules<'static> {
    Rules {
        limits: Limits {
            max_rate: 0,
            ..Limits::default()
        },
        phrases: &GROUND.phrases,
        exit_words: &GROUND.exit_words,
        timings: &GROUND.timings,
        caps: &GROUND.caps,
        flood: FloodPolicy::Disconnect,
        asks_password: false,
        clear_guests: true,
    }
}

/// A connection as a worker has it, in a room that lets everybody in.
struct Served {
    connection: Connection<Socket>,
    now: Instant,
    buffer: Vec<u8>,
    /// What was decrypted of one read.
    plain: Vec<u8>,
    /// All that was heard, decrypted.
    heard: Vec<u8>,
    /// The prompt, when it was said just now.
    prompted: Vec<u8>,
    requests: Vec<Request>,
    is_over: bool,
}

impl Served {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            connection: Connection::new(Newcomer {
                client: ClientId(1),
                stream: Socket::default(),
                address: SocketAddr::from((Ipv4Addr::LOCALHOST, 50_000)),
                accepted: now,
            }),
            now,
            buffer: vec![0; 4_096],
            plain: Vec::new(),
            heard: Vec::new(),
            prompted: Vec::new(),
            requests: Vec::new(),
            is_over: false,
        }
    }

    /// Bytes arrive, in pieces of at most so many. Who has been told farewell is not listened to.
    fn arrive(&mut self, bytes: &[u8], cut: usize) {
        for piece in bytes.chunks(cut.max(1)) {
            self.connection.stream.arrived.extend_from_slice(piece);
            while !self.is_over && self.connection.session.wants_input() {
                let read = self.connection.read(&mut self.buffer);
                let Some(count) = read.expect("memory does not fail") else {
                    break;
                };
                self.hear(count);
            }
        }
    }

    fn hear(&mut self, count: usize) {
        let Self {
            connection,
            buffer,
            plain,
            requests,
            now,
            ..
        } = self;
        let wire = &buffer[..count];
        let tls = Some(IDENTITY.tls());
        plain.clear();
        let ask = |request| requests.push(request);
        connection.hear(wire, plain, tls, &rules(), *now, ask);
        // A record that was not complete may have held back what came before.
        self.heard.extend_from_slice(plain);
        self.settle();
    }

    /// Carries requests to the room, which welcomes everybody.
    fn settle(&mut self) {
        let first_new = self.requests.len();
        while let Some(request) = self.connection.session.poll_request() {
            self.requests.push(request);
        }
        let newest = self.requests[first_new..].last().cloned();
        if self
            .requests
            .iter()
            .any(|request| matches!(request, Request::End(_)))
        {
            self.is_over = true;
            self.connection.session.handle_farewell();
        } else if let Some(Request::Name(_) | Request::Hello(_)) = newest {
            let session = &mut self.connection.session;
            assert!(session.handle_told(&welcome(), &rules()));
            self.settle();
        }
        if let Some(prompt) = self.connection.session.poll_transmit(&rules()) {
            self.connection.outbox.push(&prompt);
            self.prompted.extend(prompt);
        }
    }

    /// The peer closes its side of the socket.
    fn end(&mut self) {
        if !self.is_over {
            self.connection.hear_end(&rules());
            self.settle();
        }
    }

    /// Time passes, and what is due happens.
    fn wait(&mut self, span: Duration) {
        self.now += span;
        if !self.is_over {
            self.requests
                .extend(self.connection.keep_time(&rules(), self.now));
            self.settle();
        }
    }

    /// What the peer gets when it takes so many bytes.
    fn write(&mut self, takes: usize) -> Vec<u8> {
        self.connection.stream.takes = takes;
        let written = self.connection.write().expect("memory does not fail");
        let took = std::mem::take(&mut self.connection.stream.took);
        assert_eq!(written, took.len());
        took
    }

    fn is_encrypted(&self) -> bool {
        self.connection.tls.is_some()
    }

    /// What it asked of the room for the client's own words.
    fn asked(&self) -> Vec<Request> {
        let asked = self.requests.iter();
        let of_tls =
            |request: &&Request| !matches!(request, Request::Encrypting | Request::Encrypted);
        asked.filter(of_tls).cloned().collect()
    }
}

fn welcome() -> ServerMessage {
    let name = Name::parse("Ana").expect("a name");
    let you = Person {
        id: PersonId(1),
        name,
    };
    ServerMessage::Welcome(Box::new(Welcome {
        you,
        server: "Tertulia".to_owned(),
        version: 1,
        run: RunId(7),
        resumed: false,
        decided: None,
        limits: rules().limits,
        exit_words: ExitWords::default(),
        words: None,
        latest: MessageId(0),
        people: Vec::new().into(),
        people_total: 1,
        missed: 0,
        gap: None,
    }))
}

/// Whatever arrives, wherever it is cut.
fn any_bytes(wire: &[u8], cut: usize) {
    let whole = verdict(wire, usize::MAX);
    for cut in [1, cut] {
        assert_eq!(verdict(wire, cut), whole, "in pieces of {cut}");
    }
}

/// What was asked of the room until the end of the stream, and whether TLS was begun.
fn verdict(wire: &[u8], cut: usize) -> (Vec<Request>, bool) {
    let mut served = Served::new();
    served.arrive(wire, cut);
    let is_tls = wire.first() == Some(&super::tls::FIRST_BYTE);
    assert_eq!(served.is_encrypted(), is_tls);
    if is_tls {
        assert_eq!(served.requests[0], Request::Encrypting);
        // Nobody guesses a finished handshake.
        assert!(!served.connection.can_tell() && served.heard.is_empty());
        let answer = served.write(usize::MAX);
        assert!(answer.len() <= OF_A_HANDSHAKE, "{} bytes", answer.len());
        assert_eq!(served.connection.waiting(), 0);
        // Alert or handshake: there is nothing else to be said to it.
        assert!(matches!(answer.first(), None | Some(0x15 | 0x16)));
        if served.is_over {
            assert_eq!(answer.first(), Some(&0x15), "no alert");
        }
    }
    let before_end = served.asked();
    if served.is_over {
        served.arrive(b"anything\n", 1);
        assert_eq!(served.asked(), before_end);
    } else if is_tls {
        let until = served.connection.deadline(&rules()).expect("a deadline");
        served.wait(until.saturating_duration_since(served.now));
        let is_refused = |request: &Request| matches!(request, Request::End(End::Handshake(_)));
        assert!(served.requests.last().is_some_and(is_refused));
    } else {
        served.end();
        let end = served.requests.last();
        assert!(matches!(end, Some(Request::End(_))), "{end:?}");
    }
    (served.requests, is_tls)
}
