//! Icons: lines on a grid of 24, drawn with the painter.
//!
//! Strokes are 1.5 from a size of 20 up and thinner in proportion below, with round ends. Straight
//! lines that run along an axis are moved to half pixels, evenly from the icon's middle, so that
//! they stay sharp and the drawing stays symmetrical.

mod drawings;

use super::stroke::{self, half_pixel_pos};
use super::tokens;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// The grid that icons are drawn on.
const GRID: f32 = 24.0;

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Everything that has an icon.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Icon {
            $($(#[$doc])* $name,)*
        }

        impl Icon {
            /// Every icon.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

icons! {
    /// A table with its tail and three chairs.
    Server,
    /// A table, three chairs, and your seat.
    Join,
    /// Send.
    Send,
    /// Copy.
    Copy,
    /// Firewall.
    Shield,
    /// Search.
    Search,
    /// Notifications.
    Bell,
    /// People.
    People,
    /// Lists that are folded away.
    Menu,
    /// Settings.
    Settings,
    /// Stop.
    Stop,
    /// Start.
    Play,
    /// Pause.
    Pause,
    /// Import.
    Import,
    /// Export.
    Export,
    /// Filter.
    Filter,
    /// Add.
    Plus,
    /// More actions.
    More,
    /// Close.
    Close,
    /// Opens downwards.
    ChevronDown,
    /// Closes upwards, and one more.
    ChevronUp,
    /// Opens to the side.
    ChevronRight,
    /// Forward.
    Forward,
    /// Back.
    Back,
    /// Confirmed, done.
    Confirmed,
    /// Waiting.
    Waiting,
    /// Something is wrong.
    Alert,
    /// Look here.
    Warning,
    /// Try again.
    Retry,
    /// Private, encrypted.
    Private,
    /// Rename.
    Rename,
    /// Delete.
    Delete,
    /// Opens elsewhere.
    OpenLink,
    /// The bytes on the wire.
    Wire,
    /// Charts.
    Chart,
    /// Simulated clients.
    Simulate,
    /// The local network.
    Network,
    /// This computer.
    ThisComputer,
    /// The log.
    Log,
    /// Mute.
    Mute,
    /// Kick.
    Kick,
    /// Ban.
    Ban,
    /// Not encrypted.
    Unlocked,
    /// A password is asked for.
    Password,
}

/// One stroke of an icon, in grid units. Angles are in degrees, 0 to the right, clockwise.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// An open line through these points.
    Line(&'static [(f32, f32)]),
    /// A closed one.
    Closed(&'static [(f32, f32)]),
    /// The outline of a circle: centre and radius.
    Circle(f32, f32, f32),
    /// A filled circle.
    Dot(f32, f32, f32),
    /// The outline of a rounded rectangle: left, top, width, height, radius.
    Rect(f32, f32, f32, f32, f32),
    /// An arc: centre, radius, from, to.
    Arc(f32, f32, f32, f32, f32),
}

/// Paints an icon in the middle of `rect`; its grid takes the shorter side.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, colour: Color32) {
    painter.extend(shapes(icon, rect, colour, painter.pixels_per_point()));
}

/// The shapes that [`paint`] adds.
#[must_use]
pub fn shapes(icon: Icon, rect: Rect, colour: Color32, pixels_per_point: f32) -> Vec<Shape> {
    let size = rect.width().min(rect.height());
    let pen = Pen {
        middle: half_pixel_pos(rect.center(), pixels_per_point),
        scale: size / GRID,
        pixels_per_point,
        stroke: Stroke::new(stroke_width(size), colour),
    };
    drawings::marks(icon)
        .iter()
        .map(|mark| pen.draw(*mark))
        .collect()
}

/// Width of the strokes of an icon of that size.
#[must_use]
pub fn stroke_width(size: f32) -> f32 {
    tokens::stroke::ICON * (size / 20.0).min(1.0)
}

struct Pen {
    middle: Pos2,
    scale: f32,
    pixels_per_point: f32,
    stroke: Stroke,
}

impl Pen {
    fn draw(&self, mark: Mark) -> Shape {
        match mark {
            Mark::Line(points) => stroke::round_line(self.points(points, false), self.stroke),
            Mark::Closed(points) => Shape::closed_line(self.points(points, true), self.stroke),
            Mark::Circle(x, y, radius) => {
                Shape::circle_stroke(self.at(x, y), radius * self.scale, self.stroke)
            }
            Mark::Dot(x, y, radius) => {
                // Between pixels, or smaller than two of them, a dot would be a smear.
                let at = pos2(self.snap_x(x), self.snap_y(y));
                let radius = (radius * self.scale).max(1.0 / self.pixels_per_point);
                Shape::circle_filled(at, radius, self.stroke.color)
            }
            Mark::Rect(x, y, width, height, radius) => {
                let from = pos2(self.snap_x(x), self.snap_y(y));
                let to = pos2(self.snap_x(x + width), self.snap_y(y + height));
                let rect = Rect::from_min_max(from, to);
                stroke::rounded_rect(rect, radius * self.scale, self.stroke)
            }
            Mark::Arc(x, y, radius, from, to) => stroke::arc(
                self.at(x, y),
                radius * self.scale,
                from.to_radians(),
                to.to_radians(),
                self.stroke,
            ),
        }
    }

    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.middle + vec2(x - GRID / 2.0, y - GRID / 2.0) * self.scale
    }

    fn snap_x(&self, x: f32) -> f32 {
        self.middle.x + self.whole_pixels(x)
    }

    fn snap_y(&self, y: f32) -> f32 {
        self.middle.y + self.whole_pixels(y)
    }

    /// Distance from the middle, which lies on a half pixel, in whole pixels.
    fn whole_pixels(&self, grid: f32) -> f32 {
        let pixels = (grid - GRID / 2.0) * self.scale * self.pixels_per_point;
        pixels.round() / self.pixels_per_point
    }

    /// The points of a line; where two neighbours share a coordinate, it is snapped.
    fn points(&self, grid: &[(f32, f32)], closed: bool) -> Vec<Pos2> {
        let count = grid.len();
        let neighbours = |index: usize| {
            let before = match index {
                0 if closed => Some(count - 1),
                0 => None,
                index => Some(index - 1),
            };
            let after = match index + 1 {
                after if after < count => Some(after),
                _ if closed => Some(0),
                _ => None,
            };
            [before, after].into_iter().flatten()
        };
        grid.iter()
            .enumerate()
            .map(|(index, &(x, y))| {
                let free = self.at(x, y);
                let upright = neighbours(index).any(|other| grid[other].0 == x);
                let level = neighbours(index).any(|other| grid[other].1 == y);
                pos2(
                    if upright { self.snap_x(x) } else { free.x },
                    if level { self.snap_y(y) } else { free.y },
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(icon: Icon, size: f32) -> Vec<Shape> {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(size, size));
        shapes(icon, rect, Color32::WHITE, 1.0)
    }

    #[test]
    fn every_icon_stays_within_its_rectangle() {
        for icon in Icon::ALL {
            for size in [14.0, 18.0, 24.0] {
                let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(size, size));
                let bounds = Shape::Vec(drawn(*icon, size)).visual_bounding_rect();
                assert!(
                    rect.expand(1.0).contains_rect(bounds),
                    "{icon:?} {bounds:?}"
                );
                assert!(bounds.width() > 0.3 * size || bounds.height() > 0.3 * size);
            }
        }
    }

    #[test]
    fn no_two_icons_are_alike() {
        for (index, icon) in Icon::ALL.iter().enumerate() {
            for other in &Icon::ALL[..index] {
                assert_ne!(
                    drawn(*icon, 24.0),
                    drawn(*other, 24.0),
                    "{icon:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn strokes_thin_out_below_twenty() {
        assert_eq!(stroke_width(24.0), 1.5);
        assert_eq!(stroke_width(20.0), 1.5);
        assert_eq!(stroke_width(10.0), 0.75);
    }

    #[test]
    fn level_lines_lie_on_half_pixels() {
        for size in [14.0, 16.0, 18.0, 20.0, 24.0] {
            for shape in drawn(Icon::Menu, size) {
                let Shape::Path(path) = shape else {
                    panic!("a line")
                };
                assert!(path.points.iter().all(|point| point.y.fract() == 0.5));
            }
        }
    }
}
