//! Cards, and what stands where there is nothing yet.

use super::button::Button;
use crate::look::icons::{self, Icon};
use crate::look::palette::{Ink, Palette};
use crate::look::stroke::dashed_rect;
use crate::look::text;
use crate::look::text::one_line;
use crate::look::theme::{card_margin, palette};
use crate::look::tokens::{Type, radius, space, stroke};
use egui::{
    Align, CornerRadius, Frame, InnerResponse, Layout, Margin, Rect, Response, Sense, Stroke, Ui,
    UiBuilder, Vec2, pos2,
};

/// The frame of a card.
pub fn card_frame(palette: &Palette) -> Frame {
    Frame::new()
        .fill(palette.card)
        .stroke(Stroke::new(stroke::HAIRLINE, palette.hairline))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(card_margin())
}

/// A raised group.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    card_frame(palette(ui)).show(ui, add)
}

/// Below this the action of an empty state stands under its words.
const STACKED: f32 = 400.0;

/// What stands where there is nothing yet, and how to begin.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct EmptyState<'a> {
    /// A drawing of what is missing.
    pub icon: Icon,
    /// What is missing.
    pub title: &'a str,
    /// How it comes to be.
    pub text: &'a str,
    /// The action that begins, if there is one.
    pub action: Option<&'a str>,
}

impl EmptyState<'_> {
    /// Draws it over the whole width; the response is the action's.
    pub fn show(self, ui: &mut Ui) -> Option<Response> {
        let palette = palette(ui);
        // Where the words would become a column of single ones the action goes below them.
        let stacked = ui.available_width() < STACKED;
        let margin = if stacked {
            Margin::same(16)
        } else {
            Margin::symmetric(24, 20)
        };
        let mut below = None;
        let shown = Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let action = self.action.filter(|_| !stacked);
            let action = action.map_or(0.0, |action| {
                one_line(ui, action, Type::Control, palette.strong, f32::INFINITY)
                    .size()
                    .x
                    + space::S48
            });
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = if stacked { space::S16 } else { space::S24 };
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(36.0), Sense::hover());
                let words = ui.vertical(|ui| {
                    ui.set_width((ui.available_width() - action).max(space::S48));
                    ui.spacing_mut().item_spacing.y = 0.0;
                    text::label(ui, self.title, Type::Body, Ink::Strong);
                    text::label(ui, self.text, Type::Control, Ink::Weak);
                });
                let middle = pos2(rect.center().x, words.response.rect.center().y);
                let place = Rect::from_center_size(middle, rect.size());
                icons::paint(ui.painter(), place, self.icon, palette.control);
            });
            if let Some(action) = self.action.filter(|_| stacked) {
                ui.add_space(space::S12);
                ui.horizontal(|ui| {
                    ui.add_space(36.0 + space::S16);
                    below = Some(Button::outline(action).small().show(ui));
                });
            }
        });
        let rect = shown.response.rect;
        let edge = Stroke::new(stroke::HAIRLINE, palette.hairline);
        let corner = f32::from(radius::CARD);
        ui.painter()
            .add(dashed_rect(rect.shrink(0.5), corner, 4.0, 3.0, edge));
        if stacked {
            return below;
        }
        let from_right = Layout::right_to_left(Align::Center);
        let inner = rect - margin;
        let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
        self.action
            .map(|action| Button::outline(action).small().show(&mut right))
    }
}
