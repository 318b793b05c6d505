//! A foreign server's bytes as lines, also where it sends none.

use std::time::{Duration, Instant};

use tertulia_protocol::clean_text;

use super::ForeignLine;

/// A partial line is shown after so much quiet: it is probably a prompt.
const QUIET: Duration = Duration::from_millis(150);
/// The most bytes that one line may hold; longer ones come in pieces.
const MAX_LINE: usize = 64 * 1024;

/// Cuts bytes into lines. Holds no more than one.
#[derive(Debug, Default)]
pub(super) struct ForeignLines {
    partial: Vec<u8>,
    /// When a partial line counts as left hanging.
    deadline: Option<Instant>,
    /// The last thing given out was a line without its break, which may still come.
    hanging: bool,
}

impl ForeignLines {
    /// Takes what came and gives the lines that are complete.
    pub(super) fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) -> Vec<ForeignLine> {
        let mut lines = Vec::new();
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end);
            rest = &after[1..];
            self.take(line, &mut lines);
            if self.partial.last() == Some(&b'\r') {
                self.partial.pop();
            }
            // The break of a line that was already shown is not an empty line.
            if !(self.partial.is_empty() && self.hanging) {
                lines.push(line_of(&self.partial, true));
            }
            self.partial.clear();
            self.hanging = false;
        }
        self.take(rest, &mut lines);
        self.deadline = (!self.partial.is_empty()).then_some(now + QUIET);
        lines
    }

    /// Appends to the partial line, giving out what exceeds the longest allowed.
    fn take(&mut self, mut bytes: &[u8], lines: &mut Vec<ForeignLine>) {
        while self.partial.len() + bytes.len() > MAX_LINE {
            let (fits, more) = bytes.split_at(MAX_LINE - self.partial.len());
            self.partial.extend_from_slice(fits);
            bytes = more;
            lines.extend(self.hang());
        }
        self.partial.extend_from_slice(bytes);
    }

    /// Gives out a partial line once it was quiet for long enough.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Option<ForeignLine> {
        if self.deadline.is_none_or(|deadline| now < deadline) {
            return None;
        }
        self.deadline = None;
        self.hang()
    }

    /// Nothing is read at the moment, so this is no quiet.
    pub(super) fn handle_not_reading(&mut self, now: Instant) {
        self.deadline = self.deadline.map(|_| now + QUIET);
    }

    /// Nothing more comes: gives out what is left.
    pub(super) fn handle_end(&mut self) -> Option<ForeignLine> {
        self.deadline = None;
        let rest = std::mem::take(&mut self.partial);
        (!rest.is_empty()).then(|| line_of(&rest, false))
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.deadline
    }

    /// Gives the partial line out, but keeps a character whose bytes are not all there, and a CR
    /// that may belong to a CR LF.
    fn hang(&mut self) -> Option<ForeignLine> {
        let mut end = self.partial.len() - incomplete_tail(&self.partial);
        if end > 0 && self.partial[end - 1] == b'\r' {
            end -= 1;
        }
        let kept = self.partial.split_off(end);
        let text = std::mem::replace(&mut self.partial, kept);
        if text.is_empty() {
            return None;
        }
        self.hanging = true;
        Some(line_of(&text, false))
    }
}

fn line_of(bytes: &[u8], complete: bool) -> ForeignLine {
    let text = String::from_utf8_lossy(bytes);
    ForeignLine {
        text: clean_text(&text).into_owned(),
        complete,
    }
}

/// How many bytes at the end are the beginning of a UTF-8 character whose rest is missing.
fn incomplete_tail(bytes: &[u8]) -> usize {
    for (back, byte) in (1..=3).zip(bytes.iter().rev()) {
        let length = match byte {
            0b1000_0000..0b1100_0000 => continue,
            0b1100_0000..0b1110_0000 => 2,
            0b1110_0000..0b1111_0000 => 3,
            0b1111_0000..0b1111_1000 => 4,
            _ => 1,
        };
        return if length > back { back } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(text: &str) -> ForeignLine {
        ForeignLine {
            text: text.to_owned(),
            complete: true,
        }
    }

    fn partial(text: &str) -> ForeignLine {
        ForeignLine {
            text: text.to_owned(),
            complete: false,
        }
    }

    #[test]
    fn lines_end_with_lf_or_cr_lf_in_any_pieces() {
        let all = b"one\r\n\ntwo\nthr\xc3\xa9e\r\n";
        for cut in 0..all.len() {
            let now = Instant::now();
            let mut lines = ForeignLines::default();
            let mut got = lines.handle_bytes(now, &all[..cut]);
            got.extend(lines.handle_bytes(now, &all[cut..]));
            assert_eq!(
                got,
                ["one", "", "two", "thr\u{e9}e"].map(complete),
                "cut at {cut}"
            );
            assert_eq!(lines.handle_end(), None);
        }
    }

    #[test]
    fn a_prompt_is_shown_after_a_pause_and_its_late_break_is_no_line() {
        let start = Instant::now();
        let mut lines = ForeignLines::default();
        assert_eq!(lines.handle_bytes(start, b"Name: "), []);
        assert_eq!(
            lines.handle_timeout(start + Duration::from_millis(149)),
            None
        );
        assert_eq!(lines.poll_timeout(), Some(start + QUIET));
        assert_eq!(lines.handle_timeout(start + QUIET), Some(partial("Name: ")));
        assert_eq!(
            lines.handle_bytes(start + QUIET, b"\r\nhi\n"),
            [complete("hi")]
        );
    }

    #[test]
    fn a_pause_amid_a_character_keeps_it_whole() {
        let start = Instant::now();
        let mut lines = ForeignLines::default();
        lines.handle_bytes(start, b"caf\xc3");
        assert_eq!(lines.handle_timeout(start + QUIET), Some(partial("caf")));
        assert_eq!(
            lines.handle_bytes(start + QUIET, b"\xa9\n"),
            [complete("\u{e9}")]
        );
    }

    #[test]
    fn an_endless_line_comes_in_pieces_and_is_never_held() {
        let now = Instant::now();
        let mut lines = ForeignLines::default();
        let mut got = 0;
        for _ in 0..10 {
            for line in lines.handle_bytes(now, &[b'x'; 50_000]) {
                assert!(line.text.len() <= MAX_LINE && !line.complete);
                got += line.text.len();
            }
            assert!(lines.partial.len() <= MAX_LINE);
        }
        assert_eq!(got + lines.handle_end().unwrap().text.len(), 500_000);
    }

    #[test]
    fn what_a_server_sends_cannot_harm_a_terminal() {
        let line = ForeignLines::default().handle_bytes(Instant::now(), b"\x1b[2J\xff\n");
        assert!(line.iter().all(|line| !line.text.contains('\u{1b}')));
    }
}
