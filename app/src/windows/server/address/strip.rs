//! The address in a strip over the whole width, where there is no room for the card.

use std::net::IpAddr;

use egui::{Align, Layout, Ui, UiBuilder};
use tertulia_protocol::Fingerprint;

use super::{Hint, copy, lead, show_asks, show_menu};
use crate::look::tokens::{Type, space};
use crate::look::widgets::IconButton;
use crate::look::{Icon, Ink, palette, text};
use crate::models::interfaces::Reachable;
use crate::texts::Texts;
use crate::windows::server::ServerAction;
use crate::windows::server::page::ServerView;
use crate::windows::server::paint::{between, line, rule_below};

/// Draws it; gives where it ends.
pub(super) fn show(
    ui: &mut Ui,
    view: &ServerView<'_>,
    (first, further): (&Reachable, &[Reachable]),
    why: &Hint,
    hint: bool,
    actions: &mut Vec<ServerAction>,
) -> f32 {
    let texts = view.texts;
    let key = view.model.fingerprint();
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0, palette(ui).background);
    rule_below(ui, rect);
    let inner = rect.shrink2(egui::vec2(space::S16, 0.0));
    // What the hint needs stays free at the right.
    let kept = if hint { 330.0 } else { 0.0 };
    let left = between(
        inner.left(),
        inner.top(),
        inner.right() - kept,
        inner.bottom(),
    );
    let mut row = ui.new_child(
        UiBuilder::new()
            .max_rect(left)
            .layout(Layout::right_to_left(Align::Center)),
    );
    let narrow = rect.width() < 520.0;
    let whole = strip_line(ui, texts, first, narrow);
    let width = ui.painter().layout_job(whole.job()).size().x.ceil();
    let more = if further.is_empty() { 0.0 } else { 66.0 };
    let sign = !hint && rect.width() >= 400.0;
    let button = if narrow { 62.0 } else { 130.0 };
    // In the smallest windows the port needs the room; the key goes behind the further addresses.
    let (hidden, key) = match key {
        Some(key) if narrow && !further.is_empty() => (Some(key), None),
        key => (None, key),
    };
    let signs = [sign, key.is_some()].into_iter().filter(|there| *there);
    let actions_width = button + more + 40.0 * signs.count() as f32;
    let room = (left.width() - actions_width).min(width.max(180.0));
    let words = between(
        left.left(),
        left.top() + 12.0,
        left.left() + room,
        left.bottom(),
    );
    let mut beside = row.new_child(
        UiBuilder::new()
            .max_rect(between(
                words.right() + space::S12,
                left.top(),
                left.right(),
                left.bottom(),
            ))
            .layout(Layout::left_to_right(Align::Center)),
    );
    copy(&mut beside, texts, first, narrow, actions);
    if !further.is_empty() {
        show_menu(&mut beside, texts, further, hidden, actions);
    }
    if let Some(key) = key {
        show_key_button(&mut beside, texts, key, actions);
    }
    if sign {
        let _ = IconButton::new(why.icon, &why.words).show(&mut beside);
    }
    row.scope_builder(
        UiBuilder::new()
            .max_rect(words)
            .layout(Layout::top_down(Align::Min)),
        |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            show_lead(ui, view, first);
            ui.add(
                egui::Label::new(strip_line(ui, texts, first, narrow))
                    .truncate()
                    .selectable(false),
            );
        },
    );
    if hint {
        let place = between(
            inner.right() - kept + 24.0,
            rect.top() + 17.0,
            inner.right(),
            rect.bottom(),
        );
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| why.show(ui));
    }
    rect.bottom()
}

/// What to do with the address; behind it, that a password is wanted too.
fn show_lead(ui: &mut Ui, view: &ServerView<'_>, first: &Reachable) {
    let words = lead(view.texts, first);
    if !view.model.asks_password() {
        text::label_truncated(ui, words, Type::Small, Ink::Weak);
        return;
    }
    ui.spacing_mut().interact_size.y = Type::Small.line();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S6;
        let room = ui.available_width() - 16.0 - space::S6;
        let words = line(ui, &words, Type::Small, Ink::Weak, room);
        ui.add(egui::Label::new(words).selectable(false));
        show_asks(ui, view.texts, false);
    });
}

/// Address and port on one line. In the smallest windows the port must not lose its place to its
/// word.
fn strip_line(ui: &Ui, texts: &Texts, first: &Reachable, narrow: bool) -> text::Line<'static> {
    let (ip, port) = (first.address.ip(), first.address.port());
    let written = match ip {
        IpAddr::V6(ip) if narrow => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    let line = text::Line::new(palette(ui)).add(strip_size(&written), Ink::Strong, &written);
    if narrow {
        line.add(Type::Mono, Ink::Strong, &format!(":{port}"))
    } else {
        let word = texts.get("serving-port-word");
        line.gap(space::S12)
            .add(Type::Small, Ink::Normal, &word)
            .gap(space::S6)
            .add(Type::Mono, Ink::Strong, &port.to_string())
    }
}

fn strip_size(ip: &str) -> Type {
    if ip.len() > 15 {
        Type::Mono
    } else {
        Type::AddressCompact
    }
}

/// The key behind a padlock, which copies it.
fn show_key_button(
    ui: &mut Ui,
    texts: &Texts,
    fingerprint: Fingerprint,
    actions: &mut Vec<ServerAction>,
) {
    let written = fingerprint.to_string();
    let words = texts.with("serving-key-is", &[("fingerprint", (&*written).into())]);
    if IconButton::new(Icon::Private, &words).show(ui).clicked() {
        actions.push(ServerAction::Copy(written));
    }
}
