//! Many people, and many who have no name.

use std::time::Duration;

use tertulia_harness::{PlainClient, StreamEnd, TestServer};
use tertulia_protocol::{GoodbyeReason, ServerMessage};
use tertulia_server_core::EndReason;

#[test]
fn in_a_large_room_joins_and_leaves_are_told_together() {
    let server = TestServer::with(|config| {
        config.caps.gather_above = 2;
        config.timings.gather = Duration::from_millis(800);
    });
    let mut plain = server.plain("Ana");
    let mut app = server.app("Luis");
    let crowd: Vec<PlainClient> = (1..=5)
        .map(|number| server.plain(&format!("Guest {number}")))
        .collect();
    let next_lines = |plain: &mut PlainClient| [plain.next("a line"), plain.next("a line")];
    assert_eq!(
        next_lines(&mut plain),
        ["* Luis joined", "* Guest 1, Guest 2 and 3 more joined"]
    );
    let ServerMessage::Joined(joined) = app.next("the joining") else {
        panic!("not told")
    };
    assert_eq!(joined.people.len(), 5);
    drop(crowd);
    server.wait_snapshot("an empty room but for two", |now| now.totals.named == 2);
    server.say("the end");
    // The last of them leave a small room, so they may be told one by one.
    let told = plain.lines_until("Server: the end");
    let all_left = told
        .iter()
        .all(|line| line.contains("Guest ") && line.ends_with(" left"));
    assert!(all_left && told.len() < 5, "{told:?}");
}

#[test]
fn of_too_many_without_a_name_the_oldest_goes() {
    let server = TestServer::with(|config| config.caps.unnamed = 3);
    let mut waiting: Vec<PlainClient> = (0..4).map(|_| server.connect()).collect();
    let (lines, end) = waiting[0].read_until_end();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("Error: No name came")),
        "{lines:?}"
    );
    assert_eq!(end, StreamEnd::Closed);
    for (number, client) in waiting.iter_mut().enumerate().skip(1) {
        client.line(&format!("Guest {number}"));
        client.wait("the welcome", |line| line.starts_with("Welcome, "));
    }
}

#[test]
fn who_gives_no_name_in_time_is_told_so() {
    let server = TestServer::with(|config| config.timings.nameless = Duration::from_millis(500));
    let mut silent = server.connect();
    let (lines, end) = silent.read_until_end();
    assert_eq!(
        (lines.len(), end),
        (2, StreamEnd::Closed),
        "a prompt and a reason: {lines:?}"
    );
    let ended = server.wait_end(silent.local_addr());
    assert!(
        matches!(
            ended,
            EndReason::Farewell {
                reason: GoodbyeReason::Nameless,
                ..
            }
        ),
        "{ended:?}"
    );
}
