//! The program as people and scripts run it: its words, exit codes, pipes and signals.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test ends by panicking, and prints its figures"
)]

mod account;
mod encrypted;
mod foreign;
mod full_disk;
#[expect(dead_code, reason = "the tests of the windows use the rest")]
mod harness;
mod headless;
mod history;
mod interrupted;
mod kills;
mod load;
mod mistakes;
mod moderation;
mod namespace;
mod nobody;
mod passwords;
mod profiles;
mod progress;
#[path = "../../../tests/harness/random.rs"]
#[expect(unreachable_pub, reason = "shared with the end-to-end tests")]
mod random;
mod returning;
mod script;
mod terminal;
mod torn_history;
mod trust;
mod usage;
