//! Records to rows, all in one transaction.

use std::collections::HashMap;

use rusqlite::{Connection, TransactionBehavior, params};
use tertulia_protocol::{MessageId, Number, Posted, Token, UnixMillis};

use super::errors::{Fault, Result};
use super::known::{Known, KnownSession, State};
use super::message_row::{MessageRow, MessageWriter, readers_as_bytes};
use super::verdict_row::{AcceptedRun, VerdictRow, VerdictWriter, reason_of};
use crate::storage::{KeptMessage, KeptSession, Outcome, Record};

/// What a commit changed in what is known. Taken over when the commit is sure.
#[derive(Debug)]
pub(super) struct Change {
    state: State,
    sessions: HashMap<Token, KnownSession>,
    messages: u64,
}

impl Known {
    pub(super) fn take(&mut self, change: Change) {
        self.state = change.state;
        self.sessions.extend(change.sessions);
        self.count = self.count.map(|count| count + change.messages);
    }
}

/// Writes all of `records`, or none of them.
pub(super) fn write(
    connection: &mut Connection,
    known: &Known,
    records: &[Record],
) -> Result<Change> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let change = Change {
        state: known.state,
        sessions: HashMap::new(),
        messages: 0,
    };
    let mut writing = Writing {
        connection: &transaction,
        messages: MessageWriter::new(&transaction)?,
        verdicts: VerdictWriter::new(&transaction)?,
        known,
        accepted: HashMap::new(),
        change,
    };
    for record in records {
        match record {
            Record::Message(message) => writing.message(message)?,
            Record::Decided {
                token,
                number,
                outcome,
                time,
            } => {
                writing.verdict(token, *number, outcome, *time)?;
            }
            Record::Session(session) => writing.session(session)?,
            Record::LatestPerson(person) => {
                let latest = &mut writing.change.state.latest_person;
                *latest = (*latest).max(*person);
            }
        }
    }
    let change = writing.finish()?;
    // The latest message is the last row of its table; it does not need to be written twice.
    if change.state.latest_person != known.state.latest_person {
        change.state.write(&transaction)?;
    }
    transaction.commit()?;
    Ok(change)
}

struct Writing<'a> {
    connection: &'a Connection,
    messages: MessageWriter<'a>,
    verdicts: VerdictWriter<'a>,
    known: &'a Known,
    /// Accepted messages whose verdicts are still to be written, of each session together: under
    /// load one commit has many of each.
    accepted: HashMap<Token, AcceptedRun>,
    change: Change,
}

impl Writing<'_> {
    fn message(&mut self, message: &KeptMessage) -> Result<()> {
        let id = message.posted.id();
        if id <= self.change.state.latest_message || i64::try_from(id.0).is_err() {
            let latest = self.change.state.latest_message;
            let why = format!("message {id} does not come after message {latest}");
            return Err(Fault::Other(why));
        }
        let session = match &message.origin {
            Some((token, number)) => Some(self.accept(token, *number, id, time_of(message))?),
            None => None,
        };
        let readers = readers_as_bytes(&message.readers);
        let row = MessageRow::of(message, readers.as_deref(), session);
        self.messages.write(&row)?;
        self.change.state.latest_message = id;
        self.change.messages += 1;
        Ok(())
    }

    /// Notes that a message was accepted and says the session's key.
    fn accept(
        &mut self,
        token: &Token,
        number: Number,
        message: MessageId,
        time: UnixMillis,
    ) -> Result<i64> {
        let key = self.note(token, number, time)?.key;
        let run = self.accepted.entry(*token).or_default();
        run.push(number, time, message);
        if run.is_full() {
            self.write_accepted(token)?;
        }
        Ok(key)
    }

    /// Keeps a verdict that put no message in order.
    fn verdict(
        &mut self,
        token: &Token,
        number: Number,
        outcome: &Outcome,
        time: UnixMillis,
    ) -> Result<()> {
        self.write_accepted(token)?;
        let reason = reason_of(outcome)?;
        self.note(token, number, time)?;
        let row = VerdictRow::of(number, outcome, reason.as_deref(), time);
        self.write_row(token, &row)
    }

    /// Notes that a number was decided.
    fn note(
        &mut self,
        token: &Token,
        number: Number,
        time: UnixMillis,
    ) -> Result<&mut KnownSession> {
        let session = self.session_of(token, time)?;
        session.decided = session.decided.max(Some(number));
        session.time = session.time.max(time);
        Ok(session)
    }

    fn write_accepted(&mut self, token: &Token) -> Result<()> {
        let run = self.accepted.remove(token);
        match run.as_ref().and_then(AcceptedRun::row) {
            Some(row) => self.write_row(token, &row),
            None => Ok(()),
        }
    }

    fn write_row(&mut self, token: &Token, row: &VerdictRow<'_>) -> Result<()> {
        let session = self.change.sessions.get_mut(token);
        let session = session.ok_or_else(unnoted)?;
        session.verdicts = self.verdicts.write(row, session.key, session.verdicts)?;
        Ok(())
    }

    /// Writes what was put off.
    fn finish(mut self) -> Result<Change> {
        let tokens: Vec<Token> = self.accepted.keys().copied().collect();
        tokens
            .iter()
            .try_for_each(|token| self.write_accepted(token))?;
        Ok(self.change)
    }

    fn session(&mut self, kept: &KeptSession) -> Result<()> {
        let connection = self.connection;
        let session = self.session_of(&kept.token, kept.time)?;
        session.time = session.time.max(kept.time);
        session.kept = Some(kept.clone());
        session.update(connection, &kept.token)?;
        let latest = &mut self.change.state.latest_person;
        *latest = (*latest).max(kept.person);
        Ok(())
    }

    /// What is known of a session, in this transaction; its row is added when it is new.
    fn session_of(&mut self, token: &Token, time: UnixMillis) -> Result<&mut KnownSession> {
        if !self.change.sessions.contains_key(token) {
            let session = match self.known.sessions.get(token) {
                Some(session) => session.clone(),
                None => {
                    let mut session = KnownSession {
                        key: 0,
                        kept: None,
                        decided: None,
                        verdicts: 0,
                        time,
                    };
                    session.key = session.insert(self.connection, token)?;
                    session
                }
            };
            self.change.sessions.insert(*token, session);
        }
        self.change.sessions.get_mut(token).ok_or_else(unnoted)
    }
}

fn unnoted() -> Fault {
    Fault::Other("a session was not noted".to_owned())
}

/// Deletes sessions and their verdicts.
pub(super) fn forget_sessions(
    connection: &mut Connection,
    known: &mut Known,
    tokens: &[Token],
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut session = transaction.prepare_cached("DELETE FROM session WHERE key = ?1")?;
        let mut verdicts = transaction.prepare_cached("DELETE FROM verdict WHERE session = ?1")?;
        for session_known in tokens.iter().filter_map(|token| known.sessions.get(token)) {
            session.execute(params![session_known.key])?;
            verdicts.execute(params![session_known.key])?;
        }
    }
    transaction.commit()?;
    for token in tokens {
        known.sessions.remove(token);
    }
    Ok(())
}

pub(super) fn time_of(message: &KeptMessage) -> UnixMillis {
    match &message.posted {
        Posted::Said(said) => said.time,
        Posted::Private(private) => private.time,
        Posted::Operator(operator) => operator.time,
    }
}
