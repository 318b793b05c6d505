//! Programs that never send a newline, and those that send everything at once.

use std::thread;
use std::time::{Duration, Instant};

use tertulia_harness::{PROMPT, StreamEnd, TestServer};
use tertulia_protocol::GoodbyeReason;
use tertulia_server_core::EndReason;

#[test]
fn a_program_that_never_sends_a_newline_is_named_heard_and_seen_off() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let mut program = server.connect();
    program.expect_line(PROMPT);
    program.send("Ana");
    program.expect_welcome("Ana");
    for (number, text) in ["hola", "¿qué tal?", "¡adiós!"].into_iter().enumerate() {
        program.send(text);
        program.expect_line(&format!("* received #{}", number + 1));
        witness.wait_line(&format!("Ana: {text}"));
    }
    program.send("salir");
    let (lines, end) = program.read_until_end();
    assert_eq!(
        (lines, end),
        (vec!["* Goodbye, Ana.".to_owned()], StreamEnd::Closed)
    );
    witness.wait_line("* Ana left");
    let ended = server.wait_end(program.local_addr());
    assert!(
        matches!(
            ended,
            EndReason::Farewell {
                reason: GoodbyeReason::Quit,
                ..
            }
        ),
        "{ended:?}"
    );
}

#[test]
fn a_hasty_program_names_itself_before_any_prompt_and_gets_none() {
    let server = TestServer::start();
    let mut program = server.connect();
    program.send("Ana");
    program.expect_welcome("Ana");
    program.send("hola");
    program.expect_line("* received #1");
    program.send("SALIR");
    assert_eq!(
        program.read_until_end(),
        (vec!["* Goodbye, Ana.".to_owned()], StreamEnd::Closed)
    );
}

#[test]
fn silence_brings_the_prompt_after_300_milliseconds() {
    let server = TestServer::start();
    let connected = Instant::now();
    let mut client = server.connect();
    client.expect_line(PROMPT);
    let waited = connected.elapsed();
    // The server's clock starts a little after this one's.
    assert!(
        waited >= Duration::from_millis(299),
        "prompted after {waited:?}"
    );
}

#[test]
fn a_name_and_messages_in_one_packet_are_told_apart() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let mut client = server.connect();
    client.send("Ana\nuno\r\ndos\n");
    client.expect_welcome("Ana");
    client.expect_line("* received #1");
    client.expect_line("* received #2");
    assert_eq!(
        witness.lines_until("Ana: dos"),
        ["* Ana joined", "Ana: uno"]
    );
}

#[test]
fn the_end_of_the_stream_ends_the_last_message() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let mut client = server.connect();
    client.send("Ana\nhola");
    client.finish_sending();
    let (lines, end) = client.read_until_end();
    assert!(lines[0].starts_with("Welcome, Ana. "), "{lines:?}");
    assert_eq!(
        (&lines[1..], end),
        (&["* received #1".to_owned()][..], StreamEnd::Closed)
    );
    witness.wait_line("Ana: hola");
    witness.wait_line("* Ana left");
    assert_eq!(server.wait_end(client.local_addr()), EndReason::Closed);
}

#[test]
fn a_terminal_in_character_mode_is_not_cut_at_every_key() {
    let server =
        TestServer::with(|config| config.timings.typing_pause = Duration::from_millis(800));
    let mut witness = server.plain("Luis");
    let mut terminal = server.connect();
    let type_slowly = |terminal: &mut tertulia_harness::PlainClient, keys: &str| {
        for key in keys.chars() {
            terminal.send(key.encode_utf8(&mut [0; 4]));
            // Longer than the pause that ends a first message: a person types.
            thread::sleep(Duration::from_millis(160));
        }
    };
    // The name has no Enter and ends with a long pause; the message has one.
    type_slowly(&mut terminal, "Ana");
    terminal.expect_welcome("Ana");
    type_slowly(&mut terminal, "hi!\r\n");
    terminal.expect_line("* received #1");
    assert_eq!(witness.lines_until("Ana: hi!"), ["* Ana joined"]);
}

#[test]
fn a_long_message_without_a_newline_arrives_whole() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let mut program = server.connect();
    program.send("Ana");
    program.expect_welcome("Ana");
    let text = "日本語ñ".repeat(250);
    // In two writes with less than the pause for long messages between them.
    let (first, second) = text.as_bytes().split_at(1_700);
    program.send_bytes(first);
    thread::sleep(Duration::from_millis(100));
    program.send_bytes(second);
    program.expect_line("* received #1");
    witness.wait_line(&format!("Ana: {text}"));
}
