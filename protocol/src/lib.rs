//! The protocol of Tertulia: what a name is, which messages there are, what the limits are, and
//! how each dialect writes them as bytes.
//!
//! Everything here is pure. Bytes and times come in as arguments, typed messages and bytes come
//! out; there are no sockets, files, threads or clocks. The wire is described for people in
//! `PROTOCOL.md`, whose every example is read by a test through this very code.
//!
//! - [`Name`] is parsed once, at the border, and never checked again.
//! - [`ClientMessage`] and [`ServerMessage`] are what the two sides say to each other.
//! - [`Phrases`] are the server's own sentences, in English and Spanish.
//! - [`plain`] is the dialect of `nc`, `telnet` and ten-line scripts; [`app`] that of Tertulia's
//!   own client and of bots; [`detect`] tells them, and strangers, apart by their first bytes.

pub mod app;
pub mod detect;
pub mod plain;

mod fingerprint;
mod id;
mod limits;
mod lines;
mod message;
mod name;
mod password;
mod phrases;
mod text;

pub use fingerprint::Fingerprint;
pub use id::{HexError, MessageId, Number, PersonId, RunId, Token, UnixMillis};
pub use limits::{ExitWords, Limits, MAX_LINE_BYTES, MAX_TEXT_LINES};
pub use message::{
    Ack, ClientMessage, Departure, Dialect, ErrorReason, ErrorReply, Gap, Goodbye, GoodbyeReason,
    Hello, History, Joined, LeaveReason, Left, Member, Notice, NoticeReason, Operator, People,
    Person, Posted, Private, RefusalReason, Refused, Renamed, Roster, Said, ServerMessage, VERSION,
    Welcome,
};
pub use name::{MAX_NAME_CHARS, Name, NameError, NameKeys, is_visible};
pub use password::{MAX_PASSWORD_CHARS, Password, PasswordError};
pub use phrases::{Language, Phrase, Phrases, StorageFault};
pub use text::{clean_text, one_line};
