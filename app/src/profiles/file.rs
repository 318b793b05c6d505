//! One settings file: reading it whole, writing it whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ProfileError;
use super::format::{self, Loaded};
use crate::whole_file::{WholeFile, folder_of};

/// No settings file is larger; a device or a film given by mistake ends here.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a file of the format that [`write`] writes.
///
/// # Errors
/// Anything about reading and understanding in [`ProfileError`].
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Loaded<T>, ProfileError> {
    format::parse(path, bytes_of(path)?)
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
    put(
        path,
        format::render(value).map_err(not_writable)?.as_bytes(),
        true,
    )
    .map_err(not_writable)
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

fn put(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let mut file = WholeFile::begin(path)?;
    file.write_all(bytes)?;
    file.finish(replace)
}
