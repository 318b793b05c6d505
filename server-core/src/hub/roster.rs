//! The people in the room, found by id and by name.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Bound;
use std::time::Instant;

use tertulia_protocol::{
    Dialect, Member, MessageId, Name, NameKeys, People, Person, PersonId, Token,
};

use super::index::Index;
use super::numbers::Numbers;
use crate::{ClientId, EndReason};

/// How many people a page of the roster lists; a welcome to a room with no more lists all of them.
pub(super) const ROSTER_PAGE: usize = 1_000;

/// How many a welcome to a larger room lists. Whoever wants the others asks for pages.
const FIRST_OF_MANY: usize = 100;

/// How many of those who come together to such a room are named to everybody in it. Where thousands
/// come, telling each of each would take longer than everything else.
pub(super) const NAMED_NEWCOMERS: usize = 20;

/// Somebody vanished.
#[derive(Debug, Clone)]
pub(super) struct Away {
    /// Until when the name is kept.
    pub(super) until: Instant,
    /// What became of the connection.
    pub(super) reason: EndReason,
}

/// Somebody with a name.
#[derive(Debug)]
pub(super) struct Participant {
    pub(super) id: PersonId,
    pub(super) name: Name,
    pub(super) dialect: Dialect,
    /// The connection, or the last one while away.
    pub(super) client: ClientId,
    pub(super) address: SocketAddr,
    /// For somebody who vanished and whose name is kept; none while connected.
    pub(super) away: Option<Box<Away>>,
    pub(super) token: Option<Token>,
    /// The latest message when this person first came in; what was before is not "missed".
    pub(super) since: MessageId,
    pub(super) numbers: Numbers,
    /// Messages accepted from this person on this stay in the room.
    pub(super) messages: u64,
    /// Whether messages are confirmed; a plain client can do without.
    pub(super) wants_acks: bool,
}

impl Participant {
    pub(super) fn person(&self) -> Person {
        Person {
            id: self.id,
            name: self.name.clone(),
        }
    }

    pub(super) fn member(&self) -> Member {
        Member {
            id: self.id,
            name: self.name.clone(),
            dialect: self.dialect,
        }
    }
}

/// Everybody with a name, those who are away for a moment included.
#[derive(Debug, Default)]
pub(super) struct Roster {
    /// Boxed, because the nodes of such a map are half empty where keys only grow.
    people: BTreeMap<PersonId, Box<Participant>>,
    by_lowercase_skeleton: Index,
    by_skeleton_lowercase: Index,
    /// The first page of people, until somebody on it comes, goes or is renamed.
    first_page: Option<People>,
}

impl Roster {
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    pub(super) fn get(&self, id: PersonId) -> Option<&Participant> {
        self.people.get(&id).map(Box::as_ref)
    }

    pub(super) fn get_mut(&mut self, id: PersonId) -> Option<&mut Participant> {
        self.people.get_mut(&id).map(Box::as_mut)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Participant> {
        self.people.values().map(Box::as_ref)
    }

    /// Up to `count` people in the order of their ids, after `after`; and whether there are more.
    pub(super) fn page(&self, after: Option<PersonId>, count: usize) -> (Vec<Member>, bool) {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = self
            .people
            .range((from, Bound::Unbounded))
            .map(|(_, person)| person.member());
        let page = rest.by_ref().take(count).collect();
        (page, rest.next().is_some())
    }

    /// The people whom a welcome lists. In a large room they stay the same for long, so that
    /// newcomers share them.
    pub(super) fn first_page(&mut self) -> People {
        let count = match self.len() {
            all @ ..=ROSTER_PAGE => all,
            _ => FIRST_OF_MANY,
        };
        if let Some(page) = &self.first_page
            && page.len() == count
        {
            return page.clone();
        }
        let page = People::from(self.page(None, count).0);
        self.first_page = Some(page.clone());
        page
    }

    /// Somebody came, went or has another name: the first page may not be true any more.
    fn note_change(&mut self, id: PersonId) {
        let is_beyond = |page: &mut People| page.last().is_some_and(|last| last.id < id);
        self.first_page = self.first_page.take_if(is_beyond);
    }

    /// Whether somebody else than `holder` has this name, or one too like it (UTS #39). Both keys
    /// are asked: one may be the holder's own and the other somebody else's.
    pub(super) fn is_taken(&self, name: &Name, holder: Option<PersonId>) -> bool {
        let NameKeys {
            lowercase_skeleton,
            skeleton_lowercase,
        } = name.keys();
        let by_skeleton = self.by_lowercase_skeleton.find(&lowercase_skeleton, |id| {
            self.is_called(id, |name| {
                name.keys().lowercase_skeleton == lowercase_skeleton
            })
        });
        let by_case = self.by_skeleton_lowercase.find(&skeleton_lowercase, |id| {
            self.is_called(id, |name| {
                name.keys().skeleton_lowercase == skeleton_lowercase
            })
        });
        let mut owners = by_skeleton.into_iter().chain(by_case);
        owners.any(|owner| Some(owner) != holder)
    }

    /// The first of "Ana 2", "Ana 3"… that nobody has.
    pub(super) fn free_name_like(&self, name: &Name) -> Option<Name> {
        let most = u32::try_from(self.len())
            .unwrap_or(u32::MAX)
            .saturating_add(2);
        (2..=most)
            .map(|number| name.numbered(number))
            .find(|name| !self.is_taken(name, None))
    }

    /// Who is addressed by `name`: the name itself in any case, nothing merely alike.
    pub(super) fn addressed(&self, name: &str) -> Option<PersonId> {
        self.called(&Name::parse(name).ok()?)
    }

    /// Splits "NAME text": the longest present name at the front wins.
    pub(super) fn split_addressed<'a>(&self, line: &'a str) -> Option<(PersonId, &'a str)> {
        Name::split_from(line, |name| self.called(name))
    }

