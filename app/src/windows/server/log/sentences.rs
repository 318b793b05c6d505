//! What an entry of the log says, without the name and the address that have columns of their own.

use tertulia_protocol::{Dialect, GoodbyeReason};
use tertulia_server_core::{EndReason, Event, EventKind};

use crate::clock::Clock;
use crate::log_line::{LogLines, one_line};
use crate::models::serving::{LogEntry, LogKind};
use crate::texts::{Language, Texts};

/// No row has room for more letters.
const MOST_CHARS: usize = 320;

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

    /// The row's text.
    pub(super) fn short(&self, entry: &LogEntry) -> String {
        let Some(spoken) = &self.spoken else {
            return String::new();
        };
        match &entry.kind {
            LogKind::Event(event) => spoken.event(event),
            LogKind::Skipped(count) => {
                let texts = &spoken.texts;
                texts.with("log-skipped", &[("count", (*count).into())])
            }
        }
    }
}

/// The beginning of a text, which is all that a row can show.
fn beginning(text: &str) -> String {
    let end = text.char_indices().nth(MOST_CHARS);
    one_line(&text[..end.map_or(text.len(), |(end, _)| end)])
}

impl Spoken {
    fn event(&self, event: &EventKind) -> String {
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
                    ("wanted", beginning(wanted).into()),
                    ("why", beginning(why).into()),
                ],
            ),
            EventKind::WrongPassword { count, counted, .. } => texts.with(
                "serving-said-wrong-password",
                &[("count", (*count).into()), ("counted", (*counted).into())],
            ),
            EventKind::Said { text, action, .. } if *action => format!("~ {}", beginning(text)),
            EventKind::Said { text, .. } | EventKind::Operator { text, .. } => beginning(text),
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
