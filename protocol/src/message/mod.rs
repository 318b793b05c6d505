//! What client and server say to each other, whatever the dialect.
//!
//! The `serde` attributes are the JSON Lines of the app dialect: one object a line, its kind in
//! the field `type`. Unknown fields are ignored everywhere, so that newer peers can add some.

mod client;
mod people;
mod server;
mod verdict;

use serde::{Deserialize, Serialize};

pub use client::{ClientMessage, Hello};
pub use people::People;
pub use server::{
    Departure, Gap, History, Joined, LeaveReason, Left, Member, Notice, NoticeReason, Operator,
    Person, Posted, Private, Renamed, Roster, Said, ServerMessage, Welcome,
};
pub use verdict::{Ack, ErrorReason, ErrorReply, Goodbye, GoodbyeReason, RefusalReason, Refused};

/// The version of the app dialect that this crate speaks.
pub const VERSION: u32 = 1;

/// How a connection talks to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// UTF-8 lines: `nc`, `telnet`, scripts.
    Plain,
    /// JSON Lines: Tertulia's client and bots.
    App,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !*value
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
fn is_zero(value: &u64) -> bool {
    *value == 0
}
