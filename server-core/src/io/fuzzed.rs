//! A connection on a socket in memory, whose peer does whatever the input says: any bytes at all, or
//! a real client of TLS on a wire that does damage.

use std::io::{self, Read, Write};
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
use super::tls::MOST_AHEAD;
use super::tls::client::{IDENTITY, client};
use crate::request::{End, Request};
use crate::session::Rules;
use crate::{Caps, ClientId, FloodPolicy, Timings};

/// What a handshake, an alert and the records around text may take beside what is said.
const OF_TLS: usize = 2 * MOST_AHEAD;

/// What waits for the wire at most while nothing was said: a prompt, or a flight of the handshake.
const OF_A_HANDSHAKE: usize = 8 << 10;

/// The library ends a connection with more than 32 new keys in a row, as a storm.
const MOST_NEW_KEYS: usize = 30;

/// The most bytes that each side says, and that lie on the wire: more than any buffer's bound.
const MOST_SAID: usize = 80_000;
const MOST_ON_WIRE: usize = 200_000;

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
    }
}

/// A socket in memory that takes so many bytes, and then no more for now.
#[derive(Debug, Default)]
struct Socket {
    arrived: Vec<u8>,
    takes: usize,
    took: Vec<u8>,
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.arrived.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let count = self.arrived.len().min(into.len());
        into[..count].copy_from_slice(&self.arrived[..count]);
        self.arrived.drain(..count);
        Ok(count)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(self.takes);
        if count == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.takes -= count;
        self.took.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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

// ---------------------------------------------------------------------------------------------

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

// ---------------------------------------------------------------------------------------------

/// A client of TLS, a wire that may do damage, and the server's side.
struct Encrypted {
    client: ClientConnection,
    served: Served,
    /// What the client has for the wire and the damage done to it.
    wire: Vec<u8>,
    /// Bits to flip on the way back.
    flip_back: Option<(usize, u8)>,
    /// What each side said, and what the client heard.
    client_said: Vec<u8>,
    server_said: Vec<u8>,
    client_heard: Vec<u8>,
    /// Whether the wire did no damage, no time passed and nothing has ended.
    is_intact: bool,
    client_failed: bool,
    client_closed: bool,
    /// How often the client wanted other keys.
    new_keys: usize,
    /// Whether anything was damaged on the way, there or back.
    is_damaged: bool,
}

/// Goes on with `said` by so many bytes, and gives these.
fn go_on(said: &mut Vec<u8>, count: usize) -> &[u8] {
    let from = said.len();
    let until = from.saturating_add(count).min(MOST_SAID);
    // Lines that differ, so that none can stand for another; the first is a name.
    let line = |at: usize| format!("{at:015}\n").into_bytes();
    let lines = (from / 16..=until / 16).flat_map(line);
    said.extend(lines.skip(from % 16).take(until - from));
    &said[from..]
}

impl Encrypted {
    fn new(client: ClientConnection) -> Self {
        Self {
            client,
            served: Served::new(),
            wire: Vec::new(),
            flip_back: None,
            client_said: Vec::new(),
            server_said: Vec::new(),
            client_heard: Vec::new(),
            is_intact: true,
            client_failed: false,
            client_closed: false,
            new_keys: 0,
            is_damaged: false,
        }
    }

    fn play(mut self, mut steps: &[u8]) {
        while let Some((&what, rest)) = steps.split_first() {
            let (first, rest) = number(rest);
            let (second, rest) = match rest {
                [b',', rest @ ..] => number(rest),
                _ => (None, rest),
            };
            steps = rest;
            self.step(what, first, second.unwrap_or(1));
            self.server_said.append(&mut self.served.prompted);
            self.hold();
        }
        if self.is_intact {
            self.finish();
        }
    }

    fn step(&mut self, what: u8, first: Option<usize>, second: usize) {
        let many = first.unwrap_or(usize::MAX);
        let few = first.unwrap_or(1);
        match what {
            b's' if !self.client_failed => {
                let before = self.client_said.len();
                let said = go_on(&mut self.client_said, few);
                let taken = self.client.writer().write(said);
                // The library takes 64 KiB ahead.
                let taken = taken.expect("memory does not fail");
                self.client_said.truncate(before + taken);
            }
            b'p' if self.served.connection.can_tell() && self.served.is_encrypted() => {
                let said = go_on(&mut self.server_said, few);
                self.served.connection.outbox.push(said);
            }
            b'>' => {
                self.fill_wire();
                let wire = std::mem::take(&mut self.wire);
                self.served.arrive(&wire, many);
            }
            b'<' => self.carry_back(many),
            b'k' if !self.client_failed && self.new_keys < MOST_NEW_KEYS => {
                self.new_keys += 1;
                // Not before the end of the handshake, nor in TLS 1.2.
                let _ = self.client.refresh_traffic_keys();
            }
            b'c' => {
                self.is_intact = false;
                self.client_closed = true;
                self.client.send_close_notify();
            }
            b'e' => {
                self.is_intact = false;
                self.served.end();
            }
            b'w' => {
                self.is_intact = false;
                self.served
                    .wait(Duration::from_millis(few.min(400_000) as u64));
            }
            b'x' | b'i' | b't' | b'd' => self.damage(what, few, second),
            b'y' => {
                self.is_intact = false;
                self.flip_back = Some((few, second as u8));
            }
            _ => {}
        }
    }

