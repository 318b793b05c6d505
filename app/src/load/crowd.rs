//! All simulated clients, in one readiness loop.
//!
//! The first clients send, the next ones listen, the last ones are slow: they join and never read.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};

use super::client::{Client, Read, Room, Stage};
use super::deliveries::{Deliveries, Delivery};
use super::dialect::{Heard, LoadDialect, SentAway};
use super::error::LoadError;
use super::plan::{LoadMode, Plan};
use super::securing::{self, Securing};
use super::stamp::Stamp;
use super::tally::Tally;

/// Slow clients may take so long to read what waited for them, …
const READING_UP: Duration = Duration::from_secs(5);
/// … and when nothing came for so long, nothing more waits: a server that has disconnected them
/// waits a second for its last words to be read.
const NOTHING_MORE: Duration = Duration::from_millis(1_200);

/// The simulated clients and their sockets.
pub(super) struct Crowd<'a> {
    plan: &'a Plan,
    address: SocketAddr,
    poll: Poll,
    events: Events,
    clients: Vec<Option<Client>>,
    /// Places without a client, to be filled.
    free: Vec<usize>,
    joining: usize,
    /// Whether anybody was welcomed. Until then the first client tries alone: a server that wants
    /// nobody says so once.
    has_welcomed: bool,
    /// Clients in the room.
    pub(super) present: usize,
    /// Clients that the server let go, or whose connection broke.
    pub(super) lost: usize,
    /// The first client that the server did not want.
    pub(super) turned_away: Option<TurnedAway>,
    room: Room,
    /// `None` when the connections go in clear.
    pub(super) securing: Option<Securing>,
    pub(super) ears: Ears,
    bytes: Vec<u8>,
    text: String,
}

/// A client that the server did not want.
#[derive(Debug, Clone)]
pub(super) struct TurnedAway {
    pub(super) client: usize,
    pub(super) was_in: bool,
    pub(super) words: Option<SentAway>,
}

/// What is heard, of whom, and how long it took.
pub(super) struct Ears {
    run: u16,
    began: Instant,
    pub(super) tally: Tally,
    pub(super) deliveries: Deliveries,
    /// Senders whose messages have all arrived.
    pub(super) arrived: Vec<usize>,
}

impl Ears {
    fn micros(&self, at: Instant) -> u64 {
        let since = at.saturating_duration_since(self.began).as_micros();
        u64::try_from(since).unwrap_or(u64::MAX)
    }

    fn said(&mut self, listener: usize, text: &[u8], now: u64) {
        let Some(stamp) = Stamp::read(text).filter(|stamp| stamp.run == self.run) else {
            return;
        };
        let sender = usize::from(stamp.sender);
        match self.deliveries.hear(listener, sender, stamp.number) {
            Delivery::Next => {}
            Delivery::After(missing) => self.tally.mistakes += u64::from(missing),
            Delivery::Unexpected => {
                self.tally.mistakes += 1;
                return;
            }
        }
        self.tally.deliveries += 1;
        let durations = &mut self.tally.durations;
        durations.record_micros(now.saturating_sub(stamp.micros));
        if self.deliveries.has_arrived(sender) {
            self.arrived.push(sender);
        }
    }
}

impl<'a> Crowd<'a> {
    /// Nobody yet.
    pub(super) fn new(plan: &'a Plan, address: SocketAddr, run: u16) -> Result<Self, LoadError> {
        let size = plan.connections();
        Ok(Self {
            plan,
            address,
            poll: Poll::new()?,
            events: Events::with_capacity(4_096),
            clients: (0..size).map(|_| None).collect(),
            free: (0..size).rev().collect(),
            joining: 0,
            has_welcomed: false,
            present: 0,
            lost: 0,
            turned_away: None,
            room: Room::new(),
            securing: Securing::new(plan.wire, address)?,
            ears: Ears {
                run,
                began: Instant::now(),
                tally: Tally::new(),
                deliveries: Deliveries::new(plan.senders + plan.clients, plan.senders),
                arrived: Vec::new(),
            },
            bytes: Vec::new(),
            text: String::new(),
        })
    }

    /// Lets clients come while there are places, but not too many at once.
    pub(super) fn admit(&mut self) -> Result<(), LoadError> {
        let at_once = if self.has_welcomed {
            self.plan.at_once
        } else {
            1
        };
        while self.joining < at_once
            && let Some(index) = self.free.pop()
        {
            let tls = self.securing.as_ref().map(Securing::begin).transpose()?;
            let registry = self.poll.registry();
            let client = Client::connect(self.address, tls, registry, Token(index));
            let client = client.map_err(|error| LoadError::connecting(self.address, &error))?;
            self.clients[index] = Some(client);
            self.joining += 1;
        }
        Ok(())
    }

