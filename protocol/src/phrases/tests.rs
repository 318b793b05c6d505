use std::collections::BTreeSet;

use super::*;

const LANGUAGES: [Language; 2] = [Language::En, Language::Es];

/// One or more of every kind.
fn every_phrase() -> Vec<Phrase<'static>> {
    static FAULTS: [NameError; 6] = [
        NameError::Empty,
        NameError::TooLong { chars: 1_033 },
        NameError::Character { character: '!' },
        NameError::Start,
        NameError::Spaces,
        NameError::Reserved,
    ];
    // Fails to compile when a phrase is added, so that it is also added below.
    match Phrase::Prompt {
        Phrase::Prompt
        | Phrase::NameRefused(
            NameError::Empty
            | NameError::TooLong { .. }
            | NameError::Character { .. }
            | NameError::Start
            | NameError::Spaces
            | NameError::Reserved,
        )
        | Phrase::PasswordPrompt { .. }
        | Phrase::PasswordRequired
        | Phrase::PasswordRight
        | Phrase::WrongPassword { .. }
        | Phrase::NoPassword
        | Phrase::PasswordBusy
        | Phrase::BadPasswords { .. }
        | Phrase::AskAgain
        | Phrase::NameTaken { .. }
        | Phrase::ServerFull { .. }
        | Phrase::Version { .. }
        | Phrase::NobodyCalled { .. }
        | Phrase::EmptyText
        | Phrase::TooManyLines
        | Phrase::OldNumber
        | Phrase::NotKept {
            fault:
                StorageFault::Full
                | StorageFault::ReadOnly
                | StorageFault::Locked
                | StorageFault::Damaged
                | StorageFault::Other,
        }
        | Phrase::HistoryUnreadable
        | Phrase::Malformed { .. }
        | Phrase::UnknownType { .. }
        | Phrase::HelloFirst
        | Phrase::HelloAgain
        | Phrase::UnknownCommand { .. }
        | Phrase::Usage { .. }
        | Phrase::Farewell { .. }
        | Phrase::Closing
        | Phrase::TooLong { .. }
        | Phrase::TooFast { .. }
        | Phrase::TooManyRequests { .. }
        | Phrase::Kicked { .. }
        | Phrase::Banned { .. }
        | Phrase::Muted { .. }
        | Phrase::Unmuted
        | Phrase::Frozen
        | Phrase::Unfrozen
        | Phrase::TooManyConnections
        | Phrase::SlowReader
        | Phrase::Replaced
        | Phrase::BadNames
        | Phrase::Nameless
        | Phrase::Silent
        | Phrase::EncryptedOnly
        | Phrase::NotSpoken { .. } => {}
    }
    let mut phrases: Vec<Phrase<'_>> = FAULTS.iter().map(Phrase::NameRefused).collect();
    phrases.extend([
        Phrase::Prompt,
        Phrase::PasswordPrompt { readable: true },
        Phrase::PasswordPrompt { readable: false },
        Phrase::PasswordRequired,
        Phrase::PasswordRight,
        Phrase::WrongPassword { seconds: 0 },
        Phrase::WrongPassword { seconds: 1 },
        Phrase::WrongPassword { seconds: 30 },
        Phrase::NoPassword,
        Phrase::PasswordBusy,
        Phrase::BadPasswords { minutes: None },
        Phrase::BadPasswords { minutes: Some(10) },
        Phrase::AskAgain,
        Phrase::NameTaken {
            name: "Ana",
            suggestion: "Ana 2",
        },
        Phrase::ServerFull { max_clients: 1 },
        Phrase::ServerFull { max_clients: 256 },
        Phrase::Version { supported: 1 },
        Phrase::NobodyCalled { name: "Luz" },
        Phrase::EmptyText,
        Phrase::TooManyLines,
        Phrase::OldNumber,
        Phrase::NotKept {
            fault: StorageFault::Full,
        },
        Phrase::NotKept {
            fault: StorageFault::ReadOnly,
        },
        Phrase::NotKept {
            fault: StorageFault::Locked,
        },
        Phrase::NotKept {
            fault: StorageFault::Damaged,
        },
        Phrase::NotKept {
            fault: StorageFault::Other,
        },
        Phrase::HistoryUnreadable,
        Phrase::Malformed { detail: "EOF" },
        Phrase::UnknownType { kind: "dance" },
        Phrase::HelloFirst,
        Phrase::HelloAgain,
        Phrase::UnknownCommand { command: "/dance" },
        Phrase::Usage {
            usage: "/msg NAME text",
        },
        Phrase::Farewell { name: None },
        Phrase::Farewell { name: Some("Ana") },
        Phrase::Closing,
        Phrase::TooLong { max_chars: 1 },
        Phrase::TooLong { max_chars: 1_000 },
        Phrase::TooFast { max_rate: 1 },
        Phrase::TooFast { max_rate: 5 },
        Phrase::TooManyRequests { max_rate: 20 },
        Phrase::Kicked { reason: None },
        Phrase::Kicked {
            reason: Some("no reason"),
        },
        Phrase::Banned {
            minutes: None,
            reason: Some("no reason"),
        },
        Phrase::Banned {
            minutes: Some(3_000),
            reason: None,
        },
        Phrase::Muted {
            minutes: None,
            reason: None,
        },
        Phrase::Muted {
            minutes: Some(1),
            reason: Some("no reason"),
        },
        Phrase::Unmuted,
        Phrase::Frozen,
        Phrase::Unfrozen,
        Phrase::TooManyConnections,
        Phrase::SlowReader,
        Phrase::Replaced,
        Phrase::BadNames,
        Phrase::Nameless,
        Phrase::Silent,
        Phrase::EncryptedOnly,
        Phrase::NotSpoken { protocol: "HTTP" },
    ]);
    phrases
}

