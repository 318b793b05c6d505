//! A client that speaks the app dialect as `PROTOCOL.md` tells a good client to: it comes back,
//! resumes its session and sends again what has no verdict.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use tertulia_protocol::app::{self, Decoder};
use tertulia_protocol::{
    ClientMessage, Hello, MAX_LINE_BYTES, MessageId, Number, PersonId, Refused, RunId,
    ServerMessage, Token, VERSION,
};

use crate::account::Account;
use crate::harness::PATIENCE;

/// Somebody with a session.
#[derive(Debug)]
pub(crate) struct ReturningClient {
    account: Account,
    token: Token,
    run: Option<RunId>,
    seen: Option<MessageId>,
    last_number: u64,
    /// What has no verdict so far.
    open: VecDeque<(Number, ClientMessage)>,
    /// The requests that were refused, with the reason.
    pub(crate) refused: Vec<(Number, Refused)>,
    link: Option<Link>,
}

#[derive(Debug)]
struct Link {
    stream: TcpStream,
    decoder: Decoder<ServerMessage>,
    pending: VecDeque<ServerMessage>,
}

impl ReturningClient {
    /// Somebody who was not connected so far. No two may have the same `secret`.
    pub(crate) fn new(name: &str, secret: u8) -> Self {
        Self {
            account: Account {
                name: name.to_owned(),
                person: PersonId(0),
                since: MessageId(0),
                confirmed: Vec::new(),
                heard: vec![Vec::new()],
                resent: 0,
            },
            token: Token([secret; 16]),
            run: None,
            seen: None,
            last_number: 0,
            open: VecDeque::new(),
            refused: Vec::new(),
            link: None,
        }
    }

    /// Comes in, or back, and sends again what has no verdict.
    ///
    /// # Errors
    /// When the connection cannot be made or breaks; try again then.
    pub(crate) fn connect(&mut self, address: SocketAddr) -> io::Result<()> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        self.link = Some(Link {
            stream,
            decoder: Decoder::skipping_greeting(MAX_LINE_BYTES),
            pending: VecDeque::new(),
        });
        let hello = Hello {
            name: self.account.name.clone(),
            version: VERSION,
            client: Some("test".to_owned()),
            token: Some(self.token),
            last_seen: self.seen,
            run: self.run,
            password: None,
        };
        self.send(&ClientMessage::Hello(hello))?;
        let welcome = match self.receive()? {
            ServerMessage::Welcome(welcome) => welcome,
            other => panic!("{}: no welcome: {other:?}", self.account.name),
        };
        let name = &self.account.name;
        if self.run.is_none() {
            self.account.person = welcome.you.id;
            self.account.since = welcome.latest;
            self.seen = Some(welcome.latest);
        } else {
            assert!(welcome.resumed, "{name} was forgotten: {welcome:?}");
            assert_eq!(welcome.gap, None, "{name} missed too much");
            assert_eq!(welcome.you.id, self.account.person, "{name}");
            assert_eq!(Some(welcome.run), self.run, "{name}");
        }
        assert_eq!(welcome.you.name.as_str(), *name);
        self.run = Some(welcome.run);
        for at in 0..self.open.len() {
            let request = self.open[at].1.clone();
            self.account.resent += 1;
            self.send(&request)?;
        }
        Ok(())
    }

    /// Says something to everybody, or to one person. It counts as said also when the connection
    /// breaks: then it is sent when this client is back.
    pub(crate) fn say(&mut self, to: Option<&str>, text: &str) -> io::Result<Number> {
        self.last_number += 1;
        let (number, text) = (Number(self.last_number), text.to_owned());
        let request = match to {
            None => ClientMessage::Say {
                number,
                text,
                action: false,
            },
            Some(to) => ClientMessage::Direct {
                number,
                to: to.to_owned(),
                person: None,
                text,
            },
        };
        self.open.push_back((number, request.clone()));
        self.send(&request)?;
        Ok(number)
    }

    /// How many requests have no verdict so far.
    pub(crate) fn unconfirmed(&self) -> usize {
        self.open.len()
    }

    /// How many requests there were.
    pub(crate) fn asked(&self) -> u64 {
        self.last_number
    }

    /// The next message, of which note is taken.
    ///
    /// # Errors
    /// When the connection ended.
    pub(crate) fn next(&mut self) -> io::Result<ServerMessage> {
        let message = self.receive()?;
        match &message {
            ServerMessage::Ack(ack) => {
                let request = self.decide(ack.number);
                let text = match request {
                    ClientMessage::Say { text, .. } | ClientMessage::Direct { text, .. } => text,
                    other => panic!("{other:?} was not said"),
                };
                let id = ack.id.expect("a message has an id");
                self.saw(id);
                self.account.confirmed.push((id, text));
            }
            ServerMessage::Refused(refused) => {
                let number = refused.number.expect("every request has a number");
                self.decide(number);
                self.refused.push((number, refused.clone()));
            }
            ServerMessage::Said(said) => self.hear(said.id, &said.text),
            ServerMessage::Private(private) => self.hear(private.id, &private.text),
            ServerMessage::Operator(operator) => self.hear(operator.id, &operator.text),
            _ => {}
        }
        Ok(message)
    }

    /// What this client knows.
    pub(crate) fn into_account(self) -> Account {
        self.account
    }

    fn decide(&mut self, number: Number) -> ClientMessage {
        let place = self.open.iter().position(|(open, _)| *open == number);
        let place = place.unwrap_or_else(|| panic!("a second verdict on {number}"));
        self.open.remove(place).unwrap().1
    }

    fn hear(&mut self, id: MessageId, text: &str) {
        self.saw(id);
        self.account.heard[0].push((id, text.to_owned()));
    }

    fn saw(&mut self, id: MessageId) {
        self.seen = self.seen.max(Some(id));
    }

    fn send(&mut self, message: &ClientMessage) -> io::Result<()> {
        let mut line = Vec::new();
        app::encode(message, &mut line);
        let link = self.link.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        link.stream.write_all(&line)
    }

    fn receive(&mut self) -> io::Result<ServerMessage> {
        let link = self.link.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        loop {
            if let Some(message) = link.pending.pop_front() {
                return Ok(message);
            }
            let mut buffer = [0; 16 << 10];
            let count = match link.stream.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    panic!("{} heard nothing for {PATIENCE:?}", self.account.name)
                }
                Err(error) => return Err(error),
            };
            let mut bytes = &buffer[..count];
            while let Some(message) = link.decoder.decode(&mut bytes) {
                link.pending.push_back(message.unwrap());
            }
        }
    }
}
