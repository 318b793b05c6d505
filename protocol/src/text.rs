//! Texts of messages: what is taken out so that nobody can forge a line.

use std::borrow::Cow;

/// Makes a message harmless for every window and terminal: control characters, line separators
/// (U+2028, U+2029) and bidirectional overrides become U+FFFD, tabs become spaces, CR LF becomes
/// LF. Line breaks (LF) stay, so a text may have several lines; so does the zero-width joiner.
///
/// The control characters are U+0000–U+001F and U+007F–U+009F (general category Cc); the
/// bidirectional ones are the embeddings, overrides and isolates U+202A–U+202E and U+2066–U+2069
/// (UAX #9, section 2). Cleaning a clean text changes nothing and copies nothing.
#[must_use]
pub fn clean_text(text: &str) -> Cow<'_, str> {
    // Most texts have none of these bytes and are done at once. 0xC2 begins U+0080–U+009F, 0xE2
    // begins U+2028 and its like; both also begin harmless characters.
    let suspect = |byte: u8| (byte < b' ' && byte != b'\n') || matches!(byte, 0x7F | 0xC2 | 0xE2);
    if !text.bytes().any(suspect) {
        return Cow::Borrowed(text);
    }
    match text.find(is_unclean) {
        None => Cow::Borrowed(text),
        Some(clean) => {
            let mut cleaned = String::with_capacity(text.len());
            cleaned.push_str(&text[..clean]);
            push_cleaned(&text[clean..], &mut cleaned);
            Cow::Owned(cleaned)
        }
    }
}

/// Makes a part of a sentence of what somebody else wrote: [`clean_text`], line breaks become
/// spaces, and more than `max_chars` scalar values are cut with an ellipsis as the last of them.
#[must_use]
pub fn one_line(text: &str, max_chars: usize) -> Cow<'_, str> {
    // Cut first: what is cut away needs no cleaning. Cleaning never makes a text longer.
    let cut = text.char_indices().nth(max_chars).is_some();
    let kept = if cut {
        max_chars.saturating_sub(1)
    } else {
        max_chars
    };
    let end = text
        .char_indices()
        .nth(kept)
        .map_or(text.len(), |(end, _)| end);
    let mut line = clean_text(&text[..end]);
    if line.contains('\n') {
        line = Cow::Owned(line.replace('\n', " "));
    }
    if cut && max_chars > 0 {
        line.to_mut().push('…');
    }
    line
}

fn is_unclean(character: char) -> bool {
    match character {
        '\n' => false,
        '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_control(),
    }
}

fn push_cleaned(text: &str, cleaned: &mut String) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\t' => cleaned.push(' '),
            '\r' if characters.peek() == Some(&'\n') => {}
            _ if is_unclean(character) => cleaned.push(char::REPLACEMENT_CHARACTER),
            _ => cleaned.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_text_is_not_copied() {
        for clean in [
            "",
            "hola",
            "two\nlines",
            "¿Qué tal? – “ñ” 👩\u{200D}👧 “€”",
            "א\u{200F}ב",
        ] {
            assert!(
                matches!(clean_text(clean), Cow::Borrowed(same) if same == clean),
                "{clean:?}"
            );
        }
    }

    #[test]
    fn what_could_forge_a_line_becomes_visible() {
        for (text, cleaned) in [
            ("a\tb", "a b"),
            ("a\r\nb", "a\nb"),
            ("a\rb", "a\u{FFFD}b"),
            ("a\r\r\nb\r", "a\u{FFFD}\nb\u{FFFD}"),
            ("\0\u{1B}[2J\u{7F}", "\u{FFFD}\u{FFFD}[2J\u{FFFD}"),
            ("\u{85}\u{9B}¡", "\u{FFFD}\u{FFFD}¡"),
            ("a\u{2028}b\u{2029}", "a\u{FFFD}b\u{FFFD}"),
            (
                "\u{202A}\u{202E}\u{2066}\u{2069}\u{202F}",
                "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{202F}",
            ),
        ] {
            assert_eq!(clean_text(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn a_part_of_a_sentence_is_one_short_line() {
        assert_eq!(one_line("a\r\nb\tc", 10), "a b c");
        assert_eq!(one_line("ñandú", 5), "ñandú");
        assert_eq!(one_line("ñandúes", 5), "ñand…");
        assert_eq!(one_line("abc", 1), "…");
        assert_eq!(one_line("abc", 0), "");
        assert!(matches!(one_line("abc", 3), Cow::Borrowed("abc")));
    }
}
