//! What an earlier run of the server left: its messages, and the sessions that can be resumed.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tertulia_protocol::{Ack, Dialect, Number, Refused, UnixMillis};

use super::Hub;
use super::numbers::{Numbers, Verdict};
use super::roster::{Away, Participant};
use crate::moment::Moment;
use crate::storage::{Outcome, Restored, RestoredSession};
use crate::{ClientId, EndReason};

/// Where somebody was connected to an earlier run, which nobody knows any more.
const ELSEWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

impl Hub {
    /// Goes on where an earlier run of this history ended. Who was in the room then is away for a
    /// moment now; who had left can still come back. To be called on an empty room. Gives how many
    /// people are awaited.
    pub fn restore(&mut self, restored: Restored, now: Moment) -> usize {
        self.config.run = restored.run;
        self.latest_message = restored.latest_message;
        self.latest_person = restored.latest_person;
        self.history
            .restore(restored.messages, restored.before_messages);
        for session in restored.sessions {
            self.restore_session(session, now);
        }
        self.roster.len()
    }

    fn restore_session(&mut self, restored: RestoredSession, now: Moment) {
        let RestoredSession {
            session,
            decided,
            verdicts,
        } = restored;
        let verdicts = verdicts
            .into_iter()
            .map(|(number, outcome, time)| (number, verdict(number, outcome, time)));
        let numbers = Numbers::restored(decided, verdicts);
        // Two sessions never have one name; should a damaged history say so, the first one has it.
        if !session.present || self.roster.is_taken(&session.name, None) {
            let ago = Duration::from_millis(now.unix.0.saturating_sub(session.time.0));
            let when = (ago, now.instant);
            self.sessions
                .departed_ago(session.token, session.person, session.since, numbers, when);
            return;
        }
        let until = now.instant + self.config.timings.grace;
        // No connection of this run has such an id: theirs count from one.
        let client = ClientId(u64::MAX - self.roster.len() as u64);
        self.roster.add(Participant {
            id: session.person,
            name: session.name,
            dialect: Dialect::App,
            client,
            address: ELSEWHERE,
            away: Some(Box::new(Away {
                until,
                reason: EndReason::Closed,
            })),
            token: Some(session.token),
            since: session.since,
            numbers,
            messages: 0,
            wants_acks: true,
        });
        self.away.insert((until, session.person));
        self.sessions.enter(session.token, session.person);
    }
}

fn verdict(number: Number, outcome: Outcome, time: UnixMillis) -> Verdict {
    match outcome {
        Outcome::Accepted(id) => Verdict::Accepted(Ack { number, id, time }),
        Outcome::Refused {
            reason,
            message,
            suggestion,
        } => Verdict::Refused(Refused {
            number: Some(number),
            reason,
            message,
            suggestion,
            until: None,
            wait: None,
        }),
    }
}
