//! What happens, as lines for a person.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use tertulia_protocol::{
    History, Phrases, Posted, Private, Roster, Said, ServerMessage, Welcome, clean_text, plain,
};

use super::conversation::{Conversation, Notice, Own, What};
use super::reasons;
use crate::clock::{Clock, now};
use crate::connection::{
    Arrival, ArrivalKind, ConnectionEvent, Delivery, Encryption, FailReason, ForeignLine, Loss,
    ServerKind,
};
use crate::passwords;
use crate::sentences::{clean, keeping_news};
use crate::texts::Texts;

/// So many people are named before the rest is only counted.
const NAMED_PEOPLE: usize = 20;
/// Messages longer than this are shortened where they are only mentioned.
const MENTIONED_CHARS: usize = 60;

/// Words events for a person at a terminal.
pub(super) struct Human {
    texts: Texts,
    phrases: Phrases,
    clock: Clock,
    coloured: bool,
    /// Whether it was said that messages wait, since the last time none did.
    said_waiting: bool,
    /// Whether the present connection is in clear, which is said once it is known where.
    in_clear: bool,
}

impl Human {
    pub(super) fn new(texts: Texts, clock: Clock, coloured: bool) -> Self {
        let phrases = Phrases::new(texts.language());
        Self {
            texts,
            phrases,
            clock,
            coloured,
            said_waiting: false,
            in_clear: false,
        }
    }

    /// The lines for an event; `conversation` is as it was before it.
    pub(super) fn event(
        &mut self,
        event: &ConnectionEvent,
        conversation: &Conversation,
    ) -> Vec<String> {
        let texts = &self.texts;
        match event {
            ConnectionEvent::LookingUp { host } if host.parse::<std::net::IpAddr>().is_err() => {
                vec![texts.with("terminal-looking-up", &[("host", clean(host).into())])]
            }
            ConnectionEvent::Connecting { address } => {
                vec![texts.with(
                    "terminal-connecting",
                    &[("address", address.to_string().into())],
                )]
            }
            ConnectionEvent::Recognised(ServerKind::Foreign) => {
                self.in_clear = false;
                vec![texts.get("terminal-foreign")]
            }
            ConnectionEvent::Encrypted(_) => {
                self.in_clear = false;
                Vec::new()
            }
            ConnectionEvent::InClear => {
                self.in_clear = true;
                Vec::new()
            }
            // The question is asked where the answer is read.
            ConnectionEvent::PasswordAsked(_) => Vec::new(),
            ConnectionEvent::Welcomed(arrival) => self.welcomed(arrival),
            ConnectionEvent::Message { local, delivery } => conversation
                .own(*local)
                .map_or_else(Vec::new, |own| self.own(own, delivery, conversation)),
            ConnectionEvent::Posted(posted) => self.posted(posted),
            ConnectionEvent::Gap(_) => vec![texts.get("terminal-gap")],
            ConnectionEvent::Joined(joined) => self.notice(&ServerMessage::Joined(joined.clone())),
            ConnectionEvent::Left(left) => self.notice(&ServerMessage::Left(left.clone())),
            ConnectionEvent::Renamed(renamed) => {
                self.notice(&ServerMessage::Renamed(renamed.clone()))
            }
            ConnectionEvent::Limits(limits) => self.notice(&ServerMessage::Limits(*limits)),
            ConnectionEvent::Notice(notice) => self.notice(&ServerMessage::Notice(notice.clone())),
            ConnectionEvent::Roster(roster) => vec![self.roster(roster)],
            ConnectionEvent::History(history) => self.history(history),
            ConnectionEvent::PageDropped(_) => vec![texts.get("terminal-page-dropped")],
            ConnectionEvent::ServerError(error) => vec![texts.with(
                "terminal-server-error",
                &[("why", clean(&error.message).into())],
            )],
            ConnectionEvent::Foreign(line) => foreign(&self.now(), line),
            ConnectionEvent::Keeping(news) => vec![keeping_news(news, texts)],
            ConnectionEvent::Lost(loss) => {
                let why = self.loss(loss);
                vec![texts.with("terminal-lost", &[("why", why.into())])]
            }
            ConnectionEvent::Waiting { attempt, pause } => {
                let seconds = pause.as_millis().div_ceil(1_000) as u64;
                let attempt = attempt.to_string();
                vec![texts.with(
                    "terminal-attempt",
                    &[("seconds", seconds.into()), ("attempt", attempt.into())],
                )]
            }
            // The end is told by the program's exit; the others are of no interest here.
            ConnectionEvent::LookingUp { .. }
            | ConnectionEvent::Connected { .. }
            | ConnectionEvent::Recognised(ServerKind::Tertulia)
            | ConnectionEvent::Allowance(_)
            | ConnectionEvent::NameSent { .. }
            | ConnectionEvent::ForeignEnding(_)
            | ConnectionEvent::RoundTrip(_)
            | ConnectionEvent::Ended(_) => Vec::new(),
        }
    }

