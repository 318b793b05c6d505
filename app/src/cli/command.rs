//! The words of the command line, for clap. Every text comes from the localisation files, because
//! help is read by people in two languages.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Arg, ArgAction, Command, value_parser};

use super::load;
use crate::connection::WantedKey;
use crate::moderation::parse_network;
use crate::texts::{Texts, parse_language};

/// The whole command line.
pub(super) fn command(texts: &Texts) -> Command {
    let text = |key: &str| texts.get(key);
    let command = Command::new("tertulia")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text("cli-about"))
        .override_usage(text("cli-usage-top"))
        .after_help(text("cli-examples"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .subcommand_help_heading(text("cli-commands"))
        .subcommand_value_name(text("cli-command"))
        .next_help_heading(text("cli-heading-general"))
        .args(general(texts))
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(text("cli-version")),
        )
        .subcommand(server(texts))
        .subcommand(client(texts))
        .subcommand(profiles(texts))
        .subcommand(load::command(texts));
    with_template(command, texts)
}

fn server(texts: &Texts) -> Command {
    let text = |key: &str| texts.get(key);
    let command = Command::new("server")
        .about(text("cli-about-server"))
        .override_usage(text("cli-usage-server"))
        .after_help(text("cli-examples-server"))
        .next_help_heading(text("cli-heading-network"))
        .arg(
            value("bind", text("cli-value-address"), text("cli-bind"))
                .value_parser(value_parser!(IpAddr)),
        )
        .arg(
            value("port", text("cli-value-number"), text("cli-server-port"))
                .allow_negative_numbers(true)
                .value_parser(value_parser!(u16)),
        )
        .arg(flag("encrypted-only", text("cli-encrypted-only")))
        .next_help_heading(text("cli-heading-password"))
        .arg(
            value(
                "password-file",
                text("cli-value-file"),
                text("cli-password-file"),
            )
            .value_parser(value_parser!(PathBuf)),
        )
        .arg(flag("no-password", text("cli-no-password")).conflicts_with("password-file"))
        .next_help_heading(text("cli-heading-limits"))
        .arg(limit("max-clients", texts, text("cli-max-clients")))
        .arg(limit("max-chars", texts, text("cli-max-chars")))
        .arg(limit("max-rate", texts, text("cli-max-rate")))
        .arg(
            value("flood", text("cli-value-ending"), text("cli-flood"))
                .value_parser(PossibleValuesParser::new(["disconnect", "slow"]))
                .hide_possible_values(true),
        )
        .arg(
            value("exempt", text("cli-value-network"), text("cli-exempt"))
                .action(ArgAction::Append)
                .value_parser(|text: &str| {
                    parse_network(text).ok_or_else(|| "not a network".to_owned())
                }),
        )
        .next_help_heading(text("cli-heading-texts"))
        .arg(value(
            "welcome",
            text("cli-value-text"),
            text("cli-welcome"),
        ))
        .arg(
            value("exit-word", text("cli-value-word"), text("cli-exit-word"))
                .action(ArgAction::Append),
        )
        .next_help_heading(text("cli-heading-history"))
        .arg(
            flag("no-history", text("cli-no-history")).conflicts_with_all([
                "history-days",
                "history-messages",
                "durable",
            ]),
        )
        .arg(limit("history-days", texts, text("cli-history-days")))
        .arg(limit(
            "history-messages",
            texts,
            text("cli-history-messages"),
        ))
        .arg(flag("durable", text("cli-durable")))
        .next_help_heading(text("cli-heading-how"))
        .arg(flag("headless", text("cli-headless")))
        .arg(flag("start", text("cli-start")))
        .arg(value(
            "profile",
            text("cli-value-profile"),
            text("cli-profile"),
        ))
        .arg(
            value("workers", text("cli-value-number"), text("cli-workers"))
                .allow_negative_numbers(true)
                .value_parser(value_parser!(u16).range(0..=256)),
        )
        .next_help_heading(text("cli-heading-general"))
        .args(general(texts));
    with_template(command.disable_help_flag(true), texts)
}

