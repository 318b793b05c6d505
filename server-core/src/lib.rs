//! The chat server of Tertulia.
//!
//! Inside, two pure state machines without sockets, threads, locks or clocks: [`Session`] is one
//! connection (which dialect, naming, talking, leaving), [`Hub`] is the room (who is here, in which
//! order things happen, numbers, farewells). Around them a listener thread and a few worker
//! threads, each with a readiness loop of its own and its share of the clients. Whatever the room
//! decides is appended to one shared, numbered log; every worker reads that log in order and hands
//! its entries to its clients, so that one order reaches everybody.
//!
//! A program starts a server with [`Server::start`] and holds a [`ServerHandle`]: bounded events
//! come out, commands go in, [`ServerHandle::snapshot`] counts, [`ServerHandle::stop`] says
//! farewell to everybody and joins every thread.

mod command;
mod config;
mod entry;
mod event;
#[cfg(any(test, fuzzing))]
pub mod fuzzed;
mod handle;
mod hub;
mod identity;
mod io;
mod lock;
mod moderation;
mod moment;
mod password;
mod rate;
mod request;
mod session;
#[cfg(any(test, fuzzing))]
mod simulation;
mod snapshot;
mod storage;
mod turn;

pub use command::{BanTarget, Command, Recipients};
pub use config::{Caps, Config, FloodPolicy, StartError, Timings};
pub use entry::{Audience, Body, Entry, Farewell, LastWords, Reading, Told};
pub use event::{EndReason, Event, EventKind, Level, Who};
pub use handle::{Counter, NotTaken, Server, ServerHandle};
pub use hub::{Hub, HubConfig};
pub use identity::{Identity, IdentityError};
pub use io::{Outbox, SkippedEvents};
/// One address or a range of them.
pub use ipnet::IpNet;
pub use moderation::{
    Ban, Moderation, ModerationFile, ModerationFileError, Mute, MuteId, block_of,
};
pub use moment::Moment;
pub use password::{
    HashingError, PasswordHash, PasswordHashError, RunSecret, Verification, Verified,
};
pub use rate::{RateWindow, WINDOW};
pub use request::{End, HandshakeFault, Request};
pub use session::{Rules, Session};
pub use snapshot::{
    ClientSnapshot, ClosedOut, HistorySnapshot, HistoryTrouble, ModerationSnapshot, Snapshot,
    Totals,
};
pub use storage::{
    Durability, HistoryConfig, KeptMessage, KeptSession, MoveHistoryError, OpenHistoryError,
    Outcome, Readers, Record, Restored, RestoredSession, RoomMemory, SqliteStorage, Storage,
    StorageError, StorageNotice, move_history,
};
pub use turn::{Asked, NotKept, Turn};

/// One connection to the server, for as long as the server runs; never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u64);
