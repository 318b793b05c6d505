//! A field for a whole number, with two small buttons that count up and down.

use super::field::Field;
use crate::look::icons::{self, Icon};
use crate::look::theme::palette;
use egui::{Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::ops::RangeInclusive;

/// Width that the two buttons take.
const STEPPER: f32 = 22.0;

/// A field with a number. The text is the person's own until they step it; whoever owns the value
/// parses it.
#[derive(Debug)]
#[must_use = "call show"]
pub struct NumberField<'a> {
    field: Field<'a>,
    range: RangeInclusive<u64>,
    step: u64,
    names: [&'a str; 2],
    group: fn(u64) -> String,
}

impl<'a> NumberField<'a> {
    /// `field` with two buttons in it that are called `more` and `less`.
    pub fn new(field: Field<'a>, range: RangeInclusive<u64>, [more, less]: [&'a str; 2]) -> Self {
        Self {
            field: field.mono().suffix_width(STEPPER),
            range,
            step: 1,
            names: [more, less],
            group: |number| number.to_string(),
        }
    }

    /// How much one press changes.
    pub fn step(mut self, step: u64) -> Self {
        self.step = step.max(1);
        self
    }

    /// How a stepped number is written, with the language's separators.
    pub fn written(mut self, group: fn(u64) -> String) -> Self {
        self.group = group;
        self
    }

    /// Draws the field. Stepping marks the response as changed.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (mut response, value) = self.field.show_and_lend(ui);
        let mut steps = show_stepper(ui, &response, self.names);
        if response.has_focus() {
            let pressed =
                |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
            steps += pressed(Key::ArrowUp) as i64 - pressed(Key::ArrowDown) as i64;
        }
        if steps != 0 {
            let amount = self.step.saturating_mul(steps.unsigned_abs());
            let now = digits(value);
            let next = if steps > 0 {
                now.saturating_add(amount)
            } else {
                now.saturating_sub(amount)
            };
            *value = (self.group)(next.clamp(*self.range.start(), *self.range.end()));
            response.mark_changed();
        }
        response
    }
}

/// The number that someone typed, whatever separates its groups.
fn digits(text: &str) -> u64 {
    text.chars()
        .filter_map(|letter| letter.to_digit(10))
        .fold(0_u64, |number, digit| {
            number.saturating_mul(10).saturating_add(u64::from(digit))
        })
}

fn show_stepper(ui: &Ui, field: &Response, names: [&str; 2]) -> i64 {
    let palette = palette(ui);
    let middle = pos2(field.rect.right() - 13.0, field.rect.center().y);
    let halves = [(-7.0, Icon::ChevronUp, 1), (7.0, Icon::ChevronDown, -1)];
    let mut steps = 0;
    for ((offset, icon, step), name) in halves.into_iter().zip(names) {
        let rect = Rect::from_center_size(middle + vec2(0.0, offset), vec2(20.0, 14.0));
        // The keyboard steps with the arrow keys in the field itself.
        let response = ui.interact(rect, field.id.with(name), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
        let colour = if response.hovered() {
            palette.strong
        } else {
            palette.weak
        };
        icons::paint(
            ui.painter(),
            Rect::from_center_size(rect.center(), vec2(14.0, 14.0)),
            icon,
            colour,
        );
        if response
            .on_hover_cursor(egui::CursorIcon::Default)
            .clicked()
        {
            steps += step;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_do_not_matter() {
        assert_eq!(digits("1,000"), 1000);
        assert_eq!(digits("1.000"), 1000);
        assert_eq!(digits(" 20 10 "), 2010);
        assert_eq!(digits(""), 0);
        assert_eq!(digits(&"9".repeat(40)), u64::MAX);
    }
}
