//! What the threads share: the room behind its one lock, the log, and ways to wake each other.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, Sender};
use mio::Waker;
use rustls::ServerConfig;
use tertulia_protocol::{Limits, Name, UnixMillis};

use super::connection::Newcomer;
use super::keeping::Keeping;
use super::log::Log;
use super::verifying::Verifier;
use crate::entry::Entry;
use crate::event::Event;
use crate::hub::{Hub, HubConfig};
use crate::moment::Moment;
use crate::password::Verification;
use crate::session::Rules;
use crate::snapshot::{ClientSnapshot, Snapshot};
use crate::{ClientId, FloodPolicy, PasswordHash};

/// Everything that the threads of one server share.
#[derive(Debug)]
pub(crate) struct Shared {
    room: Mutex<Room>,
    /// The log's head, so that a worker sees without the lock whether there is something new.
    head: AtomicU64,
    /// The log's length, so that a worker sees without the lock whether it must stop reading.
    log_len: AtomicUsize,
    pub(super) workers: Vec<Inbox>,
    /// Wakes the listener, which also looks after the room's deadlines.
    listener: Waker,
    /// What the server was started with. The limits in force are the room's.
    pub(super) config: HubConfig,
    /// For those who connect encrypted; none where TLS is not served.
    pub(super) tls: Option<Arc<ServerConfig>>,
    pub(super) started: Instant,
    pub(super) events: EventSink,
    /// When the server was told to stop, since when the time for that is counted, also while the last
    /// things are kept.
    stopping: OnceLock<Instant>,
    /// With a history: what waits to be kept before it comes into the log.
    pub(crate) keeping: Option<Arc<Keeping>>,
    /// Whether those who write too fast are slowed down rather than disconnected.
    slows: AtomicBool,
    /// Whether newcomers are asked for a password. The room knows which.
    asks_password: AtomicBool,
    pub(crate) verifier: Verifier,
}

/// Where events go: a bounded channel that nobody ever waits for.
#[derive(Debug, Clone)]
pub(crate) struct EventSink {
    sender: Sender<Event>,
    skipped: Arc<AtomicU64>,
}

impl EventSink {
    /// A sink for at most `most` waiting events, and the other end of it.
    pub(crate) fn new(most: usize) -> (Self, Receiver<Event>) {
        let (sender, receiver) = crossbeam_channel::bounded(most.max(1));
        (
            Self {
                sender,
                skipped: Arc::default(),
            },
            receiver,
        )
    }

    /// Tells the operator; what cannot be taken is dropped and counted.
    pub(crate) fn report(&self, event: Event) {
        if self.sender.try_send(event).is_err() {
            self.skipped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many events were dropped so far.
    pub(crate) fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }

    /// The counter itself, for whoever words the log.
    pub(crate) fn counter(&self) -> SkippedEvents {
        SkippedEvents(Arc::clone(&self.skipped))
    }
}

/// Counts the events that were dropped because nobody took them in time. It still counts after the
/// server has ended, for the last lines of a log.
#[derive(Debug, Clone)]
pub struct SkippedEvents(Arc<AtomicU64>);

impl SkippedEvents {
    /// How many so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The room and its log: one value, so that one lock keeps one order.
#[derive(Debug)]
pub(crate) struct Room {
    pub(super) hub: Hub,
    log: Log,
    /// For when the listener has set its alarm.
    alarm: Option<Instant>,
}

/// What other threads leave for one worker, and how they wake it.
#[derive(Debug)]
pub(crate) struct Inbox {
    posts: Mutex<Vec<Post>>,
    waker: Waker,
    /// Whether the worker waits for events, so that it must be woken.
    asleep: AtomicBool,
}

/// Something that the listener leaves for a worker.
#[derive(Debug)]
pub(super) enum Post {
    /// A connection to look after from now on.
    Serve(Newcomer),
    /// Count your clients.
    Count(Arc<Counting>),
}

/// A snapshot in the making. Whoever adds the last part sends it.
#[derive(Debug)]
pub(super) struct Counting {
    pub(super) parts: Mutex<(Snapshot, usize)>,
    /// The names of those in the room, and how many messages they sent.
    pub(super) census: HashMap<ClientId, (Name, u64)>,
    pub(super) reply: Sender<Snapshot>,
}

impl Counting {
    /// A worker's part: its clients, and what it counted.
    pub(super) fn add(&self, clients: Vec<ClientSnapshot>, count: impl FnOnce(&mut Snapshot)) {
        let mut parts = lock(&self.parts);
        let (snapshot, missing) = &mut *parts;
        snapshot.clients.extend(clients);
        count(snapshot);
        *missing -= 1;
        if *missing == 0 {
            let mut snapshot = std::mem::take(snapshot);
            for client in &mut snapshot.clients {
                if let Some((name, messages)) = self.census.get(&client.client) {
                    client.name = Some(name.clone());
                    client.messages = *messages;
                }
            }
            snapshot.clients.sort_by_key(|client| client.client);
            // Whoever asked may have gone away meanwhile.
            let _ = self.reply.try_send(snapshot);
        }
    }
}

impl Inbox {
    pub(crate) fn new(waker: Waker) -> Self {
        Self {
            posts: Mutex::new(Vec::new()),
            waker,
            asleep: AtomicBool::new(false),
        }
    }

