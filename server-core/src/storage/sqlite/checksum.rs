//! A checksum over the values of a row. SQLite notices damage to its own structure only; a changed
//! letter or number would be told as if somebody had said it.

/// Takes values in order. What may be missing takes a byte that says so, texts their length.
/// They are collected first: a CRC over a few bytes costs nearly as much as one over a row.
#[derive(Debug)]
pub(super) struct Checksum(Vec<u8>);

impl Default for Checksum {
    fn default() -> Self {
        // Most rows fit.
        Self(Vec::with_capacity(256))
    }
}

impl Checksum {
    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.extend(number.to_le_bytes());
        self
    }

    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend((bytes.len() as u64).to_le_bytes());
        self.0.extend(bytes);
        self
    }

    pub(super) fn optional_number(self, number: Option<i64>) -> Self {
        match number {
            Some(number) => self.byte(1).number(number),
            None => self.byte(0),
        }
    }

    pub(super) fn optional_bytes(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            Some(bytes) => self.byte(1).bytes(bytes),
            None => self.byte(0),
        }
    }

    pub(super) fn optional_text(self, text: Option<&str>) -> Self {
        self.optional_bytes(text.map(str::as_bytes))
    }

    pub(super) fn value(self) -> u32 {
        crc32fast::hash(&self.0)
    }

    fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }
}
