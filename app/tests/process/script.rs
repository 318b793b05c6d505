//! A script that chats through `client --terminal --json`, and starts that again when it was killed.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use rustix::process::Signal;
use serde_json::{Value, json};
use tertulia_protocol::{MessageId, PersonId};

use crate::account::Account;
use crate::harness::{Home, Running};

/// The script, with what it knows over all the programs it started.
pub(crate) struct Script {
    account: Account,
    client: Option<Running>,
    /// The client tells what is kept of earlier, and has not come to what is new.
    restoring: bool,
    /// What was given under which number, from 1.
    given: Vec<(Option<String>, String)>,
    /// What was confirmed, as which message.
    settled: BTreeMap<u64, MessageId>,
    /// What this client has taken in.
    known: Vec<u64>,
    /// How often a client went on where one was killed.
    pub(crate) continued: u64,
}

impl Script {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            account: Account {
                name: name.to_owned(),
                person: PersonId(0),
                since: MessageId(0),
                confirmed: Vec::new(),
                heard: Vec::new(),
                resent: 0,
            },
            client: None,
            restoring: false,
            given: Vec::new(),
            settled: BTreeMap::new(),
            known: Vec::new(),
            continued: 0,
        }
    }

    /// Starts a client, which goes on where the one before it was killed.
    pub(crate) fn start(&mut self, home: &Home, address: SocketAddr) {
        let words = ["--json", "--continue"];
        self.client = Some(home.terminal(address, &self.account.name, &words));
        self.restoring = true;
        self.known.clear();
        self.account.heard.push(Vec::new());
    }

    /// Kills the client, whatever it is doing.
    pub(crate) fn kill(&mut self) {
        let client = self.client.take().expect("a client runs");
        client.signal(Signal::KILL);
        let ended = client.end();
        assert_eq!(
            (ended.code, ended.stderr.contains("panicked")),
            (None, false)
        );
        if self.restoring {
            // It had not told everything yet.
            self.account.heard.pop();
        }
    }

    /// Whether the client still tells what is kept of earlier.
    pub(crate) fn is_restoring(&self) -> bool {
        self.restoring
    }

    /// Gives the client something new to say. Before it has told what is kept that is only noted.
    pub(crate) fn say(&mut self, to: Option<&str>, text: &str) {
        self.given.push((to.map(str::to_owned), text.to_owned()));
        if !self.restoring {
            self.give(self.given.len());
        }
    }

    /// Whether this client has taken in a message.
    pub(crate) fn has_taken_in(&self) -> bool {
        !self.known.is_empty()
    }

    /// How much was given and is not confirmed.
    pub(crate) fn unconfirmed(&self) -> usize {
        self.given.len() - self.settled.len()
    }

    /// How much was given.
    pub(crate) fn asked(&self) -> usize {
        self.given.len()
    }

    /// The client's next object, of which note is taken.
    pub(crate) fn next(&mut self) -> Value {
        let line = self.client.as_ref().expect("a client runs").line();
        let object: Value = serde_json::from_str(&line).unwrap();
        let number = object["number"].as_u64();
        match object["type"].as_str().unwrap() {
            "continued" => self.continued += 1,
            "restored_own" => {
                self.known.extend(number);
                self.settle(&object);
            }
            "waiting" => {
                if self.restoring {
                    self.account.resent += 1;
                }
                self.known.extend(number);
            }
            "restored_message" => self.hear(&object["message"]),
            "looking_up" | "connecting" | "connected" if self.restoring => {
                self.restoring = false;
                for number in 1..=self.given.len() {
                    if !self.known.contains(&(number as u64)) {
                        self.give(number);
                    }
                }
            }
            "welcome" => {
                let person = PersonId(object["you"]["id"].as_u64().unwrap());
                if self.account.person == PersonId(0) {
                    self.account.since = MessageId(object["latest"].as_u64().unwrap());
                    self.account.person = person;
                }
                assert_eq!(person, self.account.person, "{line}");
            }
            "confirmed" => self.settle(&object),
            "said" | "private" | "operator" => self.hear(&object),
            "failed" | "gap" | "ended" | "keeping" => {
                panic!("{}: {line} in\n{}", self.account.name, self.so_far())
            }
            _ => {}
        }
        object
    }

    /// The latest lines of the client.
    pub(crate) fn so_far(&self) -> String {
        let all = self
            .client
            .as_ref()
            .map_or_else(String::new, Running::so_far);
        let from = all.lines().count().saturating_sub(60);
        all.lines().skip(from).collect::<Vec<_>>().join("\n")
    }

    /// What this script knows.
    pub(crate) fn into_account(mut self) -> Account {
        self.account.confirmed = self
            .settled
            .iter()
            .map(|(number, id)| (*id, self.given[*number as usize - 1].1.clone()))
            .collect();
        self.account
    }

    fn give(&mut self, number: usize) {
        let (to, text) = &self.given[number - 1];
        let request = match to {
            None => json!({"type": "say", "number": number, "text": text}),
            Some(to) => json!({"type": "direct", "number": number, "to": to, "text": text}),
        };
        let client = self.client.as_mut().expect("a client runs");
        client.type_line(&request.to_string());
    }

    fn settle(&mut self, object: &Value) {
        let number = object["number"].as_u64().unwrap();
        let id = MessageId(object["id"].as_u64().unwrap());
        match self.settled.insert(number, id) {
            None => {}
            // Told once more by the next client, and by none twice.
            Some(before) => {
                let told_again = self.restoring || object["type"] == "restored_own";
                assert!(
                    before == id && told_again,
                    "{number} was {before}: {object}"
                );
            }
        }
    }

    fn hear(&mut self, message: &Value) {
        let id = MessageId(message["id"].as_u64().unwrap());
        let text = message["text"].as_str().unwrap().to_owned();
        self.account.heard.last_mut().unwrap().push((id, text));
    }
}
