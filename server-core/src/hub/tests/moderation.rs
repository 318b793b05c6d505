//! Who may not write, and who may not come in, in virtual time.

use std::net::IpAddr;
use std::time::Duration;

use tertulia_protocol::{GoodbyeReason, Limits, RunId};

use super::{ANA, ana_again};
use crate::moderation::block_of;
use crate::simulation::Simulation;
use crate::storage::Disk;
use crate::{BanTarget, Caps, ClientId, EndReason, EventKind, FloodPolicy, MuteId, Request};

const MINUTES: Duration = Duration::from_secs(60);

fn mute(server: &mut Simulation, client: ClientId, minutes: Option<u32>) {
    let span = minutes.map(|minutes| MINUTES * minutes);
    let reason = Some("no smoking".to_owned());
    server.room(|hub, now| hub.handle_mute(client, span, reason, now));
}

fn ban(server: &mut Simulation, target: BanTarget, minutes: Option<u32>) {
    let span = minutes.map(|minutes| MINUTES * minutes);
    let reason = Some("no smoking".to_owned());
    server.room(|hub, now| hub.handle_ban(&target, span, reason, now));
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Comes from there and is called that.
fn join_from(server: &mut Simulation, from: &str, name: &str) -> (ClientId, String) {
    let client = server.connect_from(ip(from));
    server.send(client, format!("{name}\n"));
    (client, server.read(client))
}

#[test]
fn the_muted_read_why_and_nothing_of_theirs_reaches_anybody_in_any_way() {
    let mut server = Simulation::new();
    let (luis, ana) = (server.join("Luis"), server.join("Ana"));
    server.read(luis);
    mute(&mut server, ana, Some(10));
    let told = server.read(ana);
    assert!(
        told.starts_with("* The operator has muted you for 10 minutes:")
            && told.ends_with("Reason: no smoking\n"),
        "{told}"
    );
    for attempt in ["hola\n", "/me waves\n", "/msg Luis hola\n", "/nick Hola\n"] {
        server.send(ana, attempt);
        let refused = server.read(ana);
        assert!(
            refused.starts_with("Error: The operator has muted you for 10 minutes"),
            "{attempt}: {refused}"
        );
        server.pass(Duration::from_secs(1));
    }
    assert_eq!(server.read(luis), "");
    server.send(luis, "hola\n");
    assert_eq!(server.read(ana), "Luis: hola\n", "she hears everybody");
    server.send(ana, "/who\n");
    assert_eq!(server.read(ana), "* Here (2): Luis, Ana.\n");
    server.pass(MINUTES * 10);
    server.send(ana, "hola\n");
    assert_eq!(server.read(ana), "* received #1\n", "its time is over");
}

#[test]
fn programs_read_the_reason_and_the_end_of_a_mute() {
    let mut server = Simulation::new();
    let (ana, _) = server.join_app(ANA);
    mute(&mut server, ana, Some(10));
    let until = server.now.unix.0 + 600_000;
    let told = server.read(ana);
    assert!(
        told.starts_with(r#"{"type":"notice","reason":"muted""#)
            && told.ends_with(&format!("\"until\":{until}}}\n")),
        "{told}"
    );
    for request in [
        r#"{"type":"say","number":1,"text":"hola"}"#,
        r#"{"type":"say","number":2,"text":"waves","action":true}"#,
        r#"{"type":"direct","number":3,"to":"Ana","text":"hola"}"#,
        r#"{"type":"rename","number":4,"name":"Hola"}"#,
    ] {
        server.send(ana, format!("{request}\n"));
        let refused = server.read(ana);
        assert!(
            refused.contains(r#""reason":"muted""#)
                && refused.contains(&format!("\"until\":{until}")),
            "{refused}"
        );
    }
    server.room(|hub, now| hub.handle_unmute(MuteId(1), now));
    assert_eq!(
        server.read(ana),
        "{\"type\":\"notice\",\"reason\":\"unmuted\",\"message\":\"You can write again.\"}\n"
    );
}

#[test]
fn nobody_evades_a_mute_by_coming_back_under_another_name_or_address() {
    let mut server = Simulation::new();
    let neighbour = server.join("Marta");
    let (ana, _) = server.join_app(ANA);
    mute(&mut server, ana, None);
    // Another name and no token.
    server.send(ana, "{\"type\":\"quit\"}\n");
    let (eva, welcome) = join_from(&mut server, "127.0.0.1", "Eva");
    assert!(
        welcome.contains("* The operator has muted you:"),
        "{welcome}"
    );
    server.send(eva, "hola\n");
    assert!(
        server
            .read(eva)
            .starts_with("Error: The operator has muted you")
    );
    // Another address and the token, while the old session is remembered.
    let moved = server.connect_from(ip("10.9.8.7"));
    server.send(moved, format!("{}\n", ana_again(0)));
    let welcome = server.read(moved);
    assert!(
        welcome.contains(r#""resumed":true"#) && welcome.contains(r#""reason":"muted""#),
        "{welcome}"
    );
    // Who was there before, at the same address, may go on.
    server.read(neighbour);
    server.send(neighbour, "hola\n");
    assert_eq!(server.read(neighbour), "* received #1\n");
    let (iris, welcome) = join_from(&mut server, "10.0.0.1", "Iris");
    assert!(!welcome.contains("muted"), "{welcome}");
    let muted: Vec<ClientId> = (server.hub.muted(server.now.unix))
        .map(|(client, _)| client)
        .collect();
    assert!(muted.contains(&eva) && muted.contains(&moved) && !muted.contains(&iris));
    // Lifting it frees everybody it held for.
    server.room(|hub, now| hub.handle_unmute(MuteId(1), now));
    assert!(server.read(eva).ends_with("* You can write again.\n"));
    assert_eq!(server.hub.muted(server.now.unix).count(), 0);
}

#[test]
fn frozen_means_that_only_the_operator_writes_and_newcomers_are_told() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.room(|hub, now| {
        hub.handle_freeze(true, now);
        hub.handle_freeze(true, now);
    });
    let told = server.read(ana);
    assert!(
        told.starts_with("* The operator lets nobody write") && told.lines().count() == 1,
        "{told}"
    );
    let (luis, welcome) = server.join_app(r#"{"type":"hello","name":"Luis","version":1}"#);
    assert!(
        welcome.contains(r#"{"type":"notice","reason":"frozen""#),
        "{welcome}"
    );
    server.send(luis, "{\"type\":\"say\",\"number\":1,\"text\":\"x\"}\n");
    assert!(server.read(luis).contains(r#""reason":"frozen""#));
    server.read(ana);
    for attempt in ["hola\n", "/me waves\n", "/msg Luis x\n", "/nick Eva\n"] {
        server.send(ana, attempt);
        let refused = server.read(ana);
        assert!(refused.starts_with("Error: The operator lets"), "{refused}");
        server.pass(Duration::from_secs(1));
    }
    let everyone = crate::Recipients::Everyone;
    server.room(|hub, now| hub.handle_operator(&everyone, "listen", now));
    assert_eq!(server.read(ana), "Server: listen\n");
    server.room(|hub, now| hub.handle_freeze(false, now));
    assert_eq!(server.read(ana), "* Everybody can write again.\n");
    server.send(ana, "hola\n");
    assert_eq!(server.read(ana), "* received #1\n");
}

#[test]
fn a_ban_ends_every_connection_from_there_and_keeps_all_names_out_until_it_is_over() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (ana, _) = join_from(&mut server, "10.0.0.3", "Ana");
    let (eva, _) = join_from(&mut server, "10.0.0.3", "Eva");
    let silent = server.connect_from(ip("10.0.0.3"));
    server.read(luis);
    ban(&mut server, BanTarget::Client(ana), Some(60));
    let sentence = "You are banned from this server for 60 minutes. Reason: no smoking";
    for client in [ana, eva, silent] {
        let told = server.read(client);
        assert!(told.ends_with(&format!("Error: {sentence}\n")), "{told}");
        assert!(server.is_ended(client));
    }
    assert_eq!(server.read(luis), "* Ana left\n* Eva left\n");
    // Names make no difference, nor does a program, nor silence.
    let (again, told) = join_from(&mut server, "10.0.0.3", "Zoe");
    assert_eq!(told, format!("Error: {sentence}\n"));
    assert!(server.is_ended(again));
    let app = server.connect_from(ip("10.0.0.3"));
    server.send(app, format!("{ANA}\n"));
    let told = server.read(app);
    let until = server.now.unix.0 + 3_600_000;
    let (refused, goodbye) = told.split_once('\n').unwrap();
    assert!(refused.starts_with(r#"{"type":"refused","reason":"banned""#));
    assert_eq!(
        goodbye,
        format!(
            "{{\"type\":\"goodbye\",\"reason\":\"banned\",\"message\":\"{sentence}\",\"until\":{until}}}\n"
        )
    );
    let silent = server.connect_from(ip("10.0.0.3"));
    server.pass(Duration::from_secs(3));
    assert!(
        server
            .read(silent)
            .ends_with(&format!("Error: {sentence}\n"))
    );
    assert!(server.is_ended(silent));
    assert_eq!(server.read(luis), "", "nobody else notices");
    server.pass(MINUTES * 60);
    let (_, told) = join_from(&mut server, "10.0.0.3", "Zoe");
    assert!(told.starts_with("Welcome, Zoe."), "{told}");
}

#[test]
fn a_session_cannot_be_resumed_from_a_banned_address_nor_stay_away_there() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let ana = server.connect_from(ip("10.0.0.3"));
    server.send(ana, format!("{ANA}\n"));
    server.close(ana);
    server.read(luis);
    ban(
        &mut server,
        BanTarget::Network(block_of(ip("10.0.0.3"))),
        None,
    );
    assert_eq!(server.read(luis), "* Ana left\n", "her place is not kept");
    let again = server.connect_from(ip("10.0.0.3"));
    server.send(again, format!("{}\n", ana_again(0)));
    let told = server.read(again);
    assert!(told.contains(r#""reason":"banned""#), "{told}");
    server.room(|hub, now| hub.handle_unban(block_of(ip("10.0.0.3")), now));
    let again = server.connect_from(ip("10.0.0.3"));
    server.send(again, format!("{}\n", ana_again(0)));
    assert!(server.read(again).contains(r#""resumed":true"#));
}

#[test]
fn loopback_can_be_banned_although_it_is_not_counted() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    ban(&mut server, BanTarget::Client(ana), None);
    let again = server.connect();
    server.send(again, "Ana\n");
    assert!(server.read(again).starts_with("Error: You are banned"));
}

#[test]
fn the_log_counts_the_banned_who_come_back_instead_of_telling_of_each() {
    let mut server = Simulation::new();
    ban(
        &mut server,
        BanTarget::Network(block_of(ip("10.0.0.3"))),
        None,
    );
    server.events.clear();
    for _ in 0..20 {
        join_from(&mut server, "10.0.0.3", "Ana");
    }
    server.pass(Duration::from_secs(10));
    let told: Vec<&EventKind> = server.events.iter().map(|event| &event.kind).collect();
    let network = Some(block_of(ip("10.0.0.3")));
    assert_eq!(told, [&EventKind::TurnedAway { network, count: 20 }]);
}

#[test]
fn a_restart_changes_nothing_about_who_may_write() {
    let disk = Disk::default();
    let mut server = Simulation::on(&disk, Limits::default(), Caps::default());
    let neighbour = server.connect();
    let hello = ANA.replace("Ana", "Marta").replace("0a0b", "0000");
    server.send(neighbour, format!("{hello}\n"));
    let (ana, _) = server.join_app(ANA);
    mute(&mut server, ana, None);
    let kept = server.hub.poll_moderation().expect("it is to be kept");
    assert!(server.hub.poll_moderation().is_none(), "once");
    server.restart();
    let mut kept = kept;
    kept.belong_to(Some(RunId(7)), RunId(7));
    server.hub.restore_moderation(kept);
    let moved = server.connect_from(ip("10.0.0.9"));
    server.send(moved, format!("{ANA}\n"));
    assert!(server.read(moved).contains(r#""reason":"muted""#));
    let neighbour = server.connect();
    server.send(neighbour, format!("{hello}\n"));
    let welcome = server.read(neighbour);
    assert!(
        welcome.contains(r#""resumed":true"#) && !welcome.contains("muted"),
        "{welcome}"
    );
}

#[test]
fn who_is_slowed_down_loses_nothing_and_nobody_else_waits() {
    let mut server = Simulation::new();
    server.set_flood(FloodPolicy::Slow);
    let (ana, luis) = (server.join("Ana"), server.join("Luis"));
    server.read(ana);
    let lines: Vec<String> = (1..=23).map(|number| format!("line {number}")).collect();
    server.send(ana, lines.join("\n") + "\n/quit\n");
    assert!(!server.wants_input(ana), "TCP holds her back");
    server.send(luis, "hola\n");
    let heard = server.read(luis);
    assert_eq!(
        heard.lines().count(),
        6,
        "five of hers, then his own: {heard}"
    );
    assert!(heard.ends_with("Ana: line 5\n* received #1\n"));
    let mut seconds = 0;
    let mut heard = String::new();
    while !server.is_ended(ana) && seconds < 30 {
        server.pass(Duration::from_secs(1));
        seconds += 1;
        let now = server.read(luis);
        let hers = now.lines().filter(|line| line.starts_with("Ana: "));
        assert!(hers.count() <= 5, "more than the limit in a second: {now}");
        heard += &now;
    }
    let expected: Vec<String> = (lines[5..].iter())
        .map(|line| format!("Ana: {line}"))
        .chain(["* Ana left".to_owned()])
        .collect();
    assert_eq!(heard.lines().collect::<Vec<_>>(), expected);
    assert!(
        server
            .read(ana)
            .ends_with("* received #23\n* Goodbye, Ana.\n")
    );
    let farewell = server.events.iter().any(|event| {
        matches!(&event.kind, EventKind::Left { reason: EndReason::Farewell { reason, .. }, .. }
            if *reason == GoodbyeReason::Quit)
    });
    assert!(farewell);
}

#[test]
fn the_banned_crowd_out_no_newcomer_whether_encrypted_or_in_clear() {
    let caps = Caps {
        unnamed: 3,
        handshakes: 3,
        ..Caps::default()
    };
    let mut server = Simulation::guarded(caps);
    let network = "10.0.0.0/8".parse().unwrap();
    ban(&mut server, BanTarget::Network(network), Some(1));
    let honest: Vec<ClientId> = (0..3)
        .map(|_| server.connect_from(ip("192.168.0.9")))
        .collect();
    server.room(|hub, now| hub.handle_request(honest[0], Request::Encrypting, now));
    let banned: Vec<ClientId> = (0..10)
        .map(|number| {
            let client = server.connect_from(IpAddr::from([10, 0, 0, number]));
            server.room(|hub, now| hub.handle_request(client, Request::Encrypting, now));
            if number % 2 == 0 {
                server.room(|hub, now| hub.handle_request(client, Request::Encrypted, now));
            }
            client
        })
        .collect();
    assert!(honest.iter().all(|client| !server.is_ended(*client)));
    let waiting = banned.iter().filter(|client| !server.is_ended(**client));
    assert_eq!(waiting.count(), 3, "they have a bound of their own");
    assert!(
        server.read(banned[0]).contains("You are banned"),
        "told at once"
    );
    server.room(|hub, now| hub.handle_request(honest[0], Request::Encrypted, now));
    server.send(honest[0], "Ana\n");
    assert!(server.read(honest[0]).starts_with("Welcome, Ana."));
    // Who goes by itself makes room.
    server.close(banned[9]);
    let next = server.connect_from(ip("10.0.0.99"));
    assert!(!server.is_ended(banned[7]) && !server.is_ended(next));
    server.pass(Duration::from_secs(3));
    assert!(server.is_ended(banned[7]) && server.is_ended(next));
}

#[test]
fn who_came_while_a_ban_ended_waits_for_a_name_like_everybody_else() {
    let caps = Caps {
        unnamed: 1,
        ..Caps::default()
    };
    let mut server = Simulation::guarded(caps);
    let target = BanTarget::Network(block_of(ip("10.0.0.3")));
    ban(&mut server, target, Some(1));
    server.pass(MINUTES - Duration::from_secs(1));
    let early = server.connect_from(ip("10.0.0.3"));
    server.pass(Duration::from_secs(10));
    assert!(!server.is_ended(early));
    let is_told = |event: &crate::Event| match &event.kind {
        EventKind::Connected(who) => who.client == early,
        _ => false,
    };
    assert!(server.events.iter().any(is_told));
    let _next = server.connect();
    assert!(server.is_ended(early), "it counts");
}

#[test]
fn an_id_that_a_mute_knows_is_never_given_to_somebody_else() {
    let mut muted = crate::Moderation::default();
    let speaker = crate::moderation::Speaker {
        person: tertulia_protocol::PersonId(8),
        token: None,
        ip: ip("10.0.0.3"),
    };
    let times = (tertulia_protocol::UnixMillis(0), None);
    muted.mute("Ana".to_owned(), speaker, speaker.person, times, None);
    let mut server = Simulation::new();
    server.room(|hub, _| hub.restore_moderation(muted));
    for name in ["Eva", "Luis", "Zoe"] {
        let (client, welcome) = join_from(&mut server, "10.0.0.4", name);
        assert!(welcome.starts_with("Welcome"), "{welcome}");
        server.send(client, "hola\n");
        assert_eq!(server.read(client), "* received #1\n");
    }
    let (_, welcome) = server.join_app(r#"{"type":"hello","name":"Iris","version":1}"#);
    assert!(welcome.contains(r#""id":12,"#), "{welcome}");
}
