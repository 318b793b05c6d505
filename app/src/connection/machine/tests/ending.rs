//! Losing a server, coming back, and leaving.

use super::*;

#[test]
fn a_lost_server_is_tried_again_with_growing_pauses_for_ever() {
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    assert!(
        scene
            .events()
            .contains(&ConnectionEvent::Lost(Loss::Closed))
    );
    let mut pauses = Vec::new();
    for _ in 0..12 {
        scene.actions();
        let until = scene.machine.poll_timeout(scene.now).unwrap();
        pauses.push(until - scene.now);
        scene.now = until;
        scene.machine.handle_timeout(until);
        assert_eq!(scene.actions(), [Action::Connect]);
        let error = ConnectError::Refused {
            address: scene.machine.address,
        };
        scene.machine.handle_not_connected(scene.now, error);
    }
    assert!(pauses[0] <= Duration::from_millis(250) && pauses[0] >= Duration::from_millis(187));
    assert!(pauses[11] <= Duration::from_secs(30) && pauses[11] >= Duration::from_millis(22_500));
    assert_eq!(waiting(&scene.events()), Some(2));
}

#[test]
fn trying_now_needs_no_pause() {
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    scene.actions();
    scene.command(Command::TryNow);
    assert_eq!(scene.actions(), [Action::Connect]);
}

#[test]
fn a_silent_server_is_lost_after_forty_five_seconds() {
    let mut scene = Scene::welcomed();
    for _ in 0..3 {
        scene.wait(14_900);
        scene.sent();
    }
    assert!(scene.events().is_empty());
    scene.wait(300);
    assert!(
        scene
            .events()
            .contains(&ConnectionEvent::Lost(Loss::Silent))
    );
}

#[test]
fn not_reading_is_not_taken_for_silence() {
    let mut scene = Scene::welcomed();
    scene.wait(44_000);
    scene.machine.handle_not_reading(scene.now);
    scene.wait(44_000);
    assert!(scene.events().is_empty());
}

#[test]
fn a_farewell_decides_whether_one_comes_back() {
    for (reason, returns) in [
        (GoodbyeReason::Closing, true),
        (GoodbyeReason::SlowReader, true),
        (GoodbyeReason::Kicked, false),
        (GoodbyeReason::Banned, false),
        (GoodbyeReason::TooManyConnections, true),
        (GoodbyeReason::TooLong, false),
        (GoodbyeReason::TooFast, false),
        (GoodbyeReason::TooManyRequests, false),
        (GoodbyeReason::Replaced, false),
    ] {
        let mut scene = Scene::welcomed();
        scene.say(1, "on its way");
        scene.sent();
        scene.goodbye(reason);
        assert_eq!(scene.machine.has_ended(), !returns, "{reason:?}");
        let events = scene.events();
        assert_eq!(waiting(&events).is_some(), returns, "{reason:?}");
        if !returns {
            let unconfirmed = ConnectionEvent::Message {
                local: LocalId(1),
                delivery: Delivery::Failed(FailReason::Unconfirmed),
            };
            assert!(events.contains(&unconfirmed));
        }
    }
}

#[test]
fn leaving_says_goodbye_and_waits_a_second_for_the_answer() {
    for answered in [true, false] {
        let mut scene = Scene::welcomed();
        scene.command(Command::Leave);
        assert_eq!(scene.sent_kinds(), ["quit"]);
        if answered {
            scene.goodbye(GoodbyeReason::Quit);
        } else {
            scene.wait(999);
            assert!(!scene.machine.has_ended());
            scene.wait(1);
        }
        assert_eq!(scene.actions(), [Action::Close]);
        assert_eq!(scene.end(), EndReason::Left);
    }
}

