//! The server's log as lines of text: one pure function, for the terminal and for the window.

use std::borrow::Cow;
use std::path::Path;

use tertulia_protocol::{
    Departure, Dialect, GoodbyeReason, Joined, LeaveReason, Left, Member, MessageId, Name,
    PersonId, Phrase, Phrases, Renamed, ServerMessage, UnixMillis, clean_text, plain,
};
use tertulia_server_core::{EndReason, Event, EventKind, HandshakeFault, StorageNotice, Who};

use crate::clock::Clock;
use crate::moderation::{self, shown_network, with_reason};
use crate::sentences;
use crate::texts::Texts;

/// Stands for a line break, so that a text of several lines cannot look like several entries.
const LINE_BREAK: &str = " ⏎ ";

/// Words the entries of a log in one language and one time zone.
pub struct LogLines {
    texts: Texts,
    phrases: Phrases,
    clock: Clock,
}

impl LogLines {
    /// In the language of `texts` and the time zone of `clock`.
    #[must_use]
    pub fn new(texts: Texts, clock: Clock) -> Self {
        let phrases = Phrases::new(texts.language());
        Self {
            texts,
            phrases,
            clock,
        }
    }

    /// The clock that the times are read from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The whole entry in one line: `14:03:07.120  Ana 127.0.0.1:51234: hola`.
    #[must_use]
    pub fn line(&self, event: &Event) -> String {
        format!(
            "{}  {}",
            self.clock.precise(event.time),
            self.text(&event.kind)
        )
    }

    /// The line about entries that are missing.
    #[must_use]
    pub fn skipped(&self, time: UnixMillis, count: u64) -> String {
        let texts = &self.texts;
        format!(
            "{}  {}",
            self.clock.precise(time),
            texts.with("log-skipped", &[("count", count.into())])
        )
    }

