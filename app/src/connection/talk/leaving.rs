//! How the session ends: at once, or when everything is decided; and what becomes of what still waits.

use super::*;

impl Talk {
    /// Leaves as soon as every message is decided and every page has come.
    pub(in crate::connection) fn leave_when_done(&mut self, now: Instant) {
        self.leave_when_done = true;
        self.leave_if_done(now);
    }

    /// Says goodbye now. Gives whether there is anybody to say it to.
    pub(in crate::connection) fn leave(&mut self, now: Instant) -> bool {
        self.leave_when_done = true;
        match &mut self.link {
            Some(Link {
                stage: Stage::Quitting { .. },
                ..
            }) => true,
            Some(
                link @ Link {
                    stage: Stage::Welcomed { .. },
                    ..
                },
            ) => {
                link.stage = Stage::Quitting {
                    quit_due: true,
                    deadline: now + GOODBYE_WITHIN,
                };
                true
            }
            _ => false,
        }
    }

    /// Whether later messages are refused.
    pub(in crate::connection) fn is_leaving(&self) -> bool {
        self.leave_when_done
    }

    /// Whether every message is decided.
    pub(in crate::connection) fn is_done(&self) -> bool {
        self.outgoing.is_empty()
    }

    /// Takes everything out that still waits, for another kind of server. The greeting is not for
    /// those.
    pub(in crate::connection) fn drain_requests(&mut self) -> Vec<(LocalId, Body)> {
        let greeting = self.greeting.take();
        let mut requests: Vec<_> = self
            .outgoing
            .drain()
            .map(|entry| (entry.local, entry.body))
            .collect();
        if let Some(greeting) = greeting
            && requests
                .first()
                .is_some_and(|(local, _)| *local == greeting)
        {
            requests.remove(0);
            self.changes.note(|| Change::Forget(greeting));
            self.report(greeting, Delivery::Failed(FailReason::NotAtForeignServers));
        }
        requests
    }

    /// The end of the session: everything that still waits fails.
    pub(in crate::connection) fn abandon(&mut self) {
        for entry in self.outgoing.drain() {
            let why = if entry.was_sent() {
                FailReason::Unconfirmed
            } else {
                FailReason::NotSent
            };
            let failed = ConnectionEvent::Message {
                local: entry.local,
                delivery: Delivery::Failed(why),
            };
            self.events.push_back(failed);
        }
        self.events
            .extend(self.pages.drain().map(ConnectionEvent::PageDropped));
    }

    pub(super) fn leave_if_done(&mut self, now: Instant) {
        if self.leave_when_done && self.outgoing.is_empty() && self.pages.is_empty() {
            self.leave(now);
        }
    }
}
