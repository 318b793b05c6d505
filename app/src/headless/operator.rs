//! What a line typed at the server's console means.

use tertulia_protocol::{ExitWords, Name};
use tertulia_server_core::FloodPolicy;

/// A line of the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OperatorLine {
    /// An empty line.
    Nothing,
    /// For everyone.
    Say(String),
    /// Stop the server.
    Stop,
    /// The list of commands.
    Help,
    /// Who is connected?
    Who,
    /// What did the server do so far?
    Stats,
    /// Disconnect somebody; name and reason still together, because names may have spaces.
    Kick(String),
    /// Show the limits, or change those that are named.
    Limits(LimitChanges),
    /// Let somebody read only; name, minutes and reason still together.
    Mute(String),
    /// Let somebody write again.
    Unmute(String),
    /// Let nobody write, or everybody again.
    Freeze(bool),
    /// Let nobody in from an address, or somebody's; that, minutes and reason still together.
    Ban(String),
    /// Let people in from there again.
    Unban(String),
    /// What is banned, muted and frozen?
    Bans,
    /// What becomes of those who write too fast.
    Flood(FloodPolicy),
    /// Ask for another password, which the next line is, or for none.
    Password {
        /// Whether none is asked for any more.
        off: bool,
    },
    /// No such command.
    Unknown(String),
    /// A command used wrongly; the text that says how to use it.
    Usage(&'static str),
}

/// The limits that are to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LimitChanges {
    pub(super) chars: Option<u32>,
    pub(super) rate: Option<u32>,
    pub(super) clients: Option<u32>,
}

const KICK_USAGE: &str = "server-usage-kick";
const MUTE_USAGE: &str = "server-usage-mute";
const UNMUTE_USAGE: &str = "server-usage-unmute";
const BAN_USAGE: &str = "server-usage-ban";
const UNBAN_USAGE: &str = "server-usage-unban";
const FLOOD_USAGE: &str = "server-usage-flood";
const PASSWORD_USAGE: &str = "server-usage-password";
const LIMITS_USAGE: &str = "server-usage-limits";

impl OperatorLine {
    /// Reads one line. What is no command is a message.
    pub(super) fn parse(line: &str, exit_words: &ExitWords) -> Self {
        let line = line.trim_end();
        let Some(command) = line.strip_prefix('/') else {
            return match line.trim() {
                "" => Self::Nothing,
                // A server whose guests leave with other words is stopped by the usual ones too.
                _ if exit_words.matches(line) || ExitWords::default().matches(line) => Self::Stop,
                _ => Self::Say(line.to_owned()),
            };
        };
        if command.starts_with('/') {
            return Self::Say(command.to_owned());
        }
        if exit_words.matches(line) {
            return Self::Stop;
        }
        let (word, rest) = command
            .split_once(char::is_whitespace)
            .unwrap_or((command, ""));
        let rest = rest.trim();
        match word.to_ascii_lowercase().as_str() {
            "help" | "h" | "?" | "ayuda" => Self::Help,
            "who" | "list" | "names" => Self::Who,
            "stats" => Self::Stats,
            // A server with other exit words can be stopped by a command all the same.
            "quit" | "exit" | "stop" | "salir" => Self::Stop,
            "kick" if rest.is_empty() => Self::Usage(KICK_USAGE),
            "kick" => Self::Kick(rest.to_owned()),
            "mute" if rest.is_empty() => Self::Usage(MUTE_USAGE),
            "mute" => Self::Mute(rest.to_owned()),
            "unmute" if rest.is_empty() => Self::Usage(UNMUTE_USAGE),
            "unmute" => Self::Unmute(rest.to_owned()),
            "freeze" => Self::Freeze(true),
            "unfreeze" => Self::Freeze(false),
            "ban" if rest.is_empty() => Self::Usage(BAN_USAGE),
            "ban" => Self::Ban(rest.to_owned()),
            "unban" if rest.is_empty() => Self::Usage(UNBAN_USAGE),
            "unban" => Self::Unban(rest.to_owned()),
            "bans" | "mutes" => Self::Bans,
            "flood" => match rest {
                "slow" => Self::Flood(FloodPolicy::Slow),
                "disconnect" => Self::Flood(FloodPolicy::Disconnect),
                _ => Self::Usage(FLOOD_USAGE),
            },
            "password" => match rest {
                "" => Self::Password { off: false },
                "off" => Self::Password { off: true },
                // It is not repeated: somebody may have typed the password itself.
                _ => Self::Usage(PASSWORD_USAGE),
            },
            "limits" => LimitChanges::parse(rest).map_or(Self::Usage(LIMITS_USAGE), Self::Limits),
            _ => Self::Unknown(format!("/{word}")),
        }
    }
}

impl LimitChanges {
    fn parse(text: &str) -> Option<Self> {
        let mut changes = Self::default();
        let mut words = text.split_whitespace();
        while let Some(which) = words.next() {
            let value = Some(words.next()?.parse().ok()?);
            match which {
                "chars" => changes.chars = value,
                "rate" => changes.rate = value,
                "clients" => changes.clients = value,
                _ => return None,
            }
        }
        Some(changes)
    }
}

