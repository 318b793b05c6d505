//! The server's log: up to a million entries, filtered without ever holding a frame up.
//!
//! [`Log`] keeps the entries; the oldest go, counted, when there are too many. Its filter's index
//! is extended as entries come and, after the filter changed, rebuilt from the newest entry
//! backwards, a slice at each [`Log::advance`], so that the page shows the newest ones at once.

mod entry;
mod export;
mod filter;
mod store;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use tertulia_protocol::UnixMillis;
use tertulia_server_core::Event;

use store::Store;

pub use entry::{Category, LogEntry, LogKind};
pub use export::{Export, ExportFormat, Scope};
pub(super) use filter::contains_in_any_case;
pub use filter::{Categories, LogFilter};

/// So many entries are kept.
pub const MAX_ENTRIES: usize = 1_000_000;
/// So many bytes of text are kept in them.
pub const MAX_TEXT_BYTES: usize = 128 << 20;

/// A server's log, as one page shows it.
#[derive(Debug, Clone)]
pub struct Log {
    store: Store,
    filter: LogFilter,
    /// The numbers of the entries that pass the filter, of those from `scanned` on.
    matching: VecDeque<u64>,
    /// Entries from this number on have been judged.
    scanned: u64,
    /// Entries from this number on came while the page was frozen.
    paused: Option<u64>,
    #[cfg(test)]
    judged: u64,
}

impl Default for Log {
    fn default() -> Self {
        Self::with_capacity(MAX_ENTRIES, MAX_TEXT_BYTES)
    }
}

impl Log {
    fn with_capacity(entries: usize, text_bytes: usize) -> Self {
        Self {
            store: Store::new(entries, text_bytes),
            filter: LogFilter::default(),
            matching: VecDeque::new(),
            scanned: 0,
            paused: None,
            #[cfg(test)]
            judged: 0,
        }
    }

    /// Appends what happened.
    pub fn push(&mut self, event: Event) {
        self.append(event.time, LogKind::Event(event.kind));
    }

    /// Appends that events were lost, because nobody took them in time.
    pub fn push_skipped(&mut self, time: UnixMillis, count: u64) {
        self.append(time, LogKind::Skipped(count));
    }

    /// All entries that are kept, those that do not pass the filter included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of the oldest entries were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.store.first()
    }

    /// The entry with this number, while it is kept.
    #[must_use]
    pub fn entry(&self, number: u64) -> Option<&LogEntry> {
        self.store.get(number)
    }

    // -----------------------------------------------------------------------------------------
    // The rows

    /// How many rows there are: entries that pass the filter and came before any pause.
    #[must_use]
    pub fn rows(&self) -> usize {
        let end = self.paused.unwrap_or(self.store.next());
        if self.filter.passes_all() {
            return usize::try_from(end.saturating_sub(self.store.first())).unwrap_or(usize::MAX);
        }
        match self.paused {
            Some(paused) => self.matching.partition_point(|number| *number < paused),
            None => self.matching.len(),
        }
    }

    /// The entry in a row, 0 being the oldest.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<&LogEntry> {
        if row >= self.rows() {
            return None;
        }
        let number = if self.filter.passes_all() {
            self.store.first() + row as u64
        } else {
            *self.matching.get(row)?
        };
        self.store.get(number)
    }

    /// The row of an entry, or of the next one that has a row. A page that remembers the number of
    /// its topmost entry stays there whatever is dropped or found above.
    #[must_use]
    pub fn row_of(&self, number: u64) -> usize {
        let row = if self.filter.passes_all() {
            usize::try_from(number.saturating_sub(self.store.first())).unwrap_or(usize::MAX)
        } else {
            self.matching.partition_point(|other| *other < number)
        };
        row.min(self.rows())
    }

    // -----------------------------------------------------------------------------------------
    // The filter

    /// What is shown.
    #[must_use]
    pub fn filter(&self) -> &LogFilter {
        &self.filter
    }

    /// Shows something else. [`advance`](Self::advance) then finds it.
    pub fn set_filter(&mut self, filter: LogFilter) {
        if self.filter == filter {
            return;
        }
        self.filter = filter;
        self.matching.clear();
        self.scanned = if self.filter.passes_all() {
            self.store.first()
        } else {
            self.store.next()
        };
    }

    /// Judges at most so many of the older entries, the newest first. Gives whether some are left,
    /// in which case it wants to be called again, in the next frame.
    pub fn advance(&mut self, entries: usize) -> bool {
        let until = self
            .scanned
            .saturating_sub(entries as u64)
            .max(self.store.first());
        while self.scanned > until {
            self.scanned -= 1;
            #[cfg(test)]
            {
                self.judged += 1;
            }
            let passes = self
                .store
                .get(self.scanned)
                .is_some_and(|entry| self.filter.passes(entry));
            if passes {
                self.matching.push_front(self.scanned);
            }
        }
        self.is_searching()
    }

    /// Whether older entries have not been judged yet.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        !self.filter.passes_all() && self.scanned > self.store.first()
    }

    // -----------------------------------------------------------------------------------------
    // The pause

    /// Freezes the rows, or shows what came meanwhile.
    pub fn set_paused(&mut self, paused: bool) {
        self.paused = paused.then(|| self.paused.unwrap_or(self.store.next()));
    }

    /// Whether the rows are frozen.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// How many entries that pass the filter came since the pause began.
    #[must_use]
    pub fn came_since_pause(&self) -> u64 {
        let Some(paused) = self.paused else { return 0 };
        if self.filter.passes_all() {
            self.store.next() - paused.max(self.store.first())
        } else {
            let before = self.matching.partition_point(|number| *number < paused);
            (self.matching.len() - before) as u64
        }
    }

    fn append(&mut self, time: UnixMillis, kind: LogKind) {
        let number = self.store.next();
        let entry = LogEntry { number, time, kind };
        if !self.filter.passes_all() {
            #[cfg(test)]
            {
                self.judged += 1;
            }
            if self.filter.passes(&entry) {
                self.matching.push_back(number);
            }
        }
        self.store.push(entry);
        let first = self.store.first();
        self.scanned = self.scanned.max(first);
        while self.matching.front().is_some_and(|number| *number < first) {
            self.matching.pop_front();
        }
    }
}
