//! A whole session against a model of the server, in virtual time, over a network that cuts
//! connections at any byte, in a program that is killed and goes on with what it kept.

mod model_server;

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tertulia_protocol::{PersonId, Posted, Token, UnixMillis};

use model_server::ModelServer;

use super::*;
use crate::connection::trust::{Known, Privacy};
use crate::connection::{Command, Kept, KeptKind, LocalId, Record, Restored};

/// Messages that the user sends, and that somebody else sends meanwhile.
const OWN: u64 = 9;
const OTHERS: u64 = 8;
/// Of the virtual network, one way, in milliseconds.
const LATENCY: u64 = 20;

/// How the world misbehaves.
#[derive(Debug, Clone, Default)]
struct Weather {
    /// For each connection in turn: cut after so many bytes to the server, and to the client.
    /// Connections after the last are not cut.
    cuts: Vec<(usize, usize)>,
    /// Bytes come in pieces of so many.
    piece: usize,
    /// Whether the server counts own messages among what was missed.
    echo_missed: bool,
    /// When the program is killed, in milliseconds; it is started again at once. Kills before the
    /// first welcome come to nothing.
    kills: Vec<u64>,
    /// Whether it is killed between keeping something and telling or sending it.
    kill_amid: bool,
}

/// Bytes on their way in one direction.
#[derive(Default)]
struct Pipe {
    pieces: VecDeque<(u64, Vec<u8>)>,
    /// How many bytes get through before the cut.
    budget: usize,
}

impl Pipe {
    fn push(&mut self, now: u64, piece: usize, bytes: &mut Vec<u8>) {
        let pieces = bytes
            .chunks(piece.max(1))
            .map(|piece| (now + LATENCY, piece.to_vec()));
        self.pieces.extend(pieces);
        bytes.clear();
    }

    /// What arrives at `now`, and whether the cut comes after it.
    fn pop(&mut self, now: u64) -> Option<(Vec<u8>, bool)> {
        let (_, mut bytes) = self.pieces.pop_front_if(|(at, _)| *at <= now)?;
        let cut = bytes.len() > self.budget;
        bytes.truncate(self.budget);
        self.budget -= bytes.len();
        Some((bytes, cut))
    }
}

struct World {
    start: Instant,
    weather: Weather,
    machine: Machine,
    server: ModelServer,
    up: Pipe,
    down: Pipe,
    connections: usize,
    /// When the connection that was asked for stands, and when the client notices a cut.
    connected_at: Option<u64>,
    cut_at: Option<u64>,
    events: Vec<ConnectionEvent>,
    /// What the killed and the next one keep; nothing of it is ever called written.
    record: Record,
    was_killed: bool,
    /// Bytes that arrived in each direction in all.
    carried: (usize, usize),
}

impl World {
    fn new(weather: Weather) -> Self {
        let talk = TalkConfig {
            password: None,
            name: "Ana".to_owned(),
            client: "test".to_owned(),
            token: Token([7; 16]),
            greeting: Some((LocalId(0), "own 0".to_owned())),
            resume: None,
            restored: None,
            keeping: true,
        };
        let foreign = ForeignSettings::default();
        Self {
            start: Instant::now(),
            weather,
            machine: Machine::new(MachineConfig {
                talk,
                foreign,
                privacy: Privacy::Clear,
                seed: 1,
            }),
            server: ModelServer::new(),
            up: Pipe::default(),
            down: Pipe::default(),
            connections: 0,
            connected_at: None,
            cut_at: None,
            events: Vec::new(),
            record: Record::new(Kept::new(Token([7; 16]), "aula", 2010, "Ana")),
            was_killed: false,
            carried: (0, 0),
        }
    }

    fn at(&self, ms: u64) -> Instant {
        self.start + Duration::from_millis(ms)
    }

    /// Runs until the user has left.
    fn run(mut self) -> Self {
        let mut time = 0;
        let mut own = 1;
        let mut others = 0;
        loop {
            // A first connection that fails is not repeated, so the cuts begin after the welcome.
            if self.machine.talk.is_established() && own < OWN {
                let text = format!("own {own}");
                let say = Command::Say {
                    local: LocalId(own),
                    text,
                    action: false,
                };
                self.machine.handle_command(self.at(time), say);
                own += 1;
                if own == OWN {
                    self.machine
                        .handle_command(self.at(time), Command::LeaveWhenDone);
                }
            }
            if self.server.account.known && others < OTHERS && time >= 130 * others {
                self.server.somebody_says(&format!("other {others}"));
                others += 1;
            }
            self.step(time);
            if self.is_to_be_killed(time) {
                self.kill(time);
                if own == OWN {
                    let leave = Command::LeaveWhenDone;
                    self.machine.handle_command(self.at(time), leave);
                }
                self.drive(time);
            }
            if self.machine.has_ended() {
                return self;
            }
            let bot = (others < OTHERS).then_some((130 * others).max(time + 1));
            let timeout = self.machine.poll_timeout(self.at(time)).map(|at| {
                at.saturating_duration_since(self.start)
                    .as_nanos()
                    .div_ceil(1_000_000) as u64
            });
            let pieces = [&self.up, &self.down]
                .into_iter()
                .filter_map(|pipe| pipe.pieces.front());
            let next = pieces.map(|(at, _)| *at).chain(bot).chain(timeout);
            let kill = self.weather.kills.first().copied();
            let kill = kill.filter(|_| self.machine.talk.is_established());
            let next = next.chain(self.connected_at).chain(self.cut_at);
            let next = next.chain(kill.map(|kill| kill.max(time))).min();
            time = next.expect("something always comes next").max(time);
            assert!(time < 600_000, "it takes forever");
        }
    }

