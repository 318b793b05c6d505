//! The program as people and scripts run it: its words, exit codes, pipes and signals.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends by panicking"
)]

mod foreign;
#[expect(dead_code, reason = "the tests of the windows use the rest")]
mod harness;
mod headless;
mod history;
mod interrupted;
mod load;
mod mistakes;
mod profiles;
mod terminal;
mod usage;
