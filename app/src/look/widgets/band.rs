//! Bands: what concerns the whole page, under its header or in place of its content.

use crate::look::icons::{self, Icon};
use crate::look::palette::{Ink, Palette};
use crate::look::stroke::{TWELVE_O_CLOCK, arc, dashed_circle};
use crate::look::text;
use crate::look::theme::palette;
use crate::look::tokens::{Type, height, radius, space, stroke};
use egui::{
    Align, Color32, CornerRadius, Frame, Layout, Margin, Rect, Response, ScrollArea, Sense, Shape,
    Stroke, Ui, UiBuilder, Vec2, pos2, vec2,
};
use std::f32::consts::TAU;

/// From the left edge to the sign's middle, and to the words.
const SIGN: f32 = 29.0;
const WORDS: f32 = 54.0;

/// The share of the page that a band's words take at most.
const MOST_WORDS: f32 = 0.4;

/// What a band tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BandKind {
    /// The connection was lost; the ring counts down from 1 to 0 until the next attempt.
    Reconnecting {
        /// Share of the wait that is left.
        left: f32,
    },
    /// The server speaks plain text and is not Tertulia.
    Foreign,
    /// Something to look at once, about how the chat is encrypted.
    Key,
    /// Something ended.
    Alarm,
}

/// A band under the header, with actions: 52 high, where there is room for them beside the words.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct Band<'a> {
    /// What it tells.
    pub kind: BandKind,
    /// What happened.
    pub title: &'a str,
    /// What that means.
    pub detail: &'a str,
}

impl Band<'_> {
    /// Narrower, the actions stand below the words, which then take as many lines as they need.
    pub const BESIDE: f32 = 520.0;

    /// Draws the band over the whole width. `actions` run from right to left.
    pub fn show<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        if ui.available_width() < Self::BESIDE {
            self.show_stacked(ui, actions)
        } else {
            self.show_in_a_row(ui, actions)
        }
    }

    /// Draws the band with all of its words, in as many lines as they need, and the actions beside them
    /// where there is room.
    pub fn show_grown<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        if ui.available_width() < Self::BESIDE {
            return self.show_stacked(ui, actions);
        }
        let palette = palette(ui);
        // The fill goes behind what is drawn after it, as high as that will be.
        let behind = ui.painter().add(Shape::Noop);
        let whole = ui.available_rect_before_wrap();
        let row = whole.with_max_y(whole.top() + height::BAND);
        let from_right = Layout::right_to_left(Align::Center);
        let place = row.with_max_x(row.right() - space::S12);
        let mut right = ui.new_child(UiBuilder::new().max_rect(place).layout(from_right));
        let answer = actions(&mut right);
        let used = right.min_rect().left().min(place.right());
        let words = Rect::from_min_max(
            pos2(whole.left() + WORDS, whole.top() + 6.0),
            pos2(used - space::S12, whole.bottom()),
        );
        let bottom = self.words(ui, words) + 6.0;
        let rect = whole.with_max_y(bottom.max(row.bottom()));
        ui.painter()
            .set(behind, Shape::rect_filled(rect, 0, self.fill(palette)));
        let sign = pos2(rect.left() + SIGN, row.center().y);
        self.paint_sign(ui, Rect::from_center_size(sign, Vec2::splat(22.0)), palette);
        ui.allocate_rect(rect, Sense::hover());
        answer
    }

    /// Draws the band with all of its words, however many lines they take, and the actions below.
    pub fn show_whole<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        self.show_stacked(ui, actions)
    }

    fn show_in_a_row<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        let palette = palette(ui);
        let size = vec2(ui.available_width(), height::BAND);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        ui.painter().rect_filled(rect, 0, self.fill(palette));
        let icon = pos2(rect.left() + SIGN, rect.center().y);
        self.paint_sign(ui, Rect::from_center_size(icon, Vec2::splat(22.0)), palette);

        let inner = Rect::from_min_max(
            pos2(rect.left() + WORDS, rect.top()),
            pos2(rect.right() - space::S12, rect.bottom()),
        );
        let from_right = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
        let answer = actions(&mut right);
        let used = right.min_rect().left().min(inner.right());
        let words = Rect::from_min_max(
            inner.min + vec2(0.0, 6.0),
            pos2(used - space::S12, inner.bottom()),
        );
        let downwards = Layout::top_down(Align::Min);
        let mut left = ui.new_child(UiBuilder::new().max_rect(words).layout(downwards));
        left.spacing_mut().item_spacing.y = 0.0;
        text::label_truncated(&mut left, self.title, Type::Body, Ink::Strong);
        text::label_truncated(&mut left, self.detail, Type::Small, Ink::Weak);
        answer
    }

    fn show_stacked<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        let palette = palette(ui);
        // The fill goes behind what is drawn after it, as high as that will be.
        let behind = ui.painter().add(Shape::Noop);
        let whole = ui.available_rect_before_wrap();
        let inner = Rect::from_min_max(
            pos2(whole.left() + WORDS, whole.top() + space::S8),
            pos2(whole.right() - space::S12, whole.bottom()),
        );
        let words_end = self.words(ui, inner);
        let top = words_end + space::S6;
        let row = Rect::from_min_max(
            pos2(inner.left(), top),
            pos2(inner.right(), top + height::SMALL_BUTTON),
        );
        let from_right = Layout::right_to_left(Align::Center).with_main_wrap(true);
        let mut below = ui.new_child(UiBuilder::new().max_rect(row).layout(from_right));
        let answer = actions(&mut below);
        let bottom = if below.min_rect().width() > 0.0 {
            below.min_rect().bottom().max(row.bottom())
        } else {
            words_end
        };
        let rect = whole.with_max_y(bottom + space::S8);
        ui.painter()
            .set(behind, Shape::rect_filled(rect, 0, self.fill(palette)));
        let icon = pos2(rect.left() + SIGN, rect.top() + height::BAND / 2.0);
        self.paint_sign(ui, Rect::from_center_size(icon, Vec2::splat(22.0)), palette);
        ui.allocate_rect(rect, Sense::hover());
        answer
    }

    /// Writes all of its words, and gives where they end. What somebody else's sentence has no room for
    /// is scrolled to, so that the actions and the page stay in sight.
    fn words(&self, ui: &mut Ui, place: Rect) -> f32 {
        let downwards = Layout::top_down(Align::Min);
        let mut words = ui.new_child(UiBuilder::new().max_rect(place).layout(downwards));
        let most = (place.height() * MOST_WORDS).max(height::BAND);
        let shown = ScrollArea::vertical()
            .id_salt("band")
            .max_height(most)
            .show(&mut words, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                text::label(ui, self.title, Type::Body, Ink::Strong);
                text::label(ui, self.detail, Type::Small, Ink::Weak);
            });
        place.top() + shown.content_size.y.min(most)
    }

    fn fill(&self, palette: &Palette) -> Color32 {
        match self.kind {
            BandKind::Reconnecting { .. } => palette.mention,
            BandKind::Foreign | BandKind::Key => palette.background,
            BandKind::Alarm => palette.alarm,
        }
    }

    fn paint_sign(&self, ui: &Ui, rect: Rect, palette: &Palette) {
        let icon = Rect::from_center_size(rect.center(), Vec2::splat(20.0));
        match self.kind {
            BandKind::Reconnecting { left } => {
                ui.painter().extend(countdown(rect, left, palette));
            }
            BandKind::Foreign => icons::paint(ui.painter(), icon, Icon::Log, palette.normal),
            BandKind::Key => icons::paint(ui.painter(), icon, Icon::Private, palette.normal),
            BandKind::Alarm => icons::paint(ui.painter(), icon, Icon::Alert, palette.danger),
        }
    }
}

