//! Small things that several parts of the server's pages draw.

use std::sync::Arc;

use egui::{Galley, Pos2, Rect, Stroke, Ui, UiBuilder, pos2};

use crate::look::tokens::stroke;
use crate::look::{Ink, Type, palette, text};

pub(super) use crate::look::text::{paint_left as left, paint_right as right};

/// Text on one line, ending in "…" when it is wider than `width`.
pub(super) fn line(ui: &Ui, words: &str, size: Type, ink: Ink, width: f32) -> Arc<Galley> {
    text::one_line(ui, words, size, palette(ui).ink(ink), width)
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
