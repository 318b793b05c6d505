//! A worker: a readiness loop that owns its share of the clients.
//!
//! In each turn it reads from those who have something to say (a bounded amount each), hands the
//! requests to the room in one go, takes the log's new entries (its own included), and writes to
//! everybody it has something for, once. It never waits for a client or for another worker.

mod handing_out;
mod reading;
mod writing;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use tertulia_protocol::{Dialect, Limits};

use super::connection::{Connection, Newcomer};
use super::room::{Post, Shared, now};
use crate::ClientId;
use crate::request::Request;

/// The token of the waker; slab keys never get there.
pub(crate) const WAKE: Token = Token(usize::MAX);

/// The most that is read from one client in one turn.
const READ_PER_TURN: usize = 64 << 10;

/// The most that is read away in one turn from a client that has been told farewell.
const DISCARD_PER_TURN: usize = 1 << 20;

/// With so many requests at hand, the rest is read in the next turn: where no rate is limited, one
/// read can hold tens of thousands.
const REQUESTS_PER_TURN: usize = 4_096;

/// The most entries that are handed to clients before something is written.
const ENTRIES_PER_BATCH: usize = 1_024;

/// How long a worker waits before it looks whether the log has become short enough to read on.
const CONGESTION_PAUSE: Duration = Duration::from_millis(2);

/// One worker thread's state.
pub(crate) struct Worker {
    index: usize,
    shared: Arc<Shared>,
    poll: Poll,
    clients: Slab<Connection>,
    by_id: HashMap<ClientId, usize>,
    timers: BTreeSet<(Instant, usize)>,
    to_read: VecDeque<usize>,
    to_write: Vec<usize>,
    requests: Vec<(ClientId, Request)>,
    buffer: Box<[u8]>,
    /// What was decrypted of one read; stays empty where nobody is encrypted.
    plain: Vec<u8>,
    limits: Limits,
    /// How many entries of the log this worker has taken.
    cursor: u64,
    /// How many clients hear the room, in plain text and in the app dialect.
    listening: [usize; 2],
    tally: Tally,
    /// When every connection must be closed, once the server stops.
    stop_by: Option<Instant>,
}

/// What a worker has counted, closed connections included.
#[derive(Debug, Default)]
struct Tally {
    deliveries: u64,
    bytes_in: u64,
    bytes_out: u64,
}

impl Worker {
    pub(crate) fn new(index: usize, shared: Arc<Shared>, poll: Poll, limits: Limits) -> Self {
        Self {
            index,
            shared,
            poll,
            clients: Slab::new(),
            by_id: HashMap::new(),
            timers: BTreeSet::new(),
            to_read: VecDeque::new(),
            to_write: Vec::new(),
            requests: Vec::new(),
            buffer: vec![0; READ_PER_TURN].into_boxed_slice(),
            plain: Vec::new(),
            limits,
            cursor: 0,
            listening: [0; 2],
            tally: Tally::default(),
            stop_by: None,
        }
    }

    /// Serves until the server has said farewell and every connection is closed.
    pub(crate) fn run(mut self) {
        let mut events = Events::with_capacity(1_024);
        while self.stop_by.is_none() || !self.clients.is_empty() {
            self.wait(&mut events);
            for event in &events {
                if event.token() == WAKE {
                    continue;
                }
                let key = event.token().0;
                if event.is_writable()
                    && let Some(client) = self.clients.get_mut(key)
                {
                    client.blocked = false;
                    self.queue_write(key);
                }
                if event.is_readable() || event.is_error() || event.is_read_closed() {
                    if (event.is_error() || event.is_read_closed())
                        && let Some(client) = self.clients.get_mut(key)
                    {
                        client.read_to_end = true;
                    }
                    self.queue_read(key);
                }
            }
            self.turn();
        }
        self.shared.retire(self.index);
    }

    fn wait(&mut self, events: &mut Events) {
        let soonest = self
            .timers
            .first()
            .map(|(due, _)| due.saturating_duration_since(Instant::now()));
        let timeout = match (self.to_read.is_empty(), self.shared.is_congested()) {
            (true, _) => soonest,
            (false, true) => {
                Some(soonest.map_or(CONGESTION_PAUSE, |soonest| soonest.min(CONGESTION_PAUSE)))
            }
            (false, false) => Some(Duration::ZERO),
        };
        let may_sleep =
            timeout != Some(Duration::ZERO) && self.shared.fall_asleep(self.index, self.cursor);
        let timeout = if may_sleep {
            timeout
        } else {
            Some(Duration::ZERO)
        };
        if let Err(error) = self.poll.poll(events, timeout)
            && error.kind() != io::ErrorKind::Interrupted
        {
            tracing::error!(%error, "waiting for clients failed");
        }
        self.shared.woke_up(self.index);
    }

    fn turn(&mut self) {
        self.take_posts();
        self.keep_time();
        self.read_some();
        loop {
            self.settle();
            self.write_all();
            // Writing finds slow readers and broken connections, which are for the room to end.
            if self.requests.is_empty() {
                break;
            }
        }
    }

    /// Hands requests over and entries out until no request is left. What others add to the log
    /// meanwhile can wait for the next turn, so that a busy room never keeps a worker from reading.
    fn settle(&mut self) {
        loop {
            if !self.requests.is_empty() {
                let requests = std::mem::take(&mut self.requests);
                let now = now();
                self.shared.in_order(|room| {
                    for (client, request) in requests {
                        room.hub.handle_request(client, request, now);
                    }
                });
            }
            if self.shared.head() != self.cursor {
                let mut entries = Vec::new();
                self.shared
                    .take_entries(self.index, ENTRIES_PER_BATCH, &mut entries);
                self.cursor += entries.len() as u64;
                // A newcomer is posted before the first entry about it is appended.
                self.take_posts();
                self.hand_out(&entries);
            }
            if self.requests.is_empty() {
                return;
            }
        }
    }

    fn take_posts(&mut self) {
        for post in self.shared.workers[self.index].take() {
            match post {
                Post::Serve(newcomer) => self.serve(newcomer),
                Post::Count(counting) => {
                    let now = Instant::now();
                    let rows = self
                        .clients
                        .iter()
                        .map(|(_, client)| client.snapshot(now))
                        .collect();
                    counting.add(rows, |snapshot| {
                        snapshot.totals.connected += self.clients.len() as u64;
                        snapshot.totals.deliveries += self.tally.deliveries;
                        snapshot.totals.bytes_in += self.tally.bytes_in;
                        snapshot.totals.bytes_out += self.tally.bytes_out;
                    });
                }
            }
        }
    }

    fn serve(&mut self, newcomer: Newcomer) {
        let client = newcomer.client;
        let entry = self.clients.vacant_entry();
        let key = entry.key();
        let connection = entry.insert(Connection::new(newcomer));
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) =
            self.poll
                .registry()
                .register(&mut connection.stream, Token(key), interest)
        {
            connection.peer_closed = true;
            connection.broken = true;
            connection.session.handle_broken(error.to_string());
        }
        self.by_id.insert(client, key);
        self.collect(key);
    }
}

fn index(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Plain => 0,
        Dialect::App => 1,
    }
}

#[cfg(test)]
mod tests;
