//! How a connection is lost or ends, and what then.

use std::io;
use std::time::Instant;

use tertulia_protocol::{GoodbyeReason, RefusalReason, Refused};

use super::super::talk::{Break, WELCOME_WITHIN};
use super::super::{ConnectError, ConnectionEvent, EndReason, Ended, Loss};
use super::securing::Probe;
use super::{Action, ForeignTalk, LAST_WORDS_LONGEST, LAST_WORDS_QUIET, Machine, Phase};

impl Machine {
    /// Draws the conclusions from what the conversation with a Tertulia server came to.
    pub(super) fn settle(&mut self, now: Instant, outcome: Result<(), Break>) {
        let Err(broken) = outcome else {
            return self.leave_if_locked_out(now);
        };
        self.talk.end_connection(now);
        self.close();
        self.collect_events();
        let established = self.talk.is_established();
        match broken {
            Break::Left => self.end(EndReason::Left),
            // Before the welcome this would mean that the name is an exit word.
            Break::Goodbye(goodbye) if established && goodbye.reason == GoodbyeReason::Quit => {
                self.end(EndReason::Left);
            }
            Break::Goodbye(goodbye) if established && goodbye.reason.invites_return() => {
                self.lose(now, Loss::Farewell(goodbye));
            }
            Break::Goodbye(goodbye) if established => self.end(EndReason::Dismissed(goodbye)),
            Break::Goodbye(goodbye) => {
                let (message, until) = (goodbye.message, goodbye.until);
                self.end(EndReason::Failed(match goodbye.reason {
                    GoodbyeReason::Full => ConnectError::ServerFull { message },
                    GoodbyeReason::Banned => ConnectError::Banned { message, until },
                    GoodbyeReason::BadPasswords => ConnectError::BadPasswords { message, until },
                    reason => ConnectError::SentAway { reason, message },
                }));
            }
            Break::Refused { name, refused } => self.handle_refused(now, name, refused),
            // By TLS its key was trusted; and a banner it had a moment ago, but that was all.
            Break::NotTertulia
                if established || self.secrecy.by_tls || self.secrecy.probe != Probe::None =>
            {
                self.fail(
                    now,
                    ConnectError::NotTertulia {
                        address: self.address,
                    },
                );
            }
            Break::NotTertulia => {
                // Known, but not true any more. Our hello spoilt this connection, so the unknown
                // way begins with a new one.
                self.actions.push_back(Action::Forget);
                self.try_now();
            }
            // Nothing is said to it that others could read, also not by coming back.
            Break::PasswordInClear => {
                self.end(EndReason::Failed(ConnectError::PasswordInClear {
                    address: self.address,
                }));
            }
            Break::Garbled => self.lose(now, Loss::Garbled),
            Break::NoWelcome => {
                if !established && !self.secrecy.by_tls {
                    self.actions.push_back(Action::Forget);
                }
                let (address, after) = (self.address, WELCOME_WITHIN);
                self.fail(now, ConnectError::SilentTertulia { address, after });
            }
            Break::Dead => self.lose(now, Loss::Silent),
        }
    }

    pub(super) fn handle_refused(&mut self, now: Instant, name: String, refused: Refused) {
        let Refused {
            reason,
            message,
            suggestion,
            until,
            ..
        } = refused;
        match reason {
            RefusalReason::ServerFull => self.fail(now, ConnectError::ServerFull { message }),
            RefusalReason::Banned => {
                self.end(EndReason::Failed(ConnectError::Banned { message, until }));
            }
            RefusalReason::Version => {
                self.end(EndReason::Failed(ConnectError::UnsupportedVersion {
                    message,
                }));
            }
            // Somebody took the suggested name too; by the next attempt it may look different.
            RefusalReason::NameTaken => {
                self.fail(
                    now,
                    ConnectError::NameRefused {
                        name,
                        reason,
                        message,
                        suggestion,
                    },
                );
            }
            _ => {
                let error = ConnectError::NameRefused {
                    name,
                    reason,
                    message,
                    suggestion,
                };
                self.end(EndReason::Failed(error));
            }
        }
    }

    /// An attempt failed: the first one ends it all, any other is repeated.
    pub(super) fn fail(&mut self, now: Instant, error: ConnectError) {
        if self.talk.is_established() {
            self.lose(now, Loss::NotReached(error));
        } else {
            self.end(EndReason::Failed(error));
        }
    }

