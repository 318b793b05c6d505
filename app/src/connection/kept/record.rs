//! What the changes come to, and what of it is not written yet.

use std::collections::{BTreeSet, VecDeque};

use tertulia_protocol::{MessageId, Number, Posted, RunId, UnixMillis};

use super::{Change, Correspondent, Kept, KeptItem, KeptKind, KeptRequest, MAX_KEPT_ITEMS};

/// What a session keeps, and what of it is not written yet.
#[derive(Debug, Clone)]
pub struct Record {
    kept: Kept,
    unwritten: Unwritten,
}

/// What is to be written to catch up with a [`Kept`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unwritten {
    /// Whether anything of the session itself changed.
    pub session: bool,
    /// Requests that are new, changed or gone.
    pub requests: BTreeSet<Number>,
    /// Drafts that are new, changed or gone.
    pub drafts: BTreeSet<Correspondent>,
    /// New entries of the transcript.
    pub items: VecDeque<KeptItem>,
}

impl Record {
    /// Of a session of which nothing is written.
    #[must_use]
    pub fn new(kept: Kept) -> Self {
        let mut record = Self {
            kept,
            unwritten: Unwritten::default(),
        };
        record.write_all_again();
        record
    }

    /// Of a session that is written as it is.
    #[must_use]
    pub fn written(kept: Kept) -> Self {
        Self {
            kept,
            unwritten: Unwritten::default(),
        }
    }

    /// As it is now.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// What is to be written.
    #[must_use]
    pub fn unwritten(&self) -> &Unwritten {
        &self.unwritten
    }

    /// Everything was written.
    pub fn note_written(&mut self) {
        self.unwritten = Unwritten::default();
    }

    /// What was written is gone: everything but the transcript is to be written again.
    pub fn write_all_again(&mut self) {
        self.unwritten.session = true;
        self.unwritten
            .requests
            .extend(self.kept.requests.keys().copied());
        self.unwritten
            .drafts
            .extend(self.kept.drafts.keys().cloned());
    }

    /// Takes a change over; `now` is the time of what the server gives no time to.
    pub fn apply(&mut self, change: Change, now: UnixMillis) {
        let kept = &mut self.kept;
        match change {
            Change::Name(name) => {
                self.unwritten.session |= kept.name != name;
                kept.name = name;
            }
            Change::Key(key) => {
                self.unwritten.session |= kept.key != Some(key);
                kept.key = Some(key);
            }
            Change::Reached(kind) => {
                self.unwritten.session |= kept.reached != Some(kind);
                kept.reached = Some(kind);
            }
            Change::Seen(run, id) => {
                self.unwritten.session |= kept.last_seen != Some((run, id));
                kept.last_seen = Some((run, id));
            }
            Change::OwnIds(ids) => {
                self.unwritten.session |= kept.own_ids != ids;
                kept.own_ids = ids;
            }
            Change::Request {
                number,
                local,
                body,
                greeting,
            } => {
                let request = KeptRequest {
                    local,
                    body,
                    greeting,
                    failed: false,
                };
                kept.requests.insert(number, request);
                kept.next_number = kept.next_number.max(Number(number.0 + 1));
                self.unwritten.session = true;
                self.unwritten.requests.insert(number);
            }
            Change::Handed(number) => {
                self.unwritten.session |= number > kept.handed;
                kept.handed = kept.handed.max(number);
            }
            Change::Confirmed {
                number,
                place,
                time,
            } => {
                if let Some(request) = self.take(number)
                    && let Some(place) = place
                {
                    self.own_item(request, Some(place), time);
                }
            }
            Change::Failed(number) => {
                if let Some(request) = kept.requests.get_mut(&number) {
                    request.failed = true;
                    self.unwritten.requests.insert(number);
                }
            }
            Change::Sent(local) => {
                let number = kept.number_of(local);
                if let Some(request) = number.and_then(|number| self.take(number)) {
                    self.own_item(request, None, now);
                }
            }
            Change::Forget(local) => {
                if let Some(number) = kept.number_of(local) {
                    self.take(number);
                }
            }
            Change::AllFailed => {
                for (number, request) in &mut kept.requests {
                    if !std::mem::replace(&mut request.failed, true) {
                        self.unwritten.requests.insert(*number);
                    }
                }
            }
            Change::Posted(run, posted) => {
                let time = match &posted {
                    Posted::Said(said) => said.time,
                    Posted::Private(private) => private.time,
                    Posted::Operator(operator) => operator.time,
                };
                self.item(time, KeptKind::Posted(run, posted));
            }
            Change::Foreign(line) => self.item(now, KeptKind::Foreign(line)),
            Change::Draft(to, text) => {
                if text.is_empty() {
                    kept.drafts.remove(&to);
                } else {
                    kept.drafts.insert(to.clone(), text);
                }
                self.unwritten.drafts.insert(to);
            }
        }
    }

