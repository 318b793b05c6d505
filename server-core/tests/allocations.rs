//! What the pure parts allocate: a guard against regressions that no busy computer can upset.
//!
//! The allowances are what is needed now and a little more. Who changes something that needs more
//! than that says why, and changes the allowance with it.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use allocation_counter::measure;
use tertulia_protocol::{Dialect, ExitWords, Language, Limits, Phrases, RunId, UnixMillis};
use tertulia_server_core::{
    Body, Caps, ClientId, Config, FloodPolicy, Hub, HubConfig, Moment, Outbox, Request, Rules,
    RunSecret, Session, Timings,
};

/// For one message to everybody, from the request to its bytes in both dialects, however many hear
/// it.
const ALLOCATIONS_PER_MESSAGE: u64 = 30;

/// For each line in one read, from bytes to requests: the line, the text in it, and its share of
/// the queue.
const ALLOCATIONS_PER_LINE: f64 = 2.25;

/// What the session and the room keep for somebody in plain text who says nothing, beside the
/// session itself, in bytes.
const BYTES_PER_PERSON: i64 = 430;

/// How large a session itself may be, in bytes.
const BYTES_PER_SESSION: usize = 160;

const TEXT: &str = "Shall we meet tomorrow at five at the entrance of the library, like last time?";

struct Ground {
    phrases: Arc<Phrases>,
    exit_words: ExitWords,
    timings: Timings,
    caps: Caps,
    now: Moment,
}

impl Ground {
    fn new() -> Self {
        Self {
            phrases: Arc::new(Phrases::new(Language::En)),
            exit_words: ExitWords::default(),
            timings: Timings::default(),
            caps: Caps {
                unnamed: usize::MAX,
                ..Caps::default()
            },
            now: Moment {
                instant: Instant::now(),
                unix: UnixMillis(1_767_225_600_123),
            },
        }
    }

    fn rules(&self) -> Rules<'_> {
        Rules {
            limits: unlimited(),
            phrases: &self.phrases,
            exit_words: &self.exit_words,
            timings: &self.timings,
            caps: &self.caps,
            flood: FloodPolicy::Disconnect,
            asks_password: false,
            clear_guests: true,
        }
    }

    fn hub(&self) -> Hub {
        Hub::new(HubConfig {
            limits: unlimited(),
            phrases: Arc::clone(&self.phrases),
            welcome: None,
            exit_words: self.exit_words.clone(),
            timings: self.timings,
            caps: self.caps,
            run: RunId(7),
            clear_guests: true,
            keeps: false,
            exempt: Config::default().exempt,
            password: None,
            secret: RunSecret([7; 32]),
        })
    }

    /// Somebody comes, is welcomed, and says nothing.
    fn enter(&self, hub: &mut Hub, id: u64) -> Session {
        let address = SocketAddr::from(([127, 0, 0, 1], 50_000));
        let mut session = Session::new(self.now.instant);
        hub.handle_connected(ClientId(id), address, self.now);
        let hello = format!("Guest {id}\n");
        session.handle_read(hello.as_bytes(), &self.rules(), self.now.instant);
        while let Some(request) = session.poll_request() {
            hub.handle_request(ClientId(id), request, self.now);
        }
        for entry in hub.poll_entries() {
            if let Body::Welcome { welcome, .. } = &entry.body {
                session.handle_told(welcome.message(), &self.rules());
            }
        }
        hub.poll_events().for_each(drop);
        assert!(session.is_talking(), "guest {id} was not welcomed");
        session
    }
}

fn unlimited() -> Limits {
    Limits {
        max_chars: 1_000,
        max_rate: 0,
        max_clients: 0,
    }
}

/// A peer that takes everything.
struct Peer;

impl Write for Peer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn telling_a_listener_what_all_are_told_allocates_nothing() {
    let shared: Arc<[u8]> = Arc::from(format!("Ana: {TEXT}\n").repeat(64).into_bytes());
    let mut outboxes: Vec<Outbox> = (0..1_000).map(|_| Outbox::default()).collect();
    let mut written = 0;
    let used = measure(|| {
        for _turn in 0..10 {
            for outbox in &mut outboxes {
                outbox.push_shared(&shared, 0..shared.len());
                written += outbox.write_to(&mut Peer).unwrap_or_default();
            }
        }
    });
    assert_eq!(written, 10 * 1_000 * shared.len());
    assert_eq!(used.count_total, 0);
}

#[test]
fn a_message_costs_the_same_however_many_hear_it() {
    const MESSAGES: u64 = 2_000;
    let ground = Ground::new();
    for people in [10, 1_000] {
        let mut hub = ground.hub();
        let _sessions: Vec<Session> = (1..=people).map(|id| ground.enter(&mut hub, id)).collect();
        let used = measure(|| {
            for _ in 0..MESSAGES {
                let request = Request::Say {
                    number: None,
                    text: TEXT.to_owned(),
                    action: false,
                };
                hub.handle_request(ClientId(1), request, ground.now);
                for entry in hub.poll_entries() {
                    if let Body::Tell(told) = &entry.body {
                        told.bytes(Dialect::Plain, &ground.phrases);
                        told.bytes(Dialect::App, &ground.phrases);
                    }
                }
                hub.poll_events().for_each(drop);
            }
        });
        let each = used.count_total.div_ceil(MESSAGES);
        assert!(
            (1..=ALLOCATIONS_PER_MESSAGE).contains(&each),
            "{each} allocations for a message among {people} people"
        );
    }
}

#[test]
fn reading_a_line_allocates_little_and_keeps_nothing() {
    const LINES: usize = 64;
    let ground = Ground::new();
    let mut session = ground.enter(&mut ground.hub(), 1);
    let input = format!("{TEXT}\n").repeat(LINES);
    let mut requests = 0;
    let used = measure(|| {
        session.handle_read(input.as_bytes(), &ground.rules(), ground.now.instant);
        while session.poll_request().is_some() {
            requests += 1;
        }
    });
    assert_eq!(requests, LINES);
    let each = used.count_total as f64 / LINES as f64;
    assert!(
        each <= ALLOCATIONS_PER_LINE,
        "{each} allocations for a line"
    );
    assert_eq!(used.bytes_current, 0, "a quiet session keeps no buffers");
}

#[test]
fn a_quiet_person_takes_little_memory() {
    const PEOPLE: u32 = 10_000;
    let ground = Ground::new();
    let mut hub = ground.hub();
    let mut sessions = Vec::with_capacity(PEOPLE as usize);
    let used = measure(|| {
        for id in 1..=u64::from(PEOPLE) {
            sessions.push(ground.enter(&mut hub, id));
            // What was gathered about the comings is told from time to time.
            if let Some(due) = hub.poll_timeout() {
                let unix = ground.now.unix;
                hub.handle_timeout(Moment { instant: due, unix });
                hub.poll_entries().for_each(drop);
            }
        }
    });
    let each = used.bytes_current / i64::from(PEOPLE);
    assert!(
        (1..=BYTES_PER_PERSON).contains(&each),
        "{each} bytes for a person"
    );
    let session = size_of::<Session>();
    assert!(
        session <= BYTES_PER_SESSION,
        "{session} bytes for a session"
    );
}
