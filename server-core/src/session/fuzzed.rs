//! A room in which some clients do whatever the input says, and two others listen.

use std::time::Duration;

use tertulia_protocol::app::Decoder;
use tertulia_protocol::{Dialect, Limits, Notice, NoticeReason, ServerMessage, clean_text, plain};

use super::{Session, Stage, Talk};
use crate::simulation::{PHRASES, Simulation};
use crate::storage::Disk;
use crate::{Caps, ClientId, FloodPolicy, Recipients, Timings};

/// Ends a step of the input: the record separator of ASCII.
const SEPARATOR: u8 = 0x1E;

/// So many clients do what the input says at the same time, and so many connect in all.
const SEATS: usize = 4;
const MOST_CONNECTIONS: usize = 40;

/// The longest time that passes in one step: beyond everything that is due by itself but sessions
/// that are forgotten.
const LONGEST_WAIT: u64 = 400_000;

/// The listener of the app dialect is not silent for longer, and does not ask too much.
const PING_AFTER: Duration = Duration::from_secs(15);

/// The most bytes that a session keeps beside its decoder's: those of the read at hand, and those
/// which did not tell the dialect.
const READ_AND_BEGINNING: usize = (64 << 10) + 1_024;

/// A conversation of steps, each a letter and what follows it, with a [`SEPARATOR`] between them.
/// The first step sets the room up: `s` slows down whoever writes too fast, `h` keeps a history, `t`
/// is for tight limits. Then:
///
/// - `r` these bytes come in one read; `w` milliseconds pass; `c` goes on as another of four
///   connections, which begins when it is not there;
/// - `e` the stream ends, `k` without the peer's word, `b` broken; `o` too much waits for the peer;
/// - `m` the operator writes; `x` kicks; `q` mutes; `f1` and `f0` freeze; `l` limits characters;
///   `d1` and `d0`: the disk is full;
/// - `p` newcomers are asked for this password, or for none; after `v1` one is looked at with each `y`.
///
/// What must hold: two listeners, one of each dialect, are told the same, in the same order, and
/// nothing unclean; nobody is told anything after the end; a session holds no more than its bounds;
/// deadlines pass; everybody is seen off once the stream has ended. If no time passes and no
/// password waits, none of this depends on how the bytes were cut.
pub fn conversation(input: &[u8]) {
    let whole = Room::new(input).play(input, usize::MAX);
    let mut steps = input.split(|byte| *byte == SEPARATOR).skip(1);
    // Whose password comes first decides who of one address has to wait.
    if !steps.any(|step| step.starts_with(b"w") || step.starts_with(b"v")) {
        let bytewise = Room::new(input).play(input, 1);
        assert_eq!(bytewise, whole, "cut into single bytes");
    }
}

struct Room {
    server: Simulation,
    disk: Option<Disk>,
    listeners: [ClientId; 2],
    seats: [Option<Seat>; SEATS],
    seat: usize,
    connections: usize,
    operator_spoke: bool,
    /// Since the last ping of the listener.
    unpinged: Duration,
    told: Told,
}

/// What the two listeners heard.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    plain: String,
    app: String,
    guests: String,
}

/// A client that does what the input says.
struct Seat {
    client: ClientId,
    /// What is on its way while the server does not read from it.
    pending: Vec<u8>,
    /// How the stream ends behind that.
    end: Option<Ending>,
    is_over: bool,
    read: String,
}

#[derive(Clone, Copy)]
enum Ending {
    Closed,
    Cut,
}

