//! Who is closed out after wrong passwords, and how that ends, in virtual time.

use tertulia_protocol::{GoodbyeReason, UnixMillis};

use super::{RIGHT, ask, asking, hello, ip, reported, seconds};
use crate::simulation::Simulation;
use crate::{BanTarget, ClientId, EndReason, EventKind};

/// Guesses so often, one after the other.
fn guess(server: &mut Simulation, guest: ClientId, times: u32) {
    for _ in 0..times {
        // The prompt is no answer.
        server.read(guest);
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
    server.room(|hub, now| hub.handle_pardon(one.into(), now));
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

/// Another password (the right one from then on is given), or the operator's pardon.
const FORGETTING: [fn(&mut Simulation) -> &'static str; 2] = [
    |server| {
        server.set_password(Some("open barley"));
        "open barley"
    },
    |server| {
        server.room(|hub, now| hub.handle_pardon(ip(SCHOOL).into(), now));
        RIGHT
    },
];

const SCHOOL: &str = "203.0.113.7";

#[test]
fn what_open_connections_did_wrong_before_it_was_forgotten_is_not_counted_later() {
    for forget in FORGETTING {
        let mut server = asking();
        let class: Vec<ClientId> = (0..20).map(|_| server.connect_from(ip(SCHOOL))).collect();
        for pupil in &class {
            guess(&mut server, *pupil, 2);
        }
        let right = forget(&mut server);
        // Something is known from there again.
        guess(&mut server, class[0], 1);
        for pupil in &class[1..] {
            server.close(*pupil);
        }
        let late = server.connect_from(ip(SCHOOL));
        let read = ask(&mut server, late, right);
        assert!(read.starts_with("* The password is right."), "{read}");
        assert_eq!(reported(&server).last(), Some(&1));
    }
}

#[test]
fn who_comes_in_takes_back_nothing_of_others_for_what_was_forgotten() {
    for forget in FORGETTING {
        let mut server = asking();
        let [pupil, guesser] = [(); 2].map(|()| server.connect_from(ip(SCHOOL)));
        guess(&mut server, pupil, 5);
        let right = forget(&mut server);
        guess(&mut server, guesser, 9);
        server.read(pupil);
        server.send(pupil, format!("{right}\n"));
        server.pass(seconds(30));
        assert!(server.read(pupil).starts_with("* The password is right."));
        guess(&mut server, guesser, 1);
        assert!(server.is_ended(guesser), "ten are ten");
    }
}

#[test]
fn who_is_not_meant_is_not_pardoned() {
    let mut server = asking();
    let [school, other] = ["203.0.113.7", "203.0.113.8"].map(|from| server.connect_from(ip(from)));
    for guest in [school, other] {
        guess(&mut server, guest, 9);
    }
    server.room(|hub, now| hub.handle_pardon(ip("203.0.113.7").into(), now));
    for guest in [school, other] {
        guess(&mut server, guest, 1);
    }
    assert!(!server.is_ended(school) && server.is_ended(other));
}

/// Until when addresses are closed out, as the operator was told, and as it is.
fn ends(server: &mut Simulation) -> [Vec<UnixMillis>; 2] {
    let told = server.events.iter().filter_map(|event| match event.kind {
        EventKind::PasswordsClosed { until, .. } => Some(until),
        _ => None,
    });
    let told = told.collect();
    let mut known = Vec::new();
    server.room(|hub, now| {
        known = hub
            .closed_out(now)
            .iter()
            .map(|closed| closed.until)
            .collect();
    });
    [told, known]
}

#[test]
fn the_end_that_is_told_is_the_true_one_and_nothing_from_there_waits_any_more() {
    // Closed out by the tenth wrong one, or by the end of a connection whose two count then.
    for tenth in [true, false] {
        let mut server = asking();
        let [guesser, leaver, late, idle] = [(); 4].map(|()| server.connect());
        let others = [(); 3].map(|()| server.connect());
        for other in others.iter().chain([&idle]) {
            guess(&mut server, *other, 2);
        }
        if tenth {
            guess(&mut server, guesser, 9);
        } else {
            guess(&mut server, guesser, 8);
            guess(&mut server, leaver, 2);
        }
        server.verify_later(true);
        if tenth {
            server.send(guesser, "sesame\n");
        }
        for other in others {
            server.read(other);
            server.send(other, format!("{RIGHT}\n"));
        }
        // One is being hashed then, others wait for that, and the late one's time is not yet come.
        server.pass(seconds(29));
        server.send(late, format!("{RIGHT}\n"));
        server.pass(seconds(1));
        if !tenth {
            server.close(leaver);
        }
        server.verify();
        assert!(!server.verify(), "nothing is left to look at");
        for other in others.into_iter().chain([late]) {
            let read = server.read(other);
            assert!(read.contains("Try again in 18 minutes."), "{tenth} {read}");
        }
        let [told, known] = ends(&mut server);
        assert_eq!((told.len(), &told), (1, &known));
        assert!(!server.is_ended(idle));
        server.close(idle);
        assert_eq!(ends(&mut server), [told, known]);
    }
}

#[test]
fn a_ban_and_being_closed_out_are_lifted_apart() {
    let mut server = asking();
    let guesser = server.connect_from(ip(SCHOOL));
    guess(&mut server, guesser, 10);
    let wide: ipnet::IpNet = "203.0.113.0/24".parse().unwrap();
    let banned = BanTarget::Network(wide);
    server.room(|hub, now| hub.handle_ban(&banned, None, None, now));
    let answer = |server: &mut Simulation| {
        let guest = server.connect_from(ip(SCHOOL));
        ask(server, guest, RIGHT)
    };
    server.room(|hub, now| hub.handle_unban(wide, now));
    assert!(answer(&mut server).starts_with("Error: Too many wrong passwords"));
    server.room(|hub, now| hub.handle_ban(&banned, None, None, now));
    server.room(|hub, now| hub.handle_pardon(wide, now));
    assert!(answer(&mut server).starts_with("Error: You are banned"));
    server.room(|hub, now| hub.handle_unban(wide, now));
    assert!(answer(&mut server).starts_with("* The password is right."));
}
