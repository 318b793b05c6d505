//! `tertulia client --terminal`: chat in a terminal, or JSON Lines for scripts.
//!
//! One loop takes what is typed, what the connection reports and the system's requests to end, and
//! never waits for anything else: what cannot be printed or sent yet waits here, and meanwhile
//! nothing more is read, so that neither a paste nor a slow pipe loses anything.

mod beginning;
mod conversation;
mod human;
mod json;
mod password;
mod reasons;

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use crossbeam_channel::{after, never, select};
use tertulia_protocol::{Password, clean_text};

use crate::clock::Clock;
use crate::connection::{
    Command, Connection, ConnectionEvent, EndReason, LocalId, PasswordAsked, Restored, SendError,
};
use crate::console::{Input, InputLine, Printer, Signals};
use crate::exit::Failure;
use crate::sentences;
use crate::settings::ClientSettings;
use crate::texts::Texts;
use beginning::Beginning;
use conversation::{Conversation, Notice, Step, What};
use human::Human;
use json::Json;
use password::{Owed, PasswordPrompt};

/// Own messages on their way, beyond which nothing more is read from standard input.
const MANY_PENDING: usize = 2_000;
/// What could not be printed or sent is tried again so soon.
const AGAIN: Duration = Duration::from_millis(10);
/// How long a slow reader of our output may take for what was printed last.
const LAST_OUTPUT: Duration = Duration::from_secs(1);

/// Chats until the person leaves, the input ends or the connection does.
///
/// # Errors
/// When the connection does not come about or ends otherwise than by leaving; or when messages
/// from an input that ended were not delivered.
pub(crate) fn run(
    settings: ClientSettings,
    json: bool,
    keep: bool,
    texts: &Texts,
) -> Result<(), Failure> {
    let begun = Beginning::find(settings, keep, texts)?;
    for remark in &begun.remarks {
        say(remark);
    }
    let no_resources = |error: io::Error| Failure::no_resources(&error, texts);
    let signals = Signals::start().map_err(no_resources)?;
    let printer = Printer::start().map_err(no_resources)?;
    let mut config = begun.config;
    let mut conversation = Conversation::new(config.name.clone());
    config.greeting = begun.greeting.map(|text| greeting(text, &mut conversation));
    let restored = begun.restored.clone();
    let has_password = config.password.is_some();
    let connection = Connection::open_kept(config, begun.keeper, begun.restored, Box::new(|| {}))
        .map_err(|error| Failure::new(sentences::connect_error(&error, texts)))?;
    let input = Input::start().map_err(no_resources)?;

    let mut terminal = Terminal {
        conversation,
        human: Human::new(texts.clone(), Clock::system(), !json && wants_colours()),
        json: json.then(|| Json::new(texts.clone())),
        unsent: VecDeque::new(),
        unprinted: VecDeque::new(),
        input_ended: false,
        leaving: false,
        was_open: false,
        texts: texts.clone(),
        has_password,
        password: PasswordPrompt::default(),
        owed: None,
        locked_out: None,
    };
    if let Some(restored) = &restored {
        terminal.restore(restored);
    }
    let end = terminal.attend(&connection, &input, &signals, &printer);

    input.stop();
    // Nor is it for the shell.
    terminal.password.end();
    drop(connection);
    let deadline = Instant::now() + LAST_OUTPUT;
    for line in std::mem::take(&mut terminal.unprinted) {
        // Only as long as there is time: a full pipe must not hold the end up.
        let _full = printer.lines().send_deadline(line, deadline);
    }
    printer.finish(deadline.saturating_duration_since(Instant::now()));
    signals.stop();
    let kept = begun.session.and_then(|session| {
        let was_open = terminal.was_open || restored.is_some();
        beginning::finish(&session, &end.reason, end.interrupted, was_open, texts)
    });
    if let Some(remark) = kept {
        say(&remark);
    }
    terminal.verdict(&end, texts)
}

/// A sentence on standard error. A closed one is no reason to end otherwise.
fn say(sentence: &str) {
    let _closed = writeln!(io::stderr(), "tertulia: {}", clean_text(sentence));
}

fn greeting(text: String, conversation: &mut Conversation) -> (LocalId, String) {
    match conversation.give(
        None,
        What::Say {
            text,
            action: false,
        },
    ) {
        Command::Say { local, text, .. } => (local, text),
        // A `Say` is given as a `Say`.
        _ => (LocalId(0), String::new()),
    }
}

/// Only a person's terminal gets colours, unless the person does not want any (no-color.org).
fn wants_colours() -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !dumb && !unwanted
}

/// Whether the server has let us in.
fn is_in(event: &ConnectionEvent) -> bool {
    matches!(
        event,
        ConnectionEvent::Welcomed(_) | ConnectionEvent::Recognised(_)
    )
}

