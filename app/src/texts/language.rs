//! Which language a person reads.

pub use tertulia_protocol::Language;

/// The system's language, where that is one of ours; English otherwise.
#[must_use]
pub fn from_system() -> Language {
    from_locale(sys_locale::get_locale().as_deref().unwrap_or_default())
}

/// The language of a locale like `es_ES.UTF-8` or `en-GB`.
fn from_locale(locale: &str) -> Language {
    let language = locale
        .split(['-', '_', '.', '@'])
        .next()
        .unwrap_or_default();
    if language.eq_ignore_ascii_case("es") {
        Language::Es
    } else {
        Language::En
    }
}

/// Reads what people write after `--lang`: `en` or `es`.
#[must_use]
pub fn parse_language(text: &str) -> Option<Language> {
    match text {
        "en" => Some(Language::En),
        "es" => Some(Language::Es),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spanish_is_recognised_in_any_country_and_everything_else_is_english() {
        for spanish in ["es", "es_ES.UTF-8", "es-MX", "ES", "es@euro"] {
            assert_eq!(from_locale(spanish), Language::Es, "{spanish}");
        }
        for other in ["", "C", "POSIX", "en_GB.UTF-8", "est", "de-DE"] {
            assert_eq!(from_locale(other), Language::En, "{other}");
        }
    }
}
