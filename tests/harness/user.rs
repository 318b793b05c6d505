//! Somebody who uses Tertulia's own client.

use std::net::SocketAddr;

use tertulia::connection::{
    ArrivalKind, Command, Connection, ConnectionConfig, ConnectionEvent, Delivery, EndReason,
    LocalId,
};

use crate::PATIENCE;

/// A connection of the real client, with its network thread.
#[derive(Debug)]
pub struct User {
    name: String,
    connection: Connection,
    last_local: u64,
}

impl User {
    /// Begins to connect as `name`.
    ///
    /// # Panics
    /// When the system has no thread for it.
    #[must_use]
    pub fn open(address: SocketAddr, name: &str) -> Self {
        let config = ConnectionConfig::new(address.ip().to_string(), address.port(), name);
        let connection = Connection::open(config, Box::new(|| {})).unwrap();
        Self {
            name: name.to_owned(),
            connection,
            last_local: 0,
        }
    }

    /// Says something to everybody, marked 1, 2, 3…
    #[track_caller]
    pub fn say(&mut self, text: &str) -> LocalId {
        let text = text.to_owned();
        self.ask(|local| Command::Say {
            local,
            text,
            action: false,
        })
    }

    /// Writes to one person, with the next mark.
    #[track_caller]
    pub fn direct(&mut self, to: &str, text: &str) -> LocalId {
        let (to, text) = (to.to_owned(), text.to_owned());
        self.ask(|local| Command::Direct {
            local,
            to,
            person: None,
            text,
        })
    }

    /// Gives a command with the next mark.
    #[track_caller]
    fn ask(&mut self, command: impl FnOnce(LocalId) -> Command) -> LocalId {
        self.last_local += 1;
        let local = LocalId(self.last_local);
        self.connection.send(command(local)).unwrap();
        local
    }

    /// Leaves once everything is decided.
    #[track_caller]
    pub fn leave_when_done(&self) {
        self.connection.send(Command::LeaveWhenDone).unwrap();
    }

    /// What happens next.
    #[track_caller]
    #[must_use]
    pub fn next(&self, awaited: &str) -> ConnectionEvent {
        let event = self.connection.events().recv_timeout(PATIENCE);
        event.unwrap_or_else(|_| panic!("{} awaited {awaited} for {PATIENCE:?}", self.name))
    }

    /// The first event from which `find` takes something; the events before it are passed over.
    #[track_caller]
    pub fn wait<T>(&self, awaited: &str, mut find: impl FnMut(ConnectionEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = find(self.next(awaited)) {
                return found;
            }
        }
    }

    /// The next welcome, and how it continues what was before.
    #[track_caller]
    pub fn wait_welcome(&self) -> ArrivalKind {
        self.wait("a welcome", |event| match event {
            ConnectionEvent::Welcomed(arrival) => Some(arrival.kind),
            _ => None,
        })
    }

    /// The confirmation of the message with this mark.
    #[track_caller]
    pub fn wait_confirmed(&self, wanted: LocalId) {
        self.wait("a confirmation", |event| match event {
            ConnectionEvent::Message {
                local,
                delivery: Delivery::Confirmed { .. },
            } if local == wanted => Some(()),
            _ => None,
        });
    }

    /// The end of the connection, and why.
    #[track_caller]
    pub fn wait_end(&self) -> EndReason {
        self.wait("the end", |event| match event {
            ConnectionEvent::Ended(ended) => Some(ended.reason),
            _ => None,
        })
    }
}
