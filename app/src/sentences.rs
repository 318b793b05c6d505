//! Errors as sentences that a person can act on, in the person's language.

use std::io;
use std::path::Path;
use std::time::Duration;

use tertulia_protocol::{RefusalReason, clean_text};
use tertulia_server_core::{MoveHistoryError, StorageError};

use crate::connection::{ConnectError, KeepingNews};
use crate::histories::HistoryProblem;
use crate::identity::IdentityProblem;
use crate::keeping::{Offer, TakeUpError};
use crate::profiles::{NameProblem, ProfileError};
use crate::texts::Texts;

/// What is wrong with a profile.
#[must_use]
pub fn profile_error(error: &ProfileError, texts: &Texts) -> String {
    let shown = |path: &Path| clean(&path.display().to_string());
    match error {
        ProfileError::NoFolder => texts.get("error-profile-no-folder"),
        ProfileError::BadName { name, problem } => bad_profile_name(name, *problem, texts),
        ProfileError::NotFound { path } => {
            texts.with("error-profile-not-found", &[("path", shown(path).into())])
        }
        ProfileError::Exists { path } => {
            texts.with("error-profile-exists", &[("path", shown(path).into())])
        }
        ProfileError::IsFolder { path } => {
            texts.with("error-profile-folder", &[("path", shown(path).into())])
        }
        ProfileError::NotReadable { path, source } => texts.with(
            "error-profile-not-readable",
            &[
                ("path", shown(path).into()),
                ("detail", clean(&source.to_string()).into()),
            ],
        ),
        ProfileError::TooLarge { path, limit } => texts.with(
            "error-profile-too-large",
            &[("path", shown(path).into()), ("limit", (*limit).into())],
        ),
        ProfileError::NotUtf8 { path, offset } => texts.with(
            "error-profile-not-utf8",
            &[("path", shown(path).into()), ("offset", (*offset).into())],
        ),
        ProfileError::Empty { path } => {
            texts.with("error-profile-empty", &[("path", shown(path).into())])
        }
        ProfileError::Broken {
            path,
            line,
            column,
            detail,
        } => texts.with(
            "error-profile-broken",
            &[
                ("path", shown(path).into()),
                ("line", line.to_string().into()),
                ("column", column.to_string().into()),
                ("detail", clean(detail).into()),
            ],
        ),
        ProfileError::Newer {
            path,
            version,
            known,
        } => texts.with(
            "error-profile-newer",
            &[
                ("path", shown(path).into()),
                ("version", version.to_string().into()),
                ("known", known.to_string().into()),
            ],
        ),
        ProfileError::WouldLoseFields { path, fields } => texts.with(
            "error-profile-would-lose",
            &[
                ("path", shown(path).into()),
                ("fields", clean(&fields.join(", ")).into()),
            ],
        ),
        ProfileError::NotWritable { path, source } => texts.with(
            "error-profile-not-writable",
            &[
                ("path", shown(path).into()),
                ("detail", clean(&source.to_string()).into()),
            ],
        ),
    }
}

/// Why a file could not be written.
#[must_use]
pub fn write_error(path: &Path, error: &io::Error, texts: &Texts) -> String {
    let path = clean(&path.display().to_string());
    match error.kind() {
        io::ErrorKind::AlreadyExists => texts.with("error-file-exists", &[("path", path.into())]),
        _ => texts.with(
            "error-file-not-writable",
            &[
                ("path", path.into()),
                ("detail", clean(&error.to_string()).into()),
            ],
        ),
    }
}

fn bad_profile_name(name: &str, problem: NameProblem, texts: &Texts) -> String {
    let name = clean(name);
    match problem {
        NameProblem::Empty => texts.get("error-profile-name-empty"),
        NameProblem::TooLong => texts.with("error-profile-name-long", &[("name", name.into())]),
        NameProblem::Character(character) => texts.with(
            "error-profile-name-character",
            &[
                ("name", name.into()),
                ("character", format!("{character:?}").into()),
            ],
        ),
        NameProblem::Unusable => {
            texts.with("error-profile-name-unusable", &[("name", name.into())])
        }
    }
}

