//! Whether the chat is encrypted, and whether its key was looked at.

use super::ChatModel;
use crate::connection::Encryption;

/// Whether what is said can be read along on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// It can.
    InClear,
    /// It cannot: only whoever has this key reads it.
    Encrypted(Encryption),
}

impl ChatModel {
    /// Whether the chat is encrypted, once that is known.
    #[must_use]
    pub fn secrecy(&self) -> Option<Secrecy> {
        self.wire.secrecy
    }

    /// The key that was met for the first time, until somebody says that it was looked at.
    #[must_use]
    pub fn first_key(&self) -> Option<Encryption> {
        match self.wire.secrecy {
            Some(Secrecy::Encrypted(encryption)) if self.wire.key_is_new => Some(encryption),
            _ => None,
        }
    }

    /// The key was looked at.
    pub fn key_seen(&mut self) {
        self.wire.key_is_new = false;
    }

    pub(super) fn secured(&mut self, secrecy: Secrecy) {
        self.wire.key_is_new =
            matches!(secrecy, Secrecy::Encrypted(encryption) if encryption.first_use);
        self.wire.secrecy = Some(secrecy);
    }
}