    fn is_slow(&self, index: usize) -> bool {
        index >= self.plan.senders + self.plan.clients
    }

    /// Waits for at most `timeout` until something happens, and takes it in.
    pub(super) fn turn(&mut self, timeout: Duration) -> Result<(), LoadError> {
        let mut events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        let polled = self.poll.poll(&mut events, Some(timeout));
        let mut outcome = match polled {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                Err(LoadError::System(error))
            }
            _ => Ok(()),
        };
        for event in &events {
            let index = event.token().0;
            if outcome.is_ok() {
                outcome = self.attend(index, event.is_writable(), event.is_read_closed());
            }
        }
        self.events = events;
        outcome
    }

    fn attend(
        &mut self,
        index: usize,
        is_writable: bool,
        is_closed: bool,
    ) -> Result<(), LoadError> {
        let Some(client) = &mut self.clients[index] else {
            return Ok(());
        };
        if client.stage == Stage::Connecting {
            match client.finish_connecting() {
                Ok(false) => return Ok(()),
                Ok(true) if client.stage == Stage::Joining => {
                    if !self.introduce(index) {
                        return Ok(());
                    }
                }
                Ok(true) => {}
                Err(error) => return Err(LoadError::connecting(self.address, &error)),
            }
        } else if is_writable && client.flush().is_err() {
            self.lose(index);
            return Ok(());
        }
        self.read(index, is_closed)
    }

    /// A client says its name. Gives whether it is still there.
    fn introduce(&mut self, index: usize) -> bool {
        let Some(client) = &mut self.clients[index] else {
            return false;
        };
        client.stage = Stage::Joining;
        let name = format!("Load-{}-{}", std::process::id(), index + 1);
        let is_here = client.send(&self.plan.dialect.join(&name)).is_ok();
        if !is_here {
            self.lose(index);
        }
        is_here
    }

    fn read(&mut self, index: usize, to_the_end: bool) -> Result<(), LoadError> {
        let Some(client) = &mut self.clients[index] else {
            return Ok(());
        };
        let (ears, dialect) = (&mut self.ears, self.plan.dialect);
        let stage = client.stage;
        let mut answers = Vec::new();
        let read = client.read(&mut self.room, to_the_end, |client, bytes| {
            let now = ears.micros(Instant::now());
            ears.tally.bytes += bytes.len() as u64;
            client.take_lines(bytes, |client, line| {
                match client.understand(dialect, line) {
                    Heard::Said(text) => ears.said(index, text, now),
                    Heard::Confirmed => ears.tally.confirmations += 1,
                    Heard::Welcomed if client.stage == Stage::Joining => client.stage = Stage::In,
                    Heard::Wants(answer) => answers.extend(answer),
                    Heard::SentAway(words) => {
                        client.sent_away.get_or_insert(words);
                    }
                    Heard::Welcomed | Heard::Other => {}
                }
            });
        });
        let sent = answers.is_empty() || client.send(&answers).is_ok();
        let shown = client.shown.take();
        if stage == Stage::Joining && client.stage == Stage::In {
            self.welcome(index);
        }
        if let (Some(shown), Some(securing)) = (shown, &mut self.securing) {
            securing.judge(shown)?;
            self.introduce(index);
        }
        // Tertulia's refusals leave the connection open for another answer, which a simulated client has
        // not. Another server's may be harmless.
        let refused = self.plan.dialect != LoadDialect::Irc
            && self.clients[index]
                .as_ref()
                .is_some_and(|client| client.stage == Stage::Joining && client.sent_away.is_some());
        if !matches!(read, Read::Drained) || !sent || refused {
            self.lose(index);
        }
        let failure = match read {
            Read::Failed(failure) => securing::failure(failure, self.address),
            Read::Drained | Read::Closed => None,
        };
        failure.map_or(Ok(()), Err)
    }

    /// A client is in the room now.
    fn welcome(&mut self, index: usize) {
        self.joining -= 1;
        self.present += 1;
        self.has_welcomed = true;
        let is_slow = self.is_slow(index);
        let Some(client) = &mut self.clients[index] else {
            return;
        };
        if self.plan.mode == LoadMode::Churn {
            let took = client.began.elapsed().as_micros();
            let took = u64::try_from(took).unwrap_or(u64::MAX);
            self.ears.tally.durations.record_micros(took);
            client.stage = Stage::Leaving;
            if client.send(&self.plan.dialect.leave()).is_err() {
                self.lose(index);
            }
        } else if is_slow && client.stop_reading(self.poll.registry()).is_err() {
            self.lose(index);
        }
    }

    /// The connection has ended.
    fn lose(&mut self, index: usize) {
        let Some(client) = self.clients[index].take() else {
            return;
        };
        match client.stage {
            Stage::Connecting | Stage::Securing | Stage::Joining => self.joining -= 1,
            Stage::In | Stage::Leaving => self.present -= 1,
        }
        if client.stage == Stage::Leaving {
            self.ears.tally.visits += 1;
            if self.plan.mode == LoadMode::Churn {
                self.free.push(index);
            }
            return;
        }
        self.lost += 1;
        self.ears.deliveries.lose(index);
        self.turned_away.get_or_insert(TurnedAway {
            client: index + 1,
            was_in: client.stage == Stage::In,
            words: client.sent_away,
        });
        // Somebody's messages may have been waited for only there.
        for sender in 0..self.plan.senders {
            if self.ears.deliveries.has_arrived(sender) && !self.ears.arrived.contains(&sender) {
                self.ears.arrived.push(sender);
            }
        }
    }

    /// Whether a sender is still in the room.
    pub(super) fn has_sender(&self, sender: usize) -> bool {
        self.clients[sender].is_some()
    }

    /// `sender` sends `count` messages in one go, stamped with `at`.
    pub(super) fn say(&mut self, sender: usize, count: u32, at: Instant) {
        let Some(client) = &mut self.clients[sender] else {
            return;
        };
        let ears = &mut self.ears;
        let first = ears.deliveries.send(sender, count);
        ears.tally.messages += u64::from(count);
        self.bytes.clear();
        for number in first..first + count {
            let stamp = Stamp {
                run: ears.run,
                sender: u16::try_from(sender).unwrap_or(u16::MAX),
                number,
                micros: ears.micros(at),
            };
            self.text.clear();
            stamp.write(self.plan.chars, &mut self.text);
            self.plan.dialect.say(number, &self.text, &mut self.bytes);
        }
        if client.send(&self.bytes).is_err() {
            // The farewell that explains it may be there to be read.
            let _lost_either_way = self.read(sender, true);
            self.lose(sender);
        }
    }

    /// Lets the slow clients read at last, since only the end of what waits for them tells whether
    /// the server had disconnected them. Gives how many of them it had.
    pub(super) fn slow_cut_off(&mut self) -> usize {
        let (first, lost) = (self.plan.senders + self.plan.clients, self.lost);
        let here = |crowd: &Self| crowd.clients[first..].iter().flatten().count();
        for index in first..self.clients.len() {
            if let Some(client) = &mut self.clients[index]
                && client
                    .read_again(self.poll.registry(), Token(index))
                    .is_err()
            {
                self.lose(index);
            }
        }
        let deadline = Instant::now() + READING_UP;
        let (mut read, mut read_at) = (self.ears.tally.bytes, Instant::now());
        while here(self) > 0 && Instant::now() < deadline && read_at.elapsed() < NOTHING_MORE {
            if self.turn(Duration::from_millis(50)).is_err() {
                break;
            }
            if self.ears.tally.bytes > read {
                (read, read_at) = (self.ears.tally.bytes, Instant::now());
            }
        }
        self.lost = lost;
        self.plan.slow - here(self)
    }

    /// Everybody says goodbye; gives up on those who are still here after `patience`.
    pub(super) fn leave(&mut self, patience: Duration) {
        let goodbye = self.plan.dialect.leave();
        for index in 0..self.clients.len() {
            if let Some(client) = &mut self.clients[index]
                && matches!(client.stage, Stage::In | Stage::Joining)
            {
                if client.stage == Stage::Joining {
                    self.joining -= 1;
                    self.present += 1;
                }
                client.stage = Stage::Leaving;
                if client.send(&goodbye).is_err() || self.is_slow(index) {
                    self.lose(index);
                }
            }
        }
        self.free.clear();
        let deadline = Instant::now() + patience;
        while self.present > 0 && Instant::now() < deadline {
            if self.turn(Duration::from_millis(50)).is_err() {
                return;
            }
        }
    }
}
