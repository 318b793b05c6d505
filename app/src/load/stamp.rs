//! What every measured message carries: whose it is, which one, and when it was sent.

/// How many characters a stamp has; no measured message is shorter.
pub(crate) const STAMP_CHARS: usize = 28;

/// The beginning of a measured message's text, in hexadecimal digits: which run (4), which sender
/// (4), which of its messages (8, from 1), when (12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Tells runs apart that meet in one room.
    pub(super) run: u16,
    /// Which of the run's senders.
    pub(super) sender: u16,
    /// Which of the sender's messages, counted from 1.
    pub(super) number: u32,
    /// When it was sent, in microseconds since the run began.
    pub(super) micros: u64,
}

impl Stamp {
    /// Appends a text of `chars` characters (at least [`STAMP_CHARS`]) that begins with this stamp.
    pub(super) fn write(self, chars: usize, out: &mut String) {
        use std::fmt::Write as _;
        let Self {
            run,
            sender,
            number,
            micros,
        } = self;
        let micros = micros & 0xffff_ffff_ffff;
        // Writing to a string cannot fail.
        let _written = write!(out, "{run:04x}{sender:04x}{number:08x}{micros:012x}");
        if chars > STAMP_CHARS {
            out.push(' ');
            out.extend(std::iter::repeat_n('x', chars - STAMP_CHARS - 1));
        }
    }

    /// Reads the stamp at the beginning of a text, if it has one.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let (run, rest) = hexadecimal(text, 4)?;
        let (sender, rest) = hexadecimal(rest, 4)?;
        let (number, rest) = hexadecimal(rest, 8)?;
        let (micros, _) = hexadecimal(rest, 12)?;
        Some(Self {
            run: u16::try_from(run).ok()?,
            sender: u16::try_from(sender).ok()?,
            number: u32::try_from(number).ok()?,
            micros,
        })
    }
}

fn hexadecimal(text: &[u8], digits: usize) -> Option<(u64, &[u8])> {
    let (number, rest) = text.split_at_checked(digits)?;
    let mut value = 0;
    for digit in number {
        value = value << 4 | u64::from((*digit as char).to_digit(16)?);
    }
    Some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_read_back_whatever_the_size_of_the_message() {
        let stamp = Stamp {
            run: 0xbeef,
            sender: 999,
            number: u32::MAX,
            micros: 0x1234_5678_9abc,
        };
        for chars in [STAMP_CHARS, STAMP_CHARS + 1, 100, 1_000] {
            let mut text = String::new();
            stamp.write(chars, &mut text);
            assert_eq!(text.len(), chars);
            assert_eq!(Stamp::read(text.as_bytes()), Some(stamp));
        }
    }

    #[test]
    fn other_peoples_words_have_no_stamp() {
        for text in [
            "",
            "hello",
            "beef",
            "Be kind to everybody in this room, please.",
        ] {
            assert_eq!(Stamp::read(text.as_bytes()), None, "{text}");
        }
    }
}
