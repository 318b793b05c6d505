//! Conversations in the room, in virtual time.

mod caps;
mod large_rooms;
mod moderation;
mod passwords;
mod returning;

use std::time::Duration;

use crate::simulation::Simulation;
use crate::{Caps, EndReason, EventKind, HandshakeFault, Recipients, Request, Timings};
use tertulia_protocol::{GoodbyeReason, Limits};

const ANA: &str =
    r#"{"type":"hello","name":"Ana","version":1,"token":"000102030405060708090a0b0c0d0e0f"}"#;

fn ana_again(last_seen: u64) -> String {
    let seen = format!(r#","last_seen":{last_seen},"run":"0000000000000007"}}"#);
    ANA.replace('}', &seen)
}

#[test]
fn every_message_is_confirmed_to_its_sender_and_told_to_all_others() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    let luis = server.join("Luis");
    let (eva, _) = server.join_app(r#"{"type":"hello","name":"Eva","version":1}"#);
    server.read(ana);
    server.read(luis);
    server.send(ana, "hola\n");
    assert_eq!(server.read(ana), "* received #1\n");
    assert_eq!(server.read(luis), "Ana: hola\n");
    assert!(
        server
            .read(eva)
            .contains(r#""from":{"id":1,"name":"Ana"},"text":"hola"}"#)
    );
    let said = server.events.iter().find_map(|event| match &event.kind {
        EventKind::Said { who, text, .. } => {
            Some((who.name.clone(), who.address.port(), text.clone()))
        }
        _ => None,
    });
    let (name, port, text) = said.unwrap();
    assert_eq!(
        (name.unwrap().as_str(), port, text.as_str()),
        ("Ana", 50_001, "hola")
    );
}

#[test]
fn a_taken_or_bad_name_is_explained_and_asked_for_again_and_three_end_it() {
    let mut server = Simulation::new();
    let _iris = server.join("Iris");
    for (bad, why) in [
        ("iris", "Iris 2"),
        ("lris", ""),
        ("", ""),
        ("Server", ""),
        ("An\u{202e}a", ""),
        (&"x".repeat(33), "32"),
    ] {
        let client = server.connect();
        for attempt in 1..=3 {
            server.send(client, format!("{bad}\n"));
            let read = server.read(client);
            assert!(read.starts_with("Error: "), "{bad:?}: {read}");
            if !why.starts_with("Iris") {
                assert!(read.contains(why), "{bad:?}: {read}");
            }
            assert_eq!(
                read.contains("Please send another name:"),
                attempt < 3,
                "{bad:?}: {read}"
            );
            assert_eq!(server.is_ended(client), attempt == 3);
        }
    }
    let client = server.connect();
    server.send(client, "nobody's\nMarta\n");
    assert!(
        server.read(client).contains("Welcome, Marta."),
        "another name is taken"
    );
}

#[test]
fn a_name_is_free_again_as_soon_as_its_holder_has_left() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.send(ana, "salir\n");
    server.join("ana");
}

#[test]
fn a_rename_is_told_to_all_and_frees_the_old_name() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    let luis = server.join("Luis");
    server.read(ana);
    server.send(ana, "/nick Anita\n");
    assert_eq!(server.read(ana), "* Ana is now Anita\n");
    assert_eq!(server.read(luis), "* Ana is now Anita\n");
    server.send(luis, "/nick ANITA\n");
    let read = server.read(luis);
    assert!(
        read.starts_with("Error: ") && !read.contains("another name:"),
        "{read}"
    );
    server.send(ana, "/nick ANITA\n");
    assert_eq!(
        server.read(ana),
        "* Anita is now ANITA\n",
        "one's own name in another case is free"
    );
    server.join("Ana");
}

#[test]
fn no_rename_takes_a_name_that_looks_like_somebody_elses() {
    let mut server = Simulation::new();
    let (ian, lan) = (server.join("ian"), server.join("lan"));
    server.read(ian);
    // One key of "Ian" is lan's own, the other one is ian's.
    server.send(lan, "/nick Ian\n");
    assert!(server.read(lan).starts_with("Error: Ian is taken"));
    server.send(lan, "/msg ian hola\n");
    assert_eq!(server.read(ian), "[private] lan: hola\n");
}

#[test]
fn a_rename_to_ones_own_name_bothers_nobody() {
    let mut server = Simulation::new();
    let (ana, luis) = (server.join("Ana"), server.join("Luis"));
    server.read(ana);
    server.send(ana, "/nick Ana\n");
    assert_eq!(server.read(ana), "* Ana is now Ana\n");
    assert_eq!(server.read(luis), "");
}

