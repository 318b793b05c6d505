//! What the connection tells.

use std::sync::Arc;
use std::time::Duration;

use tertulia_protocol::{Joined, Left, MessageId, UnixMillis, clean_text};

use super::conversation::{ConversationId, PreviewBy};
use super::item::{Author, DeliveryState, ItemKind, Notice};
use super::link_state::LinkState;
use super::secrecy::Secrecy;
use super::{ChatModel, GREETING, Message, Moment, Underway};
use crate::connection::{
    Arrival, ArrivalKind, ConnectionEvent, Delivery, Ended, FailReason, LocalId, Loss, PageRequest,
    ServerKind,
};

impl ChatModel {
    /// Takes one event of the connection, in the order in which they come.
    pub fn handle_event(&mut self, event: ConnectionEvent, now: Moment) {
        match event {
            // Asked by whoever owns the connection, over whatever shows.
            ConnectionEvent::PasswordAsked(_) => {}
            ConnectionEvent::LookingUp { host } => self.trying(LinkState::LookingUp { host }),
            ConnectionEvent::Connecting { address } => {
                self.wire.address = Some(address);
                self.trying(LinkState::Connecting { address });
            }
            ConnectionEvent::Connected { address, .. } => {
                self.heard(now);
                self.wire.address = Some(address);
                self.trying(LinkState::Meeting { address });
            }
            ConnectionEvent::Encrypted(encryption) => {
                self.secured(Secrecy::Encrypted(encryption));
            }
            ConnectionEvent::InClear => self.secured(Secrecy::InClear),
            ConnectionEvent::Recognised(kind) => self.recognised(kind, now),
            ConnectionEvent::Welcomed(arrival) => self.welcomed(arrival, now),
            ConnectionEvent::Message { local, delivery } => {
                self.heard_verdict(&delivery, now);
                self.delivered(local, delivery, now);
            }
            ConnectionEvent::Allowance(allowance) => {
                self.wire.allowance = allowance;
                self.wire.spent.note(allowance, now.instant);
            }
            ConnectionEvent::Posted(posted) => {
                self.heard(now);
                self.history.stalled = false;
                self.take_posted(posted, now);
            }
            ConnectionEvent::Gap(gap) => {
                let transcript = &mut self.room_mut().transcript;
                transcript.insert(now.unix, ItemKind::Gap(gap));
            }
            ConnectionEvent::Joined(Joined { people, more }) => {
                self.heard(now);
                for member in &people {
                    self.joined(member, now.unix);
                }
                if more > 0 {
                    self.joined_unlisted(more, now.unix);
                }
            }
            ConnectionEvent::Left(Left { people }) => {
                self.heard(now);
                for departure in &people {
                    self.left(departure, now.unix);
                }
            }
            ConnectionEvent::Renamed(renamed) => {
                self.heard(now);
                self.renamed(renamed, now.unix);
            }
            ConnectionEvent::Limits(limits) => {
                self.heard(now);
                if self.wire.limits.replace(limits) != Some(limits) {
                    self.remark(ConversationId::ROOM, Notice::Limits(limits), now.unix);
                }
            }
            ConnectionEvent::Notice(notice) => {
                self.heard(now);
                self.remark(ConversationId::ROOM, Notice::Moderated(notice), now.unix);
            }
            ConnectionEvent::Roster(roster) => {
                self.heard(now);
                self.history.people_loading = false;
                self.people.extend_page(&roster);
                self.look_for_partners();
            }
            ConnectionEvent::History(page) => {
                self.heard(now);
                self.take_history(page);
            }
            ConnectionEvent::PageDropped(PageRequest::History { .. }) => {
                self.history.loading = false;
                self.history.stalled = true;
            }
            ConnectionEvent::PageDropped(PageRequest::Roster { .. }) => {
                self.history.people_loading = false;
            }
            ConnectionEvent::ServerError(error) => {
                let notice = Notice::ServerError(error);
                self.remark(ConversationId::ROOM, notice, now.unix);
            }
            ConnectionEvent::Foreign(line) => self.foreign_line(line, now),
            ConnectionEvent::NameSent { name } => self.name_sent(&name, now),
            ConnectionEvent::ForeignEnding(ending) => self.wire.ending = Some(ending),
            ConnectionEvent::RoundTrip(round_trip) => {
                self.heard(now);
                self.wire.round_trip = Some(round_trip);
            }
            ConnectionEvent::Keeping(news) => {
                self.remark(ConversationId::ROOM, Notice::Keeping(news), now.unix);
            }
            ConnectionEvent::Lost(loss) => self.lost(loss, now),
            ConnectionEvent::Waiting { attempt, pause } => {
                if let LinkState::Reconnecting {
                    attempt: known,
                    until,
                    pause: known_pause,
                    ..
                } = &mut self.wire.state
                {
                    *known = attempt;
                    *known_pause = pause;
                    *until = Some(now.instant + pause);
                }
            }
            ConnectionEvent::Ended(ended) => self.ended(ended, now),
        }
    }