    fn step(&mut self, time: u64) {
        let now = self.at(time);
        if self.connected_at.take_if(|at| *at <= time).is_some() {
            let (up, down) = self
                .weather
                .cuts
                .get(self.connections)
                .copied()
                .unwrap_or((usize::MAX, usize::MAX));
            (self.up, self.down) = (
                Pipe {
                    budget: up,
                    ..Pipe::default()
                },
                Pipe {
                    budget: down,
                    ..Pipe::default()
                },
            );
            self.connections += 1;
            self.server.accept();
            let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 2010);
            let known = Ok(Known::InClear);
            assert!(self.machine.handle_known(now, known));
            self.machine.handle_connected(now, address, address);
        }
        if self.cut_at.take_if(|at| *at <= time).is_some() {
            self.machine
                .handle_closed(now, Some(io::ErrorKind::ConnectionReset));
        }
        while let Some((bytes, cut)) = self.up.pop(time) {
            self.carried.0 += bytes.len();
            self.server
                .handle_bytes(time, &bytes, self.weather.echo_missed);
            if cut {
                self.cut(time);
            }
        }
        while let Some((bytes, cut)) = self.down.pop(time) {
            self.carried.1 += bytes.len();
            self.machine.handle_bytes(now, &bytes);
            if cut {
                self.cut(time);
            }
        }
        self.machine.handle_timeout(now);
        self.drive(time);
    }

    /// The bytes under way are lost; the server notices at once, the client a little later.
    fn cut(&mut self, time: u64) {
        (self.up, self.down) = (Pipe::default(), Pipe::default());
        self.server.decoder = None;
        self.server.welcomed = false;
        self.server.out.clear();
        self.cut_at = Some(time + LATENCY);
    }

    fn is_to_be_killed(&self, time: u64) -> bool {
        let due = self.weather.kills.first().is_some_and(|kill| *kill <= time);
        due && self.machine.talk.is_established() && !self.machine.has_ended()
    }

    /// The program goes, and another one goes on with what it kept.
    fn kill(&mut self, time: u64) {
        self.weather.kills.remove(0);
        self.was_killed = true;
        self.cut(time);
        (self.cut_at, self.connected_at) = (None, None);
        let restored = Restored {
            kept: self.record.kept().clone(),
            items: self.record.unwritten().items.iter().cloned().collect(),
        };
        let talk = TalkConfig {
            password: None,
            name: restored.kept.name.clone(),
            client: "test".to_owned(),
            token: Token([0; 16]),
            greeting: None,
            resume: None,
            restored: Some(Box::new(restored)),
            keeping: true,
        };
        self.machine = Machine::new(MachineConfig {
            talk,
            foreign: ForeignSettings::default(),
            privacy: Privacy::Clear,
            seed: time,
        });
    }

    fn drive(&mut self, time: u64) {
        let now = self.at(time);
        let mut bytes = Vec::new();
        self.machine.poll_transmit(now, &mut bytes);
        for change in self.machine.poll_changes(now) {
            self.record.apply(change, UnixMillis(time));
        }
        if self.weather.kill_amid && self.is_to_be_killed(time) {
            return;
        }
        if self.server.decoder.is_some() {
            self.up.push(time, self.weather.piece, &mut bytes);
            self.down
                .push(time, self.weather.piece, &mut self.server.out);
        }
        while let Some(action) = self.machine.poll_action() {
            match action {
                Action::Connect => self.connected_at = Some(time + LATENCY),
                Action::Close => {
                    (self.up, self.down, self.cut_at) = (Pipe::default(), Pipe::default(), None);
                    self.server.decoder = None;
                    self.server.welcomed = false;
                }
                Action::StartTls | Action::Trust { .. } => panic!("{action:?}"),
                Action::FinishSending | Action::Remember | Action::Forget => {}
            }
        }
        self.events
            .extend(std::iter::from_fn(|| self.machine.poll_event()));
    }

    fn check(&self) {
        // At the server: every own text once, in the order given.
        let own: Vec<&str> = self
            .server
            .log
            .iter()
            .filter(|said| said.from.id == PersonId(1))
            .map(|said| said.text.as_str())
            .collect();
        let expected: Vec<String> = (0..OWN).map(|number| format!("own {number}")).collect();
        assert_eq!(own, expected);
        // At the client: every message from the welcome on once, and what others said in order.
        let mut posted = Vec::new();
        let mut confirmed = HashMap::new();
        for event in &self.events {
            match event {
                ConnectionEvent::Posted(Posted::Said(said)) if !self.was_killed => {
                    posted.push(said.id);
                }
                ConnectionEvent::Message {
                    local,
                    delivery: Delivery::Confirmed { id, .. },
                } if !self.was_killed => {
                    assert_eq!(
                        confirmed.insert(*local, id.unwrap()),
                        None,
                        "confirmed twice"
                    );
                }
                ConnectionEvent::Message {
                    delivery: Delivery::Failed(why),
                    ..
                } => panic!("{why:?}"),
                _ => {}
            }
        }
        // What was kept is shown again, so it is what counts for whoever was killed.
        for item in self
            .record
            .unwritten()
            .items
            .iter()
            .filter(|_| self.was_killed)
        {
            match &item.kind {
                KeptKind::Posted(_, said) => posted.push(said.id()),
                KeptKind::Own { local, place, .. } => {
                    let (_, id) = place.unwrap();
                    assert_eq!(confirmed.insert(*local, id), None, "kept twice");
                }
                KeptKind::Foreign(_) => panic!("{item:?}"),
            }
        }
        assert_eq!(self.record.kept().requests.len(), 0);
        assert!(posted.is_sorted_by(|one, next| one < next), "{posted:?}");
        for said in &self.server.log {
            let own = (0..OWN).find(|number| said.text == format!("own {number}"));
            match own {
                Some(number) => assert_eq!(confirmed.get(&LocalId(number)), Some(&said.id)),
                None => {
                    // What was said after our goodbye need not come any more.
                    let after_own = said.id > *confirmed.values().max().unwrap();
                    assert!(
                        posted.contains(&said.id) || after_own,
                        "{said:?} is missing"
                    );
                }
            }
        }
        assert!(
            posted
                .iter()
                .all(|id| !confirmed.values().any(|own| own == id)),
            "shown twice"
        );
        let last = self.events.last().unwrap();
        assert!(
            matches!(last, ConnectionEvent::Ended(ended) if ended.reason == EndReason::Left),
            "{last:?}"
        );
    }
}

