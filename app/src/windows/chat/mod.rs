//! The chat page: conversations at the left, messages in the middle, people at the right.
//!
//! The page draws a [`ChatModel`] and answers with [`ChatAction`]s; it changes nothing but what it
//! remembers of itself. Drafts live in the model, so that they survive everything.

mod action;
mod bands;
mod composer;
mod composer_help;
mod composer_keys;
mod conversations;
mod delivery;
mod ending;
mod header;
mod line;
mod message;
mod messages;
mod overlay;
mod paint;
mod paste;
mod people;
mod rich_text;
mod scene;
mod state_line;
#[cfg(test)]
mod tests;
mod wire_line;
mod words;

use egui::{Key, Modifiers, Rect, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::clock::Clock;
use crate::look::tokens::{height, stroke};
use crate::look::{fill_page, palette};
use crate::models::Moment;
use crate::models::chat::{ChatModel, ConversationId};
use crate::texts::Texts;
use crate::windows::preferences::Preferences;

pub use action::ChatAction;

use composer::Composer;
use composer_keys::take_key;
use messages::Messages;
use overlay::{Overlay, Side};
use people::PeopleList;

/// How wide the lists are.
const CONVERSATIONS: f32 = 236.0;
const PEOPLE: f32 = 216.0;
/// From these widths on the lists stand beside the messages.
const PEOPLE_BESIDE: f32 = 1000.0;
const CONVERSATIONS_BESIDE: f32 = 760.0;
/// Between the newest message and the composer.
const BELOW: f32 = 8.0;
/// Below, words go where an icon is enough.
const NARROW: f32 = 520.0;

/// What the page draws.
#[derive(Debug, Clone, Copy)]
pub struct ChatView<'a> {
    /// The chat.
    pub model: &'a ChatModel,
    /// The person's language.
    pub texts: &'a Texts,
    /// For times as people read them.
    pub clock: &'a Clock,
    /// What is in force in this window.
    pub preferences: &'a Preferences,
    /// The time.
    pub now: Moment,
}

/// What the page remembers: which lists are open, and where each conversation is scrolled to.
#[derive(Debug)]
pub struct ChatPage {
    messages: Messages,
    composer: Composer,
    people: PeopleList,
    /// Whether people are shown where there is room beside the messages.
    people_beside: bool,
    conversations_over: Overlay,
    people_over: Overlay,
    /// Where the messages began when they were last drawn.
    messages_from: f32,
}

/// What there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    conversations_beside: bool,
    people_beside: bool,
    menu_button: bool,
    people: bool,
    narrow: bool,
}

impl Default for ChatPage {
    fn default() -> Self {
        Self::new()
    }
}

impl ChatPage {
    /// A page at the newest message, with the keyboard in the composer.
    #[must_use]
    pub fn new() -> Self {
        Self {
            messages: Messages::default(),
            composer: Composer::focused(),
            people: PeopleList::default(),
            people_beside: true,
            conversations_over: Overlay::new(Side::Left),
            people_over: Overlay::new(Side::Right),
            messages_from: height::CHAT_HEADER,
        }
    }

    /// Whether the newest message of a conversation is in view: what comes is seen at once.
    #[must_use]
    pub fn is_at_newest(&self, conversation: ConversationId) -> bool {
        self.messages.is_at_end(conversation)
    }

    /// Below the header, and the band under it.
    pub(in crate::windows) fn messages_from(&self) -> f32 {
        self.messages_from
    }

    /// Opens the list of people, as `/who` does.
    pub fn show_people(&mut self, width: f32) {
        if width >= PEOPLE_BESIDE {
            self.people_beside = true;
        } else {
            self.people_over.open = true;
        }
    }

