//! `tertulia load`: its words, and what they mean.

use std::ffi::OsString;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::command::{flag, general, value, with_template};
use super::usage;
use crate::connection::WantedKey;
use crate::load::{
    Load, LoadDialect, LoadMode, LoadWire, MOST_AT_ONCE, MOST_CHARS, MOST_CLIENTS, MOST_IN_FLIGHT,
    MOST_RATE, MOST_SECONDS, MOST_SENDERS, Plan, STAMP_CHARS,
};
use crate::texts::Texts;

/// Options that only some modes have.
const OF_SOME_MODES: [(&str, &[LoadMode]); 5] = [
    ("senders", &[LoadMode::Throughput, LoadMode::Latency]),
    ("slow", &[LoadMode::Throughput, LoadMode::Latency]),
    ("size", &[LoadMode::Throughput, LoadMode::Latency]),
    ("in-flight", &[LoadMode::Throughput]),
    ("rate", &[LoadMode::Latency]),
];

pub(super) fn command(texts: &Texts) -> Command {
    let text = |key: &str| texts.get(key);
    let number = |name, least: u32, most: u32, usual: &'static str, help| {
        value(name, texts.get("cli-value-number"), help)
            .allow_negative_numbers(true)
            .value_parser(value_parser!(u32).range(i64::from(least)..=i64::from(most)))
            .default_value(usual)
            .hide_default_value(true)
    };
    let modes = PossibleValuesParser::new(LoadMode::ALL.map(LoadMode::word));
    let command = Command::new("load")
        .about(text("cli-about-load"))
        .override_usage(text("cli-usage-load"))
        .after_help(text("cli-examples-load"))
        .next_help_heading(text("cli-heading-load-what"))
        .arg(
            Arg::new("mode")
                .value_name(text("cli-value-mode"))
                .help(text("cli-load-mode"))
                .value_parser(modes)
                .hide_possible_values(true)
                .default_value(LoadMode::default().word())
                .hide_default_value(true),
        )
        .arg(number(
            "clients",
            1,
            MOST_CLIENTS,
            "100",
            text("cli-load-clients"),
        ))
        .arg(number(
            "senders",
            1,
            MOST_SENDERS,
            "1",
            text("cli-load-senders"),
        ))
        .arg(number("slow", 0, MOST_CLIENTS, "0", text("cli-load-slow")))
        .arg(number(
            "at-once",
            1,
            MOST_AT_ONCE,
            "200",
            text("cli-load-at-once"),
        ))
        .arg(number(
            "size",
            STAMP_CHARS as u32,
            MOST_CHARS,
            "100",
            text("cli-load-size"),
        ))
        .arg(number(
            "in-flight",
            1,
            MOST_IN_FLIGHT,
            "1",
            text("cli-load-in-flight"),
        ))
        .arg(number("rate", 1, MOST_RATE, "100", text("cli-load-rate")))
        .arg(number(
            "seconds",
            1,
            MOST_SECONDS,
            "10",
            text("cli-load-seconds"),
        ))
        .arg(
            value(
                "dialect",
                text("cli-value-dialect"),
                text("cli-load-dialect"),
            )
            .value_parser(PossibleValuesParser::new(["plain", "app", "irc"]))
            .hide_possible_values(true)
            .default_value(LoadDialect::default().word())
            .hide_default_value(true),
        )
        .arg(flag("tls", text("cli-load-tls")))
        .next_help_heading(text("cli-heading-network"))
        .arg(
            value("host", text("cli-value-host"), text("cli-host"))
                .default_value("127.0.0.1")
                .hide_default_value(true),
        )
        .arg(
            value("port", text("cli-value-number"), text("cli-client-port"))
                .allow_negative_numbers(true)
                .value_parser(value_parser!(u16).range(1..))
                .default_value("2010")
                .hide_default_value(true),
        )
        .arg(
            value(
                "accept-key",
                text("cli-value-key"),
                text("cli-load-accept-key"),
            )
            .value_parser(|key: &str| key.parse::<WantedKey>())
            .requires("tls"),
        )
        .arg(
            value(
                "server-pid",
                text("cli-value-number"),
                text("cli-load-server-pid"),
            )
            .allow_negative_numbers(true)
            .value_parser(value_parser!(u32).range(1..)),
        )
        .arg(flag("i-own-this-server", text("cli-load-own")))
        .next_help_heading(text("cli-heading-how"))
        .arg(flag("json", text("cli-load-json")))
        .next_help_heading(text("cli-heading-general"))
        .args(general(texts));
    with_template(command.disable_help_flag(true), texts)
}

/// Refuses options that have no meaning in the chosen mode; `None` when all have.
pub(super) fn misplaced(matches: &ArgMatches, words: &[OsString], texts: &Texts) -> Option<String> {
    let (_, matches) = matches.subcommand().filter(|(name, _)| *name == "load")?;
    let mode = mode(matches);
    let (option, modes) = OF_SOME_MODES.into_iter().find(|(option, modes)| {
        matches.value_source(option) == Some(ValueSource::CommandLine) && !modes.contains(&mode)
    })?;
    let modes: Vec<&str> = modes.iter().map(|mode| mode.word()).collect();
    let sentence = texts.with(
        "usage-other-mode",
        &[
            ("option", format!("--{option}").into()),
            ("mode", mode.word().into()),
            ("modes", modes.join(", ").into()),
        ],
    );
    Some(usage::with_hint(&sentence, words, texts))
}

fn mode(matches: &ArgMatches) -> LoadMode {
    let word = matches.get_one::<String>("mode");
    word.and_then(|word| LoadMode::from_word(word))
        .unwrap_or_default()
}

/// Takes the values out of what clap matched.
pub(super) fn read(matches: &ArgMatches) -> Load {
    let number = |name: &str| matches.get_one::<u32>(name).copied().unwrap_or_default();
    let mode = mode(matches);
    let of_messages = |name| match mode.has_messages() {
        true => number(name) as usize,
        false => 0,
    };
    let dialect = matches.get_one::<String>("dialect");
    Load {
        plan: Plan {
            mode,
            dialect: dialect
                .and_then(|word| LoadDialect::from_word(word))
                .unwrap_or_default(),
            wire: match matches.get_flag("tls") {
                true => LoadWire::Tls(matches.get_one("accept-key").copied()),
                false => LoadWire::Clear,
            },
            clients: number("clients") as usize,
            senders: of_messages("senders"),
            slow: of_messages("slow"),
            at_once: number("at-once") as usize,
            chars: number("size") as usize,
            in_flight: number("in-flight"),
            rate: number("rate"),
            seconds: Duration::from_secs(number("seconds").into()),
        },
        host: matches.get_one("host").cloned().unwrap_or_default(),
        port: matches.get_one("port").copied().unwrap_or_default(),
        is_own: matches.get_flag("i-own-this-server"),
        server: matches.get_one("server-pid").copied(),
        json: matches.get_flag("json"),
    }
}
