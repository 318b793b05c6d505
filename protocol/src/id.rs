//! Numbers and tokens that name things on the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! numeric_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

numeric_id! {
    /// A message's place in the one order of the room: given by the server, strictly increasing
    /// within one run, starting at 1. Public, direct and operator's messages share one sequence.
    MessageId
}

numeric_id! {
    /// A person in the room. It stays the same through renames and resumed connections.
    PersonId
}

numeric_id! {
    /// The client's own number for something it asks for: strictly increasing per [`Token`],
    /// starting wherever the client likes, and the same again when it asks again.
    Number
}

numeric_id! {
    /// Milliseconds since 1970-01-01 00:00 UTC, without leap seconds (POSIX time).
    UnixMillis
}

/// One run of a server: 64 random bits, written as 16 hexadecimal digits. Message ids of different
/// runs cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RunId(pub u64);

/// The secret of one window's session: 128 random bits made by the client, written as 32
/// hexadecimal digits. Whoever shows it again is the same person. Its `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(pub [u8; 16]);

/// A [`RunId`], [`Token`] or [`crate::Fingerprint`] that is not the right count of hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected exactly {digits} hexadecimal digits")]
pub struct HexError {
    pub(crate) digits: usize,
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl FromStr for RunId {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Self, HexError> {
        parse_hex(text, 16).map(|bits| Self(bits as u64))
    }
}

impl FromStr for Token {
    type Err = HexError;

    fn from_str(text: &str) -> Result<Self, HexError> {
        parse_hex(text, 32).map(|bits| Self(bits.to_be_bytes()))
    }
}

/// `u128::from_str_radix` also takes a sign and fewer digits, which the wire does not.
pub(crate) fn parse_hex(text: &str, digits: usize) -> Result<u128, HexError> {
    if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(HexError { digits });
    }
    u128::from_str_radix(text, 16).map_err(|_| HexError { digits })
}

macro_rules! serde_as_string {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_as_string!(RunId);
serde_as_string!(Token);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text() {
        let token = Token([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
        assert_eq!(token.to_string(), "000102030405060708090a0b0c0d0eff");
        assert_eq!(token.to_string().parse(), Ok(token));
    }

    #[test]
    fn only_the_exact_count_of_hexadecimal_digits_is_a_token() {
        for bad in [
            "",
            "0",
            "+00102030405060708090a0b0c0d0eff",
            "000102030405060708090a0b0c0d0efg",
        ] {
            assert_eq!(
                bad.parse::<Token>(),
                Err(HexError { digits: 32 }),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_token_is_not_shown_in_logs() {
        assert_eq!(format!("{:?}", Token([7; 16])), "Token(…)");
    }
}