    /// What to say once about a key that is met for the first time.
    pub(super) fn first_key(&self, encryption: Encryption) -> String {
        let key = if encryption.remembered {
            "terminal-first-key"
        } else {
            "terminal-first-key-unkept"
        };
        let fingerprint = encryption.fingerprint.to_string();
        self.texts.with(key, &[("fingerprint", fingerprint.into())])
    }

    /// The lines for an answer of the terminal's own.
    pub(super) fn answer(&self, notice: &Notice) -> Vec<String> {
        let texts = &self.texts;
        let text = match notice {
            Notice::Help => texts.get("terminal-help"),
            Notice::UnknownCommand(command) => texts.with(
                "terminal-unknown-command",
                &[("command", clean(command).into())],
            ),
            Notice::Usage(usage) => texts.with("terminal-usage", &[("usage", (*usage).into())]),
            Notice::NobodyCalled(name) => {
                texts.with("terminal-nobody-called", &[("name", clean(name).into())])
            }
            Notice::StillWaiting(count) => {
                texts.with("terminal-still-waiting", &[("count", (*count).into())])
            }
            Notice::LineTooLong => texts.get("terminal-line-too-long"),
            Notice::PasswordJudged => texts.get("terminal-password-judged"),
            Notice::PasswordFirst => texts.get("terminal-password-first"),
            Notice::Unusable(error) => passwords::unusable(*error, texts),
            Notice::BadRequest { detail, .. } => {
                texts.with("terminal-bad-request", &[("detail", clean(detail).into())])
            }
        };
        text.lines().map(str::to_owned).collect()
    }

    fn welcomed(&mut self, arrival: &Arrival) -> Vec<String> {
        let in_clear = std::mem::take(&mut self.in_clear);
        let (texts, welcome) = (&self.texts, &arrival.welcome);
        let name = || welcome.you.name.as_str().to_owned();
        let mut lines = Vec::new();
        if in_clear {
            lines.push(texts.get("terminal-in-clear"));
        }
        if let Some(from) = &arrival.renamed_from {
            lines.push(texts.with("terminal-name-lost", &[("from", clean(from).into())]));
        }
        lines.push(match arrival.kind {
            ArrivalKind::First => texts.with(
                "terminal-welcome",
                &[
                    ("name", name().into()),
                    ("count", welcome.people_total.into()),
                    ("people", self.people(welcome).into()),
                    (
                        "exit",
                        welcome
                            .exit_words
                            .first()
                            .unwrap_or("/quit")
                            .to_owned()
                            .into(),
                    ),
                ],
            ),
            ArrivalKind::Resumed | ArrivalKind::Rejoined => texts.with(
                "terminal-welcome-back",
                &[("name", name().into()), ("missed", welcome.missed.into())],
            ),
            ArrivalKind::NewRun => {
                texts.with("terminal-welcome-new-run", &[("name", name().into())])
            }
        });
        if let (ArrivalKind::First, Some(words)) = (arrival.kind, &welcome.words) {
            let server = texts.get("terminal-server-name");
            lines.extend(
                clean_lines(words)
                    .into_iter()
                    .map(|line| format!("{server}: {line}")),
            );
        }
        lines
    }

