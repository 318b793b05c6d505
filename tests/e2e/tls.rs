//! The same room through TLS, on the same port.

use std::io::{Read, Write};
use std::time::Duration;

use tertulia_harness::{
    AppClient, PROMPT, PlainClient, Program, StreamEnd, TestServer, Tls, hello,
};
use tertulia_protocol::{GoodbyeReason, ServerMessage};
use tertulia_server_core::{Command, EndReason, EventKind, HandshakeFault};

fn handshake_fault(server: &TestServer, client: &PlainClient) -> HandshakeFault {
    match server.wait_end(client.local_addr()) {
        EndReason::Handshake(fault) => fault,
        other => panic!("{other:?}"),
    }
}

/// What comes until the end of the stream, as it is on the wire.
fn raw_answer(client: &PlainClient) -> Vec<u8> {
    let mut answer = Vec::new();
    client.sender().read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn both_dialects_and_versions_share_one_room_with_those_in_clear() {
    let server = TestServer::encrypting(|_| {});
    let mut clear = server.plain("Clara");
    let mut number = 0;
    for tls in Tls::ALL {
        let mut plain = PlainClient::open_encrypted(server.address(), tls);
        plain.expect_line(PROMPT);
        plain.line("Ana");
        plain.expect_start("Welcome, Ana. ");
        let mut app = AppClient::open_encrypted(server.address(), tls);
        app.enter(hello("Luis"));
        plain.line("from text");
        plain.wait_line("* received #1");
        let said = app.say("from JSON");
        app.wait_ack(said);
        number += 1;
        clear.line("from clear");
        clear.wait_line(&format!("* received #{number}"));
        plain.wait_line("Luis: from JSON");
        plain.wait_line("Clara: from clear");
        assert_eq!(app.wait_said().1, "from text");
        assert_eq!(app.wait_said().1, "from clear");
        clear.wait_line("Ana: from text");
        clear.wait_line("Luis: from JSON");
        for (name, encrypted) in [("Ana", true), ("Luis", true), ("Clara", false)] {
            assert_eq!(server.row(name).encrypted, encrypted, "{name}");
        }
        plain.line("/quit");
        let (lines, end) = plain.read_until_end();
        assert_eq!(lines.last().unwrap(), "* Goodbye, Ana.");
        assert_eq!(end, StreamEnd::Closed);
        app.close_encrypted();
        clear.wait_line("* Luis left");
        assert_eq!(app.read_until_end().1, StreamEnd::Closed);
    }
    let encrypted = server.log().into_iter().filter_map(|event| match event {
        EventKind::Joined { encrypted, .. } => Some(encrypted),
        _ => None,
    });
    assert_eq!(
        encrypted.collect::<Vec<_>>(),
        [false, true, true, true, true]
    );
}

#[test]
fn a_client_that_waits_for_the_prompt_may_still_encrypt() {
    let server = TestServer::encrypting(|_| {});
    let mut client = server.connect();
    let mut prompt = vec![0; PROMPT.len() + 1];
    client.sender().read_exact(&mut prompt).unwrap();
    client.encrypt(Tls::V13);
    client.enter("Ana");
    assert!(server.row("Ana").encrypted);
}

#[test]
fn long_texts_and_pages_go_through_whole() {
    let server = TestServer::encrypting(|config| {
        config.limits.max_chars = 100_000;
        config.limits.max_rate = 0;
    });
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V13);
    ana.enter("Ana");
    let mut luis = PlainClient::open_encrypted(server.address(), Tls::V12);
    luis.enter("Luis");
    for size in [1, 16_383, 16_384, 16_385, 99_999] {
        let text = "x".repeat(size);
        ana.line(&text);
        luis.wait_line(&format!("Ana: {text}"));
    }
}

#[test]
fn the_explanation_is_readable_while_much_is_still_being_sent() {
    let server = TestServer::encrypting(|_| {});
    for tls in Tls::ALL {
        let mut client = PlainClient::open_encrypted(server.address(), tls);
        client.enter("Ana");
        client.send(&"x".repeat(1 << 20));
        let (lines, end) = client.read_until_end();
        assert!(
            lines[0].starts_with("Error: Your message is longer than 1,000"),
            "{lines:?}"
        );
        assert_eq!((lines.len(), end), (1, StreamEnd::Closed));
    }
}

#[test]
fn stopping_is_told_encrypted_and_waits_for_no_handshake() {
    let server = TestServer::encrypting(|_| {});
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V13);
    ana.enter("Ana");
    let mut half = server.connect();
    half.send_bytes(&PlainClient::client_hello(Tls::V13)[..100]);
    server.wait_snapshot("both", |now| {
        now.clients.iter().filter(|row| row.encrypted).count() == 2
    });
    let _log = server.stop();
    let (lines, end) = ana.read_until_end();
    assert_eq!(lines, ["* The server is closing."]);
    assert_eq!(end, StreamEnd::Closed);
    // Nothing in clear: the farewell of TLS is all there is.
    assert_eq!(raw_answer(&half), b"\x15\x03\x03\x00\x02\x01\x00");
}

