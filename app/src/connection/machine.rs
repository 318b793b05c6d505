//! The whole connection as a pure state machine: no socket, thread, clock or file.
//!
//! Whoever drives it hands in what happened (`handle_*`, with the time), and then asks, in this
//! order and until each says `None`: [`Machine::poll_transmit`], [`Machine::poll_action`],
//! [`Machine::poll_event`], and when to come back, [`Machine::poll_timeout`].

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tertulia_protocol::Fingerprint;

use super::backoff::Backoff;
use super::drafts::Drafts;
use super::foreign::ForeignTalk;
use super::outgoing::Body;
use super::recognise::{Recognised, Recogniser};
use super::talk::{Talk, TalkConfig};
use super::tls::TlsFailure;
use super::trust::Privacy;
use super::{
    Change, Command, ConnectError, ConnectionEvent, Delivery, EndReason, FailReason,
    ForeignSettings, KeepingNews, LocalId, Loss, ServerKind,
};

/// After our last word to a foreign server: what comes is read until so much quiet …
const LAST_WORDS_QUIET: Duration = Duration::from_millis(500);
/// … or for so long in all.
const LAST_WORDS_LONGEST: Duration = Duration::from_secs(3);

use securing::Secrecy;

/// What is to be done outside, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Connect; answered by [`Machine::handle_connected`] or [`Machine::handle_not_connected`].
    Connect,
    /// Give up the present connection or the attempt at one. Nothing is heard of it any more.
    Close,
    /// Shut the sending side down after what was transmitted.
    FinishSending,
    /// Go on by TLS; answered by [`Machine::handle_proven`] or [`Machine::handle_tls_failed`].
    StartTls,
    /// Remember this key as the address's, also beside others if that is wanted; answered by
    /// [`Machine::handle_remembered`].
    Trust { shown: Fingerprint, beside: bool },
    /// The configured address is a Tertulia server in clear: remember that.
    Remember,
    /// The configured address is not a Tertulia server in clear any more: forget it.
    Forget,
}

/// What the connection is doing.
#[derive(Debug)]
enum Phase {
    /// [`Action::Connect`] is under way.
    Connecting,
    /// The server is to prove its key; whether its banner came in clear.
    Securing {
        deadline: Instant,
        banner: bool,
    },
    /// [`Action::Trust`] is under way.
    Trusting {
        shown: Fingerprint,
    },
    /// Connected to an unknown server.
    Recognising(Recogniser),
    /// Connected to what is or should be a Tertulia server.
    Tertulia,
    /// Connected to somebody else's server.
    Foreign(Box<ForeignTalk>),
    /// Said everything to a foreign server and hears the rest.
    LastWords {
        talk: Box<ForeignTalk>,
        quiet: Instant,
        longest: Instant,
    },
    /// The server is away; the next attempt is at `until`.
    Pausing {
        until: Instant,
    },
    Ended,
}

/// What a [`Machine`] begins with.
#[derive(Debug)]
pub(super) struct MachineConfig {
    pub(super) talk: TalkConfig,
    pub(super) foreign: ForeignSettings,
    /// Whether and with whom it is to be encrypted.
    pub(super) privacy: Privacy,
    /// Any number; spreads the pauses between attempts.
    pub(super) seed: u64,
}

/// One connection, from the first attempt to its end.
#[derive(Debug)]
pub(super) struct Machine {
    phase: Phase,
    talk: Talk,
    foreign: ForeignSettings,
    secrecy: Secrecy,
    /// Whether the user's side was told that it is a Tertulia server.
    recognised: bool,
    /// Of the present or last connection.
    address: SocketAddr,
    backoff: Backoff,
    drafts: Drafts,
    random: u64,
    actions: VecDeque<Action>,
    events: VecDeque<ConnectionEvent>,
}

