//! A whole server in memory, under virtual time, for tests: sessions, the room, and what each
//! client has read. What the threads do with sockets, this does with strings, until all is quiet.

// Fuzzing needs a part of it only; in tests a panic says what is wrong.
#![cfg_attr(fuzzing, allow(dead_code))]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use ipnet::IpNet;
use tertulia_protocol::{
    Dialect, ExitWords, Language, Limits, Phrases, RunId, ServerMessage, UnixMillis,
};

use crate::entry::{Audience, Body, Entry, LastWords};
use crate::storage::{Disk, Keeper};
use crate::{
    Caps, ClientId, Config, Event, FloodPolicy, Hub, HubConfig, Moment, PasswordHash, Rules,
    RunSecret, Session, Timings, Turn, Verification,
};

/// Reading them from their files takes longer than a whole conversation.
pub(crate) static PHRASES: LazyLock<Arc<Phrases>> =
    LazyLock::new(|| Arc::new(Phrases::new(Language::En)));

/// So many times in a row something may be due at the same moment; more would be an endless loop.
const MOST_AT_ONCE: usize = 100;

pub(crate) struct Simulation {
    pub(crate) hub: Hub,
    /// With a history: what keeps it, and what waits for that.
    keeping: Option<Keeping>,
    pub(crate) now: Moment,
    clients: BTreeMap<ClientId, Client>,
    ground: Ground,
    last_id: u64,
    /// Whether passwords wait until [`Simulation::verify`].
    verifies_later: bool,
    verification: Option<Verification>,
    pub(crate) events: Vec<Event>,
}

/// What the storage thread does, one commit at a time.
struct Keeping {
    keeper: Keeper,
    disk: Disk,
    waiting: Turn,
    /// Whether what is decided waits until [`Simulation::commit`].
    held: bool,
}

/// What holds for every session.
struct Ground {
    clear_guests: bool,
    limits: Limits,
    phrases: Arc<Phrases>,
    exit_words: ExitWords,
    timings: Timings,
    caps: Caps,
    flood: FloodPolicy,
    exempt: Vec<IpNet>,
    asks_password: bool,
}

impl Ground {
    fn room(&self, keeps: bool) -> Hub {
        Hub::new(HubConfig {
            limits: self.limits,
            phrases: self.phrases.clone(),
            welcome: None,
            exit_words: self.exit_words.clone(),
            timings: self.timings,
            caps: self.caps,
            run: RunId(7),
            clear_guests: self.clear_guests,
            keeps,
            exempt: self.exempt.clone(),
            password: None,
            secret: RunSecret([7; 32]),
        })
    }

    fn rules(&self) -> Rules<'_> {
        Rules {
            limits: self.limits,
            phrases: &self.phrases,
            exit_words: &self.exit_words,
            timings: &self.timings,
            caps: &self.caps,
            flood: self.flood,
            asks_password: self.asks_password,
            clear_guests: self.clear_guests,
        }
    }
}

struct Client {
    session: Session,
    read: String,
    /// Hears the room: from its welcome to its farewell.
    listening: bool,
    ended: bool,
}

