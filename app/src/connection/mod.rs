//! The client's connection to a server, Tertulia's or somebody else's, without any window.
//!
//! [`Connection::open`] starts one network thread. [`Command`]s go in with [`Connection::send`],
//! which never blocks; [`ConnectionEvent`]s come out of [`Connection::events`], and a closure is
//! called after new ones were queued. The last event is always [`ConnectionEvent::Ended`].
//!
//! ```no_run
//! use tertulia::connection::{Command, Connection, ConnectionConfig, ConnectionEvent, LocalId};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = ConnectionConfig::new("127.0.0.1", 2010, "Ana");
//! let connection = Connection::open(config, Box::new(|| {}))?;
//! connection.send(Command::Say { local: LocalId(1), text: "hello".into(), action: false })?;
//! connection.send(Command::LeaveWhenDone)?;
//! for event in connection.events() {
//!     if let ConnectionEvent::Ended(_) = event {
//!         break;
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! How it is built: `machine` is a pure state machine that knows no socket, thread or clock:
//! its `handle_*` methods take input and the time, its `poll_*` methods give output and the next
//! deadline. It is composed of small pure parts: recognising the server (`recognise`),
//! Tertulia's app dialect (`talk`, with `outgoing`, `pacing`, `seen`, `pages` and
//! `liveness`), other people's servers (`foreign`, `foreign_lines`) and the pauses between attempts
//! (`backoff`). Around it stand the network thread (`network`, `socket`), finding and reaching
//! addresses (`dialing`), the file of known servers and their keys (`known_servers`), and TLS over a
//! connection (`tls`). What a key means is pure again (`trust`).
//!
//! What is to survive the end of the program leaves the machine as [`Change`]s (`kept`, `drafts`). The
//! network thread hands them to a [`Keeper`] before anything that they tell of is sent or shown.

mod backoff;
mod command;
mod config;
mod dialing;
mod drafts;
mod error;
mod event;
mod foreign;
mod foreign_lines;
mod handle;
mod kept;
mod known_servers;
mod liveness;
mod machine;
mod network;
mod outgoing;
mod pacing;
mod pages;
mod recognise;
mod seen;
mod socket;
#[cfg(test)]
mod socket_tests;
mod talk;
pub(crate) mod tls;
mod trust;

pub use command::{Command, LocalId, PageRequest};
pub use config::{ConnectionConfig, ForeignSettings, LineEnding, Resume};
pub use error::{ConnectError, SendError};
pub use event::{
    Allowance, Arrival, ArrivalKind, ConnectionEvent, Delivery, Encryption, EndReason, Ended,
    FailReason, ForeignEnding, ForeignLine, Loss, PasswordAsked, ServerKind,
};
pub use handle::Connection;
pub use kept::{
    Change, Correspondent, Keeper, KeepingNews, Kept, KeptItem, KeptKind, KeptRequest,
    MAX_KEPT_ITEMS, Record, Restored, Unwritten,
};
pub use outgoing::Body;
pub use trust::{NotAKey, Privacy, WantedKey};

/// What tests elsewhere need.
#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::seen::tests::welcome;
}
