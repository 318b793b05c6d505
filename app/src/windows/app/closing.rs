//! Ending: a chat, a server, the window. Asks first when people or messages would be lost.

use egui::{Id, ViewportCommand};

use super::{App, Ending};
use crate::look::Icon;
use crate::look::widgets::{Answer, Question};

impl App {
    /// Somebody closes the window: asks when people or messages would be lost.
    pub(super) fn close_requested(&mut self) {
        let serving = self.serving.people() > 0;
        let undecided = self
            .chat
            .as_ref()
            .is_some_and(|chat| chat.model.undecided() > 0 && !chat.model.link().has_ended());
        let ending = match (serving, undecided) {
            (true, _) => Some(Ending::Server),
            (_, true) => Some(Ending::Chat { close: true }),
            _ => None,
        };
        if self.closing || (ending.is_none() && !self.serving.is_alive()) {
            if self.serving.is_alive() {
                self.shell
                    .ctx
                    .send_viewport_cmd(ViewportCommand::CancelClose);
            }
            return;
        }
        self.shell
            .ctx
            .send_viewport_cmd(ViewportCommand::CancelClose);
        match ending {
            Some(ending) => self.ending = Some(ending),
            None => self.close_server(),
        }
    }

    /// Ctrl+C in the terminal, or the system shuts down: closes without asking anybody.
    pub(super) fn end_requested(&mut self) {
        self.ending = None;
        self.close_server();
    }

    /// Says farewell to the people of a server first; the window closes when that is done.
    pub(super) fn close_server(&mut self) {
        self.serving.stop();
        self.closing = true;
        self.shell.ctx.request_repaint();
    }

    pub(super) fn ask_ending(&mut self) {
        let Some(ending) = self.ending else { return };
        let texts = &self.shell.texts;
        let count = match ending {
            Ending::Chat { .. } => self.chat.as_ref().map_or(0, |chat| chat.model.undecided()),
            Ending::Server => self.serving.people(),
        };
        let (title, consequence, safe, act) = match ending {
            Ending::Chat { .. } => (
                texts.get("window-leave-title"),
                texts.with("window-leave-consequence", &[("count", count.into())]),
                texts.get("window-leave-stay"),
                texts.get("window-leave-act"),
            ),
            Ending::Server => (
                texts.get("window-stop-title"),
                texts.with("window-stop-consequence", &[("count", count.into())]),
                texts.get("window-stop-keep"),
                texts.get("window-stop-act"),
            ),
        };
        let question = Question {
            title: &title,
            consequence: &consequence,
            safe: &safe,
            act: &act,
            act_icon: (ending == Ending::Server).then_some(Icon::Stop),
        };
        let kept = self
            .chat
            .as_ref()
            .is_some_and(super::chatting::Chatting::is_kept);
        let later = texts.get("keeping-later");
        let later = matches!(ending, Ending::Chat { .. }).then_some(later.as_str());
        let answer = question.show_with(
            &self.shell.ctx,
            Id::unique("windows::ending"),
            later.filter(|_| kept),
        );
        let Some(answer) = answer else { return };
        self.ending = None;
        match (answer, ending) {
            (Answer::Safe, _) | (Answer::Other, Ending::Server) => {}
            (Answer::Other, Ending::Chat { close }) => {
                self.leave_for_later();
                self.closing |= close;
            }
            (Answer::Act, Ending::Server) => self.close_server(),
            (Answer::Act, Ending::Chat { close: false }) => self.leave_now(),
            (Answer::Act, Ending::Chat { close: true }) => {
                if let Some(chat) = &mut self.chat {
                    chat.stop_keeping();
                }
                self.close_server();
            }
        }
    }
}