    /// The server of an established session is away.
    pub(super) fn lose(&mut self, now: Instant, loss: Loss) {
        self.events.push_back(ConnectionEvent::Lost(loss));
        if self.talk.is_leaving() && self.talk.is_done() {
            return self.end_resumable(EndReason::Left);
        }
        let random = self.next_random();
        let (attempt, pause) = self.backoff.next(random);
        self.events
            .push_back(ConnectionEvent::Waiting { attempt, pause });
        self.phase = Phase::Pausing { until: now + pause };
    }

    /// Nobody comes back only to say goodbye.
    pub(super) fn leave_if_away_and_done(&mut self) {
        let away = matches!(self.phase, Phase::Connecting | Phase::Pausing { .. });
        if away && self.talk.is_established() && self.talk.is_done() {
            self.close();
            self.end_resumable(EndReason::Left);
        }
    }

    /// Whoever leaves gives no password any more, and without one nobody is let in.
    pub(super) fn leave_if_locked_out(&mut self, now: Instant) {
        if self.talk.is_leaving() && self.talk.awaits_password() {
            self.collect_events();
            self.leave(now);
        }
    }

    pub(super) fn try_now(&mut self) {
        self.phase = Phase::Connecting;
        self.actions.push_back(Action::Connect);
    }

    pub(super) fn leave(&mut self, now: Instant) {
        let answered = matches!(self.phase, Phase::Tertulia) && self.talk.leave(now);
        if answered || matches!(self.phase, Phase::Ended) {
            return;
        }
        let phase = std::mem::replace(&mut self.phase, Phase::Ended);
        self.close();
        self.talk.end_connection(now);
        if let Phase::Foreign(mut talk) | Phase::LastWords { mut talk, .. } = phase {
            self.finish_foreign(&mut talk);
            self.end(EndReason::Left);
        } else if self.talk.is_established() {
            // The server is away and keeps our session for a while, since we could not say goodbye.
            self.end_resumable(EndReason::Left);
        } else {
            self.end(EndReason::Failed(ConnectError::Cancelled));
        }
    }

    pub(super) fn begin_last_words(&mut self, now: Instant) {
        if let Phase::Foreign(talk) = std::mem::replace(&mut self.phase, Phase::Ended) {
            self.actions.push_back(Action::FinishSending);
            let (quiet, longest) = (now + LAST_WORDS_QUIET, now + LAST_WORDS_LONGEST);
            self.phase = Phase::LastWords {
                talk,
                quiet,
                longest,
            };
        }
    }

    pub(super) fn end_foreign(&mut self, talk: &mut ForeignTalk, broken: Option<io::ErrorKind>) {
        let left = self.talk.is_leaving() && talk.is_drained();
        self.finish_foreign(talk);
        self.end(match broken {
            _ if left => EndReason::Left,
            None => EndReason::ForeignClosed,
            Some(kind) => EndReason::ForeignBroken { kind },
        });
    }

    /// Reports the last that came and what was not sent any more.
    pub(super) fn finish_foreign(&mut self, talk: &mut ForeignTalk) {
        talk.handle_end();
        talk.abandon();
        while let Some(event) = talk.poll_event() {
            super::opening::note_foreign(&mut self.talk.changes, &event);
            self.events.push_back(event);
        }
    }

    pub(super) fn end_before_welcome(&mut self, broken: Option<io::ErrorKind>) {
        let address = self.address;
        self.end(EndReason::Failed(match broken {
            None => ConnectError::ClosedAtOnce { address },
            Some(kind) => {
                let detail = io::Error::from(kind).to_string();
                ConnectError::Io {
                    address: Some(address),
                    kind,
                    detail,
                }
            }
        }));
    }

    /// Everything that waits fails, and the last event is queued.
    pub(super) fn end(&mut self, reason: EndReason) {
        if matches!(reason, EndReason::Failed(_)) && self.talk.is_established() {
            self.end_resumable(reason);
        } else {
            self.finish(Ended {
                reason,
                resume: None,
            });
        }
    }

    /// As [`end`](Self::end), but the server may keep the session for a while.
    fn end_resumable(&mut self, reason: EndReason) {
        let resume = Some(self.talk.resume(self.secrecy.key));
        self.finish(Ended { reason, resume });
    }

    fn finish(&mut self, ended: Ended) {
        self.phase = Phase::Ended;
        self.talk.abandon();
        self.collect_events();
        self.events.push_back(ConnectionEvent::Ended(ended));
    }

    pub(super) fn close(&mut self) {
        self.actions.push_back(Action::Close);
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014): good enough to spread pauses.
    fn next_random(&mut self) -> u32 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 32) as u32
    }
}
