//! The question for the password that a server wants.

use std::num::NonZeroU32;

use egui::Id;

use super::chatting::Asked;
use super::{App, Page};
use crate::sentences::clean;
use crate::texts::Texts;
use crate::windows::password::{PasswordAnswer, Wording};

impl App {
    /// While the server asks, over the form or over the chat that comes back.
    pub(super) fn ask_password(&mut self) {
        let Some(chat) = &mut self.chat else {
            return self.forget_typed();
        };
        let Some(asked) = chat.asked() else {
            return self.forget_typed();
        };
        let texts = &self.shell.texts;
        let host = clean(chat.host());
        let (wrong, waiting) = words(asked, texts);
        let wording = Wording {
            title: &texts.get("password-asked"),
            consequence: &texts.with("password-asked-how", &[("host", host.into())]),
            wrong: wrong.as_deref(),
            act: &texts.get("password-join"),
            remove: None,
            waiting: waiting.as_deref(),
            chosen_beside: None,
        };
        let id = Id::unique("windows::password");
        let dialog = self.password.get_or_insert_default();
        match dialog.show(&self.shell.ctx, id, &wording, texts) {
            None => {}
            Some(PasswordAnswer::Given(password)) => chat.give_password(password),
            Some(PasswordAnswer::Remove | PasswordAnswer::Cancelled) => {
                chat.give_no_password();
                if self.page == Page::Connect {
                    self.cancel();
                }
            }
        }
    }

    fn forget_typed(&mut self) {
        self.password = None;
    }
}

/// What is wrong with the last password, and what is being waited for.
fn words(asked: Asked, texts: &Texts) -> (Option<String>, Option<String>) {
    let Asked { asked, given } = asked;
    let say = |now: &str, later: &str| match asked.wait {
        None => texts.get(now),
        Some(wait) => texts.with(later, &[("seconds", NonZeroU32::get(wait).into())]),
    };
    let wrong = (asked.wrong).then(|| say("password-wrong", "password-wrong-wait"));
    let waiting = given.then(|| say("password-checking", "password-checking-wait"));
    (wrong, waiting)
}
