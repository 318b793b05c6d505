//! A connection that says nothing, to find out whether a server asks for a password.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use tertulia_protocol::{Language, Phrases, plain};

use super::error::ANSWER_WITHIN;

/// A server that asks anything of a guest who says nothing does so within this.
const PROMPTS_WITHIN: Duration = Duration::from_secs(1);
/// No prompt is longer, in bytes.
const LONGEST_PROMPT: u64 = 1_024;

/// Whether a Tertulia server asks for a password in plain text; not if something else comes, or nothing.
pub(super) fn asks_password(address: SocketAddr) -> bool {
    let Ok(stream) = TcpStream::connect_timeout(&address, ANSWER_WITHIN) else {
        return false;
    };
    let mut prompt = Vec::new();
    let read = stream
        .set_read_timeout(Some(PROMPTS_WITHIN))
        .and_then(|()| BufReader::new(stream.take(LONGEST_PROMPT)).read_until(b'\n', &mut prompt));
    let is_one = |language| plain::password_prompt(true, &Phrases::new(language)) == prompt;
    read.is_ok() && [Language::En, Language::Es].into_iter().any(is_one)
}