#[test]
fn what_is_no_handshake_ends_with_an_alert_and_nobody_else_notices() {
    let server = TestServer::encrypting(|_| {});
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V13);
    ana.enter("Ana");
    let oversize = [&[0x16, 3, 1, 0xff, 0xff][..], &[1; 70_000]].concat();
    for garbage in [&b"\x16 hello, is anybody here?\n"[..], &oversize] {
        let mut client = server.connect();
        client.send_bytes(garbage);
        let answer = raw_answer(&client);
        assert_eq!(
            (answer.len(), &answer[..6]),
            (7, &b"\x15\x03\x03\x00\x02\x02"[..])
        );
        assert_eq!(handshake_fault(&server, &client), HandshakeFault::NotTls);
    }
    let mut luis = PlainClient::open_encrypted(server.address(), Tls::V13);
    luis.enter("Luis");
    // A record that nobody has sealed.
    let forged = [&[0x17, 3, 3, 0, 40][..], &[7; 40]].concat();
    luis.sender().write_all(&forged).unwrap();
    let (_, end) = luis.read_until_end();
    assert_eq!(
        end,
        StreamEnd::Alert("received fatal alert: BadRecordMac".to_owned())
    );
    let ended = server.wait_end(luis.local_addr());
    assert!(matches!(ended, EndReason::Broken { .. }), "{ended:?}");
    ana.wait_line("* Luis left");
    ana.line("still here");
    ana.wait_line("* received #1");
}

#[test]
fn a_handshake_of_single_bytes_ends_at_its_deadline_and_is_not_asked_for_a_name() {
    let server = TestServer::encrypting(|config| {
        config.timings.prompt = Duration::from_millis(20);
        config.timings.handshake = Duration::from_millis(400);
    });
    let client = server.connect();
    let mut sender = client.sender();
    let hello = PlainClient::client_hello(Tls::V13);
    // One byte in a while, like one in a second against ten seconds. Far more than there is time for.
    let sending = std::thread::Builder::new().spawn(move || {
        for byte in &hello[..200] {
            if sender.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    });
    // Above all no prompt; and the end, though the client would have gone on for 8 seconds.
    assert_eq!(raw_answer(&client), b"\x15\x03\x03\x00\x02\x01\x00");
    assert_eq!(handshake_fault(&server, &client), HandshakeFault::TooSlow);
    drop(client);
    sending.unwrap().join().unwrap();
}

#[test]
fn of_too_many_unfinished_handshakes_the_oldest_goes_and_those_with_a_name_stay() {
    let server = TestServer::encrypting(|config| config.caps.handshakes = 2);
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V13);
    ana.enter("Ana");
    let hello = PlainClient::client_hello(Tls::V13);
    let half = |most: usize| {
        let mut client = server.connect();
        client.send_bytes(&hello[..100]);
        server.wait_snapshot("it begins", |now| {
            let address = client.local_addr();
            now.clients
                .iter()
                .any(|row| row.address == address && row.encrypted)
                && now.clients.len() <= most
        });
        client
    };
    let (first, second, third) = (half(2), half(3), half(3));
    assert_eq!(handshake_fault(&server, &first), HandshakeFault::TooMany);
    let mut luis = PlainClient::open_encrypted(server.address(), Tls::V13);
    luis.enter("Luis");
    assert_eq!(handshake_fault(&server, &second), HandshakeFault::TooMany);
    ana.wait_line("* Luis joined");
    drop(third);
}

#[test]
fn a_stream_cut_by_somebody_on_the_way_ends_no_line() {
    let server = TestServer::encrypting(|_| {});
    let mut witness = server.plain("Luis");
    for (tls, says_so, last) in [
        (Tls::V13, false, "Ana: whole"),
        (Tls::V12, false, "Ana: whole"),
        (Tls::V13, true, "Ana: half"),
    ] {
        let mut ana = PlainClient::open_encrypted(server.address(), tls);
        // A newline before the end, so that no pause ends a line.
        ana.enter("Ana");
        ana.line("whole");
        ana.send("half");
        if says_so {
            ana.close_encrypted();
        }
        ana.finish_sending();
        let heard = witness.lines_until("* Ana left");
        assert_eq!(heard.last().unwrap(), last);
    }
}

#[test]
fn a_server_for_encrypted_guests_refuses_those_in_clear_and_says_how_to_get_in() {
    let server = TestServer::encrypting(|config| config.clear_guests = false);
    let mut client = server.connect();
    client.line("Ana");
    let (lines, end) = client.read_until_end();
    let sentence = "This server takes encrypted connections only. Use Tertulia (tertulia client), or: openssl s_client -quiet -connect HOST:PORT";
    assert_eq!(lines, [format!("Error: {sentence}")]);
    assert_eq!(end, StreamEnd::Closed);
    let mut app = AppClient::open(server.address());
    app.send(&tertulia_protocol::ClientMessage::Hello(hello("Ana")));
    let (messages, _) = app.read_until_end();
    assert!(
        matches!(&messages[..], [ServerMessage::Goodbye(goodbye)]
            if goodbye.reason == GoodbyeReason::EncryptedOnly && goodbye.message == sentence),
        "{messages:?}"
    );
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V13);
    ana.enter("Ana");
}

