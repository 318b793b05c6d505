//! One conversation's items, in order.
//!
//! Two stretches: what is settled, in the room's order, and after it our own messages that still
//! wait for their verdict. Appending is cheap however long the transcript is, an item keeps its
//! [`ItemId`] wherever it moves, and [`Transcript::changes_since`] tells a page what to compute
//! again.

mod editing;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tertulia_protocol::UnixMillis;

use super::changes::ChangeLog;
use super::item::{Item, ItemId};
use super::{Change, ChangeCursor};

/// Messages of one author within this time stand under one head.
pub const GROUPED_WITHIN: Duration = Duration::from_secs(5 * 60);
/// So many settled items are kept; then the oldest go.
pub const MAX_ITEMS: usize = 200_000;

/// The items of one conversation.
#[derive(Debug, Clone, Default)]
pub struct Transcript {
    settled: Stretch,
    pending: Stretch,
    spots: HashMap<ItemId, Spot>,
    next_id: u64,
    changes: ChangeLog,
    mark: Option<NewMark>,
    trimmed: bool,
}

/// The line above what was not seen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NewMark {
    /// The first new item; the line stands above it.
    pub item: ItemId,
    /// How many messages came since then without being seen.
    pub count: u32,
}

/// What is drawn with an item because of the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Surroundings {
    /// Another day begins: its date stands above. Never with `continues`.
    pub new_day: bool,
    /// The line above what is new, with the count.
    pub new_mark: Option<u32>,
    /// The same author a short time ago: no head.
    pub continues: bool,
}

/// Items whose indices stay true when the first ones go or others come before them.
#[derive(Debug, Clone, Default)]
struct Stretch {
    items: VecDeque<Item>,
    /// The number of the first item; the number of each further one is higher by 1.
    first: i64,
}

#[derive(Debug, Clone, Copy)]
struct Spot {
    pending: bool,
    number: i64,
}

impl Transcript {
    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.settled.items.len() + self.pending.items.len()
    }

    /// Whether there is nothing yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at this index, 0 being the oldest.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Item> {
        match index.checked_sub(self.settled.items.len()) {
            None => self.settled.items.get(index),
            Some(index) => self.pending.items.get(index),
        }
    }

    /// All items, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Item> {
        self.settled.items.iter().chain(&self.pending.items)
    }

    /// Where an item is now. Takes the same short time however many there are.
    #[must_use]
    pub fn index_of(&self, id: ItemId) -> Option<usize> {
        let spot = self.spots.get(&id)?;
        Some(if spot.pending {
            self.settled.items.len() + self.pending.index(spot.number)
        } else {
            self.settled.index(spot.number)
        })
    }

    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.get(self.index_of(id)?)
    }

    /// From here on [`changes_since`](Self::changes_since) tells what changed.
    #[must_use]
    pub fn cursor(&self) -> ChangeCursor {
        self.changes.cursor()
    }

    /// What changed since then, in order; none when that is not known any more, and everything
    /// is to be looked at anew.
    #[must_use]
    pub fn changes_since(&self, cursor: ChangeCursor) -> Option<impl Iterator<Item = Change> + '_> {
        self.changes.since(cursor)
    }

    /// What stands above the item at `index`; `day_of` gives the number of the day in the reader's
    /// time zone.
    #[must_use]
    pub fn surroundings(&self, index: usize, day_of: impl Fn(UnixMillis) -> i64) -> Surroundings {
        let Some(item) = self.get(index) else {
            return Surroundings::default();
        };
        let above = index.checked_sub(1).and_then(|index| self.get(index));
        // A clock that runs a little ahead of another's is no new day twice.
        let new_day = above.is_none_or(|above| day_of(item.time) > day_of(above.time));
        let mark = self.mark.filter(|mark| mark.item == item.id);
        let continues = above.is_some_and(|above| continues(above, item));
        Surroundings {
            new_day,
            new_mark: mark.map(|mark| mark.count),
            continues: continues && !new_day && mark.is_none(),
        }
    }

    /// Where the line above what is new stands.
    #[must_use]
    pub fn new_mark(&self) -> Option<NewMark> {
        self.mark
    }

    /// Whether the oldest items were dropped to save memory.
    #[must_use]
    pub fn is_trimmed(&self) -> bool {
        self.trimmed
    }
}

impl Stretch {
    fn number(&self, index: usize) -> i64 {
        self.first + index as i64
    }

    fn index(&self, number: i64) -> usize {
        usize::try_from(number - self.first).unwrap_or(usize::MAX)
    }
}

/// Whether `below` needs no head of its own under `above`.
fn continues(above: &Item, below: &Item) -> bool {
    let (Some(first), Some(second)) = (above.message(), below.message()) else {
        return false;
    };
    first.author == second.author
        && first.own == second.own
        && !first.action
        && !second.action
        && u128::from(above.time.0.abs_diff(below.time.0)) <= GROUPED_WITHIN.as_millis()
}

#[cfg(test)]
mod tests;
