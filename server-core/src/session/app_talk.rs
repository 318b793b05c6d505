//! Reading the app dialect: JSON Lines.

use std::time::{Duration, Instant};

use tertulia_protocol::app::{self, DecodeError, Decoder};
use tertulia_protocol::{
    ClientMessage, ErrorReason, ErrorReply, GoodbyeReason, Limits, Number, Phrase, ServerMessage,
};

use super::{Desk, Rules, Stage};
use crate::rate::RateWindow;
use crate::request::Request;

/// How many repeated numbers a client may send in a second: all that it may have without a
/// verdict (64), twice over.
const REPEATS_RATE: usize = 128;

/// The state of an app conversation.
#[derive(Debug)]
pub(super) struct AppTalk {
    decoder: Decoder<ClientMessage>,
    control: RateWindow,
    repeats: RateWindow,
    /// The highest number of this session; up to here, numbers are repeats.
    highest: Option<Number>,
    /// The limits that this client was last told of.
    told: Limits,
    /// The limits that held before, while they still do.
    eased: Option<Eased>,
}

/// Earlier limits that still hold for what was on its way when they were lowered. A client paces
/// itself by the limits that it knows, and cannot know new ones before they have arrived.
#[derive(Debug, Clone, Copy)]
struct Eased {
    limits: Limits,
    /// Until when; counted from the first read after the change.
    until: Option<Instant>,
}

/// How long earlier limits still hold for a client that keeps to them.
const EASED_FOR: Duration = Duration::from_secs(2);

impl AppTalk {
    pub(super) fn new(rules: &Rules<'_>) -> Self {
        Self {
            decoder: Decoder::new(rules.limits.app_line_bytes()),
            control: RateWindow::default(),
            repeats: RateWindow::default(),
            highest: None,
            told: rules.limits,
            eased: None,
        }
    }

    /// The client is told of new limits.
    pub(super) fn note_limits(&mut self, limits: Limits) {
        let earlier = self
            .eased
            .map_or(self.told, |eased| eased.limits.wider(self.told));
        self.told = limits;
        self.eased = Some(Eased {
            limits: earlier.wider(limits),
            until: None,
        });
    }

    /// The limits that hold for what is read at `now`.
    pub(super) fn limits(&mut self, now: Instant) -> Limits {
        if let Some(eased) = &mut self.eased {
            if now < *eased.until.get_or_insert(now + EASED_FOR) {
                return eased.limits;
            }
            self.eased = None;
        }
        self.told
    }

    /// The same, as far as it is known without looking at the time.
    pub(super) fn widest_limits(&self) -> Limits {
        self.eased.map_or(self.told, |eased| eased.limits)
    }

    /// The memory that an unfinished line takes, in bytes.
    #[cfg(any(test, fuzzing))]
    pub(super) fn held_bytes(&self) -> usize {
        self.decoder.held_bytes()
    }

    /// The welcome says which numbers have their verdict already.
    pub(super) fn note_decided(&mut self, decided: Option<Number>) {
        self.highest = self.highest.max(decided);
    }

    pub(super) fn read(&mut self, input: &mut &[u8], desk: &mut Desk<'_, '_>) {
        self.decoder.set_max_bytes(desk.limits.app_line_bytes());
        while matches!(desk.stage, Stage::Naming | Stage::Talking) && !desk.must_wait() {
            let Some(line) = self.decoder.decode(input) else {
                return;
            };
            match line {
                Ok(message) => self.act(message, desk),
                Err(error) => self.explain(&error, desk),
            }
        }
    }

    fn act(&mut self, message: ClientMessage, desk: &mut Desk<'_, '_>) {
        let naming = *desk.stage == Stage::Naming;
        match message {
            ClientMessage::Quit => desk.end(GoodbyeReason::Quit),
            ClientMessage::Hello(hello) if naming => {
                if desk.rules.exit_words.matches(&hello.name) {
                    return desk.end(GoodbyeReason::Quit);
                }
                desk.be_judged(Request::Hello(Box::new(hello)));
            }
            ClientMessage::Hello(_) => {
                self.complain(ErrorReason::HelloAgain, Phrase::HelloAgain, desk);
            }
            ClientMessage::Ping { number } => {
                if self.within_control(desk) {
                    reply(&ServerMessage::Pong { number }, desk);
                }
            }
            _ if naming => self.complain(ErrorReason::HelloFirst, Phrase::HelloFirst, desk),
            ClientMessage::Roster { after } => {
                if self.within_control(desk) {
                    desk.request(Request::Roster { after });
                }
            }
            ClientMessage::History { before, limit } => {
                if self.within_control(desk) {
                    desk.request(Request::History { before, limit });
                }
            }
            ClientMessage::Say { text, .. } if desk.rules.exit_words.matches(&text) => {
                desk.end(GoodbyeReason::Quit);
            }
            ClientMessage::Say {
                number,
                text,
                action,
            } => {
                if self.within_rate(number, desk) {
                    desk.say(Some(number), text, action);
                }
            }
            ClientMessage::Direct {
                number,
                to,
                person,
                text,
            } => {
                if self.within_rate(number, desk) && desk.within_length(&text) {
                    desk.request(Request::Direct {
                        number,
                        to,
                        person,
                        text,
                    });
                }
            }
            ClientMessage::Rename { number, name } => {
                if self.within_rate(number, desk) {
                    desk.request(Request::Rename {
                        number: Some(number),
                        name,
                    });
                }
            }
        }
    }

    /// A new number counts against the rate; a repeated one does not, since its message was
    /// counted when it first came.
    fn within_rate(&mut self, number: Number, desk: &mut Desk<'_, '_>) -> bool {
        let repeated = self.highest.is_some_and(|highest| number <= highest);
        self.highest = self.highest.max(Some(number));
        let within = if repeated {
            self.repeats.admit(Some(REPEATS_RATE), desk.now)
        } else {
            desk.within_rate()
        };
        if !within {
            desk.end(GoodbyeReason::TooFast);
        }
        within
    }

    fn within_control(&mut self, desk: &mut Desk<'_, '_>) -> bool {
        let most = desk.rules.caps.control_rate as usize;
        let within = self.control.admit(Some(most), desk.now);
        if !within {
            desk.end(GoodbyeReason::TooManyRequests);
        }
        within
    }

    fn explain(&mut self, error: &DecodeError, desk: &mut Desk<'_, '_>) {
        match error {
            DecodeError::TooLong { .. } => desk.end(GoodbyeReason::TooLong),
            DecodeError::Malformed { detail } => {
                self.complain(ErrorReason::Malformed, Phrase::Malformed { detail }, desk);
            }
            DecodeError::UnknownType { kind } => {
                self.complain(ErrorReason::UnknownType, Phrase::UnknownType { kind }, desk);
            }
        }
    }

    fn complain(&mut self, reason: ErrorReason, phrase: Phrase<'_>, desk: &mut Desk<'_, '_>) {
        if self.within_control(desk) {
            let message = desk.rules.phrases.say(phrase);
            reply(&ServerMessage::Error(ErrorReply { reason, message }), desk);
        }
    }
}

fn reply(message: &ServerMessage, desk: &mut Desk<'_, '_>) {
    let mut line = Vec::new();
    app::encode(message, &mut line);
    desk.request(Request::Answer(line));
}
