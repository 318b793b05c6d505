//! Who is here.

use std::collections::HashMap;
use std::sync::Arc;

use tertulia_protocol::{Dialect, Member, Name, PersonId, Roster};

use super::item::Author;

/// The people in the room, sorted by name. In large rooms only those that were fetched so far.
#[derive(Debug, Clone, Default)]
pub struct People {
    by_id: HashMap<PersonId, Arc<Author>>,
    /// Lowercased names, in order.
    sorted: Vec<(String, PersonId)>,
    total: u64,
    /// The last one of the pages that were fetched, the welcome's list being the first.
    fetched: Option<PersonId>,
    revision: u64,
}

impl People {
    /// How many people are in the room, those not fetched included.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total.max(self.sorted.len() as u64)
    }

    /// How many of them are known here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether nobody is known to be here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Whether some have not been fetched.
    #[must_use]
    pub fn has_more(&self) -> bool {
        (self.sorted.len() as u64) < self.total
    }

    /// Another number after every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Somebody who is here.
    #[must_use]
    pub fn get(&self, person: PersonId) -> Option<&Arc<Author>> {
        self.by_id.get(&person)
    }

    /// Who is here under this name, in any case.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<PersonId> {
        let key = name.to_lowercase();
        let from = self.sorted.partition_point(|(other, _)| *other < key);
        let (found, person) = self.sorted.get(from)?;
        (*found == key).then_some(*person)
    }

    /// Everybody known, by name.
    pub fn iter(&self) -> impl Iterator<Item = (PersonId, &Arc<Author>)> {
        self.matching("")
    }

    /// Everybody whose name contains `filter` in any case, by name.
    pub fn matching(&self, filter: &str) -> impl Iterator<Item = (PersonId, &Arc<Author>)> {
        let filter = filter.trim().to_lowercase();
        self.sorted
            .iter()
            .filter(move |(key, _)| key.contains(&filter))
            .filter_map(|(_, id)| Some((*id, self.by_id.get(id)?)))
    }

    /// The longest present name that a text begins with, and the text after it.
    #[must_use]
    pub fn addressed<'t>(&self, text: &'t str) -> Option<(PersonId, &'t str)> {
        // Only so many beginnings can be a name, where one letter may be typed as three.
        let ends = text
            .char_indices()
            .take(3 * tertulia_protocol::MAX_NAME_CHARS + 1)
            .filter(|(_, character)| character.is_whitespace())
            .map(|(end, _)| end);
        let ends: Vec<usize> = ends.collect();
        ends.into_iter().rev().find_map(|end| {
            // In the form that names have, however it was typed.
            let name = Name::parse(&text[..end]).ok()?;
            let person = self.called(name.as_str())?;
            Some((person, text[end..].trim()))
        })
    }

    // -----------------------------------------------------------------------------------------
    // What the chat does with it

    /// These are here, out of so many.
    pub(super) fn reset(&mut self, people: &[Member], total: u64) {
        let revision = self.revision + 1;
        *self = Self {
            total,
            revision,
            fetched: people.last().map(|last| last.id),
            ..Self::default()
        };
        self.extend(people);
    }

    /// One more page of people.
    pub(super) fn extend_page(&mut self, page: &Roster) {
        self.extend(&page.people);
        self.total = page.total;
        // Where somebody came back with an id of before, the last page still leaves them out.
        self.fetched = page.people.last().map(|last| last.id).filter(|_| page.more);
    }

    /// These are here too, which the total counts already.
    fn extend(&mut self, people: &[Member]) {
        for member in people {
            self.by_id.insert(member.id, author(member));
        }
        self.sorted = self
            .by_id
            .iter()
            .map(|(id, author)| (author.name.to_lowercase(), *id))
            .collect();
        self.sorted.sort_unstable();
        self.revision += 1;
    }

    /// After whom the next page begins; none for the first one. Who came since may have higher ids
    /// than people who were never fetched.
    pub(super) fn fetched(&self) -> Option<PersonId> {
        self.fetched
    }

    /// So many came whose names are not known here.
    pub(super) fn add_unlisted(&mut self, count: u64) {
        self.total = self.total.saturating_add(count);
        self.revision += 1;
    }

    /// Somebody came. Gives whether that is news.
    pub(super) fn add(&mut self, member: &Member) -> bool {
        self.revision += 1;
        let is_new = !self.take_out(member.id);
        self.put(member.id, author(member));
        if is_new {
            self.total += 1;
        }
        is_new
    }

    /// Somebody went.
    pub(super) fn remove(&mut self, person: PersonId) {
        self.revision += 1;
        self.take_out(person);
        self.total = self.total.saturating_sub(1);
    }

    /// Somebody is called something else now.
    pub(super) fn rename(&mut self, person: PersonId, to: &Name) {
        let Some(before) = self.by_id.get(&person).cloned() else {
            return;
        };
        self.revision += 1;
        self.take_out(person);
        self.put(
            person,
            Arc::new(Author {
                name: to.as_str().to_owned(),
                ..(*before).clone()
            }),
        );
    }

    fn put(&mut self, person: PersonId, author: Arc<Author>) {
        let entry = (author.name.to_lowercase(), person);
        let at = self.sorted.partition_point(|other| *other < entry);
        self.sorted.insert(at, entry);
        self.by_id.insert(person, author);
    }

    fn take_out(&mut self, person: PersonId) -> bool {
        let Some(author) = self.by_id.remove(&person) else {
            return false;
        };
        let entry = (author.name.to_lowercase(), person);
        if let Ok(at) = self.sorted.binary_search(&entry) {
            self.sorted.remove(at);
        }
        true
    }
}

