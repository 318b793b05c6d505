//! The words of the log.

use tertulia_protocol::{Language, Limits};
use tertulia_server_core::ClientId;

use super::*;
use crate::hostile::{TEXTS, assert_harmless};

fn who(name: Option<&str>) -> Who {
    Who {
        client: ClientId(7),
        address: "127.0.0.1:51234".parse().unwrap(),
        name: name.map(|name| Name::parse(name).unwrap()),
    }
}

fn said(text: &str) -> EventKind {
    EventKind::Said {
        who: who(Some("Ana")),
        text: text.to_owned(),
        action: false,
    }
}

fn text(language: Language, event: &EventKind) -> String {
    LogLines::new(Texts::new(language), Clock::utc()).text(event)
}

#[test]
fn a_message_names_its_sender_with_address_and_port() {
    let time = UnixMillis(((14 * 60 + 3) * 60 + 7) * 1_000 + 120);
    let lines = LogLines::new(Texts::new(Language::En), Clock::utc());
    let line = lines.line(&Event {
        time,
        kind: said("hola"),
    });
    assert_eq!(line, "14:03:07.120  Ana 127.0.0.1:51234: hola");
    let waves = EventKind::Said {
        who: who(Some("Ana")),
        text: "waves".to_owned(),
        action: true,
    };
    assert_eq!(lines.text(&waves), "~ Ana 127.0.0.1:51234 waves");
}

#[test]
fn a_text_of_several_lines_is_one_entry() {
    assert_eq!(
        text(Language::En, &said("a\nb\r\nc")),
        "Ana 127.0.0.1:51234: a ⏎ b ⏎ c"
    );
}

/// Every kind of entry that has words which are not ours, with `text` in their place.
fn with_words(text: &str) -> Vec<EventKind> {
    let words = || text.to_owned();
    let farewell = || EndReason::Farewell {
        reason: GoodbyeReason::Kicked,
        detail: words(),
    };
    let broken = || EndReason::Broken { error: words() };
    let handshake = || EndReason::Handshake(HandshakeFault::Other { why: words() });
    let mut kinds = vec![
        said(text),
        EventKind::Said {
            who: who(Some("Ana")),
            text: words(),
            action: true,
        },
        EventKind::NameRefused {
            who: who(None),
            wanted: words(),
            why: words(),
        },
        EventKind::Operator {
            text: words(),
            chosen: None,
        },
        EventKind::Operator {
            text: words(),
            chosen: Some(2),
        },
        EventKind::Muted {
            who: who(Some("Ana")),
            until: None,
            reason: Some(words()),
        },
        EventKind::Unmuted { name: words() },
        EventKind::Banned {
            network: "10.0.0.0/8".parse().unwrap(),
            name: Some(words()),
            until: None,
            reason: Some(words()),
        },
        EventKind::ModerationNotKept {
            path: text.into(),
            why: words(),
        },
        EventKind::AcceptPaused { why: words() },
        EventKind::HistoryOpened {
            path: text.into(),
            latest: MessageId(1),
            awaited: 1,
        },
        EventKind::History(StorageNotice::SetAside {
            path: text.into(),
            aside: text.into(),
            why: words(),
        }),
    ];
    for reason in [farewell(), broken(), handshake()] {
        let who = who(Some("Ana"));
        kinds.push(EventKind::Away {
            who: who.clone(),
            reason: reason.clone(),
        });
        kinds.push(EventKind::Disconnected {
            who: who.clone(),
            reason: reason.clone(),
        });
        kinds.push(EventKind::Left { who, reason });
    }
    kinds
}

#[test]
fn nobody_can_forge_an_entry_with_any_words() {
    for language in [Language::En, Language::Es] {
        for hostile in TEXTS {
            for kind in with_words(hostile) {
                assert_harmless(&text(language, &kind));
            }
        }
    }
}

#[test]
fn coming_and_going_use_the_words_of_the_wire() {
    let joined = EventKind::Joined {
        who: who(Some("Ana")),
        dialect: Dialect::Plain,
        resumed: false,
        encrypted: false,
    };
    let left = EventKind::Left {
        who: who(Some("Ana")),
        reason: EndReason::Closed,
    };
    assert_eq!(
        text(Language::En, &joined),
        "* Ana joined 127.0.0.1:51234 (plain text)"
    );
    assert_eq!(
        text(Language::En, &left),
        "* Ana left 127.0.0.1:51234: closed the connection"
    );
    assert_eq!(
        text(Language::Es, &joined),
        "* Ana ha entrado 127.0.0.1:51234 (texto simple)"
    );
    assert_eq!(
        text(Language::Es, &left),
        "* Ana ha salido 127.0.0.1:51234: ha cerrado la conexión"
    );
}

#[test]
fn a_hostile_end_says_why() {
    let detail = "At most 5 messages a second.".to_owned();
    for (reason, said) in [
        (
            EndReason::Farewell {
                reason: GoodbyeReason::TooFast,
                detail: detail.clone(),
            },
            detail.as_str(),
        ),
        (
            EndReason::NotSpoken { protocol: "HTTP" },
            "speaks HTTP, which is not served here",
        ),
        (
            EndReason::Broken {
                error: "reset".to_owned(),
            },
            "the connection broke (reset)",
        ),
    ] {
        let gone = EventKind::Disconnected {
            who: who(None),
            reason,
        };
        assert_eq!(
            text(Language::En, &gone),
            format!("127.0.0.1:51234 disconnected: {said}")
        );
    }
}

