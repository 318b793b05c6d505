//! With a history on the disk: nothing that was confirmed is lost by a restart, nothing is heard
//! twice, and older messages can be had.

use tertulia::connection::{ArrivalKind, ConnectionEvent, LocalId};
use tertulia_harness::{AppClient, PlainClient, TestHistory, User, hello, token};
use tertulia_protocol::{
    ClientMessage, Hello, History, MessageId, Number, Posted, ServerMessage, Welcome,
};
use tertulia_server_core::{Config, EventKind, OpenHistoryError, Server, StartError};

fn quick(config: &mut Config) {
    config.limits.max_rate = 0;
}

/// Remembers so little that most is only on the disk.
fn forgetful(config: &mut Config) {
    config.limits.max_rate = 0;
    config.caps.history = 10;
}

fn ana(seen: Option<(&Welcome, MessageId)>) -> Hello {
    Hello {
        token: Some(token(1)),
        run: seen.map(|(welcome, _)| welcome.run),
        last_seen: seen.map(|(_, last)| last),
        ..hello("Ana")
    }
}

fn text_of(posted: &Posted) -> &str {
    match posted {
        Posted::Said(said) => &said.text,
        Posted::Private(private) => &private.text,
        Posted::Operator(operator) => &operator.text,
    }
}

fn kept_texts(history: &TestHistory) -> Vec<String> {
    let messages = history.messages();
    let texts = messages.iter().map(|message| text_of(&message.posted));
    texts.map(str::to_owned).collect()
}

/// Everything that `client` may read, a page after the other, oldest first.
fn all_pages(client: &mut AppClient, limit: u32) -> Vec<Posted> {
    let mut all: Vec<Posted> = Vec::new();
    loop {
        let before = all.first().map(Posted::id);
        client.send(&ClientMessage::History {
            before,
            limit: Some(limit),
        });
        let page = client.wait("a page", |message| {
            matches!(message, ServerMessage::History(_))
        });
        let ServerMessage::History(History { messages, more }) = page else {
            unreachable!()
        };
        assert!(!messages.is_empty() || !more, "a page that leads nowhere");
        all.splice(0..0, messages);
        if !more {
            return all;
        }
    }
}

fn heard(user: &User, last: &str) -> Vec<String> {
    let mut heard = Vec::new();
    loop {
        if let ConnectionEvent::Posted(posted) = user.next(last) {
            heard.push(text_of(&posted).to_owned());
            if heard.last().is_some_and(|text| text == last) {
                return heard;
            }
        }
    }
}

#[test]
fn sessions_go_on_over_a_restart_and_nobody_hears_anything_twice() {
    let history = TestHistory::new();
    let server = history.serve(quick);
    let address = server.address();
    let (mut ana, mut luis) = (User::open(address, "Ana"), User::open(address, "Luis"));
    assert_eq!(ana.wait_welcome(), ArrivalKind::First);
    assert_eq!(luis.wait_welcome(), ArrivalKind::First);
    let marks: Vec<LocalId> = (0..20)
        .map(|number| ana.say(&format!("{number}")))
        .collect();
    ana.wait_confirmed(marks[19]);
    drop(server.stop());
    let meanwhile = ana.say("meanwhile");
    let server = history.serve(|config| {
        quick(config);
        config.bind = address;
    });
    assert_eq!(ana.wait_welcome(), ArrivalKind::Resumed);
    ana.wait_confirmed(meanwhile);
    let after = luis.say("from Luis");
    luis.wait_confirmed(after);
    let end = ana.say("end");
    ana.wait_confirmed(end);
    let expected: Vec<String> = (0..20)
        .map(|number| number.to_string())
        .chain(["meanwhile".to_owned(), "end".to_owned()])
        .collect();
    // What Luis is told while waiting for a confirmation is not kept by the harness.
    server.say("operator");
    assert_eq!(heard(&ana, "operator").last().unwrap(), "operator");
    drop(server.stop());
    let own = |text: &String| text != "from Luis" && text != "operator";
    let kept: Vec<String> = kept_texts(&history).into_iter().filter(own).collect();
    assert_eq!(kept, expected);
}

