//! A checksum over the values of a row. SQLite notices damage to its own structure only; a changed
//! letter or number would be told as if somebody had said it.

/// Takes values in order. What may be missing takes a byte that says so, texts their length.
#[derive(Debug, Default)]
pub(super) struct Checksum(crc32fast::Hasher);

impl Checksum {
    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
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
        self.0.finalize()
    }

    fn byte(mut self, byte: u8) -> Self {
        self.0.update(&[byte]);
        self
    }
}
