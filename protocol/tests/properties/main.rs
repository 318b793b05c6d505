//! What must hold for whatever arrives, in whatever pieces.

mod messages;

use proptest::collection::vec;
use proptest::prelude::*;
use tertulia_protocol::detect::{Detected, detect};
use tertulia_protocol::{
    ClientMessage, Language, Name, Phrases, ServerMessage, app, clean_text, one_line, plain,
};

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

/// Calls `take` with the pieces of `bytes`.
fn chop(mut bytes: &[u8], cuts: &[usize], mut take: impl FnMut(&[u8])) {
    for cut in cuts.iter().cycle() {
        if bytes.is_empty() {
            return;
        }
        let (piece, rest) = bytes.split_at((*cut).min(bytes.len()));
        take(piece);
        bytes = rest;
    }
}

fn plain_lines(bytes: &[u8], cuts: &[usize], max_chars: usize) -> Vec<plain::Line> {
    let mut decoder = plain::Decoder::new(max_chars);
    let mut lines = Vec::new();
    chop(bytes, cuts, |mut piece| {
        while let Some(line) = decoder.decode(&mut piece) {
            lines.push(line);
        }
        assert!(piece.is_empty());
        // A command has 80 more, U+FFFD three bytes, other characters four; growing doubles.
        assert!(decoder.held_bytes() <= 2 * 4 * (max_chars + 80));
    });
    lines.extend(decoder.take_partial());
    assert!(!decoder.has_partial());
    lines
}

fn app_results(
    bytes: &[u8],
    cuts: &[usize],
    max_bytes: usize,
) -> Vec<Result<ClientMessage, app::DecodeError>> {
    let mut decoder = app::Decoder::new(max_bytes);
    let mut results = Vec::new();
    chop(bytes, cuts, |mut piece| {
        while let Some(result) = decoder.decode(&mut piece) {
            results.push(result);
        }
        assert!(piece.is_empty());
        assert!(decoder.held_bytes() <= 2 * max_bytes.max(8));
    });
    results
}

/// What an observer without any cleverness makes of telnet commands, line ends and limits.
fn plain_lines_by_the_book(bytes: &[u8], max_chars: usize) -> Vec<plain::Line> {
    let mut data = Vec::new();
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => break,
            [255] => &[],
            [255, 255, rest @ ..] => {
                data.push(255);
                rest
            }
            [255, 250, rest @ ..] => {
                let mut rest = rest;
                loop {
                    rest = match rest {
                        [255, 240, after @ ..] => break after,
                        [255, _, after @ ..] | [_, after @ ..] => after,
                        [] => break &[],
                    };
                }
            }
            [255, 251..=254] => &[],
            [255, 251..=254, _, rest @ ..] | [255, 240..=254, rest @ ..] => rest,
            [byte, rest @ ..] => {
                data.push(*byte);
                rest
            }
        };
    }
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut rest = &data[..];
    loop {
        let is_end;
        (is_end, rest) = match rest {
            [] => break,
            [b'\n', rest @ ..] | [b'\r', b'\n' | 0, rest @ ..] => (true, rest),
            [b'\r'] => {
                // The end of the stream: a carriage return at the end of the line is none of it.
                lines.extend(finish(&line, max_chars));
                return lines;
            }
            [byte, rest @ ..] => {
                line.push(*byte);
                (false, rest)
            }
        };
        if is_end {
            lines.extend(finish(&std::mem::take(&mut line), max_chars));
            if lines.last() == Some(&plain::Line::TooLong) {
                return lines;
            }
        }
    }
    if !line.is_empty() {
        lines.extend(finish(&line, max_chars));
    }
    lines
}

