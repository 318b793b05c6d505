//! The server's pages: the form with which it starts, and what its operator sees while it runs.
//!
//! [`StartPage`] draws a [`StartForm`](crate::models::serving::StartForm), [`ServerPage`] a
//! [`ServerModel`](crate::models::serving::ServerModel). Both give back [`ServerAction`]s and
//! change nothing but what they themselves show.
//!
//! Whoever owns the model also calls [`Log::advance`](crate::models::serving::Log::advance) between
//! frames while it searches: a page cannot.

mod action;
mod address;
mod clients;
mod dialogs;
mod header;
mod log;
mod operator;
mod page;
mod paint;
mod rows;
mod sanctions;
mod seats;
mod start;
#[cfg(test)]
mod tests;
mod words;

pub use action::{ServerAction, StartEdit};
pub use page::{ServerPage, ServerView};
pub use start::{StartPage, StartView};
