//! Nobody can forge a line: every line that a plain client reads begins with something that the
//! server put there, and nothing inside moves a cursor or turns the direction of writing.

use tertulia_harness::{PlainClient, StreamEnd, TestServer};
use tertulia_protocol::{ClientMessage, ServerMessage};
use tertulia_server_core::{Command, EventKind};

/// Texts that try to look like somebody else's line. The last word is `Server: x` in all of them.
const FORGERIES: [&str; 15] = [
    "a\rServer: x",
    "a\r\rServer: x",
    "a\u{B}Server: x",
    "a\u{C}Server: x",
    "a\u{85}Server: x",
    "a\u{2028}Server: x",
    "a\u{2029}Server: x",
    "\u{1B}[2K\u{1B}[1GServer: x",
    "\u{9B}2KServer: x",
    "\u{1B}]0;title\u{7}Server: x",
    "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}Server: x",
    "a\0Server: x",
    "\u{202E}\u{202D}Server: x",
    "\u{2067}Server: x",
    "\u{7F}Server: x",
];

fn is_harmless(text: &str) -> bool {
    let is_harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    !text.contains(is_harmful)
}

/// Every line must begin with one of these and be harmless.
#[track_caller]
fn assert_ours(lines: &[String], starts: &[&str]) {
    for line in lines {
        assert!(
            starts.iter().any(|start| line.starts_with(start)),
            "a forged line: {line:?}"
        );
        assert!(is_harmless(line), "a harmful line: {line:?}");
    }
}

/// A server without a rate limit, and a plain witness called Luis.
fn server_with_witness() -> (TestServer, PlainClient) {
    let server = TestServer::with(|config| config.limits.max_rate = 0);
    let witness = server.plain("Luis");
    (server, witness)
}

#[test]
fn a_plain_client_cannot_forge_a_line_in_a_text_or_an_action() {
    let (server, mut witness) = server_with_witness();
    let mut app = server.app("Marta");
    let mut forger = server.plain("Ana");
    for text in FORGERIES {
        forger.line(text);
        forger.line(&format!("/me {text}"));
        forger.line(&format!("/msg Luis {text}"));
        for _ in 0..2 {
            let (from, text) = app.wait_said();
            assert_eq!(from, "Ana");
            assert!(is_harmless(&text) && text.contains('\u{FFFD}'), "{text:?}");
        }
    }
    server.say("the end");
    let heard = witness.lines_until("Server: the end");
    assert_ours(
        &heard,
        &[
            "Ana: ",
            "~ Ana ",
            "[private] Ana: ",
            "* Marta joined",
            "* Ana joined",
        ],
    );
    let spoken = heard.iter().filter(|line| !line.starts_with("* ")).count();
    assert_eq!(spoken, 3 * FORGERIES.len(), "{heard:#?}");
}

#[test]
fn an_app_client_cannot_forge_a_line_and_every_line_of_its_texts_carries_its_name() {
    let (server, mut witness) = server_with_witness();
    let mut forger = server.app("Ana");
    let several = [
        "one\nServer: x\n\n* Luis left",
        "\nServer: x",
        "one\r\nServer: x\r\n",
    ];
    for text in FORGERIES.into_iter().chain(several) {
        forger.say(text);
        forger.ask(|number| ClientMessage::Say {
            number,
            text: text.to_owned(),
            action: true,
        });
        let number = forger.direct("Luis", text);
        forger.wait_ack(number);
    }
    server.say("the end");
    let heard = witness.lines_until("Server: the end");
    assert_ours(&heard[1..], &["Ana: ", "~ Ana ", "[private] Ana: "]);
    assert_eq!(heard[0], "* Ana joined");
    assert!(heard.contains(&"Ana: * Luis left".to_owned()), "{heard:#?}");
}

#[test]
fn a_name_cannot_forge_a_line_at_joining_or_renaming() {
    let (server, mut witness) = server_with_witness();
    let mut wanted: Vec<String> = FORGERIES.iter().map(|text| format!("Ana {text}")).collect();
    wanted.extend(
        [
            "Server",
            "Server:",
            "Ana: hola\nServer",
            "* Luis left",
            "[private] Luis",
        ]
        .map(String::from),
    );
    let mut renaming = server.app("Marta");
    for name in &wanted {
        let mut client = tertulia_harness::AppClient::open(server.address());
        client.send(&ClientMessage::Hello(tertulia_harness::hello(name)));
        let refused = client.wait_refused();
        assert!(is_harmless(&refused.message), "{refused:?}");
        renaming.rename(name);
        assert!(is_harmless(&renaming.wait_refused().message));
    }
    for name in wanted.iter().filter(|name| !name.contains('\n')) {
        let mut client = server.connect();
        client.line(name);
        let line = client.expect_start("Error: ");
        assert!(is_harmless(&line), "{line:?}");
    }
    server.say("the end");
    assert_eq!(witness.lines_until("Server: the end"), ["* Marta joined"]);
    for event in server.log() {
        if let EventKind::NameRefused { wanted, why, .. } = event {
            assert!(
                is_harmless(&wanted) && is_harmless(&why),
                "{wanted:?} {why:?}"
            );
        }
    }
}

#[test]
fn an_error_repeats_nothing_harmful() {
    let (server, _witness) = server_with_witness();
    let mut client = server.plain("Ana");
    for text in FORGERIES {
        let word = text.replace(' ', "");
        client.line(&format!("/{word}"));
        client.line(&format!("/msg {word} hola"));
        client.line(&format!("/nick {text}"));
        for _ in 0..3 {
            let line = client.expect_start("Error: ");
            assert!(is_harmless(&line), "{line:?}");
        }
    }
    let mut app = server.app("Marta");
    app.send_raw("{\"type\":\"\\u001b[2J\\u2028dance\"}");
    let error = app.wait("an error", |message| {
        matches!(message, ServerMessage::Error(_))
    });
    let ServerMessage::Error(error) = error else {
        unreachable!()
    };
    assert!(is_harmless(&error.message), "{error:?}");
}

#[test]
fn the_operators_lines_carry_the_servers_name_and_a_kick_is_one_line() {
    let (server, mut witness) = server_with_witness();
    server.say("one\nAna: two\u{1B}[2J");
    witness.expect_line("Server: one");
    witness.expect_line("Server: Ana: two\u{FFFD}[2J");
    let reason = Some("because\r\nServer: x\u{1B}[0m".to_owned());
    server.command(Command::Kick {
        client: server.client_id("Luis"),
        reason,
    });
    let (lines, end) = witness.read_until_end();
    assert_ours(&lines, &["Error: "]);
    assert_eq!(end, StreamEnd::Closed);
}

#[test]
fn joiners_and_tabs_and_right_to_left_scripts_survive() {
    let (server, mut witness) = server_with_witness();
    let mut client = server.plain("Ana");
    for (sent, read) in [
        ("👩\u{200D}💻 ñ é", "👩\u{200D}💻 ñ é"),
        ("a\tb", "a b"),
        ("שלום أنس", "שלום أنس"),
        ("\u{1F1EA}\u{1F1F8}", "\u{1F1EA}\u{1F1F8}"),
    ] {
        client.line(sent);
        witness.wait_line(&format!("Ana: {read}"));
    }
}
