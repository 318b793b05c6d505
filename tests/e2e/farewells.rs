//! The explanation is readable, whatever its reader is still sending.

use std::io::Write;
use std::thread;

use tertulia_harness::{Conversation, PlainCodec, StreamEnd, TestServer};
use tertulia_protocol::GoodbyeReason;
use tertulia_server_core::{Command, EndReason};

/// How much is still on its way when the server has had enough.
const FLOOD_BYTES: usize = 8 << 20;

/// Sends `piece` again and again from another thread while this one reads; gives the last line and
/// the stream's end. The thread stops when the connection does.
fn flood(client: &mut Conversation<PlainCodec>, piece: &str) -> (Option<String>, StreamEnd) {
    let mut sender = client.sender();
    thread::scope(|scope| {
        scope.spawn(move || {
            let block = piece.repeat((64 << 10) / piece.len());
            let mut sent = 0;
            while sent < FLOOD_BYTES && sender.write_all(block.as_bytes()).is_ok() {
                sent += block.len();
            }
        });
        let (lines, end) = client.read_until_end();
        (lines.last().cloned(), end)
    })
}

#[test]
fn the_explanation_arrives_while_megabytes_are_still_being_sent() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let app_line = "{\"type\":\"say\",\"number\":1,\"text\":\"hola\"}\n";
    for (piece, reason, words) in [
        ("x", GoodbyeReason::TooLong, "longer than 1,000 characters"),
        (
            "hola\n",
            GoodbyeReason::TooFast,
            "more than 5 messages in a second",
        ),
        (
            "/who\n",
            GoodbyeReason::TooFast,
            "more than 5 messages in a second",
        ),
    ] {
        let mut client = server.plain("Ana");
        let (last, end) = flood(&mut client, piece);
        assert!(
            last.as_ref().is_some_and(|line| line.contains(words)),
            "{piece:?}: {last:?}"
        );
        assert_eq!(end, StreamEnd::Closed, "{piece:?}");
        let ended = server.wait_end(client.local_addr());
        assert!(
            matches!(&ended, EndReason::Farewell { reason: why, .. } if *why == reason),
            "{ended:?}"
        );
        witness.wait_line("* Ana left");
    }
    // Through the app dialect the same; its lines are read as text here.
    let mut client = server.connect();
    client.line("{\"type\":\"hello\",\"name\":\"Ana\",\"version\":1}");
    let (last, end) = flood(&mut client, app_line);
    assert!(
        last.as_ref()
            .is_some_and(|line| line.contains("\"too_fast\"")),
        "{last:?}"
    );
    assert_eq!(end, StreamEnd::Closed);
}

#[test]
fn the_explanation_waits_for_whoever_reads_only_after_sending_everything() {
    let server = TestServer::start();
    let mut client = server.plain("Ana");
    client.send(&"x".repeat(1 << 20));
    let (lines, end) = client.read_until_end();
    assert!(
        lines[0].starts_with("Error: Your message is longer than 1,000"),
        "{lines:?}"
    );
    assert_eq!((lines.len(), end), (1, StreamEnd::Closed));
}

#[test]
fn a_kick_is_readable_while_its_reader_floods() {
    let server = TestServer::with(|config| config.limits.max_rate = 0);
    let mut client = server.plain("Ana");
    let id = server.client_id("Ana");
    let (last, end) = thread::scope(|scope| {
        let flooding = scope.spawn(|| flood(&mut client, "/ack off\n"));
        server.wait_row("Ana", "a flood", |row| row.bytes_in > 1 << 16);
        server.command(Command::Kick {
            client: id,
            reason: Some("too loud".to_owned()),
        });
        flooding.join().unwrap()
    });
    assert_eq!(
        last.as_deref(),
        Some("Error: The operator disconnected you: too loud")
    );
    assert_eq!(end, StreamEnd::Closed);
}

#[test]
fn the_name_is_free_before_the_farewell_is_read() {
    let server = TestServer::start();
    for _ in 0..20 {
        let mut ana = server.plain("Ana");
        ana.line("/quit");
        // Not even the end of the stream is awaited.
        ana.expect_line("* Goodbye, Ana.");
    }
}
