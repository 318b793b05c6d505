//! Dialogs: a question with a safe answer, and the frame for larger ones.

use super::button::{Button, ButtonKind};
use crate::look::icons::Icon;
use crate::look::palette::{Ink, Palette};
use crate::look::text;
use crate::look::theme::{dialog_shadow, palette_in};
use crate::look::tokens::{Type, height, radius, space, stroke, width};
use egui::{
    Align, Color32, Context, CornerRadius, Frame, Id, Layout, Margin, Modal, ModalResponse, Stroke,
    Ui, vec2,
};

/// No dialog is narrower, even in a window that is.
const LEAST: f32 = 200.0;

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing happens.
    Safe,
    /// Do it.
    Act,
    /// The third answer, where there is one.
    Other,
}

/// A question before something that cannot be undone. Enter presses the button that has the
/// keyboard, at first the safe one; Esc is always the safe one.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct Question<'a> {
    /// The question.
    pub title: &'a str,
    /// One sentence on the consequence.
    pub consequence: &'a str,
    /// The safe answer.
    pub safe: &'a str,
    /// The other one.
    pub act: &'a str,
    /// The other one's icon.
    pub act_icon: Option<Icon>,
}

impl Question<'_> {
    /// Draws the question over the window. `id` names it among dialogs.
    pub fn show(self, ctx: &Context, id: Id) -> Option<Answer> {
        self.show_with(ctx, id, None)
    }

    /// The same with a third answer between the two, [`Answer::Other`].
    pub fn show_with(self, ctx: &Context, id: Id, other: Option<&str>) -> Option<Answer> {
        let response = dialog(ctx, id, width::DIALOG, Margin::same(20), |ui| {
            self.show_within(ui, has_just_opened(ui.ctx(), id), other)
        });
        let safe = response.should_close().then_some(Answer::Safe);
        response.inner.or(safe)
    }

    /// The content of the question, without window and backdrop.
    fn show_within(self, ui: &mut Ui, just_opened: bool, other: Option<&str>) -> Option<Answer> {
        ui.spacing_mut().item_spacing.y = space::S6;
        text::label(ui, self.title, Type::Title, Ink::Strong);
        text::label(ui, self.consequence, Type::Control, Ink::Normal);
        ui.add_space(space::S8);
        let actions = vec2(ui.available_width(), height::CONTROL);
        ui.allocate_ui_with_layout(actions, Layout::right_to_left(Align::Center), |ui| {
            let mut act = Button::new(ButtonKind::Destructive, self.act);
            if let Some(icon) = self.act_icon {
                act = act.icon(icon);
            }
            let acted = act.show(ui).clicked();
            let other = other.is_some_and(|other| Button::secondary(other).show(ui).clicked());
            let safe = Button::secondary(self.safe).show(ui);
            // Whatever had the keyboard under the dialog must not keep it.
            if just_opened || ui.memory(egui::Memory::focused).is_none() {
                safe.request_focus();
            }
            match (acted, safe.clicked()) {
                (true, _) => Some(Answer::Act),
                (_, true) => Some(Answer::Safe),
                _ => other.then_some(Answer::Other),
            }
        })
        .inner
    }
}

/// Whether the dialog did not show in the pass before this one.
fn has_just_opened(ctx: &Context, id: Id) -> bool {
    let now = ctx.cumulative_pass_nr();
    let seen = id.with("seen");
    let before = ctx.data_mut(|data| {
        let before = data.get_temp::<u64>(seen);
        data.insert_temp(seen, now);
        before
    });
    before.is_none_or(|before| before + 1 < now)
}

/// A modal window: 372 or 740 wide, not wider than the window, whatever is inside.
pub fn dialog<R>(
    ctx: &Context,
    id: Id,
    width: f32,
    margin: Margin,
    content: impl FnOnce(&mut Ui) -> R,
) -> ModalResponse<R> {
    let palette = palette_in(ctx);
    let room = ctx.content_rect().width() - 2.0 * space::S16;
    let inner = width.min(room.max(LEAST)) - margin.sum().x - 2.0 * stroke::HAIRLINE;
    Modal::new(id)
        .backdrop_color(Color32::from_black_alpha(palette.backdrop_alpha))
        .frame(frame(palette).inner_margin(margin))
        .show(ctx, |ui| {
            ui.set_width(inner);
            content(ui)
        })
}

fn frame(palette: &Palette) -> Frame {
    Frame::new()
        .fill(palette.panel)
        .stroke(Stroke::new(stroke::HAIRLINE, palette.hairline))
        .corner_radius(CornerRadius::same(radius::DIALOG))
        .shadow(dialog_shadow(palette))
}

/// The question in the flow of a page, as the component sheet shows it.
#[cfg(test)]
pub(crate) fn show_in_flow(ui: &mut Ui, question: Question<'_>) {
    frame(crate::look::palette(ui))
        .inner_margin(Margin::same(20))
        .show(ui, |ui| {
            ui.set_width(width::DIALOG - 2.0 * (space::DIALOG + stroke::HAIRLINE));
            question.show_within(ui, false, None)
        });
}
