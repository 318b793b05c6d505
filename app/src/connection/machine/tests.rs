//! Single situations, step by step, in virtual time.

mod ending;
mod foreign;
mod messages;
mod opening;
mod passwords;
mod securing;

use tertulia_protocol::{
    Ack, Goodbye, GoodbyeReason, Limits, MessageId, Name, Number, Person, PersonId, RefusalReason,
    Refused, Renamed, RunId, ServerMessage, Token, UnixMillis, Welcome,
};

use super::*;
use crate::connection::seen::tests::welcome;
use crate::connection::trust::{Known, Privacy};
use crate::connection::{
    Allowance, Arrival, ArrivalKind, Ended, ForeignLine, Kept, KeptRequest, LineEnding,
    PageRequest, Restored, Resume, ServerKind,
};

/// A machine and the time.
struct Scene {
    start: Instant,
    now: Instant,
    machine: Machine,
    /// What the file of known servers would say.
    known: Known,
}

impl Scene {
    /// In clear, at an address that is known so or not at all.
    fn new(known: bool) -> Self {
        Self::with(known, None)
    }

    fn with(known: bool, greeting: Option<(LocalId, String)>) -> Self {
        let talk = TalkConfig {
            password: None,
            name: "Ana".to_owned(),
            client: "test".to_owned(),
            token: Token([7; 16]),
            greeting,
            resume: None,
            restored: None,
            keeping: false,
        };
        Self::of(talk, known)
    }

    /// A scene in which a program goes on with what a crashed one kept.
    fn going_on(kept: Kept) -> Self {
        let restored = Restored {
            kept,
            items: Vec::new(),
        };
        let talk = TalkConfig {
            password: None,
            name: restored.kept.name.clone(),
            client: "test".to_owned(),
            token: restored.kept.token,
            greeting: None,
            resume: None,
            restored: Some(Box::new(restored)),
            keeping: true,
        };
        Self::of(talk, true)
    }

    fn of(talk: TalkConfig, known: bool) -> Self {
        let known = if known {
            Known::InClear
        } else {
            Known::Nothing
        };
        Self::private(talk, Privacy::Clear, known)
    }

    fn private(talk: TalkConfig, privacy: Privacy, known: Known) -> Self {
        let start = Instant::now();
        let foreign = ForeignSettings::default();
        let machine = Machine::new(MachineConfig {
            talk,
            foreign,
            privacy,
            seed: 1,
        });
        let mut scene = Self {
            start,
            now: start,
            machine,
            known,
        };
        assert_eq!(scene.actions(), [Action::Connect]);
        scene.connect();
        scene
    }

    /// A scene in which Ana talks.
    fn welcomed() -> Self {
        let mut scene = Self::new(true);
        scene.sent();
        scene.say_server(ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false))));
        scene.actions();
        scene.events();
        scene.sent();
        scene
    }

    fn connect(&mut self) {
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 2010);
        if self.machine.handle_known(self.now, Ok(self.known.clone())) {
            self.machine.handle_connected(self.now, address, address);
        }
    }

    fn hear(&mut self, bytes: &str) {
        self.machine.handle_bytes(self.now, bytes.as_bytes());
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads better in the tests")]
    fn say_server(&mut self, message: ServerMessage) {
        let mut bytes = Vec::new();
        tertulia_protocol::app::encode(&message, &mut bytes);
        self.machine.handle_bytes(self.now, &bytes);
    }

    fn ack(&mut self, number: u64) {
        let id = Some(MessageId(number));
        self.say_server(ServerMessage::Ack(Ack {
            number: Number(number),
            id,
            time: UnixMillis(5),
        }));
    }

    fn goodbye(&mut self, reason: GoodbyeReason) {
        self.say_server(ServerMessage::Goodbye(Goodbye {
            reason,
            message: "because".to_owned(),
            until: None,
        }));
    }

    fn wait(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
        self.machine.handle_timeout(self.now);
    }

    fn command(&mut self, command: Command) {
        self.machine.handle_command(self.now, command);
    }

    fn say(&mut self, local: u64, text: &str) {
        let text = text.to_owned();
        self.command(Command::Say {
            local: LocalId(local),
            text,
            action: false,
        });
    }

    fn sent(&mut self) -> String {
        let mut all = Vec::new();
        loop {
            let mut bytes = Vec::new();
            self.machine.poll_transmit(self.now, &mut bytes);
            if bytes.is_empty() {
                return String::from_utf8(all).unwrap();
            }
            all.extend(bytes);
        }
    }

    /// What was sent, by kind.
    fn sent_kinds(&mut self) -> Vec<String> {
        let sent = self.sent();
        let kind = |line: &str| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let number = value["number"].as_u64().map(|number| format!(" {number}"));
            format!(
                "{}{}",
                value["type"].as_str().unwrap(),
                number.unwrap_or_default()
            )
        };
        sent.lines().map(kind).collect()
    }

    fn actions(&mut self) -> Vec<Action> {
        let actions: Vec<Action> = std::iter::from_fn(|| self.machine.poll_action()).collect();
        for action in &actions {
            match action {
                Action::Remember => self.known = Known::InClear,
                Action::Forget if self.known == Known::InClear => self.known = Known::Nothing,
                _ => {}
            }
        }
        actions
    }

    fn events(&mut self) -> Vec<ConnectionEvent> {
        std::iter::from_fn(|| self.machine.poll_event()).collect()
    }

    /// The events about own messages.
    fn deliveries(&mut self) -> Vec<(u64, Delivery)> {
        let own = |event| match event {
            ConnectionEvent::Message { local, delivery } => Some((local.0, delivery)),
            _ => None,
        };
        self.events().into_iter().filter_map(own).collect()
    }

    fn end(&mut self) -> EndReason {
        match self.events().pop() {
            Some(ConnectionEvent::Ended(ended)) => ended.reason,
            other => panic!("not the end but {other:?}"),
        }
    }
}

fn name_taken(suggestion: &str) -> ServerMessage {
    ServerMessage::Refused(Refused {
        number: None,
        reason: RefusalReason::NameTaken,
        message: "taken".to_owned(),
        suggestion: Some(Name::parse(suggestion).unwrap()),
        until: None,
        wait: None,
    })
}

fn waiting(events: &[ConnectionEvent]) -> Option<u32> {
    events.iter().find_map(|event| match event {
        ConnectionEvent::Waiting { attempt, .. } => Some(*attempt),
        _ => None,
    })
}
