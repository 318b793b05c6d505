//! A server: the form with which it starts, and everything its window shows while it runs.
//!
//! [`ServerModel::handle_event`] takes what the server tells, [`ServerModel::handle_snapshot`]
//! what it counts. Tables and counters come from snapshots, which never miss anything; the log and
//! the speaker come from events.

mod clients;
mod exempt;
mod limits;
mod log;
mod start;
mod table;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tertulia_protocol::{ExitWords, Fingerprint, Limits, UnixMillis};
use tertulia_server_core::{
    ClientId, Command, Event, EventKind, FloodPolicy, HistoryTrouble, ModerationSnapshot,
    Recipients, Snapshot, Totals,
};

use super::Moment;
use super::interfaces::{LocalAddress, Reachable, reachable};

pub use clients::{ClientsTable, Column, Rate, Sorting};
pub use exempt::{NotANetwork, parse_networks};
pub use limits::{LimitField, LimitsForm};
pub use log::{
    Categories, Category, Export, ExportFormat, Log, LogEntry, LogFilter, LogKind, MAX_ENTRIES,
    MAX_TEXT_BYTES, Scope,
};
pub use start::{BindChoice, ExitWordProblem, StartForm, StartProblem};
pub use table::{Seat, Speaker, Table};

/// What the server is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerState {
    /// People can connect.
    Listening,
    /// People cannot connect for the moment; the system lacks something.
    Full,
    /// It says farewell to everybody.
    Stopping,
    /// It has ended.
    Stopped,
}

/// For whom the operator writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Addressees {
    /// Everybody.
    #[default]
    Everyone,
    /// The clients chosen in the table.
    Selected,
}

/// How much happens in a second, between the last two snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Throughput {
    /// Messages that people sent.
    pub messages: f64,
    /// Bytes read.
    pub bytes_in: f64,
    /// Bytes written.
    pub bytes_out: f64,
}

/// Everything a server's window shows.
#[derive(Debug, Clone)]
pub struct ServerModel {
    address: SocketAddr,
    fingerprint: Option<Fingerprint>,
    asks_password: bool,
    exit_words: ExitWords,
    reachable: Vec<Reachable>,
    state: ServerState,
    limits: Limits,
    flood: FloodPolicy,
    totals: Totals,
    counted_at: Option<Instant>,
    started: Instant,
    stopped: Option<Instant>,
    throughput: Throughput,
    skipped: u64,
    clients: ClientsTable,
    table: Table,
    log: Log,
    addressees: Addressees,
    trouble: Option<HistoryTrouble>,
    moderation: ModerationSnapshot,
}

impl ServerModel {
    /// A server that has started, and listens at `address`. `local` are this machine's addresses.
    #[must_use]
    pub fn new(address: SocketAddr, limits: Limits, local: &[LocalAddress], now: Moment) -> Self {
        let mut table = Table::default();
        table.handle_event(&EventKind::LimitsChanged(limits), now.instant);
        Self {
            address,
            fingerprint: None,
            asks_password: false,
            exit_words: ExitWords::default(),
            reachable: reachable(address, local),
            state: ServerState::Listening,
            limits,
            flood: FloodPolicy::default(),
            totals: Totals::default(),
            counted_at: None,
            started: now.instant,
            stopped: None,
            throughput: Throughput::default(),
            skipped: 0,
            clients: ClientsTable::default(),
            table,
            log: Log::default(),
            addressees: Addressees::Everyone,
            trouble: None,
            moderation: ModerationSnapshot::default(),
        }
    }

    /// Whose newcomers are asked for a password, or not.
    #[must_use]
    pub fn with_password(mut self, asks: bool) -> Self {
        self.asks_password = asks;
        self
    }

    /// Whether newcomers are asked for a password.
    #[must_use]
    pub fn asks_password(&self) -> bool {
        self.asks_password
    }

