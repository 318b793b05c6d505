//! Reading and writing where waiting cannot be interrupted: the threads end with the process.

use std::io::{self, Read as _, Write as _};

/// Whether a waiting thread can be woken, and so be joined.
pub(super) const CAN_WAKE: bool = false;

/// Ends nothing here.
#[derive(Debug)]
pub(super) struct Waker;

/// Never waits here; reading and writing do.
#[derive(Debug)]
pub(super) struct Waiter;

/// What was waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    /// The file may be read or written.
    File,
    /// Never on this system.
    #[expect(dead_code, reason = "the other systems' word to stop")]
    Woken,
}

/// A waker and what it wakes.
pub(super) fn pair() -> io::Result<(Waker, Waiter)> {
    Ok((Waker, Waiter))
}

impl Waker {
    pub(super) fn wake(&self) {}
}

impl Waiter {
    pub(super) fn for_input(&self) -> io::Result<Ready> {
        Ok(Ready::File)
    }

    pub(super) fn for_output(&self) -> io::Result<Ready> {
        Ok(Ready::File)
    }
}

/// Cannot throw away here what the system keeps for the program.
pub(super) fn discard_input() {}

/// Reads what is there, or waits for it. Zero at the end.
pub(super) fn read_input(buffer: &mut [u8]) -> io::Result<usize> {
    io::stdin().lock().read(buffer)
}

/// Writes a part of `bytes`.
pub(super) fn write_output(bytes: &[u8]) -> io::Result<usize> {
    let mut output = io::stdout().lock();
    output.write_all(bytes)?;
    output.flush()?;
    Ok(bytes.len())
}
