//! The mark: a table seen from above, three chairs, and its tail turned to the fourth seat, yours.
//!
//! The same drawing, with four chairs or with the seat taken, is the launcher's art; on a green
//! tile it is the app's icon.

mod app_icon;

pub use app_icon::{SIZE as APP_ICON_SIZE, app_icon};

use super::palette::Palette;
use super::stroke::{arc, on_circle, tail};
use egui::{Color32, Painter, Rect, Shape, Stroke};
use std::f32::consts::PI;

/// The drawing on a grid whose middle is 0; the app icon's tile is 256 wide on it.
mod grid {
    /// Radius of the table.
    pub(super) const TABLE: f32 = 60.0;
    /// Radius of the line that chairs stand on.
    pub(super) const ORBIT: f32 = 93.0;
    /// Width of a chair.
    pub(super) const CHAIR: f32 = 27.0;
    /// Half the angle that a chair takes, round ends not counted: 21° to 69° and so on.
    pub(super) const CHAIR_HALF: f32 = 24.0 / 180.0 * std::f32::consts::PI;
    /// From the middle to the tip of the tail.
    pub(super) const TIP: f32 = 113.5;
    /// Half the angle of the tail's foot.
    pub(super) const FOOT_HALF: f32 = 0.46;
    /// From the middle to the outside of the drawing, along an axis: the chairs' ends.
    pub(super) const OUTSIDE: f32 = 100.4;
}

/// Upper left, upper right, lower right: where the three chairs stand.
const CHAIRS: [f32; 3] = [-0.75 * PI, -0.25 * PI, 0.25 * PI];
/// Lower left: your seat, to which the tail turns.
const YOURS: f32 = 0.75 * PI;

/// The colours of the mark's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkColours {
    /// The table and its tail.
    pub table: Color32,
    /// The chairs: upper left, upper right, lower right.
    pub chairs: [Color32; 3],
}

impl MarkColours {
    /// With the lamp lit: the app itself, and the room of everyone.
    #[must_use]
    pub fn lit(palette: &Palette, surface: Color32) -> Self {
        let quiet = palette.quiet_chair(surface);
        Self {
            table: palette.accent,
            chairs: [quiet, palette.lamp, quiet],
        }
    }

    /// A saved server: one chair taken, the others grey.
    #[must_use]
    pub fn profile(palette: &Palette) -> Self {
        Self {
            table: palette.accent,
            chairs: [palette.control, palette.accent, palette.control],
        }
    }

    /// The operator's own words.
    #[must_use]
    pub fn operator(palette: &Palette) -> Self {
        Self {
            table: palette.accent,
            chairs: [palette.accent; 3],
        }
    }
}

/// The mark, filling the shorter side of `rect`. Its usual sizes are 36, 26 and 14.
#[must_use]
pub fn shapes(rect: Rect, colours: MarkColours) -> Vec<Shape> {
    let centre = rect.center();
    let unit = rect.width().min(rect.height()) / (2.0 * grid::OUTSIDE);
    let table = grid::TABLE * unit;
    let mut shapes: Vec<_> = CHAIRS
        .into_iter()
        .zip(colours.chairs)
        .map(|(angle, colour)| {
            let stroke = Stroke::new(grid::CHAIR * unit, colour);
            let (from, to) = (angle - grid::CHAIR_HALF, angle + grid::CHAIR_HALF);
            arc(centre, grid::ORBIT * unit, from, to, stroke)
        })
        .collect();
    let reach = grid::TIP * unit;
    shapes.push(tail(
        centre,
        table,
        reach,
        grid::FOOT_HALF,
        YOURS,
        colours.table,
    ));
    shapes.push(Shape::circle_filled(centre, table, colours.table));
    shapes
}

/// Paints the mark.
pub fn paint(painter: &Painter, rect: Rect, colours: MarkColours) {
    painter.extend(shapes(rect, colours));
}

/// Which of the launcher's two drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LauncherArt {
    /// A table with four free chairs: start a server.
    Start,
    /// A table that turns to your seat: join a chat.
    Join,
}

/// The launcher's art, filling the shorter side of `rect`: 88, or 64 in low windows.
#[must_use]
pub fn launcher_art(art: LauncherArt, rect: Rect, palette: &Palette) -> Vec<Shape> {
    let centre = rect.center();
    let outside = rect.width().min(rect.height()) / 2.0;
    let (table, width) = (0.545 * outside, 0.18 * outside);
    let orbit = outside - width / 2.0;
    let chair = |angle: f32| {
        let stroke = Stroke::new(width, palette.control);
        let half = grid::CHAIR_HALF;
        arc(centre, orbit, angle - half, angle + half, stroke)
    };
    let mut shapes: Vec<_> = CHAIRS.into_iter().map(chair).collect();
    match art {
        LauncherArt::Start => {
            shapes.push(chair(YOURS));
            shapes.push(Shape::circle_filled(centre, table, palette.accent));
        }
        LauncherArt::Join => {
            shapes.push(tail(
                centre,
                table,
                1.58 * table,
                0.36,
                YOURS,
                palette.control,
            ));
            shapes.push(Shape::circle_filled(centre, table, palette.control));
            let yours = on_circle(centre, 1.06 * outside, YOURS);
            shapes.push(Shape::circle_filled(yours, 0.2 * outside, palette.accent));
        }
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Pos2, Theme, Vec2};

    #[test]
    fn the_mark_fills_its_rectangle() {
        let palette = Palette::of(Theme::Dark);
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(26.0));
        let bounds =
            Shape::Vec(shapes(rect, MarkColours::operator(palette))).visual_bounding_rect();
        assert!(rect.expand(1.0).contains_rect(bounds), "{bounds:?}");
        assert!(bounds.width() > 25.0);
    }

    #[test]
    fn only_joining_has_a_tail_and_a_seat() {
        let palette = Palette::of(Theme::Light);
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(88.0));
        let start = launcher_art(LauncherArt::Start, rect, palette);
        let join = launcher_art(LauncherArt::Join, rect, palette);
        assert_eq!((start.len(), join.len()), (5, 6));
        let filled = |shapes: &[Shape]| match shapes.last() {
            Some(Shape::Circle(circle)) => circle.fill,
            _ => Color32::PLACEHOLDER,
        };
        assert_eq!(
            (filled(&start), filled(&join)),
            (palette.accent, palette.accent)
        );
    }
}
