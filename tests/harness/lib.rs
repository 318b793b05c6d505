//! What the end-to-end tests are made with: a server on a port of the system's choice, clients of
//! both dialects over real sockets, a proxy that spoils connections, and other people's programs.
//!
//! Every wait has a deadline ([`PATIENCE`]) and panics with what was awaited and what came instead.
//! Nothing sleeps where something can be awaited. Whatever is started ends when it is dropped, and
//! its threads are joined. Randomness comes from a printed seed ([`Random`]).

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests report by panicking"
)]
#![expect(
    clippy::print_stdout,
    reason = "shown by cargo test when the test fails"
)]

mod app;
mod conversation;
mod credulous;
mod encrypted;
mod guest;
mod history;
mod plain;
mod program;
mod proxy;
mod random;
mod server;
mod user;

use std::time::Duration;

pub use app::{AppClient, AppCodec, hello, token};
pub use conversation::{Codec, Conversation, StreamEnd};
pub use encrypted::Tls;
pub use guest::Guest;
pub use history::TestHistory;
pub use plain::{PlainClient, PlainCodec};
pub use program::Program;
pub use proxy::{Faults, Proxy};
pub use random::Random;
pub use server::TestServer;
pub use user::User;

/// How long a test waits for something that must come. Far longer than anything takes on a machine
/// that is busy with other tests, so that only what never comes fails.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The prompt of the plain dialect.
pub const PROMPT: &str = "Tertulia 1. Please send your name:";
