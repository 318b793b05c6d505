//! The line under the composer: what is left of this second, what waits, how long the text is.

use egui::{Rect, Ui, Vec2, pos2};

use super::ChatView;
use super::paint::named;
use super::words;
use crate::look::icons::{self, Icon};
use crate::look::log_shapes::LogLevel;
use crate::look::text::{one_line, paint_left};
use crate::look::tokens::space;
use crate::look::widgets::key_name;
use crate::look::{Ink, Type, palette};
use crate::models::chat::Sendable;
use egui::UiBuilder;

pub(super) fn show(ui: &mut Ui, view: &ChatView<'_>, rect: Rect, narrow: bool) {
    let end = show_right(ui, view, rect, narrow);
    let (words, ink) = left_words(view);
    if words.is_empty() {
        return;
    }
    let colour = palette(ui).ink(ink);
    let room = end - rect.left() - space::S12;
    let galley = one_line(ui, &words, Type::Small, colour, room);
    let elided = galley.elided;
    let x = paint_left(ui, rect.left(), rect.center().y, galley);
    let place = Rect::from_min_max(rect.min, pos2(x, rect.bottom()));
    named(
        ui,
        place,
        ui.scope_id().with("composer help"),
        &words,
        elided,
    );
}

fn left_words(view: &ChatView<'_>) -> (String, Ink) {
    let (texts, model) = (view.texts, view.model);
    if let Some(problem) = model.selected().draft().problem() {
        return (words::problem(problem, texts), Ink::Danger);
    }
    if model.link().has_ended() {
        return (texts.get("chat-send-ended"), Ink::Weak);
    }
    let waiting = model.waiting();
    if waiting > 0 {
        let words = if model.link().is_open() {
            texts.with("chat-waiting-turn", &[("count", waiting.into())])
        } else {
            texts.with("chat-waiting-connection", &[("count", waiting.into())])
        };
        return (words, Ink::Weak);
    }
    if model.is_foreign() {
        return (texts.get("chat-foreign-pace"), Ink::Weak);
    }
    match model.allowance() {
        Some(allowance) => {
            let near = allowance.left <= 1 && allowance.limit > 1;
            let words = texts.with(
                "chat-allowance",
                &[
                    ("left", allowance.left.into()),
                    ("limit", allowance.limit.into()),
                ],
            );
            (words, if near { Ink::Warning } else { Ink::Weak })
        }
        None => (String::new(), Ink::Weak),
    }
}

/// The counter and the key hint; gives where they begin.
fn show_right(ui: &mut Ui, view: &ChatView<'_>, rect: Rect, narrow: bool) -> f32 {
    let mut x = rect.right();
    if let Some(counter) = Counter::of(view) {
        x = counter.show(ui, rect) - space::S16;
    }
    if narrow {
        return x;
    }
    let palette = palette(ui);
    let words = view.texts.get("chat-key-new-line");
    let words = one_line(ui, &words, Type::Small, palette.weak, f32::INFINITY);
    x -= words.size().x;
    paint_left(ui, x, rect.center().y, words);
    let keys = view.texts.get("chat-key-shift-enter");
    let galley = one_line(ui, &keys, Type::MonoSmall, palette.normal, f32::INFINITY);
    let size = galley.size() + Vec2::new(8.0, 2.0);
    x -= size.x + 6.0;
    let place = Rect::from_min_size(pos2(x, rect.center().y - size.y / 2.0), size);
    let mut child = ui.new_child(UiBuilder::new().id_salt("keys").max_rect(place));
    key_name(&mut child, &keys);
    x
}

/// How the text stands against a limit, when that matters.
struct Counter {
    words: String,
    over: bool,
}

impl Counter {
    fn of(view: &ChatView<'_>) -> Option<Self> {
        let (texts, id) = (view.texts, view.model.selected().id());
        let measure = view.model.measure(id);
        let over = measure.over();
        if over > 0 {
            let words = texts.with("chat-too-many", &[("over", over.into())]);
            return Some(Self { words, over: true });
        }
        if let Sendable::TooManyLines { over } = view.model.sendable(id) {
            let words = texts.with("chat-too-many-lines", &[("over", over.into())]);
            return Some(Self { words, over: true });
        }
        let limit = measure.limit.filter(|_| measure.is_near())?;
        let words = texts.with(
            "chat-counter",
            &[("chars", measure.chars.into()), ("limit", limit.into())],
        );
        Some(Self { words, over: false })
    }

    /// Draws it at the right; gives where it begins.
    fn show(&self, ui: &Ui, rect: Rect) -> f32 {
        let palette = palette(ui);
        let (size, colour) = if self.over {
            (Type::Small, palette.danger)
        } else {
            (Type::MonoSmall, palette.warning)
        };
        let galley = one_line(ui, &self.words, size, colour, f32::INFINITY);
        let x = rect.right() - galley.size().x;
        paint_left(ui, x, rect.center().y, galley);
        let sign = Rect::from_center_size(pos2(x - 12.0, rect.center().y), Vec2::splat(14.0));
        if self.over {
            LogLevel::CutOff.paint(ui.painter(), sign, palette, palette.panel);
        } else {
            icons::paint(ui.painter(), sign, Icon::Warning, palette.warning);
        }
        let left = sign.left();
        let place = Rect::from_min_max(pos2(left, rect.top()), rect.max);
        named(ui, place, ui.scope_id().with("counter"), &self.words, false);
        left
    }
}
