//! What a profile says.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use tertulia_protocol::Language;
use tertulia_server_core::{FloodPolicy, IpNet, PasswordHash};

/// The version of a settings file. Files without one are of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormatVersion(pub u32);

impl FormatVersion {
    /// The version that this program writes, and the highest that it reads.
    pub const KNOWN: u32 = 1;
}

impl Default for FormatVersion {
    fn default() -> Self {
        Self(Self::KNOWN)
    }
}

/// The settings under one name. What is not set is decided by the command line, or by default.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// The version of the file's format.
    pub version: FormatVersion,
    /// Whether it starts a server or a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// The client's wanted name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the client says by itself after the welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
    /// The server's host name or address, for the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The address to use instead of looking the host up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<IpAddr>,
    /// The server's TCP port, for the client and for the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The address at which the server listens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bind: Option<IpAddr>,
    /// Whether the server takes encrypted connections only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted_only: Option<bool>,
    /// The server's password, as its Argon2 hash; `--password-file` and the window make it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
    /// What the server allows its clients.
    #[serde(skip_serializing_if = "is_default")]
    pub limits: LimitsProfile,
    /// Whether and how the server keeps its history.
    #[serde(skip_serializing_if = "is_default")]
    pub history: HistoryProfile,
    /// What the server does with those who write too fast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flood: Option<FloodChoice>,
    /// Networks from which any number of connections may come; those of this computer always may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exempt: Option<Vec<IpNet>>,
    /// The server's worker threads; 0 means as many as fit the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<usize>,
    /// What the server says to its clients.
    #[serde(skip_serializing_if = "is_default")]
    pub texts: TextsProfile,
    /// How the client talks to servers that are not Tertulia's.
    #[serde(skip_serializing_if = "is_default")]
    pub foreign: ForeignProfile,
    /// The language of the program and of the server's fixed texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The colours of the windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
}

/// What a profile starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A server.
    Server,
    /// A client.
    Client,
}

/// The limits that are set; zero means unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitsProfile {
    /// Unicode scalar values in one message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<u32>,
    /// Messages in any one second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_rate: Option<u32>,
    /// People with a name at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_clients: Option<u32>,
}

/// Whether and how a server keeps its history. Zero means without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryProfile {
    /// Whether it is kept on this computer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<bool>,
    /// For how many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// How many messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<u32>,
    /// Whether what was confirmed survives the loss of power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub durable: Option<bool>,
}

/// Texts of the operator's choice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TextsProfile {
    /// What newcomers are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome: Option<String>,
    /// The words with which clients leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_words: Option<Vec<String>>,
}

/// How to talk to servers that are not Tertulia's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForeignProfile {
    /// Whether the name goes out by itself as the first message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_name: Option<bool>,
    /// How messages end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_ending: Option<LineEndingChoice>,
}

/// How messages to a foreign server end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineEndingChoice {
    /// As the server's prompt does.
    Auto,
    /// With nothing.
    None,
    /// With LF.
    Lf,
    /// With CR LF.
    CrLf,
}

/// What a server does with those who write too fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FloodChoice {
    /// It disconnects them.
    Disconnect,
    /// It slows them down.
    Slow,
}

impl From<FloodChoice> for FloodPolicy {
    fn from(choice: FloodChoice) -> Self {
        match choice {
            FloodChoice::Disconnect => Self::Disconnect,
            FloodChoice::Slow => Self::Slow,
        }
    }
}

/// The colours of the windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system is set.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
