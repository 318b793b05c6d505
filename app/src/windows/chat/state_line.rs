//! The line at the bottom: how the connection is, where to, and one plain fact.

use std::sync::Arc;
use std::time::Duration;

use egui::{Stroke, Ui, pos2};

use super::ChatView;
use super::paint::named;
use super::words::span;
use crate::look::text::{one_line, paint_left};
use crate::look::tokens::{space, stroke};
use crate::look::widgets::StateDot;
use crate::look::{Ink, Type, palette};
use crate::models::chat::LinkState;

pub(super) fn show(ui: &Ui, view: &ChatView<'_>) {
    let palette = palette(ui);
    let (texts, model) = (view.texts, view.model);
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0, palette.background);
    let line = Stroke::new(stroke::HAIRLINE, palette.hairline);
    ui.painter()
        .hline(rect.x_range(), rect.top().floor() + 0.5, line);

    let middle = rect.center().y;
    let (dot, word, ink) = state(view);
    ui.painter()
        .add(dot.shape(pos2(rect.left() + 18.0, middle), palette));
    // The address matters more than what the band says too.
    let room = rect.width() >= super::NARROW || *view.model.link() == LinkState::Online;
    let right = if room {
        right_words(view)
    } else {
        String::new()
    };
    let right = one_line(ui, &right, Type::MonoSmall, palette.weak, f32::INFINITY);
    let end = rect.right() - 14.0 - right.size().x;
    let mut spoken = vec![word.clone()];
    let mut x = rect.left() + 30.0;
    let word = one_line(ui, &word, Type::Small, palette.ink(ink), end - x);
    x = paint_left(ui, x, middle, word) + 14.0;
    if let Some(address) = model.address() {
        let address = address.to_string();
        let galley = one_line(
            ui,
            &address,
            Type::MonoSmall,
            palette.normal,
            end - x - space::S12,
        );
        x = paint_left(ui, x, middle, galley) + 14.0;
        spoken.push(address);
    }
    if let Some(fact) = fact(view) {
        let galley = one_line(ui, &fact, Type::Small, palette.weak, end - x - space::S12);
        // Half a word says nothing.
        if !galley.elided {
            paint_left(ui, x, middle, galley);
        }
        spoken.push(fact);
    }
    if !right.text().is_empty() {
        spoken.push(right.text().to_owned());
    }
    paint_left(ui, end, middle, Arc::clone(&right));
    let name = spoken.join(", ");
    let name = texts.with("chat-state-line", &[("state", name.into())]);
    named(ui, rect, ui.scope_id().with("state line"), &name, false);
}

fn state(view: &ChatView<'_>) -> (StateDot, String, Ink) {
    let texts = view.texts;
    match view.model.link() {
        LinkState::Online => (
            StateDot::Connected,
            texts.get("chat-connected"),
            Ink::Strong,
        ),
        LinkState::Foreign => (
            StateDot::PlainText,
            texts.get("chat-connected"),
            Ink::Strong,
        ),
        LinkState::Reconnecting { .. } => (
            StateDot::Reconnecting,
            texts.get("chat-reconnecting"),
            Ink::Warning,
        ),
        LinkState::Ended(_) => (StateDot::Ended, texts.get("chat-not-connected"), Ink::Weak),
        _ => (
            StateDot::Reconnecting,
            texts.get("chat-connecting"),
            Ink::Warning,
        ),
    }
}

/// One plain fact.
fn fact(view: &ChatView<'_>) -> Option<String> {
    let texts = view.texts;
    match view.model.link() {
        LinkState::Online => Some(texts.get("chat-fact-confirmed")),
        LinkState::Foreign => Some(texts.get("chat-fact-foreign")),
        LinkState::Reconnecting { .. } => {
            let heard = view.model.last_heard()?;
            let ago = view.now.instant.saturating_duration_since(heard);
            Some(texts.with("chat-fact-last-heard", &[("ago", span(ago).into())]))
        }
        _ => None,
    }
}

fn right_words(view: &ChatView<'_>) -> String {
    let (texts, model) = (view.texts, view.model);
    match model.link() {
        LinkState::Reconnecting { .. } => match model.link().remaining(view.now.instant) {
            Some(remaining) => {
                let seconds = remaining.as_secs_f64().ceil() as u64;
                let pause = span(Duration::from_secs(seconds));
                texts.with("chat-next-try", &[("pause", pause.into())])
            }
            None => String::new(),
        },
        LinkState::Online => match model.round_trip() {
            Some(time) if time < Duration::from_millis(1) => "< 1 ms".to_owned(),
            Some(time) => format!("{} ms", time.as_millis()),
            None => String::new(),
        },
        LinkState::Foreign => texts.get("chat-round-trip-unknown"),
        _ => String::new(),
    }
}
