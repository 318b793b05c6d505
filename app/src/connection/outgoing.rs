//! The queue of own messages: kept before sending, kept until decided, sent again after a cut.

use std::collections::VecDeque;

use tertulia_protocol::{ClientMessage, Number, PersonId, Posted, clean_text};

use super::{FailReason, LocalId};

/// Messages that may wait at a time.
pub(super) const MAX_WAITING: usize = 10_000;

/// So many numbers are left out after a crash: more than a session uses while nothing can be kept.
const LEAP: u64 = 1 << 20;

/// What a queued request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A message to everybody.
    Say {
        /// One or several lines.
        text: String,
        /// Whether it says what the sender does.
        action: bool,
    },
    /// A message to one person.
    Direct {
        /// The recipient's name.
        to: String,
        /// The recipient's id, when known.
        person: Option<PersonId>,
        /// One or several lines.
        text: String,
    },
    /// A wish for another name.
    Rename {
        /// The wanted name.
        name: String,
    },
}

impl Body {
    /// The text that the server counts and limits; none for a rename.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Say { text, .. } | Self::Direct { text, .. } => Some(text),
            Self::Rename { .. } => None,
        }
    }

    pub(super) fn request(&self, number: Number) -> ClientMessage {
        match self.clone() {
            Self::Say { text, action } => ClientMessage::Say {
                number,
                text,
                action,
            },
            Self::Direct { to, person, text } => ClientMessage::Direct {
                number,
                to,
                person,
                text,
            },
            Self::Rename { name } => ClientMessage::Rename { number, name },
        }
    }

    /// Whether `posted`, known to be our own, can be this message as the server keeps it.
    fn became(&self, posted: &Posted) -> bool {
        match (self, posted) {
            (Self::Say { text, action }, Posted::Said(said)) => {
                *action == said.action && clean_text(text) == said.text
            }
            (Self::Direct { text, person, .. }, Posted::Private(private)) => {
                person.is_none_or(|person| person == private.to.id)
                    && clean_text(text) == private.text
            }
            _ => false,
        }
    }
}

/// One message in the queue.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) number: Number,
    pub(super) local: LocalId,
    pub(super) body: Body,
    /// Connections it was sent on.
    times_sent: u32,
    /// The user's side was told that it is confirmed; only the verdict is still to come.
    confirmed: bool,
}

impl Entry {
    /// Whether the server may have it.
    pub(super) fn was_sent(&self) -> bool {
        self.times_sent > 0
    }
}

/// A message whose verdict came.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) entry: Entry,
    /// Sent on the present connection, so that the verdict counts for its pacing.
    pub(super) on_this_connection: bool,
}

impl Decided {
    /// Whether it had to be sent more than once, so that its verdict may be an old one.
    pub(super) fn sent_again(&self) -> bool {
        self.entry.times_sent > 1
    }

    /// Whether the user's side knows already that it is confirmed.
    pub(super) fn already_confirmed(&self) -> bool {
        self.entry.confirmed
    }
}

/// Own messages without a verdict, by number.
#[derive(Debug)]
pub(super) struct Outgoing {
    next_number: Number,
    entries: VecDeque<Entry>,
    /// How many of `entries`, from the front, were sent on the present connection.
    sent: usize,
}

impl Outgoing {
    /// An empty queue whose first message gets the number `next_number`.
    pub(super) fn new(next_number: Number) -> Self {
        Self {
            next_number,
            entries: VecDeque::new(),
            sent: 0,
        }
    }

    pub(super) fn next_number(&self) -> Number {
        self.next_number
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes a message in.
    ///
    /// # Errors
    /// When too many are waiting.
    pub(super) fn push(&mut self, local: LocalId, body: Body) -> Result<Number, FailReason> {
        if self.entries.len() >= MAX_WAITING {
            return Err(FailReason::QueueFull { limit: MAX_WAITING });
        }
        let number = self.take_number();
        self.entries.push_back(Entry {
            number,
            local,
            body,
            times_sent: 0,
            confirmed: false,
        });
        Ok(number)
    }

    /// Takes a message in that an earlier connection kept under `number`, which is above all others
    /// here. `handed` tells that it may have reached the server.
    pub(super) fn restore(&mut self, number: Number, local: LocalId, body: Body, handed: bool) {
        self.next_number = self.next_number.max(Number(number.0 + 1));
        self.entries.push_back(Entry {
            number,
            local,
            body,
            times_sent: u32::from(handed),
            confirmed: false,
        });
    }

    /// Leaves out the numbers that a program which crashed may have used without being able to keep
    /// that, on a full disk. The server would take another message with such a number for the old one
    /// and confirm it unread.
    pub(super) fn leap(&mut self) {
        self.next_number = Number(self.next_number.0.saturating_add(LEAP));
    }

    /// Takes a number for something that does not wait here.
    pub(super) fn take_number(&mut self) -> Number {
        let number = self.next_number;
        self.next_number = Number(number.0 + 1);
        number
    }

    /// Takes everything out that may have reached the server.
    pub(super) fn drain_handed(&mut self) -> Vec<Entry> {
        let entries = std::mem::take(&mut self.entries);
        let (handed, unsent) = entries.into_iter().partition(Entry::was_sent);
        self.entries = unsent;
        Vec::from(handed)
    }

    /// A new connection: everything undecided is sent again, in order, before anything new.
    pub(super) fn begin_connection(&mut self) {
        self.sent = 0;
    }

    /// The message whose turn it is.
    pub(super) fn peek(&self) -> Option<&Entry> {
        self.entries.get(self.sent)
    }

    /// The message whose turn it was has been handed to the network. Gives its mark if that was
    /// for the first time.
    pub(super) fn mark_sent(&mut self) -> Option<LocalId> {
        let entry = self.entries.get_mut(self.sent)?;
        self.sent += 1;
        entry.times_sent += 1;
        (entry.times_sent == 1).then_some(entry.local)
    }

    /// Takes the message whose turn it is out, unsent.
    pub(super) fn drop_next(&mut self) -> Option<Entry> {
        self.entries.remove(self.sent)
    }

    /// The verdict on `number` came; `None` for one that is not awaited.
    pub(super) fn handle_verdict(&mut self, number: Number) -> Option<Decided> {
        let index = self
            .entries
            .binary_search_by_key(&number, |entry| entry.number)
            .ok()?;
        let entry = self.entries.remove(index)?;
        let on_this_connection = index < self.sent;
        if on_this_connection {
            self.sent -= 1;
        }
        Some(Decided {
            entry,
            on_this_connection,
        })
    }

    /// An own message came back among what was missed: the server decided it, and the cut ate its
    /// confirmation. Gives its number and mark; it is not sent again.
    pub(super) fn handle_own_posted(&mut self, posted: &Posted) -> Option<(Number, LocalId)> {
        let index = self
            .entries
            .iter()
            .take_while(|entry| entry.was_sent())
            .position(|entry| !entry.confirmed && entry.body.became(posted))?;
        let entry = self.entries.get_mut(index)?;
        let known = (entry.number, entry.local);
        if index < self.sent {
            // Sent again already: its verdict will come and counts for pacing.
            entry.confirmed = true;
        } else {
            self.entries.remove(index);
        }
        Some(known)
    }

    /// Takes everything out that the user's side still waits for.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Entry> + '_ {
        self.sent = 0;
        self.entries.drain(..).filter(|entry| !entry.confirmed)
    }