    /// Draws the page into all the room there is.
    pub fn ui(&mut self, ui: &mut Ui, view: &ChatView<'_>) -> Vec<ChatAction> {
        let mut actions = Vec::new();
        let whole = ui.available_rect_before_wrap();
        let room = Room::new(whole.width(), view);
        if room.conversations_beside {
            self.conversations_over.open = false;
        }
        if room.people_beside || !room.people {
            self.people_over.open = false;
        }
        self.take_keys(ui, view, &mut actions);
        fill_page(ui, whole);

        let mut middle = whole;
        let foot = (whole.bottom() - height::STATE_LINE).max(whole.top());
        middle.set_bottom(foot);
        let foot = Rect::from_min_max(pos2(whole.left(), foot), whole.max);
        let lists = middle;
        if room.conversations_beside {
            let (left, rest) = middle.split_left_right_at_x(middle.left() + CONVERSATIONS);
            middle = rest;
            side(ui, left, Side::Left, |ui| {
                self.show_conversations(ui, view, &mut actions);
            });
        }
        if room.people_beside && self.people_beside {
            let (rest, right) = middle.split_left_right_at_x(middle.right() - PEOPLE);
            middle = rest;
            side(ui, right, Side::Right, |ui| {
                self.composer.focus |= self.people.show(ui, view, &mut actions);
            });
        }
        self.show_middle(ui, view, middle, room, &mut actions);
        part(ui, "state", foot, |ui| state_line::show(ui, view));
        self.show_overlays(ui, view, lists, &mut actions);
        self.composer.ask(ui, view, &mut actions);
        actions
    }

    fn show_middle(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        rect: Rect,
        room: Room,
        actions: &mut Vec<ChatAction>,
    ) {
        let (head, mut rest) = rect.split_top_bottom_at_y(rect.top() + height::CHAT_HEADER);
        let open = self.people_over.open || (room.people_beside && self.people_beside);
        let pressed = part(ui, "header", head, |ui| {
            header::show(ui, view, room, open, actions)
        });
        if pressed.conversations {
            self.conversations_over.toggle();
        }
        if pressed.people && room.people_beside {
            self.people_beside = !self.people_beside;
        } else if pressed.people {
            self.people_over.toggle();
            self.people.focus_filter = self.people_over.open;
        }
        if bands::is_shown(view) {
            let bottom = part(ui, "band", rest, |ui| {
                bands::show(ui, view, actions);
                ui.min_rect().bottom()
            });
            rest.set_top(bottom.min(rest.bottom()));
            // What was chosen is tried with the next message, and a band that goes takes its button
            // and the keyboard with it.
            let chosen = |action: &ChatAction| {
                matches!(action, ChatAction::LineEnding(_) | ChatAction::KeySeen)
            };
            self.composer.focus |= actions.iter().any(chosen);
        }
        self.messages_from = rest.top();
        let high = self.composer.height(ui, view, rest.width());
        let (list, write) = rest.split_top_bottom_at_y((rest.bottom() - high).max(rest.top()));
        let room_below = Rect::from_min_max(list.min, pos2(list.right(), list.bottom() - BELOW));
        part(ui, "messages", room_below, |ui| {
            self.messages.show(ui, view, actions);
        });
        part(ui, "composer", write, |ui| {
            self.composer.show(ui, view, room.narrow, actions);
        });
    }

    fn show_conversations(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        actions: &mut Vec<ChatAction>,
    ) {
        let inner = ui.max_rect().shrink(8.0);
        let wants_people = part(ui, "conversations", inner, |ui| {
            conversations::show(ui, view, actions)
        });
        let chosen = actions
            .iter()
            .any(|action| matches!(action, ChatAction::Select(_)));
        if chosen || wants_people {
            self.conversations_over.open = false;
            self.composer.focus = chosen;
        }
        if wants_people {
            self.show_people(ui.ctx().content_rect().width());
            self.people.focus_filter = true;
        }
    }

    fn show_overlays(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        lists: Rect,
        actions: &mut Vec<ChatAction>,
    ) {
        let mut over = std::mem::replace(&mut self.conversations_over, Overlay::new(Side::Left));
        over.show(ui, lists, CONVERSATIONS, |ui| {
            self.conversations_over.open = true;
            self.show_conversations(ui, view, actions);
            self.conversations_over.open
        });
        self.conversations_over = over;
        let mut over = std::mem::replace(&mut self.people_over, Overlay::new(Side::Right));
        let mut chosen = false;
        over.show(ui, lists, PEOPLE, |ui| {
            chosen = self.people.show(ui, view, actions);
            !chosen
        });
        // "New message…" in the other list may just have opened this one.
        over.open |= self.people_over.open;
        self.people_over = over;
        if chosen {
            self.composer.focus = true;
        }
    }

