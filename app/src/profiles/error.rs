//! What can go wrong with profiles, for programs; the sentences for people are in
//! [`crate::sentences`].

use std::io;
use std::path::PathBuf;

/// Why a profile could not be read, written, renamed or removed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The system names no folder for settings (no home folder).
    #[error("the system names no folder for settings")]
    NoFolder,
    /// Not a name for a profile.
    #[error("{name:?} is not a profile's name: {problem}")]
    BadName {
        /// As it was given.
        name: String,
        /// What is wrong with it.
        problem: NameProblem,
    },
    /// There is no such file.
    #[error("{} does not exist", path.display())]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is a profile of that name already.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file in the way.
        path: PathBuf,
    },
    /// A folder, not a file.
    #[error("{} is a folder", path.display())]
    IsFolder {
        /// Which.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("cannot read {}: {source}", path.display())]
    NotReadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// More bytes than any profile has.
    #[error("{} has more than {limit} bytes", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// How many bytes are read at most.
        limit: u64,
    },
    /// Not a text file.
    #[error("{} is not UTF-8 text (byte {offset})", path.display())]
    NotUtf8 {
        /// Which file.
        path: PathBuf,
        /// Bytes before the first that is wrong.
        offset: usize,
    },
    /// Nothing stands in it.
    #[error("{} is empty", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// It does not parse.
    #[error("{}:{line}:{column}: {detail}", path.display())]
    Broken {
        /// Which file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The parser's word on it.
        detail: String,
    },
    /// It was written by a newer version of the program.
    #[error("{} has version {version}, known is {known}", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// The version that stands in it.
        version: u32,
        /// The highest version known here.
        known: u32,
    },
    /// It has fields that would be lost by overwriting it.
    #[error("{} has unknown fields: {}", path.display(), fields.join(", "))]
    WouldLoseFields {
        /// Which file.
        path: PathBuf,
        /// The fields not known here.
        fields: Vec<String>,
    },
    /// The system does not let it be written.
    #[error("cannot write {}: {source}", path.display())]
    NotWritable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// What is wrong with a profile's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing but white space.
    #[error("it is empty")]
    Empty,
    /// More than [`super::ProfileName::MAX_CHARS`] characters.
    #[error("it is too long")]
    TooLong,
    /// A path separator, a control character or another that files cannot have everywhere.
    #[error("{0:?} cannot stand in a file's name")]
    Character(char),
    /// Begins or ends with a dot or a space, or is a name that Windows keeps for devices.
    #[error("files cannot be called so everywhere")]
    Unusable,
}
