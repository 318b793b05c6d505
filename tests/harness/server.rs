//! A server for one test.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;
use std::time::Instant;

use crossbeam_channel::Receiver;
use tertulia_protocol::Dialect;
use tertulia_server_core::{
    ClientId, ClientSnapshot, Command, Config, EndReason, Event, EventKind, Identity, Recipients,
    Server, ServerHandle, Snapshot,
};

use crate::{AppClient, Guest, PATIENCE, PlainClient};

/// A server on a port of the system's choice. Dropping it stops it; when its test fails, it shows
/// what it logged.
#[derive(Debug)]
pub struct TestServer {
    handle: Option<ServerHandle>,
    address: SocketAddr,
    events: Receiver<Event>,
    /// What was taken from `events` so far.
    log: Mutex<Vec<EventKind>>,
}

impl TestServer {
    /// With the default configuration.
    #[must_use]
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// With a changed configuration.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn with(change: impl FnOnce(&mut Config)) -> Self {
        let bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut config = Config {
            bind,
            ..Config::default()
        };
        change(&mut config);
        let handle = Server::start(config).unwrap();
        let (address, events) = (handle.address(), handle.events().clone());
        Self {
            handle: Some(handle),
            address,
            events,
            log: Mutex::default(),
        }
    }

    /// One that is encrypted too, with a changed configuration.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn encrypting(change: impl FnOnce(&mut Config)) -> Self {
        let (identity, _) = Identity::generate().unwrap();
        Self::with(|config| {
            config.identity = Some(identity.into());
            change(config);
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    // -----------------------------------------------------------------------------------------
    // Clients

    /// A plain client without a name.
    #[track_caller]
    #[must_use]
    pub fn connect(&self) -> PlainClient {
        PlainClient::open(self.address)
    }

    /// A plain client called `name`.
    #[track_caller]
    #[must_use]
    pub fn plain(&self, name: &str) -> PlainClient {
        PlainClient::join(self.address, name)
    }

    /// An app client called `name`, without a token.
    #[track_caller]
    #[must_use]
    pub fn app(&self, name: &str) -> AppClient {
        AppClient::join(self.address, name).0
    }

    /// A client of that dialect called `name`.
    #[track_caller]
    #[must_use]
    pub fn guest(&self, dialect: Dialect, name: &str) -> Guest {
        Guest::join(self.address, dialect, name)
    }

    // -----------------------------------------------------------------------------------------
    // The operator

    /// Gives the operator's command.
    #[track_caller]
    pub fn command(&self, command: Command) {
        self.handle.as_ref().unwrap().send(command).unwrap();
    }

    /// The operator writes to everybody.
    #[track_caller]
    pub fn say(&self, text: &str) {
        self.command(Command::Say {
            to: Recipients::Everyone,
            text: text.to_owned(),
        });
    }

    /// The server's own counts.
    #[track_caller]
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.handle
            .as_ref()
            .unwrap()
            .snapshot(PATIENCE)
            .expect("a snapshot was awaited")
    }

    /// The server's own counts, once they are as awaited.
    #[track_caller]
    pub fn wait_snapshot(&self, awaited: &str, is_it: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let snapshot = self.snapshot();
            if is_it(&snapshot) {
                return snapshot;
            }
            assert!(
                Instant::now() < deadline,
                "awaited {awaited} for {PATIENCE:?}: {snapshot:#?}"
            );
            std::thread::yield_now();
        }
    }

    /// The row of the client called `name`.
    #[track_caller]
    #[must_use]
    pub fn row(&self, name: &str) -> ClientSnapshot {
        let mut rows = self.snapshot().clients.into_iter();
        let row = rows.find(|row| {
            row.name
                .as_ref()
                .is_some_and(|found| found.as_str() == name)
        });
        row.unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    /// The row of the client called `name`, once it is as awaited.
    #[track_caller]
    pub fn wait_row(&self, name: &str, awaited: &str, is_it: impl Fn(&ClientSnapshot) -> bool) {
        let is_named = |row: &&ClientSnapshot| {
            row.name
                .as_ref()
                .is_some_and(|found| found.as_str() == name)
        };
        self.wait_snapshot(awaited, |now| {
            now.clients.iter().find(is_named).is_some_and(&is_it)
        });
    }

    /// The id of the client called `name`.
    #[track_caller]
    #[must_use]
    pub fn client_id(&self, name: &str) -> ClientId {
        self.row(name).client
    }

    /// Stops, and gives everything that was logged.
    #[must_use]
    pub fn stop(mut self) -> Vec<EventKind> {
        self.handle.take().unwrap().stop();
        self.take_events();
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    // -----------------------------------------------------------------------------------------
    // The log

    /// The first event of the whole run that `is_it`, awaited if it has not happened yet.
    #[track_caller]
    pub fn wait_event(&self, awaited: &str, is_it: impl Fn(&EventKind) -> bool) -> EventKind {
        let deadline = Instant::now() + PATIENCE;
        let mut looked_at = 0;
        loop {
            self.take_events();
            {
                let log = self.log.lock().unwrap();
                if let Some(found) = log.iter().skip(looked_at).find(|event| is_it(event)) {
                    return found.clone();
                }
                looked_at = log.len();
            }
            match self.events.recv_deadline(deadline) {
                Ok(event) => self.log.lock().unwrap().push(event.kind),
                Err(_) => panic!("awaited {awaited} in the log for {PATIENCE:?}"),
            }
        }
    }

    /// Why the client at `address` ended, named or not.
    #[track_caller]
    pub fn wait_end(&self, address: SocketAddr) -> EndReason {
        let is_it = |event: &EventKind| {
            matches!(event, EventKind::Left { who, .. } | EventKind::Disconnected { who, .. }
                if who.address == address)
        };
        match self.wait_event(&format!("the end of {address}"), is_it) {
            EventKind::Left { reason, .. } | EventKind::Disconnected { reason, .. } => reason,
            other => unreachable!("{other:?}"),
        }
    }

    /// What happened so far.
    #[must_use]
    pub fn log(&self) -> Vec<EventKind> {
        self.take_events();
        self.log.lock().unwrap().clone()
    }

    fn take_events(&self) {
        let mut log = self.log.lock().unwrap();
        log.extend(self.events.try_iter().map(|event| event.kind));
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // Dropping the handle stops the server.
        self.handle = None;
        if std::thread::panicking() {
            const SHOWN: usize = 100;
            self.take_events();
            let log = self.log.lock().unwrap();
            println!(
                "The server's log, of {} events the last {SHOWN}:",
                log.len()
            );
            for event in log.iter().skip(log.len().saturating_sub(SHOWN)) {
                println!("  {event:?}");
            }
        }
    }
}
