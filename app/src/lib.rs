//! The program around server and client.
//!
//! [`connection`] is the client's side of the network: one thread, bounded channels.

pub mod connection;
