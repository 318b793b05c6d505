//! One conversation as rows of a virtual list.

use egui::{Rect, Ui, UiBuilder, pos2, vec2};

use super::action::ChatAction;
use super::line::{Intro, LaidLine};
use super::message::{LaidMessage, PADDING, TEXT_LEFT};
use super::wire_line::LaidWireLine;
use super::{ChatView, words};
use crate::look::tokens::{Type, height};
use crate::look::widgets::{date_separator, new_separator};
use crate::models::chat::{Conversation, Item, ItemId, ItemKind, Partner};
use crate::windows::virtual_list::Rows;

/// How wide a character is on the whole, for guessing heights.
const CHARACTER: f32 = 7.1;

/// What drawing the rows needs, and what came of it.
pub(super) struct Scene<'a> {
    pub(super) view: &'a ChatView<'a>,
    pub(super) conversation: &'a Conversation,
    pub(super) actions: &'a mut Vec<ChatAction>,
    /// What was laid out in this frame, to be drawn later in it.
    laid: Vec<(usize, Laid)>,
    /// How many rows were laid out in this frame.
    pub(super) count: usize,
}

/// A row: what stands above the item because of its neighbours, and the item.
#[derive(Debug)]
struct Laid {
    intro: Option<Intro>,
    date: Option<String>,
    new: Option<String>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Message(Box<LaidMessage>),
    Wire(LaidWireLine),
    Line(LaidLine),
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        view: &'a ChatView<'a>,
        conversation: &'a Conversation,
        actions: &'a mut Vec<ChatAction>,
    ) -> Self {
        Self {
            view,
            conversation,
            actions,
            laid: Vec::new(),
            count: 0,
        }
    }

    fn item(&self, index: usize) -> Option<&'a Item> {
        self.conversation.transcript().get(index)
    }

    fn lay_out(&self, ui: &Ui, index: usize, width: f32) -> Option<Laid> {
        let item = self.item(index)?;
        let ChatView { texts, clock, .. } = *self.view;
        let transcript = self.conversation.transcript();
        let around = transcript.surroundings(index, |time| clock.day(time));
        let intro = match self.conversation.partner() {
            Partner::Person { name, .. } if index == 0 => Some(Intro::new(ui, name, texts, width)),
            _ => None,
        };
        let body = if self.view.model.is_foreign()
            && matches!(item.kind, ItemKind::Message(_) | ItemKind::Foreign { .. })
        {
            Body::Wire(LaidWireLine::new(ui, self, item, width))
        } else if let Some(message) = LaidMessage::new(ui, self, item, around.continues, width) {
            Body::Message(Box::new(message))
        } else {
            Body::Line(LaidLine::new(ui, self, item, width))
        };
        Some(Laid {
            intro,
            date: around
                .new_day
                .then(|| words::day(item.time, self.view.now.unix, clock, texts)),
            new: around
                .new_mark
                .map(|count| texts.with("chat-new", &[("count", count.into())])),
            body,
        })
    }
}

impl Laid {
    fn height(&self) -> f32 {
        self.body_top()
            + match &self.body {
                Body::Message(message) => message.height(),
                Body::Wire(line) => line.height(),
                Body::Line(line) => line.height(),
            }
    }

    fn body_top(&self) -> f32 {
        let intro = self.intro.as_ref().map_or(0.0, Intro::height);
        let date = self.date.as_ref().map_or(0.0, |_| height::DATE);
        let new = self.new.as_ref().map_or(0.0, |_| height::NEW);
        intro + date + new
    }
}

impl Rows for Scene<'_> {
    type Key = ItemId;

    fn len(&self) -> usize {
        self.conversation.transcript().len()
    }

    fn key(&self, index: usize) -> Option<ItemId> {
        self.item(index).map(|item| item.id)
    }

    fn index_of(&self, key: ItemId) -> Option<usize> {
        self.conversation.transcript().index_of(key)
    }

    fn estimate(&self, index: usize, width: f32) -> f32 {
        let Some(item) = self.item(index) else {
            return 0.0;
        };
        // The day is left out: asking for it a hundred thousand times would be felt.
        let around = self.conversation.transcript().surroundings(index, |_| 0);
        let room = (width - TEXT_LEFT - PADDING).max(CHARACTER);
        let lines = |text: &str| (text.len() as f32 * CHARACTER / room).ceil().max(1.0);
        match &item.kind {
            ItemKind::Message(message) => {
                let head = if around.continues { 5.0 } else { 29.0 };
                head + lines(&message.text) * Type::Body.line()
            }
            ItemKind::Operator { text, .. } => 29.0 + lines(text) * Type::Body.line(),
            _ => 8.0 + Type::Small.line(),
        }
    }

    fn measure(&mut self, ui: &Ui, index: usize, width: f32) -> f32 {
        // The list places its rows twice in a frame in which it jumps.
        if let Some((_, laid)) = self.laid.iter().find(|(other, _)| *other == index) {
            return laid.height();
        }
        let Some(laid) = self.lay_out(ui, index, width) else {
            return 0.0;
        };
        let height = laid.height();
        self.laid.push((index, laid));
        self.count += 1;
        height
    }

    fn show(&mut self, ui: &mut Ui, index: usize) {
        let Some(at) = self.laid.iter().position(|(other, _)| *other == index) else {
            return;
        };
        let (_, laid) = self.laid.swap_remove(at);
        let Some(item) = self.item(index) else {
            return;
        };
        let rect = ui.max_rect();
        let mut top = rect.top();
        if let Some(intro) = &laid.intro {
            intro.show(ui, top);
            top += intro.height();
        }
        let mut separator = |ui: &mut Ui, high: f32, show: &dyn Fn(&mut Ui)| {
            let inner = Rect::from_min_max(
                pos2(rect.left() + PADDING, top),
                pos2(rect.right() - PADDING, top + high),
            );
            show(&mut ui.new_child(UiBuilder::new().max_rect(inner)));
            top += high;
        };
        if let Some(date) = &laid.date {
            separator(ui, height::DATE, &|ui| {
                date_separator(ui, date);
            });
        }
        if let Some(new) = &laid.new {
            separator(ui, height::NEW, &|ui| {
                new_separator(ui, new);
            });
        }
        let size = vec2(rect.width(), rect.bottom() - top);
        let body = Rect::from_min_size(pos2(rect.left(), top), size);
        let id = ui.scope_id().with("body");
        match &laid.body {
            Body::Message(message) => message.show(ui, body, id, item, self),
            Body::Wire(line) => line.show(ui, body, id, item, self),
            Body::Line(line) => line.show(ui, body, id, self),
        }
    }
}
