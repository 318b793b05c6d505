//! What whoever runs the server can do and see.

use tertulia_harness::{StreamEnd, TestServer};
use tertulia_protocol::{Dialect, GoodbyeReason, LeaveReason, ServerMessage};
use tertulia_server_core::{Command, EndReason, EventKind, Recipients};

#[test]
fn the_operator_writes_to_everybody_or_to_some() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    let mut luis = server.app("Luis");
    let mut marta = server.plain("Marta");
    server.say("hello, all");
    let chosen = vec![server.client_id("Ana"), server.client_id("Luis")];
    server.command(Command::Say {
        to: Recipients::Some(chosen),
        text: "hello, you".to_owned(),
    });
    server.say("the end");

    assert_eq!(marta.lines_until("Server: the end"), ["Server: hello, all"]);
    ana.wait_line("Server: hello, all");
    ana.wait_line("[private] Server: hello, you");
    let told = luis
        .until_operator("the end")
        .into_iter()
        .filter_map(|message| match message {
            ServerMessage::Operator(operator) => Some((operator.text, operator.private)),
            _ => None,
        });
    let expected = [
        ("hello, all".to_owned(), false),
        ("hello, you".to_owned(), true),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    server.wait_event("the operator's words to some", |event| {
        *event
            == EventKind::Operator {
                text: "hello, you".to_owned(),
                chosen: Some(2),
            }
    });
}

#[test]
fn somebody_kicked_reads_why_and_everybody_else_that_they_left() {
    let server = TestServer::start();
    let mut witness = server.app("Luis");
    for dialect in [Dialect::Plain, Dialect::App] {
        for reason in [None, Some("no smoking")] {
            let mut guest = server.guest(dialect, "Ana");
            let reason = reason.map(str::to_owned);
            let sentence = reason.as_ref().map_or_else(
                || "The operator disconnected you.".to_owned(),
                |reason| format!("The operator disconnected you: {reason}"),
            );
            server.command(Command::Kick {
                client: server.client_id("Ana"),
                reason,
            });
            let (lines, end) = guest.read_until_end();
            assert_eq!(
                (lines, end),
                (vec![format!("Error: {sentence}")], StreamEnd::Closed)
            );
            let why = EndReason::Farewell {
                reason: GoodbyeReason::Kicked,
                detail: sentence,
            };
            assert_eq!(server.wait_end(guest.local_addr()), why);
            let left = witness.wait("the leaving", |message| {
                matches!(message, ServerMessage::Left(_))
            });
            let ServerMessage::Left(left) = left else {
                unreachable!()
            };
            assert_eq!(left.people[0].reason, LeaveReason::Removed);
        }
    }
}

#[test]
fn the_snapshot_counts_exactly() {
    let server = TestServer::start();
    let mut ana = server.guest(Dialect::Plain, "Ana");
    let mut luis = server.guest(Dialect::App, "Luis");
    let mut silent = server.connect();
    let mut cut_off = server.guest(Dialect::Plain, "Marta");
    cut_off.say(&"x".repeat(1_001));
    cut_off.read_until_end();
    let cut_off_traffic = cut_off.traffic();
    drop(cut_off);

    ana.say("one");
    ana.say("two");
    luis.direct("Ana", "three");
    luis.wait_line("* received #1");
    silent.expect_line(tertulia_harness::PROMPT);
    server.say("the end");
    for guest in [&mut ana, &mut luis] {
        guest.wait_line("Server: the end");
    }

    // The server sees the end of a connection only when its peer has closed it.
    let snapshot = server.wait_snapshot("three connections", |now| now.totals.connected == 3);
    let totals = snapshot.totals;
    assert_eq!((totals.accepted, totals.connected, totals.named), (4, 3, 2));
    assert_eq!(
        (totals.messages, totals.cut_off, totals.events_skipped),
        (3, 1, 0)
    );
    let everybody = [
        ana.traffic(),
        luis.traffic(),
        silent.traffic(),
        cut_off_traffic,
    ];
    assert_eq!(
        totals.bytes_in,
        everybody.iter().map(|(sent, _)| sent).sum::<u64>()
    );
    assert_eq!(
        totals.bytes_out,
        everybody.iter().map(|(_, received)| received).sum::<u64>()
    );
    // Ana: welcome, two joined, one left, two acks, a direct message, the operator. Luis: welcome, one
    // joined, one left, two messages, an ack, the operator. Then a prompt, a welcome and a farewell.
    assert_eq!(totals.deliveries, 8 + 7 + 1 + 2);

    assert_eq!(snapshot.clients.len(), 3);
    assert!(snapshot.clients.is_sorted_by_key(|row| row.client));
    for (guest, dialect, name, messages) in [
        (&ana, Dialect::Plain, "Ana", 2),
        (&luis, Dialect::App, "Luis", 1),
    ] {
        let row = server.row(name);
        assert_eq!(
            (row.address, row.dialect),
            (guest.local_addr(), Some(dialect))
        );
        assert_eq!((row.bytes_in, row.bytes_out), guest.traffic());
        assert_eq!((row.messages, row.outbox_bytes), (messages, 0), "{name}");
        assert_eq!(u64::from(row.rate_used), messages, "{name}");
    }
    let unnamed = snapshot
        .clients
        .iter()
        .find(|row| row.name.is_none())
        .unwrap();
    assert_eq!(
        (unnamed.address, unnamed.dialect),
        (silent.local_addr(), None)
    );
    assert_eq!((unnamed.bytes_in, unnamed.bytes_out), silent.traffic());
}
