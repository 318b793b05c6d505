//! What the page says when the connection is lost or over, and what one can do then.

use std::time::Duration;

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_protocol::{Goodbye, GoodbyeReason, Notice, NoticeReason, RefusalReason, UnixMillis};

use super::room::{Room, name};
use crate::connection::{ConnectError, ConnectionEvent, EndReason, Ended, Loss};
use crate::moderation::banned_title;
use crate::texts::{Language, Texts};
use crate::windows::chat::ChatAction;

fn shown(room: Room) -> Harness<'static, Room> {
    let mut harness = room.window(vec2(1100.0, 720.0), 1.0);
    harness.run_steps(6);
    harness
}

fn ended(reason: EndReason) -> Harness<'static, Room> {
    let mut room = Room::new(Language::En);
    let resume = None;
    room.tell(ConnectionEvent::Ended(Ended { reason, resume }));
    shown(room)
}

fn dismissed(reason: GoodbyeReason, message: &str) -> Harness<'static, Room> {
    let message = message.to_owned();
    ended(EndReason::Dismissed(Goodbye {
        reason,
        message,
        until: None,
    }))
}

fn wished(harness: &mut Harness<'_, Room>, button: &str) -> ChatAction {
    harness.get_by_label(button).click();
    harness.run_steps(2);
    harness.state().actions.last().unwrap().clone()
}

fn says(harness: &Harness<'_, Room>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn a_ban_says_until_when_and_why_also_where_one_is_not_let_in_at_all() {
    let until = UnixMillis(1_795_442_580_000);
    let title = banned_title(Some(until), &Texts::new(Language::En));
    assert!(title.starts_with("You are banned from this server until 2026-"));
    let message = "You are banned from this server for 60 minutes. Reason: advertising";
    let dismissed = ended(EndReason::Dismissed(Goodbye {
        reason: GoodbyeReason::Banned,
        message: message.to_owned(),
        until: Some(until),
    }));
    let refused = ended(EndReason::Failed(ConnectError::Banned {
        message: message.to_owned(),
        until: Some(until),
    }));
    for window in [dismissed, refused] {
        assert!(says(&window, &title) && says(&window, "Reason: advertising"));
    }
}

#[test]
fn what_the_operator_lets_one_do_stands_in_the_chat_in_the_servers_words() {
    let mut room = Room::new(Language::En);
    room.tell(ConnectionEvent::Notice(Notice {
        reason: NoticeReason::Muted,
        message: "The operator has muted you for 5 minutes. Reason: too loud".to_owned(),
        until: None,
    }));
    assert!(says(
        &shown(room),
        "muted you for 5 minutes. Reason: too loud"
    ));
}

#[test]
fn every_farewell_says_what_happened_and_what_can_be_done() {
    for (reason, words, title) in [
        (
            GoodbyeReason::Kicked,
            "The operator disconnected you: too loud.",
            "The operator disconnected you",
        ),
        (
            GoodbyeReason::Replaced,
            "You are connected from somewhere else now, so this connection ends.",
            "This chat goes on in another window",
        ),
        (
            GoodbyeReason::TooFast,
            "You sent more than 5 messages in a second.",
            "The server disconnected you at one of its limits",
        ),
        (
            GoodbyeReason::BadNames,
            "Three names could not be used.",
            "The server ended the connection",
        ),
    ] {
        let mut harness = dismissed(reason, words);
        assert!(harness.query_by_label(title).is_some(), "{title}");
        assert!(says(&harness, words), "{words}");
        assert_eq!(wished(&mut harness, "Connect again"), ChatAction::TryNow);
        assert_eq!(wished(&mut harness, "Close"), ChatAction::Disconnect);
    }
}

#[test]
fn whoever_left_can_come_back() {
    let mut harness = ended(EndReason::Left);
    assert!(harness.query_by_label("You left").is_some());
    assert_eq!(wished(&mut harness, "Connect again"), ChatAction::TryNow);
}

#[test]
fn a_name_that_was_lost_is_mended_with_one_click() {
    let mut harness = ended(EndReason::Failed(ConnectError::NameRefused {
        name: "Ana".to_owned(),
        reason: RefusalReason::NameTaken,
        message: "Ana is taken.".to_owned(),
        suggestion: Some(name("Ana 2")),
    }));
    assert!(harness.query_by_label("The name “Ana” is taken").is_some());
    assert_eq!(
        wished(&mut harness, "Join as Ana 2"),
        ChatAction::JoinAs(name("Ana 2"))
    );
}

#[test]
fn coming_back_in_vain_says_why_and_what_to_do() {
    let address = "192.168.0.10:2010".parse().unwrap();
    let harness = ended(EndReason::Failed(ConnectError::Refused { address }));
    assert!(says(&harness, "Nobody listens at 192.168.0.10:2010"));
    assert!(says(&harness, "Is the server started there"));
    let message = "Another version.".to_owned();
    let harness = ended(EndReason::Failed(ConnectError::UnsupportedVersion {
        message,
    }));
    assert!(says(&harness, "Update the older of the two programs"));
    assert!(
        harness.query_by_label("Connect again").is_none(),
        "it cannot help"
    );
    assert!(harness.query_by_label("Close").is_some());
}

#[test]
fn a_closing_server_is_not_called_a_lost_connection() {
    let mut room = Room::new(Language::En);
    room.tell(ConnectionEvent::Lost(Loss::Farewell(Goodbye {
        reason: GoodbyeReason::Closing,
        message: "The server is closing.".to_owned(),
        until: None,
    })));
    let pause = Duration::from_secs(2);
    room.tell(ConnectionEvent::Waiting { attempt: 1, pause });
    let mut harness = shown(room);
    assert!(says(&harness, "The server was closed. Trying again in 2 s"));
    let failed = ConnectError::ServerFull {
        message: "Full.".to_owned(),
    };
    let room = harness.state_mut();
    room.tell(ConnectionEvent::Lost(Loss::NotReached(failed)));
    room.tell(ConnectionEvent::Waiting { attempt: 2, pause });
    harness.run_steps(3);
    assert!(says(&harness, "The server was closed. Trying again in 2 s"));
    assert!(says(&harness, "Attempt 2: The server is full."));
}

#[test]
fn the_end_is_said_in_the_messages_too() {
    let harness = dismissed(
        GoodbyeReason::Kicked,
        "The operator disconnected you: too loud.",
    );
    assert!(says(&harness, "· The operator disconnected you: too loud."));
    let harness = ended(EndReason::ForeignClosed);
    assert!(says(
        &harness,
        "· The server closed the connection. Whether"
    ));
}