    pub(super) fn heard(&mut self, now: Moment) {
        self.wire.last_heard = Some(now.instant);
    }

    fn heard_verdict(&mut self, delivery: &Delivery, now: Moment) {
        let from_server = match delivery {
            Delivery::Confirmed { .. } => true,
            Delivery::Failed(reason) => matches!(reason, FailReason::Refused(_)),
            Delivery::Queued | Delivery::Sent => false,
        };
        if from_server {
            self.heard(now);
        }
    }

    /// A step of connecting; for a session that is to go on, only that the pause is over.
    fn trying(&mut self, state: LinkState) {
        match &mut self.wire.state {
            LinkState::Reconnecting { until, .. } => *until = None,
            other => *other = state,
        }
    }

    fn recognised(&mut self, kind: ServerKind, now: Moment) {
        self.heard(now);
        self.wire.was_open = true;
        self.wire.foreign = kind == ServerKind::Foreign;
        self.wire.state = match kind {
            ServerKind::Tertulia => LinkState::Online,
            ServerKind::Foreign => LinkState::Foreign,
        };
    }

    fn welcomed(&mut self, arrival: Arrival, now: Moment) {
        self.heard(now);
        let Arrival {
            welcome,
            kind,
            renamed_from,
        } = arrival;
        self.wire.was_open = true;
        self.history.stalled = false;
        self.wire.state = LinkState::Online;
        self.wire.limits = Some(welcome.limits);
        self.wire.exit_words = welcome.exit_words;
        let was_welcomed = self.wire.server.replace(welcome.server).is_some();
        if matches!(kind, ArrivalKind::First | ArrivalKind::NewRun) {
            self.me.ids.clear();
            // Everything newer than the latest message comes by itself.
            self.history.oldest = Some(MessageId(welcome.latest.0.saturating_add(1)));
            self.history.complete = welcome.latest == MessageId(0);
        }
        // Another connection that does not go on with the session may meet another run, too.
        if kind == ArrivalKind::NewRun || (kind == ArrivalKind::First && was_welcomed) {
            self.wire.run += 1;
            self.forget_ids();
        }
        self.me.ids.insert(welcome.you.id);
        let myself = welcome
            .people
            .iter()
            .find(|member| member.id == welcome.you.id);
        self.me.author = Arc::new(Author {
            person: Some(welcome.you.id),
            name: welcome.you.name.as_str().to_owned(),
            dialect: myself.map(|member| member.dialect),
        });
        self.people.reset(&welcome.people, welcome.people_total);
        self.look_for_partners();
        let notice = if kind == ArrivalKind::First {
            welcome.words.map(|words| Notice::Welcome { words })
        } else {
            Some(Notice::Back { kind, renamed_from })
        };
        if let Some(notice) = notice {
            self.remark(ConversationId::ROOM, notice, now.unix);
        }
    }

