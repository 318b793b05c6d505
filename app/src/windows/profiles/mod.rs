//! Profiles in the windows: the dialog that manages them, and the small ones around it.

mod book;
mod details;
mod manage;
mod save;
mod small;
#[cfg(test)]
mod tests;

use egui::Context;

pub use book::ProfileBook;
use manage::ManageDialog;
pub use manage::{broken_line, profile_sign};
use save::SaveDialog;
use small::PathDialog;

use super::files::{FileDialogs, Wish};
use crate::profiles::{Mode, Profile, ProfileName};
use crate::texts::Texts;

/// What is to happen with profiles.
#[derive(Debug, Clone, PartialEq)]
pub enum ProfileAction {
    /// Start what the profile says: serve, or connect.
    Start(ProfileName),
    /// Fill the page for it in, and start nothing.
    Load(ProfileName),
    /// Copy it.
    Duplicate(ProfileName),
    /// Give it another name.
    Rename(ProfileName, ProfileName),
    /// Ask whether it is to be deleted.
    AskDelete(ProfileName),
    /// Delete it; it was asked.
    Delete(ProfileName),
    /// Ask for a file, then copy the profile there or from there.
    Files(Wish),
    /// The file was typed.
    Typed(Wish, std::path::PathBuf),
    /// Stop waiting for the system's dialog; type a path instead, or want none any more.
    GiveUp {
        /// Whether a path is to be typed.
        type_it: bool,
    },
    /// Open the dialog with all profiles, one of them chosen.
    Manage(Option<ProfileName>),
    /// Ask for the name of a new one.
    New,
    /// Write one.
    Save(ProfileName, Box<Profile>),
}

/// What the dialogs are functions of.
#[derive(Clone, Copy, Debug)]
pub struct ProfilesView<'a> {
    /// The profiles.
    pub book: &'a ProfileBook,
    /// The words.
    pub texts: &'a Texts,
    /// The system's dialog, which may be open.
    pub files: &'a FileDialogs,
}

/// The dialogs that are open.
#[derive(Debug, Default)]
pub struct ProfileDialogs {
    manage: Option<ManageDialog>,
    save: Option<SaveDialog>,
    /// Whether bans and mutes go with it.
    delete: Option<(ProfileName, bool)>,
    path: Option<PathDialog>,
}

impl ProfileDialogs {
    /// Opens the dialog with all profiles.
    pub fn manage(&mut self, chosen: Option<ProfileName>) {
        self.manage = Some(ManageDialog::new(chosen));
    }

    /// Closes the dialog with all profiles: one of them is in use now.
    pub fn close(&mut self) {
        self.manage = None;
    }

    /// Chooses another one, after it was renamed, copied or imported.
    pub fn choose(&mut self, name: ProfileName) {
        if let Some(manage) = &mut self.manage {
            manage.choose(name);
        }
    }

    /// Asks for the name under which settings are to be saved.
    pub fn save_as(&mut self, profile: Profile, suggested: &str) {
        self.save = Some(SaveDialog::new(profile, suggested, false));
    }

    /// Asks for the name of a new profile, and what it starts.
    pub fn new_profile(&mut self, suggested: &str) {
        let profile = Profile {
            mode: Some(Mode::Client),
            ..Profile::default()
        };
        self.save = Some(SaveDialog::new(profile, suggested, true));
    }

    /// Asks before a profile is deleted; `has_decided` says that bans and mutes go with it.
    pub fn ask_delete(&mut self, name: ProfileName, has_decided: bool) {
        self.delete = Some((name, has_decided));
    }

    /// Asks for a path to be typed; `problem` is what was wrong with the last one.
    pub fn ask_path(&mut self, wish: Wish, problem: Option<(String, String)>) {
        self.path = Some(PathDialog::new(wish, problem));
    }

    /// Whether any is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.manage.is_some() || self.save.is_some() || self.delete.is_some() || self.path.is_some()
    }

    /// Draws what is open. Gives what is to happen.
    pub fn ui(&mut self, ctx: &Context, view: &ProfilesView<'_>) -> Vec<ProfileAction> {
        let mut actions = Vec::new();
        if let Some(manage) = &mut self.manage
            && manage.ui(ctx, view, &mut actions)
        {
            self.manage = None;
        }
        if let Some(save) = &mut self.save
            && save.ui(ctx, view, &mut actions)
        {
            self.save = None;
        }
        if let Some((name, has_decided)) = &self.delete
            && let Some(answer) = small::ask_delete(ctx, name, *has_decided, view.texts)
        {
            if answer == crate::look::widgets::Answer::Act {
                actions.push(ProfileAction::Delete(name.clone()));
            }
            self.delete = None;
        }
        if let Some(path) = &mut self.path
            && path.ui(ctx, view.texts, &mut actions)
        {
            self.path = None;
        }
        let waiting = view.files.pending_for().filter(|_| self.path.is_none());
        if let Some(type_it) = waiting.and_then(|waited| small::waiting(ctx, waited, view.texts)) {
            actions.push(ProfileAction::GiveUp { type_it });
        }
        actions
    }
}
