//! Who can reach the server: three cards, of which one is chosen.

use egui::{CornerRadius, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::super::paint::{between, left, line, right};
use super::{StartEdit, StartView, edit};
use crate::look::tokens::{Type, radius, space, stroke};
use crate::look::widgets::{card_frame, focus_ring, select};
use crate::look::{Ink, palette, text};
use crate::models::interfaces::LocalAddress;
use crate::models::serving::BindChoice;
use crate::windows::menus;
use crate::windows::server::ServerAction;

const ROW: f32 = 52.0;
/// From here on a card has room for its address at the right.
const WIDE: f32 = 430.0;
const CHOOSER: f32 = 196.0;
/// From here on a card has room for the list of interfaces at the right.
const BESIDE: f32 = 510.0;

struct Card<'a> {
    title: &'a str,
    help: &'a str,
    address: String,
    on: bool,
    /// Room kept at the right.
    aside: f32,
}

pub(super) fn show(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    text::label(ui, texts.get("serving-reach"), Type::Control, Ink::Normal);
    ui.add_space(-space::S4);
    let bind = view.form.bind;
    let frame = card_frame(palette(ui)).inner_margin(4);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        for (choice, title, help) in [
            (
                BindChoice::ThisComputer,
                texts.get("serving-reach-this"),
                texts.get("serving-reach-this-help"),
            ),
            (
                BindChoice::MyNetwork,
                texts.get("serving-reach-network"),
                texts.get("serving-reach-network-help"),
            ),
        ] {
            let card = Card {
                title: &title,
                help: &help,
                address: choice.ip().to_string(),
                on: bind == choice,
                aside: 0.0,
            };
            if card.show(ui).1 {
                edit(actions, StartEdit::Bind(choice));
            }
        }
        show_interface(ui, view, actions);
    });
}

fn shown(address: &LocalAddress) -> String {
    format!("{} {}", address.ip, address.interface)
}

fn show_interface(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let chosen = match view.form.bind {
        BindChoice::Interface(ip) => Some(ip),
        _ => None,
    };
    let known = |ip| view.interfaces.iter().find(|address| address.ip == ip);
    let offered = match chosen {
        Some(ip) => known(ip).map_or_else(|| ip.to_string(), shown),
        None => view.interfaces.first().map(shown).unwrap_or_default(),
    };
    let wide = ui.available_width() >= BESIDE;
    let card = Card {
        title: &texts.get("serving-reach-interface"),
        help: &texts.get("serving-reach-interface-help"),
        address: String::new(),
        on: chosen.is_some(),
        aside: if wide { CHOOSER + space::S12 } else { 0.0 },
    };
    let (rect, pressed) = card.show(ui);
    if pressed
        && chosen.is_none()
        && let Some(first) = view.interfaces.first()
    {
        edit(actions, StartEdit::interface(first.ip));
    }
    if offered.is_empty() {
        return;
    }
    let place = if wide {
        let x = rect.right() - CHOOSER - space::S12;
        Rect::from_min_size(pos2(x, rect.center().y - 18.0), vec2(CHOOSER, 36.0))
    } else {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
        Rect::from_min_size(rect.min + vec2(44.0, 0.0), vec2(CHOOSER, 36.0))
    };
    let name = texts.get("serving-interface");
    let mut list = ui.new_child(UiBuilder::new().max_rect(place));
    select(&mut list, "interface", &name, &offered, CHOOSER, |ui| {
        for address in view.interfaces {
            let on = chosen == Some(address.ip);
            if menus::choice(ui, &shown(address), on).clicked() {
                edit(actions, StartEdit::interface(address.ip));
            }
        }
    });
}

impl Card<'_> {
    /// Draws the card; gives its place, and whether it was pressed.
    fn show(&self, ui: &mut Ui) -> (Rect, bool) {
        let palette = palette(ui);
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
        let name = format!("{}. {}", self.title, self.help);
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, self.on, &name));
        let fill = match (self.on, response.hovered()) {
            (true, _) => palette.selection,
            (false, true) => palette.hover,
            (false, false) => egui::Color32::TRANSPARENT,
        };
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter().rect_filled(rect, corner, fill);
        let sign = pos2(rect.left() + 23.0, rect.center().y);
        let edge = if self.on {
            Stroke::new(stroke::ICON, palette.accent)
        } else {
            Stroke::new(stroke::CONTROL, palette.control)
        };
        ui.painter().circle(sign, 7.5, palette.field, edge);
        if self.on {
            ui.painter().circle_filled(sign, 4.0, palette.accent);
        }
        let text_left = rect.left() + 44.0;
        let mut end = rect.right() - space::S12 - self.aside;
        if !self.address.is_empty() && rect.width() >= WIDE {
            let address = line(ui, &self.address, Type::Mono, Ink::Weak, f32::INFINITY);
            let width = address.size().x;
            right(ui, end, rect.center().y, address);
            end -= width + space::S12;
        }
        let words = between(text_left, rect.top(), end, rect.bottom());
        let title = line(ui, self.title, Type::Body, Ink::Strong, words.width());
        let help = line(ui, self.help, Type::Small, Ink::Weak, words.width());
        left(ui, text_left, rect.center().y - 10.0, title);
        left(ui, text_left, rect.center().y + 10.0, help);
        focus_ring(ui, rect.shrink(2.0), radius::CONTROL, &response);
        (rect, response.clicked())
    }
}
