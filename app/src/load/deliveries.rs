//! Who has heard what: counts every message at every listener, in order and once.

/// What is wrong with a delivery, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The one that was next.
    Next,
    /// So many before it never came.
    After(u32),
    /// It came already, or was never sent.
    Unexpected,
}

/// For each sender how many of its messages are on their way, and for each listener the last one
/// that it has heard of each sender.
#[derive(Debug)]
pub(super) struct Deliveries {
    listeners: usize,
    senders: Vec<Sender>,
    /// `heard[listener * senders + sender]`.
    heard: Vec<u32>,
    gone: Vec<bool>,
    here: usize,
}

#[derive(Debug, Clone, Default)]
struct Sender {
    sent: u32,
    /// Deliveries of its messages that are still to come.
    outstanding: u64,
}

impl Deliveries {
    /// Of `listeners`, the first `senders` also send; nobody hears their own messages.
    pub(super) fn new(listeners: usize, senders: usize) -> Self {
        Self {
            listeners,
            senders: vec![Sender::default(); senders],
            heard: vec![0; listeners * senders],
            gone: vec![false; listeners],
            here: listeners,
        }
    }

    /// `sender` sends `count` more messages. Gives the number of the first one.
    pub(super) fn send(&mut self, sender: usize, count: u32) -> u32 {
        let audience = (self.here - usize::from(!self.gone[sender])) as u64;
        let sender = &mut self.senders[sender];
        let first = sender.sent + 1;
        sender.sent += count;
        sender.outstanding += u64::from(count) * audience;
        first
    }

    /// `listener` heard a sender's message.
    pub(super) fn hear(&mut self, listener: usize, sender: usize, number: u32) -> Delivery {
        let sent = self.senders.get(sender).map_or(0, |sender| sender.sent);
        if listener >= self.listeners || listener == sender || number > sent {
            return Delivery::Unexpected;
        }
        let heard = &mut self.heard[listener * self.senders.len() + sender];
        if number <= *heard {
            return Delivery::Unexpected;
        }
        let steps = number - *heard;
        *heard = number;
        self.senders[sender].outstanding -= u64::from(steps);
        match steps {
            1 => Delivery::Next,
            steps => Delivery::After(steps - 1),
        }
    }

    /// Nothing more comes to `listener`.
    pub(super) fn lose(&mut self, listener: usize) {
        if listener >= self.listeners || std::mem::replace(&mut self.gone[listener], true) {
            return;
        }
        self.here -= 1;
        let count = self.senders.len();
        for (at, sender) in self.senders.iter_mut().enumerate() {
            if at != listener {
                let heard = self.heard[listener * count + at];
                sender.outstanding -= u64::from(sender.sent - heard);
            }
        }
    }

    /// Whether everything that `sender` sent has arrived everywhere.
    pub(super) fn has_arrived(&self, sender: usize) -> bool {
        self.senders[sender].outstanding == 0
    }

    /// Deliveries that are still to come.
    pub(super) fn outstanding(&self) -> u64 {
        self.senders.iter().map(|sender| sender.outstanding).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_has_arrived_when_every_other_client_has_heard_all_of_it() {
        let mut deliveries = Deliveries::new(3, 1);
        assert!(deliveries.has_arrived(0));
        assert_eq!(deliveries.send(0, 2), 1);
        assert_eq!(deliveries.outstanding(), 4);
        for (listener, number) in [(1, 1), (2, 1), (1, 2)] {
            assert_eq!(deliveries.hear(listener, 0, number), Delivery::Next);
            assert!(!deliveries.has_arrived(0));
        }
        assert_eq!(deliveries.hear(2, 0, 2), Delivery::Next);
        assert!(deliveries.has_arrived(0));
        assert_eq!(deliveries.send(0, 1), 3);
    }

    #[test]
    fn senders_hear_each_other_and_are_counted_apart() {
        let mut deliveries = Deliveries::new(2, 2);
        deliveries.send(0, 1);
        deliveries.send(1, 1);
        assert_eq!(deliveries.hear(1, 0, 1), Delivery::Next);
        assert!(deliveries.has_arrived(0) && !deliveries.has_arrived(1));
        assert_eq!(deliveries.hear(1, 1, 1), Delivery::Unexpected);
        assert_eq!(deliveries.hear(0, 1, 1), Delivery::Next);
        assert_eq!(deliveries.outstanding(), 0);
    }

    #[test]
    fn what_is_missing_doubled_or_invented_is_seen() {
        let mut deliveries = Deliveries::new(2, 1);
        deliveries.send(0, 5);
        assert_eq!(deliveries.hear(1, 0, 1), Delivery::Next);
        assert_eq!(deliveries.hear(1, 0, 4), Delivery::After(2));
        assert_eq!(deliveries.hear(1, 0, 4), Delivery::Unexpected);
        assert_eq!(deliveries.hear(1, 0, 9), Delivery::Unexpected);
        assert_eq!(deliveries.hear(1, 7, 1), Delivery::Unexpected);
        assert_eq!(deliveries.hear(1, 0, 5), Delivery::Next);
        assert!(deliveries.has_arrived(0));
    }

    #[test]
    fn nobody_waits_for_a_client_that_is_gone() {
        let mut deliveries = Deliveries::new(3, 1);
        deliveries.send(0, 2);
        deliveries.hear(1, 0, 1);
        deliveries.hear(1, 0, 2);
        deliveries.hear(2, 0, 1);
        deliveries.lose(2);
        deliveries.lose(2);
        assert!(deliveries.has_arrived(0));
        deliveries.send(0, 1);
        assert_eq!(deliveries.outstanding(), 1);
    }
}