    fn people(&self, welcome: &Welcome) -> String {
        let names = welcome.people.iter().map(|member| member.name.as_str());
        self.listed(&names.collect::<Vec<_>>(), welcome.people_total)
    }

    fn listed(&self, names: &[&str], total: u64) -> String {
        let shown = names.len().min(NAMED_PEOPLE);
        let people = names[..shown].join(", ");
        match total.saturating_sub(shown as u64) {
            0 => people,
            more => self.texts.with(
                "terminal-and-more",
                &[("people", people.into()), ("count", more.into())],
            ),
        }
    }

    fn roster(&self, roster: &Roster) -> String {
        let names: Vec<&str> = roster
            .people
            .iter()
            .map(|member| member.name.as_str())
            .collect();
        let people = names.join(", ");
        // A page without the first people of all is a later one.
        if roster.people.len() as u64 == roster.total || roster.more {
            let people = self.listed(&names, roster.total);
            self.texts.with(
                "terminal-people",
                &[("count", roster.total.into()), ("people", people.into())],
            )
        } else {
            self.texts
                .with("terminal-people-page", &[("people", people.into())])
        }
    }

    fn history(&self, history: &History) -> Vec<String> {
        if history.messages.is_empty() {
            return vec![self.texts.get("terminal-history-empty")];
        }
        let count = history.messages.len();
        let mut lines = vec![
            self.texts
                .with("terminal-history", &[("count", count.into())]),
        ];
        lines.extend(
            history
                .messages
                .iter()
                .flat_map(|posted| self.posted(posted)),
        );
        lines.push(self.texts.get("terminal-history-end"));
        lines
    }

    fn posted(&self, posted: &Posted) -> Vec<String> {
        let texts = &self.texts;
        match posted {
            Posted::Said(Said {
                time,
                from,
                text,
                action,
                ..
            }) => self.message(
                &self.clock.short(*time),
                "",
                from.name.as_str(),
                *action,
                text,
            ),
            Posted::Private(Private {
                time, from, text, ..
            }) => {
                let mark = format!("{} ", texts.get("terminal-private"));
                self.message(
                    &self.clock.short(*time),
                    &mark,
                    from.name.as_str(),
                    false,
                    text,
                )
            }
            Posted::Operator(operator) => {
                let mark = if operator.private {
                    format!("{} ", texts.get("terminal-private"))
                } else {
                    String::new()
                };
                let server = texts.get("terminal-server-name");
                self.message(
                    &self.clock.short(operator.time),
                    &mark,
                    &server,
                    false,
                    &operator.text,
                )
            }
        }
    }

    fn own(&mut self, own: &Own, delivery: &Delivery, conversation: &Conversation) -> Vec<String> {
        match delivery {
            Delivery::Queued => self.waiting(conversation),
            Delivery::Sent => {
                // Only where nothing more will be known of it.
                if conversation.is_foreign() {
                    self.own_message("→", &self.now(), own, conversation)
                } else {
                    Vec::new()
                }
            }
            Delivery::Confirmed { time, .. } => {
                self.said_waiting &= conversation.pending() > 1;
                self.own_message("✓", &self.clock.short(*time), own, conversation)
            }
            Delivery::Failed(FailReason::ExitWord) => Vec::new(),
            Delivery::Failed(reason) => {
                self.said_waiting &= conversation.pending() > 1;
                let text = match &own.what {
                    What::Say { text, .. } | What::Direct { text, .. } => mentioned(text),
                    What::Rename { name } => mentioned(&format!("/nick {name}")),
                };
                let why = reasons::of_failure(reason, &self.texts);
                let texts = &self.texts;
                vec![texts.with(
                    "terminal-not-delivered",
                    &[("text", text.into()), ("why", why.into())],
                )]
            }
        }
    }

