//! What is typed, and what becomes of it.

use tertulia_protocol::{Dialect, Joined, Member};

use super::*;

fn with_people(names: &[&str]) -> Conversation {
    let mut conversation = Conversation::new("Ana".to_owned());
    conversation.happened(&ConnectionEvent::Recognised(ServerKind::Tertulia));
    let people = names.iter().enumerate().map(|(id, name)| Member {
        id: PersonId(id as u64),
        name: Name::parse(name).unwrap(),
        dialect: Dialect::App,
    });
    conversation.happened(&ConnectionEvent::Joined(Joined {
        more: 0,
        people: people.collect(),
    }));
    conversation
}

#[test]
fn what_is_typed_becomes_commands() {
    let mut conversation = with_people(&["Eva", "Eva Luz"]);
    let say = |local, text: &str, action| Command::Say {
        local: LocalId(local),
        text: text.to_owned(),
        action,
    };
    for (line, expected) in [
        ("hola", vec![Step::Send(say(1, "hola", false))]),
        ("", vec![]),
        ("//x", vec![Step::Send(say(2, "/x", false))]),
        ("/me waves", vec![Step::Send(say(3, "waves", true))]),
        (
            "/msg eva luz hi there",
            vec![Step::Send(Command::Direct {
                local: LocalId(4),
                to: "Eva Luz".to_owned(),
                person: Some(PersonId(1)),
                text: "hi there".to_owned(),
            })],
        ),
        (
            "/msg Bob hi",
            vec![Step::Tell(Notice::NobodyCalled("Bob".to_owned()))],
        ),
        ("/help", vec![Step::Tell(Notice::Help)]),
        (
            "/ack off",
            vec![Step::Tell(Notice::UnknownCommand("/ack".to_owned()))],
        ),
        (
            "/frob",
            vec![Step::Tell(Notice::UnknownCommand("/frob".to_owned()))],
        ),
        ("salir", vec![Step::Send(Command::LeaveWhenDone)]),
    ] {
        assert_eq!(conversation.typed(line), expected, "{line}");
    }
    assert_eq!(conversation.pending(), 4);
}

#[test]
fn a_farewell_word_also_goes_to_another_programs_server() {
    let mut conversation = Conversation::new("Ana".to_owned());
    conversation.happened(&ConnectionEvent::Recognised(ServerKind::Foreign));
    let say = Command::Say {
        local: LocalId(1),
        text: "salir".to_owned(),
        action: false,
    };
    assert_eq!(
        conversation.typed(" salir "),
        [Step::Send(say), Step::Send(Command::LeaveWhenDone)]
    );
    assert_eq!(
        conversation.typed("/quit"),
        [Step::Send(Command::LeaveWhenDone)]
    );
}

#[test]
fn messages_are_pending_until_their_fate_is_known() {
    let mut conversation = with_people(&[]);
    for text in ["one", "two", "three"] {
        conversation.typed(text);
    }
    let mut fate = |local, delivery| {
        conversation.happened(&ConnectionEvent::Message {
            local: LocalId(local),
            delivery,
        });
        (conversation.pending(), conversation.undelivered())
    };
    assert_eq!(fate(1, Delivery::Sent), (3, 0));
    assert_eq!(
        fate(
            1,
            Delivery::Confirmed {
                id: None,
                time: tertulia_protocol::UnixMillis(0)
            }
        ),
        (2, 0)
    );
    assert_eq!(fate(2, Delivery::Failed(FailReason::NotSent)), (1, 1));
    assert_eq!(fate(3, Delivery::Failed(FailReason::ExitWord)), (0, 1));
}

fn lost(conversation: &mut Conversation) {
    conversation.happened(&ConnectionEvent::Lost(crate::connection::Loss::Closed));
}

#[test]
fn while_the_server_is_away_a_farewell_word_leaves_at_once_when_nothing_waits() {
    let mut conversation = with_people(&[]);
    lost(&mut conversation);
    assert_eq!(conversation.typed("salir"), [Step::LeaveNow]);
}

#[test]
fn while_messages_wait_for_a_server_that_is_away_the_second_farewell_word_leaves() {
    let mut conversation = with_people(&[]);
    lost(&mut conversation);
    conversation.typed("one");
    conversation.typed("two");
    let waiting = Step::Tell(Notice::StillWaiting(2));
    assert_eq!(
        conversation.typed("salir"),
        [waiting.clone(), Step::Send(Command::LeaveWhenDone)]
    );
    assert_eq!(conversation.typed("three"), [waiting], "not taken");
    assert_eq!(conversation.pending(), 2);
    assert_eq!(conversation.typed("salir"), [Step::LeaveNow]);
}

#[test]
fn whoever_is_leaving_when_the_server_goes_away_is_told_what_waits() {
    let mut conversation = with_people(&[]);
    conversation.typed("one");
    conversation.typed("salir");
    assert_eq!(conversation.still_waiting(), []);
    lost(&mut conversation);
    let waiting = Step::Tell(Notice::StillWaiting(1));
    assert_eq!(conversation.still_waiting(), [waiting]);
}
