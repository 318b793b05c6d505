//! What the server says, and what it means.

use tertulia_protocol::{Ack, ErrorReason, Name, Posted, RefusalReason, Welcome};

use super::super::{Arrival, ArrivalKind};
use super::*;

impl Talk {
    pub(super) fn handle_message(
        &mut self,
        now: Instant,
        message: ServerMessage,
    ) -> Result<(), Break> {
        match message {
            ServerMessage::Welcome(welcome) => self.handle_welcome(now, welcome),
            ServerMessage::Refused(refused) => return self.handle_refused(now, refused),
            ServerMessage::Ack(ack) => self.handle_ack(now, &ack),
            ServerMessage::Said(said) => self.handle_posted(Posted::Said(said)),
            ServerMessage::Private(private) => self.handle_posted(Posted::Private(private)),
            ServerMessage::Operator(operator) => self.handle_posted(Posted::Operator(operator)),
            ServerMessage::Joined(joined) => self.events.push_back(ConnectionEvent::Joined(joined)),
            ServerMessage::Left(left) => self.events.push_back(ConnectionEvent::Left(left)),
            ServerMessage::Renamed(renamed) => {
                if self.own_ids.contains(&renamed.id) {
                    self.name = renamed.to.as_str().to_owned();
                }
                self.events.push_back(ConnectionEvent::Renamed(renamed));
            }
            ServerMessage::Limits(limits) => {
                self.set_limits(limits);
                self.events.push_back(ConnectionEvent::Limits(limits));
            }
            ServerMessage::Notice(notice) => {
                self.events.push_back(ConnectionEvent::Notice(notice));
            }
            ServerMessage::Roster(roster) => {
                self.pages.handle_roster(now);
                self.events.push_back(ConnectionEvent::Roster(roster));
            }
            ServerMessage::History(history) => {
                self.pages.handle_history(now);
                self.events.push_back(ConnectionEvent::History(history));
            }
            ServerMessage::Pong { number } => {
                self.pages.handle_pong(now);
                if let Some(Link {
                    stage: Stage::Welcomed { liveness },
                    ..
                }) = &mut self.link
                {
                    let round_trip = liveness.handle_pong(now, number.0);
                    self.events
                        .extend(round_trip.map(ConnectionEvent::RoundTrip));
                }
            }
            ServerMessage::Error(error) => {
                let dropped = match error.reason {
                    // Of all requests, an older server most likely lacks pages.
                    ErrorReason::UnknownType => self.pages.handle_not_understood(now),
                    ErrorReason::Storage => self.pages.handle_unreadable(now),
                    _ => None,
                };
                self.events
                    .extend(dropped.map(ConnectionEvent::PageDropped));
                self.events.push_back(ConnectionEvent::ServerError(error));
            }
            ServerMessage::Goodbye(goodbye) => {
                let quitting = self.end_connection(now);
                return Err(if quitting {
                    Break::Left
                } else {
                    Break::Goodbye(goodbye)
                });
            }
        }
        Ok(())
    }

    fn handle_welcome(&mut self, now: Instant, welcome: Box<Welcome>) {
        let Some(link) = &mut self.link else { return };
        // A second welcome on one connection would be the server's mistake.
        let Stage::Greeting { .. } = &link.stage else {
            return;
        };
        link.stage = Stage::Welcomed {
            liveness: Liveness::new(now),
        };
        self.set_limits(welcome.limits);
        self.exit_words = welcome.exit_words.clone();
        let kind = self.seen.handle_welcome(&welcome);
        if matches!(kind, ArrivalKind::First | ArrivalKind::NewRun) {
            self.own_ids.clear();
        }
        self.own_ids.insert(welcome.you.id);
        self.established = true;
        self.changes.note(|| Change::Reached(ServerKind::Tertulia));
        let forgotten = !welcome.resumed;
        let name = welcome.you.name.as_str().to_owned();
        let before = std::mem::replace(&mut self.name, name);
        // The server trims and composes names; only another name is news.
        let renamed_from =
            (Name::parse(&before).as_ref() != Ok(&welcome.you.name)).then_some(before);
        let gap = welcome.gap;
        self.events.push_back(ConnectionEvent::Welcomed(Arrival {
            welcome,
            kind,
            renamed_from,
        }));
        self.events.extend(gap.map(ConnectionEvent::Gap));
        self.greeting = None;
        // A server that has forgotten the session would take what it has already for something new,
        // and hours may have passed. The person decides.
        if std::mem::take(&mut self.unsure) && forgotten {
            for entry in self.outgoing.drain_handed() {
                self.changes.note(|| Change::Failed(entry.number));
                self.report(entry.local, Delivery::Failed(FailReason::Unconfirmed));
            }
        }
    }

