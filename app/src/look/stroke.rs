//! Lines that egui lacks: arcs, round ends, dashed circles and rounded outlines.
//!
//! Angles are in radians, 0 to the right and growing clockwise, as the screen's y grows down.

use egui::epaint::PathShape;
use egui::{Color32, Pos2, Rect, Shape, Stroke, Vec2, pos2};
use std::f32::consts::{FRAC_PI_2, TAU};

/// Straight up: where rings begin.
pub const TWELVE_O_CLOCK: f32 = -FRAC_PI_2;

/// Points of an arc are at most this far apart along it.
const STEP: f32 = 2.0;

/// The point of a circle at an angle.
#[must_use]
pub fn on_circle(centre: Pos2, radius: f32, angle: f32) -> Pos2 {
    centre + radius * Vec2::angled(angle)
}

/// The points of an arc from one angle to another.
#[must_use]
pub fn arc_points(centre: Pos2, radius: f32, from: f32, to: f32) -> Vec<Pos2> {
    let steps = (((to - from).abs() * radius / STEP).ceil()).clamp(12.0, 128.0) as usize;
    (0..=steps)
        .map(|step| {
            let share = step as f32 / steps as f32;
            on_circle(centre, radius, from + (to - from) * share)
        })
        .collect()
}

/// Thinner lines are lengthened a little instead: egui's softened dots would look like knobs.
const LEAST_ROUND: f32 = 2.0;

/// An open line with round ends.
pub fn round_line(mut points: Vec<Pos2>, stroke: Stroke) -> Shape {
    if stroke.width < LEAST_ROUND {
        lengthen(&mut points, 0.35 * stroke.width);
        return Shape::line(points, stroke);
    }
    let ends = [points.first().copied(), points.last().copied()];
    let mut shapes = vec![Shape::line(points, stroke)];
    for end in ends.into_iter().flatten() {
        shapes.push(Shape::circle_filled(end, stroke.width / 2.0, stroke.color));
    }
    Shape::Vec(shapes)
}

/// Moves both ends of a line outwards.
fn lengthen(points: &mut [Pos2], by: f32) {
    if let [first, second, ..] = points {
        *first += by * (*first - *second).normalized();
    }
    if let [.., before, last] = points {
        *last += by * (*last - *before).normalized();
    }
}

/// An arc with round ends.
pub fn arc(centre: Pos2, radius: f32, from: f32, to: f32, stroke: Stroke) -> Shape {
    round_line(arc_points(centre, radius, from, to), stroke)
}

/// A circle of dashes that meet evenly.
pub fn dashed_circle(centre: Pos2, radius: f32, dash: f32, gap: f32, stroke: Stroke) -> Shape {
    let count = (TAU * radius / (dash + gap)).round().max(3.0);
    let turn = TAU / count;
    let filled = turn * dash / (dash + gap);
    let dashes = (0..count as usize).map(|index| {
        let from = TWELVE_O_CLOCK + turn * index as f32;
        let steps = 4;
        let points = (0..=steps)
            .map(|step| on_circle(centre, radius, from + filled * step as f32 / steps as f32))
            .collect();
        Shape::line(points, stroke)
    });
    Shape::Vec(dashes.collect())
}

/// The outline of a rectangle with round corners, clockwise from the top left.
#[must_use]
pub fn rounded_rect_points(rect: Rect, radius: f32) -> Vec<Pos2> {
    let radius = radius.min(rect.width().min(rect.height()) / 2.0);
    let inner = rect.shrink(radius);
    let corners = [
        (inner.left_top(), 2.0),
        (inner.right_top(), 3.0),
        (inner.right_bottom(), 0.0),
        (inner.left_bottom(), 1.0),
    ];
    let steps = 6;
    corners
        .into_iter()
        .flat_map(|(corner, quarter)| {
            (0..=steps).map(move |step| {
                let angle = FRAC_PI_2 * (quarter + step as f32 / steps as f32);
                on_circle(corner, radius, angle)
            })
        })
        .collect()
}

/// The outline of a rectangle with round corners.
pub fn rounded_rect(rect: Rect, radius: f32, stroke: Stroke) -> Shape {
    Shape::Path(PathShape::closed_line(
        rounded_rect_points(rect, radius),
        stroke,
    ))
}

/// The same in dashes.
pub fn dashed_rect(rect: Rect, radius: f32, dash: f32, gap: f32, stroke: Stroke) -> Shape {
    let mut points = rounded_rect_points(rect, radius);
    points.extend(points.first().copied());
    Shape::Vec(Shape::dashed_line(&points, stroke, dash, gap))
}

/// The tail of a speech bubble: from the edge of a circle to a rounded tip at `reach` from its
/// centre. `half` is half the angle that the tail's foot takes of the circle.
pub fn tail(centre: Pos2, radius: f32, reach: f32, half: f32, angle: f32, fill: Color32) -> Shape {
    let tip_radius = 0.03 * radius;
    let tip = on_circle(centre, reach - tip_radius, angle);
    // On a screen whose y grows down, `rot90` turns towards smaller angles.
    let side = tip_radius * Vec2::angled(angle).rot90();
    // The foot lies a little inside the circle, so that no seam shows between the two.
    let foot = |angle| on_circle(centre, 0.985 * radius, angle);
    let points = vec![
        foot(angle - half),
        tip + side,
        tip - side,
        foot(angle + half),
    ];
    Shape::Vec(vec![
        Shape::convex_polygon(points, fill, Stroke::NONE),
        Shape::circle_filled(tip, tip_radius, fill),
    ])
}

/// A line seen on whole pixels: the coordinate of its middle, moved to the nearest half pixel.
#[must_use]
pub fn half_pixel(coordinate: f32, pixels_per_point: f32) -> f32 {
    ((coordinate * pixels_per_point).floor() + 0.5) / pixels_per_point
}

/// [`half_pixel`] for both coordinates.
#[must_use]
pub fn half_pixel_pos(pos: Pos2, pixels_per_point: f32) -> Pos2 {
    pos2(
        half_pixel(pos.x, pixels_per_point),
        half_pixel(pos.y, pixels_per_point),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_grow_clockwise_from_the_right() {
        let centre = pos2(10.0, 10.0);
        assert!((on_circle(centre, 5.0, 0.0) - pos2(15.0, 10.0)).length() < 1e-4);
        assert!((on_circle(centre, 5.0, FRAC_PI_2) - pos2(10.0, 15.0)).length() < 1e-4);
        assert!((on_circle(centre, 5.0, TWELVE_O_CLOCK) - pos2(10.0, 5.0)).length() < 1e-4);
    }

    #[test]
    fn an_arc_ends_where_it_should() {
        let points = arc_points(Pos2::ZERO, 10.0, 0.0, FRAC_PI_2);
        assert_eq!(points.len(), 13);
        assert!((points[12] - pos2(0.0, 10.0)).length() < 1e-4);
    }

    #[test]
    fn lines_land_on_half_pixels() {
        assert_eq!(half_pixel(9.0, 1.0), 9.5);
        assert_eq!(half_pixel(9.4, 1.0), 9.5);
        assert_eq!(half_pixel(9.0, 2.0), 9.25);
    }

    #[test]
    fn the_outline_stays_within_its_rectangle() {
        let rect = Rect::from_min_max(pos2(2.0, 3.0), pos2(12.0, 9.0));
        for point in rounded_rect_points(rect, 40.0) {
            assert!(rect.expand(1e-3).contains(point), "{point}");
        }
    }
}
