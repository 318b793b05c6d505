//! What became of a numbered request, as a row, and back.

use rusqlite::{Connection, Row, params};
use serde_json::Value;
use tertulia_protocol::{MessageId, Name, Number, RefusalReason, UnixMillis};

use super::checksum::Checksum;
use super::errors::{Fault, Result};
use crate::storage::Outcome;

/// What [`VerdictRow::read`] wants selected, after the session's key and the slot.
pub(super) const SELECT: &str = "SELECT session, slot, number, time, message, reason, sentence, \
     suggestion, checksum FROM verdict ORDER BY session";

const WRITE: &str = "INSERT OR REPLACE INTO verdict \
     (session, slot, number, time, message, reason, sentence, suggestion, checksum) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// The values of one row, borrowed from a verdict or from the database.
#[derive(Debug)]
pub(super) struct VerdictRow<'a> {
    number: i64,
    time: i64,
    message: Option<i64>,
    /// Of a refusal: for programs, and for people.
    refused: Option<(&'a str, &'a str)>,
    suggestion: Option<&'a str>,
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
        }
    }

    pub(super) fn write(&self, connection: &Connection, session: i64, slot: u64) -> Result<()> {
        let mut write = connection.prepare_cached(WRITE)?;
        let slot = slot.cast_signed();
        write.execute(params![
            session,
            slot,
            self.number,
            self.time,
            self.message,
            self.refused.map(|(reason, _)| reason),
            self.refused.map(|(_, sentence)| sentence),
            self.suggestion,
            self.checksum(session, slot),
        ])?;
        Ok(())
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
        };
        if i64::from(read.checksum(session, slot)) == number(8)? {
            Ok((session, slot.cast_unsigned(), read))
        } else {
            Err(Fault::Damaged("a verdict was changed".to_owned()))
        }
    }

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
        Checksum::default()
            .number(session)
            .number(slot)
            .number(self.number)
            .number(self.time)
            .optional_number(self.message)
            .optional_text(self.refused.map(|(reason, _)| reason))
            .optional_text(self.refused.map(|(_, sentence)| sentence))
            .optional_text(self.suggestion)
            .value()
    }
}
