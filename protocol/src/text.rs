//! Texts of messages: what is taken out so that nobody can forge a line.

use std::borrow::Cow;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// The most marks that may sit on one character. Hebrew with its accents and Tibetan need up to
/// six; more of them paint over the lines above and below.
const MAX_MARKS: usize = 6;

/// Makes a message harmless for every window and terminal: control characters, line separators
/// (U+2028, U+2029) and bidirectional overrides become U+FFFD, and so does every mark after the
/// sixth on one character; tabs become spaces, CR LF becomes LF. Line breaks (LF) stay, so a text
/// may have several lines; so does the zero-width joiner.
///
/// The control characters are U+0000–U+001F and U+007F–U+009F (general category Cc); the
/// bidirectional ones are the embeddings, overrides and isolates U+202A–U+202E and U+2066–U+2069
/// (UAX #9, section 2); marks are those that take no room of their own (Mn, Me), variation selectors
/// among them, and invisible format characters (Cf) do not part them. Cleaning never changes how many
/// scalar values there are, but for CR LF and tabs. Cleaning a clean text changes nothing and copies
/// nothing.
#[must_use]
pub fn clean_text(text: &str) -> Cow<'_, str> {
    // Most texts have none of these bytes and are done at once. 0xC2 begins U+0080–U+009F, 0xE2
    // begins U+2028 and its like, both also harmless characters; marks begin with 0xCC or more.
    let suspect = |byte: u8| (byte < b' ' && byte != b'\n') || matches!(byte, 0x7F | 0xC2 | 0xCC..);
    if !text.bytes().any(suspect) {
        return Cow::Borrowed(text);
    }
    if !text.contains(is_unclean) && !may_have_piles(text) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    push_cleaned(text, &mut cleaned);
    if cleaned == text {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cleaned)
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

/// What a character does to the marks around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pile {
    /// It is one of them.
    Mark,
    /// It does not part them.
    Nothing,
    /// They sit on it.
    Base,
}

impl Pile {
    fn of(character: char) -> Self {
        // No mark and no invisible character stands before U+0300, but for the soft hyphen.
        if character < '\u{300}' && character != '\u{AD}' {
            return Self::Base;
        }
        match character.general_category() {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => Self::Mark,
            GeneralCategory::Format => Self::Nothing,
            _ => Self::Base,
        }
    }
}

/// Whether too many marks may sit on one character. A pile of them cannot stand between two of the
/// characters looked at here, so that most need no look into the tables.
fn may_have_piles(text: &str) -> bool {
    let looked_at = text.chars().skip(MAX_MARKS).step_by(MAX_MARKS + 1);
    looked_at.map(Pile::of).any(|pile| pile != Pile::Base)
}

fn push_cleaned(text: &str, cleaned: &mut String) {
    let mut characters = text.chars().peekable();
    let mut marks = 0;
    while let Some(character) = characters.next() {
        let pile = Pile::of(character);
        match pile {
            Pile::Mark => marks += 1,
            Pile::Nothing => {}
            Pile::Base => marks = 0,
        }
        let surplus = pile == Pile::Mark && marks > MAX_MARKS;
        let clean = match character {
            '\t' => ' ',
            '\r' if characters.peek() == Some(&'\n') => continue,
            _ if is_unclean(character) || surplus => char::REPLACEMENT_CHARACTER,
            _ => character,
        };
        cleaned.push(clean);
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
            "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}e\u{301}",
            "Số Việt, שָׁ֖לוֹם, བསྒྲུབས, 🏴\u{E0067}\u{E0062}\u{E007F}",
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
    fn no_more_marks_pile_up_than_any_script_needs() {
        let six = "\u{301}".repeat(6);
        for (before, between) in [
            ("", ""),
            ("a", ""),
            ("12345", ""),
            ("é", "\u{200D}"),
            ("x\n", "\u{E0061}"),
        ] {
            let pile = |marks: usize| {
                let pile: Vec<&str> = vec!["\u{301}"; marks];
                format!("{before}{}", pile.join(between))
            };
            assert_eq!(clean_text(&pile(6)), pile(6));
            let replaced = format!("{between}\u{FFFD}").repeat(994);
            let cleaned = clean_text(&pile(1_000)).into_owned();
            assert_eq!(cleaned, pile(6) + &replaced);
            assert_eq!(clean_text(&cleaned), cleaned);
        }
        // Variation selectors and enclosing marks too, and piles do not hide behind one another.
        let text = format!("a{six}\u{FE0F}b{six}\u{20DD}\u{20DD}c");
        let cleaned = format!("a{six}\u{FFFD}b{six}\u{FFFD}\u{FFFD}c");
        assert_eq!(clean_text(&text), cleaned);
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
