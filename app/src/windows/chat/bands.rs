//! What concerns the whole page, under its header: reconnecting, another program's server, the end.

use std::time::Duration;

use egui::Ui;
use tertulia_protocol::GoodbyeReason;

use super::ChatView;
use super::action::ChatAction;
use super::ending::Ending;
use crate::connection::{ConnectError, EndReason, ForeignEnding, LineEnding, Loss};
use crate::look::tokens::Type;
use crate::look::widgets::{Band, BandKind, Button, select};
use crate::look::{Ink, text};
use crate::models::chat::LinkState;
use crate::sentences::clean;
use crate::texts::Texts;
use crate::windows::connect::explain;
use crate::windows::menus;

/// Where actions stand beside the words, the line ending's label needs a page so wide.
const ROOM_FOR_LABEL: f32 = 640.0;

/// Whether there is a band.
pub(super) fn is_shown(view: &ChatView<'_>) -> bool {
    view.model.is_foreign()
        || view.model.first_key().is_some()
        || matches!(
            view.model.link(),
            LinkState::Reconnecting { .. } | LinkState::Ended(_)
        )
}

pub(super) fn show(ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
    match view.model.link() {
        LinkState::Reconnecting { .. } => reconnecting(ui, view, actions),
        LinkState::Ended(reason) => ended(ui, reason, view.texts, actions),
        _ if view.model.first_key().is_some() => first_key(ui, view, actions),
        _ => foreign(ui, view, actions),
    }
}

fn ended(ui: &mut Ui, reason: &EndReason, texts: &Texts, actions: &mut Vec<ChatAction>) {
    let Ending {
        title,
        detail,
        free_name,
        new_server,
        again,
    } = Ending::of(reason, texts);
    let band = Band {
        kind: BandKind::Alarm,
        title: &title,
        detail: &detail,
    };
    let buttons = |ui: &mut Ui| {
        let close = texts.get("chat-close");
        if Button::quiet(&close).small().show(ui).clicked() {
            actions.push(ChatAction::Disconnect);
        }
        if let Some(name) = free_name {
            let words = texts.with("connect-join-as", &[("name", name.as_str().into())]);
            if Button::outline(&words).small().show(ui).clicked() {
                actions.push(ChatAction::JoinAs(name));
            }
        } else if new_server {
            let words = texts.get("connect-new-server");
            if Button::outline(&words).small().show(ui).clicked() {
                actions.push(ChatAction::JoinAnew);
            }
        } else if again {
            let words = texts.get("chat-connect-again");
            if Button::outline(&words).small().show(ui).clicked() {
                actions.push(ChatAction::TryNow);
            }
        }
    };
    if new_server {
        // Both keys are to be read.
        band.show_whole(ui, buttons);
    } else {
        // Nor does anybody's reason end where the buttons begin.
        band.show_grown(ui, buttons);
    }
}

/// From this width on the whole key has room beside the answer, in each language.
const KEY_BESIDE: f32 = 760.0;

/// The server's key was met for the first time: people should compare it, once.
fn first_key(ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
    let Some(encryption) = view.model.first_key() else {
        return;
    };
    let texts = view.texts;
    let fingerprint = encryption.fingerprint.to_string();
    let title = texts.with("chat-first-key", &[("fingerprint", fingerprint.into())]);
    let detail = texts.get(if encryption.remembered {
        "chat-first-key-how"
    } else {
        "chat-first-key-unkept"
    });
    let band = Band {
        kind: BandKind::Key,
        title: &title,
        detail: &detail,
    };
    let answer = |ui: &mut Ui| {
        let seen = texts.get("chat-first-key-seen");
        if Button::outline(&seen).small().show(ui).clicked() {
            actions.push(ChatAction::KeySeen);
        }
    };
    // A key of which a part is cut off cannot be compared.
    if ui.available_width() < KEY_BESIDE {
        band.show_whole(ui, answer);
    } else {
        band.show(ui, answer);
    }
}

