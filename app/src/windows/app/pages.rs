//! Shows the page and the dialogs, and hands what they ask for on.

use egui::Ui;

use super::chatting::Outcome;
use super::shell::Shell;
use super::{App, Page, serving};
use crate::clock::Clock;
use crate::look::tokens::height;
use crate::look::widgets::ToastEvent;
use crate::models::Moment;
use crate::profiles::ProfileName;
use crate::texts::Texts;
use crate::windows::chat::ChatView;
use crate::windows::connect::ConnectView;
use crate::windows::launcher::LauncherView;
use crate::windows::profiles::ProfilesView;
use crate::windows::server::{ServerAction, ServerView, StartView};

impl App {
    pub(super) fn page_ui(&mut self, ui: &mut Ui) {
        let (texts, clock) = (self.shell.texts.clone(), self.shell.clock.clone());
        let (texts, clock, now) = (&texts, &clock, Shell::now());
        match self.page {
            Page::Launcher => {
                let view = LauncherView {
                    model: self.book.model(),
                    texts,
                    preferences: &self.shell.preferences,
                    offers: self.keeping.offers(),
                };
                for action in self.launcher.ui(ui, &view) {
                    self.launcher_action(action);
                }
            }
            Page::Connect => {
                let view = ConnectView {
                    form: &self.joining.form,
                    profiles: self.book.model(),
                    profile: self.joining.profile.as_ref(),
                    texts,
                    clock,
                    preferences: &self.shell.preferences,
                    offers: self.keeping.offers(),
                };
                for action in self.joining.page.ui(ui, &view) {
                    self.connect_action(action);
                }
            }
            Page::Chat => {
                let Some(chat) = &mut self.chat else { return };
                let view = ChatView {
                    model: &chat.model,
                    texts,
                    clock,
                    preferences: &self.shell.preferences,
                    now,
                };
                let actions = chat.page.ui(ui, &view);
                for action in actions {
                    let Some(chat) = &mut self.chat else { return };
                    match chat.apply(action, &mut self.shell) {
                        Outcome::Stay => {}
                        Outcome::Leave => self.leave_chat(),
                        Outcome::JoinAnew => self.ask_before_joining_anew(),
                        Outcome::NewWindow => self.new_window(),
                        Outcome::Choose(choice) => self.choose(choice),
                    }
                }
            }
            Page::Server => self.server_ui(ui, texts, clock, now),
        }
    }

    pub(super) fn server_ui(&mut self, ui: &mut Ui, texts: &Texts, clock: &Clock, now: Moment) {
        let actions = match &mut self.serving.running {
            Some(running) => {
                let view = ServerView {
                    model: &running.model,
                    texts,
                    clock,
                    now,
                    preferences: &self.shell.preferences,
                };
                running.page.ui(ui, &view)
            }
            None => {
                let view = StartView {
                    form: &self.serving.form,
                    interfaces: &self.serving.addresses,
                    profile: self.serving.profile.as_ref().map(ProfileName::as_str),
                    has_folder: self.serving.has_folder(),
                    starting: self.serving.is_starting(),
                    texts,
                    preferences: &self.shell.preferences,
                };
                self.serving.start_page.ui(ui, &view)
            }
        };
        for action in actions {
            if let ServerAction::Preference(choice) = action {
                self.choose(choice);
                continue;
            }
            match self.serving.apply(action, &mut self.shell) {
                serving::Outcome::Stay => {}
                serving::Outcome::Back => self.show(Page::Launcher),
                serving::Outcome::AskForLogFile(format) => self.ask_for_log_file(format),
                serving::Outcome::SaveProfile => {
                    let name = self.serving.profile.as_ref();
                    let suggested = name.map_or("", |name| name.as_str()).to_owned();
                    self.dialogs.save_as(self.serving.to_profile(), &suggested);
                }
            }
        }
    }

    pub(super) fn overlays(&mut self) {
        let view = ProfilesView {
            book: &self.book,
            texts: &self.shell.texts,
            files: &self.files,
        };
        for action in self.dialogs.ui(&self.shell.ctx, &view) {
            self.profile_action(action);
        }
        self.ask_ending();
        self.ask_discarding();
        self.ask_joining_anew();
        self.ask_password();
        let close = self.shell.texts.get("window-close");
        let top = self.toasts_from();
        for event in self.shell.toasts.show(&self.shell.ctx, top, &close) {
            if let (ToastEvent::Action(toast), Some(chat)) = (event, &mut self.chat) {
                chat.undo(toast);
            }
        }
    }

    /// Where the page has what it can best do without for a moment.
    fn toasts_from(&self) -> f32 {
        match (self.page, &self.chat, &self.serving.running) {
            (Page::Chat, Some(chat), _) => chat.page.messages_from(),
            (Page::Server, _, Some(running)) => running.page.lists_from(),
            _ => height::PAGE_HEADER,
        }
    }
}
