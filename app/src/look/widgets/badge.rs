//! How many messages wait.

use crate::look::palette::Palette;
use crate::look::text::one_line;
use crate::look::theme::palette;
use crate::look::tokens::{Type, height};
use egui::{Color32, CornerRadius, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BadgeKind {
    /// Unread messages in the room: accent.
    Unread,
    /// A direct message or a mention: warning.
    ForYou,
}

/// A number in a round-cornered fill, 20 high.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct Badge<'a> {
    /// What waits.
    pub kind: BadgeKind,
    /// The number, as the language writes it.
    pub number: &'a str,
    /// What screen readers say: "3 unread".
    pub name: &'a str,
}

impl Badge<'_> {
    /// Draws the badge in the flow of the page.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (rect, response) =
            ui.allocate_exact_size(vec2(self.width(ui), height::BADGE), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.name));
        self.paint(ui, rect.right_center());
        response
    }

    /// Its width: a circle for one digit, longer for more.
    pub(super) fn width(&self, ui: &Ui) -> f32 {
        let words = one_line(ui, self.number, Type::Small, Color32::WHITE, f32::INFINITY);
        (words.size().x + 11.0).round().max(height::BADGE)
    }

    /// Paints it with the middle of its right edge at a point.
    pub(super) fn paint(&self, ui: &Ui, right: Pos2) {
        let palette = palette(ui);
        let (fill, ink) = self.colours(palette);
        let size = vec2(self.width(ui), height::BADGE);
        let rect = Rect::from_center_size(right - vec2(size.x / 2.0, 0.0), size);
        ui.painter().rect_filled(rect, CornerRadius::same(10), fill);
        let words = one_line(ui, self.number, Type::Small, ink, f32::INFINITY);
        let at = rect.center() - words.size() / 2.0;
        ui.painter().galley(at, words, ink);
    }

    fn colours(&self, palette: &Palette) -> (Color32, Color32) {
        match self.kind {
            BadgeKind::Unread => (palette.accent, palette.on_accent),
            BadgeKind::ForYou => (palette.warning, palette.on_warning),
        }
    }
}
