//! What concerns the whole page, under its header: reconnecting, another program's server, the end.

use std::time::Duration;

use egui::Ui;

use super::action::ChatAction;
use super::{ChatView, words};
use crate::connection::LineEnding;
use crate::look::tokens::Type;
use crate::look::widgets::{Band, BandKind, Button, select};
use crate::look::{Ink, text};
use crate::models::chat::LinkState;
use crate::texts::Texts;

/// Whether there is a band.
pub(super) fn is_shown(view: &ChatView<'_>) -> bool {
    view.model.is_foreign()
        || matches!(
            view.model.link(),
            LinkState::Reconnecting { .. } | LinkState::Ended(_)
        )
}

pub(super) fn show(
    ui: &mut Ui,
    view: &ChatView<'_>,
    ending: &mut LineEnding,
    actions: &mut Vec<ChatAction>,
) {
    match view.model.link() {
        LinkState::Reconnecting {
            attempt,
            until,
            pause,
            ..
        } => {
            let remaining = until.map(|until| until.saturating_duration_since(view.now.instant));
            reconnecting(ui, view.texts, *attempt, remaining, *pause, actions);
        }
        LinkState::Ended(reason) => {
            let title = view.texts.get("chat-ended");
            let detail = words::end(reason, view.texts);
            let band = Band {
                kind: BandKind::Alarm,
                title: &title,
                detail: &detail,
            };
            band.show(ui, |ui| {
                let close = view.texts.get("chat-close");
                if Button::quiet(&close).small().show(ui).clicked() {
                    actions.push(ChatAction::Disconnect);
                }
                let again = view.texts.get("chat-try-now");
                if Button::outline(&again).small().show(ui).clicked() {
                    actions.push(ChatAction::TryNow);
                }
            });
        }
        _ if view.model.is_foreign() => foreign(ui, view.texts, ending, actions),
        _ => {}
    }
}

fn reconnecting(
    ui: &mut Ui,
    texts: &Texts,
    attempt: u32,
    remaining: Option<Duration>,
    pause: Duration,
    actions: &mut Vec<ChatAction>,
) {
    let title = match remaining {
        Some(remaining) => {
            // The ring turns, so the next frame is due soon.
            ui.ctx().request_repaint_after(Duration::from_millis(50));
            let seconds = remaining.as_secs_f64().ceil() as u64;
            texts.with("chat-trying-again", &[("seconds", seconds.into())])
        }
        None => texts.get("chat-trying-now"),
    };
    let left = remaining.map_or(0.0, |remaining| {
        remaining.as_secs_f32() / pause.as_secs_f32().max(0.001)
    });
    let detail = texts.with("chat-attempt", &[("attempt", attempt.max(1).into())]);
    let band = Band {
        kind: BandKind::Reconnecting { left },
        title: &title,
        detail: &detail,
    };
    band.show(ui, |ui| {
        let stop = texts.get("chat-stop-trying");
        let now = texts.get("chat-try-now");
        // The words of the actions matter more than the second line's, but not than the first's.
        if Button::quiet(&stop).small().show(ui).clicked() {
            actions.push(ChatAction::StopTrying);
        }
        if remaining.is_some() && Button::outline(&now).small().show(ui).clicked() {
            actions.push(ChatAction::TryNow);
        }
    });
}

fn foreign(ui: &mut Ui, texts: &Texts, ending: &mut LineEnding, actions: &mut Vec<ChatAction>) {
    let title = texts.get("chat-foreign");
    let detail = texts.get("chat-foreign-detail");
    let band = Band {
        kind: BandKind::Foreign,
        title: &title,
        detail: &detail,
    };
    let wide = ui.available_width() > 640.0;
    band.show(ui, |ui| {
        let name = texts.get("chat-line-ending");
        let chosen = ending_words(*ending, texts);
        select(ui, "line ending", &name, &chosen, 112.0, |ui| {
            for choice in [
                LineEnding::Auto,
                LineEnding::None,
                LineEnding::Lf,
                LineEnding::CrLf,
            ] {
                let words = ending_words(choice, texts);
                if ui.selectable_label(choice == *ending, words).clicked() {
                    *ending = choice;
                    actions.push(ChatAction::LineEnding(choice));
                }
            }
        });
        if wide {
            text::label_truncated(ui, name, Type::Control, Ink::Weak);
        }
    });
}

fn ending_words(ending: LineEnding, texts: &Texts) -> String {
    match ending {
        LineEnding::Auto => texts.get("chat-ending-auto"),
        LineEnding::None => texts.get("chat-ending-none"),
        LineEnding::Lf => "LF".to_owned(),
        LineEnding::CrLf => "CR LF".to_owned(),
    }
}
