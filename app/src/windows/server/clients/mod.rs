//! The table of clients: heads that sort, rows that are chosen, and what can be done with one.

mod columns;
mod row;

use egui::{Align, Layout, Ui, UiBuilder};
use tertulia_server_core::ClientId;

use super::page::{ServerView, Span};
use super::paint::{between, left, line, room_for, rule_below};
use super::rows::Rows;
use super::{ServerAction, words};
use crate::look::tokens::{Type, height, space};
use crate::look::widgets::Field;
use crate::look::{Icon, Ink, text};

use columns::Columns;

/// What the rest of the page is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Ask for a reason to end this connection.
    Kick(ClientId),
    /// Put the cursor where the operator writes.
    Write,
}

/// Where the list stands.
#[derive(Debug, Default)]
pub(super) struct ClientsView {
    rows: Rows,
    laid_out: usize,
}

impl ClientsView {
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) -> Option<Asked> {
        let rect = ui.max_rect();
        let below = rect.top() + height::COLUMN_HEADER;
        let heads = between(rect.left(), rect.top(), rect.right(), below);
        let columns = Columns::new(span, heads, view.model.limits().rate());
        columns::show_heads(ui, view, &columns, heads, actions);
        rule_below(ui, heads);
        let body = between(rect.left(), below, rect.right(), rect.bottom() - 1.0);
        let table = view.model.clients();
        if table.rows() == 0 {
            self.laid_out = 0;
            show_empty(ui, view, body);
            return None;
        }
        let mut asked = None;
        let name = view.texts.get("serving-clients");
        ui.set_clip_rect(body.intersect(ui.clip_rect()));
        let size = (height::TABLE_ROW, table.rows());
        let shown = self.rows.show(ui, body, &name, size, |ui, index, rect| {
            if let Some(client) = table.row(index) {
                let wish = row::show(ui, view, &columns, client, rect, actions);
                asked = asked.or(wish);
            }
        });
        self.laid_out = shown.rows.len();
        asked
    }

    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        self.laid_out
    }
}

fn show_empty(ui: &Ui, view: &ServerView<'_>, rect: egui::Rect) {
    let texts = view.texts;
    let words = if view.model.clients().total() == 0 {
        texts.get("serving-nobody")
    } else {
        texts.get("serving-nobody-found")
    };
    let room = rect.width() - 2.0 * space::S16;
    let words = line(ui, &words, Type::Control, Ink::Weak, room);
    left(ui, rect.left() + space::S16, rect.top() + 26.0, words);
}

/// The bar over the table in large windows: how many there are, and the filter.
pub(super) fn show_bar(ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let rect = ui.max_rect();
    rule_below(ui, rect);
    let inner = rect.shrink2(egui::vec2(space::S12, 0.0));
    let mut right = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    let mut wanted = view.model.clients().filter().to_owned();
    let name = texts.get("serving-find-client");
    let mut place = room_for(&mut right, 200.0, height::SMALL_FIELD);
    let field = Field::new(&name, &mut wanted)
        .hint(&name)
        .icon(Icon::Search)
        .small()
        .label_hidden()
        .width(200.0)
        .show(&mut place);
    if field.changed() {
        actions.push(ServerAction::FilterClients(wanted));
    }
    let people = words::number(texts, view.model.people() as u64);
    let people = match view.model.limits().clients() {
        Some(limit) => format!("{people} / {}", words::number(texts, limit as u64)),
        None => people,
    };
    let title = text::Line::new(crate::look::palette(ui))
        .add(Type::Body, Ink::Strong, &texts.get("serving-at-the-table"))
        .gap(space::S8)
        .add(Type::Mono, Ink::Weak, &people);
    let title = ui.painter().layout_job(title.job());
    left(ui, rect.left() + space::S16, rect.center().y, title);
}
