//! Names of profiles, which are names of files on every system.

use std::fmt;

use tertulia_protocol::clean_text;

use super::{NameProblem, ProfileError};

/// A name that a profile can have on any system, so that profiles can be copied between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileName(String);

impl ProfileName {
    /// The most characters (Unicode scalar values) of a name.
    pub const MAX_CHARS: usize = 64;

    /// Parses what somebody typed; white space around it is dropped.
    ///
    /// # Errors
    /// [`ProfileError::BadName`] with the first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let name = text.trim();
        match problem(name) {
            Some(problem) => Err(ProfileError::BadName {
                name: text.to_owned(),
                problem,
            }),
            None => Ok(Self(name.to_owned())),
        }
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn problem(name: &str) -> Option<NameProblem> {
    if name.is_empty() {
        return Some(NameProblem::Empty);
    }
    // File systems count bytes: 255 of them, `.ron` and a temporary file's ending included.
    if name.chars().count() > ProfileName::MAX_CHARS || name.len() > 200 {
        return Some(NameProblem::TooLong);
    }
    let forbidden = |c: char| {
        c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    // A file from elsewhere may be called anything, and its name stands in windows and terminals.
    let cleaned = clean_text(name);
    let mut letters = name.chars().zip(cleaned.chars());
    if let Some((character, _)) = letters.find(|(c, clean)| forbidden(*c) || c != clean) {
        return Some(NameProblem::Character(character));
    }
    let device = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let numbered = |prefix: &str| {
        device
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    let reserved = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || numbered("COM")
        || numbered("LPT");
    (name.starts_with('.') || name.ends_with('.') || reserved).then_some(NameProblem::Unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_accepted_and_trimmed() {
        for (typed, name) in [
            ("clase", "clase"),
            (" Mi clase 2 ", "Mi clase 2"),
            ("Año", "Año"),
            ("a.b", "a.b"),
        ] {
            assert_eq!(ProfileName::parse(typed).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_cannot_be_a_file_everywhere_is_refused_with_the_reason() {
        let long = "a".repeat(65);
        for (name, expected) in [
            ("", NameProblem::Empty),
            ("  ", NameProblem::Empty),
            (long.as_str(), NameProblem::TooLong),
            ("a/b", NameProblem::Character('/')),
            ("..\\b", NameProblem::Character('\\')),
            ("a\nb", NameProblem::Character('\n')),
            ("a\u{202E}nor.x", NameProblem::Character('\u{202E}')),
            ("a\u{2028}b", NameProblem::Character('\u{2028}')),
            ("a\u{9B}b", NameProblem::Character('\u{9B}')),
            (".hidden", NameProblem::Unusable),
            ("..", NameProblem::Unusable),
            ("nul", NameProblem::Unusable),
            ("COM1.x", NameProblem::Unusable),
        ] {
            match ProfileName::parse(name) {
                Err(ProfileError::BadName { problem, .. }) => {
                    assert_eq!(problem, expected, "{name:?}");
                }
                other => panic!("{name:?}: {other:?}"),
            }
        }
    }
}
