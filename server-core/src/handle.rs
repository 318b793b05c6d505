//! Starting, steering and stopping a server.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use mio::{Poll, Waker};
use tertulia_protocol::{Fingerprint, Phrases, RunId, UnixMillis};

use crate::config::StartError;
use crate::event::EventKind;
use crate::hub::{Hub, HubConfig};
use crate::io::{
    EventSink, Inbox, Keeping, Listener, Shared, SkippedEvents, StorageThread, WAKE, Worker, bind,
    now, verify,
};
use crate::moderation::ModerationFile;
use crate::storage::{
    HistoryConfig, Keeper, OpenHistoryError, Restored, RoomMemory, SqliteStorage, Storage,
};
use crate::{Command, Config, Event, RunSecret, Snapshot};

/// How many commands may wait for the listener.
const COMMANDS: usize = 1_024;

/// The fewest and the most workers that are started when none are asked for.
const WORKERS: (usize, usize) = (2, 4);

/// Starts servers.
#[derive(Debug)]
pub struct Server;

impl Server {
    /// Binds, starts the listener and the workers, and accepts connections from now on.
    ///
    /// # Errors
    /// When it cannot listen at the address, or its history cannot be used. Nothing is left behind.
    pub fn start(config: Config) -> Result<ServerHandle, StartError> {
        start_with(config, |config, history, time| {
            let memory = RoomMemory::of(&config.caps, &config.timings);
            let (storage, restored) = SqliteStorage::open(history, memory, time)?;
            Ok((Box::new(storage), restored))
        })
    }
}

/// A storage, and what was kept in it before.
type Opened = (Box<dyn Storage>, Restored);

/// Starts a server, whose history (where it has one) is what `open` opens.
fn start_with(
    config: Config,
    open: impl FnOnce(&Config, &HistoryConfig, UnixMillis) -> Result<Opened, OpenHistoryError>,
) -> Result<ServerHandle, StartError> {
    if !config.clear_guests && config.identity.is_none() {
        return Err(StartError::NoIdentity);
    }
    let bind_address = config.bind;
    let socket = bind(bind_address, &config.caps)?;
    let explain = |source| StartError::Io {
        address: bind_address,
        source,
    };
    let address = socket.local_addr().map_err(explain)?;
    let (sink, events) = EventSink::new(config.caps.events);
    let (commands, commands_out) = crossbeam_channel::bounded(COMMANDS);

    let count = worker_count(config.workers);
    let polls: Vec<Poll> = (0..count)
        .map(|_| Poll::new())
        .collect::<Result<_, _>>()
        .map_err(explain)?;
    let inbox = |poll: &Poll| Waker::new(poll.registry(), WAKE).map(Inbox::new);
    let inboxes = polls
        .iter()
        .map(inbox)
        .collect::<Result<_, _>>()
        .map_err(explain)?;
    let poll = Poll::new().map_err(explain)?;
    let listener_waker = Waker::new(poll.registry(), WAKE).map_err(explain)?;

    let began = now();
    // Before the history: who has both in use is told what helps for both.
    let moderation = config.moderation.clone();
    let moderation = moderation.map(ModerationFile::open).transpose()?;
    let opened = match &config.history {
        Some(history) => Some(open(&config, history, began.unix)?),
        None => None,
    };
    let limits = config.limits;
    let hub_config = HubConfig {
        limits,
        phrases: Arc::new(Phrases::new(config.language)),
        welcome: config.welcome,
        exit_words: config.exit_words,
        timings: config.timings,
        caps: config.caps,
        run: match &opened {
            Some((_, restored)) => restored.run,
            None => RunId(random().map_err(explain)?),
        },
        clear_guests: config.clear_guests,
        keeps: opened.is_some(),
        exempt: config.exempt,
        password: config.password,
        secret: RunSecret(random_secret().map_err(explain)?),
    };
    let mut hub = Hub::new(hub_config.clone());
    let decided = moderation.as_ref().map(|file| file.load(hub_config.run));
    let decided = decided.transpose()?.unwrap_or_default();
    let mut storage = None;
    if let (Some((opened, restored)), Some(HistoryConfig { path, .. })) = (opened, config.history) {
        let keeper = Keeper::new(opened, &restored, &hub_config.caps);
        let latest = restored.latest_message;
        let awaited = hub.restore(restored, began);
        sink.report(Event {
            time: began.unix,
            kind: EventKind::HistoryOpened {
                path: path.clone(),
                latest,
                awaited,
            },
        });
        storage = Some((Arc::new(Keeping::new(path)), keeper));
    }
    hub.restore_moderation(decided);
    let keeping = storage.as_ref().map(|(keeping, _)| Arc::clone(keeping));
    let (shared, verifications) = Shared::new(
        hub,
        hub_config,
        config
            .identity
            .as_ref()
            .map(|identity| Arc::clone(identity.tls())),
        inboxes,
        listener_waker,
        sink.clone(),
        keeping,
    );
    let shared = Arc::new(shared);
    shared.set_flood(config.flood);
    let listener = Listener::new(Arc::clone(&shared), poll, socket, commands_out, moderation)
        .map_err(explain)?;
    sink.report(Event {
        time: now().unix,
        kind: EventKind::Listening(address),
    });

    let mut handle = ServerHandle {
        address,
        fingerprint: config.identity.map(|identity| identity.fingerprint()),
        commands: Some(Arc::new(commands)),
        events,
        sink,
        shared: Arc::clone(&shared),
        threads: Vec::new(),
        passwords: None,
        storage: None,
    };
    // Should a thread not start, dropping the handle stops those that did.
    if let Some((keeping, keeper)) = storage {
        let thread = StorageThread::new(Arc::clone(&shared), keeping, keeper);
        let thread = thread::Builder::new()
            .name("storage".to_owned())
            .spawn(|| thread.run());
        handle.storage = Some(thread.map_err(explain)?);
    }
    let thread = thread::Builder::new().name("passwords".to_owned()).spawn({
        let shared = Arc::clone(&shared);
        move || verify(&shared, &verifications)
    });
    handle.passwords = Some(thread.map_err(explain)?);
    for (index, poll) in polls.into_iter().enumerate() {
        let worker = Worker::new(index, Arc::clone(&shared), poll, limits);
        handle
            .spawn(&format!("worker-{index}"), || worker.run())
            .map_err(explain)?;
    }
    handle
        .spawn("listener", || listener.run())
        .map_err(explain)?;
    Ok(handle)
}

