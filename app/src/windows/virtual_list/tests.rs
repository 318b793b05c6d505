//! A list of coloured nothing: what is measured, where rows stand, and what moves.

use std::collections::HashMap;

use egui::{Event, MouseWheelUnit, Sense, Ui, Vec2, vec2};
use egui_kittest::Harness;

use super::{Rows, Shown, VirtualList};

/// Rows whose true heights differ from the estimates.
#[derive(Default)]
struct Numbers {
    keys: Vec<u32>,
    high: HashMap<u32, f32>,
    measured: usize,
    tops: HashMap<u32, f32>,
}

const ESTIMATE: f32 = 20.0;

impl Numbers {
    fn new(count: u32) -> Self {
        Self {
            keys: (0..count).collect(),
            ..Self::default()
        }
    }

    fn height(&self, key: u32) -> f32 {
        let odd = if key.is_multiple_of(3) { 47.0 } else { 31.0 };
        self.high.get(&key).copied().unwrap_or(odd)
    }
}

impl Rows for Numbers {
    type Key = u32;

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn key(&self, index: usize) -> Option<u32> {
        self.keys.get(index).copied()
    }

    fn index_of(&self, key: u32) -> Option<usize> {
        self.keys.iter().position(|other| *other == key)
    }

    fn estimate(&self, _: usize, _: f32) -> f32 {
        ESTIMATE
    }

    fn measure(&mut self, _: &Ui, index: usize, _: f32) -> f32 {
        self.measured += 1;
        self.height(self.keys[index])
    }

    fn show(&mut self, ui: &mut Ui, index: usize) {
        let rect = ui.max_rect();
        self.tops.insert(self.keys[index], rect.top());
        ui.allocate_rect(rect, Sense::hover());
    }
}

#[derive(Default)]
struct State {
    list: VirtualList<u32>,
    rows: Numbers,
    shown: Option<Shown>,
}

fn harness(count: u32) -> Harness<'static, State> {
    let state = State {
        rows: Numbers::new(count),
        ..State::default()
    };
    let mut harness = Harness::builder()
        .with_size(vec2(300.0, 400.0))
        .build_ui_state(
            |ui, state: &mut State| {
                state.rows.measured = 0;
                state.rows.tops.clear();
                state.shown = Some(state.list.show(ui, &mut state.rows));
            },
            state,
        );
    harness.run_steps(2);
    harness
}

fn wheel(harness: &mut Harness<'_, State>, down: f32) {
    harness.hover_at(egui::pos2(150.0, 200.0));
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -down),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(20);
}

/// The row in the middle of the view, and its upper edge.
fn middle(harness: &Harness<'_, State>) -> (u32, f32) {
    let mut tops: Vec<(u32, f32)> = harness
        .state()
        .rows
        .tops
        .iter()
        .map(|(key, top)| (*key, *top))
        .collect();
    tops.sort_by(|one, other| one.1.total_cmp(&other.1));
    tops[tops.len() / 2]
}

fn top_of(harness: &Harness<'_, State>, key: u32) -> f32 {
    harness.state().rows.tops[&key]
}

#[test]
fn only_visible_rows_are_measured_of_a_hundred_thousand() {
    let harness = harness(100_000);
    let state = harness.state();
    assert!(state.list.is_at_end());
    assert!(
        (8..=16).contains(&state.rows.measured),
        "{}",
        state.rows.measured
    );
    let last = state.rows.tops[&99_999] + state.rows.height(99_999);
    let first = state.rows.tops.values().copied().fold(f32::MAX, f32::min);
    assert!((last - first).abs() < 480.0);
    assert_eq!(
        state.shown.as_ref().map(|shown| shown.rows.end),
        Some(100_000)
    );
}

#[test]
fn at_the_end_it_stays_at_the_end() {
    let mut harness = harness(1_000);
    let before = top_of(&harness, 999) + harness.state().rows.height(999);
    let State { list, rows, .. } = harness.state_mut();
    rows.keys.push(1_000);
    list.inserted(1_000, 1, rows);
    harness.run_steps(2);
    let after = top_of(&harness, 1_000) + harness.state().rows.height(1_000);
    assert_eq!(before, after);
}

#[test]
fn scrolled_up_nothing_under_the_eye_moves() {
    let mut harness = harness(10_000);
    wheel(&mut harness, -3_000.0);
    assert!(!harness.state().list.is_at_end());
    let (key, top) = middle(&harness);

    // New ones below.
    let State { list, rows, .. } = harness.state_mut();
    rows.keys.extend(20_000..20_050);
    list.inserted(10_000, 50, rows);
    harness.run_steps(3);
    assert_eq!(top_of(&harness, key), top, "after appending");

    // Older ones above.
    let State { list, rows, .. } = harness.state_mut();
    rows.keys.splice(0..0, 30_000..30_100);
    list.inserted(0, 100, rows);
    harness.run_steps(3);
    assert_eq!(top_of(&harness, key), top, "after prepending");

    // A row above is gone, and a row below is another height.
    let State { list, rows, .. } = harness.state_mut();
    rows.keys.remove(5);
    list.removed(5, 1);
    rows.high.insert(key, 90.0);
    harness.run_steps(3);
    assert_eq!(top_of(&harness, key), top, "after a correction");
}

#[test]
fn scrolling_into_rows_never_measured_goes_as_far_as_the_wheel() {
    let mut harness = harness(10_000);
    wheel(&mut harness, -600.0);
    for _ in 0..5 {
        let (key, top) = middle(&harness);
        wheel(&mut harness, -60.0);
        assert!((top_of(&harness, key) - top - 60.0).abs() < 0.6);
    }
}

#[test]
fn the_wheel_leads_back_to_the_end() {
    let mut harness = harness(1_000);
    wheel(&mut harness, -900.0);
    assert!(!harness.state().list.is_at_end());
    wheel(&mut harness, 2_000.0);
    assert!(harness.state().list.is_at_end());
    harness.state_mut().list.go_pages(-1.0);
    harness.run_steps(2);
    assert!(!harness.state().list.is_at_end());
    harness.state_mut().list.go_to_end();
    harness.run_steps(2);
    assert!(harness.state().list.is_at_end());
}

#[test]
fn a_short_list_stands_at_the_lower_edge() {
    let harness = harness(2);
    let bottom = top_of(&harness, 1) + harness.state().rows.height(1);
    let first = top_of(&harness, 0);
    assert!(bottom > 380.0 && first > 300.0, "{first} {bottom}");
}
