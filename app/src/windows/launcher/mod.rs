//! The launcher: start a server or join a chat, and the saved profiles under them.

mod choices;
mod rows;
#[cfg(test)]
mod tests;

use egui::{Align, Layout, Rect, ScrollArea, Ui, UiBuilder, Vec2, vec2};

use super::files::Wish;
use super::offers::{self, OfferAction};
use super::preferences::{self, PreferenceAction, Preferences};
use super::profiles::ProfileAction;
use crate::keeping::Offer;
use crate::look::mark::{self, MarkColours};
use crate::look::tokens::{height, space};
use crate::look::widgets::{Button, EmptyState, key_name};
use crate::look::{Icon, Ink, Type, palette, text};
use crate::models::launcher::LauncherModel;
use crate::texts::Texts;

/// The widest that choices and profiles become.
const CONTENT: f32 = 720.0;
/// Below this the two choices stand under each other.
const SIDE_BY_SIDE: f32 = 600.0;
/// Below this there is less room between things, and the art is smaller.
const LOW: f32 = 620.0;
/// Height of the line at the bottom.
const FOOTER: f32 = 52.0;

/// What the launcher is a function of.
#[derive(Clone, Copy, Debug)]
pub struct LauncherView<'a> {
    /// The saved profiles.
    pub model: &'a LauncherModel,
    /// The words.
    pub texts: &'a Texts,
    /// What is in force.
    pub preferences: &'a Preferences,
    /// Chats that ended without a goodbye.
    pub offers: &'a [Offer],
}

/// What somebody wants at the launcher.
#[derive(Debug, Clone, PartialEq)]
pub enum LauncherAction {
    /// The page on which a server is started.
    Server,
    /// The page on which one connects.
    Client,
    /// Something with an interrupted chat.
    Offer(OfferAction),
    /// Something with a profile.
    Profile(ProfileAction),
    /// Another language, theme or size.
    Preference(PreferenceAction),
}

/// The page's own state.
#[derive(Debug, Default)]
pub struct LauncherPage;

impl LauncherPage {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, view: &LauncherView<'_>) -> Vec<LauncherAction> {
        let mut actions = Vec::new();
        let colours = palette(ui);
        let size = ui.available_size();
        let side = if size.x < 700.0 {
            space::PAGE_NARROW
        } else {
            40.0
        };
        let page = Rect::from_min_size(ui.cursor().min, size);
        ui.painter().rect_filled(page, 0, colours.background);
        let low = size.y < LOW;
        let (top, bottom) = (if low { 68.0 } else { 92.0 }, page.bottom() - FOOTER);
        let (head, rest) = page.split_top_bottom_at_y(page.top() + top);
        let (body, foot) = rest.split_top_bottom_at_y(bottom);
        // In this order the keyboard goes through them: what most come for is first.
        part(ui, "body", body, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                let width = CONTENT.min(size.x - 2.0 * side);
                let left = ((size.x - width) / 2.0).floor();
                let place =
                    Rect::from_min_size(ui.cursor().min + vec2(left, 0.0), vec2(width, 0.0));
                ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add_space(space::S4);
                    let offer = offers::show(ui, view.offers, view.texts);
                    actions.extend(offer.map(LauncherAction::Offer));
                    let low = low || width < SIDE_BY_SIDE;
                    actions.extend(choices::show(ui, width >= SIDE_BY_SIDE, low, view.texts));
                    ui.add_space(if low { space::S16 } else { space::S24 });
                    profiles(ui, view, &mut actions);
                    ui.add_space(space::S16);
                });
            });
        });
        part(ui, "header", head, |ui| {
            header(ui, side, view, &mut actions);
        });
        part(ui, "footer", foot, |ui| {
            footer(ui, side, size.x, view, &mut actions);
        });
        ui.advance_cursor_after_rect(page);
        actions
    }
}

/// A part of the page.
fn part(ui: &mut Ui, name: &'static str, rect: Rect, show: impl FnOnce(&mut Ui)) {
    let mut inner = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
    inner.set_clip_rect(rect.intersect(ui.clip_rect()));
    show(&mut inner);
}

fn header(ui: &mut Ui, side: f32, view: &LauncherView<'_>, actions: &mut Vec<LauncherAction>) {
    let rect = ui.max_rect();
    let inner = rect.shrink2(vec2(side, 0.0));
    let across = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(inner).layout(across));
    let colours = palette(&left);
    let (sign, _) = left.allocate_exact_size(Vec2::splat(36.0), egui::Sense::hover());
    mark::paint(
        left.painter(),
        sign,
        MarkColours::lit(colours, colours.background),
    );
    left.add_space(space::S4);
    text::label(&mut left, "Tertulia", Type::Wordmark, Ink::Strong);
    let from_right = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
    let chosen = preferences::menu(&mut right, view.preferences, view.texts);
    actions.extend(chosen.map(LauncherAction::Preference));
}

fn footer(
    ui: &mut Ui,
    side: f32,
    width: f32,
    view: &LauncherView<'_>,
    actions: &mut Vec<LauncherAction>,
) {
    let inner = ui.max_rect().shrink2(vec2(side, 0.0));
    if width >= 520.0 {
        let across = Layout::left_to_right(Align::Center);
        let mut left = ui.new_child(UiBuilder::new().max_rect(inner).layout(across));
        key_name(&mut left, &view.texts.get("window-key-new"));
        text::label(
            &mut left,
            view.texts.get("window-new"),
            Type::Small,
            Ink::Normal,
        );
    }
    let from_right = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
    let chosen = preferences::switches(&mut right, view.preferences, view.texts);
    actions.extend(chosen.map(LauncherAction::Preference));
}

fn profiles(ui: &mut Ui, view: &LauncherView<'_>, actions: &mut Vec<LauncherAction>) {
    let texts = view.texts;
    let rows = view.model.rows();
    let size = vec2(ui.available_width(), height::ICON_BUTTON);
    let across = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, across, |ui| {
        text::label(ui, texts.get("profiles-title"), Type::Control, Ink::Weak);
        if rows.is_empty() {
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::S4;
            if Button::quiet(&texts.get("profiles-manage"))
                .small()
                .show(ui)
                .clicked()
            {
                actions.push(LauncherAction::Profile(ProfileAction::Manage(None)));
            }
            if Button::quiet(&texts.get("profiles-import"))
                .small()
                .show(ui)
                .clicked()
            {
                actions.push(LauncherAction::Profile(ProfileAction::Files(Wish::Import)));
            }
        });
    });
    ui.add_space(space::S6);
    if rows.is_empty() {
        let empty = EmptyState {
            icon: Icon::Log,
            title: &texts.get("profiles-none"),
            text: &texts.get("profiles-none-how"),
            action: Some(&texts.get("profiles-import")),
        };
        if empty.show(ui).is_some_and(|import| import.clicked()) {
            actions.push(LauncherAction::Profile(ProfileAction::Files(Wish::Import)));
        }
    } else {
        rows::show(ui, rows, texts, actions);
    }
}
