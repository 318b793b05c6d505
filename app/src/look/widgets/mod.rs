//! The base controls: small structs with a `show(ui)`, named for screen readers.
//!
//! Every text comes in as an argument, already in the person's language.

mod badge;
mod band;
mod button;
mod card;
mod chip;
mod choice;
mod control;
pub(super) mod dialog;
mod field;
mod icon_button;
mod meter;
mod number_field;
mod rows;
mod separators;
mod state_dot;
pub(super) mod toast;

pub use badge::{Badge, BadgeKind};
pub use band::{Alarm, Band, BandKind};
pub use button::{Button, ButtonKind};
pub use card::{EmptyState, card, card_frame};
pub use chip::Chip;
pub use choice::{check, radio, select};
pub use control::{focus_ring, key_name, link};
pub use dialog::{Answer, Question, dialog};
pub use field::Field;
pub use icon_button::IconButton;
pub use meter::{meter, meter_within};
pub use number_field::NumberField;
pub use rows::{ConversationRow, PeopleRow, RowSeat};
pub use separators::{date_separator, new_separator};
pub use state_dot::StateDot;
pub use toast::{Toast, ToastEvent, ToastId, Toasts};

#[cfg(test)]
mod tests;
