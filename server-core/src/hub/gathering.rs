//! In large rooms, comings and goings are told together.

use std::collections::HashMap;
use std::time::Instant;

use tertulia_protocol::{Departure, Member, PersonId};

/// Comings and goings that wait to be told in one line.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    changes: Vec<Change>,
    due: Option<Instant>,
}

#[derive(Debug)]
enum Change {
    Came(Member),
    Went(Departure),
}

impl Gathering {
    /// Somebody came, which is to be told by `due`.
    pub(super) fn join(&mut self, member: Member, due: Instant) {
        self.push(Change::Came(member), due);
    }

    /// Somebody went, which is to be told by `due`.
    pub(super) fn leave(&mut self, departure: Departure, due: Instant) {
        self.push(Change::Went(departure), due);
    }

    fn push(&mut self, change: Change, due: Instant) {
        self.changes.push(change);
        self.due.get_or_insert(due);
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
    use std::time::Duration;

    use tertulia_protocol::{Dialect, LeaveReason, Name};

    use super::*;

    #[test]
    fn each_person_is_told_once_as_they_are_now() {
        let due = Instant::now();
        let later = due + Duration::from_secs(1);
        let mut gathering = Gathering::default();
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
        gathering.join(member(1, "Ana"), due);
        gathering.join(member(2, "Luis"), later);
        gathering.leave(departure(2, "Luis"), later);
        gathering.leave(departure(3, "Marta"), later);
        gathering.leave(departure(4, "Pablo"), later);
        gathering.join(member(4, "Pablo"), later);
        assert_eq!(gathering.due(), Some(due));
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
