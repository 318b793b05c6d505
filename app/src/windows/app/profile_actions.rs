//! Carries out what people want with profiles.

use std::path::Path;

use super::joining::Joining;
use super::serving::Serving;
use super::{App, Page, fixed_texts};
use crate::cli::{ClientArgs, ServerArgs};
use crate::histories::HistoryChoice;
use crate::look::widgets::Toast;
use crate::models::launcher::mode_of;
use crate::profiles::{Mode, ProfileError, ProfileName};
use crate::sentences;
use crate::settings::server_config;
use crate::windows::files::{Picked, Wish, Words};
use crate::windows::profiles::ProfileAction;

impl App {
    pub(super) fn profile_action(&mut self, action: ProfileAction) {
        match action {
            ProfileAction::Start(name) => self.load(&name, true),
            ProfileAction::Load(name) => self.load(&name, false),
            ProfileAction::Duplicate(name) => {
                let copied = self.book.duplicate(&name);
                self.chosen(copied, |name, app| {
                    let name = name.as_str().into();
                    app.shell.texts.with("profiles-copied", &[("name", name)])
                });
            }
            ProfileAction::Rename(from, to) => self.rename_profile(&from, to),
            ProfileAction::AskDelete(name) => {
                let histories = self.histories.as_ref();
                let has_decided = histories.is_some_and(|all| all.has_decided(&name));
                self.dialogs.ask_delete(name, has_decided);
            }
            ProfileAction::Delete(name) => self.delete_profile(&name),
            ProfileAction::Files(wish) => self.ask_for_file(wish),
            ProfileAction::Typed(Wish::Log { format, .. }, path) => {
                self.serving.export_log(format, path, false, &self.shell);
            }
            ProfileAction::Typed(wish, path) => self.file_chosen(wish, &path, true),
            ProfileAction::GiveUp { type_it } => {
                let wish = self.files.give_up();
                if let Some(wish) = wish.filter(|_| type_it) {
                    self.dialogs.ask_path(wish, None);
                }
            }
            ProfileAction::Manage(name) => self.dialogs.manage(name),
            ProfileAction::New => {
                let wanted = self.shell.texts.get("profiles-new-name");
                let free = self.book.model().free_name(&wanted);
                let suggested = free.map_or(wanted, |name| name.as_str().to_owned());
                self.dialogs.new_profile(&suggested);
            }
            ProfileAction::Save(name, profile) => match self.book.save(&name, &profile) {
                Ok(()) => {
                    let current = match mode_of(&profile) {
                        Mode::Client if self.page == Page::Connect => &mut self.joining.profile,
                        Mode::Server if self.page == Page::Server => &mut self.serving.profile,
                        _ => &mut None,
                    };
                    *current = Some(name.clone());
                    self.dialogs.choose(name.clone());
                    self.done("profiles-saved", &name);
                }
                Err(error) => self.failed(&error),
            },
        }
    }

    /// With its history, or not at all.
    fn rename_profile(&mut self, from: &ProfileName, to: ProfileName) {
        if let Err(error) = self.book.rename(from, &to) {
            return self.failed(&error);
        }
        let histories = self.histories.as_ref();
        let moved = histories.map_or(Ok(()), |histories| histories.rename(from, &to));
        if let Err(error) = moved {
            let words = sentences::move_history_error(&error, &self.shell.texts);
            self.shell.tell(Toast::failed(words));
            if let Err(error) = self.book.rename(&to, from) {
                self.failed(&error);
            }
            return;
        }
        for current in [&mut self.joining.profile, &mut self.serving.profile] {
            if current.as_ref() == Some(from) {
                *current = Some(to.clone());
            }
        }
        self.dialogs.choose(to);
    }

    /// With who is banned and muted, so that a new profile of this name does not begin with that.
    fn delete_profile(&mut self, name: &ProfileName) {
        let histories = self.histories.as_ref();
        let decided = match histories.map(|histories| histories.decided(name)) {
            None => None,
            Some(Ok(decided)) => decided,
            Some(Err(_in_use)) => {
                let words = [("name", name.as_str().into())];
                let words = self.shell.texts.with("profiles-delete-in-use", &words);
                self.shell.tell(Toast::failed(words));
                return;
            }
        };
        if let Err(error) = self.book.delete(name) {
            return self.failed(&error);
        }
        self.deleted(name);
        let Some(decided) = decided else { return };
        let path = decided.path().display().to_string();
        if let Err(error) = decided.delete() {
            let words = [
                ("name", name.as_str().into()),
                ("path", path.into()),
                ("detail", error.to_string().into()),
            ];
            let words = self.shell.texts.with("profiles-deleted-not-bans", &words);
            self.shell.tell(Toast::failed(words));
        }
    }

