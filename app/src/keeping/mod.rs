//! What the client keeps of its own, so that it survives a crash: one file per window session.
//!
//! In the folder `sessions` of the platform's data folder every session has an SQLite file and, beside
//! it, a lock that is held as long as the session's window or terminal lives. A session that ends
//! as it should takes its file away; a file whose lock is free was left by a crash and is offered to
//! be continued ([`Sessions::offers`], [`Sessions::take_up`]).
//!
//! What is to be kept, and when, is decided by the connection's pure part; here it is written
//! ([`SessionKeeper`]) and read again. The files are for their owner alone.

mod file;
mod keeper;
mod records;
mod session;
mod sessions;
#[cfg(test)]
pub(crate) mod tests;

pub use file::FileError;
pub use keeper::SessionKeeper;
pub use session::{Session, SessionId};
pub use sessions::{Offer, Sessions, TakeUpError};
