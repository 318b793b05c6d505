//! Small dialogs around profiles: before deleting, while the system's dialog for files is open, and
//! in its place.

use std::time::Duration;

use egui::{Align, Context, Id, Key, Layout, Margin, Ui, vec2};

use super::ProfileAction;
use crate::look::tokens::{height, space, width};
use crate::look::widgets::{Answer, Button, Field, Question, dialog};
use crate::look::{Icon, Ink, Type, text};
use crate::profiles::ProfileName;
use crate::texts::Texts;
use crate::windows::files::{Wish, typed_path};

/// The system's own dialog is there by then, or something is wrong.
const PATIENCE: Duration = Duration::from_millis(600);

/// Asks before a profile is deleted; `has_decided` says that bans and mutes go with it.
pub(super) fn ask_delete(
    ctx: &Context,
    name: &ProfileName,
    has_decided: bool,
    texts: &Texts,
) -> Option<Answer> {
    let consequence = match has_decided {
        true => "profiles-delete-consequence-bans",
        false => "profiles-delete-consequence",
    };
    let question = Question {
        title: &texts.with("profiles-delete-title", &[("name", name.as_str().into())]),
        consequence: &texts.get(consequence),
        safe: &texts.get("profiles-keep"),
        act: &texts.get("profiles-delete-act"),
        act_icon: Some(Icon::Delete),
    };
    question.show(ctx, Id::unique("windows::profiles::delete"))
}

/// While the system's dialog is open: whether it is given up, and then whether a path is typed.
pub(super) fn waiting(ctx: &Context, waited: Duration, texts: &Texts) -> Option<bool> {
    if waited < PATIENCE {
        ctx.request_repaint_after(PATIENCE - waited);
        return None;
    }
    let id = Id::unique("windows::files::waiting");
    let margin = Margin::same(space::DIALOG as i8);
    let shown = dialog(ctx, id, width::DIALOG, margin, |ui| {
        text::label(ui, texts.get("files-waiting"), Type::Title, Ink::Strong);
        text::label(
            ui,
            texts.get("files-waiting-how"),
            Type::Control,
            Ink::Normal,
        );
        ui.add_space(space::S8);
        buttons(ui, |ui| {
            if Button::secondary(&texts.get("files-type"))
                .show(ui)
                .clicked()
            {
                return Some(true);
            }
            let cancel = texts.get("window-cancel");
            let cancel = Button::secondary(&cancel).show(ui);
            cancel.clicked().then_some(false)
        })
    });
    shown.inner.or(shown.should_close().then_some(false))
}

/// Takes a path that is typed, where the system has no dialog.
#[derive(Debug)]
pub(super) struct PathDialog {
    wish: Wish,
    typed: String,
    /// What was wrong, and with which text.
    problem: Option<(String, String)>,
    focused: bool,
}

impl PathDialog {
    pub(super) fn new(wish: Wish, problem: Option<(String, String)>) -> Self {
        let suggested = wish.suggested();
        let suggested = suggested.map_or_else(String::new, |name| format!("~/{name}"));
        Self {
            wish,
            typed: problem
                .as_ref()
                .map_or(suggested, |(typed, _)| typed.clone()),
            problem,
            focused: false,
        }
    }

    /// Draws the dialog. Whether it is to be closed.
    pub(super) fn ui(
        &mut self,
        ctx: &Context,
        texts: &Texts,
        actions: &mut Vec<ProfileAction>,
    ) -> bool {
        let id = Id::unique("windows::files::path");
        let margin = Margin::same(space::DIALOG as i8);
        let shown = dialog(ctx, id, width::DIALOG, margin, |ui| {
            let (title, act) = match &self.wish {
                Wish::Import => (
                    texts.get("files-import-title"),
                    texts.get("files-import-act"),
                ),
                Wish::Export(_) => (
                    texts.get("files-export-title"),
                    texts.get("files-export-act"),
                ),
                Wish::Log { .. } => (texts.get("files-log"), texts.get("files-export-act")),
            };
            text::label(ui, title, Type::Title, Ink::Strong);
            if self.problem.is_none() {
                let why = match &self.wish {
                    Wish::Import => texts.get("files-no-dialog"),
                    Wish::Export(_) | Wish::Log { .. } => texts.get("files-no-dialog-to"),
                };
                text::label(ui, why, Type::Control, Ink::Normal);
            }
            let problem = self.problem.as_ref();
            let problem = problem.filter(|(typed, _)| *typed == self.typed);
            let problem = problem.map(|(_, problem)| problem.clone());
            let field = Field::new(&texts.get("files-path"), &mut self.typed)
                .mono()
                .error(problem.as_deref())
                .show(ui);
            if !self.focused {
                field.request_focus();
                self.focused = true;
            }
            ui.add_space(space::S8);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let pressed = buttons(ui, |ui| {
                if Button::primary(&act).show(ui).clicked() {
                    return Some(true);
                }
                let cancel = texts.get("window-cancel");
                let cancel = Button::secondary(&cancel).show(ui);
                cancel.clicked().then_some(false)
            });
            let done = entered || pressed == Some(true);
            if done && !self.typed.trim().is_empty() {
                let path = typed_path(&self.typed);
                actions.push(ProfileAction::Typed(self.wish.clone(), path));
                return true;
            }
            pressed == Some(false)
        });
        shown.inner || shown.should_close()
    }
}

fn buttons<R>(ui: &mut Ui, show: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), height::CONTROL);
    let from_right = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(size, from_right, show).inner
}
