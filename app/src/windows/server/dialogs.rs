//! What the page asks before it does something: stopping, ending a connection, other limits.

use egui::{Align, Context, Id, Key, Layout, Margin, Ui, vec2};
use tertulia_protocol::{ExitWords, Limits};
use tertulia_server_core::{ClientId, FloodPolicy};

use super::ServerAction;
use super::page::ServerView;
use super::sanctions::{self, Sanction};
use super::start::{show_flood, show_limit, show_limits_note};
use crate::look::tokens::{Type, height, space, width};
use crate::look::widgets::{Answer, Button, ButtonKind, Field, Question, dialog};
use crate::look::{Icon, Ink, text};
use crate::models::serving::{LimitField, LimitsForm};
use crate::texts::Texts;
use crate::windows::password::{PasswordAnswer, PasswordDialog, Wording};

/// The dialog that is open, if one is.
#[derive(Debug, Default)]
pub(super) struct Dialogs {
    open: Option<Open>,
}

#[derive(Debug)]
enum Open {
    Stop,
    Kick { client: ClientId, reason: String },
    Limits(LimitsForm, FloodPolicy),
    Sanction(Sanction),
    Moderation,
    Password(PasswordDialog),
}

impl Dialogs {
    /// Asks whether to stop.
    pub(super) fn ask_stop(&mut self) {
        self.open = Some(Open::Stop);
    }

    /// Asks for a reason to end a connection.
    pub(super) fn ask_kick(&mut self, client: ClientId) {
        let reason = String::new();
        self.open = Some(Open::Kick { client, reason });
    }

    /// Asks how long somebody is to be muted or banned, and why.
    pub(super) fn ask_sanction(&mut self, kind: sanctions::Kind, client: ClientId) {
        self.open = Some(Open::Sanction(Sanction::new(kind, client)));
    }

    /// Opens the list of bans and mutes.
    pub(super) fn show_moderation(&mut self) {
        self.open = Some(Open::Moderation);
    }

    /// Asks for another password.
    pub(super) fn edit_password(&mut self) {
        self.open = Some(Open::Password(PasswordDialog::default()));
    }

    /// Opens the limits.
    pub(super) fn edit_limits(&mut self, limits: Limits, flood: FloodPolicy) {
        self.open = Some(Open::Limits(LimitsForm::new(limits), flood));
    }

    pub(super) fn show(&mut self, ui: &Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
        // Nothing can be asked of a server that has ended meanwhile.
        if !view.model.is_running() {
            self.open = None;
        }
        let close = match &mut self.open {
            None => false,
            Some(Open::Stop) => show_stop(ui, view, actions),
            Some(Open::Kick { client, reason }) => show_kick(ui, view, *client, reason, actions),
            Some(Open::Sanction(sanction)) => sanction.show(ui, view, actions),
            Some(Open::Moderation) => sanctions::show_list(ui, view, actions),
            Some(Open::Password(dialog)) => {
                let asks = view.model.asks_password();
                let exit_words = view.model.exit_words();
                show_password(ui.ctx(), view.texts, dialog, (asks, exit_words), actions)
            }
            Some(Open::Limits(form, flood)) => show_limits(ui, view, form, flood, actions),
        };
        if close {
            self.open = None;
        }
    }
}

fn show_stop(ui: &Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) -> bool {
    let texts = view.texts;
    let people = view.model.people();
    let question = Question {
        title: &texts.get("serving-stop-title"),
        consequence: &texts.with("serving-stop-consequence", &[("people", people.into())]),
        safe: &texts.get("serving-stop-safe"),
        act: &texts.get("serving-stop"),
        act_icon: Some(Icon::Stop),
    };
    let answer = question.show(ui.ctx(), Id::unique("server::stop"));
    if answer == Some(Answer::Act) {
        actions.push(ServerAction::Stop);
    }
    answer.is_some()
}

/// Cancel and the action at the right; whether each was pressed.
pub(super) fn show_answers(
    ui: &mut Ui,
    safe: &str,
    act: &str,
    kind: ButtonKind,
    icon: Icon,
) -> [bool; 2] {
    let size = vec2(ui.available_width(), height::CONTROL);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let acted = Button::new(kind, act).icon(icon).show(ui).clicked();
        [Button::secondary(safe).show(ui).clicked(), acted]
    })
    .inner
}

