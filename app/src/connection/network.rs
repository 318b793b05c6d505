//! The network thread: turns what the machine wants into lookups, sockets and waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{io, thread};

use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError};
use mio::{Events, Poll, Token, Waker};
use tertulia_protocol::Token as SessionToken;

use super::dialing::{self, ANSWER_WITHIN, Dialing, Found};
use super::known_servers::KnownServers;
use super::machine::{Action, Machine, MachineConfig};
use super::socket::{ReadOutcome, Socket};
use super::talk::TalkConfig;
use super::tls;
use super::trust::Privacy;
use super::{Change, Command, ConnectError, ConnectionConfig, ConnectionEvent, Keeper, Restored};

const WAKER: Token = Token(0);
/// Bytes read in one turn, before commands and writing have their turn.
const READ_TURN: usize = 64 * 1024;
/// At a dropped handle's goodbye, so many turns' bytes are read away at most.
const MAX_UNREAD_TURNS: usize = 64;
/// While the consumer of events is behind, it is tried again so often: a channel does not tell
/// when there is room.
const RETRY_DELIVERY: Duration = Duration::from_millis(20);
/// Commands make events too (a message is queued). With so many events waiting for the consumer,
/// commands are not taken any more either.
const MAX_PENDING_EVENTS: usize = 16 * 1024;

/// How the thread is connected with its handle.
pub(super) struct Wiring {
    pub(super) commands: Receiver<Command>,
    pub(super) events: Sender<ConnectionEvent>,
    pub(super) wake: Box<dyn Fn() + Send>,
    /// The handle was dropped.
    pub(super) stop: Arc<AtomicBool>,
    /// Where the session is kept, if anywhere.
    pub(super) keeper: Option<Box<dyn Keeper>>,
    /// Dropped when the thread ends, which tells whoever holds the other side.
    #[expect(dead_code, reason = "only its dropping matters")]
    pub(super) running: Sender<()>,
}

/// Starts the thread.
pub(super) fn start(
    config: ConnectionConfig,
    restored: Option<Restored>,
    wiring: Wiring,
) -> io::Result<(JoinHandle<()>, Arc<Waker>)> {
    let poll = Poll::new()?;
    let waker = Arc::new(Waker::new(poll.registry(), WAKER)?);
    let host = dialing::bare_host(&config.host).to_owned();
    let known_servers = config.known_servers.map(KnownServers::in_folder);
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).map_err(io::Error::other)?;
    let kept = wiring.keeper.as_ref().map(|keeper| keeper.kept().token.0);
    let secret = match kept {
        Some(secret) => secret,
        None => {
            let mut secret = [0; 16];
            getrandom::fill(&mut secret).map_err(io::Error::other)?;
            secret
        }
    };
    let machine = Machine::new(MachineConfig {
        talk: TalkConfig {
            name: config.name,
            client: config.client,
            token: SessionToken(secret),
            greeting: config.greeting,
            resume: config.resume,
            password: config.password,
            restored: restored.map(Box::new),
            keeping: wiring.keeper.is_some(),
        },
        foreign: config.foreign,
        privacy: config.privacy,
        seed: u64::from_ne_bytes(seed),
    });
    let network = Network {
        poll,
        waker: Arc::clone(&waker),
        machine,
        wiring,
        host,
        port: config.port,
        known_servers,
        tls: tls::config().map_err(io::Error::other)?,
        link: Link::None,
        last_token: WAKER,
        reached: Vec::new(),
        undelivered: None,
        keys_to_forget: config.privacy == Privacy::Anew,
    };
    let thread = thread::Builder::new()
        .name("tertulia-client".to_owned())
        .spawn(|| network.run())?;
    Ok((thread, waker))
}

/// The way to the server.
enum Link {
    None,
    LookingUp(Receiver<Found>),
    /// The socket is that of the address being tried.
    Dialing(Dialing, Socket),
    Open(Socket),
}

struct Network {
    poll: Poll,
    waker: Arc<Waker>,
    machine: Machine,
    wiring: Wiring,
    host: String,
    port: u16,
    known_servers: Option<KnownServers>,
    tls: Arc<rustls::ClientConfig>,
    link: Link,
    /// Every socket has a token of its own, so that nothing meant for an earlier one is believed.
    last_token: Token,
    /// Where the host was when it was last reached: tried when the lookup fails later.
    reached: Vec<std::net::SocketAddr>,
    /// The event for which there was no room.
    undelivered: Option<ConnectionEvent>,
    /// The keys that are known of the server are to be forgotten before it is met, which may have to
    /// wait for other windows.
    keys_to_forget: bool,
}

