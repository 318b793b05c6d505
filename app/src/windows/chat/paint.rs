//! Small things that several parts of the chat page draw.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CursorIcon, Galley, Id, Pos2, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo,
    pos2,
};

use crate::look::palette::mix;
use crate::look::text::format;
use crate::look::tokens::{radius, stroke};
use crate::look::widgets::focus_ring;
use crate::look::{Type, palette};

/// Text on one line, ending in "…" when it is wider than `width`.
pub(super) fn one_line(
    ui: &Ui,
    words: &str,
    size: Type,
    colour: Color32,
    width: f32,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(words.to_owned(), format(size, colour));
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Text over as many lines as it takes.
pub(super) fn wrapped(
    ui: &Ui,
    words: &str,
    size: Type,
    colour: Color32,
    width: f32,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(words.to_owned(), format(size, colour));
    job.wrap.max_width = width.max(1.0);
    ui.painter().layout_job(job)
}

/// Paints text with its middle at a height, beginning at `x`; gives where it ends.
pub(super) fn paint_left(ui: &Ui, x: f32, y: f32, galley: Arc<Galley>) -> f32 {
    let end = x + galley.size().x;
    let at = pos2(x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
    end
}

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
