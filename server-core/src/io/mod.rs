//! Threads and sockets around the pure parts: a listener, workers, and the log between them.

mod batch;
mod connection;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzed;
mod hearing;
mod keeping;
mod listener;
mod log;
#[cfg(any(test, fuzzing))]
mod memory;
mod outbox;
mod room;
mod tls;
mod verifying;
mod worker;

#[cfg(test)]
pub(crate) use keeping::Step;
pub(crate) use keeping::{Keeping, StorageThread};
pub(crate) use listener::{Listener, bind};
pub use outbox::Outbox;
pub use room::SkippedEvents;
pub(crate) use room::{EventSink, Inbox, Shared, now};
pub(crate) use verifying::verify;
pub(crate) use worker::{WAKE, Worker};