    fn take(&mut self, number: Number) -> Option<KeptRequest> {
        let request = self.kept.requests.remove(&number)?;
        self.unwritten.requests.insert(number);
        Some(request)
    }

    fn own_item(
        &mut self,
        request: KeptRequest,
        place: Option<(RunId, MessageId)>,
        time: UnixMillis,
    ) {
        let kind = KeptKind::Own {
            local: request.local,
            name: self.kept.name.clone(),
            body: request.body,
            place,
        };
        self.item(time, kind);
    }

    fn item(&mut self, time: UnixMillis, kind: KeptKind) {
        // While nothing can be written the newest are those worth keeping.
        if self.unwritten.items.len() == MAX_KEPT_ITEMS {
            self.unwritten.items.pop_front();
        }
        self.unwritten.items.push_back(KeptItem { time, kind });
    }
}

impl Unwritten {
    /// Whether everything is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::Token;

    use super::*;
    use crate::connection::{Body, ForeignLine, LocalId};

    const NOW: UnixMillis = UnixMillis(5);

    fn record() -> Record {
        let mut record = Record::new(Kept::new(Token([1; 16]), "aula", 2010, "Ana"));
        record.note_written();
        record
    }

    fn say(number: u64) -> Change {
        Change::Request {
            number: Number(number),
            local: LocalId(number + 100),
            body: Body::Say {
                text: format!("text {number}"),
                action: false,
            },
            greeting: false,
        }
    }

    #[test]
    fn a_request_is_kept_until_it_is_confirmed_and_is_then_part_of_the_transcript() {
        let mut record = record();
        record.apply(say(1), NOW);
        record.apply(Change::Handed(Number(1)), NOW);
        record.apply(say(2), NOW);
        assert!(record.kept().was_handed(Number(1)) && !record.kept().was_handed(Number(2)));
        let place = Some((RunId(7), MessageId(3)));
        let confirmed = Change::Confirmed {
            number: Number(1),
            place,
            time: UnixMillis(9),
        };
        record.apply(confirmed.clone(), NOW);
        record.apply(confirmed, NOW);
        let waiting: Vec<Number> = record
            .kept()
            .undecided()
            .map(|(number, _)| number)
            .collect();
        assert_eq!(waiting, [Number(2)]);
        assert_eq!(record.kept().next_number, Number(3));
        let items = &record.unwritten().items;
        assert_eq!(items.len(), 1, "confirmed once");
        assert!(matches!(&items[0].kind, KeptKind::Own { place: at, .. } if *at == place));
    }

    #[test]
    fn what_failed_is_shown_again_and_not_sent_again() {
        let mut record = record();
        record.apply(say(1), NOW);
        record.apply(say(2), NOW);
        record.apply(Change::Failed(Number(1)), NOW);
        assert_eq!(record.kept().undecided().count(), 1);
        record.apply(Change::AllFailed, NOW);
        assert_eq!(record.kept().undecided().count(), 0);
        assert_eq!(record.kept().requests.len(), 2);
        record.apply(Change::Forget(LocalId(101)), NOW);
        assert_eq!(record.kept().requests.len(), 1);
        assert_eq!(record.kept().next_number, Number(3), "never used twice");
    }

    #[test]
    fn an_empty_draft_is_none() {
        let mut record = record();
        record.apply(Change::Draft(Correspondent::Room, "hel".to_owned()), NOW);
        record.apply(Change::Draft(Correspondent::Room, String::new()), NOW);
        assert!(record.kept().drafts.is_empty());
        assert!(record.unwritten().drafts.contains(&Correspondent::Room));
    }

    #[test]
    fn what_cannot_be_written_does_not_grow_for_ever() {
        let mut record = record();
        for number in 0..MAX_KEPT_ITEMS + 5 {
            let text = number.to_string();
            let line = ForeignLine {
                text,
                complete: true,
            };
            record.apply(Change::Foreign(line), NOW);
        }
        let items = &record.unwritten().items;
        assert_eq!(items.len(), MAX_KEPT_ITEMS);
        assert!(matches!(&items[0].kind, KeptKind::Foreign(line) if line.text == "5"));
    }
}
