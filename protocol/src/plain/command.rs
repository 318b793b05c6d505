//! What a line means.

use crate::ExitWords;

/// What a line of a named plain client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Nothing: an empty line or only white space.
    Empty,
    /// A message to everybody. A leading `//` has become `/`.
    Say(String),
    /// `/me text`.
    Me(String),
    /// `/msg NAME text`, still together: the longest present name wins, which only the room knows.
    Msg(String),
    /// `/nick NAME`.
    Nick(String),
    /// `/who`.
    Who,
    /// `/help`.
    Help,
    /// `/ack on` and `/ack off`.
    Acks(bool),
    /// `/history [N]`.
    History(Option<u32>),
    /// An exit word.
    Quit,
    /// A command without what it needs; the text says how it is used: "/msg NAME text".
    Usage(&'static str),
    /// No such command; with its slash.
    Unknown(String),
}

impl Command {
    /// Reads one line. Never fails: what is no command is a message.
    ///
    /// Commands begin with the line's first character and are the same in any case. Words that
    /// people know from elsewhere mean the same here: `/tell`, `/w`, `/whisper`, `/dm` (`/msg`),
    /// `/name` (`/nick`), `/names`, `/list` (`/who`), `/?` (`/help`). `/quit` always leaves,
    /// whatever the exit words are.
    #[must_use]
    pub fn parse(line: &str, exit_words: &ExitWords) -> Self {
        if exit_words.matches(line) {
            return Self::Quit;
        }
        let Some(after_slash) = line.strip_prefix('/') else {
            return if line.trim().is_empty() {
                Self::Empty
            } else {
                Self::Say(line.to_owned())
            };
        };
        if after_slash.starts_with('/') {
            return Self::Say(after_slash.to_owned());
        }
        let (word, rest) = match after_slash.split_once(char::is_whitespace) {
            Some((word, rest)) => (word, rest.trim()),
            None => (after_slash, ""),
        };
        match word.to_ascii_lowercase().as_str() {
            "me" if rest.is_empty() => Self::Usage("/me text"),
            "me" => Self::Me(rest.to_owned()),
            "msg" | "tell" | "w" | "whisper" | "dm" => {
                // A name alone cannot be told from a text alone; either way something is missing.
                match rest.contains(char::is_whitespace) {
                    true => Self::Msg(rest.to_owned()),
                    false => Self::Usage("/msg NAME text"),
                }
            }
            "nick" | "name" if rest.is_empty() => Self::Usage("/nick NAME"),
            "nick" | "name" => Self::Nick(rest.to_owned()),
            "who" | "names" | "list" => Self::Who,
            "help" | "?" => Self::Help,
            "ack" => match rest.to_ascii_lowercase().as_str() {
                "on" => Self::Acks(true),
                "off" => Self::Acks(false),
                _ => Self::Usage("/ack off|on"),
            },
            "history" if rest.is_empty() => Self::History(None),
            "history" => match rest.parse() {
                Ok(count) if count > 0 => Self::History(Some(count)),
                _ => Self::Usage("/history [N]"),
            },
            "quit" => Self::Quit,
            _ => Self::Unknown(format!("/{word}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Command {
        Command::parse(line, &ExitWords::default())
    }

    #[test]
    fn what_is_no_command_is_a_message_as_it_was_sent() {
        for text in ["hola", "  a /who b  ", " /who", "salir ya", "¿/help?"] {
            assert_eq!(parse(text), Command::Say(text.to_owned()));
        }
        assert_eq!(parse("//etc/hosts"), Command::Say("/etc/hosts".to_owned()));
        assert_eq!(parse("//"), Command::Say("/".to_owned()));
        assert_eq!(parse("///"), Command::Say("//".to_owned()));
    }

    #[test]
    fn a_blank_line_asks_for_nothing() {
        for blank in ["", " ", "\t \u{A0}"] {
            assert_eq!(parse(blank), Command::Empty);
        }
    }

    #[test]
    fn commands_are_known_by_several_words_in_any_case() {
        let owned = str::to_owned;
        for (line, command) in [
            ("/me waves  twice ", Command::Me(owned("waves  twice"))),
            ("/MSG Ana Luz  hola", Command::Msg(owned("Ana Luz  hola"))),
            ("/tell Ana hola", Command::Msg(owned("Ana hola"))),
            ("/w Ana hola", Command::Msg(owned("Ana hola"))),
            ("/whisper Ana hola", Command::Msg(owned("Ana hola"))),
            ("/dm\tAna hola", Command::Msg(owned("Ana hola"))),
            ("/nick  Ana Luz", Command::Nick(owned("Ana Luz"))),
            ("/name Ana", Command::Nick(owned("Ana"))),
            ("/who", Command::Who),
            ("/Names", Command::Who),
            ("/list all", Command::Who),
            ("/help", Command::Help),
            ("/?", Command::Help),
            ("/ack ON", Command::Acks(true)),
            ("/ack off ", Command::Acks(false)),
            ("/history", Command::History(None)),
            ("/history 5", Command::History(Some(5))),
        ] {
            assert_eq!(parse(line), command, "{line}");
        }
    }

    #[test]
    fn an_incomplete_command_says_how_it_is_used() {
        for (line, usage) in [
            ("/me ", "/me text"),
            ("/msg", "/msg NAME text"),
            ("/msg Ana", "/msg NAME text"),
            ("/nick", "/nick NAME"),
            ("/ack", "/ack off|on"),
            ("/ack maybe", "/ack off|on"),
            ("/history all", "/history [N]"),
            ("/history 0", "/history [N]"),
        ] {
            assert_eq!(parse(line), Command::Usage(usage), "{line}");
        }
    }

    #[test]
    fn an_unknown_command_is_named() {
        assert_eq!(
            parse("/Dance with me"),
            Command::Unknown("/Dance".to_owned())
        );
        assert_eq!(parse("/"), Command::Unknown("/".to_owned()));
        assert_eq!(parse("/home/ana"), Command::Unknown("/home/ana".to_owned()));
    }

    #[test]
    fn exit_words_leave_and_so_does_quit_whatever_they_are() {
        for line in ["salir", " SALIR ", "/quit", "/Exit"] {
            assert_eq!(parse(line), Command::Quit, "{line}");
        }
        let own = ExitWords::new(["bye"]);
        for (line, command) in [
            ("Bye", Command::Quit),
            ("/quit now", Command::Quit),
            ("salir", Command::Say("salir".to_owned())),
            ("/exit", Command::Unknown("/exit".to_owned())),
        ] {
            assert_eq!(Command::parse(line, &own), command, "{line}");
        }
    }
}
