//! Chats that ended without a goodbye, offered to be continued: on the launcher and where one
//! connects.

use egui::{Align, Frame, Layout, Margin, Sense, Ui, Vec2, vec2};

use crate::keeping::{Offer, SessionId};
use crate::look::icons;
use crate::look::tokens::{radius, space};
use crate::look::widgets::Button;
use crate::look::{Icon, Ink, Type, palette, text};
use crate::sentences::{clean, what_is_kept};
use crate::texts::Texts;

/// So many are shown; when they are continued or discarded the next ones follow.
const SHOWN: usize = 3;
/// Below this the buttons stand under the words.
const BESIDE: f32 = 460.0;

/// What somebody wants with an interrupted chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferAction {
    /// Go on with it.
    Continue(SessionId),
    /// Throw it away, after a question.
    Discard(SessionId),
}

/// Draws the offers over the whole width, the latest first; nothing where there are none.
pub fn show(ui: &mut Ui, offers: &[Offer], texts: &Texts) -> Option<OfferAction> {
    // They come when the page shows already: what is below keeps its ids, and so the keyboard.
    ui.push_id("offers", |ui| all(ui, offers, texts)).inner
}

fn all(ui: &mut Ui, offers: &[Offer], texts: &Texts) -> Option<OfferAction> {
    let mut chosen = None;
    for offer in offers.iter().take(SHOWN) {
        chosen = one(ui, offer, texts).or(chosen);
        ui.add_space(space::S8);
    }
    if !offers.is_empty() {
        ui.add_space(space::S8);
    }
    let more = offers.len().saturating_sub(SHOWN);
    if more > 0 {
        let words = texts.with("keeping-more", &[("count", more.into())]);
        text::label(ui, words, Type::Small, Ink::Weak);
        ui.add_space(space::S8);
    }
    chosen
}

fn one(ui: &mut Ui, offer: &Offer, texts: &Texts) -> Option<OfferAction> {
    let colours = palette(ui);
    let frame = Frame::new()
        .fill(colours.mention)
        .corner_radius(egui::CornerRadius::same(radius::BAND))
        .inner_margin(Margin::symmetric(14, 10));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let beside = ui.available_width() >= BESIDE;
            let mut chosen = None;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::S12;
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::hover());
                icons::paint(ui.painter(), rect, Icon::Waiting, colours.normal);
                let buttons = if beside { BUTTONS } else { 0.0 };
                let room = (ui.available_width() - buttons).max(space::S48);
                ui.allocate_ui_with_layout(vec2(room, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(room);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    words(ui, offer, texts);
                });
                if beside {
                    let from_right = Layout::right_to_left(Align::Min);
                    ui.with_layout(from_right, |ui| chosen = actions(ui, offer, texts));
                }
            });
            if !beside {
                let row = vec2(ui.available_width(), 36.0);
                let from_right = Layout::right_to_left(Align::Center);
                ui.allocate_ui_with_layout(row, from_right, |ui| {
                    chosen = actions(ui, offer, texts);
                });
            }
            chosen
        })
        .inner
}

/// The room that both buttons take in the longer language.
const BUTTONS: f32 = 208.0;

fn words(ui: &mut Ui, offer: &Offer, texts: &Texts) {
    let title = texts.with(
        "keeping-offer",
        &[
            ("name", clean(&offer.name).into()),
            ("host", clean(&offer.host).into()),
        ],
    );
    text::label(ui, title, Type::Body, Ink::Strong);
    let what = what_is_kept(offer, texts);
    let detail = texts.with("keeping-offer-detail", &[("what", what.into())]);
    text::label(ui, detail, Type::Small, Ink::Normal);
}

fn actions(ui: &mut Ui, offer: &Offer, texts: &Texts) -> Option<OfferAction> {
    let mut chosen = None;
    ui.spacing_mut().item_spacing.x = space::S8;
    let go_on = texts.get("keeping-continue");
    if Button::outline(&go_on).small().show(ui).clicked() {
        chosen = Some(OfferAction::Continue(offer.id));
    }
    let discard = texts.get("keeping-discard");
    if Button::quiet(&discard).small().show(ui).clicked() {
        chosen = Some(OfferAction::Discard(offer.id));
    }
    chosen
}
