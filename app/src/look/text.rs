//! Text with the size, line height and colour of the visual language.

use super::palette::{Ink, Palette};
use super::theme::palette;
use super::tokens::Type;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, Color32, Galley, Label, Response, RichText, Ui, WidgetText, pos2};
use std::sync::Arc;

/// A piece of text for any egui widget, with its size, line height and colour.
pub fn text(ui: &Ui, words: impl Into<String>, size: Type, ink: Ink) -> RichText {
    coloured(words, size, palette(ui).ink(ink))
}

/// The same with a colour that is not a role, such as a name's.
pub fn coloured(words: impl Into<String>, size: Type, colour: Color32) -> RichText {
    RichText::new(words)
        .font(size.font())
        .line_height(Some(size.line()))
        .color(colour)
}

/// A label that wraps.
pub fn label(ui: &mut Ui, words: impl Into<String>, size: Type, ink: Ink) -> Response {
    let words = text(ui, words, size, ink);
    ui.add(Label::new(words).wrap().selectable(false))
}

/// A label on one line that ends in "…" when there is no room, with the whole text as tooltip.
pub fn label_truncated(ui: &mut Ui, words: impl Into<String>, size: Type, ink: Ink) -> Response {
    let words = text(ui, words, size, ink);
    ui.add(Label::new(words).truncate().selectable(false))
}

/// How a section of a [`LayoutJob`] looks.
#[must_use]
pub fn format(size: Type, colour: Color32) -> TextFormat {
    TextFormat {
        font_id: size.font(),
        line_height: Some(size.line()),
        color: colour,
        valign: Align::Center,
        ..TextFormat::default()
    }
}

/// Text on one line to paint, ending in "…" when it is wider than `width`.
#[must_use]
pub fn one_line(ui: &Ui, words: &str, size: Type, colour: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(words.to_owned(), format(size, colour));
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// Text to paint over as many lines as it takes.
#[must_use]
pub fn wrapped(ui: &Ui, words: &str, size: Type, colour: Color32, width: f32) -> Arc<Galley> {
    few_lines(ui, words, size, colour, width, usize::MAX)
}

/// The same over so many lines at most, ending in "…" when it takes more.
#[must_use]
pub fn few_lines(
    ui: &Ui,
    words: &str,
    size: Type,
    colour: Color32,
    width: f32,
    most: usize,
) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(words.to_owned(), format(size, colour));
    job.wrap.max_width = width.max(1.0);
    job.wrap.max_rows = most;
    ui.painter().layout_job(job)
}

/// Paints text with its middle at a height, beginning at `x`; gives where it ends.
pub fn paint_left(ui: &Ui, x: f32, y: f32, galley: Arc<Galley>) -> f32 {
    let end = x + galley.size().x;
    let at = pos2(x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, palette(ui).normal);
    end
}

/// Paints text with its middle at a height, ending at `x`.
pub fn paint_right(ui: &Ui, x: f32, y: f32, galley: Arc<Galley>) {
    let at = pos2(x - galley.size().x, y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, palette(ui).normal);
}

/// Several pieces of text on one line or in one paragraph.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    palette: &'a Palette,
    job: LayoutJob,
}

impl<'a> Line<'a> {
    /// An empty line in the colours of that palette.
    #[must_use]
    pub fn new(palette: &'a Palette) -> Self {
        Self {
            palette,
            job: LayoutJob::default(),
        }
    }

    /// Adds a piece with a role's colour.
    #[must_use]
    pub fn add(self, size: Type, ink: Ink, words: &str) -> Self {
        let colour = self.palette.ink(ink);
        self.add_coloured(size, colour, words)
    }

    /// Adds a piece with any colour, such as a name's.
    #[must_use]
    pub fn add_coloured(mut self, size: Type, colour: Color32, words: &str) -> Self {
        self.job.append(words, 0.0, format(size, colour));
        self
    }

    /// Leaves a gap before whatever comes next.
    #[must_use]
    pub fn gap(mut self, points: f32) -> Self {
        self.job
            .append("", points, format(Type::Small, self.palette.normal));
        self
    }

    /// The finished job.
    #[must_use]
    pub fn job(self) -> LayoutJob {
        self.job
    }
}

impl From<Line<'_>> for WidgetText {
    fn from(line: Line<'_>) -> Self {
        line.job.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Theme;

    #[test]
    fn every_piece_keeps_its_own_size_and_line_height() {
        let palette = Palette::of(Theme::Dark);
        let job = Line::new(palette)
            .add(Type::Body, Ink::Strong, "Nobody listens at ")
            .add(Type::Mono, Ink::Strong, "192.168.0.10:2010")
            .job();
        let heights: Vec<_> = job
            .sections
            .iter()
            .map(|section| section.format.line_height)
            .collect();
        assert_eq!(heights, [Some(22.0), Some(18.0)]);
        assert_eq!(job.text, "Nobody listens at 192.168.0.10:2010");
    }
}
