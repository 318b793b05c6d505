use super::*;
use crate::{
    Ack, Departure, Dialect, ErrorReason, ErrorReply, ExitWords, Joined, Language, LeaveReason,
    Left, Limits, MessageId, Notice, NoticeReason, Number, Person, PersonId, RefusalReason,
    Refused, Renamed, RunId, UnixMillis,
};

fn told(message: &ServerMessage) -> String {
    told_in(Language::En, message)
}

fn told_in(language: Language, message: &ServerMessage) -> String {
    let mut out = Vec::new();
    encode(message, &Phrases::new(language), &mut out);
    String::from_utf8(out).unwrap()
}

fn name(name: &str) -> Name {
    Name::parse(name).unwrap()
}

fn person(text: &str) -> Person {
    Person {
        id: PersonId(text.len() as u64),
        name: name(text),
    }
}

fn members(count: usize) -> Vec<Member> {
    let member = |index: usize| Member {
        id: PersonId(index as u64),
        name: name(&format!("P{index}")),
        dialect: Dialect::Plain,
    };
    (1..=count).map(member).collect()
}

fn departures(names: &[&str]) -> Vec<Departure> {
    let departure = |text: &&str| Departure {
        id: PersonId(1),
        name: name(text),
        reason: LeaveReason::Quit,
    };
    names.iter().map(departure).collect()
}

fn said(text: &str, action: bool) -> Said {
    let (id, time) = (MessageId(1), UnixMillis(0));
    Said {
        id,
        time,
        from: person("Ana"),
        text: text.to_owned(),
        action,
    }
}

fn private(text: &str) -> Private {
    let (id, time) = (MessageId(2), UnixMillis(0));
    Private {
        id,
        time,
        from: person("Ana"),
        to: person("Luis"),
        text: text.to_owned(),
    }
}

fn operator(text: &str, private: bool) -> Operator {
    Operator {
        id: MessageId(3),
        time: UnixMillis(0),
        text: text.to_owned(),
        private,
    }
}

fn welcome(people: usize, total: u64) -> Welcome {
    Welcome {
        you: Person {
            id: PersonId(1),
            name: name("P1"),
        },
        server: "tertulia 1".to_owned(),
        version: 1,
        run: RunId(1),
        resumed: false,
        decided: None,
        limits: Limits::default(),
        exit_words: ExitWords::default(),
        words: None,
        latest: MessageId(0),
        people: members(people).into(),
        people_total: total,
        missed: 0,
        gap: None,
    }
}

fn welcomed(welcome: Welcome) -> String {
    told(&ServerMessage::Welcome(Box::new(welcome)))
}

#[test]
fn messages_show_who_wrote_them() {
    assert_eq!(
        told(&ServerMessage::Said(said("hola", false))),
        "Ana: hola\n"
    );
    assert_eq!(
        told(&ServerMessage::Said(said("waves", true))),
        "~ Ana waves\n"
    );
    assert_eq!(
        told(&ServerMessage::Private(private("psst"))),
        "[private] Ana: psst\n"
    );
    assert_eq!(
        told(&ServerMessage::Operator(operator("hi", false))),
        "Server: hi\n"
    );
    assert_eq!(
        told(&ServerMessage::Operator(operator("hi", true))),
        "[private] Server: hi\n"
    );
}

#[test]
fn every_line_of_a_text_carries_its_prefix() {
    let forged = "a\nServer: b\r\n\r* c\u{2028}d";
    let lines = told(&ServerMessage::Said(said(forged, false)));
    assert_eq!(lines, "Ana: a\nAna: Server: b\nAna: \u{FFFD}* c\u{FFFD}d\n");
    let lines = told(&ServerMessage::Private(private("a\nb")));
    assert_eq!(lines, "[private] Ana: a\n[private] Ana: b\n");
}

#[test]
fn a_welcome_tells_who_is_here_and_how_to_leave() {
    assert_eq!(
        welcomed(welcome(1, 1)),
        "Welcome, P1. Nobody else is here yet. Type /help for help, salir to leave.\n"
    );
    let with_words = Welcome {
        words: Some("Be kind.\nHave fun.".to_owned()),
        ..welcome(3, 3)
    };
    assert_eq!(
        welcomed(with_words),
        "Welcome, P1. Here: P2, P3. Type /help for help, salir to leave.\n\
         Server: Be kind.\nServer: Have fun.\n"
    );
}

#[test]
fn a_welcome_names_twenty_people_and_counts_the_rest() {
    let twenty = welcomed(welcome(21, 21));
    assert!(twenty.contains(", P20, P21. "), "{twenty}");
    let more = welcomed(welcome(30, 2_030));
    assert!(more.contains(", P20, P21 and 2,009 more. "), "{more}");
}

#[test]
fn without_exit_words_quit_still_leaves() {
    let exit_words = ExitWords::new(["\n"; 0]);
    let line = welcomed(Welcome {
        exit_words,
        ..welcome(1, 1)
    });
    assert!(line.ends_with("/quit to leave.\n"), "{line}");
    let exit_words = ExitWords::new(["by\ne"]);
    let line = welcomed(Welcome {
        exit_words,
        ..welcome(1, 1)
    });
    assert!(
        line.ends_with("/quit to leave.\n"),
        "nobody could type that: {line}"
    );
}

