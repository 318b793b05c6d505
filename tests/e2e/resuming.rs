//! Coming back, as seen on the wire: who shows the same token is the same person.

use std::time::Duration;

use tertulia_harness::{AppClient, StreamEnd, TestServer, Tls, hello, token};
use tertulia_protocol::{
    ClientMessage, Gap, GoodbyeReason, Hello, LeaveReason, MessageId, Number, RefusalReason, RunId,
    ServerMessage, Welcome,
};
use tertulia_server_core::{EndReason, EventKind};

/// Ana, with a token; back again where she has seen `seen` of the run of `welcome`.
fn ana(seen: Option<(&Welcome, MessageId)>) -> Hello {
    Hello {
        token: Some(token(1)),
        run: seen.map(|(welcome, _)| welcome.run),
        last_seen: seen.map(|(_, last)| last),
        ..hello("Ana")
    }
}

fn say(number: u64, text: &str) -> ClientMessage {
    ClientMessage::Say {
        number: Number(number),
        text: text.to_owned(),
        action: false,
    }
}

fn is_away(event: &EventKind) -> bool {
    matches!(event, EventKind::Away { .. })
}

#[test]
fn a_valid_token_takes_the_old_connections_place_and_nobody_else_notices() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let (mut old, first) = AppClient::introduce(server.address(), ana(None));
    old.send(&say(1, "one"));
    old.wait_ack(Number(1));
    let (mut new, second) =
        AppClient::introduce(server.address(), ana(Some((&first, first.latest))));
    assert_eq!((first.resumed, second.resumed), (false, true));
    assert_eq!(
        (second.you.id, second.decided, second.missed),
        (first.you.id, Some(Number(1)), 0)
    );
    let (messages, end) = old.read_until_end();
    let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(
        (goodbye.reason, end),
        (GoodbyeReason::Replaced, StreamEnd::Closed)
    );
    new.send(&say(2, "two"));
    assert_eq!(
        witness.lines_until("Ana: two"),
        ["* Ana joined", "Ana: one"]
    );
    let ended = server.wait_end(old.local_addr());
    assert!(
        matches!(
            ended,
            EndReason::Farewell {
                reason: GoodbyeReason::Replaced,
                ..
            }
        ),
        "{ended:?}"
    );
}

/// Only Linux has all of 127.0.0.0/8.
#[cfg(target_os = "linux")]
#[test]
fn a_replayed_resume_token_from_another_address_is_its_bearers_and_both_sides_are_told() {
    let elsewhere = std::net::IpAddr::from([127, 0, 0, 2]);
    let server = TestServer::encrypting(|_| {});
    for tls in [None, Some(Tls::V13)] {
        let mut old = AppClient::open(server.address());
        let mut other = AppClient::open_from(elsewhere, server.address());
        for client in [&mut old, &mut other] {
            if let Some(tls) = tls {
                client.encrypt(tls);
            }
        }
        let first = old.enter(ana(None));
        // Without the token, a session that is alive is nobody else's.
        other.send(&ClientMessage::Hello(Hello {
            token: Some(token(2)),
            ..ana(None)
        }));
        assert_eq!(other.wait_refused().reason, RefusalReason::NameTaken);
        old.send(&say(1, "still here"));
        old.wait_ack(Number(1));

        // With it, it is, wherever it comes from: whoever changes networks comes back before the old
        // connection is known to be dead.
        let second = other.enter(ana(Some((&first, first.latest))));
        assert_eq!((second.you.id, second.resumed), (first.you.id, true));
        let (messages, _) = old.read_until_end();
        let replaced = |message: &ServerMessage| match message {
            ServerMessage::Goodbye(goodbye) => goodbye.reason == GoodbyeReason::Replaced,
            _ => false,
        };
        assert!(messages.iter().any(replaced), "{messages:?}");
        // The operator sees both addresses.
        let ended = server.wait_end(old.local_addr());
        assert!(matches!(
            ended,
            EndReason::Farewell {
                reason: GoodbyeReason::Replaced,
                ..
            }
        ));
        let here = other.local_addr();
        assert_eq!(here.ip(), elsewhere);
        server.wait_event("the new address", |event| match event {
            EventKind::Joined { who, resumed, .. } => *resumed && who.address == here,
            _ => false,
        });
        other.send(&ClientMessage::Quit);
        let _farewell = other.read_until_end();
    }
}

