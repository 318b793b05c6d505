//! Links and names inside a text, as byte ranges.

use std::ops::Range;

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Where it leads: with a scheme, also where the text has none.
    pub target: String,
}

/// The addresses in a text that begin with `http://`, `https://` or `www.`. Rather none than a
/// wrong one: what a sentence puts around an address does not belong to it.
#[must_use]
pub fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let rest = &text[start..];
        let end = start + length(rest);
        let link = &text[start..end];
        from = end.max(start + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let Some(host) = after_scheme(link) else {
            continue;
        };
        if !is_host(host) {
            continue;
        }
        let target = if link.len() == host.len() {
            format!("http://{link}")
        } else {
            link.to_owned()
        };
        found.push(Link {
            range: start..end,
            target,
        });
    }
    found
}

/// Where a name stands in a text as a word of its own, in any case.
#[must_use]
pub fn mentions(text: &str, name: &str) -> Vec<Range<usize>> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut before = None;
    for (start, character) in text.char_indices() {
        let free = found.last().is_none_or(|last| last.end <= start);
        if free
            && before.is_none_or(|before| !is_word(before))
            && let Some(end) = end_of(text, start, &name)
        {
            found.push(start..end);
        }
        before = Some(character);
    }
    found
}

/// The next place at or after `from` where an address may begin.
fn next_start(text: &str, from: usize) -> Option<usize> {
    text.get(from..)?
        .char_indices()
        .find_map(|(offset, first)| {
            let start = from + offset;
            let begins = matches!(first, 'h' | 'H' | 'w' | 'W')
                && after_scheme(&text[start..]).is_some()
                && text[..start].chars().next_back().is_none_or(|before| {
                    !is_word(before) && !matches!(before, '/' | '.' | '@' | '-')
                });
            begins.then_some(start)
        })
}

/// What follows the scheme; the whole where it begins with `www.`.
fn after_scheme(link: &str) -> Option<&str> {
    let strip = |scheme: &str| {
        link.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|_| &link[scheme.len()..])
    };
    strip("https://")
        .or_else(|| strip("http://"))
        .or_else(|| strip("www.").map(|_| link))
}

/// The bytes of the address at the start of `rest`.
fn length(rest: &str) -> usize {
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
            || matches!(c, '«' | '»' | '“' | '”' | '„' | char::REPLACEMENT_CHARACTER)
    };
    let mut link = &rest[..rest.find(stops).unwrap_or(rest.len())];
    loop {
        let Some(last) = link.chars().next_back() else {
            return 0;
        };
        let closes_nothing = |open: char, close: char| {
            last == close && link.matches(close).count() > link.matches(open).count()
        };
        let belongs_not = matches!(
            last,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '\''
                | '’'
                | '…'
                | '*'
                | '_'
                | '¿'
                | '¡'
                | '('
                | '['
        );
        if !belongs_not && !closes_nothing('(', ')') && !closes_nothing('[', ']') {
            return link.len();
        }
        link = &link[..link.len() - last.len_utf8()];
    }
}

/// Whether an address could be reached: letters, digits, dots, and what stands around a port or
/// IPv6. Names before an `@` are how addresses are faked.
fn is_host(host: &str) -> bool {
    let end = host.find(['/', '?', '#']).unwrap_or(host.len());
    let authority = &host[..end];
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    authority.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && authority.chars().all(is_part)
        && authority.len() > if authority.starts_with("www.") { 4 } else { 0 }
}

/// Where the lowercased `name` ends, if the text from `start` on is it, as a whole word.
fn end_of(text: &str, start: usize, name: &[char]) -> Option<usize> {
    let mut wanted = name.iter();
    let mut rest = text[start..].char_indices();
    while !wanted.as_slice().is_empty() {
        let (_, character) = rest.next()?;
        for lowered in character.to_lowercase() {
            if wanted.next() != Some(&lowered) {
                return None;
            }
        }
    }
    let end = start + rest.offset();
    let mut after = text[end..].chars();
    let ends = match after.next() {
        None => true,
        // "Ana-María" is somebody else.
        Some('-') => !after.next().is_some_and(is_word),
        Some(next) => !is_word(next),
    };
    (ends && !name.is_empty()).then_some(end)
}

fn is_word(character: char) -> bool {
    // Combining marks belong to the letter before them.
    character.is_alphanumeric() || character == '_' || matches!(character, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        links(text)
            .into_iter()
            .map(|link| &text[link.range])
            .collect()
    }

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, link) in [
            (
                "see http://192.168.0.10:8000/protocol",
                "http://192.168.0.10:8000/protocol",
            ),
            ("(https://a.example/x).", "https://a.example/x"),
            ("https://a.example/x_(y), no", "https://a.example/x_(y)"),
            ("¿www.a.example?", "www.a.example"),
            ("HTTPS://A.example…", "HTTPS://A.example"),
            ("«http://[::1]:80/ñ?a=1#b»", "http://[::1]:80/ñ?a=1#b"),
            ("http://a\u{FFFD}b", "http://a"),
        ] {
            assert_eq!(found(text), [link], "{text}");
        }
        assert_eq!(found("http://a http://b\nwww.c.d").len(), 3);
    }

    #[test]
    fn what_only_looks_like_an_address_is_text() {
        for text in [
            "http://",
            "www.",
            "www..",
            "xhttp://a",
            "javascript:alert(1)",
            "http:///etc",
            "http://bank.example@evil.example/",
            "ftp://a",
            "http://.",
            "hola www",
            "awww.a",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_link_without_a_scheme_gets_one() {
        assert_eq!(links("www.a.example/x")[0].target, "http://www.a.example/x");
        assert_eq!(links("https://a.example")[0].target, "https://a.example");
    }

    #[test]
    fn a_name_is_mentioned_as_a_word_in_any_case() {
        let texts = |text: &'static str, name: &str| -> Vec<&'static str> {
            mentions(text, name)
                .into_iter()
                .map(|range| &text[range])
                .collect()
        };
        assert_eq!(
            texts("Ana can you, ANA? @ana!", "ana"),
            ["Ana", "ANA", "ana"]
        );
        assert_eq!(texts("¿Iñaki? IÑAKI", "iñaki"), ["Iñaki", "IÑAKI"]);
        assert_eq!(texts("mañana Anabel An_ana Ana-Luz ana_", "Ana"), [""; 0]);
        assert_eq!(texts("Ana- ok", "Ana"), ["Ana"]);
        assert_eq!(texts("hola ana luz, adiós", "Ana Luz"), ["ana luz"]);
        assert_eq!(texts("Ana\u{301}", "Ana"), [""; 0]);
        assert_eq!(texts("x", ""), [""; 0]);
        assert_eq!(texts("İ and i\u{307}", "İ"), ["İ", "i\u{307}"]);
    }

    #[test]
    fn whatever_is_written_every_range_is_inside_the_text() {
        use proptest::prelude::*;
        proptest!(|(text in "(http://|www\\.|[a-zñİ¿(.:@/ \u{301}\u{FFFD}]){0,12}")| {
            for link in links(&text) {
                prop_assert!(text.get(link.range).is_some());
            }
            for range in mentions(&text, "a") {
                prop_assert!(text.get(range).is_some());
            }
        });
    }
}
