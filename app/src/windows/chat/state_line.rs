//! The line at the bottom: how the connection is, where to, and one plain fact.

use std::sync::Arc;
use std::time::Duration;

use egui::{Popup, Rect, RectAlign, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::ChatView;
use super::paint::named;
use super::words::span;
use crate::look::text::{one_line, paint_left};
use crate::look::tokens::{radius, space, stroke};
use crate::look::widgets::{StateDot, focus_ring};
use crate::look::{Icon, Ink, Type, icons, palette, text};
use crate::models::chat::{LinkState, Secrecy};

/// The lock's size, and the height in which it is pressed.
const LOCK: f32 = 14.0;
const HIT: f32 = 22.0;

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
    if let Some(secrecy) = model.secrecy().filter(|_| model.link().is_open()) {
        x = secrecy_mark(ui, view, secrecy, x, middle) + 14.0;
    }
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

/// A lock and a word, with the key behind them. Gives where it ends.
fn secrecy_mark(ui: &Ui, view: &ChatView<'_>, secrecy: Secrecy, x: f32, middle: f32) -> f32 {
    let (texts, palette) = (view.texts, palette(ui));
    let (icon, word, how, key) = match secrecy {
        Secrecy::Encrypted(encryption) => (
            Icon::Private,
            texts.get("chat-encrypted"),
            texts.get("chat-encrypted-how"),
            Some(encryption.fingerprint.to_string()),
        ),
        Secrecy::InClear => (
            Icon::Unlocked,
            texts.get("chat-in-clear"),
            texts.get("chat-in-clear-how"),
            None,
        ),
    };
    let ink = palette.ink(if key.is_some() {
        Ink::Normal
    } else {
        Ink::Warning
    });
    let galley = one_line(ui, &word, Type::Small, ink, f32::INFINITY);
    let width = LOCK + space::S4 + galley.size().x;
    let rect = Rect::from_center_size(pos2(x + width / 2.0, middle), vec2(width, HIT));
    let lock = Rect::from_center_size(pos2(x + LOCK / 2.0, middle), Vec2::splat(LOCK));
    icons::paint(ui.painter(), lock, icon, ink);
    paint_left(ui, lock.right() + space::S4, middle, galley);
    let response = ui.interact(rect, ui.scope_id().with("secrecy"), Sense::click());
    let spoken = match &key {
        Some(key) => format!("{word}, {key}"),
        None => format!("{word}. {how}"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &spoken));
    focus_ring(ui, rect, radius::CHIP, &response);
    let explained = |ui: &mut Ui| {
        text::label(ui, &how, Type::Control, Ink::Normal);
        if let Some(key) = &key {
            text::label(ui, key, Type::Mono, Ink::Strong);
        }
    };
    Popup::from_toggle_button_response(&response)
        .align(RectAlign::TOP_START)
        .show(explained);
    if !Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response)) {
        response.on_hover_ui(explained);
    }
    rect.right()
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