/// The names of the messages and terms of a localisation file, in its order.
fn keys(language: Language) -> Vec<&'static str> {
    let begins_message = |line: &&str| line.starts_with(|first: char| first.is_ascii_lowercase());
    let lines = language.source().lines().filter(begins_message);
    lines
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
        .collect()
}

/// The `{ $arguments }` of every message.
fn arguments(language: Language) -> BTreeSet<(&'static str, &'static str)> {
    let mut arguments = BTreeSet::new();
    let mut key = "";
    for line in language.source().lines() {
        key = line
            .split_once(" =")
            .filter(|_| !line.starts_with([' ', '#']))
            .map_or(key, |(key, _)| key);
        let names = line.split('$').skip(1);
        let end = |name: &str| name.find(|letter: char| !letter.is_alphanumeric());
        arguments.extend(names.map(|name| (key, &name[..end(name).unwrap_or(name.len())])));
    }
    arguments
}

#[test]
fn every_phrase_is_one_line_in_every_language() {
    for language in LANGUAGES {
        let phrases = Phrases::new(language);
        for phrase in every_phrase() {
            let sentence = phrases.say(phrase);
            assert!(
                !sentence.is_empty() && !sentence.contains(['\n', '{', '$']),
                "{sentence}"
            );
        }
    }
}

#[test]
fn every_phrase_differs_between_the_languages() {
    let [en, es] = LANGUAGES.map(Phrases::new);
    for phrase in every_phrase() {
        assert_ne!(en.say(phrase), es.say(phrase));
    }
}

#[test]
fn the_languages_have_the_same_messages_with_the_same_arguments() {
    let [en, es] = LANGUAGES.map(keys);
    assert_eq!(en, es);
    let unique: BTreeSet<&str> = en.iter().copied().collect();
    assert_eq!(unique.len(), en.len(), "a message stands twice");
    let [en, es] = LANGUAGES.map(arguments);
    assert_eq!(en, es);
}

#[test]
fn every_message_is_used_and_every_used_message_is_there() {
    let code = concat!(include_str!("mod.rs"), include_str!("words.rs"));
    let there = keys(Language::En);
    for key in &there {
        assert!(code.contains(&format!("\"{key}\"")), "{key} is never said");
    }
    // The debug assertions of the catalog tell of a key that is missing, once it is said.
    for language in LANGUAGES {
        let phrases = Phrases::new(language);
        for max in [0, 1, 1_000] {
            let limits = Limits {
                max_chars: max,
                max_rate: max,
                max_clients: max,
            };
            assert!(!phrases.limits(limits).is_empty());
            assert!(!phrases.history_start(max as usize).is_empty());
        }
        assert_ne!(phrases.acks_switched(true), phrases.acks_switched(false));
        assert!(phrases.help().lines().count() > 5);
    }
}

