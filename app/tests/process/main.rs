//! The program as people and scripts run it: its words, exit codes, pipes and signals.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends by panicking"
)]

mod account;
mod foreign;
#[expect(dead_code, reason = "the tests of the windows use the rest")]
mod harness;
mod headless;
mod history;
mod interrupted;
mod kills;
mod mistakes;
mod profiles;
mod progress;
#[path = "../../../tests/harness/random.rs"]
#[expect(unreachable_pub, reason = "shared with the end-to-end tests")]
mod random;
mod returning;
mod script;
mod terminal;
mod usage;
