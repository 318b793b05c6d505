//! What can be a name, and how a bad one is answered.

use std::sync::Barrier;
use std::thread;

use tertulia_harness::{AppClient, StreamEnd, TestServer, hello};
use tertulia_protocol::{ClientMessage, GoodbyeReason, RefusalReason, ServerMessage};
use tertulia_server_core::{EndReason, EventKind};

const ASK_AGAIN: &str = " Please send another name:";

/// What is wrong with each of these, for programs and (in part) for people.
fn bad_names() -> Vec<(String, RefusalReason, &'static str)> {
    use RefusalReason::{
        NameCharacter, NameEmpty, NameReserved, NameSpaces, NameStart, NameTaken, NameTooLong,
    };
    let cases: [(&str, RefusalReason, &str); 24] = [
        ("ana", NameTaken, "ana 2 is free"),
        ("ANA", NameTaken, "is taken"),
        ("Аna", NameTaken, "is taken"), // the first letter is Cyrillic
        ("аnа", NameTaken, "is taken"), // two of them are
        ("iris", NameTaken, "is taken"),
        ("lris", NameTaken, "is taken"),
        ("1ris", NameTaken, "is taken"),
        ("Jose\u{301}", NameTaken, "is taken"),
        ("", NameEmpty, "at least one letter"),
        ("   ", NameEmpty, "at least one letter"),
        ("An\u{7}a", NameCharacter, "cannot have the character"),
        ("An\ta", NameCharacter, "cannot have the character"),
        ("An\u{1B}[31ma", NameCharacter, "cannot have the character"),
        ("An\u{85}a", NameCharacter, "cannot have the character"),
        ("\u{202E}Zoe", NameCharacter, "cannot have the character"),
        ("Zoe\u{2066}", NameCharacter, "cannot have the character"),
        ("Zo\u{200B}e", NameCharacter, "cannot have the character"),
        ("Zoe:", NameCharacter, "cannot have the character :"),
        ("_Zoe", NameStart, "begins with a letter or a digit"),
        ("Zoe  Luz", NameSpaces, "no two spaces"),
        ("Server", NameReserved, "reserved"),
        ("SERVIDOR", NameReserved, "reserved"),
        ("Sеrver", NameReserved, "reserved"), // the second letter is Cyrillic
        ("sa1ir", NameReserved, "reserved"),
    ];
    let mut cases: Vec<_> = cases
        .into_iter()
        .map(|(name, reason, words)| (name.to_owned(), reason, words))
        .collect();
    cases.push((
        "ñ".repeat(33),
        NameTooLong,
        "33 characters, and 32 is the limit",
    ));
    cases
}

/// A server where Ana, Iris and José are already.
fn server_with_people() -> (TestServer, [AppClient; 3]) {
    let server = TestServer::start();
    let people = ["Ana", "Iris", "José"].map(|name| server.app(name));
    (server, people)
}

#[test]
fn a_plain_client_is_told_what_is_wrong_with_a_name_and_asked_again() {
    let (server, _people) = server_with_people();
    for (name, _, words) in bad_names() {
        let mut client = server.connect();
        client.line(&name);
        let line = client.expect_start("Error: ");
        assert!(
            line.contains(words) && line.ends_with(ASK_AGAIN),
            "{name:?}: {line}"
        );
        let address = client.local_addr();
        server.wait_event(&format!("the refusal of {name:?}"), |event| {
            matches!(event, EventKind::NameRefused { who, why, .. }
                if who.address == address && why.contains(words))
        });
        client.enter("Marta");
        client.line("salir");
        client.read_until_end();
    }
}

#[test]
fn an_app_client_is_told_what_is_wrong_with_a_name_and_may_try_again() {
    let (server, _people) = server_with_people();
    let only_json = [(
        "Zoe\nLuz".to_owned(),
        RefusalReason::NameCharacter,
        "cannot have the character",
    )];
    for (name, reason, words) in bad_names().into_iter().chain(only_json) {
        let mut client = AppClient::open(server.address());
        client.send(&ClientMessage::Hello(hello(&name)));
        let refused = client.wait_refused();
        assert_eq!(
            (refused.number, refused.reason),
            (None, reason),
            "{name:?}: {refused:?}"
        );
        assert!(refused.message.contains(words), "{name:?}: {refused:?}");
        assert_eq!(
            refused.suggestion.is_some(),
            reason == RefusalReason::NameTaken,
            "{name:?}"
        );
        client.send(&ClientMessage::Hello(hello("Marta")));
        let welcome = client.next("the welcome");
        assert!(matches!(welcome, ServerMessage::Welcome(_)), "{welcome:?}");
        client.send(&ClientMessage::Quit);
        client.read_until_end();
    }
}

