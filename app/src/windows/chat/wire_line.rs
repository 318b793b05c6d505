//! A line at another program's server: when, which way, and the text as it is.

use std::sync::Arc;

use egui::{Galley, Id, Rect, Ui, Vec2, pos2};

use super::action::ChatAction;
use super::delivery::Failure;
use super::message::PADDING;
use super::paint::named;
use super::rich_text::{Looks, RichText};
use super::scene::Scene;
use crate::look::icons::{self, Icon};
use crate::look::text::{one_line, paint_left};
use crate::look::tokens::space;
use crate::look::{Type, palette};
use crate::models::chat::{DeliveryState, GREETING, Item};

/// From the row's left edge to the arrow's middle and to the text.
const ARROW: f32 = 97.0;
const TEXT: f32 = 118.0;

#[derive(Debug, Clone)]
pub(super) struct LaidWireLine {
    time: Arc<Galley>,
    own: bool,
    text: RichText,
    state: Option<(Arc<Galley>, String)>,
    failure: Option<Failure>,
    name: String,
}

impl LaidWireLine {
    pub(super) fn new(ui: &Ui, scene: &Scene<'_>, item: &Item, row_width: f32) -> Self {
        let palette = palette(ui);
        let message = item.message();
        let own = message.is_some();
        let text = item.text().unwrap_or_default();
        let failure = message.and_then(|message| match &message.delivery {
            DeliveryState::Failed(reason) => {
                let room = row_width - TEXT - PADDING;
                Some(Failure::new(ui, reason, scene, room, palette))
            }
            _ => None,
        });
        let state = message.map(|message| {
            let words = state_words(scene, &message.delivery, message.local == Some(GREETING));
            let colour = match failure {
                Some(_) => palette.danger,
                None => palette.weak,
            };
            (
                one_line(ui, &words, Type::Small, colour, row_width / 2.0),
                words,
            )
        });
        let beside = state
            .as_ref()
            .map_or(0.0, |(word, _)| word.size().x + space::S12);
        let looks = Looks {
            size: Type::Mono,
            colour: if own {
                palette.accent_text
            } else {
                palette.strong
            },
            actor: None,
            marked: None,
            width: row_width - TEXT - PADDING - beside,
        };
        let time = scene.view.clock.seconds(item.time);
        let author = match message {
            Some(message) => message.author.name.clone(),
            None => scene.view.texts.get("chat-server"),
        };
        Self {
            time: one_line(ui, &time, Type::MonoSmall, palette.weak, f32::INFINITY),
            own,
            text: RichText::lay_out(ui, text, looks, palette),
            state,
            failure,
            name: format!("{author}: {text}"),
        }
    }

    pub(super) fn height(&self) -> f32 {
        let failure = self.failure.as_ref().map_or(0.0, Failure::height);
        2.0 * space::S4 + self.text.height() + failure
    }

    pub(super) fn show(&self, ui: &Ui, rect: Rect, id: Id, item: &Item, scene: &mut Scene<'_>) {
        let palette = palette(ui);
        if self.failure.is_some() {
            ui.painter().rect_filled(rect, 0, palette.alarm);
        }
        let y = rect.top() + space::S4 + Type::Mono.line() / 2.0;
        paint_left(ui, rect.left() + PADDING, y, Arc::clone(&self.time));
        let arrow = Rect::from_center_size(pos2(rect.left() + ARROW, y), Vec2::splat(14.0));
        let (icon, colour) = if self.own {
            (Icon::Forward, palette.accent_text)
        } else {
            (Icon::Back, palette.weak)
        };
        icons::paint(ui.painter(), arrow, icon, colour);
        let at = pos2(rect.left() + TEXT, rect.top() + space::S4);
        if let Some(link) = self.text.show(ui, at, id.with("text"), &self.name) {
            scene.actions.push(ChatAction::OpenLink(link));
        }
        if let Some((word, name)) = &self.state {
            let x = rect.right() - PADDING - word.size().x;
            let end = paint_left(ui, x, y, Arc::clone(word));
            let place = Rect::from_min_max(pos2(x, y - 9.0), pos2(end, y + 9.0));
            named(ui, place, id.with("state"), name, word.elided);
        }
        if let Some(failure) = &self.failure {
            let below = at + Vec2::new(0.0, self.text.height());
            failure.show(ui, below, id, item, scene, palette);
        }
    }
}

fn state_words(scene: &Scene<'_>, state: &DeliveryState, greeting: bool) -> String {
    let texts = scene.view.texts;
    match state {
        DeliveryState::Waiting => texts.get("chat-state-waiting"),
        DeliveryState::Sending => texts.get("chat-state-sending"),
        DeliveryState::Sent if greeting => texts.get("chat-state-sent-by-itself"),
        DeliveryState::Sent => texts.get("chat-state-sent"),
        DeliveryState::Confirmed => texts.get("chat-state-confirmed"),
        DeliveryState::Failed(_) => texts.get("chat-state-failed"),
    }
}