impl Network {
    fn run(mut self) {
        let mut events = Events::with_capacity(16);
        let mut buffer = vec![0; READ_TURN];
        loop {
            if self.wiring.stop.load(Ordering::Acquire) || !self.take_commands() {
                return self.say_goodbye();
            }
            self.check_lookup();
            self.check_overdue();
            // TLS begins before anything is read, or what a hasty server says in clear would be lost
            // instead of being its answer.
            self.act();
            // Reading comes first: what waits to be read is no silence, however late we are.
            self.read(&mut buffer);
            self.machine.handle_timeout(Instant::now());
            self.keep_again();
            self.act_and_write();
            self.keep();
            let delivered = self.deliver();
            if self.machine.has_ended() && delivered {
                return;
            }
            let timeout = self.timeout(delivered);
            if let Err(error) = self.poll.poll(&mut events, timeout)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "waiting for the network failed");
                return self.say_goodbye();
            }
            for event in &events {
                if event.token() == self.last_token {
                    self.handle_readiness(
                        event.is_readable() || event.is_read_closed() || event.is_error(),
                    );
                }
            }
        }
    }

    // -----------------------------------------------------------------------------------------
    // The user's side

    /// Takes commands in. Gives false when the handle is gone.
    fn take_commands(&mut self) -> bool {
        while self.machine.pending_events() < MAX_PENDING_EVENTS {
            match self.wiring.commands.try_recv() {
                Ok(command) => self.machine.handle_command(Instant::now(), command),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
        true
    }

    /// Keeps what changed, before anything that it tells of is sent or told.
    fn keep(&mut self) {
        let now = Instant::now();
        let changes = self.machine.poll_changes(now);
        self.keep_these(now, changes);
    }

    fn keep_these(&mut self, now: Instant, changes: Vec<Change>) {
        if let Some(keeper) = &mut self.wiring.keeper
            && !changes.is_empty()
            && let Some(news) = keeper.keep(now, changes)
        {
            self.machine.handle_keeping(news);
        }
    }

    /// Tries what could not be kept again, when it is time.
    fn keep_again(&mut self) {
        let now = Instant::now();
        if let Some(keeper) = &mut self.wiring.keeper
            && keeper.poll_timeout().is_some_and(|at| now >= at)
            && let Some(news) = keeper.handle_timeout(now)
        {
            self.machine.handle_keeping(news);
        }
    }

    /// Hands events over as far as there is room. Gives whether all are handed over.
    fn deliver(&mut self) -> bool {
        let mut queued = false;
        let mut delivered = true;
        while let Some(event) = self
            .undelivered
            .take()
            .or_else(|| self.machine.poll_event())
        {
            match self.wiring.events.try_send(event) {
                Ok(()) => queued = true,
                Err(TrySendError::Full(event)) => {
                    self.undelivered = Some(event);
                    delivered = false;
                    break;
                }
                // The handle is gone; the next turn notices.
                Err(TrySendError::Disconnected(_)) => {}
            }
        }
        if queued {
            (self.wiring.wake)();
        }
        delivered
    }

    /// The handle was dropped: one attempt to say goodbye, which must not take time.
    fn say_goodbye(mut self) {
        if self.wiring.keeper.is_some() {
            // What was given just before is to be kept, though it is not sent any more.
            self.take_commands();
        }
        self.machine.handle_dropped(Instant::now());
        let last = self.machine.poll_last_changes();
        self.keep_these(Instant::now(), last);
        if let Link::Open(socket) = &mut self.link
            && socket.flush()
        {
            self.machine.poll_transmit(Instant::now(), socket.out());
            socket.flush();
            socket.finish_sending();
            // Closing with unread bytes resets the connection, which could destroy our goodbye.
            let mut buffer = vec![0; READ_TURN];
            let _unread = (0..MAX_UNREAD_TURNS)
                .take_while(|_| matches!(socket.read(&mut buffer), ReadOutcome::Bytes(_)))
                .count();
        }
    }

    fn is_consumer_behind(&self) -> bool {
        self.undelivered.is_some() || self.machine.pending_events() > 0
    }

    // -----------------------------------------------------------------------------------------
    // The network's side

    /// How long to wait if nothing happens.
    fn timeout(&self, delivered: bool) -> Option<Duration> {
        let now = Instant::now();
        if let Link::Open(socket) = &self.link
            && socket.is_readable()
            && delivered
        {
            return Some(Duration::ZERO);
        }
        let dialing = match &self.link {
            Link::Dialing(dialing, _) => dialing.poll_timeout(),
            _ => None,
        };
        // What is due to be sent stays due while the socket takes nothing; being writable again is
        // what wakes us up then.
        let blocked = matches!(&self.link, Link::Open(socket) if socket.has_unwritten());
        let earliest = if blocked { now + RETRY_DELIVERY } else { now };
        let keeper = self.wiring.keeper.as_ref();
        let keeping = keeper.and_then(|keeper| keeper.poll_timeout());
        let retry = (!delivered).then_some(now + RETRY_DELIVERY);
        let deadline = self
            .machine
            .poll_timeout(now)
            .into_iter()
            .chain(dialing)
            .chain(retry)
            .chain(keeping)
            .min()?;
        Some(deadline.max(earliest).saturating_duration_since(now))
    }

    /// Reads one turn's worth, unless the consumer is behind: then the bytes wait in the operating
    /// system's buffers, and in the end the server waits.
    fn read(&mut self, buffer: &mut [u8]) {
        if self.is_consumer_behind() {
            return self.machine.handle_not_reading(Instant::now());
        }
        let Link::Open(socket) = &mut self.link else {
            return;
        };
        if !socket.is_readable() {
            return;
        }
        let outcome = socket.read(buffer);
        let now = Instant::now();
        match outcome {
            ReadOutcome::Bytes(count) => self.machine.handle_bytes(now, &buffer[..count]),
            ReadOutcome::Nothing => {}
            ReadOutcome::Closed(broken) => self.machine.handle_closed(now, broken),
            ReadOutcome::Proven(key) => self.machine.handle_proven(now, key),
            ReadOutcome::Banner => self.machine.handle_banner(now),
            ReadOutcome::TlsFailed(failure) => self.machine.handle_tls_failed(now, failure),
        }
    }

    /// Does what the machine wants and writes what it says, until it has nothing more.
    fn act_and_write(&mut self) {
        loop {
            self.act();
            // What the last turn put into the socket's buffer leaves only once it is kept.
            self.keep();
            let Link::Open(socket) = &mut self.link else {
                return;
            };
            if !socket.flush() {
                return;
            }
            self.machine.poll_transmit(Instant::now(), socket.out());
            let idle = socket.out().is_empty();
            if idle && !self.machine.has_actions() {
                return;
            }
        }
    }

    /// Does what the machine wants done outside.
    fn act(&mut self) {
        while let Some(action) = self.machine.poll_action() {
            match action {
                Action::Connect => self.connect(),
                Action::Close => self.link = Link::None,
                Action::FinishSending => {
                    if let Link::Open(socket) = &mut self.link {
                        socket.finish_sending();
                    }
                }
                Action::StartTls => self.start_tls(),
                Action::Trust { shown, beside } => {
                    let remembered = self.trust(shown, beside);
                    self.machine.handle_remembered(Instant::now(), &remembered);
                }
                Action::Remember => self.note_known(KnownServers::remember),
                Action::Forget => self.note_known(KnownServers::forget),
            }
        }
    }

    fn look_up(&mut self) {
        if let Some(address) = dialing::literal(&self.host, self.port) {
            return self.dial(Dialing::new([address]));
        }
        self.machine.handle_looking_up(&self.host);
        match dialing::look_up(self.host.clone(), self.port, Arc::clone(&self.waker)) {
            Ok(found) => self.link = Link::LookingUp(found),
            Err(error) => self.give_up(ConnectError::local(&error)),
        }
    }

    fn check_lookup(&mut self) {
        let Link::LookingUp(found) = &self.link else {
            return;
        };
        match found.try_recv() {
            Ok(Ok(addresses)) => self.dial(Dialing::new(addresses)),
            Ok(Err(_)) if !self.reached.is_empty() => self.dial(Dialing::new(self.reached.clone())),
            Ok(Err(error)) => self.give_up(error),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                let (host, detail) = (self.host.clone(), "the lookup broke off".to_owned());
                self.give_up(ConnectError::LookupFailed { host, detail });
            }
        }
    }

    /// Tries the next address, and the next, until one is not refused at once.
    fn dial(&mut self, mut dialing: Dialing) {
        loop {
            let address = match dialing.next(Instant::now()) {
                Ok(address) => address,
                Err(error) => return self.give_up(error),
            };
            self.machine.handle_trying(address);
            self.last_token = Token(self.last_token.0 + 1);
            match Socket::connect(self.poll.registry(), self.last_token, address) {
                Ok(socket) => {
                    self.link = Link::Dialing(dialing, socket);
                    return;
                }
                Err(error) => {
                    dialing.handle_failed(ConnectError::reaching(address, &error, ANSWER_WITHIN));
                }
            }
        }
    }

    fn check_overdue(&mut self) {
        if let Link::Dialing(dialing, _) = &self.link
            && let Some(address) = dialing.overdue(Instant::now())
        {
            self.dial_next(ConnectError::TimedOut {
                address,
                after: ANSWER_WITHIN,
            });
        }
    }

    /// The address being tried cannot be had.
    fn dial_next(&mut self, error: ConnectError) {
        if let Link::Dialing(mut dialing, _) = std::mem::replace(&mut self.link, Link::None) {
            dialing.handle_failed(error);
            self.dial(dialing);
        }
    }

    fn give_up(&mut self, error: ConnectError) {
        self.link = Link::None;
        self.machine.handle_not_connected(Instant::now(), error);
    }

    fn handle_readiness(&mut self, readable: bool) {
        match &mut self.link {
            Link::Open(socket) if readable => socket.note_readable(),
            Link::Dialing(..) => self.check_connected(),
            _ => {}
        }
    }

    fn check_connected(&mut self) {
        let Link::Dialing(dialing, socket) = &mut self.link else {
            return;
        };
        let Some(address) = dialing.current() else {
            return;
        };
        match socket.finish_connecting() {
            Ok(Some(local)) => {
                if let Link::Dialing(_, socket) = std::mem::replace(&mut self.link, Link::None) {
                    self.link = Link::Open(socket);
                }
                self.reached = vec![address];
                self.machine
                    .handle_connected(Instant::now(), address, local);
            }
            Ok(None) => {}
            Err(error) => self.dial_next(ConnectError::reaching(address, &error, ANSWER_WITHIN)),
        }
    }
}

mod trusting;
