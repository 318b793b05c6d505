//! What waits to be written to one client.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};
use std::ops::Range;
use std::sync::Arc;

/// The most pieces in one gather write.
const MOST_SLICES: usize = 64;

/// A client's own bytes are gathered in pieces of about this size.
const MOST_OWN_BYTES: usize = 64 << 10;

/// Bytes that wait for one client, in order: its own, and stretches of buffers that all clients
/// share. Every message in it ends with LF, in both dialects.
#[derive(Debug, Default)]
pub struct Outbox {
    /// What goes first, by itself: most of the time it is all there is, and then needs no queue.
    first: Option<Piece>,
    /// What follows; nothing without a first piece. Boxed, for the many who are told one thing at a
    /// time.
    #[expect(clippy::box_collection, reason = "an idle client is to cost little")]
    rest: Option<Box<VecDeque<Piece>>>,
    /// How much of the first piece is written.
    written: usize,
    bytes: usize,
}

#[derive(Debug)]
enum Piece {
    Own(Vec<u8>),
    Shared(Arc<[u8]>, Range<usize>),
}

impl Piece {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes, range) => &bytes[range.clone()],
        }
    }
}

impl Outbox {
    /// How many bytes wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// Adds bytes for this client alone, whole messages.
    pub fn push(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.bytes += bytes.len();
        // A piece that is being written is let go as it is: growing on and on, it would keep
        // everything that was ever written of it.
        let last = match self.rest.as_mut().and_then(|rest| rest.back_mut()) {
            None if self.written > 0 => None,
            None => self.first.as_mut(),
            last => last,
        };
        match last {
            Some(Piece::Own(last)) if last.len() < MOST_OWN_BYTES => last.extend_from_slice(bytes),
            _ => self.push_piece(Piece::Own(bytes.to_vec())),
        }
    }

