//! The log of a server without a window: its events as lines, on a thread of their own.

use std::io;
use std::iter::once;
use std::sync::Arc;
use std::thread::{self, Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use tertulia_protocol::UnixMillis;
use tertulia_server_core::{Event, EventKind, SkippedEvents};

use crate::console::{GATHERED_BYTES, Printer};
use crate::log_line::LogLines;

/// After it has told what there was, the log rests for so long. Where a thousand things happen in a
/// second, waking two threads for each of them would cost more than wording it.
const REST: Duration = Duration::from_millis(10);

/// The thread that words the server's events. It ends when the server has stopped.
pub(super) struct Log {
    /// Disconnected when the thread has ended.
    finished: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Log {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(super) fn start(
        events: Receiver<Event>,
        skipped: SkippedEvents,
        lines: Arc<LogLines>,
        printed: Sender<String>,
    ) -> io::Result<Self> {
        let (running, finished) = bounded::<()>(0);
        let mut writer = Writer {
            skipped,
            told: 0,
            lines,
            printed,
            gathered: String::new(),
        };
        let thread = Builder::new().name("log".to_owned()).spawn(move || {
            let _running = running;
            let mut last = None;
            while let Ok(first) = events.recv() {
                for event in once(first).chain(events.try_iter()) {
                    last = Some(event.time);
                    writer.tell(&event);
                }
                writer.flush();
                thread::sleep(REST);
            }
            if let Some(time) = last {
                writer.tell_skipped(time);
                writer.flush();
            }
        })?;
        Ok(Self { finished, thread })
    }

    /// Awaits the last lines, but not for a reader who stopped reading.
    pub(super) fn finish(self, printer: &Printer, deadline: Instant) {
        if self.finished.recv_deadline(deadline) == Err(RecvTimeoutError::Timeout) {
            printer.give_up();
        }
        if self.thread.join().is_err() {
            tracing::error!("the thread of the log panicked");
        }
    }
}

/// Words events, and hands the lines on in pieces.
struct Writer {
    skipped: SkippedEvents,
    /// Of how many skipped events the log has told.
    told: u64,
    lines: Arc<LogLines>,
    printed: Sender<String>,
    /// Lines with an LF between them.
    gathered: String,
}

impl Writer {
    fn tell(&mut self, event: &Event) {
        self.tell_skipped(event.time);
        // The address stands in the very first line, for programs that wait for it.
        if !matches!(event.kind, EventKind::Listening(_)) {
            let line = self.lines.line(event);
            self.push(&line);
        }
    }

    fn tell_skipped(&mut self, time: UnixMillis) {
        let count = self.skipped.count();
        if count > self.told {
            let line = self.lines.skipped(time, count - self.told);
            self.told = count;
            self.push(&line);
        }
    }

    fn push(&mut self, line: &str) {
        if !self.gathered.is_empty() {
            self.gathered.push('\n');
        }
        self.gathered.push_str(line);
        if self.gathered.len() >= GATHERED_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.gathered.is_empty() {
            super::print(&self.printed, std::mem::take(&mut self.gathered));
        }
    }
}
