//! What came already, so that nothing is shown twice after coming back.

use std::collections::BTreeSet;

use tertulia_protocol::{MessageId, RunId, Welcome};

use super::ArrivalKind;

/// The last message delivered to the user's side, within one run of the server.
#[derive(Debug, Default)]
pub(super) struct Seen {
    run: Option<RunId>,
    /// Zero stands for none: ids start at 1.
    last: MessageId,
    /// Own messages that were confirmed out of turn, with ids above `last`.
    own_above: BTreeSet<MessageId>,
    /// The room's latest message at the welcome, and how many missed lines come before it is reached.
    catching_up: Option<(MessageId, u32)>,
}

impl Seen {
    /// Goes on where an earlier connection ended.
    pub(super) fn resuming(run: RunId, last: MessageId) -> Self {
        Self {
            run: Some(run),
            last,
            ..Self::default()
        }
    }

    /// As [`resuming`](Self::resuming), with own messages that were confirmed out of turn.
    pub(super) fn restored(run: RunId, last: MessageId, own_above: BTreeSet<MessageId>) -> Self {
        Self {
            own_above,
            ..Self::resuming(run, last)
        }
    }

    /// What to tell the server at the next hello.
    pub(super) fn last(&self) -> Option<(RunId, MessageId)> {
        self.run.map(|run| (run, self.last))
    }

    /// The run of the server that ids belong to, once there was a welcome.
    pub(super) fn run(&self) -> Option<RunId> {
        self.run
    }

    /// What a welcome continues. Ids of another run begin anew.
    pub(super) fn handle_welcome(&mut self, welcome: &Welcome) -> ArrivalKind {
        let kind = match self.run {
            None => ArrivalKind::First,
            Some(run) if run != welcome.run => ArrivalKind::NewRun,
            Some(_) if welcome.resumed => ArrivalKind::Resumed,
            Some(_) => ArrivalKind::Rejoined,
        };
        if self.run != Some(welcome.run) {
            *self = Self {
                run: Some(welcome.run),
                ..Self::default()
            };
        }
        self.catching_up = Some((welcome.latest, welcome.missed));
        self.settle();
        kind
    }

    /// Whether a message that came is new.
    pub(super) fn handle_posted(&mut self, id: MessageId) -> bool {
        let new = id > self.last && !self.own_above.contains(&id);
        self.advance(id);
        if let Some((_, missed)) = &mut self.catching_up {
            *missed = missed.saturating_sub(1);
            self.settle();
        }
        new
    }

    /// The confirmation of an own message. One that was sent again after a cut may have been
    /// decided long ago, so its confirmation says nothing about what came before it; any other
    /// stands in its place of the room's order.
    pub(super) fn handle_confirmed(&mut self, id: MessageId, sent_again: bool) {
        if !sent_again {
            self.advance(id);
        } else if id > self.last {
            self.own_above.insert(id);
        }
    }

    fn advance(&mut self, id: MessageId) {
        self.last = self.last.max(id);
        self.own_above = self.own_above.split_off(&MessageId(self.last.0 + 1));
    }

    /// Once everything missed has come, what the room had at the welcome is behind us, even if
    /// none of it was for us.
    fn settle(&mut self) {
        if let Some((latest, 0)) = self.catching_up {
            self.catching_up = None;
            self.advance(latest);
        }
    }
}

#[cfg(test)]
pub(in crate::connection) mod tests {
    use tertulia_protocol::{ExitWords, Limits, Name, People, Person, PersonId, VERSION};

    use super::*;

    pub(crate) fn welcome(run: u64, latest: u64, missed: u32, resumed: bool) -> Welcome {
        Welcome {
            you: Person {
                id: PersonId(1),
                name: Name::parse("Ana").unwrap(),
            },
            server: "test".to_owned(),
            version: VERSION,
            run: RunId(run),
            resumed,
            decided: None,
            limits: Limits::default(),
            exit_words: ExitWords::default(),
            words: None,
            latest: MessageId(latest),
            people: People::default(),
            people_total: 1,
            missed,
            gap: None,
        }
    }

    #[test]
    fn a_message_that_comes_again_is_not_new() {
        let mut seen = Seen::default();
        assert_eq!(
            seen.handle_welcome(&welcome(1, 5, 0, false)),
            ArrivalKind::First
        );
        assert!(!seen.handle_posted(MessageId(5)), "older than the welcome");
        assert!(seen.handle_posted(MessageId(6)));
        assert!(seen.handle_posted(MessageId(8)));
        assert_eq!(
            seen.handle_welcome(&welcome(1, 9, 2, true)),
            ArrivalKind::Resumed
        );
        assert!(!seen.handle_posted(MessageId(8)));
        assert!(seen.handle_posted(MessageId(9)));
    }

    #[test]
    fn a_cut_amid_missed_messages_asks_for_the_rest_again() {
        let mut seen = Seen::resuming(RunId(1), MessageId(3));
        seen.handle_welcome(&welcome(1, 9, 3, true));
        seen.handle_posted(MessageId(4));
        assert_eq!(seen.last(), Some((RunId(1), MessageId(4))));
        seen.handle_posted(MessageId(5));
        seen.handle_posted(MessageId(6));
        assert_eq!(
            seen.last(),
            Some((RunId(1), MessageId(9))),
            "7 to 9 were for others"
        );
    }

    #[test]
    fn another_run_begins_anew() {
        let mut seen = Seen::resuming(RunId(1), MessageId(300));
        assert_eq!(
            seen.handle_welcome(&welcome(2, 4, 0, false)),
            ArrivalKind::NewRun
        );
        assert!(seen.handle_posted(MessageId(5)));
        assert_eq!(
            seen.handle_welcome(&welcome(2, 5, 0, false)),
            ArrivalKind::Rejoined
        );
    }

    #[test]
    fn an_own_message_sent_again_neither_hides_others_nor_comes_back() {
        let mut seen = Seen::resuming(RunId(1), MessageId(3));
        seen.handle_welcome(&welcome(1, 6, 2, true));
        seen.handle_confirmed(MessageId(6), true);
        assert!(seen.handle_posted(MessageId(4)));
        assert!(!seen.handle_posted(MessageId(6)));
        seen.handle_confirmed(MessageId(7), false);
        assert!(!seen.handle_posted(MessageId(7)));
    }
}
