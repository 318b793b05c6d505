//! The page of a running server: where its parts stand in a window of any size.

use std::time::Duration;

use egui::{Key, KeyboardShortcut, Modifiers, Rect, Ui};

use super::address::{self, AddressPlace};
use super::clients::ClientsView;
use super::dialogs::Dialogs;
use super::header;
use super::log::LogView;
use super::operator::OperatorBox;
use super::paint::{between, region, rule_below};
use super::seats::Seats;
use super::{ServerAction, clients};
use crate::clock::Clock;
use crate::look::table::TableSize;
use crate::look::tokens::height;
use crate::look::widgets::{Band, BandKind, Button, Chip};
use crate::look::{fill_page, palette};
use crate::models::Moment;
use crate::models::serving::ServerModel;
use crate::sentences::{self, capitalised};
use crate::texts::Texts;
use crate::windows::preferences::Preferences;

/// Puts the cursor into the log's filter.
const FIND: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::F);
/// Width of the left column in large windows.
const LEFT: f32 = 368.0;
/// Width of the compact table.
const TABLE: f32 = 212.0;
/// Height of the strip with the address.
const STRIP: f32 = 72.0;
/// Height of the tabs in narrow windows.
const TABS: f32 = 40.0;
/// A count takes less.
const COUNTED: Duration = Duration::from_millis(50);
/// The times that show tick every second, and where nothing happens for a while, every five.
const TICK: Duration = Duration::from_secs(1);
const SLOW_TICK: Duration = Duration::from_secs(5);
const SETTLED_SECONDS: f64 = 10.0;
/// So many rows of clients have room at least, where there is room at all.
const LEAST_CLIENTS: usize = 4;

/// Everything that the page shows.
#[derive(Debug, Clone, Copy)]
pub struct ServerView<'a> {
    /// The server.
    pub model: &'a ServerModel,
    /// The person's language.
    pub texts: &'a Texts,
    /// The person's time zone.
    pub clock: &'a Clock,
    /// This moment.
    pub now: Moment,
    /// Language, colours and size in force.
    pub preferences: &'a Preferences,
}

/// How much fits beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Span {
    /// Below 520: clients and log are tabs.
    Tabs,
    /// Below 760: no table.
    Narrow,
    /// Below 1000: the kinds of the log are one button.
    Middle,
    /// Below 1160: the address is a strip, the table compact.
    Strip,
    /// Everything.
    Wide,
}

impl Span {
    fn of(width: f32) -> Self {
        match width {
            width if width < 520.0 => Self::Tabs,
            width if width < 760.0 => Self::Narrow,
            width if width < 1_000.0 => Self::Middle,
            width if width < 1_160.0 => Self::Strip,
            _ => Self::Wide,
        }
    }
}

/// Which tab shows in a narrow window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Clients,
    Log,
}

/// What the page itself remembers: where lists stand, what is being typed, which dialog is open.
#[derive(Debug, Default)]
pub struct ServerPage {
    name: String,
    tab: Tab,
    seats: Seats,
    clients: ClientsView,
    log: LogView,
    operator: OperatorBox,
    dialogs: Dialogs,
    stir: Stir,
    /// Where what changes all the time began when it was last drawn.
    lists_from: f32,
}

/// How long it is until a time passes the next multiple of `step`, and the server has counted.
fn until_next(time: Duration, step: Duration) -> Duration {
    let past = time.as_nanos() % step.as_nanos().max(1);
    step - Duration::from_nanos(u64::try_from(past).unwrap_or_default()) + COUNTED
}

/// When something last happened, to the server or to the window.
#[derive(Debug, Default)]
struct Stir {
    at: f64,
    /// Entries of the log, messages and people so far.
    news: (u64, u64, usize),
}

impl Stir {
    fn note(&mut self, ui: &Ui, view: &ServerView<'_>) -> f64 {
        let model = view.model;
        let entries = model.log().dropped() + model.log().len() as u64;
        let news = (entries, model.totals().messages, model.people());
        let (now, touched) = ui.input(|input| (input.time, !input.events.is_empty()));
        if touched || news != self.news {
            *self = Self { at: now, news };
        }
        now - self.at
    }
}

/// What is the matter with the history, under the header. Gives where the rest begins.
fn show_trouble(ui: &mut Ui, view: &ServerView<'_>, page: Rect, top: f32) -> f32 {
    let Some(trouble) = view.model.trouble() else {
        return top;
    };
    let texts = view.texts;
    let why = capitalised(&sentences::storage_error(&trouble.error, texts));
    let band = Band {
        kind: BandKind::Alarm,
        title: &texts.get("serving-history-failing"),
        detail: &texts.with(
            "serving-history-failing-more",
            &[("why", why.into()), ("refused", trouble.refused.into())],
        ),
    };
    let below = top + height::BAND;
    let place = between(page.left(), top, page.right(), below);
    region(ui, "trouble", place, |ui| band.show(ui, |_| ()));
    below
}

