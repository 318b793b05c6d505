//! What only app clients meet: versions, unknown kinds, pages.

use tertulia_harness::{AppClient, PROMPT, StreamEnd, TestServer, hello};
use tertulia_protocol::{
    ClientMessage, Dialect, ErrorReason, Hello, Number, Posted, RefusalReason, ServerMessage,
};

#[track_caller]
fn next_error(client: &mut AppClient) -> ErrorReason {
    match client.next("an error") {
        ServerMessage::Error(error) => error.reason,
        other => panic!("no error: {other:?}"),
    }
}

#[test]
fn an_app_client_may_wait_for_the_prompt_and_skip_it() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.expect_line(PROMPT);
    client.line("{\"type\":\"hello\",\"name\":\"Ana\",\"version\":1}");
    client.expect_start("{\"type\":\"welcome\",");
    assert_eq!(server.row("Ana").dialect, Some(Dialect::App));
}

#[test]
fn the_welcome_tells_who_one_is_who_is_here_and_what_one_may_do() {
    let server = TestServer::with(|config| config.welcome = Some("Be nice.".to_owned()));
    let _luis = server.plain("Luis");
    let (_client, welcome) = AppClient::join(server.address(), "Ana");
    assert_eq!(
        (welcome.you.name.as_str(), welcome.version, welcome.resumed),
        ("Ana", 1, false)
    );
    assert_eq!(
        (welcome.words.as_deref(), welcome.people_total),
        (Some("Be nice."), 2)
    );
    let people: Vec<_> = welcome
        .people
        .iter()
        .map(|member| (member.name.as_str(), member.dialect))
        .collect();
    assert_eq!(people, [("Luis", Dialect::Plain), ("Ana", Dialect::App)]);
    assert_eq!(welcome.limits, server.snapshot().limits);
}

#[test]
fn another_version_is_refused_and_the_connection_ends() {
    let server = TestServer::start();
    let mut client = AppClient::open(server.address());
    client.send(&ClientMessage::Hello(Hello {
        version: 2,
        ..hello("Ana")
    }));
    let refused = client.wait_refused();
    assert_eq!(refused.reason, RefusalReason::Version);
    let (messages, end) = client.read_until_end();
    assert!(
        matches!(messages[..], [ServerMessage::Goodbye(_)]),
        "{messages:?}"
    );
    assert_eq!(end, StreamEnd::Closed);
}

#[test]
fn what_is_not_understood_is_an_error_and_the_session_goes_on() {
    let server = TestServer::start();
    let mut client = AppClient::open(server.address());
    client.say("too early");
    assert_eq!(next_error(&mut client), ErrorReason::HelloFirst);
    client.send_raw("{\"type\":\"hello\",\"name\":\"Ana\",\"version\":1,\"shoes\":42}");
    client.wait("the welcome", |message| {
        matches!(message, ServerMessage::Welcome(_))
    });
    for (line, reason) in [
        ("{\"type\":\"dance\"}", ErrorReason::UnknownType),
        ("{\"type\":\"say\"", ErrorReason::Malformed),
        ("{\"type\":\"say\",\"number\":1}", ErrorReason::Malformed),
        ("[1,2,3]", ErrorReason::Malformed),
        ("hola", ErrorReason::Malformed),
        (
            "{\"type\":\"hello\",\"name\":\"Ana\",\"version\":1}",
            ErrorReason::HelloAgain,
        ),
    ] {
        client.send_raw(line);
        assert_eq!(next_error(&mut client), reason, "{line}");
    }
    let number = client.say("hola");
    client.wait_ack(number);
}

#[test]
fn an_empty_text_is_refused_and_uses_up_its_number() {
    let server = TestServer::start();
    let mut client = server.app("Ana");
    let number = client.say(" \n ");
    let refused = client.wait_refused();
    assert_eq!(
        (refused.number, refused.reason),
        (Some(number), RefusalReason::EmptyText)
    );
}

#[test]
fn pings_are_answered_and_rosters_and_histories_come_by_the_page() {
    let server = TestServer::with(|config| config.limits.max_rate = 0);
    let mut client = server.app("Ana");
    let _luis = server.plain("Luis");
    client.wait("Luis", |message| {
        matches!(message, ServerMessage::Joined(_))
    });
    client.send(&ClientMessage::Ping { number: Number(77) });
    assert_eq!(
        client.next("the pong"),
        ServerMessage::Pong { number: Number(77) }
    );

    client.send(&ClientMessage::Roster { after: None });
    let ServerMessage::Roster(roster) = client.next("the roster") else {
        panic!("no roster")
    };
    assert_eq!(
        (roster.total, roster.more, roster.people.len()),
        (2, false, 2)
    );
    client.send(&ClientMessage::Roster {
        after: Some(roster.people[0].id),
    });
    let ServerMessage::Roster(rest) = client.next("the rest") else {
        panic!("no roster")
    };
    assert_eq!(rest.people, roster.people[1..]);

    for number in 1..=150 {
        let number = client.say(&format!("message {number}"));
        client.wait_ack(number);
    }
    let page = |client: &mut AppClient, before| {
        client.send(&ClientMessage::History {
            before,
            limit: Some(1_000),
        });
        match client.next("a page") {
            ServerMessage::History(page) => page,
            other => panic!("no page: {other:?}"),
        }
    };
    let latest = page(&mut client, None);
    assert_eq!((latest.messages.len(), latest.more), (100, true));
    let oldest = page(&mut client, Some(latest.messages[0].id()));
    assert_eq!((oldest.messages.len(), oldest.more), (50, false));
    let ids: Vec<u64> = oldest
        .messages
        .iter()
        .chain(&latest.messages)
        .map(|posted| posted.id().0)
        .collect();
    assert_eq!(ids, (1..=150).collect::<Vec<_>>());
    assert!(matches!(&oldest.messages[0], Posted::Said(said) if said.text == "message 1"));
}
