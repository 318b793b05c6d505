//! One connection: which dialect it speaks, naming, talking, leaving.
//!
//! A [`Session`] is given bytes and the time, and what the room decided about it; it gives
//! requests for the room, the prompt, and its next deadline. It has no socket, thread, lock or clock.

mod app_talk;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzed;
mod plain_talk;
mod reading;

use std::collections::VecDeque;
use std::time::Instant;

use tertulia_protocol::{
    Dialect, ExitWords, GoodbyeReason, Limits, NoticeReason, Phrases, ServerMessage, plain,
};

use crate::rate::{RateWindow, WINDOW};
use crate::request::{End, Request};
use crate::{Caps, FloodPolicy, Timings};
use app_talk::AppTalk;
use plain_talk::PlainTalk;

/// What holds for every session of a server, now.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// What clients may do.
    pub limits: Limits,
    /// The sentences of the server's language.
    pub phrases: &'a Phrases,
    /// The words with which clients leave.
    pub exit_words: &'a ExitWords,
    /// How long things may take.
    pub timings: &'a Timings,
    /// How much may pile up.
    pub caps: &'a Caps,
    /// What becomes of those who write too fast.
    pub flood: FloodPolicy,
    /// Whether newcomers are asked for a password.
    pub asks_password: bool,
    /// Whether those who are not encrypted may come in.
    pub clear_guests: bool,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    opened: Instant,
    last_read: Instant,
    stage: Stage,
    talk: Talk,
    /// Bytes that came after a request whose outcome decides how they are read, or for which there
    /// is no time yet.
    waiting: Vec<u8>,
    end_of_stream: bool,
    /// It ended without the peer's word for it.
    cut: bool,
    encrypted: bool,
    prompt: Prompt,
    reads: Reads,
    /// How many bytes came in this second without saying anything.
    idle: Option<Box<(Instant, usize)>>,
    rate: RateWindow,
    requests: VecDeque<Request>,
}

/// How far the conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Without a name.
    Naming,
    /// A name is with the room; nothing is read until its verdict.
    Judged,
    /// In the room.
    Talking,
    /// Nothing more is read or asked.
    Over,
}

/// Whether a client that says nothing has been asked for its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prompt {
    NotYet,
    Due,
    Sent,
}

#[derive(Debug)]
enum Talk {
    /// Not enough bytes to tell the dialect.
    Unknown(Vec<u8>),
    Plain(Box<PlainTalk>),
    App(Box<AppTalk>),
}

/// How the bytes came, which tells how long a pause ends a message.
#[derive(Debug, Clone, Copy)]
struct Reads {
    /// Every read so far brought one byte: a terminal in character mode.
    typing: bool,
    /// How many bytes the last read brought.
    last_bytes: usize,
}

impl Reads {
    fn note(&mut self, bytes: usize) {
        self.typing &= bytes == 1;
        self.last_bytes = bytes;
    }
}

/// What a session's parts share while they read.
struct Desk<'a, 'r> {
    rules: &'a Rules<'r>,
    /// The limits for this client, which may be wider than the rules' for a moment.
    limits: Limits,
    now: Instant,
    stage: &'a mut Stage,
    rate: &'a mut RateWindow,
    requests: &'a mut VecDeque<Request>,
}

