//! One settings file: reading it with exact complaints, writing it whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::marker::PhantomData;
use std::path::Path;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer};
use serde::{Deserialize, Serialize};

use super::{FormatVersion, ProfileError};
use crate::whole_file::{WholeFile, folder_of};

/// No settings file is larger; a device or a film given by mistake ends here.
const MAX_BYTES: u64 = 1 << 20;

/// What a settings file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<T> {
    /// Its settings.
    pub value: T,
    /// Fields that this version does not know, as paths like `limits.max_words`. While there are
    /// any, the file is not overwritten.
    pub unknown_fields: Vec<String>,
}

/// Reads a file of the format that [`write`] writes.
///
/// # Errors
/// Anything about reading and understanding in [`ProfileError`].
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Loaded<T>, ProfileError> {
    parse(path, &text_of(path)?)
}

/// Writes the file anew: into a temporary file beside it, which takes its place only when complete
/// and on the disk.
///
/// # Errors
/// [`ProfileError::NotWritable`], or what is wrong with the file that would be replaced: it is left
/// as it was unless this version understands all of it.
pub(crate) fn write<T: Serialize + DeserializeOwned>(
    path: &Path,
    value: &T,
) -> Result<(), ProfileError> {
    match read::<T>(path) {
        Ok(Loaded { unknown_fields, .. }) if !unknown_fields.is_empty() => {
            return Err(ProfileError::WouldLoseFields {
                path: path.to_owned(),
                fields: unknown_fields,
            });
        }
        // Nothing stands in an empty file, so nothing is lost.
        Ok(_) | Err(ProfileError::NotFound { .. } | ProfileError::Empty { .. }) => {}
        Err(error) => return Err(error),
    }
    let not_writable = |source: io::Error| ProfileError::NotWritable {
        path: path.to_owned(),
        source,
    };
    put(path, render(value).map_err(not_writable)?.as_bytes(), true).map_err(not_writable)
}

/// Writes a file that is not there yet, byte for byte.
///
/// # Errors
/// [`ProfileError::Exists`] or [`ProfileError::NotWritable`].
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), ProfileError> {
    put(path, bytes, false).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => ProfileError::Exists {
            path: path.to_owned(),
        },
        _ => ProfileError::NotWritable {
            path: path.to_owned(),
            source,
        },
    })
}

/// The text that [`write`] puts into a file.
pub(super) fn render<T: Serialize>(value: &T) -> io::Result<String> {
    let pretty = PrettyConfig::new()
        .struct_names(false)
        .extensions(Extensions::IMPLICIT_SOME);
    let text = ron::ser::to_string_pretty(value, pretty);
    Ok(text.map_err(io::Error::other)? + "\n")
}

/// The bytes of a file, for copying it as it is.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, ProfileError> {
    let not_readable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ProfileError::NotFound {
            path: path.to_owned(),
        },
        io::ErrorKind::IsADirectory => ProfileError::IsFolder {
            path: path.to_owned(),
        },
        _ => ProfileError::NotReadable {
            path: path.to_owned(),
            source,
        },
    };
    // A folder opens like a file on some systems, and fails with something vague on others; a pipe
    // would be waited for.
    if !fs::metadata(path).map_err(not_readable)?.is_file() {
        return Err(ProfileError::IsFolder {
            path: path.to_owned(),
        });
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(not_readable)?;
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(not_readable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ProfileError::TooLarge {
            path: path.to_owned(),
            limit: MAX_BYTES,
        });
    }
    Ok(bytes)
}

fn text_of(path: &Path) -> Result<String, ProfileError> {
    let text = String::from_utf8(bytes_of(path)?).map_err(|error| ProfileError::NotUtf8 {
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

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<Loaded<T>, ProfileError> {
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let broken = |error: ron::error::SpannedError| ProfileError::Broken {
        path: path.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        detail: error.code.to_string(),
    };
    // A newer file may have another structure, so its version is read before anything else.
    let VersionOnly { version } = options.from_str(text).map_err(broken)?;
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
    let value = options.from_str_seed(text, seed).map_err(broken)?;
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

fn put(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let mut file = WholeFile::begin(path)?;
    file.write_all(bytes)?;
    file.finish(replace)
}
