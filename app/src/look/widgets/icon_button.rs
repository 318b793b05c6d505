//! A button that is only an icon, with a tooltip that is also its name.

use super::control::{focus_ring, ghost_fill};
use crate::look::icons::{self, Icon};
use crate::look::theme::palette;
use crate::look::tokens::{height, radius};
use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

/// 32 × 32 with an icon of 18.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    size: f32,
    icon_size: f32,
    on: Option<bool>,
    unavailable: Option<&'a str>,
    colour: Option<Color32>,
    dot: Option<Color32>,
}

impl<'a> IconButton<'a> {
    /// `name` is the tooltip and what screen readers say.
    pub fn new(icon: Icon, name: &'a str) -> Self {
        Self {
            icon,
            name,
            size: height::ICON_BUTTON,
            icon_size: 18.0,
            on: None,
            unavailable: None,
            colour: None,
            dot: None,
        }
    }

    /// 28 × 28 with an icon of 16, inside rows and toasts.
    pub fn small(mut self) -> Self {
        self.size = height::SMALL_BUTTON;
        self.icon_size = 16.0;
        self
    }

    /// A button that stays down while `on`.
    pub fn toggle(mut self, on: bool) -> Self {
        self.on = Some(on);
        self
    }

    /// Unavailable when there is a reason, which becomes the tooltip.
    pub fn unavailable(mut self, why: Option<&'a str>) -> Self {
        self.unavailable = why;
        self
    }

    /// With another colour than weak text's.
    pub fn colour(mut self, colour: Color32) -> Self {
        self.colour = Some(colour);
        self
    }

    /// With a dot at the upper right: something waits behind this button.
    pub fn dot(mut self, dot: Option<Color32>) -> Self {
        self.dot = dot;
        self
    }

    /// Draws the button.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = palette(ui);
        let available = self.unavailable.is_none() && ui.is_enabled();
        let sense = if available {
            Sense::click()
        } else {
            Sense::hover()
        };
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(self.size), sense);
        response.widget_info(|| match self.on {
            Some(on) => WidgetInfo::selected(Role::Button, available, on, self.name),
            None => WidgetInfo::labeled(Role::Button, available, self.name),
        });
        if ui.is_rect_visible(rect) {
            let on = self.on == Some(true);
            let fill = match available {
                true if on => palette.hover,
                true => ghost_fill(ui, &response, palette),
                false => Color32::TRANSPARENT,
            };
            let corner = CornerRadius::same(radius::CONTROL);
            ui.painter().rect_filled(rect, corner, fill);
            let colour = match (available, self.colour) {
                (false, _) => palette.control,
                (true, Some(colour)) => colour,
                (true, None) if on => palette.strong,
                (true, None) => palette.weak,
            };
            let icon = Rect::from_center_size(rect.center(), Vec2::splat(self.icon_size));
            icons::paint(ui.painter(), icon, self.icon, colour);
            if let Some(dot) = self.dot {
                ui.painter()
                    .circle_filled(icon.right_top() + Vec2::new(1.0, -1.0), 4.5, dot);
            }
            focus_ring(ui, rect, radius::CONTROL, &response);
        }
        response.on_hover_text(self.unavailable.unwrap_or(self.name))
    }
}
