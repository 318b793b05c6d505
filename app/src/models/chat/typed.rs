//! What a typed text asks for.

use tertulia_protocol::ExitWords;
use tertulia_protocol::plain::Command as Line;

/// What a text in the composer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Nothing: only white space.
    Nothing,
    /// A message. A leading `//` has become `/`.
    Say(String),
    /// `/me text`.
    Action(String),
    /// `/msg NAME text`, still together: only who knows the names can tell where one ends.
    To(String),
    /// `/nick NAME`.
    Rename(String),
    /// `/who`.
    Who,
    /// `/clear`.
    Clear,
    /// `/help`.
    Help,
    /// `/history`, perhaps with a count.
    History(Option<u32>),
    /// `/quit` or an exit word.
    Quit,
    /// It cannot be done as it stands there.
    Problem(TypedProblem),
}

/// Why a typed text cannot be sent as it stands. It stays in the composer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedProblem {
    /// No such command; a slash that is meant is written twice.
    UnknownCommand {
        /// With its slash.
        word: String,
    },
    /// A command without what it needs.
    Incomplete {
        /// How it is used, in the words of the protocol: `/msg NAME text`.
        usage: &'static str,
    },
    /// Nobody here has that name.
    NobodyCalled {
        /// As it was typed.
        name: String,
    },
    /// It has more characters than the server takes.
    TooLong {
        /// How many too many.
        over: usize,
    },
    /// It has more lines than the server takes.
    TooManyLines {
        /// How many too many.
        over: usize,
    },
    /// Direct messages cannot tell what one does (`/me`).
    NoActionHere,
    /// The connection has ended; nothing can be sent.
    Ended,
}

/// The commands that the composer completes and helps with, each with its slash.
pub const COMMANDS: [&str; 8] = [
    "/clear", "/help", "/history", "/me", "/msg", "/nick", "/quit", "/who",
];

/// Words that people try, and the command that each means.
const ALIASES: [(&str, &str); 21] = [
    ("action", "me"),
    ("bye", "quit"),
    ("cls", "clear"),
    ("commands", "help"),
    ("disconnect", "quit"),
    ("emote", "me"),
    ("exit", "quit"),
    ("h", "help"),
    ("leave", "quit"),
    ("m", "msg"),
    ("message", "msg"),
    ("part", "quit"),
    ("people", "who"),
    ("pm", "msg"),
    ("privmsg", "msg"),
    ("q", "quit"),
    ("query", "msg"),
    ("rename", "nick"),
    ("salir", "quit"),
    ("users", "who"),
    ("whois", "who"),
];

/// Reads a text. Never fails: what is no command is a message.
///
/// At another program's server (`foreign`) only what concerns the window itself is a command; the
/// rest goes out as it is, since that server may have commands of its own.
#[must_use]
pub fn parse(text: &str, exit_words: &ExitWords, foreign: bool) -> Typed {
    let text = text.trim_end();
    let line = canonical(text);
    let line = line.as_deref().unwrap_or(text);
    if line == "/clear" {
        return Typed::Clear;
    }
    let typed = match Line::parse(line, exit_words) {
        Line::Empty => Typed::Nothing,
        Line::Quit => Typed::Quit,
        Line::Help => Typed::Help,
        Line::Say(said) => Typed::Say(said),
        Line::Me(text) => Typed::Action(text),
        Line::Msg(rest) => Typed::To(rest),
        Line::Nick(name) => Typed::Rename(name),
        Line::Who => Typed::Who,
        Line::History(count) => Typed::History(count),
        // Only plain connections can switch their confirmations off.
        Line::Acks(_) => unknown("/ack"),
        Line::Usage(usage) if usage.starts_with("/ack") => unknown("/ack"),
        Line::Usage(usage) => Typed::Problem(TypedProblem::Incomplete { usage }),
        Line::Unknown(word) => unknown(&word),
    };
    match typed {
        Typed::Nothing | Typed::Quit | Typed::Help => typed,
        // To a server that knows no doubled slash, a text goes as it was typed.
        _ if foreign => Typed::Say(text.to_owned()),
        typed => typed,
    }
}

fn unknown(word: &str) -> Typed {
    Typed::Problem(TypedProblem::UnknownCommand {
        word: word.to_owned(),
    })
}

/// The line with the command's usual word, when another one or upper case was typed.
fn canonical(text: &str) -> Option<String> {
    let after_slash = text.strip_prefix('/')?;
    let end = after_slash
        .find(char::is_whitespace)
        .unwrap_or(after_slash.len());
    let (word, rest) = after_slash.split_at(end);
    let word = word.to_ascii_lowercase();
    if word == "clear" {
        return Some("/clear".to_owned());
    }
    let usual = ALIASES.iter().find(|(alias, _)| *alias == word)?.1;
    // What follows a word without operands is of no meaning, as with `/clear`.
    Some(if usual == "clear" {
        "/clear".to_owned()
    } else {
        format!("/{usual}{rest}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Typed {
        parse(text, &ExitWords::default(), false)
    }

    #[test]
    fn commands_are_known_by_the_words_that_people_try() {
        let owned = str::to_owned;
        for (text, means) in [
            ("hola ", Typed::Say(owned("hola"))),
            ("a\nb\n", Typed::Say(owned("a\nb"))),
            ("//etc", Typed::Say(owned("/etc"))),
            ("/me waves", Typed::Action(owned("waves"))),
            ("/EMOTE waves", Typed::Action(owned("waves"))),
            ("/pm Ana Luz hi", Typed::To(owned("Ana Luz hi"))),
            ("/query Ana hi", Typed::To(owned("Ana hi"))),
            ("/rename Eva", Typed::Rename(owned("Eva"))),
            ("/users", Typed::Who),
            ("/Clear", Typed::Clear),
            ("/cls all", Typed::Clear),
            ("/h", Typed::Help),
            ("/history 20", Typed::History(Some(20))),
            ("/q", Typed::Quit),
            ("/leave", Typed::Quit),
            (" Salir ", Typed::Quit),
            (" \n", Typed::Nothing),
        ] {
            assert_eq!(typed(text), means, "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_told_and_not_sent() {
        for text in ["/dance", "/home/ana", "/ack off", "/ack", "/"] {
            assert!(
                matches!(
                    typed(text),
                    Typed::Problem(TypedProblem::UnknownCommand { .. })
                ),
                "{text}"
            );
        }
        assert_eq!(
            typed("/dm Ana"),
            Typed::Problem(TypedProblem::Incomplete {
                usage: "/msg NAME text"
            })
        );
    }

    #[test]
    fn another_programs_server_gets_its_own_commands_as_they_were_typed() {
        let parse = |text| parse(text, &ExitWords::default(), true);
        for text in ["/lista", "/who", "//x", "/nick", "/me waves", "hola"] {
            assert_eq!(parse(text), Typed::Say(text.to_owned()));
        }
        assert_eq!(parse("/quit"), Typed::Quit);
        assert_eq!(parse("/clear"), Typed::Clear);
        assert_eq!(parse("/help"), Typed::Help);
    }

    #[test]
    fn every_completed_command_exists() {
        for command in COMMANDS {
            let typed = typed(&format!("{command} a b"));
            let known = match typed {
                Typed::Problem(TypedProblem::Incomplete { usage }) => usage.starts_with(command),
                Typed::Problem(_) => false,
                _ => true,
            };
            assert!(known, "{command}");
        }
    }
}