struct Terminal {
    conversation: Conversation,
    human: Human,
    json: Option<Json>,
    /// Commands that the connection could not take yet.
    unsent: VecDeque<Command>,
    /// Lines that the printer could not take yet.
    unprinted: VecDeque<String>,
    input_ended: bool,
    /// Whether the server ever let us in.
    was_open: bool,
    /// Whether the person wants to leave, by a word, the input's end or a signal.
    leaving: bool,
    texts: Texts,
    /// Whether the command line named a password that was not found to be wrong.
    has_password: bool,
    password: PasswordPrompt,
    /// Once the server has asked a program for a password, until it is in.
    owed: Option<Owed>,
    /// Why we cannot get in without a password.
    locked_out: Option<String>,
}

/// How it ended.
struct End {
    reason: EndReason,
    /// Whether a signal or a closed output ended it, and not a word.
    interrupted: bool,
}

impl Terminal {
    fn attend(
        &mut self,
        connection: &Connection,
        input: &Input,
        signals: &Signals,
        printer: &Printer,
    ) -> End {
        let (no_events, no_lines, no_time) = (never(), never(), never());
        let mut interrupted = false;
        loop {
            self.flush(connection, printer);
            if printer.is_closed() && !interrupted {
                interrupted = true;
                self.hurry_away();
                continue;
            }
            let again = after(AGAIN);
            // Whoever wants to leave does not wait for somebody who stopped reading our output.
            let events = if self.unprinted.is_empty() || interrupted {
                connection.events()
            } else {
                &no_events
            };
            let lines = if self.takes_lines() {
                input.lines()
            } else {
                &no_lines
            };
            let again = if self.unprinted.is_empty() && self.unsent.is_empty() {
                &no_time
            } else {
                &again
            };
            select! {
                recv(signals.requests()) -> _request => {
                    // Who asks twice does not want to wait for a farewell.
                    if interrupted {
                        return End { reason: EndReason::Left, interrupted };
                    }
                    interrupted = true;
                    self.hurry_away();
                }
                recv(events) -> event => match event {
                    Ok(event) => {
                        interrupted |= self.happened(&event);
                        if self.turns_to_or_from_a_password(&event) {
                            input.discard();
                        }
                        if let ConnectionEvent::Ended(ended) = event {
                            return End { reason: ended.reason, interrupted };
                        }
                    }
                    Err(_) => return End { reason: EndReason::Left, interrupted },
                },
                recv(lines) -> arrived => if let Some(line) = input.take(arrived.ok()) {
                    interrupted |= self.take_line(&line);
                },
                recv(again) -> _now => {}
            }
        }
    }

    fn takes_lines(&self) -> bool {
        let room = self.unsent.is_empty()
            && self.unprinted.is_empty()
            && self.conversation.pending() < MANY_PENDING;
        // Whoever waits for a server that is away may want to leave without it.
        room && !self.input_ended && (!self.leaving || self.conversation.is_away())
    }

    /// Leaves without awaiting anything but the server's farewell.
    fn hurry_away(&mut self) {
        self.leaving = true;
        self.unsent.clear();
        self.unsent.push_back(Command::Leave);
    }

    fn flush(&mut self, connection: &Connection, printer: &Printer) {
        while let Some(line) = self.unprinted.pop_front() {
            if let Err(refused) = printer.lines().try_send(line) {
                self.unprinted.push_front(refused.into_inner());
                break;
            }
        }
        while let Some(command) = self.unsent.front() {
            match connection.send(command.clone()) {
                // What an ended connection did not take, its last events are about.
                Ok(()) | Err(SendError::Ended) => {
                    self.unsent.pop_front();
                }
                Err(SendError::Full) => break,
            }
        }
    }

    /// Whether what was typed until now is not to be taken for what is typed from now on: a password has
    /// just been asked for, again too, or is not asked for any more. Then a terminal shows what is typed.
    fn turns_to_or_from_a_password(&mut self, event: &ConnectionEvent) -> bool {
        match event {
            ConnectionEvent::PasswordAsked(_) => self.password.awaits_it(),
            ConnectionEvent::Lost(_) => self.password.end(),
            event => is_in(event) && self.password.end(),
        }
    }

    /// Says whether it means to leave at once.
    fn take_line(&mut self, line: &InputLine) -> bool {
        let steps = match line {
            InputLine::Line(text) if self.password.is_judged() => {
                self.conversation.while_judged(text)
            }
            InputLine::Line(text)
                if self.password.awaits_it() && !self.conversation.is_word_for_leaving(text) =>
            {
                vec![Step::Send(Command::Password(Password::new(text.clone())))]
            }
            InputLine::Line(text) if self.json.is_some() && text.trim_start().starts_with('{') => {
                json::request(text, &mut self.conversation)
            }
            // It may be the password: sent without its object, the room would read it.
            InputLine::Line(text)
                if self.owed.is_some() && !self.conversation.is_word_for_leaving(text) =>
            {
                vec![Step::Tell(Notice::PasswordFirst)]
            }
            InputLine::Line(text) => self.conversation.typed(text),
            InputLine::TooLong => vec![Step::Tell(Notice::LineTooLong)],
            InputLine::End => {
                self.input_ended = true;
                if let Some(Owed::Password { from_file }) = self.owed {
                    return self.lock_out(from_file);
                }
                vec![Step::Send(Command::LeaveWhenDone)]
            }
        };
        let given = steps.iter().find_map(|step| match step {
            Step::Send(Command::Password(password)) => Some(password.check()),
            _ => None,
        });
        match given {
            Some(Err(error)) => {
                self.tell(&Notice::Unusable(error));
                return false;
            }
            Some(Ok(())) => {
                self.password.give();
                self.owed = self.owed.and(Some(Owed::Nothing));
            }
            None => {}
        }
        self.take_steps(steps)
    }

