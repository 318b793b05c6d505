//! The page on which one connects: the form, what went wrong, and what to do about it.

mod explain;
mod form;

use std::net::IpAddr;

use egui::{
    Align, CentralPanel, Frame, Key, Layout, Panel, Popup, Rect, ScrollArea, Ui, UiBuilder, vec2,
};

pub use explain::{Explained, explain};

use super::menus;
use super::offers::{self, OfferAction};
use super::preferences::{self, PreferenceAction, Preferences};
use super::profiles::ProfileAction;
use crate::clock::Clock;
use crate::keeping::Offer;
use crate::look::tokens::{height, space};
use crate::look::widgets::{Button, IconButton, select};
use crate::look::{Icon, Ink, Type, palette, text};
use crate::models::connecting::{Attempt, ConnectField, ConnectForm, Resolution};
use crate::models::launcher::{LauncherModel, mode_of};
use crate::profiles::{Mode, ProfileName};
use crate::texts::Texts;

/// The width of the form.
const FORM: f32 = 520.0;
/// Below this the header has no room for the profile picker's label.
const NARROW: f32 = 620.0;

/// What the page is a function of.
#[derive(Clone, Copy, Debug)]
pub struct ConnectView<'a> {
    /// The form.
    pub form: &'a ConnectForm,
    /// The profiles to pick from.
    pub profiles: &'a LauncherModel,
    /// The one that was picked.
    pub profile: Option<&'a ProfileName>,
    /// The words.
    pub texts: &'a Texts,
    /// How times are written.
    pub clock: &'a Clock,
    /// What is in force.
    pub preferences: &'a Preferences,
    /// Chats that ended without a goodbye.
    pub offers: &'a [Offer],
}

/// What somebody wants on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum ConnectAction {
    /// This stands in a field now.
    Edit(ConnectField, String),
    /// A field lost the keyboard.
    Leave(ConnectField),
    /// One of the host's addresses.
    Choose(IpAddr),
    /// Connect.
    Submit,
    /// Connect under the name that is free.
    AcceptSuggestion,
    /// Join the server as a new one, after asking once more.
    JoinAnew,
    /// Stop trying.
    Cancel,
    /// To the launcher.
    Back,
    /// Keep what stands in the form.
    SaveAs,
    /// Put this on the clipboard.
    Copy(String),
    /// Something with an interrupted chat.
    Offer(OfferAction),
    /// Something with a profile.
    Profile(ProfileAction),
    /// Another language, theme or size.
    Preference(PreferenceAction),
}

/// The page's own state.
#[derive(Debug, Default)]
pub struct ConnectPage {
    /// Whether the keyboard was put where it is needed first.
    focused: bool,
    /// Whether the failure that shows was brought into view.
    explained: bool,
}

impl ConnectPage {
    /// Puts the keyboard where it is needed first, when the page shows again.
    pub fn shown_again(&mut self) {
        self.focused = false;
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, view: &ConnectView<'_>) -> Vec<ConnectAction> {
        let mut actions = Vec::new();
        let colours = palette(ui);
        let width = ui.available_width();
        let side = if width < NARROW {
            space::PAGE_NARROW
        } else {
            space::DIALOG
        };
        let bar = Frame::new().fill(colours.background);
        Panel::top("connect-header")
            .exact_size(height::PAGE_HEADER)
            .frame(bar)
            .show(ui, |ui| header(ui, side, view, &mut actions));
        let foot = Panel::bottom("connect-footer")
            .exact_size(64.0)
            .frame(bar)
            .show(ui, |ui| ui.max_rect())
            .inner;
        let page = Frame::new().fill(colours.panel);
        CentralPanel::default().frame(page).show(ui, |ui| {
            ScrollArea::vertical().show(ui, |ui| {
                let form = FORM.min(width - 2.0 * side);
                let left = ((width - form) / 2.0).floor();
                let place = Rect::from_min_size(ui.cursor().min + vec2(left, 0.0), vec2(form, 0.0));
                ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
                    ui.set_width(form);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add_space(space::S24);
                    let offers = if view.form.is_trying() {
                        &[]
                    } else {
                        view.offers
                    };
                    let offer = offers::show(ui, offers, view.texts);
                    actions.extend(offer.map(ConnectAction::Offer));
                    let first = form::show(ui, view, &mut actions);
                    if !self.focused {
                        self.focused = true;
                        first.request_focus();
                    }
                    ui.add_space(space::S16);
                    let failure = explain::show(ui, view, &mut actions);
                    let explained = failure.is_some();
                    if let Some(failure) = failure.filter(|_| !self.explained) {
                        failure.scroll_to_me(Some(Align::Max));
                    }
                    self.explained = explained;
                    ui.add_space(space::S16);
                });
            });
        });
        // Tab comes to the buttons behind the fields.
        let mut foot = ui.new_child(UiBuilder::new().id_salt("footer").max_rect(foot));
        footer(&mut foot, side, view, &mut actions);
        if view.form.is_trying() && ui.input(|input| input.key_pressed(Key::Escape)) {
            actions.push(ConnectAction::Cancel);
        }
        actions
    }
}

