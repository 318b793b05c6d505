//! Toasts: one to three lines that go by themselves, with at most one action. They hang from above, since
//! what is new and what is being written stand at the bottom of every page.

use super::button::Button;
use super::icon_button::IconButton;
use crate::look::icons::{self, Icon};
use crate::look::motion;
use crate::look::palette::{Ink, Palette};
use crate::look::text::few_lines;
use crate::look::theme::{palette, shadow};
use crate::look::tokens::{Type, height, radius, space, stroke, width};
use egui::{
    Align, Align2, Area, Context, CornerRadius, Id, Layout, Order, Rect, Role, Sense, Shape,
    Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, epaint::RectShape, pos2, vec2,
};
use std::time::Duration;

/// Seconds that a toast stays.
const STAY: f64 = 4.0;
/// Seconds that one stays that has an action, or takes longer to read.
const STAY_LONGER: f64 = 8.0;
/// More letters than one line has take longer to read.
const LONG: usize = 40;
/// The lines that its words have at most.
const LINES: usize = 3;
/// At most so many at once; the oldest goes first.
const MOST: usize = 3;

/// What a toast says.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// The drawing before the words.
    pub icon: Icon,
    /// The drawing's colour.
    pub ink: Ink,
    /// A sentence or two.
    pub words: String,
    /// The one action.
    pub action: Option<String>,
}

impl Toast {
    /// Something was done.
    #[must_use]
    pub fn done(words: impl Into<String>) -> Self {
        Self {
            icon: Icon::Confirmed,
            ink: Ink::Success,
            words: words.into(),
            action: None,
        }
    }

    /// Something was done that can be undone.
    #[must_use]
    pub fn with_action(words: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            icon: Icon::Retry,
            ink: Ink::Accent,
            words: words.into(),
            action: Some(action.into()),
        }
    }

    /// Something did not work.
    #[must_use]
    pub fn failed(words: impl Into<String>) -> Self {
        Self {
            icon: Icon::Alert,
            ink: Ink::Danger,
            words: words.into(),
            action: None,
        }
    }
}

/// Names a toast among those shown.
pub type ToastId = u64;

/// What happened to a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEvent {
    /// Its action was pressed.
    Action(ToastId),
    /// It was closed or its time was over.
    Gone(ToastId),
}

#[derive(Clone, Debug)]
struct Shown {
    id: ToastId,
    toast: Toast,
    born: f64,
    goes: f64,
}

/// The toasts that show.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    shown: Vec<Shown>,
    next: ToastId,
}

impl Toasts {
    /// Shows another one. `now` is egui's time in seconds.
    pub fn push(&mut self, now: f64, toast: Toast) -> ToastId {
        let stay = if toast.action.is_some() || toast.words.chars().count() > LONG {
            STAY_LONGER
        } else {
            STAY
        };
        if self.shown.len() == MOST {
            self.shown.remove(0);
        }
        self.next += 1;
        self.shown.push(Shown {
            id: self.next,
            toast,
            born: now,
            goes: now + stay,
        });
        self.next
    }

    /// How many show.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none shows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Draws them below the height of `top`, the newest highest. `close` names the crosses.
    pub fn show(&mut self, ctx: &Context, top: f32, close: &str) -> Vec<ToastEvent> {
        let now = ctx.input(|input| input.time);
        let mut events = self.expire(now);
        if self.shown.is_empty() {
            return events;
        }
        let room = ctx.content_rect().width() - 2.0 * space::S16;
        let width = width::DIALOG.min(room).max(0.0);
        let reduced = motion::is_reduced(ctx);
        Area::new(Id::unique("look::toasts"))
            .order(Order::Tooltip)
            .anchor(Align2::CENTER_TOP, vec2(0.0, top + space::S8))
            .show(ctx, |ui| {
                ui.spacing_mut().item_spacing.y = space::S8;
                for shown in self.shown.iter().rev() {
                    let opacity = shown.opacity(now, reduced);
                    let pressed = ui
                        .scope(|ui| {
                            ui.set_opacity(opacity);
                            show_toast(ui, &shown.toast, width, close)
                        })
                        .inner;
                    events.extend(pressed.map(|pressed| pressed.of(shown.id)));
                }
            });
        self.shown.retain(|shown| {
            let id = shown.id;
            !events.contains(&ToastEvent::Action(id)) && !events.contains(&ToastEvent::Gone(id))
        });
        if let Some(next) = self.next_change(now) {
            ctx.request_repaint_after(Duration::from_secs_f64(next));
        }
        events
    }

    fn expire(&mut self, now: f64) -> Vec<ToastEvent> {
        let over = |shown: &&Shown| shown.goes <= now;
        let gone = self.shown.iter().filter(over);
        let events = gone.map(|shown| ToastEvent::Gone(shown.id)).collect();
        self.shown.retain(|shown| shown.goes > now);
        events
    }

