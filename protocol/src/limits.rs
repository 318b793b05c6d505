//! What a client may do, and the words with which it leaves.

use serde::{Deserialize, Serialize};

use crate::one_line;

/// The most bytes that one line of the app dialect, or one unlimited plain line, may hold: 1 MiB.
/// A server whose character limit is switched off still holds no more than this per client.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// The most lines in one message: in plain text every line carries its sender's name, so many short
/// lines weigh far more than their characters.
pub const MAX_TEXT_LINES: usize = 100;

/// The limits that a server sets its clients. Zero means unlimited in each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Unicode scalar values in one message, counted as sent.
    pub max_chars: u32,
    /// Messages in any one second (a sliding window at the server).
    pub max_rate: u32,
    /// People with a name at the same time.
    pub max_clients: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_chars: 1_000,
            max_rate: 5,
            max_clients: 256,
        }
    }
}

impl Limits {
    /// The longest allowed message in scalar values, never more than [`MAX_LINE_BYTES`].
    #[must_use]
    pub fn chars(self) -> usize {
        match self.max_chars {
            0 => MAX_LINE_BYTES,
            limit => (limit as usize).min(MAX_LINE_BYTES),
        }
    }

    /// The most bytes that a line of the app dialect may have, so that the longest allowed message
    /// fits however it is written: twelve bytes a scalar value (JSON may escape one as a surrogate
    /// pair, `\ud83d\ude00`) and 4,096 for everything around it, at most [`MAX_LINE_BYTES`].
    #[must_use]
    pub fn app_line_bytes(self) -> usize {
        self.chars()
            .saturating_mul(12)
            .saturating_add(4_096)
            .min(MAX_LINE_BYTES)
    }

    /// Of each of two limits the one that allows more.
    #[must_use]
    pub fn wider(self, other: Self) -> Self {
        let wider = |a: u32, b: u32| if a == 0 || b == 0 { 0 } else { a.max(b) };
        Self {
            max_chars: wider(self.max_chars, other.max_chars),
            max_rate: wider(self.max_rate, other.max_rate),
            max_clients: wider(self.max_clients, other.max_clients),
        }
    }

    /// The messages allowed in any one second, or `None` when there is no limit.
    #[must_use]
    pub fn rate(self) -> Option<usize> {
        (self.max_rate != 0).then_some(self.max_rate as usize)
    }

    /// How many named people fit, or `None` when there is no limit.
    #[must_use]
    pub fn clients(self) -> Option<usize> {
        (self.max_clients != 0).then_some(self.max_clients as usize)
    }
}

/// The words that end a client's session when they are its whole message, in any case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct ExitWords(Vec<String>);

impl From<Vec<String>> for ExitWords {
    fn from(words: Vec<String>) -> Self {
        Self::new(words)
    }
}

impl From<ExitWords> for Vec<String> {
    fn from(words: ExitWords) -> Self {
        words.0
    }
}

impl Default for ExitWords {
    fn default() -> Self {
        Self::new(["salir", "/quit", "/exit", "/salir"])
    }
}

impl ExitWords {
    /// Takes the operator's choice of words; surrounding white space is dropped, and so are words
    /// that are empty or that nobody could type as a line: with control characters, bidirectional
    /// overrides or line breaks.
    pub fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Self {
        let words = words
            .into_iter()
            .map(|word| word.as_ref().trim().to_owned());
        let typeable =
            |word: &String| !word.is_empty() && one_line(word, usize::MAX) == word.as_str();
        Self(words.filter(typeable).collect())
    }

    /// Whether `text`, trimmed, is one of the words in any case.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let text = text.trim();
        // Lowercasing changes a length by a few bytes at most, so long messages are told apart cheaply.
        self.0.iter().any(|word| {
            text.len() <= word.len().saturating_mul(3) && text.to_lowercase() == word.to_lowercase()
        })
    }

    /// The words as the operator wrote them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The word to tell people about: the first one.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_means_unlimited() {
        let limits = Limits {
            max_chars: 0,
            max_rate: 0,
            max_clients: 0,
        };
        assert_eq!(
            (limits.chars(), limits.rate(), limits.clients()),
            (MAX_LINE_BYTES, None, None)
        );
    }

    #[test]
    fn the_longest_message_fits_into_an_app_line_however_it_is_escaped() {
        assert_eq!(Limits::default().app_line_bytes(), 16_096);
        let huge = Limits {
            max_chars: u32::MAX,
            ..Limits::default()
        };
        assert_eq!(huge.app_line_bytes(), MAX_LINE_BYTES);
    }

    #[test]
    fn a_word_that_nobody_could_type_is_no_exit_word() {
        let words = ExitWords::new(["", " ", "bye", "a\nb", "\u{1b}[31mred", "\u{202e}x"]);
        assert_eq!(words.iter().collect::<Vec<_>>(), ["bye"]);
        let words: ExitWords = serde_json::from_str(r#"["salir\u001b[31m","adiós"]"#).unwrap();
        assert_eq!(words.iter().collect::<Vec<_>>(), ["adiós"]);
    }

    #[test]
    fn the_wider_of_two_limits_is_unlimited_where_either_is() {
        let limits = |max_chars, max_rate, max_clients| Limits {
            max_chars,
            max_rate,
            max_clients,
        };
        assert_eq!(limits(10, 0, 3).wider(limits(20, 5, 2)), limits(20, 0, 3));
    }

    #[test]
    fn an_exit_word_is_the_whole_trimmed_message_in_any_case() {
        let words = ExitWords::default();
        for yes in ["salir", " SALIR\t", "/Quit", "/exit", "/salir"] {
            assert!(words.matches(yes), "{yes:?}");
        }
        for no in ["", "salir ya", "quit", "no salir", "/quit now"] {
            assert!(!words.matches(no), "{no:?}");
        }
    }
}