    /// Says whether one of them is to leave at once.
    fn take_steps(&mut self, steps: Vec<Step>) -> bool {
        let mut at_once = false;
        for step in steps {
            match step {
                Step::Send(command) => {
                    self.leaving |= command == Command::LeaveWhenDone;
                    self.unsent.push_back(command);
                }
                Step::Tell(notice) => self.tell(&notice),
                Step::LeaveNow => {
                    at_once = true;
                    self.hurry_away();
                }
            }
        }
        at_once
    }

    fn tell(&mut self, notice: &Notice) {
        let lines = self.human.answer(notice);
        match &self.json {
            Some(json) => self
                .unprinted
                .push_back(json.answer(notice, lines.join("\n"))),
            None => self.unprinted.extend(lines),
        }
    }

    /// Tells of an interrupted chat what it left, and goes on with it.
    fn restore(&mut self, restored: &Restored) {
        self.conversation.restore(restored);
        match &self.json {
            Some(json) => self.unprinted.extend(json.restored(restored)),
            None => self.unprinted.extend(self.human.restored(restored)),
        }
        // Nothing more can be done here about what failed, and it has been told.
        let failed = restored.kept.requests.values();
        let failed = failed.filter(|request| request.failed);
        self.unsent
            .extend(failed.map(|request| Command::Forget(request.local)));
    }

    /// Says whether there is nothing left to wait for.
    fn happened(&mut self, event: &ConnectionEvent) -> bool {
        self.was_open |= is_in(event);
        if is_in(event) || matches!(event, ConnectionEvent::Lost(_)) {
            self.owed = None;
        }
        if let ConnectionEvent::Encrypted(encryption) = event
            && encryption.first_use
        {
            say(&self.human.first_key(*encryption));
        }
        match (&self.json, event, &self.locked_out) {
            (Some(json), ConnectionEvent::Ended(_), Some(why)) => {
                self.unprinted.push_back(json.locked_out(why.clone()));
            }
            (Some(json), ..) => self.unprinted.extend(json.event(event, &self.conversation)),
            (None, ..) => self
                .unprinted
                .extend(self.human.event(event, &self.conversation)),
        }
        self.conversation.happened(event);
        if let (ConnectionEvent::Roster(page), None) = (event, &self.json)
            && page.more
        {
            let after = page.people.last().map(|member| member.id);
            self.unsent
                .push_back(Command::Page(crate::connection::PageRequest::Roster {
                    after,
                }));
        }
        match event {
            ConnectionEvent::PasswordAsked(asked) if self.json.is_none() => self.ask(*asked),
            ConnectionEvent::PasswordAsked(_) => {
                let from_file = std::mem::take(&mut self.has_password);
                self.owed = Some(Owed::Password { from_file });
                self.input_ended && self.lock_out(from_file)
            }
            ConnectionEvent::Lost(_) => self.take_steps(self.conversation.still_waiting()),
            _ => false,
        }
    }

    /// There is nobody who could give a password, or another one than that of the file.
    fn lock_out(&mut self, from_file: bool) -> bool {
        let why = match from_file {
            true => "terminal-password-file-wrong",
            false => "terminal-password-needed",
        };
        self.locked_out = Some(self.texts.get(why));
        self.hurry_away();
        true
    }

    /// The server asks for a password, which a person types, and nothing else that comes from standard
    /// input is taken for. Says whether there is nobody to ask.
    fn ask(&mut self, asked: PasswordAsked) -> bool {
        let from_file = std::mem::take(&mut self.has_password);
        if !io::stdin().is_terminal() || self.input_ended {
            return self.lock_out(from_file);
        }
        let question = self.password.question(asked, from_file, &self.texts);
        self.unprinted.push_back(question);
        self.password.ask();
        false
    }

    /// Whether that was a good end.
    fn verdict(&self, end: &End, texts: &Texts) -> Result<(), Failure> {
        if let Some(why) = &self.locked_out {
            return Err(Failure::new(why.clone()));
        }
        if !Conversation::is_good_end(&end.reason, self.leaving) {
            return reasons::of_end(&end.reason, texts)
                .map_or(Ok(()), |sentence| Err(Failure::new(sentence)));
        }
        let undelivered = self.conversation.undelivered();
        // A person has read it; a script needs to be told.
        if undelivered > 0 && self.input_ended && !end.interrupted {
            return Err(Failure::new(
                texts.with("terminal-undelivered", &[("count", undelivered.into())]),
            ));
        }
        Ok(())
    }
}
