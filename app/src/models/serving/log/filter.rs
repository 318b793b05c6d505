//! Which entries are shown.

use std::fmt::Write as _;

use tertulia_server_core::{ClientId, Level};

use super::entry::{Category, LogEntry};

/// A set of categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Categories(u8);

impl Categories {
    /// Everything.
    pub const ALL: Self = Self(u8::MAX);
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Whether this one is among them.
    #[must_use]
    pub fn contains(self, category: Category) -> bool {
        self.0 & bit(category) != 0
    }

    /// With or without some of them.
    #[must_use]
    pub fn with(self, categories: &[Category], on: bool) -> Self {
        let bits = categories.iter().fold(0, |bits, one| bits | bit(*one));
        Self(if on { self.0 | bits } else { self.0 & !bits })
    }
}

fn bit(category: Category) -> u8 {
    1 << category as u8
}

/// What an entry must be to be shown. All conditions hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter {
    /// One of these.
    categories: Categories,
    /// At least this.
    least: Level,
    /// This connection's.
    client: Option<ClientId>,
    /// Lowercased; empty for any.
    text: String,
    /// The text could stand in an address.
    like_an_address: bool,
}

impl Default for LogFilter {
    /// Everything is shown.
    fn default() -> Self {
        Self {
            categories: Categories::ALL,
            least: Level::Detail,
            client: None,
            text: String::new(),
            like_an_address: true,
        }
    }
}

impl LogFilter {
    /// Only these categories.
    #[must_use]
    pub fn categories(self, categories: Categories) -> Self {
        Self { categories, ..self }
    }

    /// Only this level and above.
    #[must_use]
    pub fn at_least(self, least: Level) -> Self {
        Self { least, ..self }
    }

    /// Only one connection.
    #[must_use]
    pub fn client(self, client: Option<ClientId>) -> Self {
        Self { client, ..self }
    }

    /// Only what has this, in any case, in its name, its address, or what was written.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let like_an_address = text
            .chars()
            .all(|c| c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '[' | ']'));
        Self {
            text,
            like_an_address,
            ..self
        }
    }

    /// The categories shown.
    #[must_use]
    pub fn shown_categories(&self) -> Categories {
        self.categories
    }

    /// The connection shown, if it is one only.
    #[must_use]
    pub fn shown_client(&self) -> Option<ClientId> {
        self.client
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn passes_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an entry is shown.
    #[must_use]
    pub fn passes(&self, entry: &LogEntry) -> bool {
        self.categories.contains(entry.category())
            && entry.level() >= self.least
            && self
                .client
                .is_none_or(|client| entry.who().is_some_and(|who| who.client == client))
            && self.text_passes(entry)
    }

    fn text_passes(&self, entry: &LogEntry) -> bool {
        if self.text.is_empty() {
            return true;
        }
        let says = |text: &str| contains_in_any_case(text, &self.text);
        entry.name().is_some_and(says)
            || entry.texts().any(says)
            || (self.like_an_address && self.address_passes(entry))
    }

    fn address_passes(&self, entry: &LogEntry) -> bool {
        let Some(address) = entry.address() else {
            return false;
        };
        let mut text = String::with_capacity(48);
        // Writing to a string cannot fail.
        write!(text, "{address}").is_ok() && text.contains(&self.text)
    }
}

/// `wanted` is in lower case already.
pub(in super::super) fn contains_in_any_case(text: &str, wanted: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(wanted);
    }
    // Nearly every text, without a copy.
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    wanted.is_empty()
        || text
            .windows(wanted.len())
            .any(|window| window.eq_ignore_ascii_case(wanted))
}
