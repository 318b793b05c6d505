//! Chance that can be repeated.

use std::ops::RangeInclusive;

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and good enough to cut connections with.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts from `seed`, or from the one in the environment variable `TERTULIA_SEED`, and prints
    /// which, so that a failure can be repeated.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let wanted = std::env::var("TERTULIA_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        let seed = wanted.unwrap_or(seed);
        println!("TERTULIA_SEED={seed}");
        Self(seed)
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number of the range, each about as likely as any other.
    pub fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        let (start, end) = range.into_inner();
        start + self.draw() % (end - start + 1)
    }

    /// That many bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.draw().to_le_bytes()[0]).collect()
    }

    /// Another source, for another thread.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self(self.draw())
    }
}
