//! Muting and banning: what is asked before, and the list of what holds, with a way to lift it.

use std::time::Duration;

use egui::{Align, Id, Key, Layout, Margin, ScrollArea, Ui, vec2};
use tertulia_server_core::{ClientId, block_of};

use super::ServerAction;
use super::dialogs::show_answers;
use super::page::ServerView;
use crate::look::tokens::{Type, height, space, width};
use crate::look::widgets::{Button, ButtonKind, Field, check, dialog, select};
use crate::look::{Icon, Ink, text};
use crate::moderation::{ban_in_words, closed_in_words, mute_in_words, shown_network};
use crate::sentences::{capitalised, clean};
use crate::texts::Texts;
use crate::windows::menus;

const MINUTE: Duration = Duration::from_secs(60);

/// So much of the list shows at once.
const LIST: f32 = 300.0;

/// What is done to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// May read, but not write.
    Mute,
    /// May not come in.
    Ban,
}

/// For how long it can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Minutes(u32),
    ForGood,
}

const TERMS: [Term; 5] = [
    Term::Minutes(5),
    Term::Minutes(15),
    Term::Minutes(60),
    Term::Minutes(24 * 60),
    Term::ForGood,
];

impl Term {
    fn span(self) -> Option<Duration> {
        match self {
            Self::Minutes(minutes) => Some(MINUTE * minutes),
            Self::ForGood => None,
        }
    }

    fn words(self, kind: Kind, texts: &Texts) -> String {
        match (self, kind) {
            (Self::Minutes(minutes @ ..60), _) => {
                texts.with("serving-for-minutes", &[("count", minutes.into())])
            }
            (Self::Minutes(minutes @ ..1_440), _) => {
                texts.with("serving-for-hours", &[("count", (minutes / 60).into())])
            }
            (Self::Minutes(minutes), _) => {
                texts.with("serving-for-days", &[("count", (minutes / 1_440).into())])
            }
            (Self::ForGood, Kind::Mute) => texts.get("serving-until-lifted"),
            (Self::ForGood, Kind::Ban) => texts.get("serving-for-good"),
        }
    }
}

/// The question before somebody is muted or banned.
#[derive(Debug)]
pub(super) struct Sanction {
    kind: Kind,
    client: ClientId,
    term: Term,
    reason: String,
}

impl Sanction {
    pub(super) fn new(kind: Kind, client: ClientId) -> Self {
        Self {
            kind,
            client,
            term: Term::Minutes(15),
            reason: String::new(),
        }
    }

    /// Whether it is to be closed.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        view: &ServerView<'_>,
        actions: &mut Vec<ServerAction>,
    ) -> bool {
        let texts = view.texts;
        let Some(row) = view.model.clients().client(self.client) else {
            return true;
        };
        let ip = row.address.ip();
        let who = match &row.name {
            Some(name) => name.to_string(),
            None => ip.to_string(),
        };
        // All that is banned, which is more than one IPv6 address.
        let address = shown_network(block_of(ip));
        let (title, consequence, act, icon) = match self.kind {
            Kind::Mute => (
                texts.with("serving-mute-title", &[("who", who.into())]),
                texts.get("serving-mute-consequence"),
                texts.get("serving-mute-act"),
                Icon::Mute,
            ),
            Kind::Ban => (
                texts.with("serving-ban-title", &[("who", who.into())]),
                texts.with("serving-ban-consequence", &[("address", address.into())]),
                texts.get("serving-ban-act"),
                Icon::Ban,
            ),
        };
        let id = Id::unique("server::sanction");
        let shown = dialog(ui.ctx(), id, width::DIALOG, Margin::same(20), |ui| {
            ui.spacing_mut().item_spacing.y = space::S6;
            text::label(ui, title, Type::Title, Ink::Strong);
            text::label(ui, consequence, Type::Control, Ink::Normal);
            ui.add_space(space::S4);
            self.show_term(ui, texts);
            let field = Field::new(&texts.get("serving-kick-reason"), &mut self.reason)
                .note(&texts.get("serving-optional"))
                .id(id.with("reason"))
                .show(ui);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.memory(egui::Memory::focused).is_none() {
                field.request_focus();
            }
            ui.add_space(space::S8);
            let cancel = texts.get("serving-cancel");
            let [cancelled, acted] = show_answers(ui, &cancel, &act, ButtonKind::Destructive, icon);
            (cancelled, acted || entered)
        });
        let close = shown.should_close();
        let (cancelled, acted) = shown.inner;
        if acted {
            let (client, span) = (self.client, self.term.span());
            let reason = self.reason.trim().to_owned();
            actions.push(match self.kind {
                Kind::Mute => ServerAction::Mute {
                    client,
                    span,
                    reason,
                },
                Kind::Ban => ServerAction::Ban {
                    client,
                    span,
                    reason,
                },
            });
        }
        acted || cancelled || close
    }

    fn show_term(&mut self, ui: &mut Ui, texts: &Texts) {
        let name = texts.get("serving-how-long");
        text::label(ui, &name, Type::Control, Ink::Weak);
        let chosen = self.term.words(self.kind, texts);
        let wide = ui.available_width();
        select(ui, "term", &name, &chosen, wide, |ui| {
            for term in TERMS {
                let words = term.words(self.kind, texts);
                if menus::choice(ui, &words, term == self.term).clicked() {
                    self.term = term;
                    ui.close();
                }
            }
        });
        ui.add_space(space::S4);
    }
}

