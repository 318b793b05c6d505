//! Finding out which kind of server answers, and beginning to talk to it.

use std::time::Instant;

use super::super::kept::Changes;
use super::super::trust::Known;
use super::super::{
    Change, ConnectError, ConnectionEvent, Delivery, EndReason, FailReason, LocalId, ServerKind,
};
use super::{Action, Body, ForeignTalk, Machine, Phase, Recognised};

impl Machine {
    pub(super) fn handle_recognised(&mut self, now: Instant, recognised: Recognised) {
        if recognised == Recognised::Undecided {
            return;
        }
        let Phase::Recognising(recogniser) = std::mem::replace(&mut self.phase, Phase::Ended)
        else {
            return;
        };
        let opening = recogniser.into_opening();
        if recognised == Recognised::Tertulia {
            if self.probe_tls() {
                return;
            }
            self.begin_tertulia(now);
            let outcome = self.talk.handle_bytes(now, &opening);
            self.settle(now, outcome);
        } else {
            self.begin_foreign(now, &opening);
        }
    }

    pub(super) fn begin_tertulia(&mut self, now: Instant) {
        if !self.secrecy.by_tls {
            self.note_in_clear();
        }
        self.phase = Phase::Tertulia;
        if let Err(error) = self.talk.begin_connection(now, self.secrecy.by_tls) {
            self.close();
            self.end(EndReason::Failed(ConnectError::BadName(error)));
        }
    }

    pub(super) fn begin_foreign(&mut self, now: Instant, opening: &[u8]) {
        self.note_in_clear();
        self.events
            .push_back(ConnectionEvent::Recognised(ServerKind::Foreign));
        self.talk
            .changes
            .note(|| Change::Reached(ServerKind::Foreign));
        let name = self.foreign.send_name.then(|| self.talk.name().to_owned());
        let name = name.filter(|name| !name.trim().is_empty());
        let mut talk = Box::new(ForeignTalk::new(now, name, self.foreign.ending, opening));
        for (local, body) in self.talk.drain_requests() {
            request_foreign(&mut talk, local, body, true);
        }
        self.talk.abandon();
        self.collect_events();
        self.phase = Phase::Foreign(talk);
    }

    /// The welcome settles what kind of server it is.
    pub(super) fn note_welcome(&mut self) {
        if !std::mem::replace(&mut self.recognised, true) {
            self.events
                .push_back(ConnectionEvent::Recognised(ServerKind::Tertulia));
        }
        if self.secrecy.known == Known::Nothing && !self.secrecy.by_tls {
            self.secrecy.known = Known::InClear;
            self.actions.push_back(Action::Remember);
        }
    }
}

/// What is kept of what happens at a foreign server. What the end leaves unsent stays kept.
pub(super) fn note_foreign(changes: &mut Changes, event: &ConnectionEvent) {
    match event {
        ConnectionEvent::Foreign(line) => changes.note(|| Change::Foreign(line.clone())),
        ConnectionEvent::Message { local, delivery } => match delivery {
            Delivery::Sent => changes.note(|| Change::Sent(*local)),
            Delivery::Failed(FailReason::NotSent) => {}
            Delivery::Failed(_) => changes.note(|| Change::Forget(*local)),
            Delivery::Queued | Delivery::Confirmed { .. } => {}
        },
        _ => {}
    }
}

/// Foreign servers know nothing but texts to everybody.
pub(super) fn request_foreign(talk: &mut ForeignTalk, local: LocalId, body: Body, waited: bool) {
    match body {
        Body::Say { text, .. } => talk.handle_message(local, &text, waited),
        Body::Direct { .. } | Body::Rename { .. } => {
            talk.refuse(local, FailReason::NotAtForeignServers);
        }
    }
}
