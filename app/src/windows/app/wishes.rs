//! What people want on a page, carried out: going on, joining, leaving, opening another window.

use std::ffi::OsString;
use std::net::Ipv4Addr;

use super::shell::Shell;
use super::{App, Ending, Page};
use crate::models::connecting::ConnectRequest;
use crate::windows::connect::ConnectAction;
use crate::windows::launcher::LauncherAction;
use crate::windows::preferences::PreferenceAction;

impl App {
    pub(super) fn launcher_action(&mut self, action: LauncherAction) {
        match action {
            LauncherAction::Server => self.show(Page::Server),
            LauncherAction::Client => self.show(Page::Connect),
            LauncherAction::Offer(action) => self.offer_action(action),
            LauncherAction::Profile(action) => self.profile_action(action),
            LauncherAction::Preference(choice) => self.choose(choice),
        }
    }

    pub(super) fn connect_action(&mut self, action: ConnectAction) {
        let form = &mut self.joining.form;
        match action {
            ConnectAction::Edit(field, text) => form.edit(field, &text),
            ConnectAction::Leave(field) => self.joining.leave(field, &self.shell.ctx),
            ConnectAction::Choose(ip) => form.choose(ip),
            ConnectAction::Submit => self.submit(),
            ConnectAction::AcceptSuggestion => {
                let request = form.accept_suggestion(Shell::now());
                self.open(request);
            }
            ConnectAction::JoinAnew => self.ask_before_joining_anew(),
            ConnectAction::Cancel => self.cancel(),
            ConnectAction::Back => {
                self.cancel();
                self.show(Page::Launcher);
            }
            ConnectAction::SaveAs => {
                let name = self.joining.profile.as_ref();
                let suggested = name.map_or("", |name| name.as_str()).to_owned();
                self.dialogs.save_as(self.joining.to_profile(), &suggested);
            }
            ConnectAction::Copy(text) => self.shell.copy(&text),
            ConnectAction::Offer(action) => self.offer_action(action),
            ConnectAction::Profile(action) => self.profile_action(action),
            ConnectAction::Preference(choice) => self.choose(choice),
        }
    }

    pub(super) fn submit(&mut self) {
        if self.joining.form.is_trying() {
            return;
        }
        let request = self.joining.form.submit(Shell::now());
        self.open(request);
    }

    fn open(&mut self, request: Option<ConnectRequest>) {
        if let Some(request) = request {
            self.give_up();
            self.chat = self
                .joining
                .open(&request, None, &self.keeping, &self.shell);
        }
    }

    pub(super) fn cancel(&mut self) {
        self.joining.form.cancel();
        self.give_up();
    }

    /// The chat did not come about.
    pub(super) fn give_up(&mut self) {
        if let Some(chat) = self.chat.take() {
            self.keeping.refresh_after(&self.shell.ctx, chat.give_up());
        }
    }

    /// Leaves the chat; asks first when something would be lost.
    pub(super) fn leave_chat(&mut self) {
        let undecided = self.chat.as_ref().map_or(0, |chat| chat.model.undecided());
        let ended = self
            .chat
            .as_ref()
            .is_none_or(|chat| chat.model.link().has_ended());
        if undecided > 0 && !ended {
            self.ending = Some(Ending::Chat { close: false });
        } else {
            self.leave_now();
        }
    }

    pub(super) fn leave_now(&mut self) {
        if let Some(mut chat) = self.chat.take() {
            chat.leave();
        }
        self.joining.form.cancel();
        self.show(Page::Connect);
    }

    pub(super) fn leave_for_later(&mut self) {
        if let Some(chat) = self.chat.take() {
            self.keeping
                .refresh_after(&self.shell.ctx, chat.leave_for_later());
        }
        self.joining.form.cancel();
        self.show(Page::Connect);
    }

    pub(super) fn choose(&mut self, choice: PreferenceAction) {
        self.shell.choose(choice);
        self.keep_preferences();
        if let (false, Some(chat)) = (self.shell.preferences.keeps(), &mut self.chat) {
            chat.stop_keeping();
        }
    }

    pub(super) fn keep_preferences(&self) {
        self.book
            .keep_window_settings(self.shell.preferences.settings());
    }

    pub(super) fn new_window(&mut self) {
        self.shell.note_size();
        self.keep_preferences();
        let words: Vec<OsString> = match (self.page, &self.chat, &self.serving.running) {
            (Page::Launcher, ..) => Vec::new(),
            (Page::Chat, Some(chat), _) => chat.window_words(),
            (Page::Server, _, Some(running)) => {
                // The most useful thing beside a server is somebody who talks to it.
                let address = running.model.address();
                let ip = address.ip();
                let ip = if ip.is_unspecified() {
                    Ipv4Addr::LOCALHOST.into()
                } else {
                    ip
                };
                let (host, port) = (ip.to_string(), address.port().to_string());
                ["client", "--host", &host, "--port", &port]
                    .map(OsString::from)
                    .into()
            }
            _ => vec!["client".into()],
        };
        self.shell.open_window(words);
    }
}
