//! The windows: one program with a launcher, a client and a server.
//!
//! [`app`] owns what a window has (models, the connection, the server, dialogs), routes between the
//! pages and carries out what they ask for; it draws nothing itself. Every page is a function of a
//! model that gives back actions. What can take long (connecting, looking a host up, stopping a
//! server, the system's file dialog) happens on threads; `logic` takes what they report.

pub mod app;
pub mod chat;
pub mod connect;
pub mod files;
pub mod launcher;
pub mod menus;
pub mod offers;
mod password;
pub mod preferences;
pub mod profiles;
mod run;
pub mod server;
pub mod virtual_list;

pub use run::{CannotOpen, run};
