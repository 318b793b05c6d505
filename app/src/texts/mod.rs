//! The program's own texts in the user's language.
//!
//! The sentences stand in `app/locales/LANGUAGE/*.ftl` (Project Fluent) and are part of the
//! binary. Code names them by literal keys, so that a search finds both ends; a
//! test compares the keys and arguments of all languages with each other and with the sources.

mod language;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use language::{Language, from_system, parse_language};

/// One argument of a sentence: its name in the file, and its value. Strings appear as they are,
/// numbers as the language writes them.
pub type Arg<'a> = (&'static str, FluentValue<'a>);

/// All sentences of one language. Cheap to clone, usable from any thread.
#[derive(Clone)]
pub struct Texts {
    language: Language,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

macro_rules! sources {
    ($language:literal) => {
        [
            include_str!(concat!("../../locales/", $language, "/chat.ftl")),
            include_str!(concat!("../../locales/", $language, "/cli.ftl")),
            include_str!(concat!("../../locales/", $language, "/errors.ftl")),
            include_str!(concat!("../../locales/", $language, "/keeping.ftl")),
            include_str!(concat!("../../locales/", $language, "/load.ftl")),
            include_str!(concat!("../../locales/", $language, "/log.ftl")),
            include_str!(concat!("../../locales/", $language, "/moderation.ftl")),
            include_str!(concat!("../../locales/", $language, "/passwords.ftl")),
            include_str!(concat!("../../locales/", $language, "/profiles.ftl")),
            include_str!(concat!("../../locales/", $language, "/server.ftl")),
            include_str!(concat!("../../locales/", $language, "/serving.ftl")),
            include_str!(concat!("../../locales/", $language, "/terminal.ftl")),
            include_str!(concat!("../../locales/", $language, "/windows.ftl")),
        ]
    };
}

/// The Fluent files of a language.
fn sources(language: Language) -> [&'static str; 13] {
    match language {
        Language::En => sources!("en"),
        Language::Es => sources!("es"),
    }
}

impl Texts {
    /// The sentences of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let locale = match language {
            Language::En => "en",
            Language::Es => "es",
        };
        let locale: LanguageIdentifier = locale.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // The isolating marks are invisible characters that end up in logs, clipboards and scripts.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::En => |value, _| grouped_number(value, ','),
            Language::Es => |value, _| grouped_number(value, '.'),
        }));
        for source in sources(language) {
            // The files are part of the binary: a test finds mistakes in them before a user can.
            let resource =
                FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
                    tracing::error!(?errors, "a localisation file has mistakes");
                    resource
                });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(?errors, "a localisation file repeats a key");
            }
        }
        Self {
            language,
            bundle: Arc::new(bundle),
        }
    }

    /// Which language this is.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence called `key`, which takes no arguments.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The sentence called `key` with its arguments.
    #[must_use]
    pub fn with(&self, key: &str, args: &[Arg<'_>]) -> String {
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
        else {
            tracing::error!(key, "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text
    }
}

/// Whole numbers with the language's separator between thousands: 1,204 or 1.204.
fn grouped_number(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits.as_ref()), |rest| ("-", rest));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    Some(grouped)
}
