//! How far an own message is: its state at the right, and what can be done when it failed.

use std::sync::Arc;

use egui::{Color32, Galley, Id, Pos2, Rect, Ui, Vec2, pos2, vec2};

use super::action::ChatAction;
use super::paint::{named, pressed_words};
use super::scene::Scene;
use crate::connection::FailReason;
use crate::look::icons::{self, Icon};
use crate::look::text::{one_line, paint_left, wrapped};
use crate::look::{Palette, Type};
use crate::models::chat::{DeliveryState, Item};

const STATE_ICON: f32 = 15.0;
const REASON_GAP: f32 = 2.0;

/// How far our own message is: a shape and, except confirmed, a word.
#[derive(Debug, Clone)]
pub(super) struct State {
    icon: Option<(Icon, Color32)>,
    word: Option<Arc<Galley>>,
    name: String,
}

#[derive(Debug, Clone)]
pub(super) struct Failure {
    reason: Arc<Galley>,
    retry: Arc<Galley>,
    discard: Arc<Galley>,
    below: bool,
}

impl State {
    pub(super) fn new(
        ui: &Ui,
        state: &DeliveryState,
        scene: &Scene<'_>,
        palette: &Palette,
    ) -> Self {
        let texts = scene.view.texts;
        let (icon, name, shown) = match state {
            DeliveryState::Waiting => (
                Some((Icon::Waiting, palette.warning)),
                texts.get("chat-state-waiting"),
                true,
            ),
            DeliveryState::Sending => (
                Some((Icon::Waiting, palette.weak)),
                texts.get("chat-state-sending"),
                true,
            ),
            DeliveryState::Sent => (None, texts.get("chat-state-sent"), true),
            DeliveryState::Confirmed => (
                Some((Icon::Confirmed, palette.accent_text)),
                texts.get("chat-state-confirmed"),
                false,
            ),
            DeliveryState::Failed(_) => (
                Some((Icon::Alert, palette.danger)),
                texts.get("chat-state-failed"),
                false,
            ),
        };
        let word = shown.then(|| one_line(ui, &name, Type::Small, palette.weak, f32::INFINITY));
        Self { icon, word, name }
    }

    pub(super) fn width(&self) -> f32 {
        let icon = if self.icon.is_some() { STATE_ICON } else { 0.0 };
        let word = self.word.as_ref().map_or(0.0, |word| word.size().x + 6.0);
        icon + word
    }

    pub(super) fn show(&self, ui: &Ui, right: Pos2, id: Id) {
        let mut x = right.x;
        if let Some((icon, colour)) = self.icon {
            let middle = pos2(x - STATE_ICON / 2.0, right.y);
            let rect = Rect::from_center_size(middle, Vec2::splat(STATE_ICON));
            icons::paint(ui.painter(), rect, icon, colour);
            x -= STATE_ICON + 6.0;
        }
        if let Some(word) = &self.word {
            x -= word.size().x;
            paint_left(ui, x, right.y, Arc::clone(word));
        }
        let rect = Rect::from_min_max(pos2(x.min(right.x - STATE_ICON), right.y - 9.0), right);
        named(
            ui,
            rect.expand2(vec2(0.0, 4.0)),
            id,
            &self.name,
            self.word.is_none(),
        );
    }
}

impl Failure {
    pub(super) fn new(
        ui: &Ui,
        reason: &FailReason,
        scene: &Scene<'_>,
        room: f32,
        palette: &Palette,
    ) -> Self {
        let texts = scene.view.texts;
        let words =
            |words: String, colour| one_line(ui, &words, Type::Small, colour, f32::INFINITY);
        let retry = words(texts.get("chat-retry"), palette.accent_text);
        let discard = words(texts.get("chat-discard"), palette.weak);
        let reason = super::words::failure(reason, texts);
        let reason = wrapped(ui, &reason, Type::Small, palette.danger, room);
        let actions = 14.0 + 17.0 + retry.size().x + 12.0 + discard.size().x;
        let below = reason.rows.len() > 1 || reason.size().x + actions > room;
        Self {
            reason,
            retry,
            discard,
            below,
        }
    }

    pub(super) fn height(&self) -> f32 {
        let actions = if self.below { Type::Small.line() } else { 0.0 };
        REASON_GAP + self.reason.size().y + actions
    }

    /// Draws it under a text that ends at `at`.
    pub(super) fn show(
        &self,
        ui: &Ui,
        at: Pos2,
        id: Id,
        item: &Item,
        scene: &mut Scene<'_>,
        palette: &Palette,
    ) {
        let at = at + vec2(0.0, REASON_GAP);
        let size = self.reason.size();
        named(
            ui,
            Rect::from_min_size(at, size),
            id.with("reason"),
            self.reason.text(),
            false,
        );
        ui.painter()
            .galley(at, Arc::clone(&self.reason), palette.danger);
        let from = if self.below {
            at + vec2(0.0, size.y)
        } else {
            at + vec2(size.x + 14.0, 0.0)
        };
        let icon = Rect::from_center_size(from + vec2(6.5, 9.0), Vec2::splat(13.0));
        icons::paint(ui.painter(), icon, Icon::Retry, palette.accent_text);
        let retry = from + vec2(17.0, 0.0);
        let (conversation, item) = (scene.conversation.id(), item.id);
        let galley = Arc::clone(&self.retry);
        if pressed_words(ui, retry, id.with("retry"), galley, palette.accent_text).clicked() {
            scene.actions.push(ChatAction::Retry { conversation, item });
        }
        let discard = retry + vec2(self.retry.size().x + 12.0, 0.0);
        let galley = Arc::clone(&self.discard);
        if pressed_words(ui, discard, id.with("discard"), galley, palette.weak).clicked() {
            scene
                .actions
                .push(ChatAction::Discard { conversation, item });
        }
    }
}