/// Why a history cannot be used, as a part of a sentence.
#[must_use]
pub fn history_problem(problem: &HistoryProblem, texts: &Texts) -> String {
    match problem {
        HistoryProblem::InUse => texts.get("history-in-use"),
        HistoryProblem::Folder { detail } => {
            texts.with("history-folder", &[("detail", clean(detail).into())])
        }
        HistoryProblem::ReadOnly => texts.get("history-read-only"),
        HistoryProblem::Locked => texts.get("history-locked"),
        HistoryProblem::Newer { found, known } => texts.with(
            "history-newer",
            &[
                ("found", found.to_string().into()),
                ("known", known.to_string().into()),
            ],
        ),
        HistoryProblem::Foreign => texts.get("history-foreign"),
        HistoryProblem::Full => texts.get("history-full"),
        HistoryProblem::Other { detail } => clean(detail),
    }
}

/// Why a profile's history could not be renamed with it.
#[must_use]
pub fn move_history_error(error: &MoveHistoryError, texts: &Texts) -> String {
    let shown = |path: &Path| clean(&path.display().to_string());
    match error {
        MoveHistoryError::InUse { path } => {
            texts.with("history-move-in-use", &[("path", shown(path).into())])
        }
        MoveHistoryError::Exists { path } => {
            texts.with("history-move-exists", &[("path", shown(path).into())])
        }
        MoveHistoryError::Io { path, source } => texts.with(
            "history-move-failed",
            &[
                ("path", shown(path).into()),
                ("detail", clean(&source.to_string()).into()),
            ],
        ),
        // A kind that a newer server core has.
        other => clean(&other.to_string()),
    }
}

/// Why a server's key cannot be used and what to do, in whole sentences but for the beginning.
#[must_use]
pub fn identity_problem(problem: &IdentityProblem, texts: &Texts) -> String {
    let (key, detail) = match problem {
        IdentityProblem::Folder { detail } => ("identity-folder", detail.as_str()),
        IdentityProblem::Unreadable { detail } => ("identity-unreadable", detail.as_str()),
        IdentityProblem::Open => ("identity-open", ""),
        IdentityProblem::Damaged { detail } => ("identity-damaged", detail.as_str()),
        IdentityProblem::NotMade { detail } => ("identity-not-made", detail.as_str()),
    };
    texts.with(key, &[("detail", clean(detail).into())])
}

/// Why messages cannot be kept, as a part of a sentence.
#[must_use]
pub fn storage_error(error: &StorageError, texts: &Texts) -> String {
    match error {
        StorageError::Full => texts.get("history-full"),
        StorageError::ReadOnly => texts.get("history-read-only"),
        StorageError::Locked => texts.get("history-locked"),
        StorageError::Damaged(detail) => {
            texts.with("history-damaged", &[("detail", clean(detail).into())])
        }
        StorageError::Broken(detail) => {
            texts.with("history-broken", &[("detail", clean(detail).into())])
        }
        other => clean(&other.to_string()),
    }
}

/// A part of a sentence as its beginning.
#[must_use]
pub fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.clone()).collect()
}

