//! One entry of the log, 24 high.

use egui::{Color32, Rect, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::sentences::Sentences;
use crate::look::log_shapes::{BOX, LogLevel};
use crate::look::text::one_line;
use crate::look::tokens::Type;
use crate::look::{Icon, Ink, palette};
use crate::models::serving::{Category, LogEntry, LogKind};
use crate::windows::menus;
use crate::windows::server::ServerAction;
use crate::windows::server::page::ServerView;
use crate::windows::server::paint::{left, line};
use tertulia_server_core::EventKind;

const PADDING: f32 = 12.0;
const GAP: f32 = 10.0;
const TIME: f32 = 62.0;
const CLIENT: f32 = 70.0;
const ADDRESS: f32 = 140.0;

/// An entry with what it takes to word it.
pub(super) struct Row<'a> {
    pub(super) entry: &'a LogEntry,
    pub(super) sentences: &'a Sentences,
    pub(super) with_address: bool,
}

/// The shape in front of an entry.
fn level(category: Category) -> LogLevel {
    match category {
        Category::Message => LogLevel::Message,
        Category::Operator => LogLevel::Operator,
        Category::Came => LogLevel::Came,
        Category::Left => LogLevel::Left,
        Category::Warning => LogLevel::Warning,
        Category::CutOff => LogLevel::CutOff,
        Category::Notice => LogLevel::Notice,
        Category::Detail => LogLevel::Detail,
    }
}

impl Row<'_> {
    pub(super) fn show(
        &self,
        ui: &Ui,
        view: &ServerView<'_>,
        rect: Rect,
        actions: &mut Vec<ServerAction>,
    ) {
        let palette = palette(ui);
        let entry = self.entry;
        let level = level(entry.category());
        let id = ui.scope_id().with(entry.number);
        // Not a stop for the keyboard: the list as a whole is one.
        let response = ui.interact(rect, id, Sense::CLICK);
        response.widget_info(|| {
            WidgetInfo::labeled(egui::Role::ListItem, true, self.sentences.line(entry))
        });
        let fill = level.row_fill(palette);
        let surface = fill.unwrap_or(palette.panel);
        ui.painter()
            .rect_filled(rect, 0, fill.unwrap_or(Color32::TRANSPARENT));
        let y = rect.center().y;
        let mut x = rect.left() + PADDING;
        let time = view.clock.seconds(entry.time);
        left(ui, x, y, line(ui, &time, Type::MonoSmall, Ink::Weak, TIME));
        x += TIME + GAP;
        let shape = Rect::from_center_size(pos2(x + BOX / 2.0, y), Vec2::splat(BOX));
        level.paint(ui.painter(), shape, palette, surface);
        x += BOX + GAP;
        self.show_who(ui, view, x, y);
        x += CLIENT + GAP;
        if self.with_address {
            let words = self.address(view);
            left(
                ui,
                x,
                y,
                line(ui, &words, Type::MonoSmall, Ink::Normal, ADDRESS),
            );
            x += ADDRESS + GAP;
        }
        let words = self.sentences.short(entry);
        let text = line(
            ui,
            &words,
            Type::Control,
            level.ink(),
            rect.right() - PADDING - x,
        );
        let elided = text.elided;
        left(ui, x, y, text);
        self.show_menu(view, &response, actions);
        if response.hovered() && (elided || !self.with_address) {
            let words = self.sentences.whole(entry);
            let whole = match entry.address() {
                Some(address) => format!("{address}\n{words}"),
                None => words,
            };
            response.on_hover_text(whole);
        }
    }

    /// Whose doing it is.
    fn show_who(&self, ui: &Ui, view: &ServerView<'_>, x: f32, y: f32) {
        let palette = palette(ui);
        let galley = match (self.entry.name(), &self.entry.kind) {
            (Some(name), _) => one_line(ui, name, Type::Control, palette.name_colour(name), CLIENT),
            (None, LogKind::Event(EventKind::Operator { .. })) => {
                let words = view.texts.get("serving-operator");
                line(ui, &words, Type::Control, Ink::Accent, CLIENT)
            }
            (None, _) if self.entry.who().is_some() => {
                line(ui, "–", Type::Control, Ink::Weak, CLIENT)
            }
            _ => {
                let port = view.model.address().port().to_string();
                line(ui, &port, Type::Control, Ink::Weak, CLIENT)
            }
        };
        left(ui, x, y, galley);
    }

    fn address(&self, view: &ServerView<'_>) -> String {
        match (&self.entry.kind, self.entry.address()) {
            (_, Some(address)) => address.to_string(),
            (LogKind::Event(EventKind::Operator { chosen, .. }), None) => match chosen {
                None => view.texts.get("serving-log-to-everyone"),
                Some(count) => {
                    let count = *count;
                    view.texts
                        .with("serving-log-to-chosen", &[("count", count.into())])
                }
            },
            _ => String::new(),
        }
    }

    fn show_menu(
        &self,
        view: &ServerView<'_>,
        response: &egui::Response,
        actions: &mut Vec<ServerAction>,
    ) {
        let texts = view.texts;
        response.context_menu(|ui| {
            if menus::item(ui, Icon::Copy, &texts.get("serving-log-copy-line")).clicked() {
                actions.push(ServerAction::Copy(self.sentences.line(self.entry)));
            }
            if let Some(who) = self.entry.who() {
                let client = who.client;
                if menus::item(ui, Icon::Filter, &texts.get("serving-log-of-client")).clicked() {
                    let filter = view.model.log().filter().clone().client(Some(client));
                    actions.push(ServerAction::FilterLog(filter));
                }
            }
        });
    }
}
