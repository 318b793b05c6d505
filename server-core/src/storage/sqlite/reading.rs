//! Pages of older messages, what somebody missed, and what is found by words.

use rusqlite::{Connection, named_params};
use tertulia_protocol::{Gap, MessageId, PersonId, Posted};

use super::errors::Result;
use super::message_row::{COLUMNS, MessageRow};
use crate::storage::most_bytes;

/// How many messages that are not part of an answer may be looked at for it.
const LOOKED_AT: usize = 4_096;

/// The messages between two ids that one person may read, latest first: two ordered streams (what is
/// public, what is for this person) merged as they are read, so that the cost is that of the rows
/// read, however many the history has.
pub(super) fn select_readable() -> String {
    // The same id, named so that its order is seen to be that of the index.
    let of_reader = COLUMNS.replacen("message.id", "reader.message", 1);
    format!(
        "SELECT {COLUMNS} FROM message \
         WHERE message.public = 1 AND message.id > ?1 AND message.id < ?2 \
         UNION ALL \
         SELECT {of_reader} FROM reader CROSS JOIN message ON message.id = reader.message \
         WHERE reader.person = ?3 AND reader.message > ?1 AND reader.message < ?2 \
         ORDER BY 1 DESC"
    )
}

/// Calls `look` with messages that `reader` may read and with `after < id < before`, latest first,
/// until it says `false`.
fn for_each_readable(
    connection: &Connection,
    reader: PersonId,
    (after, before): (MessageId, Option<MessageId>),
    mut look: impl FnMut(&MessageRow<'_>) -> Result<bool>,
) -> Result<()> {
    let mut select = connection.prepare_cached(&select_readable())?;
    let id = |id: u64| i64::try_from(id).unwrap_or(i64::MAX);
    let before = before.map_or(i64::MAX, |before| id(before.0));
    let mut rows = select.query((id(after.0), before, reader.0.cast_signed()))?;
    while let Some(row) = rows.next()? {
        let row = MessageRow::read(row)?;
        // The list of readers is only a way to find messages; what counts stands in the message.
        if row.is_for(reader) && !look(&row)? {
            break;
        }
    }
    Ok(())
}

/// See [`crate::Storage::page`].
pub(super) fn page(
    connection: &Connection,
    reader: PersonId,
    before: Option<MessageId>,
    most: usize,
    most_in_bytes: usize,
) -> Result<(Vec<Posted>, bool)> {
    let mut page = Page::new(most, most_in_bytes);
    let span = (MessageId(0), before);
    for_each_readable(connection, reader, span, |row| Ok(page.add(row.posted()?)))?;
    Ok(page.finish())
}

/// See [`crate::Storage::missed`]. `forgotten` is the highest id of a deleted message.
pub(super) fn missed(
    connection: &Connection,
    reader: PersonId,
    (after, last, forgotten): (MessageId, MessageId, MessageId),
    most: usize,
    most_in_bytes: usize,
) -> Result<(Vec<Posted>, Option<Gap>)> {
    let mut page = Page::new(most, most_in_bytes);
    let mut missing = forgotten;
    let mut passed_over = 0;
    let span = (after, Some(MessageId(last.0.saturating_add(1))));
    for_each_readable(connection, reader, span, |row| {
        let more = if row.author() == Some(reader) {
            passed_over += 1;
            passed_over <= LOOKED_AT
        } else {
            page.add(row.posted()?)
        };
        if !more {
            missing = missing.max(row.id());
        }
        Ok(more)
    })?;
    let gap = (missing > after).then(|| Gap {
        after,
        before: MessageId(missing.0 + 1),
    });
    Ok((page.finish().0, gap))
}

/// See [`super::SqliteStorage::search`].
pub(super) fn search(
    connection: &Connection,
    query: &str,
    reader: PersonId,
    before: Option<MessageId>,
    most: usize,
    most_in_bytes: usize,
) -> Result<(Vec<Posted>, bool)> {
    let Some(words) = words_of(query) else {
        return Ok((Vec::new(), false));
    };
    let select = format!(
        "SELECT {COLUMNS} FROM message_text CROSS JOIN message ON message.id = message_text.rowid \
         WHERE message_text MATCH :words AND message_text.rowid < :before \
         ORDER BY message_text.rowid DESC"
    );
    let mut select = connection.prepare_cached(&select)?;
    let before = before.map_or(i64::MAX, |before| {
        i64::try_from(before.0).unwrap_or(i64::MAX)
    });
    let mut rows = select.query(named_params! { ":words": words, ":before": before })?;
    let mut page = Page::new(most, most_in_bytes);
    while let Some(row) = rows.next()? {
        let row = MessageRow::read(row)?;
        if row.is_for(reader) && !page.add(row.posted()?) {
            break;
        }
    }
    Ok(page.finish())
}

/// What somebody typed as an FTS5 expression: every word, in any order. Each stands in quotes, in
/// which nothing but a quote has a meaning. None without a word. Beginnings of words are not looked
/// for: half of a large history may begin with a letter, and others would wait for that.
fn words_of(query: &str) -> Option<String> {
    // The index ends words at what is neither letter nor digit nor mark; quoted, "don't" is the
    // phrase "don t", which is what the index has.
    let has_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let words = query.split(|c: char| c.is_whitespace() || c == '\0');
    let quoted: Vec<String> = words
        .filter(has_word)
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    (!quoted.is_empty()).then(|| quoted.join(" "))
}

/// Gathers messages, latest first, until there are enough.
struct Page {
    messages: Vec<Posted>,
    bytes: usize,
    most: usize,
    most_in_bytes: usize,
    more: bool,
}

impl Page {
    fn new(most: usize, most_in_bytes: usize) -> Self {
        Self {
            messages: Vec::new(),
            bytes: 0,
            most,
            most_in_bytes,
            more: false,
        }
    }

    /// Takes a message, or says `false` when it does not fit any more.
    fn add(&mut self, posted: Posted) -> bool {
        self.bytes += most_bytes(&posted);
        let full = self.messages.len() >= self.most;
        if full || (self.bytes > self.most_in_bytes && !self.messages.is_empty()) {
            self.more = true;
            return false;
        }
        self.messages.push(posted);
        true
    }

    /// The messages, oldest first, and whether there are older ones.
    fn finish(mut self) -> (Vec<Posted>, bool) {
        self.messages.reverse();
        (self.messages, self.more)
    }
}
