//! The messages of the selected conversation, and the way back to the newest one.

use std::collections::HashMap;

use egui::{
    CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::ChatView;
use super::action::ChatAction;
use super::scene::Scene;
use crate::look::icons::{self, Icon};
use crate::look::text::{one_line, paint_left, wrapped};
use crate::look::tokens::{Type, space, stroke};
use crate::look::widgets::focus_ring;
use crate::look::{Ink, palette, theme};
use crate::models::chat::{Change, ChangeCursor, Conversation, ConversationId, ItemId, Partner};
use crate::windows::virtual_list::VirtualList;

/// Older messages are asked for when the first shown one is among the first ones.
const NEAR_THE_BEGINNING: usize = 10;
/// Beyond, entries are counted instead of messages.
const COUNTED: usize = 1_000;
const BUTTON: f32 = 30.0;

/// Where each conversation is scrolled to.
#[derive(Debug, Default)]
pub(super) struct Messages {
    places: HashMap<ConversationId, Place>,
    /// How many rows the last frame laid out.
    pub(super) laid_out: usize,
}

/// Where one conversation is scrolled to.
#[derive(Debug, Default)]
struct Place {
    list: VirtualList<ItemId>,
    seen: ChangeCursor,
    /// The last item when the end was last shown.
    last_seen: Option<ItemId>,
}

impl Messages {
    /// Whether a conversation stands at its newest message.
    pub(super) fn is_at_end(&self, id: ConversationId) -> bool {
        self.places
            .get(&id)
            .is_none_or(|place| place.list.is_at_end())
    }

    pub(super) fn go_to_end(&mut self, id: ConversationId) {
        if let Some(place) = self.places.get_mut(&id) {
            place.list.go_to_end();
        }
    }

    pub(super) fn go_pages(&mut self, id: ConversationId, pages: f64) {
        if let Some(place) = self.places.get_mut(&id) {
            place.list.go_pages(pages);
        }
    }

    pub(super) fn show(&mut self, ui: &mut Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
        let conversation = view.model.selected();
        let transcript = conversation.transcript();
        let place = self.places.entry(conversation.id()).or_default();
        if transcript.is_empty() {
            show_nothing(ui, view);
        }
        let rect = ui.available_rect_before_wrap();
        let (shown, laid_out) = {
            let mut scene = Scene::new(view, conversation, actions);
            place.follow(&scene);
            let shown = place.list.show(ui, &mut scene);
            (shown, scene.count)
        };
        self.laid_out = laid_out;
        if shown.at_end {
            place.last_seen = transcript
                .len()
                .checked_sub(1)
                .and_then(|last| transcript.get(last))
                .map(|item| item.id);
        } else {
            let below = place.below(conversation);
            if newest_button(ui, rect, below, view).clicked() {
                place.list.go_to_end();
                actions.push(ChatAction::ClearMark(conversation.id()));
            }
        }
        let model = view.model;
        let near =
            shown.rows.start < NEAR_THE_BEGINNING && conversation.id() == ConversationId::ROOM;
        if near && model.has_older() && !model.is_loading_older() && model.link().is_open() {
            actions.push(ChatAction::LoadOlder);
        }
    }
}

impl Place {
    /// Takes over what changed in the transcript since the last frame.
    fn follow(&mut self, scene: &Scene<'_>) {
        let transcript = scene.conversation.transcript();
        match transcript.changes_since(self.seen) {
            Some(changes) => {
                for change in changes {
                    match change {
                        Change::Inserted { at, count } => self.list.inserted(at, count, scene),
                        Change::Removed { at, count } => self.list.removed(at, count),
                        // Whatever is visible is measured anew in every frame.
                        Change::Altered { .. } => {}
                    }
                }
            }
            None => self.list.forget_heights(),
        }
        self.seen = transcript.cursor();
    }

    /// How many messages came since the end was last shown.
    fn below(&self, conversation: &Conversation) -> usize {
        let transcript = conversation.transcript();
        let from = self
            .last_seen
            .and_then(|id| transcript.index_of(id))
            .map_or(transcript.len(), |index| index + 1);
        let entries = transcript.len().saturating_sub(from);
        if entries > COUNTED {
            return entries;
        }
        (from..transcript.len())
            .filter_map(|index| transcript.get(index))
            .filter(|item| item.text().is_some())
            .count()
    }
}

/// An empty conversation, and how others come into an empty room.
fn show_nothing(ui: &Ui, view: &ChatView<'_>) {
    let rect = ui.available_rect_before_wrap();
    let (texts, model) = (view.texts, view.model);
    let mut lines = vec![texts.get("chat-nothing-yet")];
    let alone = matches!(model.selected().partner(), Partner::Room) && model.people().total() == 1;
    if let Some(address) = model.address().filter(|_| alone) {
        let address = address.to_string();
        lines.push(texts.with("chat-alone", &[("address", address.into())]));
    }
    let colours = [Ink::Normal, Ink::Weak].map(|ink| palette(ui).ink(ink));
    let mut top = rect.center().y - lines.len() as f32 * Type::Control.line() / 2.0;
    for (index, (words, colour)) in lines.iter().zip(colours).enumerate() {
        let galley = wrapped(ui, words, Type::Control, colour, rect.width() - 32.0);
        let at = pos2(rect.center().x - galley.size().x / 2.0, top);
        let place = Rect::from_min_size(at, galley.size());
        top = place.bottom() + space::S4;
        ui.painter().galley(at, galley, colour);
        let id = ui.scope_id().with(("nothing", index));
        super::paint::named(ui, place, id, words, false);
    }
}

/// "12 new below", over the lower edge of the messages.
fn newest_button(ui: &Ui, view_rect: Rect, below: usize, view: &ChatView<'_>) -> Response {
    let palette = palette(ui);
    let words = if below == 0 {
        view.texts.get("chat-to-newest")
    } else {
        view.texts
            .with("chat-new-below", &[("count", below.into())])
    };
    let galley = one_line(ui, &words, Type::Control, palette.strong, f32::INFINITY);
    let size = vec2(galley.size().x + 52.0, BUTTON);
    let middle = pos2(
        view_rect.center().x,
        view_rect.bottom() - space::S12 - BUTTON / 2.0,
    );
    let rect = Rect::from_center_size(middle, size);
    let response = ui.interact(rect, ui.scope_id().with("newest"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let corner = CornerRadius::same((BUTTON / 2.0) as u8);
    let fill = if response.hovered() {
        palette.hovered(palette.card)
    } else {
        palette.card
    };
    let shadow = theme::shadow(palette).as_shape(rect, corner);
    ui.painter().add(shadow);
    let edge = Stroke::new(stroke::CONTROL, palette.control);
    ui.painter()
        .rect(rect, corner, fill, edge, StrokeKind::Inside);
    let icon = Rect::from_center_size(pos2(rect.left() + 20.0, middle.y), Vec2::splat(16.0));
    icons::paint(ui.painter(), icon, Icon::ChevronDown, palette.strong);
    paint_left(ui, rect.left() + 36.0, middle.y, galley);
    focus_ring(ui, rect, (BUTTON / 2.0) as u8, &response);
    response
}
