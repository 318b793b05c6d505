//! The head of the page: whose server this is, how it is, and how to stop it.

use egui::{Align, Layout, Rect, Ui, UiBuilder, Vec2, pos2};

use super::ServerAction;
use super::dialogs::Dialogs;
use super::page::{ServerView, Span};
use super::paint::{between, rule_below};
use super::words;
use crate::look::mark::{self, MarkColours};
use crate::look::tokens::space;
use crate::look::widgets::{Button, StateDot};
use crate::look::{Icon, Ink, Type, palette, text};
use crate::models::serving::ServerState;
use crate::windows::{menus, preferences};

pub(super) fn show(
    ui: &mut Ui,
    view: &ServerView<'_>,
    name: &str,
    span: Span,
    dialogs: &mut Dialogs,
    actions: &mut Vec<ServerAction>,
) {
    let texts = view.texts;
    let rect = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(rect, 0, palette.background);
    rule_below(ui, rect);
    let place = pos2(rect.left() + 30.0, rect.center().y);
    let place = Rect::from_center_size(place, Vec2::splat(26.0));
    let colours = MarkColours::lit(palette, palette.background);
    mark::paint(ui.painter(), place, colours);

    let inner = between(
        rect.left() + 60.0,
        rect.top(),
        rect.right() - space::S16,
        rect.bottom(),
    );
    let mut right = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    right.spacing_mut().item_spacing.x = space::S12;
    show_end(&mut right, view, span, dialogs, actions);
    show_state(&mut right, view, span);
    if span >= Span::Strip {
        show_counts(&mut right, view);
    }
    let used = right.min_rect().left();
    let left = between(inner.left(), inner.top(), used - space::S12, inner.bottom());
    let mut left = ui.new_child(
        UiBuilder::new()
            .max_rect(left)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let title = if name.is_empty() {
        texts.get("serving-title")
    } else {
        name.to_owned()
    };
    if left.available_width() > 24.0 {
        text::label_truncated(&mut left, title, Type::Title, Ink::Strong);
    }
}

/// Stop, or the way back once it has stopped; and the settings.
fn show_end(
    ui: &mut Ui,
    view: &ServerView<'_>,
    span: Span,
    dialogs: &mut Dialogs,
    actions: &mut Vec<ServerAction>,
) {
    let texts = view.texts;
    let narrow = span <= Span::Narrow;
    match view.model.state() {
        ServerState::Stopped => {
            let back = Button::secondary(&texts.get("serving-back"))
                .icon(Icon::Back)
                .icon_only(span == Span::Tabs)
                .show(ui);
            if back.clicked() {
                actions.push(ServerAction::Back);
            }
        }
        ServerState::Stopping => {
            let stopping = texts.get("serving-stopping");
            let _ = Button::destructive(&texts.get("serving-stop"))
                .icon(Icon::Stop)
                .icon_only(narrow)
                .unavailable(Some(&stopping))
                .show(ui);
        }
        ServerState::Listening | ServerState::Full => {
            let stop = texts.get("serving-stop");
            let button = Button::destructive(&stop)
                .icon(Icon::Stop)
                .icon_only(narrow);
            if button.show(ui).clicked() {
                if view.model.people() == 0 {
                    actions.push(ServerAction::Stop);
                } else {
                    dialogs.ask_stop();
                }
            }
            show_settings(ui, view, span, dialogs, actions);
            return;
        }
    }
    let chosen = preferences::menu(ui, view.preferences, texts);
    actions.extend(chosen.map(ServerAction::Preference));
}

/// Language, theme and size; and the limits, which are in the same menu where there is no room.
fn show_settings(
    ui: &mut Ui,
    view: &ServerView<'_>,
    span: Span,
    dialogs: &mut Dialogs,
    actions: &mut Vec<ServerAction>,
) {
    let texts = view.texts;
    let limits = texts.get("serving-limits-edit");
    let mut edited = false;
    let mut listed = false;
    let mut password = false;
    let password_words = texts.get(match view.model.asks_password() {
        true => "serving-password-menu-set",
        false => "serving-password-menu-none",
    });
    let chosen = preferences::menu_below(ui, view.preferences, texts, |ui| {
        if span < Span::Middle {
            edited = menus::item(ui, Icon::Rename, &limits).clicked();
        }
        listed = menus::item(ui, Icon::Ban, &texts.get("serving-moderation-open")).clicked();
        password = menus::item(ui, Icon::Password, &password_words).clicked();
        ui.separator();
    });
    actions.extend(chosen.map(ServerAction::Preference));
    if span >= Span::Middle {
        ui.add_space(-space::S4);
        edited = Button::secondary(&limits).show(ui).clicked();
    }
    if listed {
        dialogs.show_moderation();
    }
    if password {
        dialogs.edit_password();
    }
    if edited {
        dialogs.edit_limits(view.model.limits(), view.model.flood());
    }
}

fn show_state(ui: &mut Ui, view: &ServerView<'_>, span: Span) {
    let texts = view.texts;
    let (dot, word) = match view.model.state() {
        ServerState::Listening => (StateDot::Connected, texts.get("serving-listening")),
        ServerState::Full => (
            StateDot::Reconnecting,
            texts.get("serving-paused-accepting"),
        ),
        ServerState::Stopping => (StateDot::Reconnecting, texts.get("serving-stopping")),
        ServerState::Stopped => (StateDot::Ended, texts.get("serving-stopped")),
    };
    if span > Span::Tabs {
        let uptime = words::uptime(view.model.uptime(view.now.instant));
        text::label(ui, uptime, Type::Mono, Ink::Weak);
        ui.add_space(-space::S4);
    }
    let room = ui.available_width() - 24.0;
    if room > 40.0 {
        let words = super::paint::line(ui, &word, Type::Body, Ink::Strong, room);
        let (rect, response) = ui.allocate_exact_size(words.size(), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &word));
        ui.painter().galley(rect.min, words, palette(ui).strong);
        ui.add_space(-space::S4);
    }
    dot.show(ui).on_hover_text(word);
}

/// People, messages and bytes a second.
fn show_counts(ui: &mut Ui, view: &ServerView<'_>) {
    let texts = view.texts;
    let flow = view.model.throughput();
    let bytes = (flow.bytes_in + flow.bytes_out).round() as u64;
    let written = words::bytes(texts, bytes);
    let messages = words::per_second(texts, flow.messages);
    let people = view.model.people();
    for words in [
        texts.with("serving-bytes-per-second", &[("bytes", written.into())]),
        texts.with(
            "serving-messages-per-second",
            &[("messages", messages.into())],
        ),
        texts.with("serving-people", &[("people", people.into())]),
    ] {
        ui.add_space(space::S8);
        text::label(ui, words, Type::Control, Ink::Normal);
    }
}
