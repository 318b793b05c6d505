//! A list of which only the visible rows are laid out and drawn, however long it is.
//!
//! Rows that were never seen have estimated heights; a row that comes into view is measured before
//! anything is placed. The view is anchored to a row, not to a distance: whatever changes above or
//! below, the row at the top edge stays where it is, unless the list stands at its end, where it
//! stays at the end.

mod heights;
#[cfg(test)]
mod tests;

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

pub use heights::Heights;

/// Nearer to the end than this is at the end.
const AT_END: f64 = 0.6;

/// What a list shows.
pub trait Rows {
    /// Names a row for good, wherever it moves.
    type Key: Copy + Eq + Hash + Debug;

    /// How many rows there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the row at an index.
    fn key(&self, index: usize) -> Option<Self::Key>;

    /// Where the row of that name is now.
    fn index_of(&self, key: Self::Key) -> Option<usize>;

    /// About how high a row is. Called for every row, so it must take next to no time.
    fn estimate(&self, index: usize, width: f32) -> f32;

    /// How high a row is. Called for visible rows only.
    fn measure(&mut self, ui: &Ui, index: usize, width: f32) -> f32;

    /// Draws a row into a `Ui` that is as large as was measured.
    fn show(&mut self, ui: &mut Ui, index: usize);
}

/// To what the view is fastened.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Anchor<K> {
    /// The end of the list.
    End,
    /// This row's upper edge is so far below the view's.
    Row { key: K, index: usize, top: f64 },
}

/// Where a list stands; everything else belongs to its [`Rows`].
#[derive(Debug, Clone)]
pub struct VirtualList<K> {
    heights: Heights,
    width: f32,
    anchor: Anchor<K>,
    view_height: f32,
    jump: f64,
}

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The visible rows.
    pub rows: Range<usize>,
    /// Whether the list stands at its end.
    pub at_end: bool,
}

/// A visible row.
#[derive(Debug, Clone, Copy)]
struct Placed {
    index: usize,
    /// Below the view's upper edge.
    top: f64,
    height: f32,
}

impl<K> Default for VirtualList<K> {
    fn default() -> Self {
        Self {
            heights: Heights::default(),
            width: 0.0,
            anchor: Anchor::End,
            view_height: 0.0,
            jump: 0.0,
        }
    }
}