fn finish(line: &[u8], max_chars: usize) -> Option<plain::Line> {
    let text = String::from_utf8_lossy(line).into_owned();
    let max_chars = if text.starts_with('/') {
        max_chars + 80
    } else {
        max_chars
    };
    Some(match text.chars().count() > max_chars {
        true => plain::Line::TooLong,
        false => plain::Line::Text(text),
    })
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
        let results = app_results(&stream, &cuts, max_bytes);
        prop_assert_eq!(&results, &app_results(&stream, &[usize::MAX], max_bytes));
        if max_bytes == 100_000 {
            prop_assert!(results.iter().filter(|result| result.is_ok()).count() >= messages.len());
        }
    }

    #[test]
    fn detection_never_changes_its_mind(bytes in bytes()) {
        let mut decided = Detected::Undecided;
        for end in 0..=bytes.len() {
            let now = detect(&bytes[..end]);
            if decided != Detected::Undecided {
                prop_assert_eq!(now, decided, "after {} bytes", end);
            }
            decided = now;
        }
    }

    #[test]
    fn a_client_message_survives_its_line(message in client_message()) {
        let mut line = Vec::new();
        app::encode(&message, &mut line);
        prop_assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let decoded = app::Decoder::new(line.len()).decode(&mut &line[..]);
        prop_assert_eq!(decoded, Some(Ok(message)));
    }

    #[test]
    fn a_server_message_survives_its_line(message in server_message()) {
        let mut line = Vec::new();
        app::encode(&message, &mut line);
        prop_assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let decoded = app::Decoder::skipping_greeting(line.len()).decode(&mut &line[..]);
        prop_assert_eq!(decoded, Some(Ok(message)));
    }

    #[test]
    fn no_server_message_forges_a_plain_line(message in server_message()) {
        let phrases = Phrases::new(Language::En);
        let mut lines = Vec::new();
        plain::encode(&message, &phrases, &mut lines);
        let lines = String::from_utf8(lines).unwrap();
        prop_assert!(lines.is_empty() || lines.ends_with('\n'));
        let (first, later) = prefixes(&message);
        for (index, line) in lines.split_terminator('\n').enumerate() {
            let expected = if index == 0 { &first } else { &later };
            let harmless = expected.iter().any(|prefix| line.starts_with(prefix.as_str()));
            prop_assert!(harmless, "{line:?} begins with none of {expected:?}");
            prop_assert_eq!(clean_text(line), line);
        }
    }

    #[test]
    fn a_clean_text_stays_as_it_is(text in text(), max in 0..20_usize) {
        let cleaned = clean_text(&text).into_owned();
        prop_assert_eq!(clean_text(&cleaned), cleaned.as_str());
        let line = one_line(&text, max);
        prop_assert!(line.chars().count() <= max && !line.contains('\n'));
        prop_assert_eq!(clean_text(&line), line.as_ref());
    }

    #[test]
    fn a_name_stays_a_name(text in prop_oneof!["[\\PC\\p{M} ]{0,40}", any::<String>(), text()]) {
        if let Ok(name) = Name::parse(&text) {
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(clean_text(name.as_str()), name.as_str());
            prop_assert!(name.resembles(name.as_str()));
        }
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

/// How the first line of a message may begin, and how the later ones.
fn prefixes(message: &ServerMessage) -> (Vec<String>, Vec<String>) {
    let same = |prefix: String| (vec![prefix.clone()], vec![prefix]);
    match message {
        ServerMessage::Welcome(welcome) => (
            vec![format!("Welcome, {}. ", welcome.you.name)],
            vec!["Server: ".to_owned()],
        ),
        ServerMessage::Refused(_) | ServerMessage::Error(_) => same("Error: ".to_owned()),
        ServerMessage::Goodbye(_) => {
            let both = vec!["Error: ".to_owned(), "* ".to_owned()];
            (both.clone(), both)
        }
        ServerMessage::Said(said) if said.action => same(format!("~ {} ", said.from.name)),
        ServerMessage::Said(said) => same(format!("{}: ", said.from.name)),
        ServerMessage::Private(private) => same(format!("[private] {}: ", private.from.name)),
        ServerMessage::Operator(operator) if operator.private => {
            same("[private] Server: ".to_owned())
        }
        ServerMessage::Operator(_) => same("Server: ".to_owned()),
        ServerMessage::History(history) => {
            let mut later = vec!["* ".to_owned()];
            for message in &history.messages {
                later.extend(match message {
                    tertulia_protocol::Posted::Private(private) => {
                        vec![format!(
                            "[private] {} → {}: ",
                            private.from.name, private.to.name
                        )]
                    }
                    other => prefixes(&other.clone().into()).0,
                });
            }
            (vec!["* history: ".to_owned()], later)
        }
        ServerMessage::Notice(_) => (vec!["* ".to_owned()], vec!["* ".to_owned()]),
        ServerMessage::Ack(_)
        | ServerMessage::Joined(_)
        | ServerMessage::Left(_)
        | ServerMessage::Renamed(_)
        | ServerMessage::Limits(_)
        | ServerMessage::Roster(_) => (vec!["* ".to_owned()], vec![]),
        ServerMessage::Pong { .. } => (vec![], vec![]),
    }
}
