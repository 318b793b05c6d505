//! The plain-text dialect: UTF-8 lines for `nc`, `telnet`, scripts and simple socket programs.

mod command;
mod decoder;
mod encoder;
mod telnet;
mod utf8;

pub use command::Command;
pub use decoder::{Decoder, Line};
pub use encoder::{acks_switched, encode, error_line, help, password_prompt, prompt};