/// Of the people present, the one whose name `text` begins with, and the rest of it. The longest
/// name wins, so that "Ana 2 too loud" is about "Ana 2" when both are here.
pub(super) fn addressed<'a, T>(
    text: &'a str,
    present: &'a [(Name, T)],
) -> Option<(&'a T, &'a str)> {
    let (whose, rest) = Name::split_from(text, |wanted| {
        let wanted = wanted.as_str().to_lowercase();
        let mut present = present.iter();
        present.find_map(|(name, whose)| (name.as_str().to_lowercase() == wanted).then_some(whose))
    })?;
    Some((whose, rest.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> OperatorLine {
        OperatorLine::parse(line, &ExitWords::default())
    }

    #[test]
    fn lines_are_messages_commands_or_the_end() {
        for (line, expected) in [
            ("", OperatorLine::Nothing),
            ("  ", OperatorLine::Nothing),
            ("hola a todos", OperatorLine::Say("hola a todos".to_owned())),
            ("//etc/hosts", OperatorLine::Say("/etc/hosts".to_owned())),
            ("salir", OperatorLine::Stop),
            (" SALIR ", OperatorLine::Stop),
            ("/quit", OperatorLine::Stop),
            ("/stop", OperatorLine::Stop),
            ("salir ya", OperatorLine::Say("salir ya".to_owned())),
            ("/help", OperatorLine::Help),
            ("/WHO", OperatorLine::Who),
            ("/stats", OperatorLine::Stats),
            ("/kick", OperatorLine::Usage(KICK_USAGE)),
            (
                "/kick Ana  too loud",
                OperatorLine::Kick("Ana  too loud".to_owned()),
            ),
            ("/mute", OperatorLine::Usage(MUTE_USAGE)),
            ("/mute Ana 5 x", OperatorLine::Mute("Ana 5 x".to_owned())),
            ("/unmute", OperatorLine::Usage(UNMUTE_USAGE)),
            ("/unmute Ana 2", OperatorLine::Unmute("Ana 2".to_owned())),
            ("/Freeze", OperatorLine::Freeze(true)),
            ("/unfreeze", OperatorLine::Freeze(false)),
            ("/ban ", OperatorLine::Usage(BAN_USAGE)),
            (
                "/ban ::1 forever",
                OperatorLine::Ban("::1 forever".to_owned()),
            ),
            ("/unban", OperatorLine::Usage(UNBAN_USAGE)),
            ("/unban ::1", OperatorLine::Unban("::1".to_owned())),
            ("/bans", OperatorLine::Bans),
            ("/flood", OperatorLine::Usage(FLOOD_USAGE)),
            ("/flood slow", OperatorLine::Flood(FloodPolicy::Slow)),
            ("/password", OperatorLine::Password { off: false }),
            ("/password off", OperatorLine::Password { off: true }),
            ("/password sesame", OperatorLine::Usage(PASSWORD_USAGE)),
            ("/limits", OperatorLine::Limits(LimitChanges::default())),
            ("/limits rate", OperatorLine::Usage(LIMITS_USAGE)),
            ("/limits rate many", OperatorLine::Usage(LIMITS_USAGE)),
            ("/limits size 3", OperatorLine::Usage(LIMITS_USAGE)),
            (
                "/frobnicate now",
                OperatorLine::Unknown("/frobnicate".to_owned()),
            ),
        ] {
            assert_eq!(parse(line), expected, "{line:?}");
        }
        let changes = LimitChanges {
            chars: Some(0),
            rate: Some(10),
            clients: None,
        };
        assert_eq!(
            parse("/limits rate 10 chars 0"),
            OperatorLine::Limits(changes)
        );
    }

    #[test]
    fn a_server_with_other_exit_words_stops_on_those_and_on_the_usual_ones() {
        let words = ExitWords::new(["fin"]);
        assert_eq!(OperatorLine::parse("fin", &words), OperatorLine::Stop);
        assert_eq!(OperatorLine::parse("/quit", &words), OperatorLine::Stop);
        assert_eq!(OperatorLine::parse("salir", &words), OperatorLine::Stop);
    }

    #[test]
    fn the_longest_present_name_is_meant() {
        let present = [
            (Name::parse("Ana").unwrap(), 1),
            (Name::parse("Ana 2").unwrap(), 2),
            (Name::parse("Ñu").unwrap(), 3),
        ];
        for (text, expected) in [
            ("Ana", Some((&1, ""))),
            ("ana  too loud", Some((&1, "too loud"))),
            ("Ana 2 too loud", Some((&2, "too loud"))),
            ("Ana 22", Some((&1, "22"))),
            ("ñU x", Some((&3, "x"))),
            ("Anabel", None),
            ("", None),
        ] {
            assert_eq!(addressed(text, &present), expected, "{text:?}");
        }
    }
}