/// That nobody but the operator can write, under the header. Gives where the rest begins.
fn show_frozen(
    ui: &mut Ui,
    view: &ServerView<'_>,
    page: Rect,
    top: f32,
    actions: &mut Vec<ServerAction>,
) -> f32 {
    if !view.model.moderation().frozen || !view.model.is_running() {
        return top;
    }
    let texts = view.texts;
    let band = Band {
        kind: BandKind::Foreign,
        title: &texts.get("serving-frozen"),
        detail: &texts.get("serving-frozen-more"),
    };
    let stacked = page.width() < Band::BESIDE;
    let below = top + if stacked { 2.0 } else { 1.0 } * height::BAND;
    let place = between(page.left(), top, page.right(), below);
    region(ui, "frozen", place, |ui| {
        band.show(ui, |ui| {
            let unfreeze = texts.get("serving-unfreeze");
            if Button::outline(&unfreeze).small().show(ui).clicked() {
                actions.push(ServerAction::Freeze(false));
            }
        });
    });
    below
}

impl ServerPage {
    /// A page that was never shown.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With a name in its header, such as the profile's.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Below the header, the bands, the strip with the address, and the tabs.
    pub(in crate::windows) fn lists_from(&self) -> f32 {
        self.lists_from
    }

    /// Puts the keyboard where the operator writes.
    pub fn focus_operator(&mut self) {
        self.operator.take_keyboard();
    }

    /// What the operator wrote was not taken: it is there again, unless something else is by now.
    pub fn put_back(&mut self, text: String) {
        self.operator.put_back(text);
    }

    /// Draws the page over all the room there is.
    pub fn ui(&mut self, ui: &mut Ui, view: &ServerView<'_>) -> Vec<ServerAction> {
        let mut actions = Vec::new();
        let page = ui.available_rect_before_wrap();
        fill_page(ui, page);
        let span = Span::of(page.width());
        // What a dialog asks comes first.
        if ui.memory(|memory| memory.top_modal_layer().is_none())
            && ui.input_mut(|input| input.consume_shortcut(&FIND))
        {
            self.tab = Tab::Log;
            self.log.find();
        }
        let below = page.top() + height::PAGE_HEADER;
        let top = between(page.left(), page.top(), page.right(), below);
        let name = &self.name;
        let dialogs = &mut self.dialogs;
        region(ui, "header", top, |ui| {
            header::show(ui, view, name, span, dialogs, &mut actions);
        });
        let below = show_trouble(ui, view, page, below);
        let below = show_frozen(ui, view, page, below, &mut actions);
        let body = between(page.left(), below, page.right(), page.bottom());
        if span == Span::Wide {
            self.show_wide(ui, view, body, &mut actions);
        } else {
            self.show_strip(ui, view, body, span, &mut actions);
        }
        self.dialogs.show(ui, view, &mut actions);
        ui.advance_cursor_after_rect(page);
        self.listen(&actions);
        if view.model.is_running() {
            self.tick(ui, view);
        }
        actions
    }

    /// Asks to be drawn when the time that it has been running, and all that ticks with it, is
    /// another one.
    fn tick(&mut self, ui: &Ui, view: &ServerView<'_>) {
        let step = if self.stir.note(ui, view) < SETTLED_SECONDS {
            TICK
        } else {
            SLOW_TICK
        };
        let uptime = view.model.uptime(view.now.instant);
        ui.ctx().request_repaint_after(until_next(uptime, step));
    }

    /// The address and the large table at the left, everything else at the right.
    fn show_wide(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        body: Rect,
        actions: &mut Vec<ServerAction>,
    ) {
        let palette = palette(ui);
        self.lists_from = body.top();
        let split = body.left() + LEFT;
        let left = between(body.left(), body.top(), split, body.bottom());
        ui.painter().rect_filled(left, 0, palette.background);
        ui.painter().vline(
            split - 0.5,
            body.y_range(),
            egui::Stroke::new(1.0, palette.hairline),
        );
        let low = body.height() + height::PAGE_HEADER < 620.0;
        let place = AddressPlace::Card { hint: !low };
        let used = region(ui, "address", left.shrink(16.0), |ui| {
            address::show(ui, view, place, actions)
        });
        let table = between(left.left(), used + 8.0, left.right(), left.bottom());
        region(ui, "table", table, |ui| {
            self.seats.show(ui, view, TableSize::Large, actions);
        });
        let right = between(split, body.top(), body.right(), body.bottom());
        let bar = between(right.left(), right.top(), right.right(), right.top() + 45.0);
        region(ui, "clients bar", bar, |ui| {
            clients::show_bar(ui, view, actions);
        });
        let rest = between(right.left(), bar.bottom(), right.right(), right.bottom());
        self.show_lists(ui, view, rest, Span::Wide, actions);
    }

