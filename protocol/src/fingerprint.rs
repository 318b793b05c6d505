//! What a server's key looks like to people.

use std::fmt;
use std::str::FromStr;

use crate::id::{HexError, parse_hex};

/// The SHA-256 of a server's public key (its DER-encoded `SubjectPublicKeyInfo`, RFC 5280 §4.1.2.7).
/// Trust belongs to the key, so a certificate that is renewed for the same key has the same one.
///
/// `Display` writes what people compare: the first 128 bits as eight groups of four hexadecimal
/// digits, `3F2A 91C0 …`, the same on both sides. [`Fingerprint::to_hex`] writes all of it, for
/// files; `FromStr` reads that.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// How many bytes people compare. A second key with the same first 128 bits is out of reach.
const SHOWN: usize = 16;

impl Fingerprint {
    /// All 256 bits as 64 hexadecimal digits in lower case.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, pair) in self.0[..SHOWN].chunks(2).enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            pair.iter().try_for_each(|byte| write!(f, "{byte:02X}"))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = HexError;

    fn from_str(digits: &str) -> Result<Self, HexError> {
        let mut bytes = [0; 32];
        let halves = digits.split_at_checked(32).unwrap_or((digits, ""));
        for (half, at) in [halves.0, halves.1].into_iter().zip([0, 16]) {
            let bits = parse_hex(half, 32).map_err(|_| HexError { digits: 64 })?;
            bytes[at..at + 16].copy_from_slice(&bits.to_be_bytes());
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_compare_eight_short_groups_and_files_keep_all_of_it() {
        let bytes: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 8 + 1).unwrap());
        let fingerprint = Fingerprint(bytes);
        assert_eq!(
            fingerprint.to_string(),
            "0109 1119 2129 3139 4149 5159 6169 7179"
        );
        assert_eq!(fingerprint.to_hex().parse(), Ok(fingerprint));
    }

    #[test]
    fn anything_but_sixty_four_digits_is_refused() {
        let ok = "0".repeat(64);
        for bad in [
            "",
            &ok[1..],
            &format!("{ok}0"),
            &format!("+{}", &ok[1..]),
            &"é".repeat(32),
        ] {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
    }
}
