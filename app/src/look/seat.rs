//! A seat: one connection. Round for the app, square for plain text, dashed for who left.

use super::palette::Palette;
use super::stroke::dashed_circle;
use super::stroke::dashed_rect;
use super::tokens::{radius, stroke};
use egui::Vec2;
use egui::{Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind};

/// A square looks larger than a circle of the same width; this is what makes them equal.
const SQUARE: f32 = 0.92;
/// Seats with a smaller radius have no initial.
const LEAST_WITH_INITIAL: f32 = 9.5;
/// The smallest initial, the same as the smallest text.
const LEAST_INITIAL: f32 = 13.0;

/// Who sits there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SeatKind {
    /// Someone with Tertulia's own client.
    App,
    /// Someone with nc, telnet or another program.
    PlainText,
    /// Someone whose connection was lost, or who is not here.
    Lost,
}

/// A seat's looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The initial, none when a name has no letter to show.
    pub initial: Option<char>,
    /// The name's colour.
    pub colour: Color32,
    /// Who sits there.
    pub kind: SeatKind,
}

impl Seat {
    /// The seat of that name.
    #[must_use]
    pub fn new(palette: &Palette, name: &str, kind: SeatKind) -> Self {
        Self {
            initial: name.chars().find_map(|letter| {
                letter
                    .is_alphanumeric()
                    .then(|| letter.to_uppercase().next().unwrap_or(letter))
            }),
            colour: palette.name_colour(name),
            kind,
        }
    }

    /// The seat without its initial: fill and edge.
    #[must_use]
    pub fn shapes(
        &self,
        centre: Pos2,
        seat_radius: f32,
        palette: &Palette,
        surface: Color32,
    ) -> Vec<Shape> {
        let edge = Stroke::new(stroke::SEAT, self.colour);
        let fill = palette.seat_fill(self.colour, surface);
        let inner = seat_radius - stroke::SEAT / 2.0;
        match self.kind {
            SeatKind::App => vec![
                Shape::circle_filled(centre, inner, fill),
                Shape::circle_stroke(centre, inner, edge),
            ],
            SeatKind::PlainText => {
                let square = square(centre, seat_radius);
                let corner = CornerRadius::same((radius::SQUARE_SEAT * seat_radius).round() as u8);
                vec![
                    Shape::rect_filled(square, corner, fill),
                    Shape::rect_stroke(square, corner, edge, StrokeKind::Inside),
                ]
            }
            SeatKind::Lost => vec![dashed_circle(centre, inner, 3.0, 2.6, edge)],
        }
    }

    /// Paints the seat. `surface` is what lies behind it, of which its fill is mixed.
    pub fn paint(
        &self,
        painter: &Painter,
        centre: Pos2,
        seat_radius: f32,
        palette: &Palette,
        surface: Color32,
    ) {
        painter.extend(self.shapes(centre, seat_radius, palette, surface));
        if let Some(initial) = self.initial
            && seat_radius >= LEAST_WITH_INITIAL
        {
            let font = FontId::proportional(seat_radius.max(LEAST_INITIAL));
            painter.text(centre, Align2::CENTER_CENTER, initial, font, self.colour);
        }
    }
}

/// The small outline that explains a kind of seat in a legend.
pub fn legend(kind: SeatKind, centre: Pos2, seat_radius: f32, stroke: Stroke) -> Shape {
    let inner = seat_radius - stroke.width / 2.0;
    match kind {
        SeatKind::App => Shape::circle_stroke(centre, inner, stroke),
        SeatKind::PlainText => Shape::rect_stroke(
            square(centre, seat_radius),
            CornerRadius::same((2.0 * radius::SQUARE_SEAT * seat_radius).round() as u8),
            stroke,
            StrokeKind::Inside,
        ),
        SeatKind::Lost => {
            let rect = Rect::from_center_size(centre, Vec2::splat(2.0 * inner));
            dashed_rect(rect, inner, 3.0, 2.6, stroke)
        }
    }
}

fn square(centre: Pos2, seat_radius: f32) -> Rect {
    Rect::from_center_size(centre, Vec2::splat((2.0 * SQUARE * seat_radius).round()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Theme;

    fn drawn(kind: SeatKind) -> Vec<Shape> {
        let palette = Palette::of(Theme::Dark);
        Seat::new(palette, "Ana", kind).shapes(Pos2::ZERO, 14.0, palette, palette.panel)
    }

    #[test]
    fn each_kind_has_a_shape_of_its_own() {
        assert!(matches!(drawn(SeatKind::App)[0], Shape::Circle(_)));
        assert!(matches!(drawn(SeatKind::PlainText)[0], Shape::Rect(_)));
        assert!(matches!(drawn(SeatKind::Lost)[..], [Shape::Vec(_)]));
    }

    #[test]
    fn a_seat_stays_within_its_radius() {
        for kind in [SeatKind::App, SeatKind::PlainText, SeatKind::Lost] {
            let bounds = Shape::Vec(drawn(kind)).visual_bounding_rect();
            assert!(bounds.width() <= 28.1, "{kind:?} {bounds:?}");
        }
    }

    #[test]
    fn the_initial_is_the_first_letter_or_digit() {
        let palette = Palette::of(Theme::Dark);
        let initial = |name| Seat::new(palette, name, SeatKind::App).initial;
        assert_eq!(initial("iñaki"), Some('I'));
        assert_eq!(initial("_7up"), Some('7'));
        assert_eq!(initial("Ñuño"), Some('Ñ'));
        assert_eq!(initial("--"), None);
    }
}
