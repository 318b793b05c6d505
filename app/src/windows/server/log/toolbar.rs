//! The bar over the log: which kinds are shown, the filter, pause, copy and export.

use egui::{Align, Layout, Popup, PopupCloseBehavior, Ui, UiBuilder, vec2};

use super::LogView;
use crate::look::log_shapes::LogLevel;
use crate::look::tokens::{Type, height, space};
use crate::look::widgets::{Chip, Field, IconButton, check};
use crate::look::{Icon, Ink, palette, text};
use crate::models::serving::{Category, ExportFormat};
use crate::texts::Texts;
use crate::windows::menus;
use crate::windows::server::ServerAction;
use crate::windows::server::page::{ServerView, Span};
use crate::windows::server::paint::{between, room_for};

/// "Copy what is shown" takes so many of the newest entries.
const MOST_COPIED: usize = 5_000;

/// The kinds that are switched together.
const KINDS: [(LogLevel, &[Category]); 5] = [
    (LogLevel::Message, &[Category::Message, Category::Operator]),
    (LogLevel::Came, &[Category::Came, Category::Left]),
    (LogLevel::Warning, &[Category::Warning, Category::CutOff]),
    (LogLevel::Notice, &[Category::Notice]),
    (LogLevel::Detail, &[Category::Detail]),
];

fn kind(texts: &Texts, level: LogLevel) -> String {
    match level {
        LogLevel::Message | LogLevel::Operator => texts.get("serving-kind-messages"),
        LogLevel::Came | LogLevel::Left => texts.get("serving-kind-comings"),
        LogLevel::Warning | LogLevel::CutOff => texts.get("serving-kind-warnings"),
        LogLevel::Notice => texts.get("serving-kind-notices"),
        LogLevel::Detail => texts.get("serving-kind-details"),
    }
}

impl LogView {
    pub(super) fn show_toolbar(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) {
        let texts = view.texts;
        let inner = ui.max_rect().shrink2(vec2(space::S12, 0.0));
        let mut right = ui.new_child(
            UiBuilder::new()
                .max_rect(inner)
                .layout(Layout::right_to_left(Align::Center)),
        );
        right.spacing_mut().item_spacing.x = space::S4;
        self.show_more(&mut right, view, actions);
        let paused = view.model.log().is_paused();
        let (icon, words) = if paused {
            (Icon::Play, texts.get("serving-log-go-on"))
        } else {
            (Icon::Pause, texts.get("serving-log-pause"))
        };
        if IconButton::new(icon, &words)
            .toggle(paused)
            .show(&mut right)
            .clicked()
        {
            actions.push(ServerAction::Pause(!paused));
        }
        let folded = span <= Span::Middle;
        if folded {
            show_kinds_menu(&mut right, view, actions);
        }
        let room = right.available_width();
        let one_client = view.model.log().filter().shown_client().is_some();
        let width = match span {
            Span::Tabs if one_client => (room - 2.0 * space::S8).min(120.0),
            Span::Tabs => room - space::S4,
            _ => 150.0,
        };
        let name = texts.get("serving-log-filter");
        right.add_space(space::S4);
        let mut place = room_for(&mut right, width, height::SMALL_FIELD);
        let field = Field::new(&name, &mut self.wanted)
            .hint(&name)
            .icon(Icon::Search)
            .small()
            .label_hidden()
            .width(width)
            .show(&mut place);
        if std::mem::take(&mut self.wants_keyboard) {
            field.request_focus();
        }
        if field.changed() {
            let filter = view.model.log().filter().clone().text(&self.wanted);
            actions.push(ServerAction::FilterLog(filter));
        }
        let used = right.min_rect().left();
        let left = between(inner.left(), inner.top(), used - space::S8, inner.bottom());
        let mut left = ui.new_child(
            UiBuilder::new()
                .max_rect(left)
                .layout(Layout::left_to_right(Align::Center)),
        );
        left.spacing_mut().item_spacing.x = space::S4;
        if span > Span::Tabs {
            text::label(&mut left, texts.get("serving-log"), Type::Body, Ink::Strong);
            left.add_space(space::S8);
        }
        if !folded {
            show_kinds(&mut left, view, actions);
        }
        show_one_client(&mut left, view, actions);
    }

    fn show_more(&self, ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
        let texts = view.texts;
        let more = texts.get("serving-log-more");
        let button = IconButton::new(Icon::More, &more).show(ui);
        Popup::menu(&button).show(|ui| {
            if menus::item(ui, Icon::Copy, &texts.get("serving-log-copy")).clicked() {
                actions.push(ServerAction::Copy(self.shown_lines(view)));
            }
            ui.separator();
            text::label(ui, texts.get("serving-log-export"), Type::Small, Ink::Weak);
            for format in ExportFormat::ALL {
                let words = match format {
                    ExportFormat::Text => texts.get("serving-log-export-text"),
                    ExportFormat::JsonLines => texts.get("serving-log-export-json"),
                    ExportFormat::Csv => texts.get("serving-log-export-csv"),
                };
                if menus::item(ui, Icon::Export, &words).clicked() {
                    actions.push(ServerAction::ExportLog(format));
                }
            }
        });
    }

    /// The newest entries that pass the filter, as lines.
    fn shown_lines(&self, view: &ServerView<'_>) -> String {
        let log = view.model.log();
        let rows = log.rows();
        let lines: Vec<String> = (rows.saturating_sub(MOST_COPIED)..rows)
            .filter_map(|row| Some(self.sentences.line(log.row(row)?)))
            .collect();
        lines.join("\n")
    }
}

fn switch(view: &ServerView<'_>, kinds: &[Category], on: bool) -> ServerAction {
    let filter = view.model.log().filter();
    let shown = filter.shown_categories().with(kinds, on);
    ServerAction::FilterLog(filter.clone().categories(shown))
}

fn is_on(view: &ServerView<'_>, kinds: &[Category]) -> bool {
    let shown = view.model.log().filter().shown_categories();
    kinds.iter().all(|kind| shown.contains(*kind))
}

fn show_kinds(ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
    for (level, kinds) in KINDS {
        let words = kind(view.texts, level);
        let mut on = is_on(view, kinds);
        let chip = Chip::new(&words).level(level).show_toggle(ui, &mut on);
        if chip.clicked() {
            actions.push(switch(view, kinds, on));
        }
    }
}

fn show_kinds_menu(ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let all = KINDS.iter().all(|(_, kinds)| is_on(view, kinds));
    let dot = (!all).then(|| palette(ui).warning);
    let name = texts.get("serving-log-kinds");
    let button = IconButton::new(Icon::Filter, &name).dot(dot).show(ui);
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            for (level, kinds) in KINDS {
                let mut on = is_on(view, kinds);
                if check(ui, &mut on, &kind(texts, level)).clicked() {
                    actions.push(switch(view, kinds, on));
                }
            }
        });
}

/// That only one client's entries are shown, and the way out.
fn show_one_client(ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
    let filter = view.model.log().filter();
    let Some(client) = filter.shown_client() else {
        return;
    };
    let known = view.model.clients().client(client);
    let words = match known {
        Some(known) => match &known.name {
            Some(name) => name.to_string(),
            None => known.address.to_string(),
        },
        None => format!("#{}", client.0),
    };
    let remove = view.texts.get("serving-log-everybody");
    if Chip::new(&words).show_removable(ui, &remove) {
        actions.push(ServerAction::FilterLog(filter.clone().client(None)));
    }
}
