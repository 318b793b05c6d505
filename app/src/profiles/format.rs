//! What stands in a settings file: RON, read with exact complaints. Knows no files.

use std::io;
use std::marker::PhantomData;
use std::path::Path;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer};
use serde::{Deserialize, Serialize};

use super::{FormatVersion, ProfileError};

/// What a settings file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<T> {
    /// Its settings.
    pub value: T,
    /// Fields that this version does not know, as paths like `limits.max_words`. While there are
    /// any, the file is not overwritten.
    pub unknown_fields: Vec<String>,
}

/// The text that says these settings.
///
/// # Errors
/// None for settings of this program.
pub(super) fn render<T: Serialize>(value: &T) -> io::Result<String> {
    let pretty = PrettyConfig::new()
        .struct_names(false)
        .extensions(Extensions::IMPLICIT_SOME);
    let text = ron::ser::to_string_pretty(value, pretty);
    Ok(text.map_err(io::Error::other)? + "\n")
}

fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, ProfileError> {
    let text = String::from_utf8(bytes).map_err(|error| ProfileError::NotUtf8 {
        path: path.to_owned(),
        offset: error.utf8_error().valid_up_to(),
    })?;
    // Editors on Windows may put a byte order mark first.
    let text = text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ProfileError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(text)
}

#[derive(Deserialize)]
struct VersionOnly {
    #[serde(default)]
    version: FormatVersion,
}

/// Understands the bytes of the settings file at `path`, which is named in what is wrong with them.
///
/// # Errors
/// Anything about understanding in [`ProfileError`].
pub(super) fn parse<T: DeserializeOwned>(
    path: &Path,
    bytes: Vec<u8>,
) -> Result<Loaded<T>, ProfileError> {
    let text = text_of(path, bytes)?;
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let broken = |error: ron::error::SpannedError| ProfileError::Broken {
        path: path.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        detail: error.code.to_string(),
    };
    // A newer file may have another structure, so its version is read before anything else.
    let VersionOnly { version } = options.from_str(&text).map_err(broken)?;
    if version > FormatVersion::default() {
        return Err(ProfileError::Newer {
            path: path.to_owned(),
            version: version.0,
            known: FormatVersion::KNOWN,
        });
    }
    let mut unknown_fields = Vec::new();
    let seed = NotingUnknown {
        unknown: &mut unknown_fields,
        result: PhantomData,
    };
    let value = options.from_str_seed(&text, seed).map_err(broken)?;
    Ok(Loaded {
        value,
        unknown_fields,
    })
}

/// Reads a `T` and notes the fields that `T` does not have.
struct NotingUnknown<'a, T> {
    unknown: &'a mut Vec<String>,
    result: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for NotingUnknown<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        serde_ignored::deserialize(deserializer, |path| {
            self.unknown.push(path.to_string());
        })
    }
}
