//! How things move: pure functions of the time.
//!
//! Times are seconds on one clock, as `egui::InputState::time` gives them. Whoever draws asks for a
//! repaint only while [`Turn::is_moving`] or [`progress`] below 1 says that something moves.

use egui::Context;
use std::f32::consts::{PI, TAU};
use std::time::Duration;

/// Hover and press.
pub const HOVER: f32 = 0.08;
/// The tail turning to a speaker, and the side lists.
pub const TURN: f32 = 0.16;
/// A chair becoming a seat, and back.
pub const SEAT: f32 = 0.2;
/// A toast appearing.
pub const TOAST_IN: f32 = 0.16;
/// A toast going.
pub const TOAST_OUT: f32 = 0.12;
/// A tick, over the second that it stands for.
pub const TICK: f32 = 1.0;
/// Every change of opacity when motion is reduced.
pub const REDUCED: f32 = 0.08;
/// After so many seconds in which nobody touched anything the caret rests.
const CARET: f64 = 10.0;
/// Turns that begin sooner than this after the one before are hurried.
const HURRIED: f64 = 0.5;
/// Above so many messages a second the tail rests when motion is reduced.
pub const RESTLESS_PER_SECOND: f32 = 20.0;

/// Whether the person asked for less motion, kept with the context so that widgets know.
pub fn set_reduced(ctx: &Context, reduced: bool) {
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("look::motion::reduced"), reduced));
}

/// Until when a caret blinks. It rests, and stays visible, when nobody has touched anything for a
/// while: each blink is a frame, in a window that may stand open all day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Caret {
    touched: f64,
}

impl Caret {
    /// Whether it blinks, at that time; `touched` is whether there was a key, the pointer or the like.
    pub fn blinks(&mut self, now: f64, touched: bool) -> bool {
        if touched {
            self.touched = now;
        }
        now - self.touched < CARET
    }
}

/// Asks for the next frame of a movement. At most sixty a second, also where nothing holds frames back:
/// without a graphics card each is dear.
pub fn keep_moving(ctx: &Context) {
    let expected = ctx.input(|input| input.predicted_dt);
    // The context draws earlier by the frame that it expects to take.
    ctx.request_repaint_after(Duration::from_secs_f32(expected + 1.0 / 60.0));
}

/// What [`set_reduced`] was last told; no reduction at first.
#[must_use]
pub fn is_reduced(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(egui::Id::unique("look::motion::reduced")))
        .unwrap_or(false)
}

/// Fast at first, then settling. 0 stays 0 and 1 stays 1.
#[must_use]
pub fn ease_out(share: f32) -> f32 {
    1.0 - (1.0 - share.clamp(0.0, 1.0)).powi(3)
}

/// How much of a movement is done, eased, from 0 to 1.
#[must_use]
pub fn progress(now: f64, started: f64, seconds: f32) -> f32 {
    if seconds <= 0.0 {
        return 1.0;
    }
    ease_out(((now - started) as f32) / seconds)
}

/// The angle that lies `share` of the shorter way from one to another.
#[must_use]
pub fn shorter_way(from: f32, to: f32, share: f32) -> f32 {
    from + shorter_turn(from, to) * share
}

fn shorter_turn(from: f32, to: f32) -> f32 {
    (to - from + PI).rem_euclid(TAU) - PI
}

/// Opacity of a tick that was used so many seconds ago.
#[must_use]
pub fn tick_opacity(age_seconds: f32, reduced: bool) -> f32 {
    if reduced {
        return if age_seconds < TICK { 1.0 } else { 0.0 };
    }
    1.0 - (age_seconds / TICK).clamp(0.0, 1.0)
}

/// The tail on its way to a speaker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    from: f32,
    to: f32,
    started: f64,
    /// How many turns in a row began soon after the one before.
    hurried: u8,
}

impl Turn {
    /// A tail that rests at an angle.
    #[must_use]
    pub const fn resting(angle: f32) -> Self {
        Self {
            from: angle,
            to: angle,
            started: f64::MIN,
            hurried: 0,
        }
    }

    /// Turns from wherever the tail is now. Nothing happens when it already goes there. Where people
    /// talk so fast that it would never rest, it jumps instead of moving.
    pub fn turn_to(&mut self, angle: f32, now: f64, reduced: bool) {
        if self.to == angle {
            return;
        }
        self.hurried = if now - self.started < HURRIED {
            self.hurried.saturating_add(1)
        } else {
            0
        };
        self.from = if self.hurried > 2 {
            angle
        } else {
            self.angle(now, reduced)
        };
        self.to = angle;
        self.started = now;
    }

    /// Where the tail points.
    #[must_use]
    pub fn angle(&self, now: f64, reduced: bool) -> f32 {
        if reduced {
            return self.to;
        }
        shorter_way(self.from, self.to, progress(now, self.started, TURN))
    }

    /// Whether a repaint is needed.
    #[must_use]
    pub fn is_moving(&self, now: f64, reduced: bool) -> bool {
        !reduced && self.from != self.to && progress(now, self.started, TURN) < 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easing_begins_fast_and_ends_exactly() {
        assert_eq!(ease_out(0.0), 0.0);
        assert_eq!(ease_out(1.0), 1.0);
        assert_eq!(ease_out(7.0), 1.0);
        assert!(ease_out(0.25) > 0.25);
    }

    #[test]
    fn the_tail_takes_the_shorter_way_round() {
        assert!((shorter_way(3.0, -3.0, 1.0) - (TAU - 3.0)).abs() < 1e-5);
        assert!(shorter_way(3.0, -3.0, 0.5) > 3.0);
        assert!((shorter_way(0.2, 1.2, 0.5) - 0.7).abs() < 1e-5);
    }

    #[test]
    fn a_turn_moves_then_rests() {
        let mut turn = Turn::resting(0.0);
        assert!(!turn.is_moving(0.0, false));
        turn.turn_to(1.0, 10.0, false);
        assert!(turn.is_moving(10.05, false));
        let half_way = turn.angle(10.05, false);
        assert!(half_way > 0.0 && half_way < 1.0);
        turn.turn_to(-1.0, 10.05, false);
        assert!((turn.angle(10.05, false) - half_way).abs() < 1e-5);
        assert!((turn.angle(10.3, false) + 1.0).abs() < 1e-5);
        assert!(!turn.is_moving(10.3, false));
    }

    #[test]
    fn reduced_motion_jumps() {
        let mut turn = Turn::resting(0.0);
        turn.turn_to(2.0, 5.0, true);
        assert_eq!(turn.angle(5.0, true), 2.0);
        assert!(!turn.is_moving(5.0, true));
        assert_eq!(tick_opacity(0.9, true), 1.0);
        assert!(tick_opacity(0.9, false) < 0.2);
    }

    #[test]
    fn a_caret_rests_until_somebody_touches_something() {
        let mut caret = Caret::default();
        assert!(caret.blinks(0.1, false));
        assert!(caret.blinks(5.0, true));
        assert!(caret.blinks(14.9, false));
        assert!(!caret.blinks(15.0, false));
        assert!(!caret.blinks(99.0, false));
        assert!(caret.blinks(99.5, true));
    }

    #[test]
    fn the_tail_jumps_where_people_talk_without_a_pause() {
        let mut turn = Turn::resting(0.0);
        for (count, now) in [10.0, 10.2, 10.4, 10.6, 10.8].into_iter().enumerate() {
            turn.turn_to(count as f32 + 0.5, now, false);
            assert_eq!(turn.is_moving(now, false), count < 3, "{count}");
        }
        turn.turn_to(0.0, 12.0, false);
        assert!(turn.is_moving(12.0, false));
    }
}
