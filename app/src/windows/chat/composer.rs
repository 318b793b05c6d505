//! Where a message is written: our own seat with its ring, the field, Send, and help under it.

use std::time::Duration;

use egui::text::{CCursor, CCursorRange, LayoutJob};
use egui::text_edit::TextEditState;
use egui::{
    CornerRadius, Event, EventFilter, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Rect,
    ScrollArea, Stroke, StrokeKind, TextBuffer, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::ChatView;
use super::action::ChatAction;
use super::composer_help;
use super::composer_keys::{self, Caret, Pressed};
use super::paste::{Answer, Pasted};
use crate::look::icons::Icon;
use crate::look::text::{coloured, format};
use crate::look::tokens::{height, radius, stroke};
use crate::look::widgets::Button;
use crate::look::{Allowance, Palette, Seat, SeatKind, Type, motion, palette, ring};
use crate::models::chat::{Completion, ConversationId, Partner, Sendable};
use crate::sentences::clean;

/// Above, and below with the line of help.
const ABOVE: f32 = 11.0;
const BELOW: f32 = 34.0;
const FIELD_LEFT: f32 = 60.0;
const RIGHT: f32 = 12.0;
const GAP: f32 = 10.0;
const SEAT: f32 = 13.5;
/// Between two pictures of a fading tick.
const FADE_STEP: Duration = Duration::from_millis(33);
const MARGIN_X: f32 = 10.0;
const MARGIN_Y: f32 = 7.0;

/// What the composer remembers between frames.
#[derive(Debug, Default)]
pub(super) struct Composer {
    completion: Completion,
    caret: Caret,
    /// What the field held, so that a text that came from elsewhere is noticed.
    held: Option<(ConversationId, String)>,
    /// A pasted text that is asked about.
    asked: Option<Pasted>,
    /// A text that was asked about and goes into the field as soon as that has the keyboard.
    insert: Option<String>,
    /// The field wants the keyboard.
    pub(super) focus: bool,
    /// The Send button's width in the last frame, which depends on the language.
    send_width: f32,
}

impl Composer {
    /// With the keyboard, as soon as it is drawn.
    pub(super) fn focused() -> Self {
        Self {
            focus: true,
            ..Self::default()
        }
    }

    pub(super) fn id() -> Id {
        Id::unique("chat composer")
    }

    /// How high it is now in a page so wide; a window lower than 760 leaves it fewer lines.
    pub(super) fn height(&self, ui: &Ui, view: &ChatView<'_>, width: f32) -> f32 {
        ABOVE + self.field_height(ui, view, width) + BELOW
    }

    fn field_height(&self, ui: &Ui, view: &ChatView<'_>, width: f32) -> f32 {
        let text = view.model.selected().draft().text();
        let room = self.field_width(width) - 2.0 * MARGIN_X;
        let galley = ui.painter().layout_job(job(text, room, palette(ui)));
        let rows = galley.rows.len().clamp(1, most_rows(ui));
        (rows as f32 * Type::Body.line() + 2.0 * MARGIN_Y).max(height::COMPOSER)
    }

    fn field_width(&self, width: f32) -> f32 {
        let send = if self.send_width > 0.0 {
            self.send_width
        } else {
            88.0
        };
        (width - FIELD_LEFT - GAP - send - RIGHT).max(40.0)
    }

    /// Draws it into all of `ui`.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        narrow: bool,
        actions: &mut Vec<ChatAction>,
    ) {
        let palette = palette(ui);
        let rect = ui.max_rect();
        let line = Stroke::new(stroke::HAIRLINE, palette.hairline);
        ui.painter()
            .hline(rect.x_range(), rect.top().floor() + 0.5, line);
        let high = self.field_height(ui, view, rect.width());
        let wide = self.field_width(rect.width());
        let corner = pos2(rect.left() + FIELD_LEFT, rect.top() + ABOVE);
        let field = Rect::from_min_size(corner, vec2(wide, high));
        show_seat(ui, view, field, palette);
        self.show_field(ui, view, field, actions);
        self.show_send(ui, view, field, narrow, actions);
        let help = Rect::from_min_max(
            pos2(field.left(), field.bottom() + 4.0),
            pos2(rect.right() - RIGHT, field.bottom() + 26.0),
        );
        composer_help::show(ui, view, help, narrow);
    }

    fn show_send(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        field: Rect,
        narrow: bool,
        actions: &mut Vec<ChatAction>,
    ) {
        let texts = view.texts;
        let id = view.model.selected().id();
        let why = match view.model.sendable(id) {
            Sendable::Yes => None,
            Sendable::Nothing => Some(texts.get("chat-send-nothing")),
            Sendable::TooLong { over } => {
                Some(texts.with("chat-too-many", &[("over", over.into())]))
            }
            Sendable::TooManyLines { over } => {
                Some(texts.with("chat-too-many-lines", &[("over", over.into())]))
            }
            Sendable::Ended => Some(texts.get("chat-send-ended")),
        };
        let place = Rect::from_min_max(
            pos2(field.right() + GAP, field.bottom() - height::COMPOSER),
            pos2(ui.max_rect().right(), field.bottom()),
        );
        let mut ui = ui.new_child(UiBuilder::new().id_salt("send").max_rect(place));
        let words = texts.get("chat-send");
        let response = Button::primary(&words)
            .icon(Icon::Send)
            .height(height::COMPOSER)
            .icon_only(narrow)
            .unavailable(why.as_deref())
            .show(&mut ui);
        let send_width = response.rect.width();
        if send_width != self.send_width {
            self.send_width = send_width;
            ui.ctx().request_repaint();
        }
        if response.clicked() {
            let text = view.model.selected().draft().text().to_owned();
            actions.push(ChatAction::Submit {
                conversation: id,
                text,
            });
            self.focus = true;
        }
    }

    fn show_field(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        rect: Rect,
        actions: &mut Vec<ChatAction>,
    ) {
        let conversation = view.model.selected().id();
        let mut text = view.model.selected().draft().text().to_owned();
        let id = Self::id();
        let external = match &self.held {
            Some((other, held)) => *other != conversation || *held != text,
            None => true,
        };
        if external {
            put_caret(ui, id, text.chars().count());
        }
        if ui.memory(|memory| memory.has_focus(id)) {
            self.take_paste(ui, view);
            match composer_keys::take(ui, view, &text, self.caret, &mut self.completion) {
                Pressed::Nothing => {}
                Pressed::Send => {
                    if view.model.sendable(conversation) == Sendable::Yes {
                        let text = text.clone();
                        actions.push(ChatAction::Submit { conversation, text });
                    }
                }
                Pressed::Older => actions.push(ChatAction::RecallOlder(conversation)),
                Pressed::Newer => actions.push(ChatAction::RecallNewer(conversation)),
                Pressed::Completed(completed) => {
                    text = completed.text;
                    put_caret(ui, id, completed.cursor);
                    let text = text.clone();
                    actions.push(ChatAction::Edit { conversation, text });
                }
            }
        }
        let changed = self.edit(ui, view, rect, &mut text);
        if changed {
            let text = text.clone();
            actions.push(ChatAction::Edit { conversation, text });
        }
        self.held = Some((conversation, text));
        if std::mem::take(&mut self.focus) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }

    /// Asks before many lines are pasted; what was asked about already goes on to the field.
    fn take_paste(&mut self, ui: &Ui, view: &ChatView<'_>) {
        if let Some(text) = self.insert.take() {
            ui.input_mut(|input| input.events.push(Event::Paste(text)));
            return;
        }
        let conversation = view.model.selected().id();
        let mut question = None;
        let text = composer_keys::take_paste(ui, |text| {
            question = (view.model).paste_question(conversation, text, self.caret.selected);
            question.is_some()
        });
        if let (Some(text), Some(question)) = (text, question) {
            self.asked = Some(Pasted {
                conversation,
                text,
                question,
                focused: false,
            });
        }
    }

    /// Whether a question is open.
    pub(super) fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    /// Shows the question about a pasted text, if there is one.
    pub(super) fn ask(&mut self, ui: &Ui, view: &ChatView<'_>, actions: &mut Vec<ChatAction>) {
        let Some(asked) = &mut self.asked else { return };
        let Some(answer) = asked.ask(ui, view) else {
            return;
        };
        self.focus = true;
        ui.ctx().request_repaint();
        if let Some(Pasted {
            conversation, text, ..
        }) = self.asked.take()
        {
            match answer {
                Answer::Cancel => {}
                Answer::One => {
                    self.insert = Some(text.replace("\r\n", "\n").trim_end().to_owned());
                }
                Answer::Many => actions.push(ChatAction::SubmitLines { conversation, text }),
            }
        }
    }

    fn edit(&mut self, ui: &mut Ui, view: &ChatView<'_>, rect: Rect, text: &mut String) -> bool {
        let palette = palette(ui);
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter().rect_filled(rect, corner, palette.field);
        let inner = rect.shrink2(vec2(MARGIN_X, MARGIN_Y));
        let hint = coloured(hint(view), Type::Body, palette.weak);
        let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, width: f32| {
            ui.painter()
                .layout_job(job(buffer.as_str(), width, palette))
        };
        // Tab is taken before, when it completes something; otherwise it moves on.
        let filter = EventFilter {
            tab: false,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: false,
        };
        let mut child = ui.new_child(UiBuilder::new().id_salt("field").max_rect(inner));
        child.spacing_mut().scroll.fade.strength = 0.0;
        let mut scroll = ScrollArea::vertical()
            .id_salt("draft")
            .auto_shrink(false)
            .min_scrolled_height(inner.height())
            .max_height(inner.height());
        let galley = ui.painter().layout_job(job(text, inner.width(), palette));
        if galley.rows.len() <= most_rows(ui) {
            // The cursor is a little higher than its line, and would scroll that out of the field.
            scroll = scroll.vertical_scroll_offset(0.0);
        }
        let output = scroll
            .show(&mut child, |ui| {
                TextEdit::multiline(text)
                    .id(Self::id())
                    .frame(Frame::new().inner_margin(Margin::ZERO))
                    .desired_rows(1)
                    .desired_width(inner.width())
                    .min_size(vec2(inner.width(), inner.height()))
                    .font(Type::Body.font())
                    .hint_text(hint)
                    .event_filter(filter)
                    .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
                    .layouter(&mut layouter)
                    .show(ui)
            })
            .inner;
        let name = view.texts.get("chat-message-field");
        let response = output.response.response.accessible_name(name);
        let edge = if response.has_focus() {
            Stroke::new(stroke::FOCUS, palette.focus())
        } else {
            Stroke::new(stroke::CONTROL, palette.control)
        };
        ui.painter()
            .rect_stroke(rect, corner, edge, StrokeKind::Inside);
        if ui.rect_contains_pointer(rect) && ui.input(|input| input.pointer.any_pressed()) {
            self.focus = true;
        }
        if let Some(range) = output.cursor_range {
            self.caret = Caret::of(&output.galley, range);
        }
        response.changed()
    }
}

