//! How simulated clients talk: what they send, and what a line from the server means to them.
//!
//! Most lines of a measurement are messages to the room, so that these are told by their first bytes
//! alone; the protocol's own decoder reads what is rare.

mod app;
mod irc;
mod plain;

/// The dialect of all simulated clients of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoadDialect {
    /// Tertulia's plain text.
    #[default]
    Plain,
    /// Tertulia's JSON Lines.
    App,
    /// An IRC server, in one channel; for comparing.
    Irc,
}

/// What a line from the server means to a simulated client.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard<'a> {
    /// A message to the room; its text.
    Said(&'a [u8]),
    /// One of this client's own messages was confirmed.
    Confirmed,
    /// This client is in the room.
    Welcomed,
    /// The server wants an answer; these bytes.
    Wants(Vec<u8>),
    /// The server refuses this client, or ends the connection.
    SentAway(SentAway),
    /// Nothing that is measured.
    Other,
}

/// Why the server does not want a client, as far as it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentAway {
    /// The server's sentence.
    pub(crate) words: String,
    /// Whether it asks for a password.
    pub(crate) asks_password: bool,
}

impl LoadDialect {
    /// The word for it on the command line and in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::App => "app",
            Self::Irc => "irc",
        }
    }

    /// The dialect with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Plain, Self::App, Self::Irc]
            .into_iter()
            .find(|dialect| dialect.word() == word)
    }

    /// What a client sends first, to be called `name`.
    pub(super) fn join(self, name: &str) -> Vec<u8> {
        match self {
            Self::Plain => plain::line(name),
            Self::App => app::hello(name),
            Self::Irc => irc::register(name),
        }
    }

    /// Appends the bytes of a message to everybody; `number` is the client's own, from 1.
    pub(super) fn say(self, number: u32, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Plain => plain::say(text, out),
            Self::App => app::say(number, text, out),
            Self::Irc => irc::say(text, out),
        }
    }

    /// What a client says last.
    pub(super) fn leave(self) -> Vec<u8> {
        match self {
            Self::Plain => plain::line("/quit"),
            Self::App => app::quit(),
            Self::Irc => irc::quit(),
        }
    }

    /// What a line (without its line feed) means to a client that is in the room, or not yet.
    pub(super) fn hear(self, line: &[u8], is_in: bool) -> Heard<'_> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match self {
            Self::Plain => plain::hear(line, is_in),
            Self::App => app::hear(line),
            Self::Irc => irc::hear(line),
        }
    }
}

/// The server's words, fit for a terminal.
fn sent_away(words: &[u8]) -> Heard<'static> {
    let words = crate::sentences::clean(&String::from_utf8_lossy(words));
    Heard::SentAway(SentAway {
        words,
        asks_password: false,
    })
}
