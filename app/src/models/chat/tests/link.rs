//! The connection, and commands of the window.

use super::*;

#[test]
fn reconnecting_is_told_once_and_counts_down() {
    let mut model = ana();
    let start = now();
    let pause = Duration::from_secs(4);
    let address = "127.0.0.1:2010".parse().unwrap();
    let items = model.room().transcript().len();
    for event in [
        ConnectionEvent::Lost(Loss::Silent),
        ConnectionEvent::Waiting { attempt: 1, pause },
        ConnectionEvent::Connecting { address },
        ConnectionEvent::Lost(Loss::NotReached(ConnectError::Refused { address })),
        ConnectionEvent::Waiting { attempt: 2, pause },
    ] {
        model.handle_event(event, start);
    }
    assert_eq!(model.room().transcript().len(), items + 1);
    assert!(matches!(
        model.link(),
        LinkState::Reconnecting { attempt: 2, .. }
    ));
    let later = start.instant + Duration::from_secs(1);
    assert_eq!(model.link().remaining(later), Some(Duration::from_secs(3)));
    submit(&mut model, "typed meanwhile");
    assert_eq!(model.waiting(), 1);
    tell(
        &mut model,
        [welcome(ArrivalKind::Resumed, 1, &[(1, "Ana")])],
    );
    assert_eq!(*model.link(), LinkState::Online);
}

#[test]
fn the_end_settles_everything_and_nothing_can_be_sent() {
    let mut model = ana();
    submit(&mut model, "late");
    let goodbye = Goodbye {
        reason: GoodbyeReason::Kicked,
        message: "bye".to_owned(),
        until: None,
    };
    let ended = Ended {
        reason: EndReason::Dismissed(goodbye),
        resume: None,
    };
    tell(&mut model, [ConnectionEvent::Ended(ended)]);
    assert_eq!(model.undecided(), 0);
    assert!(model.link().has_ended());
    assert!(submit(&mut model, "x").is_empty());
    let problem = model.room().draft().problem();
    assert_eq!(problem, Some(&TypedProblem::Ended));
    assert_eq!(model.sendable(ROOM), Sendable::Ended);
}

#[test]
fn a_foreign_server_gets_texts_and_confirms_nothing() {
    let mut model = ChatModel::new("Ana", None);
    let line = |text: &str| {
        ConnectionEvent::Foreign(ForeignLine {
            text: text.to_owned(),
            complete: true,
        })
    };
    tell(
        &mut model,
        [
            ConnectionEvent::Recognised(ServerKind::Foreign),
            line("Hola, ¿cómo te llamas?"),
        ],
    );
    assert!(model.is_foreign() && !model.has_older());
    let local = local_of(&submit(&mut model, "/lista"));
    tell(
        &mut model,
        [message(local, Delivery::Sent), line("Mensaje recibido")],
    );
    assert_eq!(
        texts(model.room()),
        ["Hola, ¿cómo te llamas?", "/lista", "Mensaje recibido"]
    );
    assert_eq!(deliveries(&model), [&DeliveryState::Sent]);
    let commands = submit(&mut model, "salir");
    assert!(matches!(
        &commands[..],
        [Command::Say { .. }, Command::LeaveWhenDone]
    ));
}

#[test]
fn commands_of_the_window_do_what_they_say() {
    let mut model = ana();
    tell(&mut model, [posted(said(101, (2, "Luis"), "x"))]);
    let effect = |model: &mut ChatModel, text| model.submit(ROOM, text, now()).effect;
    assert_eq!(effect(&mut model, "/help"), Some(Effect::ShowHelp));
    assert_eq!(effect(&mut model, "/who"), Some(Effect::ShowPeople));
    submit(&mut model, "/clear");
    assert!(model.room().transcript().is_empty());
    assert_eq!(model.unread(), Unread::default());
    let quit = model.submit(ROOM, "/bye", now());
    assert_eq!(quit.commands, [Command::LeaveWhenDone]);
    assert_eq!(quit.effect, Some(Effect::Leaving));
    model.edit_draft(ROOM, "half");
    assert!(model.recall_older(ROOM));
    assert_eq!(model.room().draft().text(), "/bye");
    assert!(model.recall_newer(ROOM));
    assert_eq!(model.room().draft().text(), "half");
}

#[test]
fn another_connection_goes_on_below_what_was_said() {
    let mut model = ana();
    let ended = Ended {
        reason: EndReason::Left,
        resume: None,
    };
    let host = "lab".to_owned();
    tell(
        &mut model,
        [
            posted(said(101, (2, "Luis"), "before")),
            ConnectionEvent::Ended(ended),
            ConnectionEvent::LookingUp { host },
        ],
    );
    assert!(model.link().is_connecting() && model.was_open());
    tell(
        &mut model,
        [
            welcome(ArrivalKind::First, 1, &[(1, "Ana"), (2, "Luis")]),
            posted(said(3, (2, "Luis"), "after")),
        ],
    );
    assert_eq!(texts(model.room()), ["before", "after"]);
    assert_eq!(submit(&mut model, "x").len(), 1);
}
