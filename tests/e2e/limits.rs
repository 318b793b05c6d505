//! Length, rate and the number of people.

use std::thread;
use std::time::Duration;

use tertulia_harness::{AppClient, Guest, StreamEnd, TestServer, hello};
use tertulia_protocol::{
    ClientMessage, Dialect, GoodbyeReason, Limits, RefusalReason, ServerMessage,
};
use tertulia_server_core::{Command, EndReason};

const DIALECTS: [Dialect; 2] = [Dialect::Plain, Dialect::App];

const TOO_LONG: &str = "Error: Your message is longer than 1,000 characters, the limit here. \
                        You are disconnected; connect again and send it in parts.";
const TOO_FAST: &str = "Error: You sent more than 5 messages in a second, the limit here. \
                        You are disconnected; connect again and leave more time between messages.";

/// The guest must read `sentence` last, then the end of the stream; the log gives the same reason.
#[track_caller]
fn assert_cut_off(server: &TestServer, guest: &mut Guest, sentence: &str, reason: GoodbyeReason) {
    let (lines, end) = guest.read_until_end();
    assert_eq!(
        (lines.last().map(String::as_str), end),
        (Some(sentence), StreamEnd::Closed)
    );
    let detail = sentence.trim_start_matches("Error: ").to_owned();
    assert_eq!(
        server.wait_end(guest.local_addr()),
        EndReason::Farewell { reason, detail }
    );
}

#[test]
fn a_thousand_characters_pass_however_many_bytes_they_are() {
    for dialect in DIALECTS {
        let server = TestServer::start();
        let mut guest = server.guest(dialect, "Ana");
        let mut witness = server.guest(dialect, "Luis");
        for (number, character) in ["a", "ñ", "😀"].into_iter().enumerate() {
            let text = character.repeat(1_000);
            guest.say(&text);
            guest.wait_line(&format!("* received #{}", number + 1));
            witness.wait_line(&format!("Ana: {text}"));
        }
    }
}

#[test]
fn the_line_s_end_does_not_count() {
    let server = TestServer::start();
    let mut client = server.plain("Ana");
    client.send(&format!("{}\r\n", "😀".repeat(1_000)));
    client.expect_line("* received #1");
}

#[test]
fn a_thousand_and_one_characters_disconnect_and_nobody_else_is_disturbed() {
    for dialect in DIALECTS {
        for character in ["a", "😀"] {
            let server = TestServer::start();
            let mut guest = server.guest(dialect, "Ana");
            let mut witness = server.guest(dialect, "Luis");
            let mut other = server.plain("Marta");
            guest.say(&character.repeat(1_001));
            assert_cut_off(&server, &mut guest, TOO_LONG, GoodbyeReason::TooLong);
            other.line("hola");
            other.wait_line("* received #1");
            let heard = witness.lines_until("Marta: hola");
            assert_eq!(heard, ["* Marta joined", "* Ana left"]);
        }
    }
}

#[test]
fn five_messages_within_a_second_pass_again_and_again() {
    for dialect in DIALECTS {
        let server = TestServer::start();
        let mut guest = server.guest(dialect, "Ana");
        for round in 0..2 {
            for message in 1..=5 {
                guest.say("hola");
                let number = round * 5 + message;
                guest.wait_line(&format!("* received #{number}"));
            }
            thread::sleep(Duration::from_secs(1));
        }
    }
}

#[test]
fn the_sixth_message_within_a_second_disconnects() {
    for dialect in DIALECTS {
        let server = TestServer::start();
        let mut guest = server.guest(dialect, "Ana");
        let mut witness = server.guest(dialect, "Luis");
        for number in 1..=6 {
            guest.say(&format!("message {number}"));
        }
        for number in 1..=5 {
            guest.wait_line(&format!("* received #{number}"));
        }
        assert_cut_off(&server, &mut guest, TOO_FAST, GoodbyeReason::TooFast);
        let heard = witness.lines_until("* Ana left");
        let passed: Vec<String> = (1..=5)
            .map(|number| format!("Ana: message {number}"))
            .collect();
        assert_eq!(heard, passed);
    }
}

