//! The properties that the fuzz targets check. They stand beside the code that they are about, where
//! ordinary tests hold them against the committed inputs; here they are only put together.

pub use tertulia_server_core::fuzzed::{conversation, transport};

#[path = "../../../protocol/tests/properties/decoding.rs"]
mod decoding;
#[path = "../../../protocol/tests/properties/forging.rs"]
mod forging;
#[path = "../../../protocol/tests/properties/fuzzed.rs"]
mod fuzzed;

// The app's profiles without the app: its windows would be built with a sanitizer for nothing.
#[allow(dead_code, unused_imports)]
#[path = "../../../app/src/profiles/mod.rs"]
mod profiles;
#[allow(dead_code, unused_imports)]
#[path = "../../../app/src/whole_file.rs"]
mod whole_file;

/// The decoder of plain text.
pub fn plain(input: &[u8]) {
    fuzzed::plain(input);
}

/// The decoders of the app dialect.
pub fn json(input: &[u8]) {
    fuzzed::json(input);
}

/// What a connection is taken for, and TLS.
pub fn detection(input: &[u8]) {
    fuzzed::detection(input);
    transport(input);
}

/// Settings files.
pub fn profile(input: &[u8]) {
    profiles::fuzzed::any_file(input);
}
