//! Which addresses are Tertulia servers, and by which keys they are known.
//!
//! A Tertulia server in clear is kept as a convenience. A key is more: it is what every later
//! connection is held against, so a file that cannot be understood stops the way in, and is left
//! as it was.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tertulia_protocol::Fingerprint;

use super::trust::{Known, Remembered};
use crate::profiles::{FormatVersion, ProfileError};
use crate::profiles::{Loaded, file as settings_file};

const FILE: &str = "known-servers.ron";
/// Held while the file is read and written anew.
const LOCK: &str = "known-servers.lock";
/// Others hold it for a few milliseconds, so it is tried so often, and so far apart.
const LOOKS: u32 = 300;
const LOOK: Duration = Duration::from_millis(10);
/// Addresses in clear that are kept; the longest unused ones go first. Keys never go by themselves.
const MAX_IN_CLEAR: usize = 1_000;

/// The file's content.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    #[serde(default)]
    version: FormatVersion,
    /// The most recently learned last.
    #[serde(default)]
    servers: Vec<Server>,
}

/// One server at one address. Several can be known at the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Server {
    /// `host:port`.
    address: String,
    /// The fingerprint of its key; without one it was talked to in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
}

/// A fingerprint as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Key(Fingerprint);

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(digits: String) -> Result<Self, String> {
        let parsed = digits.parse().map(Self);
        parsed.map_err(|_| format!("{digits:?} is not a key's 64 hexadecimal digits"))
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0.to_hex()
    }
}

/// The file of known servers in one folder. Several processes may change it at once: each holds a
/// lock from reading to writing, and readers find the old file or the new one.
#[derive(Debug, Clone)]
pub(super) struct KnownServers {
    folder: PathBuf,
}

impl KnownServers {
    /// The file in `folder`, which need not exist yet.
    pub(super) fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// What is known of the address as the user gave it.
    ///
    /// # Errors
    /// When the file is there and cannot be read or understood.
    pub(super) fn find(&self, host: &str, port: u16) -> Result<Known, ProfileError> {
        let address = address(host, port);
        let servers = self.read()?.servers;
        let mut here = servers.iter().filter(|server| server.address == address);
        let keys: Vec<Fingerprint> = here.clone().filter_map(Server::fingerprint).collect();
        Ok(if !keys.is_empty() {
            Known::Encrypted(keys)
        } else if here.next().is_some() {
            Known::InClear
        } else {
            Known::Nothing
        })
    }

    /// The address is a Tertulia server in clear.
    ///
    /// # Errors
    /// When the file cannot be read, understood or written.
    pub(super) fn remember(&self, host: &str, port: u16) -> Result<(), ProfileError> {
        let address = address(host, port);
        self.change(|servers| {
            servers.retain(|server| server.address != address || server.key.is_some());
            servers.push(Server { address, key: None });
        })
    }

    /// The address is not a Tertulia server any more. Keys stay.
    ///
    /// # Errors
    /// As [`remember`](Self::remember).
    pub(super) fn forget(&self, host: &str, port: u16) -> Result<(), ProfileError> {
        let address = address(host, port);
        self.change(|servers| {
            servers.retain(|server| server.address != address || server.key.is_some());
        })
    }

    /// Nothing is known of the address any more, its keys neither.
    ///
    /// # Errors
    /// As [`remember`](Self::remember).
    pub(super) fn forget_keys(&self, host: &str, port: u16) -> Result<(), ProfileError> {
        let address = address(host, port);
        self.change(|servers| servers.retain(|server| server.address != address))
    }

    /// Trusts a key at an address: the first one there, or, if `beside` says so, beside others.
    ///
    /// # Errors
    /// As [`remember`](Self::remember).
    pub(super) fn trust(
        &self,
        host: &str,
        port: u16,
        key: Fingerprint,
        beside: bool,
    ) -> Result<Remembered, ProfileError> {
        let address = address(host, port);
        self.change(|servers| {
            let here = servers.iter().filter(|server| server.address == address);
            let keys: Vec<Fingerprint> = here.filter_map(Server::fingerprint).collect();
            match keys.last() {
                _ if keys.contains(&key) => return Remembered::Kept,
                Some(other) if !beside => return Remembered::Other(*other),
                _ => {}
            }
            servers.retain(|server| server.address != address || server.key.is_some());
            let key = Some(Key(key));
            servers.push(Server { address, key });
            Remembered::Kept
        })
    }

    /// Reads, changes and writes while nobody else does.
    fn change<T>(&self, change: impl FnOnce(&mut Vec<Server>) -> T) -> Result<T, ProfileError> {
        let not_writable = |source: io::Error| ProfileError::NotWritable {
            path: self.path(),
            source,
        };
        std::fs::create_dir_all(&self.folder).map_err(not_writable)?;
        let _lock = self.lock().map_err(not_writable)?;
        let mut content = self.read()?;
        let before = content.clone();
        let result = change(&mut content.servers);
        let in_clear = content.servers.iter().filter(|server| server.key.is_none());
        let mut surplus = in_clear.count().saturating_sub(MAX_IN_CLEAR);
        content.servers.retain(|server| {
            let goes = surplus > 0 && server.key.is_none();
            surplus -= usize::from(goes);
            !goes
        });
        if content != before {
            settings_file::write(&self.path(), &content)?;
        }
        Ok(result)
    }

