//! The people in the room, found by id and by name.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::ops::Bound;
use std::time::Instant;

use tertulia_protocol::{Dialect, Member, MessageId, Name, Person, PersonId, Token};

use super::numbers::Numbers;
use crate::{ClientId, EndReason};

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
    pub(super) away: Option<Away>,
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
    people: BTreeMap<PersonId, Participant>,
    by_lowercase_skeleton: HashMap<String, PersonId>,
    by_skeleton_lowercase: HashMap<String, PersonId>,
    by_lowercase: HashMap<String, PersonId>,
}

impl Roster {
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    pub(super) fn get(&self, id: PersonId) -> Option<&Participant> {
        self.people.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: PersonId) -> Option<&mut Participant> {
        self.people.get_mut(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Participant> {
        self.people.values()
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

    /// Whether somebody else than `holder` has this name, or one too like it (UTS #39). Both keys
    /// are asked: one may be the holder's own and the other somebody else's.
    pub(super) fn is_taken(&self, name: &Name, holder: Option<PersonId>) -> bool {
        let keys = name.keys();
        let by_skeleton = self.by_lowercase_skeleton.get(&keys.lowercase_skeleton);
        let by_lowercase = self.by_skeleton_lowercase.get(&keys.skeleton_lowercase);
        let mut owners = by_skeleton.into_iter().chain(by_lowercase);
        owners.any(|owner| Some(*owner) != holder)
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
        self.by_lowercase
            .get(&name.as_str().to_lowercase())
            .copied()
    }

    pub(super) fn add(&mut self, person: Participant) {
        self.index(&person.name, person.id);
        self.people.insert(person.id, person);
    }

    pub(super) fn remove(&mut self, id: PersonId) -> Option<Participant> {
        let person = self.people.remove(&id)?;
        self.unindex(&person.name);
        Some(person)
    }

    /// Gives somebody another name, which must be free or theirs; returns the old one.
    pub(super) fn rename(&mut self, id: PersonId, name: &Name) -> Option<Name> {
        let person = self.people.get_mut(&id)?;
        let old = std::mem::replace(&mut person.name, name.clone());
        self.unindex(&old);
        self.index(name, id);
        Some(old)
    }

    fn index(&mut self, name: &Name, id: PersonId) {
        let keys = name.keys();
        self.by_lowercase_skeleton
            .insert(keys.lowercase_skeleton, id);
        self.by_skeleton_lowercase
            .insert(keys.skeleton_lowercase, id);
        self.by_lowercase.insert(name.as_str().to_lowercase(), id);
    }

    fn unindex(&mut self, name: &Name) {
        let keys = name.keys();
        self.by_lowercase_skeleton.remove(&keys.lowercase_skeleton);
        self.by_skeleton_lowercase.remove(&keys.skeleton_lowercase);
        self.by_lowercase.remove(&name.as_str().to_lowercase());
    }
}
