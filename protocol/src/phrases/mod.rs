//! The server's fixed sentences, in the language that its operator chose.

mod catalog;
mod words;

use crate::{
    ExitWords, Limits, MAX_NAME_CHARS, MAX_PASSWORD_CHARS, MAX_TEXT_LINES, Name, NameError,
    one_line,
};

pub(crate) use catalog::Template;
use catalog::{Argument, Catalog};
pub(crate) use words::Words;

/// The most scalar values that a sentence repeats of what somebody else wrote: a reason or a
/// parser's word, and a name or command.
const MAX_DETAIL_CHARS: usize = 200;
const MAX_WORD_CHARS: usize = 40;

/// How to leave where the operator has chosen no exit words at all.
const LAST_EXIT_WORD: &str = "/quit";

/// A language that the server can speak to its guests.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

/// What is the matter with the place where a server keeps its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StorageFault {
    /// No space is left.
    Full,
    /// It may only be read.
    ReadOnly,
    /// Another program holds it.
    Locked,
    /// It is damaged.
    Damaged,
    /// Anything else.
    Other,
}

/// One sentence of the server with what it tells. Without the `Error: ` or `* ` that the plain
/// dialect puts before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase<'a> {
    /// The prompt: "Tertulia 1. Please send your name:".
    Prompt,
    /// The prompt of a server that asks for a password.
    PasswordPrompt {
        /// Whether others on the network could read the answer.
        readable: bool,
    },
    /// A password is needed before anything else; asks for it.
    PasswordRequired,
    /// It is the server's. Asks for the name.
    PasswordRight,
    /// It is not the server's. Asks for another one.
    WrongPassword {
        /// How many seconds the answer to the next one will take.
        seconds: u32,
    },
    /// What came can be nobody's password. Asks for another one.
    NoPassword,
    /// Too many passwords are being looked at. Asks for it again.
    PasswordBusy,
    /// Too many wrong ones came.
    BadPasswords {
        /// For how many more minutes none is taken from that address; none means that only this
        /// connection ends.
        minutes: Option<u64>,
    },
    /// A name that is none, and what is wrong with it. Does not ask for another one (see
    /// [`Phrase::AskAgain`]), since a refused rename keeps the old name.
    NameRefused(&'a NameError),
    /// "Please send another name:". The room appends it to a refusal before naming, after a space.
    AskAgain,
    /// A name that belongs to somebody here, and a free one like it. Does not ask for another one.
    NameTaken {
        /// The wanted name.
        name: &'a str,
        /// A free one like it.
        suggestion: &'a str,
    },
    /// No more people fit.
    ServerFull {
        /// The limit.
        max_clients: u32,
    },
    /// A version of the app dialect that is not spoken here.
    Version {
        /// The server's version.
        supported: u32,
    },
    /// Nobody here is called that.
    NobodyCalled {
        /// The name as asked for.
        name: &'a str,
    },
    /// A message without a text.
    EmptyText,
    /// A message of more lines than [`MAX_TEXT_LINES`].
    TooManyLines,
    /// A number whose verdict is forgotten.
    OldNumber,
    /// A message that could not be kept, so that it was delivered to nobody.
    NotKept {
        /// What is the matter with the place where messages are kept.
        fault: StorageFault,
    },
    /// Older messages cannot be read just now.
    HistoryUnreadable,
    /// Not understood, with the parser's word on it.
    Malformed {
        /// What is wrong.
        detail: &'a str,
    },
    /// An unknown kind of request.
    UnknownType {
        /// The kind as sent.
        kind: &'a str,
    },
    /// Something was asked before the hello.
    HelloFirst,
    /// A second hello.
    HelloAgain,
    /// An unknown /command.
    UnknownCommand {
        /// The command as typed, with its slash.
        command: &'a str,
    },
    /// A /command used wrongly.
    Usage {
        /// How to use it: "/msg NAME text".
        usage: &'a str,
    },
    /// Farewell on leaving by a word.
    Farewell {
        /// Who leaves; none before naming.
        name: Option<&'a str>,
    },
    /// The server stops: "The server is closing."
    Closing,
    /// A message was longer than allowed.
    TooLong {
        /// The limit in scalar values.
        max_chars: u32,
    },
    /// More messages in a second than allowed.
    TooFast {
        /// The limit.
        max_rate: u32,
    },
    /// More control messages in a second than allowed.
    TooManyRequests {
        /// The limit.
        max_rate: u32,
    },
    /// Removed by the operator.
    Kicked {
        /// The operator's reason; none when no reason was given.
        reason: Option<&'a str>,
    },
    /// The operator has banned this address: told before the connection ends.
    Banned {
        /// For how many more minutes; none means for good.
        minutes: Option<u64>,
        /// The operator's reason; none when no reason was given.
        reason: Option<&'a str>,
    },
    /// The operator lets this person read, but not write.
    Muted {
        /// For how many more minutes; none means until it is lifted.
        minutes: Option<u64>,
        /// The operator's reason; none when no reason was given.
        reason: Option<&'a str>,
    },
    /// That is over.
    Unmuted,
    /// The operator lets nobody write.
    Frozen,
    /// That is over.
    Unfrozen,
    /// More connections from this address than the server takes.
    TooManyConnections,
    /// Too much was waiting for this client.
    SlowReader,
    /// The same session is connected elsewhere.
    Replaced,
    /// Three names were refused.
    BadNames,
    /// No name in time.
    Nameless,
    /// Nothing was heard for too long.
    Silent,
    /// A connection in clear, where only encrypted ones are taken, and how to make one.
    EncryptedOnly,
    /// A protocol that is recognised but not spoken on this port.
    NotSpoken {
        /// "HTTP", "TLS", "IRC", "SSH".
        protocol: &'a str,
    },
}

