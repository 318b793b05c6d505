//! The state of a server at one moment, counted by the workers themselves.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use tertulia_protocol::{Dialect, Limits, Name, UnixMillis};

use crate::moderation::{Ban, Mute, MuteId};
use crate::storage::StorageError;
use crate::{ClientId, FloodPolicy};

/// Everything that can be counted, at one moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Of the whole run.
    pub totals: Totals,
    /// A row for every connection, by id.
    pub clients: Vec<ClientSnapshot>,
    /// The limits in force.
    pub limits: Limits,
    /// The history; none where none is kept.
    pub history: Option<HistorySnapshot>,
    /// What the operator has decided.
    pub moderation: ModerationSnapshot,
    /// What becomes of those who write too fast.
    pub flood: FloodPolicy,
    /// Whether newcomers are asked for a password.
    pub asks_password: bool,
}

/// What the operator has decided, and holds at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModerationSnapshot {
    /// Whether nobody but the operator may write.
    pub frozen: bool,
    /// From where nobody may come in, oldest first.
    pub bans: Vec<Ban>,
    /// Who may not write, oldest first; here or not.
    pub mutes: Vec<Mute>,
    /// Who of those in the room may not write, and by which mute.
    pub muted: Vec<(ClientId, MuteId)>,
    /// From where no password is taken, by address.
    pub closed_out: Vec<ClosedOut>,
}

/// Too many wrong passwords came from there, so that none is taken for a while. It ends with the run of the
/// server, with another password, or when the operator lifts it like a ban.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedOut {
    /// From where.
    pub network: IpNet,
    /// Until when.
    pub until: UnixMillis,
}

/// The history at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistorySnapshot {
    /// Where it is.
    pub path: PathBuf,
    /// What is the matter with it; none while messages are kept.
    pub trouble: Option<HistoryTrouble>,
}

/// Messages cannot be kept at present, so each is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryTrouble {
    /// Why.
    pub error: StorageError,
    /// How many messages were refused since that began.
    pub refused: u64,
}

/// Sums over the whole run, closed connections included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// How long the server has been running.
    pub uptime: Duration,
    /// Connections accepted.
    pub accepted: u64,
    /// Connections open now.
    pub connected: u64,
    /// People in the room now, those who are away for a moment included.
    pub named: u64,
    /// Messages that people sent: to everybody, and direct.
    pub messages: u64,
    /// Messages put into outboxes, confirmations and notices included.
    pub deliveries: u64,
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes written.
    pub bytes_out: u64,
    /// Connections that the server ended because of a limit.
    pub cut_off: u64,
    /// Events that nobody took in time.
    pub events_skipped: u64,
}

/// One connection at one moment.
#[derive(Debug, Clone)]
pub struct ClientSnapshot {
    /// Which.
    pub client: ClientId,
    /// Its name, once it has one.
    pub name: Option<Name>,
    /// Its other end.
    pub address: SocketAddr,
    /// How it talks; none before that is known.
    pub dialect: Option<Dialect>,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Since it connected.
    pub connected_for: Duration,
    /// Since the last byte came from it.
    pub idle_for: Duration,
    /// Messages it sent.
    pub messages: u64,
    /// Bytes it sent.
    pub bytes_in: u64,
    /// Bytes written to it.
    pub bytes_out: u64,
    /// Bytes waiting for it.
    pub outbox_bytes: u64,
    /// Messages of its last second, which count against the limit.
    pub rate_used: u32,
}
