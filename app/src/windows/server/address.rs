//! What to type on other computers: a card in large windows, a strip in others.

mod strip;

use egui::{Align, Frame, Layout, Margin, Popup, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};
use tertulia_protocol::Fingerprint;

use super::ServerAction;
use super::page::ServerView;
use crate::look::tokens::{Type, radius, space};
use crate::look::widgets::{Button, IconButton, card};
use crate::look::{Icon, Ink, icons, palette, text};
use crate::models::interfaces::{AddressKind, Reachable};
use crate::texts::Texts;
use crate::windows::menus;

/// So many further addresses stand in the card; the others are in its menu.
const MOST_FURTHER: usize = 3;

/// Where the address stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressPlace {
    /// A card; with the hint on firewalls written out, or behind an icon.
    Card { hint: bool },
    /// A strip over the whole width.
    Strip { hint: bool },
}

/// Draws it; gives where it ends.
pub(super) fn show(
    ui: &mut Ui,
    view: &ServerView<'_>,
    place: AddressPlace,
    actions: &mut Vec<ServerAction>,
) -> f32 {
    let Some((first, further)) = view.model.reachable().split_first() else {
        return ui.max_rect().top();
    };
    let why = Hint::of(view);
    match place {
        AddressPlace::Card { hint } => show_card(ui, view, (first, further), &why, hint, actions),
        AddressPlace::Strip { hint } => {
            strip::show(ui, view, (first, further), &why, hint, actions)
        }
    }
}

/// Whether nobody else can connect, whatever the network and its firewalls.
pub(super) fn is_only_here(view: &ServerView<'_>) -> bool {
    view.model.address().ip().is_loopback()
}

/// The first thing to know when somebody cannot connect.
struct Hint {
    words: String,
    icon: Icon,
}

impl Hint {
    fn of(view: &ServerView<'_>) -> Self {
        let (key, icon) = if is_only_here(view) {
            ("serving-only-here", Icon::ThisComputer)
        } else {
            ("serving-firewall", Icon::Shield)
        };
        Self {
            words: view.texts.get(key),
            icon,
        }
    }

    fn show(&self, ui: &mut Ui) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S12;
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
            icons::paint(ui.painter(), rect, self.icon, palette(ui).warning);
            text::label(ui, self.words.as_str(), Type::Small, Ink::Normal);
        });
    }
}

fn lead(texts: &Texts, first: &Reachable) -> String {
    if first.kind == AddressKind::ThisComputer {
        texts.get("serving-type-here")
    } else {
        texts.get("serving-type-elsewhere")
    }
}

fn kind(texts: &Texts, kind: AddressKind) -> String {
    match kind {
        AddressKind::LocalNetwork => texts.get("serving-kind-network"),
        AddressKind::OtherNetwork => texts.get("serving-kind-other"),
        AddressKind::ThisComputer => texts.get("serving-kind-this"),
    }
}

fn copy(
    ui: &mut Ui,
    texts: &Texts,
    address: &Reachable,
    icon_only: bool,
    actions: &mut Vec<ServerAction>,
) {
    let button = texts.get("serving-copy");
    let clicked = Button::primary(&button)
        .icon(Icon::Copy)
        .icon_only(icon_only)
        .height(32.0)
        .show(ui);
    if clicked.clicked() {
        actions.push(ServerAction::Copy(address.address.to_string()));
    }
}

fn port_line(ui: &Ui, texts: &Texts, first: &Reachable) -> text::Line<'static> {
    text::Line::new(palette(ui))
        .add(Type::Control, Ink::Normal, &texts.get("serving-port-word"))
        .gap(space::S6)
        .add(Type::Mono, Ink::Strong, &first.address.port().to_string())
}

fn show_card(
    ui: &mut Ui,
    view: &ServerView<'_>,
    (first, further): (&Reachable, &[Reachable]),
    why: &Hint,
    hint: bool,
    actions: &mut Vec<ServerAction>,
) -> f32 {
    let texts = view.texts;
    let shown = card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::S4;
        text::label(ui, lead(texts, first), Type::Control, Ink::Weak);
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                copy(ui, texts, first, false, actions);
                let ip = first.address.ip().to_string();
                // IPv6 is longer than the large size has room for.
                let size = if ip.len() > 15 {
                    Type::Mono
                } else {
                    Type::Address
                };
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    text::label_truncated(ui, ip, size, Ink::Strong);
                });
            });
        });
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 22.0;
            ui.add(egui::Label::new(port_line(ui, texts, first)).selectable(false));
            if view.model.asks_password() {
                ui.add_space(space::S4);
                show_asks(ui, texts, true);
            }
            if !hint {
                let _ = IconButton::new(why.icon, &why.words).small().show(ui);
            }
        });
        if !further.is_empty() {
            rule(ui);
        }
        for address in further.iter().take(MOST_FURTHER) {
            show_further(ui, texts, address, actions);
        }
        if further.len() > MOST_FURTHER {
            show_menu(ui, texts, &further[MOST_FURTHER..], None, actions);
        }
        if let Some(fingerprint) = view.model.fingerprint() {
            rule(ui);
            show_key(ui, texts, fingerprint, actions);
        }
        if hint {
            ui.add_space(space::S4);
            show_hint_box(ui, why);
        }
    });
    shown.response.rect.bottom()
}

