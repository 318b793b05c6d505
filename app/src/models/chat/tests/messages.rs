//! Own and other people's messages.

use super::*;

#[test]
fn a_message_waits_is_sent_and_confirmed_in_its_place() {
    let mut model = ana();
    let first = local_of(&submit(&mut model, "one"));
    let second = local_of(&submit(&mut model, "two"));
    assert_eq!(model.waiting(), 2);
    tell(
        &mut model,
        [
            message(first, Delivery::Queued),
            message(first, Delivery::Sent),
            posted(said(101, (2, "Luis"), "hi")),
            confirmed(first, 102),
            posted(said(103, (2, "Luis"), "again")),
        ],
    );
    assert_eq!(texts(model.room()), ["hi", "one", "again", "two"]);
    use DeliveryState::{Confirmed, Waiting};
    assert_eq!(
        deliveries(&model),
        [&Confirmed, &Confirmed, &Confirmed, &Waiting]
    );
    tell(&mut model, [confirmed(second, 104)]);
    assert_eq!((model.waiting(), model.undecided()), (0, 0));
    assert_eq!(last(model.room()).time, UnixMillis(104));
}

#[test]
fn a_failed_message_can_be_retried_thrown_away_and_put_back() {
    let mut model = ana();
    let local = local_of(&submit(&mut model, "one"));
    let refused = FailReason::Refused(Refused {
        number: None,
        reason: RefusalReason::Other,
        message: "muted".to_owned(),
        suggestion: None,
        until: None,
        wait: None,
    });
    tell(
        &mut model,
        [
            message(local, Delivery::Failed(refused)),
            posted(said(101, (2, "Luis"), "hi")),
        ],
    );
    assert_eq!(texts(model.room()), ["one", "hi"]);
    let item = model.room().transcript().get(0).unwrap().id;
    let discarded = model.discard(ROOM, item).unwrap();
    assert_eq!(texts(model.room()), ["hi"]);
    model.restore(discarded);
    let commands = model.retry(ROOM, item, now());
    let again = local_of(&commands);
    assert_ne!(again, local);
    assert!(model.retry(ROOM, item, now()).is_empty(), "it waits");
    assert!(model.discard(ROOM, item).is_none());
    tell(&mut model, [confirmed(again, 102)]);
    assert_eq!(texts(model.room()), ["hi", "one"]);
    assert_eq!(model.room().transcript().index_of(item), Some(1));
}

#[test]
fn what_the_connection_does_not_take_fails_visibly() {
    let mut model = ana();
    let commands = submit(&mut model, "one");
    model.not_taken(&commands[0], SendError::Ended, now());
    let failed = DeliveryState::Failed(FailReason::NotSent);
    assert_eq!(deliveries(&model), [&failed]);
    let page = model.load_older().unwrap();
    assert!(model.load_older().is_none() && model.is_loading_older());
    model.not_taken(&page, SendError::Full, now());
    assert!(!model.is_loading_older());
}

#[test]
fn too_long_a_text_is_never_sent_and_stays_written() {
    let mut model = ana();
    let long = "ñ".repeat(1_012);
    model.edit_draft(ROOM, &long);
    assert!(model.measure(ROOM).is_near());
    assert_eq!(model.sendable(ROOM), Sendable::TooLong { over: 12 });
    assert!(submit(&mut model, &long).is_empty());
    assert_eq!(model.room().draft().text(), long);
    let problem = Some(&TypedProblem::TooLong { over: 12 });
    assert_eq!(model.room().draft().problem(), problem);
    model.edit_draft(ROOM, "short");
    assert_eq!(model.room().draft().problem(), None);
    assert_eq!(model.sendable(ROOM), Sendable::Yes);
    // Only what is sent counts.
    model.edit_draft(ROOM, &format!("/msg luis {}", "x".repeat(1_000)));
    assert_eq!(model.measure(ROOM).chars, 1_000);
    assert_eq!(model.sendable(ROOM), Sendable::Yes);
    model.edit_draft(ROOM, " \n");
    assert_eq!(model.sendable(ROOM), Sendable::Nothing);
}

