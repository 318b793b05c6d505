//! Bytes in any pieces to text, as `String::from_utf8_lossy` would read them in one piece.

/// What stands for what is not UTF-8.
const REPLACEMENT: &str = "\u{FFFD}";

/// Keeps the beginning of a character whose rest has not come yet: at most three bytes.
#[derive(Debug, Default)]
pub(super) struct LossyUtf8 {
    held: [u8; 4],
    length: u8,
}

impl LossyUtf8 {
    /// Whether the beginning of a character is waiting.
    pub(super) fn is_waiting(&self) -> bool {
        self.length > 0
    }

    /// Takes all of `bytes` and gives what they mean, in pieces.
    pub(super) fn push(&mut self, mut bytes: &[u8], mut give: impl FnMut(&str)) {
        while self.is_waiting() {
            let Some((&byte, rest)) = bytes.split_first() else {
                return;
            };
            if self.complete_with(byte, &mut give) {
                bytes = rest;
            }
        }
        while !bytes.is_empty() {
            match std::str::from_utf8(bytes) {
                Ok(text) => return give(text),
                Err(error) => {
                    let (valid, after) = bytes.split_at(error.valid_up_to());
                    give(std::str::from_utf8(valid).unwrap_or_default());
                    let Some(invalid) = error.error_len() else {
                        self.held[..after.len()].copy_from_slice(after);
                        self.length = after.len() as u8;
                        return;
                    };
                    give(REPLACEMENT);
                    bytes = &after[invalid..];
                }
            }
        }
    }

    /// Nothing more comes: gives up what is waiting.
    pub(super) fn flush(&mut self, mut give: impl FnMut(&str)) {
        if self.is_waiting() {
            self.length = 0;
            give(REPLACEMENT);
        }
    }

    /// Offers `byte` to the waiting beginning; says whether it belongs there. If not, the
    /// beginning alone was invalid (a "maximal subpart", Unicode Standard, section 3.9) and is
    /// given as U+FFFD.
    fn complete_with(&mut self, byte: u8, give: &mut impl FnMut(&str)) -> bool {
        let length = usize::from(self.length);
        self.held[length] = byte;
        match std::str::from_utf8(&self.held[..=length]) {
            Ok(character) => {
                give(character);
                self.length = 0;
                true
            }
            Err(error) if error.error_len().is_none() => {
                self.length += 1;
                true
            }
            Err(_) => {
                self.flush(give);
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(pieces: &[&[u8]]) -> String {
        let mut utf8 = LossyUtf8::default();
        let mut text = String::new();
        for piece in pieces {
            utf8.push(piece, |piece| text.push_str(piece));
        }
        utf8.flush(|piece| text.push_str(piece));
        text
    }

    #[test]
    fn bytes_mean_the_same_in_one_piece_and_one_by_one() {
        for bytes in [
            &b"plain"[..],
            "ñ€😀".as_bytes(),
            b"\xF0\x9F\x98",
            b"\xF0\x9F\x98a",
            b"\xF0\x9F\xF0\x9F\x98\x80",
            b"\xE2\x82\xE2\x82\xAC",
            b"\xC3\xC3\xB1",
            b"\xED\xA0\x80\xC0\xAF\xF5\x80",
            b"\x80\xBF\xFE",
        ] {
            let expected = String::from_utf8_lossy(bytes);
            assert_eq!(decode(&[bytes]), expected, "{bytes:X?}");
            let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(decode(&pieces), expected, "{bytes:X?}");
        }
    }
}
