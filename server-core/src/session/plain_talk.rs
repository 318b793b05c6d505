//! Reading the plain-text dialect, with and without newlines.

use std::time::Duration;

use tertulia_protocol::plain::{self, Command, Decoder, Line};
use tertulia_protocol::{GoodbyeReason, Limits, Number, Password, Phrase, RefusalReason};

use super::{Desk, Reads, Stage};
use crate::config::{FloodPolicy, Timings};
use crate::request::{End, Request};

/// The state of a plain-text conversation.
#[derive(Debug)]
pub(super) struct PlainTalk {
    decoder: Decoder,
    /// Whether a pause has ended a message already.
    paused_before: bool,
    /// Whether what came without its end is a message, for which there was no time so far.
    held: bool,
    /// Whether the next line is the password rather than a name.
    asks_password: bool,
}

impl PlainTalk {
    pub(super) fn new(limits: Limits, asks_password: bool) -> Self {
        Self {
            decoder: Decoder::new(line_chars(limits)),
            paused_before: false,
            held: false,
            asks_password,
        }
    }

    /// How long after the last read the waiting text is a message, although no newline came.
    /// None once the peer has sent a newline: then only a newline ends a message.
    pub(super) fn pause(&self, reads: Reads, timings: &Timings) -> Option<Duration> {
        if self.decoder.has_seen_newline() || !self.decoder.has_partial() {
            return None;
        }
        Some(if reads.typing {
            timings.typing_pause
        } else if reads.last_bytes >= Timings::BULK_READ {
            timings.bulk_pause
        } else if self.paused_before {
            timings.pause
        } else {
            timings.first_pause
        })
    }

    pub(super) fn read(&mut self, input: &mut &[u8], desk: &mut Desk<'_, '_>) {
        self.decoder.set_max_chars(line_chars(desk.limits));
        while matches!(desk.stage, Stage::Naming | Stage::Talking) && !desk.must_wait() {
            let Some(line) = self.decoder.decode(input) else {
                return;
            };
            self.act(line, desk);
        }
    }

    /// The memory that an unfinished line takes, in bytes.
    #[cfg(any(test, fuzzing))]
    pub(super) fn held_bytes(&self) -> usize {
        self.decoder.held_bytes()
    }

    /// What was asked for was not accepted, which may be a password by now, where it was a name.
    pub(super) fn note_refused(&mut self, reason: RefusalReason) {
        self.asks_password |= reason == RefusalReason::PasswordRequired;
    }

    /// A name is next.
    pub(super) fn note_password_right(&mut self) {
        self.asks_password = false;
    }

    /// Whether a whole message waits for its time.
    pub(super) fn is_held(&self) -> bool {
        self.held
    }

    /// A pause, or the end of the stream: what waits is a message.
    pub(super) fn end_partial(&mut self, desk: &mut Desk<'_, '_>) {
        self.held = self.decoder.has_partial() && desk.must_wait();
        if self.held {
            return;
        }
        if matches!(desk.stage, Stage::Naming | Stage::Talking)
            && let Some(line) = self.decoder.take_partial()
        {
            self.paused_before = true;
            self.act(line, desk);
        }
    }

    fn act(&mut self, line: Line, desk: &mut Desk<'_, '_>) {
        let Line::Text(line) = line else {
            return desk.end(GoodbyeReason::TooLong);
        };
        if *desk.stage == Stage::Naming {
            if Command::parse(&line, desk.rules.exit_words) == Command::Quit {
                return desk.end(GoodbyeReason::Quit);
            }
            if self.asks_password {
                return desk.be_judged(Request::Password(Password::new(line)));
            }
            return desk.be_judged(Request::Name(line.trim().to_owned()));
        }
        let command = Command::parse(&line, desk.rules.exit_words);
        // Leaving is always allowed: it ends the flood by itself.
        if command == Command::Quit {
            return desk.end(GoodbyeReason::Quit);
        }
        if !desk.within_rate() {
            return desk.end(GoodbyeReason::TooFast);
        }
        Self::obey(command, desk);
    }

    fn obey(command: Command, desk: &mut Desk<'_, '_>) {
        let phrases = desk.rules.phrases;
        match command {
            Command::Empty => {}
            Command::Say(text) => desk.say(None, text, false),
            Command::Me(text) => desk.say(None, text, true),
            Command::Msg(line) => desk.request(Request::Msg(line)),
            Command::Nick(name) => desk.request(Request::Rename { number: None, name }),
            Command::Who => desk.request(Request::Roster { after: None }),
            Command::History(limit) => desk.request(Request::History {
                before: None,
                limit,
            }),
            Command::Help => desk.request(Request::Answer(plain::help(phrases))),
            Command::Acks(on) => desk.request(Request::Acks(on)),
            Command::Quit => desk.end(GoodbyeReason::Quit),
            Command::Usage(usage) => desk.explain(Phrase::Usage { usage }),
            Command::Unknown(command) => {
                desk.explain(Phrase::UnknownCommand { command: &command });
            }
        }
    }
}

/// How long a line may be: a name, a password, a command or an exit word must fit however short messages are
/// to be; the length of messages is judged where they are said.
fn line_chars(limits: Limits) -> usize {
    const NAME_OR_WORD: usize = 64;
    limits.chars().max(NAME_OR_WORD)
}

impl Desk<'_, '_> {
    pub(super) fn request(&mut self, request: Request) {
        self.requests.push_back(request);
    }

    /// Asks to be let in, and reads nothing more until the room has decided.
    pub(super) fn be_judged(&mut self, request: Request) {
        *self.stage = Stage::Judged;
        self.request(request);
    }

    pub(super) fn end(&mut self, reason: GoodbyeReason) {
        *self.stage = Stage::Over;
        self.request(Request::End(End::Farewell(reason)));
    }

    /// Whether nothing more is read for now, because the client is to be slowed down.
    pub(super) fn must_wait(&self) -> bool {
        self.rules.flood == FloodPolicy::Slow
            && *self.stage == Stage::Talking
            && (self.rate.free_at(self.limits.rate())).is_some_and(|free| free > self.now)
    }

    pub(super) fn within_rate(&mut self) -> bool {
        self.rate.admit(self.limits.rate(), self.now)
    }

    /// A message to everybody, if its text is not longer than allowed.
    pub(super) fn say(&mut self, number: Option<Number>, text: String, action: bool) {
        if self.within_length(&text) {
            self.request(Request::Say {
                number,
                text,
                action,
            });
        }
    }

    /// Ends the connection when `text` is longer than allowed.
    pub(super) fn within_length(&mut self, text: &str) -> bool {
        let most = self.limits.chars();
        // Counting is needed only where the bytes alone do not answer it.
        let within = text.len() <= most || text.chars().count() <= most;
        if !within {
            self.end(GoodbyeReason::TooLong);
        }
        within
    }

    fn explain(&mut self, phrase: Phrase<'_>) {
        let line = plain::error_line(&self.rules.phrases.say(phrase));
        self.request(Request::Answer(line));
    }
}
