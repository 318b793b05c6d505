//! What the program tells those who look for a mistake: `tracing`, on standard error.

use std::io;

use tracing_subscriber::EnvFilter;

/// The variable with a filter of its own, as `tracing-subscriber` reads it: `debug`,
/// `tertulia_server_core=trace`, …
pub(crate) const VARIABLE: &str = "TERTULIA_LOG";

/// Starts writing diagnostics, as many as `--verbose` was given; the environment's filter comes first.
pub(crate) fn start(verbose: u8) {
    let by_option = match verbose {
        0 => "error",
        1 => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(by_option));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(false);
    // Somebody who uses this library may have started their own.
    let _other_in_use = subscriber.try_init();
}
