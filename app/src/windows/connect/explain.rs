//! What went wrong with connecting: what happened, what to do next, and the details.

use std::time::Duration;

use egui::{Response, Ui};

use super::{ConnectAction, ConnectView};
use crate::connection::ConnectError;
use crate::look::widgets::{Alarm, Button, link};
use crate::look::{Ink, Type, text};
use crate::models::connecting::Attempt;
use crate::moderation::banned_title;
use crate::sentences::{clean, connect_error};
use crate::texts::Texts;
use tertulia_protocol::RefusalReason;

/// One failure in the words of the windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What happened; a space follows when an address does.
    title: String,
    /// Stands after the title.
    address: String,
    /// What to do.
    pub advice: String,
    detail: String,
}

impl Explained {
    /// What happened, with the address.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}{}", self.title, self.address)
    }
}

/// Draws the last attempt's failure, if it failed, and gives where.
pub(super) fn show(
    ui: &mut Ui,
    view: &ConnectView<'_>,
    actions: &mut Vec<ConnectAction>,
) -> Option<Response> {
    let Attempt::Failed { error, at, after } = view.form.attempt() else {
        return None;
    };
    let texts = view.texts;
    let explained = explain(error, texts);
    let time = view.clock.precise(*at);
    let time = time.split('.').next().unwrap_or_default().to_owned();
    let (key, what) = match said(error) {
        // A sentence of the server's own, which goes on with when it was said.
        Some(words) => (
            "connect-detail-said",
            words.trim_end_matches('.').to_owned(),
        ),
        None => ("connect-detail", explained.detail.clone()),
    };
    let detail = texts.with(
        key,
        &[
            ("what", what.into()),
            ("after", duration(*after).into()),
            ("time", time.into()),
        ],
    );
    let alarm = Alarm {
        title: &explained.title,
        address: &explained.address,
        advice: &explained.advice,
    };
    let shown = alarm.show(ui, |ui| {
        if let Some(name) = view.form.suggestion() {
            let words = texts.with("connect-join-as", &[("name", name.as_str().into())]);
            if Button::outline(&words).small().show(ui).clicked() {
                actions.push(ConnectAction::AcceptSuggestion);
            }
        } else {
            if error.way_on().is_some() {
                let words = texts.get("connect-new-server");
                if Button::outline(&words).small().show(ui).clicked() {
                    actions.push(ConnectAction::JoinAnew);
                }
            }
            if link(ui, &texts.get("connect-copy"), Type::Control).clicked() {
                let whole = format!("{}\n{}\n{detail}", explained.title(), explained.advice);
                actions.push(ConnectAction::Copy(whole));
            }
            text::label(ui, &detail, Type::Control, Ink::Weak);
        }
    });
    Some(shown)
}

fn duration(after: Duration) -> String {
    let millis = after.as_millis();
    if millis < 1_000 {
        format!("{millis} ms")
    } else {
        format!("{} s", after.as_secs())
    }
}

