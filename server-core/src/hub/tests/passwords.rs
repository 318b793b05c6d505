//! A server that asks for a password, in virtual time.

mod closing_out;

use std::net::IpAddr;
use std::time::Duration;

use tertulia_protocol::Limits;

use super::ANA;
use crate::simulation::Simulation;
use crate::storage::Disk;
use crate::{Caps, ClientId, EventKind, Hub, PasswordHash, Request, Timings};

const RIGHT: &str = "open sesame";

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn asking() -> Simulation {
    let mut server = Simulation::new();
    server.set_password(Some(RIGHT));
    server
}

fn hello(name: &str, password: &str) -> String {
    format!(r#"{{"type":"hello","name":"{name}","version":1,"password":"{password}"}}"#)
}

/// Sends a line and reads the answer to it.
fn ask(server: &mut Simulation, client: ClientId, line: &str) -> String {
    server.read(client);
    server.send(client, format!("{line}\n"));
    server.read(client)
}

/// How many wrong passwords the operator was told of, the latest count with it.
fn reported(server: &Simulation) -> Vec<u32> {
    let counts = server.events.iter().filter_map(|event| match event.kind {
        EventKind::WrongPassword { count, .. } => Some(count),
        _ => None,
    });
    counts.collect()
}

#[test]
fn in_plain_text_the_first_line_is_the_password_and_the_next_one_the_name() {
    let mut server = asking();
    let ana = server.connect();
    server.pass(seconds(1));
    assert_eq!(
        server.read(ana),
        "Tertulia 1. This server asks for a password, and others on the network can read what you \
         type here. Please send the password:\n"
    );
    assert_eq!(
        ask(&mut server, ana, "sesame"),
        "Error: Wrong password. Please send it again:\n"
    );
    assert_eq!(
        ask(&mut server, ana, RIGHT),
        "* The password is right. Please send your name:\n"
    );
    assert!(ask(&mut server, ana, "Server").starts_with("Error: That name is reserved"));
    assert!(ask(&mut server, ana, "Ana").starts_with("Welcome, Ana."));
    assert_eq!(ask(&mut server, ana, RIGHT), "* received #1\n");
    // All at once, and by a program that sends no ends of lines.
    let luis = server.connect();
    let read = ask(&mut server, luis, &format!("{RIGHT}\nLuis\nhola"));
    assert!(
        read.contains("Welcome, Luis.") && read.ends_with("* received #1\n"),
        "{read}"
    );
    let eva = server.connect();
    for (sent, answer) in [
        (RIGHT, "* The password is right."),
        ("Eva", "Welcome, Eva."),
    ] {
        server.send(eva, sent);
        server.pass(seconds(1));
        let read = server.read(eva);
        assert!(read.starts_with(answer), "{read}");
    }
}

#[test]
fn an_app_sends_it_with_its_hello_and_may_try_again() {
    let mut server = asking();
    let ana = server.connect();
    let none = r#"{"type":"hello","name":"Ana","version":1}"#;
    let read = ask(&mut server, ana, none);
    assert!(read.contains(r#""reason":"password_required""#), "{read}");
    let read = ask(&mut server, ana, &hello("Ana", "sesame"));
    assert!(
        read.contains(r#""reason":"wrong_password""#) && !read.contains("wait"),
        "{read}"
    );
    let read = ask(&mut server, ana, &hello("Server", RIGHT));
    assert!(read.contains(r#""reason":"name_reserved""#), "{read}");
    // It has been shown on this connection.
    let read = ask(&mut server, ana, none);
    assert!(read.starts_with(r#"{"type":"welcome""#), "{read}");
    assert_eq!(reported(&server), [1]);
}

#[test]
fn nothing_is_said_of_names_and_no_session_goes_on_before_the_password() {
    let mut server = asking();
    let with = |password: &str| ANA.replace('}', &format!(r#","password":"{password}"}}"#));
    let (ana, _) = server.join_app(&with(RIGHT));
    server.close(ana);
    let again = server.connect();
    let read = ask(&mut server, again, ANA);
    assert!(read.contains("password_required"), "{read}");
    let read = ask(&mut server, again, &with("sesame"));
    assert!(read.contains("wrong_password"), "{read}");
    let read = ask(&mut server, again, &hello("Ana", "sesame"));
    assert!(!read.contains("name_taken"), "{read}");
    let read = ask(&mut server, again, &with(RIGHT));
    assert!(read.contains(r#""resumed":true"#), "{read}");
}

#[test]
fn what_is_refused_says_how_long_the_next_answer_takes() {
    let mut server = asking();
    let guest = server.connect();
    for _ in 0..2 {
        ask(&mut server, guest, &hello("Ana", "sesame"));
    }
    let read = ask(&mut server, guest, &hello("Ana", "sesame"));
    assert!(read.contains(r#""wait":1}"#), "{read}");
    assert_eq!(
        ask(&mut server, guest, &hello("Ana", RIGHT)),
        "",
        "not before it is time"
    );
    server.pass(seconds(1));
    assert!(server.read(guest).starts_with(r#"{"type":"welcome""#));
}

#[test]
fn forty_behind_one_address_who_mistype_twice_come_in_without_a_wait() {
    let mut server = Simulation::guarded(Caps {
        unnamed_per_address: 0,
        ..Caps::default()
    });
    server.set_password(Some(RIGHT));
    let school = ip("203.0.113.7");
    let class: Vec<ClientId> = (0..40).map(|_| server.connect_from(school)).collect();
    for _ in 0..2 {
        for pupil in &class {
            let read = ask(&mut server, *pupil, "sesame");
            assert_eq!(read, "Error: Wrong password. Please send it again:\n");
        }
    }
    for pupil in &class {
        assert!(ask(&mut server, *pupil, RIGHT).starts_with("* The password is right."));
    }
}

#[test]
fn whoever_waits_is_still_a_connection_without_a_name() {
    let mut server = asking();
    let guest = server.connect();
    // The last but one answer takes 30 s; a name had to come within 5 minutes.
    for _ in 0..8 {
        server.send(guest, "sesame\n");
        server.pass(seconds(30));
    }
    server.pass(seconds(50));
    server.read(guest);
    server.send(guest, "sesame\n");
    server.pass(seconds(11));
    assert!(server.is_ended(guest));
    assert!(
        server
            .read(guest)
            .starts_with("Error: No name came for too long")
    );
    server.pass(seconds(60));
    assert_eq!(
        reported(&server).len(),
        8,
        "what it had sent is not looked at any more"
    );
}

#[test]
fn what_is_no_password_is_not_looked_at_and_asked_for_again_ten_times() {
    let mut server = asking();
    server.verify_later(true);
    let guest = server.connect();
    let long = "x".repeat(65);
    for _ in 0..10 {
        let read = ask(&mut server, guest, &long);
        assert_eq!(
            read,
            "Error: A password has 1 to 64 characters, and no control characters. Please send it \
             again:\n"
        );
    }
    let read = ask(&mut server, guest, "");
    assert!(read.starts_with("Error: No right password came."), "{read}");
    assert!(server.is_ended(guest) && reported(&server).is_empty());
    let endless = server.connect();
    assert!(
        ask(&mut server, endless, &"x".repeat(2_000)).starts_with("Error: Your message is longer")
    );
    assert!(server.is_ended(endless));
}

#[test]
fn an_exit_word_leaves_instead_of_a_password() {
    let mut server = asking();
    let guest = server.connect();
    assert_eq!(ask(&mut server, guest, "salir"), "* Goodbye.\n");
}

#[test]
fn the_first_right_one_answers_all_that_wait() {
    let mut server = asking();
    server.verify_later(true);
    let guests: Vec<ClientId> = (0..3).map(|_| server.connect()).collect();
    for (guest, password) in guests.iter().zip([RIGHT, "sesame", RIGHT]) {
        assert_eq!(ask(&mut server, *guest, password), "");
    }
    assert!(server.verify());
    assert!(
        server
            .read(guests[0])
            .starts_with("* The password is right.")
    );
    assert!(server.read(guests[1]).starts_with("Error: Wrong password."));
    assert!(
        server
            .read(guests[2])
            .starts_with("* The password is right.")
    );
    assert!(!server.verify(), "nothing is hashed any more");
    let late = server.connect();
    assert!(ask(&mut server, late, "sesame").starts_with("Error: Wrong password."));
    assert!(ask(&mut server, late, RIGHT).starts_with("* The password is right."));
}

#[test]
fn with_too_many_waiting_one_more_is_told_to_come_again() {
    let caps = Caps {
        passwords: 2,
        ..Caps::default()
    };
    let mut server = Simulation::with(Limits::default(), Timings::default(), caps);
    server.set_password(Some(RIGHT));
    server.verify_later(true);
    // One is being looked at, two wait.
    for _ in 0..3 {
        let guest = server.connect();
        assert_eq!(ask(&mut server, guest, "sesame"), "");
    }
    let late = server.connect();
    let read = ask(&mut server, late, RIGHT);
    assert!(
        read.starts_with("Error: Many passwords are being checked"),
        "{read}"
    );
    let app = server.connect();
    let read = ask(&mut server, app, &hello("Ana", RIGHT));
    assert!(read.contains(r#""reason":"busy""#), "{read}");
    assert!(server.verify());
    assert_eq!(ask(&mut server, late, RIGHT), "");
    while server.verify() {}
    assert!(server.read(late).starts_with("* The password is right."));
    assert_eq!(reported(&server).len(), 3);
}

#[test]
fn one_that_could_not_be_looked_at_is_no_wrong_one_and_can_be_sent_again() {
    let mut server = asking();
    server.set_hash(Some(PasswordHash::broken()));
    let (guest, app) = (server.connect(), server.connect());
    for _ in 0..20 {
        let read = ask(&mut server, guest, RIGHT);
        assert!(
            read.starts_with("Error: Many passwords are being checked"),
            "{read}"
        );
        let read = ask(&mut server, app, &hello("Ana", RIGHT));
        assert!(read.contains(r#""reason":"busy""#), "{read}");
    }
    assert!(reported(&server).is_empty());
    server.set_password(Some(RIGHT));
    assert!(ask(&mut server, guest, RIGHT).starts_with("* The password is right."));
    assert!(ask(&mut server, app, &hello("Ana", RIGHT)).contains(r#""type":"welcome""#));
}

#[test]
fn another_password_holds_for_whoever_is_on_the_way_in() {
    let mut server = asking();
    server.verify_later(true);
    let inside = server.connect();
    ask(&mut server, inside, &format!("{RIGHT}\nEva"));
    server.verify();
    assert!(server.read(inside).contains("Welcome, Eva."));
    server.set_password(Some("second"));
    let (old, new) = (server.connect(), server.connect());
    // It is being held against the second one when there is a third.
    ask(&mut server, old, "second");
    server.set_password(Some("abracadabra"));
    ask(&mut server, new, "abracadabra");
    while server.verify() {}
    assert!(server.read(old).starts_with("Error: Wrong password."));
    assert!(server.read(new).starts_with("* The password is right."));
    assert_eq!(
        ask(&mut server, inside, "hola"),
        "* received #1\n",
        "those in the room stay"
    );
    // Who had shown the password and sends a name is asked again.
    server.set_password(Some("fourth"));
    let read = ask(&mut server, new, "Luis");
    assert_eq!(
        read,
        "Error: This server asks for a password. Please send it:\n"
    );
    ask(&mut server, new, "fourth");
    while server.verify() {}
    assert!(ask(&mut server, new, "Luis").starts_with("Welcome, Luis."));
}

#[test]
fn without_a_password_any_more_those_who_wait_come_in() {
    let mut server = asking();
    server.verify_later(true);
    let (one, two) = (server.connect(), server.connect());
    ask(&mut server, one, "sesame");
    ask(&mut server, two, &hello("Ana", "sesame"));
    server.set_password(None);
    assert!(server.read(two).starts_with(r#"{"type":"welcome""#));
    // Being looked at when it was taken away.
    while server.verify() {}
    assert!(
        server
            .read(one)
            .starts_with("* The password is right. Please send your name:")
    );
    assert!(ask(&mut server, one, "Luis").starts_with("Welcome, Luis."));
    assert!(reported(&server).is_empty());
    let changes = server.events.iter().filter_map(|event| match event.kind {
        EventKind::PasswordChanged { asks } => Some(asks),
        _ => None,
    });
    assert_eq!(changes.collect::<Vec<bool>>(), [true, false]);
}

#[test]
fn who_connected_before_there_was_a_password_is_asked_for_it() {
    let mut server = Simulation::new();
    let guest = server.connect();
    server.pass(seconds(1));
    server.send(guest, "Server\n");
    server.set_password(Some(RIGHT));
    let read = ask(&mut server, guest, "Ana");
    assert_eq!(
        read,
        "Error: This server asks for a password. Please send it:\n"
    );
    assert!(ask(&mut server, guest, RIGHT).starts_with("* The password is right."));
    assert!(ask(&mut server, guest, "Ana").starts_with("Welcome, Ana."));
}

#[test]
fn encrypted_guests_are_not_told_that_they_can_be_read() {
    let mut server = Simulation::encrypted_only();
    server.set_password(Some(RIGHT));
    // Nor is a guest in clear asked for what would only be given away.
    let clear = server.connect();
    server.pass(seconds(1));
    assert_eq!(server.read(clear), "Tertulia 1. Please send your name:\n");
    assert!(ask(&mut server, clear, "Ana").starts_with("Error: This server takes encrypted"));
    let encrypted = server.connect_encrypted();
    server.pass(seconds(1));
    assert_eq!(
        server.read(encrypted),
        "Tertulia 1. This server asks for a password. Please send it:\n"
    );
    server.room(|hub, now| hub.handle_request(encrypted, Request::Encrypted, now));
    assert!(ask(&mut server, encrypted, RIGHT).starts_with("* The password is right."));
}

#[test]
fn with_a_history_it_is_all_the_same() {
    let mut server = Simulation::on(&Disk::default(), Limits::default(), Caps::default());
    server.set_password(Some(RIGHT));
    let ana = server.connect();
    ask(&mut server, ana, "sesame");
    assert!(ask(&mut server, ana, &format!("{RIGHT}\nAna")).contains("Welcome, Ana."));
}

#[test]
fn who_leaves_while_a_password_is_looked_at_is_not_missed() {
    let mut server = asking();
    server.verify_later(true);
    let (one, two) = (server.connect(), server.connect());
    ask(&mut server, one, RIGHT);
    ask(&mut server, two, RIGHT);
    for guest in [one, two] {
        server.room(|hub, now| hub.handle_kick(guest, None, now));
    }
    while server.verify() {}
    let three = server.connect();
    assert!(ask(&mut server, three, RIGHT).starts_with("* The password is right."));
    server.room(Hub::handle_closing);
    assert!(!server.verify());
}

#[test]
fn nothing_that_the_room_tells_anybody_has_a_password_in_it() {
    let mut server = asking();
    let (ana, luis) = (server.connect(), server.connect());
    ask(&mut server, ana, "hunter2");
    ask(&mut server, luis, &hello("Luis", "hunter2"));
    ask(&mut server, ana, RIGHT);
    ask(&mut server, luis, &hello("Luis", RIGHT));
    let told = format!("{:?}{:?}", server.events, server.hub);
    assert!(!told.contains("hunter2") && !told.contains(RIGHT), "{told}");
}