impl Room {
    fn new(input: &[u8]) -> Self {
        let options = input.split(|byte| *byte == SEPARATOR).next();
        let options = options.unwrap_or_default();
        let limits = match options.contains(&b't') {
            true => Limits {
                max_chars: 9,
                max_rate: 2,
                max_clients: 5,
            },
            false => Limits::default(),
        };
        let disk = options.contains(&b'h').then(Disk::default);
        let mut server = match &disk {
            Some(disk) => Simulation::on(disk, limits, Caps::default()),
            None => Simulation::with(limits, Timings::default(), Caps::default()),
        };
        if options.contains(&b's') {
            server.set_flood(FloodPolicy::Slow);
        }
        let plain = server.join("Luis");
        let (app, _) = server.join_app(r#"{"type":"hello","name":"Olga","version":1}"#);
        server.read(plain);
        Self {
            server,
            disk,
            listeners: [plain, app],
            seats: [const { None }; SEATS],
            seat: 0,
            connections: 0,
            operator_spoke: false,
            unpinged: Duration::ZERO,
            told: Told::default(),
        }
    }

    /// Takes every step and sees everybody off. What all were told before that.
    fn play(mut self, input: &[u8], cut: usize) -> Told {
        let steps = input.split(|byte| *byte == SEPARATOR).skip(1);
        for step in steps.filter(|step| !step.is_empty()) {
            self.step(step[0], &step[1..], cut);
            self.move_on(cut);
        }
        self.collect();
        self.listeners_agree();
        let mut told = std::mem::take(&mut self.told);
        for seat in self.seats.iter().flatten() {
            told.guests.push_str(&seat.read);
        }
        self.see_off(cut);
        told
    }

    fn step(&mut self, what: u8, rest: &[u8], cut: usize) {
        let number = || number_in(rest);
        let text = || String::from_utf8_lossy(rest).into_owned();
        let now_at = self.seats[self.seat].as_ref().map(|seat| seat.client);
        match what {
            b'r' => self.seat().pending.extend_from_slice(rest),
            b'w' => self.wait(number().min(LONGEST_WAIT), cut),
            b'c' => self.seat = usize::try_from(number()).unwrap_or(0) % SEATS,
            b'e' => self.seat().end = Some(Ending::Closed),
            b'k' => self.seat().end = Some(Ending::Cut),
            b'b' => {
                let client = self.seat().client;
                self.server.happen(client, |session, _| {
                    session.handle_broken("reset by the fuzzer".to_owned());
                });
            }
            b'o' => {
                let client = self.seat().client;
                self.server
                    .happen(client, |session, _| session.handle_overflow());
            }
            b'm' => {
                self.operator_spoke = true;
                self.server
                    .room(|hub, now| hub.handle_operator(&Recipients::Everyone, &text(), now));
            }
            b'x' => {
                if let Some(client) = now_at {
                    let reason = text();
                    self.server
                        .room(|hub, now| hub.handle_kick(client, Some(&reason), now));
                }
            }
            b'q' => {
                if let Some(client) = now_at {
                    let span = Some(Duration::from_secs(7));
                    self.server
                        .room(|hub, now| hub.handle_mute(client, span, Some(text()), now));
                }
            }
            b'f' => self
                .server
                .room(|hub, now| hub.handle_freeze(number() == 1, now)),
            b'l' => {
                let max_chars = u32::try_from(number()).unwrap_or(0);
                self.server.room(|hub, now| {
                    let limits = Limits {
                        max_chars,
                        ..hub.limits()
                    };
                    hub.handle_limits(limits, now);
                });
            }
            b'p' => {
                let password = Some(text()).filter(|text| !text.is_empty());
                self.server.set_password(password.as_deref());
            }
            b'v' => self.server.verify_later(number() == 1),
            b'y' => {
                self.server.verify();
            }
            b'd' => {
                if let Some(disk) = &self.disk {
                    disk.set_full(number() == 1);
                }
            }
            _ => {}
        }
    }

    /// Whoever sits there now; somebody new if it is nobody, while there may be more.
    fn seat(&mut self) -> &mut Seat {
        let is_due = match &self.seats[self.seat] {
            // Each seat is taken once, however many came before.
            None => true,
            Some(seat) => seat.is_over && self.connections < MOST_CONNECTIONS,
        };
        if is_due {
            self.collect();
            self.connections += 1;
            let client = self.server.connect();
            self.seats[self.seat] = Some(Seat {
                client,
                pending: Vec::new(),
                end: None,
                is_over: false,
                read: String::new(),
            });
        }
        self.seats[self.seat]
            .as_mut()
            .expect("a seat that is taken")
    }

    /// Lets time pass; the app listener shows in between that it is alive.
    fn wait(&mut self, millis: u64, cut: usize) {
        let mut left = Duration::from_millis(millis);
        loop {
            let span = left.min(Duration::from_secs(20));
            self.server.pass(span);
            self.move_on(cut);
            self.unpinged += span;
            if self.unpinged >= PING_AFTER {
                self.unpinged = Duration::ZERO;
                let ping = "{\"type\":\"ping\",\"number\":1}\n";
                self.server.send(self.listeners[1], ping);
            }
            left -= span;
            if left.is_zero() {
                return;
            }
        }
    }

    /// What is on its way arrives as far as the server reads it.
    fn move_on(&mut self, cut: usize) {
        for seat in self.seats.iter_mut().flatten() {
            let client = seat.client;
            seat.is_over = self.server.is_ended(client);
            while !seat.is_over && !seat.pending.is_empty() && self.server.wants_input(client) {
                let count = seat.pending.len().min(cut);
                let piece: Vec<u8> = seat.pending.drain(..count).collect();
                self.server.send(client, piece);
                seat.is_over = self.server.is_ended(client);
                holds_little(self.server.session(client), self.server.rules().limits);
            }
            if !seat.is_over && seat.pending.is_empty() && self.server.wants_input(client) {
                match seat.end.take() {
                    Some(Ending::Closed) => self.server.close(client),
                    Some(Ending::Cut) => self.server.cut(client),
                    None => {}
                }
                seat.is_over = self.server.is_ended(client);
            }
        }
        // What is due at this moment, if anything: it may be what makes room for more.
        self.server.pass(Duration::ZERO);
    }

    /// Takes what everybody was sent.
    fn collect(&mut self) {
        let [plain, app] = self.listeners.map(|client| self.server.read(client));
        self.told.plain.push_str(&plain);
        self.told.app.push_str(&app);
        for seat in self.seats.iter_mut().flatten() {
            let dialect = self.server.session(seat.client).dialect();
            seat.read.push_str(&self.server.read(seat.client));
            if seat.is_over {
                let read = std::mem::take(&mut seat.read);
                guest_reads_clean(&read, dialect);
                self.told.guests.push_str(&read);
            }
        }
    }

    /// Both dialects tell the same, in the same order; nothing is forged.
    fn listeners_agree(&self) {
        let mut expected = Vec::new();
        for message in app_messages(&self.told.app) {
            if is_for_the_room(&message) {
                plain::encode(&message, &PHRASES, &mut expected);
            }
        }
        let expected = String::from_utf8(expected).expect("UTF-8");
        let is_direct = |line: &&str| line.starts_with("[private] ");
        let heard = self.told.plain.lines().filter(|line| !is_direct(line));
        assert!(
            heard.eq(expected.lines()),
            "in plain text {:?}, in JSON {:?}",
            self.told.plain,
            self.told.app
        );
        for line in self.told.plain.lines() {
            assert_eq!(clean_text(line), line);
            let is_operator = line.starts_with("Server: ");
            assert!(!is_operator || self.operator_spoke, "{line:?}");
            assert!(!line.starts_with("Error: "), "{line:?}");
        }
    }

    /// Once its stream has ended, every connection comes to its end by itself.
    fn see_off(mut self, cut: usize) {
        for seat in self.seats.iter_mut().flatten() {
            seat.end.get_or_insert(Ending::Closed);
        }
        self.move_on(cut);
        // Whoever is slowed down takes a second for each line.
        for _ in 0..10_000 {
            if self.seats.iter().flatten().all(|seat| seat.is_over) {
                break;
            }
            self.server.pass(Duration::from_secs(1));
            self.move_on(cut);
        }
        assert!(self.seats.iter().flatten().all(|seat| seat.is_over));
        self.collect();
        // And nothing is told to them any more.
        let everyone = &Recipients::Everyone;
        self.server
            .room(|hub, now| hub.handle_operator(everyone, "still here?", now));
        self.server.pass(Duration::from_secs(1));
        for seat in self.seats.iter().flatten() {
            assert_eq!(self.server.read(seat.client), "");
            let rules = self.server.rules();
            let session = self.server.session(seat.client);
            assert_eq!(session.poll_timeout(&rules), None);
            assert_eq!(session.stage, Stage::Over);
        }
    }
}

fn number_in(digits: &[u8]) -> u64 {
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    digits
        .take(9)
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// How much a session may keep for a peer, whatever that does.
fn holds_little(session: &Session, limits: Limits) {
    // In plain text a command is a little longer, and a scalar value has four bytes; buffers double.
    let most_plain = 2 * 4 * (limits.chars().max(64) + 80);
    let (held, most) = match &session.talk {
        Talk::Unknown(seen) => (seen.capacity(), READ_AND_BEGINNING),
        Talk::Plain(plain) => (plain.held_bytes(), most_plain),
        // Wider limits of before may still hold.
        Talk::App(app) => (app.held_bytes(), 2 * tertulia_protocol::MAX_LINE_BYTES),
    };
    assert!(held <= most, "{held} bytes of an unfinished line");
    let waiting = session.waiting.capacity();
    assert!(waiting <= READ_AND_BEGINNING, "{waiting} bytes wait");
}

/// What a guest was sent is whole lines of its dialect.
fn guest_reads_clean(read: &str, dialect: Option<Dialect>) {
    match dialect {
        // A refusal in the language of another protocol.
        None => {}
        Some(Dialect::App) => {
            app_messages(read);
        }
        Some(Dialect::Plain) => {
            assert!(read.is_empty() || read.ends_with('\n'), "{read:?}");
            for line in read.lines() {
                assert_eq!(clean_text(line), line);
            }
        }
    }
}

/// The messages of an app client, after the prompt if there was one.
fn app_messages(read: &str) -> Vec<ServerMessage> {
    let mut input = read.as_bytes();
    let mut decoder = Decoder::skipping_greeting(tertulia_protocol::MAX_LINE_BYTES);
    let messages = std::iter::from_fn(|| decoder.decode(&mut input));
    let messages = messages.map(|message| message.expect("a message"));
    let messages: Vec<ServerMessage> = messages.collect();
    assert!(!decoder.has_partial(), "{read:?}");
    messages
}

/// Whether everybody is told it, and not this listener alone.
fn is_for_the_room(message: &ServerMessage) -> bool {
    match message {
        ServerMessage::Said(_)
        | ServerMessage::Operator(_)
        | ServerMessage::Joined(_)
        | ServerMessage::Left(_)
        | ServerMessage::Renamed(_)
        | ServerMessage::Limits(_) => true,
        ServerMessage::Notice(Notice { reason, .. }) => {
            matches!(reason, NoticeReason::Frozen | NoticeReason::Unfrozen)
        }
        _ => false,
    }
}
