//! Joins and leaves between two messages, told in one line.

use std::collections::HashMap;

use tertulia_protocol::{LeaveReason, Name, PersonId};

/// So many people are told of in one line. Where nobody writes for days, a line would grow for ever.
const MOST: usize = 500;

/// People who came and went, in the order in which they first did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crowd {
    people: Vec<Passerby>,
    index: HashMap<PersonId, usize>,
    unlisted: u64,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passerby {
    /// Who.
    pub person: PersonId,
    /// The name at the time.
    pub name: Name,
    /// What they did in the end.
    pub passage: Passage,
}

/// What somebody did between two messages, all in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Passage {
    /// Came, and is here.
    Joined,
    /// Went.
    Left(LeaveReason),
    /// Came and went again.
    CameAndLeft(LeaveReason),
    /// Went and came again.
    LeftAndCame,
}

impl Crowd {
    /// Everybody, in the order in which they first came or went.
    #[must_use]
    pub fn people(&self) -> &[Passerby] {
        &self.people
    }

    /// The names of those who did `wanted`, whatever the reason for leaving.
    pub fn who(&self, wanted: fn(Passage) -> bool) -> impl Iterator<Item = &Name> {
        self.people
            .iter()
            .filter(move |person| wanted(person.passage))
            .map(|person| &person.name)
    }

    /// How many came besides, whose names the server did not say.
    #[must_use]
    pub fn unlisted(&self) -> u64 {
        self.unlisted
    }

    /// Whether whoever comes or goes next begins another line.
    pub(super) fn is_full(&self) -> bool {
        self.people.len() >= MOST
    }

    pub(super) fn came(&mut self, person: PersonId, name: &Name) {
        let known = self.entry(person, name, Passage::Joined);
        known.passage = match known.passage {
            Passage::Left(_) | Passage::LeftAndCame => Passage::LeftAndCame,
            Passage::CameAndLeft(_) | Passage::Joined => Passage::Joined,
        };
    }

    pub(super) fn came_unlisted(&mut self, count: u64) {
        self.unlisted = self.unlisted.saturating_add(count);
    }

    pub(super) fn went(&mut self, person: PersonId, name: &Name, reason: LeaveReason) {
        let known = self.entry(person, name, Passage::Left(reason));
        known.passage = match known.passage {
            Passage::Joined | Passage::CameAndLeft(_) => Passage::CameAndLeft(reason),
            Passage::Left(_) | Passage::LeftAndCame => Passage::Left(reason),
        };
    }

    fn entry(&mut self, person: PersonId, name: &Name, passage: Passage) -> &mut Passerby {
        let next = self.people.len();
        let index = *self.index.entry(person).or_insert(next);
        if index == next {
            self.people.push(Passerby {
                person,
                name: name.clone(),
                passage,
            });
        }
        name.clone_into(&mut self.people[index].name);
        &mut self.people[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(story: &[(&str, u64)]) -> Vec<Passage> {
        let mut crowd = Crowd::default();
        for (what, id) in story {
            let name = Name::parse(&format!("P{id}")).unwrap();
            if *what == "+" {
                crowd.came(PersonId(*id), &name);
            } else {
                crowd.went(PersonId(*id), &name, LeaveReason::Quit);
            }
        }
        crowd.people().iter().map(|person| person.passage).collect()
    }

    #[test]
    fn everybody_is_told_once_with_what_they_did_in_the_end() {
        use Passage::{CameAndLeft, Joined, Left, LeftAndCame};
        let quit = LeaveReason::Quit;
        assert_eq!(crowd(&[("+", 1), ("-", 2)]), [Joined, Left(quit)]);
        assert_eq!(crowd(&[("+", 1), ("-", 1)]), [CameAndLeft(quit)]);
        assert_eq!(crowd(&[("-", 1), ("+", 1)]), [LeftAndCame]);
        assert_eq!(crowd(&[("+", 1), ("-", 1), ("+", 1)]), [Joined]);
        assert_eq!(crowd(&[("-", 1), ("+", 1), ("-", 1)]), [Left(quit)]);
    }
}
