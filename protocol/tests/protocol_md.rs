//! Every example in `PROTOCOL.md` is read through the real codec.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed test says why by panicking"
)]

use std::collections::BTreeSet;

use tertulia_protocol::plain::{Command, Line};
use tertulia_protocol::{
    ClientMessage, ExitWords, GoodbyeReason, Language, Phrase, Phrases, ServerMessage, app, plain,
};

const DOCUMENT: &str = include_str!("../PROTOCOL.md");

const CLIENT_KINDS: [&str; 8] = [
    "direct", "hello", "history", "ping", "quit", "rename", "roster", "say",
];
const SERVER_KINDS: [&str; 16] = [
    "ack", "error", "goodbye", "history", "joined", "left", "limits", "notice", "operator", "pong",
    "private", "refused", "renamed", "roster", "said", "welcome",
];

/// A fenced block.
struct Block {
    /// What stands behind the fence.
    tag: &'static str,
    /// The text, with a line feed after each line.
    text: String,
    /// Where it begins, for people who look for it.
    line: usize,
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, text) in DOCUMENT.lines().enumerate() {
        match (text.strip_prefix("```"), &mut open) {
            (Some(tag), None) => {
                open = Some(Block {
                    tag,
                    text: String::new(),
                    line: index + 1,
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text.extend([text, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "the last block has no end");
    blocks
}

/// All messages of a block, which must be written exactly as the codec writes them.
fn messages<M>(block: &Block) -> Vec<M>
where
    M: serde::Serialize + serde::de::DeserializeOwned,
{
    let mut decoder = app::Decoder::new(16_096);
    let mut input = block.text.as_bytes();
    let mut messages = Vec::new();
    while let Some(message) = decoder.decode(&mut input) {
        messages.push(message.unwrap_or_else(|error| panic!("line {}: {error}", block.line)));
    }
    let mut encoded = Vec::new();
    for message in &messages {
        app::encode(message, &mut encoded);
    }
    assert_eq!(
        String::from_utf8(encoded).unwrap(),
        block.text,
        "line {}",
        block.line
    );
    messages
}

fn check_plain_client(block: &Block) {
    let mut decoder = plain::Decoder::new(1_000);
    let mut input = block.text.as_bytes();
    while let Some(line) = decoder.decode(&mut input) {
        let Line::Text(text) = line else {
            panic!("line {}: too long", block.line)
        };
        let command = Command::parse(&text, &ExitWords::default());
        let is_odd = matches!(
            command,
            Command::Unknown(_) | Command::Usage(_) | Command::Empty
        );
        assert!(!is_odd, "line {}: {command:?}", block.line);
    }
}

/// What the server says by itself, under the name that its block has in the document.
fn fixed_text(name: &str, phrases: &Phrases) -> Vec<u8> {
    match name {
        "prompt" => plain::prompt(phrases),
        "password-prompt" => plain::password_prompt(true, phrases),
        "help" => plain::help(phrases),
        "ack-off" => plain::acks_switched(false, phrases),
        "unknown-command" => {
            plain::error_line(&phrases.say(Phrase::UnknownCommand { command: "/dance" }))
        }
        _ => panic!("no fixed text is called {name:?}"),
    }
}

#[test]
fn every_example_is_what_the_codec_reads_and_writes() {
    let phrases = Phrases::new(Language::En);
    let mut told: Option<Vec<ServerMessage>> = None;
    for block in blocks() {
        let before = told.take();
        match block.tag {
            "json client" => drop(messages::<ClientMessage>(&block)),
            "json server" => told = Some(messages(&block)),
            "plain client" => check_plain_client(&block),
            "plain server" => {
                let messages = before
                    .unwrap_or_else(|| panic!("line {}: no JSON twin stands before", block.line));
                let mut lines = Vec::new();
                messages
                    .iter()
                    .for_each(|message| plain::encode(message, &phrases, &mut lines));
                assert_eq!(
                    String::from_utf8(lines).unwrap(),
                    block.text,
                    "line {}",
                    block.line
                );
            }
            tag => {
                let name = tag
                    .strip_prefix("plain server ")
                    .unwrap_or_else(|| panic!("line {}: unknown tag {tag:?}", block.line));
                let text = String::from_utf8(fixed_text(name, &phrases)).unwrap();
                assert_eq!(text, block.text, "line {}", block.line);
            }
        }
    }
}

#[test]
fn the_sentences_of_the_examples_are_the_servers_own() {
    let phrases = Phrases::new(Language::En);
    let say = |phrase| phrases.say(phrase);
    let taken = say(Phrase::NameTaken {
        name: "Ana",
        suggestion: "Ana 2",
    });
    let sentences = [
        format!("{taken} {}", say(Phrase::AskAgain)),
        say(Phrase::NobodyCalled { name: "Lola" }),
        say(Phrase::UnknownType { kind: "dance" }),
        say(Phrase::Farewell { name: Some("Ana") }),
        say(Phrase::Closing),
        say(Phrase::TooLong { max_chars: 1_000 }),
        say(Phrase::TooFast { max_rate: 5 }),
        say(Phrase::Muted {
            minutes: Some(10),
            reason: Some("no advertising, please"),
        }),
        say(Phrase::Unmuted),
        say(Phrase::Frozen),
        say(Phrase::Unfrozen),
        say(Phrase::Banned {
            minutes: Some(60),
            reason: Some("advertising"),
        }),
        say(Phrase::TooManyConnections),
        say(Phrase::PasswordRequired),
        say(Phrase::PasswordRight),
        say(Phrase::WrongPassword { seconds: 0 }),
        say(Phrase::WrongPassword { seconds: 4 }),
        say(Phrase::BadPasswords { minutes: Some(10) }),
    ];
    for block in blocks()
        .into_iter()
        .filter(|block| block.tag == "json server")
    {
        for message in messages::<ServerMessage>(&block) {
            let sentence = match message {
                ServerMessage::Refused(refused) => refused.message,
                ServerMessage::Error(error) => error.message,
                ServerMessage::Notice(notice) => notice.message,
                ServerMessage::Goodbye(goodbye) => goodbye.message,
                _ => continue,
            };
            assert!(
                sentences.contains(&sentence),
                "line {}: {sentence}",
                block.line
            );
        }
    }
}

#[test]
fn every_kind_of_message_has_an_example() {
    let kinds = |tag: &str| -> BTreeSet<String> {
        let blocks = blocks().into_iter().filter(|block| block.tag == tag);
        let lines =
            blocks.flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>());
        lines
            .map(|line| serde_json::from_str::<serde_json::Value>(&line).unwrap())
            .map(|message| message["type"].as_str().unwrap().to_owned())
            .collect()
    };
    let owned = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let (client, server): (BTreeSet<String>, BTreeSet<String>) =
        (owned(&CLIENT_KINDS), owned(&SERVER_KINDS));
    assert_eq!(kinds("json client"), client);
    assert_eq!(kinds("json server"), server);
}

/// The table of farewells tells what [`GoodbyeReason::invites_return`] tells.
#[test]
fn every_farewell_stands_in_the_table() {
    let (_, table) = DOCUMENT.split_once("\n### goodbye\n").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let mut told = 0;
    for row in table.lines().filter(|line| line.starts_with("| `")).skip(1) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let reason = cells[1].replace('`', "\"");
        let reason: GoodbyeReason = serde_json::from_str(&reason).unwrap();
        assert_ne!(reason, GoodbyeReason::Other, "{row}");
        assert_eq!(cells[3] == "yes", reason.invites_return(), "{row}");
        told += 1;
    }
    assert_eq!(told, 17);
}

/// The document's links to its own headings lead somewhere.
#[test]
fn every_link_leads_to_a_heading() {
    let anchors: BTreeSet<String> = DOCUMENT
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            line.trim_start_matches(['#', ' '])
                .to_lowercase()
                .replace(',', "")
                .replace(' ', "-")
        })
        .collect();
    for link in DOCUMENT.split("](#").skip(1) {
        let anchor = &link[..link.find(')').unwrap()];
        assert!(anchors.contains(anchor), "{anchor}");
    }
}