fn show_kick(
    ui: &Ui,
    view: &ServerView<'_>,
    client: ClientId,
    reason: &mut String,
    actions: &mut Vec<ServerAction>,
) -> bool {
    let texts = view.texts;
    let Some(row) = view.model.clients().client(client) else {
        return true;
    };
    let who = match &row.name {
        Some(name) => name.to_string(),
        None => row.address.to_string(),
    };
    let id = Id::unique("server::kick");
    let shown = dialog(ui.ctx(), id, width::DIALOG, Margin::same(20), |ui| {
        ui.spacing_mut().item_spacing.y = space::S6;
        let title = texts.with("serving-kick-title", &[("who", who.into())]);
        text::label(ui, title, Type::Title, Ink::Strong);
        text::label(
            ui,
            texts.get("serving-kick-consequence"),
            Type::Control,
            Ink::Normal,
        );
        ui.add_space(space::S4);
        let field = Field::new(&texts.get("serving-kick-reason"), reason)
            .note(&texts.get("serving-optional"))
            .id(id.with("reason"))
            .show(ui);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.memory(egui::Memory::focused).is_none() {
            field.request_focus();
        }
        ui.add_space(space::S8);
        let [cancelled, acted] = show_answers(
            ui,
            &texts.get("serving-cancel"),
            &texts.get("serving-kick-act"),
            ButtonKind::Destructive,
            Icon::Kick,
        );
        (cancelled, acted || entered)
    });
    let close = shown.should_close();
    let (cancelled, acted) = shown.inner;
    if acted {
        let reason = reason.trim().to_owned();
        actions.push(ServerAction::Kick { client, reason });
    }
    acted || cancelled || close
}

/// Asks for the password that newcomers are to be asked for, at a server that asks for one already or
/// not, and that people leave with these words. Whether the dialog is done.
pub(super) fn show_password(
    ctx: &Context,
    texts: &Texts,
    dialog: &mut PasswordDialog,
    (asks, exit_words): (bool, &ExitWords),
    actions: &mut Vec<ServerAction>,
) -> bool {
    let remove = texts.get("serving-password-remove");
    let words = Wording {
        title: &texts.get("serving-password"),
        consequence: &texts.get("serving-password-how"),
        wrong: None,
        act: &texts.get("serving-password-act"),
        remove: asks.then_some(remove.as_str()),
        waiting: None,
        chosen_beside: Some(exit_words),
    };
    let answer = dialog.show(ctx, Id::unique("server::password"), &words, texts);
    match answer {
        None => return false,
        Some(PasswordAnswer::Given(password)) => {
            actions.push(ServerAction::SetPassword(Some(password)));
        }
        Some(PasswordAnswer::Remove) => actions.push(ServerAction::SetPassword(None)),
        Some(PasswordAnswer::Cancelled) => {}
    }
    true
}

fn show_limits(
    ui: &Ui,
    view: &ServerView<'_>,
    form: &mut LimitsForm,
    flood: &mut FloodPolicy,
    actions: &mut Vec<ServerAction>,
) -> bool {
    let texts = view.texts;
    let id = Id::unique("server::limits");
    let shown = dialog(ui.ctx(), id, width::DIALOG, Margin::same(20), |ui| {
        ui.spacing_mut().item_spacing.y = space::S6;
        text::label(ui, texts.get("serving-limits"), Type::Title, Ink::Strong);
        text::label(
            ui,
            texts.get("serving-limits-consequence"),
            Type::Control,
            Ink::Normal,
        );
        for field in LimitField::ALL {
            ui.add_space(space::S4);
            let width = ui.available_width();
            let (typed, left) = show_limit(ui, texts, form, field, width);
            if let Some(typed) = typed {
                form.edit(field, &typed);
            }
            if left {
                form.leave(field);
            }
        }
        show_limits_note(ui, texts);
        ui.add_space(space::S4);
        let width = ui.available_width();
        if let Some(chosen) = show_flood(ui, texts, *flood, width) {
            *flood = chosen;
        }
        ui.add_space(space::S8);
        show_answers(
            ui,
            &texts.get("serving-cancel"),
            &texts.get("serving-limits-act"),
            ButtonKind::Primary,
            Icon::Confirmed,
        )
    });
    let close = shown.should_close();
    let [cancelled, acted] = shown.inner;
    if acted && let Some(limits) = form.submit() {
        if limits != view.model.limits() {
            actions.push(ServerAction::SetLimits(limits));
        }
        if *flood != view.model.flood() {
            actions.push(ServerAction::SetFlood(*flood));
        }
        return true;
    }
    cancelled || close
}