fn author(member: &Member) -> Arc<Author> {
    Arc::new(Author {
        person: Some(member.id),
        name: member.name.as_str().to_owned(),
        dialect: Some(member.dialect),
    })
}

impl Author {
    /// Whether they use plain text rather than the app.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.dialect == Some(Dialect::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: u64, name: &str) -> Member {
        Member {
            id: PersonId(id),
            name: Name::parse(name).unwrap(),
            dialect: Dialect::App,
        }
    }

    fn names(people: &People, filter: &str) -> Vec<String> {
        people
            .matching(filter)
            .map(|(_, author)| author.name.clone())
            .collect()
    }

    #[test]
    fn people_are_sorted_by_name_whatever_happens() {
        let mut people = People::default();
        people.reset(&[member(1, "luis"), member(2, "Ana")], 2);
        assert!(people.add(&member(3, "Marta")));
        assert!(!people.add(&member(3, "Marta")), "known already");
        people.rename(PersonId(2), &Name::parse("Zoe").unwrap());
        assert_eq!(names(&people, ""), ["luis", "Marta", "Zoe"]);
        people.remove(PersonId(1));
        assert_eq!(names(&people, ""), ["Marta", "Zoe"]);
        assert_eq!(names(&people, " AR "), ["Marta"]);
        assert_eq!(people.total(), 2);
    }

    #[test]
    fn the_longest_present_name_is_addressed() {
        let mut people = People::default();
        people.reset(&[member(1, "Ana"), member(2, "Ana Luz")], 2);
        assert_eq!(people.addressed("ana luz  hi"), Some((PersonId(2), "hi")));
        assert_eq!(people.addressed("Ana lu hi"), Some((PersonId(1), "lu hi")));
        assert_eq!(people.addressed("Eva hi"), None);
        assert_eq!(people.addressed("Ana"), None);
        people.reset(&[member(3, "José")], 1);
        let typed = people.addressed("Jose\u{301} hi");
        assert_eq!(typed, Some((PersonId(3), "hi")));
    }

    #[test]
    fn a_large_room_is_known_in_part() {
        let mut people = People::default();
        people.reset(&[member(1, "a")], 3);
        assert!(people.has_more() && people.total() == 3);
        people.add(&member(4, "d"));
        people.add_unlisted(1);
        assert_eq!(people.total(), 5);
        assert_eq!(
            people.fetched(),
            Some(PersonId(1)),
            "not behind who came since"
        );
        let mut page = |ids: &[u64], more| {
            people.extend_page(&Roster {
                people: ids.iter().map(|id| member(*id, "P")).collect(),
                total: 5,
                more,
            });
            (people.fetched(), people.has_more())
        };
        assert_eq!(page(&[2, 3], true), (Some(PersonId(3)), true));
        assert_eq!(page(&[4, 5], false), (None, false));
    }
}
