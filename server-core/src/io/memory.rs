//! A socket without a network, for tests.

use std::io::{self, Read, Write};

/// A socket in memory that takes so many bytes, and then no more for now.
#[derive(Debug, Default)]
pub(super) struct Socket {
    /// What the peer has sent and was not read yet.
    pub(super) arrived: Vec<u8>,
    /// So many bytes more are taken.
    pub(super) takes: usize,
    /// What was written.
    pub(super) took: Vec<u8>,
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.arrived.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let count = self.arrived.len().min(into.len());
        into[..count].copy_from_slice(&self.arrived[..count]);
        self.arrived.drain(..count);
        Ok(count)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(self.takes);
        if count == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.takes -= count;
        self.took.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
