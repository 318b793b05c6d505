//! What the operator asks of a running server.

use std::time::Duration;

use ipnet::IpNet;
use tertulia_protocol::Limits;

use crate::ClientId;
use crate::config::FloodPolicy;
use crate::moderation::MuteId;
use crate::password::PasswordHash;
use crate::snapshot::Snapshot;

/// Something the operator wants. Sent with [`crate::ServerHandle::send`].
#[derive(Debug, Clone)]
pub enum Command {
    /// A message from the operator ("Server: …").
    Say {
        /// For whom.
        to: Recipients,
        /// One or several lines; cleaned by the server.
        text: String,
    },
    /// Ends one connection, which is told why.
    Kick {
        /// Whose.
        client: ClientId,
        /// What the person is told; none is fine.
        reason: Option<String>,
    },
    /// Lets somebody in the room read, but not write. It holds over reconnecting, for whoever comes
    /// from that address later, and over a restart.
    Mute {
        /// Whom.
        client: ClientId,
        /// For how long; none means until it is lifted.
        span: Option<Duration>,
        /// What the person is told; none is fine.
        reason: Option<String>,
    },
    /// Lifts a mute. One that is over already does no harm.
    Unmute(MuteId),
    /// Whether nobody but the operator may write from now on.
    Freeze(bool),
    /// Lets nobody come in from an address, and ends the connections that come from there.
    Ban {
        /// Whom.
        target: BanTarget,
        /// For how long; none means for good.
        span: Option<Duration>,
        /// What those who are banned are told; none is fine.
        reason: Option<String>,
    },
    /// Lifts the ban of this network. One that is over already does no harm.
    Unban(IpNet),
    /// Takes passwords from this network again, after too many wrong ones, and forgets those. Leaves
    /// bans as they are.
    Pardon(IpNet),
    /// What becomes of those who write too fast, from now on.
    SetFlood(FloodPolicy),
    /// The password that newcomers are asked for from now on; none asks for none. Those in the room
    /// stay.
    SetPassword(Option<PasswordHash>),
    /// New limits, from now on, for everybody. Everybody is told.
    SetLimits(Limits),
    /// Counts everything and sends the result; never blocks the server, a full channel loses it.
    Snapshot(crossbeam_channel::Sender<Snapshot>),
    /// Says farewell to everybody and ends. [`crate::ServerHandle::stop`] also waits for it.
    Stop,
}

/// Who is to be banned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BanTarget {
    /// The address of this connection (or of somebody who is away), as far as it is one guest's:
    /// see [`crate::block_of`].
    Client(ClientId),
    /// All addresses of a network; one address is a network, too.
    Network(IpNet),
}

/// For whom an operator's message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// Everybody with a name.
    Everyone,
    /// Only these.
    Some(Vec<ClientId>),
}