    fn delivered(&mut self, local: LocalId, delivery: Delivery, now: Moment) {
        if local == GREETING
            && let Some(text) = self.greeting.take()
        {
            self.keep_own(GREETING, ConversationId::ROOM, &text, false, now);
        }
        let underway = match self.underway.get(&local) {
            Some(Underway::Message(id)) => *id,
            Some(Underway::Rename(_)) => return self.rename_decided(local, delivery, now.unix),
            None => return,
        };
        let place = match &delivery {
            Delivery::Confirmed { id, .. } => id.map(|id| self.place(id)),
            _ => None,
        };
        let foreign = self.is_foreign();
        let me = Arc::clone(&self.me.author);
        let transcript = &mut self.conversation_mut(underway).transcript;
        let settled = match delivery {
            Delivery::Queued => {
                transcript
                    .alter_pending(local, |message| message.delivery = DeliveryState::Waiting);
                false
            }
            Delivery::Sent if !foreign => {
                transcript
                    .alter_pending(local, |message| message.delivery = DeliveryState::Sending);
                false
            }
            Delivery::Sent => {
                transcript.settle(local, Some(now.unix), |message| {
                    message.delivery = DeliveryState::Sent;
                });
                true
            }
            Delivery::Confirmed { time, .. } => {
                transcript.settle(local, Some(time), |message| {
                    message.place = place;
                    message.delivery = DeliveryState::Confirmed;
                    message.author = me;
                });
                true
            }
            Delivery::Failed(reason) => {
                transcript.settle(local, None, |message| {
                    message.delivery = DeliveryState::Failed(reason);
                });
                true
            }
        };
        if settled {
            self.underway.remove(&local);
        }
    }

    fn rename_decided(&mut self, local: LocalId, delivery: Delivery, time: UnixMillis) {
        if matches!(delivery, Delivery::Queued | Delivery::Sent) {
            return;
        }
        if let Some(Underway::Rename(wanted)) = self.underway.remove(&local)
            && let Delivery::Failed(reason) = delivery
        {
            let notice = Notice::NotRenamed { wanted, reason };
            self.remark(ConversationId::ROOM, notice, time);
        }
    }

    fn lost(&mut self, loss: Loss, now: Moment) {
        self.wire.allowance = None;
        self.wire.spent.note(None, now.instant);
        self.wire.round_trip = None;
        if let LinkState::Reconnecting { failed, .. } = &mut self.wire.state {
            // The band says so, the transcript need not.
            if let Loss::NotReached(error) = loss {
                *failed = Some(error);
            }
            return;
        }
        self.wire.state = LinkState::Reconnecting {
            attempt: 0,
            until: None,
            pause: Duration::ZERO,
            loss: loss.clone(),
            failed: None,
        };
        self.remark(ConversationId::ROOM, Notice::Lost(loss), now.unix);
    }

    fn ended(&mut self, ended: Ended, now: Moment) {
        self.wire.allowance = None;
        self.wire.spent.note(None, now.instant);
        self.wire.round_trip = None;
        self.wire.resume = ended.resume;
        // The connection decides everything before it ends; whatever it did not is settled here.
        let left: Vec<LocalId> = self.underway.keys().copied().collect();
        for local in left {
            self.delivered(local, Delivery::Failed(FailReason::NotSent), now);
        }
        if self.wire.was_open {
            let notice = Notice::Ended(ended.reason.clone());
            self.remark(ConversationId::ROOM, notice, now.unix);
        }
        self.history.loading = false;
        self.history.people_loading = false;
        self.wire.state = LinkState::Ended(ended.reason);
    }

    /// Puts an own message at the end of its conversation, to wait for its verdict.
    pub(super) fn keep_own(
        &mut self,
        local: LocalId,
        id: ConversationId,
        text: &str,
        action: bool,
        now: Moment,
    ) {
        let message = Message {
            author: Arc::clone(&self.me.author),
            own: true,
            text: clean_text(text).into_owned(),
            action,
            mentions_me: false,
            place: None,
            local: Some(local),
            delivery: DeliveryState::Waiting,
        };
        self.underway.insert(local, Underway::Message(id));
        let conversation = self.conversation_mut(id);
        conversation.note_preview(PreviewBy::Me, text, action);
        conversation.transcript.push_pending(now.unix, message);
    }
}
