//! Tertulia's JSON Lines, as a client sees them.

use memchr::memmem;
use tertulia_protocol::{ClientMessage, Hello, Number, RefusalReason, ServerMessage, VERSION, app};

use super::{Heard, SentAway, sent_away};
use crate::sentences::clean;

pub(super) fn hello(name: &str) -> Vec<u8> {
    encoded(&ClientMessage::Hello(Hello {
        name: name.to_owned(),
        version: VERSION,
        client: Some(concat!("tertulia-load/", env!("CARGO_PKG_VERSION")).to_owned()),
        token: None,
        last_seen: None,
        run: None,
        password: None,
    }))
}

pub(super) fn say(number: u32, text: &str, out: &mut Vec<u8>) {
    let message = ClientMessage::Say {
        number: Number(number.into()),
        text: text.to_owned(),
        action: false,
    };
    app::encode(&message, out);
}

pub(super) fn quit() -> Vec<u8> {
    encoded(&ClientMessage::Quit)
}

fn encoded(message: &ClientMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    app::encode(message, &mut bytes);
    bytes
}

pub(super) fn hear(line: &[u8]) -> Heard<'_> {
    const TEXT: &[u8] = b"\"text\":\"";
    // In a crowd of thousands a welcome has a page of people, and a batch of comings hundreds.
    match line.strip_prefix(b"{\"type\":\"") {
        Some(rest) if rest.starts_with(b"said\"") => match memmem::find(rest, TEXT) {
            Some(at) => return Heard::Said(&rest[at + TEXT.len()..]),
            None => return Heard::Other,
        },
        Some(rest) if rest.starts_with(b"ack\"") => return Heard::Confirmed,
        Some(rest) if rest.starts_with(b"welcome\"") => return Heard::Welcomed,
        Some(rest) if rest.starts_with(b"joined\"") || rest.starts_with(b"left\"") => {
            return Heard::Other;
        }
        // The prompt of a server that was faster than the client.
        None if !line.starts_with(b"{") => return Heard::Other,
        _ => {}
    }
    match serde_json::from_slice(line) {
        Ok(ServerMessage::Welcome(_)) => Heard::Welcomed,
        Ok(ServerMessage::Ack(_)) => Heard::Confirmed,
        Ok(ServerMessage::Refused(refused)) => Heard::SentAway(SentAway {
            words: clean(&refused.message),
            asks_password: refused.reason == RefusalReason::PasswordRequired,
        }),
        Ok(ServerMessage::Goodbye(goodbye)) => sent_away(goodbye.message.as_bytes()),
        Ok(_) => Heard::Other,
        Err(error) => sent_away(error.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{MessageId, Name, Person, PersonId, Said, UnixMillis};

    use super::*;

    #[test]
    fn what_the_server_encodes_is_understood() {
        let said = ServerMessage::Said(Said {
            id: MessageId(7),
            time: UnixMillis(9),
            from: Person {
                id: PersonId(1),
                name: Name::parse("Load-1").unwrap(),
            },
            text: "00ff rest".to_owned(),
            action: false,
        });
        let mut line = Vec::new();
        app::encode(&said, &mut line);
        let Heard::Said(text) = hear(line.trim_ascii_end()) else {
            panic!("{}", String::from_utf8_lossy(&line))
        };
        assert!(text.starts_with(b"00ff rest"));
        assert_eq!(
            hear(b"{\"type\":\"ack\",\"number\":1,\"time\":1}"),
            Heard::Confirmed
        );
        assert_eq!(hear(b"Tertulia 1. Please send your name:"), Heard::Other);
    }

    #[test]
    fn a_refusal_and_a_farewell_are_the_end() {
        for line in [
            &b"{\"type\":\"refused\",\"reason\":\"server_full\",\"message\":\"Full.\"}"[..],
            &b"{\"type\":\"goodbye\",\"reason\":\"too_fast\",\"message\":\"Full.\"}"[..],
        ] {
            let Heard::SentAway(away) = hear(line) else {
                panic!("{}", String::from_utf8_lossy(line))
            };
            assert_eq!(away.words, "Full.");
        }
    }
}
