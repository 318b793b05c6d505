//! Which server answers, and under which name we are there.

use super::*;

#[test]
fn an_unknown_tertulia_gets_its_hello_after_the_banner_and_is_remembered() {
    let mut scene = Scene::new(false);
    assert_eq!(scene.sent(), "");
    scene.wait(300);
    scene.hear("Tertu");
    assert_eq!(scene.sent(), "");
    scene.hear("lia 1. Please send your name:\n");
    assert_eq!(scene.sent_kinds(), ["hello"]);
    scene.say_server(ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false))));
    assert_eq!(scene.actions(), [Action::Remember]);
    let events = scene.events();
    let [
        ..,
        recognised,
        ConnectionEvent::Welcomed(arrival),
        allowance,
    ] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!(
        *recognised,
        ConnectionEvent::Recognised(ServerKind::Tertulia)
    );
    assert_eq!(
        (arrival.kind, &arrival.renamed_from),
        (ArrivalKind::First, &None)
    );
    assert_eq!(
        *allowance,
        ConnectionEvent::Allowance(Some(Allowance { left: 5, limit: 5 }))
    );
}

#[test]
fn a_known_tertulia_gets_its_hello_at_once() {
    assert_eq!(Scene::new(true).sent_kinds(), ["hello"]);
}

#[test]
fn a_known_address_that_answers_otherwise_is_forgotten_and_tried_the_unknown_way() {
    let mut scene = Scene::new(true);
    scene.sent();
    scene.hear("Welcome to my server!\n");
    assert_eq!(
        scene.actions(),
        [Action::Close, Action::Forget, Action::Connect]
    );
    scene.connect();
    assert_eq!(scene.sent(), "");
    scene.hear("Welcome to my server!\n");
    assert!(
        scene
            .events()
            .contains(&ConnectionEvent::Recognised(ServerKind::Foreign))
    );
}

#[test]
fn a_tertulia_that_does_not_answer_the_hello_is_given_up_after_ten_seconds() {
    let mut scene = Scene::new(true);
    scene.sent();
    scene.wait(9_999);
    assert!(!scene.machine.has_ended());
    scene.wait(1);
    assert!(matches!(
        scene.end(),
        EndReason::Failed(ConnectError::SilentTertulia { .. })
    ));
    assert_eq!(scene.actions(), [Action::Close, Action::Forget]);
}

#[test]
fn a_server_that_hangs_up_before_the_welcome_is_an_error() {
    for known in [false, true] {
        let mut scene = Scene::new(known);
        scene.machine.handle_closed(scene.now, None);
        assert!(matches!(
            scene.end(),
            EndReason::Failed(ConnectError::ClosedAtOnce { .. })
        ));
    }
}

#[test]
fn last_words_of_a_server_that_hangs_up_are_shown() {
    let mut scene = Scene::new(false);
    scene.hear("Tert");
    scene.machine.handle_closed(scene.now, None);
    let line = ForeignLine {
        text: "Tert".to_owned(),
        complete: false,
    };
    let events = scene.events();
    assert!(
        events.contains(&ConnectionEvent::Foreign(line)),
        "{events:?}"
    );
}

#[test]
fn a_taken_name_ends_the_first_attempt_with_the_servers_suggestion() {
    let mut scene = Scene::new(true);
    scene.sent();
    scene.say_server(name_taken("Ana 2"));
    let EndReason::Failed(ConnectError::NameRefused {
        name, suggestion, ..
    }) = scene.end()
    else {
        panic!("another end")
    };
    assert_eq!(
        (name.as_str(), suggestion),
        ("Ana", Some(Name::parse("Ana 2").unwrap()))
    );
}

#[test]
fn coming_back_to_a_taken_name_takes_the_suggestion_and_says_so() {
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    scene.wait(250);
    assert_eq!(scene.actions(), [Action::Close, Action::Connect]);
    scene.connect();
    scene.sent();
    scene.say_server(name_taken("Ana 2"));
    assert!(scene.sent().contains("\"name\":\"Ana 2\""));
    scene.events();
    let mut welcome = welcome(1, 0, 0, false);
    welcome.you = Person {
        id: PersonId(2),
        name: Name::parse("Ana 2").unwrap(),
    };
    scene.say_server(ServerMessage::Welcome(Box::new(welcome)));
    let events = scene.events();
    let arrival = events.iter().find_map(|event| match event {
        ConnectionEvent::Welcomed(Arrival {
            kind, renamed_from, ..
        }) => Some((*kind, renamed_from.clone())),
        _ => None,
    });
    assert_eq!(
        arrival,
        Some((ArrivalKind::Rejoined, Some("Ana".to_owned())))
    );
}

#[test]
fn after_a_rename_the_new_name_is_the_one_to_come_back_with() {
    let mut scene = Scene::welcomed();
    let (from, to) = (Name::parse("Ana").unwrap(), Name::parse("Eva").unwrap());
    scene.say_server(ServerMessage::Renamed(Renamed {
        id: PersonId(1),
        from,
        to,
    }));
    scene.machine.handle_closed(scene.now, None);
    scene.wait(250);
    scene.connect();
    assert!(scene.sent().contains("\"name\":\"Eva\""));
}
