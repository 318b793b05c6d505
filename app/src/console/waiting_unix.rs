//! Waiting for standard input or output, or for the word to stop, whichever comes first.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::getpgrp;
use rustix::termios::{QueueSelector, tcflush, tcgetpgrp};

/// Whether a waiting thread can be woken, and so be joined.
pub(super) const CAN_WAKE: bool = true;

/// While the program is in the background, it looks so often whether it still is.
const BACKGROUND_LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 250_000_000,
};

/// Ends waiting in another thread, now and from now on.
#[derive(Debug)]
pub(super) struct Waker(UnixStream);

/// Waits in a thread that a [`Waker`] can wake.
#[derive(Debug)]
pub(super) struct Waiter(UnixStream);

/// What was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    /// The file can be read or written without waiting.
    File,
    /// The waker said to stop.
    Woken,
}

/// A waker and what it wakes.
pub(super) fn pair() -> io::Result<(Waker, Waiter)> {
    let (waker, waiter) = UnixStream::pair()?;
    Ok((Waker(waker), Waiter(waiter)))
}

impl Waker {
    pub(super) fn wake(&self) {
        // Nobody reads it, so it stays readable for good. Fails only when the waiter is gone.
        let _gone = (&self.0).write_all(&[1]);
    }
}

impl Waiter {
    /// Until something can be read from standard input.
    pub(super) fn for_input(&self) -> io::Result<Ready> {
        let input = io::stdin();
        loop {
            if self.wait(input.as_fd(), PollFlags::IN, None)? == Ready::Woken {
                return Ok(Ready::Woken);
            }
            // Reading the terminal from the background would stop the whole process (SIGTTIN).
            if is_in_foreground() {
                return Ok(Ready::File);
            }
            if self.pause()? == Ready::Woken {
                return Ok(Ready::Woken);
            }
        }
    }

    /// Until something can be written to standard output.
    pub(super) fn for_output(&self) -> io::Result<Ready> {
        self.wait(io::stdout().as_fd(), PollFlags::OUT, None)
    }

    fn wait(
        &self,
        file: BorrowedFd<'_>,
        flags: PollFlags,
        timeout: Option<&Timespec>,
    ) -> io::Result<Ready> {
        loop {
            let mut waited = [
                PollFd::new(&self.0, PollFlags::IN),
                PollFd::from_borrowed_fd(file, flags),
            ];
            match poll(&mut waited, timeout) {
                Err(rustix::io::Errno::INTR) => continue,
                result => result?,
            };
            if !waited[0].revents().is_empty() {
                return Ok(Ready::Woken);
            }
            // An error or the other side's end is also something that reading or writing reports.
            if !waited[1].revents().is_empty() {
                return Ok(Ready::File);
            }
        }
    }

    fn pause(&self) -> io::Result<Ready> {
        let mut waited = [PollFd::new(&self.0, PollFlags::IN)];
        match poll(&mut waited, Some(&BACKGROUND_LOOK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => Ok(Ready::File),
            Ok(_) => Ok(Ready::Woken),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether the terminal is ours to read. What is no controlling terminal has no foreground group, and
/// can be read.
fn is_in_foreground() -> bool {
    tcgetpgrp(io::stdin()).map_or(true, |foreground| foreground == getpgrp())
}

/// Throws away what was typed into the terminal and not read.
pub(super) fn discard_input() {
    // In the background it would stop the whole process, and what is typed is for somebody else.
    if is_in_foreground() {
        let _no_terminal = tcflush(io::stdin(), QueueSelector::IFlush);
    }
}

/// Reads what is there, after [`Waiter::for_input`]. Zero at the end.
pub(super) fn read_input(buffer: &mut [u8]) -> io::Result<usize> {
    retrying(|| io::stdin().lock().read(buffer))
}

/// Writes a part of `bytes` without waiting, after [`Waiter::for_output`].
pub(super) fn write_output(bytes: &[u8]) -> io::Result<usize> {
    // A pipe that is ready takes this much at once (POSIX: at least PIPE_BUF is free).
    const PIPE_BUF: usize = 4_096;
    // Not through `io::stdout()`, whose buffer would keep what could not be written.
    retrying(|| {
        Ok(rustix::io::write(
            rustix::stdio::stdout(),
            &bytes[..bytes.len().min(PIPE_BUF)],
        )?)
    })
}

fn retrying(mut attempt: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
