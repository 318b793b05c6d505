//! The program `tertulia` around server and client: command line, settings, texts, terminal.
//!
//! [`run`] is the whole program; `main.rs` only hands it the words of the command line.
//!
//! - Pure parts, which windows use as well as the terminal: [`texts`] (English and Spanish),
//!   [`profiles`] (settings files), [`settings`] (what is in force), [`sentences`] (errors for
//!   people), [`histories`] (where servers keep theirs), [`identity`] (their key), [`log_line`] (the server's log) and [`clock`].
//! - [`connection`] is the client's side of the network: one thread, bounded channels.
//! - [`keeping`] is what the client keeps of its own on this computer.
//! - `load` measures a server with many simulated clients.
//! - `headless` and `terminal` run a server and a client without a window; `console` keeps
//!   standard input and output from ever holding them up.

pub mod cli;
pub mod clock;
pub mod connection;
pub mod histories;
pub mod identity;
pub mod keeping;
pub mod load;
pub mod log_line;
pub mod look;
pub mod models;
pub mod moderation;
pub mod passwords;
pub mod profiles;
pub mod sentences;
pub mod settings;
pub mod texts;
pub mod windows;

mod console;
mod diagnostics;
mod exit;
mod headless;
#[cfg(test)]
mod hostile;
mod json_line;
mod program;
mod terminal;
mod whole_file;

pub use program::run;
