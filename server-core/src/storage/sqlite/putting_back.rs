//! A database and what people were told of it, in accord again: what was confirmed before a database was
//! found to be damaged comes into the one that takes its place, and what was refused goes.

use rusqlite::{Connection, TransactionBehavior};
use tertulia_protocol::{MessageId, PersonId};

use super::errors::Result;
use super::known::{Known, State};
use super::message_row::{self, COLUMNS, MessageRow, MessageWriter, readers_as_bytes};
use super::{tending, verdict_row};
use crate::storage::KeptMessage;

/// Adds those of `messages` (oldest first, all of them kept before) that the database does not have.
/// Says how many that were.
pub(super) fn put_back(
    connection: &mut Connection,
    known: &mut Known,
    messages: &[KeptMessage],
) -> Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut state = known.state;
    let mut count = 0;
    // What comes after this will be indexed in its time.
    let indexed = tending::indexed(&transaction)?;
    {
        let mut writer = MessageWriter::new(&transaction)?;
        let mut is_there = transaction.prepare_cached("SELECT 1 FROM message WHERE id = ?1")?;
        for message in messages {
            let id = message.posted.id();
            if id > known.state.latest_message || is_there.exists([id.0.cast_signed()])? {
                continue;
            }
            let session = message.origin.as_ref();
            let session = session.and_then(|(token, _)| known.sessions.get(token));
            let readers = readers_as_bytes(&message.readers);
            let key = session.map(|session| session.key);
            writer.write(&MessageRow::of(message, readers.as_deref(), key))?;
            if id <= indexed {
                tending::index_one(&transaction, id)?;
            }
            // What is older than these is in the damaged database alone.
            let before = MessageId(id.0.saturating_sub(1));
            state = State {
                forgotten: state.forgotten.min(before),
                ..state
            };
            count += 1;
        }
    }
    if count == 0 {
        return Ok(0);
    }
    state.write(&transaction)?;
    transaction.commit()?;
    known.state = state;
    known.indexed = indexed;
    known.count = known.count.map(|known| known + count as u64);
    known.unmerged += 1;
    Ok(count)
}

/// Deletes messages and verdicts that are later than all that are known: their commit was not sure, so
/// they were refused.
pub(super) fn forget_later(connection: &mut Connection, known: &Known) -> Result<()> {
    let latest = known.state.latest_message.0.cast_signed();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let select = format!("SELECT {COLUMNS} FROM message WHERE message.id > ?1");
        let mut select = transaction.prepare_cached(&select)?;
        let mut rows = select.query([latest])?;
        while let Some(row) = rows.next()? {
            let row = MessageRow::read(row)?;
            let readers: Vec<PersonId> = row.people().collect();
            message_row::delete(&transaction, row.id(), &readers)?;
        }
    }
    verdict_row::delete_later(&transaction, known)?;
    transaction.commit()?;
    Ok(())
}
