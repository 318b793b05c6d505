//! Messages to lines.

use crate::phrases::{Template, Words};
use crate::{
    Goodbye, GoodbyeReason, History, Member, Name, Operator, Phrase, Phrases, Posted, Private,
    Roster, Said, ServerMessage, Welcome, clean_text,
};

/// How many people are named before the rest is only counted: in a welcome, and in a batch of
/// joins or leaves.
const MAX_WELCOME_NAMES: usize = 20;
const MAX_BATCH_NAMES: usize = 3;

/// Begins the line of what went wrong, in every language: scripts look for it.
const ERROR: &str = "Error: ";
/// Begins the line of what is not a message.
const NOTICE: &str = "* ";

/// Appends what a plain client is told of `message`: whole lines, each ending with LF. Several
/// lines of a text each carry the sender's name. A private message shows whom it is from; in a
/// history, where both sides see it, also whom it is for.
///
/// Nothing is appended for [`ServerMessage::Pong`], which answers what plain clients cannot ask.
pub fn encode(message: &ServerMessage, phrases: &Phrases, out: &mut Vec<u8>) {
    let words = phrases.words();
    match message {
        ServerMessage::Welcome(welcome) => encode_welcome(welcome, phrases, out),
        ServerMessage::Refused(refused) => push_lines(&[ERROR], &refused.message, out),
        ServerMessage::Error(error) => push_lines(&[ERROR], &error.message, out),
        ServerMessage::Notice(notice) => push_lines(&[NOTICE], &notice.message, out),
        ServerMessage::Goodbye(goodbye) => encode_goodbye(goodbye, out),
        ServerMessage::Said(said) => encode_said(said, out),
        ServerMessage::Private(Private { from, text, .. }) => {
            push_lines(&[&words.private, " ", from.name.as_str(), ": "], text, out);
        }
        ServerMessage::Operator(operator) => encode_operator(operator, words, out),
        ServerMessage::Ack(ack) => {
            push_notice(&words.received, &[&ack.number.to_string()], out);
        }
        ServerMessage::Joined(joined) => {
            let names: Vec<&Name> = joined.people.iter().map(|member| &member.name).collect();
            encode_people(&names, joined.more, &words.joined, phrases, out);
        }
        ServerMessage::Left(left) => {
            let names: Vec<&Name> = left.people.iter().map(|person| &person.name).collect();
            encode_people(&names, 0, &words.left, phrases, out);
        }
        ServerMessage::Renamed(renamed) => {
            push_notice(
                &words.renamed,
                &[renamed.from.as_str(), renamed.to.as_str()],
                out,
            );
        }
        ServerMessage::Limits(limits) => push_lines(&[NOTICE], &phrases.limits(*limits), out),
        ServerMessage::Roster(roster) => encode_roster(roster, phrases, out),
        ServerMessage::History(history) => encode_history(history, phrases, out),
        ServerMessage::Pong { .. } => {}
    }
}

/// The prompt's line.
#[must_use]
pub fn prompt(phrases: &Phrases) -> Vec<u8> {
    let mut line = phrases.say(Phrase::Prompt).into_bytes();
    line.push(b'\n');
    line
}

/// The prompt's line where the server asks for a password. `readable` says whether others on the
/// network could read the answer.
#[must_use]
pub fn password_prompt(readable: bool, phrases: &Phrases) -> Vec<u8> {
    let mut line = phrases
        .say(Phrase::PasswordPrompt { readable })
        .into_bytes();
    line.push(b'\n');
    line
}

/// `Error: sentence`. The label is the same word in every language.
#[must_use]
pub fn error_line(sentence: &str) -> Vec<u8> {
    let mut line = Vec::new();
    push_lines(&[ERROR], sentence, &mut line);
    line
}

/// The answer to `/help`.
#[must_use]
pub fn help(phrases: &Phrases) -> Vec<u8> {
    let mut lines = Vec::new();
    push_lines(&[NOTICE], &phrases.help(), &mut lines);
    lines
}

/// The answer to `/ack on` and `/ack off`.
#[must_use]
pub fn acks_switched(on: bool, phrases: &Phrases) -> Vec<u8> {
    let mut line = Vec::new();
    push_lines(&[NOTICE], &phrases.acks_switched(on), &mut line);
    line
}

