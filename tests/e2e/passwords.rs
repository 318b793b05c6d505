//! A server that asks for a password, over real sockets.

use std::time::{Duration, Instant};

use tertulia_harness::{AppClient, PlainClient, StreamEnd, TestServer, Tls, hello, token};
use tertulia_protocol::{
    ClientMessage, GoodbyeReason, Hello, Password, RefusalReason, ServerMessage,
};
use tertulia_server_core::{Command, Config, EventKind, PasswordHash};

const RIGHT: &str = "open sesame";

const PROMPT: &str = "Tertulia 1. This server asks for a password, and others on the network can \
                      read what you type here. Please send the password:";
const ASKS_NAME: &str = "* The password is right. Please send your name:";
const WRONG: &str = "Error: Wrong password. Please send it again:";

fn hash(text: &str) -> PasswordHash {
    PasswordHash::of(&Password::new(text.to_owned()), [7; 16]).unwrap()
}

fn asking(change: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::encrypting(|config| {
        config.password = Some(hash(RIGHT));
        change(config);
    })
}

/// Waits for guesses, but not for long.
fn quickly(config: &mut Config) {
    config.timings.password_delay = Duration::from_millis(2);
}

fn with(name: &str, password: &str) -> Hello {
    Hello {
        password: Some(Password::new(password.to_owned())),
        ..hello(name)
    }
}

/// Says hello, and gives why it was refused.
fn refused(client: &mut AppClient, hello: Hello) -> RefusalReason {
    client.send(&ClientMessage::Hello(hello));
    client.wait_refused().reason
}

fn count_wrong(server: &TestServer) -> usize {
    let is_wrong = |event: &&EventKind| matches!(event, EventKind::WrongPassword { .. });
    server.log().iter().filter(is_wrong).count()
}

#[test]
fn both_dialects_come_in_with_the_right_one_after_a_wrong_one_in_clear_and_encrypted() {
    let server = asking(|_| {});
    let clear = PlainClient::open(server.address());
    let encrypted = PlainClient::open_encrypted(server.address(), Tls::V13);
    let prompts = [
        PROMPT,
        "Tertulia 1. This server asks for a password. Please send it:",
    ];
    for ((mut guest, prompt), name) in [clear, encrypted]
        .into_iter()
        .zip(prompts)
        .zip(["Ana", "Eva"])
    {
        guest.expect_line(prompt);
        guest.line("sesame");
        guest.expect_line(WRONG);
        guest.line(RIGHT);
        guest.expect_line(ASKS_NAME);
        guest.line(name);
        guest.expect_start(&format!("Welcome, {name}."));
    }
    let mut app = AppClient::open_encrypted(server.address(), Tls::V13);
    assert_eq!(
        refused(&mut app, hello("Luis")),
        RefusalReason::PasswordRequired
    );
    assert_eq!(
        refused(&mut app, with("Luis", "sesame")),
        RefusalReason::WrongPassword
    );
    app.enter(with("Luis", RIGHT));
    assert_eq!(count_wrong(&server), 3);
}

