//! Whom to trust, as plain values: what is known of an address, which key is wanted, and what that
//! means for a key that a server shows.

use std::fmt;
use std::str::FromStr;

use tertulia_protocol::Fingerprint;

/// Whether a connection is to be encrypted, and with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// With every Tertulia server that can. The first key that an address shows is trusted from
    /// then on, and no other.
    #[default]
    Usual,
    /// Only with the server that has this key, also where the address is known with another one.
    /// It is remembered beside that one.
    With(WantedKey),
    /// As usual, after every key that is known at the address was forgotten: whoever is there now is
    /// a new server.
    Anew,
    /// Never: what is said can be read along on the wire. Refused for an address that is known as
    /// encrypted.
    Clear,
}

/// A key as people write it down: all 256 bits of its fingerprint, or the 128 that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WantedKey {
    fingerprint: Fingerprint,
    /// So many bytes of it count.
    bytes: usize,
}

/// What is not the fingerprint of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not eight groups of four hexadecimal digits, nor 64 digits")]
pub struct NotAKey;

impl WantedKey {
    /// Whether that is the key meant.
    #[must_use]
    pub fn is(&self, fingerprint: Fingerprint) -> bool {
        self.fingerprint.0[..self.bytes] == fingerprint.0[..self.bytes]
    }
}

impl From<Fingerprint> for WantedKey {
    fn from(fingerprint: Fingerprint) -> Self {
        Self {
            fingerprint,
            bytes: fingerprint.0.len(),
        }
    }
}

impl FromStr for WantedKey {
    type Err = NotAKey;

    /// Spaces, colons and hyphens between the digits do not count, nor does their case.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let separators = [' ', '\u{a0}', ':', '-'];
        let digits: String = text.chars().filter(|c| !separators.contains(c)).collect();
        let bytes = match digits.len() {
            32 => 16,
            64 => 32,
            _ => return Err(NotAKey),
        };
        let fingerprint = format!("{digits:0<64}").parse().map_err(|_| NotAKey)?;
        Ok(Self { fingerprint, bytes })
    }
}

/// The eight groups that people compare.
impl fmt::Display for WantedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fingerprint.fmt(f)
    }
}

/// What is known of the server at an address from earlier connections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Known {
    #[default]
    Nothing,
    /// A Tertulia server that was talked to in clear.
    InClear,
    /// Tertulia servers with these keys, the one that was trusted last at the end; never empty.
    Encrypted(Vec<Fingerprint>),
}

/// What became of remembering a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remembered {
    /// It is kept, now or since earlier.
    Kept,
    /// It cannot be kept; the next connection will be a first one again.
    NotKept,
    /// Meanwhile another window trusted another key at the same address.
    Other(Fingerprint),
}

/// What a key means that a server has proven to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the one.
    Same,
    /// Nothing was known of the address.
    First,
    /// It is not this one, which is known or wanted.
    Other(WantedKey),
}

/// Judges a key. A session belongs to the key that it began with, whatever else is trusted.
pub(super) fn judge(
    shown: Fingerprint,
    session: Option<Fingerprint>,
    privacy: Privacy,
    known: &Known,
) -> Verdict {
    let wanted = match (session, privacy) {
        (Some(key), _) => Some(WantedKey::from(key)),
        (None, Privacy::With(key)) => Some(key),
        (None, Privacy::Usual | Privacy::Anew | Privacy::Clear) => None,
    };
    let known = match known {
        Known::Encrypted(keys) => keys.as_slice(),
        Known::Nothing | Known::InClear => &[],
    };
    match (wanted, known.last()) {
        (Some(wanted), _) if !wanted.is(shown) => Verdict::Other(wanted),
        (None, Some(latest)) if !known.contains(&shown) => Verdict::Other((*latest).into()),
        _ if known.contains(&shown) => Verdict::Same,
        // A session's key was trusted once, though the file of known servers may be gone.
        (Some(_), _) if session.is_some() => Verdict::Same,
        _ => Verdict::First,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Fingerprint {
        Fingerprint([byte; 32])
    }

    #[test]
    fn a_key_is_read_as_it_is_shown_and_as_it_is_kept() {
        let fingerprint = Fingerprint(std::array::from_fn(|at| u8::try_from(at * 7).unwrap()));
        let mut other_end = fingerprint;
        other_end.0[31] ^= 1;
        for text in [
            fingerprint.to_string(),
            fingerprint.to_string().to_lowercase().replace(' ', ":"),
            fingerprint.to_string().replace(' ', ""),
        ] {
            let wanted: WantedKey = text.parse().unwrap();
            assert!(wanted.is(fingerprint) && wanted.is(other_end) && !wanted.is(key(0)));
            assert_eq!(wanted.to_string(), fingerprint.to_string());
        }
        let whole: WantedKey = fingerprint.to_hex().parse().unwrap();
        assert!(whole.is(fingerprint) && !whole.is(other_end));
        for bad in [
            "",
            "3F2A",
            "é",
            &"g".repeat(32),
            &"0".repeat(63),
            &"0".repeat(33),
        ] {
            assert_eq!(bad.parse::<WantedKey>(), Err(NotAKey), "{bad}");
        }
    }

    #[test]
    fn only_an_unknown_address_is_trusted_by_itself() {
        let usual = |known: &Known| judge(key(1), None, Privacy::Usual, known);
        assert_eq!(usual(&Known::Nothing), Verdict::First);
        assert_eq!(usual(&Known::InClear), Verdict::First);
        assert_eq!(usual(&Known::Encrypted(vec![key(1)])), Verdict::Same);
        assert_eq!(
            usual(&Known::Encrypted(vec![key(1), key(2)])),
            Verdict::Same
        );
        assert_eq!(
            usual(&Known::Encrypted(vec![key(3), key(2)])),
            Verdict::Other(key(2).into())
        );
    }

    #[test]
    fn a_wanted_key_is_the_only_one_and_a_new_one_where_another_is_known() {
        let with = |wanted, known: &Known| judge(key(1), None, Privacy::With(wanted), known);
        assert_eq!(with(key(1).into(), &Known::Nothing), Verdict::First);
        let known = Known::Encrypted(vec![key(2)]);
        assert_eq!(with(key(1).into(), &known), Verdict::First);
        let known = Known::Encrypted(vec![key(1), key(2)]);
        assert_eq!(with(key(1).into(), &known), Verdict::Same);
        assert_eq!(with(key(2).into(), &known), Verdict::Other(key(2).into()));
    }

    #[test]
    fn a_session_goes_on_only_with_the_key_it_began_with() {
        for privacy in [Privacy::Usual, Privacy::With(key(2).into())] {
            for known in [Known::Nothing, Known::Encrypted(vec![key(1), key(2)])] {
                let going_on = |shown| judge(shown, Some(key(1)), privacy, &known);
                assert_eq!(going_on(key(2)), Verdict::Other(key(1).into()));
                assert_eq!(going_on(key(1)), Verdict::Same);
            }
        }
    }
}
