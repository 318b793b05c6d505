//! Who is closed out after wrong passwords, and how that ends, in virtual time.

use tertulia_protocol::GoodbyeReason;

use super::{RIGHT, ask, asking, hello, ip, reported, seconds};
use crate::simulation::Simulation;
use crate::{ClientId, EndReason, EventKind};

/// Guesses so often, one after the other.
fn guess(server: &mut Simulation, guest: ClientId, times: u32) {
    for _ in 0..times {
        server.send(guest, "sesame\n");
        while server.read(guest).is_empty() && !server.is_ended(guest) {
            server.pass(seconds(1));
        }
    }
}

#[test]
fn who_guesses_waits_longer_and_longer_and_is_closed_out_after_ten() {
    let mut server = asking();
    let guest = server.connect();
    let mut waits = Vec::new();
    while !server.is_ended(guest) {
        server.read(guest);
        server.send(guest, "sesame\n");
        let mut waited = 0;
        while server.read(guest).is_empty() && !server.is_ended(guest) {
            server.pass(seconds(1));
            waited += 1;
        }
        waits.push(waited);
    }
    assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    let closed = server.events.iter().any(|event| {
        matches!(&event.kind, EventKind::PasswordsClosed { network, .. }
            if network.to_string() == "127.0.0.1/32")
    });
    assert!(closed);
    let ended = server.events.iter().any(|event| {
        matches!(&event.kind, EventKind::Disconnected { who, reason: EndReason::Farewell { reason, .. } }
            if who.client == guest && *reason == GoodbyeReason::BadPasswords)
    });
    assert!(ended);
    // Nobody from there is listened to, right or wrong, and in either dialect; others are.
    let again = server.connect();
    assert_eq!(
        ask(&mut server, again, RIGHT),
        "Error: Too many wrong passwords came from your address. Try again in 10 minutes.\n"
    );
    let app = server.connect();
    let read = ask(&mut server, app, &hello("Ana", RIGHT));
    assert!(
        read.starts_with(r#"{"type":"goodbye","reason":"bad_passwords""#) && read.contains("until"),
        "{read}"
    );
    let other = server.connect_from(ip("192.168.0.9"));
    assert!(ask(&mut server, other, RIGHT).starts_with("* The password is right."));
    assert_eq!(reported(&server).len(), 10);
    server.pass(seconds(600));
    let again = server.connect();
    server.send(again, format!("{RIGHT}\n"));
    server.pass(seconds(4));
    assert!(server.read(again).contains("* The password is right."));
}

#[test]
fn the_operator_lets_those_try_again_who_were_closed_out_and_so_does_another_password() {
    let mut server = asking();
    let (one, other) = (ip("192.168.0.9"), ip("192.168.0.10"));
    for from in [one, other] {
        let guest = server.connect_from(from);
        guess(&mut server, guest, 10);
        assert!(server.is_ended(guest));
    }
    let closed = |server: &mut Simulation| {
        let mut closed = Vec::new();
        server.room(|hub, now| closed = hub.closed_out(now));
        let networks = closed.iter().map(|closed| closed.network.to_string());
        networks.collect::<Vec<_>>()
    };
    assert_eq!(closed(&mut server), ["192.168.0.9/32", "192.168.0.10/32"]);
    server.room(|hub, now| hub.handle_unban(one.into(), now));
    let reopened = server.events.iter().filter(
        |event| matches!(event.kind, EventKind::PasswordsReopened { network } if network == one.into()),
    );
    assert_eq!(reopened.count(), 1);
    assert_eq!(closed(&mut server), ["192.168.0.10/32"]);
    let pardoned = server.connect_from(one);
    assert!(ask(&mut server, pardoned, RIGHT).starts_with("* The password is right."));
    let still_closed = server.connect_from(other);
    assert!(ask(&mut server, still_closed, RIGHT).contains("Too many wrong passwords"));
    server.set_password(Some("open barley"));
    assert!(closed(&mut server).is_empty());
    let guest = server.connect_from(other);
    assert!(ask(&mut server, guest, "open barley").starts_with("* The password is right."));
}

#[test]
fn what_waits_to_be_looked_at_is_not_when_its_address_is_closed_out() {
    let mut server = asking();
    let [guesser, patient] = [server.connect(), server.connect()];
    guess(&mut server, guesser, 9);
    server.verify_later(true);
    server.send(guesser, "sesame\n");
    server.send(patient, format!("{RIGHT}\n"));
    server.pass(seconds(31));
    assert!(server.verify());
    assert!(server.is_ended(guesser) && server.is_ended(patient));
    assert!(!server.verify(), "nothing is left to look at");
}
