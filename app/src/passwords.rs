//! Passwords from outside: out of a file or standard input, and into a hash. They are never an
//! argument of the command line, which every program on the computer can read.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};

use tertulia_protocol::detect::{Detected, detect};
use tertulia_protocol::plain::Command;
use tertulia_protocol::{ExitWords, MAX_PASSWORD_CHARS, Password, PasswordError};
use tertulia_server_core::{HashingError, PasswordHash};
use zeroize::Zeroizing;

use crate::console::Unseen;
use crate::sentences::clean;
use crate::texts::Texts;

/// The most bytes of a password's file: more than any password has.
const MOST_BYTES: u64 = 4_096;

/// Stands for standard input in place of a file.
const STANDARD_INPUT: &str = "-";

/// Why there is no password.
#[derive(Debug)]
pub enum PasswordProblem {
    /// The file, or standard input, cannot be read.
    NotReadable {
        /// As it was given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is more in the file than any password has.
    TooLarge {
        /// As it was given.
        path: PathBuf,
    },
    /// The file is not UTF-8 text.
    NotText {
        /// As it was given.
        path: PathBuf,
    },
    /// What stands there cannot be a password.
    Unusable(PasswordError),
    /// Whoever types it where the server asks for it leaves instead.
    Leaves,
    /// Sent as plain text, it looks like the first line of something else.
    OtherProtocol,
    /// The system has no memory or no randomness for hashing it.
    NotHashed(String),
}

impl PasswordProblem {
    /// What is wrong, and with which file.
    #[must_use]
    pub fn sentence(&self, texts: &Texts) -> String {
        let of_file = |path: &Path, why: String| {
            let path = clean(&path.display().to_string());
            let parts = [("path", path.into()), ("why", why.into())];
            texts.with("error-password-file", &parts)
        };
        match self {
            Self::NotReadable { path, source } => of_file(path, clean(&source.to_string())),
            Self::TooLarge { path } => {
                let limit = [("limit", MOST_BYTES.into())];
                of_file(path, texts.with("error-password-file-large", &limit))
            }
            Self::NotText { path } => of_file(path, texts.get("error-password-file-text")),
            Self::Unusable(error) => unusable(*error, texts),
            Self::Leaves => texts.get("error-password-leaves"),
            Self::OtherProtocol => texts.get("error-password-other-protocol"),
            Self::NotHashed(detail) => texts.with(
                "error-password-hashing",
                &[("detail", clean(detail).into())],
            ),
        }
    }
}

/// Why a text cannot be a password, as a sentence.
#[must_use]
pub fn unusable(error: PasswordError, texts: &Texts) -> String {
    match error {
        PasswordError::Empty => texts.get("error-password-empty"),
        PasswordError::TooLong => texts.with(
            "error-password-too-long",
            &[("max", MAX_PASSWORD_CHARS.into())],
        ),
        PasswordError::Control => texts.get("error-password-control"),
    }
}

/// Reads a password: all of a file, or with `-` one line of standard input, whose other lines are
/// left. At a terminal it is asked for, and not shown.
///
/// # Errors
/// When it cannot be read, or cannot be a password.
pub fn read(path: &Path, texts: &Texts) -> Result<Password, PasswordProblem> {
    let not_readable = |source| PasswordProblem::NotReadable {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES as usize + 1));
    if path.as_os_str() == STANDARD_INPUT {
        let unseen = io::stdin().is_terminal().then(|| {
            // On standard error, since standard output may be for a program.
            let _closed = writeln!(io::stderr(), "{}", texts.get("password-type"));
            Unseen::begin()
        });
        let read = read_line(&mut bytes);
        drop(unseen);
        read.map_err(not_readable)?;
    } else {
        let file = File::open(path).map_err(not_readable)?;
        let mut file = file.take(MOST_BYTES + 1);
        file.read_to_end(&mut bytes).map_err(not_readable)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        let path = path.to_owned();
        return Err(PasswordProblem::TooLarge { path });
    }
    // Some editors begin every file with a byte order mark.
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let Ok(text) = std::str::from_utf8(text) else {
        let path = path.to_owned();
        return Err(PasswordProblem::NotText { path });
    };
    let password = Password::new(text.to_owned());
    password.check().map_err(PasswordProblem::Unusable)?;
    Ok(password)
}

/// Byte by byte, so that nothing behind the line is taken from whoever reads on.
fn read_line(line: &mut Vec<u8>) -> io::Result<()> {
    let mut byte = [0];
    while line.len() as u64 <= MOST_BYTES {
        if read_byte(&mut byte)? == 0 || byte == *b"\n" {
            break;
        }
        line.push(byte[0]);
    }
    Ok(())
}