    /// The entry without its time, in one line.
    #[must_use]
    pub fn text(&self, event: &EventKind) -> String {
        let texts = &self.texts;
        match event {
            EventKind::Listening(address) => {
                texts.with("log-listening", &[("address", address.to_string().into())])
            }
            EventKind::Connected(who) => texts.with(
                "log-connected",
                &[("address", who.address.to_string().into())],
            ),
            EventKind::Joined {
                who,
                dialect,
                resumed,
                encrypted,
            } => self.joined(who, (*dialect, *encrypted), *resumed),
            EventKind::NameRefused { who, wanted, why } => texts.with(
                "log-name-refused",
                &[
                    ("who", shown(who).into()),
                    ("wanted", one_line(wanted).into()),
                    ("why", one_line(why).into()),
                ],
            ),
            EventKind::WrongPassword {
                who,
                count,
                counted,
            } => texts.with(
                "log-wrong-password",
                &[
                    ("address", who.address.to_string().into()),
                    ("count", (*count).into()),
                    ("counted", (*counted).into()),
                ],
            ),
            EventKind::PasswordsClosed { network, until } => texts.with(
                "log-passwords-closed",
                &[
                    ("address", shown_network(*network).into()),
                    ("until", self.until(Some(*until)).into()),
                ],
            ),
            EventKind::PasswordsReopened { network } => texts.with(
                "log-passwords-reopened",
                &[("address", shown_network(*network).into())],
            ),
            EventKind::PasswordChanged { asks: true } => texts.get("log-password-set"),
            EventKind::PasswordChanged { asks: false } => texts.get("log-password-none"),
            EventKind::Said {
                who,
                text,
                action: false,
            } => format!("{}: {}", shown(who), one_line(text)),
            EventKind::Said {
                who,
                text,
                action: true,
            } => format!("~ {} {}", shown(who), one_line(text)),
            EventKind::Private { who, to, chars } => texts.with(
                "log-private",
                &[
                    ("who", shown(who).into()),
                    ("to", to.as_str().into()),
                    ("chars", (*chars).into()),
                ],
            ),
            EventKind::Operator { text, chosen: None } => {
                texts.with("log-operator", &[("text", one_line(text).into())])
            }
            EventKind::Operator {
                text,
                chosen: Some(count),
            } => texts.with(
                "log-operator-chosen",
                &[("count", (*count).into()), ("text", one_line(text).into())],
            ),
            EventKind::Renamed { who, from } => self.renamed(who, from),
            EventKind::Away { who, reason } => texts.with(
                "log-away",
                &[
                    ("who", shown(who).into()),
                    ("reason", self.reason(reason).into()),
                ],
            ),
            EventKind::Left { who, reason } => self.left(who, reason),
            EventKind::Disconnected { who, reason } => texts.with(
                "log-disconnected",
                &[
                    ("address", who.address.to_string().into()),
                    ("reason", self.reason(reason).into()),
                ],
            ),
            EventKind::LimitsChanged(limits) => self.notice(&ServerMessage::Limits(*limits)),
            EventKind::Muted { who, until, reason } => {
                let muted = texts.with(
                    "log-muted",
                    &[
                        ("who", shown(who).into()),
                        ("until", self.until(*until).into()),
                    ],
                );
                with_reason(muted, reason.as_deref())
            }
            EventKind::Unmuted { name } => {
                texts.with("log-unmuted", &[("name", one_line(name).into())])
            }
            EventKind::Frozen(true) => texts.get("log-frozen"),
            EventKind::Frozen(false) => texts.get("log-unfrozen"),
            EventKind::Banned {
                network,
                name,
                until,
                reason,
            } => {
                let (address, until) = (shown_network(*network), self.until(*until));
                let banned = match name {
                    Some(name) => texts.with(
                        "log-banned-name",
                        &[
                            ("name", one_line(name).into()),
                            ("address", address.into()),
                            ("until", until.into()),
                        ],
                    ),
                    None => texts.with(
                        "log-banned",
                        &[("address", address.into()), ("until", until.into())],
                    ),
                };
                with_reason(banned, reason.as_deref())
            }
            EventKind::Unbanned {
                network,
                wider: Some(wider),
                ..
            } => texts.with(
                "log-unbanned-not-wider",
                &[
                    ("address", shown_network(*network).into()),
                    ("wider", shown_network(*wider).into()),
                ],
            ),
            EventKind::Unbanned {
                network,
                narrower: count @ 1..,
                ..
            } => texts.with(
                "log-unbanned-not-narrower",
                &[
                    ("address", shown_network(*network).into()),
                    ("count", (*count as u64).into()),
                ],
            ),
            EventKind::Unbanned { network, .. } => texts.with(
                "log-unbanned",
                &[("address", shown_network(*network).into())],
            ),
            EventKind::TurnedAway {
                network: Some(network),
                count,
            } => texts.with(
                "log-turned-away",
                &[
                    ("count", (*count).into()),
                    ("address", shown_network(*network).into()),
                ],
            ),
            EventKind::TurnedAway {
                network: None,
                count,
            } => texts.with("log-turned-away-others", &[("count", (*count).into())]),
            EventKind::ModerationNotKept { path, why } => texts.with(
                "log-moderation-not-kept",
                &[
                    ("path", one_line(&path.display().to_string()).into()),
                    ("why", one_line(why).into()),
                ],
            ),
            EventKind::ModerationKept { path } => {
                let path = one_line(&path.display().to_string());
                texts.with("log-moderation-kept", &[("path", path.into())])
            }
            EventKind::AcceptPaused { why } => {
                texts.with("log-accept-paused", &[("why", one_line(why).into())])
            }
            EventKind::AcceptResumed => texts.get("log-accept-resumed"),
            EventKind::HistoryOpened {
                path,
                latest,
                awaited,
            } => self.history_opened(path, *latest, *awaited),
            EventKind::History(notice) => self.history(notice),
            EventKind::StorageFailing { error } => texts.with(
                "log-storage-failing",
                &[(
                    "why",
                    one_line(&sentences::storage_error(error, texts)).into(),
                )],
            ),
            EventKind::StorageWorks { refused } => {
                texts.with("log-storage-works", &[("refused", (*refused).into())])
            }
            EventKind::NotKept { who: Some(who) } => {
                texts.with("log-not-kept", &[("who", shown(who).into())])
            }
            EventKind::NotKept { who: None } => texts.get("log-not-kept-operator"),
            EventKind::Closing => format!("* {}", self.phrases.say(Phrase::Closing)),
            EventKind::Stopped => texts.get("log-stopped"),
            // A kind that a newer server core has.
            other => one_line(&format!("{other:?}")),
        }
    }

    fn until(&self, until: Option<UnixMillis>) -> String {
        moderation::until(until, &self.clock, &self.texts)
    }

    fn history_opened(&self, path: &Path, latest: MessageId, awaited: usize) -> String {
        let path = one_line(&path.display().to_string());
        let texts = &self.texts;
        if latest == MessageId(0) && awaited == 0 {
            return texts.with("log-history-new", &[("path", path.into())]);
        }
        texts.with(
            "log-history-opened",
            &[("awaited", awaited.into()), ("path", path.into())],
        )
    }

    fn history(&self, notice: &StorageNotice) -> String {
        let texts = &self.texts;
        let shown = |path: &Path| one_line(&path.display().to_string());
        match notice {
            StorageNotice::SetAside { path, aside, why } => texts.with(
                "log-history-aside",
                &[
                    ("why", one_line(why).into()),
                    ("aside", shown(aside).into()),
                    ("path", shown(path).into()),
                ],
            ),
            StorageNotice::Vanished { path } => {
                texts.with("log-history-vanished", &[("path", shown(path).into())])
            }
            StorageNotice::PutBack { messages } => {
                texts.with("log-history-put-back", &[("messages", (*messages).into())])
            }
            StorageNotice::Migrated { from, to } => texts.with(
                "log-history-migrated",
                &[
                    ("from", from.to_string().into()),
                    ("to", to.to_string().into()),
                ],
            ),
            // A kind that a newer server core has.
            other => one_line(&format!("{other:?}")),
        }
    }