    /// Said once, when what is typed does not leave at once.
    fn waiting(&mut self, conversation: &Conversation) -> Vec<String> {
        if self.said_waiting {
            return Vec::new();
        }
        if conversation.is_away() {
            self.said_waiting = true;
            return vec![self.texts.get("terminal-kept")];
        }
        match conversation.rate() {
            Some(rate) if conversation.pending() > rate => {
                self.said_waiting = true;
                vec![self.texts.with("terminal-turn", &[("rate", rate.into())])]
            }
            _ => Vec::new(),
        }
    }

    fn own_message(
        &self,
        state: &str,
        time: &str,
        own: &Own,
        conversation: &Conversation,
    ) -> Vec<String> {
        self.own_words(state, time, conversation.name(), &own.what)
    }

    fn own_words(&self, state: &str, time: &str, name: &str, what: &What) -> Vec<String> {
        match what {
            What::Say { text, action } => {
                self.message(time, &format!("{state} "), name, *action, text)
            }
            What::Direct { to, text } => {
                let to = self
                    .texts
                    .with("terminal-private-to", &[("to", clean(to).into())]);
                self.message(time, &format!("{state} {to} "), name, false, text)
            }
            // Everybody is told of it, we too.
            What::Rename { .. } => Vec::new(),
        }
    }

    /// One line for each line of the text, each with everything before it, so that none looks like
    /// another message.
    fn message(&self, time: &str, mark: &str, name: &str, action: bool, text: &str) -> Vec<String> {
        let name = self.painted(name);
        let lines = clean_lines(text);
        let lines = lines.into_iter().map(|line| {
            if action {
                format!("{time} {mark}~ {name} {line}")
            } else {
                format!("{time} {mark}{name}: {line}")
            }
        });
        lines.collect()
    }

    /// The words of the wire: `* Ana joined`.
    fn notice(&self, message: &ServerMessage) -> Vec<String> {
        let mut bytes = Vec::new();
        plain::encode(message, &self.phrases, &mut bytes);
        let time = self.now();
        clean_lines(&String::from_utf8_lossy(&bytes))
            .into_iter()
            .map(|line| format!("{time} {line}"))
            .collect()
    }

    fn loss(&self, loss: &Loss) -> String {
        reasons::of_loss(loss, &self.texts)
    }

    fn now(&self) -> String {
        self.clock.short(now())
    }

    /// A name always in the same colour; red and the like are left to errors.
    fn painted(&self, name: &str) -> String {
        const COLOURS: [AnsiColor; 5] = [
            AnsiColor::Green,
            AnsiColor::Yellow,
            AnsiColor::Blue,
            AnsiColor::Magenta,
            AnsiColor::Cyan,
        ];
        if !self.coloured {
            return name.to_owned();
        }
        let sum = name.bytes().fold(0usize, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        let style = Style::new()
            .fg_color(Some(COLOURS[sum % COLOURS.len()].into()))
            .bold();
        let mut painted = String::new();
        let _infallible = write!(painted, "{style}{name}{style:#}");
        painted
    }
}

/// The lines of a text, without anything that a terminal would obey. At least one.
fn clean_lines(text: &str) -> Vec<String> {
    clean_text(text)
        .trim_end_matches('\n')
        .split('\n')
        .map(str::to_owned)
        .collect()
}

/// The lines of another program's server. The arrow tells them from ours, which everybody there
/// could forge otherwise.
fn foreign(time: &str, line: &ForeignLine) -> Vec<String> {
    let lines = clean_lines(&line.text).into_iter();
    lines.map(|line| format!("{time} ← {line}")).collect()
}

fn mentioned(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(MENTIONED_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

mod restored;
#[cfg(test)]
mod tests;
