//! A person's or the operator's message: seat, head, text and state.

use std::sync::Arc;

use egui::{Color32, Galley, Id, Rect, Ui, Vec2, pos2, vec2};

use super::ChatView;
use super::action::ChatAction;
use super::delivery::{Failure, State};
use super::rich_text::{Looks, RichText};
use super::scene::Scene;
use crate::look::mark::{self, MarkColours};
use crate::look::text::{one_line, paint_left};
use crate::look::tokens::{stroke, width};
use crate::look::{Palette, Seat, SeatKind, Type, palette};
use crate::models::chat::{Author, DeliveryState, Item, ItemKind, Message};

/// From the row's left edge to the text.
pub(super) const TEXT_LEFT: f32 = 58.0;
/// At both sides of the row.
pub(super) const PADDING: f32 = 16.0;
const HEAD: f32 = 20.0;
const ABOVE_HEAD: f32 = 6.0;
const ABOVE: f32 = 2.0;
const BELOW: f32 = 3.0;
const SEAT: f32 = 14.0;

/// A message that is laid out.
#[derive(Debug, Clone)]
pub(super) struct LaidMessage {
    fill: Option<(Color32, Option<Color32>)>,
    head: Option<Head>,
    text: RichText,
    state: Option<State>,
    failure: Option<Failure>,
    name: String,
}

#[derive(Debug, Clone)]
struct Head {
    seat: Option<Seat>,
    parts: Vec<Arc<Galley>>,
}

impl LaidMessage {
    /// Lays a message out; none for an item that is no message.
    pub(super) fn new(
        ui: &Ui,
        scene: &Scene<'_>,
        item: &Item,
        continues: bool,
        row_width: f32,
    ) -> Option<Self> {
        match &item.kind {
            ItemKind::Message(message) => Some(Self::of_person(
                ui, scene, item, message, continues, row_width,
            )),
            ItemKind::Operator { text, private, .. } => Some(Self::of_operator(
                ui, scene, item, text, *private, row_width,
            )),
            _ => None,
        }
    }

    fn of_person(
        ui: &Ui,
        scene: &Scene<'_>,
        item: &Item,
        message: &Message,
        continues: bool,
        row_width: f32,
    ) -> Self {
        let palette = palette(ui);
        let state = message
            .own
            .then(|| State::new(ui, &message.delivery, scene, palette));
        let beside = state.as_ref().map_or(0.0, |state| state.width() + 12.0);
        let room = row_width - TEXT_LEFT - PADDING;
        let name_colour = palette.name_colour(&message.author.name);
        let me = &scene.view.model.me().name;
        let looks = Looks {
            size: Type::Body,
            colour: palette.strong,
            actor: message
                .action
                .then_some((message.author.name.as_str(), name_colour)),
            marked: message.mentions_me.then_some(me.as_str()),
            width: (room - beside).min(width::MESSAGE),
        };
        let failure = match &message.delivery {
            DeliveryState::Failed(reason) if message.own => {
                Some(Failure::new(ui, reason, scene, room, palette))
            }
            _ => None,
        };
        let fill = if failure.is_some() {
            Some((palette.alarm, None))
        } else {
            message
                .mentions_me
                .then_some((palette.mention, Some(palette.warning)))
        };
        Self {
            fill,
            head: (!continues).then(|| {
                let note = note(&message.author, message.own, scene.view);
                let kind = seat_kind(&message.author);
                let name = (message.author.name.as_str(), name_colour);
                let seat = Seat::new(palette, &message.author.name, kind);
                Head::new(ui, scene, item, name, &note, Some(seat), room)
            }),
            text: RichText::lay_out(ui, &message.text, looks, palette),
            state,
            failure,
            name: format!("{}: {}", message.author.name, message.text),
        }
    }

