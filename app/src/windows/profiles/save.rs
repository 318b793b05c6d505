//! The dialog that asks under which name settings are kept.

use egui::{Align, Context, Id, Key, Layout, Margin, vec2};

use super::details::name_problem;
use super::{ProfileAction, ProfilesView};
use crate::look::tokens::{height, space, width};
use crate::look::widgets::{Button, Field, dialog, radio};
use crate::look::{Ink, Type, text};
use crate::models::launcher::ProfileNameProblem;
use crate::profiles::{Mode, Profile, ProfileName};

/// The dialog's own state.
#[derive(Debug)]
pub(super) struct SaveDialog {
    profile: Profile,
    name: String,
    /// Whether server or client is to be chosen too.
    choose_mode: bool,
    submitted: bool,
    focused: bool,
}

impl SaveDialog {
    pub(super) fn new(profile: Profile, suggested: &str, choose_mode: bool) -> Self {
        Self {
            profile,
            name: suggested.to_owned(),
            choose_mode,
            submitted: false,
            focused: false,
        }
    }

    /// Draws the dialog. Whether it is to be closed.
    pub(super) fn ui(
        &mut self,
        ctx: &Context,
        view: &ProfilesView<'_>,
        actions: &mut Vec<ProfileAction>,
    ) -> bool {
        let texts = view.texts;
        let id = Id::unique("windows::profiles::save");
        let margin = Margin::same(space::DIALOG as i8);
        let shown = dialog(ctx, id, width::DIALOG, margin, |ui| {
            ui.spacing_mut().item_spacing.y = space::S8;
            let title = if self.choose_mode {
                texts.get("profiles-new-title")
            } else {
                texts.get("profiles-save-title")
            };
            text::label(ui, title, Type::Title, Ink::Strong);
            text::label(
                ui,
                texts.get("profiles-save-how"),
                Type::Control,
                Ink::Normal,
            );
            let checked = view.book.model().check_name(&self.name, None);
            let problem = match &checked {
                Err(ProfileNameProblem::Bad(_)) if !self.submitted => None,
                // An existing one may be replaced on purpose.
                Err(ProfileNameProblem::Taken) if !self.choose_mode => None,
                Err(problem) => Some(name_problem(*problem, &self.name, texts)),
                Ok(_) => None,
            };
            let replaces = matches!(checked, Err(ProfileNameProblem::Taken)) && !self.choose_mode;
            let help = if replaces {
                texts.get("profiles-replaces")
            } else {
                String::new()
            };
            let field = Field::new(&texts.get("profiles-name"), &mut self.name)
                .help(&help)
                .error(problem.as_deref())
                .show(ui);
            if !self.focused {
                field.request_focus();
                self.focused = true;
            }
            if self.choose_mode {
                ui.horizontal(|ui| {
                    for (mode, words) in [
                        (Mode::Client, texts.get("profile-mode-client")),
                        (Mode::Server, texts.get("profile-mode-server")),
                    ] {
                        if radio(ui, self.profile.mode == Some(mode), &words).clicked() {
                            self.profile.mode = Some(mode);
                        }
                    }
                });
            }
            ui.add_space(space::S8);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let size = vec2(ui.available_width(), height::CONTROL);
            let from_right = Layout::right_to_left(Align::Center);
            let (saved, cancelled) = ui
                .allocate_ui_with_layout(size, from_right, |ui| {
                    let words = if replaces {
                        texts.get("profiles-replace")
                    } else {
                        texts.get("profiles-save")
                    };
                    let save = Button::primary(&words).show(ui).clicked();
                    let cancel = texts.get("window-cancel");
                    (save, Button::secondary(&cancel).show(ui).clicked())
                })
                .inner;
            // Enter never replaces what is there.
            if saved || (entered && !replaces) {
                self.submitted = true;
                let name = match checked {
                    Ok(name) => Some(name),
                    Err(ProfileNameProblem::Taken) if replaces => ProfileName::parse(&self.name)
                        .ok()
                        .map(|name| same_name(name, view)),
                    Err(_) => None,
                };
                if let Some(name) = name {
                    let profile = Box::new(self.profile.clone());
                    actions.push(ProfileAction::Save(name, profile));
                    return true;
                }
            }
            cancelled
        });
        shown.inner || shown.should_close()
    }
}

/// The name as the existing profile writes it, which may differ in case.
fn same_name(name: ProfileName, view: &ProfilesView<'_>) -> ProfileName {
    let lowered = name.as_str().to_lowercase();
    let rows = view.book.model().rows();
    let same = rows
        .iter()
        .find(|row| row.name.as_str().to_lowercase() == lowered);
    same.map_or(name, |row| row.name.clone())
}