    fn damage(&mut self, what: u8, first: usize, second: usize) {
        self.fill_wire();
        self.is_intact = false;
        self.is_damaged = true;
        let (length, byte) = (self.wire.len(), second as u8);
        match what {
            b'x' if length > 0 => self.wire[first % length] ^= byte,
            b'i' => {
                let count = first.min(MOST_ON_WIRE - length.min(MOST_ON_WIRE));
                self.wire.extend(std::iter::repeat_n(byte, count));
            }
            b't' => self.wire.truncate(length - first.min(length)),
            b'd' if length <= MOST_ON_WIRE => self.wire.extend_from_within(..),
            _ => {}
        }
    }

    fn fill_wire(&mut self) {
        while self.client.wants_write() {
            let wire = &mut self.wire;
            self.client.write_tls(wire).expect("memory does not fail");
        }
    }

    /// The server writes, and the client hears it.
    fn carry_back(&mut self, takes: usize) {
        let mut wire = self.served.write(takes);
        if let Some((at, bits)) = self.flip_back.take()
            && !wire.is_empty()
        {
            let length = wire.len();
            wire[at % length] ^= bits;
            self.is_damaged |= bits != 0;
        }
        // The library asserts that it is not read on after a farewell when there is damage, or when
        // the farewell broke the handshake off.
        let may_fail = self.is_damaged || self.client.is_handshaking();
        self.client_failed |= self.client_closed && may_fail;
        let mut wire = wire.as_slice();
        while !wire.is_empty() && !self.client_failed {
            let taken = self.client.read_tls(&mut wire);
            let state = self.client.process_new_packets();
            let mut piece = [0; 4_096];
            while let Ok(count @ 1..) = self.client.reader().read(&mut piece) {
                self.client_heard.extend_from_slice(&piece[..count]);
            }
            self.client_failed = state.is_err() || !matches!(taken, Ok(1..));
        }
    }

    /// What must hold after every step.
    fn hold(&self) {
        let Served {
            connection, heard, ..
        } = &self.served;
        let is_said = self.client_said.starts_with(heard);
        assert!(is_said, "the server heard what nobody said");
        let is_told = self.server_said.starts_with(&self.client_heard);
        assert!(is_told, "the client heard what nobody said");
        let most = self.server_said.len() - self.client_heard.len() + OF_TLS;
        let waiting = connection.waiting();
        assert!(waiting <= most, "{waiting} bytes wait for {most}");
        let unsent = connection.tls.as_ref().map_or(0, |tls| tls.unsent());
        assert!(unsent <= OF_TLS, "{unsent} bytes are encrypted ahead");
        if self.is_intact {
            let is_handshake =
                |request: &Request| matches!(request, Request::End(End::Handshake(_)));
            assert!(!self.served.requests.iter().any(is_handshake));
            assert!(!self.client_failed);
        }
    }

    /// On a wire without damage everything arrives, and means what it means in clear.
    fn finish(mut self) {
        // More flights than any handshake has.
        for _ in 0..8 {
            self.step(b'>', None, 1);
            self.step(b'<', None, 1);
            self.hold();
        }
        let mut in_clear = Served::new();
        in_clear.arrive(&self.client_said, usize::MAX);
        assert_eq!(self.served.asked(), in_clear.asked());
        if !self.served.is_over {
            assert!(self.served.connection.can_tell());
            assert_eq!(self.served.heard, self.client_said);
        }
        assert_eq!(self.client_heard, self.server_said);
        assert_eq!(self.served.connection.waiting(), 0);
    }
}

/// A number at the front, if there is one.
fn number(text: &[u8]) -> (Option<usize>, &[u8]) {
    let digits = text.iter().take(6).take_while(|byte| byte.is_ascii_digit());
    let count = digits.count();
    let (digits, rest) = text.split_at(count);
    let value = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + usize::from(digit - b'0'))
    };
    ((count > 0).then(|| value(digits)), rest)
}