/// The sentences of one language, ready to be used. It can be shared by all threads.
#[derive(Debug)]
pub struct Phrases {
    language: Language,
    catalog: Catalog,
    words: Words,
}

impl Phrases {
    /// Reads the built-in sentences of `language`. One value serves a whole server.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let catalog = Catalog::new(language);
        let words = Words::new(&catalog);
        Self {
            language,
            catalog,
            words,
        }
    }

    /// Which language this is.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence for `phrase`: one line. What it repeats of others is cleaned and shortened.
    #[must_use]
    pub fn say(&self, phrase: Phrase<'_>) -> String {
        let say = |key, arguments: &[Argument<'_>]| self.catalog.message(key, arguments);
        match phrase {
            Phrase::Prompt => say("prompt", &[]),
            Phrase::PasswordPrompt { readable: true } => say("password-prompt-readable", &[]),
            Phrase::PasswordPrompt { readable: false } => say("password-prompt", &[]),
            Phrase::PasswordRequired => say("password-required", &[]),
            Phrase::PasswordRight => say("password-right", &[]),
            Phrase::WrongPassword { seconds: 0 } => say("wrong-password", &[]),
            Phrase::WrongPassword { seconds } => {
                say("wrong-password-wait", &[("seconds", seconds.into())])
            }
            Phrase::NoPassword => say("no-password", &[("max", MAX_PASSWORD_CHARS.into())]),
            Phrase::PasswordBusy => say("password-busy", &[]),
            Phrase::BadPasswords { minutes: None } => say("bad-passwords", &[]),
            Phrase::BadPasswords {
                minutes: Some(minutes),
            } => say("bad-passwords-for", &[("span", self.span(minutes).into())]),
            Phrase::NameRefused(error) => self.name_refused(error),
            Phrase::AskAgain => say("ask-again", &[]),
            Phrase::NameTaken { name, suggestion } => say(
                "name-taken",
                &[word("name", name), word("suggestion", suggestion)],
            ),
            Phrase::ServerFull { max_clients } => {
                say("server-full", &[("max", max_clients.into())])
            }
            Phrase::Version { supported } => {
                // As a text: a version is no quantity, and has no thousands.
                say("version", &[word("supported", &supported.to_string())])
            }
            Phrase::NobodyCalled { name } => say("nobody-called", &[word("name", name)]),
            Phrase::EmptyText => say("empty-text", &[]),
            Phrase::TooManyLines => say("too-many-lines", &[("max", MAX_TEXT_LINES.into())]),
            Phrase::OldNumber => say("old-number", &[]),
            Phrase::NotKept { fault } => say(
                match fault {
                    StorageFault::Full => "not-kept-full",
                    StorageFault::ReadOnly => "not-kept-read-only",
                    StorageFault::Locked => "not-kept-locked",
                    StorageFault::Damaged => "not-kept-damaged",
                    StorageFault::Other => "not-kept",
                },
                &[],
            ),
            Phrase::HistoryUnreadable => say("history-unreadable", &[]),
            Phrase::Malformed { detail } => say("malformed", &[text("detail", detail)]),
            Phrase::UnknownType { kind } => say("unknown-type", &[word("kind", kind)]),
            Phrase::HelloFirst => say("hello-first", &[]),
            Phrase::HelloAgain => say("hello-again", &[]),
            Phrase::UnknownCommand { command } => {
                say("unknown-command", &[word("command", command)])
            }
            Phrase::Usage { usage } => say("usage", &[text("usage", usage)]),
            Phrase::Farewell { name: None } => say("farewell", &[]),
            Phrase::Farewell { name: Some(name) } => say("farewell-name", &[word("name", name)]),
            Phrase::Closing => say("closing", &[]),
            Phrase::TooLong { max_chars } => say("too-long", &[("max", max_chars.into())]),
            Phrase::TooFast { max_rate } => say("too-fast", &[("max", max_rate.into())]),
            Phrase::TooManyRequests { max_rate } => {
                say("too-many-requests", &[("max", max_rate.into())])
            }
            Phrase::Kicked {
                reason: Some(reason),
            } if !reason.trim().is_empty() => {
                say("kicked-reason", &[text("reason", reason.trim())])
            }
            Phrase::Kicked { .. } => say("kicked", &[]),
            Phrase::Banned { minutes, reason } => {
                self.sanction(["banned", "banned-for"], minutes, reason)
            }
            Phrase::Muted { minutes, reason } => {
                self.sanction(["muted", "muted-for"], minutes, reason)
            }
            Phrase::Unmuted => say("unmuted", &[]),
            Phrase::Frozen => say("frozen", &[]),
            Phrase::Unfrozen => say("unfrozen", &[]),
            Phrase::TooManyConnections => say("too-many-connections", &[]),
            Phrase::SlowReader => say("slow-reader", &[]),
            Phrase::Replaced => say("replaced", &[]),
            Phrase::BadNames => say("bad-names", &[]),
            Phrase::Nameless => say("nameless", &[]),
            Phrase::Silent => say("silent", &[]),
            Phrase::EncryptedOnly => say("encrypted-only", &[]),
            Phrase::NotSpoken { protocol } => say("not-spoken", &[word("protocol", protocol)]),
        }
    }

    /// What the operator has done to somebody (the key without and with an end), for how long, and
    /// why.
    fn sanction(
        &self,
        [for_good, for_a_time]: [&str; 2],
        minutes: Option<u64>,
        reason: Option<&str>,
    ) -> String {
        let mut sentence = match minutes {
            None => self.catalog.message(for_good, &[]),
            Some(minutes) => self
                .catalog
                .message(for_a_time, &[("span", self.span(minutes).into())]),
        };
        if let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) {
            let reason = self
                .catalog
                .message("reason-given", &[text("reason", reason)]);
            sentence = format!("{sentence} {reason}");
        }
        sentence
    }

    /// "25 minutes", "3 hours", "4 days": never shorter than it is.
    fn span(&self, minutes: u64) -> String {
        const HOUR: u64 = 60;
        const DAY: u64 = 24 * HOUR;
        let (key, count) = match minutes {
            ..=119 => ("span-minutes", minutes),
            120..=2_879 => ("span-hours", minutes.div_ceil(HOUR)),
            _ => ("span-days", minutes.div_ceil(DAY)),
        };
        self.catalog.message(key, &[("count", count.into())])
    }

    fn name_refused(&self, error: &NameError) -> String {
        let say = |key, arguments: &[Argument<'_>]| self.catalog.message(key, arguments);
        match error {
            NameError::Empty => say("name-empty", &[]),
            NameError::TooLong { chars } => say(
                "name-too-long",
                &[("chars", (*chars).into()), ("max", MAX_NAME_CHARS.into())],
            ),
            NameError::Character { character } => {
                say("name-character", &[text("character", &shown(*character))])
            }
            NameError::Start => say("name-start", &[]),
            NameError::Spaces => say("name-spaces", &[]),
            NameError::Reserved => say("name-reserved", &[]),
        }
    }
}

