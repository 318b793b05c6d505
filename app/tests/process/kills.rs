//! Servers and clients that are killed under load, again and again: whatever was confirmed is in the
//! history once and has reached everybody once, in one order.
//!
//! `TERTULIA_ROUNDS` says how often, `TERTULIA_SEED` repeats the choices of an earlier run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;
use tertulia_protocol::{PersonId, ServerMessage};

use crate::account::{Account, kept, reckon};
use crate::harness::{Home, PATIENCE, Running, free_port, rounds};
use crate::progress::Progress;
use crate::random::Random;
use crate::returning::ReturningClient;
use crate::script::Script;

/// What the operator says when everything has been said.
const END: &str = "the end";

/// Those who speak the app dialect by themselves, and those who use the program.
const CLIENTS: usize = 18;
const SCRIPTS: usize = 2;

/// How often something is killed, unless more is asked for.
const KILLS: u64 = 3;

/// The program pauses before it comes back. Nobody goes on when it has missed so much, since what is told at
/// once of what was missed is limited.
const MOST_MISSED: u64 = 3_000;

fn chance() -> Random {
    Random::seeded(getrandom::u64().unwrap())
}

/// A server that can be started again at its port.
struct Place {
    home: Home,
    address: SocketAddr,
}

impl Place {
    fn new() -> Self {
        let home = Home::new();
        home.profile("kept", "()");
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
        Self { home, address }
    }

    fn serve(&self) -> Running {
        let port = self.address.port().to_string();
        let server = self.home.start(&[
            "server",
            "--headless",
            "--profile",
            "kept",
            "--port",
            &port,
            "--max-rate",
            "0",
        ]);
        assert_eq!(server.address().port(), self.address.port());
        server
    }

    fn history(&self) -> PathBuf {
        self.home.path().join("tertulia/history/kept.sqlite3")
    }
}

fn kill(server: Running) {
    server.signal(Signal::KILL);
    let ended = server.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (None, ""));
}

/// Ends in order, and says what is in the history.
fn settle(what: &str, place: &Place, mut server: Running, accounts: &[Account]) {
    server.type_line("/quit");
    let ended = server.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    reckon(accounts, &kept(&place.history()), END).settle(what);
}

fn names(kind: &str, count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| format!("{kind}{number}"))
        .collect()
}

/// To everybody mostly, and sometimes to one.
fn to_whom<'n>(random: &mut Random, me: &str, people: &'n [String]) -> Option<&'n str> {
    let chosen = &people[random.within(0..=people.len() as u64 - 1) as usize];
    (random.within(0..=3) == 0 && chosen != me).then_some(chosen)
}