    /// Takes everything after the messages sent on the present connection out.
    pub(super) fn drain_unsent(&mut self) -> impl Iterator<Item = Entry> + '_ {
        self.entries
            .drain(self.sent..)
            .filter(|entry| !entry.confirmed)
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{MessageId, Name, Person, Said, UnixMillis};

    use super::*;

    fn say(text: &str) -> Body {
        Body::Say {
            text: text.to_owned(),
            action: false,
        }
    }

    fn own(id: u64, text: &str) -> Posted {
        Posted::Said(Said {
            id: MessageId(id),
            time: UnixMillis(0),
            from: Person {
                id: PersonId(1),
                name: Name::parse("Ana").unwrap(),
            },
            text: text.to_owned(),
            action: false,
        })
    }

    fn send_all(outgoing: &mut Outgoing) -> Vec<u64> {
        let mut numbers = Vec::new();
        while let Some(entry) = outgoing.peek() {
            numbers.push(entry.number.0);
            outgoing.mark_sent();
        }
        numbers
    }

    #[test]
    fn undecided_ones_are_sent_again_in_order_before_new_ones() {
        let mut outgoing = Outgoing::new(Number(7));
        for text in ["a", "b", "c"] {
            outgoing.push(LocalId(0), say(text)).unwrap();
        }
        assert_eq!(send_all(&mut outgoing), [7, 8, 9]);
        assert!(
            outgoing
                .handle_verdict(Number(8))
                .is_some_and(|decided| !decided.sent_again())
        );
        outgoing.begin_connection();
        outgoing.push(LocalId(0), say("d")).unwrap();
        assert_eq!(send_all(&mut outgoing), [7, 9, 10]);
        assert!(
            outgoing
                .handle_verdict(Number(7))
                .is_some_and(|decided| decided.sent_again())
        );
        assert!(outgoing.handle_verdict(Number(7)).is_none(), "decided once");
    }

    #[test]
    fn only_the_first_sending_is_told() {
        let mut outgoing = Outgoing::new(Number(1));
        outgoing.push(LocalId(5), say("a")).unwrap();
        assert_eq!(outgoing.mark_sent(), Some(LocalId(5)));
        outgoing.begin_connection();
        assert_eq!(outgoing.mark_sent(), None);
    }

    #[test]
    fn the_queue_is_bounded() {
        let mut outgoing = Outgoing::new(Number(1));
        for _ in 0..MAX_WAITING {
            outgoing.push(LocalId(0), say("a")).unwrap();
        }
        let full = outgoing.push(LocalId(0), say("a"));
        assert_eq!(full, Err(FailReason::QueueFull { limit: MAX_WAITING }));
    }

    #[test]
    fn an_own_message_among_the_missed_ones_is_its_confirmation() {
        let mut outgoing = Outgoing::new(Number(1));
        for (local, text) in [(1, "same"), (2, "same"), (3, "other")] {
            outgoing.push(LocalId(local), say(text)).unwrap();
        }
        send_all(&mut outgoing);
        outgoing.begin_connection();
        outgoing.mark_sent();
        assert_eq!(
            outgoing.handle_own_posted(&own(10, "same")),
            Some((Number(1), LocalId(1)))
        );
        assert_eq!(
            outgoing.handle_own_posted(&own(11, "same")),
            Some((Number(2), LocalId(2)))
        );
        assert_eq!(outgoing.handle_own_posted(&own(12, "same")), None);
        assert!(
            outgoing
                .handle_verdict(Number(1))
                .is_some_and(|decided| decided.already_confirmed())
        );
        assert_eq!(send_all(&mut outgoing), [3]);
    }

    #[test]
    fn what_was_never_sent_is_nobodys_echo() {
        let mut outgoing = Outgoing::new(Number(1));
        outgoing.push(LocalId(1), say("a")).unwrap();
        assert_eq!(outgoing.handle_own_posted(&own(10, "a")), None);
    }
}