/// What only the plain-text encoder says.
impl Phrases {
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// "Welcome, Ana. Here: Luis, Marta. Type /help for help, salir to leave." With nobody in
    /// `people`, the newcomer is alone.
    pub(crate) fn welcome(&self, name: &Name, people: &str, exit_words: &ExitWords) -> String {
        let say = |key, arguments: &[Argument<'_>]| self.catalog.message(key, arguments);
        let here = match people {
            "" => say("welcome-alone", &[]),
            _ => say("welcome-here", &[("people", people.into())]),
        };
        let exit = exit_words.first().unwrap_or(LAST_EXIT_WORD);
        let how = say("welcome-how", &[word("exit", exit)]);
        let name = name.as_str().into();
        say(
            "welcome",
            &[("name", name), ("here", here.into()), ("how", how.into())],
        )
    }

    /// "Here (3): Ana, Luis, Marta."
    pub(crate) fn roster(&self, total: u64, people: &str) -> String {
        match people {
            "" => self.catalog.message("roster-empty", &[]),
            _ => self.catalog.message(
                "roster",
                &[("total", total.into()), ("people", people.into())],
            ),
        }
    }

    /// "Ana, Luis and 10 more"
    pub(crate) fn and_more(&self, people: &str, more: u64) -> String {
        self.catalog.message(
            "people-and-more",
            &[("people", people.into()), ("more", more.into())],
        )
    }

    /// "The limits are now: 1,000 characters a message, 5 messages a second, 256 people at
    /// a time."
    pub(crate) fn limits(&self, limits: Limits) -> String {
        let part = |unlimited, limited, max: u32| match max {
            0 => self.catalog.message(unlimited, &[]),
            _ => self.catalog.message(limited, &[("max", max.into())]),
        };
        let chars = part("limits-chars-none", "limits-chars", limits.max_chars);
        let rate = part("limits-rate-none", "limits-rate", limits.max_rate);
        let clients = part("limits-clients-none", "limits-clients", limits.max_clients);
        let parts = [
            ("chars", chars.into()),
            ("rate", rate.into()),
            ("clients", clients.into()),
        ];
        self.catalog.message("limits", &parts)
    }

    /// "history: 3 messages"
    pub(crate) fn history_start(&self, count: usize) -> String {
        self.catalog
            .message("history-start", &[("count", count.into())])
    }

    /// "end of history"
    pub(crate) fn history_end(&self) -> String {
        self.catalog.message("history-end", &[])
    }

    /// Several lines, one for each command.
    pub(crate) fn help(&self) -> String {
        self.catalog.message("help", &[])
    }

    /// Whether messages are confirmed from now on.
    pub(crate) fn acks_switched(&self, on: bool) -> String {
        self.catalog
            .message(if on { "acks-on" } else { "acks-off" }, &[])
    }
}

fn text<'a>(name: &'static str, value: &'a str) -> Argument<'a> {
    (name, one_line(value, MAX_DETAIL_CHARS).into())
}

fn word<'a>(name: &'static str, value: &'a str) -> Argument<'a> {
    (name, one_line(value, MAX_WORD_CHARS).into())
}

/// A character that names do not have, as people can find it: itself where it can be seen, and its
/// code point always.
fn shown(character: char) -> String {
    let code = u32::from(character);
    let visible = character.is_ascii_graphic()
        || (!character.is_ascii() && crate::name::is_visible(character));
    if visible {
        format!("{character} (U+{code:04X})")
    } else {
        format!("U+{code:04X}")
    }
}

#[cfg(test)]
mod tests;
