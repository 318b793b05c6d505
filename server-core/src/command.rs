//! What the operator asks of a running server.

use tertulia_protocol::Limits;

use crate::ClientId;
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
    /// New limits, from now on, for everybody. Everybody is told.
    SetLimits(Limits),
    /// Counts everything and sends the result; never blocks the server, a full channel loses it.
    Snapshot(crossbeam_channel::Sender<Snapshot>),
    /// Says farewell to everybody and ends. [`crate::ServerHandle::stop`] also waits for it.
    Stop,
}

/// For whom an operator's message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// Everybody with a name.
    Everyone,
    /// Only these.
    Some(Vec<ClientId>),
}