#[test]
fn who_vanishes_keeps_the_name_for_the_time_of_grace_and_then_leaves() {
    let server = TestServer::with(|config| config.timings.grace = Duration::from_millis(600));
    let mut witness = server.plain("Luis");
    let (client, _) = AppClient::introduce(server.address(), ana(None));
    client.vanish();
    server.wait_event("Ana's absence", is_away);
    let mut other = server.connect();
    other.line("Ana");
    other.expect_start("Error: Ana is taken");
    assert_eq!(server.snapshot().totals.named, 2);
    witness.wait_line("* Ana left");
    other.enter("Ana");

    // The session can still be resumed, under another name.
    let mut back = AppClient::open(server.address());
    back.send(&ClientMessage::Hello(ana(None)));
    assert_eq!(back.wait_refused().reason, RefusalReason::NameTaken);
    back.send(&ClientMessage::Hello(Hello {
        name: "Ana María".into(),
        ..ana(None)
    }));
    let welcome = back.next("the welcome");
    assert!(
        matches!(&welcome, ServerMessage::Welcome(welcome) if welcome.resumed),
        "{welcome:?}"
    );
}

#[test]
fn what_was_missed_comes_once_direct_messages_as_well() {
    let server = TestServer::with(|config| config.limits.max_rate = 0);
    let mut luis = server.app("Luis");
    let mut marta = server.app("Marta");
    let (mut client, welcome) = AppClient::introduce(server.address(), ana(None));
    luis.say("seen");
    let said = client.wait("the message seen", |message| {
        matches!(message, ServerMessage::Said(_))
    });
    let ServerMessage::Said(seen) = said else {
        unreachable!()
    };
    client.vanish();
    server.wait_event("Ana's absence", is_away);

    luis.say("one");
    luis.direct("Ana", "two, for Ana");
    luis.direct("Marta", "for Marta");
    let number = luis.say("three");
    luis.wait_ack(number);
    marta.wait("the direct message", |message| {
        matches!(message, ServerMessage::Private(_))
    });
    server.say("four");
    luis.until_operator("four");

    let (mut back, again) = AppClient::introduce(server.address(), ana(Some((&welcome, seen.id))));
    assert_eq!(
        (again.missed, again.gap, again.you.id),
        (4, None, welcome.you.id)
    );
    luis.say("five");
    let texts: Vec<String> = (0..5)
        .filter_map(|_| text_of(back.next("a message")))
        .collect();
    assert_eq!(texts, ["one", "two, for Ana", "three", "four", "five"]);
}

fn text_of(message: ServerMessage) -> Option<String> {
    match message {
        ServerMessage::Said(said) => Some(said.text),
        ServerMessage::Private(private) => Some(private.text),
        ServerMessage::Operator(operator) => Some(operator.text),
        _ => None,
    }
}

#[test]
fn repeats_get_the_same_verdict_and_neither_count_nor_are_told_again() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let (mut client, first) = AppClient::introduce(server.address(), ana(None));
    for number in 1..=4 {
        client.send(&say(number, &format!("message {number}")));
    }
    client.send(&ClientMessage::Direct {
        number: Number(5),
        to: "Zoe".into(),
        person: None,
        text: "x".into(),
    });
    let acks: Vec<_> = (1..=4)
        .map(|number| client.wait_ack(Number(number)))
        .collect();
    let refused = client.wait_refused();
    client.vanish();

    let (mut back, again) =
        AppClient::introduce(server.address(), ana(Some((&first, first.latest))));
    assert_eq!(again.decided, Some(Number(5)));
    assert_eq!(again.missed, 0, "one's own words are not missed");
    // Seven rounds of repeats and five new ones, all within the second.
    for _ in 0..7 {
        for number in 1..=5 {
            back.send(&say(number, "another text under an old number"));
        }
        for ack in &acks {
            assert_eq!(back.wait_ack(ack.number), *ack);
        }
        assert_eq!(back.wait_refused(), refused);
    }
    for number in 6..=10 {
        back.send(&say(number, &format!("message {number}")));
        back.wait_ack(Number(number));
    }
    let expected = [1, 2, 3, 4, 6, 7, 8, 9].map(|number| format!("Ana: message {number}"));
    assert_eq!(witness.lines_until("Ana: message 10")[1..], expected);
}