    /// A profile is gone; what was said under it is not.
    fn deleted(&mut self, name: &ProfileName) {
        let histories = self.histories.as_ref();
        let Some(history) = histories.and_then(|histories| histories.of_profile(name)) else {
            return self.done("profiles-deleted", name);
        };
        let history = sentences::clean(&history.display().to_string());
        let words = [("name", name.as_str().into()), ("path", history.into())];
        let words = self
            .shell
            .texts
            .with("profiles-deleted-not-history", &words);
        self.shell.tell(Toast::done(words));
    }

    /// The system's dialog answered, or cannot.
    pub(super) fn picked(&mut self, picked: Picked) {
        match picked {
            // The system's dialog has asked whether to replace what stands there.
            Picked::File(Wish::Log { format, .. }, path) => {
                self.serving.export_log(format, path, true, &self.shell);
            }
            Picked::File(wish, path) => self.file_chosen(wish, &path, false),
            Picked::TypeIt(wish) => self.dialogs.ask_path(wish, None),
            Picked::Cancelled => {}
        }
    }

    /// Puts a profile into its page; `start` goes on at once.
    fn load(&mut self, name: &ProfileName, start: bool) {
        let profile = match self.book.load(name) {
            Ok(profile) => profile,
            Err(error) => return self.failed(&error),
        };
        self.dialogs.close();
        self.shell
            .preferences
            .follow(profile.language, profile.theme);
        self.shell.in_force();
        match mode_of(&profile) {
            Mode::Client => {
                self.cancel();
                self.joining = Joining::new(&ClientArgs::default(), profile, Some(name.clone()));
                self.show(Page::Connect);
                if start {
                    self.submit();
                }
            }
            Mode::Server if self.serving.is_alive() => self.show(Page::Server),
            Mode::Server => {
                let language = fixed_texts(&self.shell, &profile);
                let config = server_config(&ServerArgs::default(), &profile, language);
                let history = HistoryChoice::of(&ServerArgs::default(), &profile);
                let places = (self.histories.clone(), self.identity.clone());
                let name = Some(name.clone());
                self.serving = Serving::new(&config, history, places, profile, name);
                self.show(Page::Server);
                if start {
                    self.serving.start(&self.shell);
                }
            }
        }
    }

    pub(super) fn ask_for_file(&mut self, wish: Wish) {
        let texts = &self.shell.texts;
        let (title, kind) = match &wish {
            Wish::Import => (texts.get("files-import"), texts.get("files-kind")),
            Wish::Export(_) => (texts.get("files-export"), texts.get("files-kind")),
            Wish::Log { .. } => (texts.get("files-log"), texts.get("serving-log")),
        };
        let ctx = self.shell.ctx.clone();
        let words = Words { title, kind };
        self.files.ask(wish, words, move || ctx.request_repaint());
        self.shell.ctx.request_repaint();
    }

    /// What is wrong with a typed path is said where it was typed.
    fn file_chosen(&mut self, wish: Wish, path: &Path, typed: bool) {
        let problem = match &wish {
            Wish::Import => match self.book.import(path) {
                Ok(name) => {
                    self.dialogs.choose(name.clone());
                    return self.done("profiles-imported", &name);
                }
                Err(error) => error,
            },
            Wish::Export(name) => match self.book.export(name, path) {
                Ok(()) => {
                    let path = sentences::clean(&path.display().to_string());
                    let texts = &self.shell.texts;
                    let words = texts.with("profiles-exported", &[("path", path.into())]);
                    self.shell.tell(Toast::done(words));
                    return;
                }
                Err(error) => error,
            },
            // Written in the background; what comes of it is told later.
            Wish::Log { .. } => return,
        };
        if typed {
            let sentence = sentences::profile_error(&problem, &self.shell.texts);
            let text = path.display().to_string();
            self.dialogs.ask_path(wish, Some((text, sentence)));
        } else {
            self.failed(&problem);
        }
    }

    fn chosen(
        &mut self,
        name: Result<ProfileName, ProfileError>,
        words: impl FnOnce(&ProfileName, &Self) -> String,
    ) {
        match name {
            Ok(name) => {
                let words = words(&name, self);
                self.dialogs.choose(name);
                self.shell.tell(Toast::done(words));
            }
            Err(error) => self.failed(&error),
        }
    }

    fn done(&mut self, key: &str, name: &ProfileName) {
        let words = self
            .shell
            .texts
            .with(key, &[("name", name.as_str().into())]);
        self.shell.tell(Toast::done(words));
    }

    fn failed(&mut self, error: &ProfileError) {
        let words = sentences::profile_error(error, &self.shell.texts);
        self.shell.tell(Toast::failed(words));
    }
}