/// What holds, and can be lifted. Whether it is to be closed.
pub(super) fn show_list(ui: &Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) -> bool {
    let texts = view.texts;
    let id = Id::unique("server::moderation");
    let shown = dialog(ui.ctx(), id, width::DIALOG, Margin::same(20), |ui| {
        ui.spacing_mut().item_spacing.y = space::S6;
        text::label(
            ui,
            texts.get("serving-moderation"),
            Type::Title,
            Ink::Strong,
        );
        let mut frozen = view.model.moderation().frozen;
        if check(ui, &mut frozen, &texts.get("serving-freeze")).changed() {
            actions.push(ServerAction::Freeze(frozen));
        }
        ui.add_space(space::S4);
        ScrollArea::vertical()
            .max_height(LIST)
            .show(ui, |ui| show_entries(ui, view, actions));
        ui.add_space(space::S8);
        let size = vec2(ui.available_width(), height::CONTROL);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            Button::primary(&texts.get("serving-close"))
                .show(ui)
                .clicked()
        })
        .inner
    });
    shown.inner || shown.should_close()
}

fn show_entries(ui: &mut Ui, view: &ServerView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let moderation = view.model.moderation();
    if moderation.bans.is_empty() && moderation.mutes.is_empty() && moderation.closed_out.is_empty()
    {
        text::label(
            ui,
            texts.get("serving-nobody-banned"),
            Type::Control,
            Ink::Weak,
        );
        return;
    }
    for mute in &moderation.mutes {
        let words = mute_in_words(mute, view.clock, texts);
        let lift = texts.with("serving-lift-of", &[("who", mute.name.as_str().into())]);
        if show_entry(ui, &words, mute.reason.as_deref(), &lift) {
            actions.push(ServerAction::Unmute(mute.id));
        }
    }
    for ban in &moderation.bans {
        let address = shown_network(ban.network);
        let words = ban_in_words(ban, view.clock, texts);
        let lift = texts.with("serving-lift-of", &[("who", address.into())]);
        if show_entry(ui, &words, ban.reason.as_deref(), &lift) {
            actions.push(ServerAction::Unban(ban.network));
        }
    }
    for closed in &moderation.closed_out {
        let address = shown_network(closed.network);
        let words = closed_in_words(closed, view.clock, texts);
        let pardon = texts.with("serving-pardon", &[("address", address.into())]);
        if show_entry(ui, &words, None, &pardon) {
            actions.push(ServerAction::Pardon(closed.network));
        }
    }
}

/// One entry with what it says, and the button that lifts it; whether that was pressed.
fn show_entry(ui: &mut Ui, words: &str, reason: Option<&str>, lift: &str) -> bool {
    text::label(ui, capitalised(words), Type::Control, Ink::Strong);
    if let Some(reason) = reason {
        let reason = clean(reason);
        text::label(ui, reason, Type::Control, Ink::Weak);
    }
    let lifted = Button::outline(lift).small().show(ui).clicked();
    ui.add_space(space::S4);
    lifted
}
