//! The operator's decisions in words: networks, times, and what can be the matter with their file.

use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::time::Duration;

use tertulia_protocol::UnixMillis;
use tertulia_server_core::{Ban, ClosedOut, IpNet, ModerationFileError, Mute};

use crate::clock::Clock;
use crate::sentences::clean;
use crate::texts::Texts;

/// Reads a network: an address alone ("192.168.0.9"), or with the length of its prefix
/// ("192.168.0.0/16").
#[must_use]
pub fn parse_network(text: &str) -> Option<IpNet> {
    let text = without_zone(text.trim());
    let alone = text.parse::<IpAddr>().ok().map(IpNet::from);
    alone.or_else(|| text.parse().ok())
}

/// A link-local address is often written with its link behind it ("fe80::1%eth0", RFC 4007), which
/// says nothing about who has it.
fn without_zone(text: &str) -> &str {
    match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => match address.parse::<Ipv6Addr>() {
            Ok(ip) if ip.is_unicast_link_local() => address,
            _ => text,
        },
        _ => text,
    }
}

/// A network as people write it: without its prefix where that is a single address.
#[must_use]
pub fn shown_network(network: IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        network.addr().to_string()
    } else {
        network.to_string()
    }
}

/// Neither a number of minutes that can be meant, nor a word for always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a number of minutes nor a word for always")]
pub struct NotASpan;

/// For how long something holds: a number of minutes, or a word for always.
///
/// # Errors
/// When the number is none, 0, or larger than [`MOST_MINUTES`].
pub fn parse_span(text: &str) -> Result<Option<Duration>, NotASpan> {
    const ALWAYS: [&str; 2] = ["forever", "siempre"];
    let text = text.trim().to_lowercase();
    if ALWAYS.contains(&text.as_str()) {
        return Ok(None);
    }
    match text.parse::<u32>() {
        Ok(minutes @ 1..=MOST_MINUTES) => Ok(Some(Duration::from_secs(60) * minutes)),
        _ => Err(NotASpan),
    }
}

/// Ten years; whoever means longer means for good.
pub const MOST_MINUTES: u32 = 5_256_000;

/// "until 2026-11-29 14:35", or "for good".
#[must_use]
pub fn until(until: Option<UnixMillis>, clock: &Clock, texts: &Texts) -> String {
    match until {
        Some(until) => texts.with(
            "moderation-until",
            &[("time", clock.day_and_minute(until).into())],
        ),
        None => texts.get("moderation-for-good"),
    }
}

/// "banned for good: 10.0.0.3 (Ana)".
#[must_use]
pub fn ban_in_words(ban: &Ban, clock: &Clock, texts: &Texts) -> String {
    let mut words = vec![
        ("until", until(ban.until, clock, texts).into()),
        ("address", shown_network(ban.network).into()),
    ];
    match &ban.name {
        Some(name) => {
            words.push(("name", clean(name).into()));
            texts.with("server-bans-ban-name", &words)
        }
        None => texts.with("server-bans-ban", &words),
    }
}

/// "muted until 2026-11-29 14:35: Ana (10.0.0.3)".
#[must_use]
pub fn mute_in_words(mute: &Mute, clock: &Clock, texts: &Texts) -> String {
    texts.with(
        "server-bans-mute",
        &[
            ("until", until(mute.until, clock, texts).into()),
            ("name", clean(&mute.name).into()),
            ("address", shown_network(mute.network).into()),
        ],
    )
}

/// "too many wrong passwords, none is taken until 2026-11-29 14:35: 10.0.0.3".
#[must_use]
pub fn closed_in_words(closed: &ClosedOut, clock: &Clock, texts: &Texts) -> String {
    let words = [
        ("until", until(Some(closed.until), clock, texts).into()),
        ("address", shown_network(closed.network).into()),
    ];
    texts.with("server-bans-closed", &words)
}

/// "You are banned from this server until 2026-11-29 14:35".
#[must_use]
pub fn banned_title(until: Option<UnixMillis>, texts: &Texts) -> String {
    match until {
        Some(until) => texts.with(
            "connect-fail-banned-until",
            &[("time", Clock::system().day_and_minute(until).into())],
        ),
        None => texts.get("connect-fail-banned"),
    }
}

