//! The round table: number, tail, seats with rings, free chairs, spokes and names.
//!
//! Screen readers get the list of clients instead; this is the same thing drawn.

mod layout;

pub use layout::{Layout, Place, TableSize};

use super::palette::{Ink, Palette};
use super::ring::{self, Allowance};
use super::seat::{Seat, SeatKind};
use super::stroke::{arc, half_pixel, on_circle, tail};
use super::text::format;
use super::tokens::{Type, stroke};
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, vec2};

/// How far the tail reaches, in radii of the table.
const TAIL: f32 = 1.58;
/// Half the angle of the tail's foot.
const TAIL_HALF: f32 = 0.31;
/// How much of the control colour a spoke has.
const SPOKE: f32 = 0.6;
/// At most so many stand out of a crowd; more would hide each other.
const MOST_LARGE: usize = 24;
/// The widest a name beside a seat gets.
const NAME_WIDTH: f32 = 104.0;

/// Someone at the table.
#[derive(Clone, Copy, Debug)]
pub struct Sitter<'a> {
    /// The seat.
    pub seat: Seat,
    /// The name, written outside the seat while there is room.
    pub name: &'a str,
    /// The allowance in words ("4 of 5"), written under the name.
    pub count: &'a str,
    /// The allowance, drawn as a ring; none where rings say nothing, as in the people panel.
    pub allowance: Option<Allowance>,
    /// Opacity of the last used tick.
    pub fade: f32,
    /// Whether this is the one whose row is chosen.
    pub selected: bool,
    /// 0 is still a chair, 1 is a seat.
    pub presence: f32,
    /// Which of the places, from 0; none for the one after whoever comes before.
    pub place: Option<usize>,
}

impl<'a> Sitter<'a> {
    /// Someone who sits there and does nothing yet.
    #[must_use]
    pub fn new(seat: Seat, name: &'a str) -> Self {
        Self {
            seat,
            name,
            count: "",
            allowance: None,
            fade: 1.0,
            selected: false,
            presence: 1.0,
            place: None,
        }
    }

    /// At this place, whoever else sits there or not.
    #[must_use]
    pub fn at(mut self, place: usize) -> Self {
        self.place = Some(place);
        self
    }

    /// With a ring, and its words.
    #[must_use]
    pub fn with_allowance(mut self, allowance: Allowance, count: &'a str) -> Self {
        self.allowance = Some(allowance);
        self.count = count;
        self
    }

    fn stands_out(&self) -> bool {
        self.selected || self.is_near()
    }

    fn is_near(&self) -> bool {
        self.allowance.is_some_and(Allowance::is_near)
    }

    /// The colour of a dot in a crowd.
    fn dot(&self, palette: &Palette) -> Color32 {
        if self.selected {
            palette.focus()
        } else if self.is_near() {
            palette.warning
        } else {
            self.seat.colour
        }
    }
}

/// Everything that a drawing of the table needs.
#[derive(Clone, Copy, Debug)]
pub struct TableView<'a> {
    /// Which of the three sizes.
    pub size: TableSize,
    /// The port, or in the people panel how many people there are.
    pub number: &'a str,
    /// Who sits there.
    pub sitters: &'a [Sitter<'a>],
    /// How many more could; at most 8 chairs are drawn.
    pub free: usize,
    /// Where the tail points; none while nobody has spoken.
    pub tail: Option<f32>,
    /// Who speaks: the tail takes the place of that spoke.
    pub speaker: Option<usize>,
    /// What lies behind the table.
    pub surface: Color32,
}