fn weather(cuts: Vec<(usize, usize)>, piece: usize, echo_missed: bool) -> Weather {
    Weather {
        cuts,
        piece,
        echo_missed,
        ..Weather::default()
    }
}

#[test]
fn a_session_without_cuts_delivers_everything_once() {
    let world = World::new(weather(Vec::new(), 1_000, false)).run();
    world.check();
    assert_eq!(world.connections, 1);
}

/// How many bytes there are before the client is welcomed; cuts before would end it all.
const WELCOME_BYTES: usize = 700;

#[test]
fn wherever_a_connection_is_cut_nothing_is_lost_or_doubled() {
    let (up, down) = World::new(weather(Vec::new(), 1_000, false)).run().carried;
    let mut reconnected = 0;
    for echo_missed in [false, true] {
        for cut in 150..up {
            let world = World::new(weather(vec![(cut, usize::MAX)], 1_000, echo_missed)).run();
            world.check();
            reconnected += u32::from(world.connections == 2);
        }
        for cut in WELCOME_BYTES..down {
            World::new(weather(vec![(usize::MAX, cut)], 1_000, echo_missed))
                .run()
                .check();
        }
    }
    // Only cuts amid the farewell need no second connection.
    assert!(reconnected as usize > down - WELCOME_BYTES, "{reconnected}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn however_often_the_program_is_killed_nothing_is_lost_or_doubled(
        first in (300usize..1_500, WELCOME_BYTES..2_500),
        cuts in prop::collection::vec((1usize..1_500, 1usize..2_500), 0..4),
        pauses in prop::collection::vec(0u64..900, 1..6),
        piece in 1usize..200,
        echo_missed: bool,
        kill_amid: bool,
    ) {
        let cuts = std::iter::once(first).chain(cuts).collect();
        let kills = pauses.iter().scan(0, |time, pause| {
            *time += pause;
            Some(*time)
        });
        let weather = Weather {
            kills: kills.collect(),
            kill_amid,
            ..weather(cuts, piece, echo_missed)
        };
        World::new(weather).run().check();
    }

    #[test]
    fn however_often_connections_are_cut_nothing_is_lost_or_doubled(
        first in (300usize..1_500, WELCOME_BYTES..2_500),
        cuts in prop::collection::vec((1usize..1_500, 1usize..2_500), 0..8),
        piece in 1usize..200,
        echo_missed: bool,
    ) {
        let cuts = std::iter::once(first).chain(cuts).collect();
        World::new(weather(cuts, piece, echo_missed)).run().check();
    }
}
