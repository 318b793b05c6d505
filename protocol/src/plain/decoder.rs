//! Bytes to lines.

use super::telnet::{IAC, Sent, Telnet};
use super::utf8::LossyUtf8;
use crate::MAX_LINE_BYTES;

/// How much longer than a message a line may be that starts with `/`: room for `/msg`, the longest
/// name and the spaces around them. Whether the text itself is too long is told once it is parsed.
const COMMAND_CHARS: usize = 80;

/// What a plain client sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A complete line or, for a program without newlines, what came before a pause: invalid
    /// UTF-8 replaced by U+FFFD, telnet negotiation taken out, the line's end (LF, CR LF, CR NUL)
    /// taken off.
    Text(String),
    /// More than the limit came without an end. Nothing of it is kept, and nothing after it is read.
    TooLong,
}

/// Takes bytes in any pieces and gives lines. Holds no more than one line of the longest allowed
/// message (and of a command around it).
///
/// The lines are those of the whole stream, wherever the network cut it. Telnet commands are taken
/// out everywhere (RFC 854, RFC 855), even within a character or a line's end.
#[derive(Debug)]
pub struct Decoder {
    max_chars: usize,
    telnet: Telnet,
    utf8: LossyUtf8,
    line: Waiting,
    carriage_return: CarriageReturn,
    seen_newline: bool,
}

/// The text of the line that is not complete yet.
#[derive(Debug, Default)]
struct Waiting {
    text: String,
    chars: usize,
    too_long: bool,
}

/// Whether a carriage return came last, which may be half of a line's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CarriageReturn {
    No,
    /// It came, and the next byte tells what it is.
    Waiting,
    /// A pause has ended the line at it; its other half may still come.
    Spent,
}

impl Decoder {
    /// A decoder for messages of at most `max_chars` scalar values (and [`MAX_LINE_BYTES`] bytes).
    #[must_use]
    pub fn new(max_chars: usize) -> Self {
        Self {
            max_chars,
            telnet: Telnet::default(),
            utf8: LossyUtf8::default(),
            line: Waiting::default(),
            carriage_return: CarriageReturn::No,
            seen_newline: false,
        }
    }

    /// A changed limit, for what comes from now on.
    pub fn set_max_chars(&mut self, max_chars: usize) {
        self.max_chars = max_chars;
    }

    /// Takes bytes off the front of `input` until a line is complete (bytes after it stay in
    /// `input`) or `input` is empty.
    ///
    /// [`Line::TooLong`] comes as soon as one scalar value too many is there; a line that starts
    /// with `/` may have 80 more. After it, everything is taken and nothing given.
    pub fn decode(&mut self, input: &mut &[u8]) -> Option<Line> {
        if self.line.too_long {
            *input = &[];
            return None;
        }
        if let Some(line) = self.decode_whole_line(input) {
            return Some(line);
        }
        while let Some((&byte, rest)) = input.split_first() {
            let ordinary = self.ordinary_run(input);
            let ended = if ordinary > 0 {
                self.push(&input[..ordinary]);
                *input = &input[ordinary..];
                false
            } else {
                *input = rest;
                match self.telnet.handle_byte(byte) {
                    Sent::Nothing => false,
                    Sent::Byte(byte) => self.handle_byte(byte),
                    Sent::StrayAnd(byte) => {
                        let _ = self.handle_byte(IAC);
                        self.handle_byte(byte)
                    }
                }
            };
            // The line's end may have completed the scalar value that is too many.
            if self.line.too_long {
                *input = &[];
                return Some(Line::TooLong);
            }
            if ended {
                self.seen_newline = true;
                return Some(Line::Text(self.line.take()));
            }
        }
        None
    }

    /// Whether part of a line is waiting for its end.
    #[must_use]
    pub fn has_partial(&self) -> bool {
        let waits = !self.line.text.is_empty()
            || self.utf8.is_waiting()
            || self.carriage_return == CarriageReturn::Waiting;
        waits && !self.line.too_long
    }

