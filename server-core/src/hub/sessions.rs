//! Sessions that may be resumed although their people have left.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tertulia_protocol::{MessageId, PersonId, Token};

use super::numbers::Numbers;

/// What is kept of somebody who left, under the session's token.
#[derive(Debug)]
pub(super) struct Departed {
    pub(super) person: PersonId,
    pub(super) since: MessageId,
    pub(super) numbers: Numbers,
    /// Until when it can be resumed.
    until: Instant,
}

/// Tokens of people in the room, and what is kept of those who left.
#[derive(Debug)]
pub(super) struct Sessions {
    present: HashMap<Token, PersonId>,
    departed: HashMap<Token, Departed>,
    keep_for: Duration,
    keep_at_most: usize,
}

impl Sessions {
    pub(super) fn new(keep_for: Duration, keep_at_most: usize) -> Self {
        Self {
            present: HashMap::new(),
            departed: HashMap::new(),
            keep_for,
            keep_at_most,
        }
    }

    /// Whose session this is, while that person is in the room (or away for a moment).
    pub(super) fn present(&self, token: &Token) -> Option<PersonId> {
        self.present.get(token).copied()
    }

    pub(super) fn enter(&mut self, token: Token, person: PersonId) {
        self.present.insert(token, person);
    }

    /// Takes out what is kept of somebody who left, unless it is too old.
    pub(super) fn revive(&mut self, token: &Token, now: Instant) -> Option<Departed> {
        let kept = self.departed.remove(token)?;
        (now < kept.until).then_some(kept)
    }

    /// The numbers of somebody who left.
    pub(super) fn departed_mut(&mut self, token: &Token) -> Option<&mut Departed> {
        self.departed.get_mut(token)
    }

    /// Somebody left the room; the session may still be resumed.
    pub(super) fn depart(
        &mut self,
        token: Token,
        person: PersonId,
        since: MessageId,
        numbers: Numbers,
        now: Instant,
    ) {
        self.depart_until(token, person, since, numbers, now, now + self.keep_for);
    }

    /// Somebody left an earlier run of the server, `ago`; the session may still be resumed.
    pub(super) fn departed_ago(
        &mut self,
        token: Token,
        person: PersonId,
        since: MessageId,
        numbers: Numbers,
        (ago, now): (Duration, Instant),
    ) {
        if let Some(rest) = self.keep_for.checked_sub(ago) {
            self.depart_until(token, person, since, numbers, now, now + rest);
        }
    }

    fn depart_until(
        &mut self,
        token: Token,
        person: PersonId,
        since: MessageId,
        numbers: Numbers,
        now: Instant,
        until: Instant,
    ) {
        self.present.remove(&token);
        if self.keep_at_most == 0 {
            return;
        }
        if self.departed.len() >= self.keep_at_most {
            self.make_room(now);
        }
        self.departed.insert(
            token,
            Departed {
                person,
                since,
                numbers,
                until,
            },
        );
    }

    /// Forgets what is too old, and at least the oldest tenth, so that the cost of looking at all
    /// of them is spread over many departures.
    fn make_room(&mut self, now: Instant) {
        let mut times: Vec<Instant> = self.departed.values().map(|kept| kept.until).collect();
        let tenth = times.len() / 10;
        let (_, oldest_kept, _) = times.select_nth_unstable(tenth);
        let oldest_kept = *oldest_kept;
        let before = self.departed.len();
        self.departed
            .retain(|_, kept| kept.until > oldest_kept && now < kept.until);
        debug_assert!(self.departed.len() < before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(number: u64) -> Token {
        Token(u128::from(number).to_be_bytes())
    }

    #[test]
    fn a_departed_session_is_kept_for_its_time_and_no_longer() {
        let start = Instant::now();
        let day = Duration::from_secs(24 * 3_600);
        let mut sessions = Sessions::new(day, 10);
        sessions.enter(token(1), PersonId(1));
        sessions.depart(
            token(1),
            PersonId(1),
            MessageId(0),
            Numbers::default(),
            start,
        );
        assert!(sessions.present(&token(1)).is_none());
        assert!(sessions.revive(&token(1), start + day).is_none());
        sessions.depart(
            token(1),
            PersonId(1),
            MessageId(0),
            Numbers::default(),
            start,
        );
        assert!(
            sessions
                .revive(&token(1), start + day - Duration::from_secs(1))
                .is_some()
        );
    }

    #[test]
    fn the_oldest_sessions_make_room_for_new_ones() {
        let start = Instant::now();
        let mut sessions = Sessions::new(Duration::from_secs(3_600), 100);
        for number in 0..1_000 {
            let now = start + Duration::from_millis(number);
            sessions.depart(
                token(number),
                PersonId(number),
                MessageId(0),
                Numbers::default(),
                now,
            );
            assert!(sessions.departed.len() <= 100);
        }
        assert!(
            sessions
                .revive(&token(999), start + Duration::from_secs(1))
                .is_some()
        );
        assert!(
            sessions
                .revive(&token(1), start + Duration::from_secs(1))
                .is_none()
        );
    }
}