    /// Holds everybody else off until it is dropped.
    fn lock(&self) -> io::Result<File> {
        let lock = File::create(self.folder.join(LOCK))?;
        for _ in 0..LOOKS {
            match lock.try_lock() {
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK),
                Err(TryLockError::Error(error)) => return Err(error),
                Ok(()) => return Ok(lock),
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    /// A file that is missing or empty knows nothing.
    fn read(&self) -> Result<Content, ProfileError> {
        match settings_file::read(&self.path()) {
            Ok(Loaded { value, .. }) => Ok(value),
            Err(ProfileError::NotFound { .. } | ProfileError::Empty { .. }) => {
                Ok(Content::default())
            }
            Err(error) => Err(error),
        }
    }

    fn path(&self) -> PathBuf {
        Path::join(&self.folder, FILE)
    }
}

impl Server {
    fn fingerprint(&self) -> Option<Fingerprint> {
        self.key.as_ref().map(|key| key.0)
    }
}

fn address(host: &str, port: u16) -> String {
    format!("{}:{port}", host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Fingerprint {
        Fingerprint([byte; 32])
    }

    #[test]
    fn what_is_remembered_is_known_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownServers::in_folder(folder.path().join("new"));
        assert_eq!(known.find("aula", 2010).unwrap(), Known::Nothing);
        known.remember("Aula", 2010).unwrap();
        known.remember("::1", 2010).unwrap();
        assert_eq!(known.find("aula", 2010).unwrap(), Known::InClear);
        assert_eq!(known.find("aula", 2011).unwrap(), Known::Nothing);
        known.forget("AULA", 2010).unwrap();
        assert_eq!(known.find("aula", 2010).unwrap(), Known::Nothing);
        assert_eq!(known.find("::1", 2010).unwrap(), Known::InClear);
    }

    #[test]
    fn the_first_key_is_trusted_and_another_only_when_it_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownServers::in_folder(folder.path());
        known.remember("aula", 2010).unwrap();
        let trust = |byte, beside| known.trust("Aula", 2010, key(byte), beside).unwrap();
        assert_eq!(trust(1, false), Remembered::Kept);
        assert_eq!(trust(1, false), Remembered::Kept);
        assert_eq!(trust(2, false), Remembered::Other(key(1)));
        // Nothing makes an encrypted server one in clear.
        known.remember("aula", 2010).unwrap();
        known.forget("aula", 2010).unwrap();
        let found = known.find("aula", 2010).unwrap();
        assert_eq!(found, Known::Encrypted(vec![key(1)]));
        assert_eq!(trust(2, true), Remembered::Kept);
        let found = known.find("aula", 2010).unwrap();
        assert_eq!(found, Known::Encrypted(vec![key(1), key(2)]));
        known.trust("casa", 2010, key(3), false).unwrap();
        known.forget_keys("aula", 2010).unwrap();
        assert_eq!(known.find("aula", 2010).unwrap(), Known::Nothing);
        assert_eq!(
            known.find("casa", 2010).unwrap(),
            Known::Encrypted(vec![key(3)])
        );
    }

    #[test]
    fn a_file_that_makes_no_sense_is_an_error_with_its_place_and_is_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let known = KnownServers::in_folder(folder.path());
        for broken in [
            "(\n    servers: [17",
            "(\n    servers: [(address: \"a:1\", key: \"12\")])",
        ] {
            std::fs::write(&path, broken).unwrap();
            let found = known.find("aula", 2010).unwrap_err();
            let trusted = known.trust("aula", 2010, key(1), true).unwrap_err();
            for error in [found, trusted] {
                assert!(
                    matches!(error, ProfileError::Broken { line: 2, column, .. } if column > 5),
                    "{error:?}"
                );
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
        }
    }

    #[test]
    fn many_windows_that_trust_at_once_lose_nothing() {
        const WINDOWS: u8 = 8;
        const EACH: u16 = 10;
        let folder = tempfile::tempdir().unwrap();
        let known = KnownServers::in_folder(folder.path());
        std::thread::scope(|scope| {
            for window in 0..WINDOWS {
                let known = known.clone();
                scope.spawn(move || {
                    for port in 0..EACH {
                        let host = format!("host{window}");
                        known.trust(&host, port, key(window), false).unwrap();
                        // Of those who find different keys at one address, one is the first.
                        known.trust("shared", port, key(window), false).unwrap();
                    }
                });
            }
        });
        for window in 0..WINDOWS {
            for port in 0..EACH {
                let found = known.find(&format!("host{window}"), port).unwrap();
                assert_eq!(found, Known::Encrypted(vec![key(window)]));
                let shared = known.find("shared", port).unwrap();
                assert!(matches!(shared, Known::Encrypted(keys) if keys.len() == 1));
            }
        }
    }

    #[test]
    fn the_file_does_not_grow_for_ever_and_keys_stay() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownServers::in_folder(folder.path());
        known.trust("aula", 9_999, key(1), false).unwrap();
        known
            .change(|servers| {
                servers.extend((0..MAX_IN_CLEAR).map(|port| Server {
                    address: format!("aula:{port}"),
                    key: None,
                }));
            })
            .unwrap();
        known.remember("casa", 2010).unwrap();
        for (host, port, expected) in [
            ("casa", 2010, Known::InClear),
            ("aula", 0, Known::Nothing),
            ("aula", 1, Known::InClear),
            ("aula", 9_999, Known::Encrypted(vec![key(1)])),
        ] {
            assert_eq!(known.find(host, port).unwrap(), expected, "{host}:{port}");
        }
    }
}
