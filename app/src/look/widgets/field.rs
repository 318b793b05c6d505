//! A text field with its label above and its help, or what is wrong with it, below.

use crate::look::icons::{self, Icon};
use crate::look::palette::{Ink, Palette};
use crate::look::text::{self, format};
use crate::look::theme::{field_margin, palette};
use crate::look::tokens::{Type, height, radius, space, stroke};
use egui::text::LayoutJob;
use egui::{
    Align2, CornerRadius, Frame, Id, Rect, Response, Stroke, StrokeKind, TextBuffer, TextEdit, Ui,
    Vec2, pos2, vec2,
};

const ERROR_ICON: f32 = 15.0;

/// A labelled text field.
#[derive(Debug)]
#[must_use = "call show"]
pub struct Field<'a> {
    label: &'a str,
    value: &'a mut String,
    note: &'a str,
    hint: &'a str,
    help: &'a str,
    error: Option<&'a str>,
    submitted: bool,
    mono: bool,
    small: bool,
    rows: usize,
    width: Option<f32>,
    suffix_width: f32,
    icon: Option<Icon>,
    label_hidden: bool,
    masked: bool,
    id: Option<Id>,
}

impl<'a> Field<'a> {
    /// A field of one line.
    pub fn new(label: &'a str, value: &'a mut String) -> Self {
        Self {
            label,
            value,
            note: "",
            hint: "",
            help: "",
            error: None,
            submitted: false,
            mono: false,
            small: false,
            rows: 1,
            width: None,
            suffix_width: 0.0,
            icon: None,
            label_hidden: false,
            masked: false,
            id: None,
        }
    }

    /// A weak word after the label, such as "optional".
    pub fn note(mut self, note: &'a str) -> Self {
        self.note = note;
        self
    }

