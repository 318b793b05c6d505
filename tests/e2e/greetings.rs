//! Four clients at once, each sends a greeting.

use std::sync::Barrier;
use std::thread;

use tertulia_harness::{Guest, TestServer};
use tertulia_protocol::Dialect::{self, App, Plain};
use tertulia_server_core::EventKind;

const NAMES: [&str; 4] = ["Ana", "Luis", "Marta", "Ñandú"];

#[test]
fn four_plain_clients_hear_each_other_and_are_confirmed() {
    four_greet([Plain; 4]);
}

#[test]
fn four_app_clients_hear_each_other_and_are_confirmed() {
    four_greet([App; 4]);
}

#[test]
fn clients_of_both_dialects_hear_each_other_and_are_confirmed() {
    four_greet([Plain, App, App, Plain]);
}

fn greeting(name: &str) -> String {
    format!("¡Hola a todos! Soy {name}.")
}

fn four_greet(dialects: [Dialect; 4]) {
    let server = TestServer::start();
    let all_are_here = Barrier::new(NAMES.len());
    let mut guests: Vec<Guest> = thread::scope(|scope| {
        let arrivals: Vec<_> = NAMES
            .into_iter()
            .zip(dialects)
            .map(|(name, dialect)| {
                let (server, all_are_here) = (&server, &all_are_here);
                scope.spawn(move || {
                    let mut guest = server.guest(dialect, name);
                    all_are_here.wait();
                    guest.say(&greeting(name));
                    guest.wait_line("* received #1");
                    guest
                })
            })
            .collect();
        arrivals
            .into_iter()
            .map(|arrival| arrival.join().unwrap())
            .collect()
    });

    // What comes after everything else closes each transcript.
    server.say("That is all.");
    for (guest, name) in guests.iter_mut().zip(NAMES) {
        let mut heard = guest.lines_until("Server: That is all.");
        heard.retain(|line| !line.starts_with("* "));
        heard.sort();
        let others = NAMES.into_iter().filter(|other| *other != name);
        let mut expected: Vec<String> = others
            .map(|other| format!("{other}: {}", greeting(other)))
            .collect();
        expected.sort();
        assert_eq!(heard, expected, "what {name} heard");
    }
    for (guest, name) in guests.iter().zip(NAMES) {
        let address = guest.local_addr();
        server.wait_event(&format!("{name}'s greeting"), |event| match event {
            EventKind::Said {
                who,
                text,
                action: false,
            } => {
                who.address == address
                    && who
                        .name
                        .as_ref()
                        .is_some_and(|found| found.as_str() == name)
                    && *text == greeting(name)
            }
            _ => false,
        });
    }
    let said = server
        .log()
        .iter()
        .filter(|event| matches!(event, EventKind::Said { .. }))
        .count();
    assert_eq!(said, NAMES.len());
}
