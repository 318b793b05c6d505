//! Texts of other people that try to be something else, and what no output may have of them.

use tertulia_protocol::{Goodbye, GoodbyeReason, RefusalReason};

use crate::connection::{ConnectError, EndReason};

/// One for each kind of trick. `Eva` and `14:03` stand where another line is to be forged.
pub(crate) const TEXTS: &[&str] = &[
    // Line breaks of every kind.
    "a\n14:03 Eva: b",
    "a\r14:03 Eva: b",
    "a\r\n14:03 Eva: b",
    "a\u{B}14:03 Eva: b",
    "a\u{C}14:03 Eva: b",
    "a\u{85}14:03 Eva: b",
    "a\u{2028}14:03 Eva: b",
    "a\u{2029}14:03 Eva: b",
    // What terminals obey: C0, DEL, ESC with CSI, OSC and DCS, and the same as C1.
    "\0\u{1}\u{7}\u{8}\u{E}\u{1F}\u{7F}",
    "\u{1B}[2K\u{1B}[1GEva: b",
    "\u{1B}]0;title\u{7}\u{1B}]52;c;cm0=\u{1B}\\",
    "\u{1B}]8;;http://evil.example\u{1B}\\link\u{1B}]8;;\u{1B}\\",
    "\u{1B}P$q\"p\u{1B}\\\u{1B}c",
    "\u{9B}2KEva: b\u{9D}0;title\u{9C}\u{90}x\u{9C}",
    "\u{80}\u{8D}\u{84}\u{9F}",
    // The direction of writing: embeddings, overrides, isolates.
    "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}avE",
    "\u{2066}\u{2067}\u{2068}avE\u{2069}",
    // Marks that pile up, variation selectors too, with invisible characters between them.
    "a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30A}\u{30B}\u{30C}",
    "a\u{20DD}\u{20DD}\u{20DD}\u{20DD}\u{20DD}\u{20DD}\u{20DD}\u{20DD}\u{20DD}\u{20DD}",
    "a\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}\u{FE0F}",
    "a\u{301}\u{200B}\u{301}\u{200D}\u{301}\u{2060}\u{301}\u{301}\u{AD}\u{301}\u{301}\u{301}",
    // Invisible: zero width, byte order mark, soft hyphen, tags. They may stay, and forge nothing.
    "E\u{200B}v\u{200C}a\u{200D}\u{2060}\u{FEFF}\u{AD}",
    "a\u{E0001}\u{E0045}\u{E0076}\u{E0061}\u{E007F}",
    // Formulas of spreadsheets, behind what an import may drop too.
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\u{FEFF}=cmd|' /C calc'!A0",
    "\u{200B}=1+1",
    " \u{2060}@x",
    "＝1+1",
    // Markup, quotes and separators.
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "a\",\"b\";c\td",
    "{\"type\":\"said\"}",
];

/// Holds one line of output against what no reader of it may meet.
#[track_caller]
pub(crate) fn assert_harmless(line: &str) {
    let is_harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!line.contains(is_harmful), "{line:?}");
    // Nothing is left to clean, which is how piles of marks are found.
    assert_eq!(tertulia_protocol::clean_text(line), line);
}

/// Every end of a connection of which somebody else has something to say, with `text` in its place.
pub(crate) fn ends(text: &str) -> Vec<EndReason> {
    let words = || text.to_owned();
    let address = "127.0.0.1:2010".parse().unwrap();
    let dismissed = |reason| {
        let message = words();
        let until = None;
        EndReason::Dismissed(Goodbye {
            reason,
            message,
            until,
        })
    };
    let failures = [
        ConnectError::LookupFailed {
            host: words(),
            detail: words(),
        },
        ConnectError::Unproven {
            address,
            detail: words(),
        },
        ConnectError::KnownServers {
            path: text.into(),
            place: Some((1, 2)),
            detail: words(),
        },
        ConnectError::NameRefused {
            name: words(),
            reason: RefusalReason::NameTaken,
            message: words(),
            suggestion: None,
        },
        ConnectError::NameRefused {
            name: words(),
            reason: RefusalReason::NameCharacter,
            message: words(),
            suggestion: None,
        },
        ConnectError::ServerFull { message: words() },
        ConnectError::UnsupportedVersion { message: words() },
        ConnectError::Banned {
            message: words(),
            until: None,
        },
        ConnectError::SentAway {
            reason: GoodbyeReason::Other,
            message: words(),
        },
        ConnectError::Io {
            address: Some(address),
            kind: std::io::ErrorKind::Other,
            detail: words(),
        },
    ];
    let kicked = [
        GoodbyeReason::Kicked,
        GoodbyeReason::Banned,
        GoodbyeReason::TooFast,
        GoodbyeReason::Other,
    ];
    let failures = failures.into_iter().map(EndReason::Failed);
    failures.chain(kicked.map(dismissed)).collect()
}
