//! People, their conversations and their names.

use super::*;

#[test]
fn direct_messages_have_conversations_that_survive_renames() {
    let mut model = ana();
    tell(
        &mut model,
        [posted(private(101, (2, "Luis"), (1, "Ana"), "psst"))],
    );
    let luis = model.conversations()[1].id();
    assert_eq!(model.conversation(luis).unread().messages, 1);
    let preview = model.conversation(luis).preview().unwrap();
    assert_eq!(preview.text, "psst");
    tell(
        &mut model,
        [ConnectionEvent::Renamed(Renamed {
            id: PersonId(2),
            from: name("Luis"),
            to: name("Lucho"),
        })],
    );
    let reply = model.submit(luis, "hey", now()).commands;
    assert!(matches!(&reply[..],
        [Command::Direct { to, person: Some(PersonId(2)), .. }] if to == "Lucho"));
    tell(
        &mut model,
        [posted(private(102, (2, "Lucho"), (1, "Ana"), "?"))],
    );
    assert_eq!(model.conversations().len(), 2);
    assert_eq!(texts(model.conversation(luis)), ["psst", "?", "hey"]);
}

#[test]
fn a_line_about_who_came_does_not_grow_for_ever() {
    let mut model = ana();
    let joined = |id| {
        ConnectionEvent::Joined(Joined {
            more: 0,
            people: vec![member(id, &format!("P{id}"))],
        })
    };
    tell(&mut model, (10..5_010).map(joined));
    let lines: Vec<usize> = model
        .room()
        .transcript()
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Crowd(crowd) => Some(crowd.people().len()),
            _ => None,
        })
        .collect();
    assert_eq!(lines, [500; 10]);
}

#[test]
fn msg_opens_the_conversation_and_unknown_names_stay_written() {
    let mut model = ana();
    let submitted = model.submit(ROOM, "/msg luis hi there", now());
    let luis = model.conversations()[1].id();
    assert_eq!(submitted.effect, Some(Effect::Selected(luis)));
    assert_eq!(model.selected().id(), luis);
    assert!(matches!(&submitted.commands[..],
        [Command::Direct { to, text, .. }] if to == "Luis" && text == "hi there"));
    assert!(submit(&mut model, "/msg Eva hi").is_empty());
    let problem = model.room().draft().problem();
    assert!(matches!(problem, Some(TypedProblem::NobodyCalled { name }) if name == "Eva"));
    let action = model.submit(luis, "/me waves", now());
    assert!(action.commands.is_empty());
    let problem = model.conversation(luis).draft().problem();
    assert_eq!(problem, Some(&TypedProblem::NoActionHere));
}

#[test]
fn whoever_leaves_is_absent_and_whoever_comes_back_goes_on() {
    let mut model = ana();
    let luis = model.open_direct(PersonId(2)).unwrap();
    let left = ConnectionEvent::Left(Left {
        people: vec![Departure {
            id: PersonId(2),
            name: name("Luis"),
            reason: LeaveReason::Lost,
        }],
    });
    let joined = |id| {
        ConnectionEvent::Joined(Joined {
            more: 0,
            people: vec![member(id, "Luis")],
        })
    };
    tell(&mut model, [left]);
    assert!(model.conversation(luis).is_absent());
    tell(&mut model, [joined(9)]);
    assert!(!model.conversation(luis).is_absent());
    assert_eq!(model.conversation(luis).person(), Some(PersonId(9)));
    assert_eq!(model.open_direct(PersonId(9)), Some(luis));
    let ItemKind::Crowd(crowd) = &last(model.room()).kind else {
        panic!("{:?}", last(model.room()))
    };
    assert_eq!(crowd.people().len(), 2, "one run for both");
}

#[test]
fn the_ids_of_an_earlier_run_are_never_used_again() {
    let mut model = ana();
    let luis = model.open_direct(PersonId(2)).unwrap();
    let marta = model.open_direct(PersonId(3)).unwrap();
    tell(
        &mut model,
        [
            posted(said(101, (2, "Luis"), "old")),
            ConnectionEvent::Lost(Loss::Closed),
            // The same ids, other people.
            welcome(
                ArrivalKind::NewRun,
                2,
                &[(1, "Luis"), (2, "Ana"), (3, "Eva")],
            ),
            posted(said(5, (1, "Luis"), "new")),
        ],
    );
    assert_eq!(model.conversation(luis).person(), Some(PersonId(1)));
    assert_eq!(model.conversation(marta).person(), None);
    assert!(model.conversation(marta).is_absent());
    assert_eq!(texts(model.room()), ["old", "new"]);
    assert!(model.is_me(PersonId(2)));
    let eva = model.open_direct(PersonId(3)).unwrap();
    assert_ne!(eva, marta);
}

#[test]
fn a_wish_for_another_name_is_told_only_when_it_fails() {
    let mut model = ana();
    let items = model.room().transcript().len();
    let local = local_of(&submit(&mut model, "/nick Luis"));
    let failed = Delivery::Failed(FailReason::ExitWord);
    tell(&mut model, [message(local, failed)]);
    let ItemKind::Notice(Notice::NotRenamed { wanted, .. }) = &last(model.room()).kind else {
        panic!("{:?}", last(model.room()))
    };
    assert_eq!(wanted, "Luis");
    let local = local_of(&submit(&mut model, "/nick Eva"));
    let done = Delivery::Confirmed {
        id: None,
        time: UnixMillis(1),
    };
    let renamed = ConnectionEvent::Renamed(Renamed {
        id: PersonId(1),
        from: name("Ana"),
        to: name("Eva"),
    });
    tell(&mut model, [message(local, done), renamed]);
    assert_eq!(model.me().name, "Eva");
    assert_eq!(model.room().transcript().len(), items + 2);
    tell(&mut model, [posted(said(101, (2, "Luis"), "eva!"))]);
    assert_eq!(model.unread().mentions, 1);
}

#[test]
fn names_are_completed_without_our_own() {
    let mut model = ana();
    model.edit_draft(ROOM, "m");
    let completed = model.complete(ROOM, 1, false).unwrap();
    assert_eq!((completed.text.as_str(), completed.cursor), ("Marta: ", 7));
    assert_eq!(model.room().draft().text(), "Marta: ");
    model.edit_draft(ROOM, "a");
    assert_eq!(model.complete(ROOM, 1, false), None);
}

#[test]
fn a_large_room_is_fetched_on_request() {
    let mut model = ana();
    let roster = |total, more| {
        ConnectionEvent::Roster(Roster {
            people: vec![member(8, "Zoe")],
            total,
            more,
        })
    };
    tell(&mut model, [roster(5, true)]);
    let after = Some(PersonId(8));
    let page = Command::Page(PageRequest::Roster { after });
    assert_eq!(model.load_people(), Some(page));
    assert_eq!(model.load_people(), None, "asked already");
    tell(&mut model, [roster(4, false)]);
    assert_eq!(model.load_people(), None);
    assert_eq!(model.people().total(), 4);
}
