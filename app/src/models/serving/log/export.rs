//! The log as lines: for reading, for programs, for spreadsheets.

use jiff::Timestamp;
use serde_json::{Map, Value};
use tertulia_protocol::is_visible;
use tertulia_server_core::{EventKind, Level};

use super::Log;
use super::entry::{Category, LogEntry, LogKind};
use super::filter::LogFilter;
use crate::json_line::json_line;
use crate::log_line::one_line;

/// What an exported line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Sentences.
    Text,
    /// A JSON object each.
    JsonLines,
    /// RFC 4180, with a header line; a cell that a spreadsheet could take for a formula begins
    /// with an apostrophe.
    Csv,
}

impl ExportFormat {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Text, Self::JsonLines, Self::Csv];

    /// How the names of such files end, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// What ends a line.
    #[must_use]
    pub fn line_end(self) -> &'static str {
        match self {
            Self::Text | Self::JsonLines => "\n",
            Self::Csv => "\r\n",
        }
    }

    /// How many lines stand before the first entry.
    #[must_use]
    pub fn header_lines(self) -> u64 {
        u64::from(self == Self::Csv)
    }
}

/// Which entries are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All that are kept.
    Everything,
    /// Those that pass the filter and came before any pause.
    Shown,
}

/// An export under way. It holds no entries, so that a page can take some lines each frame while
/// the log goes on; what comes after the beginning is left out, and another filter changes nothing.
#[derive(Debug, Clone)]
pub struct Export {
    format: ExportFormat,
    /// None for everything.
    filter: Option<LogFilter>,
    header_due: bool,
    next: u64,
    end: u64,
}

/// The columns of CSV, which are also the fields of JSON.
const COLUMNS: [&str; 9] = [
    "number", "time", "level", "category", "event", "client", "name", "address", "text",
];

impl Export {
    /// Begins an export of what the log has now.
    #[must_use]
    pub fn new(log: &Log, format: ExportFormat, scope: Scope) -> Self {
        let shown = scope == Scope::Shown;
        Self {
            format,
            filter: shown.then(|| log.filter.clone()),
            header_due: format.header_lines() > 0,
            next: log.store.first(),
            end: log.paused.filter(|_| shown).unwrap_or(log.store.next()),
        }
    }

    /// What the lines look like.
    #[must_use]
    pub fn format(&self) -> ExportFormat {
        self.format
    }

    /// More lines, without line breaks: those of the next `entries` entries, and a header before the
    /// first. `sentence` words an entry for people, time included; only [`ExportFormat::Text`] asks
    /// it. Entries that were dropped meanwhile are missing.
    pub fn portion(
        &mut self,
        log: &Log,
        entries: usize,
        sentence: &dyn Fn(&LogEntry) -> String,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        if std::mem::take(&mut self.header_due) {
            lines.push(COLUMNS.join(","));
        }
        self.next = self.next.max(log.store.first()).min(self.end);
        let until = self.next.saturating_add(entries as u64).min(self.end);
        for number in self.next..until {
            let entry = log.entry(number);
            let passes = |entry: &&LogEntry| {
                let filter = self.filter.as_ref();
                filter.is_none_or(|filter| filter.passes(entry))
            };
            lines.extend(entry.filter(passes).map(|entry| match self.format {
                ExportFormat::Text => one_line(&sentence(entry)),
                ExportFormat::JsonLines => json(entry),
                ExportFormat::Csv => csv(entry),
            }));
        }
        self.next = until;
        lines
    }

    /// Whether there are no more lines.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next >= self.end && !self.header_due
    }

    /// Which part of the entries has been looked at, from 0 to 1.
    #[must_use]
    pub fn progress(&self, log: &Log) -> f32 {
        let first = log.store.first().min(self.end);
        let all = (self.end - first).max(1);
        let left = self.end.saturating_sub(self.next).min(all);
        1.0 - left as f32 / all as f32
    }
}

/// The values of [`COLUMNS`]; none where there is nothing to say.
fn fields(entry: &LogEntry) -> [Option<Value>; 9] {
    let address = entry.address().map(|address| address.to_string());
    [
        Some(entry.number.into()),
        Some(utc(entry.time.0).into()),
        Some(level(entry.level()).into()),
        Some(category(entry.category()).into()),
        Some(entry.code().into()),
        entry.who().map(|who| who.client.0.into()),
        entry.name().map(Into::into),
        address.map(Into::into),
        text(entry).map(Into::into),
    ]
}

fn json(entry: &LogEntry) -> String {
    let given = COLUMNS.into_iter().zip(fields(entry));
    let object: Map<String, Value> = given
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    // Values have nothing that JSON has not.
    json_line(&object).unwrap_or_default()
}

fn csv(entry: &LogEntry) -> String {
    let cells = fields(entry).map(|value| match value {
        None => String::new(),
        Some(Value::String(text)) => cell(&text),
        Some(other) => other.to_string(),
    });
    cells.join(",")
}

/// What begins a formula in some spreadsheet, in the wide letters of East Asia too.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Safe in every spreadsheet: what could begin a formula gets an apostrophe, and quotes are
/// doubled. The text is cleaned, and line breaks become a sign, so that one entry is one line.
fn cell(text: &str) -> String {
    let text = one_line(text);
    // An import may drop what cannot be seen, such as spaces and a byte order mark.
    let seen = text.trim_start_matches(|c| !is_visible(c));
    let formula = seen.starts_with(FORMULA);
    let apostrophe = if formula { "'" } else { "" };
    if formula || text.contains(['"', ',', ';', '\'']) || text.trim() != text {
        format!("\"{apostrophe}{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// What was written or said, with what else there is to an entry.
fn text(entry: &LogEntry) -> Option<String> {
    match &entry.kind {
        LogKind::Skipped(count) => Some(count.to_string()),
        LogKind::Event(EventKind::Private { to, chars, .. }) => Some(format!("{to} {chars}")),
        LogKind::Event(EventKind::LimitsChanged(limits)) => Some(format!(
            "{} {} {}",
            limits.max_chars, limits.max_rate, limits.max_clients
        )),
        LogKind::Event(_) => {
            let parts: Vec<&str> = entry.texts().collect();
            (!parts.is_empty()).then(|| parts.join(": "))
        }
    }
}

/// RFC 3339, to the millisecond, in UTC.
fn utc(millis: u64) -> String {
    let millis = i64::try_from(millis).unwrap_or(i64::MAX);
    let moment = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX);
    format!("{moment:.3}")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Detail => "detail",
        Level::Notice => "notice",
        Level::Warning => "warning",
        Level::Alarm => "alarm",
    }
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Message => "message",
        Category::Operator => "operator",
        Category::Came => "came",
        Category::Left => "left",
        Category::Warning => "warning",
        Category::CutOff => "cut_off",
        Category::Notice => "notice",
        Category::Detail => "detail",
    }
}