    /// Which people leave with these words instead of the usual ones.
    #[must_use]
    pub fn with_exit_words(mut self, exit_words: ExitWords) -> Self {
        self.exit_words = exit_words;
        self
    }

    /// The words with which people leave.
    #[must_use]
    pub fn exit_words(&self) -> &ExitWords {
        &self.exit_words
    }

    /// The same with a key, so that guests can connect encrypted.
    #[must_use]
    pub fn with_key(mut self, fingerprint: Option<Fingerprint>) -> Self {
        self.fingerprint = fingerprint;
        self
    }

    /// What its key looks like to people, if it has one.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The addresses to type, the most useful first; never empty.
    #[must_use]
    pub fn reachable(&self) -> &[Reachable] {
        &self.reachable
    }

    /// What it is doing.
    #[must_use]
    pub fn state(&self) -> ServerState {
        self.state
    }

    /// How long it has been running, or ran.
    #[must_use]
    pub fn uptime(&self, now: Instant) -> Duration {
        let until = self.stopped.unwrap_or(now);
        until.saturating_duration_since(self.started)
    }

    /// Why messages cannot be kept at present, if there is a history and they cannot.
    #[must_use]
    pub fn trouble(&self) -> Option<&HistoryTrouble> {
        self.trouble.as_ref().filter(|_| self.is_running())
    }

