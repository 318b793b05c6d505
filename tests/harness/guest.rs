//! A client of either dialect, for what must hold in both.

use std::net::SocketAddr;

use tertulia_protocol::{Dialect, Language, Phrases, ServerMessage, plain};

use crate::{AppClient, PlainClient, StreamEnd};

/// A client of either dialect. What an app client is told is shown as the lines that a plain client
/// would read of it, so that one expectation serves both.
#[derive(Debug)]
pub enum Guest {
    /// Plain text.
    Plain(PlainClient),
    /// JSON Lines.
    App(Box<AppClient>),
}

impl Guest {
    /// Connects and gets in as `name`.
    #[track_caller]
    #[must_use]
    pub fn join(address: SocketAddr, dialect: Dialect, name: &str) -> Self {
        match dialect {
            Dialect::Plain => Self::Plain(PlainClient::join(address, name)),
            Dialect::App => Self::App(Box::new(AppClient::join(address, name).0)),
        }
    }

    /// This side's address.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        match self {
            Self::Plain(client) => client.local_addr(),
            Self::App(client) => client.local_addr(),
        }
    }

    /// How many bytes were sent and received so far.
    #[must_use]
    pub fn traffic(&self) -> (u64, u64) {
        match self {
            Self::Plain(client) => client.traffic(),
            Self::App(client) => client.traffic(),
        }
    }

    /// Says something to everybody.
    #[track_caller]
    pub fn say(&mut self, text: &str) {
        match self {
            Self::Plain(client) => client.line(text),
            Self::App(client) => {
                client.say(text);
            }
        }
    }

    /// Writes to one person.
    #[track_caller]
    pub fn direct(&mut self, to: &str, text: &str) {
        match self {
            Self::Plain(client) => client.line(&format!("/msg {to} {text}")),
            Self::App(client) => {
                client.direct(to, text);
            }
        }
    }

    /// Wants another name.
    #[track_caller]
    pub fn rename(&mut self, name: &str) {
        match self {
            Self::Plain(client) => client.line(&format!("/nick {name}")),
            Self::App(client) => {
                client.rename(name);
            }
        }
    }

    /// This must come; what comes before it can still be read.
    #[track_caller]
    pub fn wait_line(&mut self, line: &str) {
        match self {
            Self::Plain(client) => client.wait_line(line),
            Self::App(client) => {
                client.wait(&format!("the line {line:?}"), |message| {
                    as_lines(message) == line
                });
            }
        }
    }

    /// Whatever comes next.
    #[track_caller]
    pub fn next_line(&mut self) -> String {
        match self {
            Self::Plain(client) => client.next("a line"),
            Self::App(client) => as_lines(&client.next("a message")),
        }
    }

    /// Everything before this line, which is taken too.
    #[track_caller]
    pub fn lines_until(&mut self, line: &str) -> Vec<String> {
        match self {
            Self::Plain(client) => client.lines_until(line),
            Self::App(client) => {
                let awaited = format!("the line {line:?}");
                let messages = client.until(&awaited, |message| as_lines(message) == line);
                messages.iter().map(as_lines).collect()
            }
        }
    }

    /// Everything until the stream's end, and how it ended.
    #[track_caller]
    pub fn read_until_end(&mut self) -> (Vec<String>, StreamEnd) {
        match self {
            Self::Plain(client) => client.read_until_end(),
            Self::App(client) => {
                let (messages, end) = client.read_until_end();
                (messages.iter().map(as_lines).collect(), end)
            }
        }
    }
}

/// A message as a plain client reads it.
fn as_lines(message: &ServerMessage) -> String {
    let mut bytes = Vec::new();
    plain::encode(message, &Phrases::new(Language::En), &mut bytes);
    String::from_utf8(bytes)
        .unwrap()
        .trim_end_matches('\n')
        .to_owned()
}
