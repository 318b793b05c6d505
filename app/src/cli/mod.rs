//! The command line: which words there are, what they mean, and what is said about wrong ones.

mod arguments;
mod command;
mod load;
mod usage;

use std::ffi::OsString;

use crate::texts::{Language, Texts, from_system, parse_language};

pub use arguments::{ClientArgs, Invocation, Parsed, PasswordChoice, ProfilesArgs, ServerArgs};

/// Why there is nothing to run.
#[derive(Debug)]
pub enum Stop {
    /// Help or the version was asked for.
    Answer(clap::Error),
    /// The command line is wrong; the sentences for standard error.
    Usage(String),
}

/// Reads the command line, the program's own name first.
///
/// # Errors
/// [`Stop`] when there is nothing to run.
pub fn parse(words: &[OsString]) -> Result<Parsed, Stop> {
    let texts = Texts::new(language_asked_for(words).unwrap_or_else(from_system));
    match command::command(&texts).try_get_matches_from(words) {
        Ok(matches) => match load::misplaced(&matches, words, &texts) {
            Some(sentence) => Err(Stop::Usage(sentence)),
            None => Ok(arguments::read(&matches)),
        },
        Err(error) if error.exit_code() == 0 => Err(Stop::Answer(error)),
        Err(error) => Err(Stop::Usage(usage::sentence(&error, words, &texts))),
    }
}

/// Help and usage errors are worded before the command line is understood, so the language is
/// looked for beforehand.
fn language_asked_for(words: &[OsString]) -> Option<Language> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => return parse_language(words.next()?),
            Some(rest) => return parse_language(rest.strip_prefix('=')?),
            None if word == "--" => return None,
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
