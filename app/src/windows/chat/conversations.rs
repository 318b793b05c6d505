//! The list of conversations: the room first, then the people one writes with.

use egui::{ScrollArea, Sense, Ui, vec2};

use super::action::ChatAction;
use super::paint::named;
use super::{ChatView, message};
use crate::look::icons::Icon;
use crate::look::text::{one_line, paint_left};
use crate::look::tokens::{height, space};
use crate::look::widgets::{Badge, BadgeKind, Button, ConversationRow, RowSeat};
use crate::look::{Ink, Palette, Seat, SeatKind, Type, palette};
use crate::models::chat::{Conversation, Partner, Preview, PreviewBy, Unread};
use crate::sentences::clean;
use crate::texts::Texts;

const HEADING: f32 = 34.0;

/// Draws the list; gives whether somebody wants to write to a person who is to be chosen.
pub(super) fn show(ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) -> bool {
    let texts = view.texts;
    ui.spacing_mut().item_spacing.y = 0.0;
    let foot = height::CONTROL + space::S8;
    let high = (ui.available_height() - foot).max(height::CONVERSATION_ROW);
    ScrollArea::vertical()
        .id_salt("conversations")
        .auto_shrink(false)
        .max_height(high)
        .show(ui, |ui| {
            let mut heading = true;
            for conversation in view.model.conversations() {
                if heading && *conversation.partner() != Partner::Room {
                    heading = false;
                    show_heading(ui, &texts.get("chat-direct"));
                }
                row(ui, view, conversation, actions);
            }
        });
    let words = texts.get("chat-new-message");
    Button::quiet(&words)
        .icon(Icon::Plus)
        .small()
        .show(ui)
        .clicked()
}

fn show_heading(ui: &mut Ui, words: &str) {
    let size = vec2(ui.available_width(), HEADING);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let colour = palette(ui).ink(Ink::Weak);
    let galley = one_line(ui, words, Type::Small, colour, rect.width() - 20.0);
    paint_left(ui, rect.left() + 10.0, rect.bottom() - 13.0, galley);
    named(ui, rect, ui.scope_id().with("heading"), words, false);
}

fn row(
    ui: &mut Ui,
    view: &ChatView<'_>,
    conversation: &Conversation,
    actions: &mut Vec<ChatAction>,
) {
    let texts = view.texts;
    let palette = palette(ui);
    let (seat, name) = match conversation.partner() {
        Partner::Room => (RowSeat::Everyone, texts.get("chat-everyone")),
        Partner::Person { name, .. } => {
            let seat = partner_seat(view, conversation, palette, name);
            (RowSeat::Seat(seat), clean(name))
        }
    };
    let preview = if conversation.is_absent() {
        texts.get("chat-not-here")
    } else {
        conversation
            .preview()
            .map(|preview| self::preview(preview, conversation, texts))
            .unwrap_or_default()
    };
    let unread = conversation.unread();
    let kind = if *conversation.partner() != Partner::Room || unread.mentions > 0 {
        BadgeKind::ForYou
    } else {
        BadgeKind::Unread
    };
    let number = number(unread);
    let badge_name = texts.with("chat-unread", &[("count", unread.messages.into())]);
    let shown = ConversationRow {
        seat,
        name: &name,
        preview: &preview,
        badge: (unread.messages > 0).then_some(Badge {
            kind,
            number: &number,
            name: &badge_name,
        }),
        selected: conversation.id() == view.model.selected().id(),
        surface: palette.background,
    };
    let response = shown.show(ui);
    if response.clicked() {
        actions.push(ChatAction::Select(conversation.id()));
    }
}

/// The seat of the person of a conversation.
pub(super) fn partner_seat(
    view: &ChatView<'_>,
    conversation: &Conversation,
    palette: &Palette,
    name: &str,
) -> Seat {
    let kind = if conversation.is_absent() {
        SeatKind::Lost
    } else {
        conversation
            .person()
            .and_then(|person| view.model.people().get(person))
            .map_or(SeatKind::App, |author| message::seat_kind(author))
    };
    Seat::new(palette, name, kind)
}

fn preview(preview: &Preview, conversation: &Conversation, texts: &Texts) -> String {
    let by = match &preview.by {
        PreviewBy::Me => texts.get("chat-preview-you"),
        PreviewBy::Operator | PreviewBy::Server => texts.get("chat-server"),
        PreviewBy::Person(author) if *conversation.partner() == Partner::Room => {
            author.name.clone()
        }
        // In a conversation of two it is clear who wrote.
        PreviewBy::Person(author) if preview.action => author.name.clone(),
        PreviewBy::Person(_) => return preview.text.clone(),
    };
    if preview.action {
        format!("{by} {}", preview.text)
    } else {
        format!("{by}: {}", preview.text)
    }
}

fn number(unread: Unread) -> String {
    match unread.messages {
        count @ 0..=99 => count.to_string(),
        _ => "99+".to_owned(),
    }
}