    fn of_operator(
        ui: &Ui,
        scene: &Scene<'_>,
        item: &Item,
        text: &str,
        private: bool,
        row_width: f32,
    ) -> Self {
        let palette = palette(ui);
        let texts = scene.view.texts;
        let room = row_width - TEXT_LEFT - PADDING;
        let server = texts.get("chat-server");
        let note = if private {
            texts.get("chat-to-you")
        } else {
            texts.get("chat-to-everyone")
        };
        let looks = Looks {
            size: Type::Body,
            colour: palette.strong,
            actor: None,
            marked: None,
            width: room.min(width::MESSAGE),
        };
        let name = (server.as_str(), palette.accent_text);
        Self {
            fill: Some((palette.operator, Some(palette.accent))),
            head: Some(Head::new(ui, scene, item, name, &note, None, room)),
            text: RichText::lay_out(ui, text, looks, palette),
            state: None,
            failure: None,
            name: format!("{server}: {text}"),
        }
    }

    pub(super) fn height(&self) -> f32 {
        let failure = self.failure.as_ref().map_or(0.0, Failure::height);
        self.text_top() + self.text.height() + failure + BELOW
    }

    fn text_top(&self) -> f32 {
        if self.head.is_some() {
            ABOVE_HEAD + HEAD
        } else {
            ABOVE
        }
    }

    /// Draws the message into a rectangle of its height.
    pub(super) fn show(&self, ui: &Ui, rect: Rect, id: Id, item: &Item, scene: &mut Scene<'_>) {
        let palette = palette(ui);
        if let Some((fill, edge)) = self.fill {
            ui.painter().rect_filled(rect, 0, fill);
            if let Some(edge) = edge {
                let size = vec2(stroke::EDGE, rect.height());
                let edge_rect = Rect::from_min_size(rect.min, size);
                ui.painter().rect_filled(edge_rect, 0, edge);
            }
        }
        if let Some(head) = &self.head {
            head.paint(ui, rect, palette);
        }
        let text = pos2(rect.left() + TEXT_LEFT, rect.top() + self.text_top());
        if let Some(link) = self.text.show(ui, text, id.with("text"), &self.name) {
            scene.actions.push(ChatAction::OpenLink(link));
        }
        if let Some(state) = &self.state {
            let middle = pos2(rect.right() - PADDING, text.y + Type::Body.line() / 2.0);
            state.show(ui, middle, id.with("state"));
        }
        if let Some(failure) = &self.failure {
            let at = pos2(text.x, text.y + self.text.height());
            failure.show(ui, at, id, item, scene, palette);
        }
    }
}

impl Head {
    fn new(
        ui: &Ui,
        scene: &Scene<'_>,
        item: &Item,
        (name, colour): (&str, Color32),
        note: &str,
        seat: Option<Seat>,
        room: f32,
    ) -> Self {
        let palette = palette(ui);
        let time = scene.view.clock.short(item.time);
        let time = one_line(ui, &time, Type::MonoSmall, palette.weak, f32::INFINITY);
        let mut rest = Vec::new();
        if !note.is_empty() {
            rest.push(one_line(ui, note, Type::Small, palette.weak, f32::INFINITY));
        }
        rest.push(time);
        let taken: f32 = rest.iter().map(|part| part.size().x + 8.0).sum();
        let mut parts = vec![one_line(ui, name, Type::Body, colour, room - taken)];
        parts.append(&mut rest);
        Self { seat, parts }
    }

    fn paint(&self, ui: &Ui, rect: Rect, palette: &Palette) {
        let seat = pos2(rect.left() + PADDING + SEAT, rect.top() + ABOVE_HEAD + 16.0);
        match self.seat {
            Some(seat_of) => seat_of.paint(ui.painter(), seat, SEAT, palette, palette.panel),
            None => {
                let mark = Rect::from_center_size(seat, Vec2::splat(26.0));
                mark::paint(ui.painter(), mark, MarkColours::operator(palette));
            }
        }
        let mut x = rect.left() + TEXT_LEFT;
        for part in &self.parts {
            let y = rect.top() + ABOVE_HEAD + HEAD / 2.0;
            x = paint_left(ui, x, y, Arc::clone(part)) + 8.0;
        }
    }
}

/// What stands after a name: "you", "plain text", or nothing.
pub(super) fn note(author: &Author, own: bool, view: &ChatView<'_>) -> String {
    if own {
        view.texts.get("chat-you")
    } else if author.is_plain() {
        view.texts.get("chat-plain-text")
    } else {
        String::new()
    }
}

pub(super) fn seat_kind(author: &Author) -> SeatKind {
    if author.is_plain() {
        SeatKind::PlainText
    } else {
        SeatKind::App
    }
}
