//! What happened in a chat, in words.

use std::time::Duration;

use tertulia_protocol::{LeaveReason, Limits, Name, UnixMillis};

use crate::clock::Clock;
use crate::connection::{ArrivalKind, EndReason, FailReason, Loss};
use crate::models::chat::{Crowd, Notice, Passage, TypedProblem};
use crate::sentences::{clean, keeping_news};
use crate::texts::Texts;
use crate::windows::connect::explain;

use super::ending::Ending;

/// So many names are written in one line; the others are counted.
const NAMES: usize = 6;

/// Why a message was not delivered, as a sentence.
pub(super) fn failure(reason: &FailReason, texts: &Texts) -> String {
    match reason {
        FailReason::Empty => texts.get("chat-fail-empty"),
        FailReason::TooLong { chars, limit } => texts.with(
            "chat-fail-too-long",
            &[("chars", (*chars).into()), ("limit", (*limit).into())],
        ),
        FailReason::TooManyBytes { .. } => texts.get("chat-fail-too-many-bytes"),
        FailReason::BadName(_) => texts.get("chat-fail-bad-name"),
        FailReason::QueueFull { .. } => texts.get("chat-fail-queue-full"),
        FailReason::Refused(refused) => texts.with(
            "chat-fail-refused",
            &[("why", clean(&refused.message).into())],
        ),
        FailReason::NotAtForeignServers => texts.get("chat-fail-not-here"),
        FailReason::ExitWord => texts.get("chat-fail-exit-word"),
        FailReason::NotSent => texts.get("chat-fail-not-sent"),
        FailReason::Unconfirmed => texts.get("chat-fail-unconfirmed"),
        FailReason::PartlySent { sent, lines } => texts.with(
            "chat-fail-partly-sent",
            &[("sent", (*sent).into()), ("lines", (*lines).into())],
        ),
    }
}

/// Why the server is away.
pub(super) fn loss(loss: &Loss, texts: &Texts) -> String {
    match loss {
        Loss::Closed => texts.get("chat-lost-closed"),
        Loss::Silent => texts.get("chat-lost-silent"),
        Loss::Farewell(goodbye) => texts.with(
            "chat-lost-farewell",
            &[("words", clean(&goodbye.message).into())],
        ),
        Loss::Broken { .. } => texts.get("chat-lost-broken"),
        Loss::Garbled => texts.get("chat-lost-garbled"),
        Loss::NotReached(error) => {
            let explained = explain(error, texts);
            super::ending::explained(&explained.title(), &explained.advice)
        }
    }
}

/// Why a typed text was not sent.
pub(super) fn problem(problem: &TypedProblem, texts: &Texts) -> String {
    match problem {
        TypedProblem::UnknownCommand { word } => texts.with(
            "chat-problem-unknown-command",
            &[("word", clean(word).into())],
        ),
        TypedProblem::Incomplete { usage } => {
            texts.with("chat-problem-usage", &[("usage", (*usage).into())])
        }
        TypedProblem::NobodyCalled { name } => {
            texts.with("chat-problem-nobody", &[("name", clean(name).into())])
        }
        TypedProblem::TooLong { over } => texts.with("chat-too-many", &[("over", (*over).into())]),
        TypedProblem::TooManyLines { over } => {
            texts.with("chat-too-many-lines", &[("over", (*over).into())])
        }
        TypedProblem::NoActionHere => texts.get("chat-problem-no-action"),
        TypedProblem::Ended => texts.get("chat-send-ended"),
    }
}

/// The window's own remark, with its time where that tells something.
pub(super) fn notice(notice: &Notice, time: UnixMillis, clock: &Clock, texts: &Texts) -> String {
    let timed = |words: String| format!("{} · {words}", clock.seconds(time));
    match notice {
        Notice::Welcome { words } => words.clone(),
        Notice::Lost(why) => timed(loss(why, texts)),
        Notice::Back { kind, renamed_from } => {
            let mut words = timed(back(*kind, texts));
            if let Some(name) = renamed_from {
                words += " ";
                words += &texts.with("chat-name-lost", &[("name", clean(name).into())]);
            }
            words
        }
        Notice::Limits(limits) => self::limits(*limits, texts),
        Notice::NotRenamed { wanted, reason } => texts.with(
            "chat-not-renamed",
            &[
                ("name", clean(wanted).into()),
                ("why", failure(reason, texts).into()),
            ],
        ),
        Notice::PersonLeft { reason } => timed(match reason {
            LeaveReason::Lost => texts.get("chat-person-lost"),
            LeaveReason::Removed => texts.get("chat-person-removed"),
            LeaveReason::Quit | LeaveReason::Other => texts.get("chat-person-left"),
        }),
        Notice::PersonBack => timed(texts.get("chat-person-back")),
        // The server's own words say it all.
        Notice::Moderated(notice) => timed(clean(&notice.message)),
        Notice::ServerError(error) => texts.with(
            "chat-server-error",
            &[("words", clean(&error.message).into())],
        ),
        Notice::Keeping(news) => timed(keeping_news(news, texts)),
        // The server's own words say it all.
        Notice::Ended(EndReason::Dismissed(goodbye)) => timed(clean(&goodbye.message)),
        Notice::Ended(reason) => timed(Ending::of(reason, texts).sentence()),
    }
}

