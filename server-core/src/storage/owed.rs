//! What could not be kept and must be, with the next commit that works.

use std::collections::{HashMap, VecDeque};

use tertulia_protocol::{Number, PersonId, RefusalReason, Token, UnixMillis};

use super::{KeptSession, Outcome, Record};
use crate::turn::NotKept;

/// Verdicts per session; no more are remembered anywhere.
const MOST_VERDICTS: usize = 64;

/// Records that promise nothing by themselves, so that people were told of them although they were
/// not kept: sessions, verdicts other than on messages, the latest person. Only the newest state
/// counts, so this does not grow with the time that a disk stays full, only with the sessions.
#[derive(Debug, Default)]
pub(super) struct Owed {
    person: Option<PersonId>,
    sessions: HashMap<Token, OwedSession>,
}

#[derive(Debug, Default)]
struct OwedSession {
    session: Option<KeptSession>,
    verdicts: VecDeque<(Number, Outcome, UnixMillis)>,
}

impl Owed {
    /// Takes over what was not kept: records other than messages as they are, and in the place of
    /// each numbered message, that it was refused.
    pub(super) fn take(
        &mut self,
        records: Vec<Record>,
        lost: &NotKept,
        sentence: &str,
        now: UnixMillis,
    ) {
        for record in records {
            match record {
                Record::LatestPerson(person) => self.person = self.person.max(Some(person)),
                Record::Session(session) => {
                    let owed = self.sessions.entry(session.token).or_default();
                    owed.session = Some(session);
                }
                Record::Decided {
                    token,
                    number,
                    outcome,
                    time,
                } => self.decide(token, number, outcome, time),
                Record::Message(message) => {
                    debug_assert!(lost.contains(message.posted.id()));
                    if let Some((token, number)) = message.origin {
                        let outcome = Outcome::Refused {
                            reason: RefusalReason::Storage,
                            message: sentence.to_owned(),
                            suggestion: None,
                        };
                        self.decide(token, number, outcome, now);
                    }
                }
            }
        }
    }

    fn decide(&mut self, token: Token, number: Number, outcome: Outcome, time: UnixMillis) {
        let verdicts = &mut self.sessions.entry(token).or_default().verdicts;
        if verdicts.len() == MOST_VERDICTS {
            verdicts.pop_front();
        }
        verdicts.push_back((number, outcome, time));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.person.is_none() && self.sessions.is_empty()
    }

    /// Everything, as records in the order in which they must be kept.
    pub(super) fn records(&self) -> Vec<Record> {
        let person = self.person.map(Record::LatestPerson);
        let sessions = self.sessions.iter().flat_map(|(token, owed)| {
            let session = owed.session.clone().map(Record::Session);
            let verdicts = owed
                .verdicts
                .iter()
                .map(|(number, outcome, time)| Record::Decided {
                    token: *token,
                    number: *number,
                    outcome: outcome.clone(),
                    time: *time,
                });
            session.into_iter().chain(verdicts)
        });
        person.into_iter().chain(sessions).collect()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
