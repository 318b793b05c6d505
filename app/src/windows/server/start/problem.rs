//! Why the server did not start, and what to do.

use egui::Ui;

use super::{StartEdit, StartView, edit};
use crate::look::tokens::space;
use crate::look::widgets::{Alarm, Button};
use crate::look::{Ink, Type, text};
use crate::models::serving::StartProblem;
use crate::windows::server::ServerAction;

pub(super) fn show(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let Some(problem) = view.form.problem() else {
        return;
    };
    let texts = view.texts;
    let (address, title, advice, details, free) = match problem {
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