    fn handle_refused(&mut self, now: Instant, refused: Refused) -> Result<(), Break> {
        if let Some(number) = refused.number {
            self.handle_verdict(now, number, |decided_again| match refused.reason {
                // Sent again after a cut, and the server has forgotten what it decided.
                RefusalReason::OldNumber if decided_again => {
                    Delivery::Failed(FailReason::Unconfirmed)
                }
                _ => Delivery::Failed(FailReason::Refused(refused)),
            });
            return Ok(());
        }
        let established = self.established;
        let Some(Link {
            stage: stage @ Stage::Greeting { .. },
            encrypted,
            ..
        }) = &mut self.link
        else {
            return Ok(());
        };
        if let RefusalReason::PasswordRequired
        | RefusalReason::WrongPassword
        | RefusalReason::Busy = refused.reason
        {
            if !*encrypted {
                return Err(Break::PasswordInClear);
            }
            return self.handle_password_refused(now, &refused);
        }
        let Stage::Greeting {
            name,
            hello_due,
            proposals,
            ..
        } = stage
        else {
            return Ok(());
        };
        // Whoever was away for too long comes back under another name rather than not at all.
        if let Some(suggestion) = &refused.suggestion
            && established
            && *proposals < MAX_PROPOSALS
        {
            suggestion.as_str().clone_into(name);
            *proposals += 1;
            *hello_due = true;
            return Ok(());
        }
        Err(Break::Refused {
            name: name.clone(),
            refused,
        })
    }

    /// The password is missing, wrong, or was not looked at. The connection stays as it is.
    fn handle_password_refused(&mut self, now: Instant, refused: &Refused) -> Result<(), Break> {
        let Some(link) = &mut self.link else {
            return Ok(());
        };
        let Stage::Greeting {
            name, proposals, ..
        } = &mut link.stage
        else {
            return Ok(());
        };
        let busy = refused.reason == RefusalReason::Busy;
        link.stage = Stage::Asked {
            name: std::mem::take(name),
            proposals: *proposals,
            again_at: busy.then(|| now + BUSY_PAUSE),
        };
        if !busy {
            self.password = None;
            let asked = PasswordAsked {
                wrong: refused.reason == RefusalReason::WrongPassword,
                wait: refused.wait,
            };
            self.events.push_back(ConnectionEvent::PasswordAsked(asked));
        }
        Ok(())
    }

    fn handle_ack(&mut self, now: Instant, ack: &Ack) {
        let sent_again = self.handle_verdict(now, ack.number, |_| Delivery::Confirmed {
            id: ack.id,
            time: ack.time,
        });
        if let (Some(sent_again), Some(id)) = (sent_again, ack.id) {
            self.seen.handle_confirmed(id, sent_again);
        }
    }

    /// Settles a message. Gives whether it had been sent again, if it was awaited at all.
    fn handle_verdict(
        &mut self,
        now: Instant,
        number: Number,
        delivery: impl FnOnce(bool) -> Delivery,
    ) -> Option<bool> {
        let decided = self.outgoing.handle_verdict(number)?;
        if decided.on_this_connection
            && let Some(link) = &mut self.link
        {
            link.pacer.handle_verdict(now);
        }
        if !decided.already_confirmed() {
            let delivery = delivery(decided.sent_again());
            self.note_decided(number, &delivery);
            self.report(decided.entry.local, delivery);
        }
        Some(decided.sent_again())
    }

    fn handle_posted(&mut self, posted: Posted) {
        if !self.seen.handle_posted(posted.id()) {
            return;
        }
        let (from, time) = match &posted {
            Posted::Said(said) => (Some(said.from.id), said.time),
            Posted::Private(private) => (Some(private.from.id), private.time),
            Posted::Operator(operator) => (None, operator.time),
        };
        let own = from.is_some_and(|from| self.own_ids.contains(&from));
        match own
            .then(|| self.outgoing.handle_own_posted(&posted))
            .flatten()
        {
            Some((number, local)) => {
                let delivery = Delivery::Confirmed {
                    id: Some(posted.id()),
                    time,
                };
                self.note_decided(number, &delivery);
                self.report(local, delivery);
            }
            None => {
                if let Some(run) = self.seen.run() {
                    self.changes.note(|| Change::Posted(run, posted.clone()));
                }
                self.events.push_back(ConnectionEvent::Posted(posted));
            }
        }
    }

    /// What is kept of a verdict.
    fn note_decided(&mut self, number: Number, delivery: &Delivery) {
        let run = self.seen.run();
        match delivery {
            Delivery::Confirmed { id, time } => self.changes.note(|| Change::Confirmed {
                number,
                place: run.zip(*id),
                time: *time,
            }),
            Delivery::Failed(_) => self.changes.note(|| Change::Failed(number)),
            Delivery::Queued | Delivery::Sent => {}
        }
    }

    fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        if let Some(link) = &mut self.link {
            link.pacer.set_limit(limits.rate());
        }
    }
}
