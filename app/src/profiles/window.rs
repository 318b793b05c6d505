//! How the windows look and how large they are, for the next start.

use serde::{Deserialize, Serialize};
use tertulia_protocol::Language;

use super::{FormatVersion, Theme};

/// What a person chose for every window of the program.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSettings {
    /// The version of the file's format.
    pub version: FormatVersion,
    /// The language; the system's when none was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The colours; the system's when none were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// The size of everything; 1 is usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f32>,
    /// Whether unsent messages and transcripts are kept on this computer; they are when nothing
    /// is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<bool>,
    /// Width and height of the launcher's window, in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launcher: Option<(f32, f32)>,
    /// The same of a client's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<(f32, f32)>,
    /// The same of a server's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<(f32, f32)>,
}
