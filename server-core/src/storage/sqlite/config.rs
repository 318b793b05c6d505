//! Where a history is, how safely it is kept, and for how long.

use std::path::PathBuf;
use std::time::Duration;

use crate::config::{Caps, Timings};

/// Where and how a server keeps its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryConfig {
    /// The database. It and its folder are made where they are missing, readable by their owner only.
    /// Beside it stand `-wal`, `-shm` and `.lock` files of the same name.
    pub path: PathBuf,
    /// What a confirmed message survives.
    pub durability: Durability,
    /// Messages older than this are forgotten. `None` keeps them whatever their age.
    pub max_age: Option<Duration>,
    /// When there are more messages than this, the oldest are forgotten. `None` sets no limit.
    pub max_messages: Option<u64>,
}

impl HistoryConfig {
    /// 90 days and a million messages, which survive the end of the program.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            durability: Durability::Process,
            max_age: Some(Duration::from_secs(90 * 24 * 60 * 60)),
            max_messages: Some(1_000_000),
        }
    }
}

/// What a confirmed message survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Durability {
    /// The end of the program, however sudden. The loss of power may take the latest messages.
    #[default]
    Process,
    /// The loss of power too. Every commit waits for the disk.
    Power,
}

/// How much of the history the room wants in its memory when it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomMemory {
    /// The latest messages.
    pub messages: usize,
    /// About how many bytes these may have together.
    pub message_bytes: usize,
    /// Sessions of people who left.
    pub sessions: usize,
    /// How long a session can be resumed.
    pub resume: Duration,
}

impl RoomMemory {
    /// As much as a server with these caps and timings remembers.
    #[must_use]
    pub fn of(caps: &Caps, timings: &Timings) -> Self {
        Self {
            messages: caps.history,
            message_bytes: caps.history_bytes,
            sessions: caps.tokens,
            resume: timings.resume,
        }
    }
}
