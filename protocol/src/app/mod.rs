//! The app dialect: JSON Lines, one object a line.

mod decoder;

pub use decoder::{DecodeError, Decoder};

use serde::Serialize;

/// Appends `message` as one line, ending with LF. JSON escapes line feeds, so nothing inside the
/// message can end the line early.
pub fn encode<M: Serialize>(message: &M, out: &mut Vec<u8>) {
    let start = out.len();
    match serde_json::to_writer(&mut *out, message) {
        Ok(()) => out.push(b'\n'),
        // Impossible for this crate's messages; half a line would spoil the ones after it.
        Err(error) => {
            debug_assert!(false, "a message that JSON cannot hold: {error}");
            out.truncate(start);
        }
    }
}