fn client(texts: &Texts) -> Command {
    let text = |key: &str| texts.get(key);
    let command = Command::new("client")
        .about(text("cli-about-client"))
        .override_usage(text("cli-usage-client"))
        .after_help(text("cli-examples-client"))
        .next_help_heading(text("cli-heading-network"))
        .arg(value("name", text("cli-value-name"), text("cli-name")))
        .arg(value("host", text("cli-value-host"), text("cli-host")))
        .arg(
            value("port", text("cli-value-number"), text("cli-client-port"))
                .allow_negative_numbers(true)
                .value_parser(value_parser!(u16).range(1..)),
        )
        .arg(
            value("accept-key", text("cli-value-key"), text("cli-accept-key"))
                .value_parser(|key: &str| key.parse::<WantedKey>())
                .requires("terminal"),
        )
        .arg(
            flag("new-server", text("cli-new-server"))
                .requires("terminal")
                .conflicts_with("accept-key"),
        )
        .arg(
            value(
                "password-file",
                text("cli-value-file"),
                text("cli-client-password-file"),
            )
            .value_parser(value_parser!(PathBuf))
            .requires("terminal"),
        )
        .arg(flag("clear", text("cli-clear")).conflicts_with_all(["accept-key", "new-server"]))
        .next_help_heading(text("cli-heading-texts"))
        .arg(value(
            "greeting",
            text("cli-value-text"),
            text("cli-greeting"),
        ))
        .next_help_heading(text("cli-heading-how"))
        .arg(flag("terminal", text("cli-terminal")))
        .arg(flag("json", text("cli-json")).requires("terminal"))
        .arg(flag("connect", text("cli-connect")))
        .arg(
            flag("continue", text("cli-continue"))
                .requires("terminal")
                .conflicts_with("no-keep"),
        )
        .arg(flag("no-keep", text("cli-no-keep")))
        .arg(value(
            "profile",
            text("cli-value-profile"),
            text("cli-profile"),
        ))
        .next_help_heading(text("cli-heading-foreign"))
        .arg(
            value(
                "line-ending",
                text("cli-value-ending"),
                text("cli-line-ending"),
            )
            .value_parser(PossibleValuesParser::new(["auto", "none", "lf", "crlf"]))
            .hide_possible_values(true),
        )
        .arg(flag("no-send-name", text("cli-no-send-name")))
        .next_help_heading(text("cli-heading-general"))
        .args(general(texts));
    with_template(command.disable_help_flag(true), texts)
}

fn profiles(texts: &Texts) -> Command {
    let text = |key: &str| texts.get(key);
    let inner = |name: &'static str, about: String| {
        let command = Command::new(name)
            .about(about)
            .override_usage(format!("tertulia profiles {name}"));
        let command = command
            .disable_help_flag(true)
            .next_help_heading(text("cli-heading-general"));
        with_template(command.args(general(texts)), texts)
    };
    let show = inner("show", text("cli-about-profiles-show"))
        .override_usage(text("cli-usage-profiles-show"))
        .arg(
            Arg::new("profile")
                .value_name(text("cli-value-profile"))
                .required(true),
        );
    let command = Command::new("profiles")
        .about(text("cli-about-profiles"))
        .override_usage(text("cli-usage-profiles"))
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(text("cli-commands"))
        .next_help_heading(text("cli-heading-general"))
        .args(general(texts))
        .subcommand(inner("list", text("cli-about-profiles-list")))
        .subcommand(inner("path", text("cli-about-profiles-path")))
        .subcommand(show);
    with_template(command, texts)
}

/// The options that every command has.
pub(super) fn general(texts: &Texts) -> [Arg; 3] {
    let text = |key: &str| texts.get(key);
    [
        value("lang", text("cli-value-language"), text("cli-lang"))
            .value_parser(
                PossibleValuesParser::new(["en", "es"])
                    .map(|language| parse_language(&language).unwrap_or_default()),
            )
            .hide_possible_values(true),
        Arg::new("verbose")
            .short('v')
            .long("verbose")
            .action(ArgAction::Count)
            .help(text("cli-verbose")),
        Arg::new("help")
            .short('h')
            .long("help")
            .action(ArgAction::Help)
            .help(text("cli-help")),
    ]
}

pub(super) fn value(name: &'static str, value_name: String, help: String) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value_name)
        .help(help)
        .action(ArgAction::Set)
}

fn limit(name: &'static str, texts: &Texts, help: String) -> Arg {
    value(name, texts.get("cli-value-number"), help)
        .allow_negative_numbers(true)
        .value_parser(value_parser!(u32))
}

pub(super) fn flag(name: &'static str, help: String) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

/// clap's own template has English words in it.
pub(super) fn with_template(command: Command, texts: &Texts) -> Command {
    let usage = texts.get("cli-usage-label");
    command.help_template(format!(
        "{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}\n"
    ))
}
