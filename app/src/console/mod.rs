//! Standard input, standard output and signals, such that none of them can hold the program up.
//!
//! Reading and writing happen on threads of their own behind bounded channels. On Unix these
//! threads wait for the file *and* for a word to stop, so that they can always be joined; a program
//! in the background leaves the terminal's input alone instead of being stopped by the system.

mod echo;
mod input;
mod lines;
mod printer;
mod signals;
#[cfg_attr(unix, path = "waiting_unix.rs")]
#[cfg_attr(not(unix), path = "waiting_elsewhere.rs")]
mod waiting;

pub(crate) use echo::Unseen;
pub(crate) use input::{Input, InputLine};
pub(crate) use printer::{GATHERED_BYTES, Printer};
pub(crate) use signals::Signals;
