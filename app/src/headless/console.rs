//! Carries out what the operator types.

use std::cell::RefCell;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use tertulia_protocol::{ExitWords, Limits, Name, Password, PasswordError, clean_text};
use tertulia_server_core::{
    ClientId, ClientSnapshot, Command, Recipients, ServerHandle, Snapshot, Totals,
};

use super::operator::{LimitChanges, OperatorLine, addressed};
use crate::console::{InputLine, Unseen};
use crate::log_line::LogLines;
use crate::passwords;
use crate::texts::Texts;

/// How long the server may take to count.
const COUNTING: Duration = Duration::from_secs(1);
/// How long a line waits for a server that has too much to do, …
const WAITING: Duration = Duration::from_millis(300);
/// … and how often it is tried meanwhile.
const AGAIN: Duration = Duration::from_millis(5);

/// The operator's side of a running server.
pub(super) struct Console<'a> {
    pub(super) server: &'a ServerHandle,
    pub(super) exit_words: ExitWords,
    pub(super) texts: Texts,
    pub(super) log: &'a LogLines,
    /// Takes answers; what does not fit is dropped, since nobody reads it anyway.
    pub(super) answers: Sender<String>,
    /// While the next line is the new password, which a terminal does not show.
    pub(super) password: RefCell<Option<Unseen>>,
}

/// What is to happen after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The server goes on.
    GoOn,
    /// The server stops.
    Stop,
}

