//! What a person reads.

use tertulia_protocol::{Language, MessageId, Name, Operator, Person, PersonId, UnixMillis};

use super::*;
use crate::connection::LocalId;

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
    let foreign = ConnectionEvent::Foreign(ForeignLine {
        text: "a\u{7}b\nc".to_owned(),
        complete: true,
    });
    let lines = human(false).event(&foreign, &conversation);
    assert!(
        lines[0].ends_with(" a\u{fffd}b") && lines[1].ends_with(" c") && lines.len() == 2,
        "{lines:?}"
    );
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
