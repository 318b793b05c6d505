//! Tertulia's plain text, as a client sees it. The server's sentences may be in any language, so
//! that only their form counts.

use memchr::memmem;

use super::{Heard, sent_away};

pub(super) fn line(text: &str) -> Vec<u8> {
    format!("{text}\n").into_bytes()
}

pub(super) fn say(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}

pub(super) fn hear(line: &[u8], is_in: bool) -> Heard<'_> {
    if let Some(words) = line.strip_prefix(b"Error: ") {
        return sent_away(words);
    }
    if !is_in {
        // The prompt comes before the welcome when the client was slow to say its name.
        return match line.starts_with(b"Tertulia 1.") {
            true => Heard::Other,
            false => Heard::Welcomed,
        };
    }
    match line.strip_prefix(b"* ") {
        Some(notice) if is_confirmation(notice) => Heard::Confirmed,
        Some(_) => Heard::Other,
        None => match memmem::find(line, b": ") {
            Some(colon) => Heard::Said(&line[colon + 2..]),
            None => Heard::Other,
        },
    }
}

/// `received #1`: names have no `#`, so no other notice ends so.
fn is_confirmation(notice: &[u8]) -> bool {
    let number = notice.rsplit(|byte| *byte == b'#').next();
    number.is_some_and(|number| {
        number.len() < notice.len() && !number.is_empty() && number.iter().all(u8::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{Ack, Language, Number, Phrases, ServerMessage, UnixMillis, plain};

    use super::*;

    #[test]
    fn confirmations_are_recognised_in_every_language() {
        for language in [Language::En, Language::Es] {
            let mut bytes = Vec::new();
            let ack = ServerMessage::Ack(Ack {
                number: Number(12),
                id: None,
                time: UnixMillis(0),
            });
            plain::encode(&ack, &Phrases::new(language), &mut bytes);
            assert_eq!(hear(bytes.trim_ascii_end(), true), Heard::Confirmed);
        }
    }

    #[test]
    fn a_line_means_what_its_form_says() {
        assert_eq!(
            hear(b"Tertulia 1. Please send your name:", false),
            Heard::Other
        );
        assert_eq!(hear(b"Welcome, Load-1.", false), Heard::Welcomed);
        assert_eq!(
            hear(b"Load-1: text: more", true),
            Heard::Said(b"text: more")
        );
        assert_eq!(hear(b"* Ana joined", true), Heard::Other);
        assert_eq!(hear(b"~ Ana waves", true), Heard::Other);
        assert!(matches!(hear(b"Error: full", false), Heard::SentAway(_)));
    }
}
