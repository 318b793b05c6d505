//! As much IRC (RFC 2812) as it takes to sit in one channel of a server that is compared with ours.

use memchr::memmem;

use super::{Heard, sent_away};

const CHANNEL: &str = "#load";

pub(super) fn register(name: &str) -> Vec<u8> {
    format!("NICK {name}\r\nUSER load 0 * :load\r\n").into_bytes()
}

pub(super) fn say(text: &str, out: &mut Vec<u8>) {
    for part in ["PRIVMSG ", CHANNEL, " :", text, "\r\n"] {
        out.extend_from_slice(part.as_bytes());
    }
}

pub(super) fn quit() -> Vec<u8> {
    b"QUIT\r\n".to_vec()
}

pub(super) fn hear(line: &[u8]) -> Heard<'_> {
    if let Some(rest) = line.strip_prefix(b"PING ") {
        return Heard::Wants([b"PONG ", rest, b"\r\n"].concat());
    }
    if let Some(words) = line.strip_prefix(b"ERROR ") {
        return sent_away(words);
    }
    let Some(space) = memchr::memchr(b' ', line) else {
        return Heard::Other;
    };
    let rest = &line[space + 1..];
    if rest.starts_with(b"PRIVMSG ") {
        return match memmem::find(rest, b" :") {
            Some(at) => Heard::Said(&rest[at + 2..]),
            None => Heard::Other,
        };
    }
    match rest.get(..3) {
        Some(b"001") => Heard::Wants(format!("JOIN {CHANNEL}\r\n").into_bytes()),
        // The end of the list of names: this client is in the channel.
        Some(b"366") => Heard::Welcomed,
        // Errors; a missing message of the day (422) is none.
        Some([b'4' | b'5', b'0'..=b'9', b'0'..=b'9']) if !rest.starts_with(b"422") => {
            sent_away(rest)
        }
        _ => Heard::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_into_the_channel_and_hears_it() {
        assert_eq!(
            hear(b":irc.local 001 Load-1 :Welcome"),
            Heard::Wants(b"JOIN #load\r\n".to_vec())
        );
        assert_eq!(
            hear(b":irc.local 366 Load-1 #load :End of NAMES list"),
            Heard::Welcomed
        );
        assert_eq!(
            hear(b":Load-2!~load@127.0.0.1 PRIVMSG #load :hello: you"),
            Heard::Said(b"hello: you")
        );
        assert_eq!(hear(b"PING :abc"), Heard::Wants(b"PONG :abc\r\n".to_vec()));
        assert_eq!(hear(b":irc.local 422 Load-1 :no MOTD"), Heard::Other);
        assert!(matches!(
            hear(b":irc.local 433 * Load-1 :in use"),
            Heard::SentAway(_)
        ));
    }
}
