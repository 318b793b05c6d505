//! Who writes too fast, and is slowed down instead of disconnected.

use std::time::Duration;

use super::ms;
use crate::FloodPolicy;
use crate::simulation::Simulation;
use tertulia_protocol::Limits;

const HELLO: &str = r#"{"type":"hello","name":"Ana","version":1}"#;

fn slowing() -> Simulation {
    let mut server = Simulation::new();
    server.set_flood(FloodPolicy::Slow);
    server
}

fn say(number: u32) -> String {
    format!("{{\"type\":\"say\",\"number\":{number},\"text\":\"{number}\"}}\n")
}

#[test]
fn a_program_without_newlines_keeps_its_messages_apart_while_it_waits() {
    let mut server = slowing();
    let luis = server.join("Luis");
    let ana = server.connect();
    server.send(ana, "Ana");
    server.pass(ms(200));
    server.read(luis);
    for number in 1..=5 {
        server.send(ana, format!("{number}"));
        server.pass(ms(20));
    }
    server.send(ana, "six");
    server.pass(ms(20));
    assert!(!server.wants_input(ana), "seven would become a part of six");
    assert_eq!(server.read(luis).lines().count(), 5);
    server.pass(ms(1_000));
    assert!(server.wants_input(ana));
    assert_eq!(server.read(luis), "Ana: six\n");
}

#[test]
fn what_was_sent_before_the_end_of_the_stream_is_said_before_the_leaving() {
    let mut server = slowing();
    let (luis, ana) = (server.join("Luis"), server.join("Ana"));
    server.read(luis);
    server.send(ana, "1\n2\n3\n4\n5\nsix");
    server.close(ana);
    assert!(!server.is_ended(ana));
    server.pass(ms(1_000));
    assert!(server.read(luis).ends_with("Ana: six\n* Ana left\n"));
}

#[test]
fn a_program_that_is_held_back_for_long_is_not_taken_for_dead() {
    let mut server = slowing();
    let (ana, _) = server.join_app(HELLO);
    let all: String = (1..=300).map(say).collect();
    server.send(ana, all);
    server.pass(Duration::from_secs(61));
    assert!(!server.is_ended(ana));
    let told = server.read(ana);
    assert_eq!(told.matches(r#"{"type":"ack""#).count(), 300);
    assert!(server.wants_input(ana));
}

#[test]
fn new_limits_and_another_policy_take_hold_of_who_is_held_back() {
    let mut server = slowing();
    let (luis, ana) = (server.join("Luis"), server.join("Ana"));
    server.send(ana, "x\n".repeat(30));
    assert_eq!(server.read(luis).matches("Ana: x").count(), 5);
    let limits = Limits {
        max_rate: 10,
        ..Limits::default()
    };
    server.room(|hub, now| hub.handle_limits(limits, now));
    server.pass(ms(1));
    assert_eq!(server.read(luis).matches("Ana: x").count(), 5);
    server.set_flood(FloodPolicy::Disconnect);
    server.pass(ms(1));
    assert!(server.is_ended(ana), "the rest came too fast");
}

#[test]
fn nobody_floods_with_what_is_no_message_either() {
    let mut server = slowing();
    let (ana, _) = server.join_app(HELLO);
    server.send(ana, "{\"type\":\"ping\",\"number\":1}\n".repeat(21));
    assert!(server.is_ended(ana));
}
