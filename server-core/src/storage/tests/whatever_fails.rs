//! Whatever fails, breaks or restarts, and whenever: nothing that was confirmed is lost, nothing is
//! kept or heard twice, nothing that was refused is heard, and everybody hears one order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;

use super::{forgetful, unlimited};
use crate::simulation::Simulation;
use crate::storage::Disk;
use crate::{ClientId, Recipients};

const NAMES: [&str; 3] = ["Ana", "Luis", "Eva"];

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    Say(usize),
    Direct(usize, usize),
    Rename(usize),
    Page(usize),
    PlainSays,
    OperatorSays,
    /// The connection breaks; with what was on its way, or after it.
    Break(usize, bool),
    Return(usize),
    Full(bool),
    Commit,
    /// A commit during which other things happen, of which the commit knows nothing.
    CommitWhile(Vec<Step>),
    Probe,
    Pass,
    Kill,
}

fn simple_step() -> impl Strategy<Value = Step> {
    let who = 0..NAMES.len();
    prop_oneof![
        6 => who.clone().prop_map(Step::Say),
        3 => (who.clone(), who.clone()).prop_map(|(from, to)| Step::Direct(from, to)),
        1 => who.clone().prop_map(Step::Rename),
        1 => who.clone().prop_map(Step::Page),
        3 => Just(Step::PlainSays),
        1 => Just(Step::OperatorSays),
        2 => (who.clone(), any::<bool>()).prop_map(|(who, lossy)| Step::Break(who, lossy)),
        4 => who.prop_map(Step::Return),
        3 => any::<bool>().prop_map(Step::Full),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => simple_step(),
        8 => Just(Step::Commit),
        5 => prop::collection::vec(simple_step(), 1..6).prop_map(Step::CommitWhile),
        1 => Just(Step::Probe),
        1 => Just(Step::Pass),
        2 => Just(Step::Kill),
    ]
}

/// An app client that does what PROTOCOL.md says.
#[derive(Default)]
struct Client {
    connection: Option<ClientId>,
    welcomed: bool,
    next_number: u64,
    undecided: BTreeMap<u64, String>,
    /// The texts of the numbers, for what became of them.
    texts: BTreeMap<u64, String>,
    confirmed: BTreeMap<u64, Option<u64>>,
    refused: BTreeSet<u64>,
    last_seen: u64,
    heard: Vec<u64>,
    /// Stretches that need not be heard, since the session was new.
    excused: Vec<(u64, u64)>,
    /// A welcome may have been lost, and with it, since when the session is.
    unsure: bool,
}

struct World {
    server: Simulation,
    disk: Disk,
    clients: Vec<Client>,
    plain: Plain,
    said: u64,
}

/// A plain client, which counts for itself.
#[derive(Default)]
struct Plain {
    connection: Option<ClientId>,
    sent: Vec<String>,
    confirmed: u64,
    verdicts: usize,
}

impl World {
    fn new() -> Self {
        let disk = Disk::default();
        let mut server = Simulation::on(&disk, unlimited(), forgetful());
        server.hold(true);
        Self {
            server,
            disk,
            clients: NAMES.iter().map(|_| Client::default()).collect(),
            plain: Plain::default(),
            said: 0,
        }
    }