impl TableView<'_> {
    /// Where everybody is when the table is drawn in `rect`.
    #[must_use]
    pub fn layout(&self, rect: Rect) -> Layout {
        let taken: Vec<usize> = (self.sitters.iter().enumerate())
            .map(|(index, sitter)| sitter.place.unwrap_or(index))
            .collect();
        Layout::seated(self.size, rect, &taken, self.free)
    }

    /// Paints the table in the middle of `rect`.
    pub fn paint(&self, painter: &Painter, rect: Rect, palette: &Palette) {
        let layout = self.layout(rect);
        painter.extend(self.shapes(&layout, palette, painter.pixels_per_point()));
        self.paint_seats(painter, &layout, palette);
        painter.text(
            layout.centre,
            Align2::CENTER_CENTER,
            self.number,
            number_font(self.size),
            palette.on_accent,
        );
    }

    /// The shapes under the seats: chairs, spokes, the table and its tail.
    #[must_use]
    pub fn shapes(&self, layout: &Layout, palette: &Palette, pixels_per_point: f32) -> Vec<Shape> {
        let centre = layout.centre;
        let mut shapes: Vec<_> = layout
            .chairs
            .iter()
            .map(|angle| layout.chair(*angle, palette.chair(self.surface)))
            .collect();
        for (index, place) in layout.seats.iter().enumerate() {
            if self.speaker != Some(index) {
                shapes.extend(self.spoke(layout, index, place, palette, pixels_per_point));
            }
        }
        if let Some(angle) = self.tail {
            let reach = TAIL * layout.table;
            shapes.push(tail(
                centre,
                layout.table,
                reach,
                TAIL_HALF,
                angle,
                palette.accent,
            ));
        }
        shapes.push(Shape::circle_filled(centre, layout.table, palette.accent));
        shapes
    }

    fn spoke(
        &self,
        layout: &Layout,
        index: usize,
        place: &Place,
        palette: &Palette,
        pixels_per_point: f32,
    ) -> Option<Shape> {
        if layout.is_crowd {
            return None;
        }
        let sitter = self.sitters.get(index)?;
        let outside = if sitter.allowance.is_some() {
            ring::distance(place.radius) + 3.0
        } else {
            4.0
        };
        let (from, to) = (layout.table + 4.0, place.orbit - place.radius - outside);
        if to - from < 2.0 {
            return None;
        }
        let colour = super::palette::mix(self.surface, palette.control, SPOKE);
        let stroke = Stroke::new(stroke::HAIRLINE, colour);
        let ends = [from, to].map(|radius| {
            let mut end = on_circle(layout.centre, radius, place.angle);
            snap_spoke(&mut end, layout.centre, pixels_per_point);
            end
        });
        Some(if sitter.seat.kind == SeatKind::Lost {
            Shape::Vec(Shape::dashed_line(&ends, stroke, 3.0, 3.0))
        } else {
            Shape::line_segment(ends, stroke)
        })
    }

    fn paint_seats(&self, painter: &Painter, layout: &Layout, palette: &Palette) {
        let seats = || self.sitters.iter().zip(&layout.seats);
        if !layout.is_crowd {
            for (sitter, place) in seats() {
                self.paint_sitter(painter, layout, sitter, place, palette);
            }
            return;
        }
        let dots = seats().map(|(sitter, place)| {
            Shape::circle_filled(place.centre, place.radius, sitter.dot(palette))
        });
        painter.extend(dots);
        // Whoever stands out of a crowd is drawn over the others, and who is chosen over those.
        let near = seats().filter(|(sitter, _)| !sitter.selected && sitter.stands_out());
        let selected: Vec<_> = seats().filter(|(sitter, _)| sitter.selected).collect();
        let room = MOST_LARGE.saturating_sub(selected.len());
        let large = near.take(room);
        for (sitter, place) in large.chain(selected.into_iter().take(MOST_LARGE)) {
            self.paint_sitter(painter, layout, sitter, place, palette);
        }
    }

    fn paint_sitter(
        &self,
        painter: &Painter,
        layout: &Layout,
        sitter: &Sitter<'_>,
        place: &Place,
        palette: &Palette,
    ) {
        let large = layout.is_crowd;
        let full = if large {
            layout.large_in_crowd
        } else {
            place.radius
        };
        let radius = full * (0.5 + 0.5 * sitter.presence.clamp(0.0, 1.0));
        if large {
            // A dot's neighbours must not show through the ring.
            let clear = radius + ring::distance(radius) + 2.0;
            painter.circle_filled(place.centre, clear, self.surface);
        }
        sitter
            .seat
            .paint(painter, place.centre, radius, palette, self.surface);
        let mut outside = radius;
        if let Some(allowance) = sitter.allowance {
            outside += ring::distance(radius);
            painter.extend(ring::shapes(
                place.centre,
                radius,
                allowance,
                sitter.fade,
                palette,
            ));
        }
        if sitter.selected {
            let stroke = Stroke::new(stroke::FOCUS, palette.focus());
            painter.circle_stroke(place.centre, outside + 3.5, stroke);
        }
        if layout.names {
            paint_name(painter, sitter, place, outside, palette);
        }
    }
}

impl Layout {
    fn chair(&self, angle: f32, colour: Color32) -> Shape {
        let width = if self.orbit > 60.0 { 6.0 } else { 5.0 };
        let half = (0.9 * self.seat - width / 2.0) / self.orbit;
        let stroke = Stroke::new(width, colour);
        arc(self.centre, self.orbit, angle - half, angle + half, stroke)
    }
}

/// The number keeps its proportion to the table, so the compact one lies between two sizes of the
/// scale.
fn number_font(size: TableSize) -> FontId {
    match size {
        TableSize::Large => Type::Address.font(),
        TableSize::Compact => FontId::monospace(16.0),
        TableSize::People => Type::Title.font(),
    }
}

/// Above seats of the upper half and below the others.
fn paint_name(
    painter: &Painter,
    sitter: &Sitter<'_>,
    place: &Place,
    outside: f32,
    palette: &Palette,
) {
    let ink = if sitter.allowance.is_some_and(Allowance::is_near) {
        Ink::Warning
    } else {
        Ink::Weak
    };
    let above = place.angle.sin() < -0.01;
    let name_y = if above {
        -outside - 29.0
    } else {
        outside + 15.0
    };
    let lines = [
        (sitter.name, Type::Control, Ink::Strong, name_y),
        (sitter.count, Type::MonoSmall, ink, name_y + 16.0),
    ];
    for (words, size, ink, y) in lines {
        let mut job = LayoutJob::single_section(words.to_owned(), format(size, palette.ink(ink)));
        job.wrap = TextWrapping::truncate_at_width(NAME_WIDTH);
        let galley = painter.layout_job(job);
        let at = place.centre + vec2(-galley.size().x / 2.0, y - galley.size().y / 2.0);
        painter.galley(at, galley, palette.strong);
    }
}

/// Spokes that run along an axis are moved to half pixels, so that they stay one pixel wide.
fn snap_spoke(end: &mut Pos2, centre: Pos2, pixels_per_point: f32) {
    if (end.x - centre.x).abs() < 0.01 {
        end.x = half_pixel(end.x, pixels_per_point);
    }
    if (end.y - centre.y).abs() < 0.01 {
        end.y = half_pixel(end.y, pixels_per_point);
    }
}

#[cfg(test)]
mod tests;
