//! Tertulia's client never trips the rate limit, however the network bunches what it sends.

use std::collections::HashSet;
use std::time::Instant;

use tertulia::connection::{ConnectionEvent, Delivery, EndReason};
use tertulia_harness::{Faults, Proxy, Random, TestServer, User};

/// Pastes `lines` at once into a client whose server allows `max_rate` a second.
fn paste(lines: usize, max_rate: u32, seed: u64, faults: Faults) {
    let server = TestServer::with(|config| config.limits.max_rate = max_rate);
    let mut witness = server.plain("Luis");
    let proxy = Proxy::start(server.address(), faults, Random::seeded(seed));
    let began = Instant::now();
    let mut user = User::open(proxy.address(), "Ana");
    let mut unconfirmed: HashSet<_> = (0..lines)
        .map(|line| user.say(&format!("line {line}")))
        .collect();
    user.leave_when_done();
    let mut confirmed_ids = Vec::new();
    loop {
        match user.next("a confirmation or the end") {
            ConnectionEvent::Message {
                local,
                delivery: Delivery::Confirmed { id, .. },
            } => {
                assert!(unconfirmed.remove(&local), "{local:?} was confirmed twice");
                confirmed_ids.push(id.unwrap());
            }
            ConnectionEvent::Message {
                local,
                delivery: Delivery::Failed(reason),
            } => {
                panic!("{local:?} failed: {reason:?}")
            }
            ConnectionEvent::Lost(loss) => panic!("the connection was lost: {loss:?}"),
            ConnectionEvent::Ended(ended) => {
                assert_eq!(ended.reason, EndReason::Left);
                break;
            }
            _ => {}
        }
    }
    assert!(unconfirmed.is_empty(), "never confirmed: {unconfirmed:?}");
    assert!(
        confirmed_ids.is_sorted_by(|one, next| one < next),
        "{confirmed_ids:?}"
    );
    let heard = witness.lines_until("* Ana left");
    let expected = (0..lines).map(|line| format!("Ana: line {line}"));
    assert!(heard[1..].iter().cloned().eq(expected), "{heard:#?}");
    println!(
        "{lines} lines at {max_rate} a second took {:?}",
        began.elapsed()
    );
}

#[test]
fn thirty_lines_pass_at_the_default_rate_through_a_proxy_that_stalls_and_bunches() {
    paste(
        30,
        5,
        1,
        Faults {
            stall_millis: Some(0..=400),
            ..Faults::default()
        },
    );
}

#[test]
fn two_hundred_lines_pass_at_a_higher_rate_through_a_proxy_that_stalls_and_bunches() {
    paste(
        200,
        50,
        2,
        Faults {
            stall_millis: Some(0..=500),
            ..Faults::default()
        },
    );
}

#[test]
fn two_hundred_lines_pass_a_byte_at_a_time() {
    paste(
        200,
        100,
        3,
        Faults {
            stall_millis: Some(0..=30),
            byte_by_byte: true,
            ..Faults::default()
        },
    );
}
