//! The text of a message: links to click, our own name marked, everything to select.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::CharIndex;
use egui::text::{LayoutJob, TextFormat};
use egui::text_selection::LabelSelectionState;
use egui::{Color32, CursorIcon, Galley, Id, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo};

use crate::look::text::format;
use crate::look::tokens::{radius, stroke};
use crate::look::widgets::focus_ring;
use crate::look::{Palette, Type, palette};
use crate::models::chat::{Link, links, mentions};

/// A text that is laid out.
#[derive(Debug, Clone)]
pub(super) struct RichText {
    pub(super) galley: Arc<Galley>,
    links: Vec<Link>,
}

/// How a text is to be laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looks<'a> {
    pub(super) size: Type,
    pub(super) colour: Color32,
    /// Stands before the text in its own colour, as in "Ana waves".
    pub(super) actor: Option<(&'a str, Color32)>,
    /// The name to mark.
    pub(super) marked: Option<&'a str>,
    pub(super) width: f32,
}

impl RichText {
    pub(super) fn lay_out(ui: &Ui, text: &str, looks: Looks<'_>, palette: &Palette) -> Self {
        let plain = format(looks.size, looks.colour);
        let mut job = LayoutJob::default();
        job.wrap.max_width = looks.width.max(1.0);
        if let Some((name, colour)) = looks.actor {
            job.append(name, 0.0, format(looks.size, colour));
            job.append(" ", 0.0, plain.clone());
        }
        let shift = job.text.len();
        let mut links = links(text);
        let mut pieces: Vec<(Range<usize>, TextFormat)> = links
            .iter()
            .map(|link| (link.range.clone(), format(looks.size, palette.accent_text)))
            .collect();
        for range in looks
            .marked
            .map(|name| mentions(text, name))
            .unwrap_or_default()
        {
            let inside = |link: &Link| link.range.start < range.end && range.start < link.range.end;
            if !links.iter().any(inside) {
                pieces.push((range, format(looks.size, palette.warning)));
            }
        }
        pieces.sort_by_key(|(range, _)| range.start);
        let mut from = 0;
        for (range, format) in pieces {
            if range.start > from {
                job.append(&text[from..range.start], 0.0, plain.clone());
            }
            from = range.end;
            job.append(&text[range], 0.0, format);
        }
        if from < text.len() || job.is_empty() {
            job.append(&text[from..], 0.0, plain);
        }
        for link in &mut links {
            link.range = link.range.start + shift..link.range.end + shift;
        }
        Self {
            galley: ui.painter().layout_job(job),
            links,
        }
    }

    pub(super) fn height(&self) -> f32 {
        self.galley.size().y
    }

    /// Draws the text; gives the link that was clicked. `name` is what screen readers say.
    pub(super) fn show(&self, ui: &Ui, at: Pos2, id: Id, name: &str) -> Option<String> {
        let rect = Rect::from_min_size(at, self.galley.size());
        let response = ui.interact(rect, id, Sense::click_and_drag() - Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
        let galley = Arc::clone(&self.galley);
        LabelSelectionState::label_text_selection(
            ui,
            &response,
            at,
            galley,
            Color32::PLACEHOLDER,
            Stroke::NONE,
        );
        let mut clicked = None;
        for (number, link) in self.links.iter().enumerate() {
            if self.show_link(ui, at, id.with(("link", number)), link) {
                clicked = Some(link.target.clone());
            }
        }
        clicked
    }

    fn show_link(&self, ui: &Ui, at: Pos2, id: Id, link: &Link) -> bool {
        let mut clicked = false;
        for (number, rect) in self.rects(&link.range).into_iter().enumerate() {
            let rect = rect.translate(at.to_vec2());
            // A link over several rows is one stop for the keyboard.
            let sense = if number == 0 {
                Sense::click()
            } else {
                Sense::click() - Sense::FOCUSABLE
            };
            let response = ui.interact(rect, id.with(number), sense);
            if number == 0 {
                response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &link.target));
                focus_ring(ui, rect, radius::CHIP, &response);
            }
            // egui would draw the line at the row's lower edge, far below the letters.
            let y = (rect.center().y + 8.0).floor() + 0.5;
            let line = Stroke::new(stroke::HAIRLINE, palette(ui).accent_text);
            ui.painter().hline(rect.x_range(), y, line);
            clicked |= response.clicked();
            response.on_hover_cursor(CursorIcon::PointingHand);
        }
        clicked
    }

    /// Where a stretch of the text stands, a rectangle for each row.
    fn rects(&self, bytes: &Range<usize>) -> Vec<Rect> {
        let text = &self.galley.job.text;
        let chars = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
        let (from, to) = (chars(bytes.start), chars(bytes.end));
        let mut start = 0;
        let mut rects = Vec::new();
        for placed in &self.galley.rows {
            let count = placed.row.glyphs.len();
            let (first, last) = (from.max(start), to.min(start + count));
            if first < last {
                let x =
                    |column: usize| placed.pos.x + placed.row.x_offset(CharIndex(column - start));
                let row = placed.rect();
                rects.push(Rect::from_x_y_ranges(x(first)..=x(last), row.y_range()));
            }
            start += count + usize::from(placed.ends_with_newline);
        }
        rects
    }
}