#[test]
fn a_text_of_too_many_lines_is_refused_and_costs_nothing_else() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.read(luis);
    let say = |number: u32, lines: usize| {
        let text = vec!["x"; lines].join("\\n");
        format!("{{\"type\":\"say\",\"number\":{number},\"text\":\"{text}\"}}\n")
    };
    server.send(ana, say(1, 100));
    assert_eq!(server.read(luis).lines().count(), 100);
    server.read(ana);
    server.send(ana, say(2, 101));
    assert!(server.read(ana).contains(r#""reason":"too_many_lines""#));
    assert_eq!(server.read(luis), "");
    assert!(!server.is_ended(ana));
}

#[test]
fn another_version_of_the_protocol_is_refused_as_such() {
    let mut server = Simulation::new();
    let client = server.connect();
    server.send(
        client,
        "{\"type\":\"hello\",\"name\":\"Ana\",\"version\":2}\n",
    );
    let read = server.read(client);
    let (refused, goodbye) = read.split_once('\n').unwrap();
    assert!(
        refused.contains(r#""type":"refused","reason":"version""#),
        "{read}"
    );
    assert!(
        goodbye.contains(r#""type":"goodbye","reason":"version""#),
        "{read}"
    );
    assert_eq!(server.hub.cut_off(), 0);
}

#[test]
fn the_log_says_why_somebody_is_away_and_leaves_with_that_reason() {
    let mut server = Simulation::new();
    let (ana, _) = server.join_app(ANA);
    server.pass(Duration::from_secs(45));
    assert!(server.is_ended(ana));
    server.pass(Duration::from_secs(30));
    let reasons = server.events.iter().filter_map(|event| match &event.kind {
        EventKind::Away { reason, .. } | EventKind::Left { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    let silent = |reason: &EndReason| {
        matches!(
            reason,
            EndReason::Farewell {
                reason: GoodbyeReason::Silent,
                ..
            }
        )
    };
    let reasons: Vec<EndReason> = reasons.collect();
    assert!(
        reasons.len() == 2 && reasons.iter().all(silent),
        "{reasons:?}"
    );
}

#[test]
fn a_direct_message_reaches_its_recipient_alone_and_the_longest_name_wins() {
    let mut server = Simulation::new();
    let (ana, maria, luis) = (
        server.join("Ana"),
        server.join("Ana María"),
        server.join("Luis"),
    );
    for client in [ana, maria, luis] {
        server.read(client);
    }
    server.send(
        luis,
        "/msg ana maría hola\n/msg Ana hola\n/msg ana maríax\n/msg nadie hola\n",
    );
    assert_eq!(server.read(maria), "[private] Luis: hola\n");
    assert_eq!(
        server.read(ana),
        "[private] Luis: hola\n[private] Luis: maríax\n"
    );
    let read = server.read(luis);
    assert!(
        read.starts_with("* received #1\n* received #2\n* received #3\nError: "),
        "{read}"
    );
    assert!(
        server
            .events
            .iter()
            .all(|event| !format!("{event:?}").contains("hola")),
        "not even the log"
    );
}

#[test]
fn a_full_server_says_so_at_naming() {
    let mut server = Simulation::new();
    server.room(|hub, now| {
        hub.handle_limits(
            Limits {
                max_clients: 2,
                ..Limits::default()
            },
            now,
        );
    });
    let ana = server.join("Ana");
    server.join("Luis");
    let eva = server.connect();
    server.send(eva, "Eva\n");
    assert!(server.is_ended(eva));
    assert!(server.read(eva).contains(" 2 "));
    server.send(ana, "salir\n");
    server.join("Eva");
}

#[test]
fn the_oldest_of_too_many_nameless_connections_goes() {
    let mut server = Simulation::with(
        Limits::default(),
        Timings::default(),
        Caps {
            unnamed: 2,
            ..Caps::default()
        },
    );
    let (first, second, third) = (server.connect(), server.connect(), server.connect());
    assert!(server.is_ended(first));
    assert!(!server.is_ended(second) && !server.is_ended(third));
}

#[test]
fn unfinished_handshakes_have_a_cap_of_their_own() {
    let caps = Caps {
        unnamed: 3,
        handshakes: 2,
        ..Caps::default()
    };
    let mut server = Simulation::with(Limits::default(), Timings::default(), caps);
    let begin = |server: &mut Simulation| {
        let client = server.connect();
        server.room(|hub, now| hub.handle_request(client, Request::Encrypting, now));
        client
    };
    let [one, two] = [begin(&mut server), begin(&mut server)];
    let [silent, quiet] = [server.connect(), server.connect()];
    assert!(
        ![one, two, silent, quiet]
            .map(|client| server.is_ended(client))
            .contains(&true)
    );
    let three = begin(&mut server);
    assert!(server.is_ended(one) && !server.is_ended(two) && !server.is_ended(three));
    let fault = server.events.iter().find_map(|event| match &event.kind {
        EventKind::Disconnected { who, reason } if who.client == one => Some(reason.clone()),
        _ => None,
    });
    assert_eq!(fault, Some(EndReason::Handshake(HandshakeFault::TooMany)));
    // Who has finished waits for a name like everybody else.
    server.room(|hub, now| hub.handle_request(two, Request::Encrypted, now));
    assert!(!server.is_ended(two));
    server.room(|hub, now| hub.handle_request(three, Request::Encrypted, now));
    assert!(server.is_ended(two), "the oldest of four without a name");
    assert!(!server.is_ended(silent) && !server.is_ended(quiet));
    server.send(three, "Ana\n");
    assert!(server.read(three).starts_with("Welcome, Ana."));
    let joined = server.events.iter().find_map(|event| match &event.kind {
        EventKind::Joined { encrypted, .. } => Some(*encrypted),
        _ => None,
    });
    assert_eq!(joined, Some(true));
}

#[test]
fn where_only_encrypted_guests_may_come_nobody_else_gets_a_name() {
    let mut server = Simulation::encrypted_only();
    let clear = server.connect();
    server.send(clear, "Ana\n");
    let read = server.read(clear);
    assert!(
        read.starts_with("Error: This server takes encrypted connections only."),
        "{read}"
    );
    assert!(server.is_ended(clear));
    let app = server.connect();
    server.send(app, format!("{ANA}\n"));
    let read = server.read(app);
    assert!(
        read.starts_with(r#"{"type":"goodbye","reason":"encrypted_only""#),
        "{read}"
    );
    let encrypted = server.connect();
    server.room(|hub, now| {
        hub.handle_request(encrypted, Request::Encrypting, now);
        hub.handle_request(encrypted, Request::Encrypted, now);
    });
    server.send(encrypted, "Ana\n");
    assert!(server.read(encrypted).starts_with("Welcome, Ana."));
}

#[test]
fn the_operator_writes_to_all_or_to_some_and_kicks_with_a_reason() {
    let mut server = Simulation::new();
    let (ana, luis) = (server.join("Ana"), server.join("Luis"));
    server.read(ana);
    server.room(|hub, now| hub.handle_operator(&Recipients::Everyone, "one\ntwo", now));
    server.room(|hub, now| hub.handle_operator(&Recipients::Some(vec![ana]), "psst", now));
    assert_eq!(
        server.read(ana),
        "Server: one\nServer: two\n[private] Server: psst\n"
    );
    assert_eq!(server.read(luis), "Server: one\nServer: two\n");
    server.room(|hub, now| hub.handle_kick(luis, Some("spam"), now));
    assert!(server.is_ended(luis));
    assert!(server.read(luis).contains("spam"));
    assert_eq!(server.read(ana), "* Luis left\n");
}

#[test]
fn closing_says_farewell_to_all_and_to_whoever_comes_later() {
    let mut server = Simulation::new();
    let (named, nameless) = (server.join("Ana"), server.connect());
    server.room(super::Hub::handle_closing);
    let late = server.connect();
    for client in [named, nameless, late] {
        assert_eq!(server.read(client), "* The server is closing.\n");
        assert!(server.is_ended(client));
    }
}

#[test]
fn the_history_shows_direct_messages_only_to_their_two_people() {
    let mut server = Simulation::new();
    let (ana, luis, eva) = (server.join("Ana"), server.join("Luis"), server.join("Eva"));
    server.send(ana, "hola\n/msg Luis psst\n");
    for (client, expected) in [(ana, 2), (luis, 2), (eva, 1)] {
        server.read(client);
        server.send(client, "/history\n");
        let read = server.read(client);
        assert_eq!(read.contains("psst"), expected == 2, "{read}");
        assert!(read.contains("Ana: hola\n"), "{read}");
    }
}

#[test]
fn who_was_cut_off_for_a_limit_is_in_the_log_with_the_reason() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.send(ana, "x".repeat(1_001));
    let left = server.events.iter().find_map(|event| match &event.kind {
        EventKind::Left { who, reason } => Some((who.name.clone(), reason.clone())),
        _ => None,
    });
    let (name, reason) = left.unwrap();
    assert_eq!(name.unwrap().as_str(), "Ana");
    assert!(matches!(
        reason,
        EndReason::Farewell {
            reason: GoodbyeReason::TooLong,
            ..
        }
    ));
    assert_eq!(server.hub.cut_off(), 1);
}
