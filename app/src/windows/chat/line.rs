//! What is no message: joins and leaves, new names, the window's own remarks.

use std::sync::Arc;

use egui::{CornerRadius, Galley, Id, Rect, Ui, Vec2, pos2, vec2};

use super::action::ChatAction;
use super::message::{PADDING, TEXT_LEFT};
use super::paint::named;
use super::rich_text::{Looks, RichText};
use super::scene::Scene;
use super::words;
use crate::connection::KeepingNews;
use crate::look::icons::{self, Icon};
use crate::look::text::wrapped;
use crate::look::tokens::{radius, space};
use crate::look::{Type, palette};
use crate::models::chat::{Item, ItemKind, Notice};
use crate::sentences::clean;
use crate::texts::Texts;

/// One remark from the texts' left edge on.
#[derive(Debug, Clone)]
pub(super) struct LaidLine {
    text: RichText,
    words: String,
}

impl LaidLine {
    pub(super) fn new(ui: &Ui, scene: &Scene<'_>, item: &Item, row_width: f32) -> Self {
        let words = line_words(item, scene);
        let palette = palette(ui);
        let colour = match &item.kind {
            ItemKind::Notice(Notice::Welcome { .. }) => palette.normal,
            ItemKind::Notice(
                Notice::NotRenamed { .. }
                | Notice::Keeping(KeepingNews::Failing { .. } | KeepingNews::SetAside(_)),
            ) => palette.warning,
            ItemKind::Notice(Notice::Ended(_)) => palette.danger,
            _ => palette.weak,
        };
        let looks = Looks {
            size: Type::Small,
            colour,
            actor: None,
            marked: None,
            width: row_width - TEXT_LEFT - PADDING,
        };
        let text = RichText::lay_out(ui, &words, looks, palette);
        Self { text, words }
    }

    pub(super) fn height(&self) -> f32 {
        2.0 * space::S4 + self.text.height()
    }

    pub(super) fn show(&self, ui: &Ui, rect: Rect, id: Id, scene: &mut Scene<'_>) {
        let at = rect.min + vec2(TEXT_LEFT, space::S4);
        if let Some(link) = self.text.show(ui, at, id, &self.words) {
            scene.actions.push(ChatAction::OpenLink(link));
        }
    }
}

fn line_words(item: &Item, scene: &Scene<'_>) -> String {
    let texts = scene.view.texts;
    match &item.kind {
        ItemKind::Crowd(crowd) => words::crowd(crowd, texts),
        ItemKind::Renamed { from, to, own, .. } => {
            if *own {
                texts.with("chat-renamed-you", &[("to", to.as_str().into())])
            } else {
                texts.with(
                    "chat-renamed",
                    &[("from", from.as_str().into()), ("to", to.as_str().into())],
                )
            }
        }
        ItemKind::Gap(_) => texts.get("chat-gap"),
        ItemKind::Notice(notice) => words::notice(notice, item.time, scene.view.clock, texts),
        ItemKind::Message(_) | ItemKind::Operator { .. } | ItemKind::Foreign { .. } => {
            item.text().unwrap_or_default().to_owned()
        }
    }
}

/// At the beginning of a conversation with one person: who can read it.
#[derive(Debug, Clone)]
pub(super) struct Intro {
    words: Arc<Galley>,
}

impl Intro {
    pub(super) fn new(ui: &Ui, name: &str, texts: &Texts, row_width: f32) -> Self {
        let words = texts.with("chat-private-note", &[("name", clean(name).into())]);
        let room = row_width - 2.0 * PADDING - 40.0 - space::S12;
        Self {
            words: wrapped(ui, &words, Type::Small, palette(ui).weak, room),
        }
    }

    pub(super) fn height(&self) -> f32 {
        self.box_height() + 2.0 * space::S8
    }

    fn box_height(&self) -> f32 {
        self.words.size().y + 2.0 * space::S8
    }

    pub(super) fn show(&self, ui: &Ui, top: f32) {
        let palette = palette(ui);
        let row = ui.max_rect();
        let rect = Rect::from_min_max(
            pos2(row.left() + PADDING, top + space::S8),
            pos2(row.right() - PADDING, top + space::S8 + self.box_height()),
        );
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter().rect_filled(rect, corner, palette.background);
        let middle = pos2(rect.left() + 21.0, rect.top() + space::S8 + 9.0);
        let icon = Rect::from_center_size(middle, Vec2::splat(16.0));
        icons::paint(ui.painter(), icon, Icon::Private, palette.weak);
        let at = rect.min + vec2(40.0, space::S8);
        ui.painter()
            .galley(at, Arc::clone(&self.words), palette.weak);
        named(
            ui,
            rect,
            ui.scope_id().with("intro"),
            self.words.text(),
            false,
        );
    }
}
