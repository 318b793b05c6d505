//! A storage in memory, for tests: it survives its server, and fails when it is told to.

// Fuzzing needs a part of it only.
#![cfg_attr(fuzzing, allow(dead_code))]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tertulia_protocol::{Gap, MessageId, Number, PersonId, Posted, RunId, Token, UnixMillis};

use super::{
    KeptMessage, KeptSession, Outcome, Record, Restored, RestoredSession, Storage, StorageError,
    StorageNotice,
};

/// A disk that can be full. Its clones are the same disk.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    messages: Vec<KeptMessage>,
    sessions: Vec<KeptSession>,
    decided: Vec<(Token, Number, Outcome, UnixMillis)>,
    latest_person: PersonId,
    full: bool,
    broken: bool,
    commits: usize,
    unreadable: bool,
}

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing fits, or everything.
    pub(crate) fn set_full(&self, full: bool) {
        self.state().full = full;
    }

    /// From now on keeping panics, or works.
    pub(crate) fn set_broken(&self, broken: bool) {
        self.state().broken = broken;
    }

    /// From now on nothing can be read, or everything.
    pub(crate) fn set_unreadable(&self, unreadable: bool) {
        self.state().unreadable = unreadable;
    }

    /// How many commits succeeded.
    pub(crate) fn commits(&self) -> usize {
        self.state().commits
    }

    /// Everything that was kept, in its order.
    pub(crate) fn messages(&self) -> Vec<KeptMessage> {
        self.state().messages.clone()
    }

    pub(crate) fn restored(&self, most: usize) -> Restored {
        let state = self.state();
        let from = state.messages.len().saturating_sub(most);
        let sessions = state.sessions.iter().map(|session| {
            let of_session = |(token, number, outcome, time): &(Token, Number, Outcome, _)| {
                (*token == session.token).then(|| (*number, outcome.clone(), *time))
            };
            let mut verdicts: VecDeque<_> = state.decided.iter().filter_map(of_session).collect();
            let decided = verdicts.back().map(|(number, ..)| *number);
            while verdicts.len() > 64 {
                verdicts.pop_front();
            }
            RestoredSession {
                session: session.clone(),
                decided,
                verdicts: verdicts.into(),
            }
        });
        Restored {
            run: RunId(7),
            latest_message: state
                .messages
                .last()
                .map_or(MessageId(0), |message| message.posted.id()),
            latest_person: state.latest_person,
            sessions: sessions.collect(),
            messages: state.messages[from..].to_vec(),
            before_messages: from
                .checked_sub(1)
                .map_or(MessageId(0), |last| state.messages[last].posted.id()),
        }
    }
}

impl State {
    fn keep(&mut self, record: &Record) {
        match record {
            Record::Message(message) => {
                let after = self.messages.last();
                assert!(
                    after.is_none_or(|last| last.posted.id() < message.posted.id()),
                    "message ids grow"
                );
                if let Some((token, number)) = message.origin {
                    let id = message.posted.id();
                    let time = match &message.posted {
                        Posted::Said(said) => said.time,
                        Posted::Private(private) => private.time,
                        Posted::Operator(operator) => operator.time,
                    };
                    self.decide(token, number, Outcome::Accepted(Some(id)), time);
                }
                self.messages.push(message.clone());
            }
            Record::Decided {
                token,
                number,
                outcome,
                time,
            } => self.decide(*token, *number, outcome.clone(), *time),
            Record::Session(session) => {
                let known = |kept: &KeptSession| kept.token == session.token;
                self.sessions.retain(|kept| !known(kept));
                self.sessions.push(session.clone());
            }
            Record::LatestPerson(person) => {
                self.latest_person = self.latest_person.max(*person);
            }
        }
    }

    fn decide(&mut self, token: Token, number: Number, outcome: Outcome, time: UnixMillis) {
        let highest = self
            .decided
            .iter()
            .rev()
            .find(|(decided, ..)| *decided == token);
        assert!(
            highest.is_none_or(|(_, highest, ..)| *highest < number),
            "no number is decided twice: {number:?} after {highest:?}"
        );
        assert!(
            self.sessions.iter().any(|session| session.token == token),
            "a session is kept no later than what it asked for"
        );
        self.decided.push((token, number, outcome, time));
    }
}

impl Storage for Disk {
    fn commit(&mut self, records: &[Record]) -> Result<(), StorageError> {
        let mut state = self.state();
        assert!(!state.broken, "a storage that panics");
        if state.full {
            return Err(StorageError::Full);
        }
        state.commits += 1;
        records.iter().for_each(|record| state.keep(record));
        Ok(())
    }

    fn page(
        &mut self,
        reader: PersonId,
        before: Option<MessageId>,
        most: usize,
        _most_bytes: usize,
    ) -> Result<(Vec<Posted>, bool), StorageError> {
        let state = self.state();
        if state.unreadable {
            return Err(StorageError::Other("cannot be read".to_owned()));
        }
        let end = before.unwrap_or(MessageId(u64::MAX));
        let all = state
            .messages
            .iter()
            .filter(|message| message.posted.id() < end && message.readers.include(reader));
        let mut page: Vec<Posted> = all.map(|message| message.posted.clone()).collect();
        let older = page.len().saturating_sub(most);
        page.drain(..older);
        Ok((page, older > 0))
    }

    fn missed(
        &mut self,
        reader: PersonId,
        after: MessageId,
        last: MessageId,
        most: usize,
        _most_bytes: usize,
    ) -> Result<(Vec<Posted>, Option<Gap>), StorageError> {
        let state = self.state();
        if state.unreadable {
            return Err(StorageError::Other("cannot be read".to_owned()));
        }
        let all = state.messages.iter().filter(|message| {
            let id = message.posted.id();
            id > after && id <= last && message.readers.include(reader)
        });
        let mut missed: Vec<Posted> = all
            .filter(|message| message.author != Some(reader))
            .map(|message| message.posted.clone())
            .collect();
        let older = missed.len().saturating_sub(most);
        missed.drain(..older);
        let before = missed.first().map_or(MessageId(last.0 + 1), Posted::id);
        let gap = (older > 0).then_some(Gap { after, before });
        Ok((missed, gap))
    }

    fn tend(&mut self, _now: UnixMillis) -> Result<bool, StorageError> {
        Ok(false)
    }

    fn put_back(&mut self, _messages: &[KeptMessage]) -> Result<(), StorageError> {
        Ok(())
    }

    fn take_notices(&mut self) -> Vec<StorageNotice> {
        Vec::new()
    }
}
