//! What a history costs: throughput and latency of a whole server with one and without, over real
//! sockets, in turns within one run.
//!
//!     cargo bench -p tertulia-tests --bench history [-- ROUNDS]
//!
//! Throughput: 20 app clients, each with at most 64 messages on the way, until everybody has heard
//! everything. Latency: one client writes every 5 ms, from the write to its confirmation and to
//! another client's hearing it. Medians over the rounds, with a history as a share of without.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for whoever measures: it says what it found, and a failure ends it"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use tertulia_harness::{PATIENCE, TestHistory, TestServer};
use tertulia_server_core::{Config, Durability};

const CLIENTS: usize = 20;
const MESSAGES: usize = 2_000;
const WINDOW: usize = 64;
const PACED: usize = 200;
const PACE: Duration = Duration::from_millis(5);
/// A hundred bytes, like most of what people say.
const TEXT: &str = "A hundred bytes of text, which is about as much as people say at a time, and \
                    a little more than this.";

/// What is compared.
#[derive(Clone, Copy)]
enum Kept {
    Off,
    On(Durability),
}

fn main() {
    // `cargo bench` adds an option of its own.
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let rounds: usize = arguments.next().map_or(7, |count| count.parse().unwrap());
    let kinds = [
        ("off", Kept::Off),
        ("on", Kept::On(Durability::Process)),
        ("on, durable", Kept::On(Durability::Power)),
    ];
    let mut rates = vec![Vec::new(); kinds.len()];
    let mut confirmed = vec![Vec::new(); kinds.len()];
    let mut heard = vec![Vec::new(); kinds.len()];
    for round in 0..=rounds {
        for (index, (_, kept)) in kinds.iter().enumerate() {
            let rate = with_server(*kept, throughput);
            let (own, other) = with_server(*kept, latency);
            // The first round warms up.
            if round > 0 {
                rates[index].push(rate);
                confirmed[index].push(own);
                heard[index].push(other);
            }
        }
    }
    println!("{rounds} rounds, {CLIENTS} clients, {MESSAGES} messages each");
    let base = median(&mut rates[0].clone());
    for (index, (name, _)) in kinds.iter().enumerate() {
        let rate = median(&mut rates[index]);
        println!(
            "history {name:12} {rate:8.0} messages/s ({:5.1} %), confirmed in {:.3} ms, heard in {:.3} ms",
            100.0 * rate / base,
            median(&mut confirmed[index]),
            median(&mut heard[index]),
        );
    }
}

fn with_server<T>(kept: Kept, measure: impl FnOnce(SocketAddr) -> T) -> T {
    let unlimited = |config: &mut Config| {
        config.limits.max_rate = 0;
        // Whoever measures reads everything, but not always in time.
        config.caps.outbox_bytes = 64 << 20;
        config.caps.control_rate = u32::MAX;
    };
    let history = TestHistory::new();
    let server = match kept {
        Kept::Off => TestServer::with(unlimited),
        Kept::On(durability) => history.serve(|config| {
            unlimited(config);
            if let Some(history) = &mut config.history {
                history.durability = durability;
            }
        }),
    };
    let measured = measure(server.address());
    drop(server.stop());
    measured
}

/// Messages put in order, delivered to everybody and confirmed in a second.
fn throughput(address: SocketAddr) -> f64 {
    let clients: Vec<Client> = (0..CLIENTS)
        .map(|index| Client::join(address, index))
        .collect();
    let began = Instant::now();
    thread::scope(|scope| {
        for client in clients {
            scope.spawn(move || client.talk());
        }
    });
    (CLIENTS * MESSAGES) as f64 / began.elapsed().as_secs_f64()
}

/// The median times until a confirmation and until another client hears a message, in milliseconds.
fn latency(address: SocketAddr) -> (f64, f64) {
    let (mut writer, mut listener) = (Client::join(address, 0), Client::join(address, 1));
    let (mut confirmed, mut heard) = (Vec::new(), Vec::new());
    for number in 1..=PACED {
        let began = Instant::now();
        writer.write(&say(number));
        writer.read_until(number, 0);
        confirmed.push(began.elapsed().as_secs_f64() * 1_000.0);
        listener.read_until(0, number);
        heard.push(began.elapsed().as_secs_f64() * 1_000.0);
        thread::sleep(PACE.saturating_sub(began.elapsed()));
    }
    (median(&mut confirmed), median(&mut heard))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn say(number: usize) -> String {
    format!("{{\"type\":\"say\",\"number\":{number},\"text\":\"{TEXT}\"}}\n")
}

/// An app client that only counts what it reads, so that it costs little beside the server.
struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Where an unfinished line begins in the buffer.
    rest: usize,
    acks: usize,
    said: usize,
}

impl Client {
    fn join(address: SocketAddr, index: usize) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut client = Self {
            stream,
            buffer: Vec::new(),
            rest: 0,
            acks: 0,
            said: 0,
        };
        client.write(&format!(
            "{{\"type\":\"hello\",\"name\":\"Client {index}\",\"version\":1,\"token\":\"{:032x}\"}}\n",
            index + 1
        ));
        while !client.take_lines().contains(&Line::Welcome) {}
        client
    }

    fn write(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
    }

    /// Says everything, a window at a time, and hears everything.
    fn talk(mut self) {
        let mut sent = 0;
        while sent < MESSAGES {
            let until = (sent + WINDOW / 2).min(MESSAGES);
            let lines: String = (sent + 1..=until).map(say).collect();
            self.write(&lines);
            sent = until;
            self.read_until(sent.saturating_sub(WINDOW / 2), 0);
        }
        self.read_until(MESSAGES, (CLIENTS - 1) * MESSAGES);
    }

    fn read_until(&mut self, acks: usize, said: usize) {
        while self.acks < acks || self.said < said {
            self.take_lines();
        }
    }

    /// Reads once; gives what kinds of lines came.
    fn take_lines(&mut self) -> Vec<Line> {
        let from = self.buffer.len();
        self.buffer.resize(from + (64 << 10), 0);
        let count = self.stream.read(&mut self.buffer[from..]).unwrap();
        assert!(count > 0, "the server closed");
        self.buffer.truncate(from + count);
        let mut kinds = Vec::new();
        let mut begin = 0;
        while let Some(end) = self.buffer[begin.max(self.rest)..]
            .iter()
            .position(|byte| *byte == b'\n')
        {
            let end = begin.max(self.rest) + end;
            kinds.push(Line::of(&self.buffer[begin..end]));
            begin = end + 1;
            self.rest = begin;
        }
        self.buffer.drain(..begin);
        self.rest = self.buffer.len();
        self.acks += kinds.iter().filter(|kind| **kind == Line::Ack).count();
        self.said += kinds.iter().filter(|kind| **kind == Line::Said).count();
        kinds
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Welcome,
    Ack,
    Said,
    Other,
}

impl Line {
    fn of(line: &[u8]) -> Self {
        if line.starts_with(b"{\"type\":\"said\"") {
            Self::Said
        } else if line.starts_with(b"{\"type\":\"ack\"") {
            Self::Ack
        } else if line.starts_with(b"{\"type\":\"welcome\"") {
            Self::Welcome
        } else {
            Self::Other
        }
    }
}
