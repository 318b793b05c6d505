//! The latest messages that were kept, in memory.

use std::collections::VecDeque;

use tertulia_protocol::Posted;

use super::KeptMessage;

/// As many of the latest messages as the room remembers, oldest first. When a database turns out to
/// be damaged, they were confirmed and must not be in what is set aside alone.
#[derive(Debug)]
pub(super) struct Recent {
    messages: VecDeque<KeptMessage>,
    /// About how many bytes they have.
    bytes: usize,
    most: usize,
    most_bytes: usize,
}

impl Recent {
    pub(super) fn new(most: usize, most_bytes: usize) -> Self {
        Self {
            messages: VecDeque::new(),
            bytes: 0,
            most,
            most_bytes,
        }
    }

    /// Takes later messages, which were kept.
    pub(super) fn take(&mut self, messages: impl IntoIterator<Item = KeptMessage>) {
        for message in messages {
            self.bytes += bytes_of(&message);
            self.messages.push_back(message);
            while self.messages.len() > self.most || self.bytes > self.most_bytes {
                let Some(oldest) = self.messages.pop_front() else {
                    break;
                };
                self.bytes -= bytes_of(&oldest);
            }
        }
    }

    pub(super) fn messages(&mut self) -> &[KeptMessage] {
        self.messages.make_contiguous()
    }
}

/// About how many bytes a message takes here; it is asked of every message, so it counts no lines.
fn bytes_of(message: &KeptMessage) -> usize {
    // Names, numbers, and who may read it.
    const AROUND: usize = 256;
    let text = match &message.posted {
        Posted::Said(said) => &said.text,
        Posted::Private(private) => &private.text,
        Posted::Operator(operator) => &operator.text,
    };
    text.len() + AROUND
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{MessageId, Operator, UnixMillis};

    use super::*;
    use crate::storage::Readers;

    fn message(id: u64, bytes: usize) -> KeptMessage {
        KeptMessage {
            posted: Posted::Operator(Operator {
                id: MessageId(id),
                time: UnixMillis(0),
                text: "x".repeat(bytes),
                private: false,
            }),
            author: None,
            origin: None,
            readers: Readers::Everyone,
        }
    }

    fn ids(recent: &mut Recent) -> Vec<u64> {
        let messages = recent.messages().iter();
        messages.map(|message| message.posted.id().0).collect()
    }

    #[test]
    fn the_latest_messages_are_remembered_within_both_bounds() {
        let mut recent = Recent::new(3, 50_000);
        recent.take((1..=5).map(|id| message(id, 10)));
        assert_eq!(ids(&mut recent), [3, 4, 5]);
        recent.take([message(6, 30_000), message(7, 30_000)]);
        assert_eq!(ids(&mut recent), [7]);
        recent.take([message(8, 10)]);
        assert_eq!(ids(&mut recent), [7, 8]);
    }
}
