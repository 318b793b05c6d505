//! Pasting much: what it could become.

use tertulia_protocol::{MAX_LINE_BYTES, MAX_TEXT_LINES};

use super::typed::{Typed, parse};
use super::{ChatModel, ConversationId};

/// Pasted texts with this many lines or more are asked about first.
pub const MANY_LINES: usize = 5;

/// So are those with this many bytes or more, which few servers take and which make every frame
/// slow that draws them.
pub const MANY_BYTES: usize = 32 << 10;

/// A question before much is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PasteQuestion {
    /// Lines with something in them.
    pub lines: usize,
    /// Whether they can become a part of the one message that is being written.
    pub as_one: Result<(), PasteProblem>,
    /// Whether each line can go as a message of its own.
    pub as_many: Result<(), PasteProblem>,
}

/// Why pasted lines cannot be sent in one of the ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PasteProblem {
    /// The message, or one of them, would be too long.
    TooLong {
        /// By so many characters; of the longest one.
        over: usize,
    },
    /// There are more lines than a message may have, or than are sent in one go.
    TooManyLines {
        /// So many are possible.
        limit: usize,
    },
    /// One of the lines is a word with which one leaves.
    ExitWord,
    /// Another program's server gets every line by itself in any case.
    LineByLine,
}

/// The lines of a pasted text that have something in them.
pub(super) fn lines(pasted: &str) -> impl Iterator<Item = &str> {
    pasted
        .split(['\n', '\r'])
        .map(str::trim_end)
        .filter(|line| !line.trim().is_empty())
}

impl ChatModel {
    /// Whether a text that is pasted into a draft, in place of `replaced` selected scalar values, is
    /// worth a question first.
    #[must_use]
    pub fn paste_question(
        &self,
        id: ConversationId,
        pasted: &str,
        replaced: usize,
    ) -> Option<PasteQuestion> {
        let count = lines(pasted).count();
        (count >= MANY_LINES || pasted.len() >= MANY_BYTES).then(|| PasteQuestion {
            lines: count,
            as_one: self.as_one(id, pasted, replaced),
            as_many: self.as_many(pasted),
        })
    }

    fn as_one(
        &self,
        id: ConversationId,
        pasted: &str,
        replaced: usize,
    ) -> Result<(), PasteProblem> {
        if self.is_foreign() {
            return Err(PasteProblem::LineByLine);
        }
        let draft = self.conversation(id).draft().text();
        let together = draft.split('\n').count() + pasted.trim_end().split('\n').count() - 1;
        if together > MAX_TEXT_LINES {
            let limit = MAX_TEXT_LINES;
            return Err(PasteProblem::TooManyLines { limit });
        }
        let kept = self.measure(id).chars.saturating_sub(replaced);
        match self.chars_over(kept + pasted.trim_end().chars().count()) {
            0 => Ok(()),
            over => Err(PasteProblem::TooLong { over }),
        }
    }

    pub(super) fn as_many(&self, pasted: &str) -> Result<(), PasteProblem> {
        if lines(pasted).count() > MAX_TEXT_LINES {
            let limit = MAX_TEXT_LINES;
            return Err(PasteProblem::TooManyLines { limit });
        }
        let leaves = |line| matches!(parse(line, self.exit_words(), true), Typed::Quit);
        if lines(pasted).any(leaves) {
            return Err(PasteProblem::ExitWord);
        }
        let longest = lines(pasted).map(|line| line.chars().count()).max();
        match self.chars_over(longest.unwrap_or_default()) {
            0 => Ok(()),
            over => Err(PasteProblem::TooLong { over }),
        }
    }

    /// How many characters a text of so many has more than the server takes. Without a limit, it
    /// still has to fit into a line.
    fn chars_over(&self, chars: usize) -> usize {
        chars.saturating_sub(self.limit().unwrap_or(MAX_LINE_BYTES))
    }
}