/// So many lines the field shows before it scrolls.
fn most_rows(ui: &Ui) -> usize {
    if ui.ctx().content_rect().height() < 760.0 {
        3
    } else {
        6
    }
}

fn job(text: &str, width: f32, palette: &Palette) -> LayoutJob {
    let mut job = LayoutJob::single_section(text.to_owned(), format(Type::Body, palette.strong));
    job.wrap.max_width = width;
    job
}

fn put_caret(ui: &Ui, id: Id, at: usize) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let range = CCursorRange::one(CCursor::new(at));
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
}

fn hint(view: &ChatView<'_>) -> String {
    if view.model.is_foreign() {
        return view.texts.get("chat-hint-foreign");
    }
    match view.model.selected().partner() {
        Partner::Room => view.texts.get("chat-hint-everyone"),
        Partner::Person { name, .. } => {
            let name = clean(name);
            view.texts
                .with("chat-hint-person", &[("name", name.into())])
        }
    }
}

/// Our own seat at the left of the field's last line, with what is used of this second.
fn show_seat(ui: &Ui, view: &ChatView<'_>, field: Rect, palette: &Palette) {
    let middle = pos2(field.left() - 29.0, field.bottom() - height::COMPOSER / 2.0);
    let me = view.model.me();
    Seat::new(palette, &me.name, SeatKind::App).paint(
        ui.painter(),
        middle,
        SEAT,
        palette,
        palette.panel,
    );
    let allowance = match view.model.allowance() {
        Some(allowance) => Allowance::of(
            allowance.limit.saturating_sub(allowance.left) as u32,
            allowance.limit as u32,
        ),
        None => Allowance::unlimited(0),
    };
    let fade = fade(ui, view);
    ui.painter()
        .extend(ring::shapes(middle, SEAT, allowance, fade, palette));
}

/// The opacity of the tick that goes next. It is drawn anew only while it fades.
fn fade(ui: &Ui, view: &ChatView<'_>) -> f32 {
    let Some(since) = view.model.oldest_spent() else {
        return 1.0;
    };
    let age = view.now.instant.saturating_duration_since(since);
    let reduced = motion::is_reduced(ui.ctx());
    if !reduced && age.as_secs_f32() < motion::TICK {
        ui.ctx().request_repaint_after(FADE_STEP);
    }
    motion::tick_opacity(age.as_secs_f32(), reduced)
}
