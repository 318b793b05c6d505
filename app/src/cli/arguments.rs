//! What the command line says, as plain values.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::ArgMatches;
use tertulia_server_core::{IpNet, PasswordHash};

use super::load;
use crate::connection::WantedKey;
use crate::load::Load;
use crate::profiles::{FloodChoice, LineEndingChoice};
use crate::texts::Language;

/// A command line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The language asked for.
    pub language: Option<Language>,
    /// How often `--verbose` was given.
    pub verbose: u8,
    /// What to run.
    pub invocation: Invocation,
}

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invocation {
    /// Neither server nor client was named: the choice between them.
    Launcher,
    /// `tertulia server`.
    Server(ServerArgs),
    /// `tertulia client`.
    Client(ClientArgs),
    /// `tertulia profiles`.
    Profiles(ProfilesArgs),
    /// `tertulia load`.
    Load(Load),
}

/// What stands after `server`. What was not given is `None`, for the profile to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerArgs {
    /// `--bind`.
    pub bind: Option<IpAddr>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--encrypted-only`.
    pub encrypted_only: bool,
    /// `--password-file` or `--no-password`.
    pub password: Option<PasswordChoice>,
    /// `--profile`, a name or a file.
    pub profile: Option<String>,
    /// `--max-clients`; 0 means unlimited.
    pub max_clients: Option<u32>,
    /// `--max-chars`; 0 means unlimited.
    pub max_chars: Option<u32>,
    /// `--max-rate`; 0 means unlimited.
    pub max_rate: Option<u32>,
    /// `--flood`.
    pub flood: Option<FloodChoice>,
    /// `--exempt`, each time it was given.
    pub exempt: Vec<IpNet>,
    /// `--workers`; 0 means as many as fit the machine.
    pub workers: Option<usize>,
    /// `--welcome`.
    pub welcome: Option<String>,
    /// `--exit-word`, each time it was given.
    pub exit_words: Vec<String>,
    /// `--no-history`.
    pub no_history: bool,
    /// `--history-days`; 0 means for ever.
    pub history_days: Option<u32>,
    /// `--history-messages`; 0 means any number.
    pub history_messages: Option<u32>,
    /// `--durable`.
    pub durable: bool,
    /// `--headless`.
    pub headless: bool,
    /// `--start`.
    pub start: bool,
}

/// What newcomers are to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordChoice {
    /// `--no-password`.
    None,
    /// `--password-file`; `-` is standard input.
    File(PathBuf),
    /// What was read from there.
    Hash(PasswordHash),
}

/// What stands after `client`. What was not given is `None`, for the profile to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientArgs {
    /// `--name`.
    pub name: Option<String>,
    /// `--host`.
    pub host: Option<String>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--profile`, a name or a file.
    pub profile: Option<String>,
    /// `--password-file`; `-` is standard input.
    pub password_file: Option<PathBuf>,
    /// `--greeting`.
    pub greeting: Option<String>,
    /// `--line-ending`.
    pub line_ending: Option<LineEndingChoice>,
    /// `--no-send-name`.
    pub no_send_name: bool,
    /// `--terminal`.
    pub terminal: bool,
    /// `--json`.
    pub json: bool,
    /// `--connect`.
    pub connect: bool,
    /// `--continue`.
    pub go_on: bool,
    /// `--no-keep`.
    pub no_keep: bool,
    /// `--accept-key`.
    pub accept_key: Option<WantedKey>,
    /// `--new-server`.
    pub new_server: bool,
    /// `--clear`.
    pub clear: bool,
}

/// What stands after `profiles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfilesArgs {
    /// `list`.
    List,
    /// `path`.
    Path,
    /// `show`, with a name or a file.
    Show(String),
}

/// Takes the values out of what clap matched.
pub(super) fn read(matches: &ArgMatches) -> Parsed {
    let (invocation, inner) = match matches.subcommand() {
        Some(("server", inner)) => (Invocation::Server(server(inner)), inner),
        Some(("client", inner)) => (Invocation::Client(client(inner)), inner),
        Some(("profiles", inner)) => (Invocation::Profiles(profiles(inner)), inner),
        Some(("load", inner)) => (Invocation::Load(load::read(inner)), inner),
        _ => (Invocation::Launcher, matches),
    };
    Parsed {
        language: one(inner, "lang"),
        verbose: inner.get_count("verbose"),
        invocation,
    }
}

fn server(matches: &ArgMatches) -> ServerArgs {
    ServerArgs {
        bind: one(matches, "bind"),
        port: one(matches, "port"),
        encrypted_only: matches.get_flag("encrypted-only"),
        password: match one(matches, "password-file") {
            Some(file) => Some(PasswordChoice::File(file)),
            None => matches
                .get_flag("no-password")
                .then_some(PasswordChoice::None),
        },
        profile: one(matches, "profile"),
        max_clients: one(matches, "max-clients"),
        max_chars: one(matches, "max-chars"),
        max_rate: one(matches, "max-rate"),
        flood: one::<String>(matches, "flood").map(|choice| match choice.as_str() {
            "slow" => FloodChoice::Slow,
            _ => FloodChoice::Disconnect,
        }),
        exempt: matches
            .get_many("exempt")
            .into_iter()
            .flatten()
            .copied()
            .collect(),
        workers: one::<u16>(matches, "workers").map(usize::from),
        welcome: one(matches, "welcome"),
        exit_words: matches
            .get_many("exit-word")
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        no_history: matches.get_flag("no-history"),
        history_days: one(matches, "history-days"),
        history_messages: one(matches, "history-messages"),
        durable: matches.get_flag("durable"),
        headless: matches.get_flag("headless"),
        start: matches.get_flag("start"),
    }
}

fn client(matches: &ArgMatches) -> ClientArgs {
    ClientArgs {
        name: one(matches, "name"),
        host: one(matches, "host"),
        port: one(matches, "port"),
        profile: one(matches, "profile"),
        password_file: one(matches, "password-file"),
        greeting: one(matches, "greeting"),
        line_ending: one::<String>(matches, "line-ending").and_then(|choice| {
            match choice.as_str() {
                "auto" => Some(LineEndingChoice::Auto),
                "none" => Some(LineEndingChoice::None),
                "lf" => Some(LineEndingChoice::Lf),
                "crlf" => Some(LineEndingChoice::CrLf),
                _ => None,
            }
        }),
        no_send_name: matches.get_flag("no-send-name"),
        terminal: matches.get_flag("terminal"),
        json: matches.get_flag("json"),
        connect: matches.get_flag("connect"),
        go_on: matches.get_flag("continue"),
        no_keep: matches.get_flag("no-keep"),
        accept_key: one(matches, "accept-key"),
        new_server: matches.get_flag("new-server"),
        clear: matches.get_flag("clear"),
    }
}

fn profiles(matches: &ArgMatches) -> ProfilesArgs {
    match matches.subcommand() {
        Some(("show", inner)) => ProfilesArgs::Show(one(inner, "profile").unwrap_or_default()),
        Some(("path", _)) => ProfilesArgs::Path,
        _ => ProfilesArgs::List,
    }
}

fn one<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Option<T> {
    matches.get_one::<T>(id).cloned()
}