/// The lamp, and around it what is left of the wait.
fn countdown(rect: Rect, left: f32, palette: &Palette) -> Vec<Shape> {
    let (centre, radius) = (rect.center(), 10.5);
    let passed = Stroke::new(stroke::CONTROL, palette.control);
    let mut shapes = vec![
        Shape::circle_filled(centre, 5.0, palette.warning),
        dashed_circle(centre, radius, 3.6, 2.4, passed),
    ];
    if left > 0.0 {
        let waiting = Stroke::new(stroke::TICK, palette.warning);
        let to = TWELVE_O_CLOCK + TAU * left.min(1.0);
        shapes.push(arc(centre, radius, TWELVE_O_CLOCK, to, waiting));
    }
    shapes
}

/// Something that keeps the whole page from going on.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct Alarm<'a> {
    /// What happened.
    pub title: &'a str,
    /// A part of the title that is shown in Hack after it, such as an address.
    pub address: &'a str,
    /// What to do.
    pub advice: &'a str,
}

impl Alarm<'_> {
    /// Draws the alarm, and below the advice whatever `details` adds in one line.
    pub fn show(self, ui: &mut Ui, details: impl FnOnce(&mut Ui)) -> Response {
        let palette = palette(ui);
        Frame::new()
            .fill(palette.alarm)
            .corner_radius(CornerRadius::same(radius::BAND))
            .inner_margin(Margin::symmetric(16, 14))
            .show(ui, |ui| {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::S12;
                    let (rect, _) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::hover());
                    icons::paint(ui.painter(), rect, Icon::Alert, palette.danger);
                    ui.vertical(|ui| {
                        ui.set_width(ui.available_width());
                        ui.spacing_mut().item_spacing.y = 1.0;
                        let title = text::Line::new(palette)
                            .add(Type::Body, Ink::Strong, self.title)
                            .add(Type::Mono, Ink::Strong, self.address);
                        ui.add(egui::Label::new(title).wrap());
                        text::label(ui, self.advice, Type::Control, Ink::Normal);
                        ui.add_space(space::S4);
                        ui.spacing_mut().interact_size.y = Type::Control.line();
                        ui.horizontal_wrapped(details);
                    });
                });
            })
            .response
    }
}
