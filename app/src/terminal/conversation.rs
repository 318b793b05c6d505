//! What the terminal knows of the chat: who we are, who is here, which of our messages are on
//! their way. Pure: what is typed and what happens go in, commands and answers come out.

use std::collections::BTreeMap;

use tertulia_protocol::plain::Command as Typed;
use tertulia_protocol::{ExitWords, Name, PasswordError, PersonId};

use crate::connection::{
    Body, Command, ConnectionEvent, Delivery, EndReason, FailReason, KeptRequest, LocalId,
    PageRequest, Restored, ServerKind,
};

/// Something to do after a line was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// For the connection.
    Send(Command),
    /// For the person at the terminal.
    Tell(Notice),
    /// Leave now, whatever waits.
    LeaveNow,
}

/// An answer of the terminal's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    /// The list of commands.
    Help,
    /// No such command.
    UnknownCommand(String),
    /// A command used wrongly.
    Usage(&'static str),
    /// Nobody here has that name.
    NobodyCalled(String),
    /// So many own messages wait for a server that is away, and leaving waits for them.
    StillWaiting(usize),
    /// A line of several megabytes.
    LineTooLong,
    /// A line that came while the server looks at a password, and is not taken.
    PasswordJudged,
    /// A program's line that is no object came before the password, and is not taken.
    PasswordFirst,
    /// What was given for a password can be none; another one is awaited.
    Unusable(PasswordError),
    /// A JSON object that is no request.
    BadRequest {
        /// Whether its kind is unknown.
        unknown_type: bool,
        /// What is wrong.
        detail: String,
    },
}

/// One of our own messages on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Own {
    /// The number by which a script knows it.
    pub(super) number: u64,
    /// What it is.
    pub(super) what: What,
}

impl Own {
    /// The number by which a script knows the message with this mark.
    pub(super) fn number_of(local: LocalId) -> u64 {
        local.0 % OWN_MARKS
    }

    /// A message of an interrupted chat.
    pub(super) fn of(request: &KeptRequest) -> Self {
        Self {
            number: Self::number_of(request.local),
            what: What::from(&request.body),
        }
    }
}

impl From<&Body> for What {
    fn from(body: &Body) -> Self {
        match body.clone() {
            Body::Say { text, action } => Self::Say { text, action },
            Body::Direct { to, text, .. } => Self::Direct { to, text },
            Body::Rename { name } => Self::Rename { name },
        }
    }
}

/// What we wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A message to everybody.
    Say {
        /// Its text.
        text: String,
        /// Whether it is `/me`.
        action: bool,
    },
    /// A message to one person.
    Direct {
        /// Whom.
        to: String,
        /// Its text.
        text: String,
    },
    /// Another name.
    Rename {
        /// Which.
        name: String,
    },
}

/// Marks from here on are given where a script uses a number of its own twice at a time.
const OWN_MARKS: u64 = 1 << 62;

/// The state of the chat.
#[derive(Debug)]
pub(super) struct Conversation {
    next_local: u64,
    own: BTreeMap<LocalId, Own>,
    people: BTreeMap<PersonId, Name>,
    me: Option<PersonId>,
    name: String,
    exit_words: ExitWords,
    kind: Option<ServerKind>,
    rate: Option<usize>,
    away: bool,
    /// Whether somebody asked to leave once everything is decided.
    leaving: bool,
    undelivered: u64,
}

impl Conversation {
    /// Before anything is known, under the wanted name.
    pub(super) fn new(name: String) -> Self {
        Self {
            next_local: 1,
            own: BTreeMap::new(),
            people: BTreeMap::new(),
            me: None,
            name,
            exit_words: ExitWords::default(),
            kind: None,
            rate: None,
            away: false,
            leaving: false,
            undelivered: 0,
        }
    }

    /// Our name as far as it is known.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Own messages whose fate is not known yet.
    pub(super) fn pending(&self) -> usize {
        self.own.len()
    }

    /// Own messages that were not delivered.
    pub(super) fn undelivered(&self) -> u64 {
        self.undelivered
    }

    /// Whether the server is somebody else's.
    pub(super) fn is_foreign(&self) -> bool {
        self.kind == Some(ServerKind::Foreign)
    }

    /// Whether the server is away for the moment.
    pub(super) fn is_away(&self) -> bool {
        self.away
    }

    /// How many messages a second the server takes.
    pub(super) fn rate(&self) -> Option<usize> {
        self.rate
    }

    /// The own message with this mark.
    pub(super) fn own(&self, local: LocalId) -> Option<&Own> {
        self.own.get(&local)
    }

