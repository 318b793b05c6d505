//! A client that sends and reads lines of text, as `nc` does.

use std::collections::VecDeque;
use std::net::SocketAddr;

use crate::{Codec, Conversation};

/// Lines of text.
#[derive(Debug, Default)]
pub struct PlainCodec {
    unfinished: Vec<u8>,
}

impl Codec for PlainCodec {
    type Item = String;

    fn decode(&mut self, bytes: &[u8], lines: &mut VecDeque<String>) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.unfinished.extend_from_slice(piece);
            if self.unfinished.pop_if(|last| *last == b'\n').is_some() {
                let line = String::from_utf8(std::mem::take(&mut self.unfinished));
                lines.push_back(line.unwrap());
            }
        }
    }
}

/// A client that speaks plain text.
pub type PlainClient = Conversation<PlainCodec>;

impl PlainClient {
    /// Connects and gets in as `name`, without waiting for the prompt.
    #[track_caller]
    #[must_use]
    pub fn join(address: SocketAddr, name: &str) -> Self {
        let mut client = Self::open(address);
        client.line(name);
        // On a computer that is busy the prompt may have been due before the name was there.
        let mut line = client.next("the welcome");
        if line.starts_with("Tertulia 1. ") {
            line = client.next("the welcome after the prompt");
        }
        assert_welcome(name, &line);
        client
    }

    /// Sends `name` and reads the welcome.
    #[track_caller]
    pub fn enter(&mut self, name: &str) {
        self.line(name);
        self.expect_welcome(name);
    }

    /// Reads the welcome, which must come next.
    #[track_caller]
    pub fn expect_welcome(&mut self, name: &str) {
        let line = self.next("the welcome");
        assert_welcome(name, &line);
    }

    /// Sends exactly this text: no newline is added.
    #[track_caller]
    pub fn send(&mut self, text: &str) {
        self.send_bytes(text.as_bytes());
    }

    /// Sends this text and a newline.
    #[track_caller]
    pub fn line(&mut self, text: &str) {
        self.send(&format!("{text}\n"));
    }

    /// The next line must be this one.
    #[track_caller]
    pub fn expect_line(&mut self, line: &str) {
        assert_eq!(self.next(&format!("the line {line:?}")), line);
    }

    /// The next line must begin so.
    #[track_caller]
    pub fn expect_start(&mut self, start: &str) -> String {
        let line = self.next(&format!("a line that begins with {start:?}"));
        assert!(
            line.starts_with(start),
            "awaited a line that begins with {start:?}: {line:?}"
        );
        line
    }

    /// This line must come; what comes before it can still be read.
    #[track_caller]
    pub fn wait_line(&mut self, line: &str) {
        self.wait(&format!("the line {line:?}"), |came| came == line);
    }

    /// Everything before this line, which is taken too.
    #[track_caller]
    pub fn lines_until(&mut self, line: &str) -> Vec<String> {
        self.until(&format!("the line {line:?}"), |came| came == line)
    }
}

#[track_caller]
fn assert_welcome(name: &str, line: &str) {
    assert!(
        line.starts_with(&format!("Welcome, {name}. ")),
        "no welcome for {name}: {line}"
    );
}
