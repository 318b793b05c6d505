//! A value as one line of JSON that can also be looked at: nothing in it moves a terminal's cursor or
//! turns the direction of writing.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use tertulia_protocol::clean_text;

/// Writes characters that are no good to look at as `\u` and four digits, which means the same
/// (RFC 8259, section 7). JSON itself asks for that only below U+0020.
struct Visible;

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Marks that pile up are seen only from before them.
        if let std::borrow::Cow::Borrowed(_) = clean_text(fragment) {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut units = [0; 2];
        for character in fragment.chars() {
            if character.is_ascii() && !character.is_control() {
                write!(writer, "{character}")?;
            } else {
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

/// The value in one line, without a line break.
///
/// # Errors
/// When the value cannot be JSON, such as a map with keys that are no strings.
pub(crate) fn json_line<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut line = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut line, Visible))?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::hostile::{TEXTS, assert_harmless};

    #[test]
    fn every_text_comes_back_as_it_was_and_is_harmless_to_look_at() {
        for text in TEXTS {
            let value = json!({ "name": text, *text: [text] });
            let line = json_line(&value).unwrap();
            assert_harmless(&line);
            assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
        }
    }

    #[test]
    fn usual_texts_stay_readable() {
        for text in [
            "hola",
            "¿Qué tal, \"Ñandú\"?",
            "שלום",
            "👩\u{200D}💻",
            "a\\b\n",
        ] {
            let line = json_line(&json!(text)).unwrap();
            assert_eq!(line, serde_json::to_string(text).unwrap());
        }
    }
}
