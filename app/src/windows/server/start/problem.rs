//! Why the server did not start, and what to do.

use egui::Ui;

use super::{StartEdit, StartView, edit};
use crate::histories::HistoryProblem;
use crate::identity::IdentityProblem;
use crate::look::tokens::space;
use crate::look::widgets::{Alarm, Button};
use crate::look::{Ink, Type, text};
use crate::models::serving::StartProblem;
use crate::sentences::{self, capitalised};
use crate::windows::server::ServerAction;

pub(super) fn show(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let Some(problem) = view.form.problem() else {
        return;
    };
    let texts = view.texts;
    if let StartProblem::History { path, problem } = problem {
        return show_history(
            ui,
            view,
            &sentences::clean(&path.display().to_string()),
            problem,
            actions,
        );
    }
    if let StartProblem::Moderation(problem) = problem {
        let alarm = Alarm {
            title: &format!("{} ", texts.get("serving-moderation-problem")),
            address: &sentences::clean(&problem.path().display().to_string()),
            advice: &problem.sentence(texts),
        };
        alarm.show(ui, |_| {});
        return ui.add_space(space::S8);
    }
    if let StartProblem::Identity { path, problem } = problem {
        return show_identity(
            ui,
            view,
            &sentences::clean(&path.display().to_string()),
            problem,
        );
    }
    if let StartProblem::NoIdentity = problem {
        return show_no_identity(ui, view, actions);
    }
    let (address, title, advice, details, free) = match problem {
        StartProblem::History { .. }
        | StartProblem::Moderation(_)
        | StartProblem::Identity { .. }
        | StartProblem::NoIdentity => return,
        StartProblem::PortInUse {
            address,
            owner,
            free,
        } => {
            let details = owner.as_ref().map(|(program, id)| {
                texts.with(
                    "serving-in-use-by",
                    &[
                        ("program", program.as_str().into()),
                        ("id", id.to_string().into()),
                    ],
                )
            });
            (
                address,
                texts.get("serving-in-use"),
                texts.get("serving-in-use-advice"),
                details,
                *free,
            )
        }
        StartProblem::AddressNotHere { address } => (
            address,
            texts.get("serving-not-here"),
            texts.get("serving-not-here-advice"),
            None,
            None,
        ),
        StartProblem::NotAllowed { address, free } => (
            address,
            texts.get("serving-not-allowed"),
            texts.get("serving-not-allowed-advice"),
            None,
            *free,
        ),
        StartProblem::Other { address, detail } => (
            address,
            texts.get("serving-not-started"),
            texts.get("serving-not-started-advice"),
            Some(detail.clone()),
            None,
        ),
    };
    let alarm = Alarm {
        title: &format!("{title} "),
        address: &address.to_string(),
        advice: &advice,
    };
    alarm.show(ui, |ui| {
        if let Some(details) = details {
            text::label(ui, details, Type::Control, Ink::Weak);
        }
        if let Some(free) = free {
            let take = texts.with("serving-take-port", &[("port", free.to_string().into())]);
            if Button::outline(&take).small().show(ui).clicked() {
                edit(actions, StartEdit::TakeFreePort);
            }
        }
    });
    ui.add_space(space::S8);
}

/// The history cannot be used; without one, the server can start all the same.
fn show_history(
    ui: &mut Ui,
    view: &StartView<'_>,
    path: &str,
    problem: &HistoryProblem,
    actions: &mut Vec<ServerAction>,
) {
    let texts = view.texts;
    let why = capitalised(&sentences::history_problem(problem, texts));
    let alarm = Alarm {
        title: &format!("{} ", texts.get("serving-history-problem")),
        address: path,
        advice: &texts.with(
            "serving-history-advice",
            &[("why", why.into()), ("remedy", problem.remedy().into())],
        ),
    };
    alarm.show(ui, |ui| {
        let without = texts.get("serving-history-without");
        if Button::outline(&without).small().show(ui).clicked() {
            edit(actions, StartEdit::KeepHistory(false));
        }
    });
    ui.add_space(space::S8);
}

/// The key cannot be used. Starting without one would teach guests to do without it, so that is not
/// offered.
fn show_identity(ui: &mut Ui, view: &StartView<'_>, path: &str, problem: &IdentityProblem) {
    let texts = view.texts;
    let why = capitalised(&sentences::identity_problem(problem, texts));
    let alarm = Alarm {
        title: &format!("{} ", texts.get("serving-identity-problem")),
        address: path,
        advice: &texts.with("serving-identity-advice", &[("why", why.into())]),
    };
    alarm.show(ui, |_| {});
    ui.add_space(space::S8);
}

fn show_no_identity(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let alarm = Alarm {
        title: &texts.get("serving-no-identity"),
        address: "",
        advice: &texts.get("serving-no-identity-advice"),
    };
    alarm.show(ui, |ui| {
        let allow = texts.get("serving-allow-clear");
        if Button::outline(&allow).small().show(ui).clicked() {
            edit(actions, StartEdit::EncryptedOnly(false));
        }
    });
    ui.add_space(space::S8);
}