impl Simulation {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default(), Timings::default(), Caps::default())
    }

    pub(crate) fn with(limits: Limits, timings: Timings, caps: Caps) -> Self {
        let phrases = Arc::clone(&PHRASES);
        let exit_words = ExitWords::default();
        let now = Moment {
            instant: Instant::now(),
            unix: UnixMillis(1_000_000),
        };
        let ground = Ground {
            clear_guests: true,
            limits,
            phrases,
            exit_words,
            timings,
            caps,
            flood: FloodPolicy::Disconnect,
            exempt: Config::default().exempt,
            asks_password: false,
        };
        Self {
            hub: ground.room(false),
            keeping: None,
            now,
            clients: BTreeMap::new(),
            ground,
            last_id: 0,
            verifies_later: false,
            verification: None,
            events: Vec::new(),
        }
    }

    /// Where newcomers are asked for a password, from now on.
    pub(crate) fn set_password(&mut self, password: Option<&str>) {
        self.set_hash(password.map(PasswordHash::cheap));
    }

    pub(crate) fn set_hash(&mut self, hash: Option<PasswordHash>) {
        self.ground.asks_password = hash.is_some();
        self.room(|hub, now| hub.handle_password(hash, now));
    }

    /// Whether passwords are looked at only when [`Simulation::verify`] is called.
    pub(crate) fn verify_later(&mut self, later: bool) {
        self.verifies_later = later;
        self.drive();
    }

    /// Looks at the next password. Says whether there was one.
    pub(crate) fn verify(&mut self) -> bool {
        let verification = self.verification.take();
        let verified = verification.map(Verification::carry_out);
        let was_one = verified.is_some();
        if let Some(verified) = verified {
            self.hub.handle_verified(verified, self.now);
        }
        self.drive();
        was_one
    }

    /// Where nobody in clear gets a name.
    pub(crate) fn encrypted_only() -> Self {
        let mut server = Self::new();
        server.ground.clear_guests = false;
        server.hub = server.ground.room(false);
        server
    }

    /// With a history on that disk, as if the server had just been started. What is decided is kept
    /// at once.
    pub(crate) fn on(disk: &Disk, limits: Limits, caps: Caps) -> Self {
        let mut server = Self::with(limits, Timings::default(), caps);
        server.open(disk.clone());
        server
    }

    /// Counts every address, also the server's own.
    pub(crate) fn guarded(caps: Caps) -> Self {
        let mut server = Self::with(Limits::default(), Timings::default(), caps);
        server.ground.exempt.clear();
        server.hub = server.ground.room(false);
        server
    }

    /// What becomes of those who write too fast, from now on.
    pub(crate) fn set_flood(&mut self, flood: FloodPolicy) {
        self.ground.flood = flood;
    }

    /// Whether this client may be handed more bytes.
    pub(crate) fn wants_input(&self, client: ClientId) -> bool {
        self.clients[&client].session.wants_input()
    }

    fn open(&mut self, disk: Disk) {
        let restored = disk.restored(self.ground.caps.history);
        let keeper = Keeper::new(Box::new(disk.clone()), &restored, &self.ground.caps);
        self.hub = self.ground.room(true);
        self.hub.restore(restored, self.now);
        self.keeping = Some(Keeping {
            keeper,
            disk,
            waiting: Turn::default(),
            held: false,
        });
    }

    /// The server is killed and started again: what was not kept is gone, and so is every
    /// connection.
    pub(crate) fn restart(&mut self) {
        let keeping = self.keeping.take().expect("a server with a history");
        for client in self.clients.values_mut() {
            client.ended = true;
            client.session.handle_farewell();
        }
        let held = keeping.held;
        self.open(keeping.disk);
        self.hold(held);
    }

    /// Whether what is decided from now on waits for [`Simulation::commit`].
    pub(crate) fn hold(&mut self, held: bool) {
        self.keeping.as_mut().expect("a server with a history").held = held;
        self.drive();
    }

    /// Keeps (or fails to keep) what waits, in one commit, and tells what may be told of it.
    pub(crate) fn commit(&mut self) {
        self.commit_while(|_| {});
    }

    /// The same; `meanwhile` happens before the room has learned what became of the commit.
    pub(crate) fn commit_while(&mut self, meanwhile: impl FnOnce(&mut Self)) {
        let keeping = self.keeping.as_mut().expect("a server with a history");
        let mut turn = std::mem::take(&mut keeping.waiting);
        let held = std::mem::replace(&mut keeping.held, true);
        let outcome = keeping.keeper.commit(&mut turn);
        meanwhile(self);
        let keeping = self.keeping.as_mut().expect("a server with a history");
        if let Err(lost) = outcome {
            let sentence = self.hub.handle_not_kept(&lost);
            keeping.waiting.withhold(&lost, &sentence);
            keeping
                .keeper
                .give_up(&mut turn, &lost, &sentence, self.now.unix);
        }
        let (phrases, caps) = (&self.ground.phrases, &self.ground.caps);
        let published = keeping
            .keeper
            .publish(&mut turn, phrases, caps, self.now.unix);
        keeping.held = held;
        self.events.extend(published.events);
        for entry in published.entries {
            self.apply(&entry);
        }
        self.drive();
    }

    /// What the storage thread does while nothing can be kept.
    pub(crate) fn probe(&mut self) {
        let keeping = self.keeping.as_mut().expect("a server with a history");
        keeping.keeper.probe();
        self.commit();
    }

    pub(crate) fn connect(&mut self) -> ClientId {
        self.connect_from(IpAddr::from([127, 0, 0, 1]))
    }

    pub(crate) fn connect_from(&mut self, ip: IpAddr) -> ClientId {
        self.last_id += 1;
        let client = ClientId(self.last_id);
        let port = 50_000 + u16::try_from(self.last_id).unwrap();
        let address = SocketAddr::from((ip, port));
        let session = Session::new(self.now.instant);
        self.clients.insert(
            client,
            Client {
                session,
                read: String::new(),
                listening: false,
                ended: false,
            },
        );
        if !self.hub.handle_connected(client, address, self.now) {
            let turned_away = self.clients.get_mut(&client).unwrap();
            turned_away.ended = true;
            turned_away.session.handle_farewell();
        }
        self.drive();
        client
    }

    /// Connects, and everything is encrypted from now on. The room has to be told so.
    pub(crate) fn connect_encrypted(&mut self) -> ClientId {
        let client = self.connect();
        let session = Session::encrypted(self.now.instant);
        self.clients.get_mut(&client).unwrap().session = session;
        client
    }

    /// Connects and is named, in plain text.
    pub(crate) fn join(&mut self, name: &str) -> ClientId {
        let client = self.connect();
        self.send(client, format!("{name}\n"));
        assert!(self.read(client).starts_with(&format!("Welcome, {name}.")));
        client
    }

    /// Connects and is welcomed, in the app dialect.
    pub(crate) fn join_app(&mut self, hello: &str) -> (ClientId, String) {
        let client = self.connect();
        self.send(client, format!("{hello}\n"));
        let read = self.read(client);
        assert!(read.starts_with(r#"{"type":"welcome""#), "{read}");
        (client, read)
    }

    /// Bytes arrive in one read.
    pub(crate) fn send(&mut self, client: ClientId, text: impl AsRef<[u8]>) {
        let rules = self.ground.rules();
        let found = self.clients.get_mut(&client).unwrap();
        found
            .session
            .handle_read(text.as_ref(), &rules, self.now.instant);
        self.drive();
    }

    /// The stream ends without the peer's word for it.
    pub(crate) fn cut(&mut self, client: ClientId) {
        self.happen(client, Session::handle_cut);
    }

    /// The peer closes its side.
    pub(crate) fn close(&mut self, client: ClientId) {
        self.happen(client, Session::handle_end_of_stream);
    }

    /// Something happens to a connection.
    pub(crate) fn happen(&mut self, client: ClientId, what: impl FnOnce(&mut Session, &Rules<'_>)) {
        let rules = self.ground.rules();
        what(&mut self.clients.get_mut(&client).unwrap().session, &rules);
        self.drive();
    }

    /// One connection's own state.
    pub(crate) fn session(&self, client: ClientId) -> &Session {
        &self.clients[&client].session
    }

    /// What holds for every session.
    pub(crate) fn rules(&self) -> Rules<'_> {
        self.ground.rules()
    }

    /// Does something in the room.
    pub(crate) fn room(&mut self, act: impl FnOnce(&mut Hub, Moment)) {
        act(&mut self.hub, self.now);
        self.drive();
    }

    /// What the client was sent since it was last asked.
    pub(crate) fn read(&mut self, client: ClientId) -> String {
        std::mem::take(&mut self.clients.get_mut(&client).unwrap().read)
    }

    pub(crate) fn is_ended(&self, client: ClientId) -> bool {
        self.clients[&client].ended
    }

    /// Lets time pass, stopping at every deadline on the way.
    pub(crate) fn pass(&mut self, span: Duration) {
        let until = self.now.later(span);
        let mut at_once = 0;
        loop {
            let rules = self.ground.rules();
            let due = self
                .clients
                .values()
                .filter_map(|client| client.session.poll_timeout(&rules));
            let due = due
                .chain(self.hub.poll_timeout())
                .min()
                .filter(|due| *due <= until.instant);
            let Some(due) = due else {
                self.now = until;
                return;
            };
            at_once = if due > self.now.instant {
                0
            } else {
                at_once + 1
            };
            assert!(at_once < MOST_AT_ONCE, "a deadline that does not pass");
            self.now = self
                .now
                .later(due.saturating_duration_since(self.now.instant));
            for client in self.clients.values_mut() {
                client.session.handle_timeout(&rules, self.now.instant);
            }
            self.hub.handle_timeout(self.now);
            self.drive();
        }
    }

    /// Carries requests to the room and entries to the clients until nothing moves.
    fn drive(&mut self) {
        loop {
            let mut moved = false;
            if let Some(verification) = self.hub.poll_verification() {
                assert!(self.verification.is_none(), "one at a time");
                self.verification = Some(verification);
            }
            if !self.verifies_later
                && let Some(verification) = self.verification.take()
            {
                let verified = verification.carry_out();
                self.hub.handle_verified(verified, self.now);
                moved = true;
            }
            let rules = self.ground.rules();
            for (id, client) in &mut self.clients {
                if let Some(bytes) = client.session.poll_transmit(&rules) {
                    assert!(!client.ended, "a prompt after the end");
                    client.read.push_str(std::str::from_utf8(&bytes).unwrap());
                }
                while let Some(request) = client.session.poll_request() {
                    assert!(!client.ended, "{request:?} after the end");
                    self.hub.handle_request(*id, request, self.now);
                    moved = true;
                }
            }
            if let Some(keeping) = &mut self.keeping {
                keeping.waiting.append(self.hub.poll_turn());
                if !keeping.held && !keeping.waiting.is_empty() {
                    // Which drives on.
                    return self.commit();
                }
            } else {
                let entries: Vec<Entry> = self.hub.poll_entries().collect();
                self.events.extend(self.hub.poll_events());
                moved |= !entries.is_empty();
                for entry in entries {
                    self.apply(&entry);
                }
            }
            if !moved {
                return;
            }
        }
    }

    fn apply(&mut self, entry: &Entry) {
        if let Body::Tell(told) = &entry.body
            && let ServerMessage::Limits(limits) = told.message()
        {
            self.ground.limits = *limits;
        }
        let rules = self.ground.rules();
        for (id, client) in &mut self.clients {
            let concerned = match &entry.audience {
                Audience::Room { except } => client.listening && *except != Some(*id),
                Audience::One(one) => one == id,
                Audience::Some(some) => some.contains(id),
                Audience::Everyone => true,
            };
            if !concerned || client.ended {
                continue;
            }
            let dialect = client.session.dialect().unwrap_or(Dialect::Plain);
            let mut sent: Vec<u8> = Vec::new();
            match &entry.body {
                Body::Tell(told) => {
                    if client.session.handle_told(told.message(), &rules) {
                        sent.extend(told.bytes(dialect, &self.ground.phrases));
                    }
                }
                Body::Answer(bytes) => sent.extend_from_slice(bytes),
                Body::Read(_) => unreachable!("read before it is told"),
                Body::Welcome { welcome, missed } => {
                    client.session.handle_told(welcome.message(), &rules);
                    client.listening = true;
                    sent.extend(welcome.bytes(dialect, &self.ground.phrases));
                    missed
                        .iter()
                        .for_each(|told| sent.extend(told.bytes(dialect, &self.ground.phrases)));
                }
                Body::Farewell(farewell) => {
                    client.session.handle_farewell();
                    client.ended = true;
                    client.listening = false;
                    match &farewell.last_words {
                        LastWords::None => {}
                        LastWords::Message(told) => {
                            sent.extend(told.bytes(dialect, &self.ground.phrases));
                        }
                        LastWords::Raw(bytes) => sent.extend_from_slice(bytes),
                    }
                }
            }
            client.read.push_str(std::str::from_utf8(&sent).unwrap());
        }
    }
}
