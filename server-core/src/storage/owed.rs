//! What could not be kept and must be, with the next commit that works.

use std::collections::{HashMap, VecDeque};

use tertulia_protocol::{Number, PersonId, RefusalReason, Token, UnixMillis};

use super::{KeptSession, Outcome, Record};
use crate::turn::NotKept;

/// Verdicts per session; no more are remembered anywhere.
const MOST_VERDICTS: usize = 64;

/// Verdicts of all sessions together. Each commit tries all of them again, so they must not be many.
const MOST_VERDICTS_IN_ALL: usize = 16_384;

/// Records that promise nothing by themselves, so that people were told of them although they were
/// not kept: sessions, verdicts other than on messages, the latest person.
///
/// This does not grow with the time that a disk stays full. Of each session only the newest state
/// counts; of those whose people left, no more are owed than the room offers to resume; and when
/// there are many sessions, each has fewer verdicts, the latest at least.
#[derive(Debug)]
pub(super) struct Owed {
    person: Option<PersonId>,
    sessions: HashMap<Token, OwedSession>,
    /// Sessions of people who left.
    most_departed: usize,
}

#[derive(Debug, Default)]
struct OwedSession {
    session: Option<KeptSession>,
    verdicts: VecDeque<(Number, Outcome, UnixMillis)>,
}

impl OwedSession {
    /// When its person left, unless they are here.
    fn departed(&self) -> Option<UnixMillis> {
        let session = self.session.as_ref()?;
        (!session.present).then_some(session.time)
    }
}

impl Owed {
    /// Nothing, where the room offers so many sessions of people who left.
    pub(super) fn new(most_departed: usize) -> Self {
        Self {
            person: None,
            sessions: HashMap::new(),
            most_departed,
        }
    }

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
        self.forget_departed();
        self.forget_verdicts();
    }

    /// Drops the sessions that were left first, which the room does not offer any more either.
    fn forget_departed(&mut self) {
        let departed = |owed: &OwedSession| owed.departed();
        let mut times: Vec<UnixMillis> = self.sessions.values().filter_map(departed).collect();
        // The room and this do not count alike; and so they are not looked through for each one.
        let most = self.most_departed + self.most_departed / 10;
        if times.len() <= most {
            return;
        }
        let excess = (times.len() - self.most_departed).min(times.len() - 1);
        let (_, oldest, _) = times.select_nth_unstable(excess);
        let oldest = *oldest;
        self.sessions
            .retain(|_, owed| owed.departed().is_none_or(|time| time >= oldest));
    }

    fn forget_verdicts(&mut self) {
        let count = |owed: &OwedSession| owed.verdicts.len();
        let all: usize = self.sessions.values().map(count).sum();
        if all <= MOST_VERDICTS_IN_ALL {
            return;
        }
        let share = (MOST_VERDICTS_IN_ALL / self.sessions.len()).max(1);
        for owed in self.sessions.values_mut() {
            let excess = owed.verdicts.len().saturating_sub(share);
            owed.verdicts.drain(..excess);
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
        *self = Self::new(self.most_departed);
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{MessageId, Name};

    use super::*;
    use crate::storage::StorageError;
    use crate::turn::Turn;

    const MOST: usize = 100;

    fn token(number: u64) -> Token {
        Token(u128::from(number).to_be_bytes())
    }

    fn session(number: u64, present: bool) -> Record {
        Record::Session(KeptSession {
            token: token(number),
            person: PersonId(number),
            name: Name::parse(&format!("Guest {number}")).unwrap(),
            since: MessageId(0),
            present,
            time: UnixMillis(number),
        })
    }

    fn decided(session: u64, number: u64) -> Record {
        Record::Decided {
            token: token(session),
            number: Number(number),
            outcome: Outcome::Accepted(None),
            time: UnixMillis(session),
        }
    }

    /// Each turn by itself, as while a disk stays full.
    fn owe(turns: impl IntoIterator<Item = Vec<Record>>) -> Owed {
        let mut owed = Owed::new(MOST);
        let lost = NotKept::new(&Turn::default(), StorageError::Full);
        for records in turns {
            owed.take(records, &lost, "", UnixMillis(0));
        }
        owed
    }

    #[test]
    fn however_many_come_and_go_no_more_is_owed_than_the_room_offers() {
        let came_and_went = |number| vec![session(number, true), session(number, false)];
        let here = vec![session(1_000_001, true), session(1_000_002, true)];
        let many = (1..=5_000).map(came_and_went);
        let owed = owe(std::iter::once(here).chain(many));
        let kept = owed.records();
        assert!(kept.len() <= MOST + MOST / 10 + 2, "{}", kept.len());
        let latest = (5_001 - MOST as u64..=5_000).map(|number| session(number, false));
        let here = [session(1_000_001, true), session(1_000_002, true)];
        for expected in latest.chain(here) {
            assert!(kept.contains(&expected), "{expected}");
        }
    }

    #[test]
    fn of_a_session_that_changes_again_and_again_the_newest_state_is_owed() {
        let owed = owe((1..=1_000).map(|time| {
            let Record::Session(state) = session(1, time % 2 == 0) else {
                unreachable!()
            };
            let time = UnixMillis(time);
            vec![
                Record::Session(KeptSession { time, ..state }),
                Record::LatestPerson(PersonId(time.0)),
            ]
        }));
        let kept = owed.records();
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0], Record::LatestPerson(PersonId(1_000)));
        assert!(matches!(&kept[1], Record::Session(state) if state.time.0 == 1_000));
    }

    #[test]
    fn many_sessions_owe_fewer_verdicts_each_but_their_latest() {
        let sessions = 3 * MOST_VERDICTS_IN_ALL as u64 / 64;
        let owed = owe((1..=64).map(|number| {
            let of_all = (1..=sessions).map(|session| decided(session, number));
            of_all.collect()
        }));
        let kept = owed.records();
        assert!(kept.len() <= MOST_VERDICTS_IN_ALL, "{}", kept.len());
        for session in 1..=sessions {
            assert!(kept.contains(&decided(session, 64)));
        }
    }
}