    /// Takes a message or rename on its way, under the script's number or one of ours.
    pub(super) fn give(&mut self, number: Option<u64>, what: What) -> Command {
        let count = self.next_local;
        self.next_local += 1;
        let number = number.unwrap_or(count);
        // The mark is kept with the message, so that a script knows it by its number again when it
        // continues an interrupted chat.
        let free = number < OWN_MARKS && !self.own.contains_key(&LocalId(number));
        let local = LocalId(if free { number } else { OWN_MARKS + count });
        let command = match &what {
            What::Say { text, action } => Command::Say {
                local,
                text: text.clone(),
                action: *action,
            },
            What::Direct { to, text } => Command::Direct {
                local,
                to: to.clone(),
                person: self.person(to),
                text: text.clone(),
            },
            What::Rename { name } => Command::Rename {
                local,
                name: name.clone(),
            },
        };
        self.own.insert(local, Own { number, what });
        command
    }

    /// Goes on with an interrupted chat: what has no verdict is on its way again.
    pub(super) fn restore(&mut self, restored: &Restored) {
        self.name.clone_from(&restored.kept.name);
        for (_, request) in restored.kept.undecided() {
            let own = Own::of(request);
            self.next_local = self.next_local.max(own.number.saturating_add(1));
            self.own.insert(request.local, own);
        }
    }

    /// Understands a typed line. What is no command is a message.
    pub(super) fn typed(&mut self, line: &str) -> Vec<Step> {
        if self.only_leaves() {
            // Nothing more is taken, but the word that makes an end of the waiting.
            return match Typed::parse(line, &self.exit_words) {
                Typed::Quit => self.leave(),
                _ => self.still_waiting(),
            };
        }
        let say = |text, action| What::Say { text, action };
        let what = match Typed::parse(line, &self.exit_words) {
            Typed::Empty => return Vec::new(),
            Typed::Say(text) => say(text, false),
            Typed::Me(text) => say(text, true),
            Typed::Nick(name) => What::Rename { name },
            Typed::Msg(rest) => match self.addressed(&rest) {
                Some((to, text)) => What::Direct { to, text },
                None => {
                    let name = rest
                        .split_whitespace()
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    return vec![Step::Tell(Notice::NobodyCalled(name))];
                }
            },
            Typed::Who => {
                return vec![Step::Send(Command::Page(PageRequest::Roster {
                    after: None,
                }))];
            }
            Typed::History(limit) => {
                return vec![Step::Send(Command::Page(PageRequest::History {
                    before: None,
                    limit,
                }))];
            }
            Typed::Help => return vec![Step::Tell(Notice::Help)],
            Typed::Quit => return self.leave_by(line),
            // Only plain clients have confirmations that can be switched off.
            Typed::Acks(_) => return vec![Step::Tell(Notice::UnknownCommand("/ack".to_owned()))],
            Typed::Usage(usage) if usage.starts_with("/ack") => {
                return vec![Step::Tell(Notice::UnknownCommand("/ack".to_owned()))];
            }
            Typed::Usage(usage) => return vec![Step::Tell(Notice::Usage(usage))],
            Typed::Unknown(command) => return vec![Step::Tell(Notice::UnknownCommand(command))],
        };
        vec![Step::Send(self.give(None, what))]
    }

    /// Whether that line means leaving.
    pub(super) fn is_word_for_leaving(&self, line: &str) -> bool {
        matches!(Typed::parse(line, &self.exit_words), Typed::Quit)
    }

    /// What that line is while the server looks at a password: it leaves, or is not taken.
    pub(super) fn while_judged(&self, line: &str) -> Vec<Step> {
        match self.is_word_for_leaving(line) {
            true => vec![Step::LeaveNow],
            false => vec![Step::Tell(Notice::PasswordJudged)],
        }
    }

    /// Leaves after what was given so far. Another program's server may know the word too.
    fn leave_by(&mut self, word: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        let word = word.trim();
        if self.is_foreign() && !word.starts_with('/') {
            let what = What::Say {
                text: word.to_owned(),
                action: false,
            };
            steps.push(Step::Send(self.give(None, what)));
        }
        steps.extend(self.leave());
        steps
    }

    /// Leaves after what was given so far. Who asks for it again does not wait for a server that is
    /// away.
    pub(super) fn leave(&mut self) -> Vec<Step> {
        if self.away && (self.leaving || self.own.is_empty()) {
            return vec![Step::LeaveNow];
        }
        self.leaving = true;
        let mut steps = self.still_waiting();
        steps.push(Step::Send(Command::LeaveWhenDone));
        steps
    }