/// What happened, and what to do about it.
#[must_use]
pub fn explain(error: &ConnectError, texts: &Texts) -> Explained {
    let get = |key: &str| texts.get(key);
    let detail = |error: &ConnectError| clean(&error.to_string());
    let (title, address, advice) = match error {
        ConnectError::LookupFailed { host, .. } => (
            texts.with("connect-fail-lookup", &[("host", clean(host).into())]),
            String::new(),
            get("connect-fail-lookup-how"),
        ),
        ConnectError::Refused { address } => (
            get("connect-fail-refused"),
            address.to_string(),
            texts.with(
                "connect-fail-refused-how",
                &[("port", address.port().to_string().into())],
            ),
        ),
        ConnectError::NoRoute { address } => (
            get("connect-fail-route"),
            address.to_string(),
            get("connect-fail-route-how"),
        ),
        ConnectError::TimedOut { address, .. } => (
            get("connect-fail-timeout"),
            address.to_string(),
            get("connect-fail-timeout-how"),
        ),
        ConnectError::ClosedAtOnce { address } => (
            get("connect-fail-closed"),
            address.to_string(),
            get("connect-fail-closed-how"),
        ),
        ConnectError::SilentTertulia { address, .. } => (
            get("connect-fail-silent"),
            address.to_string(),
            get("connect-fail-silent-how"),
        ),
        ConnectError::NotTertulia { address } => (
            get("connect-fail-foreign"),
            address.to_string(),
            get("connect-fail-foreign-how"),
        ),
        ConnectError::OtherKey {
            address,
            known,
            shown,
        } => (
            get("connect-fail-key"),
            address.to_string(),
            texts.with(
                "connect-fail-key-how",
                &[
                    ("known", known.to_string().into()),
                    ("shown", shown.to_string().into()),
                ],
            ),
        ),
        ConnectError::NotEncrypted { address } => (
            get("connect-fail-stripped"),
            address.to_string(),
            get("connect-fail-stripped-how"),
        ),
        ConnectError::Unproven { address, .. } => (
            get("connect-fail-unproven"),
            address.to_string(),
            get("connect-fail-unproven-how"),
        ),
        ConnectError::InClearRefused => (
            get("connect-fail-clear"),
            String::new(),
            get("connect-fail-clear-how"),
        ),
        ConnectError::KnownServers { .. } => (
            get("connect-fail-known"),
            String::new(),
            connect_error(error, texts),
        ),
        ConnectError::NameRefused {
            name,
            reason: RefusalReason::NameTaken,
            ..
        } => (
            texts.with("connect-fail-taken", &[("name", clean(name).into())]),
            String::new(),
            get("connect-fail-taken-how"),
        ),
        ConnectError::NameRefused { name, message, .. } => (
            texts.with("connect-fail-name", &[("name", clean(name).into())]),
            String::new(),
            clean(message),
        ),
        ConnectError::BadName(_) => (
            get("connect-fail-bad-name"),
            String::new(),
            get("connect-name-bad"),
        ),
        ConnectError::ServerFull { .. } => (
            get("connect-fail-full"),
            String::new(),
            get("connect-fail-full-how"),
        ),
        ConnectError::UnsupportedVersion { .. } => (
            get("connect-fail-version"),
            String::new(),
            get("connect-fail-version-how"),
        ),
        ConnectError::Banned { message, until } => {
            (banned_title(*until, texts), String::new(), clean(message))
        }
        ConnectError::PasswordInClear { address } => (
            get("connect-fail-password-clear"),
            address.to_string(),
            get("connect-fail-password-clear-how"),
        ),
        ConnectError::BadPasswords { .. } => (
            get("connect-fail-passwords"),
            String::new(),
            get("connect-fail-passwords-how"),
        ),
        ConnectError::SentAway { message, .. } => {
            (get("connect-fail-away"), String::new(), clean(message))
        }
        ConnectError::Cancelled => (get("error-cancelled"), String::new(), String::new()),
        ConnectError::Io { .. } => (
            get("connect-fail-other"),
            String::new(),
            get("connect-fail-other-how"),
        ),
    };
    Explained {
        // Words and address are one line.
        title: if address.is_empty() {
            title
        } else {
            format!("{title} ")
        },
        address,
        advice,
        detail: said(error)
            .or_else(|| short_detail(error, texts))
            .unwrap_or_else(|| detail(error)),
    }
}

/// The server's own words, where it said why.
fn said(error: &ConnectError) -> Option<String> {
    match error {
        ConnectError::ServerFull { message }
        | ConnectError::UnsupportedVersion { message }
        | ConnectError::Banned { message, .. }
        | ConnectError::BadPasswords { message, .. }
        | ConnectError::SentAway { message, .. }
        | ConnectError::NameRefused { message, .. } => Some(clean(message)),
        _ => None,
    }
}

/// What the system said, in half a line.
fn short_detail(error: &ConnectError, texts: &Texts) -> Option<String> {
    Some(match error {
        ConnectError::Refused { .. } => texts.get("connect-detail-refused"),
        ConnectError::NoRoute { .. } => texts.get("connect-detail-route"),
        ConnectError::TimedOut { .. } => texts.get("connect-detail-timeout"),
        ConnectError::ClosedAtOnce { .. } => texts.get("connect-detail-closed"),
        ConnectError::SilentTertulia { .. } => texts.get("connect-detail-silent"),
        ConnectError::NotTertulia { .. } => texts.get("connect-detail-foreign"),
        ConnectError::OtherKey { .. } => texts.get("connect-detail-key"),
        ConnectError::PasswordInClear { .. }
        | ConnectError::NotEncrypted { .. }
        | ConnectError::InClearRefused => texts.get("connect-detail-clear"),
        ConnectError::Unproven { detail, .. } | ConnectError::KnownServers { detail, .. } => {
            clean(detail)
        }
        ConnectError::LookupFailed { detail, .. } | ConnectError::Io { detail, .. } => {
            clean(detail)
        }
        ConnectError::ServerFull { .. }
        | ConnectError::UnsupportedVersion { .. }
        | ConnectError::Banned { .. }
        | ConnectError::BadPasswords { .. }
        | ConnectError::SentAway { .. }
        | ConnectError::NameRefused { .. }
        | ConnectError::BadName(_)
        | ConnectError::Cancelled => return None,
    })
}
