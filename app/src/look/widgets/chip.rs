//! Chips: a word in a small frame that tells, switches or is taken away.

use super::control::{focus_ring, hover_share};
use crate::look::icons::{self, Icon};
use crate::look::log_shapes::{BOX, LogLevel};
use crate::look::text::{one_line, paint_left};
use crate::look::theme::palette;
use crate::look::tokens::{Type, height, radius, space};
use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

/// A chip with a word.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show or show_toggle"]
pub struct Chip<'a> {
    words: &'a str,
    level: Option<LogLevel>,
}

impl<'a> Chip<'a> {
    /// A chip with that word.
    pub fn new(words: &'a str) -> Self {
        Self { words, level: None }
    }

    /// With the shape of a log level.
    pub fn level(mut self, level: LogLevel) -> Self {
        self.level = Some(level);
        self
    }

    /// A switch, 26 high. A click changes `on`.
    pub fn show_toggle(self, ui: &mut Ui, on: &mut bool) -> Response {
        let palette = palette(ui);
        let colour = if *on { palette.strong } else { palette.weak };
        let words = one_line(ui, self.words, Type::Small, colour, f32::INFINITY);
        let shape = if self.level.is_some() {
            BOX + space::S6
        } else {
            0.0
        };
        let size = vec2(
            words.size().x + shape + 2.0 * space::S8,
            height::CHIP_TOGGLE,
        );
        let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
        if response.clicked() {
            *on = !*on;
            response.mark_changed();
        }
        let is_on = *on;
        response.widget_info(|| {
            WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), is_on, self.words)
        });
        let hover = hover_share(ui, &response);
        let fill = if is_on {
            crate::look::palette::mix(palette.selection, palette.hovered(palette.selection), hover)
        } else {
            palette.hover.gamma_multiply(hover)
        };
        ui.painter()
            .rect_filled(rect, CornerRadius::same(radius::CHIP), fill);
        let left = rect.left() + space::S8;
        if let Some(level) = self.level {
            let middle = pos2(left + BOX / 2.0, rect.center().y);
            let shape = Rect::from_center_size(middle, Vec2::splat(BOX));
            let behind = if is_on {
                palette.selection
            } else {
                palette.panel
            };
            level.paint(ui.painter(), shape, palette, behind);
        }
        paint_left(ui, left + shape, rect.center().y, words);
        focus_ring(ui, rect, radius::CHIP, &response);
        response
    }

    /// A word in Hack that can be taken away, 22 high. `remove` names the small cross; the answer
    /// says whether it was pressed.
    pub fn show_removable(self, ui: &mut Ui, remove: &str) -> bool {
        let palette = palette(ui);
        let words = one_line(ui, self.words, Type::Mono, palette.normal, f32::INFINITY);
        let cross = 14.0;
        let width = words.size().x + cross + space::S6 + 2.0 * space::S8;
        let (rect, _) = ui.allocate_exact_size(vec2(width, height::CHIP), Sense::hover());
        ui.painter()
            .rect_filled(rect, CornerRadius::same(radius::CHIP), palette.hover);
        paint_left(ui, rect.left() + space::S8, rect.center().y, words);
        let middle = pos2(rect.right() - space::S8 - cross / 2.0, rect.center().y);
        let target = Rect::from_center_size(middle, Vec2::splat(height::CHIP));
        let id = ui.next_auto_id().with(self.words);
        let response = ui.interact(target, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), remove));
        let colour: Color32 = if response.hovered() {
            palette.strong
        } else {
            palette.weak
        };
        let icon = Rect::from_center_size(middle, Vec2::splat(cross));
        icons::paint(ui.painter(), icon, Icon::Close, colour);
        focus_ring(ui, target.shrink(3.0), radius::CHIP, &response);
        response.on_hover_text(remove).clicked()
    }
}
