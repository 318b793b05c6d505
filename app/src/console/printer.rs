//! Standard output on a thread of its own.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::waiting::{self, Ready, Waiter, Waker};

/// Lines that wait for a slow reader of our output.
const WAITING_LINES: usize = 1_024;
/// Lines are gathered into one write up to about so many bytes.
pub(crate) const GATHERED_BYTES: usize = 4_096;

/// Prints lines to standard output, in order. Whoever sends lines waits while they pile up; when
/// the output is closed, lines are taken and dropped.
#[derive(Debug)]
pub(crate) struct Printer {
    lines: Sender<String>,
    closed: Arc<AtomicBool>,
    waker: Waker,
    /// Disconnected when the thread has ended.
    finished: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Printer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread or file descriptor left.
    pub(crate) fn start() -> io::Result<Self> {
        let (sender, lines) = bounded(WAITING_LINES);
        let (running, finished) = bounded::<()>(0);
        let (waker, waiter) = waiting::pair()?;
        let closed = Arc::new(AtomicBool::new(false));
        let mut output = Output {
            waiter,
            closed: Arc::clone(&closed),
        };
        let thread = Builder::new()
            .name("standard output".to_owned())
            .spawn(move || {
                let _running = running;
                output.print_all(&lines);
            })?;
        Ok(Self {
            lines: sender,
            closed,
            waker,
            finished,
            thread,
        })
    }

    /// Takes lines, without their ends. To be dropped before [`Printer::finish`].
    #[must_use]
    pub(crate) fn lines(&self) -> &Sender<String> {
        &self.lines
    }

    /// Whether nobody reads our output any more.
    #[must_use]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Gives up on what a reader who stopped reading has not taken; what comes is dropped.
    pub(crate) fn give_up(&self) {
        self.waker.wake();
    }

    /// Prints what waits, for at most `within`, and ends the thread.
    pub(crate) fn finish(self, within: Duration) {
        drop(self.lines);
        if self.finished.recv_timeout(within) == Err(RecvTimeoutError::Timeout) {
            self.waker.wake();
        }
        if waiting::CAN_WAKE && self.thread.join().is_err() {
            tracing::error!("the thread of standard output panicked");
        }
    }
}

struct Output {
    waiter: Waiter,
    closed: Arc<AtomicBool>,
}

impl Output {
    fn print_all(&mut self, lines: &Receiver<String>) {
        let mut gathered = Vec::with_capacity(2 * GATHERED_BYTES);
        while let Ok(first) = lines.recv() {
            gathered.clear();
            push_line(&mut gathered, &first);
            while gathered.len() < GATHERED_BYTES
                && let Ok(line) = lines.try_recv()
            {
                push_line(&mut gathered, &line);
            }
            if let Err(error) = self.write(&gathered) {
                tracing::info!(%error, "nobody reads standard output any more");
                self.closed.store(true, Ordering::Release);
                break;
            }
        }
        // Nobody who sends lines may wait for a reader who is gone.
        while lines.recv().is_ok() {}
    }

    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.waiter.for_output()? == Ready::Woken {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "given up"));
            }
            match waiting::write_output(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn push_line(gathered: &mut Vec<u8>, line: &str) {
    gathered.extend_from_slice(line.as_bytes());
    gathered.push(b'\n');
}
