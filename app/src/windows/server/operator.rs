//! Where the operator writes, to everyone or to the chosen clients.

use egui::{Align, Id, Key, Layout, Ui, UiBuilder, vec2};

use super::ServerAction;
use super::page::{ServerView, Span};
use super::paint::between;
use crate::look::tokens::space;
use crate::look::widgets::{Button, Field, select};
use crate::look::{Icon, palette};
use crate::models::serving::Addressees;
use crate::texts::Texts;
use crate::windows::menus;

/// What the operator is writing.
#[derive(Debug, Default)]
pub(super) struct OperatorBox {
    draft: String,
    wants_keyboard: bool,
}

impl OperatorBox {
    /// Height of the whole box.
    pub(super) const HEIGHT: f32 = 58.0;

    /// Puts the cursor into the box when it is drawn next.
    pub(super) fn take_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    /// What was written comes back, unless something else is written by now.
    pub(super) fn put_back(&mut self, text: String) {
        if self.draft.is_empty() {
            self.draft = text;
        }
    }

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        span: Span,
        actions: &mut Vec<ServerAction>,
    ) {
        let texts = view.texts;
        let palette = palette(ui);
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0, palette.background);
        let line = egui::Stroke::new(1.0, palette.hairline);
        ui.painter()
            .hline(rect.x_range(), rect.top().round() + 0.5, line);
        let inner = rect.shrink2(vec2(space::S12, 11.0));
        let mut right = ui.new_child(
            UiBuilder::new()
                .max_rect(inner)
                .layout(Layout::right_to_left(Align::Center)),
        );
        let why = self.why_not(texts, view);
        let send = Button::primary(&texts.get("serving-send"))
            .icon(Icon::Send)
            .icon_only(span == Span::Tabs)
            .unavailable(why.as_deref())
            .show(&mut right)
            .clicked();
        let used = right.min_rect().left();
        let left = between(inner.left(), inner.top(), used - space::S8, inner.bottom());
        let mut left = ui.new_child(
            UiBuilder::new()
                .max_rect(left)
                .layout(Layout::left_to_right(Align::Center)),
        );
        show_addressees(&mut left, view, span, actions);
        let entered = self.show_field(&mut left, texts);
        if (send || entered) && why.is_none() {
            actions.push(ServerAction::Say {
                to: view.model.addressees(),
                text: std::mem::take(&mut self.draft),
            });
            self.wants_keyboard = true;
        }
    }

    fn why_not(&self, texts: &Texts, view: &ServerView<'_>) -> Option<String> {
        if !view.model.is_running() {
            Some(texts.get("serving-stopped"))
        } else if self.draft.trim().is_empty() {
            Some(texts.get("serving-write-first"))
        } else {
            None
        }
    }

    /// Whether Enter was pressed in the field.
    fn show_field(&mut self, ui: &mut Ui, texts: &Texts) -> bool {
        let name = texts.get("serving-operator-field");
        let hint = texts.get("serving-operator-hint");
        let id = Id::unique("server::operator");
        let response = Field::new(&name, &mut self.draft)
            .hint(&hint)
            .label_hidden()
            .id(id)
            .show(ui);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered || std::mem::take(&mut self.wants_keyboard) {
            response.request_focus();
        }
        entered
    }
}

fn show_addressees(
    ui: &mut Ui,
    view: &ServerView<'_>,
    span: Span,
    actions: &mut Vec<ServerAction>,
) {
    let texts = view.texts;
    let chosen = view.model.clients().selected();
    let everyone = texts.get("serving-to-everyone");
    let some = match (chosen.len(), chosen.first()) {
        (1, Some(client)) => {
            let client = view.model.clients().client(*client);
            let name = client.and_then(|client| client.name.as_ref());
            let name = name.map_or_else(|| texts.get("serving-nameless"), ToString::to_string);
            texts.with("serving-to-one", &[("name", name.into())])
        }
        (count, _) => texts.with("serving-to-chosen", &[("count", count.into())]),
    };
    let to = view.model.addressees();
    let shown = match to {
        Addressees::Everyone => &everyone,
        Addressees::Selected => &some,
    };
    let width = if span == Span::Tabs { 104.0 } else { 132.0 };
    let name = texts.get("serving-addressees");
    let place = between(
        ui.max_rect().left(),
        ui.max_rect().top(),
        ui.max_rect().left() + width,
        ui.max_rect().bottom(),
    );
    let mut list = ui.new_child(UiBuilder::new().max_rect(place));
    select(&mut list, "addressees", &name, shown, width, |ui| {
        if menus::choice(ui, &everyone, to == Addressees::Everyone).clicked() {
            actions.push(ServerAction::AddressTo(Addressees::Everyone));
        }
        if !chosen.is_empty() && menus::choice(ui, &some, to == Addressees::Selected).clicked() {
            actions.push(ServerAction::AddressTo(Addressees::Selected));
        }
    });
    ui.add_space(list.min_rect().width().max(width) + space::S8);
}
