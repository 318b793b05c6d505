//! A client that speaks the app dialect through the real codec, one request at a time.

use std::collections::VecDeque;
use std::net::SocketAddr;

use tertulia_protocol::app::{self, Decoder};
use tertulia_protocol::{
    Ack, ClientMessage, Hello, MAX_LINE_BYTES, Number, Refused, ServerMessage, Token, VERSION,
    Welcome,
};

use crate::{Codec, Conversation};

/// JSON Lines.
#[derive(Debug)]
pub struct AppCodec {
    decoder: Decoder<ServerMessage>,
    last_number: u64,
}

impl Default for AppCodec {
    fn default() -> Self {
        Self {
            decoder: Decoder::skipping_greeting(MAX_LINE_BYTES),
            last_number: 0,
        }
    }
}

impl Codec for AppCodec {
    type Item = ServerMessage;

    fn decode(&mut self, mut bytes: &[u8], messages: &mut VecDeque<ServerMessage>) {
        while let Some(message) = self.decoder.decode(&mut bytes) {
            messages.push_back(message.unwrap());
        }
    }
}

/// A client that speaks the app dialect.
pub type AppClient = Conversation<AppCodec>;

/// The usual introduction, without a token.
#[must_use]
pub fn hello(name: &str) -> Hello {
    Hello {
        name: name.to_owned(),
        version: VERSION,
        client: Some("end-to-end test".to_owned()),
        token: None,
        last_seen: None,
        run: None,
        password: None,
    }
}

/// The session's secret with this number.
#[must_use]
pub fn token(number: u8) -> Token {
    Token([number; 16])
}

impl AppClient {
    /// Connects and gets in as `name`, without a token.
    #[track_caller]
    #[must_use]
    pub fn join(address: SocketAddr, name: &str) -> (Self, Welcome) {
        Self::introduce(address, hello(name))
    }

    /// Connects and gets in with this hello.
    #[track_caller]
    #[must_use]
    pub fn introduce(address: SocketAddr, hello: Hello) -> (Self, Welcome) {
        let mut client = Self::open(address);
        let welcome = client.enter(hello);
        (client, welcome)
    }

    /// Gets in with this hello.
    #[track_caller]
    pub fn enter(&mut self, hello: Hello) -> Welcome {
        self.send(&ClientMessage::Hello(hello));
        match self.next("the welcome") {
            ServerMessage::Welcome(welcome) => *welcome,
            other => panic!("no welcome: {other:?}"),
        }
    }

    /// Sends one message.
    #[track_caller]
    pub fn send(&mut self, message: &ClientMessage) {
        let mut line = Vec::new();
        app::encode(message, &mut line);
        self.send_bytes(&line);
    }

    /// Sends this text as one line, whatever it is.
    #[track_caller]
    pub fn send_raw(&mut self, line: &str) {
        self.send_bytes(format!("{line}\n").as_bytes());
    }

    /// Says something to everybody, under the next number.
    #[track_caller]
    pub fn say(&mut self, text: &str) -> Number {
        self.ask(|number| ClientMessage::Say {
            number,
            text: text.to_owned(),
            action: false,
        })
    }

    /// Writes to one person, under the next number.
    #[track_caller]
    pub fn direct(&mut self, to: &str, text: &str) -> Number {
        let (to, text) = (to.to_owned(), text.to_owned());
        self.ask(|number| ClientMessage::Direct {
            number,
            to,
            person: None,
            text,
        })
    }

    /// Wants another name, under the next number.
    #[track_caller]
    pub fn rename(&mut self, name: &str) -> Number {
        self.ask(|number| ClientMessage::Rename {
            number,
            name: name.to_owned(),
        })
    }

    /// Sends a request under the next number: 1, 2, 3…
    #[track_caller]
    pub fn ask(&mut self, request: impl FnOnce(Number) -> ClientMessage) -> Number {
        self.codec.last_number += 1;
        let number = Number(self.codec.last_number);
        self.send(&request(number));
        number
    }

    /// The confirmation of this number; what comes before it can still be taken.
    #[track_caller]
    pub fn wait_ack(&mut self, number: Number) -> Ack {
        let is_it = |message: &ServerMessage| matches!(message, ServerMessage::Ack(ack) if ack.number == number);
        match self.wait(&format!("the ack of {number}"), is_it) {
            ServerMessage::Ack(ack) => ack,
            other => unreachable!("{other:?}"),
        }
    }

    /// The next refusal; what comes before it can still be taken.
    #[track_caller]
    pub fn wait_refused(&mut self) -> Refused {
        match self.wait("a refusal", |message| {
            matches!(message, ServerMessage::Refused(_))
        }) {
            ServerMessage::Refused(refused) => refused,
            other => unreachable!("{other:?}"),
        }
    }

    /// The text of the next message to everybody, with its sender's name.
    #[track_caller]
    pub fn wait_said(&mut self) -> (String, String) {
        match self.wait("a message", |message| {
            matches!(message, ServerMessage::Said(_))
        }) {
            ServerMessage::Said(said) => (said.from.name.to_string(), said.text),
            other => unreachable!("{other:?}"),
        }
    }

    /// Everything before the operator says `text`, which is taken too.
    #[track_caller]
    pub fn until_operator(&mut self, text: &str) -> Vec<ServerMessage> {
        self.until(
            &format!("the operator's {text:?}"),
            |message| matches!(message, ServerMessage::Operator(operator) if operator.text == text),
        )
    }
}