/// Why a connection did not come about.
#[must_use]
pub fn connect_error(error: &ConnectError, texts: &Texts) -> String {
    match error {
        ConnectError::LookupFailed { host, detail } => texts.with(
            "error-lookup",
            &[
                ("host", clean(host).into()),
                ("detail", clean(detail).into()),
            ],
        ),
        ConnectError::Refused { address } => {
            texts.with("error-refused", &[("address", address.to_string().into())])
        }
        ConnectError::NoRoute { address } => {
            texts.with("error-no-route", &[("address", address.to_string().into())])
        }
        ConnectError::TimedOut { address, after } => texts.with(
            "error-timed-out",
            &[
                ("address", address.to_string().into()),
                ("seconds", seconds(*after).into()),
            ],
        ),
        ConnectError::ClosedAtOnce { address } => texts.with(
            "error-closed-at-once",
            &[("address", address.to_string().into())],
        ),
        ConnectError::SilentTertulia { address, after } => texts.with(
            "error-silent-tertulia",
            &[
                ("address", address.to_string().into()),
                ("seconds", seconds(*after).into()),
            ],
        ),
        ConnectError::NotTertulia { address } => texts.with(
            "error-not-tertulia",
            &[("address", address.to_string().into())],
        ),
        ConnectError::OtherKey {
            address,
            known,
            shown,
        } => texts.with(
            "error-other-key",
            &[
                ("address", address.to_string().into()),
                ("known", known.to_string().into()),
                ("shown", shown.to_string().into()),
            ],
        ),
        ConnectError::NotEncrypted { address } => texts.with(
            "error-not-encrypted",
            &[("address", address.to_string().into())],
        ),
        ConnectError::Unproven { address, detail } => texts.with(
            "error-unproven",
            &[
                ("address", address.to_string().into()),
                ("detail", clean(detail).into()),
            ],
        ),
        ConnectError::InClearRefused => texts.get("error-in-clear-refused"),
        ConnectError::KnownServers {
            path,
            place,
            detail,
        } => known_servers_error(path, *place, detail, texts),
        ConnectError::NameRefused {
            name,
            reason: RefusalReason::NameTaken,
            suggestion,
            ..
        } => {
            let suggestion = suggestion.as_ref().map_or("none", |name| name.as_str());
            texts.with(
                "error-name-taken",
                &[
                    ("name", clean(name).into()),
                    ("suggestion", suggestion.into()),
                ],
            )
        }
        ConnectError::NameRefused { name, message, .. } => texts.with(
            "error-name-refused",
            &[("name", clean(name).into()), ("why", clean(message).into())],
        ),
        ConnectError::BadName(_) => texts.get("error-bad-name"),
        ConnectError::ServerFull { message } => {
            texts.with("error-server-full", &[("why", clean(message).into())])
        }
        ConnectError::UnsupportedVersion { message } => {
            texts.with("error-version", &[("why", clean(message).into())])
        }
        ConnectError::Banned { message, .. } => {
            texts.with("error-banned", &[("why", clean(message).into())])
        }
        ConnectError::PasswordInClear { address } => texts.with(
            "error-password-in-clear",
            &[("address", address.to_string().into())],
        ),
        ConnectError::BadPasswords { message, .. } => {
            texts.with("error-bad-passwords", &[("why", clean(message).into())])
        }
        ConnectError::SentAway { message, .. } => {
            texts.with("error-sent-away", &[("why", clean(message).into())])
        }
        ConnectError::Cancelled => texts.get("error-cancelled"),
        ConnectError::Io { detail, .. } => {
            texts.with("error-connect", &[("detail", clean(detail).into())])
        }
    }
}

/// What is wrong with the file of known servers.
fn known_servers_error(
    path: &Path,
    place: Option<(usize, usize)>,
    detail: &str,
    texts: &Texts,
) -> String {
    let (line, column) = place.unwrap_or_default();
    texts.with(
        if place.is_some() {
            "error-known-servers-broken"
        } else {
            "error-known-servers"
        },
        &[
            ("path", clean(&path.display().to_string()).into()),
            ("line", line.to_string().into()),
            ("column", column.to_string().into()),
            ("detail", clean(detail).into()),
        ],
    )
}

/// How keeping the session on this computer fares.
#[must_use]
pub fn keeping_news(news: &KeepingNews, texts: &Texts) -> String {
    match news {
        KeepingNews::Failing { full: true, .. } => texts.get("keeping-failing-full"),
        KeepingNews::Failing { detail, .. } => {
            texts.with("keeping-failing", &[("detail", clean(detail).into())])
        }
        KeepingNews::Working => texts.get("keeping-working"),
        KeepingNews::SetAside(path) => {
            let path = clean(&path.display().to_string());
            texts.with("keeping-set-aside", &[("path", path.into())])
        }
    }
}

/// Why an interrupted chat cannot be continued.
#[must_use]
pub fn take_up_error(error: &TakeUpError, texts: &Texts) -> String {
    match error {
        TakeUpError::Taken => texts.get("keeping-taken"),
        TakeUpError::Damaged { aside, .. } => {
            let path = clean(&aside.display().to_string());
            texts.with("keeping-damaged", &[("path", path.into())])
        }
        TakeUpError::Unreadable(detail) => {
            texts.with("keeping-unreadable", &[("detail", clean(detail).into())])
        }
    }
}

/// What an interrupted chat holds, the most important part of it.
#[must_use]
pub fn what_is_kept(offer: &Offer, texts: &Texts) -> String {
    if offer.waiting > 0 {
        texts.with("keeping-what-waiting", &[("count", offer.waiting.into())])
    } else if offer.drafts > 0 {
        texts.with("keeping-what-drafts", &[("count", offer.drafts.into())])
    } else {
        texts.with(
            "keeping-what-transcript",
            &[("count", offer.messages.into())],
        )
    }
}

/// Other people's words in a sentence of ours: one line, no control characters.
pub(crate) fn clean(text: &str) -> String {
    clean_text(text).replace('\n', " ")
}

fn seconds(duration: Duration) -> u64 {
    duration.as_secs().max(1)
}