impl Console<'_> {
    /// Carries out one line of standard input.
    pub(super) fn take(&self, line: &InputLine) -> Next {
        // Whatever comes instead of a password, the line after it is an ordinary one again.
        let unseen = self.password.take();
        match line {
            InputLine::Line(line) if unseen.is_some() => {
                drop(unseen);
                self.set_password(line);
                Next::GoOn
            }
            InputLine::Line(line) => self.take_text(line),
            InputLine::TooLong => {
                self.answer(&self.texts.get("server-line-too-long"));
                Next::GoOn
            }
            // Whoever wants to stop the server says so: its standard input may be /dev/null.
            InputLine::End => Next::GoOn,
        }
    }

    fn take_text(&self, line: &str) -> Next {
        let texts = &self.texts;
        match OperatorLine::parse(line, &self.exit_words) {
            OperatorLine::Nothing => {}
            OperatorLine::Stop => return Next::Stop,
            OperatorLine::Say(text) => self.order(&Command::Say {
                to: Recipients::Everyone,
                text,
            }),
            OperatorLine::Help => self.answer(&texts.get("server-help")),
            OperatorLine::Who => self.with_snapshot(|snapshot| self.who(&snapshot.clients)),
            OperatorLine::Stats => self.with_snapshot(|snapshot| self.stats(&snapshot.totals)),
            OperatorLine::Kick(text) => {
                self.with_snapshot(|snapshot| self.kick(&text, &snapshot.clients));
            }
            OperatorLine::Limits(changes) if changes == LimitChanges::default() => {
                self.with_snapshot(|snapshot| self.limits(snapshot.limits));
            }
            OperatorLine::Limits(changes) => self.with_snapshot(|snapshot| {
                self.order(&Command::SetLimits(Limits {
                    max_chars: changes.chars.unwrap_or(snapshot.limits.max_chars),
                    max_rate: changes.rate.unwrap_or(snapshot.limits.max_rate),
                    max_clients: changes.clients.unwrap_or(snapshot.limits.max_clients),
                }));
            }),
            line @ (OperatorLine::Mute(_)
            | OperatorLine::Unmute(_)
            | OperatorLine::Freeze(_)
            | OperatorLine::Ban(_)
            | OperatorLine::Unban(_)
            | OperatorLine::Bans
            | OperatorLine::Flood(_)) => self.moderate(&line),
            OperatorLine::Password { off: true } => self.with_snapshot(|now| {
                self.order_unless(!now.asks_password, &Command::SetPassword(None));
            }),
            OperatorLine::Password { off: false } => {
                self.answer(&texts.get("server-password-type"));
                *self.password.borrow_mut() = Some(Unseen::begin());
            }
            OperatorLine::Unknown(command) => {
                let command = clean_text(&command).into_owned();
                self.answer(&texts.with("server-unknown-command", &[("command", command.into())]));
            }
            OperatorLine::Usage(usage) => {
                let usage = texts.get(usage);
                self.answer(&texts.with("server-usage", &[("usage", usage.into())]));
            }
        }
        Next::GoOn
    }

    fn set_password(&self, line: &str) {
        let password = Password::new(line.to_owned());
        if password.check() == Err(PasswordError::Empty) {
            return self.answer(&self.texts.get("server-password-kept"));
        }
        // Somebody who went on without one.
        if line.trim_start().starts_with('/') {
            return self.answer(&self.texts.get("server-password-is-command"));
        }
        match passwords::hash(&password, &self.exit_words) {
            Ok(hash) => self.order(&Command::SetPassword(Some(hash))),
            Err(problem) => self.answer(&problem.sentence(&self.texts)),
        }
    }

    /// Waits for a busy server for a moment, so that pasted lines are not lost.
    pub(super) fn order(&self, command: &Command) {
        let deadline = Instant::now() + WAITING;
        while self.server.send(command.clone()).is_err() {
            if Instant::now() > deadline {
                self.answer(&self.texts.get("server-not-taken"));
                return;
            }
            sleep(AGAIN);
        }
    }

    /// Says so where there is nothing to change: the server's log then says nothing.
    pub(super) fn order_unless(&self, is_so: bool, command: &Command) {
        match is_so {
            true => self.answer(&self.texts.get("server-is-so")),
            false => self.order(command),
        }
    }

    pub(super) fn with_snapshot(&self, then: impl FnOnce(Snapshot)) {
        match self.server.snapshot(COUNTING) {
            Some(snapshot) => then(snapshot),
            None => self.answer(&self.texts.get("server-not-taken")),
        }
    }

    fn kick(&self, text: &str, clients: &[ClientSnapshot]) {
        let named = clients
            .iter()
            .filter_map(|client| Some((client.name.clone()?, client.client)));
        let present: Vec<(Name, ClientId)> = named.collect();
        match addressed(text, &present) {
            Some((client, reason)) => {
                let reason = (!reason.is_empty()).then(|| reason.to_owned());
                self.order(&Command::Kick {
                    client: *client,
                    reason,
                });
            }
            None => self.nobody_called(text),
        }
    }

    /// Nobody here has a name with which this text begins.
    pub(super) fn nobody_called(&self, text: &str) {
        let name = clean_text(text).into_owned();
        let texts = &self.texts;
        self.answer(&texts.with("server-nobody-called", &[("name", name.into())]));
    }

    fn who(&self, clients: &[ClientSnapshot]) {
        let texts = &self.texts;
        self.answer(&texts.with("server-who", &[("count", clients.len().into())]));
        for client in clients {
            let name = client
                .name
                .as_ref()
                .map_or_else(|| texts.get("server-nameless"), ToString::to_string);
            let dialect = client
                .dialect
                .map(|dialect| self.log.dialect(dialect, client.encrypted));
            let dialect = dialect.unwrap_or_else(|| texts.get("server-dialect-unknown"));
            let line = texts.with(
                "server-who-line",
                &[
                    ("name", name.into()),
                    ("address", client.address.to_string().into()),
                    ("dialect", dialect.into()),
                    ("messages", client.messages.into()),
                ],
            );
            self.answer(&format!("  {line}"));
        }
    }

    fn limits(&self, limits: Limits) {
        let sentence = self.texts.with(
            "server-limits",
            &[
                ("chars", limits.max_chars.into()),
                ("rate", limits.max_rate.into()),
                ("clients", limits.max_clients.into()),
            ],
        );
        self.answer(&sentence);
    }

    fn stats(&self, totals: &Totals) {
        let seconds = totals.uptime.as_secs();
        let uptime = format!(
            "{}:{:02}:{:02}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        );
        let sentence = self.texts.with(
            "server-stats",
            &[
                ("uptime", uptime.into()),
                ("people", totals.named.into()),
                ("connections", totals.connected.into()),
                ("accepted", totals.accepted.into()),
                ("messages", totals.messages.into()),
                ("deliveries", totals.deliveries.into()),
                ("bytes_in", totals.bytes_in.into()),
                ("bytes_out", totals.bytes_out.into()),
                ("cut_off", totals.cut_off.into()),
            ],
        );
        self.answer(&sentence);
    }

    pub(super) fn answer(&self, text: &str) {
        // The names and reasons in it are those of a file, too.
        for line in clean_text(text).lines() {
            let _nobody_reads = self.answers.try_send(line.to_owned());
        }
    }
}