impl Machine {
    /// Begins connecting.
    pub(super) fn new(config: MachineConfig) -> Self {
        let talk = Talk::new(config.talk);
        let secrecy = Secrecy::new(config.privacy, talk.key());
        Self {
            phase: Phase::Connecting,
            talk,
            foreign: config.foreign,
            secrecy,
            recognised: false,
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
            backoff: Backoff::default(),
            drafts: Drafts::default(),
            random: config.seed,
            actions: VecDeque::from([Action::Connect]),
            events: VecDeque::new(),
        }
    }

    // -----------------------------------------------------------------------------------------
    // Input

    /// The host's addresses are being looked up.
    pub(super) fn handle_looking_up(&mut self, host: &str) {
        if self.is_known_to_be_met() {
            return;
        }
        self.events.push_back(ConnectionEvent::LookingUp {
            host: host.to_owned(),
        });
    }

    /// This address is being tried.
    pub(super) fn handle_trying(&mut self, address: SocketAddr) {
        if self.is_known_to_be_met() {
            return;
        }
        self.events
            .push_back(ConnectionEvent::Connecting { address });
    }

    /// The connection that was asked for stands.
    pub(super) fn handle_connected(
        &mut self,
        now: Instant,
        address: SocketAddr,
        local: SocketAddr,
    ) {
        if !matches!(self.phase, Phase::Connecting) {
            return;
        }
        self.address = address;
        if !self.is_known_to_be_met() {
            self.events
                .push_back(ConnectionEvent::Connected { address, local });
        }
        self.begin(now);
    }

    /// The connection that was asked for cannot be had.
    pub(super) fn handle_not_connected(&mut self, now: Instant, error: ConnectError) {
        if matches!(self.phase, Phase::Connecting) {
            self.fail(now, error);
        }
    }