#[test]
fn leaving_when_done_awaits_every_verdict() {
    let mut scene = Scene::welcomed();
    scene.say(1, "one");
    scene.command(Command::LeaveWhenDone);
    scene.say(2, "too late");
    assert_eq!(scene.sent_kinds(), ["say 1"]);
    assert!(
        scene
            .deliveries()
            .contains(&(2, Delivery::Failed(FailReason::NotSent)))
    );
    scene.ack(1);
    assert_eq!(scene.sent_kinds(), ["quit"]);
}

#[test]
fn cancelling_works_in_every_stage_before_the_welcome() {
    for stage in 0..3 {
        let mut scene = Scene::new(stage == 2);
        if stage == 0 {
            let config = MachineConfig {
                talk: TalkConfig {
                    password: None,
                    name: "Ana".to_owned(),
                    client: String::new(),
                    token: Token([1; 16]),
                    greeting: None,
                    resume: None,
                    restored: None,
                    keeping: false,
                },
                foreign: ForeignSettings::default(),
                privacy: Privacy::Usual,
                seed: 0,
            };
            scene.machine = Machine::new(config);
            scene.actions();
        }
        scene.command(Command::Leave);
        assert_eq!(scene.actions(), [Action::Close]);
        assert_eq!(scene.end(), EndReason::Failed(ConnectError::Cancelled));
    }
}

#[test]
fn giving_up_a_lost_server_keeps_what_a_later_connection_needs() {
    let mut scene = Scene::welcomed();
    scene.say(1, "x");
    scene.sent();
    scene.machine.handle_closed(scene.now, None);
    scene.command(Command::Leave);
    let Some(ConnectionEvent::Ended(ended)) = scene.events().pop() else {
        panic!("not ended")
    };
    let last_seen = Some((RunId(1), MessageId(0)));
    let resume = Resume {
        token: Token([7; 16]),
        key: None,
        next_number: Number(2),
        last_seen,
    };
    assert_eq!(
        ended,
        Ended {
            reason: EndReason::Left,
            resume: Some(resume)
        }
    );
}

#[test]
fn nobody_comes_back_only_to_say_goodbye() {
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    scene.command(Command::LeaveWhenDone);
    assert_eq!(scene.end(), EndReason::Left);
}

#[test]
fn whoever_is_banned_while_away_does_not_try_again() {
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    scene.wait(250);
    scene.connect();
    scene.say_server(ServerMessage::Refused(Refused {
        number: None,
        reason: RefusalReason::Banned,
        message: "banned".to_owned(),
        suggestion: None,
        until: Some(UnixMillis(7)),
        wait: None,
    }));
    let banned = ConnectError::Banned {
        message: "banned".to_owned(),
        until: Some(UnixMillis(7)),
    };
    assert_eq!(scene.end(), EndReason::Failed(banned));
}

#[test]
fn a_full_server_is_an_error_at_first_and_a_pause_later() {
    let full = || {
        let message = "full".to_owned();
        ServerMessage::Refused(Refused {
            number: None,
            reason: RefusalReason::ServerFull,
            message,
            suggestion: None,
            until: None,
            wait: None,
        })
    };
    let mut scene = Scene::new(true);
    scene.sent();
    scene.say_server(full());
    assert!(matches!(
        scene.end(),
        EndReason::Failed(ConnectError::ServerFull { .. })
    ));
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    scene.wait(250);
    scene.connect();
    scene.say_server(full());
    assert!(!scene.machine.has_ended());
}

#[test]
fn a_gap_is_told_before_what_comes_after_it() {
    let mut scene = Scene::welcomed();
    scene.machine.handle_closed(scene.now, None);
    scene.wait(250);
    scene.connect();
    let gap = tertulia_protocol::Gap {
        after: MessageId(0),
        before: MessageId(40),
    };
    let resumed = Welcome {
        gap: Some(gap),
        ..welcome(1, 50, 0, true)
    };
    scene.say_server(ServerMessage::Welcome(Box::new(resumed)));
    assert!(scene.events().contains(&ConnectionEvent::Gap(gap)));
}
