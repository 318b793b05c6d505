//! The page as a person uses it, fed by what a connection tells.

mod behaviour;
mod endings;
mod foreign;
mod large;
mod pasting;
mod pictures;
mod room;
mod secrecy;