fn reconnecting(ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
    let LinkState::Reconnecting {
        attempt,
        until,
        pause,
        loss,
        failed,
    } = view.model.link()
    else {
        return;
    };
    let texts = view.texts;
    let remaining = until.map(|until| until.saturating_duration_since(view.now.instant));
    let why = match loss {
        Loss::Farewell(goodbye) if goodbye.reason == GoodbyeReason::Closing => "closed",
        _ => "lost",
    };
    let title = match remaining {
        Some(remaining) => {
            // The ring turns, so the next frame is due soon.
            ui.ctx().request_repaint_after(Duration::from_millis(50));
            let seconds = remaining.as_secs_f64().ceil() as u64;
            texts.with(
                "chat-trying-again",
                &[("why", why.into()), ("seconds", seconds.into())],
            )
        }
        None => texts.with("chat-trying-now", &[("why", why.into())]),
    };
    let left = remaining.map_or(0.0, |remaining| {
        remaining.as_secs_f32() / pause.as_secs_f32().max(0.001)
    });
    let attempt = u64::from((*attempt).max(1));
    let detail = match failed.as_ref().and_then(|error| hindrance(error, texts)) {
        Some(hindrance) => texts.with(
            "chat-attempt-failed",
            &[("attempt", attempt.into()), ("why", hindrance.into())],
        ),
        None => texts.with("chat-attempt", &[("attempt", attempt.into())]),
    };
    let band = Band {
        kind: BandKind::Reconnecting { left },
        title: &title,
        detail: &detail,
    };
    band.show(ui, |ui| {
        let stop = texts.get("chat-stop-trying");
        let now = texts.get("chat-try-now");
        if Button::quiet(&stop).small().show(ui).clicked() {
            actions.push(ChatAction::StopTrying);
        }
        if remaining.is_some() && Button::outline(&now).small().show(ui).clicked() {
            actions.push(ChatAction::TryNow);
        }
    });
}

/// Why the server does not let us in again, where that is something else than not being there.
fn hindrance(error: &ConnectError, texts: &Texts) -> Option<String> {
    match error {
        ConnectError::ServerFull { .. }
        | ConnectError::NameRefused { .. }
        | ConnectError::Banned { .. }
        | ConnectError::SentAway { .. }
        | ConnectError::NotTertulia { .. } => Some(explain(error, texts).title()),
        ConnectError::LookupFailed { host, .. } => {
            Some(texts.with("connect-fail-lookup", &[("host", clean(host).into())]))
        }
        _ => None,
    }
}

fn foreign(ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
    let texts = view.texts;
    let title = texts.get("chat-foreign");
    let detail = texts.get("chat-foreign-detail");
    let band = Band {
        kind: BandKind::Foreign,
        title: &title,
        detail: &detail,
    };
    let width = ui.available_width();
    let label = !(Band::BESIDE..=ROOM_FOR_LABEL).contains(&width);
    band.show(ui, |ui| {
        let Some(ending) = view.model.line_ending() else {
            return;
        };
        let name = texts.get("chat-line-ending");
        let shown = ending_words(ending.used, texts);
        select(ui, "line ending", &name, &shown, 112.0, |ui| {
            ui.set_min_width(200.0);
            endings(ui, ending, texts, actions);
        });
        if label {
            text::label_truncated(ui, name, Type::Control, Ink::Weak);
        }
    });
}

/// The choices, with a tick at the one in force.
fn endings(ui: &mut Ui, ending: ForeignEnding, texts: &Texts, actions: &mut Vec<ChatAction>) {
    for choice in [
        LineEnding::Auto,
        LineEnding::None,
        LineEnding::Lf,
        LineEnding::CrLf,
    ] {
        let words = ending_words(choice, texts);
        if menus::choice(ui, &words, choice == ending.chosen).clicked() {
            actions.push(ChatAction::LineEnding(choice));
        }
    }
}

fn ending_words(ending: LineEnding, texts: &Texts) -> String {
    match ending {
        LineEnding::Auto => texts.get("chat-ending-auto"),
        LineEnding::None => texts.get("chat-ending-none"),
        LineEnding::Lf => "LF".to_owned(),
        LineEnding::CrLf => "CR LF".to_owned(),
    }
}
