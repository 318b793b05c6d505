//! Conversations of one connection, in virtual time.

mod slowing;

use std::time::Duration;

use proptest::prelude::*;

use crate::simulation::Simulation;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn who_is_silent_is_asked_for_a_name_after_300_ms_and_not_before() {
    let mut server = Simulation::new();
    let client = server.connect();
    server.pass(ms(299));
    assert_eq!(server.read(client), "");
    server.pass(ms(1));
    assert_eq!(server.read(client), "Tertulia 1. Please send your name:\n");
    server.pass(ms(10_000));
    assert_eq!(server.read(client), "", "asked once");
}

#[test]
fn who_speaks_first_is_not_asked() {
    let mut server = Simulation::new();
    let client = server.connect();
    server.send(client, "Ana\nhola\n");
    let read = server.read(client);
    assert!(read.starts_with("Welcome, Ana."), "{read}");
    assert!(read.ends_with("* received #1\n"), "{read}");
    server.pass(ms(1_000));
    assert_eq!(server.read(client), "");
}

#[test]
fn a_program_without_newlines_is_named_confirmed_and_seen_off() {
    let mut server = Simulation::new();
    let client = server.connect();
    server.pass(ms(300));
    server.read(client);
    server.send(client, "Ana");
    server.pass(ms(149));
    assert_eq!(server.read(client), "", "the first pause is 150 ms");
    server.pass(ms(1));
    assert!(server.read(client).starts_with("Welcome, Ana."));
    server.send(client, "hola");
    server.pass(ms(19));
    assert_eq!(server.read(client), "", "later ones are 20 ms");
    server.pass(ms(1));
    assert_eq!(server.read(client), "* received #1\n");
    server.send(client, "salir");
    server.pass(ms(20));
    assert_eq!(server.read(client), "* Goodbye, Ana.\n");
    assert!(server.is_ended(client));
}

#[test]
fn a_hasty_program_names_itself_before_any_prompt() {
    let mut server = Simulation::new();
    let client = server.connect();
    server.send(client, "Ana");
    server.pass(ms(150));
    assert!(server.read(client).starts_with("Welcome, Ana."));
}

#[test]
fn a_read_that_the_network_may_have_cut_waits_longer() {
    let mut server = Simulation::new();
    let limits = tertulia_protocol::Limits {
        max_chars: 5_000,
        ..Default::default()
    };
    server.room(|hub, now| hub.handle_limits(limits, now));
    let client = server.connect();
    server.send(client, "Ana");
    server.pass(ms(150));
    server.read(client);
    server.send(client, "x".repeat(1_400));
    server.pass(ms(399));
    assert_eq!(server.read(client), "");
    server.send(client, "y");
    server.pass(ms(20));
    assert_eq!(
        server.read(client),
        "* received #1\n",
        "the rest came in a small read"
    );
}

