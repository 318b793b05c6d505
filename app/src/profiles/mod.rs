//! Settings profiles: named RON files that people keep, copy and edit.
//!
//! A [`Profile`] is what such a file says; every field is optional. [`Profiles`] is the folder with
//! them. A file that cannot be understood is never overwritten, and one with fields that this
//! version does not know is saved only under another name, so that nobody's work is lost.

mod error;
pub(crate) mod file;
mod format;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzed;
mod last_used;
mod name;
mod profile;
mod store;
#[cfg(test)]
mod tests;
mod window;

pub use error::{NameProblem, ProfileError};
pub use format::Loaded;
pub use last_used::LastUsed;
pub use name::ProfileName;
pub use profile::{
    FloodChoice, ForeignProfile, FormatVersion, HistoryProfile, LimitsProfile, LineEndingChoice,
    Mode, Profile, TextsProfile, Theme,
};
pub use store::{Profiles, Source};
pub use window::WindowSettings;