/// A line between two parts of the card.
fn rule(ui: &mut Ui) {
    let size = egui::vec2(ui.available_width(), 13.0);
    let (line, _) = ui.allocate_exact_size(size, Sense::hover());
    let stroke = Stroke::new(1.0, palette(ui).hairline);
    ui.painter()
        .hline(line.x_range(), line.center().y.round() + 0.5, stroke);
}

/// That newcomers are asked for a password: a sign, and where there is room, what it means.
fn show_asks(ui: &mut Ui, texts: &Texts, in_words: bool) {
    let asks = texts.get("serving-asks-password");
    let (rect, sign) = ui.allocate_exact_size(Vec2::splat(16.0), Sense::hover());
    icons::paint(ui.painter(), rect, Icon::Password, palette(ui).normal);
    if in_words {
        text::label_truncated(ui, asks, Type::Small, Ink::Normal);
    } else {
        sign.widget_info(|| WidgetInfo::labeled(Role::Image, true, &asks));
        sign.on_hover_text(asks);
    }
}

/// What guests compare before they trust the server.
fn show_key(ui: &mut Ui, texts: &Texts, fingerprint: Fingerprint, actions: &mut Vec<ServerAction>) {
    let written = fingerprint.to_string();
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), 22.0),
        Layout::right_to_left(Align::Center),
        |ui| {
            let name = texts.get("serving-copy-key");
            if IconButton::new(Icon::Copy, &name)
                .small()
                .show(ui)
                .clicked()
            {
                actions.push(ServerAction::Copy(written.clone()));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = space::S8;
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(14.0), Sense::hover());
                icons::paint(ui.painter(), rect, Icon::Private, palette(ui).weak);
                text::label_truncated(ui, texts.get("serving-key"), Type::Small, Ink::Weak);
            });
        },
    );
    text::label(ui, written, Type::MonoSmall, Ink::Strong);
}

fn show_further(ui: &mut Ui, texts: &Texts, address: &Reachable, actions: &mut Vec<ServerAction>) {
    let written = address.address.to_string();
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), 22.0),
        Layout::right_to_left(Align::Center),
        |ui| {
            let name = texts.with("serving-copy-address", &[("address", (&*written).into())]);
            if IconButton::new(Icon::Copy, &name)
                .small()
                .show(ui)
                .clicked()
            {
                actions.push(ServerAction::Copy(written.clone()));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let line = text::Line::new(palette(ui))
                    .add(Type::Mono, Ink::Strong, &written)
                    .gap(space::S8)
                    .add(Type::Small, Ink::Weak, &kind(texts, address.kind));
                ui.add(egui::Label::new(line).truncate().selectable(false));
            });
        },
    );
}

/// Further addresses behind a button: "+2". With them the key, where it has no place of its own.
fn show_menu(
    ui: &mut Ui,
    texts: &Texts,
    further: &[Reachable],
    key: Option<Fingerprint>,
    actions: &mut Vec<ServerAction>,
) {
    let more = texts.with("serving-further", &[("count", further.len().into())]);
    let button = Button::quiet(&more)
        .icon(Icon::ChevronDown)
        .small()
        .show(ui);
    Popup::menu(&button).show(|ui| {
        for address in further {
            let written = address.address.to_string();
            let words = format!("{written}  {}", kind(texts, address.kind));
            if menus::item(ui, Icon::Copy, &words).clicked() {
                actions.push(ServerAction::Copy(written));
            }
        }
        if let Some(key) = key {
            let key = key.to_string();
            text::label(ui, texts.get("serving-key"), Type::Small, Ink::Weak);
            if menus::item(ui, Icon::Copy, &key).clicked() {
                actions.push(ServerAction::Copy(key));
            }
        }
    });
}

fn show_hint_box(ui: &mut Ui, why: &Hint) {
    let palette = palette(ui);
    Frame::new()
        .fill(palette.field)
        .corner_radius(f32::from(radius::CONTROL))
        .inner_margin(Margin::symmetric(14, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            why.show(ui);
        });
}