#[test]
fn the_localisation_files_have_no_faults() {
    for language in LANGUAGES {
        let resource = fluent_bundle::FluentResource::try_new(language.source().to_owned());
        assert!(resource.is_ok_and(|resource| resource.entries().count() > 50));
    }
}

#[test]
fn the_server_never_raises_its_voice() {
    for language in LANGUAGES {
        let source = language.source();
        assert!(!source.contains(['!', '¡']), "{language:?}");
    }
}

#[test]
fn numbers_have_the_separators_of_their_language() {
    let [en, es] = LANGUAGES.map(Phrases::new);
    let limits = Limits {
        max_chars: 1_000,
        max_rate: 1,
        max_clients: 0,
    };
    assert_eq!(
        en.limits(limits),
        "The limits are now: 1,000 characters a message, 1 message a second, any number of people."
    );
    assert_eq!(
        es.limits(limits),
        "Los límites son ahora: 1.000 caracteres por mensaje, 1 mensaje por segundo, cualquier número de personas."
    );
    let long = en.say(Phrase::TooLong {
        max_chars: 1_234_567,
    });
    assert!(
        long.starts_with("Your message is longer than 1,234,567 characters"),
        "{long}"
    );
    let short = es.say(Phrase::TooLong { max_chars: 999 });
    assert!(short.contains(" 999 "), "{short}");
}

#[test]
fn what_others_wrote_cannot_break_a_sentence() {
    let phrases = Phrases::new(Language::En);
    let reason = format!("go\nServer: fine\u{202E}{}", "x".repeat(1_000));
    let sentence = phrases.say(Phrase::Kicked {
        reason: Some(&reason),
    });
    assert!(!sentence.contains(['\n', '\u{202E}']), "{sentence}");
    assert!(sentence.chars().count() < 260, "{sentence}");
    let command = format!("/{}", "x".repeat(1_000));
    let sentence = phrases.say(Phrase::UnknownCommand { command: &command });
    assert!(sentence.chars().count() < 180, "{sentence}");
}

#[test]
fn a_blank_reason_is_none() {
    let phrases = Phrases::new(Language::En);
    let blank = phrases.say(Phrase::Kicked {
        reason: Some(" \n"),
    });
    assert_eq!(blank, phrases.say(Phrase::Kicked { reason: None }));
}

#[test]
fn a_refused_character_is_shown_when_it_can_be_seen() {
    let phrases = Phrases::new(Language::En);
    for (character, shown) in [
        ('!', "! (U+0021)"),
        ('€', "€ (U+20AC)"),
        ('\t', "U+0009"),
        ('\u{202E}', "U+202E"),
        ('\u{3164}', "U+3164"),
        ('\u{301}', "U+0301"),
    ] {
        let sentence = phrases.say(Phrase::NameRefused(&NameError::Character { character }));
        assert!(
            sentence.contains(&format!("the character {shown}. ")),
            "{sentence}"
        );
    }
}

#[test]
fn phrases_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Phrases::new(Language::En));
}

#[test]
fn who_is_banned_or_muted_reads_for_how_long_and_why() {
    let [en, es] = LANGUAGES.map(Phrases::new);
    let banned = |minutes, reason| Phrase::Banned { minutes, reason };
    for (phrase, english) in [
        (banned(None, None), "You are banned from this server."),
        (
            banned(Some(1), Some(" no \n smoking ")),
            "You are banned from this server for 1 minute. Reason: no smoking",
        ),
        (
            banned(Some(119), Some(" ")),
            "You are banned from this server for 119 minutes.",
        ),
        (
            banned(Some(121), None),
            "You are banned from this server for 3 hours.",
        ),
        (
            banned(Some(2_881), None),
            "You are banned from this server for 3 days.",
        ),
        (
            Phrase::Muted {
                minutes: None,
                reason: Some("no smoking"),
            },
            "The operator has muted you: you can read, but not write or change your name. \
             Reason: no smoking",
        ),
    ] {
        let said = en.say(phrase);
        // Line breaks of a reason are the cleaning's business.
        assert_eq!(
            said.split_whitespace().collect::<Vec<_>>().join(" "),
            english
        );
    }
    assert_eq!(
        es.say(banned(Some(60), Some("no fumar"))),
        "Tienes prohibida la entrada a este servidor durante 60 minutos. Motivo: no fumar"
    );
}
