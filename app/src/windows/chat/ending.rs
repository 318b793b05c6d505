//! The end of a connection in words: what happened, and what to do next.

use tertulia_protocol::{GoodbyeReason, Name};

use crate::connection::{ConnectError, EndReason};
use crate::moderation::banned_title;
use crate::sentences::clean;
use crate::texts::Texts;
use crate::windows::connect::explain;

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    /// What happened.
    pub(super) title: String,
    /// What that means, and what to do.
    pub(super) detail: String,
    /// A name that is free, when ours is not.
    pub(super) free_name: Option<Name>,
    /// Whether the server can only be joined as a new one.
    pub(super) new_server: bool,
    /// Whether trying again can help.
    pub(super) again: bool,
}

impl Ending {
    pub(super) fn of(reason: &EndReason, texts: &Texts) -> Self {
        let get = |key: &str| texts.get(key);
        let (title, detail) = match reason {
            EndReason::Left => (get("chat-ended-left"), get("chat-ended-left-how")),
            EndReason::Failed(error) => {
                let explained = explain(error, texts);
                (explained.title(), explained.advice)
            }
            EndReason::Dismissed(goodbye) => {
                let title = match goodbye.reason {
                    GoodbyeReason::Kicked => get("chat-ended-kicked"),
                    GoodbyeReason::Banned => banned_title(goodbye.until, texts),
                    GoodbyeReason::Replaced => get("chat-ended-replaced"),
                    GoodbyeReason::TooFast
                    | GoodbyeReason::TooLong
                    | GoodbyeReason::TooManyRequests => get("chat-ended-limit"),
                    _ => get("chat-ended-dismissed"),
                };
                let words = clean(&goodbye.message);
                let detail = match goodbye.reason {
                    GoodbyeReason::Kicked => {
                        texts.with("chat-ended-kicked-how", &[("words", words.into())])
                    }
                    _ => words,
                };
                (title, detail)
            }
            EndReason::ForeignClosed => (
                get("chat-ended-foreign-closed"),
                get("chat-ended-foreign-how"),
            ),
            EndReason::ForeignBroken { .. } => (
                get("chat-ended-foreign-broken"),
                get("chat-ended-foreign-how"),
            ),
        };
        let free_name = match reason {
            EndReason::Failed(ConnectError::NameRefused { suggestion, .. }) => suggestion.clone(),
            _ => None,
        };
        let new_server = matches!(
            reason,
            EndReason::Failed(error) if error.way_on().is_some()
        );
        let again = !matches!(
            reason,
            EndReason::Failed(
                ConnectError::UnsupportedVersion { .. }
                    | ConnectError::BadName(_)
                    | ConnectError::InClearRefused
            )
        );
        Self {
            title,
            detail,
            free_name,
            new_server,
            again,
        }
    }

    /// Both in one line.
    pub(super) fn sentence(&self) -> String {
        explained(&self.title, &self.detail)
    }
}

/// What happened and what to do, as one text.
pub(super) fn explained(title: &str, detail: &str) -> String {
    if detail.is_empty() {
        return title.to_owned();
    }
    let stop = if title.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{title}{stop} {detail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::{TEXTS, assert_harmless, ends};
    use crate::texts::Language;

    #[test]
    fn whatever_a_server_says_at_the_end_is_one_harmless_line() {
        for language in [Language::En, Language::Es] {
            let texts = Texts::new(language);
            for reason in TEXTS.iter().flat_map(|text| ends(text)) {
                assert_harmless(&Ending::of(&reason, &texts).sentence());
                if let EndReason::Failed(error) = &reason {
                    let explained = explain(error, &texts);
                    assert_harmless(&explained.title());
                    assert_harmless(&explained.advice);
                }
            }
        }
    }
}
