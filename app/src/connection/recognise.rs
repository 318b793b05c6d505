//! Telling a Tertulia server from somebody else's by how it opens.

use std::time::{Duration, Instant};

/// How Tertulia's plain-text banner begins.
pub(super) const BANNER: &[u8] = b"Tertulia";
/// An unknown server that says nothing for so long is not Tertulia's, whose banner comes after 300 ms.
const SILENCE: Duration = Duration::from_secs(1);

/// What is known about an unknown server so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recognised {
    /// More bytes or more silence will tell.
    Undecided,
    Tertulia,
    Foreign,
}

/// Listens to an unknown server's first bytes and keeps them.
#[derive(Debug)]
pub(super) struct Recogniser {
    opening: Vec<u8>,
    deadline: Instant,
}

impl Recogniser {
    /// The connection stands since `now`.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            opening: Vec::new(),
            deadline: now + SILENCE,
        }
    }

    pub(super) fn handle_bytes(&mut self, bytes: &[u8]) -> Recognised {
        self.opening.extend_from_slice(bytes);
        if self.opening.starts_with(BANNER) {
            Recognised::Tertulia
        } else if BANNER.starts_with(&self.opening) {
            Recognised::Undecided
        } else {
            Recognised::Foreign
        }
    }

    pub(super) fn handle_timeout(&self, now: Instant) -> Recognised {
        if now >= self.deadline {
            Recognised::Foreign
        } else {
            Recognised::Undecided
        }
    }

    pub(super) fn poll_timeout(&self) -> Instant {
        self.deadline
    }

    /// Everything that came, for whoever talks to the server from now on.
    pub(super) fn into_opening(self) -> Vec<u8> {
        self.opening
    }
}

/// Whether what a server said to our hello so far can be Tertulia's: its banner, or JSON Lines.
/// Only the first bytes are looked at.
#[derive(Debug, Default)]
pub(super) struct Plausibility {
    /// As much of the opening as is needed to tell.
    opening: Vec<u8>,
}

impl Plausibility {
    pub(super) fn handle_bytes(&mut self, bytes: &[u8]) -> bool {
        let missing = BANNER.len().saturating_sub(self.opening.len());
        let opening = bytes
            .iter()
            .skip_while(|byte| self.opening.is_empty() && byte.is_ascii_whitespace());
        let more: Vec<u8> = opening.take(missing).copied().collect();
        self.opening.extend(more);
        self.opening.starts_with(b"{") || BANNER.starts_with(&self.opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_is_known_in_any_pieces_and_nothing_of_it_is_lost() {
        let banner = b"Tertulia 1. Please send your name: ";
        for cut in 1..banner.len() {
            let mut recogniser = Recogniser::new(Instant::now());
            let first = recogniser.handle_bytes(&banner[..cut]);
            assert_eq!(
                first == Recognised::Undecided,
                cut < BANNER.len(),
                "cut at {cut}"
            );
            assert_eq!(
                recogniser.handle_bytes(&banner[cut..]),
                Recognised::Tertulia,
                "cut at {cut}"
            );
            assert_eq!(recogniser.into_opening(), banner);
        }
    }

    #[test]
    fn other_bytes_or_a_second_of_silence_mean_a_foreign_server() {
        let start = Instant::now();
        for foreign in ["Name: ", "Tertuliano", "tertulia", "\n", "{", "T?"] {
            let expected = if foreign.starts_with("Tertulia") {
                Recognised::Tertulia
            } else {
                Recognised::Foreign
            };
            assert_eq!(
                Recogniser::new(start).handle_bytes(foreign.as_bytes()),
                expected,
                "{foreign:?}"
            );
        }
        let silent = Recogniser::new(start);
        assert_eq!(
            silent.handle_timeout(start + Duration::from_millis(999)),
            Recognised::Undecided
        );
        assert_eq!(
            silent.handle_timeout(silent.poll_timeout()),
            Recognised::Foreign
        );
    }

    #[test]
    fn an_answer_to_hello_is_the_banner_or_json() {
        for (opening, plausible) in [
            ("{\"type\":", true),
            ("Tertulia 1.", true),
            ("\n{", true),
            ("Tert", true),
            ("", true),
            ("Hi", false),
            ("Terx", false),
        ] {
            assert_eq!(
                Plausibility::default().handle_bytes(opening.as_bytes()),
                plausible,
                "{opening:?}"
            );
            let mut in_pieces = Plausibility::default();
            let all = opening.bytes().all(|byte| in_pieces.handle_bytes(&[byte]));
            assert_eq!(all, plausible, "{opening:?} byte by byte");
        }
    }
}