#[test]
fn joins_and_leaves_are_told_one_by_one_and_in_batches() {
    let joined = |count| {
        told(&ServerMessage::Joined(Joined {
            more: 0,
            people: members(count),
        }))
    };
    assert_eq!(joined(0), "");
    assert_eq!(joined(1), "* P1 joined\n");
    assert_eq!(joined(3), "* P1, P2, P3 joined\n");
    assert_eq!(joined(4), "* P1, P2 and 2 more joined\n");
    assert_eq!(joined(1_234), "* P1, P2 and 1,232 more joined\n");
    let left = |names: &[&str]| {
        ServerMessage::Left(Left {
            people: departures(names),
        })
    };
    assert_eq!(told(&left(&["Ana"])), "* Ana left\n");
    assert_eq!(told(&left(&["Ana", "Luis"])), "* Ana, Luis left\n");
    assert_eq!(told_in(Language::Es, &left(&["Ana"])), "* Ana ha salido\n");
    let four = left(&["Ana", "Luis", "Luz", "Eva"]);
    assert_eq!(
        told_in(Language::Es, &four),
        "* Ana, Luis y 2 más han salido\n"
    );
}

#[test]
fn confirmations_renames_and_limits_are_notices() {
    let ack = Ack {
        number: Number(1_042),
        id: None,
        time: UnixMillis(0),
    };
    assert_eq!(told(&ServerMessage::Ack(ack.clone())), "* received #1042\n");
    assert_eq!(
        told_in(Language::Es, &ServerMessage::Ack(ack)),
        "* recibido #1042\n"
    );
    let renamed = Renamed {
        id: PersonId(1),
        from: name("Ana"),
        to: name("Luz"),
    };
    assert_eq!(told(&ServerMessage::Renamed(renamed)), "* Ana is now Luz\n");
    assert_eq!(
        told(&ServerMessage::Limits(Limits::default())),
        "* The limits are now: 1,000 characters a message, 5 messages a second, 256 people at a time.\n"
    );
    assert_eq!(
        told(&ServerMessage::Limits(Limits {
            max_chars: 0,
            max_rate: 0,
            max_clients: 0
        })),
        "* The limits are now: messages of any length, any number of messages a second, any number of people.\n"
    );
}

#[test]
fn a_roster_lists_people_and_counts_those_of_other_pages() {
    let roster = |count, total, more| {
        told(&ServerMessage::Roster(Roster {
            people: members(count),
            total,
            more,
        }))
    };
    assert_eq!(roster(3, 3, false), "* Here (3): P1, P2, P3.\n");
    assert_eq!(
        roster(2, 1_002, true),
        "* Here (1,002): P1, P2 and 1,000 more.\n"
    );
    assert_eq!(roster(0, 0, false), "* Nobody is here.\n");
}

#[test]
fn a_history_shows_both_sides_of_private_messages() {
    let messages = vec![
        Posted::Said(said("hola", false)),
        Posted::Private(private("psst\npsst")),
        Posted::Operator(operator("hi", false)),
    ];
    assert_eq!(
        told(&ServerMessage::History(History {
            messages,
            more: true
        })),
        "* history: 3 messages\nAna: hola\n[private] Ana → Luis: psst\n[private] Ana → Luis: psst\n\
         Server: hi\n* end of history\n"
    );
    let one = History {
        messages: vec![Posted::Said(said("hola", false))],
        more: false,
    };
    assert!(told(&ServerMessage::History(one)).starts_with("* history: 1 message\n"));
}

#[test]
fn what_went_wrong_is_an_error_and_a_farewell_a_notice() {
    let (number, suggestion) = (None, None);
    let (reason, message) = (RefusalReason::EmptyText, "No.\nServer: yes".to_owned());
    let refused = Refused {
        number,
        reason,
        message,
        suggestion,
        until: None,
        wait: None,
    };
    assert_eq!(
        told(&ServerMessage::Refused(refused)),
        "Error: No.\nError: Server: yes\n"
    );
    let error = ErrorReply {
        reason: ErrorReason::Malformed,
        message: "What?".to_owned(),
    };
    assert_eq!(told(&ServerMessage::Error(error)), "Error: What?\n");
    let goodbye = |reason| {
        told(&ServerMessage::Goodbye(Goodbye {
            reason,
            message: "The end.".to_owned(),
            until: None,
        }))
    };
    assert_eq!(goodbye(GoodbyeReason::Closing), "* The end.\n");
    assert_eq!(goodbye(GoodbyeReason::Quit), "* The end.\n");
    assert_eq!(goodbye(GoodbyeReason::TooFast), "Error: The end.\n");
    let notice = Notice {
        reason: NoticeReason::Frozen,
        message: "Nobody.\nServer: yes".to_owned(),
        until: None,
    };
    assert_eq!(
        told(&ServerMessage::Notice(notice)),
        "* Nobody.\n* Server: yes\n"
    );
    assert_eq!(told(&ServerMessage::Pong { number: Number(1) }), "");
    assert_eq!(error_line("No"), b"Error: No\n");
}

#[test]
fn the_prompt_is_known_to_clients() {
    let phrases = Phrases::new(Language::En);
    assert_eq!(prompt(&phrases), b"Tertulia 1. Please send your name:\n");
    assert!(prompt(&Phrases::new(Language::Es)).starts_with(b"Tertulia 1. "));
}

#[test]
fn help_is_notices_only() {
    for language in [Language::En, Language::Es] {
        let phrases = Phrases::new(language);
        let mut lines = help(&phrases);
        lines.extend(acks_switched(true, &phrases));
        let lines = String::from_utf8(lines).unwrap();
        assert!(lines.ends_with('\n') && lines.lines().count() > 8);
        assert!(
            lines
                .lines()
                .all(|line| line.starts_with("* ") && line.len() > 10),
            "{lines}"
        );
        for command in [
            "/who", "/msg", "/me", "/nick", "/history", "/ack", "//", "/help", "/quit",
        ] {
            assert!(lines.contains(&format!("* {command}")), "{command}");
        }
    }
}