    /// Whether nothing is taken any more but another wish to leave: somebody leaves, and waits for a
    /// server that is away.
    pub(super) fn only_leaves(&self) -> bool {
        self.leaving && self.away
    }

    /// What is to be done when the server is lost, or is still away, and somebody has asked to leave.
    pub(super) fn still_waiting(&self) -> Vec<Step> {
        match (self.leaving && self.away, self.own.len()) {
            (false, _) => Vec::new(),
            (true, 0) => vec![Step::LeaveNow],
            (true, waiting) => vec![Step::Tell(Notice::StillWaiting(waiting))],
        }
    }

    /// The longest present name that the text begins with, and the text after it.
    fn addressed(&self, text: &str) -> Option<(String, String)> {
        let present = |wanted: &Name| {
            let wanted = wanted.as_str().to_lowercase();
            let mut names = self.people.values();
            names.find(|name| name.as_str().to_lowercase() == wanted)
        };
        if let Some((name, message)) = Name::split_from(text, present)
            && !message.is_empty()
        {
            return Some((name.as_str().to_owned(), message.trim_end().to_owned()));
        }
        // Somebody who is here and not in our list, in a large room: the server decides. Other
        // people's servers have no list, and the connection says that they cannot do it.
        let (first, rest) = text.split_once(char::is_whitespace)?;
        (self.kind != Some(ServerKind::Tertulia) || self.people.len() >= 1_000)
            .then(|| (first.to_owned(), rest.trim().to_owned()))
    }

    fn person(&self, name: &str) -> Option<PersonId> {
        let name = name.to_lowercase();
        self.people
            .iter()
            .find(|(_, other)| other.as_str().to_lowercase() == name)
            .map(|(id, _)| *id)
    }

    /// Takes note of what happened, after it was told.
    pub(super) fn happened(&mut self, event: &ConnectionEvent) {
        match event {
            ConnectionEvent::Recognised(kind) => {
                self.kind = Some(*kind);
                self.away = false;
            }
            ConnectionEvent::Welcomed(arrival) => {
                let welcome = &arrival.welcome;
                self.away = false;
                self.me = Some(welcome.you.id);
                self.name = welcome.you.name.to_string();
                self.exit_words = welcome.exit_words.clone();
                self.rate = welcome.limits.rate();
                self.people = welcome
                    .people
                    .iter()
                    .map(|member| (member.id, member.name.clone()))
                    .collect();
            }
            ConnectionEvent::Message { local, delivery } => self.message(*local, delivery),
            ConnectionEvent::Joined(joined) => {
                self.people.extend(
                    joined
                        .people
                        .iter()
                        .map(|member| (member.id, member.name.clone())),
                );
            }
            ConnectionEvent::Roster(roster) => {
                self.people.extend(
                    roster
                        .people
                        .iter()
                        .map(|member| (member.id, member.name.clone())),
                );
            }
            ConnectionEvent::Left(left) => {
                for person in &left.people {
                    self.people.remove(&person.id);
                }
            }
            ConnectionEvent::Renamed(renamed) => {
                self.people.insert(renamed.id, renamed.to.clone());
                if self.me == Some(renamed.id) {
                    self.name = renamed.to.to_string();
                }
            }
            ConnectionEvent::Limits(limits) => self.rate = limits.rate(),
            ConnectionEvent::Lost(_) => self.away = true,
            _ => {}
        }
    }

    fn message(&mut self, local: LocalId, delivery: &Delivery) {
        match delivery {
            Delivery::Queued => {}
            // Another program's server will say nothing more about it.
            Delivery::Sent if !self.is_foreign() => {}
            Delivery::Failed(FailReason::ExitWord)
            | Delivery::Sent
            | Delivery::Confirmed { .. } => {
                self.own.remove(&local);
            }
            Delivery::Failed(_) => {
                self.undelivered += 1;
                self.own.remove(&local);
            }
        }
    }

    /// Whether an end for this reason is what was wanted.
    pub(super) fn is_good_end(reason: &EndReason, leaving: bool) -> bool {
        match reason {
            EndReason::Left => true,
            EndReason::Dismissed(goodbye) => {
                goodbye.reason == tertulia_protocol::GoodbyeReason::Quit
            }
            // Other people's servers close on their own word for leaving.
            EndReason::ForeignClosed | EndReason::ForeignBroken { .. } => leaving,
            EndReason::Failed(_) => false,
        }
    }
}

#[cfg(test)]
mod tests;
