//! The server's password, as it is kept: its Argon2 hash.

use std::fmt;
use std::num::NonZeroU32;
use std::panic::{UnwindSafe, catch_unwind};

use argon2::password_hash::{Error, phc};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use serde::{Deserialize, Serialize};
use tertulia_protocol::{Password, PasswordError};

/// What looking at one password may cost, in KiB of memory, and in KiB times the passes over them:
/// about thirty times what is usual. A hash that asks for more is somebody's mistake, or meant to stop the server.
const MOST_MEMORY_KIB: u32 = 256 << 10;
const MOST_WORK_KIB: u64 = 1 << 20;
const MOST_LANES: u32 = 4;

/// A password's hash by Argon2id (RFC 9106), as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$…`.
/// Whoever reads it can try passwords against it, which costs 19 MiB and some 30 ms for each.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PasswordHash(Box<str>);

/// Why a text is not the hash of a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordHashError {
    /// It is no PHC string of Argon2id with a salt and a hash.
    #[error("not an Argon2id hash of a password ($argon2id$v=19$…); set the password anew")]
    Malformed,
    /// It asks for more memory or time than a server has.
    #[error(
        "this password hash costs more than {MOST_MEMORY_KIB} KiB, {MOST_WORK_KIB} KiB in all its \
         passes, or {MOST_LANES} lanes; set the password anew"
    )]
    TooCostly,
}

/// Why a password could not be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashingError {
    /// It cannot be a password.
    #[error(transparent)]
    Unusable(#[from] PasswordError),
    /// There is not enough memory, say.
    #[error("the password cannot be hashed: {0}")]
    Failed(String),
}

impl PasswordHash {
    /// Hashes a password with the parameters that OWASP recommends (19 MiB, two passes, one lane),
    /// which takes tens of milliseconds. `salt` is random and new for each.
    ///
    /// # Errors
    /// When it cannot be a password, or there is no memory.
    pub fn of(password: &Password, salt: [u8; 16]) -> Result<Self, HashingError> {
        password.check()?;
        let hash = Argon2::default()
            .hash_password_with_salt(password.reveal(), &salt)
            .map_err(|error| HashingError::Failed(error.to_string()))?;
        Ok(Self(hash.to_string().into()))
    }

    /// A hash that costs next to nothing, for tests.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn cheap(password: &str) -> Self {
        let params = Params::new(8, 1, 1, None).expect("the least");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let password = Password::new(password.to_owned());
        let hash = argon2.hash_password_with_salt(password.reveal(), &[7; 16]);
        let hash = hash.expect("a short password").to_string();
        Self::parse(&hash).expect("a hash")
    }

    /// Takes a hash that was kept.
    ///
    /// # Errors
    /// When it is none, or one that costs too much.
    pub fn parse(text: &str) -> Result<Self, PasswordHashError> {
        let malformed = |_| PasswordHashError::Malformed;
        let hash = phc::PasswordHash::new(text).map_err(malformed)?;
        let algorithm = Algorithm::new(hash.algorithm).map_err(|_| PasswordHashError::Malformed)?;
        let params = Params::try_from(&hash).map_err(|_| PasswordHashError::Malformed)?;
        // With another version no password would ever be right.
        let version = hash.version.map_or(Ok(Version::V0x13), Version::try_from);
        if algorithm != Algorithm::Argon2id
            || version.is_err()
            || hash.salt.is_none()
            || hash.hash.is_none()
        {
            return Err(PasswordHashError::Malformed);
        }
        if params.m_cost() > MOST_MEMORY_KIB
            || u64::from(params.m_cost()) * u64::from(params.t_cost()) > MOST_WORK_KIB
            || params.p_cost() > MOST_LANES
        {
            return Err(PasswordHashError::TooCostly);
        }
        Ok(Self(text.into()))
    }

    /// A hash that nothing can be held against, for tests.
    #[cfg(test)]
    pub(crate) fn broken() -> Self {
        Self("none".into())
    }

    /// Whether this is known to be the password. Takes as long as hashing one, and as long for any.
    #[must_use]
    pub fn is_of(&self, password: &Password) -> bool {
        self.look_at(password) == Ok(true)
    }

    /// Whether this is the password, where that can be found out: there may be no memory for it, say.
    fn look_at(&self, password: &Password) -> Result<bool, Error> {
        let hash = phc::PasswordHash::new(&self.0)?;
        match Argon2::default().verify_password(password.reveal(), &hash) {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The PHC string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    /// Whoever has it can try passwords against it, so that it does not belong in a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(…)")
    }
}

impl TryFrom<String> for PasswordHash {
    type Error = PasswordHashError;

    fn try_from(text: String) -> Result<Self, PasswordHashError> {
        Self::parse(&text)
    }
}

impl From<PasswordHash> for String {
    fn from(hash: PasswordHash) -> Self {
        hash.0.into()
    }
}

/// A random secret of one run of the server, by which it recognises the right password again
/// without hashing it anew.
#[derive(Clone)]
pub struct RunSecret(pub [u8; 32]);

