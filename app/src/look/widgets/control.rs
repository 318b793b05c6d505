//! What all controls share: fills that follow the pointer, the focus ring, text on one line.

use crate::look::motion;
use crate::look::palette::{Palette, mix};
use crate::look::text::{one_line, paint_left};
use crate::look::theme::palette;
use crate::look::tokens::{Type, radius, space, stroke};
use egui::{
    Color32, CornerRadius, CursorIcon, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};

/// From the widget's edge to the middle of its ring: a gap of 2, then half the ring.
const RING_OFFSET: f32 = space::S2 + stroke::FOCUS / 2.0;

/// Paints the ring around a widget that has the keyboard: 2 wide, 2 outside, so that it is seen on
/// accent fills too. egui has no such ring; its `active` visuals are no substitute.
pub fn focus_ring(ui: &Ui, rect: Rect, corner: u8, response: &Response) {
    if !response.has_focus() {
        return;
    }
    let ring = Stroke::new(stroke::FOCUS, palette(ui).focus());
    let corner = CornerRadius::same(corner + 3);
    // The ring lies outside the widget, where a list's clip rectangle would cut it off.
    let mut painter = ui.painter().clone();
    painter.set_clip_rect(painter.clip_rect().expand(RING_OFFSET + stroke::FOCUS));
    let around = rect.expand(RING_OFFSET);
    painter.rect_stroke(around, corner, ring, StrokeKind::Middle);
}

/// How far the pointer's hover has come, from 0 to 1.
pub(super) fn hover_share(ui: &Ui, response: &Response) -> f32 {
    let seconds = if motion::is_reduced(ui.ctx()) {
        motion::REDUCED
    } else {
        motion::HOVER
    };
    ui.ctx()
        .animate_bool_with_time(response.id.with("hover"), response.hovered(), seconds)
}

/// An opaque fill that follows the pointer.
pub(super) fn live_fill(ui: &Ui, response: &Response, fill: Color32, palette: &Palette) -> Color32 {
    if response.is_pointer_button_down_on() {
        return palette.pressed(fill);
    }
    mix(fill, palette.hovered(fill), hover_share(ui, response))
}

/// The fill of something that has none at rest.
pub(super) fn ghost_fill(ui: &Ui, response: &Response, palette: &Palette) -> Color32 {
    if response.is_pointer_button_down_on() {
        return palette.pressed(palette.hover);
    }
    palette.hover.gamma_multiply(hover_share(ui, response))
}

/// Words that are pressed: underlined, in the accent.
pub fn link(ui: &mut Ui, words: &str, size: Type) -> Response {
    let palette = palette(ui);
    let galley = one_line(ui, words, size, palette.accent_text, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), words));
    let colour = mix(
        palette.accent_text,
        palette.strong,
        hover_share(ui, &response),
    );
    let line = Stroke::new(stroke::HAIRLINE, colour);
    let under = rect.center().y + 0.55 * size.size();
    ui.painter()
        .hline(rect.x_range(), under.round() + 0.5, line);
    ui.painter()
        .galley_with_override_text_color(rect.min, galley, colour);
    focus_ring(ui, rect, radius::CHIP, &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// The name of a key, in a small frame.
pub fn key_name(ui: &mut Ui, words: &str) -> Response {
    let palette = palette(ui);
    let galley = one_line(ui, words, Type::MonoSmall, palette.normal, f32::INFINITY);
    let size = galley.size() + vec2(2.0 * space::S4, space::S2);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let edge = Stroke::new(stroke::HAIRLINE, palette.hairline);
    let corner = CornerRadius::same(radius::CHIP);
    ui.painter()
        .rect_stroke(rect, corner, edge, StrokeKind::Inside);
    paint_left(ui, rect.left() + space::S4, rect.center().y, galley);
    response
}
