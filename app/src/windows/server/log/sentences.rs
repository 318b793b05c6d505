//! What an entry of the log says, without the name and the address that have columns of their own.

use tertulia_protocol::{Dialect, GoodbyeReason};
use tertulia_server_core::{EndReason, Event, EventKind};

use crate::clock::Clock;
use crate::log_line::{LogLines, one_line};
use crate::models::serving::{LogEntry, LogKind};
use crate::moderation::{self, shown_network};
use crate::texts::{Language, Texts};

/// No row has room for more letters of one text.
const ROW: usize = 320;
/// Whoever points at a row reads no more; whoever copies it has all of it.
const WHOLE: usize = 2_000;

/// The words of one language, which take a moment to read.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    spoken: Option<Spoken>,
}

#[derive(Debug)]
struct Spoken {
    language: Language,
    texts: Texts,
    lines: LogLines,
}

impl Sentences {
    /// Speaks this language from now on.
    pub(super) fn speak(&mut self, texts: &Texts, clock: &Clock) {
        let known = self.spoken.as_ref().map(|spoken| spoken.language);
        if known != Some(texts.language()) {
            self.spoken = Some(Spoken {
                language: texts.language(),
                texts: texts.clone(),
                lines: LogLines::new(texts.clone(), clock.clone()),
            });
        }
    }

    /// The whole entry, as the log of a server without a window has it.
    pub(super) fn line(&self, entry: &LogEntry) -> String {
        let Some(Spoken { lines, .. }) = &self.spoken else {
            return String::new();
        };
        match &entry.kind {
            LogKind::Event(kind) => lines.line(&Event {
                time: entry.time,
                kind: kind.clone(),
            }),
            LogKind::Skipped(count) => lines.skipped(entry.time, *count),
        }
    }

    /// As much of it as a row has room for.
    pub(super) fn short(&self, entry: &LogEntry) -> String {
        self.say(entry, ROW)
    }

    /// As much as can be read, for whoever points at a row that has too little room.
    pub(super) fn whole(&self, entry: &LogEntry) -> String {
        self.say(entry, WHOLE)
    }

    /// With so many letters of each text that is not ours.
    fn say(&self, entry: &LogEntry, most: usize) -> String {
        let Some(spoken) = &self.spoken else {
            return String::new();
        };
        match &entry.kind {
            LogKind::Event(event) => spoken.event(event, most),
            LogKind::Skipped(count) => {
                let texts = &spoken.texts;
                texts.with("log-skipped", &[("count", (*count).into())])
            }
        }
    }
}

/// So many letters of a text, on one line.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => one_line(&text[..end]) + "…",
        None => one_line(text),
    }
}

impl Spoken {
    fn event(&self, event: &EventKind, most: usize) -> String {
        let texts = &self.texts;
        match event {
            EventKind::Listening(_) => texts.get("serving-said-listening"),
            EventKind::Connected(_) => texts.get("serving-said-connected"),
            EventKind::Joined {
                dialect,
                resumed,
                encrypted,
                ..
            } => self.joined((*dialect, *encrypted), *resumed),
            EventKind::NameRefused { wanted, why, .. } => texts.with(
                "serving-said-name-refused",
                &[
                    ("wanted", beginning(wanted, most).into()),
                    ("why", beginning(why, most).into()),
                ],
            ),
            EventKind::WrongPassword { count, counted, .. } => texts.with(
                "serving-said-wrong-password",
                &[("count", (*count).into()), ("counted", (*counted).into())],
            ),
            // Until when comes first, since a row has no room for all of it.
            EventKind::PasswordsClosed { network, until } => {
                let until = moderation::until(Some(*until), self.lines.clock(), texts);
                texts.with(
                    "serving-said-passwords-closed",
                    &[
                        ("address", shown_network(*network).into()),
                        ("until", until.into()),
                    ],
                )
            }
            EventKind::Said { text, action, .. } if *action => {
                format!("~ {}", beginning(text, most))
            }
            EventKind::Said { text, .. } | EventKind::Operator { text, .. } => {
                beginning(text, most)
            }
            EventKind::Private { to, chars, .. } => texts.with(
                "serving-said-private",
                &[("to", to.as_str().into()), ("chars", (*chars).into())],
            ),
            EventKind::Renamed { from, .. } => {
                texts.with("serving-said-renamed", &[("from", from.as_str().into())])
            }
            EventKind::Away { .. } => texts.get("serving-said-away"),
            EventKind::Left { reason, .. } | EventKind::Disconnected { reason, .. } => {
                self.gone(reason)
            }
            EventKind::NotKept { who: Some(_) } => texts.get("serving-said-not-kept"),
            // They name nobody.
            other => self.lines.text(other),
        }
    }

    fn joined(&self, (dialect, encrypted): (Dialect, bool), resumed: bool) -> String {
        let dialect = self.lines.dialect(dialect, encrypted);
        let texts = &self.texts;
        if resumed {
            texts.with("serving-said-joined-again", &[("dialect", dialect.into())])
        } else {
            texts.with("serving-said-joined", &[("dialect", dialect.into())])
        }
    }

    fn gone(&self, reason: &EndReason) -> String {
        let why = self.lines.reason(reason);
        let texts = &self.texts;
        match reason {
            EndReason::Closed
            | EndReason::Farewell {
                reason: GoodbyeReason::Quit | GoodbyeReason::Closing,
                ..
            } => texts.with("serving-said-left", &[("why", why.into())]),
            _ => texts.with("serving-said-cut-off", &[("why", why.into())]),
        }
    }
}