/// A sentence with its reason behind it, where there is one.
#[must_use]
pub fn with_reason(sentence: String, reason: Option<&str>) -> String {
    match reason.map(clean) {
        Some(reason) if !reason.trim().is_empty() => format!("{sentence}: {}", reason.trim()),
        _ => sentence,
    }
}

/// Why the file with the operator's decisions cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModerationProblem {
    /// Another server uses it.
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let it be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// It is not what Tertulia writes.
    Broken {
        /// The file.
        path: PathBuf,
        /// Where.
        line: usize,
        /// Where in that line.
        column: usize,
        /// What was expected there.
        detail: String,
    },
    /// A newer Tertulia wrote it.
    Newer {
        /// The file.
        path: PathBuf,
        /// The version it has.
        found: u32,
        /// The latest version that this program knows.
        known: u32,
    },
}

impl ModerationProblem {
    /// What is the matter.
    #[must_use]
    pub fn of(error: &ModerationFileError) -> Self {
        match error {
            ModerationFileError::InUse { path } => Self::InUse { path: path.clone() },
            ModerationFileError::Unreadable { path, source } => Self::Unreadable {
                path: path.clone(),
                detail: source.to_string(),
            },
            ModerationFileError::Broken {
                path,
                line,
                column,
                detail,
            } => Self::Broken {
                path: path.clone(),
                line: *line,
                column: *column,
                detail: detail.clone(),
            },
            ModerationFileError::Newer { path, found, known } => Self::Newer {
                path: path.clone(),
                found: *found,
                known: *known,
            },
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &PathBuf {
        let (Self::InUse { path }
        | Self::Unreadable { path, .. }
        | Self::Broken { path, .. }
        | Self::Newer { path, .. }) = self;
        path
    }

    /// What is the matter with it and what to do, in one sentence.
    #[must_use]
    pub fn sentence(&self, texts: &Texts) -> String {
        let path = clean(&self.path().display().to_string());
        match self {
            Self::InUse { .. } => texts.with("error-moderation-in-use", &[("path", path.into())]),
            Self::Unreadable { detail, .. } => texts.with(
                "error-moderation-unreadable",
                &[("path", path.into()), ("detail", clean(detail).into())],
            ),
            Self::Broken {
                line,
                column,
                detail,
                ..
            } => texts.with(
                "error-moderation-broken",
                &[
                    ("path", path.into()),
                    ("line", line.to_string().into()),
                    ("column", column.to_string().into()),
                    ("detail", clean(detail).into()),
                ],
            ),
            Self::Newer { found, known, .. } => texts.with(
                "error-moderation-newer",
                &[
                    ("path", path.into()),
                    ("found", found.to_string().into()),
                    ("known", known.to_string().into()),
                ],
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_and_shown_as_people_write_them() {
        for (text, shown) in [
            ("192.168.0.9", "192.168.0.9"),
            (" 192.168.0.9/32 ", "192.168.0.9"),
            ("192.168.0.0/16", "192.168.0.0/16"),
            ("::1", "::1"),
            ("2001:db8::/64", "2001:db8::/64"),
            ("fe80::1%eth0", "fe80::1"),
        ] {
            assert_eq!(
                parse_network(text).map(shown_network).as_deref(),
                Some(shown)
            );
        }
        for text in [
            "",
            "ana",
            "192.168.0",
            "192.168.0.0/33",
            "localhost",
            "fe80::1%",
            "10.0.0.1%eth0",
        ] {
            assert_eq!(parse_network(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_span_is_a_number_of_minutes_or_for_ever() {
        assert_eq!(parse_span("2"), Ok(Some(Duration::from_secs(120))));
        assert_eq!(parse_span(" Forever "), Ok(None));
        assert_eq!(parse_span("siempre"), Ok(None));
        for text in ["", "0", "-1", "1.5", "5256001", "soon"] {
            assert_eq!(parse_span(text), Err(NotASpan), "{text:?}");
        }
    }
}