#[test]
fn a_message_to_somebody_who_vanished_survives_the_kill_of_the_server() {
    let history = TestHistory::new();
    let server = history.serve(quick);
    let mut luis = server.plain("Luis");
    let (mut client, welcome) = AppClient::introduce(server.address(), ana(None));
    client.send(&ClientMessage::Say {
        number: Number(5),
        text: "one".to_owned(),
        action: false,
    });
    let ack = client.wait_ack(Number(5));
    luis.wait_line("Ana: one");
    client.vanish();
    server.wait_event("Ana's absence", |event| {
        matches!(event, EventKind::Away { .. })
    });
    luis.line("/msg Ana two");
    luis.wait_line("* received #1");

    let history = history.after_a_kill();
    let server = history.serve(quick);
    server.wait_event("the history", |event| {
        matches!(event, EventKind::HistoryOpened { awaited: 1, .. })
    });
    let mut luis = PlainClient::join(server.address(), "Luis");
    luis.line("/msg Ana three");
    luis.wait_line("* received #1");
    let seen = ack.id.unwrap();
    let (mut client, again) = AppClient::introduce(server.address(), ana(Some((&welcome, seen))));
    assert_eq!(again.run, welcome.run);
    assert_eq!(
        (again.resumed, again.decided, again.missed, again.gap),
        (true, Some(Number(5)), 2, None)
    );
    for expected in ["two", "three"] {
        let ServerMessage::Private(private) = client.next(expected) else {
            panic!("not {expected}")
        };
        assert_eq!(private.text, expected);
    }
    client.send(&ClientMessage::Say {
        number: Number(5),
        text: "one".to_owned(),
        action: false,
    });
    assert_eq!(
        client.wait_ack(Number(5)),
        ack,
        "the same verdict as before"
    );
    luis.line("/who");
    luis.expect_line("* Here (2): Ana, Luis.");
    drop(server.stop());
    assert_eq!(kept_texts(&history), ["one", "two", "three"]);
}

#[test]
fn a_latecomer_reads_back_to_the_very_first_message() {
    const MESSAGES: u64 = 250;
    let history = TestHistory::new();
    let server = history.serve(forgetful);
    let mut luis = server.app("Luis");
    let last = (1..=MESSAGES)
        .map(|number| luis.say(&number.to_string()))
        .last();
    luis.wait_ack(last.unwrap());
    let expected: Vec<String> = (1..=MESSAGES).map(|number| number.to_string()).collect();
    let texts = |pages: Vec<Posted>| -> Vec<String> {
        pages
            .iter()
            .map(|posted| text_of(posted).to_owned())
            .collect()
    };
    let mut eva = server.app("Eva");
    assert_eq!(texts(all_pages(&mut eva, 40)), expected);
    drop(server.stop());
    let server = history.serve(forgetful);
    let mut eva = server.app("Eva");
    assert_eq!(texts(all_pages(&mut eva, 100)), expected);
}

#[test]
fn a_plain_guest_reads_back_beyond_the_memory_and_never_other_peoples_messages() {
    let history = TestHistory::new();
    let server = history.serve(forgetful);
    let (mut ana, mut luis) = (server.plain("Ana"), server.plain("Luis"));
    for number in 1..=30 {
        ana.line(&format!("public {number}"));
        ana.line(&format!("/msg Luis private {number}"));
    }
    ana.wait_line("* received #60");
    luis.lines_until("[private] Ana: private 30");
    let mut eva = server.plain("Eva");
    eva.line("/history 25");
    let page = eva.lines_until("* end of history");
    let public: Vec<String> = (6..=30)
        .map(|number| format!("Ana: public {number}"))
        .collect();
    assert_eq!(page[0], "* history: 25 messages");
    assert_eq!(page[1..], public);
    luis.line("/history 100");
    let page = luis.lines_until("* end of history");
    let private = page.iter().filter(|line| line.starts_with("[private]"));
    assert_eq!(private.count(), 30);
}

#[test]
fn who_missed_more_than_the_memory_holds_gets_all_of_it_on_coming_back() {
    let history = TestHistory::new();
    let server = history.serve(forgetful);
    let mut luis = server.app("Luis");
    let (client, welcome) = AppClient::introduce(server.address(), ana(None));
    client.vanish();
    server.wait_event("Ana's absence", |event| {
        matches!(event, EventKind::Away { .. })
    });
    let last = (1..=100).map(|number| luis.say(&number.to_string())).last();
    luis.wait_ack(last.unwrap());
    let seen = Some((&welcome, welcome.latest));
    let (mut client, again) = AppClient::introduce(server.address(), ana(seen));
    assert_eq!((again.missed, again.gap), (100, None));
    for number in 1..=100 {
        let (_, text) = client.wait_said();
        assert_eq!(text, number.to_string());
    }
}

#[test]
fn two_servers_never_share_a_history_and_the_next_one_may_have_it() {
    let history = TestHistory::new();
    let server = history.serve(quick);
    let config = Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        history: Some(history.config()),
        ..Config::default()
    };
    match Server::start(config.clone()) {
        Err(StartError::History(OpenHistoryError::InUse { path })) => {
            assert_eq!(path, history.path());
        }
        other => panic!("{other:?}"),
    }
    drop(server.stop());
    Server::start(config).unwrap().stop();
}
