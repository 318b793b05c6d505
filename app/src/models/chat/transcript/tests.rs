use std::sync::Arc;

use proptest::prelude::*;
use tertulia_protocol::MessageId;

use super::super::item::{Author, DeliveryState, ItemKind, Message, Notice, Place};
use super::*;
use crate::connection::LocalId;

fn author(name: &str) -> Arc<Author> {
    Arc::new(Author {
        person: None,
        name: name.to_owned(),
        dialect: None,
    })
}

fn message(name: &str, id: Option<u64>, local: Option<u64>) -> Message {
    Message {
        author: author(name),
        own: local.is_some(),
        text: "x".to_owned(),
        action: false,
        mentions_me: false,
        place: id.map(place),
        local: local.map(LocalId),
        delivery: DeliveryState::Confirmed,
    }
}

fn place(id: u64) -> Place {
    Place {
        run: 0,
        id: MessageId(id),
    }
}

fn said(id: u64) -> ItemKind {
    ItemKind::Message(message("Luis", Some(id), None))
}

fn notice() -> ItemKind {
    ItemKind::Notice(Notice::PersonBack)
}

fn ids(transcript: &Transcript) -> Vec<Option<u64>> {
    transcript
        .iter()
        .map(|item| item.place().map(|place| place.id.0))
        .collect()
}

/// What a page keeps: applied changes only.
#[derive(Default)]
struct Mirror {
    cursor: ChangeCursor,
    rows: Vec<(ItemId, u32)>,
}

impl Mirror {
    fn follow(&mut self, transcript: &Transcript) {
        let read = |at: usize| {
            let item = transcript.get(at);
            item.map(|item| (item.id, item.revision))
        };
        match transcript.changes_since(self.cursor) {
            Some(changes) => {
                let unread = (ItemId(0), 0);
                for change in changes {
                    match change {
                        Change::Inserted { at, count } => {
                            self.rows.splice(at..at, vec![unread; count]);
                        }
                        Change::Removed { at, count } => {
                            self.rows.drain(at..at + count);
                        }
                        Change::Altered { at } => self.rows[at] = unread,
                    }
                }
                for at in 0..self.rows.len() {
                    if self.rows[at] == unread {
                        self.rows[at] = read(at).unwrap();
                    }
                }
            }
            None => self.rows = (0..transcript.len()).filter_map(read).collect(),
        }
        self.cursor = transcript.cursor();
        let now: Vec<_> = (0..transcript.len()).filter_map(read).collect();
        assert_eq!(self.rows, now);
        for (at, (id, _)) in now.iter().enumerate() {
            assert_eq!(transcript.index_of(*id), Some(at));
        }
    }
}

#[test]
fn an_own_message_takes_its_place_by_the_id_of_its_confirmation() {
    let mut transcript = Transcript::default();
    let time = UnixMillis(0);
    transcript.insert(time, said(1));
    let own = transcript.push_pending(time, message("Ana", None, Some(7)));
    transcript.insert(time, said(2));
    transcript.insert(time, said(4));
    transcript.insert(time, notice());
    assert_eq!(ids(&transcript), [Some(1), Some(2), Some(4), None, None]);
    let settled = transcript.settle(LocalId(7), None, |message| message.place = Some(place(3)));
    assert_eq!(settled, Some(own));
    assert_eq!(ids(&transcript), [Some(1), Some(2), Some(3), Some(4), None]);
    assert_eq!(transcript.index_of(own), Some(2));
}

#[test]
fn what_waits_stays_below_and_what_failed_stays_where_it_failed() {
    let mut transcript = Transcript::default();
    let time = UnixMillis(0);
    let fails = transcript.push_pending(time, message("Ana", None, Some(1)));
    let waits = transcript.push_pending(time, message("Ana", None, Some(2)));
    transcript.insert(time, said(1));
    transcript.settle(LocalId(1), None, |_| ());
    transcript.insert(time, said(2));
    let order = |transcript: &Transcript| [fails, waits].map(|id| transcript.index_of(id));
    assert_eq!(order(&transcript), [Some(1), Some(3)]);
    transcript.unsettle(fails, time, |message| message.local = Some(LocalId(3)));
    assert_eq!(
        order(&transcript),
        [Some(3), Some(2)],
        "retried, it waits again"
    );
}

#[test]
fn older_pages_come_before_everything_of_their_run() {
    let mut transcript = Transcript::default();
    let time = UnixMillis(0);
    transcript.insert(time, notice());
    transcript.insert(time, said(10));
    let page = |from: u64| (from..from + 2).map(|id| (time, said(id))).collect();
    transcript.insert_older(page(8));
    transcript.insert_older(page(6));
    let expected = [Some(6), Some(7), Some(8), Some(9), None, Some(10)];
    assert_eq!(ids(&transcript), expected);
    let later = |id| {
        let mut message = message("Luis", Some(id), None);
        message.place = Some(Place {
            run: 1,
            id: MessageId(id),
        });
        ItemKind::Message(message)
    };
    transcript.insert(time, later(5));
    transcript.insert_older(vec![(time, later(3)), (time, later(4))]);
    assert_eq!(ids(&transcript)[5..], [Some(10), Some(3), Some(4), Some(5)]);
}

