//! Times as people read them, in this machine's time zone.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use tertulia_protocol::UnixMillis;

/// Turns the wire's times into local ones.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
}

impl Clock {
    /// This machine's time zone.
    #[must_use]
    pub fn system() -> Self {
        Self {
            zone: TimeZone::system(),
        }
    }

    /// Coordinated universal time, for tests.
    #[must_use]
    pub fn utc() -> Self {
        Self {
            zone: TimeZone::UTC,
        }
    }

    /// To the millisecond: `14:03:07.120`.
    #[must_use]
    pub fn precise(&self, time: UnixMillis) -> String {
        self.format(time, "%H:%M:%S.%3f")
    }

    /// To the minute: `14:03`.
    #[must_use]
    pub fn short(&self, time: UnixMillis) -> String {
        self.format(time, "%H:%M")
    }

    /// To the second: `14:03:07`.
    #[must_use]
    pub fn seconds(&self, time: UnixMillis) -> String {
        self.format(time, "%H:%M:%S")
    }

    /// The day and the minute: `2026-11-23 14:03`.
    #[must_use]
    pub fn day_and_minute(&self, time: UnixMillis) -> String {
        self.format(time, "%Y-%m-%d %H:%M")
    }

    /// As part of a file's name: `20261123-1403`.
    #[must_use]
    pub fn file_name(&self, time: UnixMillis) -> String {
        self.format(time, "%Y%m%d-%H%M")
    }

    /// A number that stands for the day in this time zone; later days have higher ones.
    #[must_use]
    pub fn day(&self, time: UnixMillis) -> i64 {
        let date = self.date(time);
        i64::from(date.year) * 372 + i64::from(date.month) * 31 + i64::from(date.day)
    }

    /// The day in this time zone.
    #[must_use]
    pub fn date(&self, time: UnixMillis) -> Date {
        let date = self.zoned(time).date();
        Date {
            year: date.year(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
            weekday: date.weekday().to_monday_one_offset().unsigned_abs(),
        }
    }

    fn format(&self, time: UnixMillis, format: &str) -> String {
        self.zoned(time).strftime(format).to_string()
    }

    fn zoned(&self, time: UnixMillis) -> ZonedDateTime {
        // A foreign clock may say anything; beyond the calendar (year 9999) its last moment stands.
        let millis = i64::try_from(time.0).unwrap_or(i64::MAX);
        let moment = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX);
        moment.to_zoned_datetime(self.zone.clone())
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year.
    pub year: i16,
    /// 1 for January.
    pub month: u8,
    /// 1 for the first.
    pub day: u8,
    /// 1 for Monday.
    pub weekday: u8,
}

/// The time now, as the wire writes it.
#[must_use]
pub fn now() -> UnixMillis {
    UnixMillis(u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_to_the_millisecond_or_to_the_minute() {
        let clock = Clock::utc();
        let time = UnixMillis(((14 * 60 + 3) * 60 + 7) * 1_000 + 120);
        assert_eq!(
            (clock.precise(time).as_str(), clock.short(time).as_str()),
            ("14:03:07.120", "14:03")
        );
    }

    #[test]
    fn a_time_in_a_files_name_sorts_and_is_allowed_everywhere() {
        let time = UnixMillis(1_795_442_580_000);
        assert_eq!(Clock::utc().file_name(time), "20261123-1403");
    }

    #[test]
    fn an_absurd_time_is_no_panic() {
        assert!(!Clock::utc().precise(UnixMillis(u64::MAX)).is_empty());
    }
}
