//! The page as a person uses it, fed by what a connection tells.

mod behaviour;
mod large;
mod pictures;
mod room;