    /// Shown inside while the field is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// A sentence below.
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = help;
        self
    }

    /// What is wrong and what to do, in place of the help. It hides while the person types and
    /// shows again when they leave the field or submit it.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Whether the form was submitted in this frame without leaving the field: its error shows.
    pub fn submitted(mut self, submitted: bool) -> Self {
        self.submitted = submitted;
        self
    }

    /// In Hack, for numbers and addresses.
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// 30 high, for filters.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// So many lines; Enter then starts a new one.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// So wide; otherwise all the width there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// With an icon inside, as search fields have.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Without the label above; it stays the accessible name.
    pub fn label_hidden(mut self) -> Self {
        self.label_hidden = true;
        self
    }

    /// With dots in place of what is typed, which cannot be copied either.
    pub fn masked(mut self, masked: bool) -> Self {
        self.masked = masked;
        self
    }

    /// With an id of its own, to move the keyboard here.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Keeps room at the right for something painted over the field.
    pub(super) fn suffix_width(mut self, width: f32) -> Self {
        self.suffix_width = width;
        self
    }

    /// Draws it all; the response is the text field's own.
    pub fn show(self, ui: &mut Ui) -> Response {
        self.show_and_lend(ui).0
    }

    /// As [`show`](Self::show), and gives the text back for whatever changes it besides typing.
    pub(super) fn show_and_lend(mut self, ui: &mut Ui) -> (Response, &'a mut String) {
        let width = self.width.unwrap_or_else(|| ui.available_width());
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = space::S4;
            if self.small {
                // egui makes no field lower than this.
                ui.spacing_mut().interact_size.y = height::SMALL_FIELD;
            }
            let response = self.show_within(ui, width);
            (response, self.value)
        })
        .inner
    }

    fn show_within(&mut self, ui: &mut Ui, width: f32) -> Response {
        let palette = palette(ui);
        let label = (!self.label_hidden).then(|| self.show_label(ui));
        let response = self.show_edit(ui, width, palette);
        let response = match label {
            Some(label) => response.labelled_by(label.id),
            None => response.accessible_name(self.label),
        };
        let error = self.visible_error(ui, &response);
        self.describe(ui, &response, error);
        paint_edge(ui, &response, error.is_some(), palette);
        match error {
            Some(error) => show_error(ui, error),
            None if !self.help.is_empty() => {
                text::label(ui, self.help, Type::Small, Ink::Weak);
            }
            None => {}
        }
        response
    }

    /// The label, and the note beside it as a text of its own: the field's name is the label alone.
    fn show_label(&self, ui: &mut Ui) -> Response {
        if self.note.is_empty() {
            return text::label(ui, self.label, Type::Control, Ink::Normal);
        }
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = space::S4;
            ui.spacing_mut().interact_size.y = Type::Control.line();
            ui.horizontal_wrapped(|ui| {
                let label = text::label(ui, self.label, Type::Control, Ink::Normal);
                text::label(ui, self.note, Type::Small, Ink::Weak);
                label
            })
            .inner
        })
        .inner
    }

    /// What a screen reader says after the name: the note, and what is wrong.
    fn describe(&self, ui: &Ui, response: &Response, error: Option<&str>) {
        let parts = [self.note, error.unwrap_or_default()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        ui.ctx().accesskit_node_builder(response.id, |node| {
            if !parts.is_empty() {
                node.set_description(parts.join(". "));
            }
            if error.is_some() {
                node.set_invalid(egui::accesskit::Invalid::True);
            }
        });
    }

    fn show_edit(&mut self, ui: &mut Ui, width: f32, palette: &Palette) -> Response {
        let size = if self.mono { Type::Mono } else { Type::Body };
        let format = format(size, palette.strong);
        let multiline = self.rows > 1;
        let masked = self.masked;
        let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, wrap_width: f32| {
            let shown = match masked {
                true => "•".repeat(buffer.as_str().chars().count()),
                false => buffer.as_str().to_owned(),
            };
            let mut job = LayoutJob::single_section(shown, format.clone());
            job.break_on_newline = multiline;
            job.wrap.max_width = if multiline { wrap_width } else { f32::INFINITY };
            ui.painter().layout_job(job)
        };
        let mut margin = field_margin();
        let icon_width = if self.icon.is_some() { 16.0 } else { 0.0 };
        if self.icon.is_some() {
            margin.left += icon_width as i8 + 6;
        }
        margin.right = margin.right.saturating_add(self.suffix_width as i8);
        // egui counts rows by the font's own height, which is less than the line's.
        let lines = self.rows as f32 * size.line() + field_margin().sum().y;
        let mut least = lines.max(height::CONTROL);
        if self.small {
            (margin.top, margin.bottom) = (4, 4);
            least = height::SMALL_FIELD;
        }
        let frame = Frame::new()
            .inner_margin(margin)
            .fill(palette.field)
            .corner_radius(CornerRadius::same(radius::CONTROL));
        let hint = text::coloured(self.hint, size, palette.weak);
        let edit = if multiline {
            TextEdit::multiline(self.value).desired_rows(self.rows)
        } else {
            TextEdit::singleline(self.value).align(Align2::LEFT_CENTER)
        };
        let mut edit = edit
            .frame(frame)
            .font(size.font())
            .hint_text(hint)
            .min_size(vec2(width, least))
            .desired_width(width)
            .password(masked)
            .layouter(&mut layouter);
        if let Some(id) = self.id {
            edit = edit.id(id);
        }
        let response = ui.add(edit);
        if let Some(icon) = self.icon {
            let middle = pos2(response.rect.left() + 18.0, response.rect.center().y);
            let rect = Rect::from_center_size(middle, Vec2::splat(icon_width));
            icons::paint(ui.painter(), rect, icon, palette.weak);
        }
        response
    }

    fn visible_error(&self, ui: &Ui, response: &Response) -> Option<&'a str> {
        let id = response.id.with("typing");
        if response.lost_focus() || self.submitted {
            ui.data_mut(|data| data.remove::<bool>(id));
        } else if response.changed() {
            ui.data_mut(|data| data.insert_temp(id, true));
        }
        let typing = ui.data(|data| data.get_temp(id)).unwrap_or(false);
        self.error.filter(|_| !typing)
    }
}

/// The edge: the focus ring, danger, or the control stroke. It is painted after the field so that
/// its width never moves the text.
fn paint_edge(ui: &Ui, response: &Response, wrong: bool, palette: &Palette) {
    let edge = if response.has_focus() {
        Stroke::new(stroke::FOCUS, palette.focus())
    } else if wrong {
        Stroke::new(stroke::INVALID, palette.danger)
    } else {
        Stroke::new(stroke::CONTROL, palette.control)
    };
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter()
        .rect_stroke(response.rect, corner, edge, StrokeKind::Inside);
}

fn show_error(ui: &mut Ui, error: &str) {
    let danger = palette(ui).danger;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        let (rect, _) =
            ui.allocate_exact_size(vec2(ERROR_ICON, Type::Small.line()), egui::Sense::hover());
        let icon = Rect::from_center_size(rect.center(), Vec2::splat(ERROR_ICON));
        icons::paint(ui.painter(), icon, Icon::Alert, danger);
        text::label(ui, error, Type::Small, Ink::Danger);
    });
}
