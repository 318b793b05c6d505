//! What arrives in pieces means what it means in one piece.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use tertulia_protocol::detect::{Detected, detect};
use tertulia_protocol::{app, plain};

/// Calls `take` with the pieces of `bytes`.
fn chop(mut bytes: &[u8], cuts: &[usize], mut take: impl FnMut(&[u8])) {
    for cut in cuts.iter().cycle() {
        if bytes.is_empty() {
            return;
        }
        let (piece, rest) = bytes.split_at((*cut).min(bytes.len()));
        take(piece);
        bytes = rest;
    }
}

/// The lines of a stream that is cut so, its end included.
pub(crate) fn plain_lines(bytes: &[u8], cuts: &[usize], max_chars: usize) -> Vec<plain::Line> {
    let mut decoder = plain::Decoder::new(max_chars);
    let mut lines = Vec::new();
    chop(bytes, cuts, |mut piece| {
        while let Some(line) = decoder.decode(&mut piece) {
            lines.push(line);
        }
        assert!(piece.is_empty());
        // A command has 80 more, U+FFFD three bytes, other characters four; growing doubles.
        assert!(decoder.held_bytes() <= 2 * 4 * (max_chars + 80));
    });
    lines.extend(decoder.take_partial());
    assert!(!decoder.has_partial());
    lines
}

/// The messages of a stream that is cut so.
pub(crate) fn app_results<M: DeserializeOwned + Debug>(
    bytes: &[u8],
    cuts: &[usize],
    max_bytes: usize,
) -> Vec<Result<M, app::DecodeError>> {
    app_results_of(app::Decoder::new(max_bytes), bytes, cuts, max_bytes)
}

/// The same of a client's decoder, which skips what comes before the first object.
pub(crate) fn app_results_after_greeting<M: DeserializeOwned + Debug>(
    bytes: &[u8],
    cuts: &[usize],
    max_bytes: usize,
) -> Vec<Result<M, app::DecodeError>> {
    let decoder = app::Decoder::skipping_greeting(max_bytes);
    app_results_of(decoder, bytes, cuts, max_bytes)
}

fn app_results_of<M: DeserializeOwned + Debug>(
    mut decoder: app::Decoder<M>,
    bytes: &[u8],
    cuts: &[usize],
    max_bytes: usize,
) -> Vec<Result<M, app::DecodeError>> {
    let mut results = Vec::new();
    chop(bytes, cuts, |mut piece| {
        while let Some(result) = decoder.decode(&mut piece) {
            results.push(result);
        }
        assert!(piece.is_empty());
        assert!(decoder.held_bytes() <= 2 * max_bytes.max(8));
    });
    results
}

/// What an observer without any cleverness makes of telnet commands, line ends and limits.
pub(crate) fn plain_lines_by_the_book(bytes: &[u8], max_chars: usize) -> Vec<plain::Line> {
    let mut data = Vec::new();
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => break,
            [255] => &[],
            [255, 255, rest @ ..] => {
                data.push(255);
                rest
            }
            [255, 250, rest @ ..] => {
                let mut rest = rest;
                loop {
                    rest = match rest {
                        [255, 240, after @ ..] => break after,
                        [255, _, after @ ..] | [_, after @ ..] => after,
                        [] => break &[],
                    };
                }
            }
            [255, 251..=254] => &[],
            [255, 251..=254, _, rest @ ..] | [255, 240..=254, rest @ ..] => rest,
            [byte, rest @ ..] => {
                data.push(*byte);
                rest
            }
        };
    }
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut rest = &data[..];
    loop {
        let is_end;
        (is_end, rest) = match rest {
            [] => break,
            [b'\n', rest @ ..] | [b'\r', b'\n' | 0, rest @ ..] => (true, rest),
            [b'\r'] => {
                // The end of the stream: a carriage return at the end of the line is none of it.
                lines.extend(finish(&line, max_chars));
                return lines;
            }
            [byte, rest @ ..] => {
                line.push(*byte);
                (false, rest)
            }
        };
        if is_end {
            lines.extend(finish(&std::mem::take(&mut line), max_chars));
            if lines.last() == Some(&plain::Line::TooLong) {
                return lines;
            }
        }
    }
    if !line.is_empty() {
        lines.extend(finish(&line, max_chars));
    }
    lines
}

fn finish(line: &[u8], max_chars: usize) -> Option<plain::Line> {
    let text = String::from_utf8_lossy(line).into_owned();
    let max_chars = if text.starts_with('/') {
        max_chars + 80
    } else {
        max_chars
    };
    Some(match text.chars().count() > max_chars {
        true => plain::Line::TooLong,
        false => plain::Line::Text(text),
    })
}

/// What a stream is taken for as it arrives. Once decided, more bytes change nothing.
pub(crate) fn detect_by_and_by(bytes: &[u8]) -> Detected {
    // Nothing is undecided longer, so later bytes have nothing to change.
    const ENOUGH: usize = 520;
    let mut decided = Detected::Undecided;
    for end in 0..=bytes.len().min(ENOUGH) {
        let now = detect(&bytes[..end]);
        if decided != Detected::Undecided {
            assert_eq!(now, decided, "after {end} bytes");
        }
        decided = now;
    }
    assert_eq!(detect(bytes), decided, "as a whole");
    decided
}
