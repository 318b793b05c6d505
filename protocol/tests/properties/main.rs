//! What must hold for whatever arrives, in whatever pieces.

#[path = "../../../tests/fuzz/committed.rs"]
mod committed;
mod decoding;
mod forging;
mod fuzzed;
mod messages;

use proptest::collection::vec;
use proptest::prelude::*;
use tertulia_protocol::{ClientMessage, Name, app, plain};

use decoding::{app_results, detect_by_and_by, plain_lines, plain_lines_by_the_book};
use forging::{forges_nothing, stays_a_name, stays_clean, survives_its_line};
use messages::{client_message, name, server_message, text};

/// Bytes with many of those that mean something to somebody: line ends, telnet commands, parts of
/// characters, JSON.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => "[a-z /]{0,12}".prop_map(String::into_bytes),
        2 => any::<String>().prop_map(String::into_bytes),
        2 => vec(any::<u8>(), 0..6),
        3 => proptest::sample::select(vec![
            &b"\n"[..], b"\r\n", b"\r\0", b"\r", b"\0", b"\xFF", b"\xFF\xFF", b"\xFF\xFB\x01",
            b"\xFF\xFA\x18x", b"\xFF\xF0", b"\xFF\xF1", b"\xC3", b"\xB1", b"\xF0\x9F", b"\x98\x80",
            b"{\"type\":\"quit\"}\n", b"{", b"/", b"NICK a\n", b"USER ", b"GET ", b"CONNECT a:",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// Where the network cuts: the lengths of the pieces, over and over.
fn cuts() -> impl Strategy<Value = Vec<usize>> {
    vec(1..9_usize, 1..12)
}

proptest! {
    #[test]
    fn plain_lines_are_those_of_the_stream_however_it_is_cut(
        bytes in bytes(), cuts in cuts(), max_chars in prop_oneof![0..20_usize, Just(1_000)],
    ) {
        let lines = plain_lines(&bytes, &cuts, max_chars);
        prop_assert_eq!(&lines, &plain_lines(&bytes, &[usize::MAX], max_chars));
        prop_assert_eq!(lines, plain_lines_by_the_book(&bytes, max_chars));
    }

    #[test]
    fn app_messages_are_those_of_the_stream_however_it_is_cut(
        messages in vec(client_message(), 0..5), noise in vec(bytes(), 5), cuts in cuts(),
        max_bytes in prop_oneof![10..200_usize, Just(100_000)],
    ) {
        let mut stream = Vec::new();
        for (message, noise) in messages.iter().zip(noise) {
            app::encode(message, &mut stream);
            stream.extend(noise);
            stream.push(b'\n');
        }
        let results = app_results::<ClientMessage>(&stream, &cuts, max_bytes);
        prop_assert_eq!(&results, &app_results(&stream, &[usize::MAX], max_bytes));
        if max_bytes == 100_000 {
            prop_assert!(results.iter().filter(|result| result.is_ok()).count() >= messages.len());
        }
    }

    #[test]
    fn detection_never_changes_its_mind(bytes in bytes()) {
        detect_by_and_by(&bytes);
    }

    #[test]
    fn a_client_message_survives_its_line(message in client_message()) {
        survives_its_line(&message);
    }

    #[test]
    fn a_server_message_survives_its_line(message in server_message()) {
        survives_its_line(&message);
    }

    #[test]
    fn no_server_message_forges_a_plain_line(message in server_message()) {
        forges_nothing(&message);
    }

    #[test]
    fn a_clean_text_stays_as_it_is(text in text(), max in 0..20_usize) {
        stays_clean(&text, max);
    }

    #[test]
    fn a_name_stays_a_name(text in prop_oneof!["[\\PC\\p{M} ]{0,40}", any::<String>(), text()]) {
        stays_a_name(&text);
    }

    #[test]
    fn a_numbered_name_is_a_name(name in name(), number: u32) {
        let numbered = name.numbered(number);
        prop_assert_eq!(Name::parse(numbered.as_str()), Ok(numbered.clone()));
        let end = format!(" {number}");
        prop_assert!(numbered.as_str().ends_with(&end));
    }

    #[test]
    fn any_line_is_some_command(line in prop_oneof![any::<String>(), "/?/[a-z?]{0,8} ?.{0,9}"]) {
        let _ = plain::Command::parse(&line, &tertulia_protocol::ExitWords::default());
    }
}

#[test]
fn what_fuzzing_has_found_and_kept_holds() {
    committed::each_input("plain", fuzzed::plain);
    committed::each_input("json", fuzzed::json);
    committed::each_input("detection", fuzzed::detection);
}
