//! What scripts read and write.

use tertulia_protocol::Language;

use super::*;
use crate::connection::{LocalId, PasswordAsked};

const DOCUMENT: &str = include_str!("../../../../docs/terminal-json.md");

/// The lines of the document's blocks of this language.
fn examples(language: &str) -> Vec<&'static str> {
    let blocks = DOCUMENT
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.strip_prefix(language));
    let examples: Vec<_> = blocks
        .flat_map(str::lines)
        .filter(|line| !line.trim().is_empty())
        .collect();
    assert!(!examples.is_empty(), "no examples in {language}");
    examples
}

fn conversation() -> Conversation {
    let mut conversation = Conversation::new("Ana".to_owned());
    conversation.typed("hola");
    conversation
}

#[test]
fn the_documents_requests_are_carried_out() {
    for example in examples("json-in") {
        let steps = request(example, &mut conversation());
        assert!(matches!(steps[..], [Step::Send(_)]), "{example}: {steps:?}");
    }
}

#[test]
fn the_documents_events_are_what_is_written() {
    let json = Json::new(Texts::new(Language::En));
    let conversation = conversation();
    for example in examples("json-out") {
        let parsed: Value =
            serde_json::from_str(example).unwrap_or_else(|error| panic!("{example}: {error}"));
        let kind = parsed["type"].as_str().unwrap();
        if kind != "welcome"
            && serde_json::from_str::<ServerMessage>(example)
                .is_ok_and(|message| serde_json::to_value(message).unwrap() == parsed)
        {
            continue;
        }
        let written: Vec<Value> = local_examples()
            .iter()
            .filter_map(|event| {
                json.event(event, &conversation)
                    .map(|line| serde_json::from_str(&line).unwrap())
            })
            .chain(answers(&json))
            .chain(restored_examples(&json))
            .collect();
        assert!(
            written.contains(&parsed),
            "{example} is not among\n{written:#?}"
        );
    }
}

#[test]
fn every_local_event_stands_in_the_document() {
    let json = Json::new(Texts::new(Language::En));
    let conversation = conversation();
    let lines = local_examples()
        .into_iter()
        .filter_map(|event| json.event(&event, &conversation));
    let others = answers(&json).chain(restored_examples(&json));
    for line in lines.chain(others.map(|value| value.to_string())) {
        let value: Value = serde_json::from_str(&line).unwrap();
        let kind = format!("\"type\":\"{}\"", value["type"].as_str().unwrap());
        assert!(DOCUMENT.contains(&kind), "{kind}");
    }
}

/// What is said of an interrupted chat, as the document shows it.
fn restored_examples(json: &Json) -> impl Iterator<Item = Value> {
    use crate::connection::{Body, Kept, KeptItem, KeptKind, KeptRequest, Restored};
    use tertulia_protocol::{Name, Person, PersonId, Posted, RunId, Said, Token};
    let time = UnixMillis(1_764_000_000_000);
    let say = |text: &str| Body::Say {
        text: text.to_owned(),
        action: false,
    };
    let said = Posted::Said(Said {
        id: MessageId(6),
        time,
        from: Person {
            id: PersonId(2),
            name: Name::parse("Eva").unwrap(),
        },
        text: "hello".to_owned(),
        action: false,
    });
    let own = KeptKind::Own {
        local: LocalId(69),
        name: "Ana".to_owned(),
        body: say("hi"),
        place: Some((RunId(1), MessageId(7))),
    };
    let foreign = KeptKind::Foreign(ForeignLine {
        text: "Name?".to_owned(),
        complete: false,
    });
    let kinds = [KeptKind::Posted(RunId(1), said), own, foreign];
    let items = kinds.map(|kind| KeptItem { time, kind }).into();
    let mut kept = Kept::new(Token([0; 16]), "aula", 2010, "Ana");
    let bodies = [(70, say("waves"), false), (71, say("on its way"), true)];
    for (local, body, failed) in bodies {
        let request = KeptRequest {
            local: LocalId(local),
            body,
            greeting: false,
            failed,
        };
        kept.requests.insert(Number(local), request);
    }
    let restored = Restored { kept, items };
    let lines = json.restored(&restored).into_iter();
    lines.map(|line| serde_json::from_str(&line).unwrap())
}

fn answers(json: &Json) -> impl Iterator<Item = Value> {
    let notice = Notice::BadRequest {
        unknown_type: false,
        detail: "x".to_owned(),
    };
    let answer = json.answer(&notice, "Not a request: missing field `text`".to_owned());
    std::iter::once(serde_json::from_str(&answer).unwrap())
}

