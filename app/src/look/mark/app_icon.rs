//! The app's icon as pixels: the mark on a green tile, filled in by distance from its parts.

use super::grid;
use super::{CHAIRS, YOURS};
use egui::{Color32, IconData, Pos2, Rect, Vec2};
use std::f32::consts::{PI, TAU};

/// Width and height of the icon in pixels.
pub const SIZE: usize = 256;

const TILE: Color32 = Color32::from_rgb(0x0E, 0x5C, 0x52);
const TILE_RADIUS: f32 = 56.0;
const QUIET: Color32 = Color32::from_rgb(0x7F, 0xCD, 0xBE);
const LAMP: Color32 = Color32::from_rgb(0xF2, 0xBE, 0x5C);
const TABLE: Color32 = Color32::from_rgb(0xF6, 0xEF, 0xE2);
/// The tail's tip is rounded by this much.
const TIP_RADIUS: f32 = 3.5;
/// Samples along each side of a pixel.
const SAMPLES: usize = 4;

/// The icon of the windows.
#[must_use]
pub fn app_icon() -> IconData {
    let mut rgba = Vec::with_capacity(4 * SIZE * SIZE);
    let tail = tail();
    let middle = Vec2::splat(SIZE as f32 / 2.0);
    // Every part is wider than a pixel, so one whose corners are alike is of that colour.
    let corners = |y: usize| -> Vec<Option<Color32>> {
        (0..=SIZE)
            .map(|x| colour_at(Pos2::new(x as f32, y as f32) - middle, &tail))
            .collect()
    };
    let mut above = corners(0);
    for y in 0..SIZE {
        let below = corners(y + 1);
        for x in 0..SIZE {
            let first = above[x];
            if [above[x + 1], below[x], below[x + 1]] == [first; 3] {
                rgba.extend(first.map_or([0; 4], |colour| colour.to_array()));
            } else {
                rgba.extend(pixel(x, y, &tail));
            }
        }
        above = below;
    }
    IconData {
        rgba,
        width: SIZE as u32,
        height: SIZE as u32,
    }
}

/// The mean of a pixel's samples, with straight alpha.
fn pixel(x: usize, y: usize, tail: &[Vec2; 3]) -> [u8; 4] {
    let mut sum = [0_u32; 3];
    let mut hits = 0;
    for sample in 0..SAMPLES * SAMPLES {
        let within = |index: usize| (index as f32 + 0.5) / SAMPLES as f32;
        let point = Pos2::new(
            x as f32 + within(sample % SAMPLES),
            y as f32 + within(sample / SAMPLES),
        );
        if let Some(colour) = colour_at(point - Vec2::splat(SIZE as f32 / 2.0), tail) {
            hits += 1;
            for (sum, channel) in sum.iter_mut().zip([colour.r(), colour.g(), colour.b()]) {
                *sum += u32::from(channel);
            }
        }
    }
    let mean = |sum: u32| sum.checked_div(hits).unwrap_or(0) as u8;
    let alpha = 255 * hits / (SAMPLES * SAMPLES) as u32;
    [mean(sum[0]), mean(sum[1]), mean(sum[2]), alpha as u8]
}

/// The colour at a point of the grid, none outside the tile. Many points are asked for before the
/// window opens, so what is far from a part is told by a comparison.
fn colour_at(point: Pos2, tail: &[Vec2; 3]) -> Option<Color32> {
    let half = SIZE as f32 / 2.0;
    let inner = Rect::from_center_size(Pos2::ZERO, Vec2::splat(2.0 * (half - TILE_RADIUS)));
    if inner.distance_sq_to_pos(point) > TILE_RADIUS * TILE_RADIUS {
        return None;
    }
    let radius_sq = point.to_vec2().length_sq();
    let within = |radius: f32| radius_sq <= radius * radius;
    if within(grid::TABLE) || (within(grid::TIP) && tail_contains(point, tail)) {
        return Some(TABLE);
    }
    let half_chair = grid::CHAIR / 2.0;
    if within(grid::ORBIT - half_chair) || !within(grid::ORBIT + half_chair) {
        return Some(TILE);
    }
    let chair = CHAIRS
        .into_iter()
        .zip([QUIET, LAMP, QUIET])
        .find(|(angle, _)| distance_to_chair(point, *angle) <= half_chair);
    Some(chair.map_or(TILE, |(_, colour)| colour))
}

fn distance_to_chair(point: Pos2, angle: f32) -> f32 {
    let off = (point.to_vec2().angle() - angle + PI).rem_euclid(TAU) - PI;
    let nearest = angle + off.clamp(-grid::CHAIR_HALF, grid::CHAIR_HALF);
    (point.to_vec2() - grid::ORBIT * Vec2::angled(nearest)).length()
}

/// The tail's corners: its feet in the table, and its tip.
fn tail() -> [Vec2; 3] {
    let foot = |side: f32| 0.917 * grid::TABLE * Vec2::angled(YOURS + side * grid::FOOT_HALF);
    [
        foot(-1.0),
        foot(1.0),
        (grid::TIP - TIP_RADIUS) * Vec2::angled(YOURS),
    ]
}

fn tail_contains(point: Pos2, corners: &[Vec2; 3]) -> bool {
    let point = point.to_vec2();
    let inside = (0..3).all(|index| {
        let (from, to) = (corners[index], corners[(index + 1) % 3]);
        (to - from).rot90().dot(point - from) >= 0.0
    });
    inside
        || (0..3).any(|index| {
            let (from, to) = (corners[index], corners[(index + 1) % 3]);
            let along = ((point - from).dot(to - from) / (to - from).length_sq()).clamp(0.0, 1.0);
            (point - from - along * (to - from)).length_sq() <= TIP_RADIUS * TIP_RADIUS
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(icon: &IconData, x: usize, y: usize) -> [u8; 4] {
        let from = 4 * (y * SIZE + x);
        [0, 1, 2, 3].map(|channel| icon.rgba[from + channel])
    }

    fn opaque(colour: Color32) -> [u8; 4] {
        colour.to_array()
    }

    #[test]
    fn the_parts_are_where_the_drawing_has_them() {
        let icon = app_icon();
        assert_eq!(icon.rgba.len(), 4 * SIZE * SIZE);
        assert_eq!(at(&icon, 0, 0)[3], 0, "the tile's corners are round");
        assert_eq!(at(&icon, 128, 4), opaque(TILE));
        assert_eq!(at(&icon, 128, 128), opaque(TABLE));
        assert_eq!(at(&icon, 55, 201), opaque(TABLE), "the tail's tip");
        assert_eq!(at(&icon, 72, 184), opaque(TABLE), "the tail is filled");
        assert_eq!(at(&icon, 62, 62), opaque(QUIET));
        assert_eq!(at(&icon, 194, 62), opaque(LAMP));
        assert_eq!(at(&icon, 194, 194), opaque(QUIET));
        assert_eq!(at(&icon, 30, 226), opaque(TILE), "no chair where you sit");
    }

    #[test]
    fn every_pixel_is_the_mean_of_its_samples() {
        let (icon, tail) = (app_icon(), tail());
        for (x, y) in (0..SIZE * SIZE).map(|index| (index % SIZE, index / SIZE)) {
            assert_eq!(at(&icon, x, y), pixel(x, y, &tail), "{x}, {y}");
        }
    }
}
