//! Names of people: what is one, and when two of them are too alike.

mod skeleton;

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use skeleton::{composed, skeleton};

/// The most Unicode scalar values that a name has, after NFC.
pub const MAX_NAME_CHARS: usize = 32;

/// Words that are the server's own: whoever were called so could pass for it.
const RESERVED: [&str; 5] = ["Server", "Servidor", "Error", "Welcome", "Tertulia"];

/// The most marks that may sit on one letter. Vietnamese and Hebrew texts need three at a time;
/// dozens of them paint over the lines above and below.
const MAX_MARKS_IN_A_ROW: usize = 4;

/// The name of a person: NFC, 1 to [`MAX_NAME_CHARS`] scalar values, letters, marks, digits,
/// `_ - .` and single inner spaces, beginning with a letter or digit, and none of the server's own
/// words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

/// Two forms of a name, either of which makes it too like another name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NameKeys {
    /// `lowercase(skeleton(n))`.
    pub lowercase_skeleton: String,
    /// `skeleton(lowercase(n))`.
    pub skeleton_lowercase: String,
}

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is left after trimming.
    #[error("a name needs at least one letter or digit")]
    Empty,
    /// More than [`MAX_NAME_CHARS`] scalar values after NFC.
    #[error("a name has at most {MAX_NAME_CHARS} characters, this one has {chars}")]
    TooLong {
        /// How many it has.
        chars: usize,
    },
    /// A character that names do not have.
    #[error("U+{:04X} is not allowed in a name", u32::from(*character))]
    Character {
        /// The first such character.
        character: char,
    },
    /// It does not begin with a letter or digit.
    #[error("a name begins with a letter or digit")]
    Start,
    /// Two spaces in a row.
    #[error("a name has single spaces only")]
    Spaces,
    /// Like one of the server's own words.
    #[error("that name is reserved")]
    Reserved,
}

impl Name {
    /// Parses what somebody typed. Spaces (U+0020) around it are trimmed, nothing else is mended.
    ///
    /// # Errors
    /// Says the first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        // Counted before it is collected: a stranger may send a megabyte here.
        let trimmed = text.trim_matches(' ');
        let chars = trimmed.nfc().count();
        if chars == 0 {
            return Err(NameError::Empty);
        }
        if chars > MAX_NAME_CHARS {
            return Err(NameError::TooLong { chars });
        }
        let name: String = trimmed.nfc().collect();
        check_characters(&name)?;
        let name = Self(name.into());
        if is_reserved(&name.keys()) {
            return Err(NameError::Reserved);
        }
        Ok(name)
    }

    /// The name as others see it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Splits "NAME text" at the longest name that `find` knows; the text is trimmed at its front
    /// and may be empty. Names are compared in the form of names (NFC), however they were typed.
    pub fn split_from<T>(line: &str, find: impl Fn(&Self) -> Option<T>) -> Option<(T, &str)> {
        // NFC may shorten what was typed, but never to less than a third of its scalar values.
        const MOST_TYPED: usize = 3 * MAX_NAME_CHARS;
        let line = line.trim_start();
        let typed = line.char_indices().take(MOST_TYPED + 1);
        let mut ends: Vec<usize> = typed
            .filter(|(_, character)| character.is_whitespace())
            .map(|(at, _)| at)
            .collect();
        if line.chars().take(MOST_TYPED + 1).count() <= MOST_TYPED {
            ends.push(line.len());
        }
        ends.into_iter().rev().find_map(|end| {
            let name = Self::parse(&line[..end]).ok()?;
            Some((find(&name)?, line[end..].trim_start()))
        })
    }

    /// What it is compared by (UTS #39, section 4). Two names are too alike when either key is equal.
    #[must_use]
    pub fn keys(&self) -> NameKeys {
        NameKeys::of(&self.0)
    }

    /// Whether this name is like `word` in one of the two keys (exit words, reserved words).
    #[must_use]
    pub fn resembles(&self, word: &str) -> bool {
        self.keys().is_like(&NameKeys::of(word))
    }

    /// The name with a number: "Ana 2". Shortened where needed to stay a name.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Name {
        let number = number.to_string();
        let room = MAX_NAME_CHARS - 1 - number.len();
        let end = self
            .0
            .char_indices()
            .nth(room)
            .map_or(self.0.len(), |(end, _)| end);
        // What is left begins as before and ends in a digit, so it needs no second look: no part
        // of an NFC text stops being NFC (UAX #15, section 1.3), and no reserved word has a space.
        let base = self.0[..end].trim_end_matches(' ');
        Self(format!("{base} {number}").into())
    }
}