    /// Whether this connection ever sent a line's end.
    #[must_use]
    pub fn has_seen_newline(&self) -> bool {
        self.seen_newline
    }

    /// Ends the waiting line, because the peer paused or closed. `None` when nothing waits. An
    /// incomplete character becomes U+FFFD; one carriage return at the end is taken off, and so is
    /// the line feed that may still follow it.
    pub fn take_partial(&mut self) -> Option<Line> {
        if !self.has_partial() {
            return None;
        }
        self.carriage_return = match self.carriage_return {
            CarriageReturn::Waiting => CarriageReturn::Spent,
            other => other,
        };
        self.utf8
            .flush(|piece| self.line.push(piece, self.max_chars));
        Some(if self.line.too_long {
            Line::TooLong
        } else {
            Line::Text(self.line.take())
        })
    }

    /// The memory that the waiting line takes, in bytes: at most twice that of the longest allowed
    /// line, in which a scalar value takes up to four bytes.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.line.text.capacity()
    }

    /// The common case without any state: nothing waits, and a whole line of plain UTF-8 is there.
    /// Everything else is left to the long way.
    fn decode_whole_line(&mut self, input: &mut &[u8]) -> Option<Line> {
        if self.has_partial()
            || self.telnet != Telnet::Data
            || self.carriage_return != CarriageReturn::No
        {
            return None;
        }
        let end = input.iter().position(|&byte| byte == b'\n')?;
        let line = input[..end].strip_suffix(b"\r").unwrap_or(&input[..end]);
        if line.len() > MAX_LINE_BYTES || line.contains(&b'\r') {
            return None;
        }
        let text = std::str::from_utf8(line).ok()?;
        // No text has more scalar values than bytes, so most need no counting.
        if text.len() > self.max_chars && text.chars().count() > self.max_chars {
            return None;
        }
        *input = &input[end + 1..];
        self.seen_newline = true;
        Some(Line::Text(text.to_owned()))
    }

    /// How many bytes at the front of `input` are nothing but text, whatever comes after them.
    fn ordinary_run(&self, input: &[u8]) -> usize {
        if self.telnet != Telnet::Data || self.carriage_return != CarriageReturn::No {
            return 0;
        }
        let special = |&byte: &u8| matches!(byte, b'\n' | b'\r' | IAC);
        input.iter().position(special).unwrap_or(input.len())
    }

    /// One byte that the user sent. Says whether it ended the line.
    fn handle_byte(&mut self, byte: u8) -> bool {
        let before = std::mem::replace(&mut self.carriage_return, CarriageReturn::No);
        match (before, byte) {
            (CarriageReturn::Waiting, b'\n' | 0) => return true,
            (CarriageReturn::Spent, b'\n' | 0) => {
                self.seen_newline = true;
                return false;
            }
            (CarriageReturn::Waiting, _) => self.push(b"\r"),
            _ => {}
        }
        match byte {
            b'\n' => {
                self.flush();
                true
            }
            b'\r' => {
                self.flush();
                self.carriage_return = CarriageReturn::Waiting;
                false
            }
            _ => {
                self.push(&[byte]);
                false
            }
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.utf8
            .push(bytes, |piece| self.line.push(piece, self.max_chars));
    }

    /// A line's end also ends a character that was not complete.
    fn flush(&mut self) {
        self.utf8
            .flush(|piece| self.line.push(piece, self.max_chars));
    }
}

impl Waiting {
    fn push(&mut self, piece: &str, max_chars: usize) {
        if self.too_long {
            return;
        }
        let is_command = if self.text.is_empty() {
            piece
        } else {
            &self.text
        }
        .starts_with('/');
        let max_chars = max_chars.saturating_add(if is_command { COMMAND_CHARS } else { 0 });
        self.chars += piece.chars().count();
        if self.chars > max_chars || self.text.len() + piece.len() > MAX_LINE_BYTES {
            *self = Self {
                too_long: true,
                ..Self::default()
            };
        } else {
            self.text.push_str(piece);
        }
    }

    fn take(&mut self) -> String {
        std::mem::take(self).text
    }
}

#[cfg(test)]
mod tests;
