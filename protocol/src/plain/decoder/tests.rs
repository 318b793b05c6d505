use super::*;

fn feed(decoder: &mut Decoder, mut input: &[u8]) -> Vec<Line> {
    let lines = std::iter::from_fn(|| decoder.decode(&mut input)).collect();
    assert!(input.is_empty());
    lines
}

fn text(text: impl Into<String>) -> Line {
    Line::Text(text.into())
}

/// The lines of `input` in one piece; a second decoder, fed byte by byte, must agree.
fn lines(max_chars: usize, input: impl AsRef<[u8]>) -> Vec<Line> {
    let input = input.as_ref();
    let whole = feed(&mut Decoder::new(max_chars), input);
    let mut decoder = Decoder::new(max_chars);
    let bytewise: Vec<Line> = input
        .chunks(1)
        .flat_map(|byte| feed(&mut decoder, byte))
        .collect();
    assert_eq!(whole, bytewise);
    whole
}

#[test]
fn lf_and_crlf_and_telnets_crnul_end_a_line() {
    let expected = [
        text("a"),
        text("b"),
        text("c"),
        text(""),
        text("d\re"),
        text("f\r"),
    ];
    assert_eq!(lines(9, b"a\nb\r\nc\r\0\nd\re\nf\r\r\n"), expected);
}

#[test]
fn decode_stops_after_each_line() {
    let mut decoder = Decoder::new(9);
    let mut input = &b"one\ntwo\nth"[..];
    assert_eq!(decoder.decode(&mut input), Some(text("one")));
    assert_eq!(input, b"two\nth");
    assert_eq!(decoder.decode(&mut input), Some(text("two")));
    assert_eq!(decoder.decode(&mut input), None);
    assert!(input.is_empty() && decoder.has_partial());
}

#[test]
fn telnet_commands_are_taken_out_wherever_they_stand() {
    let input = b"\xFF\xFB\x03A\xFF\xFD\x01na\r\xFF\xF1\n\xC3\xFF\xFA\x18\n\xFF\xF0\xB1\n";
    assert_eq!(lines(9, input), [text("Ana"), text("ñ")]);
    assert_eq!(
        lines(9, b"\xFF\xFF\n\xFFa\n"),
        [text("\u{FFFD}"), text("\u{FFFD}a")]
    );
}

#[test]
fn invalid_utf8_becomes_u_fffd() {
    assert_eq!(
        lines(9, b"a\xE2\x82\nb\xF0\x9F\rc\xFE\n"),
        [text("a\u{FFFD}"), text("b\u{FFFD}\rc\u{FFFD}")]
    );
}

#[test]
fn a_line_is_too_long_as_soon_as_one_scalar_value_too_many_is_there() {
    assert_eq!(lines(3, "ñññ\r\nabc\n"), [text("ñññ"), text("abc")]);
    assert_eq!(lines(3, "ab\nññññ"), [text("ab"), Line::TooLong]);
    assert_eq!(lines(3, "ñññ\rx"), [Line::TooLong]);
    assert_eq!(lines(3, b"abc\xC3\n"), [Line::TooLong]);
    assert_eq!(lines(3, "abcd\nab\n"), [Line::TooLong]);
}

#[test]
fn a_command_has_room_for_its_name_around_the_text() {
    let longest = format!("/{}", "x".repeat(82));
    assert_eq!(lines(3, format!("{longest}\n")), [text(longest.clone())]);
    assert_eq!(lines(3, format!("{longest}y")), [Line::TooLong]);
}

#[test]
fn nothing_comes_after_a_line_that_is_too_long_and_nothing_is_kept() {
    let mut decoder = Decoder::new(3);
    assert_eq!(feed(&mut decoder, b"abcdefgh\xC3"), [Line::TooLong]);
    assert_eq!(feed(&mut decoder, b"ab\ncd\r"), []);
    assert_eq!(
        (decoder.has_partial(), decoder.take_partial()),
        (false, None)
    );
    assert_eq!(decoder.held_bytes(), 0);
}

#[test]
fn an_unlimited_line_still_has_a_limit_in_bytes() {
    let mut decoder = Decoder::new(MAX_LINE_BYTES);
    let piece = "😀".repeat(1 << 10);
    let lines: Vec<Line> = (0..257)
        .flat_map(|_| feed(&mut decoder, piece.as_bytes()))
        .collect();
    assert_eq!(lines, [Line::TooLong]);
}

#[test]
fn a_pause_ends_what_waits() {
    let mut decoder = Decoder::new(9);
    assert_eq!(decoder.take_partial(), None);
    assert_eq!(feed(&mut decoder, b"hola"), []);
    assert_eq!(decoder.take_partial(), Some(text("hola")));
    assert!(!decoder.has_partial() && !decoder.has_seen_newline());
    assert_eq!(feed(&mut decoder, b"a\xE2\x82"), []);
    assert_eq!(decoder.take_partial(), Some(text("a\u{FFFD}")));
    assert_eq!(feed(&mut decoder, b"\xAC"), []);
    assert_eq!(decoder.take_partial(), Some(text("\u{FFFD}")));
    assert_eq!(feed(&mut decoder, b"\xFF\xFB"), []);
    assert_eq!(decoder.take_partial(), None);
}

#[test]
fn a_pause_within_a_lines_end_makes_no_empty_line() {
    let mut decoder = Decoder::new(9);
    assert_eq!(feed(&mut decoder, b"Ana\r"), []);
    assert_eq!(decoder.take_partial(), Some(text("Ana")));
    assert_eq!(feed(&mut decoder, b"\nLuz\r\n"), [text("Luz")]);
    assert_eq!(feed(&mut decoder, b"x\r"), []);
    assert_eq!(decoder.take_partial(), Some(text("x")));
    assert_eq!(feed(&mut decoder, b"y\n\n"), [text("y"), text("")]);
}

#[test]
fn an_incomplete_character_counts_when_a_pause_ends_it() {
    let mut decoder = Decoder::new(3);
    assert_eq!(feed(&mut decoder, b"abc\xC3"), []);
    assert_eq!(decoder.take_partial(), Some(Line::TooLong));
    assert_eq!(decoder.take_partial(), None);
}

#[test]
fn a_changed_limit_holds_from_now_on() {
    let mut decoder = Decoder::new(9);
    decoder.set_max_chars(2);
    assert_eq!(feed(&mut decoder, b"abc\n"), [Line::TooLong]);
}