#[test]
fn commands_and_empty_lines_count_and_leaving_is_always_allowed() {
    let server = TestServer::start();
    let mut client = server.plain("Ana");
    client.send("\n/who\n \n/help\n/nonsense\nsalir\n");
    let (lines, end) = client.read_until_end();
    assert_eq!(
        (lines.last().map(String::as_str), end),
        (Some("* Goodbye, Ana."), StreamEnd::Closed)
    );

    let mut guest = server.guest(Dialect::Plain, "Luis");
    guest.say("\n/who\n \n/help\n/nonsense\n");
    assert_cut_off(&server, &mut guest, TOO_FAST, GoodbyeReason::TooFast);
}

#[test]
fn too_many_control_messages_disconnect_an_app_client() {
    let server = TestServer::start();
    let mut client = server.app("Ana");
    for number in 1..=21 {
        client.send(&ClientMessage::Ping {
            number: tertulia_protocol::Number(number),
        });
    }
    let (messages, end) = client.read_until_end();
    assert_eq!(end, StreamEnd::Closed);
    let pongs = messages
        .iter()
        .filter(|message| matches!(message, ServerMessage::Pong { .. }))
        .count();
    assert_eq!(pongs, 20);
    let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(goodbye.reason, GoodbyeReason::TooManyRequests);
}

#[test]
fn limits_changed_while_running_are_told_and_take_effect() {
    let server = TestServer::start();
    let mut plain = server.plain("Ana");
    let mut app = server.app("Luis");
    let limits = Limits {
        max_chars: 10,
        max_rate: 2,
        max_clients: 2,
    };
    server.command(Command::SetLimits(limits));
    plain.wait_line(
        "* The limits are now: 10 characters a message, 2 messages a second, 2 people at a time.",
    );
    app.wait("the new limits", |message| {
        *message == ServerMessage::Limits(limits)
    });
    assert_eq!(server.snapshot().limits, limits);

    plain.line("0123456789");
    plain.wait_line("* received #1");
    plain.line("0123456789a");
    let (lines, end) = plain.read_until_end();
    assert!(
        lines
            .last()
            .is_some_and(|line| line.contains("longer than 10 characters")),
        "{lines:?}"
    );
    assert_eq!(end, StreamEnd::Closed);

    // What an app client sent before it could know is measured by the earlier limits, for two seconds.
    let say_three = |app: &mut AppClient| [1, 2, 3].map(|number| app.say(&format!("{number}")));
    for number in say_three(&mut app) {
        app.wait_ack(number);
    }
    thread::sleep(Duration::from_millis(2_100));
    say_three(&mut app);
    let (messages, _) = app.read_until_end();
    let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert!(
        goodbye.message.contains("more than 2 messages"),
        "{goodbye:?}"
    );
}

#[test]
fn a_limit_of_zero_is_none() {
    for dialect in DIALECTS {
        let server = TestServer::with(|config| {
            config.limits = Limits {
                max_chars: 0,
                max_rate: 0,
                max_clients: 0,
            };
        });
        let mut guest = server.guest(dialect, "Ana");
        let mut witness = server.guest(dialect, "Luis");
        let long = "ñ".repeat(100_000);
        guest.say(&long);
        witness.wait_line(&format!("Ana: {long}"));
        for number in 2..=300 {
            guest.say(&format!("message {number}"));
        }
        guest.wait_line("* received #300");
        witness.wait_line("Ana: message 300");
    }
}

#[test]
fn a_full_server_says_so_at_naming_and_has_room_again_when_somebody_leaves() {
    let server = TestServer::with(|config| config.limits.max_clients = 2);
    let mut ana = server.plain("Ana");
    let _luis = server.app("Luis");
    let full = "This server is full: 2 people are the limit here. Please try again later.";

    let mut plain = server.connect();
    plain.line("Marta");
    let expected = (vec![format!("Error: {full}")], StreamEnd::Closed);
    assert_eq!(plain.read_until_end(), expected);

    let mut app = AppClient::open(server.address());
    app.send(&ClientMessage::Hello(hello("Marta")));
    let (messages, end) = app.read_until_end();
    let [
        ServerMessage::Refused(refused),
        ServerMessage::Goodbye(goodbye),
    ] = &messages[..]
    else {
        panic!("{messages:?}")
    };
    assert_eq!(
        (refused.reason, refused.message.as_str()),
        (RefusalReason::ServerFull, full)
    );
    assert_eq!(
        (goodbye.reason, goodbye.message.as_str()),
        (GoodbyeReason::Full, full)
    );
    assert_eq!(end, StreamEnd::Closed);

    ana.line("salir");
    ana.read_until_end();
    let _marta = server.plain("Marta");
}
