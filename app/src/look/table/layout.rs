//! Where seats and chairs stand around the table.

use crate::look::stroke::on_circle;
use egui::{Pos2, Rect};
use std::f32::consts::{FRAC_PI_8, PI, TAU};

/// How many places a table has until it is full.
const PLACES: usize = 8;
/// The same in the people panel.
const PEOPLE_PLACES: usize = 6;
/// How many places the next larger tables have. While a table is large enough nobody moves,
/// whoever comes or goes.
const LARGER: [usize; 2] = [16, MOST_SEATS];
/// Up to here everyone has a seat; beyond, a dot.
const MOST_SEATS: usize = 24;
/// At most so many free chairs are drawn.
const MOST_CHAIRS: usize = 8;
/// At larger tables, the next place is so many further: it has no factor in common with their
/// places, so that all of them are used, and a few people do not sit in a heap.
const STRIDE: usize = 7;
/// Dots on one ring.
const DOTS_PER_RING: usize = 48;
/// Room that a seat needs beside its radius: the ring and a little air.
const RING_ROOM: f32 = 6.5;

/// In eighths of a turn: the four corners first, against the clock from the upper right, then the
/// sides. Whoever sits keeps the place while others come.
const ORDER: [f32; PLACES] = [-1.0, -3.0, 3.0, 1.0, -2.0, 4.0, 2.0, 0.0];

/// The sizes in which the table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableSize {
    /// The server's live view: table 50, orbit 112, seats 21.
    Large,
    /// Beside the clients: 32, 66, 15.
    Compact,
    /// Above the people list: 24, 54, 12.5.
    People,
}

impl TableSize {
    /// Radius of the table, of the line of the seats, and of a seat.
    #[must_use]
    pub const fn radii(self) -> (f32, f32, f32) {
        match self {
            Self::Large => (50.0, 112.0, 21.0),
            Self::Compact => (32.0, 66.0, 15.0),
            Self::People => (24.0, 54.0, 12.5),
        }
    }

    /// Whether there is room to write names and allowances outside the seats, when the highest place
    /// that is taken is one before `places`.
    #[must_use]
    pub const fn has_names(self, places: usize) -> bool {
        matches!(self, Self::Large) && places <= PLACES
    }
}

/// Where one seat is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Seen from the table: where the tail points when that one speaks.
    pub angle: f32,
    /// Distance from the table's middle.
    pub orbit: f32,
    /// The seat's middle.
    pub centre: Pos2,
    /// The seat's radius.
    pub radius: f32,
}

/// Where everything is.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The table's middle.
    pub centre: Pos2,
    /// The table's radius.
    pub table: f32,
    /// The radius of the line that chairs stand on.
    pub orbit: f32,
    /// The radius of a seat.
    pub seat: f32,
    /// One for everybody, in the same order.
    pub seats: Vec<Place>,
    /// Angles of the free chairs.
    pub chairs: Vec<f32>,
    /// Whether names are written outside the seats.
    pub names: bool,
    /// Whether seats are dots.
    pub is_crowd: bool,
    /// Radius of whoever stands out of the dots.
    pub large_in_crowd: f32,
}

impl Layout {
    /// Places so many people one after the other, and chairs for so many more.
    #[must_use]
    pub fn new(size: TableSize, rect: Rect, people: usize, free: usize) -> Self {
        let taken: Vec<usize> = (0..people).collect();
        Self::seated(size, rect, &taken, free)
    }

    /// Places people where they sit, each at one of the places from 0, and chairs for so many
    /// more.
    #[must_use]
    pub fn seated(size: TableSize, rect: Rect, taken: &[usize], free: usize) -> Self {
        let places = taken.iter().max().map_or(0, |place| place + 1);
        let (table, orbit, seat) = size.radii();
        let mut layout = Self {
            centre: rect.center(),
            table,
            orbit,
            seat,
            seats: Vec::new(),
            chairs: Vec::new(),
            names: size.has_names(places),
            is_crowd: places > MOST_SEATS,
            large_in_crowd: seat.min(11.0),
        };
        let room = rect.width().min(rect.height()) / 2.0;
        if layout.is_crowd {
            layout.place_dots(taken, places, room);
        } else {
            layout.place_seats(size, taken, places, free, room);
        }
        layout
    }

    /// Who is under the pointer.
    #[must_use]
    pub fn hit(&self, pointer: Pos2) -> Option<usize> {
        let near = |place: &Place| {
            let distance = place.centre.distance(pointer);
            (distance <= place.radius + RING_ROOM).then_some(distance)
        };
        self.seats
            .iter()
            .enumerate()
            .filter_map(|(index, place)| Some((index, near(place)?)))
            .min_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(index, _)| index)
    }

    fn place_seats(
        &mut self,
        size: TableSize,
        taken: &[usize],
        places: usize,
        free: usize,
        room: f32,
    ) {
        let (all, angle): (usize, fn(usize, usize) -> f32) = match size {
            TableSize::People => (PEOPLE_PLACES.max(places + usize::from(free > 0)), around),
            _ if places <= PLACES => (PLACES, at_eight),
            _ => {
                let larger = LARGER.into_iter().find(|larger| places <= *larger);
                (larger.unwrap_or(places), strewn)
            }
        };
        if places > PLACES {
            self.orbit = (room - self.seat - RING_ROOM).clamp(self.orbit, 1.4 * self.orbit);
            let half_chord = self.orbit * (PI / all as f32).sin();
            self.seat = self.seat.min((half_chord - RING_ROOM).max(4.0));
        }
        // An empty table shows its chairs in pairs, none of them straight ahead.
        let shift = if taken.is_empty() { FRAC_PI_8 } else { 0.0 };
        self.seats = (taken.iter())
            .map(|place| self.place(angle(*place, all), self.orbit, self.seat))
            .collect();
        self.chairs = (0..all)
            .filter(|place| !taken.contains(place))
            .take(free.min(MOST_CHAIRS))
            .map(|place| angle(place, all) + shift)
            .collect();
    }

    fn place_dots(&mut self, taken: &[usize], places: usize, room: f32) {
        let rings = places.div_ceil(DOTS_PER_RING);
        let first = 0.86 * self.orbit;
        let dot = (first * PI / DOTS_PER_RING as f32 * 0.85).min(4.0);
        let step = ((room - first - dot) / rings.max(2) as f32).clamp(dot, 3.0 * dot);
        self.seats = (taken.iter())
            .map(|place| {
                let ring = place / DOTS_PER_RING;
                // Every other ring is turned by half a dot, like the rows of a theatre.
                let along = (place % DOTS_PER_RING) as f32 + 0.5 * (ring % 2) as f32;
                let angle = -PI / 4.0 - TAU * along / DOTS_PER_RING as f32;
                self.place(angle, first + step * ring as f32, dot)
            })
            .collect();
    }

    fn place(&self, angle: f32, orbit: f32, radius: f32) -> Place {
        Place {
            angle,
            orbit,
            centre: on_circle(self.centre, orbit, angle),
            radius,
        }
    }
}

/// One of the eight places.
fn at_eight(index: usize, _: usize) -> f32 {
    ORDER[index % PLACES] * PI / 4.0
}

/// Even places against the clock, from half past one or a little above.
fn around(index: usize, places: usize) -> f32 {
    -TAU / 12.0 - TAU * index as f32 / places as f32
}

/// Places of a larger table, each far from the one before.
fn strewn(index: usize, places: usize) -> f32 {
    around(index * STRIDE % places, places)
}
