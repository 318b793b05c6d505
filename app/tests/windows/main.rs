//! The program's windows as people use them: on a display, with a window manager, by keys.
//!
//! Each test has a display of its own (Xvfb), so that they run beside each other and beside whoever
//! works at this computer. What a window does is seen from outside: in its title, in what a plain
//! client in the same room reads, and in how the program ends.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test ends by panicking, and tells where its pictures are"
)]

mod display;
#[path = "../process/harness.rs"]
#[expect(dead_code, reason = "the tests of the terminal use the rest")]
mod harness;
mod keys_alone;
mod room_of_windows;
mod window;
