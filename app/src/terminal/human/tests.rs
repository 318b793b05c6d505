//! What a person reads.

use tertulia_protocol::{
    ErrorReason, ErrorReply, Goodbye, GoodbyeReason, Language, MessageId, Name, NoticeReason,
    Number, Operator, Person, PersonId, RefusalReason, Refused, UnixMillis,
};

use super::*;
use crate::connection::{ConnectError, KeepingNews, LocalId};
use crate::hostile::{TEXTS, assert_harmless, ends};

const TIME: UnixMillis = UnixMillis((14 * 60 + 3) * 60 * 1_000);

fn human(coloured: bool) -> Human {
    Human::new(Texts::new(Language::En), Clock::utc(), coloured)
}

fn person(name: &str) -> Person {
    Person {
        id: PersonId(2),
        name: Name::parse(name).unwrap(),
    }
}

fn said(text: &str) -> ConnectionEvent {
    ConnectionEvent::Posted(Posted::Said(Said {
        id: MessageId(1),
        time: TIME,
        from: person("Eva"),
        text: text.to_owned(),
        action: false,
    }))
}

#[test]
fn every_line_of_a_message_carries_its_sender_and_nothing_a_terminal_obeys() {
    let conversation = Conversation::new("Ana".to_owned());
    let lines = human(false).event(
        &said("one\n14:03 Bob: two\u{1b}[2K\r\u{202e}"),
        &conversation,
    );
    assert_eq!(
        lines,
        [
            "14:03 Eva: one",
            "14:03 Eva: 14:03 Bob: two\u{fffd}[2K\u{fffd}\u{fffd}"
        ]
    );
}

#[test]
fn another_programs_lines_never_look_like_our_own() {
    let conversation = Conversation::new("Ana".to_owned());
    let foreign = ConnectionEvent::Foreign(ForeignLine {
        text: "a\u{7}b\n→ Ana: c".to_owned(),
        complete: true,
    });
    let lines = human(false).event(&foreign, &conversation);
    let lines: Vec<&str> = lines.iter().map(|line| &line["14:03".len()..]).collect();
    assert_eq!(lines, [" ← a\u{fffd}b", " ← → Ana: c"]);
}

/// Everything that has words which are not ours, with `text` in their place.
fn with_words(text: &str) -> Vec<ConnectionEvent> {
    let words = || text.to_owned();
    let goodbye = Goodbye {
        reason: GoodbyeReason::Closing,
        message: words(),
        until: None,
    };
    let refused = Refused {
        number: Some(Number(1)),
        reason: RefusalReason::Muted,
        message: words(),
        suggestion: None,
        until: None,
        wait: None,
    };
    vec![
        said(text),
        ConnectionEvent::Posted(Posted::Operator(Operator {
            id: MessageId(2),
            time: TIME,
            text: words(),
            private: true,
        })),
        ConnectionEvent::Posted(Posted::Private(Private {
            id: MessageId(1),
            time: TIME,
            from: person("Eva"),
            to: person("Ana"),
            text: words(),
        })),
        ConnectionEvent::LookingUp { host: words() },
        ConnectionEvent::Notice(tertulia_protocol::Notice {
            reason: NoticeReason::Muted,
            message: words(),
            until: None,
        }),
        ConnectionEvent::ServerError(ErrorReply {
            reason: ErrorReason::Malformed,
            message: words(),
        }),
        ConnectionEvent::Foreign(ForeignLine {
            text: words(),
            complete: true,
        }),
        ConnectionEvent::Keeping(KeepingNews::Failing {
            full: false,
            detail: words(),
        }),
        ConnectionEvent::Keeping(KeepingNews::SetAside(text.into())),
        ConnectionEvent::Lost(Loss::Farewell(goodbye)),
        ConnectionEvent::Lost(Loss::NotReached(ConnectError::LookupFailed {
            host: words(),
            detail: words(),
        })),
        ConnectionEvent::Message {
            local: LocalId(1),
            delivery: Delivery::Failed(FailReason::Refused(refused)),
        },
    ]
}

#[test]
fn nobodys_words_move_the_cursor_or_begin_a_line() {
    for hostile in TEXTS {
        let mut conversation = Conversation::new("Ana".to_owned());
        conversation.typed(hostile);
        for event in with_words(hostile) {
            let lines = human(false).event(&event, &conversation);
            assert!(!lines.is_empty(), "{event:?}");
            for line in lines {
                assert_harmless(&line);
                // Only texts of several lines have several, each behind what says whose it is.
                assert!(!line.starts_with("14:03 Eva: b"), "{event:?}: {line:?}");
            }
        }
    }
}

#[test]
fn a_reason_on_standard_error_is_harmless_too() {
    let texts = Texts::new(Language::En);
    for reason in TEXTS.iter().flat_map(|text| ends(text)) {
        assert_harmless(&reasons::of_end(&reason, &texts).unwrap());
    }
}

#[test]
fn own_messages_appear_when_they_are_confirmed() {
    let mut conversation = Conversation::new("Ana".to_owned());
    conversation.typed("hola");
    let mut human = human(false);
    let mut lines = |delivery| {
        human.event(
            &ConnectionEvent::Message {
                local: LocalId(1),
                delivery,
            },
            &conversation,
        )
    };
    assert_eq!(lines(Delivery::Queued), Vec::<String>::new());
    assert_eq!(lines(Delivery::Sent), Vec::<String>::new());
    assert_eq!(
        lines(Delivery::Confirmed {
            id: Some(MessageId(3)),
            time: TIME
        }),
        ["14:03 ✓ Ana: hola"]
    );
    let failed = Delivery::Failed(FailReason::TooLong {
        chars: 1_001,
        limit: 1_000,
    });
    assert_eq!(
        lines(failed),
        ["Not delivered: hola (it has 1,001 characters, the server takes 1,000)"]
    );
}

#[test]
fn private_and_operators_messages_say_so() {
    let conversation = Conversation::new("Ana".to_owned());
    let private = Posted::Private(Private {
        id: MessageId(1),
        time: TIME,
        from: person("Eva"),
        to: person("Ana"),
        text: "psst".to_owned(),
    });
    let operator = Operator {
        id: MessageId(2),
        time: TIME,
        text: "hi".to_owned(),
        private: false,
    };
    let lines = |posted| human(false).event(&ConnectionEvent::Posted(posted), &conversation);
    assert_eq!(lines(private), ["14:03 [private] Eva: psst"]);
    assert_eq!(lines(Posted::Operator(operator)), ["14:03 Server: hi"]);
}

#[test]
fn colours_are_only_there_when_asked_for() {
    let conversation = Conversation::new("Ana".to_owned());
    let plain = human(false).event(&said("x"), &conversation).concat();
    let coloured = human(true).event(&said("x"), &conversation).concat();
    assert!(
        !plain.contains('\u{1b}') && coloured.contains("\u{1b}["),
        "{coloured:?}"
    );
}

#[test]
fn another_programs_server_is_clearly_marked() {
    let conversation = Conversation::new("Ana".to_owned());
    let lines = human(false).event(
        &ConnectionEvent::Recognised(ServerKind::Foreign),
        &conversation,
    );
    assert_eq!(
        lines,
        [
            "This is not a Tertulia server: messages are not confirmed and there is no list of people."
        ]
    );
}