    fn called(&self, name: &Name) -> Option<PersonId> {
        // Whose name differs in case only has the same skeleton, and nobody else has.
        let skeleton = name.keys().skeleton_lowercase;
        let lowercase = name.as_str().to_lowercase();
        self.by_skeleton_lowercase.find(&skeleton, |id| {
            self.is_called(id, |name| name.as_str().to_lowercase() == lowercase)
        })
    }

    fn is_called(&self, id: PersonId, is_it: impl Fn(&Name) -> bool) -> bool {
        self.get(id).is_some_and(|person| is_it(&person.name))
    }

    pub(super) fn add(&mut self, person: Participant) {
        self.index(&person.name, person.id);
        self.people.insert(person.id, Box::new(person));
    }

    pub(super) fn remove(&mut self, id: PersonId) -> Option<Participant> {
        let person = self.people.remove(&id)?;
        self.unindex(&person.name, id);
        Some(*person)
    }

    /// Gives somebody another name, which must be free or theirs; returns the old one.
    pub(super) fn rename(&mut self, id: PersonId, name: &Name) -> Option<Name> {
        let person = self.people.get_mut(&id)?;
        let old = std::mem::replace(&mut person.name, name.clone());
        self.unindex(&old, id);
        self.index(name, id);
        Some(old)
    }

    fn index(&mut self, name: &Name, id: PersonId) {
        self.note_change(id);
        let keys = name.keys();
        self.by_lowercase_skeleton
            .insert(&keys.lowercase_skeleton, id);
        self.by_skeleton_lowercase
            .insert(&keys.skeleton_lowercase, id);
    }

    fn unindex(&mut self, name: &Name, id: PersonId) {
        self.note_change(id);
        let keys = name.keys();
        self.by_lowercase_skeleton
            .remove(&keys.lowercase_skeleton, id);
        self.by_skeleton_lowercase
            .remove(&keys.skeleton_lowercase, id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u64) -> Participant {
        Participant {
            id: PersonId(id),
            name: Name::parse(&format!("Guest {id}")).unwrap(),
            dialect: Dialect::App,
            client: ClientId(id),
            address: SocketAddr::from(([127, 0, 0, 1], 1)),
            away: None,
            token: None,
            since: MessageId(0),
            numbers: Numbers::default(),
            messages: 0,
            wants_acks: true,
        }
    }

    fn crowd(people: u64) -> Roster {
        let mut roster = Roster::default();
        (1..=people).for_each(|id| roster.add(person(id)));
        roster
    }

    #[test]
    fn the_first_page_is_true_whatever_happened_since() {
        let most = ROSTER_PAGE as u64;
        let mut roster = crowd(most - 1);
        let is_true = |roster: &mut Roster| {
            let count = if roster.len() > ROSTER_PAGE {
                FIRST_OF_MANY
            } else {
                ROSTER_PAGE
            };
            let (people, _) = roster.page(None, count);
            assert_eq!(roster.first_page()[..], people[..]);
        };
        is_true(&mut roster);
        roster.add(person(most));
        is_true(&mut roster);
        roster.add(person(most + 1));
        is_true(&mut roster);
        roster.remove(PersonId(most + 1));
        is_true(&mut roster);
        roster.add(person(most + 2));
        is_true(&mut roster);
        roster.rename(PersonId(3), &Name::parse("Ana").unwrap());
        is_true(&mut roster);
        roster.remove(PersonId(1));
        is_true(&mut roster);
        // Comes back with an id of before.
        roster.add(person(1));
        is_true(&mut roster);
    }

    #[test]
    fn people_are_addressed_by_their_name_in_any_case_and_by_nothing_alike() {
        let mut roster = crowd(1);
        assert_eq!(roster.addressed("GUEST 1"), Some(PersonId(1)));
        // The letter looks like the digit.
        assert_eq!(roster.addressed("Guest l"), None);
        assert!(roster.is_taken(&Name::parse("Guest l").unwrap(), None));
        roster.rename(PersonId(1), &Name::parse("Ana").unwrap());
        assert_eq!(roster.addressed("Guest 1"), None);
        assert_eq!(roster.addressed("ana"), Some(PersonId(1)));
    }
}