fn back(kind: ArrivalKind, texts: &Texts) -> String {
    match kind {
        ArrivalKind::First | ArrivalKind::Resumed => texts.get("chat-back"),
        ArrivalKind::Rejoined => texts.get("chat-back-rejoined"),
        ArrivalKind::NewRun => texts.get("chat-back-new-run"),
    }
}

fn limits(limits: Limits, texts: &Texts) -> String {
    texts.with(
        "chat-limits",
        &[
            ("chars", limits.max_chars.into()),
            ("rate", limits.max_rate.into()),
        ],
    )
}

/// Who came and went, in one line.
pub(super) fn crowd(crowd: &Crowd, texts: &Texts) -> String {
    let mut parts = Vec::new();
    let mut part = |key: &'static str, unlisted: u64, wanted: fn(Passage) -> bool| {
        let who: Vec<&Name> = crowd.who(wanted).collect();
        if !who.is_empty() || unlisted > 0 {
            let count = who.len() as u64 + unlisted;
            parts.push((key, names(&who, unlisted, texts), count));
        }
    };
    part("chat-crowd-joined", crowd.unlisted(), |passage| {
        passage == Passage::Joined
    });
    part("chat-crowd-left", 0, |passage| {
        matches!(passage, Passage::Left(_))
    });
    part("chat-crowd-passed", 0, |passage| {
        matches!(passage, Passage::CameAndLeft(_))
    });
    part("chat-crowd-returned", 0, |passage| {
        passage == Passage::LeftAndCame
    });
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(key, names, count)| {
            let args = [("names", names.into()), ("count", count.into())];
            texts.with(key, &args)
        })
        .collect();
    parts.join(" · ")
}

/// "Ana, Luis and Marta", or "Ana, Luis and 12 more"; `unlisted` others have names unknown here.
fn names(names: &[&Name], unlisted: u64, texts: &Texts) -> String {
    let words: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    match words.as_slice() {
        [] if unlisted == 0 => String::new(),
        [] => texts.with("chat-names-unlisted", &[("count", unlisted.into())]),
        many if many.len() > NAMES || unlisted > 0 => {
            let (first, rest) = many.split_at(many.len().min(NAMES - 1));
            let count = rest.len() as u64 + unlisted;
            let args = [("names", first.join(", ").into()), ("count", count.into())];
            texts.with("chat-names-more", &args)
        }
        [only] => (*only).to_owned(),
        [before @ .., last] => texts.with(
            "chat-names",
            &[
                ("names", before.join(", ").into()),
                ("last", (*last).into()),
            ],
        ),
    }
}

/// The day of a time: today, or its weekday and date.
pub(super) fn day(time: UnixMillis, now: UnixMillis, clock: &Clock, texts: &Texts) -> String {
    let (date, today) = (clock.date(time), clock.date(now));
    if date == today {
        return texts.get("chat-today");
    }
    let year = if date.year == today.year {
        String::new()
    } else {
        date.year.to_string()
    };
    texts.with(
        "chat-date",
        &[
            ("weekday", weekday(date.weekday).into()),
            ("day", date.day.to_string().into()),
            ("month", month(date.month).into()),
            ("year", year.into()),
        ],
    )
}

/// A span in the unit that suits it: "4 s", "38 min", "2 h".
pub(super) fn span(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

fn weekday(number: u8) -> &'static str {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][usize::from(number.clamp(1, 7) - 1)]
}

fn month(number: u8) -> &'static str {
    [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ][usize::from(number.clamp(1, 12) - 1)]
}
