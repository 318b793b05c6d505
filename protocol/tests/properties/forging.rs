//! No text looks like somebody else's line, and nothing is lost on the way through a codec.

use std::fmt::Debug;
use std::sync::LazyLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tertulia_protocol::{
    Language, Name, Phrases, Posted, ServerMessage, app, clean_text, one_line, plain,
};

/// Encoding and decoding gives the message again, from one line.
pub(crate) fn survives_its_line<M>(message: &M)
where
    M: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let mut line = Vec::new();
    app::encode(message, &mut line);
    assert_eq!(line.iter().filter(|&&byte| byte == b'\n').count(), 1);
    for mut decoder in [
        app::Decoder::<M>::new(line.len()),
        app::Decoder::skipping_greeting(line.len()),
    ] {
        let decoded = decoder.decode(&mut &line[..]).and_then(Result::ok);
        assert_eq!(decoded.as_ref(), Some(message));
    }
}

/// In plain text, every line of the message begins as a line of its author may, and is clean.
pub(crate) fn forges_nothing(message: &ServerMessage) {
    static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(Language::En));
    let mut lines = Vec::new();
    plain::encode(message, &PHRASES, &mut lines);
    let lines = String::from_utf8(lines).expect("UTF-8");
    assert!(lines.is_empty() || lines.ends_with('\n'));
    let (first, later) = prefixes(message);
    for (index, line) in lines.split_terminator('\n').enumerate() {
        let expected = if index == 0 { &first } else { &later };
        let harmless = expected
            .iter()
            .any(|prefix| line.starts_with(prefix.as_str()));
        assert!(harmless, "{line:?} begins with none of {expected:?}");
        assert_eq!(clean_text(line), line);
    }
}

/// What is cleaned once needs no cleaning again, and a part of a sentence is one line.
pub(crate) fn stays_clean(text: &str, max: usize) {
    let cleaned = clean_text(text).into_owned();
    assert_eq!(clean_text(&cleaned), cleaned.as_str());
    let line = one_line(text, max);
    assert!(line.chars().count() <= max && !line.contains('\n'));
    assert_eq!(clean_text(&line), line.as_ref());
}

/// What is a name is the same name when it is read again, and clean.
pub(crate) fn stays_a_name(text: &str) {
    if let Ok(name) = Name::parse(text) {
        assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
        assert_eq!(clean_text(name.as_str()), name.as_str());
        assert!(name.resembles(name.as_str()));
    }
}

/// How the first line of a message may begin, and how the later ones.
fn prefixes(message: &ServerMessage) -> (Vec<String>, Vec<String>) {
    let same = |prefix: String| (vec![prefix.clone()], vec![prefix]);
    match message {
        ServerMessage::Welcome(welcome) => (
            vec![format!("Welcome, {}. ", welcome.you.name)],
            vec!["Server: ".to_owned()],
        ),
        ServerMessage::Refused(_) | ServerMessage::Error(_) => same("Error: ".to_owned()),
        ServerMessage::Goodbye(_) => {
            let both = vec!["Error: ".to_owned(), "* ".to_owned()];
            (both.clone(), both)
        }
        ServerMessage::Said(said) if said.action => same(format!("~ {} ", said.from.name)),
        ServerMessage::Said(said) => same(format!("{}: ", said.from.name)),
        ServerMessage::Private(private) => same(format!("[private] {}: ", private.from.name)),
        ServerMessage::Operator(operator) if operator.private => {
            same("[private] Server: ".to_owned())
        }
        ServerMessage::Operator(_) => same("Server: ".to_owned()),
        ServerMessage::History(history) => {
            let mut later = vec!["* ".to_owned()];
            for message in &history.messages {
                later.extend(match message {
                    Posted::Private(private) => {
                        vec![format!(
                            "[private] {} → {}: ",
                            private.from.name, private.to.name
                        )]
                    }
                    other => prefixes(&other.clone().into()).0,
                });
            }
            (vec!["* history: ".to_owned()], later)
        }
        ServerMessage::Notice(_) => (vec!["* ".to_owned()], vec!["* ".to_owned()]),
        ServerMessage::Ack(_)
        | ServerMessage::Joined(_)
        | ServerMessage::Left(_)
        | ServerMessage::Renamed(_)
        | ServerMessage::Limits(_)
        | ServerMessage::Roster(_) => (vec!["* ".to_owned()], vec![]),
        ServerMessage::Pong { .. } => (vec![], vec![]),
    }
}
