//! How the program ends.

use std::fmt;
use std::io;

use tertulia_protocol::clean_text;

use crate::texts::Texts;

/// Done.
pub(crate) const DONE: u8 = 0;
/// It could not; the reason stands on standard error.
pub(crate) const COULD_NOT: u8 = 1;
/// The command line is wrong.
pub(crate) const WRONG_USAGE: u8 = 2;

/// Why the program could not do what it was asked: a sentence that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    sentence: String,
}

impl Failure {
    /// With this sentence.
    #[must_use]
    pub(crate) fn new(sentence: String) -> Self {
        Self { sentence }
    }

    /// The system has no more threads or file handles.
    #[must_use]
    pub(crate) fn no_resources(error: &io::Error, texts: &Texts) -> Self {
        Self::new(texts.with("error-thread", &[("detail", error.to_string().into())]))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Most reasons have a path or somebody else's words in them.
        f.write_str(&clean_text(&self.sentence))
    }
}
