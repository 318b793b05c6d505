//! Where the entries are: in pieces of equal size, so that growing never moves them.

use std::collections::VecDeque;

use super::entry::LogEntry;

/// Entries in one piece, which is dropped as a whole.
const PIECE: usize = 4_096;

/// Numbered entries; the oldest go when there are too many.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pieces: VecDeque<Piece>,
    /// The number of the first entry kept.
    first: u64,
    next: u64,
    text_bytes: usize,
    max_entries: usize,
    max_text_bytes: usize,
}

#[derive(Debug, Clone, Default)]
struct Piece {
    entries: Vec<LogEntry>,
    text_bytes: usize,
}

impl Store {
    pub(super) fn new(max_entries: usize, max_text_bytes: usize) -> Self {
        Self {
            pieces: VecDeque::new(),
            first: 0,
            next: 0,
            text_bytes: 0,
            max_entries,
            max_text_bytes,
        }
    }

    pub(super) fn len(&self) -> usize {
        usize::try_from(self.next - self.first).unwrap_or(usize::MAX)
    }

    pub(super) fn first(&self) -> u64 {
        self.first
    }

    pub(super) fn next(&self) -> u64 {
        self.next
    }

    pub(super) fn get(&self, number: u64) -> Option<&LogEntry> {
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.pieces.get(index / PIECE)?.entries.get(index % PIECE)
    }

    /// The entry's number is [`next`](Self::next).
    pub(super) fn push(&mut self, entry: LogEntry) {
        let bytes = entry.text_bytes();
        if self
            .pieces
            .back()
            .is_none_or(|piece| piece.entries.len() == PIECE)
        {
            self.pieces.push_back(Piece {
                entries: Vec::with_capacity(PIECE),
                text_bytes: 0,
            });
        }
        if let Some(piece) = self.pieces.back_mut() {
            piece.entries.push(entry);
            piece.text_bytes += bytes;
        }
        self.text_bytes += bytes;
        self.next += 1;
        // The piece being filled stays, whatever the bounds.
        while self.pieces.len() > 1
            && (self.len() > self.max_entries || self.text_bytes > self.max_text_bytes)
        {
            if let Some(oldest) = self.pieces.pop_front() {
                self.first += oldest.entries.len() as u64;
                self.text_bytes -= oldest.text_bytes;
            }
        }
    }
}
