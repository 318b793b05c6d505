//! How what came is read: in which dialect, how far, and what the end of the stream makes of it.

use std::time::Instant;

use tertulia_protocol::detect::{Detected, detect};

use super::app_talk::AppTalk;
use super::plain_talk::PlainTalk;
use super::{Desk, Rules, Session, Stage, Talk};
use crate::FloodPolicy;
use crate::request::End;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl Session {
    /// Reads what waited and what came, until nothing is left or a verdict is needed.
    pub(super) fn read_on(&mut self, bytes: &[u8], rules: &Rules<'_>) {
        let mut joined;
        let mut input = bytes;
        if !self.waiting.is_empty() {
            joined = std::mem::take(&mut self.waiting);
            joined.extend_from_slice(bytes);
            input = &joined;
        }
        if let Talk::Unknown(_) = &self.talk {
            let Some(seen) = self.detect(input, rules) else {
                return;
            };
            joined = seen;
            input = &joined;
        }
        let (talk, mut desk) = self.sit_down(rules);
        match talk {
            Talk::Plain(plain) => plain.read(&mut input, &mut desk),
            Talk::App(app) => app.read(&mut input, &mut desk),
            Talk::Unknown(_) => {}
        }
        let is_held = desk.must_wait() && !input.is_empty();
        match self.stage {
            Stage::Judged => self.waiting = input.to_vec(),
            Stage::Over => {}
            _ if is_held => self.waiting = input.to_vec(),
            Stage::Naming | Stage::Talking => {
                if self.end_of_stream {
                    self.read_the_last(rules);
                }
            }
        }
    }

    /// The dialect, and what it works with.
    fn sit_down<'a, 'r>(&'a mut self, rules: &'a Rules<'r>) -> (&'a mut Talk, Desk<'a, 'r>) {
        let limits = match &mut self.talk {
            Talk::App(app) => app.limits(self.last_read),
            Talk::Plain(_) | Talk::Unknown(_) => rules.limits,
        };
        let desk = Desk {
            rules,
            limits,
            now: self.last_read,
            stage: &mut self.stage,
            rate: &mut self.rate,
            requests: &mut self.requests,
        };
        (&mut self.talk, desk)
    }

    /// What waits for its end is a message now.
    pub(super) fn end_partial(&mut self, rules: &Rules<'_>) {
        if let (Talk::Plain(plain), mut desk) = self.sit_down(rules) {
            plain.end_partial(&mut desk);
        }
    }

    /// From when on somebody who is slowed down may say more. In the past where nobody is to be
    /// slowed down any more.
    pub(super) fn goes_on_at(&self, rules: &Rules<'_>) -> Instant {
        let limits = match &self.talk {
            Talk::App(app) => app.widest_limits(),
            Talk::Plain(_) | Talk::Unknown(_) => rules.limits,
        };
        let slow = rules.flood == FloodPolicy::Slow;
        let free = slow.then(|| self.rate.free_at(limits.rate())).flatten();
        free.unwrap_or(self.last_read)
    }

    /// Time for more of what somebody said who is slowed down.
    pub(super) fn go_on(&mut self, rules: &Rules<'_>, now: Instant) {
        // It is only read now, as far as the rate and its liveness are concerned.
        self.last_read = now;
        if self.waiting.is_empty() {
            if !self.cut {
                self.end_partial(rules);
            }
            if self.end_of_stream && !self.is_held_back() {
                self.ask_end(End::Closed);
            }
        } else {
            self.read_on(&[], rules);
        }
    }

    /// After the end of the stream: the last line counts even without its end, if the peer says so.
    fn read_the_last(&mut self, rules: &Rules<'_>) {
        if !self.cut {
            self.end_partial(rules);
        }
        if self.is_held_back() {
            return;
        }
        if self.stage != Stage::Judged {
            self.ask_end(End::Closed);
        }
    }

    /// Collects bytes until they tell the dialect; then gives them back to be read in it.
    fn detect(&mut self, input: &[u8], rules: &Rules<'_>) -> Option<Vec<u8>> {
        let Talk::Unknown(seen) = &mut self.talk else {
            return None;
        };
        seen.extend_from_slice(input);
        // Some programs' encoders begin with a byte order mark, which is no part of any name.
        if seen.starts_with(BYTE_ORDER_MARK) {
            seen.drain(..BYTE_ORDER_MARK.len());
        } else if BYTE_ORDER_MARK.starts_with(seen) && !self.end_of_stream {
            return None;
        }
        match detect(seen) {
            Detected::Undecided if self.end_of_stream && seen.is_empty() => {
                self.ask_end(End::Closed);
                None
            }
            Detected::Undecided if !self.end_of_stream => None,
            Detected::Foreign(foreign) => {
                self.ask_end(End::NotSpoken(foreign));
                None
            }
            Detected::App => {
                let seen = std::mem::take(seen);
                self.talk = Talk::App(Box::new(AppTalk::new(rules)));
                Some(seen)
            }
            Detected::Undecided | Detected::Plain => Some(self.become_plain(rules)),
        }
    }

    pub(super) fn become_plain(&mut self, rules: &Rules<'_>) -> Vec<u8> {
        let asks_password = self.is_to_show_password(rules);
        let Talk::Unknown(seen) = &mut self.talk else {
            return Vec::new();
        };
        let seen = std::mem::take(seen);
        self.talk = Talk::Plain(Box::new(PlainTalk::new(rules.limits, asks_password)));
        seen
    }
}
