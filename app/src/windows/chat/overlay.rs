//! A side list that opens over the messages, where there is no room beside them.

use egui::{Area, Id, Order, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::look::tokens::{space, stroke};
use crate::look::{motion, palette, theme};

/// From which side a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Left,
    Right,
}

/// Whether a list is open over the messages.
#[derive(Debug)]
pub(super) struct Overlay {
    side: Side,
    pub(super) open: bool,
}

impl Overlay {
    pub(super) fn new(side: Side) -> Self {
        Self { side, open: false }
    }

    pub(super) fn toggle(&mut self) {
        self.open = !self.open;
    }

    /// Draws the list while it is open or on its way. `content` gives whether it stays open.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        room: Rect,
        width: f32,
        content: impl FnOnce(&mut Ui) -> bool,
    ) {
        let id = Id::unique(("chat side list", self.side));
        let seconds = if motion::is_reduced(ui.ctx()) {
            0.0
        } else {
            motion::TURN
        };
        let share = motion::ease_out(ui.ctx().animate_bool_with_time(id, self.open, seconds));
        if share <= 0.0 {
            return;
        }
        let width = width.min(room.width() - space::S48);
        let hidden = (1.0 - share) * width;
        let left = match self.side {
            Side::Left => room.left() - hidden,
            Side::Right => room.right() - width + hidden,
        };
        let rect = Rect::from_min_size(pos2(left, room.top()), vec2(width, room.height()));
        let area = Area::new(id)
            .order(Order::Foreground)
            .fixed_pos(rect.min)
            .constrain(false)
            .movable(false)
            .default_size(rect.size());
        let mut stays = true;
        let shown = area.show(ui.ctx(), |ui| {
            let palette = palette(ui);
            ui.set_clip_rect(room.expand2(vec2(0.0, 0.0)));
            ui.painter().add(theme::shadow(palette).as_shape(rect, 0));
            let edge = Stroke::new(stroke::HAIRLINE, palette.hairline);
            let fill = palette.background;
            ui.painter().rect(rect, 0, fill, edge, StrokeKind::Inside);
            ui.set_min_size(rect.size());
            let builder = egui::UiBuilder::new().id_salt("list").max_rect(rect);
            stays = content(&mut ui.new_child(builder));
        });
        if self.open {
            // The keyboard stays in the list until it is closed.
            let layer = shown.response.layer_id;
            ui.memory_mut(|memory| memory.set_modal_layer(layer));
            let outside = ui.input(|input| {
                input.pointer.any_pressed()
                    && input
                        .pointer
                        .interact_pos()
                        .is_some_and(|at| !rect.contains(at))
            });
            if outside || !stays {
                self.open = false;
            }
        }
    }
}