#[test]
fn a_number_never_decided_is_not_accepted_below_a_decided_one() {
    let server = TestServer::start();
    let (mut client, _) = AppClient::introduce(server.address(), ana(None));
    client.send(&say(10, "ten"));
    client.wait_ack(Number(10));
    client.send(&say(9, "nine"));
    let refused = client.wait_refused();
    assert_eq!(
        (refused.number, refused.reason),
        (Some(Number(9)), RefusalReason::OldNumber)
    );
}

#[test]
fn what_the_server_no_longer_has_is_named_as_a_gap() {
    let server = TestServer::with(|config| {
        config.caps.history = 3;
        config.limits.max_rate = 0;
    });
    let mut luis = server.app("Luis");
    let (client, welcome) = AppClient::introduce(server.address(), ana(None));
    client.vanish();
    server.wait_event("Ana's absence", is_away);
    for number in 1..=10 {
        let number = luis.say(&format!("message {number}"));
        luis.wait_ack(number);
    }
    let (mut back, again) =
        AppClient::introduce(server.address(), ana(Some((&welcome, welcome.latest))));
    assert_eq!(
        again.gap,
        Some(Gap {
            after: MessageId(0),
            before: MessageId(8)
        })
    );
    assert_eq!(again.missed, 3);
    let texts: Vec<String> = (0..3)
        .filter_map(|_| text_of(back.next("a message")))
        .collect();
    assert_eq!(texts, ["message 8", "message 9", "message 10"]);
}

#[test]
fn another_run_of_the_server_resumes_nothing() {
    let server = TestServer::start();
    let (client, welcome) = AppClient::introduce(server.address(), ana(None));
    client.vanish();
    drop(server);
    let server = TestServer::start();
    let (_client, again) =
        AppClient::introduce(server.address(), ana(Some((&welcome, MessageId(7)))));
    assert!(!again.resumed && again.run != welcome.run, "{again:?}");
    assert_eq!((again.missed, again.gap, again.decided), (0, None, None));

    // Ids of another run mean nothing in this one either.
    let foreign = Hello {
        run: Some(RunId(again.run.0 ^ 1)),
        ..ana(Some((&again, MessageId(1_000))))
    };
    let (_client, resumed) = AppClient::introduce(server.address(), foreign);
    assert!(resumed.resumed && resumed.gap.is_none(), "{resumed:?}");
}

#[test]
fn a_silent_app_client_is_seen_off_and_keeps_its_place() {
    let server = TestServer::with(|config| config.timings.silent = Duration::from_millis(300));
    let (mut client, _) = AppClient::introduce(server.address(), ana(None));
    let (messages, end) = client.read_until_end();
    let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(
        (goodbye.reason, end),
        (GoodbyeReason::Silent, StreamEnd::Closed)
    );
    server.wait_event("Ana's absence", is_away);
    let (_client, again) = AppClient::introduce(server.address(), ana(None));
    assert!(again.resumed);
}

#[test]
fn who_says_goodbye_leaves_at_once() {
    let server = TestServer::start();
    let mut witness = server.app("Luis");
    let (mut client, _) = AppClient::introduce(server.address(), ana(None));
    client.send(&ClientMessage::Quit);
    let (messages, end) = client.read_until_end();
    let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(
        (goodbye.reason, end),
        (GoodbyeReason::Quit, StreamEnd::Closed)
    );
    let left = witness.wait("the leaving", |message| {
        matches!(message, ServerMessage::Left(_))
    });
    assert!(
        matches!(&left, ServerMessage::Left(left) if left.people[0].reason == LeaveReason::Quit)
    );
}