impl<K: Copy + Eq + Hash + Debug> VirtualList<K> {
    /// A list that stands at its end.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it stands at its end and stays there.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.anchor == Anchor::End
    }

    /// Goes to the end and stays there.
    pub fn go_to_end(&mut self) {
        self.anchor = Anchor::End;
        self.jump = 0.0;
    }

    /// Puts a row at the upper edge.
    pub fn go_to(&mut self, key: K, index: usize) {
        self.anchor = Anchor::Row {
            key,
            index,
            top: 0.0,
        };
    }

    /// Moves by so many views, down when positive.
    pub fn go_pages(&mut self, pages: f64) {
        self.jump += pages * f64::from(self.view_height);
    }

    /// New rows stand at `at` and after.
    pub fn inserted(&mut self, at: usize, count: usize, rows: &impl Rows<Key = K>) {
        let width = self.width;
        let estimates = (at..at + count).map(|index| {
            // Later changes may have taken it away again; then it is estimated once more there.
            if index < rows.len() {
                rows.estimate(index, width)
            } else {
                0.0
            }
        });
        self.heights.insert(at, estimates);
    }

    /// Rows are gone from `at` on.
    pub fn removed(&mut self, at: usize, count: usize) {
        self.heights.remove(at, count);
    }

    /// Nothing is known any more about how high rows are.
    pub fn forget_heights(&mut self) {
        self.heights.reset(std::iter::empty());
    }

    /// Draws the list into all the room there is.
    pub fn show(&mut self, ui: &mut Ui, rows: &mut impl Rows<Key = K>) -> Shown {
        let place = ui.available_rect_before_wrap();
        let width = place.width();
        self.view_height = place.height();
        if self.heights.len() != rows.len() || self.width != width {
            self.width = width;
            let estimates = (0..rows.len()).map(|index| rows.estimate(index, width));
            self.heights.reset(estimates);
        }
        if self.jump != 0.0 {
            let jump = std::mem::take(&mut self.jump);
            let placed = self.place(ui, rows);
            let from = self.offset(&placed);
            self.move_to(from + jump, rows);
        }
        let placed = self.place(ui, rows);
        let offset = self.offset(&placed);
        let content = self.heights.total().max(f64::from(self.view_height));

        let given = offset as f32;
        // The scroll area knows the length of the frame before; springing back to it would lead
        // away from an end that has just moved.
        let scroll = &mut ui.spacing_mut().scroll;
        scroll.kinetic.rubber_band = false;
        scroll.fade.strength = 0.0;
        let output = ScrollArea::vertical()
            .id_salt("virtual list")
            .auto_shrink(false)
            .vertical_scroll_offset(given)
            .show_viewport(ui, |ui, _| {
                ui.set_height(content as f32);
                for row in &placed {
                    show_row(ui, rows, place, *row);
                }
            });

        let moved = f64::from(output.state.clamped_offset().y - given);
        // Far down, the scroll area rounds; only a real movement counts.
        let tolerance = if self.is_at_end() { 1.5 } else { 0.01 };
        if moved.abs() > tolerance {
            if moved.abs() > 2.0 * f64::from(self.view_height) {
                self.move_to(offset + moved, rows);
            } else if let Some(first) = placed.first() {
                // From a row that was measured: those that come into view may not be as estimated.
                self.fasten(*first, -moved, rows);
            }
            ui.ctx().request_repaint();
        }
        let visible =
            placed.first().map_or(0, |row| row.index)..placed.last().map_or(0, |row| row.index + 1);
        Shown {
            rows: visible,
            at_end: self.is_at_end(),
        }
    }

    /// Fastens the view to whatever row is at that distance from the beginning.
    fn move_to(&mut self, offset: f64, rows: &impl Rows<Key = K>) {
        let last = (self.heights.total() - f64::from(self.view_height)).max(0.0);
        let offset = offset.max(0.0);
        if offset + AT_END >= last {
            self.anchor = Anchor::End;
            return;
        }
        let index = self.heights.at(offset);
        self.anchor = match rows.key(index) {
            Some(key) => Anchor::Row {
                key,
                index,
                top: self.heights.top(index) - offset,
            },
            None => Anchor::End,
        };
    }

    /// Fastens the view to a visible row, moved by so much.
    fn fasten(&mut self, row: Placed, by: f64, rows: &impl Rows<Key = K>) {
        if let Some(key) = rows.key(row.index) {
            self.anchor = Anchor::Row {
                key,
                index: row.index,
                top: row.top + by,
            };
        }
    }

    fn offset(&mut self, placed: &[Placed]) -> f64 {
        let Some(first) = placed.first() else {
            return 0.0;
        };
        (self.heights.top(first.index) - first.top).max(0.0)
    }

    /// Measures and places what is visible.
    fn place(&mut self, ui: &Ui, rows: &mut impl Rows<Key = K>) -> Vec<Placed> {
        if rows.is_empty() {
            self.anchor = Anchor::End;
            return Vec::new();
        }
        if let Some(placed) = self.place_from_anchor(ui, rows) {
            return placed;
        }
        self.anchor = Anchor::End;
        self.place_from_end(ui, rows)
    }

    /// None when the list ends within the view.
    fn place_from_anchor(&mut self, ui: &Ui, rows: &mut impl Rows<Key = K>) -> Option<Vec<Placed>> {
        let Anchor::Row { key, index, top } = self.anchor else {
            return None;
        };
        // A row that is gone leaves its place to the one that follows.
        let index = rows.index_of(key).unwrap_or(index).min(rows.len() - 1);
        let mut above = Vec::new();
        let (mut first, mut upper) = (index, top);
        while upper > 0.0 && first > 0 {
            first -= 1;
            let height = self.measure(ui, rows, first);
            upper -= f64::from(height);
            above.push(Placed {
                index: first,
                top: upper,
                height,
            });
        }
        // Above the first row there is nothing to show.
        let shift = if upper > 0.0 { -upper } else { 0.0 };
        above.reverse();
        let mut placed = above;
        let mut lower = top;
        let mut next = index;
        while lower + shift < f64::from(self.view_height) && next < rows.len() {
            let height = self.measure(ui, rows, next);
            placed.push(Placed {
                index: next,
                top: lower,
                height,
            });
            lower += f64::from(height);
            next += 1;
        }
        for row in &mut placed {
            row.top += shift;
        }
        let left = lower + shift - f64::from(self.view_height);
        if next == rows.len() && left <= AT_END {
            return None;
        }
        placed.retain(|row| row.top + f64::from(row.height) > 0.0);
        self.fasten(*placed.first()?, 0.0, rows);
        Some(placed)
    }

    fn place_from_end(&mut self, ui: &Ui, rows: &mut impl Rows<Key = K>) -> Vec<Placed> {
        let mut placed = Vec::new();
        let mut top = f64::from(self.view_height);
        let mut index = rows.len();
        while top > 0.0 && index > 0 {
            index -= 1;
            let height = self.measure(ui, rows, index);
            top -= f64::from(height);
            placed.push(Placed { index, top, height });
        }
        placed.reverse();
        placed
    }

    fn measure(&mut self, ui: &Ui, rows: &mut impl Rows<Key = K>, index: usize) -> f32 {
        let height = rows.measure(ui, index, self.width);
        self.heights.set(index, height);
        height
    }
}

fn show_row<K>(ui: &mut Ui, rows: &mut impl Rows<Key = K>, view: Rect, row: Placed)
where
    K: Copy + Eq + Hash + Debug,
{
    let Some(key) = rows.key(row.index) else {
        return;
    };
    // Placed by the view, not by the far away beginning of the list, so that no rounding shows.
    let corner = pos2(view.left(), view.top() + row.top as f32);
    let rect = Rect::from_min_size(corner, vec2(view.width(), row.height));
    let mut child = ui.new_child(
        UiBuilder::new()
            .scope_id(ui.scope_id().with(key))
            .max_rect(rect),
    );
    rows.show(&mut child, row.index);
}
