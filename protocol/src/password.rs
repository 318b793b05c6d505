//! The password with which people join a server, in clear.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The most scalar values of a password. A line of the plain dialect is never allowed fewer.
pub const MAX_PASSWORD_CHARS: usize = 64;

/// A password as somebody typed or sent it: in the normal form NFC and without space around it, so
/// that it is the same from every keyboard (RFC 8265, section 4, of which the spaces differ: people
/// paste them along).
///
/// It is never shown: its `Debug` says nothing, and its memory is overwritten when it is dropped.
/// It can be serialised, because a client sends it; nothing else may do so.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Password(Zeroizing<String>);

/// Why a text cannot be a server's password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// There is nothing in it.
    #[error("a password needs at least one character")]
    Empty,
    /// More scalar values than [`MAX_PASSWORD_CHARS`].
    #[error("a password has at most {MAX_PASSWORD_CHARS} characters")]
    TooLong,
    /// A tab, an end of a line, or another control character, which cannot be typed everywhere.
    #[error("a password has no control characters")]
    Control,
}

impl Password {
    /// Whatever was typed or sent; [`Password::check`] says whether it can be a password at all.
    #[must_use]
    pub fn new(text: String) -> Self {
        let text = Zeroizing::new(text);
        // Room for whatever NFC makes of it (UAX #15: thrice the bytes), so that no copies of a
        // growing text stay behind.
        let mut normal = Zeroizing::new(String::with_capacity(3 * text.len()));
        normal.extend(text.trim().nfc());
        Self(normal)
    }

    /// Whether it can be a password.
    ///
    /// # Errors
    /// When it is empty, too long, or has characters that cannot be typed everywhere.
    pub fn check(&self) -> Result<(), PasswordError> {
        if self.0.is_empty() {
            Err(PasswordError::Empty)
        } else if self.0.chars().nth(MAX_PASSWORD_CHARS).is_some() {
            Err(PasswordError::TooLong)
        } else if self.0.contains(char::is_control) {
            Err(PasswordError::Control)
        } else {
            Ok(())
        }
    }

    /// The text in clear, in UTF-8, for hashing and comparing.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[test]
    fn a_password_is_the_same_from_every_keyboard() {
        assert_eq!(password(" cañón\r\n"), password("can\u{303}o\u{301}n"));
        assert_ne!(password("Secret"), password("secret"));
        assert_ne!(password("two words"), password("twowords"));
    }

    #[test]
    fn a_password_is_never_shown() {
        let shown = format!("{:?} {:#?}", password("open sesame"), Some(password("x")));
        assert!(!shown.contains("sesame") && !shown.contains('x'), "{shown}");
    }

    #[test]
    fn what_cannot_be_typed_everywhere_is_no_password() {
        assert_eq!(password(" \n").check(), Err(PasswordError::Empty));
        assert_eq!(password("a\tb").check(), Err(PasswordError::Control));
        let most = "ñ".repeat(MAX_PASSWORD_CHARS);
        assert_eq!(password(&most).check(), Ok(()));
        let more = format!("{most}ñ");
        assert_eq!(password(&more).check(), Err(PasswordError::TooLong));
    }
}
