//! A list of rows of one height, of which only the visible ones are drawn.
//!
//! Places are kept in `f64`: a million rows are more points than an `f32` can tell apart.

use std::ops::Range;

use egui::{CornerRadius, EventFilter, Key, Modifiers, Rect, Response, Sense, Ui, WidgetInfo};

use super::paint::between;
use crate::look::palette;
use crate::look::tokens::{radius, space};
use crate::look::widgets::focus_ring;

/// Nearer to the end than this is at the end.
const AT_END: f64 = 1.0;
/// The width of the scroll bar, and the least height of its thumb.
const BAR: (f32, f32) = (6.0, 28.0);

/// Where a list stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    top: f64,
    follows: bool,
    at_end: bool,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The rows.
    pub(super) rows: Range<usize>,
    /// Whether the last row is among them, whole.
    pub(super) at_end: bool,
}

impl Rows {
    /// A list that stays at its end once it is there.
    pub(super) fn following() -> Self {
        Self {
            follows: true,
            at_end: true,
            ..Self::default()
        }
    }

    /// Points above the view.
    pub(super) fn top(&self) -> f64 {
        self.top
    }

    /// Moves so many points below the beginning.
    pub(super) fn set_top(&mut self, top: f64) {
        self.top = top;
    }

    /// Goes to the end.
    pub(super) fn go_to_end(&mut self) {
        self.at_end = true;
        self.top = f64::MAX;
    }

    /// Whether it stood at its end when it was last drawn.
    pub(super) fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// Draws the list in `rect`; `name` is what screen readers call it.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        name: &str,
        (height, count): (f32, usize),
        mut row: impl FnMut(&mut Ui, usize, Rect),
    ) -> Shown {
        let view = f64::from(rect.height());
        let most = (f64::from(height) * count as f64 - view).max(0.0);
        let list = ui.interact(rect, ui.scope_id().with(name), Sense::click());
        list.widget_info(|| WidgetInfo::labeled(egui::Role::List, true, name));
        if self.follows && self.at_end {
            self.top = most;
        }
        let before = self.top;
        self.top += wheel(ui, rect) + keys(ui, &list, view, f64::from(height));
        self.top = self.top.clamp(0.0, most);
        if before.min(most) != self.top {
            ui.request_repaint();
        }
        self.at_end = most - self.top < AT_END;

        let first = (self.top / f64::from(height)) as usize;
        let last = (((self.top + view) / f64::from(height)).ceil() as usize).min(count);
        let pixels = f64::from(ui.pixels_per_point());
        for index in first..last {
            let above = (index as f64 * f64::from(height) - self.top) * pixels;
            let top = rect.top() + (above.round() / pixels) as f32;
            row(
                ui,
                index,
                between(rect.left(), top, rect.right(), top + height),
            );
        }
        // Over the rows, and before them under the pointer.
        self.show_bar(ui, rect, most, view);
        focus_ring(ui, rect.shrink(4.0), 0, &list);
        Shown {
            rows: first..last,
            at_end: self.at_end,
        }
    }

    fn show_bar(&mut self, ui: &Ui, rect: Rect, most: f64, view: f64) {
        if most <= 0.0 {
            return;
        }
        let (width, least) = BAR;
        let share = (view / (view + most)) as f32;
        let length = (rect.height() * share).max(least).min(rect.height());
        let way = rect.height() - length;
        let right = rect.right() - space::S2;
        let place = |top: f64| {
            let top = rect.top() + way * (top / most) as f32;
            between(right - width, top, right, top + length)
        };
        let id = ui.scope_id().with("bar");
        let grip = ui.interact(
            place(self.top).expand2(egui::vec2(3.0, 0.0)),
            id,
            Sense::DRAG,
        );
        if grip.dragged() && way > 0.0 {
            let moved = f64::from(grip.drag_delta().y / way) * most;
            self.top = (self.top + moved).clamp(0.0, most);
        }
        let palette = palette(ui);
        let colour = if grip.hovered() || grip.dragged() {
            palette.weak
        } else {
            palette.control.gamma_multiply(0.6)
        };
        let corner = CornerRadius::same(radius::METER + 1);
        ui.painter().rect_filled(place(self.top), corner, colour);
    }
}

fn wheel(ui: &Ui, rect: Rect) -> f64 {
    if !ui.rect_contains_pointer(rect) {
        return 0.0;
    }
    ui.input_mut(|input| f64::from(-std::mem::take(&mut input.smooth_scroll_delta.y)))
}

/// How far the keys move a list that has the keyboard.
fn keys(ui: &Ui, list: &Response, view: f64, row: f64) -> f64 {
    if !list.has_focus() {
        return 0.0;
    }
    ui.memory_mut(|memory| {
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        memory.set_focus_lock_filter(list.id, filter);
    });
    let moves = [
        (Key::ArrowUp, -row),
        (Key::ArrowDown, row),
        (Key::PageUp, row - view),
        (Key::PageDown, view - row),
        (Key::Home, f64::MIN / 4.0),
        (Key::End, f64::MAX / 4.0),
    ];
    ui.input_mut(|input| {
        moves
            .into_iter()
            .map(|(key, way)| input.count_and_consume_key(Modifiers::NONE, key) as f64 * way)
            .sum()
    })
}
