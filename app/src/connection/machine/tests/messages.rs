//! What happens to own messages.

use super::*;

#[test]
fn the_greeting_is_the_first_message_and_goes_once() {
    let mut scene = Scene::with(true, Some((LocalId(9), "hello all".to_owned())));
    scene.say(1, "typed while connecting");
    scene.sent();
    scene.say_server(ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false))));
    let sent = scene.sent();
    let (greeting, typed) = (sent.find("hello all"), sent.find("typed while"));
    assert!(greeting.is_some() && greeting < typed, "{sent}");
    scene.ack(1);
    scene.ack(2);
    scene.machine.handle_closed(scene.now, None);
    scene.wait(250);
    scene.connect();
    scene.sent();
    scene.say_server(ServerMessage::Welcome(Box::new(welcome(1, 2, 0, true))));
    assert_eq!(scene.sent_kinds(), ["ping 1"]);
}

#[test]
fn a_burst_is_paced_by_verdicts_and_the_allowance_is_told() {
    let mut scene = Scene::welcomed();
    for local in 1..=7 {
        scene.say(local, "hi");
    }
    assert_eq!(
        scene.sent_kinds(),
        ["say 1", "say 2", "say 3", "say 4", "say 5"]
    );
    assert!(
        scene
            .events()
            .contains(&ConnectionEvent::Allowance(Some(Allowance {
                left: 0,
                limit: 5
            })))
    );
    scene.wait(5_000);
    assert_eq!(scene.sent_kinds(), [] as [&str; 0]);
    scene.ack(1);
    scene.wait(1_019);
    assert_eq!(scene.sent_kinds(), [] as [&str; 0]);
    scene.wait(1);
    assert_eq!(scene.sent_kinds(), ["say 6"]);
}

#[test]
fn a_changed_limit_holds_at_once() {
    let mut scene = Scene::welcomed();
    scene.say_server(ServerMessage::Limits(Limits {
        max_chars: 3,
        max_rate: 1,
        max_clients: 0,
    }));
    scene.say(1, "hola");
    scene.say(2, "hey");
    scene.say(3, "yes");
    assert_eq!(scene.sent_kinds(), ["say 1"]);
    let deliveries = scene.deliveries();
    assert_eq!(
        deliveries[0],
        (
            1,
            Delivery::Failed(FailReason::TooLong { chars: 4, limit: 3 })
        )
    );
}

#[test]
fn what_the_server_would_punish_is_never_sent() {
    let mut scene = Scene::welcomed();
    scene.say(1, &"x".repeat(1_001));
    scene.say(2, " \n ");
    scene.command(Command::Rename {
        local: LocalId(3),
        name: "n".repeat(200),
    });
    scene.command(Command::Direct {
        local: LocalId(4),
        to: "n".repeat(200),
        person: None,
        text: "x".to_owned(),
    });
    assert_eq!(scene.sent(), "");
    let deliveries = scene.deliveries();
    assert_eq!(deliveries.len(), 4);
    assert!(
        deliveries
            .iter()
            .all(|(_, delivery)| matches!(delivery, Delivery::Failed(_))),
        "{deliveries:?}"
    );
    scene.say(5, &"ñ".repeat(1_000));
    assert_eq!(scene.sent_kinds(), ["say 1"]);
}

#[test]
fn a_text_too_long_for_the_welcome_is_refused_when_its_turn_comes() {
    let mut scene = Scene::new(true);
    scene.say(1, &"x".repeat(1_001));
    scene.say(2, "short");
    scene.sent();
    scene.say_server(ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false))));
    assert_eq!(scene.sent_kinds(), ["ping 1", "say 2"]);
    assert!(scene.deliveries().contains(&(
        1,
        Delivery::Failed(FailReason::TooLong {
            chars: 1_001,
            limit: 1_000
        })
    )));
}

#[test]
fn a_text_of_too_many_bytes_never_becomes_a_line() {
    let mut scene = Scene::welcomed();
    scene.say_server(ServerMessage::Limits(Limits {
        max_chars: 0,
        max_rate: 0,
        max_clients: 0,
    }));
    scene.say(1, &"\"".repeat(900_000));
    assert_eq!(scene.sent(), "");
    assert!(matches!(
        scene.deliveries()[..],
        [_, (1, Delivery::Failed(FailReason::TooManyBytes { .. }))]
    ));
}

#[test]
fn an_exit_word_leaves_after_what_came_before_it() {
    let mut scene = Scene::welcomed();
    scene.say(1, "bye all");
    scene.say(2, " SALIR ");
    scene.say(3, "too late");
    assert_eq!(scene.sent_kinds(), ["say 1"]);
    let deliveries = scene.deliveries();
    assert!(
        deliveries.contains(&(2, Delivery::Failed(FailReason::ExitWord))),
        "{deliveries:?}"
    );
    assert!(
        deliveries.contains(&(3, Delivery::Failed(FailReason::NotSent))),
        "{deliveries:?}"
    );
    scene.ack(1);
    assert_eq!(scene.sent_kinds(), ["quit"]);
}

#[test]
fn after_a_crash_no_number_is_used_again_of_which_the_file_may_know_nothing() {
    let message = |number, text: &str| {
        let (local, text) = (LocalId(number), text.to_owned());
        let body = Body::Say {
            text,
            action: false,
        };
        let (greeting, failed) = (false, false);
        let request = KeptRequest {
            local,
            body,
            greeting,
            failed,
        };
        (Number(number), request)
    };
    let kept = Kept {
        reached: Some(ServerKind::Tertulia),
        next_number: Number(5),
        requests: [message(4, "kept")].into(),
        ..Kept::new(Token([7; 16]), "aula", 2010, "Ana")
    };
    let mut scene = Scene::going_on(kept);
    scene.say(9, "new");
    scene.sent();
    // The disk was full when 5, 6 and 7 were used.
    let mut resumed = welcome(1, 7, 0, true);
    resumed.decided = Some(Number(7));
    scene.say_server(ServerMessage::Welcome(Box::new(resumed)));
    let sent = scene.sent_kinds();
    let said = sent.iter().filter_map(|kind| kind.strip_prefix("say "));
    let numbers: Vec<u64> = said.map(|number| number.parse().unwrap()).collect();
    assert!(
        matches!(numbers[..], [4, new] if new > 7),
        "the kept one as it was: {numbers:?}"
    );
}
