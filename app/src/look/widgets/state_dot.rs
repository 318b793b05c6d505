//! The dot of the state line: its shape says as much as its colour.

use crate::look::palette::Palette;
use crate::look::stroke::dashed_circle;
use crate::look::theme::palette;
use egui::{Pos2, Response, Sense, Shape, Stroke, Ui, vec2};

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StateDot {
    /// Connected, or listening: filled.
    Connected,
    /// Connected to a plain-text server: a ring.
    PlainText,
    /// Trying again: a dashed ring in warning.
    Reconnecting,
    /// Ended: a weak ring.
    Ended,
}

impl StateDot {
    /// Draws the dot; the word beside it says the same, so it has no name of its own.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
        ui.painter().add(self.shape(rect.center(), palette(ui)));
        response
    }

    /// The dot around a point.
    pub fn shape(self, centre: Pos2, palette: &Palette) -> Shape {
        let ring = |colour| Stroke::new(1.75, colour);
        match self {
            Self::Connected => Shape::circle_filled(centre, 4.0, palette.accent),
            Self::PlainText => Shape::circle_stroke(centre, 3.25, ring(palette.accent)),
            Self::Reconnecting => dashed_circle(centre, 4.0, 2.6, 2.0, ring(palette.warning)),
            Self::Ended => Shape::circle_stroke(centre, 3.25, ring(palette.weak)),
        }
    }
}
