//! A server as the protocol's description promises it, with one session and without anything but
//! texts to everybody.

use std::collections::{HashMap, VecDeque};

use tertulia_protocol::app::{self, Decoder};
use tertulia_protocol::{
    Ack, ClientMessage, Goodbye, GoodbyeReason, Hello, MAX_LINE_BYTES, MessageId, Name, Number,
    Person, PersonId, Said, ServerMessage, UnixMillis,
};

use crate::connection::seen::tests::welcome;

/// What the server knows of the one token.
#[derive(Default)]
pub(super) struct Account {
    pub(super) known: bool,
    verdicts: HashMap<Number, Ack>,
    decided: Option<Number>,
}

/// The model.
pub(super) struct ModelServer {
    pub(super) account: Account,
    pub(super) log: Vec<Said>,
    pub(super) decoder: Option<Decoder<ClientMessage>>,
    pub(super) welcomed: bool,
    pub(super) out: Vec<u8>,
    arrivals: VecDeque<u64>,
}

impl ModelServer {
    pub(super) fn new() -> Self {
        Self {
            account: Account::default(),
            log: Vec::new(),
            decoder: None,
            welcomed: false,
            out: Vec::new(),
            arrivals: VecDeque::new(),
        }
    }

    pub(super) fn accept(&mut self) {
        self.decoder = Some(Decoder::new(MAX_LINE_BYTES));
        self.welcomed = false;
        self.out.clear();
        self.arrivals.clear();
    }

    fn append(&mut self, from: u64, text: &str) -> MessageId {
        let id = MessageId(self.log.len() as u64 + 1);
        let name = Name::parse(if from == 1 { "Ana" } else { "Bea" }).unwrap();
        let from = Person {
            id: PersonId(from),
            name,
        };
        self.log.push(Said {
            id,
            time: UnixMillis(id.0),
            from,
            text: text.to_owned(),
            action: false,
        });
        id
    }

    pub(super) fn somebody_says(&mut self, text: &str) {
        self.append(2, text);
        if self.welcomed {
            let said = self.log.last().unwrap().clone();
            app::encode(&ServerMessage::Said(said), &mut self.out);
        }
    }

    pub(super) fn handle_bytes(&mut self, now: u64, mut bytes: &[u8], echo_missed: bool) {
        while let Some(message) = self
            .decoder
            .as_mut()
            .and_then(|decoder| decoder.decode(&mut bytes))
        {
            match message.expect("the client writes what the server reads") {
                ClientMessage::Hello(hello) => self.welcome(&hello, echo_missed),
                ClientMessage::Say { number, text, .. } => self.say(now, number, &text),
                ClientMessage::Ping { number } => {
                    app::encode(&ServerMessage::Pong { number }, &mut self.out);
                }
                ClientMessage::Quit => {
                    let goodbye = Goodbye {
                        reason: GoodbyeReason::Quit,
                        message: String::new(),
                        until: None,
                    };
                    app::encode(&ServerMessage::Goodbye(goodbye), &mut self.out);
                }
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    fn welcome(&mut self, hello: &Hello, echo_missed: bool) {
        let last_seen = hello.last_seen.unwrap_or_default();
        let latest = self.log.len() as u64;
        let missed: Vec<Said> = if self.account.known {
            let missed = self.log.iter().filter(|said| said.id > last_seen);
            missed
                .filter(|said| echo_missed || said.from.id != PersonId(1))
                .cloned()
                .collect()
        } else {
            Vec::new()
        };
        let mut welcome = welcome(1, latest, missed.len() as u32, self.account.known);
        welcome.decided = self.account.decided;
        self.account.known = true;
        self.welcomed = true;
        app::encode(&ServerMessage::Welcome(Box::new(welcome)), &mut self.out);
        for said in missed {
            app::encode(&ServerMessage::Said(said), &mut self.out);
        }
    }

    fn say(&mut self, now: u64, number: Number, text: &str) {
        let ack = if let Some(ack) = self.account.verdicts.get(&number) {
            ack.clone()
        } else {
            assert!(self.account.decided < Some(number), "a number went back");
            self.arrivals.push_back(now);
            self.arrivals.retain(|arrival| arrival + 1_000 > now);
            assert!(self.arrivals.len() <= 5, "the rate limit was tripped");
            let id = Some(self.append(1, text));
            let ack = Ack {
                number,
                id,
                time: UnixMillis(now),
            };
            self.account.verdicts.insert(number, ack.clone());
            self.account.decided = Some(number);
            ack
        };
        app::encode(&ServerMessage::Ack(ack), &mut self.out);
    }
}