    fn joined(&self, who: &Who, (dialect, encrypted): (Dialect, bool), resumed: bool) -> String {
        let people = who.name.iter().map(|name| Member {
            id: PersonId(0),
            name: name.clone(),
            dialect,
        });
        let notice = self.notice(&ServerMessage::Joined(Joined {
            more: 0,
            people: people.collect(),
        }));
        let address = who.address.to_string();
        let dialect = self.dialect(dialect, encrypted);
        let texts = &self.texts;
        if resumed {
            texts.with(
                "log-joined-again",
                &[
                    ("notice", notice.into()),
                    ("address", address.into()),
                    ("dialect", dialect.into()),
                ],
            )
        } else {
            texts.with(
                "log-joined",
                &[
                    ("notice", notice.into()),
                    ("address", address.into()),
                    ("dialect", dialect.into()),
                ],
            )
        }
    }

    fn left(&self, who: &Who, reason: &EndReason) -> String {
        let people = who.name.iter().map(|name| Departure {
            id: PersonId(0),
            name: name.clone(),
            reason: LeaveReason::Other,
        });
        let notice = self.notice(&ServerMessage::Left(Left {
            people: people.collect(),
        }));
        let texts = &self.texts;
        let address = match who.address.ip().is_unspecified() {
            // Somebody whom this run of the server has never met.
            true => texts.get("log-address-unknown"),
            false => who.address.to_string(),
        };
        let reason = self.reason(reason);
        texts.with(
            "log-left",
            &[
                ("notice", notice.into()),
                ("address", address.into()),
                ("reason", reason.into()),
            ],
        )
    }

    fn renamed(&self, who: &Who, from: &Name) -> String {
        let Some(to) = &who.name else {
            return shown(who);
        };
        let renamed = Renamed {
            id: PersonId(0),
            from: from.clone(),
            to: to.clone(),
        };
        format!(
            "{} {}",
            self.notice(&ServerMessage::Renamed(renamed)),
            who.address
        )
    }

    /// How a connection talks, in words.
    #[must_use]
    pub fn dialect(&self, dialect: Dialect, encrypted: bool) -> String {
        let dialect = match dialect {
            Dialect::Plain => self.texts.get("log-dialect-plain"),
            Dialect::App => self.texts.get("log-dialect-app"),
        };
        if encrypted {
            self.texts
                .with("log-dialect-encrypted", &[("dialect", dialect.into())])
        } else {
            dialect
        }
    }

    /// Why a connection ended, in words.
    #[must_use]
    pub fn reason(&self, reason: &EndReason) -> String {
        let texts = &self.texts;
        match reason {
            EndReason::Farewell {
                reason: GoodbyeReason::Quit,
                ..
            } => texts.get("log-reason-quit"),
            EndReason::Farewell {
                reason: GoodbyeReason::Closing,
                ..
            } => texts.get("log-reason-stopping"),
            EndReason::Farewell { detail, .. } => one_line(detail),
            EndReason::Closed => texts.get("log-reason-closed"),
            EndReason::Broken { error } => {
                texts.with("log-reason-broken", &[("error", one_line(error).into())])
            }
            EndReason::Handshake(fault) => texts.with(
                "log-reason-handshake",
                &[("why", self.handshake_fault(fault).into())],
            ),
            EndReason::NotSpoken { protocol } => {
                texts.with("log-reason-not-spoken", &[("protocol", (*protocol).into())])
            }
        }
    }

    fn handshake_fault(&self, fault: &HandshakeFault) -> String {
        let texts = &self.texts;
        match fault {
            HandshakeFault::TooSlow => texts.get("log-handshake-slow"),
            HandshakeFault::TooMany => texts.get("log-handshake-many"),
            HandshakeFault::NotTls => texts.get("log-handshake-not-tls"),
            HandshakeFault::NothingInCommon => texts.get("log-handshake-nothing-in-common"),
            HandshakeFault::NotTrusted => texts.get("log-handshake-not-trusted"),
            HandshakeFault::Other { why } => one_line(why),
        }
    }

    /// The very words that plain clients read: `* Ana joined`.
    fn notice(&self, message: &ServerMessage) -> String {
        let mut bytes = Vec::new();
        plain::encode(message, &self.phrases, &mut bytes);
        one_line(String::from_utf8_lossy(&bytes).trim_end())
    }
}

impl std::fmt::Debug for LogLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogLines")
            .field("language", &self.texts.language())
            .finish_non_exhaustive()
    }
}

/// `Ana 127.0.0.1:51234`, or the address alone.
fn shown(who: &Who) -> String {
    match &who.name {
        Some(name) => format!("{name} {}", who.address),
        None => who.address.to_string(),
    }
}

/// A text without line breaks and control characters.
pub(crate) fn one_line(text: &str) -> String {
    match clean_text(text) {
        Cow::Borrowed(text) if !text.contains('\n') => text.to_owned(),
        text => text.replace('\n', LINE_BREAK),
    }
}

#[cfg(test)]
mod tests;
