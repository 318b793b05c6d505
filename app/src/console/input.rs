//! Standard input on a thread of its own.

use std::io;
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

/// The lines of standard input. Reading begins at once, and ends with [`Input::stop`].
#[derive(Debug)]
pub(crate) struct Input {
    lines: Receiver<InputLine>,
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
        let thread = Builder::new()
            .name("standard input".to_owned())
            .spawn(move || read(&waiter, &sender))?;
        Ok(Self {
            lines,
            waker,
            thread,
        })
    }

    /// The lines, at the end [`InputLine::End`].
    #[must_use]
    pub(crate) fn lines(&self) -> &Receiver<InputLine> {
        &self.lines
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

fn read(waiter: &Waiter, lines: &Sender<InputLine>) {
    let mut splitter = Lines::default();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let read = match waiter.for_input() {
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
                && lines.send(line).is_err()
            {
                return;
            }
        }
    }
    let rest = splitter.finish().into_iter().chain([InputLine::End]);
    for line in rest {
        if lines.send(line).is_err() {
            return;
        }
    }
}
