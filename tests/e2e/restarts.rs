//! When Tertulia's client comes back by itself, and when it does not.

use tertulia::connection::{ArrivalKind, ConnectionEvent, EndReason, Loss};
use tertulia_harness::{TestServer, User};
use tertulia_protocol::GoodbyeReason;
use tertulia_server_core::{Command, EventKind};

#[test]
fn it_comes_back_to_a_restarted_server_and_sends_what_was_said_meanwhile_once() {
    let server = TestServer::start();
    let address = server.address();
    let mut user = User::open(address, "Ana");
    assert_eq!(user.wait_welcome(), ArrivalKind::First);
    let before = user.say("before");
    user.wait_confirmed(before);
    drop(server.stop());
    let loss = user.wait("the loss", |event| match event {
        ConnectionEvent::Lost(loss) => Some(loss),
        _ => None,
    });
    assert!(
        matches!(&loss, Loss::Farewell(goodbye) if goodbye.reason == GoodbyeReason::Closing),
        "{loss:?}"
    );
    let meanwhile = user.say("meanwhile");
    let server = TestServer::with(|config| config.bind = address);
    assert_eq!(user.wait_welcome(), ArrivalKind::NewRun);
    user.wait_confirmed(meanwhile);
    let after = user.say("after");
    user.wait_confirmed(after);
    let said = server.log().into_iter().filter_map(|event| match event {
        EventKind::Said { text, .. } => Some(text),
        _ => None,
    });
    assert_eq!(said.collect::<Vec<_>>(), ["meanwhile", "after"]);
}

#[test]
fn it_does_not_come_back_after_a_kick() {
    let server = TestServer::start();
    let user = User::open(server.address(), "Ana");
    user.wait_welcome();
    let client = server.client_id("Ana");
    // An unknown server is asked first whether it can encrypt, which takes connections.
    let accepted = server.snapshot().totals.accepted;
    server.command(Command::Kick {
        client,
        reason: Some("enough".to_owned()),
    });
    let EndReason::Dismissed(goodbye) = user.wait_end() else {
        panic!("not dismissed")
    };
    assert_eq!(goodbye.reason, GoodbyeReason::Kicked);
    assert!(goodbye.message.ends_with("enough"), "{goodbye:?}");
    assert_eq!(server.snapshot().totals.accepted, accepted);
}

#[test]
fn who_leaves_has_said_everything_first() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let mut user = User::open(server.address(), "Ana");
    for number in 1..=8 {
        user.say(&format!("message {number}"));
    }
    user.leave_when_done();
    assert_eq!(user.wait_end(), EndReason::Left);
    let expected = [1, 2, 3, 4, 5, 6, 7, 8].map(|number| format!("Ana: message {number}"));
    assert_eq!(witness.lines_until("* Ana left")[1..], expected);
}

#[test]
fn the_operator_may_change_the_limits_under_a_user_in_full_flow() {
    let server = TestServer::with(|config| config.limits.max_rate = 50);
    let mut user = User::open(server.address(), "Ana");
    let marks: Vec<_> = (0..60)
        .map(|number| user.say(&format!("message {number}")))
        .collect();
    user.wait_confirmed(marks[20]);
    let limits = tertulia_protocol::Limits {
        max_rate: 10,
        ..server.snapshot().limits
    };
    server.command(Command::SetLimits(limits));
    user.wait_confirmed(marks[59]);
    assert_eq!(server.snapshot().totals.cut_off, 0);
}