    pub(super) fn post(&self, post: Post) {
        lock(&self.posts).push(post);
        self.wake();
    }

    pub(super) fn take(&self) -> Vec<Post> {
        std::mem::take(&mut *lock(&self.posts))
    }

    fn has_post(&self) -> bool {
        !lock(&self.posts).is_empty()
    }

    /// Wakes the worker, with a system call only where it sleeps.
    fn wake(&self) {
        if self.asleep.swap(false, Ordering::SeqCst)
            && let Err(error) = self.waker.wake()
        {
            tracing::error!(%error, "a worker cannot be woken");
        }
    }
}

impl Shared {
    /// And where the passwords come out that are to be looked at.
    pub(crate) fn new(
        hub: Hub,
        config: HubConfig,
        tls: Option<Arc<ServerConfig>>,
        workers: Vec<Inbox>,
        listener: Waker,
        events: EventSink,
        keeping: Option<Arc<Keeping>>,
    ) -> (Self, Receiver<Verification>) {
        let asks_password = AtomicBool::new(hub.asks_password());
        let log = Log::new(workers.len());
        let (verifier, verifications) = Verifier::new();
        let shared = Self {
            room: Mutex::new(Room {
                hub,
                log,
                alarm: None,
            }),
            head: AtomicU64::new(0),
            log_len: AtomicUsize::new(0),
            workers,
            listener,
            config,
            tls,
            started: Instant::now(),
            events,
            stopping: OnceLock::new(),
            keeping,
            slows: AtomicBool::new(false),
            asks_password,
            verifier,
        };
        (shared, verifications)
    }

    /// Says farewell to everybody.
    pub(super) fn close(&self) {
        let now = now();
        self.stopping.get_or_init(|| now.instant);
        self.in_order(|room| room.hub.handle_closing(now));
    }

    /// When every connection must be closed, for a worker that was just told to say farewell.
    pub(super) fn stop_by(&self) -> Instant {
        let since = self.stopping.get().copied();
        since.unwrap_or_else(Instant::now) + self.config.timings.stop
    }

    /// What holds for sessions under these limits.
    pub(super) fn rules(&self, limits: Limits) -> Rules<'_> {
        Rules {
            limits,
            phrases: &self.config.phrases,
            exit_words: &self.config.exit_words,
            timings: &self.config.timings,
            caps: &self.config.caps,
            flood: self.flood(),
            asks_password: self.asks_password.load(Ordering::Relaxed),
            clear_guests: self.config.clear_guests,
        }
    }

    /// Sets what newcomers are asked for.
    pub(super) fn set_password(&self, password: Option<PasswordHash>) {
        let asks = password.is_some();
        self.in_order(|room| {
            room.hub.handle_password(password, now());
            self.asks_password.store(asks, Ordering::Relaxed);
        });
    }

    /// What becomes of those who write too fast.
    pub(super) fn flood(&self) -> FloodPolicy {
        match self.slows.load(Ordering::Relaxed) {
            true => FloodPolicy::Slow,
            false => FloodPolicy::Disconnect,
        }
    }

    pub(crate) fn set_flood(&self, flood: FloodPolicy) {
        self.slows
            .store(flood == FloodPolicy::Slow, Ordering::Relaxed);
    }

