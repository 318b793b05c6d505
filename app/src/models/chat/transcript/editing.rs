//! What the chat does with a transcript.

use tertulia_protocol::UnixMillis;

use super::super::Change;
use super::super::item::{Item, ItemId, ItemKind, Message, Place};
use super::{MAX_ITEMS, NewMark, Spot, Transcript};
use crate::connection::LocalId;

impl Transcript {
    /// Own messages without a verdict, in the order they will be sent.
    pub(in super::super) fn pending(&self) -> impl Iterator<Item = &Item> {
        self.pending.items.iter()
    }

    pub(in super::super) fn last_settled(&self) -> Option<&Item> {
        self.settled.items.back()
    }

    /// Puts an item where it belongs by its place in the room's order; without one, at the end.
    pub(in super::super) fn insert(&mut self, time: UnixMillis, kind: ItemKind) -> ItemId {
        let id = self.new_id();
        let item = Item {
            id,
            revision: 0,
            time,
            kind,
        };
        let at = self.index_by_place(item.place());
        self.insert_settled(at, item);
        self.trim();
        id
    }

    /// Puts a page of older items, oldest first, before everything newer.
    pub(in super::super) fn insert_older(&mut self, page: Vec<(UnixMillis, ItemKind)>) {
        let items: Vec<Item> = page
            .into_iter()
            .map(|(time, kind)| Item {
                id: self.new_id(),
                revision: 0,
                time,
                kind,
            })
            .collect();
        let Some(place) = items.first().and_then(Item::place) else {
            return;
        };
        // An older run of the server may stand before this one; usually nothing does.
        let older = |item: &Item| item.place().is_some_and(|other| other < place);
        let at = self
            .settled
            .items
            .iter()
            .position(|item| item.place().is_some())
            .filter(|first| older(&self.settled.items[*first]))
            .and_then(|_| self.settled.items.iter().rposition(older))
            .map_or(0, |last| last + 1);
        let count = items.len();
        if at == 0 {
            for item in items.into_iter().rev() {
                self.settled.first -= 1;
                self.note(&item, false, self.settled.first);
                self.settled.items.push_front(item);
            }
        } else {
            for (offset, item) in items.into_iter().enumerate() {
                self.settled.items.insert(at + offset, item);
            }
            self.number_settled_from(at);
        }
        self.changes.push(Change::Inserted { at, count });
        self.touch(at + count);
    }

    /// Appends an own message that waits for its verdict.
    pub(in super::super) fn push_pending(&mut self, time: UnixMillis, message: Message) -> ItemId {
        let id = self.new_id();
        self.append_pending(Item {
            id,
            revision: 0,
            time,
            kind: ItemKind::Message(message),
        });
        id
    }

    /// Changes the own message with this mark while its verdict is awaited. Gives whether it is here.
    pub(in super::super) fn alter_pending(
        &mut self,
        local: LocalId,
        change: impl FnOnce(&mut Message),
    ) -> bool {
        let Some(index) = self.pending_index(local) else {
            return false;
        };
        if let ItemKind::Message(message) = &mut self.pending.items[index].kind {
            change(message);
        }
        self.touch(self.settled.items.len() + index);
        true
    }

    /// The verdict on the own message with this mark: it takes its place in the order, or the one
    /// after everything that came so far. Gives its item, if it is here.
    pub(in super::super) fn settle(
        &mut self,
        local: LocalId,
        time: Option<UnixMillis>,
        change: impl FnOnce(&mut Message),
    ) -> Option<ItemId> {
        let index = self.pending_index(local)?;
        let before = self.settled.items.len() + index;
        let mut item = self.remove_pending(index)?;
        item.revision += 1;
        item.time = time.unwrap_or(item.time);
        if let ItemKind::Message(message) = &mut item.kind {
            change(message);
        }
        let id = item.id;
        let at = self.index_by_place(item.place());
        self.put_settled(at, item);
        if at == before {
            self.changes.push(Change::Altered { at });
        } else {
            self.changes.push(Change::Removed {
                at: before,
                count: 1,
            });
            self.changes.push(Change::Inserted { at, count: 1 });
            self.touch(before + 1);
        }
        self.touch(at + 1);
        self.trim();
        Some(id)
    }

    /// Makes a settled own message wait again, at the end.
    pub(in super::super) fn unsettle(
        &mut self,
        id: ItemId,
        time: UnixMillis,
        change: impl FnOnce(&mut Message),
    ) -> bool {
        let Some(mut item) = self.remove(id) else {
            return false;
        };
        item.revision += 1;
        item.time = time;
        if let ItemKind::Message(message) = &mut item.kind {
            message.place = None;
            change(message);
        }
        self.append_pending(item);
        true
    }

