//! What plain clients can ask for.

use tertulia_harness::TestServer;
use tertulia_protocol::ServerMessage;

#[test]
fn who_tells_who_is_here() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    ana.line("/who");
    ana.expect_line("* Here (1): Ana.");
    let _luis = server.app("Luis");
    ana.expect_line("* Luis joined");
    ana.line("/who");
    ana.expect_line("* Here (2): Ana, Luis.");
}

#[test]
fn the_welcome_tells_who_is_here_and_how_to_leave() {
    let server = TestServer::with(|config| config.welcome = Some("Be nice.\nHave fun.".to_owned()));
    let mut ana = server.connect();
    ana.line("Ana");
    ana.expect_line("Welcome, Ana. Nobody else is here yet. Type /help for help, salir to leave.");
    ana.expect_line("Server: Be nice.");
    ana.expect_line("Server: Have fun.");
    let mut luis = server.connect();
    luis.line("Luis");
    luis.expect_line("Welcome, Luis. Here: Ana. Type /help for help, salir to leave.");
}

#[test]
fn help_names_every_command() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    ana.line("/help\nhola");
    let help = ana.lines_until("* received #1");
    assert!(help.iter().all(|line| line.starts_with("* ")), "{help:?}");
    for command in [
        "/who", "/msg", "/me", "/nick", "/history", "/ack", "//", "/help", "/quit",
    ] {
        assert!(
            help.iter().any(|line| line.contains(command)),
            "{command}: {help:?}"
        );
    }
}

#[test]
fn me_and_a_literal_slash_and_unknown_commands() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    let mut plain = server.plain("Luis");
    let mut app = server.app("Marta");
    ana.line("/me waves");
    plain.wait_line("~ Ana waves");
    let said = app.wait("the action", |message| {
        matches!(message, ServerMessage::Said(_))
    });
    assert!(
        matches!(&said, ServerMessage::Said(said) if said.action && said.text == "waves"),
        "{said:?}"
    );
    ana.line("//etc/hosts");
    plain.wait_line("Ana: /etc/hosts");
    ana.line("/dance");
    ana.wait_line(
        "Error: There is no command /dance. /help lists the commands; \
         type // to begin a message with a slash.",
    );
}

#[test]
fn confirmations_can_be_switched_off_and_on_and_go_on_counting() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    ana.line("/ack off");
    ana.expect_line("* Your messages are no longer confirmed; /ack on confirms them again.");
    ana.line("one");
    ana.line("/ack on");
    ana.expect_line("* Your messages are confirmed.");
    ana.line("two");
    ana.expect_line("* received #2");
}

#[test]
fn a_renamed_person_speaks_under_the_new_name() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    let mut luis = server.plain("Luis");
    ana.line("/nick Ana María");
    luis.wait_line("* Ana is now Ana María");
    ana.line("hola");
    luis.wait_line("Ana María: hola");
}

#[test]
fn old_messages_are_sent_only_to_those_who_ask() {
    let server = TestServer::start();
    let mut ana = server.plain("Ana");
    let mut luis = server.plain("Luis");
    ana.line("one");
    ana.line("/msg Luis two");
    ana.line("/me three");
    luis.wait_line("~ Ana three");
    server.say("four");
    luis.wait_line("Server: four");

    let mut marta = server.plain("Marta");
    marta.line("/history");
    let history = [
        "* history: 3 messages",
        "Ana: one",
        "~ Ana three",
        "Server: four",
        "* end of history",
    ];
    for line in history {
        marta.expect_line(line);
    }
    marta.line("/history 1");
    for line in ["* history: 1 message", "Server: four", "* end of history"] {
        marta.expect_line(line);
    }
    // The two of a direct message see it again.
    luis.line("/history 3");
    luis.wait_line("* history: 3 messages");
    luis.wait_line("[private] Ana → Luis: two");
}