#[test]
fn a_suggested_name_is_free() {
    let (server, _people) = server_with_people();
    let mut client = AppClient::open(server.address());
    client.send(&ClientMessage::Hello(hello("ana")));
    let suggestion = client.wait_refused().suggestion.unwrap();
    let _welcomed = server.app(suggestion.as_str());
}

#[test]
fn three_bad_names_end_the_connection_politely() {
    let (server, _people) = server_with_people();
    let mut plain = server.connect();
    plain.send("ana\n!\n\nZoe\n");
    let (lines, end) = plain.read_until_end();
    assert_eq!((lines.len(), end), (4, StreamEnd::Closed), "{lines:?}");
    assert!(
        lines[..2].iter().all(|line| line.ends_with(ASK_AGAIN)),
        "{lines:?}"
    );
    assert!(!lines[2].ends_with(ASK_AGAIN), "{lines:?}");
    assert!(
        lines[3].starts_with("Error: Three names could not be used"),
        "{lines:?}"
    );

    let mut app = AppClient::open(server.address());
    for name in ["ana", "!", ""] {
        app.send(&ClientMessage::Hello(hello(name)));
    }
    let (messages, end) = app.read_until_end();
    let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(
        (messages.len(), goodbye.reason),
        (4, GoodbyeReason::BadNames)
    );
    assert_eq!(end, StreamEnd::Closed);

    for address in [plain.local_addr(), app.local_addr()] {
        let ended = server.wait_end(address);
        let EndReason::Farewell {
            reason: GoodbyeReason::BadNames,
            ..
        } = ended
        else {
            panic!("{ended:?}")
        };
    }
}

#[test]
fn an_exit_word_in_place_of_a_name_leaves() {
    let server = TestServer::start();
    for word in ["salir", "SALIR ", "/quit", "/Exit", "/salir"] {
        let mut client = server.connect();
        client.line(word);
        assert_eq!(
            client.read_until_end(),
            (vec!["* Goodbye.".to_owned()], StreamEnd::Closed)
        );
    }
    let mut client = AppClient::open(server.address());
    client.send(&ClientMessage::Hello(hello("salir")));
    let (messages, end) = client.read_until_end();
    assert!(
        matches!(&messages[..], [ServerMessage::Goodbye(_)]),
        "{messages:?}"
    );
    assert_eq!(end, StreamEnd::Closed);
}

#[test]
fn of_twenty_who_want_a_name_at_once_exactly_one_gets_it() {
    let server = TestServer::start();
    let together = Barrier::new(20);
    let names = ["Ana", "ana", "ANA", "Аna"];
    let welcomed: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|index| {
                let (server, together) = (&server, &together);
                scope.spawn(move || {
                    let mut client = server.connect();
                    together.wait();
                    client.line(names[index % names.len()]);
                    let answer = client.next("an answer");
                    assert!(
                        answer.starts_with("Welcome, ") || answer.contains(" is taken"),
                        "{answer}"
                    );
                    together.wait();
                    usize::from(answer.starts_with("Welcome, "))
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert_eq!(welcomed, 1);
}

#[test]
fn a_name_is_free_again_as_soon_as_the_others_know_that_it_is() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    for round in 0..10 {
        let mut ana = server.plain("Ana");
        if round % 2 == 0 {
            ana.finish_sending();
        } else {
            ana.vanish();
        }
        witness.wait_line("* Ana left");
    }
}

#[test]
fn a_new_name_is_judged_like_the_first_and_the_own_one_in_another_case_is_fine() {
    let (server, _people) = server_with_people();
    let mut app = server.app("Marta");
    app.rename("ana");
    assert_eq!(app.wait_refused().reason, RefusalReason::NameTaken);
    let number = app.rename("MARTA");
    assert_eq!(app.wait_ack(number).id, None);

    let mut plain = server.plain("Luis");
    plain.line("/nick Server");
    plain.expect_start("Error: That name is reserved");
    plain.line("/nick Zoe");
    plain.wait_line("* Luis is now Zoe");
    app.wait("the renaming", |message| {
        matches!(message, ServerMessage::Renamed(renamed)
            if renamed.from.as_str() == "Luis" && renamed.to.as_str() == "Zoe")
    });
    // The old name is free.
    let _luis = server.plain("Luis");
}