    /// Takes a settled item out.
    pub(in super::super) fn remove(&mut self, id: ItemId) -> Option<Item> {
        let at = self.index_of(id)?;
        let item = self.settled.items.remove(at)?;
        self.spots.remove(&id);
        self.number_settled_from(at);
        if self.mark.is_some_and(|mark| mark.item == id) {
            self.mark = None;
        }
        self.changes.push(Change::Removed { at, count: 1 });
        self.touch(at);
        Some(item)
    }

    /// Puts an item back that was taken out, at the end of what is settled.
    pub(in super::super) fn put_back(&mut self, item: Item) {
        self.insert_settled(self.settled.items.len(), item);
    }

    /// Changes an item that is settled.
    pub(in super::super) fn alter(&mut self, id: ItemId, change: impl FnOnce(&mut Item)) {
        let Some(at) = self.index_of(id) else { return };
        if let Some(item) = self.settled.items.get_mut(at) {
            change(item);
            self.touch(at);
        }
    }

    /// Takes everything out that is settled.
    pub(in super::super) fn clear(&mut self) {
        let count = self.settled.items.len();
        for item in self.settled.items.drain(..) {
            self.spots.remove(&item.id);
        }
        self.mark = None;
        self.changes.push(Change::Removed { at: 0, count });
        self.touch(0);
    }

    /// Moves the line above what is new, or changes its count.
    pub(in super::super) fn set_mark(&mut self, mark: Option<NewMark>) {
        if self.mark == mark {
            return;
        }
        let before = std::mem::replace(&mut self.mark, mark);
        let mut items: Vec<ItemId> = before.iter().chain(&mark).map(|mark| mark.item).collect();
        items.dedup();
        for id in items {
            if let Some(at) = self.index_of(id) {
                self.touch(at);
            }
        }
    }

    // -----------------------------------------------------------------------------------------
    // Inside

    fn new_id(&mut self) -> ItemId {
        self.next_id += 1;
        ItemId(self.next_id)
    }

    /// Behind everything settled with a lower place. Nearly always at the end: only what was
    /// decided just before a cut comes late.
    fn index_by_place(&self, place: Option<Place>) -> usize {
        let mut index = self.settled.items.len();
        let Some(place) = place else { return index };
        for (at, item) in self.settled.items.iter().enumerate().rev() {
            match item.place() {
                Some(other) if other > place => index = at,
                Some(_) => break,
                None => {}
            }
        }
        index
    }

    fn insert_settled(&mut self, at: usize, item: Item) {
        self.put_settled(at, item);
        self.changes.push(Change::Inserted { at, count: 1 });
        self.touch(at + 1);
    }

    fn put_settled(&mut self, at: usize, item: Item) {
        self.note(&item, false, self.settled.number(at));
        self.settled.items.insert(at, item);
        self.number_settled_from(at + 1);
    }

    fn append_pending(&mut self, item: Item) {
        let index = self.pending.items.len();
        self.note(&item, true, self.pending.number(index));
        self.pending.items.push_back(item);
        self.changes.push(Change::Inserted {
            at: self.settled.items.len() + index,
            count: 1,
        });
    }

    fn pending_index(&self, local: LocalId) -> Option<usize> {
        // Verdicts come in order, so it is the first one or near it.
        self.pending.items.iter().position(|item| {
            item.message()
                .is_some_and(|message| message.local == Some(local))
        })
    }

    fn remove_pending(&mut self, index: usize) -> Option<Item> {
        let item = self.pending.items.remove(index)?;
        self.spots.remove(&item.id);
        if index == 0 {
            self.pending.first += 1;
        } else {
            for later in index..self.pending.items.len() {
                let number = self.pending.number(later);
                self.spots.insert(
                    self.pending.items[later].id,
                    Spot {
                        pending: true,
                        number,
                    },
                );
            }
        }
        Some(item)
    }

    fn number_settled_from(&mut self, at: usize) {
        for index in at..self.settled.items.len() {
            let number = self.settled.number(index);
            self.spots.insert(
                self.settled.items[index].id,
                Spot {
                    pending: false,
                    number,
                },
            );
        }
    }

    fn note(&mut self, item: &Item, pending: bool, number: i64) {
        self.spots.insert(item.id, Spot { pending, number });
    }

    /// The item at `at` looks different, if there is one.
    fn touch(&mut self, at: usize) {
        let item = match at.checked_sub(self.settled.items.len()) {
            None => self.settled.items.get_mut(at),
            Some(index) => self.pending.items.get_mut(index),
        };
        if let Some(item) = item {
            item.revision = item.revision.wrapping_add(1);
            self.changes.push(Change::Altered { at });
        }
    }

    fn trim(&mut self) {
        while self.settled.items.len() > MAX_ITEMS {
            if let Some(item) = self.settled.items.pop_front() {
                self.spots.remove(&item.id);
                self.settled.first += 1;
                self.trimmed = true;
                if self.mark.is_some_and(|mark| mark.item == item.id) {
                    self.mark = None;
                }
                self.changes.push(Change::Removed { at: 0, count: 1 });
                self.touch(0);
            }
        }
    }
}
