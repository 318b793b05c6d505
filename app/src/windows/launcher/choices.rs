//! The two large choices.

use egui::{CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, vec2};

use super::LauncherAction;
use crate::look::mark::{LauncherArt, launcher_art};
use crate::look::tokens::{radius, space, stroke};
use crate::look::widgets::focus_ring;
use crate::look::{Ink, Type, palette, text};
use crate::texts::Texts;

/// Draws both, beside or under each other; `low` makes the art smaller.
pub(super) fn show(ui: &mut Ui, beside: bool, low: bool, texts: &Texts) -> Option<LauncherAction> {
    let tall = if low { 112.0 } else { 148.0 };
    let width = ui.available_width();
    let each = if beside {
        (width - space::S16) / 2.0
    } else {
        width
    };
    let total = if beside {
        tall
    } else {
        2.0 * tall + space::S12
    };
    let (rect, _) = ui.allocate_exact_size(vec2(width, total), Sense::hover());
    let size = vec2(each, tall);
    let first = Rect::from_min_size(rect.min, size);
    let second = Rect::from_min_size(rect.max - size, size);
    let art = if low { 64.0 } else { 88.0 };
    let server = Choice {
        art: LauncherArt::Start,
        title: &texts.get("launcher-server"),
        words: &texts.get("launcher-server-how"),
        first: true,
    };
    let client = Choice {
        art: LauncherArt::Join,
        title: &texts.get("launcher-client"),
        words: &texts.get("launcher-client-how"),
        first: false,
    };
    let server = server.show(ui, first, art);
    let client = client.show(ui, second, art);
    if server.clicked() {
        Some(LauncherAction::Server)
    } else if client.clicked() {
        Some(LauncherAction::Client)
    } else {
        None
    }
}

struct Choice<'a> {
    art: LauncherArt,
    title: &'a str,
    words: &'a str,
    first: bool,
}

impl Choice<'_> {
    fn show(&self, ui: &mut Ui, rect: Rect, art: f32) -> Response {
        let colours = palette(ui);
        let response = ui.interact(rect, ui.scope_id().with(self.title), Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, self.title));
        let (fill, edge) = match (response.is_pointer_button_down_on(), response.hovered()) {
            (true, _) => (colours.pressed(colours.card), colours.accent),
            (false, true) => (colours.hovered(colours.card), colours.accent),
            (false, false) if self.first => (colours.card, colours.accent),
            _ => (colours.card, colours.hairline),
        };
        let corner = CornerRadius::same(radius::CARD);
        let edge = Stroke::new(stroke::HAIRLINE, edge);
        ui.painter()
            .rect(rect, corner, fill, edge, StrokeKind::Inside);
        let margin = if art < 80.0 { space::S24 } else { space::S32 };
        let place = rect.min + vec2(margin, (rect.height() - art) / 2.0);
        let place = Rect::from_min_size(place, Vec2::splat(art));
        ui.painter().extend(launcher_art(self.art, place, colours));

        // The words are laid out first, to stand in the middle of the card.
        let left = place.right() + margin;
        let room = rect.right() - space::S16 - left;
        let layout = |size: Type, ink: Ink, words: &str| {
            let mut job = text::Line::new(colours).add(size, ink, words).job();
            job.wrap.max_width = room;
            ui.painter().layout_job(job)
        };
        let title = layout(Type::Title, Ink::Strong, self.title);
        let words = layout(Type::Control, Ink::Weak, self.words);
        let total = title.size().y + 3.0 + words.size().y;
        let top = egui::pos2(left, (rect.center().y - total / 2.0).round());
        let below = top + vec2(0.0, title.size().y + 3.0);
        let mut inner = ui.new_child(UiBuilder::new().max_rect(rect));
        inner.set_clip_rect(rect.intersect(ui.clip_rect()));
        inner.painter().galley(top, title, colours.strong);
        inner.painter().galley(below, words, colours.weak);
        focus_ring(ui, rect, radius::CARD, &response);
        response.on_hover_cursor(egui::CursorIcon::PointingHand)
    }
}
