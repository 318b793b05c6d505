//! What became of numbered requests, as rows, and back.

use std::collections::HashMap;

use rusqlite::{CachedStatement, Connection, Row, params};
use serde_json::Value;
use tertulia_protocol::{MessageId, Name, Number, RefusalReason, Token, UnixMillis};

use super::checksum::Checksum;
use super::errors::{Fault, Result};
use super::known::{Known, VERDICTS};
use crate::storage::Outcome;

/// What [`VerdictRow::read`] wants selected, after the session's key and the slot.
pub(super) const SELECT: &str = "SELECT session, slot, number, time, message, reason, sentence, \
     suggestion, checksum, earlier FROM verdict ORDER BY session";

const WRITE: &str = "INSERT OR REPLACE INTO verdict \
     (session, slot, number, time, message, reason, sentence, suggestion, checksum, earlier) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

const CLEAR: &str = "DELETE FROM verdict WHERE session = ?1 AND slot > ?2 AND slot < ?3";

/// The places of a session's ring of verdicts. Twice as many as are kept, so that a row whose first
/// place is taken again holds none of the latest.
const PLACES: u64 = 2 * VERDICTS;

/// Verdicts of one session, oldest first: the number, what became of it, and when.
pub(super) type OfSession = Vec<(Number, Outcome, UnixMillis)>;

/// Verdicts of each session.
pub(super) type Verdicts = HashMap<Token, OfSession>;

/// A refusal's reason in its wire form.
pub(super) fn reason_of(outcome: &Outcome) -> Result<Option<String>> {
    match outcome {
        Outcome::Accepted(_) => Ok(None),
        Outcome::Refused { reason, .. } => match serde_json::to_value(reason) {
            Ok(Value::String(reason)) => Ok(Some(reason)),
            _ => Err(Fault::Other("a reason is not a word".to_owned())),
        },
    }
}

/// Deletes verdicts on numbers above those that are known to be decided. A row is of one commit, so
/// it goes as a whole.
pub(super) fn delete_later(connection: &Connection, known: &Known) -> Result<()> {
    let decided: HashMap<i64, Option<Number>> = known
        .sessions
        .values()
        .map(|session| (session.key, session.decided))
        .collect();
    let mut select = connection.prepare_cached("SELECT session, slot, number FROM verdict")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut later: Vec<(i64, i64)> = Vec::new();
    for row in rows {
        let (session, slot, number): (i64, i64, i64) = row?;
        let number = Some(Number(number.cast_unsigned()));
        if decided
            .get(&session)
            .is_none_or(|decided| number > *decided)
        {
            later.push((session, slot));
        }
    }
    let delete = "DELETE FROM verdict WHERE session = ?1 AND slot = ?2";
    let mut delete = connection.prepare_cached(delete)?;
    for place in later {
        delete.execute(<[i64; 2]>::from(place))?;
    }
    Ok(())
}

/// The values of one row, borrowed from verdicts or from the database.
#[derive(Debug)]
pub(super) struct VerdictRow<'a> {
    number: i64,
    time: i64,
    message: Option<i64>,
    /// Of a refusal: for programs, and for people.
    refused: Option<(&'a str, &'a str)>,
    suggestion: Option<&'a str>,
    /// Accepted messages that were decided before this in the same commit.
    earlier: Option<&'a [u8]>,
}

/// Accepted messages of one session, oldest first, that become one row.
#[derive(Debug, Default)]
pub(super) struct AcceptedRun {
    earlier: Vec<u8>,
    latest: Option<[i64; 3]>,
}

const ACCEPTED_BYTES: usize = 3 * size_of::<i64>();

impl AcceptedRun {
    /// Whether a row cannot hold one more.
    pub(super) fn is_full(&self) -> bool {
        self.len() == VERDICTS
    }

    pub(super) fn push(&mut self, number: Number, time: UnixMillis, message: MessageId) {
        let latest = [number.0, time.0, message.0].map(u64::cast_signed);
        if let Some(before) = self.latest.replace(latest) {
            let bytes = before.iter().flat_map(|number| number.to_le_bytes());
            self.earlier.extend(bytes);
        }
    }

    /// As a row, unless it is empty.
    pub(super) fn row(&self) -> Option<VerdictRow<'_>> {
        let [number, time, message] = self.latest?;
        Some(VerdictRow {
            number,
            time,
            message: Some(message),
            refused: None,
            suggestion: None,
            earlier: (!self.earlier.is_empty()).then_some(&self.earlier),
        })
    }

    fn len(&self) -> u64 {
        (self.earlier.len() / ACCEPTED_BYTES) as u64 + u64::from(self.latest.is_some())
    }
}

/// Writes rows.
pub(super) struct VerdictWriter<'c> {
    write: CachedStatement<'c>,
    clear: CachedStatement<'c>,
}

