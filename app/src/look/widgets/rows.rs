//! Rows of the conversation list and of the people list.

use super::badge::Badge;
use super::control::{focus_ring, hover_share};
use crate::look::mark::{self, MarkColours};
use crate::look::palette::{Palette, mix};
use crate::look::seat::{Seat, SeatKind};
use crate::look::text::{one_line, paint_left, paint_right};
use crate::look::theme::palette;
use crate::look::tokens::{Type, height, radius, space};
use egui::{
    Color32, CornerRadius, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// What stands at the left of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSeat {
    /// One person.
    Seat(Seat),
    /// Everyone: the mark.
    Everyone,
}

impl RowSeat {
    fn paint(self, ui: &Ui, centre: Pos2, radius: f32, surface: Color32) {
        let palette = palette(ui);
        match self {
            Self::Seat(seat) => seat.paint(ui.painter(), centre, radius, palette, surface),
            Self::Everyone => {
                let rect = Rect::from_center_size(centre, Vec2::splat(2.0 * (radius - 1.0)));
                mark::paint(ui.painter(), rect, MarkColours::lit(palette, surface));
            }
        }
    }

    fn is_absent(self) -> bool {
        matches!(self, Self::Seat(seat) if seat.kind == SeatKind::Lost)
    }
}

/// A conversation: 48 high, with its last message and how many wait.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct ConversationRow<'a> {
    /// Who it is with.
    pub seat: RowSeat,
    /// Their name, or the room's.
    pub name: &'a str,
    /// The last message, or where they are.
    pub preview: &'a str,
    /// What waits.
    pub badge: Option<Badge<'a>>,
    /// Whether it is the one that shows.
    pub selected: bool,
    /// What the list lies on.
    pub surface: Color32,
}

impl ConversationRow<'_> {
    /// Draws the row over the whole width.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = palette(ui);
        let (rect, mut response) = row(ui, height::CONVERSATION_ROW);
        let badge = self.badge.map_or("", |badge| badge.name);
        let parts = [self.name, self.preview, badge];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let name = parts.join(", ");
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, ui.is_enabled(), self.selected, &name)
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        paint_row(ui, rect, &response, self.selected, palette);
        let seat = pos2(rect.left() + 24.0, rect.center().y);
        self.seat.paint(ui, seat, 14.0, self.surface);

        let mut right = rect.right() - 10.0;
        if let Some(badge) = self.badge {
            badge.paint(ui, pos2(right, rect.center().y));
            right -= badge.width(ui) + space::S8;
        }
        let left = rect.left() + 48.0;
        let ink = if self.seat.is_absent() {
            palette.weak
        } else {
            palette.strong
        };
        let title = one_line(ui, self.name, Type::Body, ink, right - left);
        if title.elided {
            response = response.on_hover_text(self.name);
        }
        paint_left(ui, left, rect.top() + 15.0, title);
        let preview = one_line(ui, self.preview, Type::Small, palette.weak, right - left);
        paint_left(ui, left, rect.top() + 34.0, preview);
        focus_ring(ui, rect.shrink(2.0), radius::CONTROL, &response);
        response
    }
}

/// A person in the people list: 34 high.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct PeopleRow<'a> {
    /// Their seat.
    pub seat: Seat,
    /// Their name.
    pub name: &'a str,
    /// "you" or "plain text", or nothing.
    pub note: &'a str,
    /// Whether the row is chosen.
    pub selected: bool,
    /// What the list lies on.
    pub surface: Color32,
}

impl PeopleRow<'_> {
    /// Draws the row over the whole width.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = palette(ui);
        let (rect, mut response) = row(ui, height::PEOPLE_ROW);
        let name = if self.note.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}, {}", self.name, self.note)
        };
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, ui.is_enabled(), self.selected, &name)
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        paint_row(ui, rect, &response, self.selected, palette);
        let seat = pos2(rect.left() + 18.0, rect.center().y);
        self.seat
            .paint(ui.painter(), seat, 11.0, palette, self.surface);
        let note = one_line(ui, self.note, Type::Small, palette.weak, f32::INFINITY);
        let right = rect.right() - space::S8;
        let left = rect.left() + 40.0;
        let ink = if self.seat.kind == SeatKind::Lost {
            palette.weak
        } else {
            palette.strong
        };
        let room = right - note.size().x - space::S8 - left;
        let words = one_line(ui, self.name, Type::Body, ink, room);
        if words.elided {
            response = response.on_hover_text(self.name);
        }
        paint_left(ui, left, rect.center().y, words);
        paint_right(ui, right, rect.center().y, note);
        focus_ring(ui, rect.shrink(2.0), radius::CONTROL, &response);
        response
    }
}

fn row(ui: &mut Ui, height: f32) -> (Rect, Response) {
    ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click())
}

fn paint_row(ui: &Ui, rect: Rect, response: &Response, selected: bool, palette: &Palette) {
    let hover = hover_share(ui, response);
    let fill = if selected {
        let fill = palette.selection;
        mix(fill, palette.hovered(fill), hover)
    } else {
        palette.hover.gamma_multiply(hover)
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
}
