//! Finding people by a text without keeping the text: ten thousand names in three forms would take
//! several times the memory of everything else that is known about their people.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use tertulia_protocol::PersonId;

/// People by the hash of a text that can be made from their names. Whoever looks says whether
/// somebody found really has that text, so the answers are exact.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: HashTable<Indexed>,
    hasher: RandomState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Indexed {
    hash: u64,
    person: PersonId,
}

impl Index {
    /// Who is indexed by `text`; `has_it` says whether a person's text is that one.
    pub(super) fn find(&self, text: &str, has_it: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        let hash = self.hasher.hash_one(text);
        self.entries
            .find(hash, |entry| entry.hash == hash && has_it(entry.person))
            .map(|entry| entry.person)
    }

    /// Indexes somebody by `text`, which must be nobody else's.
    pub(super) fn insert(&mut self, text: &str, person: PersonId) {
        let hash = self.hasher.hash_one(text);
        let entry = Indexed { hash, person };
        self.entries.insert_unique(hash, entry, |entry| entry.hash);
    }

    /// Forgets that somebody was indexed by `text`.
    pub(super) fn remove(&mut self, text: &str, person: PersonId) {
        let hash = self.hasher.hash_one(text);
        if let Ok(entry) = self
            .entries
            .find_entry(hash, |entry| *entry == Indexed { hash, person })
        {
            entry.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_their_text_until_it_is_removed() {
        let names = |PersonId(id)| format!("guest {id}");
        let mut index = Index::default();
        for id in (0..1_000).map(PersonId) {
            index.insert(&names(id), id);
        }
        let found = |index: &Index, text: &str| index.find(text, |id| names(id) == text);
        assert_eq!(found(&index, "guest 7"), Some(PersonId(7)));
        assert_eq!(found(&index, "guest 1000"), None);
        index.remove("guest 7", PersonId(8));
        assert_eq!(found(&index, "guest 7"), Some(PersonId(7)), "not theirs");
        index.remove("guest 7", PersonId(7));
        assert_eq!(found(&index, "guest 7"), None);
        assert_eq!(found(&index, "guest 8"), Some(PersonId(8)));
    }

    #[test]
    fn an_equal_hash_alone_finds_nobody() {
        let mut index = Index::default();
        index.insert("ana", PersonId(1));
        assert_eq!(index.find("ana", |_| false), None);
    }
}
