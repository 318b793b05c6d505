//! The dialog in which a password is typed: a guest's, who is asked for it, and the operator's, who
//! chooses it.

use egui::{Align, Context, Id, Key, Layout, Margin, Ui, vec2};
use tertulia_protocol::{ExitWords, Password};
use zeroize::Zeroizing;

use crate::look::tokens::{Type, height, space, width};
use crate::look::widgets::{Button, Field, check, dialog};
use crate::look::{Ink, text};
use crate::passwords::{self, PasswordProblem};
use crate::texts::Texts;

/// What the dialog says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) title: &'a str,
    /// One sentence or two on what it is about.
    pub(super) consequence: &'a str,
    /// What is wrong with the last one.
    pub(super) wrong: Option<&'a str>,
    /// The button that takes what was typed.
    pub(super) act: &'a str,
    /// The button that takes the password away, where there is one.
    pub(super) remove: Option<&'a str>,
    /// What is being waited for; meanwhile nothing can be typed.
    pub(super) waiting: Option<&'a str>,
    /// The words with which people leave, where a server's password is chosen: it can be none of them.
    pub(super) chosen_beside: Option<&'a ExitWords>,
}

/// How the dialog was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PasswordAnswer {
    /// With this, which can be a password here.
    Given(Password),
    /// There is to be none any more.
    Remove,
    /// Not at all.
    Cancelled,
}

/// What was typed so far. It is overwritten when the dialog goes.
#[derive(Default)]
pub(super) struct PasswordDialog {
    typed: Zeroizing<String>,
    visible: bool,
    /// Whether it was given since it was last changed.
    given: bool,
    waited: bool,
}

impl std::fmt::Debug for PasswordDialog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordDialog").finish_non_exhaustive()
    }
}

impl PasswordDialog {
    /// Draws it over the window. Enter gives what was typed, Esc cancels.
    pub(super) fn show(
        &mut self,
        ctx: &Context,
        id: Id,
        words: &Wording<'_>,
        texts: &Texts,
    ) -> Option<PasswordAnswer> {
        let shown = dialog(ctx, id, width::DIALOG, Margin::same(20), |ui| {
            self.show_within(ui, id, words, texts)
        });
        let closed = shown.should_close().then_some(PasswordAnswer::Cancelled);
        shown.inner.or(closed)
    }

    fn show_within(
        &mut self,
        ui: &mut Ui,
        id: Id,
        words: &Wording<'_>,
        texts: &Texts,
    ) -> Option<PasswordAnswer> {
        ui.spacing_mut().item_spacing.y = space::S6;
        text::label(ui, words.title, Type::Title, Ink::Strong);
        text::label(ui, words.consequence, Type::Control, Ink::Normal);
        ui.add_space(space::S4);
        let entered = self.show_field(ui, id, words, texts);
        check(ui, &mut self.visible, &texts.get("password-show"));
        ui.add_space(space::S8);
        let size = vec2(ui.available_width(), height::CONTROL);
        let across = Layout::right_to_left(Align::Center);
        let (acted, answer) = ui
            .allocate_ui_with_layout(size, across, |ui| {
                let act = Button::primary(words.act)
                    .unavailable(words.waiting)
                    .show(ui);
                let cancel = Button::secondary(&texts.get("window-cancel")).show(ui);
                let remove = words
                    .remove
                    .is_some_and(|remove| Button::secondary(remove).show(ui).clicked());
                let other = if remove {
                    Some(PasswordAnswer::Remove)
                } else {
                    cancel.clicked().then_some(PasswordAnswer::Cancelled)
                };
                (act.clicked() && words.waiting.is_none(), other)
            })
            .inner;
        answer.or_else(|| (acted || entered).then(|| self.give(words)).flatten())
    }

    /// Says whether Enter was pressed in the field.
    fn show_field(&mut self, ui: &mut Ui, id: Id, words: &Wording<'_>, texts: &Texts) -> bool {
        let refused = self.given && words.waiting.is_none();
        let unusable = refused.then(|| self.check(words).err()).flatten();
        let unusable = unusable.map(|problem| problem.sentence(texts));
        let wrong = words.wrong.filter(|_| words.waiting.is_none());
        let label = texts.get("password-label");
        let field = Field::new(&label, &mut self.typed)
            .masked(!self.visible)
            .help(words.waiting.unwrap_or_default())
            .error(unusable.as_deref().or(wrong))
            .submitted(self.given)
            .id(id.with("password"));
        let field = ui
            .add_enabled_ui(words.waiting.is_none(), |ui| field.show(ui))
            .inner;
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if field.changed() {
            self.given = false;
        }
        // After an answer that it was wrong, the next one is typed at once.
        let answered = std::mem::replace(&mut self.waited, words.waiting.is_some());
        let idle = ui.memory(egui::Memory::focused).is_none();
        if words.waiting.is_none() && (idle || answered || entered) {
            field.request_focus();
        }
        entered && words.waiting.is_none()
    }

    fn give(&mut self, words: &Wording<'_>) -> Option<PasswordAnswer> {
        self.given = true;
        let password = self.check(words).ok()?;
        // A wrong one is typed anew rather than mended unseen.
        self.typed = Zeroizing::default();
        self.given = false;
        Some(PasswordAnswer::Given(password))
    }

    /// What was typed, if it can be a password here.
    fn check(&self, words: &Wording<'_>) -> Result<Password, PasswordProblem> {
        let password = Password::new(self.typed.to_string());
        match words.chosen_beside {
            Some(exit_words) => passwords::check(&password, exit_words)?,
            // Only its server knows what it takes.
            None => password.check().map_err(PasswordProblem::Unusable)?,
        }
        Ok(password)
    }
}
