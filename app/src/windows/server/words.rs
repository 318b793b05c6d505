//! Numbers, times and problems as people read them.

use std::time::Duration;

use crate::models::form::NumberProblem;
use crate::models::serving::Rate;
use crate::texts::{Language, Texts};

/// A whole number with the language's separators.
pub(super) fn number(texts: &Texts, number: u64) -> String {
    texts.with("serving-number", &[("number", number.into())])
}

/// A number with one decimal, as the language writes it.
fn tenths(texts: &Texts, number: f64) -> String {
    let written = format!("{number:.1}");
    match texts.language() {
        Language::Es => written.replace('.', ","),
        Language::En => written,
    }
}

/// `38:12`, or `1:02:03` from an hour on.
pub(super) fn here_for(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes:02}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

/// `00:42:17`.
pub(super) fn uptime(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}

/// "now", `48 s`, `12 min`, `3 h`.
pub(super) fn idle_for(texts: &Texts, time: Duration) -> String {
    match time.as_secs() {
        0 => texts.get("serving-now"),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds => format!("{} h", number(texts, seconds / 3_600)),
    }
}

const UNITS: [&str; 4] = ["B", "K", "M", "G"];

fn unit_of(bytes: u64) -> usize {
    (0..UNITS.len() - 1)
        .find(|unit| bytes < 1_000 << (10 * unit))
        .unwrap_or(UNITS.len() - 1)
}

fn in_unit(texts: &Texts, bytes: u64, unit: usize) -> String {
    let value = bytes as f64 / (1_u64 << (10 * unit)) as f64;
    if unit == 0 || value >= 9.95 || bytes == 0 {
        number(texts, value.round() as u64)
    } else {
        tenths(texts, value)
    }
}

/// Bytes both ways, in the unit of the larger: `9.8 / 41 K`.
pub(super) fn both_ways(texts: &Texts, one: u64, other: u64) -> String {
    let unit = unit_of(one.max(other));
    let [one, other] = [one, other].map(|bytes| in_unit(texts, bytes, unit));
    format!("{one} / {other} {}", UNITS[unit])
}

/// `1.1 K` of bytes.
pub(super) fn bytes(texts: &Texts, bytes: u64) -> String {
    let unit = unit_of(bytes);
    let letter = if unit == 0 {
        "B"
    } else {
        ["", "KiB", "MiB", "GiB"][unit]
    };
    format!("{} {letter}", in_unit(texts, bytes, unit))
}

/// How many in a second: `3.2`, `41`.
pub(super) fn per_second(texts: &Texts, rate: f64) -> String {
    if rate > 0.0 && rate < 9.95 {
        tenths(texts, rate)
    } else {
        number(texts, rate.round() as u64)
    }
}

/// A number in few letters: `999`, `9,999`, `10k`, `1M`.
fn short(texts: &Texts, count: u32) -> String {
    match count {
        0..10_000 => number(texts, count.into()),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// The meter's figures: `4/5`, or `4` without a limit.
pub(super) fn figures(texts: &Texts, rate: Rate) -> String {
    let used = short(texts, rate.used);
    match rate.limit {
        Some(limit) => format!("{used}/{}", short(texts, limit)),
        None => used,
    }
}

/// The same in words: "4 of 5".
pub(super) fn used_of(texts: &Texts, rate: Rate) -> String {
    match rate.limit {
        Some(limit) => texts.with(
            "serving-used-of",
            &[("used", rate.used.into()), ("limit", limit.into())],
        ),
        None => number(texts, rate.used.into()),
    }
}

/// What is wrong with a number, and what to do.
pub(super) fn problem(texts: &Texts, problem: NumberProblem) -> String {
    match problem {
        NumberProblem::Empty => texts.get("serving-problem-empty"),
        NumberProblem::NotANumber => texts.get("serving-problem-not-a-number"),
        NumberProblem::TooSmall { least } => {
            texts.with("serving-problem-too-small", &[("least", least.into())])
        }
        NumberProblem::TooLarge { most } => {
            texts.with("serving-problem-too-large", &[("most", most.into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_short_as_they_can_be() {
        let texts = Texts::new(Language::En);
        let seconds = Duration::from_secs;
        assert_eq!(here_for(seconds(38 * 60 + 12)), "38:12");
        assert_eq!(here_for(seconds(3_723)), "1:02:03");
        assert_eq!(uptime(seconds(2_537)), "00:42:17");
        assert_eq!(idle_for(&texts, Duration::from_millis(900)), "now");
        assert_eq!(idle_for(&texts, seconds(48)), "48 s");
        assert_eq!(idle_for(&texts, seconds(7_200)), "2 h");
    }

    #[test]
    fn bytes_share_the_unit_of_the_larger() {
        let english = Texts::new(Language::En);
        let spanish = Texts::new(Language::Es);
        assert_eq!(both_ways(&english, 10_035, 41_984), "9.8 / 41 K");
        assert_eq!(both_ways(&spanish, 10_035, 41_984), "9,8 / 41 K");
        assert_eq!(both_ways(&english, 0, 80), "0 / 80 B");
        assert_eq!(bytes(&english, 5 << 20), "5.0 MiB");
    }
}