impl<'c> VerdictWriter<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            write: connection.prepare_cached(WRITE)?,
            clear: connection.prepare_cached(CLEAR)?,
        })
    }

    /// Writes a row behind what has been written so far of a session, up to `end`. Gives where it
    /// ends itself.
    pub(super) fn write(&mut self, row: &VerdictRow<'_>, session: i64, end: u64) -> Result<u64> {
        let places = row.len();
        let slot = (end % PLACES).cast_signed();
        self.write.execute(params![
            session,
            slot,
            row.number,
            row.time,
            row.message,
            row.refused.map(|(reason, _)| reason),
            row.refused.map(|(_, sentence)| sentence),
            row.suggestion,
            row.checksum(session, slot),
            row.earlier,
        ])?;
        if places > 1 {
            // What began in the other places is outdated; some of them may lie beyond the ring's end.
            let beyond = slot + places.cast_signed();
            self.clear.execute([session, slot, beyond])?;
            let around = beyond - PLACES.cast_signed();
            if around > 0 {
                self.clear.execute([session, -1, around])?;
            }
        }
        Ok(end + places)
    }

    /// Writes the first verdicts of a session, accepted messages in one row as far as they are next to
    /// each other. Gives where they end.
    pub(super) fn write_all(&mut self, verdicts: &OfSession, session: i64) -> Result<u64> {
        let mut end = 0;
        let mut accepted = AcceptedRun::default();
        for (number, outcome, time) in verdicts {
            if let Outcome::Accepted(Some(message)) = outcome {
                accepted.push(*number, *time, *message);
                continue;
            }
            if let Some(row) = std::mem::take(&mut accepted).row() {
                end = self.write(&row, session, end)?;
            }
            let reason = reason_of(outcome)?;
            let row = VerdictRow::of(*number, outcome, reason.as_deref(), *time);
            end = self.write(&row, session, end)?;
        }
        match accepted.row() {
            Some(row) => self.write(&row, session, end),
            None => Ok(end),
        }
    }
}

impl<'a> VerdictRow<'a> {
    /// `reason` is the reason of a refusal in its wire form.
    pub(super) fn of(
        number: Number,
        outcome: &'a Outcome,
        reason: Option<&'a str>,
        time: UnixMillis,
    ) -> Self {
        let (message, sentence, suggestion) = match outcome {
            Outcome::Accepted(message) => (*message, None, None),
            Outcome::Refused {
                message,
                suggestion,
                ..
            } => (None, Some(message.as_str()), suggestion.as_ref()),
        };
        Self {
            number: number.0.cast_signed(),
            time: time.0.cast_signed(),
            message: message.map(|message| message.0.cast_signed()),
            refused: reason.zip(sentence),
            suggestion: suggestion.map(Name::as_str),
            earlier: None,
        }
    }

    /// Reads what [`SELECT`] selected, and checks it: the session's key, the slot, and the rest.
    pub(super) fn read(row: &'a Row<'_>) -> Result<(i64, u64, Self)> {
        let number = |column| row.get_ref(column)?.as_i64().map_err(Fault::from);
        let text = |column| row.get_ref(column)?.as_str_or_null().map_err(Fault::from);
        let (session, slot) = (number(0)?, number(1)?);
        let read = Self {
            number: number(2)?,
            time: number(3)?,
            message: row.get_ref(4)?.as_i64_or_null()?,
            refused: text(5)?.zip(text(6)?),
            suggestion: text(7)?,
            earlier: row.get_ref(9)?.as_blob_or_null()?,
        };
        if i64::from(read.checksum(session, slot)) == number(8)? {
            Ok((session, slot.cast_unsigned(), read))
        } else {
            Err(Fault::Damaged("a verdict was changed".to_owned()))
        }
    }

    /// How many verdicts it holds.
    pub(super) fn len(&self) -> u64 {
        (self.earlier.map_or(0, <[u8]>::len) / ACCEPTED_BYTES) as u64 + 1
    }

    /// The accepted messages before the latest verdict, oldest first.
    pub(super) fn earlier(&self) -> impl Iterator<Item = (Number, Outcome, UnixMillis)> {
        let (numbers, _) = self.earlier.unwrap_or_default().as_chunks::<8>();
        let (accepted, _) = numbers.as_chunks::<3>();
        accepted.iter().map(|accepted| {
            let [number, time, message] = accepted.map(u64::from_le_bytes);
            let outcome = Outcome::Accepted(Some(MessageId(message)));
            (Number(number), outcome, UnixMillis(time))
        })
    }

    /// The latest verdict.
    pub(super) fn verdict(&self) -> Result<(Number, Outcome, UnixMillis)> {
        let outcome = match self.refused {
            None => {
                let message = self.message.map(|id| MessageId(id.cast_unsigned()));
                Outcome::Accepted(message)
            }
            Some((reason, sentence)) => {
                let reason = Value::String(reason.to_owned());
                let reason: RefusalReason = serde_json::from_value(reason)
                    .map_err(|error| Fault::Damaged(error.to_string()))?;
                Outcome::Refused {
                    reason,
                    message: sentence.to_owned(),
                    // A suggestion that is no name any more helps nobody.
                    suggestion: self.suggestion.and_then(|name| Name::parse(name).ok()),
                }
            }
        };
        let number = Number(self.number.cast_unsigned());
        Ok((number, outcome, UnixMillis(self.time.cast_unsigned())))
    }

    fn checksum(&self, session: i64, slot: i64) -> u32 {
        let checksum = Checksum::default()
            .number(session)
            .number(slot)
            .number(self.number)
            .number(self.time)
            .optional_number(self.message)
            .optional_text(self.refused.map(|(reason, _)| reason))
            .optional_text(self.refused.map(|(_, sentence)| sentence))
            .optional_text(self.suggestion);
        // Older versions have no more than this.
        match self.earlier {
            None => checksum.value(),
            Some(earlier) => checksum.bytes(earlier).value(),
        }
    }
}