impl fmt::Debug for RunSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RunSecret(…)")
    }
}

/// A password that is to be looked at, away from the room's lock. There is never more than one.
#[derive(Debug)]
pub struct Verification {
    /// Which of the server's passwords it is held against; it may have another one by the time this is
    /// answered.
    pub(crate) generation: u64,
    pub(crate) client: crate::ClientId,
    pub(crate) hash: PasswordHash,
    pub(crate) password: Password,
}

/// The answer.
#[derive(Debug)]
pub struct Verified {
    pub(crate) verification: Verification,
    pub(crate) judgement: Judgement,
}

/// What is known of a password that somebody sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    Right,
    Wrong,
    /// It could not be looked at, which is nobody's mistake.
    Unknown,
}

impl Judgement {
    /// Of what was found out, or could not be.
    fn of(look: impl FnOnce() -> Result<bool, Error> + UnwindSafe) -> Self {
        // Were there no answer, nobody would be let in any more.
        match catch_unwind(look) {
            Ok(Ok(right)) => right.into(),
            Ok(Err(error)) => {
                tracing::error!(%error, "a password could not be looked at");
                Self::Unknown
            }
            Err(_) => {
                tracing::error!("looking at a password panicked");
                Self::Unknown
            }
        }
    }
}

impl From<bool> for Judgement {
    fn from(right: bool) -> Self {
        if right { Self::Right } else { Self::Wrong }
    }
}

impl Verification {
    /// Looks at it, which takes tens of milliseconds.
    #[must_use]
    pub fn carry_out(self) -> Verified {
        let judgement = Judgement::of(|| self.hash.look_at(&self.password));
        Verified {
            verification: self,
            judgement,
        }
    }
}

/// So many whole seconds, rounded up; none for none.
pub(crate) fn seconds(span: std::time::Duration) -> Option<NonZeroU32> {
    let seconds = span.as_millis().div_ceil(1_000);
    NonZeroU32::new(u32::try_from(seconds).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let hash = PasswordHash::of(&password("open sesame"), [7; 16]).unwrap();
        assert!(
            hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            hash.as_str()
        );
        assert!(hash.is_of(&password(" open sesame\n")));
        assert!(!hash.is_of(&password("Open sesame")));
        assert!(!hash.is_of(&password("")));
        let kept = PasswordHash::parse(hash.as_str()).unwrap();
        assert_eq!(kept, hash);
        assert!(!format!("{hash:?}").contains("argon2id"));
        let other = PasswordHash::of(&password("open sesame"), [8; 16]).unwrap();
        assert_ne!(other, hash);
    }

    #[test]
    fn what_could_not_be_looked_at_is_neither_right_nor_wrong() {
        assert_eq!(Judgement::of(|| Ok(true)), Judgement::Right);
        assert_eq!(Judgement::of(|| Ok(false)), Judgement::Wrong);
        let no_memory = Judgement::of(|| Err(Error::OutOfMemory));
        assert_eq!(no_memory, Judgement::Unknown);
        assert_eq!(Judgement::of(|| panic!("a fault")), Judgement::Unknown);
        let sent = password("open sesame");
        assert_eq!(PasswordHash::cheap("sesame").look_at(&sent), Ok(false));
        assert!(PasswordHash::broken().look_at(&sent).is_err());
    }

    #[test]
    fn what_cannot_be_a_password_is_not_hashed() {
        let error = PasswordHash::of(&password(" "), [7; 16]).unwrap_err();
        assert_eq!(error, HashingError::Unusable(PasswordError::Empty));
    }

    #[test]
    fn what_is_no_hash_is_told_from_one_that_costs_too_much() {
        let hash = |start: &str| {
            format!("{start}$c29tZXNhbHRzb21lc2FsdA$b2gsIGEgaGFzaCBvZiB0aGlydHktdHdvIGJ5dGVzLCA")
        };
        for malformed in [
            "",
            "open sesame",
            "$argon2id$v=19$m=19456,t=2,p=1",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA",
            &hash("$argon2d$v=19$m=19456,t=2,p=1"),
            &hash("$scrypt$ln=17,r=8,p=1"),
            &hash("$argon2id$v=19$m=1,t=2,p=1"),
            &hash("$argon2id$v=99$m=19456,t=2,p=1"),
        ] {
            let error = PasswordHash::parse(malformed).unwrap_err();
            assert_eq!(error, PasswordHashError::Malformed, "{malformed}");
        }
        assert!(PasswordHash::parse(&hash("$argon2id$v=19$m=19456,t=2,p=1")).is_ok());
        for costly in [
            "m=4194304,t=2,p=1",
            "m=19456,t=4000,p=1",
            "m=262144,t=5,p=1",
            "m=19456,t=2,p=64",
        ] {
            let error = PasswordHash::parse(&hash(&format!("$argon2id$v=19${costly}")));
            assert_eq!(error.unwrap_err(), PasswordHashError::TooCostly, "{costly}");
        }
    }
}