    /// Seconds until something looks different.
    fn next_change(&self, now: f64) -> Option<f64> {
        let frame = 1.0 / 60.0;
        self.shown
            .iter()
            .map(|shown| {
                let fades_at = shown.goes - f64::from(motion::TOAST_OUT);
                let coming = now - shown.born < f64::from(motion::TOAST_IN);
                if coming || now >= fades_at {
                    frame
                } else {
                    fades_at - now
                }
            })
            .min_by(f64::total_cmp)
    }
}

impl Shown {
    fn opacity(&self, now: f64, reduced: bool) -> f32 {
        let (coming, going) = if reduced {
            (motion::REDUCED, motion::REDUCED)
        } else {
            (motion::TOAST_IN, motion::TOAST_OUT)
        };
        let left = ((self.goes - now) as f32 / going).clamp(0.0, 1.0);
        motion::progress(now, self.born, coming).min(left)
    }
}

#[derive(Clone, Copy)]
enum Pressed {
    Action,
    Close,
}

impl Pressed {
    fn of(self, id: ToastId) -> ToastEvent {
        match self {
            Self::Action => ToastEvent::Action(id),
            Self::Close => ToastEvent::Gone(id),
        }
    }
}

/// What stands behind the words.
fn frame(rect: Rect, palette: &Palette) -> Shape {
    let corner = CornerRadius::same(radius::CARD);
    let edge = Stroke::new(stroke::HAIRLINE, palette.hairline);
    let card = RectShape::new(rect, corner, palette.card, edge, StrokeKind::Inside);
    Shape::Vec(vec![
        shadow(palette).as_shape(rect, corner).into(),
        card.into(),
    ])
}

/// The sign and what can be pressed stand beside the first line.
fn show_toast(ui: &mut Ui, toast: &Toast, width: f32, close: &str) -> Option<Pressed> {
    let palette = palette(ui);
    // How high the frame is shows only when the words are laid out, beside what can be pressed.
    let behind = ui.painter().add(Shape::Noop);
    let row = Rect::from_min_size(ui.cursor().min, vec2(width, height::TOAST));
    let icon = pos2(row.left() + 24.0, row.center().y);
    let icon = Rect::from_center_size(icon, Vec2::splat(16.0));
    icons::paint(ui.painter(), icon, toast.icon, palette.ink(toast.ink));

    let right = Layout::right_to_left(Align::Center);
    let inner = row.shrink2(vec2(space::S8, 0.0));
    let mut actions = ui.new_child(UiBuilder::new().max_rect(inner).layout(right));
    actions.spacing_mut().item_spacing.x = space::S12;
    let closed = IconButton::new(Icon::Close, close)
        .small()
        .colour(palette.weak)
        .show(&mut actions)
        .clicked();
    let acted = toast.action.as_ref().is_some_and(|action| {
        let button = Button::quiet(action).small();
        button.show(&mut actions).clicked()
    });

    let left = row.left() + 43.0;
    let room = actions.min_rect().left() - space::S8 - left;
    let words = few_lines(ui, &toast.words, Type::Body, palette.strong, room, LINES);
    let more = (words.size().y - Type::Body.line()).max(0.0);
    let size = vec2(width, height::TOAST + more);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &toast.words));
    ui.painter().set(behind, frame(rect, palette));
    let at = pos2(left, row.center().y - Type::Body.line() / 2.0);
    let elided = words.elided;
    ui.painter().galley(at, words, palette.strong);
    if elided {
        response.on_hover_text(&toast.words);
    }
    match (acted, closed) {
        (true, _) => Some(Pressed::Action),
        (_, true) => Some(Pressed::Close),
        _ => None,
    }
}

/// Draws one toast in the flow of a page, as the component sheet does.
#[cfg(test)]
pub(crate) fn show_in_flow(ui: &mut Ui, toast: &Toast, close: &str) {
    let _ = show_toast(ui, toast, width::DIALOG, close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_three_show_and_the_oldest_goes_first() {
        let mut toasts = Toasts::default();
        let ids: Vec<_> = (0..4).map(|_| toasts.push(0.0, Toast::done("x"))).collect();
        assert_eq!(toasts.len(), 3);
        assert!(toasts.shown.iter().all(|shown| shown.id != ids[0]));
    }

    #[test]
    fn an_action_or_a_long_sentence_gets_more_time() {
        let mut toasts = Toasts::default();
        let plain = toasts.push(10.0, Toast::done("Copied"));
        let undo = toasts.push(10.0, Toast::with_action("Discarded", "Undo"));
        let long = toasts.push(10.0, Toast::failed("word ".repeat(20)));
        assert_eq!(toasts.expire(13.9), []);
        assert_eq!(toasts.expire(14.0), [ToastEvent::Gone(plain)]);
        let gone = [undo, long].map(ToastEvent::Gone);
        assert_eq!(toasts.expire(18.0), gone);
        assert!(toasts.is_empty());
    }

    #[test]
    fn a_repaint_is_asked_for_only_while_something_changes() {
        let mut toasts = Toasts::default();
        assert_eq!(toasts.next_change(0.0), None);
        toasts.push(0.0, Toast::done("Copied"));
        assert!(toasts.next_change(0.05).is_some_and(|next| next < 0.02));
        assert!(toasts.next_change(1.0).is_some_and(|next| next > 2.5));
    }
}
