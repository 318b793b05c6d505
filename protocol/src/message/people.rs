//! A list of people that many welcomes share.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Member;

/// People, in the order of their ids. Clones share them, and their JSON is made once however many
/// messages tell it: where ten thousand come at once, each is told of the same first people.
#[derive(Debug, Clone, Default)]
pub struct People(Arc<List>);

#[derive(Debug, Default)]
struct List {
    members: Vec<Member>,
    json: OnceLock<Box<RawValue>>,
}

impl Deref for People {
    type Target = [Member];

    fn deref(&self) -> &[Member] {
        &self.0.members
    }
}

impl From<Vec<Member>> for People {
    fn from(members: Vec<Member>) -> Self {
        let json = OnceLock::new();
        Self(Arc::new(List { members, json }))
    }
}

impl<'a> IntoIterator for &'a People {
    type Item = &'a Member;
    type IntoIter = std::slice::Iter<'a, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for People {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl Eq for People {}

impl Serialize for People {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.json.get().is_none() {
            let json =
                serde_json::value::to_raw_value(&self.0.members).map_err(S::Error::custom)?;
            // Somebody else may have made the same at the same time.
            let _ = self.0.json.set(json);
        }
        self.0.json.get().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for People {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Name, PersonId};

    #[test]
    fn shared_people_are_written_and_read_like_a_list_of_members() {
        let members = vec![
            Member {
                id: PersonId(1),
                name: Name::parse("Ana").unwrap(),
                dialect: Dialect::Plain,
            },
            Member {
                id: PersonId(2),
                name: Name::parse("Ñandú").unwrap(),
                dialect: Dialect::App,
            },
        ];
        let json = serde_json::to_string(&members).unwrap();
        let people = People::from(members);
        assert_eq!(serde_json::to_string(&people).unwrap(), json);
        assert_eq!(serde_json::to_string(&people.clone()).unwrap(), json);
        assert_eq!(serde_json::from_str::<People>(&json).unwrap(), people);
    }
}
