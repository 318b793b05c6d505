//! Why something went wrong, in words and for scripts.

use serde::Serialize as _;
use tertulia_protocol::RefusalReason;

use crate::connection::{ConnectError, EndReason, FailReason, Loss};
use crate::sentences::{clean, connect_error};
use crate::texts::Texts;

/// Why a message was not delivered, as part of a sentence.
pub(super) fn of_failure(reason: &FailReason, texts: &Texts) -> String {
    match reason {
        FailReason::Empty => texts.get("terminal-fail-empty"),
        FailReason::TooLong { chars, limit } => texts.with(
            "terminal-fail-too-long",
            &[("chars", (*chars).into()), ("limit", (*limit).into())],
        ),
        FailReason::TooManyBytes { .. } => texts.get("terminal-fail-too-many-bytes"),
        FailReason::BadName(_) => texts.get("terminal-fail-bad-name"),
        FailReason::QueueFull { .. } => texts.get("terminal-fail-queue-full"),
        FailReason::Refused(refused) => clean(&refused.message),
        FailReason::NotAtForeignServers => texts.get("terminal-fail-not-here"),
        FailReason::ExitWord => texts.get("terminal-fail-exit-word"),
        FailReason::NotSent => texts.get("terminal-fail-not-sent"),
        FailReason::Unconfirmed => texts.get("terminal-fail-unconfirmed"),
        FailReason::PartlySent { sent, lines } => texts.with(
            "terminal-fail-partly-sent",
            &[("sent", (*sent).into()), ("lines", (*lines).into())],
        ),
    }
}

/// The same for scripts: one word.
pub(super) fn code_of_failure(reason: &FailReason) -> String {
    let code = match reason {
        FailReason::Empty => "empty",
        FailReason::TooLong { .. } => "too_long",
        FailReason::TooManyBytes { .. } => "too_many_bytes",
        FailReason::BadName(_) => "name_too_long",
        FailReason::QueueFull { .. } => "queue_full",
        FailReason::Refused(refused) => return wire_word(refused.reason),
        FailReason::NotAtForeignServers => "not_at_foreign_servers",
        FailReason::ExitWord => "exit_word",
        FailReason::NotSent => "not_sent",
        FailReason::Unconfirmed => "unconfirmed",
        FailReason::PartlySent { .. } => "partly_sent",
    };
    code.to_owned()
}

fn wire_word(reason: RefusalReason) -> String {
    match reason.serialize(serde_json::value::Serializer) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "other".to_owned(),
    }
}

/// Why the server is away, as a sentence.
pub(super) fn of_loss(loss: &Loss, texts: &Texts) -> String {
    match loss {
        Loss::Closed => texts.get("terminal-lost-closed"),
        Loss::Silent => texts.get("terminal-lost-silent"),
        Loss::Farewell(goodbye) => clean(&goodbye.message),
        Loss::Broken { .. } => texts.get("terminal-lost-broken"),
        Loss::Garbled => texts.get("terminal-lost-garbled"),
        Loss::NotReached(error) => connect_error(error, texts),
    }
}

/// The same for scripts: one word.
pub(super) fn code_of_loss(loss: &Loss) -> &'static str {
    match loss {
        Loss::Closed => "closed",
        Loss::Silent => "silent",
        Loss::Farewell(_) => "goodbye",
        Loss::Broken { .. } => "broken",
        Loss::Garbled => "garbled",
        Loss::NotReached(_) => "not_reached",
    }
}

/// Why it ended, as a sentence; nothing when we left.
pub(super) fn of_end(reason: &EndReason, texts: &Texts) -> Option<String> {
    match reason {
        EndReason::Left => None,
        EndReason::Failed(error) => Some(connect_error(error, texts)),
        EndReason::Dismissed(goodbye) => Some(texts.with(
            "terminal-dismissed",
            &[("why", clean(&goodbye.message).into())],
        )),
        EndReason::ForeignClosed => Some(texts.get("terminal-foreign-closed")),
        EndReason::ForeignBroken { .. } => Some(texts.get("terminal-foreign-broken")),
    }
}

/// The same for scripts: one word.
pub(super) fn code_of_end(reason: &EndReason) -> &'static str {
    match reason {
        EndReason::Left => "left",
        EndReason::Failed(ConnectError::OtherKey { .. }) => "other_key",
        EndReason::Failed(ConnectError::NotEncrypted { .. }) => "not_encrypted",
        EndReason::Failed(ConnectError::Unproven { .. }) => "unproven",
        EndReason::Failed(ConnectError::PasswordInClear { .. }) => "password_in_clear",
        EndReason::Failed(ConnectError::BadPasswords { .. }) => "bad_passwords",
        EndReason::Failed(_) => "failed",
        EndReason::Dismissed(_) => "dismissed",
        EndReason::ForeignClosed => "closed",
        EndReason::ForeignBroken { .. } => "broken",
    }
}
