//! What stands between messages: the date, and the line above what is new.

use crate::look::text::one_line;
use crate::look::theme::palette;
use crate::look::tokens::{Type, height, space, stroke};
use egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// A date between two hairlines, 32 high.
pub fn date_separator(ui: &mut Ui, date: &str) -> Response {
    let palette = palette(ui);
    let words = one_line(ui, date, Type::Small, palette.weak, ui.available_width());
    let (rect, response) = line_of(ui, height::DATE, date);
    let at = rect.center() - words.size() / 2.0;
    let line = Stroke::new(stroke::HAIRLINE, palette.hairline);
    let y = rect.center().y.floor() + 0.5;
    let gap = space::S12;
    let (from, to) = (at.x - gap, at.x + words.size().x + gap);
    ui.painter().hline(rect.left()..=from, y, line);
    ui.painter().hline(to..=rect.right(), y, line);
    ui.painter().galley(at, words, palette.weak);
    response
}

/// An accent line that ends in "2 new", 24 high.
pub fn new_separator(ui: &mut Ui, words: &str) -> Response {
    let palette = palette(ui);
    let galley = one_line(ui, words, Type::Small, palette.accent_text, f32::INFINITY);
    let (rect, response) = line_of(ui, height::NEW, words);
    let at = pos2(
        rect.right() - galley.size().x,
        rect.center().y - galley.size().y / 2.0,
    );
    let line = Stroke::new(stroke::HAIRLINE, palette.accent_text);
    let y = rect.center().y.floor() + 0.5;
    ui.painter().hline(rect.left()..=at.x - 10.0, y, line);
    ui.painter().galley(at, galley, palette.accent_text);
    response
}

fn line_of(ui: &mut Ui, height: f32, name: &str) -> (Rect, Response) {
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    (rect, response)
}
