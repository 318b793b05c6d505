//! Bytes of standard input to lines.

use super::InputLine;

/// The longest line that is kept; more than any message may have.
const MAX_LINE_BYTES: usize = 4 << 20;

/// Takes bytes in any pieces and gives lines without their ends (LF or CR LF). Invalid UTF-8
/// becomes U+FFFD.
#[derive(Debug, Default)]
pub(super) struct Lines {
    partial: Vec<u8>,
    too_long: bool,
}

impl Lines {
    /// Takes the bytes up to the first line's end off `input`; `None` when there is no end in it.
    pub(super) fn next(&mut self, input: &mut &[u8]) -> Option<InputLine> {
        let end = input.iter().position(|byte| *byte == b'\n');
        let (piece, rest) = end.map_or((*input, &[][..]), |end| (&input[..end], &input[end + 1..]));
        *input = rest;
        self.too_long |= self.partial.len() + piece.len() > MAX_LINE_BYTES;
        if self.too_long {
            self.partial = Vec::new();
        } else {
            self.partial.extend_from_slice(piece);
        }
        end.map(|_| self.take())
    }

    /// What stands after the last line's end when the input ends.
    pub(super) fn finish(&mut self) -> Option<InputLine> {
        (self.too_long || !self.partial.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> InputLine {
        let bytes = std::mem::take(&mut self.partial);
        if std::mem::take(&mut self.too_long) {
            return InputLine::TooLong;
        }
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(&bytes);
        InputLine::Line(String::from_utf8_lossy(bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(pieces: &[&[u8]]) -> Vec<InputLine> {
        let mut lines = Lines::default();
        let mut found = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            while !input.is_empty() {
                found.extend(lines.next(&mut input));
            }
        }
        found.extend(lines.finish());
        found
    }

    fn line(text: &str) -> InputLine {
        InputLine::Line(text.to_owned())
    }

    #[test]
    fn any_pieces_give_the_same_lines_and_the_last_needs_no_end() {
        let text = "uno\r\n\ndós\ntres".as_bytes();
        let expected = [line("uno"), line(""), line("dós"), line("tres")];
        assert_eq!(all(&[text]), expected);
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(all(&bytes), expected);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let megabyte = vec![b'x'; 1 << 20];
        let mut pieces: Vec<&[u8]> = vec![&megabyte; 6];
        pieces.push(b"\nnext\n");
        assert_eq!(all(&pieces), [InputLine::TooLong, line("next")]);
    }
}
