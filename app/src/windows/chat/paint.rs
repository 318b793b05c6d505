//! Small things that several parts of the chat page draw.

use std::sync::Arc;

use egui::{
    Color32, CursorIcon, Galley, Id, Pos2, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo,
};

use crate::look::palette;
use crate::look::palette::mix;
use crate::look::tokens::{radius, stroke};
use crate::look::widgets::focus_ring;

/// A drawing with a name for screen readers, and with that name as its tooltip when it has no
/// words of its own.
pub(super) fn named(ui: &Ui, rect: Rect, id: Id, name: &str, tooltip: bool) {
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    if tooltip {
        response.on_hover_text(name);
    }
}

/// Underlined words that are pressed, painted where they are wanted.
pub(super) fn pressed_words(
    ui: &Ui,
    at: Pos2,
    id: Id,
    galley: Arc<Galley>,
    colour: Color32,
) -> Response {
    let rect = Rect::from_min_size(at, galley.size());
    let response = ui.interact(rect, id, Sense::click());
    let name = galley.text().to_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    let hover = ui
        .ctx()
        .animate_bool_with_time(id.with("hover"), response.hovered(), 0.08);
    let colour = mix(colour, palette(ui).strong, hover);
    let under = Stroke::new(stroke::HAIRLINE, colour);
    let y = (rect.bottom() - 2.0).floor() + 0.5;
    ui.painter().hline(rect.x_range(), y, under);
    ui.painter()
        .galley_with_override_text_color(at, galley, colour);
    focus_ring(ui, rect, radius::CHIP, &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
