//! The question before many lines are pasted.

use egui::{Align, Id, Layout, Margin, Ui, vec2};

use super::ChatView;
use crate::look::tokens::{height, space, width};
use crate::look::widgets::{Button, dialog};
use crate::look::{Ink, Type, text};
use crate::models::chat::{ConversationId, PasteProblem, PasteQuestion};
use crate::texts::Texts;

/// Below, the answers stand below each other.
const BESIDE: f32 = 326.0;

/// A pasted text that waits for an answer.
#[derive(Debug)]
pub(super) struct Pasted {
    pub(super) conversation: ConversationId,
    pub(super) text: String,
    pub(super) question: PasteQuestion,
    /// Whether the keyboard was put on an answer.
    pub(super) focused: bool,
}

/// What becomes of a pasted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing; whatever was written stays as it was.
    Cancel,
    /// It becomes a part of what is being written.
    One,
    /// Every line is sent by itself.
    Many,
}

impl Pasted {
    /// Draws the question over the window. Esc cancels; Enter presses the button that has the
    /// keyboard, at first one that sends nothing yet.
    pub(super) fn ask(&mut self, ui: &Ui, view: &ChatView<'_>) -> Option<Answer> {
        let texts = view.texts;
        let id = Id::unique("chat paste");
        let margin = Margin::same(space::DIALOG as i8);
        let shown = dialog(ui.ctx(), id, width::DIALOG, margin, |ui| {
            ui.spacing_mut().item_spacing.y = space::S6;
            let count = ("lines", self.question.lines.into());
            let title = texts.with("chat-paste-title", std::slice::from_ref(&count));
            text::label(ui, title, Type::Title, Ink::Strong);
            for words in explanations(self.question, texts) {
                text::label(ui, words, Type::Control, Ink::Normal);
            }
            ui.add_space(space::S8);
            self.buttons(ui, texts)
        });
        let cancelled = shown.should_close().then_some(Answer::Cancel);
        shown.inner.or(cancelled)
    }

    fn buttons(&mut self, ui: &mut Ui, texts: &Texts) -> Option<Answer> {
        let question = self.question;
        let why = |way: Result<(), PasteProblem>| way.err().map(|why| problem(why, texts));
        let (not_one, not_many) = (why(question.as_one), why(question.as_many));
        let line_by_line = question.as_one == Err(PasteProblem::LineByLine);
        // Three beside each other, or below each other where they would be too narrow.
        let room = ui.available_width();
        let (layout, least) = if room < BESIDE {
            (Layout::top_down(Align::Min), room)
        } else {
            (Layout::right_to_left(Align::Center), 0.0)
        };
        let size = vec2(room, height::CONTROL);
        let shown = ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.spacing_mut().item_spacing.y = space::S8;
            let one = (!line_by_line).then(|| {
                let words = texts.get("chat-paste-one");
                let button = Button::primary(&words).unavailable(not_one.as_deref());
                let button = button.min_width(least);
                button.show(ui)
            });
            let words = texts.with("chat-paste-many", &[("lines", question.lines.into())]);
            let many = if line_by_line {
                Button::primary(&words)
            } else {
                Button::secondary(&words)
            };
            let many = many.min_width(least).unavailable(not_many.as_deref());
            let many = many.show(ui);
            let cancel = texts.get("window-cancel");
            let cancel = Button::secondary(&cancel).min_width(least).show(ui);
            let first = match &one {
                Some(one) if not_one.is_none() => one,
                _ => &cancel,
            };
            // Whatever had the keyboard under the dialog must not keep it.
            if !self.focused || ui.memory(egui::Memory::focused).is_none() {
                self.focused = true;
                first.request_focus();
            }
            if one.is_some_and(|one| one.clicked()) {
                Some(Answer::One)
            } else if many.clicked() {
                Some(Answer::Many)
            } else {
                cancel.clicked().then_some(Answer::Cancel)
            }
        });
        shown.inner
    }
}

/// What each answer does, or why it cannot be given.
fn explanations(question: PasteQuestion, texts: &Texts) -> [String; 2] {
    let one = match question.as_one {
        Ok(()) => texts.get("chat-paste-one-how"),
        Err(PasteProblem::LineByLine) => texts.get("chat-paste-line-by-line"),
        Err(why) => texts.with("chat-paste-not-one", &[("why", problem(why, texts).into())]),
    };
    let many = match question.as_many {
        Ok(()) => texts.with("chat-paste-many-how", &[("lines", question.lines.into())]),
        Err(why) => texts.with(
            "chat-paste-not-many",
            &[("why", problem(why, texts).into())],
        ),
    };
    [one, many]
}

fn problem(problem: PasteProblem, texts: &Texts) -> String {
    match problem {
        PasteProblem::TooLong { over } => {
            texts.with("chat-paste-too-long", &[("over", over.into())])
        }
        PasteProblem::TooManyLines { limit } => {
            texts.with("chat-paste-too-many", &[("limit", limit.into())])
        }
        PasteProblem::ExitWord => texts.get("chat-paste-exit-word"),
        PasteProblem::LineByLine => texts.get("chat-paste-line-by-line"),
    }
}