#[cfg(unix)]
fn read_byte(byte: &mut [u8; 1]) -> io::Result<usize> {
    Ok(rustix::io::retry_on_intr(|| {
        rustix::io::read(io::stdin(), &mut *byte)
    })?)
}

#[cfg(not(unix))]
fn read_byte(byte: &mut [u8; 1]) -> io::Result<usize> {
    // The buffer is the one that whoever reads on has too.
    io::stdin().lock().read(byte)
}

/// Whether a server can have this password, which is known at once.
///
/// # Errors
/// When it cannot, also because nobody could send it as plain text.
pub fn check(password: &Password, exit_words: &ExitWords) -> Result<(), PasswordProblem> {
    password.check().map_err(PasswordProblem::Unusable)?;
    let text = std::str::from_utf8(password.reveal()).unwrap_or_default();
    // Before they are in, clients know the usual words only.
    let usual = ExitWords::default();
    if [exit_words, &usual]
        .map(|words| Command::parse(text, words))
        .contains(&Command::Quit)
    {
        return Err(PasswordProblem::Leaves);
    }
    let line = Zeroizing::new([password.reveal(), b"\n"].concat());
    if !matches!(detect(&line), Detected::Plain | Detected::Undecided) {
        return Err(PasswordProblem::OtherProtocol);
    }
    Ok(())
}

/// Hashes a server's password, which takes tens of milliseconds.
///
/// # Errors
/// When [`check`] refuses it, or the system has no memory or randomness.
pub fn hash(password: &Password, exit_words: &ExitWords) -> Result<PasswordHash, PasswordProblem> {
    check(password, exit_words)?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| PasswordProblem::NotHashed(error.to_string()))?;
    PasswordHash::of(password, salt).map_err(|error| match error {
        HashingError::Unusable(error) => PasswordProblem::Unusable(error),
        HashingError::Failed(detail) => PasswordProblem::NotHashed(detail),
    })
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::Language;

    use super::*;

    fn read_file(content: &[u8]) -> Result<Password, PasswordProblem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, content).unwrap();
        read(&path, &Texts::new(Language::En))
    }

    #[test]
    fn a_file_has_one_password_and_perhaps_a_line_end() {
        for content in ["open sesame", "open sesame\n", "\u{FEFF}open sesame\r\n"] {
            let password = read_file(content.as_bytes()).unwrap();
            assert_eq!(password.reveal(), b"open sesame");
        }
        let refused = |content: &[u8]| {
            let problem = read_file(content).unwrap_err();
            problem.sentence(&Texts::new(Language::En))
        };
        assert!(refused(b"\n").contains("at least one character"));
        assert!(refused(b"one\ntwo\n").contains("is one line"));
        assert!(refused(&[0xFF; 8]).contains("it is not text"));
        assert!(refused(&[b'x'; 5_000]).contains("more than 4,096 bytes"));
        assert!(refused(&[b'x'; 65]).contains("at most 64 characters"));
        let texts = Texts::new(Language::En);
        let missing = read(Path::new("/nowhere/password"), &texts).unwrap_err();
        let sentence = missing.sentence(&texts);
        assert!(sentence.contains("/nowhere/password"), "{sentence}");
    }

    #[test]
    fn the_same_password_is_hashed_anew_each_time() {
        let password = Password::new("open sesame".to_owned());
        let hashed = || hash(&password, &ExitWords::default()).unwrap();
        let (one, two) = (hashed(), hashed());
        assert_ne!(one, two);
        assert!(one.is_of(&password) && two.is_of(&password));
    }

    #[test]
    fn a_word_to_leave_with_is_no_password() {
        let exit_words = ExitWords::new(["adiós"]);
        for word in ["adiós", " ADIÓS ", "/quit", "salir"] {
            let problem = hash(&Password::new(word.to_owned()), &exit_words).unwrap_err();
            let sentence = problem.sentence(&Texts::new(Language::En));
            assert!(sentence.contains("leave"), "{word}: {sentence}");
        }
    }

    #[test]
    fn what_plain_text_cannot_carry_is_no_password() {
        for word in ["{1a2b}", "GET /etc/passwd HTTP/1.1", "SSH-2.0-secret"] {
            let hashed = hash(&Password::new(word.to_owned()), &ExitWords::default());
            let problem = hashed.unwrap_err();
            let sentence = problem.sentence(&Texts::new(Language::En));
            assert!(sentence.contains("program"), "{word}: {sentence}");
        }
    }
}
