//! The limits as fields: at the start, and while the server runs.

use tertulia_protocol::{Limits, MAX_LINE_BYTES};

use crate::models::form::{Field, NumberProblem, parse_number};

/// One of the limits. In each of them 0 means unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitField {
    /// Unicode scalar values in one message.
    Chars,
    /// Messages in any one second.
    Rate,
    /// People with a name at the same time.
    People,
}

impl LimitField {
    /// In the order of the form.
    pub const ALL: [Self; 3] = [Self::Chars, Self::Rate, Self::People];

    /// The most that makes sense.
    #[must_use]
    pub fn most(self) -> u32 {
        match self {
            Self::Chars => MAX_LINE_BYTES as u32,
            Self::Rate => 1_000_000,
            Self::People => 1_000_000,
        }
    }
}

/// Three numbers that somebody edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsForm {
    fields: [Field; 3],
}

impl LimitsForm {
    /// Filled with these.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let Limits {
            max_chars,
            max_rate,
            max_clients,
        } = limits;
        Self {
            fields: [max_chars, max_rate, max_clients].map(|limit| Field::new(limit.to_string())),
        }
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, field: LimitField) -> &str {
        self.fields[field as usize].text()
    }

    /// What is wrong with a field, when that is to be shown.
    #[must_use]
    pub fn problem(&self, field: LimitField) -> Option<NumberProblem> {
        self.fields[field as usize].shown(|text| parse_number(text, 0, field.most()))
    }

    /// Somebody types in a field.
    pub fn edit(&mut self, field: LimitField, text: &str) {
        self.fields[field as usize].edit(text);
    }

    /// A field lost the focus.
    pub fn leave(&mut self, field: LimitField) {
        self.fields[field as usize].leave();
    }

    /// The number one higher or lower, by the arrows beside a field; nothing where none stands.
    pub fn step(&mut self, field: LimitField, up: bool) {
        if let Ok(number) = self.number(field) {
            let next = if up {
                number.saturating_add(1).min(field.most())
            } else {
                number.saturating_sub(1)
            };
            self.edit(field, &next.to_string());
        }
    }

    /// The limits as they stand there, if all three can be read; otherwise the wrong ones are
    /// marked.
    pub fn submit(&mut self) -> Option<Limits> {
        for field in &mut self.fields {
            field.leave();
        }
        Some(Limits {
            max_chars: self.number(LimitField::Chars).ok()?,
            max_rate: self.number(LimitField::Rate).ok()?,
            max_clients: self.number(LimitField::People).ok()?,
        })
    }

    /// One of the limits as it stands there.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn number(&self, field: LimitField) -> Result<u32, NumberProblem> {
        parse_number(self.text(field), 0, field.most())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_people_write_them_and_wrong_ones_marked() {
        let mut form = LimitsForm::new(Limits::default());
        form.edit(LimitField::Chars, "2,000");
        form.edit(LimitField::Rate, "many");
        assert_eq!(form.submit(), None);
        let problem = Some(NumberProblem::NotANumber);
        assert_eq!(form.problem(LimitField::Rate), problem);
        assert_eq!(form.problem(LimitField::Chars), None);
        form.edit(LimitField::Rate, "0");
        let limits = form.submit().unwrap();
        assert_eq!((limits.max_chars, limits.max_rate), (2_000, 0));
        form.step(LimitField::Rate, false);
        form.step(LimitField::People, true);
        let limits = form.submit().unwrap();
        assert_eq!((limits.max_rate, limits.max_clients), (0, 257));
    }
}
