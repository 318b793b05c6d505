//! What must hold for any input of the fuzzer. `tests/fuzz` calls these without end, and an ordinary
//! test with every input that is committed there.

use tertulia_protocol::{
    ClientMessage, ExitWords, Limits, Name, Person, PersonId, Said, ServerMessage, plain,
};

use crate::decoding::{
    app_results, app_results_after_greeting, detect_by_and_by, plain_lines, plain_lines_by_the_book,
};
use crate::forging::{forges_nothing, stays_a_name, stays_clean, survives_its_line};

/// Lengths of pieces: as one, byte by byte, and two lengths in turns that the input chooses.
fn ways_to_cut(choice: u8) -> [[usize; 2]; 2] {
    [
        [1, 1],
        [usize::from(choice >> 4) + 1, usize::from(choice & 15) + 1],
    ]
}

/// A plain decoder. The first byte of the input chooses the limit (a letter from `A` on: 0 to 25
/// characters), the second where the stream is cut.
pub(crate) fn plain(input: &[u8]) {
    let [limit, cut, stream @ ..] = input else {
        return;
    };
    let max_chars = match limit {
        b'A'..=b'Z' => usize::from(limit - b'A'),
        _ => Limits::default().chars(),
    };
    let lines = plain_lines(stream, &[usize::MAX], max_chars);
    assert_eq!(lines, plain_lines_by_the_book(stream, max_chars));
    for cuts in ways_to_cut(*cut) {
        assert_eq!(plain_lines(stream, &cuts, max_chars), lines, "cut {cuts:?}");
    }
    pauses_lose_nothing(stream, usize::from(*cut) + 1, max_chars);
    for line in lines {
        if let plain::Line::Text(text) = line {
            line_is_harmless(&text);
        }
    }
}

/// A program without newlines: each pause ends a message, and nothing is heard twice or invented.
fn pauses_lose_nothing(stream: &[u8], every: usize, max_chars: usize) {
    let mut decoder = plain::Decoder::new(max_chars);
    let mut chars = 0;
    let mut is_over = false;
    for mut piece in stream.chunks(every) {
        while let Some(line) = decoder.decode(&mut piece) {
            assert!(!is_over, "something came after a line that was too long");
            is_over = line == plain::Line::TooLong;
            if let plain::Line::Text(text) = line {
                chars += text.chars().count();
            }
        }
        let paused = decoder.take_partial();
        assert!(!decoder.has_partial());
        if let Some(line) = paused {
            assert!(!is_over, "something came after a line that was too long");
            is_over = line == plain::Line::TooLong;
            if let plain::Line::Text(text) = line {
                chars += text.chars().count();
            }
        }
    }
    assert!(chars <= stream.len());
}

/// Whatever the line asks for, what others are told of it bears the speaker's name.
fn line_is_harmless(text: &str) {
    stays_clean(text, 7);
    stays_a_name(text);
    let (spoken, action) = match plain::Command::parse(text, &ExitWords::default()) {
        plain::Command::Say(spoken) => (spoken, false),
        plain::Command::Me(spoken) => (spoken, true),
        _ => return,
    };
    let Ok(name) = Name::parse("Ana") else {
        return;
    };
    let id = PersonId(1);
    forges_nothing(&ServerMessage::Said(Said {
        id: Default::default(),
        time: Default::default(),
        from: Person { id, name },
        text: spoken,
        action,
    }));
}

/// The decoders of the app dialect, the server's and the client's. The first byte of the input
/// chooses the limit (a letter from `A` on: 10, 20, 30 bytes…), the second where the stream is cut.
pub(crate) fn json(input: &[u8]) {
    let [limit, cut, stream @ ..] = input else {
        return;
    };
    let max_bytes = match limit {
        b'A'..=b'Z' => usize::from(limit - b'A' + 1) * 10,
        _ => Limits::default().app_line_bytes(),
    };
    let requests = app_results::<ClientMessage>(stream, &[usize::MAX], max_bytes);
    let told = app_results_after_greeting::<ServerMessage>(stream, &[usize::MAX], max_bytes);
    for cuts in ways_to_cut(*cut) {
        assert_eq!(
            app_results(stream, &cuts, max_bytes),
            requests,
            "cut {cuts:?}"
        );
        let again = app_results_after_greeting(stream, &cuts, max_bytes);
        assert_eq!(again, told, "cut {cuts:?}");
    }
    let errors = requests.iter().filter_map(|result| result.as_ref().err());
    let errors = errors.chain(told.iter().filter_map(|result| result.as_ref().err()));
    for error in errors {
        // The peer and the log are told so, in a line.
        let error = error.to_string();
        assert_eq!(tertulia_protocol::one_line(&error, 250), error);
    }
    requests.iter().flatten().for_each(survives_its_line);
    for message in told.iter().flatten() {
        survives_its_line(message);
        forges_nothing(message);
    }
}

/// The first bytes of a connection.
pub(crate) fn detection(input: &[u8]) {
    use tertulia_protocol::detect::Detected;
    if let Detected::Foreign(foreign) = detect_by_and_by(input) {
        let sentence = String::from_utf8_lossy(input);
        let refusal = foreign.refusal(&sentence);
        assert!(refusal.len() <= 1_024, "{} bytes", refusal.len());
        let lines = refusal.iter().filter(|&&byte| byte == b'\n').count();
        assert!(lines <= 6, "{}", refusal.escape_ascii());
    }
}
