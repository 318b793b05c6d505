//! The page's header: which conversation this is, and what can be done with the page.

use egui::{Align, Layout, Popup, Rect, RectAlign, Stroke, Ui, UiBuilder, pos2, vec2};

use super::action::ChatAction;
use super::conversations::partner_seat;
use super::{ChatView, Room};
use crate::look::icons::Icon;
use crate::look::tokens::{height, space, stroke};
use crate::look::widgets::IconButton;
use crate::look::{Ink, Type, palette, text};
use crate::models::chat::{LinkState, Partner};
use crate::sentences::clean;
use crate::windows::{menus, preferences};

/// What was pressed in the header that concerns the page alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pressed {
    pub(super) conversations: bool,
    pub(super) people: bool,
}

pub(super) fn show(
    ui: &mut Ui,
    view: &ChatView<'_>,
    room: Room,
    people_open: bool,
    actions: &mut Vec<ChatAction>,
) -> Pressed {
    let mut pressed = Pressed::default();
    let palette = palette(ui);
    let rect = ui.max_rect();
    let line = Stroke::new(stroke::HAIRLINE, palette.hairline);
    let bottom = rect.bottom().floor() - 0.5;
    ui.painter().hline(rect.x_range(), bottom, line);

    let mut left = rect.left() + space::S16;
    if room.menu_button {
        left = rect.left() + space::S8;
        let place = Rect::from_min_size(
            pos2(left, rect.center().y - height::ICON_BUTTON / 2.0),
            vec2(height::ICON_BUTTON, height::ICON_BUTTON),
        );
        let mut ui = ui.new_child(UiBuilder::new().id_salt("menu").max_rect(place));
        let name = view.texts.get("chat-conversations");
        let unread = view.model.unread();
        let dot = (unread.messages > 0).then_some(palette.warning);
        pressed.conversations = IconButton::new(Icon::Menu, &name)
            .dot(dot)
            .show(&mut ui)
            .clicked();
        left += height::ICON_BUTTON + 6.0;
    }
    let buttons = Rect::from_min_max(
        pos2(left, rect.top()),
        pos2(rect.right() - space::S8, rect.bottom()),
    );
    let from_right = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(
        UiBuilder::new()
            .id_salt("buttons")
            .max_rect(buttons)
            .layout(from_right),
    );
    right.spacing_mut().item_spacing.x = 10.0;
    more_menu(&mut right, view, actions);
    let chosen = preferences::menu(&mut right, view.preferences, view.texts);
    actions.extend(chosen.map(ChatAction::Preference));
    if room.people {
        let name = view.texts.get("chat-people");
        pressed.people = IconButton::new(Icon::People, &name)
            .toggle(people_open)
            .show(&mut right)
            .clicked();
    }
    let end = right.min_rect().left() - space::S12;
    titles(ui, view, left, end, rect);
    pressed
}

fn titles(ui: &mut Ui, view: &ChatView<'_>, left: f32, right: f32, rect: Rect) {
    let palette = palette(ui);
    let conversation = view.model.selected();
    let mut left = left;
    let (title, subtitle) = words(view);
    if let Partner::Person { name, .. } = conversation.partner() {
        let seat = partner_seat(view, conversation, palette, name);
        let middle = pos2(left + 15.0, rect.center().y);
        seat.paint(ui.painter(), middle, 15.0, palette, palette.panel);
        left += 40.0;
    }
    let inner = Rect::from_min_max(
        pos2(left, rect.top() + 5.0),
        pos2(right.max(left), rect.bottom()),
    );
    let mut ui = ui.new_child(UiBuilder::new().id_salt("titles").max_rect(inner));
    ui.spacing_mut().item_spacing.y = 0.0;
    text::label_truncated(&mut ui, title, Type::Title, Ink::Strong);
    ui.add_space(-2.0);
    text::label_truncated(&mut ui, subtitle, Type::Small, Ink::Weak);
}

fn words(view: &ChatView<'_>) -> (String, String) {
    let (texts, model) = (view.texts, view.model);
    if model.is_foreign() {
        let title = match model.address() {
            Some(address) => texts.with(
                "chat-foreign-title",
                &[
                    ("host", address.ip().to_string().into()),
                    ("port", address.port().to_string().into()),
                ],
            ),
            None => texts.get("chat-server"),
        };
        return (title, texts.get("chat-foreign-subtitle"));
    }
    match model.selected().partner() {
        Partner::Room => {
            let count = model.people().total();
            let subtitle = if matches!(model.link(), LinkState::Online) {
                texts.with("chat-people-count", &[("count", count.into())])
            } else {
                texts.with("chat-people-when-last-seen", &[("count", count.into())])
            };
            (texts.get("chat-everyone"), subtitle)
        }
        Partner::Person { name, .. } => {
            let subtitle = if model.selected().is_absent() {
                texts.get("chat-direct-absent")
            } else {
                texts.get("chat-direct-here")
            };
            (clean(name), subtitle)
        }
    }
}

fn more_menu(ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
    let texts = view.texts;
    let name = texts.get("chat-more");
    let button = IconButton::new(Icon::More, &name).show(ui);
    Popup::menu(&button)
        .align(RectAlign::BOTTOM_END)
        .show(|ui| {
            ui.set_min_width(180.0);
            if menus::item(ui, Icon::Plus, &texts.get("chat-new-window")).clicked() {
                actions.push(ChatAction::NewWindow);
            }
            if menus::item(ui, Icon::Kick, &texts.get("chat-disconnect")).clicked() {
                actions.push(ChatAction::Disconnect);
            }
        });
}