fn header(ui: &mut Ui, side: f32, view: &ConnectView<'_>, actions: &mut Vec<ConnectAction>) {
    let texts = view.texts;
    let width = ui.available_width();
    let inner = ui.max_rect().shrink2(vec2(side - 8.0, 0.0));
    let from_right = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
    actions.extend(more(&mut right, view));
    if view.profiles.rows().iter().any(|row| row.state.is_ok()) {
        let room = if width < NARROW { 128.0 } else { 190.0 };
        actions.extend(picker(&mut right, room, view));
        if width >= NARROW {
            text::label(
                &mut right,
                texts.get("connect-profile"),
                Type::Control,
                Ink::Weak,
            );
        }
    }
    let rest = inner.with_max_x(right.min_rect().left() - space::S8);
    let across = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(across));
    let back = texts.get("window-back");
    if IconButton::new(Icon::Back, &back).show(&mut left).clicked() {
        actions.push(ConnectAction::Back);
    }
    text::label_truncated(
        &mut left,
        texts.get("launcher-client"),
        Type::Title,
        Ink::Strong,
    );
}

fn picker(ui: &mut Ui, width: f32, view: &ConnectView<'_>) -> Option<ConnectAction> {
    let none = view.texts.get("connect-profile-none");
    let shown = view.profile.map_or(none.as_str(), ProfileName::as_str);
    let name = view.texts.get("connect-profile");
    let mut chosen = None;
    let clients = view.profiles.rows().iter().filter(|row| {
        let client = |profile| mode_of(profile) == Mode::Client;
        row.state.as_ref().is_ok_and(|loaded| client(&loaded.value))
    });
    select(ui, "connect-profile", &name, shown, width, |ui| {
        for row in clients {
            let on = Some(&row.name) == view.profile;
            if menus::choice(ui, row.name.as_str(), on).clicked() {
                let load = ProfileAction::Load(row.name.clone());
                chosen = Some(ConnectAction::Profile(load));
            }
        }
        ui.separator();
        if menus::item(ui, Icon::Settings, &view.texts.get("profiles-manage")).clicked() {
            chosen = Some(ConnectAction::Profile(ProfileAction::Manage(None)));
        }
    });
    chosen
}

fn more(ui: &mut Ui, view: &ConnectView<'_>) -> Option<ConnectAction> {
    let preference = preferences::menu(ui, view.preferences, view.texts);
    if let Some(preference) = preference {
        return Some(ConnectAction::Preference(preference));
    }
    let button = IconButton::new(Icon::More, &view.texts.get("window-more")).show(ui);
    let mut chosen = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(200.0);
        if menus::item(ui, Icon::Plus, &view.texts.get("profiles-save-as")).clicked() {
            chosen = Some(ConnectAction::SaveAs);
        }
        if menus::item(ui, Icon::Settings, &view.texts.get("profiles-manage")).clicked() {
            chosen = Some(ConnectAction::Profile(ProfileAction::Manage(None)));
        }
    });
    chosen
}

fn footer(ui: &mut Ui, side: f32, view: &ConnectView<'_>, actions: &mut Vec<ConnectAction>) {
    let texts = view.texts;
    let narrow = ui.available_width() < NARROW;
    let inner = ui.max_rect().shrink2(vec2(side, 0.0));
    let from_right = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(from_right));
    if view.form.is_trying() {
        if Button::secondary(&texts.get("window-cancel"))
            .show(&mut right)
            .clicked()
        {
            actions.push(ConnectAction::Cancel);
        }
    } else if Button::primary(&texts.get("connect-connect"))
        .show(&mut right)
        .clicked()
    {
        actions.push(ConnectAction::Submit);
    }
    let save = texts.get("profiles-save-as");
    if !(narrow && view.form.is_trying()) && Button::secondary(&save).show(&mut right).clicked() {
        actions.push(ConnectAction::SaveAs);
    }
    let Some(words) = progress(view) else {
        return;
    };
    let rest = inner.with_max_x(right.min_rect().left() - space::S12);
    let across = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(across));
    text::label_truncated(&mut left, words, Type::Control, Ink::Weak);
}

/// What is being tried.
fn progress(view: &ConnectView<'_>) -> Option<String> {
    let texts = view.texts;
    let Attempt::Trying {
        address, reached, ..
    } = view.form.attempt()
    else {
        return None;
    };
    Some(match address {
        None if *view.form.resolution() == Resolution::LookingUp => texts.get("connect-looking"),
        None => texts.get("connect-trying"),
        Some(address) => {
            let address = address.to_string();
            if *reached {
                texts.with("connect-meeting", &[("address", address.into())])
            } else {
                texts.with("connect-trying-address", &[("address", address.into())])
            }
        }
    })
}
