//! What is being written: its length against the limit, and the texts sent before.

use std::collections::VecDeque;

use super::typed::TypedProblem;

/// So many sent texts can be recalled.
pub const RECALLED: usize = 200;

/// A text that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub(super) text: String,
    /// Scalar values of what would be sent, without the command before it.
    pub(super) chars: usize,
    pub(super) problem: Option<TypedProblem>,
}

impl Draft {
    /// As it stands in the composer.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why it was not sent, until somebody types again.
    #[must_use]
    pub fn problem(&self) -> Option<&TypedProblem> {
        self.problem.as_ref()
    }
}

/// A text's length against the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Measure {
    /// Unicode scalar values of what would be sent.
    pub chars: usize,
    /// The most that the server takes, where it says so.
    pub limit: Option<usize>,
}

impl Measure {
    /// Whether at least nine tenths of the limit are used: the counter shows.
    #[must_use]
    pub fn is_near(self) -> bool {
        self.limit
            .is_some_and(|limit| self.chars.saturating_mul(10) >= limit.saturating_mul(9))
    }

    /// How many characters are too many.
    #[must_use]
    pub fn over(self) -> usize {
        self.limit
            .map_or(0, |limit| self.chars.saturating_sub(limit))
    }
}

/// Whether what is written can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sendable {
    /// At once, or as soon as the connection and the allowance permit.
    Yes,
    /// Nothing is written.
    Nothing,
    /// It is too long.
    TooLong {
        /// By so many characters.
        over: usize,
    },
    /// It has too many lines.
    TooManyLines {
        /// So many too many.
        over: usize,
    },
    /// The connection has ended.
    Ended,
}

/// The texts that were sent, for recalling them with Up and Down.
#[derive(Debug, Clone, Default)]
pub struct SentTexts {
    texts: VecDeque<String>,
    /// Where in `texts` the composer is, and what it showed.
    at: Option<usize>,
    /// What was being written before the first Up.
    unsent: String,
}

impl SentTexts {
    /// A text was sent. The same twice in a row is kept once.
    pub(super) fn note(&mut self, text: &str) {
        self.at = None;
        self.unsent.clear();
        if self.texts.back().is_some_and(|last| last == text) {
            return;
        }
        if self.texts.len() == RECALLED {
            self.texts.pop_front();
        }
        self.texts.push_back(text.to_owned());
    }

    /// Up, with what stands in the composer: the text sent before, if there is one.
    pub(super) fn older(&mut self, current: &str) -> Option<&str> {
        // Whoever changed a recalled text begins again from what stands there.
        let at = self
            .at
            .filter(|at| self.texts.get(*at).is_some_and(|text| text == current));
        let at = match at {
            Some(at) => at.checked_sub(1)?,
            None => {
                let last = self.texts.len().checked_sub(1)?;
                current.clone_into(&mut self.unsent);
                last
            }
        };
        self.at = Some(at);
        self.texts.get(at).map(String::as_str)
    }

    /// Down: the text sent after, at last what was being written. None where Up did not come before.
    pub(super) fn newer(&mut self, current: &str) -> Option<&str> {
        let at = self.at?;
        if self.texts.get(at).is_none_or(|text| text != current) {
            self.at = None;
            return None;
        }
        self.at = Some(at + 1).filter(|at| *at < self.texts.len());
        match self.at {
            Some(at) => self.texts.get(at).map(String::as_str),
            None => Some(&self.unsent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_shows_from_nine_tenths_of_the_limit() {
        let measure = |chars| Measure {
            chars,
            limit: Some(1_000),
        };
        assert!(!measure(899).is_near() && measure(900).is_near());
        assert_eq!((measure(1_000).over(), measure(1_012).over()), (0, 12));
        let unlimited = Measure {
            chars: 1 << 30,
            limit: None,
        };
        assert!(!unlimited.is_near() && unlimited.over() == 0);
    }

    #[test]
    fn up_and_down_go_through_what_was_sent_and_come_back() {
        let mut sent = SentTexts::default();
        assert_eq!(sent.older("x"), None);
        assert_eq!(sent.newer("x"), None);
        for text in ["one", "two", "two"] {
            sent.note(text);
        }
        assert_eq!(sent.newer("half"), None);
        assert_eq!(sent.older("half"), Some("two"));
        assert_eq!(sent.older("two"), Some("one"));
        assert_eq!(sent.older("one"), None, "the oldest stays");
        assert_eq!(sent.newer("one"), Some("two"));
        assert_eq!(sent.newer("two"), Some("half"));
        assert_eq!(sent.newer("half"), None);
        assert_eq!(sent.older("half"), Some("two"));
        assert_eq!(sent.newer("two, changed"), None, "work is never replaced");
    }

    #[test]
    fn only_so_many_are_kept() {
        let mut sent = SentTexts::default();
        for number in 0..2 * RECALLED {
            sent.note(&number.to_string());
        }
        assert_eq!(sent.texts.len(), RECALLED);
    }
}
