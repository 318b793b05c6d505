//! The localisation files, read with Fluent.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::Language;

/// The messages of one language.
pub(super) struct Catalog {
    bundle: FluentBundle<FluentResource>,
}

/// One argument of a message: a number (also for its plural forms) or a text.
pub(super) type Argument<'a> = (&'static str, FluentValue<'a>);

impl Catalog {
    pub(super) fn new(language: Language) -> Self {
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // The isolation marks are for texts of mixed direction in a window; on the wire they would
        // be part of the line.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::En => grouped::<_, ','>,
            Language::Es => grouped::<_, '.'>,
        }));
        // Built-in files without faults, which the tests prove; with one, the rest still speaks.
        let resource = match FluentResource::try_new(language.source().to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    /// The message `key` with its arguments.
    pub(super) fn message(&self, key: &str, arguments: &[Argument<'_>]) -> String {
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value());
        debug_assert!(pattern.is_some(), "no message {key}");
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        let mut faults = Vec::new();
        let message = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut faults);
        debug_assert!(faults.is_empty(), "{key}: {faults:?}");
        message.into_owned()
    }

    /// The message `key`, cut at the places of its arguments.
    pub(super) fn template(&self, key: &str, arguments: &[&'static str]) -> Template {
        // Control characters mark the places; no sentence has any.
        let marks: Vec<Argument<'_>> = (0_u8..)
            .zip(arguments)
            .map(|(mark, name)| (*name, char::from(mark).to_string().into()))
            .collect();
        Template::cut(&self.message(key, &marks))
    }
}

impl Language {
    fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    pub(super) fn source(self) -> &'static str {
        match self {
            Self::En => include_str!("../../locales/en.ftl"),
            Self::Es => include_str!("../../locales/es.ftl"),
        }
    }
}

/// Writes whole numbers in groups of three digits.
fn grouped<M, const SEPARATOR: char>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(SEPARATOR);
        }
        grouped.push(digit);
    }
    Some(grouped)
}

/// A sentence ready to be filled in without Fluent, for what is said all the time.
#[derive(Debug)]
pub(crate) struct Template {
    /// A text, and which argument comes after it.
    parts: Vec<(String, usize)>,
    end: String,
}

impl Template {
    fn cut(marked: &str) -> Self {
        let mut parts = Vec::new();
        let mut text = String::new();
        for character in marked.chars() {
            if character.is_control() {
                parts.push((std::mem::take(&mut text), character as usize));
            } else {
                text.push(character);
            }
        }
        Self { parts, end: text }
    }

    /// Appends the sentence.
    pub(crate) fn fill(&self, arguments: &[&str], out: &mut Vec<u8>) {
        for (text, argument) in &self.parts {
            out.extend_from_slice(text.as_bytes());
            let argument = arguments.get(*argument).copied().unwrap_or_default();
            out.extend_from_slice(argument.as_bytes());
        }
        out.extend_from_slice(self.end.as_bytes());
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").finish_non_exhaustive()
    }
}
