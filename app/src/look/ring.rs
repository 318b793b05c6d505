//! The ring around a seat: as many ticks as messages a second are allowed, filled as they are used.

use super::palette::Palette;
use super::stroke::{TWELVE_O_CLOCK, arc};
use super::tokens::stroke;
use egui::{Color32, Pos2, Shape, Stroke};
use std::f32::consts::TAU;

/// Limits above this are drawn as one arc instead of ticks.
pub const MOST_TICKS: u32 = 12;
/// Between two ticks, along the arc, from one round end's middle to the next.
const GAP: f32 = 3.6;

/// What someone used of the messages allowed in this second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Messages used.
    pub used: u32,
    /// Messages allowed; none is no limit.
    pub limit: Option<u32>,
}

impl Allowance {
    /// So many used of so many allowed.
    #[must_use]
    pub const fn of(used: u32, limit: u32) -> Self {
        Self {
            used,
            limit: Some(limit),
        }
    }

    /// So many used and no limit.
    #[must_use]
    pub const fn unlimited(used: u32) -> Self {
        Self { used, limit: None }
    }

    /// From one message before the limit on.
    #[must_use]
    pub fn is_near(self) -> bool {
        self.limit
            .is_some_and(|limit| self.used > 0 && self.used + 1 >= limit)
    }

    /// How many ticks or boxes there are, none when one bar or arc stands for all.
    #[must_use]
    pub fn ticks(self) -> Option<u32> {
        self.limit.filter(|limit| (1..=MOST_TICKS).contains(limit))
    }

    /// Share of the limit that is used, 0 without a limit.
    #[must_use]
    pub fn share(self) -> f32 {
        match self.limit {
            None => 0.0,
            Some(0) => 1.0,
            Some(limit) => (self.used as f32 / limit as f32).min(1.0),
        }
    }

    /// The colour of what is used.
    #[must_use]
    pub fn colour(self, palette: &Palette) -> Color32 {
        if self.is_near() {
            palette.warning
        } else {
            palette.accent
        }
    }
}

/// How far outside a seat of that radius its ring runs.
#[must_use]
pub fn distance(seat_radius: f32) -> f32 {
    if seat_radius <= 19.0 { 4.0 } else { 5.0 }
}

/// The ring around a seat.
///
/// `fade` is the opacity of the last used tick, which fades over the second that it stands for;
/// 1 where nothing moves.
#[must_use]
pub fn shapes(
    centre: Pos2,
    seat_radius: f32,
    allowance: Allowance,
    fade: f32,
    palette: &Palette,
) -> Vec<Shape> {
    let radius = seat_radius + distance(seat_radius);
    let empty = Stroke::new(stroke::CONTROL, palette.control);
    let filled = Stroke::new(stroke::TICK, allowance.colour(palette));
    let Some(ticks) = allowance.ticks() else {
        let mut shapes = vec![Shape::circle_stroke(centre, radius, empty)];
        let share = allowance.share();
        if share > 0.0 {
            let end = TWELVE_O_CLOCK + TAU * share;
            shapes.push(arc(centre, radius, TWELVE_O_CLOCK, end, filled));
        }
        return shapes;
    };
    let turn = TAU / ticks as f32;
    let half_gap = (GAP / radius / 2.0).min(turn / 4.0);
    (0..ticks)
        .map(|tick| {
            let from = TWELVE_O_CLOCK + turn * tick as f32;
            let (from, to) = (from + half_gap, from + turn - half_gap);
            let last = tick + 1 == allowance.used;
            if tick >= allowance.used {
                arc(centre, radius, from, to, empty)
            } else if last && fade < 1.0 {
                let faded = Stroke::new(filled.width, filled.color.gamma_multiply(fade));
                Shape::Vec(vec![
                    arc(centre, radius, from, to, empty),
                    arc(centre, radius, from, to, faded),
                ])
            } else {
                arc(centre, radius, from, to, filled)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Theme;

    fn drawn(allowance: Allowance) -> Vec<Shape> {
        shapes(Pos2::ZERO, 16.0, allowance, 1.0, Palette::of(Theme::Dark))
    }

    #[test]
    fn there_are_as_many_ticks_as_messages_allowed() {
        for limit in 1..=MOST_TICKS {
            assert_eq!(drawn(Allowance::of(0, limit)).len(), limit as usize);
        }
    }

    #[test]
    fn large_limits_and_none_are_one_arc() {
        assert_eq!(drawn(Allowance::of(0, 13)).len(), 1);
        assert_eq!(drawn(Allowance::of(3, 13)).len(), 2);
        assert_eq!(drawn(Allowance::unlimited(7)).len(), 1);
    }

    #[test]
    fn one_message_before_the_limit_warns() {
        assert!(!Allowance::of(3, 5).is_near());
        assert!(Allowance::of(4, 5).is_near());
        assert!(Allowance::of(5, 5).is_near());
        assert!(!Allowance::unlimited(900).is_near());
        assert!(!Allowance::of(0, 1).is_near());
        assert!(Allowance::of(1, 1).is_near());
    }

    #[test]
    fn used_ticks_change_the_drawing_and_only_they() {
        let (two, three) = (drawn(Allowance::of(2, 6)), drawn(Allowance::of(3, 6)));
        let differing: Vec<_> = (0..6).filter(|tick| two[*tick] != three[*tick]).collect();
        assert_eq!(differing, [2]);
    }

    #[test]
    fn large_seats_have_their_ring_farther_out() {
        assert_eq!((distance(19.0), distance(21.0)), (4.0, 5.0));
    }
}
