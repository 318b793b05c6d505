//! Bytes to JSON objects.

use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::lines::LineBuffer;
use crate::one_line;

/// The most scalar values of the parser's word, or of a kind, that an error repeats.
const MAX_DETAIL_CHARS: usize = 200;
const MAX_KIND_CHARS: usize = 40;

/// Why a line is no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More bytes than allowed came without an end. Nothing of it is kept, and nothing after it is read.
    #[error("a line of more than {max_bytes} bytes")]
    TooLong {
        /// The limit.
        max_bytes: usize,
    },
    /// Not a JSON object, or one without what its kind needs.
    #[error("{detail}")]
    Malformed {
        /// The parser's word on it, in one line.
        detail: String,
    },
    /// A kind that is not known here.
    #[error("unknown type {kind:?}")]
    UnknownType {
        /// The kind as sent, shortened.
        kind: String,
    },
}

/// Takes bytes in any pieces and gives messages of type `M`. Holds no more than one line.
///
/// Deeply nested JSON is malformed: `serde_json` stops at 128 levels, so it cannot use up the
/// stack.
#[derive(Debug)]
pub struct Decoder<M> {
    lines: LineBuffer,
    skipping_greeting: bool,
    message: PhantomData<fn() -> M>,
}

impl<M: DeserializeOwned> Decoder<M> {
    /// A decoder for lines of at most `max_bytes`, the line's end not counted.
    #[must_use]
    pub fn new(max_bytes: usize) -> Self {
        Self {
            lines: LineBuffer::new(max_bytes),
            skipping_greeting: false,
            message: PhantomData,
        }
    }

    /// A decoder as the client has it: lines before the first that starts with `{` are skipped.
    #[must_use]
    pub fn skipping_greeting(max_bytes: usize) -> Self {
        Self {
            skipping_greeting: true,
            ..Self::new(max_bytes)
        }
    }

    /// A changed limit, for what comes from now on.
    pub fn set_max_bytes(&mut self, max_bytes: usize) {
        self.lines.set_max_bytes(max_bytes);
    }

    /// Takes bytes off the front of `input` until a line is complete (bytes after it stay in
    /// `input`) or `input` is empty. Blank lines are passed over.
    ///
    /// A line that is no message is an error of its own and the next one decodes as ever; only
    /// after [`DecodeError::TooLong`] nothing more comes.
    pub fn decode(&mut self, input: &mut &[u8]) -> Option<Result<M, DecodeError>> {
        loop {
            let Ok(line) = self.lines.next_line(input)? else {
                return Some(Err(DecodeError::TooLong {
                    max_bytes: self.lines.max_bytes(),
                }));
            };
            if self.skipping_greeting && !line.starts_with(b"{") {
                continue;
            }
            let line = line.trim_ascii();
            if !line.is_empty() {
                self.skipping_greeting = false;
                return Some(parse(line));
            }
        }
    }

    /// Whether part of a line is waiting for its end.
    #[must_use]
    pub fn has_partial(&self) -> bool {
        self.lines.has_partial()
    }

    /// The memory that the waiting part of a line takes, in bytes: at most twice the longest
    /// allowed line.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.lines.held_bytes()
    }
}

fn parse<M: DeserializeOwned>(line: &[u8]) -> Result<M, DecodeError> {
    // serde would take an array for an object with its fields in order.
    if !line.starts_with(b"{") {
        return Err(DecodeError::Malformed {
            detail: "a line is one JSON object".to_owned(),
        });
    }
    serde_json::from_slice(line).map_err(|error| match unknown_kind::<M>(line) {
        Some(kind) => DecodeError::UnknownType {
            kind: one_line(&kind, MAX_KIND_CHARS).into(),
        },
        None => {
            let detail = one_line(&error.to_string(), MAX_DETAIL_CHARS).into();
            DecodeError::Malformed { detail }
        }
    })
}

