//! How many may come from one address, in virtual time.

use std::net::IpAddr;
use std::time::Duration;

use tertulia_protocol::Limits;

use crate::simulation::Simulation;
use crate::{Caps, ClientId, EndReason, EventKind, HandshakeFault, Request, Timings, block_of};

fn guest(number: u8) -> IpAddr {
    IpAddr::from([10, 0, 0, number])
}

fn named_from(server: &mut Simulation, ip: IpAddr, name: &str) -> ClientId {
    let client = server.connect_from(ip);
    server.send(client, format!("{name}\n"));
    client
}

#[test]
fn one_connection_too_many_is_told_so_and_the_log_counts_them() {
    let caps = Caps {
        per_address: 3,
        ..Caps::default()
    };
    let mut server = Simulation::guarded(caps);
    let here: Vec<ClientId> = (0..3)
        .map(|number| named_from(&mut server, guest(1), &format!("Ana {number}")))
        .collect();
    server.events.clear();
    for _ in 0..12 {
        let refused = server.connect_from(guest(1));
        assert_eq!(
            server.read(refused),
            "Error: Too many connections come from your address. Close some, or try again in a \
             minute.\n"
        );
        assert!(server.is_ended(refused));
    }
    let other = named_from(&mut server, guest(2), "Luis");
    assert!(!server.is_ended(other));
    server.events.clear();
    server.pass(Duration::from_secs(10));
    let told: Vec<&EventKind> = server.events.iter().map(|event| &event.kind).collect();
    let network = Some(block_of(guest(1)));
    assert_eq!(told, [&EventKind::TurnedAway { network, count: 12 }]);
    assert_eq!(server.hub.cut_off(), 12);
    assert!(here.iter().all(|client| !server.is_ended(*client)));
    server.send(here[0], "/quit\n");
    let again = named_from(&mut server, guest(1), "Eva");
    assert!(
        server.read(again).starts_with("Welcome, Eva."),
        "there is room"
    );
}

#[test]
fn a_class_of_forty_behind_one_address_never_notices() {
    let mut server = Simulation::guarded(Caps::default());
    for round in 0..3 {
        let silent: Vec<ClientId> = (0..40).map(|_| server.connect_from(guest(1))).collect();
        for (number, client) in silent.iter().enumerate() {
            server.send(*client, format!("Student {round} {number}\n"));
            let welcome = server.read(*client);
            assert!(welcome.starts_with("Welcome, "), "{welcome}");
        }
    }
}

#[test]
fn those_without_a_name_have_a_share_for_each_address() {
    let caps = Caps {
        unnamed_per_address: 2,
        ..Caps::default()
    };
    let mut server = Simulation::guarded(caps);
    let other = server.connect_from(guest(2));
    let named = named_from(&mut server, guest(1), "Ana");
    let waiting: Vec<ClientId> = (0..3).map(|_| server.connect_from(guest(1))).collect();
    assert!(server.is_ended(waiting[0]), "the oldest of this address");
    assert!(server.read(waiting[0]).starts_with("Error: No name came"));
    for client in [other, named, waiting[1], waiting[2]] {
        assert!(!server.is_ended(client));
    }
}

#[test]
fn far_too_many_are_closed_without_a_word() {
    let caps = Caps {
        per_address: 1,
        ..Caps::default()
    };
    let mut server = Simulation::guarded(caps);
    named_from(&mut server, guest(1), "Ana");
    let refused: Vec<ClientId> = (0..1_000).map(|_| server.connect_from(guest(1))).collect();
    assert!(refused.iter().all(|client| server.is_ended(*client)));
    let told = refused
        .into_iter()
        .filter(|client| !server.read(*client).is_empty())
        .count();
    assert_eq!(told, 256);
}

#[test]
fn unfinished_handshakes_have_a_share_for_each_address() {
    let caps = Caps {
        handshakes_per_address: 2,
        ..Caps::default()
    };
    let mut server = Simulation::guarded(caps);
    let begin = |server: &mut Simulation, ip| {
        let client = server.connect_from(ip);
        server.room(|hub, now| hub.handle_request(client, Request::Encrypting, now));
        client
    };
    let other = begin(&mut server, guest(2));
    let unfinished: Vec<ClientId> = (0..3).map(|_| begin(&mut server, guest(1))).collect();
    assert!(server.is_ended(unfinished[0]), "the oldest of this address");
    let fault = server.events.iter().find_map(|event| match &event.kind {
        EventKind::Disconnected { who, reason } if who.client == unfinished[0] => Some(reason),
        _ => None,
    });
    assert_eq!(fault, Some(&EndReason::Handshake(HandshakeFault::TooMany)));
    let here = [other, unfinished[1], unfinished[2]];
    assert!(here.iter().all(|client| !server.is_ended(*client)));
    // Loopback is not counted.
    let local = IpAddr::from([127, 0, 0, 1]);
    let mut server = Simulation::with(Limits::default(), Timings::default(), caps);
    let local: Vec<ClientId> = (0..5).map(|_| begin(&mut server, local)).collect();
    assert!(local.iter().all(|client| !server.is_ended(*client)));
}

#[test]
fn a_class_of_forty_that_begins_its_handshakes_together_never_notices() {
    let mut server = Simulation::guarded(Caps::default());
    for round in 0..3 {
        let class: Vec<ClientId> = (0..40).map(|_| server.connect_from(guest(1))).collect();
        for client in &class {
            server.room(|hub, now| hub.handle_request(*client, Request::Encrypting, now));
        }
        for (number, client) in class.iter().enumerate() {
            server.room(|hub, now| hub.handle_request(*client, Request::Encrypted, now));
            server.send(*client, format!("Student {round} {number}\n"));
            let welcome = server.read(*client);
            assert!(welcome.starts_with("Welcome, "), "{welcome}");
        }
    }
}
