//! Tertulia from end to end: a whole server in this process, clients over real sockets.
//!
//! One file per topic; each test says in its name what must hold.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "this whole program is a test"
)]
#![expect(clippy::print_stdout, reason = "figures, shown with --show-output")]

mod app_dialect;
mod commands;
mod crowds;
mod direct_messages;
mod farewells;
mod foreign_programs;
mod forging;
mod greetings;
mod history;
mod limits;
mod moderation;
mod names;
mod one_order;
mod operator;
mod pacing;
mod passwords;
mod restarts;
mod resuming;
mod returning;
mod stopping;
mod strangers;
mod tls;
mod without_newlines;