    /// What becomes of those who write too fast.
    #[must_use]
    pub fn flood(&self) -> FloodPolicy {
        self.flood
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The sums of the last snapshot.
    #[must_use]
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// How much happens in a second.
    #[must_use]
    pub fn throughput(&self) -> Throughput {
        self.throughput
    }

    /// How many people would be cut off by stopping now.
    #[must_use]
    pub fn people(&self) -> usize {
        self.table.seats().len()
    }

    /// The clients.
    #[must_use]
    pub fn clients(&self) -> &ClientsTable {
        &self.clients
    }

    /// The clients, for sorting, filtering and selecting.
    pub fn clients_mut(&mut self) -> &mut ClientsTable {
        &mut self.clients
    }

    /// Who sits at the table.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What happened.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The log, for filtering and pausing.
    pub fn log_mut(&mut self) -> &mut Log {
        &mut self.log
    }

    /// For whom the operator writes. Nobody chosen means everybody.
    #[must_use]
    pub fn addressees(&self) -> Addressees {
        if self.clients.selected().is_empty() {
            Addressees::Everyone
        } else {
            self.addressees
        }
    }

    // -----------------------------------------------------------------------------------------
    // What happens

    /// Takes one event of the server, in the order in which they come.
    pub fn handle_event(&mut self, event: Event, now: Moment) {
        self.table.handle_event(&event.kind, now.instant);
        match &event.kind {
            EventKind::Listening(address) => self.address = *address,
            EventKind::LimitsChanged(limits) => self.limits = *limits,
            EventKind::PasswordChanged { asks } => self.asks_password = *asks,
            EventKind::StorageFailing { error } => {
                self.trouble = Some(HistoryTrouble {
                    error: error.clone(),
                    refused: 0,
                });
            }
            EventKind::StorageWorks { .. } => self.trouble = None,
            EventKind::AcceptPaused { .. } => self.set_state(ServerState::Full),
            EventKind::AcceptResumed => self.set_state(ServerState::Listening),
            EventKind::Closing => self.stopping(),
            EventKind::Stopped => {
                self.state = ServerState::Stopped;
                self.stopped = Some(now.instant);
                self.throughput = Throughput::default();
                self.clients.update(Vec::new(), self.limits);
            }
            _ => {}
        }
        self.log.push(event);
    }

    /// Takes that the server has ended, in case the event that says so was dropped.
    pub fn handle_end(&mut self, now: Moment) {
        if self.state != ServerState::Stopped {
            let (time, kind) = (now.unix, EventKind::Stopped);
            self.handle_event(Event { time, kind }, now);
        }
    }

    /// Takes how many events were dropped so far because nobody took them in time. New ones become
    /// an entry of the log.
    pub fn handle_skipped(&mut self, skipped: u64, time: UnixMillis) {
        if skipped > self.skipped {
            self.log.push_skipped(time, skipped - self.skipped);
            self.skipped = skipped;
        }
    }

    /// Takes what the server counted.
    pub fn handle_snapshot(&mut self, snapshot: Snapshot, now: Moment) {
        if self.state == ServerState::Stopped {
            return;
        }
        self.table.update(&snapshot);
        self.handle_skipped(snapshot.totals.events_skipped, now.unix);
        let Snapshot {
            totals,
            clients,
            limits,
            flood,
            history,
            moderation,
            ..
        } = snapshot;
        let span = self
            .counted_at
            .map(|before| now.instant.saturating_duration_since(before).as_secs_f64())
            .filter(|span| *span > 0.0);
        if let Some(span) = span {
            let per_second = |now: u64, before: u64| now.saturating_sub(before) as f64 / span;
            self.throughput = Throughput {
                messages: per_second(totals.messages, self.totals.messages),
                bytes_in: per_second(totals.bytes_in, self.totals.bytes_in),
                bytes_out: per_second(totals.bytes_out, self.totals.bytes_out),
            };
        }
        self.counted_at = Some(now.instant);
        self.moderation = moderation;
        self.trouble = history.and_then(|history| history.trouble);
        self.totals = totals;
        self.limits = limits;
        self.flood = flood;
        self.clients.update(clients, limits);
    }

    // -----------------------------------------------------------------------------------------
    // What the operator wants

    /// Chooses for whom the operator writes.
    pub fn address_to(&mut self, addressees: Addressees) {
        self.addressees = addressees;
    }

    /// The operator writes. None when there is nothing to send or nobody to send it.
    #[must_use = "the command is for the server"]
    pub fn say(&self, text: &str) -> Option<Command> {
        let text = text.trim();
        if text.is_empty() || !self.is_running() {
            return None;
        }
        let to = match self.addressees() {
            Addressees::Everyone => Recipients::Everyone,
            Addressees::Selected => {
                Recipients::Some(self.clients.selected().iter().copied().collect())
            }
        };
        Some(Command::Say {
            to,
            text: text.to_owned(),
        })
    }

    /// Ends one connection, with a reason or without.
    #[must_use = "the command is for the server"]
    pub fn kick(&self, client: ClientId, reason: &str) -> Option<Command> {
        let reason = reason.trim();
        self.is_running().then(|| Command::Kick {
            client,
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
        })
    }

    /// A command, while the server takes any.
    #[must_use = "the command is for the server"]
    pub fn order(&self, command: impl FnOnce() -> Command) -> Option<Command> {
        self.is_running().then(command)
    }

    /// What is banned, muted and frozen, as it was last counted.
    #[must_use]
    pub fn moderation(&self) -> &ModerationSnapshot {
        &self.moderation
    }

    /// Whether this client may not write, by a mute.
    #[must_use]
    pub fn is_muted(&self, client: ClientId) -> bool {
        let mut muted = self.moderation.muted.iter();
        muted.any(|(muted, _)| *muted == client)
    }

    /// Other limits from now on; none when they are the same or not all can be read.
    #[must_use = "the command is for the server"]
    pub fn set_limits(&self, form: &mut LimitsForm) -> Option<Command> {
        form.submit()
            .filter(|limits| self.is_running() && *limits != self.limits)
            .map(Command::SetLimits)
    }

    /// The server was told to stop.
    pub fn stopping(&mut self) {
        self.set_state(ServerState::Stopping);
    }

    /// Whether it takes commands.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.state, ServerState::Listening | ServerState::Full)
    }

    /// Whoever stops does not start accepting again.
    fn set_state(&mut self, state: ServerState) {
        if self.is_running() {
            self.state = state;
        }
    }
}
