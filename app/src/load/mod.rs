//! `tertulia load`: many simulated clients in one process, and what they measure.
//!
//! The pure parts know neither sockets nor clocks: what a line means (`dialect`), what a measured
//! message carries (`stamp`), who has heard what (`deliveries`), when the next message is due
//! (`schedule`), and what was counted (`tally`, `report`). Around them, `crowd` has all clients in
//! one readiness loop on the calling thread, encrypted if that is asked for (`securing`), and
//! `measuring` leads them through a plan. `probe` looks why none of them was let in.

mod client;
mod crowd;
mod deliveries;
mod descriptors;
mod dialect;
mod error;
mod measuring;
mod plan;
mod probe;
mod progress;
mod report;
mod schedule;
mod securing;
mod server_process;
mod stamp;
mod table;
mod tally;
mod target;

use std::io::{self, Write as _};

pub use dialect::LoadDialect;
pub use plan::{LoadMode, LoadWire, Plan};
pub(crate) use plan::{
    MOST_AT_ONCE, MOST_CHARS, MOST_CLIENTS, MOST_IN_FLIGHT, MOST_RATE, MOST_SECONDS, MOST_SENDERS,
};
pub(crate) use stamp::STAMP_CHARS;

use crate::console::Signals;
use crate::exit::Failure;
use crate::headless::port_owner;
use crate::texts::Texts;
use error::LoadError;
use progress::Watch;
use report::Report;
use server_process::ServerProcess;

/// A measurement, of which server, and how it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// What is measured.
    pub plan: Plan,
    /// The server's host name or address.
    pub host: String,
    /// Its TCP port.
    pub port: u16,
    /// The server is the user's own, wherever it is.
    pub is_own: bool,
    /// The server's process, if the user names it; otherwise it is looked for.
    pub server: Option<u32>,
    /// JSON instead of a table.
    pub json: bool,
}

/// Measures, and prints what was found on standard output.
///
/// # Errors
/// When there is nothing to measure, with a sentence on what to do.
pub(crate) fn run(load: &Load, texts: &Texts) -> Result<(), Failure> {
    let signals = Signals::start().map_err(|error| Failure::no_resources(&error, texts))?;
    let mut watch = Watch::new(texts, signals.requests());
    let outcome = measure(load, &mut watch);
    watch.clear();
    signals.stop();
    let report = outcome.map_err(|error| Failure::new(error.sentence(texts)))?;
    let printed = match load.json {
        true => serde_json::to_string(&report).unwrap_or_default() + "\n",
        false => table::table(&report, texts),
    };
    // Whoever closed our output does not want the report any more.
    let _closed = io::stdout().write_all(printed.as_bytes());
    Ok(())
}

fn measure(load: &Load, watch: &mut Watch<'_>) -> Result<Report, LoadError> {
    let plan = &load.plan;
    let address = target::find(&load.host, load.port, load.is_own)?;
    let wanted = plan.connections();
    if let Some(room) = descriptors::room_for_clients(wanted)
        && room < wanted as u64
    {
        return Err(LoadError::TooManyFiles { wanted, room });
    }
    let process = match load.server {
        Some(id) => {
            let process = ServerProcess::new(id);
            process.usage().ok_or(LoadError::NoProcess { id })?;
            Some(process)
        }
        None => port_owner::listening_at(address).map(|owner| ServerProcess::new(owner.process)),
    };
    let findings = measuring::carry_out(plan, address, process, watch).map_err(|error| {
        // In plain text a name is taken for the password, and is a wrong one, whatever the language.
        let outside = match &error {
            LoadError::TurnedAway(away) => !away.was_in,
            LoadError::Stuck { present, .. } => *present == 0,
            _ => false,
        };
        let is_plain = plan.dialect == LoadDialect::Plain;
        match outside && is_plain && probe::asks_password(address) {
            true => LoadError::AsksPassword,
            false => error,
        }
    })?;
    Ok(Report::new(plan, address.to_string(), &findings))
}