/// One of each event that only this program has, as the document shows them.
fn local_examples() -> Vec<ConnectionEvent> {
    use crate::connection::{ConnectError, Encryption, EndReason, FailReason, Loss};
    let message = |delivery| ConnectionEvent::Message {
        local: LocalId(1),
        delivery,
    };
    let address = "127.0.0.1:2010".parse().unwrap();
    let welcome = DOCUMENT
        .lines()
        .find(|line| line.starts_with(r#"{"type":"welcome""#))
        .unwrap();
    let ServerMessage::Welcome(welcome) = serde_json::from_str(welcome).unwrap() else {
        panic!("{welcome}")
    };
    vec![
        ConnectionEvent::LookingUp {
            host: "aula".to_owned(),
        },
        ConnectionEvent::Connecting { address },
        ConnectionEvent::Connected {
            address,
            local: "127.0.0.1:51234".parse().unwrap(),
        },
        ConnectionEvent::Encrypted(Encryption {
            fingerprint: "3f2a91c07b5e0d44a1f329c86e70b2d5"
                .repeat(2)
                .parse()
                .unwrap(),
            first_use: true,
            remembered: true,
        }),
        ConnectionEvent::InClear,
        ConnectionEvent::PasswordAsked(PasswordAsked {
            wrong: false,
            wait: None,
        }),
        ConnectionEvent::PasswordAsked(PasswordAsked {
            wrong: true,
            wait: NonZeroU32::new(4),
        }),
        ConnectionEvent::Recognised(ServerKind::Tertulia),
        ConnectionEvent::Welcomed(Arrival {
            welcome,
            kind: ArrivalKind::First,
            renamed_from: None,
        }),
        message(Delivery::Queued),
        message(Delivery::Sent),
        message(Delivery::Confirmed {
            id: Some(MessageId(7)),
            time: UnixMillis(1_764_000_000_000),
        }),
        message(Delivery::Failed(FailReason::TooLong {
            chars: 1_001,
            limit: 1_000,
        })),
        ConnectionEvent::Gap(Gap {
            after: MessageId(3),
            before: MessageId(9),
        }),
        ConnectionEvent::PageDropped(PageRequest::Roster { after: None }),
        ConnectionEvent::Foreign(ForeignLine {
            text: "Name?".to_owned(),
            complete: false,
        }),
        ConnectionEvent::Keeping(KeepingNews::Working),
        ConnectionEvent::Lost(Loss::Closed),
        ConnectionEvent::Waiting {
            attempt: 1,
            pause: std::time::Duration::from_millis(500),
        },
        ConnectionEvent::Ended(Ended {
            reason: EndReason::Failed(ConnectError::Refused { address }),
            resume: None,
        }),
    ]
}

#[test]
fn what_is_no_request_is_answered_and_changes_nothing() {
    for (text, unknown) in [
        ("{", false),
        ("{}", true),
        (r#"{"type":"dance"}"#, true),
        (r#"{"type":"hello","name":"Ana","version":1}"#, true),
        (r#"{"type":"say"}"#, false),
        (r#"{"type":"say","text":7}"#, false),
        (r#"{"type":"say","text":"x","number":"7"}"#, false),
    ] {
        let mut conversation = conversation();
        match &request(text, &mut conversation)[..] {
            [Step::Tell(Notice::BadRequest { unknown_type, .. })] => {
                assert_eq!(*unknown_type, unknown, "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
        assert_eq!(conversation.pending(), 1);
    }
}

#[test]
fn a_request_to_quit_leaves_like_the_word_for_it_also_while_the_server_is_away() {
    const QUIT: &str = r#"{"type":"quit"}"#;
    let lost = ConnectionEvent::Lost(crate::connection::Loss::Closed);
    let mut waiting = conversation();
    waiting.happened(&lost);
    let still = Step::Tell(Notice::StillWaiting(1));
    let leave = Step::Send(Command::LeaveWhenDone);
    assert_eq!(request(QUIT, &mut waiting), [still.clone(), leave.clone()]);
    let say = r#"{"type":"say","text":"x"}"#;
    let refused = request(say, &mut waiting);
    assert_eq!(refused, std::slice::from_ref(&still), "not taken");
    assert_eq!(request(QUIT, &mut waiting), [Step::LeaveNow]);

    let mut nothing = Conversation::new("Ana".to_owned());
    nothing.happened(&lost);
    assert_eq!(request(QUIT, &mut nothing), [Step::LeaveNow]);

    let mut leaving = conversation();
    assert_eq!(request(QUIT, &mut leaving), [leave]);
    leaving.happened(&lost);
    assert_eq!(leaving.still_waiting(), [still], "told when it goes away");
}

#[test]
fn a_request_keeps_its_number() {
    let json = Json::new(Texts::new(Language::En));
    let mut conversation = conversation();
    request(
        r#"{"type":"say","text":"x","number":70}"#,
        &mut conversation,
    );
    let queued = ConnectionEvent::Message {
        local: LocalId(70),
        delivery: Delivery::Queued,
    };
    assert_eq!(
        json.event(&queued, &conversation).unwrap(),
        r#"{"type":"waiting","number":70}"#
    );
}