impl NameKeys {
    /// The keys of any text; reserved words and exit words are compared like names.
    fn of(text: &str) -> Self {
        Self {
            lowercase_skeleton: composed(skeleton(text).to_lowercase()),
            skeleton_lowercase: composed(skeleton(&text.to_lowercase())),
        }
    }

    /// Whether two names with these keys are too alike to be in one room.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.lowercase_skeleton == other.lowercase_skeleton
            || self.skeleton_lowercase == other.skeleton_lowercase
    }
}

fn is_reserved(keys: &NameKeys) -> bool {
    static KEYS: LazyLock<Vec<NameKeys>> =
        LazyLock::new(|| RESERVED.into_iter().map(NameKeys::of).collect());
    KEYS.iter().any(|reserved| reserved.is_like(keys))
}

/// What a character can be in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    LetterOrDigit,
    Mark,
    Space,
    Joint,
}

impl Kind {
    fn of(character: char) -> Option<Self> {
        match character {
            ' ' => Some(Self::Space),
            '_' | '-' | '.' => Some(Self::Joint),
            _ if is_invisible(character) => None,
            _ => match character.general_category_group() {
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number => {
                    Some(Self::LetterOrDigit)
                }
                GeneralCategoryGroup::Mark => Some(Self::Mark),
                _ => None,
            },
        }
    }
}

/// Checks a trimmed text in NFC, from its first character to its last.
fn check_characters(name: &str) -> Result<(), NameError> {
    let mut before = None;
    let mut marks = 0;
    for character in name.chars() {
        let kind = Kind::of(character).ok_or(NameError::Character { character })?;
        if before.is_none() && kind != Kind::LetterOrDigit {
            return Err(NameError::Start);
        }
        if kind == Kind::Space && before == Some(Kind::Space) {
            return Err(NameError::Spaces);
        }
        marks = if kind == Kind::Mark { marks + 1 } else { 0 };
        // A mark on a space would look like a character of its own.
        let floats = kind == Kind::Mark && before == Some(Kind::Space);
        if marks > MAX_MARKS_IN_A_ROW || floats {
            return Err(NameError::Character { character });
        }
        before = Some(kind);
    }
    Ok(())
}

/// Whether a character can be shown by itself: no mark, space, control or format character, and
/// none without a meaning so far (general categories L, N, P and S, without the default ignorable
/// code points among them).
#[must_use]
pub fn is_visible(character: char) -> bool {
    use GeneralCategoryGroup::{Letter, Number, Punctuation, Symbol};
    let group = character.general_category_group();
    matches!(group, Letter | Number | Punctuation | Symbol) && !is_invisible(character)
}

/// Letters and marks that show nothing: two names that differ by them look the same, and one of
/// them alone looks like no name. These are the code points of general category L or M with the
/// property Default_Ignorable_Code_Point (Unicode 17.0, `DerivedCoreProperties.txt`).
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{34F}'                      // combining grapheme joiner
            | '\u{115F}'..='\u{1160}' // Hangul fillers
            | '\u{17B4}'..='\u{17B5}' // Khmer inherent vowels
            | '\u{180B}'..='\u{180D}' // Mongolian variation selectors
            | '\u{180F}'
            | '\u{3164}' // Hangul filler
            | '\u{FE00}'..='\u{FE0F}' // variation selectors
            | '\u{FFA0}' // halfwidth Hangul filler
            | '\u{E0100}'..='\u{E01EF}' // variation selectors supplement
    )
}

impl Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests;
