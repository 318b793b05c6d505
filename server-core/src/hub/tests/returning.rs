//! Coming back to a session: what was decided, missed and lost meanwhile, in virtual time.

use std::time::Duration;

use tertulia_protocol::Limits;

use super::{ANA, ana_again};
use crate::simulation::Simulation;
use crate::{Caps, Timings};

#[test]
fn a_repeated_number_gets_the_same_verdict_and_is_not_told_twice() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.read(luis);
    server.send(ana, "{\"type\":\"say\",\"number\":5,\"text\":\"hola\"}\n");
    let verdict = server.read(ana);
    server.pass(Duration::from_millis(10));
    for _ in 0..20 {
        server.send(ana, "{\"type\":\"say\",\"number\":5,\"text\":\"hola\"}\n");
        assert_eq!(
            server.read(ana),
            verdict,
            "and repeats do not count against the rate"
        );
    }
    assert_eq!(server.read(luis), "Ana: hola\n");
    server.send(
        ana,
        "{\"type\":\"direct\",\"number\":6,\"to\":\"nadie\",\"text\":\"x\"}\n",
    );
    let refusal = server.read(ana);
    assert!(refusal.contains(r#""reason":"nobody_called""#), "{refusal}");
    server.join("nadie");
    server.send(
        ana,
        "{\"type\":\"direct\",\"number\":6,\"to\":\"nadie\",\"text\":\"x\"}\n",
    );
    assert!(
        server.read(ana).ends_with(&refusal),
        "the verdict stays, although the name exists now"
    );
}

#[test]
fn who_vanishes_keeps_the_name_for_30_s_and_gets_what_was_missed() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.read(luis);
    server.close(ana);
    server.pass(Duration::from_secs(29));
    assert_eq!(server.read(luis), "", "nobody is told");
    let other = server.connect();
    server.send(other, "Ana\n");
    assert!(
        server.read(other).starts_with("Error: "),
        "the name is kept"
    );
    server.send(luis, "hola\n/msg Ana psst\n");
    assert_eq!(server.read(luis), "* received #1\n* received #2\n");
    let (_, read) = server.join_app(&ana_again(0));
    assert!(
        read.contains(r#""resumed":true"#) && read.contains(r#""missed":2"#),
        "{read}"
    );
    let missed: Vec<&str> = read.lines().skip(1).collect();
    assert!(missed[0].starts_with(r#"{"type":"said","id":1,"#), "{read}");
    assert!(
        missed[1].starts_with(r#"{"type":"private","id":2,"#),
        "{read}"
    );
    assert_eq!(server.read(luis), "", "nobody noticed");
}

#[test]
fn after_30_s_the_others_are_told_and_the_session_can_still_be_resumed() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.send(ana, "{\"type\":\"say\",\"number\":1,\"text\":\"hola\"}\n");
    server.read(luis);
    server.close(ana);
    server.pass(Duration::from_secs(30));
    assert_eq!(server.read(luis), "* Ana left\n");
    server.send(luis, "hola\n");
    let (again, read) = server.join_app(&ana_again(1));
    assert!(
        read.contains(r#""resumed":true,"decided":1,"#) && read.contains(r#""missed":1"#),
        "{read}"
    );
    assert_eq!(server.read(luis), "* received #1\n* Ana joined\n");
    server.send(again, "{\"type\":\"say\",\"number\":1,\"text\":\"hola\"}\n");
    assert!(
        server
            .read(again)
            .starts_with(r#"{"type":"ack","number":1,"id":1,"#)
    );
    assert_eq!(server.read(luis), "");
}

#[test]
fn a_session_that_comes_back_replaces_its_old_connection() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (old, _) = server.join_app(ANA);
    server.read(luis);
    let (new, read) = server.join_app(&ana_again(0));
    assert!(read.contains(r#""resumed":true"#));
    assert!(server.is_ended(old));
    assert!(server.read(old).contains(r#""reason":"replaced""#));
    assert!(!server.is_ended(new));
    assert_eq!(server.read(luis), "", "nobody noticed");
    server.send(new, "{\"type\":\"quit\"}\n");
    assert_eq!(server.read(luis), "* Ana left\n", "once");
}

#[test]
fn what_the_history_no_longer_has_is_named_as_a_gap() {
    let caps = Caps {
        history: 3,
        ..Caps::default()
    };
    let limits = Limits {
        max_rate: 0,
        ..Limits::default()
    };
    let mut server = Simulation::with(limits, Timings::default(), caps);
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.send(luis, "1\n2\n");
    server.close(ana);
    server.send(luis, "3\n4\n5\n6\n");
    let (_, read) = server.join_app(&ana_again(2));
    assert!(
        read.contains(r#""missed":3,"gap":{"after":2,"before":4}"#),
        "{read}"
    );
}

#[test]
fn ids_of_another_run_say_nothing() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    server.send(luis, "hola\n");
    let hello = ana_again(0).replace("0000000000000007", "0000000000000008");
    let (_, read) = server.join_app(&hello);
    assert!(
        read.contains(r#""resumed":false"#) && read.contains(r#""missed":0"#),
        "{read}"
    );
}

#[test]
fn an_unnumbered_farewell_by_the_app_leaves_at_once() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.read(luis);
    server.send(
        ana,
        "{\"type\":\"say\",\"number\":1,\"text\":\" Salir \"}\n",
    );
    assert!(server.read(ana).contains(r#""reason":"quit""#));
    assert_eq!(server.read(luis), "* Ana left\n");
}