#[test]
fn every_kind_has_one_line_in_both_languages() {
    let ana = || who(Some("Ana"));
    let events = [
        EventKind::Listening("[::1]:2010".parse().unwrap()),
        EventKind::Connected(who(None)),
        EventKind::Joined {
            who: ana(),
            dialect: Dialect::App,
            resumed: true,
            encrypted: true,
        },
        EventKind::NameRefused {
            who: who(None),
            wanted: "x\ny".to_owned(),
            why: "taken".to_owned(),
        },
        EventKind::Private {
            who: ana(),
            to: Name::parse("Eva").unwrap(),
            chars: 1_204,
        },
        EventKind::Operator {
            text: "a\nb".to_owned(),
            chosen: None,
        },
        EventKind::Operator {
            text: "a".to_owned(),
            chosen: Some(2),
        },
        EventKind::Renamed {
            who: ana(),
            from: Name::parse("Eva").unwrap(),
        },
        EventKind::Away {
            who: ana(),
            reason: EndReason::Closed,
        },
        EventKind::LimitsChanged(Limits::default()),
        EventKind::AcceptPaused {
            why: "no more files".to_owned(),
        },
        EventKind::AcceptResumed,
        EventKind::Closing,
        EventKind::Stopped,
    ];
    for event in &events {
        let (english, spanish) = (text(Language::En, event), text(Language::Es, event));
        assert!(
            !english.contains('\n') && !spanish.contains('\n'),
            "{event:?}"
        );
        assert_ne!(english, spanish, "{event:?}");
    }
    assert_eq!(
        text(Language::En, &events[4]),
        "Ana 127.0.0.1:51234 to Eva: a private message of 1,204 characters"
    );
    assert_eq!(
        text(Language::En, &events[7]),
        "* Eva is now Ana 127.0.0.1:51234"
    );
}

#[test]
fn who_is_encrypted_and_whose_handshake_failed_is_said_in_both_languages() {
    let joined = EventKind::Joined {
        who: who(Some("Ana")),
        dialect: Dialect::Plain,
        resumed: false,
        encrypted: true,
    };
    assert_eq!(
        text(Language::En, &joined),
        "* Ana joined 127.0.0.1:51234 (plain text, encrypted)"
    );
    assert!(text(Language::Es, &joined).ends_with(", cifrado)"));
    let faults = [
        HandshakeFault::TooSlow,
        HandshakeFault::TooMany,
        HandshakeFault::NotTls,
        HandshakeFault::NothingInCommon,
        HandshakeFault::NotTrusted,
    ];
    let said = |language, fault: &HandshakeFault| {
        let reason = EndReason::Handshake(fault.clone());
        let who = who(None);
        text(language, &EventKind::Disconnected { who, reason })
    };
    let mut all: Vec<String> = [Language::En, Language::Es]
        .into_iter()
        .flat_map(|language| faults.iter().map(move |fault| said(language, fault)))
        .collect();
    assert_eq!(
        all[0],
        "127.0.0.1:51234 disconnected: could not be encrypted: the handshake took too long"
    );
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 2 * faults.len());
}

#[test]
fn what_becomes_of_the_history_is_said_in_both_languages() {
    let path = std::path::PathBuf::from("/h/default.sqlite3");
    let opened = |latest, awaited| EventKind::HistoryOpened {
        path: path.clone(),
        latest: MessageId(latest),
        awaited,
    };
    let en = |event: &EventKind| text(Language::En, event);
    assert_eq!(en(&opened(0, 0)), "A history begins: /h/default.sqlite3");
    assert_eq!(en(&opened(9, 0)), "The history goes on: /h/default.sqlite3");
    assert_eq!(
        en(&opened(9, 2)),
        "The history goes on, and 2 people are awaited back: /h/default.sqlite3"
    );
    let error = tertulia_server_core::StorageError::Full;
    let failing = EventKind::StorageFailing { error };
    assert!(en(&failing).starts_with("Messages cannot be kept: the disk is full."));
    assert!(text(Language::Es, &failing).contains("el disco está lleno"));
    let works = EventKind::StorageWorks { refused: 1 };
    assert_eq!(
        en(&works),
        "Messages are kept again. One message was refused."
    );
    let who = Some(who(Some("Ana")));
    assert_eq!(
        en(&EventKind::NotKept { who }),
        "Ana 127.0.0.1:51234: a message was refused, because it could not be kept"
    );
    let aside = EventKind::History(StorageNotice::SetAside {
        path: path.clone(),
        aside: "/h/aside".into(),
        why: "malformed".to_owned(),
    });
    let put_back = |messages| EventKind::History(StorageNotice::PutBack { messages });
    assert_eq!(en(&put_back(1)), "The latest message was put back into it.");
    assert_eq!(
        text(Language::Es, &put_back(30)),
        "Se han repuesto en él los últimos 30 mensajes."
    );
    for language in [Language::En, Language::Es] {
        let said = text(language, &aside);
        assert!(
            said.contains("/h/aside") && said.contains("malformed"),
            "{said}"
        );
    }
}

#[test]
fn somebody_from_before_a_restart_has_no_address() {
    let left = EventKind::Left {
        who: Who {
            address: "0.0.0.0:0".parse().unwrap(),
            ..who(Some("Ana"))
        },
        reason: EndReason::Closed,
    };
    let said = text(Language::En, &left);
    assert!(said.starts_with("* Ana left (before this start)"), "{said}");
}