/// The kind of a refused line when it is the kind that `M` does not know. Reads the line again,
/// which costs nothing to those who send what is known.
fn unknown_kind<M: DeserializeOwned>(line: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    let Kind { kind } = serde_json::from_slice(line).ok()?;
    // A known kind alone lacks its fields at worst; of an unknown one serde says so. Other fields
    // have variants too, so the error of the whole line would not tell.
    let alone = serde_json::json!({ "type": kind.as_str() });
    let error = serde_json::from_value::<M>(alone).err()?;
    error
        .to_string()
        .starts_with("unknown variant")
        .then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientMessage, Number, ServerMessage};

    fn decode<M: DeserializeOwned>(input: impl AsRef<[u8]>) -> Vec<Result<M, DecodeError>> {
        decode_with(Decoder::new(200_000), input.as_ref())
    }

    fn decode_with<M: DeserializeOwned>(
        mut decoder: Decoder<M>,
        mut input: &[u8],
    ) -> Vec<Result<M, DecodeError>> {
        std::iter::from_fn(|| decoder.decode(&mut input)).collect()
    }

    fn ping(number: u64) -> Result<ClientMessage, DecodeError> {
        Ok(ClientMessage::Ping {
            number: Number(number),
        })
    }

    #[test]
    fn a_bad_line_is_an_error_of_its_own() {
        let messages = decode::<ClientMessage>(
            "{\"type\":\"ping\",\"number\":1}\n{\"type\":\r\n{\"type\":\"ping\",\"number\":2}\r\n",
        );
        assert_eq!(messages.len(), 3);
        assert_eq!(messages[0], ping(1));
        assert!(matches!(messages[1], Err(DecodeError::Malformed { .. })));
        assert_eq!(messages[2], ping(2));
    }

    #[test]
    fn malformed_lines_are_told_from_unknown_kinds() {
        for malformed in [
            "[]",
            "[\"quit\"]",
            "\"quit\"",
            "null",
            "{}",
            "{\"type\":7}",
            "{\"type\":\"ping\"}",
            "{\"type\":\"ping\",\"number\":-1}",
            "{\"type\":\"ping\",\"number\":1} x",
            "{\"type\":\"hello\",\"name\":\"a\",\"version\":1,\"token\":\"short\"}",
            "\u{FEFF}{\"type\":\"quit\"}",
        ] {
            let messages = decode::<ClientMessage>(format!("{malformed}\n"));
            assert!(
                matches!(messages[..], [Err(DecodeError::Malformed { .. })]),
                "{malformed}: {messages:?}"
            );
        }
        assert_eq!(
            decode::<ClientMessage>("{\"type\":\"dance\",\"number\":1}\n"),
            [Err(DecodeError::UnknownType {
                kind: "dance".to_owned()
            })]
        );
        // An unknown variant elsewhere is no unknown kind.
        let joined =
            "{\"type\":\"joined\",\"people\":[{\"id\":1,\"name\":\"a\",\"dialect\":\"x\"}]}\n";
        assert!(matches!(
            decode::<ServerMessage>(joined)[..],
            [Err(DecodeError::Malformed { .. })]
        ));
    }

    #[test]
    fn an_error_repeats_little_of_what_was_sent() {
        let kind = "k".repeat(1_000);
        let messages = decode::<ClientMessage>(format!("{{\"type\":\"{kind}\"}}\n"));
        let [Err(DecodeError::UnknownType { kind })] = &messages[..] else {
            panic!("{messages:?}")
        };
        assert_eq!(kind.chars().count(), MAX_KIND_CHARS);
        let text = "\\n".repeat(1_000);
        let line = format!("{{\"type\":\"ping\",\"number\":\"{text}\"}}\n");
        let messages = decode::<ClientMessage>(line);
        let [Err(DecodeError::Malformed { detail })] = &messages[..] else {
            panic!("{messages:?}")
        };
        assert!(
            detail.chars().count() <= MAX_DETAIL_CHARS && !detail.contains('\n'),
            "{detail}"
        );
    }

    #[test]
    fn invalid_utf8_is_malformed() {
        let messages = decode::<ClientMessage>(b"{\"type\":\"quit\",\"x\":\"\xFF\"}\n");
        assert!(
            matches!(messages[..], [Err(DecodeError::Malformed { .. })]),
            "{messages:?}"
        );
    }

    #[test]
    fn a_hundred_thousand_brackets_are_only_malformed() {
        let brackets = "[".repeat(100_000);
        for line in [
            format!("{{\"type\":\"quit\",\"x\":{brackets}\n"),
            format!("{{\"type\":{brackets}\n"),
            format!("{{\"type\":\"unheard of\",\"x\":{brackets}\n"),
            format!("{}\n", "{\"x\":".repeat(30_000)),
            format!("{brackets}\n"),
        ] {
            let messages = decode::<ClientMessage>(line);
            assert!(
                matches!(messages[..], [Err(DecodeError::Malformed { .. })]),
                "{messages:?}"
            );
        }
    }

    #[test]
    fn unknown_fields_are_ignored_and_blank_lines_passed_over() {
        let messages = decode::<ClientMessage>(
            "\n  \r\n {\"new\":{\"a\":[1]},\"type\":\"ping\",\"number\":1} \n{\"type\":\"quit\",\"why\":0}\n",
        );
        assert_eq!(messages, [ping(1), Ok(ClientMessage::Quit)]);
    }

    #[test]
    fn nothing_comes_after_a_line_that_is_too_long() {
        let decoder = Decoder::<ClientMessage>::new(29);
        let messages = decode_with(
            decoder,
            b"{\"type\":\"ping\",\"number\":1}\n{\"type\":\"ping\",    \"number\":2}\n{\"type\":\"quit\"}\n",
        );
        assert_eq!(
            messages,
            [ping(1), Err(DecodeError::TooLong { max_bytes: 29 })]
        );
    }

    #[test]
    fn a_client_skips_the_lines_before_the_first_object() {
        let input =
            b"Tertulia 1. Please send your name:\n\xFF\n {\n{\"type\":\"pong\",\"number\":1}\nx\n";
        let messages = decode_with(Decoder::<ServerMessage>::skipping_greeting(99), input);
        assert_eq!(messages[0], Ok(ServerMessage::Pong { number: Number(1) }));
        assert!(matches!(
            messages[1..],
            [Err(DecodeError::Malformed { .. })]
        ));
    }
}
