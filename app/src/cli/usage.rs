//! What is said about a command line that is wrong: one sentence, and where to read more.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::texts::Texts;

/// The sentence for standard error, with a second line that points at the help.
pub(super) fn sentence(error: &clap::Error, words: &[OsString], texts: &Texts) -> String {
    with_hint(&what_is_wrong(error, texts), words, texts)
}

/// A sentence about the command line, and where to read more.
pub(super) fn with_hint(sentence: &str, words: &[OsString], texts: &Texts) -> String {
    let see = texts.with("usage-see-help", &[("command", command_of(words).into())]);
    format!("{sentence}\n{see}")
}

fn what_is_wrong(error: &clap::Error, texts: &Texts) -> String {
    let context = |kind| error.get(kind).map(shown).unwrap_or_default();
    let option = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => match context(ContextKind::SuggestedArg) {
            suggestion if suggestion.is_empty() => {
                texts.with("usage-unknown-option", &[("option", option.into())])
            }
            suggestion => texts.with(
                "usage-unknown-option-suggestion",
                &[("option", option.into()), ("suggestion", suggestion.into())],
            ),
        },
        ErrorKind::InvalidSubcommand => {
            let command = context(ContextKind::InvalidSubcommand);
            match context(ContextKind::SuggestedSubcommand) {
                suggestion if suggestion.is_empty() => {
                    texts.with("usage-unknown-command", &[("command", command.into())])
                }
                suggestion => texts.with(
                    "usage-unknown-command-suggestion",
                    &[
                        ("command", command.into()),
                        ("suggestion", suggestion.into()),
                    ],
                ),
            }
        }
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            texts.with("usage-missing-value", &[("option", option.into())])
        }
        ErrorKind::InvalidValue => {
            let (value, choices) = (
                context(ContextKind::InvalidValue),
                context(ContextKind::ValidValue),
            );
            texts.with(
                "usage-bad-choice",
                &[
                    ("value", value.into()),
                    ("option", option.into()),
                    ("choices", choices.into()),
                ],
            )
        }
        ErrorKind::ValueValidation => {
            let (value, expected) = (
                context(ContextKind::InvalidValue),
                expected(&option, error, texts),
            );
            texts.with(
                "usage-bad-value",
                &[
                    ("value", value.into()),
                    ("option", option.into()),
                    ("expected", expected.into()),
                ],
            )
        }
        ErrorKind::MissingRequiredArgument => {
            texts.with("usage-missing-argument", &[("option", option.into())])
        }
        ErrorKind::MissingSubcommand => {
            let choices = context(ContextKind::ValidSubcommand);
            texts.with("usage-missing-command", &[("choices", choices.into())])
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other == option || other.is_empty() => {
                texts.with("usage-twice", &[("option", option.into())])
            }
            other => texts.with(
                "usage-conflict",
                &[("option", option.into()), ("other", other.into())],
            ),
        },
        ErrorKind::InvalidUtf8 => texts.get("usage-not-utf8"),
        _ => {
            let rendered = error.to_string();
            let detail = rendered
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            texts.with("usage-other", &[("detail", detail.into())])
        }
    }
}

/// What would have been right, by the option's name.
fn expected(option: &str, error: &clap::Error, texts: &Texts) -> String {
    let name = option.split([' ', '=']).next().unwrap_or_default();
    match name {
        // clap reports the range only in its own words; only the client's port excludes zero.
        "--port" if error.to_string().contains("1..") => {
            texts.get("usage-expected-port-to-connect")
        }
        "--port" => texts.get("usage-expected-port"),
        "--accept-key" => texts.get("usage-expected-key"),
        "--exempt" => texts.get("usage-expected-network"),
        "--bind" => texts.get("usage-expected-address"),
        "--clients" => texts.get("usage-expected-clients"),
        "--slow" => texts.get("usage-expected-slow"),
        "--senders" => texts.get("usage-expected-senders"),
        "--at-once" | "--in-flight" => texts.get("usage-expected-up-to-10000"),
        "--size" => texts.get("usage-expected-size"),
        "--rate" => texts.get("usage-expected-rate"),
        "--seconds" => texts.get("usage-expected-seconds"),
        "--server-pid" => texts.get("usage-expected-process"),
        "--workers" => texts.get("usage-expected-workers"),
        "--max-clients" | "--max-chars" | "--max-rate" | "--history-days"
        | "--history-messages" => texts.get("usage-expected-number"),
        _ => texts.get("usage-expected-text"),
    }
}

/// The command to ask for help: as far as the words are commands.
fn command_of(words: &[OsString]) -> &'static str {
    match words.get(1).and_then(|word| word.to_str()) {
        Some("server") => "tertulia server",
        Some("client") => "tertulia client",
        Some("profiles") => "tertulia profiles",
        Some("load") => "tertulia load",
        _ => "tertulia",
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}