#[test]
fn unread_messages_are_counted_until_somebody_looks() {
    let mut model = ana();
    model.set_attentive(true);
    tell(&mut model, [posted(said(101, (2, "Luis"), "seen"))]);
    assert_eq!(model.unread(), Unread::default());
    model.set_attentive(false);
    tell(
        &mut model,
        [
            posted(said(102, (2, "Luis"), "ANA?")),
            posted(said(103, (2, "Luis"), "banana")),
        ],
    );
    let unread = Unread {
        messages: 2,
        mentions: 1,
    };
    assert_eq!(model.room().unread(), unread);
    let transcript = model.room().transcript();
    let mark = transcript.new_mark().unwrap();
    assert_eq!((transcript.index_of(mark.item), mark.count), (Some(1), 2));
    model.set_attentive(true);
    assert_eq!(model.unread(), Unread::default());
    assert_eq!(
        model.room().transcript().new_mark(),
        Some(mark),
        "still seen"
    );
    model.set_attentive(false);
    assert_eq!(model.room().transcript().new_mark(), None);
}

#[test]
fn older_messages_come_before_and_each_once() {
    let mut model = ana();
    tell(&mut model, [posted(said(101, (2, "Luis"), "now"))]);
    let asked = model.load_older();
    let before = Some(MessageId(101));
    let limit = None;
    let expected = Command::Page(PageRequest::History { before, limit });
    assert_eq!(asked, Some(expected));
    let page = Page {
        messages: vec![
            said(98, (2, "Luis"), "a"),
            private(99, (3, "Marta"), (1, "Ana"), "b"),
            said(100, (1, "Ana"), "mine"),
            said(101, (2, "Luis"), "now"),
        ],
        more: false,
    };
    tell(&mut model, [ConnectionEvent::History(page)]);
    assert_eq!(texts(model.room()), ["a", "mine", "now"]);
    assert_eq!(texts(&model.conversations()[1]), ["b"]);
    assert_eq!(model.conversations()[1].unread().messages, 0);
    assert!(
        model
            .room()
            .transcript()
            .get(1)
            .unwrap()
            .message()
            .unwrap()
            .own
    );
    assert!(!model.has_older() && model.load_older().is_none());
}

#[test]
fn the_greeting_is_an_own_message_like_any_other() {
    let mut model = ChatModel::new("Ana", Some("hola".to_owned()));
    tell(
        &mut model,
        [
            ConnectionEvent::Recognised(ServerKind::Tertulia),
            welcome(ArrivalKind::First, 1, &[(1, "Ana")]),
            message(GREETING, Delivery::Queued),
            message(GREETING, Delivery::Sent),
            confirmed(GREETING, 101),
        ],
    );
    assert_eq!(texts(model.room()), ["hola"]);
    assert_eq!(deliveries(&model), [&DeliveryState::Confirmed]);
    assert!(last(model.room()).message().unwrap().own);
}

#[test]
fn what_is_not_a_message_has_its_item() {
    let mut model = ana();
    let gap = Gap {
        after: MessageId(1),
        before: MessageId(5),
    };
    let operator = Posted::Operator(Operator {
        id: MessageId(101),
        time: UnixMillis(1),
        text: "We start".to_owned(),
        private: false,
    });
    let limits = Limits {
        max_rate: 2,
        ..Limits::default()
    };
    tell(
        &mut model,
        [
            ConnectionEvent::Gap(gap),
            posted(operator),
            ConnectionEvent::Limits(limits),
            ConnectionEvent::Limits(limits),
        ],
    );
    let kinds: Vec<&ItemKind> = model
        .room()
        .transcript()
        .iter()
        .map(|item| &item.kind)
        .collect();
    assert!(
        matches!(
            kinds[..],
            [
                ItemKind::Gap(_),
                ItemKind::Operator { private: false, .. },
                ItemKind::Notice(Notice::Limits(_)),
            ]
        ),
        "{kinds:?}"
    );
    assert_eq!(model.unread().messages, 1);
}

#[test]
fn a_page_that_cannot_be_had_is_not_asked_for_again_and_again() {
    let mut model = ana();
    assert!(model.has_older());
    let Some(Command::Page(asked)) = model.load_older() else {
        panic!("it asks for a page")
    };
    tell(&mut model, [ConnectionEvent::PageDropped(asked)]);
    assert!(!model.is_loading_older() && !model.has_older());
    assert!(
        model.load_older().is_some(),
        "who asks for it in so many words gets another try"
    );
    tell(&mut model, [ConnectionEvent::PageDropped(asked)]);
    tell(&mut model, [posted(said(101, (2, "Luis"), "now"))]);
    assert!(model.has_older());
}