#[test]
fn a_wrong_password_ten_times_closes_the_address_out() {
    let server = asking(quickly);
    let mut guest = PlainClient::open(server.address());
    guest.expect_line(PROMPT);
    let began = Instant::now();
    for _ in 0..9 {
        guest.line("sesame");
        assert!(
            guest
                .expect_start("Error: Wrong password.")
                .contains("Please send it again")
        );
    }
    guest.line("sesame");
    let (lines, end) = guest.read_until_end();
    assert_eq!(
        (lines.as_slice(), end),
        (
            &[
                "Error: Too many wrong passwords came from your address. Try again in 10 minutes."
                    .to_owned()
            ][..],
            StreamEnd::Closed
        )
    );
    // 1, 2, 4, 8, 16 and twice 30 times the shortest delay, at least.
    assert!(began.elapsed() >= 91 * Duration::from_millis(2));
    server.wait_event("the address closed out", |event| {
        matches!(event, EventKind::PasswordsClosed { .. })
    });
    assert_eq!(count_wrong(&server), 10);
    // Whoever else comes from there, with the right one, in either dialect.
    let mut plain = PlainClient::open(server.address());
    plain.expect_line(PROMPT);
    plain.line(RIGHT);
    let (lines, _) = plain.read_until_end();
    assert!(
        lines[0].starts_with("Error: Too many wrong passwords"),
        "{lines:?}"
    );
    let mut app = AppClient::open(server.address());
    app.send(&ClientMessage::Hello(with("Ana", RIGHT)));
    match &app.read_until_end().0[..] {
        [ServerMessage::Goodbye(goodbye)] => {
            assert_eq!(goodbye.reason, GoodbyeReason::BadPasswords);
            assert!(goodbye.until.is_some());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_connection_for_each_wrong_one_is_no_way_around() {
    let server = asking(quickly);
    for _ in 0..10 {
        let mut app = AppClient::open(server.address());
        assert_eq!(
            refused(&mut app, with("Ana", "sesame")),
            RefusalReason::WrongPassword
        );
        let address = app.local_addr();
        drop(app);
        server.wait_end(address);
    }
    server.wait_event("a wrong one", |event| {
        matches!(event, EventKind::WrongPassword { .. })
    });
    let mut app = AppClient::open(server.address());
    app.send(&ClientMessage::Hello(with("Ana", RIGHT)));
    let (messages, _) = app.read_until_end();
    assert!(
        matches!(&messages[..], [ServerMessage::Goodbye(goodbye)]
            if goodbye.reason == GoodbyeReason::BadPasswords),
        "{messages:?}"
    );
}

#[test]
fn what_is_too_long_is_explained() {
    let server = asking(|_| {});
    let mut guest = PlainClient::open(server.address());
    guest.line(&"x".repeat(65));
    guest.expect_start("Error: A password has 1 to 64 characters");
    guest.line(RIGHT);
    guest.expect_line(ASKS_NAME);
    let mut endless = PlainClient::open(server.address());
    endless.line(&"x".repeat(5_000));
    let (lines, _) = endless.read_until_end();
    assert!(
        lines[0].starts_with("Error: Your message is longer than 1,000"),
        "{lines:?}"
    );
    let mut app = AppClient::open(server.address());
    let long = with("Ana", &"x".repeat(65));
    assert_eq!(refused(&mut app, long), RefusalReason::PasswordRequired);
}

#[test]
fn a_token_does_not_stand_in_for_the_password() {
    let server = asking(|_| {});
    let ana = |password: Option<&str>| Hello {
        token: Some(token(1)),
        password: password.map(|password| Password::new(password.to_owned())),
        ..hello("Ana")
    };
    let (client, _) = AppClient::introduce(server.address(), ana(Some(RIGHT)));
    client.vanish();
    let mut again = AppClient::open(server.address());
    assert_eq!(
        refused(&mut again, ana(None)),
        RefusalReason::PasswordRequired
    );
    assert_eq!(
        refused(&mut again, ana(Some("sesame"))),
        RefusalReason::WrongPassword
    );
    assert!(again.enter(ana(Some(RIGHT))).resumed);
}

#[test]
fn the_password_changes_and_goes_while_the_server_runs() {
    let server = TestServer::start();
    let mut inside = server.plain("Eva");
    server.command(Command::SetPassword(Some(hash("first"))));
    server.wait_snapshot("a password", |snapshot| snapshot.asks_password);
    let mut ana = AppClient::open(server.address());
    assert_eq!(
        refused(&mut ana, with("Ana", "second")),
        RefusalReason::WrongPassword
    );
    server.command(Command::SetPassword(Some(hash("second"))));
    server.wait_event("the change", |event| {
        matches!(event, EventKind::PasswordChanged { .. })
    });
    let is_second = |event: &EventKind| matches!(event, EventKind::PasswordChanged { asks: true });
    server.wait_event("the second change", is_second);
    ana.enter(with("Ana", "second"));
    inside.line("still here");
    inside.wait_line("* received #1");
    server.command(Command::SetPassword(None));
    server.wait_snapshot("no password", |snapshot| !snapshot.asks_password);
    let _luis = server.plain("Luis");
}

#[test]
fn a_crowd_that_comes_at_once_is_hashed_once() {
    let server = asking(|config| config.caps.unnamed_per_address = 0);
    let mut crowd: Vec<AppClient> = (0..60).map(|_| AppClient::open(server.address())).collect();
    for (number, client) in crowd.iter_mut().enumerate() {
        client.send(&ClientMessage::Hello(with(
            &format!("Guest {number}"),
            RIGHT,
        )));
    }
    for client in &mut crowd {
        client.wait("the welcome", |message| {
            matches!(message, ServerMessage::Welcome(_))
        });
    }
    assert_eq!(server.snapshot().totals.named, 60);
}

#[test]
fn with_too_many_waiting_one_is_told_to_come_again_and_comes_in() {
    let server = asking(|config| config.caps.passwords = 1);
    let mut crowd: Vec<AppClient> = (0..20).map(|_| AppClient::open(server.address())).collect();
    for (number, client) in crowd.iter_mut().enumerate() {
        client.send(&ClientMessage::Hello(with(
            &format!("Guest {number}"),
            RIGHT,
        )));
    }
    let mut busy = 0;
    for (number, client) in crowd.iter_mut().enumerate() {
        let answer = client.wait("an answer", |message| {
            matches!(
                message,
                ServerMessage::Welcome(_) | ServerMessage::Refused(_)
            )
        });
        if let ServerMessage::Refused(refused) = answer {
            assert_eq!(refused.reason, RefusalReason::Busy);
            busy += 1;
            client.send(&ClientMessage::Hello(with(
                &format!("Guest {number}"),
                RIGHT,
            )));
        }
    }
    assert!(busy > 0, "nobody had to wait");
}

#[test]
fn a_server_stops_while_passwords_are_looked_at() {
    let server = asking(|_| {});
    let mut guests: Vec<PlainClient> = (0..20).map(|_| server.connect()).collect();
    for guest in &mut guests {
        guest.expect_line(PROMPT);
        guest.line("sesame");
    }
    let log = server.stop();
    assert!(matches!(log.last(), Some(EventKind::Stopped)), "{log:?}");
    for mut guest in guests {
        let (lines, _) = guest.read_until_end();
        assert_eq!(
            lines.last().map(String::as_str),
            Some("* The server is closing.")
        );
    }
}
