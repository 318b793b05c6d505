//! What the table's drawing must hold, told by its layout and shapes.

use super::*;
use egui::{Theme, Vec2};
use std::f32::consts::PI;

fn rect(size: f32) -> Rect {
    Rect::from_min_size(Pos2::ZERO, Vec2::splat(size))
}

fn sitters(count: usize) -> Vec<Sitter<'static>> {
    let palette = Palette::of(Theme::Dark);
    (0..count)
        .map(|_| Sitter::new(Seat::new(palette, "Ana", SeatKind::App), "Ana"))
        .collect()
}

fn view<'a>(sitters: &'a [Sitter<'a>], free: usize) -> TableView<'a> {
    TableView {
        size: TableSize::Large,
        number: "2010",
        sitters,
        free,
        tail: None,
        speaker: None,
        surface: Palette::of(Theme::Dark).background,
    }
}

#[test]
fn four_people_sit_at_the_corners_and_chairs_stand_between() {
    let layout = Layout::new(TableSize::Large, rect(320.0), 4, 252);
    let angles: Vec<_> = layout.seats.iter().map(|place| place.angle / PI).collect();
    assert_eq!(angles, [-0.25, -0.75, 0.75, 0.25]);
    assert_eq!(layout.chairs.len(), 4);
    assert!(layout.names);
}

#[test]
fn an_empty_table_has_at_most_eight_chairs_and_no_more_than_are_free() {
    for (free, drawn) in [(256, 8), (8, 8), (2, 2), (0, 0)] {
        let layout = Layout::new(TableSize::Large, rect(320.0), 0, free);
        assert_eq!(layout.chairs.len(), drawn);
    }
}

#[test]
fn nobody_moves_while_the_first_eight_places_fill() {
    let places = |people| Layout::new(TableSize::Large, rect(320.0), people, 9).seats;
    for people in 1..7 {
        assert_eq!(places(people)[..], places(people + 1)[..people]);
    }
}

#[test]
fn a_seat_stays_where_it_is_while_others_leave_and_come() {
    for size in [TableSize::Large, TableSize::Compact] {
        for places in [8, 16, 24, 48, 256] {
            let all: Vec<usize> = (0..places).collect();
            let full = Layout::seated(size, rect(336.0), &all, 0);
            // Every third is gone, and the last one holds the table open.
            let some: Vec<usize> = (0..places)
                .filter(|place| place % 3 != 1 || place + 1 == places)
                .collect();
            let thinned = Layout::seated(size, rect(336.0), &some, 256);
            for (place, seat) in some.iter().zip(&thinned.seats) {
                assert_eq!(
                    *seat, full.seats[*place],
                    "{size:?}, place {place} of {places}"
                );
            }
            assert!(thinned.chairs.len() <= 8);
            let chairs = if thinned.is_crowd {
                0
            } else {
                (places - some.len()).min(8)
            };
            assert_eq!(thinned.chairs.len(), chairs);
        }
    }
}

#[test]
fn nobody_moves_while_a_larger_table_fills_and_nobody_sits_in_a_heap() {
    for (first, last) in [(9, 16), (17, 24)] {
        let of = |people| Layout::new(TableSize::Large, rect(336.0), people, 9).seats;
        for people in first..last {
            assert_eq!(of(people)[..], of(people + 1)[..people]);
        }
        let mut angles: Vec<f32> = of(first).iter().map(|place| place.angle).collect();
        let turn = 2.0 * PI;
        angles
            .iter_mut()
            .for_each(|angle| *angle = angle.rem_euclid(turn));
        angles.sort_by(f32::total_cmp);
        let around = angles[0] + turn - angles[angles.len() - 1];
        let gaps = angles.windows(2).map(|pair| pair[1] - pair[0]);
        let widest = gaps.fold(around, f32::max);
        assert!(widest < turn / 4.0, "{first} people leave {widest} empty");
    }
}

#[test]
fn seats_never_overlap_up_to_twenty_four() {
    for size in [TableSize::Large, TableSize::Compact, TableSize::People] {
        for people in 2..=24 {
            let layout = Layout::new(size, rect(320.0), people, 1);
            for (index, place) in layout.seats.iter().enumerate() {
                for other in &layout.seats[..index] {
                    let apart = place.centre.distance(other.centre);
                    assert!(apart >= 2.0 * place.radius, "{size:?} {people}");
                }
                assert!(place.orbit - place.radius > layout.table);
            }
        }
    }
}

#[test]
fn crowds_become_dots_on_rings_of_forty_eight() {
    let layout = Layout::new(TableSize::Large, rect(336.0), 256, 0);
    assert!(layout.is_crowd && !layout.names && layout.chairs.is_empty());
    assert_eq!(layout.seats[0].orbit, layout.seats[47].orbit);
    assert!(layout.seats[48].orbit > layout.seats[47].orbit);
    assert!(
        layout
            .seats
            .iter()
            .all(|place| rect(336.0).contains(place.centre))
    );
    assert_eq!(
        Layout::new(TableSize::Large, rect(336.0), 24, 0)
            .seats
            .len(),
        24
    );
}

#[test]
fn the_tail_replaces_the_spoke_of_whoever_speaks() {
    let (palette, sitters) = (Palette::of(Theme::Dark), sitters(3));
    let silent = view(&sitters, 0);
    let layout = silent.layout(rect(320.0));
    let speaking = TableView {
        tail: Some(layout.seats[1].angle),
        speaker: Some(1),
        ..silent
    };
    let spokes = |view: &TableView<'_>| {
        let shapes = view.shapes(&layout, palette, 1.0);
        let lines = |shape: &&Shape| matches!(shape, Shape::LineSegment { .. });
        shapes.iter().filter(lines).count()
    };
    assert_eq!((spokes(&silent), spokes(&speaking)), (3, 2));
    assert_eq!(
        speaking.shapes(&layout, palette, 1.0).len(),
        silent.shapes(&layout, palette, 1.0).len(),
        "one spoke less, one tail more"
    );
}

#[test]
fn the_tail_reaches_towards_its_angle_and_not_into_the_seat() {
    let (palette, sitters) = (Palette::of(Theme::Dark), sitters(1));
    let mut view = view(&sitters, 0);
    view.tail = Some(0.0);
    view.speaker = Some(0);
    let layout = view.layout(rect(320.0));
    let bounds = Shape::Vec(view.shapes(&layout, palette, 1.0)).visual_bounding_rect();
    let reach = bounds.right() - layout.centre.x;
    assert!((reach - 79.0).abs() < 1.5, "{reach}");
    assert!(reach < layout.orbit - layout.seat - 5.0);
}

#[test]
fn a_lost_connection_has_a_dashed_spoke() {
    let palette = Palette::of(Theme::Dark);
    let mut sitters = sitters(1);
    sitters[0].seat.kind = SeatKind::Lost;
    let view = view(&sitters, 0);
    let shapes = view.shapes(&view.layout(rect(320.0)), palette, 1.0);
    assert!(matches!(&shapes[0], Shape::Vec(dashes) if dashes.len() > 1));
}

#[test]
fn the_pointer_finds_who_sits_there() {
    let layout = Layout::new(TableSize::Large, rect(320.0), 4, 0);
    assert_eq!(
        layout.hit(layout.seats[2].centre + vec2(3.0, -4.0)),
        Some(2)
    );
    assert_eq!(layout.hit(layout.centre), None);
}
