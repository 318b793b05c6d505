//! Joining the server at a known address as a new one: asked once more, and nothing of the old
//! chat goes along.

use egui::Id;

use super::App;
use crate::connection::{ConnectError, EndReason, Privacy};
use crate::look::widgets::{Answer, Question};
use crate::models::chat::LinkState;
use crate::models::connecting::Attempt;
use crate::windows::app::shell::Shell;

impl App {
    /// The full stop on the page was not the last word.
    pub(super) fn ask_before_joining_anew(&mut self) {
        let error = match self.chat.as_ref().map(|chat| chat.model.link()) {
            Some(LinkState::Ended(EndReason::Failed(error))) => Some(error),
            _ => match self.joining.form.attempt() {
                Attempt::Failed { error, .. } => Some(error),
                _ => None,
            },
        };
        self.joining_anew = error.and_then(ConnectError::way_on);
    }

    pub(super) fn ask_joining_anew(&mut self) {
        let Some(privacy) = self.joining_anew else {
            return;
        };
        let texts = &self.shell.texts;
        let consequence = match privacy {
            Privacy::With(key) => texts.with("anew-key", &[("shown", key.to_string().into())]),
            _ => texts.get("anew-clear"),
        };
        let question = Question {
            title: &texts.get("anew-title"),
            consequence: &consequence,
            safe: &texts.get("anew-safe"),
            act: &texts.get("anew-act"),
            act_icon: None,
        };
        let id = Id::unique("windows::joining anew");
        let Some(answer) = question.show(&self.shell.ctx, id) else {
            return;
        };
        self.joining_anew = None;
        if answer == Answer::Act {
            self.join_anew(privacy);
        }
    }

    /// The old chat stays as it was, for the old server, and a new one begins.
    fn join_anew(&mut self, privacy: Privacy) {
        let is_open = self.chat.as_ref().is_some_and(|chat| chat.model.was_open());
        if is_open {
            self.leave_for_later();
        } else {
            self.give_up();
        }
        let Some(request) = self.joining.form.submit(Shell::now()) else {
            return;
        };
        self.chat = self
            .joining
            .open(&request, Some(privacy), &self.keeping, &self.shell);
    }
}
