//! What becomes of those who write too fast, and from where any number of guests may come.

use egui::Ui;
use tertulia_server_core::FloodPolicy;

use super::{StartEdit, StartView, edit};
use crate::look::tokens::{Type, space};
use crate::look::widgets::{Field, select};
use crate::look::{Ink, text};
use crate::models::serving::NotANetwork;
use crate::sentences::clean;
use crate::texts::Texts;
use crate::windows::menus;
use crate::windows::server::ServerAction;

/// Width of the choice where there is room beside it; its label is long.
const CHOICE: f32 = 232.0;

fn flood_words(texts: &Texts, flood: FloodPolicy) -> String {
    match flood {
        FloodPolicy::Disconnect => texts.get("serving-flood-disconnect"),
        FloodPolicy::Slow => texts.get("serving-flood-slow"),
    }
}

/// The choice with its label; gives what was chosen.
pub(in super::super) fn show_flood(
    ui: &mut Ui,
    texts: &Texts,
    flood: FloodPolicy,
    width: f32,
) -> Option<FloodPolicy> {
    ui.spacing_mut().item_spacing.y = space::S4;
    let label = texts.get("serving-flood");
    text::label(ui, &*label, Type::Control, Ink::Normal);
    let mut chosen = None;
    select(
        ui,
        "flood",
        &label,
        &flood_words(texts, flood),
        width,
        |ui| {
            for choice in [FloodPolicy::Disconnect, FloodPolicy::Slow] {
                let words = flood_words(texts, choice);
                if menus::choice(ui, &words, choice == flood).clicked() {
                    chosen = Some(choice);
                }
            }
        },
    );
    chosen
}

/// Both, beside each other where there is room.
pub(super) fn show(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let room = ui.available_width();
    let beside = room >= 2.0 * CHOICE + space::S16;
    let (choice, field) = if beside {
        (CHOICE, room - CHOICE - space::S16)
    } else {
        (room, room)
    };
    let parts = |ui: &mut Ui| {
        ui.vertical(|ui| {
            ui.set_width(choice);
            if let Some(flood) = show_flood(ui, view.texts, view.form.flood, choice) {
                edit(actions, StartEdit::Flood(flood));
            }
        });
        ui.add_space(if beside {
            space::S16 - space::S8
        } else {
            space::S8
        });
        ui.vertical(|ui| {
            ui.set_width(field);
            show_exempt(ui, view, field, actions);
        });
    };
    if beside {
        ui.horizontal_top(parts);
    } else {
        ui.vertical(parts);
    }
}

fn show_exempt(ui: &mut Ui, view: &StartView<'_>, width: f32, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let problem = view.form.exempt_problem();
    let problem = problem.map(|NotANetwork(word)| {
        texts.with("serving-exempt-problem", &[("word", clean(&word).into())])
    });
    let mut value = view.form.exempt().to_owned();
    let response = Field::new(&texts.get("serving-exempt"), &mut value)
        .note(&texts.get("serving-optional"))
        .help(&texts.get("serving-exempt-help"))
        .error(problem.as_deref())
        .width(width)
        .show(ui);
    if response.changed() {
        edit(actions, StartEdit::Exempt(value));
    }
    if response.lost_focus() {
        edit(actions, StartEdit::LeaveExempt);
    }
}
