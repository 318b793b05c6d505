//! Bytes to lines of bytes, with a cap.

use std::borrow::Cow;

/// Splits what arrives in any pieces at its line feeds. Holds no more than one unfinished line.
#[derive(Debug)]
pub(crate) struct LineBuffer {
    held: Vec<u8>,
    max_bytes: usize,
    overflowed: bool,
}

/// More than the allowed bytes came without a line feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overflow;

impl LineBuffer {
    /// For lines of at most `max_bytes`, their line feed not counted.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            held: Vec::new(),
            max_bytes,
            overflowed: false,
        }
    }

    pub(crate) fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    pub(crate) fn set_max_bytes(&mut self, max_bytes: usize) {
        self.max_bytes = max_bytes;
    }

    /// Takes bytes off the front of `input`: the next line without its line feed, or `None` when
    /// `input` is used up. A line that lies in `input` as a whole is not copied. After an overflow
    /// everything is taken and nothing given.
    pub(crate) fn next_line<'a>(
        &mut self,
        input: &mut &'a [u8],
    ) -> Option<Result<Cow<'a, [u8]>, Overflow>> {
        if self.overflowed {
            *input = &[];
            return None;
        }
        let end = input.iter().position(|&byte| byte == b'\n');
        let (piece, rest) = match end {
            Some(end) => (&input[..end], &input[end + 1..]),
            None => (*input, &[][..]),
        };
        *input = rest;
        if self.held.len() + piece.len() > self.max_bytes {
            self.overflowed = true;
            self.held = Vec::new();
            *input = &[];
            return Some(Err(Overflow));
        }
        if end.is_some() && self.held.is_empty() {
            return Some(Ok(Cow::Borrowed(piece)));
        }
        self.held.extend_from_slice(piece);
        // The buffer goes with the line, so that a quiet client costs nothing.
        end.map(|_| Ok(Cow::Owned(std::mem::take(&mut self.held))))
    }

    /// Whether part of a line is waiting for its end.
    pub(crate) fn has_partial(&self) -> bool {
        !self.held.is_empty()
    }

    /// The memory that the waiting part takes, in bytes.
    pub(crate) fn held_bytes(&self) -> usize {
        self.held.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(max_bytes: usize, pieces: &[&[u8]]) -> Vec<Result<Vec<u8>, Overflow>> {
        let mut buffer = LineBuffer::new(max_bytes);
        let mut lines = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            while let Some(line) = buffer.next_line(&mut input) {
                lines.push(line.map(Cow::into_owned));
            }
            assert!(input.is_empty());
        }
        lines
    }

    #[test]
    fn lines_end_at_line_feeds_wherever_the_network_cut_them() {
        let whole = [Ok(b"one".to_vec()), Ok(vec![]), Ok(b"two".to_vec())];
        assert_eq!(lines(9, &[b"one\n\ntwo\nrest"]), whole);
        assert_eq!(lines(9, &[b"o", b"ne", b"\n", b"\ntw", b"o\nrest"]), whole);
    }

    #[test]
    fn one_byte_too_many_ends_it_all_at_once() {
        assert_eq!(
            lines(3, &[b"one\nfour\nsix\n"]),
            [Ok(b"one".to_vec()), Err(Overflow)]
        );
        assert_eq!(
            lines(3, &[b"on", b"ef", b"our\n", b"six\n"]),
            [Err(Overflow)]
        );
        assert_eq!(lines(3, &[b"on", b"e", b"\n"]), [Ok(b"one".to_vec())]);
    }

    #[test]
    fn a_whole_line_is_not_copied_and_a_finished_one_not_kept() {
        let mut buffer = LineBuffer::new(9);
        let mut input = &b"one\ntw"[..];
        assert!(matches!(
            buffer.next_line(&mut input),
            Some(Ok(Cow::Borrowed(b"one")))
        ));
        assert_eq!(buffer.next_line(&mut input), None);
        assert!(buffer.has_partial());
        let mut input = &b"o\n"[..];
        assert!(matches!(
            buffer.next_line(&mut input),
            Some(Ok(Cow::Owned(_)))
        ));
        assert_eq!((buffer.has_partial(), buffer.held_bytes()), (false, 0));
    }
}
