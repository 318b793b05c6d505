//! How Tertulia looks: every colour, size, drawing and base control of the windows.
//!
//! The idea: the server is a round table numbered with its port, and a speech bubble whose tail
//! turns to whoever speaks; every connection is a seat, a free place a chair, and a ring of ticks
//! around a seat shows the allowance of this second.
//!
//! From the ground up:
//!
//! - [`tokens`], [`mod@palette`], [`text`] and [`theme`]: sizes, colours, type, and how egui gets them.
//! - [`stroke`]: the lines that egui lacks (arcs, round ends, dashes).
//! - [`icons`], [`log_shapes`], [`mark`], [`seat`], [`ring`], [`table`]: drawings. Each takes a
//!   place, a palette and plain values, and knows nothing of servers or chats.
//! - [`motion`]: how positions and opacities move, as functions of time.
//! - [`widgets`]: the base controls. Every text they show comes in as an argument.
//!
//! This module never reads settings, never formats a number and never owns a word in any language.

pub mod icons;
pub mod log_shapes;
pub mod mark;
pub mod motion;
pub mod palette;
pub mod ring;
pub mod seat;
pub mod stroke;
pub mod table;
pub mod text;
pub mod theme;
pub mod tokens;
pub mod widgets;

#[cfg(test)]
mod gallery_tests;

pub use icons::Icon;
pub use palette::{Ink, Palette};
pub use ring::Allowance;
pub use seat::{Seat, SeatKind};
pub use theme::{clear_colour, fill_page, install, palette, screen_is_cleared, set_caret_blinking};
pub use tokens::Type;
