//! The shapes of log levels and of message states: never colour alone.

use super::icons::Icon;
use super::mark::{self, MarkColours};
use super::palette::{Ink, Palette};
use super::stroke::{TWELVE_O_CLOCK, on_circle, round_line, tail};
use super::tokens::stroke;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use std::f32::consts::{FRAC_PI_8, PI, TAU};

/// Width and height of a level's shape.
pub const BOX: f32 = 14.0;

/// What a line of the log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogLevel {
    /// Only for who looks closely.
    Detail,
    /// Worth knowing.
    Notice,
    /// Someone wrote.
    Message,
    /// Someone came.
    Came,
    /// Someone left.
    Left,
    /// Look here.
    Warning,
    /// A connection was ended by the server.
    CutOff,
    /// The operator's own words.
    Operator,
}

impl LogLevel {
    /// Every level.
    pub const ALL: [Self; 8] = [
        Self::Detail,
        Self::Notice,
        Self::Message,
        Self::Came,
        Self::Left,
        Self::Warning,
        Self::CutOff,
        Self::Operator,
    ];

    /// The fill of the whole row, if the level has one.
    #[must_use]
    pub fn row_fill(self, palette: &Palette) -> Option<Color32> {
        match self {
            Self::Warning => Some(palette.mention),
            Self::CutOff => Some(palette.alarm),
            _ => None,
        }
    }

    /// The colour of the row's words.
    #[must_use]
    pub fn ink(self) -> Ink {
        match self {
            Self::Message | Self::Operator => Ink::Strong,
            Self::Warning => Ink::Warning,
            Self::CutOff => Ink::Danger,
            Self::Detail | Self::Notice | Self::Came | Self::Left => Ink::Weak,
        }
    }

    /// The level's shape in the middle of `rect`. `surface` shows through what is cut out.
    #[must_use]
    pub fn shapes(self, rect: Rect, palette: &Palette, surface: Color32) -> Vec<Shape> {
        let centre = rect.center();
        let thick = |colour| Stroke::new(1.75, colour);
        match self {
            Self::Detail => vec![Shape::circle_filled(centre, 1.6, palette.weak)],
            Self::Notice => vec![Shape::circle_stroke(
                centre,
                4.2,
                Stroke::new(stroke::ICON, palette.notice),
            )],
            Self::Message => vec![
                tail(centre, 4.7, 7.3, 0.55, 0.75 * PI, palette.accent_text),
                Shape::circle_filled(centre, 4.7, palette.accent_text),
            ],
            Self::Came => vec![
                level(centre, 4.75, thick(palette.success)),
                upright(centre, 4.75, thick(palette.success)),
            ],
            Self::Left => vec![level(centre, 4.75, thick(palette.weak))],
            Self::Warning => warning(centre, palette.warning, surface),
            Self::CutOff => cut_off(centre, palette.danger, surface),
            Self::Operator => mark::shapes(
                Rect::from_center_size(centre, Vec2::splat(BOX)),
                MarkColours::operator(palette),
            ),
        }
    }

    /// Paints [`LogLevel::shapes`].
    pub fn paint(self, painter: &Painter, rect: Rect, palette: &Palette, surface: Color32) {
        painter.extend(self.shapes(rect, palette, surface));
    }
}

fn level(centre: Pos2, half: f32, stroke: Stroke) -> Shape {
    round_line(
        vec![centre - vec2(half, 0.0), centre + vec2(half, 0.0)],
        stroke,
    )
}

fn upright(centre: Pos2, half: f32, stroke: Stroke) -> Shape {
    round_line(
        vec![centre - vec2(0.0, half), centre + vec2(0.0, half)],
        stroke,
    )
}

fn warning(centre: Pos2, colour: Color32, surface: Color32) -> Vec<Shape> {
    let triangle = vec![
        centre + vec2(0.0, -5.6),
        centre + vec2(6.0, 5.0),
        centre + vec2(-6.0, 5.0),
    ];
    let bar = vec![centre + vec2(0.0, -1.6), centre + vec2(0.0, 1.2)];
    vec![
        // The stroke in the fill's colour rounds the corners a little.
        Shape::convex_polygon(triangle, colour, Stroke::new(0.8, colour)),
        round_line(bar, Stroke::new(1.5, surface)),
        Shape::circle_filled(centre + vec2(0.0, 3.4), 0.9, surface),
    ]
}

fn cut_off(centre: Pos2, colour: Color32, surface: Color32) -> Vec<Shape> {
    let corners = (0..8)
        .map(|corner| {
            on_circle(
                centre,
                6.6,
                TWELVE_O_CLOCK + FRAC_PI_8 + TAU / 8.0 * corner as f32,
            )
        })
        .collect();
    let cross = |x: f32| {
        let arm = vec2(x, 2.2);
        round_line(vec![centre - arm, centre + arm], Stroke::new(1.5, surface))
    };
    vec![
        Shape::convex_polygon(corners, colour, Stroke::NONE),
        cross(2.2),
        cross(-2.2),
    ]
}

/// How far a message of one's own has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// It waits for the connection or the limit.
    Waiting,
    /// It is on its way.
    Sending,
    /// The server has it.
    Confirmed,
    /// It was refused or given up.
    Failed,
}

impl MessageState {
    /// The state's shape.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::Waiting | Self::Sending => Icon::Waiting,
            Self::Confirmed => Icon::Confirmed,
            Self::Failed => Icon::Alert,
        }
    }

    /// The state's colour.
    #[must_use]
    pub fn ink(self) -> Ink {
        match self {
            Self::Waiting => Ink::Warning,
            Self::Sending => Ink::Weak,
            Self::Confirmed => Ink::Accent,
            Self::Failed => Ink::Danger,
        }
    }

    /// The fill of the message's row, if the state has one.
    #[must_use]
    pub fn row_fill(self, palette: &Palette) -> Option<Color32> {
        (self == Self::Failed).then_some(palette.alarm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Theme;

    #[test]
    fn no_two_levels_share_a_shape_even_without_colour() {
        let palette = Palette::of(Theme::Dark);
        let rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(BOX));
        let outline = |level: LogLevel| {
            let shapes = level.shapes(rect, palette, palette.panel);
            let bounds = Shape::Vec(shapes.clone()).visual_bounding_rect();
            assert!(
                rect.expand(0.8).contains_rect(bounds),
                "{level:?} {bounds:?}"
            );
            (shapes.len(), bounds)
        };
        for (index, level) in LogLevel::ALL.into_iter().enumerate() {
            for other in &LogLevel::ALL[..index] {
                assert_ne!(outline(level), outline(*other), "{level:?} {other:?}");
            }
        }
    }

    #[test]
    fn what_waits_differs_from_what_is_sent_and_what_failed_stands_out() {
        assert_ne!(MessageState::Waiting.ink(), MessageState::Sending.ink());
        let palette = Palette::of(Theme::Light);
        assert_eq!(MessageState::Failed.row_fill(palette), Some(palette.alarm));
    }
}
