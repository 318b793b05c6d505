//! The page on which a server starts: the form, and beside it what people will meet.

mod crowds;
mod fields;
mod preview;
mod problem;
mod reach;

use egui::{Align, Layout, Rect, Response, ScrollArea, Ui, UiBuilder, vec2};
use tertulia_protocol::ExitWords;

use super::dialogs::show_password;
use super::paint::{between, region, rule_below};
use super::{ServerAction, StartEdit};
use crate::look::tokens::{height, space};
use crate::look::widgets::{Button, IconButton};
use crate::look::{Icon, Ink, Type, fill_page, palette, text};
use crate::models::interfaces::{LocalAddress, Reachable, reachable};
use crate::models::serving::StartForm;
use crate::texts::Texts;
use crate::windows::password::PasswordDialog;
use crate::windows::preferences::{self, Preferences};

pub(super) use crowds::show_flood;
pub(super) use fields::{show_limit, show_limits_note};
use preview::Preview;

/// From here on the preview stands beside the form.
const WIDE: f32 = 900.0;
/// Width of the preview's column.
const PREVIEW: f32 = 372.0;
/// Height of the line with the Start button.
const FOOTER: f32 = 64.0;

/// Everything that the page shows.
#[derive(Debug, Clone, Copy)]
pub struct StartView<'a> {
    /// The form.
    pub form: &'a StartForm,
    /// The addresses of this machine.
    pub interfaces: &'a [LocalAddress],
    /// The profile that the form was filled from, if any.
    pub profile: Option<&'a str>,
    /// Whether the system names a folder for the history.
    pub has_folder: bool,
    /// Whether the server is starting at this moment.
    pub starting: bool,
    /// The person's language.
    pub texts: &'a Texts,
    /// Language, colours and size in force.
    pub preferences: &'a Preferences,
}

impl StartView<'_> {
    /// Where the server would be reached.
    fn reachable(&self) -> Vec<Reachable> {
        let address = self.form.address();
        address.map_or_else(Vec::new, |address| reachable(address, self.interfaces))
    }
}

/// What the page itself remembers.
#[derive(Debug, Default)]
pub struct StartPage {
    preview: Preview,
    exit_word: String,
    /// While a password is being typed.
    password: Option<PasswordDialog>,
    /// Whether the keyboard was put on the Start button.
    focused: bool,
}

impl StartPage {
    /// A page on which nothing was typed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the keyboard on the Start button, when the page shows again.
    pub fn shown_again(&mut self) {
        self.focused = false;
    }

    /// Draws the page over all the room there is.
    pub fn ui(&mut self, ui: &mut Ui, view: &StartView<'_>) -> Vec<ServerAction> {
        let mut actions = Vec::new();
        let page = ui.available_rect_before_wrap();
        let palette = palette(ui);
        fill_page(ui, page);
        let top = page.top() + height::PAGE_HEADER;
        let bottom = page.bottom() - FOOTER;
        let wide = page.width() >= WIDE;
        let middle = if wide {
            page.right() - PREVIEW
        } else {
            page.right()
        };
        let header = between(page.left(), page.top(), page.right(), top);
        region(ui, "header", header, |ui| {
            show_header(ui, view, &mut actions);
        });
        let form = between(page.left(), top, middle, bottom);
        region(ui, "form", form, |ui| {
            self.show_form(ui, view, !wide, &mut actions);
        });
        // Before what only wide windows have, so that the keyboard stays when the width changes.
        let footer = between(page.left(), bottom, page.right(), page.bottom());
        region(ui, "footer", footer, |ui| {
            let start = show_footer(ui, view, &mut actions);
            // Everything else has a value already.
            if !std::mem::replace(&mut self.focused, true) {
                start.request_focus();
            }
        });
        if wide {
            let beside = between(middle, top, page.right(), bottom);
            ui.painter().rect_filled(beside, 0, palette.background);
            ui.painter().vline(
                middle.round() + 0.5,
                beside.y_range(),
                egui::Stroke::new(1.0, palette.hairline),
            );
            region(ui, "preview", beside, |ui| {
                scrolled(ui, "preview", beside, 20.0, |ui| {
                    ui.add_space(space::S16);
                    self.preview.show(ui, view, Some(beside.bottom()));
                    ui.add_space(space::S8);
                });
            });
        }
        ui.advance_cursor_after_rect(page);
        if let Some(dialog) = &mut self.password {
            let asks = view.form.asks_password();
            let exit_words = ExitWords::new(view.form.exit_words());
            let server = (asks, &exit_words);
            if show_password(ui.ctx(), view.texts, dialog, server, &mut actions) {
                self.password = None;
            }
        }
        actions
    }