    /// Adds bytes for this client alone, whole messages, without copying them.
    pub fn push_own(&mut self, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.bytes += bytes.len();
            self.push_piece(Piece::Own(bytes));
        }
    }

    /// Adds a stretch of a buffer that many clients share, whole messages within it.
    pub fn push_shared(&mut self, bytes: &Arc<[u8]>, range: Range<usize>) {
        if !range.is_empty() {
            self.bytes += range.len();
            self.push_piece(Piece::Shared(Arc::clone(bytes), range));
        }
    }

    fn push_piece(&mut self, piece: Piece) {
        if self.first.is_none() {
            self.first = Some(piece);
        } else {
            self.rest.get_or_insert_default().push_back(piece);
        }
    }

    /// Throws away everything behind the message that is partly written, so that what is pushed
    /// next begins on a line of its own.
    pub fn discard_unstarted(&mut self) {
        let first = self.first.take();
        self.rest = None;
        self.bytes = 0;
        let written = std::mem::take(&mut self.written);
        if let Some(piece) = first {
            let bytes = piece.bytes();
            let is_within_message = written > 0 && bytes[written - 1] != b'\n';
            if is_within_message {
                let end = bytes[written..].iter().position(|byte| *byte == b'\n');
                let end = end.map_or(bytes.len(), |at| written + at + 1);
                self.push(&bytes[written..end]);
            }
        }
    }

    /// Writes as much as the peer takes: one piece in a plain write, several in gather writes.
    /// Returns how many bytes went out; the rest waits until the peer takes more.
    ///
    /// # Errors
    /// What the peer's socket says, other than that it takes no more for now.
    pub fn write_to(&mut self, peer: &mut impl Write) -> io::Result<usize> {
        let mut total = 0;
        while let Some(first) = &self.first {
            let first = &first.bytes()[self.written..];
            let written = match &self.rest {
                None => peer.write(first),
                Some(rest) => gather(peer, first, rest),
            };
            match written {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    total += written;
                    self.advance(written);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(total)
    }

    fn advance(&mut self, written: usize) {
        self.bytes -= written;
        self.written += written;
        while let Some(first) = &self.first {
            let length = first.bytes().len();
            if self.written < length {
                break;
            }
            self.written -= length;
            self.first = self.rest.as_mut().and_then(|rest| rest.pop_front());
            // An idle client keeps no buffers.
            self.rest.take_if(|rest| rest.is_empty());
        }
    }
}

fn gather(peer: &mut impl Write, first: &[u8], rest: &VecDeque<Piece>) -> io::Result<usize> {
    let mut slices = [IoSlice::new(&[]); MOST_SLICES];
    let pieces = std::iter::once(first).chain(rest.iter().map(Piece::bytes));
    let mut count = 0;
    for (slice, piece) in slices.iter_mut().zip(pieces) {
        *slice = IoSlice::new(piece);
        count += 1;
    }
    peer.write_vectored(&slices[..count])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, then blocks.
    struct Peer {
        takes: usize,
        got: Vec<u8>,
    }

    impl Write for Peer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.takes);
            if count == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            self.takes -= count;
            self.got.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written_in_steps_of(outbox: &mut Outbox, step: usize) -> String {
        let mut peer = Peer {
            takes: 0,
            got: Vec::new(),
        };
        while !outbox.is_empty() {
            peer.takes = step;
            outbox.write_to(&mut peer).unwrap();
        }
        String::from_utf8(peer.got).unwrap()
    }

    #[test]
    fn the_order_is_kept_however_little_the_peer_takes_at_a_time() {
        for step in [1, 2, 3, 7, 1_000] {
            let shared: Arc<[u8]> = Arc::from(&b"one\ntwo\nthree\n"[..]);
            let mut outbox = Outbox::default();
            outbox.push(b"hello\n");
            outbox.push_shared(&shared, 0..4);
            outbox.push(b"own\n");
            outbox.push(b"more\n");
            outbox.push_shared(&shared, 8..14);
            assert_eq!(outbox.len(), 6 + 4 + 9 + 6);
            assert_eq!(
                written_in_steps_of(&mut outbox, step),
                "hello\none\nown\nmore\nthree\n"
            );
            assert_eq!(outbox.len(), 0);
        }
    }

    #[test]
    fn what_is_written_is_not_kept_however_long_something_waits() {
        let mut outbox = Outbox::default();
        let mut peer = Peer {
            takes: 0,
            got: Vec::new(),
        };
        outbox.push(&[b'x'; 1_000]);
        for _ in 0..10_000 {
            outbox.push(&[b'x'; 1_000]);
            peer.takes = 1_000;
            outbox.write_to(&mut peer).unwrap();
            peer.got.clear();
        }
        let held: usize = outbox
            .first
            .iter()
            .chain(outbox.rest.iter().flat_map(|rest| rest.iter()))
            .map(|piece| piece.bytes().len())
            .sum();
        assert_eq!(outbox.len(), 1_000);
        assert!(held <= 2 * MOST_OWN_BYTES, "{held} bytes");
    }

    #[test]
    fn a_slow_reader_gets_its_farewell_after_the_message_being_written() {
        for (taken, expected) in [
            (0, "bye\n"),
            (1, "one\nbye\n"),
            (4, "one\nbye\n"),
            (5, "one\ntwo\nbye\n"),
            (8, "one\ntwo\nbye\n"),
        ] {
            let shared: Arc<[u8]> = Arc::from(&b"one\ntwo\n"[..]);
            let mut outbox = Outbox::default();
            outbox.push_shared(&shared, 0..8);
            outbox.push(b"never\n");
            let mut peer = Peer {
                takes: taken,
                got: Vec::new(),
            };
            outbox.write_to(&mut peer).unwrap();
            outbox.discard_unstarted();
            outbox.push(b"bye\n");
            peer.takes = 1_000;
            outbox.write_to(&mut peer).unwrap();
            assert_eq!(
                String::from_utf8(peer.got).unwrap(),
                expected,
                "after {taken} bytes"
            );
        }
    }
}