impl Session {
    /// A connection that was accepted at `now`.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            opened: now,
            last_read: now,
            stage: Stage::Naming,
            talk: Talk::Unknown(Vec::new()),
            waiting: Vec::new(),
            end_of_stream: false,
            cut: false,
            encrypted: false,
            prompt: Prompt::NotYet,
            reads: Reads {
                typing: true,
                last_bytes: 0,
            },
            idle: None,
            rate: RateWindow::default(),
            requests: VecDeque::new(),
        }
    }

    /// A connection over which everything is encrypted since `now`.
    #[must_use]
    pub fn encrypted(now: Instant) -> Self {
        Self {
            encrypted: true,
            ..Self::new(now)
        }
    }

    /// How it talks, once that is known.
    #[must_use]
    pub fn dialect(&self) -> Option<Dialect> {
        match self.talk {
            Talk::Unknown(_) => None,
            Talk::Plain(_) => Some(Dialect::Plain),
            Talk::App(_) => Some(Dialect::App),
        }
    }

    /// Whether it is in the room.
    #[must_use]
    pub fn is_talking(&self) -> bool {
        self.stage == Stage::Talking
    }

    /// Whether more bytes may be handed over now. While a name is with the room they may not, nor
    /// while the client is slowed down, so that a session never holds more than one read.
    #[must_use]
    pub fn wants_input(&self) -> bool {
        self.stage != Stage::Judged && self.waiting.is_empty() && !self.is_held_back()
    }

    /// Whether it has more to say than its rate allows, and waits until it may go on.
    #[must_use]
    pub fn is_held_back(&self) -> bool {
        let is_partial_held = || matches!(&self.talk, Talk::Plain(plain) if plain.is_held());
        self.stage == Stage::Talking && (!self.waiting.is_empty() || is_partial_held())
    }

    /// When it was accepted.
    #[must_use]
    pub fn opened(&self) -> Instant {
        self.opened
    }

    /// When the last bytes came.
    #[must_use]
    pub fn last_read(&self) -> Instant {
        self.last_read
    }

    /// How many messages count against the rate at `now`.
    #[must_use]
    pub fn rate_used(&self, now: Instant) -> usize {
        self.rate.used(now)
    }

    /// Bytes came, in one read. `now` is taken after the read, so that it is never earlier than
    /// the moment at which the peer could have sent them.
    pub fn handle_read(&mut self, bytes: &[u8], rules: &Rules<'_>, now: Instant) {
        self.handle_decrypted(bytes, bytes.len(), rules, now);
    }

    /// Bytes came in one read, which were `cost` bytes on the wire. None is no sign of life: then
    /// these were part of a record, or records with nothing in them, and only count as idle.
    pub fn handle_decrypted(&mut self, bytes: &[u8], cost: usize, rules: &Rules<'_>, now: Instant) {
        if self.stage == Stage::Over {
            return;
        }
        if bytes.is_empty() {
            return self.count_idle(cost, rules, now);
        }
        self.last_read = now;
        self.reads.note(bytes.len());
        let asked_before = self.requests.len();
        self.read_on(bytes, rules);
        if self.requests.len() == asked_before && !self.is_held_back() {
            self.count_idle(cost, rules, now);
        } else {
            self.idle = None;
        }
    }

    /// The peer closed its side.
    pub fn handle_end_of_stream(&mut self, rules: &Rules<'_>) {
        self.end_of_stream = true;
        self.read_on(&[], rules);
    }

    /// The stream ended without the peer's word for it: lines that it ended count, and an unfinished
    /// one does not.
    pub fn handle_cut(&mut self, rules: &Rules<'_>) {
        self.cut = true;
        self.handle_end_of_stream(rules);
    }

    /// The connection broke.
    pub fn handle_broken(&mut self, error: String) {
        self.ask_end(End::Broken(error));
    }

    /// More waits for this client than the server keeps.
    pub fn handle_overflow(&mut self) {
        self.ask_end(End::Farewell(GoodbyeReason::SlowReader));
    }

    /// The room tells this connection something, at its place in the order. Says whether the peer
    /// is to be sent it.
    pub fn handle_told(&mut self, message: &ServerMessage, rules: &Rules<'_>) -> bool {
        match message {
            ServerMessage::Welcome(welcome) if self.stage == Stage::Judged => {
                self.stage = Stage::Talking;
                if let Talk::App(app) = &mut self.talk {
                    app.note_decided(welcome.decided);
                }
                self.read_on(&[], rules);
                true
            }
            ServerMessage::Refused(refused)
                if self.stage == Stage::Judged && refused.number.is_none() =>
            {
                self.stage = Stage::Naming;
                if let Talk::Plain(plain) = &mut self.talk {
                    plain.note_refused(refused.reason);
                }
                self.read_on(&[], rules);
                true
            }
            ServerMessage::Notice(notice)
                if self.stage == Stage::Judged && notice.reason == NoticeReason::PasswordRight =>
            {
                self.stage = Stage::Naming;
                if let Talk::Plain(plain) = &mut self.talk {
                    plain.note_password_right();
                }
                self.read_on(&[], rules);
                true
            }
            ServerMessage::Limits(limits) => {
                if let Talk::App(app) = &mut self.talk {
                    app.note_limits(*limits);
                }
                self.is_talking()
            }
            _ => true,
        }
    }

    /// The room ended this connection; nothing more is read.
    pub fn handle_farewell(&mut self) {
        self.stage = Stage::Over;
        self.requests = VecDeque::new();
        self.waiting = Vec::new();
    }

    /// Something is due.
    pub fn handle_timeout(&mut self, rules: &Rules<'_>, now: Instant) {
        if self.poll_timeout(rules).is_none_or(|due| due > now) {
            return;
        }
        if self.is_unnamed() && now >= self.opened + rules.timings.nameless {
            return self.ask_end(End::Farewell(GoodbyeReason::Nameless));
        }
        if self.is_held_back() {
            return self.go_on(rules, now);
        }
        match &mut self.talk {
            Talk::Unknown(seen) if seen.is_empty() => {
                self.prompt = Prompt::Due;
            }
            // A pause: what came until now is no other protocol. Whether it is a message already is
            // for the plain dialect to say.
            Talk::Unknown(_) => {
                self.waiting = self.become_plain(rules);
                self.read_on(&[], rules);
            }
            Talk::Plain(_) => self.end_partial(rules),
            Talk::App(_) => self.ask_end(End::Farewell(GoodbyeReason::Silent)),
        }
    }

    /// When [`Session::handle_timeout`] wants to be called next.
    #[must_use]
    pub fn poll_timeout(&self, rules: &Rules<'_>) -> Option<Instant> {
        let timings = rules.timings;
        let own = match (&self.talk, self.stage) {
            (_, Stage::Over) => return None,
            // A password may be looked at for long.
            (_, Stage::Judged) => None,
            _ if self.is_held_back() => return Some(self.goes_on_at(rules)),
            (Talk::Unknown(seen), _) if seen.is_empty() => {
                (self.prompt == Prompt::NotYet).then(|| self.opened + timings.prompt)
            }
            (Talk::Unknown(_), _) => Some(self.last_read + timings.first_pause),
            (Talk::Plain(plain), _) => plain
                .pause(self.reads, timings)
                .map(|pause| self.last_read + pause),
            (Talk::App(_), Stage::Talking) => Some(self.last_read + timings.silent),
            (Talk::App(_), _) => None,
        };
        let nameless = (self.is_unnamed()).then(|| self.opened + timings.nameless);
        [own, nameless].into_iter().flatten().min()
    }

    /// Takes the next request for the room.
    pub fn poll_request(&mut self) -> Option<Request> {
        let request = self.requests.pop_front();
        if request.is_none() {
            // A client that asks for nothing keeps no queue.
            self.requests = VecDeque::new();
        }
        request
    }

    /// Takes the bytes that go to the peer without the room: the prompt.
    pub fn poll_transmit(&mut self, rules: &Rules<'_>) -> Option<Vec<u8>> {
        let is_due = self.prompt == Prompt::Due;
        is_due.then(|| {
            self.prompt = Prompt::Sent;
            match self.is_to_show_password(rules) {
                true => plain::password_prompt(!self.encrypted, rules.phrases),
                false => plain::prompt(rules.phrases),
            }
        })
    }

    // -----------------------------------------------------------------------------------------

    /// Bytes came that said nothing: part of a line, or blank lines and telnet commands, which are
    /// passed over. More of them in a second than the longest line has are a flood.
    fn count_idle(&mut self, bytes: usize, rules: &Rules<'_>, now: Instant) {
        const SLACK_BYTES: usize = 64 << 10;
        let (since, counted) = &mut **self.idle.get_or_insert_with(|| Box::new((now, 0)));
        if now.saturating_duration_since(*since) >= WINDOW {
            (*since, *counted) = (now, 0);
        }
        *counted += bytes;
        if *counted > rules.limits.app_line_bytes() + SLACK_BYTES {
            self.ask_end(End::Farewell(GoodbyeReason::TooManyRequests));
        }
    }

    /// Whether a password comes before the name. Where a guest in clear is turned away in any case, it
    /// is not to be said in clear before that.
    fn is_to_show_password(&self, rules: &Rules<'_>) -> bool {
        rules.asks_password && (self.encrypted || rules.clear_guests)
    }

    fn is_unnamed(&self) -> bool {
        matches!(self.stage, Stage::Naming | Stage::Judged)
    }

    fn ask_end(&mut self, end: End) {
        if self.stage != Stage::Over {
            self.stage = Stage::Over;
            self.requests.push_back(Request::End(end));
        }
    }
}

#[cfg(test)]
mod tests;