/// Says one thing after the other, through every loss of the server, until there is nothing more to say; then
/// listens until the end.
fn flood(
    mut client: ReturningClient,
    name: &str,
    place: &Place,
    people: &[String],
    progress: &Progress,
    random: &mut Random,
) -> Account {
    let _watch = progress.watch();
    let (mut starts, mut welcomed, mut drained) = (0, false, false);
    loop {
        progress.wait("a server", |counts| counts.starts > starts);
        starts = progress.look(|counts| counts.starts);
        if client.connect(place.address).is_err() {
            continue;
        }
        if !welcomed {
            welcomed = true;
            progress.change(|counts| counts.welcomed += 1);
            progress.wait("everybody", |counts| counts.welcomed == people.len());
        }
        let window = random.within(1..=4) as usize;
        loop {
            if client.unconfirmed() == 0 {
                progress.wait("the scripts", |counts| {
                    counts.stopping || counts.missed_at_most(MOST_MISSED)
                });
            }
            let stopping = progress.look(|counts| counts.stopping);
            let mut broken = false;
            let on = client.unconfirmed() == 0
                || progress.look(|counts| counts.missed_at_most(MOST_MISSED));
            while on && !stopping && !broken && client.unconfirmed() < window {
                let text = format!("{name} {}", client.asked() + 1);
                broken = client.say(to_whom(random, name, people), &text).is_err();
            }
            if stopping && client.unconfirmed() == 0 && !drained {
                drained = true;
                progress.change(|counts| counts.drained += 1);
            }
            let before = client.unconfirmed();
            match client.next() {
                Ok(ServerMessage::Operator(operator)) if operator.text == END => {
                    assert_eq!(client.refused, []);
                    return client.into_account();
                }
                Ok(_) if client.unconfirmed() < before => {
                    progress.change(|counts| counts.confirmed += 1);
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
    }
}

fn is_the_end(object: &Value) -> bool {
    object["type"] == "operator" && object["text"] == END
}

/// The same through the program, which comes back by itself.
fn flood_by_script(
    name: &str,
    place: &Place,
    people: &[String],
    progress: &Progress,
    random: &mut Random,
) -> Account {
    let _watch = progress.watch();
    let mut script = Script::new(name);
    script.start(&place.home, place.address);
    let (mut welcomed, mut drained) = (false, false);
    let mut confirmed = Instant::now();
    loop {
        let object = script.next();
        if is_the_end(&object) {
            script.kill();
            return script.into_account();
        }
        if object["type"] == "welcome" {
            progress.change(|counts| {
                counts.back.insert(name.to_owned(), counts.confirmed);
                counts.welcomed += usize::from(!welcomed);
            });
            welcomed = true;
            progress.wait("everybody", |counts| counts.welcomed == people.len());
        }
        if object["type"] == "confirmed" {
            progress.change(|counts| {
                counts.confirmed += 1;
                counts.back.insert(name.to_owned(), counts.confirmed);
            });
            confirmed = Instant::now();
        }
        let waits = script.unconfirmed() > 0 && confirmed.elapsed() > PATIENCE;
        assert!(!waits, "{name} waits for a verdict: {}", script.so_far());
        let stopping = progress.look(|counts| counts.stopping);
        while welcomed && !stopping && script.unconfirmed() < 4 {
            let text = format!("{name} {}", script.asked() + 1);
            script.say(to_whom(random, name, people), &text);
        }
        if stopping && script.unconfirmed() == 0 && !drained {
            drained = true;
            progress.change(|counts| counts.drained += 1);
        }
    }
}

#[test]
fn what_a_server_confirmed_survives_its_being_killed_and_reaches_everybody_once() {
    let began = Instant::now();
    let mut random = chance();
    let place = Place::new();
    let progress = Progress::default();
    let (clients, scripts) = (names("app", CLIENTS), names("script", SCRIPTS));
    let people: Vec<String> = clients.iter().chain(&scripts).cloned().collect();
    let (server, accounts) = std::thread::scope(|scope| {
        let (place, people, progress) = (&place, &people, &progress);
        let mut server = place.serve();
        progress.change(|counts| counts.starts += 1);
        let mut threads = Vec::new();
        for (secret, name) in clients.iter().enumerate() {
            let mut random = random.split();
            let client = ReturningClient::new(name, secret as u8);
            let run = move || flood(client, name, place, people, progress, &mut random);
            threads.push(Builder::new().name(name.clone()).spawn_scoped(scope, run));
        }
        for name in &scripts {
            let mut random = random.split();
            let run = move || flood_by_script(name, place, people, progress, &mut random);
            threads.push(Builder::new().name(name.clone()).spawn_scoped(scope, run));
        }
        progress.wait("everybody", |counts| counts.welcomed == people.len());
        for _ in 0..rounds(KILLS) {
            // Amid everybody's return, or amid whatever comes afterwards.
            let more = random.within(0..=400);
            let confirmed = progress.look(|counts| counts.confirmed);
            progress.wait("confirmations", |counts| {
                counts.confirmed >= confirmed + more
            });
            sleep(Duration::from_micros(random.within(0..=20_000)));
            kill(server);
            server = place.serve();
            progress.change(|counts| counts.starts += 1);
        }
        progress.change(|counts| counts.stopping = true);
        progress.wait("the last words", |counts| counts.drained == people.len());
        server.type_line(END);
        let accounts = threads
            .into_iter()
            .map(|thread| thread.unwrap().join().unwrap());
        (server, accounts.collect::<Vec<Account>>())
    });
    let what = format!(
        "{} kills of the server in {:?}",
        rounds(KILLS),
        began.elapsed()
    );
    settle(&what, &place, server, &accounts);
}

/// Answers now and then, to everybody or to whoever spoke, so that there is always something to miss.
fn answer(
    mut client: ReturningClient,
    name: &str,
    place: &Place,
    people: usize,
    speakers: &[String],
    progress: &Progress,
    random: &mut Random,
) -> Account {
    let _watch = progress.watch();
    client.connect(place.address).unwrap();
    progress.change(|counts| counts.welcomed += 1);
    progress.wait("everybody", |counts| counts.welcomed == people);
    let mut ended = false;
    loop {
        match client.next().unwrap() {
            ServerMessage::Operator(operator) if operator.text == END => ended = true,
            ServerMessage::Said(said)
                if !ended
                    && speakers
                        .iter()
                        .any(|speaker| *speaker == said.from.name.as_str())
                    && random.within(0..=7) == 0 =>
            {
                let text = format!("{name} {}", client.asked() + 1);
                let private = random.within(0..=2) == 0;
                let to = private.then_some(said.from.name.as_str());
                client.say(to, &text).unwrap();
            }
            _ => {}
        }
        if ended && client.unconfirmed() == 0 {
            assert_eq!(client.refused, []);
            return client.into_account();
        }
    }
}

/// Chats through one client after the other, each of them killed, and through a last one to the end.
fn be_killed(
    name: &str,
    place: &Place,
    people: &[String],
    progress: &Progress,
    random: &mut Random,
) -> Account {
    let _watch = progress.watch();
    let mut script = Script::new(name);
    let mut welcomed = false;
    for round in 0..=rounds(KILLS) {
        script.start(&place.home, place.address);
        let last = round == rounds(KILLS);
        // Amid telling what is kept, or afterwards.
        let early = random.within(0..=4) == 0;
        let mut lines = random.within(1..=150);
        let mut drained = false;
        // Before the first message there is nothing to go on with.
        while last || lines > 0 || !script.has_taken_in() {
            if early || !script.is_restoring() {
                lines = lines.saturating_sub(1);
            }
            let object = script.next();
            if object["type"] == "welcome" && !welcomed {
                welcomed = true;
                progress.change(|counts| counts.welcomed += 1);
                progress.wait("everybody", |counts| counts.welcomed == people.len());
            }
            if is_the_end(&object) {
                break;
            }
            if object["type"] == "confirmed" {
                progress.change(|counts| counts.confirmed += 1);
            }
            while welcomed && !drained && script.unconfirmed() < 4 && (!last || lines > 0) {
                let text = format!("{name} {}", script.asked() + 1);
                script.say(to_whom(random, name, people), &text);
            }
            if last && lines == 0 && script.unconfirmed() == 0 && !drained {
                drained = true;
                progress.change(|counts| counts.drained += 1);
            }
        }
        sleep(Duration::from_micros(random.within(0..=5_000)));
        script.kill();
    }
    assert!(script.continued > 0, "nothing was continued");
    script.into_account()
}

#[test]
fn what_killed_clients_had_taken_in_is_said_once_and_what_they_missed_is_told_once() {
    const SPEAKERS: usize = 4;
    let began = Instant::now();
    let mut random = chance();
    let place = Place::new();
    let progress = Progress::default();
    let listeners = names("app", 20 - SPEAKERS);
    let speakers = names("script", SPEAKERS);
    let people: Vec<String> = listeners.iter().chain(&speakers).cloned().collect();
    let mut server = place.serve();

    let accounts = std::thread::scope(|scope| {
        let (place, people, speakers, progress) = (&place, &people, &speakers, &progress);
        let mut threads = Vec::new();
        for (secret, name) in listeners.iter().enumerate() {
            let mut random = random.split();
            let client = ReturningClient::new(name, secret as u8);
            let count = people.len();
            let run = move || answer(client, name, place, count, speakers, progress, &mut random);
            threads.push(Builder::new().name(name.clone()).spawn_scoped(scope, run));
        }
        for name in speakers {
            let mut random = random.split();
            let run = move || be_killed(name, place, people, progress, &mut random);
            threads.push(Builder::new().name(name.clone()).spawn_scoped(scope, run));
        }
        progress.wait("the last words", |counts| counts.drained == SPEAKERS);
        server.type_line(END);
        let accounts = threads
            .into_iter()
            .map(|thread| thread.unwrap().join().unwrap());
        accounts.collect::<Vec<Account>>()
    });
    assert!(accounts.iter().all(|account| account.person != PersonId(0)));
    let kills = rounds(KILLS) * SPEAKERS as u64;
    let what = format!("{kills} kills of clients in {:?}", began.elapsed());
    settle(&what, &place, server, &accounts);
}
