//! Standard input on a thread of its own.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{Builder, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::lines::Lines;
use super::waiting::{self, Ready, Waiter, Waker};

/// Lines that wait; beyond, nothing more is read, and whoever writes to us waits.
const WAITING_LINES: usize = 256;

/// What standard input brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputLine {
    /// A line without its end.
    Line(String),
    /// A line of several megabytes, which was not kept.
    TooLong,
    /// Nothing comes any more.
    End,
}

/// A line, and how often what had come was thrown away before it was read; to be given to
/// [`Input::take`].
#[derive(Debug)]
pub(crate) struct Arrived {
    line: InputLine,
    after: u64,
}

/// The lines of standard input. Reading begins at once, and ends with [`Input::stop`].
#[derive(Debug)]
pub(crate) struct Input {
    lines: Receiver<Arrived>,
    discards: Arc<AtomicU64>,
    waker: Waker,
    thread: JoinHandle<()>,
}

impl Input {
    /// Starts reading.
    ///
    /// # Errors
    /// When the system has no thread or file descriptor left.
    pub(crate) fn start() -> io::Result<Self> {
        let (sender, lines) = bounded(WAITING_LINES);
        let (waker, waiter) = waiting::pair()?;
        let discards = Arc::default();
        let thread = Builder::new().name("standard input".to_owned()).spawn({
            let discards = Arc::clone(&discards);
            move || read(&waiter, &sender, &discards)
        })?;
        Ok(Self {
            lines,
            discards,
            waker,
            thread,
        })
    }

    /// The lines as they come, at the end [`InputLine::End`].
    #[must_use]
    pub(crate) fn lines(&self) -> &Receiver<Arrived> {
        &self.lines
    }

    /// A line that came, unless it was thrown away since. Where reading has ended, its end.
    #[must_use]
    pub(crate) fn take(&self, arrived: Option<Arrived>) -> Option<InputLine> {
        let Some(arrived) = arrived else {
            return Some(InputLine::End);
        };
        let holds = arrived.after == self.discards.load(Ordering::Acquire);
        (holds || arrived.line == InputLine::End).then_some(arrived.line)
    }

    /// Throws away what has come until now and was not taken: in the terminal, half a line too, and
    /// what was read from it. Of standard input that is no terminal, only what was read.
    pub(crate) fn discard(&self) {
        // In this order: whoever reads after the second finds nothing that is older than the first.
        waiting::discard_input();
        self.discards.fetch_add(1, Ordering::AcqRel);
    }

    /// Ends reading and the thread.
    pub(crate) fn stop(self) {
        self.waker.wake();
        // The thread may also be waiting for room in the channel.
        drop(self.lines);
        if waiting::CAN_WAKE && self.thread.join().is_err() {
            tracing::error!("the thread of standard input panicked");
        }
    }
}

fn read(waiter: &Waiter, lines: &Sender<Arrived>, discards: &AtomicU64) {
    let mut splitter = Lines::default();
    let mut after = 0;
    let mut buffer = vec![0; 16 << 10];
    loop {
        let ready = waiter.for_input();
        // Before it is read: what is read at the same time counts as thrown away.
        let now = discards.load(Ordering::Acquire);
        if std::mem::replace(&mut after, now) != now {
            splitter = Lines::default();
        }
        let read = match ready {
            Ok(Ready::Woken) => return,
            Ok(Ready::File) => waiting::read_input(&mut buffer),
            Err(error) => Err(error),
        };
        let mut bytes = match read {
            Ok(0) => break,
            Ok(length) => &buffer[..length],
            // Another program made our common input non-blocking and was faster.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => {
                // A terminal that was closed reports an error instead of an end.
                tracing::info!(%error, "standard input cannot be read any more");
                break;
            }
        };
        while !bytes.is_empty() {
            if let Some(line) = splitter.next(&mut bytes)
                && lines.send(Arrived { line, after }).is_err()
            {
                return;
            }
        }
    }
    let rest = splitter.finish().into_iter().chain([InputLine::End]);
    for line in rest {
        if lines.send(Arrived { line, after }).is_err() {
            return;
        }
    }
}
