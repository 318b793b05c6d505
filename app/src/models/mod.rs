//! What the windows show, without a window: the pages are functions of these models.
//!
//! A model is fed with events and with what the user wants, each with the time; it answers with
//! commands for the network and with data for the pages. No model knows a widget, a socket, a
//! thread, a clock or a sentence: what a person reads is an enum here and becomes words elsewhere.
//!
//! - [`chat`]: a client's conversations, people and composer.
//! - [`connecting`]: the form with which a client connects.
//! - [`serving`]: the form with which a server starts, its clients, its log, its table.
//! - [`launcher`]: the saved profiles.
//! - [`interfaces`]: the addresses of this machine.
//! - [`form`]: one field of a form, marked only when that helps.

pub mod chat;
pub mod connecting;
pub mod form;
pub mod interfaces;
pub mod launcher;
pub mod serving;

/// One moment on both clocks, as every model is told it.
pub use tertulia_server_core::Moment;
