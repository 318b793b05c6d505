//! In large rooms, comings and goings are told together.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tertulia_protocol::{Departure, Member, PersonId};

/// Comings and goings that wait to be told in one line.
#[derive(Debug)]
pub(super) struct Gathering {
    span: Duration,
    changes: Vec<Change>,
    due: Option<Instant>,
}

#[derive(Debug)]
enum Change {
    Came(Member),
    Went(Departure),
}

impl Gathering {
    pub(super) fn new(span: Duration) -> Self {
        Self {
            span,
            changes: Vec::new(),
            due: None,
        }
    }

    pub(super) fn join(&mut self, member: Member, now: Instant) {
        self.push(Change::Came(member), now);
    }

    pub(super) fn leave(&mut self, departure: Departure, now: Instant) {
        self.push(Change::Went(departure), now);
    }

    fn push(&mut self, change: Change, now: Instant) {
        self.changes.push(change);
        self.due.get_or_insert(now + self.span);
    }

    /// When it must be told.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Takes everything: who went, and who came. Each person is in one of the two, as they are now:
    /// somebody who came and went is told as gone, since a newcomer in between may know them.
    pub(super) fn take(&mut self) -> (Vec<Departure>, Vec<Member>) {
        self.due = None;
        let changes = std::mem::take(&mut self.changes);
        let last: HashMap<PersonId, usize> = changes
            .iter()
            .enumerate()
            .map(|(at, change)| (change.person(), at))
            .collect();
        let (mut went, mut came) = (Vec::new(), Vec::new());
        for (at, change) in changes.into_iter().enumerate() {
            if last.get(&change.person()) != Some(&at) {
                continue;
            }
            match change {
                Change::Came(member) => came.push(member),
                Change::Went(departure) => went.push(departure),
            }
        }
        (went, came)
    }
}

impl Change {
    fn person(&self) -> PersonId {
        match self {
            Self::Came(member) => member.id,
            Self::Went(departure) => departure.id,
        }
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{Dialect, LeaveReason, Name};

    use super::*;

    #[test]
    fn each_person_is_told_once_as_they_are_now() {
        let now = Instant::now();
        let mut gathering = Gathering::new(Duration::from_millis(250));
        let name = |text| Name::parse(text).unwrap();
        let member = |id, text| Member {
            id: PersonId(id),
            name: name(text),
            dialect: Dialect::Plain,
        };
        let departure = |id, text| Departure {
            id: PersonId(id),
            name: name(text),
            reason: LeaveReason::Quit,
        };
        gathering.join(member(1, "Ana"), now);
        gathering.join(member(2, "Luis"), now);
        gathering.leave(departure(2, "Luis"), now);
        gathering.leave(departure(3, "Marta"), now);
        gathering.leave(departure(4, "Pablo"), now);
        gathering.join(member(4, "Pablo"), now);
        assert_eq!(gathering.due(), Some(now + Duration::from_millis(250)));
        let (went, came) = gathering.take();
        assert_eq!(
            went.iter()
                .map(|departure| departure.id.0)
                .collect::<Vec<_>>(),
            [2, 3]
        );
        assert_eq!(
            came.iter().map(|member| member.id.0).collect::<Vec<_>>(),
            [1, 4]
        );
        assert_eq!(gathering.due(), None);
    }
}
