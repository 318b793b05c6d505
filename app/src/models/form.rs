//! One field of a form: its text, and when its problem is shown.

/// A text field. Its problem is marked when it is left or the form is submitted, and unmarked while
/// somebody types.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    marked: bool,
}

impl Field {
    /// A field with this text, unmarked.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            marked: false,
        }
    }

    /// What stands in it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Somebody typed.
    pub fn edit(&mut self, text: impl Into<String>) {
        let text = text.into();
        if text != self.text {
            self.text = text;
            self.marked = false;
        }
    }

    /// The field lost the focus, or the form was submitted.
    pub fn leave(&mut self) {
        self.marked = true;
    }

    /// What is to be shown of `check`'s judgement.
    pub fn shown<T, P>(&self, check: impl FnOnce(&str) -> Result<T, P>) -> Option<P> {
        self.marked.then(|| check(&self.text).err()).flatten()
    }
}

/// Why a text is not the number wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberProblem {
    /// Nothing stands there.
    Empty,
    /// Something else than digits.
    NotANumber,
    /// Below what is possible.
    TooSmall {
        /// The least possible.
        least: u32,
    },
    /// Above what is possible.
    TooLarge {
        /// The most possible.
        most: u32,
    },
}

/// Reads a number between two bounds, both possible. Digits may be grouped in threes, as people
/// write numbers in several languages: `1,000`, `1.000`, `1 000`.
///
/// # Errors
/// What is wrong with it.
pub fn parse_number(text: &str, least: u32, most: u32) -> Result<u32, NumberProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let digits = ungrouped(text).ok_or(NumberProblem::NotANumber)?;
    match digits.parse::<u64>().map(u32::try_from) {
        Ok(Ok(number)) if number < least => Err(NumberProblem::TooSmall { least }),
        Ok(Ok(number)) if number <= most => Ok(number),
        // Nothing but digits fails to parse only for being too large.
        _ => Err(NumberProblem::TooLarge { most }),
    }
}

/// Reads a TCP port; `0` only where the system may choose.
///
/// # Errors
/// What is wrong with it.
pub fn parse_port(text: &str, zero: bool) -> Result<u16, NumberProblem> {
    let most = u32::from(u16::MAX);
    let number = parse_number(text, u32::from(!zero), most)?;
    u16::try_from(number).map_err(|_| NumberProblem::TooLarge { most })
}

/// The digits alone, if whatever stands between them groups them in threes.
fn ungrouped(text: &str) -> Option<String> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) {
        return Some(text.to_owned());
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(
        separator,
        ',' | '.' | ' ' | '\'' | '\u{A0}' | '\u{2009}' | '\u{202F}'
    ) {
        return None;
    }
    let mut parts = text.split(separator);
    let first = parts
        .next()
        .filter(|part| is_digits(part) && part.len() <= 3)?;
    let mut digits = first.to_owned();
    for part in parts {
        if part.len() != 3 || !is_digits(part) {
            return None;
        }
        digits.push_str(part);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_after_leaving_and_not_while_typing() {
        let check = |text: &str| text.parse::<u8>().map_err(drop);
        let mut field = Field::new("x");
        assert_eq!(field.shown(check), None);
        field.leave();
        assert_eq!(field.shown(check), Some(()));
        field.edit("x");
        assert_eq!(field.shown(check), Some(()), "nothing was typed");
        field.edit("xy");
        assert_eq!(field.shown(check), None);
        field.edit("7");
        field.leave();
        assert_eq!(field.shown(check), None);
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in ["1000", " 1000 ", "1,000", "1.000", "1 000", "1\u{A0}000"] {
            assert_eq!(parse_number(text, 0, 9_999), Ok(1_000), "{text:?}");
        }
        for text in ["1.5", "1,00", ",100", "-1", "1,000.000", "a", "1_000", "٣"] {
            assert_eq!(
                parse_number(text, 0, 9_999),
                Err(NumberProblem::NotANumber),
                "{text:?}"
            );
        }
        assert_eq!(parse_number(" ", 0, 9), Err(NumberProblem::Empty));
        assert_eq!(
            parse_number("10", 0, 9),
            Err(NumberProblem::TooLarge { most: 9 })
        );
        assert_eq!(
            parse_number("99999999999999999999999", 0, 9),
            Err(NumberProblem::TooLarge { most: 9 })
        );
    }

    #[test]
    fn port_zero_is_only_for_servers() {
        assert_eq!(parse_port("0", true), Ok(0));
        assert_eq!(
            parse_port("0", false),
            Err(NumberProblem::TooSmall { least: 1 })
        );
        assert_eq!(parse_port("65535", false), Ok(65_535));
        assert!(parse_port("65536", false).is_err());
    }
}
