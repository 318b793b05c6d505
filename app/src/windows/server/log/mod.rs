//! The live log: what is shown, where the list stands, and its rows.

mod row;
mod sentences;
mod toolbar;

use egui::{Rect, Ui, UiBuilder, vec2};

use super::ServerAction;
use super::page::{ServerView, Span};
use super::paint::{between, left, line, region, rule_below};
use super::rows::Rows;
use crate::look::tokens::{Type, height, space};
use crate::look::widgets::Button;
use crate::look::{Icon, Ink, palette};
use crate::models::serving::Log;

use row::Row;
use sentences::Sentences;

/// Height of the bar over the rows.
const BAR: f32 = 45.0;
/// From here on a row has room for the address.
const WITH_ADDRESS: f32 = 760.0;

/// Where the log stands, and what is searched for in it.
#[derive(Debug)]
pub(super) struct LogView {
    rows: Rows,
    /// The topmost entry, and how far above the view it begins.
    anchor: Option<(u64, f64)>,
    /// How many entries there were when the list last stood at its end.
    seen: u64,
    wanted: String,
    wants_keyboard: bool,
    sentences: Sentences,
    laid_out: usize,
}

impl Default for LogView {
    fn default() -> Self {
        Self {
            rows: Rows::following(),
            anchor: None,
            seen: 0,
            wanted: String::new(),
            wants_keyboard: false,
            sentences: Sentences::default(),
            laid_out: 0,
        }
    }
}

/// The number of the next entry that will come.
fn next(log: &Log) -> u64 {
    log.dropped() + log.len() as u64
}

impl LogView {
    /// Puts the cursor into the filter when it is drawn next.
    pub(super) fn find(&mut self) {
        self.wants_keyboard = true;
    }

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) {
        let rect = ui.max_rect();
        let below = rect.top() + BAR;
        let bar = between(rect.left(), rect.top(), rect.right(), below);
        rule_below(ui, bar);
        self.sentences.speak(view.texts, view.clock);
        region(ui, "log bar", bar, |ui| {
            self.show_toolbar(ui, view, span, actions);
        });
        let body = between(rect.left(), below, rect.right(), rect.bottom());
        let log = view.model.log();
        if log.rows() == 0 {
            self.laid_out = 0;
            show_empty(ui, view, body);
            return;
        }
        region(ui, "log rows", body, |ui| {
            self.show_rows(ui, view, body, actions);
        });
        self.show_newest(ui, view, body, actions);
    }

    fn show_rows(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        rect: Rect,
        actions: &mut Vec<ServerAction>,
    ) {
        let log = view.model.log();
        let row_height = f64::from(height::LOG_ROW);
        if let Some((number, offset)) = self.anchor {
            self.rows
                .set_top(log.row_of(number) as f64 * row_height + offset);
        }
        // A few rows stand at the bottom, as the newest always does.
        let full = log.rows() as f32 * height::LOG_ROW;
        let mut list = rect;
        if full < rect.height() {
            list.min.y = rect.bottom() - full;
        }
        let with_address = rect.width() >= WITH_ADDRESS;
        let name = view.texts.get("serving-log");
        let sentences = &self.sentences;
        let size = (height::LOG_ROW, log.rows());
        let shown = self.rows.show(ui, list, &name, size, |ui, index, rect| {
            if let Some(entry) = log.row(index) {
                let row = Row {
                    entry,
                    sentences,
                    with_address,
                };
                row.show(ui, view, rect, actions);
            }
        });
        self.laid_out = shown.rows.len();
        let first = log.row(shown.rows.start);
        self.anchor = first.filter(|_| !shown.at_end).map(|entry| {
            let above = shown.rows.start as f64 * row_height;
            (entry.number, self.rows.top() - above)
        });
        if shown.at_end && !log.is_paused() {
            self.seen = next(log);
        }
    }

    /// The way back to the newest entry, while the list does not stand there.
    fn show_newest(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        rect: Rect,
        actions: &mut Vec<ServerAction>,
    ) {
        let texts = view.texts;
        let log = view.model.log();
        let came = if log.is_paused() {
            log.came_since_pause()
        } else if self.rows.is_at_end() {
            return;
        } else {
            next(log).saturating_sub(self.seen.max(log.dropped()))
        };
        let words = match (log.is_paused(), came) {
            (true, came) => texts.with("serving-log-paused", &[("count", came.into())]),
            (false, 0) => texts.get("serving-log-newest"),
            (false, came) => texts.with("serving-log-below", &[("count", came.into())]),
        };
        let width = line(ui, &words, Type::Control, Ink::Strong, f32::INFINITY)
            .size()
            .x
            + 46.0;
        let at = rect.center_bottom() - vec2(width / 2.0, 40.0);
        let place = Rect::from_min_size(at, vec2(width, 28.0));
        let palette = palette(ui);
        ui.painter().rect_filled(place, 6, palette.card);
        let mut over = ui.new_child(UiBuilder::new().id_salt("newest").max_rect(place));
        let icon = if log.is_paused() {
            Icon::Play
        } else {
            Icon::ChevronDown
        };
        if Button::outline(&words)
            .icon(icon)
            .small()
            .show(&mut over)
            .clicked()
        {
            self.anchor = None;
            self.rows.go_to_end();
            if log.is_paused() {
                actions.push(ServerAction::Pause(false));
            }
        }
    }

    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        self.laid_out
    }
}

fn show_empty(ui: &Ui, view: &ServerView<'_>, rect: Rect) {
    let texts = view.texts;
    let log = view.model.log();
    let words = if log.is_searching() {
        texts.get("serving-log-searching")
    } else if log.is_empty() {
        texts.get("serving-log-empty")
    } else {
        texts.get("serving-log-nothing")
    };
    let words = line(ui, &words, Type::Control, Ink::Weak, rect.width() - 24.0);
    left(ui, rect.left() + space::S12, rect.top() + 26.0, words);
}