fn encode_welcome(welcome: &Welcome, phrases: &Phrases, out: &mut Vec<u8>) {
    let others = welcome
        .people
        .iter()
        .filter(|member| member.id != welcome.you.id);
    let shown: Vec<&str> = others
        .map(|member| member.name.as_str())
        .take(MAX_WELCOME_NAMES)
        .collect();
    let more = welcome.people_total.saturating_sub(1 + shown.len() as u64);
    let people = listed(&shown, more, phrases);
    let sentence = phrases.welcome(&welcome.you.name, &people, &welcome.exit_words);
    out.extend_from_slice(sentence.as_bytes());
    out.push(b'\n');
    if let Some(words) = &welcome.words {
        push_lines(&[&phrases.words().server, ": "], words, out);
    }
}

fn encode_goodbye(goodbye: &Goodbye, out: &mut Vec<u8>) {
    let label = match goodbye.reason {
        GoodbyeReason::Quit | GoodbyeReason::Closing => NOTICE,
        _ => ERROR,
    };
    push_lines(&[label], &goodbye.message, out);
}

fn encode_said(said: &Said, out: &mut Vec<u8>) {
    let name = said.from.name.as_str();
    if said.action {
        push_lines(&["~ ", name, " "], &said.text, out);
    } else {
        push_lines(&[name, ": "], &said.text, out);
    }
}

fn encode_operator(operator: &Operator, words: &Words, out: &mut Vec<u8>) {
    if operator.private {
        push_lines(
            &[&words.private, " ", &words.server, ": "],
            &operator.text,
            out,
        );
    } else {
        push_lines(&[&words.server, ": "], &operator.text, out);
    }
}

/// Who came or went, by the sentence for one and the one for several.
/// `unlisted` people did the same beside those in `names`.
fn encode_people(
    names: &[&Name],
    unlisted: u64,
    sentences: &[Template; 2],
    phrases: &Phrases,
    out: &mut Vec<u8>,
) {
    match names {
        [] => {}
        [name] if unlisted == 0 => push_notice(&sentences[0], &[name.as_str()], out),
        _ => {
            // Counting a single one would take no less room than naming it.
            let shown = match names.len() {
                all if all < MAX_BATCH_NAMES => all,
                MAX_BATCH_NAMES if unlisted == 0 => MAX_BATCH_NAMES,
                _ => MAX_BATCH_NAMES - 1,
            };
            let more = (names.len() - shown) as u64 + unlisted;
            let shown: Vec<&str> = names[..shown].iter().map(|name| name.as_str()).collect();
            push_notice(&sentences[1], &[&listed(&shown, more, phrases)], out);
        }
    }
}

fn encode_roster(roster: &Roster, phrases: &Phrases, out: &mut Vec<u8>) {
    let names: Vec<&str> = roster
        .people
        .iter()
        .map(|Member { name, .. }| name.as_str())
        .collect();
    let more = match roster.more {
        true => roster.total.saturating_sub(names.len() as u64),
        false => 0,
    };
    let people = listed(&names, more, phrases);
    push_lines(&[NOTICE], &phrases.roster(roster.total, &people), out);
}

fn encode_history(history: &History, phrases: &Phrases, out: &mut Vec<u8>) {
    let words = phrases.words();
    push_lines(
        &[NOTICE],
        &phrases.history_start(history.messages.len()),
        out,
    );
    for message in &history.messages {
        match message {
            Posted::Said(said) => encode_said(said, out),
            Posted::Operator(operator) => encode_operator(operator, words, out),
            Posted::Private(Private { from, to, text, .. }) => {
                let (from, to) = (from.name.as_str(), to.name.as_str());
                push_lines(&[&words.private, " ", from, " → ", to, ": "], text, out);
            }
        }
    }
    push_lines(&[NOTICE], &phrases.history_end(), out);
}

/// "Ana, Luis, Marta", or "Ana, Luis and 10 more".
fn listed(names: &[&str], more: u64, phrases: &Phrases) -> String {
    let names = names.join(", ");
    if more == 0 || names.is_empty() {
        names
    } else {
        phrases.and_more(&names, more)
    }
}

fn push_notice(sentence: &Template, arguments: &[&str], out: &mut Vec<u8>) {
    out.extend_from_slice(NOTICE.as_bytes());
    sentence.fill(arguments, out);
    out.push(b'\n');
}

/// Appends `text`, each of its lines with `prefix` before it. Texts are clean when they come from
/// the server; cleaning again costs a glance at their bytes, and lets nobody forge a line here.
fn push_lines(prefix: &[&str], text: &str, out: &mut Vec<u8>) {
    for line in clean_text(text).split('\n') {
        for part in prefix {
            out.extend_from_slice(part.as_bytes());
        }
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests;