    fn text(&mut self) -> String {
        self.said += 1;
        format!("text {}", self.said)
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Say(who) => {
                let text = self.text();
                let request = format!(r#"{{"type":"say","number":NUMBER,"text":"{text}"}}"#);
                self.ask(who, &request, text);
            }
            Step::Direct(from, to) => {
                let text = self.text();
                let request = format!(
                    r#"{{"type":"direct","number":NUMBER,"to":"{}","text":"{text}"}}"#,
                    NAMES[to]
                );
                self.ask(from, &request, text);
            }
            Step::Rename(who) => {
                let name = format!("{} {}", NAMES[who], self.said + 100);
                let request = format!(r#"{{"type":"rename","number":NUMBER,"name":"{name}"}}"#);
                self.ask(who, &request, String::new());
                let back = format!(
                    r#"{{"type":"rename","number":NUMBER,"name":"{}"}}"#,
                    NAMES[who]
                );
                self.ask(who, &back, String::new());
            }
            Step::Page(who) => {
                if let Some(connection) = self.clients[who].connection {
                    self.send(connection, "{\"type\":\"history\",\"limit\":50}\n");
                }
            }
            Step::PlainSays => self.plain_says(),
            Step::OperatorSays => {
                let text = self.text();
                self.server
                    .room(|hub, now| hub.handle_operator(&Recipients::Everyone, &text, now));
            }
            Step::Break(who, lossy) => {
                if !lossy {
                    self.read(who);
                }
                let client = &mut self.clients[who];
                client.unsure |= !client.welcomed;
                if let Some(connection) = client.connection.take() {
                    if !self.server.is_ended(connection) {
                        self.server.close(connection);
                    }
                    self.server.read(connection);
                }
            }
            Step::Return(who) => self.come_back(who),
            Step::Full(full) => self.disk.set_full(full),
            Step::Commit => self.server.commit(),
            Step::CommitWhile(steps) => {
                // The room is not told before these have happened.
                let mut world = std::mem::replace(self, Self::new());
                let mut server = std::mem::replace(&mut world.server, Self::new().server);
                let placeholder = &mut world;
                server.commit_while(|server| {
                    std::mem::swap(server, &mut placeholder.server);
                    for step in steps {
                        placeholder.take(step);
                    }
                    std::mem::swap(server, &mut placeholder.server);
                });
                world.server = server;
                *self = world;
            }
            Step::Probe => self.server.probe(),
            Step::Pass => self.server.pass(Duration::from_secs(31)),
            Step::Kill => {
                self.read_all();
                self.server.restart();
                for client in &mut self.clients {
                    client.unsure |= client.connection.take().is_some() && !client.welcomed;
                }
                self.plain = Plain::default();
            }
        }
        self.read_all();
    }

    fn send(&mut self, connection: ClientId, text: &str) {
        if !self.server.is_ended(connection) {
            self.server.send(connection, text);
        }
    }

    /// Keeps a request before it is sent.
    fn ask(&mut self, who: usize, request: &str, text: String) {
        let client = &mut self.clients[who];
        client.next_number += 1;
        let number = client.next_number;
        let request = request.replace("NUMBER", &number.to_string()) + "\n";
        client.undecided.insert(number, request.clone());
        client.texts.insert(number, text);
        if let Some(connection) = client.connection.filter(|_| client.welcomed) {
            self.send(connection, &request);
        }
    }

    fn come_back(&mut self, who: usize) {
        let client = &mut self.clients[who];
        if client.connection.is_some() {
            return;
        }
        client.welcomed = false;
        let hello = format!(
            "{{\"type\":\"hello\",\"name\":\"{}\",\"version\":1,\"token\":\"{:032x}\",\
             \"last_seen\":{},\"run\":\"0000000000000007\"}}\n",
            NAMES[who],
            who + 1,
            client.last_seen
        );
        let connection = self.server.connect();
        self.clients[who].connection = Some(connection);
        self.send(connection, &hello);
    }

    fn plain_says(&mut self) {
        let text = self.text();
        let connection = match self.plain.connection {
            Some(connection) => connection,
            None => {
                let connection = self.server.connect();
                self.plain.connection = Some(connection);
                self.send(connection, "Pia\n");
                connection
            }
        };
        self.plain.sent.push(text.clone());
        self.send(connection, &(text + "\n"));
    }

    fn read_all(&mut self) {
        (0..NAMES.len()).for_each(|who| self.read(who));
        let Some(connection) = self.plain.connection else {
            return;
        };
        for line in self.server.read(connection).lines() {
            if let Some(number) = line.strip_prefix("* received #") {
                self.plain.confirmed += 1;
                assert_eq!(
                    number,
                    self.plain.confirmed.to_string(),
                    "counted from 1 on"
                );
                let sent = &self.plain.sent[self.plain.verdicts];
                assert_eq!(self.kept(sent), 1, "confirmed, so kept: {sent}");
                self.plain.verdicts += 1;
            } else if line.starts_with("Error: ") {
                let sent = &self.plain.sent[self.plain.verdicts];
                assert_eq!(self.kept(sent), 0, "refused, so not kept: {sent}");
                self.plain.verdicts += 1;
            }
        }
    }

    fn read(&mut self, who: usize) {
        let Some(connection) = self.clients[who].connection else {
            return;
        };
        let read = self.server.read(connection);
        for line in read.lines().filter(|line| line.starts_with('{')) {
            let message: Value = serde_json::from_str(line).unwrap();
            self.hear(who, connection, &message);
        }
        if self.server.is_ended(connection) {
            let client = &mut self.clients[who];
            client.unsure |= !client.welcomed;
            client.connection = None;
        }
    }

    fn hear(&mut self, who: usize, connection: ClientId, message: &Value) {
        let number = || message["number"].as_u64().unwrap();
        let client = &mut self.clients[who];
        match message["type"].as_str().unwrap() {
            "welcome" => {
                client.welcomed = true;
                let unsure = std::mem::take(&mut client.unsure);
                if unsure || !message["resumed"].as_bool().unwrap() {
                    let latest = message["latest"].as_u64().unwrap();
                    client.excused.push((client.last_seen, latest));
                }
                let again: Vec<String> = client.undecided.values().cloned().collect();
                for request in again {
                    self.send(connection, &request);
                }
            }
            "ack" => {
                let (number, id) = (number(), message["id"].as_u64());
                client.undecided.remove(&number);
                let before = client.confirmed.insert(number, id);
                assert!(before.is_none_or(|before| before == id), "one verdict");
                assert!(!client.refused.contains(&number), "one verdict");
                client.last_seen = client.last_seen.max(id.unwrap_or(0));
            }
            "refused" => {
                assert!(message.get("number").is_some(), "{message}");
                client.undecided.remove(&number());
                client.refused.insert(number());
                assert!(!client.confirmed.contains_key(&number()), "one verdict");
            }
            "said" | "private" | "operator" => {
                let id = message["id"].as_u64().unwrap();
                assert!(
                    client.heard.last().is_none_or(|last| *last < id),
                    "in order and once: {id} after {:?}",
                    client.heard
                );
                client.heard.push(id);
                client.last_seen = client.last_seen.max(id);
                let text = message["text"].as_str().unwrap();
                assert_eq!(self.kept(text), 1, "heard, so kept: {text}");
            }
            "history" => {
                for posted in message["messages"].as_array().unwrap() {
                    let text = posted["text"].as_str().unwrap();
                    assert_eq!(self.kept(text), 1, "in a page, so kept: {text}");
                }
            }
            _ => {}
        }
    }

    /// How often a text was kept.
    fn kept(&self, text: &str) -> usize {
        let messages = self.disk.messages();
        let texts = messages.iter().map(|message| text_of(&message.posted));
        texts.filter(|kept| *kept == text).count()
    }

    /// The disk works again, everybody comes back, and everything is settled.
    fn settle(&mut self) {
        self.disk.set_full(false);
        for _ in 0..4 {
            for who in 0..NAMES.len() {
                self.come_back(who);
            }
            self.server.commit();
            self.read_all();
        }
    }

    fn check(&self) {
        let messages = self.disk.messages();
        for (who, client) in self.clients.iter().enumerate() {
            assert!(
                client.undecided.is_empty(),
                "{}: all is decided",
                NAMES[who]
            );
            for (number, text) in &client.texts {
                if text.is_empty() {
                    continue;
                }
                let kept = usize::from(client.confirmed.contains_key(number));
                assert_eq!(self.kept(text), kept, "{}: {text}", NAMES[who]);
            }
            let own: BTreeSet<u64> = client.confirmed.values().flatten().copied().collect();
            let should: Vec<u64> = messages
                .iter()
                .filter(|message| {
                    let id = message.posted.id().0;
                    let excused = |(after, last): &(u64, u64)| id > *after && id <= *last;
                    let is_private =
                        matches!(message.posted, tertulia_protocol::Posted::Private(_));
                    let for_me = match &message.posted {
                        tertulia_protocol::Posted::Private(private) => {
                            private.to.name.as_str().starts_with(NAMES[who])
                        }
                        _ => true,
                    };
                    let to_self = is_private && own.contains(&id);
                    !client.excused.iter().any(excused) && for_me && !to_self && !own.contains(&id)
                })
                .map(|message| message.posted.id().0)
                .collect();
            let heard: Vec<u64> = client
                .heard
                .iter()
                .copied()
                .filter(|id| !own.contains(id))
                .filter(|id| {
                    !client
                        .excused
                        .iter()
                        .any(|(after, last)| id > after && id <= last)
                })
                .collect();
            assert_eq!(heard, should, "{} hears everything", NAMES[who]);
        }
    }
}

fn text_of(posted: &tertulia_protocol::Posted) -> &str {
    match posted {
        tertulia_protocol::Posted::Said(said) => &said.text,
        tertulia_protocol::Posted::Private(private) => &private.text,
        tertulia_protocol::Posted::Operator(operator) => &operator.text,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_confirmed_is_kept_and_heard_once_in_one_order(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
        }
        world.settle();
        world.check();
    }
}