    fn show_form(
        &mut self,
        ui: &mut Ui,
        view: &StartView<'_>,
        with_preview: bool,
        actions: &mut Vec<ServerAction>,
    ) {
        let margin = if ui.ctx().content_rect().width() < 960.0 {
            space::PAGE_NARROW
        } else {
            space::PAGE
        };
        let rect = ui.max_rect();
        scrolled(ui, "form", rect, margin, |ui| {
            ui.add_space(space::S16);
            problem::show(ui, view, actions);
            reach::show(ui, view, actions);
            ui.add_space(space::S12);
            fields::show_numbers(ui, view, actions);
            ui.add_space(space::S12);
            crowds::show(ui, view, actions);
            ui.add_space(space::S12);
            fields::show_history(ui, view, actions);
            ui.add_space(space::S12);
            fields::show_encryption(ui, view, actions);
            ui.add_space(space::S12);
            if fields::show_password(ui, view, actions) {
                self.password = Some(PasswordDialog::default());
            }
            ui.add_space(space::S12);
            fields::show_welcome(ui, view, actions);
            ui.add_space(space::S12);
            fields::show_words(ui, view, &mut self.exit_word, actions);
            if with_preview {
                ui.add_space(space::S16);
                self.preview.show(ui, view, None);
            }
            ui.add_space(space::S24);
        });
    }
}

/// Content between margins, which scrolls where the window is too low for it. The bar stands at the
/// edge of `rect`, in the margin.
fn scrolled(ui: &mut Ui, name: &'static str, rect: Rect, margin: f32, add: impl FnOnce(&mut Ui)) {
    let begin = between(
        rect.left() + margin,
        rect.top(),
        rect.right(),
        rect.bottom(),
    );
    let mut inner = ui.new_child(UiBuilder::new().id_salt(name).max_rect(begin));
    // Rings around what has the keyboard reach a little beyond.
    inner.set_clip_rect(rect);
    ScrollArea::vertical()
        .id_salt(name)
        .auto_shrink(false)
        .show(&mut inner, |ui| {
            ui.set_max_width(ui.available_width() - margin);
            add(ui);
        });
}

fn show_header(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0, palette(ui).background);
    rule_below(ui, rect);
    let inner = rect.shrink2(vec2(space::S12, 0.0));
    let mut right = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    let narrow = rect.width() < 520.0;
    let chosen = preferences::menu(&mut right, view.preferences, texts);
    actions.extend(chosen.map(ServerAction::Preference));
    if Button::secondary(&texts.get("serving-save-profile"))
        .icon(Icon::Import)
        .icon_only(narrow)
        .show(&mut right)
        .clicked()
    {
        actions.push(ServerAction::SaveProfile);
    }
    let used = right.min_rect().left();
    let left = between(inner.left(), inner.top(), used - space::S8, inner.bottom());
    let mut left = ui.new_child(
        UiBuilder::new()
            .max_rect(left)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let back = texts.get("serving-back");
    if IconButton::new(Icon::Back, &back).show(&mut left).clicked() {
        actions.push(ServerAction::Back);
    }
    let title = text::Line::new(palette(ui)).add(
        Type::Title,
        Ink::Strong,
        &texts.get("serving-start-title"),
    );
    let title = match view.profile {
        Some(profile) if !narrow => title.gap(space::S12).add(Type::Small, Ink::Weak, profile),
        _ => title,
    };
    left.add(egui::Label::new(title).truncate().selectable(false));
}

/// Where it will listen, and the one thing to do.
fn show_footer(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) -> Response {
    let texts = view.texts;
    let rect = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(rect, 0, palette.background);
    let line = egui::Stroke::new(1.0, palette.hairline);
    ui.painter()
        .hline(rect.x_range(), rect.top().round() + 0.5, line);
    let inner = rect.shrink2(vec2(space::S16, 0.0));
    let mut right = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    let starting = texts.get("serving-starting");
    let start = if view.starting {
        Button::primary(&starting)
            .unavailable(Some(&starting))
            .show(&mut right)
    } else {
        Button::primary(&texts.get("serving-start"))
            .icon(Icon::Play)
            .show(&mut right)
    };
    let entered = ui.input(|input| input.modifiers.command && input.key_pressed(egui::Key::Enter));
    if start.clicked() || (entered && !view.starting) {
        actions.push(ServerAction::Start);
    }
    let used = right.min_rect().left();
    let left = between(inner.left(), inner.top(), used - space::S12, inner.bottom());
    let mut left = ui.new_child(
        UiBuilder::new()
            .max_rect(left)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let found = view.reachable();
    let Some(first) = found.first() else {
        return start;
    };
    let address = match first.address.port() {
        0 => first.address.ip().to_string(),
        _ => first.address.to_string(),
    };
    let own = view.form.bind.ip().is_unspecified() && !first.address.ip().is_loopback();
    let said = |before: bool, after: bool| {
        let mut line = text::Line::new(palette);
        if before {
            let words = texts.get("serving-will-listen");
            line = line.add(Type::Control, Ink::Weak, &words).gap(space::S8);
        }
        line = line.add(Type::Mono, Ink::Strong, &address);
        if after {
            let words = texts.get("serving-and-here");
            line = line.gap(space::S8).add(Type::Control, Ink::Weak, &words);
        }
        line
    };
    // The address is what matters; the words around it need room.
    let room = left.available_width();
    let fits = |line: &text::Line<'_>| {
        let galley = left.painter().layout_job(line.clone().job());
        galley.size().x <= room
    };
    let lines = [said(true, own), said(true, false), said(false, false)];
    let line = lines.iter().find(|line| fits(line)).unwrap_or(&lines[2]);
    left.add(egui::Label::new(line.clone()).truncate().selectable(false));
    start
}

/// Adds a change of the form.
fn edit(actions: &mut Vec<ServerAction>, edit: StartEdit) {
    actions.push(ServerAction::EditStart(edit));
}
