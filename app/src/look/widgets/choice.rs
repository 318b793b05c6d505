//! Choices: a box to tick, one of several, and a list that opens.

use super::control::focus_ring;
use crate::look::icons::{self, Icon};
use crate::look::text::{one_line, paint_left};
use crate::look::theme::palette;
use crate::look::tokens::{Type, radius, space, stroke};
use egui::{
    AsIdSalt, Color32, ComboBox, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

const BOX: f32 = 16.0;
const HEIGHT: f32 = 28.0;

/// A box to tick, with its words. A click changes `on`.
pub fn check(ui: &mut Ui, on: &mut bool, words: &str) -> Response {
    let (sign, mut response) = row(ui, words);
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let is_on = *on;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), is_on, words));
    let palette = palette(ui);
    let corner = CornerRadius::same(radius::CHIP);
    if is_on {
        ui.painter().rect_filled(sign, corner, palette.accent);
        let tick = sign.shrink(1.0);
        icons::paint(ui.painter(), tick, Icon::Confirmed, palette.on_accent);
    } else {
        let edge = Stroke::new(stroke::CONTROL, edge_colour(ui, &response));
        let painter = ui.painter();
        painter.rect(sign, corner, palette.field, edge, StrokeKind::Inside);
    }
    focus_ring(ui, sign, radius::CHIP, &response);
    response
}

/// One of several; whoever owns the choice changes it when this is clicked.
pub fn radio(ui: &mut Ui, on: bool, words: &str) -> Response {
    let (sign, response) = row(ui, words);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, words));
    let palette = palette(ui);
    let edge = if on {
        Stroke::new(stroke::ICON, palette.accent)
    } else {
        Stroke::new(stroke::CONTROL, edge_colour(ui, &response))
    };
    let (centre, outside) = (sign.center(), BOX / 2.0 - edge.width / 2.0);
    ui.painter().circle(centre, outside, palette.field, edge);
    if on {
        ui.painter().circle_filled(centre, 4.0, palette.accent);
    }
    focus_ring(ui, sign, (BOX / 2.0) as u8, &response);
    response
}

/// A list that opens under a field. `name` is what screen readers say; `chosen` shows.
pub fn select<R>(
    ui: &mut Ui,
    id_salt: impl AsIdSalt,
    name: &str,
    chosen: &str,
    width: f32,
    choices: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let palette = palette(ui);
    let shown = ui
        .scope(|ui| {
            let edge = Stroke::new(stroke::CONTROL, palette.control);
            let widgets = &mut ui.visuals_mut().widgets;
            for state in [
                &mut widgets.inactive,
                &mut widgets.hovered,
                &mut widgets.open,
            ] {
                state.weak_bg_fill = palette.field;
                state.bg_stroke = edge;
            }
            widgets.active.weak_bg_fill = palette.field;
            ui.spacing_mut().button_padding = vec2(10.0, 7.0);
            ComboBox::from_id_salt(id_salt)
                .selected_text(crate::look::text::coloured(
                    chosen,
                    Type::Body,
                    palette.strong,
                ))
                .width(width)
                .icon(|ui, rect, _, _| {
                    let place = Rect::from_center_size(rect.center(), Vec2::splat(16.0));
                    let colour = crate::look::palette(ui).normal;
                    icons::paint(ui.painter(), place, Icon::ChevronDown, colour);
                })
                .show_ui(ui, choices)
        })
        .inner;
    shown.response.accessible_name(name);
    shown.inner
}

fn row(ui: &mut Ui, words: &str) -> (Rect, Response) {
    let palette = palette(ui);
    let room = ui.available_width() - BOX - space::S8;
    let words = one_line(ui, words, Type::Body, palette.strong, room);
    let size = vec2(BOX + space::S8 + words.size().x, HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let middle = pos2(rect.left() + BOX / 2.0, rect.center().y);
    paint_left(ui, rect.left() + BOX + space::S8, rect.center().y, words);
    (Rect::from_center_size(middle, Vec2::splat(BOX)), response)
}

fn edge_colour(ui: &Ui, response: &Response) -> Color32 {
    let palette = palette(ui);
    if response.hovered() {
        palette.normal
    } else {
        palette.control
    }
}
