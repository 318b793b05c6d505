//! What whoever waits sees: one line on standard error, where that is a terminal.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use crate::texts::Texts;

/// The line is drawn so often at most.
const REDRAW: Duration = Duration::from_millis(100);
/// Places of the bar.
const BAR: usize = 24;

/// Shows how far a run is, and notices when the user wants its end.
pub(super) struct Watch<'a> {
    texts: &'a Texts,
    interrupts: &'a Receiver<()>,
    is_shown: bool,
    drawn: Option<Instant>,
    interrupted: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(texts: &'a Texts, interrupts: &'a Receiver<()>) -> Self {
        Self {
            texts,
            interrupts,
            is_shown: io::stderr().is_terminal(),
            drawn: None,
            interrupted: false,
        }
    }

    /// Whether the user wants the end.
    pub(super) fn is_interrupted(&mut self) -> bool {
        self.interrupted |= self.interrupts.try_recv().is_ok();
        self.interrupted
    }

    /// So many clients are in the room.
    pub(super) fn joining(&mut self, present: usize, wanted: usize) {
        if self.is_due() {
            let texts = self.texts;
            let what = texts.with(
                "load-progress-joining",
                &[("present", present.into()), ("wanted", wanted.into())],
            );
            self.draw(present as f64 / wanted.max(1) as f64, &what);
        }
    }

    /// So much of the time has passed.
    pub(super) fn measuring(&mut self, passed: Duration, whole: Duration, deliveries: u64) {
        if self.is_due() {
            let texts = self.texts;
            let left = whole.saturating_sub(passed).as_secs_f64().ceil() as u64;
            let what = texts.with(
                "load-progress-measuring",
                &[("seconds", left.into()), ("deliveries", deliveries.into())],
            );
            self.draw(passed.as_secs_f64() / whole.as_secs_f64(), &what);
        }
    }

    /// Takes the line away, for what comes next.
    pub(super) fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _closed = write!(io::stderr(), "\r\x1b[K");
        }
    }

    fn is_due(&self) -> bool {
        self.is_shown && self.drawn.is_none_or(|drawn| drawn.elapsed() >= REDRAW)
    }

    fn draw(&mut self, part: f64, what: &str) {
        self.drawn = Some(Instant::now());
        let _closed = write!(io::stderr(), "\r{}\x1b[K", line(part, what));
    }
}

fn line(part: f64, what: &str) -> String {
    let full = ((part.clamp(0.0, 1.0) * BAR as f64) as usize).min(BAR);
    format!("[{}{}] {what}", "#".repeat(full), " ".repeat(BAR - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_and_keeps_its_width() {
        assert_eq!(line(0.0, "x"), "[                        ] x");
        assert_eq!(line(0.5, "x"), "[############            ] x");
        for part in [1.0, 7.0, f64::INFINITY] {
            assert_eq!(line(part, "x"), "[########################] x");
        }
    }
}