fn worker_count(asked: usize) -> usize {
    match asked {
        0 => {
            let cores = thread::available_parallelism().map_or(WORKERS.0, usize::from);
            cores.clamp(WORKERS.0, WORKERS.1)
        }
        count => count,
    }
}

fn random_secret() -> std::io::Result<[u8; 32]> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(std::io::Error::other)?;
    Ok(secret)
}

fn random() -> std::io::Result<u64> {
    getrandom::u64().map_err(std::io::Error::other)
}

/// A running server. Dropping the handle stops it like [`ServerHandle::stop`].
#[derive(Debug)]
pub struct ServerHandle {
    address: SocketAddr,
    fingerprint: Option<Fingerprint>,
    /// None once it has been told to stop.
    commands: Option<Arc<Sender<Command>>>,
    events: Receiver<Event>,
    sink: EventSink,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// The one that looks at passwords.
    passwords: Option<JoinHandle<()>>,
    /// With a history, the thread that keeps it. It ends last.
    storage: Option<JoinHandle<()>>,
}

/// The command could not be taken: the server has ended, or commands pile up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server does not take commands")]
pub struct NotTaken;

impl ServerHandle {
    /// Where it really listens (with port 0, the system's choice).
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its key looks like to people; none where it cannot encrypt.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// What happens, in order. Once the server has ended, the channel is disconnected behind
    /// [`EventKind::Stopped`] (which is dropped like any other event if nobody takes them).
    #[must_use]
    pub fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    /// Counts the events that were dropped because nobody took them in time.
    #[must_use]
    pub fn skipped_events(&self) -> SkippedEvents {
        self.sink.counter()
    }

    /// Hands a command to the server and returns at once.
    ///
    /// # Errors
    /// When the server has ended, or commands pile up.
    pub fn send(&self, command: Command) -> Result<(), NotTaken> {
        let commands = self.commands.as_ref().ok_or(NotTaken)?;
        commands.try_send(command).map_err(|_| NotTaken)?;
        self.shared.wake_listener();
        Ok(())
    }

    /// Counts everything now. `None` when the server did not answer within `timeout`.
    #[must_use]
    pub fn snapshot(&self, timeout: Duration) -> Option<Snapshot> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        self.send(Command::Snapshot(reply)).ok()?;
        answer.recv_timeout(timeout).ok()
    }

    /// Asks for snapshots from another thread.
    #[must_use]
    pub fn counter(&self) -> Counter {
        let commands = self.commands.as_ref().map(Arc::downgrade);
        Counter {
            commands: commands.unwrap_or_default(),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Says farewell to everybody, closes every connection within two seconds and joins every
    /// thread. The port is free when this returns. Remaining events can still be taken from a
    /// clone of [`ServerHandle::events`].
    pub fn stop(self) {
        // Dropping does it, so that a server cannot be leaked either.
        drop(self);
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run)?;
        self.threads.push(thread);
        Ok(())
    }
}

/// Asks a server for snapshots from any thread, without keeping it from ending.
#[derive(Debug, Clone)]
pub struct Counter {
    commands: Weak<Sender<Command>>,
    shared: Arc<Shared>,
}

impl Counter {
    /// Counts everything now. `None` within it when the server did not answer within `timeout`.
    ///
    /// # Errors
    /// When the server has ended, or commands pile up.
    pub fn snapshot(&self, timeout: Duration) -> Result<Option<Snapshot>, NotTaken> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        let commands = self.commands.upgrade().ok_or(NotTaken)?;
        let taken = commands.try_send(Command::Snapshot(reply));
        drop(commands);
        // Also when it was not taken: the handle may have been dropped meanwhile, and the listener
        // ends only when it finds that nobody can command it any more.
        self.shared.wake_listener();
        taken.map_err(|_| NotTaken)?;
        Ok(answer.recv_timeout(timeout).ok())
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        // The listener stops when nobody can command it any more.
        self.commands = None;
        self.shared.wake_listener();
        let join = |thread: JoinHandle<()>| {
            if thread.join().is_err() {
                tracing::error!("a server thread panicked");
            }
        };
        self.threads.drain(..).for_each(join);
        self.shared.verifier.close();
        self.passwords.take().map(join);
        // Nobody decides anything any more, so the history has everything once this ends.
        if let Some(keeping) = &self.shared.keeping {
            keeping.close();
        }
        self.storage.take().map(join);
        self.sink.report(Event {
            time: now().unix,
            kind: EventKind::Stopped,
        });
    }
}

#[cfg(test)]
mod tests;