#[test]
fn one_author_within_five_minutes_has_one_head() {
    let mut transcript = Transcript::default();
    let minutes = |count: u64| UnixMillis(count * 60_000);
    let say = |transcript: &mut Transcript, at, name| {
        transcript.insert(minutes(at), ItemKind::Message(message(name, None, None)))
    };
    say(&mut transcript, 0, "Luis");
    say(&mut transcript, 5, "Luis");
    say(&mut transcript, 11, "Luis");
    say(&mut transcript, 11, "Marta");
    let marked = say(&mut transcript, 12, "Marta");
    say(&mut transcript, 24 * 60 + 1, "Marta");
    let heads = |transcript: &Transcript| -> Vec<bool> {
        (0..transcript.len())
            .map(|at| {
                let day = |time: UnixMillis| (time.0 / 86_400_000) as i64;
                transcript.surroundings(at, day).continues
            })
            .collect()
    };
    assert_eq!(heads(&transcript), [false, true, false, false, true, false]);
    let day = |time: UnixMillis| (time.0 / 86_400_000) as i64;
    assert!(transcript.surroundings(5, day).new_day && !transcript.surroundings(4, day).new_day);
    let revision = transcript.item(marked).unwrap().revision;
    transcript.set_mark(Some(NewMark {
        item: marked,
        count: 2,
    }));
    assert!(!heads(&transcript)[4]);
    assert_eq!(transcript.surroundings(4, day).new_mark, Some(2));
    assert!(transcript.item(marked).unwrap().revision > revision);
}

#[test]
fn appending_to_a_hundred_thousand_changes_nothing_else() {
    let mut transcript = Transcript::default();
    for id in 0..100_000 {
        transcript.insert(UnixMillis(0), said(id));
    }
    let cursor = transcript.cursor();
    transcript.insert(UnixMillis(0), said(100_000));
    let changes: Vec<Change> = transcript.changes_since(cursor).unwrap().collect();
    let at = 100_000;
    assert_eq!(changes, [Change::Inserted { at, count: 1 }]);
    let page = (0..100).map(|id| (UnixMillis(0), said(id))).collect();
    let cursor = transcript.cursor();
    transcript.insert_older(page);
    assert_eq!(transcript.changes_since(cursor).unwrap().count(), 2);
}

#[test]
fn too_many_items_let_the_oldest_go() {
    let mut transcript = Transcript::default();
    let first = transcript.insert(UnixMillis(0), said(0));
    for id in 1..=MAX_ITEMS as u64 {
        transcript.insert(UnixMillis(0), said(id));
    }
    assert_eq!(transcript.len(), MAX_ITEMS);
    assert!(transcript.is_trimmed() && transcript.index_of(first).is_none());
    let last = transcript.get(MAX_ITEMS - 1).unwrap().id;
    assert_eq!(transcript.index_of(last), Some(MAX_ITEMS - 1));
}

proptest! {
    #[test]
    fn a_page_that_follows_the_changes_is_always_right(
        steps in prop::collection::vec((0..9_u8, 0..20_u64), 1..120),
    ) {
        let mut transcript = Transcript::default();
        let mut mirror = Mirror::default();
        let mut local = 0;
        let mut oldest = 1_000;
        for (step, (what, pick)) in steps.into_iter().enumerate() {
            let time = UnixMillis(step as u64);
            let picked = transcript.get(pick as usize).map(|item| item.id);
            match what {
                0 | 1 => { transcript.insert(time, said(1_000 + step as u64)); }
                2 => { transcript.insert(time, notice()); }
                3 => {
                    local += 1;
                    transcript.push_pending(time, message("Ana", None, Some(local)));
                }
                4 => {
                    transcript.settle(LocalId(pick), Some(time), |message| {
                        message.place = Some(place(1_000 + step as u64 - pick.min(step as u64)));
                    });
                }
                5 => {
                    oldest -= 2;
                    let page = vec![(time, said(oldest)), (time, said(oldest + 1))];
                    transcript.insert_older(page);
                }
                6 => { picked.and_then(|id| transcript.remove(id)); }
                7 => {
                    local += 1;
                    let next = LocalId(local);
                    if let Some(id) = picked {
                        transcript.unsettle(id, time, |message| message.local = Some(next));
                    }
                }
                _ => transcript.set_mark(picked.map(|item| NewMark { item, count: 1 })),
            }
            if step % 3 != 0 {
                mirror.follow(&transcript);
            }
        }
        mirror.follow(&transcript);
        let places: Vec<_> = ids(&transcript).into_iter().flatten().collect();
        prop_assert!(places.is_sorted());
    }
}
