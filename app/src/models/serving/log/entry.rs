//! One entry of the log.

use std::net::SocketAddr;

use tertulia_protocol::{Name, UnixMillis};
use tertulia_server_core::{EndReason, EventKind, HandshakeFault, Level, Who};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Counts from 0, without gaps, for as long as the server's window lives.
    pub number: u64,
    /// When.
    pub time: UnixMillis,
    /// What.
    pub kind: LogKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogKind {
    /// Something in the server.
    Event(EventKind),
    /// So many events were lost because nobody took them in time.
    Skipped(u64),
}

/// What kind of thing happened: the shape in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Category {
    /// A person wrote.
    Message,
    /// The operator wrote.
    Operator,
    /// Somebody came.
    Came,
    /// Somebody went.
    Left,
    /// Somebody was refused something, or something was lost.
    Warning,
    /// Somebody was disconnected for a reason, or the server lacks something.
    CutOff,
    /// The server itself: listening, limits, names.
    Notice,
    /// Of interest only when looking for something.
    Detail,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Message,
        Self::Operator,
        Self::Came,
        Self::Left,
        Self::Warning,
        Self::CutOff,
        Self::Notice,
        Self::Detail,
    ];
}

impl LogEntry {
    /// How much attention it wants.
    #[must_use]
    pub fn level(&self) -> Level {
        match &self.kind {
            LogKind::Event(event) => event.level(),
            LogKind::Skipped(_) => Level::Warning,
        }
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn category(&self) -> Category {
        match (self.level(), &self.kind) {
            (Level::Alarm, _) => Category::CutOff,
            (Level::Warning, _) => Category::Warning,
            (Level::Detail, _) => Category::Detail,
            (Level::Notice, LogKind::Event(event)) => match event {
                EventKind::Said { .. } | EventKind::Private { .. } => Category::Message,
                EventKind::Operator { .. } => Category::Operator,
                EventKind::Joined { .. } => Category::Came,
                EventKind::Left { .. } => Category::Left,
                // Of somebody who never had a name.
                EventKind::Disconnected { .. } => Category::Detail,
                _ => Category::Notice,
            },
            (Level::Notice, LogKind::Skipped(_)) => Category::Notice,
        }
    }

    /// Whose doing it is, where it is somebody's.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        match &self.kind {
            LogKind::Event(event) => event.who(),
            LogKind::Skipped(_) => None,
        }
    }

    /// The client's name, where it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.who()?.name.as_ref().map(Name::as_str)
    }

    /// The client's address, or the server's own.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        match &self.kind {
            LogKind::Event(EventKind::Listening(address)) => Some(*address),
            _ => self
                .who()
                .map(|who| who.address)
                // Of somebody whom this run of the server has never met.
                .filter(|address| !address.ip().is_unspecified()),
        }
    }

    /// What people wrote or the system said: the parts that are no words of ours.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let LogKind::Event(event) = &self.kind else {
            return [None, None].into_iter().flatten();
        };
        let parts = match event {
            EventKind::Said { text, .. } | EventKind::Operator { text, .. } => {
                [Some(text.as_str()), None]
            }
            EventKind::NameRefused { wanted, why, .. } => [Some(wanted.as_str()), Some(why)],
            EventKind::Private { to, .. } => [Some(to.as_str()), None],
            EventKind::Renamed { from, .. } => [Some(from.as_str()), None],
            EventKind::AcceptPaused { why } => [Some(why.as_str()), None],
            EventKind::Muted { reason, .. } => [reason.as_deref(), None],
            EventKind::Banned { name, reason, .. } => [name.as_deref(), reason.as_deref()],
            EventKind::Unmuted { name } => [Some(name.as_str()), None],
            EventKind::Left { reason, .. } | EventKind::Disconnected { reason, .. } => {
                [end_text(reason), None]
            }
            _ => [None, None],
        };
        parts.into_iter().flatten()
    }

    /// One word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        let LogKind::Event(event) = &self.kind else {
            return "skipped";
        };
        match event {
            EventKind::Listening(_) => "listening",
            EventKind::Connected(_) => "connected",
            EventKind::Joined { .. } => "joined",
            EventKind::NameRefused { .. } => "name_refused",
            EventKind::WrongPassword { .. } => "wrong_password",
            EventKind::PasswordsClosed { .. } => "passwords_closed",
            EventKind::PasswordsReopened { .. } => "passwords_reopened",
            EventKind::PasswordChanged { .. } => "password_changed",
            EventKind::Said { .. } => "said",
            EventKind::Private { .. } => "private",
            EventKind::Operator { .. } => "operator",
            EventKind::Renamed { .. } => "renamed",
            EventKind::Away { .. } => "away",
            EventKind::Left { .. } => "left",
            EventKind::Disconnected { .. } => "disconnected",
            EventKind::LimitsChanged(_) => "limits",
            EventKind::Muted { .. } => "muted",
            EventKind::Unmuted { .. } => "unmuted",
            EventKind::Frozen(true) => "frozen",
            EventKind::Frozen(false) => "unfrozen",
            EventKind::Banned { .. } => "banned",
            EventKind::Unbanned { .. } => "unbanned",
            EventKind::TurnedAway { .. } => "turned_away",
            EventKind::ModerationNotKept { .. } => "moderation_not_kept",
            EventKind::ModerationKept { .. } => "moderation_kept",
            EventKind::AcceptPaused { .. } => "accept_paused",
            EventKind::AcceptResumed => "accept_resumed",
            EventKind::Closing => "closing",
            EventKind::Stopped => "stopped",
            _ => "other",
        }
    }

    pub(super) fn text_bytes(&self) -> usize {
        self.texts().map(str::len).sum()
    }
}

fn end_text(reason: &EndReason) -> Option<&str> {
    match reason {
        EndReason::Farewell { detail, .. } => Some(detail),
        EndReason::Broken { error } => Some(error),
        EndReason::NotSpoken { protocol } => Some(protocol),
        EndReason::Handshake(HandshakeFault::Other { why }) => Some(why),
        EndReason::Handshake(_) | EndReason::Closed => None,
    }
}
