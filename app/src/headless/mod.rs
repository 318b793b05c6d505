//! `tertulia server --headless`: a server whose window is the terminal, or a service's log.
//!
//! Three threads besides the server's own: one reads standard input, one words the server's events
//! as lines, one prints. The server never waits for any of them: its bounded channel of events
//! drops what is not taken, and the log says how many entries are missing.

mod console;
mod log;
mod moderating;
mod operator;
pub(crate) mod port_owner;
mod start_error;

use std::cell::RefCell;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, never, select};
use tertulia_server_core::{Config, Server, ServerHandle};

use crate::clock::Clock;
use crate::console::{Input, InputLine, Printer, Signals};
use crate::exit::Failure;
use crate::log_line::LogLines;
use crate::texts::Texts;
use console::{Console, Next};
use log::Log;

/// Stopping takes no longer than this in all, a slow reader of our output included.
const STOPPING: Duration = Duration::from_millis(1_950);

/// Runs a server until it is stopped by a word, a command or a signal.
///
/// # Errors
/// When it cannot start, with a sentence on what to do.
pub(crate) fn run(config: Config, texts: &Texts) -> Result<(), Failure> {
    let no_resources = |error: io::Error| Failure::no_resources(&error, texts);
    // Before the server starts, so that a signal never finds the program unprepared.
    let signals = Signals::start().map_err(no_resources)?;
    let exit_words = config.exit_words.clone();
    let asks_password = config.password.is_some();
    let server = Server::start(config)
        .map_err(|error| Failure::new(start_error::sentence(&error, texts)))?;
    let printer = Printer::start().map_err(no_resources)?;
    print(
        printer.lines(),
        format!("listening on {}", server.address()),
    );
    print(printer.lines(), key_line(&server, texts));
    if asks_password {
        print(printer.lines(), texts.get("server-asks-password"));
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        let exit = exit_words.first().unwrap_or("/quit").to_owned();
        print(
            printer.lines(),
            texts.with("server-hint", &[("exit", exit.into())]),
        );
    }
    let log_lines = Arc::new(LogLines::new(texts.clone(), Clock::system()));
    let log = Log::start(
        server.events().clone(),
        server.skipped_events(),
        Arc::clone(&log_lines),
        printer.lines().clone(),
    )
    .map_err(no_resources)?;
    let input = Input::start().map_err(no_resources)?;

    let console = Console {
        server: &server,
        exit_words,
        texts: texts.clone(),
        log: &log_lines,
        answers: printer.lines().clone(),
        password: RefCell::default(),
    };
    attend(&console, &input, &signals);

    drop(console);
    let deadline = Instant::now() + STOPPING;
    server.stop();
    log.finish(&printer, deadline);
    input.stop();
    printer.finish(deadline.saturating_duration_since(Instant::now()));
    signals.stop();
    Ok(())
}

/// What guests compare before they trust the server.
fn key_line(server: &ServerHandle, texts: &Texts) -> String {
    match server.fingerprint() {
        Some(fingerprint) => texts.with(
            "server-key",
            &[("fingerprint", fingerprint.to_string().into())],
        ),
        None => texts.get("server-no-key"),
    }
}

/// Until somebody wants the server to stop.
fn attend(console: &Console<'_>, input: &Input, signals: &Signals) {
    let no_more_lines = never();
    let mut lines = input.lines();
    loop {
        select! {
            recv(signals.requests()) -> _request => return,
            recv(lines) -> arrived => match input.take(arrived.ok()) {
                Some(InputLine::End) => lines = &no_more_lines,
                Some(line) if console.take(&line) == Next::Stop => return,
                _ => {}
            },
        }
    }
}

/// Waits while lines pile up; that delays only the log.
fn print(printed: &Sender<String>, line: String) {
    if printed.send(line).is_err() {
        tracing::error!("the thread of standard output has ended");
    }
}