    /// Bytes came.
    pub(super) fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) {
        match &mut self.phase {
            Phase::Recognising(recogniser) => {
                let recognised = recogniser.handle_bytes(bytes);
                self.handle_recognised(now, recognised);
            }
            Phase::Tertulia => {
                let outcome = self.talk.handle_bytes(now, bytes);
                self.settle(now, outcome);
            }
            Phase::Foreign(talk) => talk.handle_bytes(now, bytes),
            Phase::LastWords { talk, quiet, .. } => {
                talk.handle_bytes(now, bytes);
                *quiet = now + LAST_WORDS_QUIET;
            }
            Phase::Connecting
            | Phase::Securing { .. }
            | Phase::Trusting { .. }
            | Phase::Pausing { .. }
            | Phase::Ended => {}
        }
        self.collect_events();
    }

    /// The server's side is closed, or the connection broke.
    pub(super) fn handle_closed(&mut self, now: Instant, broken: Option<io::ErrorKind>) {
        match std::mem::replace(&mut self.phase, Phase::Ended) {
            Phase::Recognising(recogniser) => {
                let opening = recogniser.into_opening();
                self.close();
                if opening.is_empty() {
                    self.end_before_welcome(broken);
                } else {
                    // Words and a closed door: somebody's explanation, which is worth showing.
                    let mut talk = ForeignTalk::new(now, None, self.foreign.ending, &opening);
                    self.events
                        .push_back(ConnectionEvent::Recognised(ServerKind::Foreign));
                    self.end_foreign(&mut talk, broken);
                }
            }
            Phase::Tertulia => {
                self.close();
                let was_leaving = self.talk.end_connection(now);
                self.collect_events();
                if was_leaving {
                    self.end(EndReason::Left);
                } else if self.talk.is_established() {
                    let loss = broken.map_or(Loss::Closed, |kind| Loss::Broken { kind });
                    self.lose(now, loss);
                } else {
                    self.end_before_welcome(broken);
                }
            }
            Phase::Foreign(mut talk) => {
                self.close();
                self.end_foreign(&mut talk, broken);
            }
            Phase::LastWords { mut talk, .. } => {
                self.close();
                self.finish_foreign(&mut talk);
                self.end(EndReason::Left);
            }
            phase @ Phase::Securing { .. } => {
                self.phase = phase;
                self.handle_tls_failed(now, TlsFailure::Closed(broken));
            }
            phase @ (Phase::Connecting
            | Phase::Trusting { .. }
            | Phase::Pausing { .. }
            | Phase::Ended) => {
                self.phase = phase;
            }
        }
    }

    /// Time passed.
    pub(super) fn handle_timeout(&mut self, now: Instant) {
        match &mut self.phase {
            Phase::Recognising(recogniser) => {
                let recognised = recogniser.handle_timeout(now);
                self.handle_recognised(now, recognised);
            }
            Phase::Tertulia => {
                let outcome = self.talk.handle_timeout(now);
                self.settle(now, outcome);
            }
            Phase::Foreign(talk) => talk.handle_timeout(now),
            Phase::LastWords {
                talk,
                quiet,
                longest,
            } => {
                talk.handle_timeout(now);
                if now >= *quiet || now >= *longest {
                    self.handle_closed(now, None);
                }
            }
            Phase::Securing { deadline, .. } if now >= *deadline => self.handle_tls_overdue(now),
            Phase::Pausing { until } if now >= *until => self.try_now(),
            Phase::Connecting
            | Phase::Securing { .. }
            | Phase::Trusting { .. }
            | Phase::Pausing { .. }
            | Phase::Ended => {}
        }
        self.collect_events();
    }

    /// Nothing is read at the moment, since the consumer of events is behind: that nothing comes
    /// proves nothing.
    pub(super) fn handle_not_reading(&mut self, now: Instant) {
        match &mut self.phase {
            Phase::Foreign(talk) => talk.handle_not_reading(now),
            Phase::LastWords { talk, quiet, .. } => {
                talk.handle_not_reading(now);
                *quiet = now + LAST_WORDS_QUIET;
            }
            _ => self.talk.handle_not_reading(now),
        }
    }

    /// The user wants something.
    pub(super) fn handle_command(&mut self, now: Instant, command: Command) {
        match command {
            Command::Say {
                local,
                text,
                action,
            } => self.request(local, Body::Say { text, action }),
            Command::Direct {
                local,
                to,
                person,
                text,
            } => {
                self.request(local, Body::Direct { to, person, text });
            }
            Command::Rename { local, name } => self.request(local, Body::Rename { name }),
            Command::Page(request) => match self.phase {
                Phase::Foreign(_) | Phase::LastWords { .. } | Phase::Ended => {
                    self.events.push_back(ConnectionEvent::PageDropped(request));
                }
                _ => self.talk.handle_page_request(request),
            },
            Command::LineEnding(ending) => {
                self.foreign.ending = ending;
                if let Phase::Foreign(talk) = &mut self.phase {
                    talk.set_ending(ending);
                }
            }
            Command::Draft { to, text } => self.drafts.handle_draft(to, text),
            Command::Forget(local) => self.talk.changes.note(|| Change::Forget(local)),
            Command::Password(password) => self.talk.handle_password(now, password),
            Command::TryNow => {
                if matches!(self.phase, Phase::Pausing { .. }) {
                    self.try_now();
                }
            }
            Command::Leave => self.leave(now),
            Command::LeaveWhenDone => {
                self.talk.leave_when_done(now);
                self.leave_if_away_and_done();
                self.leave_if_locked_out(now);
            }
        }
        self.collect_events();
    }

    /// How the keeping of changes fares.
    pub(super) fn handle_keeping(&mut self, news: KeepingNews) {
        self.events.push_back(ConnectionEvent::Keeping(news));
    }

    /// The handle was dropped: says goodbye without awaiting an answer.
    pub(super) fn handle_dropped(&mut self, now: Instant) {
        if !matches!(self.phase, Phase::Ended) {
            self.talk.leave(now);
        }
    }

    // -----------------------------------------------------------------------------------------
    // Output

    /// Appends what is to be sent now. To be called only when everything earlier was written.
    pub(super) fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) {
        match &mut self.phase {
            Phase::Tertulia => self.talk.poll_transmit(now, out),
            Phase::Foreign(talk) => {
                talk.poll_transmit(now, out);
                if out.is_empty() && talk.is_drained() && self.talk.is_leaving() {
                    self.begin_last_words(now);
                }
            }
            _ => {}
        }
        self.collect_events();
    }

    /// What is to be kept before anything transmitted or told so far may leave.
    pub(super) fn poll_changes(&mut self, now: Instant) -> Vec<Change> {
        let drafts = if self.has_ended() {
            self.drafts.take()
        } else {
            self.drafts.poll(now)
        };
        for change in drafts {
            self.talk.changes.note(|| change);
        }
        self.talk.take_changes()
    }

    /// The same when nothing comes after it.
    pub(super) fn poll_last_changes(&mut self) -> Vec<Change> {
        for change in self.drafts.take() {
            self.talk.changes.note(|| change);
        }
        self.talk.take_changes()
    }

    pub(super) fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// Whether something is to be done outside.
    pub(super) fn has_actions(&self) -> bool {
        !self.actions.is_empty()
    }

    pub(super) fn poll_event(&mut self) -> Option<ConnectionEvent> {
        self.events.pop_front()
    }

    /// How many events wait to be taken.
    pub(super) fn pending_events(&self) -> usize {
        self.events.len()
    }

    /// When [`handle_timeout`](Self::handle_timeout) and [`poll_transmit`](Self::poll_transmit)
    /// are due next.
    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let drafts = self.drafts.poll_timeout(now);
        let phase = self.phase_timeout(now);
        phase.into_iter().chain(drafts).min()
    }

    fn phase_timeout(&self, now: Instant) -> Option<Instant> {
        match &self.phase {
            Phase::Connecting | Phase::Trusting { .. } | Phase::Ended => None,
            Phase::Securing { deadline, .. } => Some(*deadline),
            Phase::Recognising(recogniser) => Some(recogniser.poll_timeout()),
            Phase::Tertulia => self.talk.poll_timeout(now),
            Phase::Foreign(talk) => talk.poll_timeout(),
            Phase::LastWords {
                talk,
                quiet,
                longest,
            } => Some(
                talk.poll_timeout()
                    .into_iter()
                    .fold(*quiet.min(longest), Instant::min),
            ),
            Phase::Pausing { until } => Some(*until),
        }
    }

    /// Whether the last event is there to be taken, or was.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended)
    }

    /// Moves what the parts report to the events, in order.
    fn collect_events(&mut self) {
        while let Some(event) = self.talk.poll_event() {
            match &event {
                ConnectionEvent::Welcomed(_) => self.note_welcome(),
                // Only now is the server of use again: one that welcomes and hangs up, again and
                // again, is come back to with growing pauses.
                ConnectionEvent::Posted(_)
                | ConnectionEvent::RoundTrip(_)
                | ConnectionEvent::Message {
                    delivery: Delivery::Confirmed { .. },
                    ..
                } => self.backoff.reset(),
                _ => {}
            }
            self.events.push_back(event);
        }
        if let Phase::Foreign(talk) | Phase::LastWords { talk, .. } = &mut self.phase {
            while let Some(event) = talk.poll_event() {
                opening::note_foreign(&mut self.talk.changes, &event);
                self.events.push_back(event);
            }
        }
    }

    fn request(&mut self, local: LocalId, body: Body) {
        match &mut self.phase {
            Phase::Foreign(talk) if !self.talk.is_leaving() => {
                self.talk.note_request(local, body.clone());
                opening::request_foreign(talk, local, body, false);
            }
            Phase::Foreign(_) | Phase::LastWords { .. } | Phase::Ended => {
                let delivery = Delivery::Failed(FailReason::NotSent);
                self.events
                    .push_back(ConnectionEvent::Message { local, delivery });
            }
            _ => self.talk.handle_request(local, body),
        }
    }
}

mod fate;
mod opening;
mod securing;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
