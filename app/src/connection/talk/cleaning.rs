//! What the server says, made harmless where it comes in. A Tertulia server cleans its texts; not
//! every server that speaks like one does, and what is kept, shown, copied and exported from here on
//! is not looked at again.

use tertulia_protocol::{ErrorReply, Goodbye, Notice, Posted, Refused, clean_text, one_line};

use super::ServerMessage;

/// The longest sentence of a server that is shown, in scalar values.
const MAX_SENTENCE: usize = 1_000;
/// The longest name of a server's program that is kept.
const MAX_NAME: usize = 100;

/// The same with clean texts. Names are checked when they are read, and have no other letters.
pub(super) fn cleaned(mut message: ServerMessage) -> ServerMessage {
    match &mut message {
        ServerMessage::Welcome(welcome) => {
            sentence(&mut welcome.server, MAX_NAME);
            if let Some(words) = &mut welcome.words {
                clean(words);
            }
        }
        ServerMessage::Said(said) => clean(&mut said.text),
        ServerMessage::Private(private) => clean(&mut private.text),
        ServerMessage::Operator(operator) => clean(&mut operator.text),
        ServerMessage::History(history) => history.messages.iter_mut().for_each(posted),
        ServerMessage::Refused(Refused { message, .. })
        | ServerMessage::Notice(Notice { message, .. })
        | ServerMessage::Error(ErrorReply { message, .. })
        | ServerMessage::Goodbye(Goodbye { message, .. }) => sentence(message, MAX_SENTENCE),
        ServerMessage::Ack(_)
        | ServerMessage::Joined(_)
        | ServerMessage::Left(_)
        | ServerMessage::Renamed(_)
        | ServerMessage::Limits(_)
        | ServerMessage::Roster(_)
        | ServerMessage::Pong { .. } => {}
    }
    message
}

fn posted(posted: &mut Posted) {
    match posted {
        Posted::Said(said) => clean(&mut said.text),
        Posted::Private(private) => clean(&mut private.text),
        Posted::Operator(operator) => clean(&mut operator.text),
    }
}

fn clean(text: &mut String) {
    if let std::borrow::Cow::Owned(cleaned) = clean_text(text) {
        *text = cleaned;
    }
}

fn sentence(text: &mut String, max_chars: usize) {
    if let std::borrow::Cow::Owned(line) = one_line(text, max_chars) {
        *text = line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::{TEXTS, assert_harmless};

    /// Every message of a server that has a text, with `text` in all of its texts.
    fn messages(text: &str) -> Vec<ServerMessage> {
        let text = serde_json::to_string(text).unwrap();
        let person = r#"{"id":1,"name":"Ana"}"#;
        let said = format!(r#""id":1,"time":1,"from":{person},"text":{text}"#);
        let lines = [
            format!(r#"{{"type":"said",{said}}}"#),
            format!(r#"{{"type":"private","to":{person},{said}}}"#),
            format!(r#"{{"type":"operator","id":1,"time":1,"text":{text}}}"#),
            format!(
                r#"{{"type":"history","more":false,"messages":[{{"type":"said",{said}}},{{"type":"private","to":{person},{said}}},{{"type":"operator","id":1,"time":1,"text":{text}}}]}}"#
            ),
            format!(r#"{{"type":"refused","number":1,"reason":"muted","message":{text}}}"#),
            format!(r#"{{"type":"notice","reason":"muted","message":{text}}}"#),
            format!(r#"{{"type":"error","reason":"malformed","message":{text}}}"#),
            format!(r#"{{"type":"goodbye","reason":"kicked","message":{text}}}"#),
            format!(
                r#"{{"type":"welcome","you":{person},"server":{text},"version":1,"run":"00000000000000aa","resumed":false,"limits":{{"max_chars":1,"max_rate":1,"max_clients":1}},"exit_words":["/quit",{text}],"words":{text},"latest":0,"people":[],"people_total":1,"missed":0}}"#
            ),
        ];
        let decode = |line: &String| {
            serde_json::from_str::<ServerMessage>(line)
                .unwrap_or_else(|error| panic!("{line}: {error}"))
        };
        lines.iter().map(decode).collect()
    }

    /// Every string in it.
    fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => found.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
            serde_json::Value::Object(fields) => {
                fields.values().for_each(|item| strings(item, found));
            }
            _ => {}
        }
    }

    #[test]
    fn nothing_that_a_server_says_comes_in_uncleaned() {
        for hostile in TEXTS {
            for message in messages(hostile) {
                let cleaned = cleaned(message);
                let mut found = Vec::new();
                strings(&serde_json::to_value(&cleaned).unwrap(), &mut found);
                for text in found {
                    assert_harmless(&text.replace('\n', ""));
                }
                let several = matches!(
                    cleaned,
                    ServerMessage::Said(_)
                        | ServerMessage::Private(_)
                        | ServerMessage::Operator(_)
                        | ServerMessage::History(_)
                        | ServerMessage::Welcome(_)
                );
                let json = serde_json::to_string(&cleaned).unwrap();
                assert!(several || !json.contains("\\n"), "{json}");
            }
        }
    }

    #[test]
    fn no_sentence_is_longer_than_anybody_reads() {
        let long = "ñ".repeat(5_000);
        for message in messages(&long) {
            if let ServerMessage::Goodbye(Goodbye { message, .. }) = cleaned(message) {
                assert_eq!(message.chars().count(), MAX_SENTENCE);
                assert!(message.ends_with('…'));
            }
        }
    }
}
