//! Buttons: primary, secondary, outline, destructive and quiet.

use super::control::{focus_ring, ghost_fill, live_fill};
use crate::look::icons::{self, Icon};
use crate::look::palette::Palette;
use crate::look::text::one_line;
use crate::look::theme::palette;
use crate::look::tokens::{Type, height, radius, space, stroke};
use egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

const ICON: f32 = 18.0;

/// What a button is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ButtonKind {
    /// The one thing to do on the page: accent fill.
    Primary,
    /// Everything else: hover fill.
    Secondary,
    /// On tinted bands: an edge and no fill.
    Outline,
    /// What ends or deletes: danger edge and words, never filled.
    Destructive,
    /// The least: words only.
    Quiet,
}

/// A button with words.
#[derive(Clone, Copy, Debug)]
#[must_use = "call show"]
pub struct Button<'a> {
    kind: ButtonKind,
    words: &'a str,
    icon: Option<Icon>,
    height: f32,
    min_width: f32,
    unavailable: Option<&'a str>,
    icon_only: bool,
}

impl<'a> Button<'a> {
    /// A button of that kind.
    pub fn new(kind: ButtonKind, words: &'a str) -> Self {
        Self {
            kind,
            words,
            icon: None,
            height: height::CONTROL,
            min_width: 0.0,
            unavailable: None,
            icon_only: false,
        }
    }

    /// The one thing to do on the page.
    pub fn primary(words: &'a str) -> Self {
        Self::new(ButtonKind::Primary, words)
    }

    /// Any other action.
    pub fn secondary(words: &'a str) -> Self {
        Self::new(ButtonKind::Secondary, words)
    }

    /// An action on a tinted band.
    pub fn outline(words: &'a str) -> Self {
        Self::new(ButtonKind::Outline, words)
    }

    /// An action that ends or deletes something.
    pub fn destructive(words: &'a str) -> Self {
        Self::new(ButtonKind::Destructive, words)
    }

    /// An action that can wait.
    pub fn quiet(words: &'a str) -> Self {
        Self::new(ButtonKind::Quiet, words)
    }

    /// With an icon before the words.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Shows the icon alone where room is short; the words stay as tooltip and name.
    pub fn icon_only(mut self, icon_only: bool) -> Self {
        self.icon_only = icon_only;
        self
    }

    /// 28 high, with less room at the sides.
    pub fn small(mut self) -> Self {
        self.height = height::SMALL_BUTTON;
        self
    }

    /// With another height, such as the composer's.
    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// At least so wide.
    pub fn min_width(mut self, width: f32) -> Self {
        self.min_width = width;
        self
    }

    /// Unavailable when there is a reason, which becomes the tooltip.
    pub fn unavailable(mut self, why: Option<&'a str>) -> Self {
        self.unavailable = why;
        self
    }

    /// Draws the button. `clicked()` stays false while it is unavailable.
    pub fn show(self, ui: &mut Ui) -> Response {
        let palette = palette(ui);
        let available = self.unavailable.is_none() && ui.is_enabled();
        let small = self.height <= height::SMALL_BUTTON;
        let padding = if small { 10.0 } else { space::CONTROL_X };
        let colour = self.text_colour(palette, available);
        let icon = self
            .icon
            .map(|icon| (icon, if small { 16.0 } else { ICON }));
        let size = if small { Type::Control } else { Type::Button };

        let icon_width = icon.map_or(0.0, |(_, width)| width);
        let words = (!self.icon_only || icon.is_none()).then(|| {
            // Where a row is full, the next one takes the button.
            let room = match ui.layout().main_wrap() {
                true => ui.max_rect().width(),
                false => ui.available_width(),
            };
            let room = room - 2.0 * padding - icon_width;
            one_line(ui, self.words, size, colour, room.max(48.0))
        });
        let words_width = words.as_ref().map_or(0.0, |words| words.size().x);
        let gap = if icon_width > 0.0 && words_width > 0.0 {
            space::S8
        } else {
            0.0
        };
        let content = icon_width + gap + words_width;
        let width = (content + 2.0 * padding).max(self.min_width).round();

        let sense = if available {
            Sense::click()
        } else {
            Sense::hover()
        };
        let (rect, mut response) = ui.allocate_exact_size(vec2(width, self.height), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, available, self.words));
        if ui.is_rect_visible(rect) {
            self.paint_frame(ui, rect, &response, available, palette);
            let mut x = rect.center().x - content / 2.0;
            if let Some((icon, width)) = icon {
                let middle = pos2(x + width / 2.0, rect.center().y);
                let rect = Rect::from_center_size(middle, vec2(width, width));
                icons::paint(ui.painter(), rect, icon, colour);
                x += width + gap;
            }
            if let Some(words) = words {
                if words.elided {
                    response = response.on_hover_text(self.words);
                }
                let at = pos2(x, rect.center().y - words.size().y / 2.0);
                ui.painter().galley(at, words, colour);
            }
            focus_ring(ui, rect, radius::CONTROL, &response);
        }
        match self.unavailable {
            Some(why) => response.on_hover_text(why),
            None if self.icon_only => response.on_hover_text(self.words),
            None => response,
        }
    }

    fn text_colour(&self, palette: &Palette, available: bool) -> Color32 {
        match self.kind {
            _ if !available => palette.weak,
            ButtonKind::Primary => palette.on_accent,
            ButtonKind::Secondary | ButtonKind::Outline => palette.strong,
            ButtonKind::Destructive => palette.danger,
            ButtonKind::Quiet => palette.normal,
        }
    }

    fn paint_frame(
        &self,
        ui: &Ui,
        rect: Rect,
        response: &Response,
        available: bool,
        palette: &Palette,
    ) {
        let corner = CornerRadius::same(radius::CONTROL);
        let (fill, edge) = match self.kind {
            ButtonKind::Quiet if !available => (Color32::TRANSPARENT, Color32::TRANSPARENT),
            _ if !available => (palette.hover, Color32::TRANSPARENT),
            ButtonKind::Primary => (
                live_fill(ui, response, palette.accent, palette),
                Color32::TRANSPARENT,
            ),
            ButtonKind::Secondary => (
                live_fill(ui, response, palette.hover, palette),
                Color32::TRANSPARENT,
            ),
            ButtonKind::Outline => (ghost_fill(ui, response, palette), palette.control),
            ButtonKind::Destructive => (ghost_fill(ui, response, palette), palette.danger),
            ButtonKind::Quiet => (ghost_fill(ui, response, palette), Color32::TRANSPARENT),
        };
        let edge = Stroke::new(stroke::CONTROL, edge);
        ui.painter()
            .rect(rect, corner, fill, edge, StrokeKind::Inside);
    }
}