    /// Lets the room do something, publishes what came of it (with a history: once it is kept),
    /// and wakes whoever must know.
    pub(super) fn in_order(&self, act: impl FnOnce(&mut Room)) {
        let mut room = lock(&self.room);
        act(&mut room);
        let appended = match &self.keeping {
            None => self.publish(&mut room),
            Some(keeping) => {
                keeping.push(room.hub.poll_turn());
                false
            }
        };
        let verification = room.hub.poll_verification();
        let alarm = room.hub.poll_timeout();
        let earlier = alarm.is_some_and(|due| room.alarm.is_none_or(|set| due < set));
        if earlier {
            room.alarm = alarm;
        }
        drop(room);
        if let Some(verification) = verification {
            self.verifier.look_at(verification);
        }
        if appended {
            self.workers.iter().for_each(Inbox::wake);
        }
        if earlier {
            self.wake_listener();
        }
    }

    pub(crate) fn wake_listener(&self) {
        if let Err(error) = self.listener.wake() {
            tracing::error!(%error, "the listener cannot be woken");
        }
    }

    /// Lets the room do what is due, and returns when it wants to be asked again.
    pub(super) fn in_time(&self, now: Moment) -> Option<Instant> {
        self.in_order(|room| {
            room.hub.handle_timeout(now);
            // The listener is awake and sets its alarm to what this returns.
            room.alarm = room.hub.poll_timeout();
        });
        lock(&self.room).alarm
    }

    /// Lets the room learn something that comes to nothing to be told.
    pub(super) fn in_room<T>(&self, act: impl FnOnce(&mut Hub) -> T) -> T {
        act(&mut lock(&self.room).hub)
    }

    fn publish(&self, room: &mut Room) -> bool {
        for event in room.hub.poll_events() {
            self.events.report(event);
        }
        let Room { hub, log, .. } = room;
        self.append_to(log, hub.poll_entries())
    }

    /// Appends what was kept, and wakes the workers.
    pub(super) fn append(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        self.append_to(&mut lock(&self.room).log, entries);
        self.workers.iter().for_each(Inbox::wake);
    }

    /// Says whether there was anything to append.
    fn append_to(&self, log: &mut Log, entries: impl IntoIterator<Item = Entry>) -> bool {
        let before = log.head();
        for entry in entries {
            log.append(entry);
        }
        let head = log.head();
        self.log_len.store(log.len(), Ordering::Relaxed);
        self.head.store(head, Ordering::SeqCst);
        head != before
    }

    /// Gives a worker its next entries.
    pub(super) fn take_entries(&self, worker: usize, most: usize, into: &mut Vec<Arc<Entry>>) {
        let mut room = lock(&self.room);
        room.log.take(worker, most, into);
        self.log_len.store(room.log.len(), Ordering::Relaxed);
    }

    pub(super) fn retire(&self, worker: usize) {
        let mut room = lock(&self.room);
        room.log.retire(worker);
        self.log_len.store(room.log.len(), Ordering::Relaxed);
    }

    pub(super) fn head(&self) -> u64 {
        self.head.load(Ordering::SeqCst)
    }

    /// Whether the slowest worker, or the history, is so far behind that nobody may add to it by
    /// reading.
    pub(super) fn is_congested(&self) -> bool {
        let unkept = self.keeping.as_ref().map_or(0, |keeping| keeping.len());
        self.log_len.load(Ordering::Relaxed) + unkept > self.config.caps.log_entries
    }

    /// Announces that a worker is about to wait. False when something came in the meantime, and it
    /// must not.
    pub(super) fn fall_asleep(&self, worker: usize, cursor: u64) -> bool {
        let inbox = &self.workers[worker];
        inbox.asleep.store(true, Ordering::SeqCst);
        let nothing_new = self.head() == cursor && !inbox.has_post();
        if !nothing_new {
            inbox.asleep.store(false, Ordering::SeqCst);
        }
        nothing_new
    }

    pub(super) fn woke_up(&self, worker: usize) {
        self.workers[worker].asleep.store(false, Ordering::SeqCst);
    }
}

/// The time now, on both clocks. Here, at the border, is the only place that asks for it.
pub(crate) fn now() -> Moment {
    let unix = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let millis = u64::try_from(unix.as_millis()).unwrap_or(u64::MAX);
    Moment {
        instant: Instant::now(),
        unix: UnixMillis(millis),
    }
}

/// A thread that panicked while it held a lock has left a value that is whole: every change under
/// these locks is made by code that does not panic half-way. Serving on beats stopping everybody.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
