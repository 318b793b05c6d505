//! The table of clients: heads that sort, rows that are chosen, and what can be done with one.

mod columns;
mod row;

use egui::{Align, Key, Layout, Rect, Response, Ui, UiBuilder, Vec2, pos2, vec2};
use tertulia_server_core::ClientId;

use super::address;
use super::page::{ServerView, Span};
use super::paint::{between, left, region, room_for, rule_below};
use super::rows::Rows;
use super::sanctions::Kind;
use super::{ServerAction, words};
use crate::look::tokens::{Type, height, space};
use crate::look::widgets::{Field, IconButton};
use crate::look::{Icon, Ink, text};

use columns::Columns;

/// What the rest of the page is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Ask for a reason to end this connection.
    Kick(ClientId),
    /// Ask how long and why to mute or ban it.
    Sanction(Kind, ClientId),
    /// Put the cursor where the operator writes.
    Write,
}

/// Height of the bar with the filter, where it stands over the table only while it is wanted.
const FIND: f32 = 42.0;

/// Where the list stands, and whether a client is being looked for.
#[derive(Debug, Default)]
pub(super) struct ClientsView {
    rows: Rows,
    finding: bool,
    wants_keyboard: bool,
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
        let mut rect = ui.max_rect();
        if self.find_height(view, span) > 0.0 {
            let below = rect.top() + FIND;
            let bar = between(rect.left(), rect.top(), rect.right(), below);
            region(ui, "find", bar, |ui| self.show_find(ui, view, actions));
            rect.min.y = below;
        }
        let below = rect.top() + height::COLUMN_HEADER;
        let heads = between(rect.left(), rect.top(), rect.right(), below);
        let columns = Columns::new(ui, view, span, heads);
        columns::show_heads(ui, view, &columns, heads, actions);
        if span < Span::Wide {
            self.show_find_button(ui, view, &columns, heads, actions);
        }
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

    /// How high the bar with the filter is at this moment.
    pub(super) fn find_height(&self, view: &ServerView<'_>, span: Span) -> f32 {
        let filtered = !view.model.clients().filter().is_empty();
        if span < Span::Wide && (self.finding || filtered) {
            FIND
        } else {
            0.0
        }
    }

    /// Opens and closes the filter, at the end of the heads.
    fn show_find_button(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        columns: &Columns,
        heads: Rect,
        actions: &mut Vec<ServerAction>,
    ) {
        let open = self.find_height(view, Span::Tabs) > 0.0;
        let words = if open {
            view.texts.get("serving-find-end")
        } else {
            view.texts.get("serving-find-client")
        };
        let place = Rect::from_min_size(
            pos2(columns.actions, heads.center().y - 14.0),
            Vec2::splat(28.0),
        );
        let mut corner = ui.new_child(UiBuilder::new().id_salt("find").max_rect(place));
        let button = IconButton::new(Icon::Search, &words).small().toggle(open);
        if button.show(&mut corner).clicked() {
            self.find(!open, actions);
        }
    }

    fn find(&mut self, on: bool, actions: &mut Vec<ServerAction>) {
        self.finding = on;
        self.wants_keyboard = on;
        if !on {
            actions.push(ServerAction::FilterClients(String::new()));
        }
    }

    /// The filter over the whole width. Esc ends it.
    fn show_find(&mut self, ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
        // It stays while what stands in it is deleted.
        self.finding = true;
        let rect = ui.max_rect();
        rule_below(ui, rect);
        let inner = rect.shrink2(vec2(space::S12, 6.0));
        let mut place = ui.new_child(UiBuilder::new().max_rect(inner));
        let field = show_filter(&mut place, view, inner.width(), actions);
        if std::mem::take(&mut self.wants_keyboard) {
            field.request_focus();
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            self.find(false, actions);
        }
    }

    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        self.laid_out
    }
}

fn show_empty(ui: &mut Ui, view: &ServerView<'_>, rect: Rect) {
    let texts = view.texts;
    let words = if view.model.clients().total() == 0 && address::is_only_here(view) {
        texts.get("serving-nobody-here")
    } else if view.model.clients().total() == 0 {
        texts.get("serving-nobody")
    } else {
        texts.get("serving-nobody-found")
    };
    let place = rect.shrink2(vec2(space::S16, 0.0));
    let place = place.with_min_y(rect.top() + 26.0 - Type::Control.line() / 2.0);
    let mut words_ui = ui.new_child(UiBuilder::new().id_salt("empty").max_rect(place));
    text::label(&mut words_ui, words, Type::Control, Ink::Weak);
}

/// The bar over the table in large windows: how many there are, and the filter.
pub(super) fn show_bar(ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let rect = ui.max_rect();
    rule_below(ui, rect);
    let inner = rect.shrink2(vec2(space::S12, 0.0));
    let mut right = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    let mut place = room_for(&mut right, 200.0, height::SMALL_FIELD);
    show_filter(&mut place, view, 200.0, actions);
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

/// The field of the filter.
fn show_filter(
    ui: &mut Ui,
    view: &ServerView<'_>,
    width: f32,
    actions: &mut Vec<ServerAction>,
) -> Response {
    let mut wanted = view.model.clients().filter().to_owned();
    let name = view.texts.get("serving-find-client");
    let field = Field::new(&name, &mut wanted)
        .hint(&name)
        .icon(Icon::Search)
        .small()
        .label_hidden()
        .width(width)
        .show(ui);
    if field.changed() {
        actions.push(ServerAction::FilterClients(wanted));
    }
    field
}