    fn take_keys(&mut self, ui: &Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
        let over = self.conversations_over.open || self.people_over.open;
        let elsewhere = self.composer.is_asking() || egui::Popup::is_any_open(ui.ctx());
        if !ui.is_enabled() || elsewhere {
            return;
        }
        if take_key(ui, Key::Escape, Modifiers::NONE) {
            if over {
                self.conversations_over.open = false;
                self.people_over.open = false;
            } else {
                let id = view.model.selected().id();
                self.messages.go_to_end(id);
                actions.push(ChatAction::ClearMark(id));
            }
            self.composer.focus = true;
        }
        self.take_conversation_keys(ui, view, actions);
        let id = view.model.selected().id();
        for (key, pages) in [(Key::PageUp, -0.9), (Key::PageDown, 0.9)] {
            if take_key(ui, key, Modifiers::NONE) {
                self.messages.go_pages(id, pages);
            }
        }
    }

    fn take_conversation_keys(
        &mut self,
        ui: &Ui,
        view: &ChatView<'_>,
        actions: &mut Vec<ChatAction>,
    ) {
        const NUMBERS: [Key; 9] = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let conversations = view.model.conversations();
        let now = conversations
            .iter()
            .position(|conversation| conversation.id() == view.model.selected().id())
            .unwrap_or_default();
        let count = conversations.len();
        let mut wanted = None;
        for (index, key) in NUMBERS.into_iter().enumerate() {
            if take_key(ui, key, Modifiers::ALT) {
                wanted = Some(index);
            }
        }
        let ctrl = Modifiers::CTRL | Modifiers::COMMAND;
        if take_key(ui, Key::Tab, Modifiers::CTRL) || take_key(ui, Key::Tab, ctrl) {
            wanted = Some((now + 1) % count);
        }
        let (shift, both) = (Modifiers::CTRL | Modifiers::SHIFT, ctrl | Modifiers::SHIFT);
        if take_key(ui, Key::Tab, shift) || take_key(ui, Key::Tab, both) {
            wanted = Some((now + count - 1) % count);
        }
        if let Some(conversation) = wanted.and_then(|index| conversations.get(index)) {
            actions.push(ChatAction::Select(conversation.id()));
            self.composer.focus = true;
        }
    }
}

impl Room {
    fn new(width: f32, view: &ChatView<'_>) -> Self {
        // Another program's server has one conversation and no list of people.
        let lists = !view.model.is_foreign();
        Self {
            conversations_beside: lists && width >= CONVERSATIONS_BESIDE,
            people_beside: lists && width >= PEOPLE_BESIDE,
            menu_button: lists && width < CONVERSATIONS_BESIDE,
            people: lists,
            narrow: width < NARROW,
        }
    }
}

/// A part of the page at its place.
fn part<R>(ui: &mut Ui, name: &'static str, rect: Rect, show: impl FnOnce(&mut Ui) -> R) -> R {
    let mut child = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
    show(&mut child)
}

/// A list beside the messages, with its hairline.
fn side(ui: &mut Ui, rect: Rect, side: Side, show: impl FnOnce(&mut Ui)) {
    let palette = palette(ui);
    ui.painter().rect_filled(rect, 0, palette.background);
    let line = Stroke::new(stroke::HAIRLINE, palette.hairline);
    let (name, x) = match side {
        Side::Left => ("left", rect.right().floor() - 0.5),
        Side::Right => ("right", rect.left().floor() + 0.5),
    };
    ui.painter().vline(x, rect.y_range(), line);
    let size = vec2(rect.width(), rect.height());
    part(ui, name, Rect::from_min_size(rect.min, size), show);
}