#[test]
fn a_terminal_in_character_mode_has_three_seconds_a_key() {
    let mut server = Simulation::new();
    let client = server.connect();
    // A name that could as well begin a request of another protocol.
    for key in ["C", "a", "r", "l", "a"] {
        server.send(client, key);
        server.pass(ms(2_900));
        assert_eq!(server.read(client), "");
    }
    server.pass(ms(100));
    assert!(server.read(client).starts_with("Welcome, Carla."));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_name() {
    for pieces in [
        &["\u{feff}Ana\n".as_bytes()][..],
        &[b"\xef", b"\xbb\xbfAna\n"],
        &[b"\xef\xbb\xbf", b"Ana\n"],
    ] {
        let mut server = Simulation::new();
        let client = server.connect();
        for piece in pieces {
            server.send(client, piece);
        }
        assert!(server.read(client).starts_with("Welcome, Ana."));
    }
}

#[test]
fn once_a_newline_came_only_newlines_end_messages() {
    let mut server = Simulation::new();
    let client = server.join("Ana");
    server.send(client, "half a ");
    server.pass(ms(60_000));
    assert_eq!(server.read(client), "");
    server.send(client, "line\n");
    assert_eq!(server.read(client), "* received #1\n");
}

#[test]
fn an_end_that_is_not_the_peers_word_ends_no_message() {
    let mut server = Simulation::new();
    let witness = server.join("Luis");
    let client = server.join("Ana");
    server.send(client, "whole\nhalf");
    server.cut(client);
    let read = server.read(witness);
    assert!(
        read.contains("Ana: whole\n") && !read.contains("half"),
        "{read}"
    );
    assert!(read.ends_with("* Ana left\n"), "{read}");
}

#[test]
fn the_end_of_the_stream_ends_the_last_message() {
    for input in ["Ana\nhola", "Ana\nhola\n"] {
        let mut server = Simulation::new();
        let luis = server.join("Luis");
        let ana = server.connect();
        server.send(ana, input);
        server.close(ana);
        assert!(server.read(ana).ends_with("* received #1\n"));
        assert_eq!(
            server.read(luis),
            "* Ana joined\nAna: hola\n* Ana left\n",
            "{input:?}"
        );
    }
}

#[test]
fn a_client_without_a_name_has_five_minutes() {
    let mut server = Simulation::new();
    let client = server.connect();
    server.pass(ms(300));
    server.read(client);
    server.pass(Duration::from_secs(299));
    assert!(!server.is_ended(client));
    server.pass(Duration::from_secs(1));
    assert!(server.is_ended(client));
    assert!(server.read(client).starts_with("Error: "));
}

#[test]
fn a_silent_app_client_is_dead_after_45_s_and_one_that_pings_is_not() {
    let mut server = Simulation::new();
    let (ana, _) = server.join_app(r#"{"type":"hello","name":"Ana","version":1}"#);
    for number in 0..10 {
        server.pass(Duration::from_secs(15));
        server.send(ana, format!("{{\"type\":\"ping\",\"number\":{number}}}\n"));
        assert_eq!(
            server.read(ana),
            format!("{{\"type\":\"pong\",\"number\":{number}}}\n")
        );
    }
    server.pass(Duration::from_millis(44_999));
    assert!(!server.is_ended(ana));
    server.pass(ms(1));
    assert!(server.is_ended(ana));
    assert!(server.read(ana).contains(r#""reason":"silent""#));
}

#[test]
fn five_messages_a_second_pass_and_the_sixth_disconnects_with_commands_and_empty_lines_counting() {
    let mut server = Simulation::new();
    let luis = server.join("Luis");
    let ana = server.join("Ana");
    server.read(luis);
    server.send(ana, "1\n2\n\n");
    server.pass(ms(500));
    server.send(ana, "/who\n5\n");
    server.pass(ms(500));
    server.send(ana, "6\n7\n8\n");
    assert!(!server.is_ended(ana), "the first three are a second old");
    server.send(ana, "9\nsalir\n");
    assert!(server.is_ended(ana));
    assert!(server.read(ana).ends_with(
        "Error: You sent more than 5 messages in a second, the limit here. You are disconnected; \
         connect again and leave more time between messages.\n"
    ));
    assert_eq!(
        server.read(luis),
        "Ana: 1\nAna: 2\nAna: 5\nAna: 6\nAna: 7\nAna: 8\n* Ana left\n"
    );
}

#[test]
fn leaving_is_never_too_fast() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.send(ana, "1\n2\n3\n4\n5\nsalir\n");
    assert!(
        server
            .read(ana)
            .ends_with("* received #5\n* Goodbye, Ana.\n")
    );
}

#[test]
fn a_message_of_1000_characters_passes_and_1001_disconnect() {
    for character in ["x", "ñ", "語", "🙂"] {
        let mut server = Simulation::new();
        let ana = server.join("Ana");
        server.send(ana, format!("{}\r\n", character.repeat(1_000)));
        assert_eq!(server.read(ana), "* received #1\n");
        server.send(ana, character.repeat(1_001));
        assert!(
            server.is_ended(ana),
            "no need to wait for the end of the line"
        );
        assert!(
            server
                .read(ana)
                .starts_with("Error: Your message is longer than 1,000 characters")
        );
    }
}

#[test]
fn the_text_of_a_command_may_be_as_long_as_a_message_and_no_longer() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.send(ana, format!("/me {}\n", "x".repeat(1_000)));
    assert_eq!(server.read(ana), "* received #1\n");
    server.send(ana, format!("/msg ana {}\n", "x".repeat(1_000)));
    assert!(
        server
            .read(ana)
            .starts_with("* received #2\n[private] Ana: xxx")
    );
    server.send(ana, format!("/me {}\n", "x".repeat(1_001)));
    assert!(server.is_ended(ana));
}

#[test]
fn confirmations_can_be_switched_off_and_are_still_counted() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.send(ana, "/ack off\nhola\n/ack on\n");
    let read = server.read(ana);
    assert!(!read.contains("received #1"), "{read}");
    server.send(ana, "hola\n");
    assert_eq!(server.read(ana), "* received #2\n");
}

#[test]
fn answers_come_behind_the_confirmations_of_what_was_asked_before() {
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    server.send(ana, "hola\n/nonsense\n");
    let read = server.read(ana);
    assert!(read.starts_with("* received #1\nError: "), "{read}");
}

#[test]
fn other_protocols_are_refused_in_their_own_language_and_never_named() {
    for (hello, refusal) in [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"),
        ("CAP LS 302\r\nNICK ana\r\n", "ERROR :"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "This is a Tertulia"),
    ] {
        let mut server = Simulation::new();
        let client = server.connect();
        server.send(client, hello);
        let read = server.read(client);
        assert!(read.starts_with(refusal), "{read}");
        assert!(server.is_ended(client));
        assert_eq!(server.hub.people(), 0);
    }
}

#[test]
fn unusable_json_is_answered_and_does_not_end_the_session() {
    let mut server = Simulation::new();
    let (ana, _) = server.join_app(r#"{"type":"hello","name":"Ana","version":1,"color":"red"}"#);
    server.send(ana, "{\"type\":\"dance\"}\n{\"type\":\"say\"}\nnonsense\n{\"type\":\"hello\",\"name\":\"B\",\"version\":1}\n");
    let read = server.read(ana);
    let reasons = ["unknown_type", "malformed", "malformed", "hello_again"];
    assert_eq!(read.lines().count(), 4, "{read}");
    for (line, reason) in read.lines().zip(reasons) {
        assert!(line.contains(&format!("\"reason\":\"{reason}\"")), "{line}");
    }
    server.send(ana, "{\"type\":\"say\",\"number\":1,\"text\":\"hola\"}\n");
    assert!(server.read(ana).starts_with(r#"{"type":"ack","number":1,"#));
}

#[test]
fn an_app_client_has_two_seconds_to_hear_of_lower_limits_and_a_plain_one_none() {
    let mut server = Simulation::new();
    let (eva, _) = server.join_app(r#"{"type":"hello","name":"Eva","version":1}"#);
    let ana = server.join("Ana");
    let limits = tertulia_protocol::Limits {
        max_chars: 10,
        max_rate: 1,
        ..Default::default()
    };
    server.room(|hub, now| hub.handle_limits(limits, now));
    server.pass(ms(5_000));
    let say = |number: u32| {
        format!("{{\"type\":\"say\",\"number\":{number},\"text\":\"still on its way\"}}\n")
    };
    (1..=5).for_each(|number| server.send(eva, say(number)));
    assert!(!server.is_ended(eva));
    server.pass(ms(2_000));
    server.send(eva, say(6));
    assert!(server.is_ended(eva));
    assert!(server.read(eva).contains(r#""reason":"too_long""#));
    server.send(ana, "1\n2\n");
    assert!(server.is_ended(ana));
}

#[test]
fn control_messages_have_an_allowance_of_their_own() {
    let mut server = Simulation::new();
    let (ana, _) = server.join_app(r#"{"type":"hello","name":"Ana","version":1}"#);
    for number in 0..20 {
        server.send(ana, format!("{{\"type\":\"ping\",\"number\":{number}}}\n"));
    }
    server.send(ana, "{\"type\":\"say\",\"number\":1,\"text\":\"hola\"}\n");
    assert!(!server.is_ended(ana));
    server.send(ana, "{\"type\":\"ping\",\"number\":20}\n");
    assert!(server.is_ended(ana));
    assert!(server.read(ana).contains("too_many_requests"));
}

#[test]
fn the_text_of_a_direct_message_is_not_longer_than_any_other() {
    let mut server = Simulation::new();
    let (luis, ana) = (server.join("Luis"), server.join("Ana"));
    server.read(luis);
    server.send(ana, format!("/msg Luis {}\n", "x".repeat(1_001)));
    assert!(server.is_ended(ana));
    assert!(
        server
            .read(ana)
            .starts_with("Error: Your message is longer")
    );
    assert_eq!(server.read(luis), "* Ana left\n");
}

#[test]
fn however_short_messages_are_to_be_a_name_and_a_farewell_fit() {
    let mut server = Simulation::new();
    let limits = tertulia_protocol::Limits {
        max_chars: 2,
        ..Default::default()
    };
    server.room(|hub, now| hub.handle_limits(limits, now));
    let ana = server.join("Ana");
    server.send(ana, "/who\nno\n");
    assert!(server.read(ana).ends_with("* received #1\n"));
    server.send(ana, "salir\n");
    assert_eq!(server.read(ana), "* Goodbye, Ana.\n");
    let eva = server.join("Eva");
    server.send(eva, "yes\n");
    assert!(
        server
            .read(eva)
            .starts_with("Error: Your message is longer than 2 characters")
    );
}

#[test]
fn a_flood_that_says_nothing_is_a_flood() {
    let blank = "\n".repeat(64 << 10);
    let telnet = [255_u8, 241].repeat(32 << 10);
    for (start, flood) in [
        (
            "{\"type\":\"hello\",\"name\":\"Ana\",\"version\":1}\n",
            blank.as_bytes(),
        ),
        ("{", blank.as_bytes()),
        ("Ana\n", &telnet),
    ] {
        let mut server = Simulation::new();
        let client = server.connect();
        server.send(client, start);
        (0..3).for_each(|_| server.send(client, flood));
        assert!(server.is_ended(client), "{start:?}");
    }
    // The same spread over a while is only odd.
    let mut server = Simulation::new();
    let ana = server.join("Ana");
    for _ in 0..100 {
        server.send(ana, &telnet);
        server.pass(ms(1_000));
    }
    assert!(!server.is_ended(ana));
}

#[test]
fn an_exit_word_in_place_of_a_name_leaves() {
    for word in ["salir", "SALIR", "/quit", " /exit "] {
        let mut server = Simulation::new();
        let client = server.connect();
        server.send(client, format!("{word}\n"));
        assert!(server.is_ended(client), "{word:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// However the network chops a conversation with newlines, it is the same conversation.
    #[test]
    fn any_chopping_gives_the_same_conversation(cuts in proptest::collection::vec(1_usize..9, 0..80)) {
        let spoken = "Ana\r\nhola\n/me ríe 🙂\n/msg luis psst\n//x\nsalir\n".as_bytes();
        let mut server = Simulation::new();
        let luis = server.join("Luis");
        let ana = server.connect();
        let mut rest = spoken;
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            rest = after;
            if !piece.is_empty() {
                server.send(ana, piece);
            }
        }
        if !rest.is_empty() {
            server.send(ana, rest);
        }
        prop_assert_eq!(
            server.read(luis),
            "* Ana joined\nAna: hola\n~ Ana ríe 🙂\n[private] Ana: psst\nAna: /x\n* Ana left\n"
        );
        prop_assert!(server.read(ana).ends_with("* received #4\n* Goodbye, Ana.\n"));
    }

    /// Nothing that a peer sends, however and whenever, makes a session panic or holds memory, or
    /// tells others what was not said.
    #[test]
    fn any_bytes_at_any_time_do_no_harm(
        reads in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 1..300), 0_u64..500), 0..40),
        start in prop_oneof![Just(""), Just("Ana\n"), Just("{\"type\":\"hello\",\"name\":\"Ana\",\"version\":1}\n")],
    ) {
        let mut steps = format!("\x1er{start}").into_bytes();
        for (bytes, pause) in reads {
            steps.extend_from_slice(b"\x1er");
            steps.extend(bytes.iter().filter(|byte| **byte != 0x1e));
            steps.extend_from_slice(format!("\x1ew{pause}").as_bytes());
        }
        super::fuzzed::conversation(&steps);
    }
}