#[test]
fn a_slow_reader_is_found_and_its_explanation_begins_on_a_line_of_its_own() {
    let server = TestServer::encrypting(|config| {
        config.limits.max_rate = 0;
        config.caps.outbox_bytes = 64 << 10;
        config.caps.send_buffer = 4 << 10;
        config.timings.slow_reader = Duration::from_millis(200);
        // Nobody on a busy machine is to be cut short.
        config.timings.farewell = tertulia_harness::PATIENCE;
    });
    let mut slow = PlainClient::open_with_little_room(server.address());
    slow.encrypt(Tls::V13);
    slow.enter("Slow");
    let mut luis = server.plain("Luis");
    luis.line("/ack off");
    let text = "x".repeat(900);
    let mut rows_over = 0;
    while !server
        .log()
        .iter()
        .any(|event| matches!(event, EventKind::Left { .. }))
    {
        for _ in 0..50 {
            luis.line(&text);
        }
        let rows = server.snapshot().clients;
        rows_over += rows
            .iter()
            .filter(|row| row.outbox_bytes > 64 << 10)
            .count();
    }
    assert!(rows_over > 0, "what waits is counted");
    let ended = server.wait_end(slow.local_addr());
    assert!(
        matches!(
            &ended,
            EndReason::Farewell {
                reason: GoodbyeReason::SlowReader,
                ..
            }
        ),
        "{ended:?}"
    );
    let (lines, end) = slow.read_until_end();
    let (last, before) = lines.split_last().unwrap();
    assert!(
        last.starts_with("Error: You are disconnected (slow reader)"),
        "{last}"
    );
    let whole = format!("Luis: {text}");
    assert!(
        before[1..]
            .iter()
            .all(|line| *line == whole || line.starts_with("* "))
    );
    assert_eq!(end, StreamEnd::Closed);
}

#[test]
fn a_kick_reaches_an_encrypted_guest() {
    let server = TestServer::encrypting(|_| {});
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V12);
    ana.enter("Ana");
    server.command(Command::Kick {
        client: server.client_id("Ana"),
        reason: Some("too loud".to_owned()),
    });
    let (lines, end) = ana.read_until_end();
    assert_eq!(lines, ["Error: The operator disconnected you: too loud"]);
    assert_eq!(end, StreamEnd::Closed);
}

/// OpenSSL's client, which shows what comes and sends what is typed.
fn s_client(server: &TestServer, arguments: &[&str]) -> Program {
    let address = server.address().to_string();
    let arguments = ["s_client", "-connect", &address, "-nocommands"]
        .into_iter()
        .chain(arguments.iter().copied());
    Program::start("openssl", "openssl", arguments)
}

#[test]
fn openssl_chats_on_the_port_where_nc_chats_too() {
    let server = TestServer::encrypting(|_| {});
    let port = server.address().port().to_string();
    let mut nc = Program::start("nc", "netcat-openbsd", ["127.0.0.1", port.as_str()]);
    nc.wait_output(PROMPT);
    nc.type_line("Clara");
    nc.wait_output("Welcome, Clara. ");
    for version in ["-tls1_2", "-tls1_3"] {
        let mut openssl = s_client(&server, &["-quiet", version]);
        openssl.wait_output(PROMPT);
        openssl.type_line("Ana");
        openssl.wait_output("Welcome, Ana. Here: Clara.");
        openssl.type_line(&format!("hello by {version}"));
        nc.wait_output(&format!("Ana: hello by {version}"));
        nc.type_line(&format!("hello, {version}"));
        openssl.wait_output(&format!("Clara: hello, {version}"));
        openssl.type_line("salir");
        openssl.wait_output("* Goodbye, Ana.");
        openssl.end_input();
        openssl.wait_exit();
    }
}

#[test]
fn renegotiation_is_refused_and_ends_nobody_elses_connection() {
    let server = TestServer::encrypting(|_| {});
    let mut ana = PlainClient::open_encrypted(server.address(), Tls::V12);
    ana.enter("Ana");
    let address = server.address().to_string();
    // A line that is `R` asks for a new handshake within the connection.
    let line = format!("exec openssl s_client -connect {address} -tls1_2 2>&1");
    let mut openssl = Program::start("sh", "openssl", ["-c", &line]);
    openssl.wait_output(PROMPT);
    openssl.type_line("Luis");
    openssl.wait_output("Welcome, Luis. ");
    openssl.type_line("R");
    openssl.wait_output("RENEGOTIATING");
    // RFC 5746, section 4.5: the server may refuse, and this client takes that for the end.
    openssl.wait_output("no renegotiation");
    openssl.end_input();
    assert!(!openssl.wait_exit().success());
    ana.wait_line("* Luis left");
    ana.line("still here");
    ana.wait_line("* received #1");
}