    /// The address above, the compact table beside the clients where it fits.
    fn show_strip(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        body: Rect,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) {
        let below = body.top() + STRIP;
        let strip = between(body.left(), body.top(), body.right(), below);
        let hint = body.height() + height::PAGE_HEADER >= 620.0 && span >= Span::Middle;
        region(ui, "address", strip, |ui| {
            address::show(ui, view, AddressPlace::Strip { hint }, actions)
        });
        let rest = between(body.left(), below, body.right(), body.bottom());
        self.lists_from = rest.top();
        if span == Span::Tabs {
            self.show_tabs(ui, view, rest, actions);
        } else {
            self.show_lists(ui, view, rest, span, actions);
        }
    }

    /// Clients above, the log below, the operator's box at the bottom.
    fn show_lists(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        rect: Rect,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) {
        let rect = self.show_operator(ui, view, rect, span, actions);
        let rows = view.model.clients().rows().max(LEAST_CLIENTS);
        let find = self.clients.find_height(view, span);
        let wanted = find + height::COLUMN_HEADER + rows as f32 * height::TABLE_ROW + 9.0;
        let split = rect.top() + wanted.min((0.45 * rect.height()).round());
        let mut clients = between(rect.left(), rect.top(), rect.right(), split);
        if matches!(span, Span::Middle | Span::Strip) {
            let edge = rect.left() + TABLE;
            let table = between(rect.left(), rect.top(), edge, split);
            let palette = palette(ui);
            ui.painter().rect_filled(table, 0, palette.background);
            ui.painter().vline(
                edge - 0.5,
                table.y_range(),
                egui::Stroke::new(1.0, palette.hairline),
            );
            region(ui, "table", table, |ui| {
                self.seats.show(ui, view, TableSize::Compact, actions);
            });
            clients.min.x = edge;
        }
        self.show_clients(ui, view, clients, span, actions);
        rule_below(ui, between(rect.left(), rect.top(), rect.right(), split));
        let log = between(rect.left(), split, rect.right(), rect.bottom());
        region(ui, "log", log, |ui| self.log.show(ui, view, span, actions));
    }

    fn show_tabs(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        rect: Rect,
        actions: &mut Vec<ServerAction>,
    ) {
        let rect = self.show_operator(ui, view, rect, Span::Tabs, actions);
        let below = rect.top() + TABS;
        self.lists_from = below;
        let tabs = between(rect.left(), rect.top(), rect.right(), below);
        rule_below(ui, tabs);
        let texts = view.texts;
        let people = super::words::number(texts, view.model.clients().total() as u64);
        let words = [
            format!("{} {people}", texts.get("serving-clients")),
            texts.get("serving-log"),
        ];
        region(ui, "tabs", tabs.shrink2(egui::vec2(12.0, 0.0)), |ui| {
            let middle = egui::Layout::left_to_right(egui::Align::Center);
            ui.with_layout(middle, |ui| {
                for (tab, words) in [Tab::Clients, Tab::Log].into_iter().zip(&words) {
                    let mut on = self.tab == tab;
                    if Chip::new(words).show_toggle(ui, &mut on).clicked() {
                        self.tab = tab;
                    }
                }
            });
        });
        let rest = between(rect.left(), below, rect.right(), rect.bottom());
        match self.tab {
            Tab::Clients => self.show_clients(ui, view, rest, Span::Tabs, actions),
            Tab::Log => region(ui, "log", rest, |ui| {
                self.log.show(ui, view, Span::Tabs, actions);
            }),
        }
    }

    fn show_clients(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        rect: Rect,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) {
        let asked = region(ui, "clients", rect, |ui| {
            self.clients.show(ui, view, span, actions)
        });
        match asked {
            Some(clients::Asked::Kick(client)) => self.dialogs.ask_kick(client),
            Some(clients::Asked::Sanction(kind, client)) => {
                self.dialogs.ask_sanction(kind, client);
            }
            Some(clients::Asked::Write) => self.operator.take_keyboard(),
            None => {}
        }
    }

    /// Draws the operator's box at the bottom; gives what is left above it.
    fn show_operator(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        rect: Rect,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) -> Rect {
        let top = rect.bottom() - OperatorBox::HEIGHT;
        let below = between(rect.left(), top, rect.right(), rect.bottom());
        region(ui, "operator", below, |ui| {
            self.operator.show(ui, view, span, actions);
        });
        between(rect.left(), rect.top(), rect.right(), top)
    }

    /// A log filtered by client is what somebody wants to see next.
    fn listen(&mut self, actions: &[ServerAction]) {
        let filtered = actions.iter().any(|action| {
            matches!(action, ServerAction::FilterLog(filter) if filter.shown_client().is_some())
        });
        if filtered {
            self.tab = Tab::Log;
        }
    }

    /// How many rows of clients and of the log were laid out last.
    #[cfg(test)]
    pub(super) fn laid_out(&self) -> (usize, usize) {
        (self.clients.laid_out(), self.log.laid_out())
    }
}
