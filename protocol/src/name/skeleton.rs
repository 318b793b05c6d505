//! What a text looks like: its skeleton (UTS #39, section 4).

use std::array;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// What each character of ASCII looks like. None of them combines with its neighbours, so an ASCII
/// text looks like what its characters do, one after the other.
static ASCII: LazyLock<[Box<str>; 128]> = LazyLock::new(|| {
    array::from_fn(|code| {
        let character = u8::try_from(code).map(char::from).unwrap_or_default();
        unicode_security::skeleton(character.encode_utf8(&mut [0; 4])).collect()
    })
});

/// The skeleton of a text. Most names are ASCII, and thousands may come at once.
pub(super) fn skeleton(text: &str) -> String {
    if !text.is_ascii() {
        return unicode_security::skeleton(text).collect();
    }
    // A few letters look like two.
    let mut looks = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        looks.push_str(&ASCII[usize::from(byte)]);
    }
    looks
}

/// A text in NFC, which ASCII always is.
pub(super) fn composed(text: String) -> String {
    if text.is_ascii() {
        text
    } else {
        text.nfc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_looks_as_the_standard_says_whatever_stands_beside_it() {
        let characters = || (0..128_u8).map(char::from);
        for before in characters() {
            for after in characters() {
                let text: String = ['x', before, after, 'x'].into_iter().collect();
                let standard: String = unicode_security::skeleton(&text).collect();
                assert_eq!(skeleton(&text), standard, "{text:?}");
            }
        }
    }
}
