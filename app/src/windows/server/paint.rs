//! Small things that several parts of the server's pages draw.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Galley, Pos2, Rect, Stroke, Ui, UiBuilder, pos2};

use crate::look::text::format;
use crate::look::tokens::stroke;
use crate::look::{Ink, Type, palette};

/// Text on one line, ending in "…" when it is wider than `width`.
pub(super) fn line(ui: &Ui, words: &str, size: Type, ink: Ink, width: f32) -> Arc<Galley> {
    coloured(ui, words, size, palette(ui).ink(ink), width)
}

/// The same with a name's colour.
pub(super) fn coloured(
    ui: &Ui,
    words: &str,
    size: Type,
    colour: egui::Color32,
    width: f32,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(words.to_owned(), format(size, colour));
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Paints text that begins at `x`, with its middle at `y`.
pub(super) fn left(ui: &Ui, x: f32, y: f32, galley: Arc<Galley>) {
    let at = pos2(x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, palette(ui).normal);
}

/// Paints text that ends at `x`, with its middle at `y`.
pub(super) fn right(ui: &Ui, x: f32, y: f32, galley: Arc<Galley>) {
    let at = pos2(x - galley.size().x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, palette(ui).normal);
}

/// A hairline along the lower edge of a region.
pub(super) fn rule_below(ui: &Ui, rect: Rect) {
    let line = Stroke::new(stroke::HAIRLINE, palette(ui).hairline);
    ui.painter()
        .hline(rect.x_range(), rect.bottom().round() - 0.5, line);
}

/// A part of the page, which cannot draw outside its rectangle.
pub(super) fn region<R>(
    ui: &mut Ui,
    name: &'static str,
    rect: Rect,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    let mut part = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
    part.set_clip_rect(rect.intersect(ui.clip_rect()));
    add(&mut part)
}

/// Room in the flow for a field, which would otherwise take all of it.
pub(super) fn room_for(ui: &mut Ui, width: f32, height: f32) -> Ui {
    let size = egui::vec2(width, height);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    ui.new_child(
        UiBuilder::new()
            .id_salt("room")
            .max_rect(rect)
            .layout(egui::Layout::top_down(egui::Align::Min)),
    )
}

/// The rectangle between two corners.
pub(super) fn between(left: f32, top: f32, right: f32, bottom: f32) -> Rect {
    Rect::from_min_max(pos2(left, top), Pos2::new(right.max(left), bottom.max(top)))
}
