//! The server's password: when it is asked for, and how it is sent.

use std::num::NonZeroU32;

use tertulia_protocol::Password;

use super::securing::{known, talk};
use super::*;
use crate::connection::PasswordAsked;

fn refused(reason: RefusalReason, wait: u32) -> ServerMessage {
    ServerMessage::Refused(Refused {
        number: None,
        reason,
        message: "no".to_owned(),
        suggestion: None,
        until: None,
        wait: NonZeroU32::new(wait),
    })
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

fn asked(wrong: bool, wait: u32) -> ConnectionEvent {
    let wait = NonZeroU32::new(wait);
    ConnectionEvent::PasswordAsked(PasswordAsked { wrong, wait })
}

/// A scene in which a known server has proven its key, and was sent our hello.
fn met(password: Option<Password>) -> (Scene, String) {
    let talk = TalkConfig {
        password,
        ..talk(None)
    };
    let mut scene = Scene::private(talk, Privacy::Usual, known(1));
    scene.prove(1);
    scene.actions();
    scene.events();
    let sent = scene.sent();
    (scene, sent)
}

#[test]
fn a_password_is_asked_for_sent_and_asked_for_again_on_one_connection() {
    let (mut scene, hello) = met(None);
    assert!(!hello.contains("password"), "{hello}");
    scene.say_server(refused(RefusalReason::PasswordRequired, 0));
    assert_eq!(scene.events(), [asked(false, 0)]);
    assert_eq!(scene.sent(), "");
    // A person may take their time.
    scene.wait(240_000);
    assert_eq!((scene.events(), scene.actions()), (vec![], vec![]));
    scene.command(Command::Password(password("sesame")));
    assert!(scene.sent().contains(r#""password":"sesame""#));
    scene.say_server(refused(RefusalReason::WrongPassword, 30));
    assert_eq!(scene.events(), [asked(true, 30)]);
    scene.command(Command::Password(password("open sesame")));
    assert!(scene.sent().contains(r#""password":"open sesame""#));
    // The server makes us wait for the answer.
    scene.wait(30_000);
    assert_eq!((scene.events(), scene.actions()), (vec![], vec![]));
    scene.welcome();
    let is_welcome = |event: &ConnectionEvent| matches!(event, ConnectionEvent::Welcomed(_));
    assert!(scene.events().iter().any(is_welcome));
}

#[test]
fn who_comes_back_shows_the_password_again_and_is_asked_where_it_is_another_one() {
    let (mut scene, hello) = met(Some(password("sesame")));
    assert!(hello.contains(r#""password":"sesame""#), "{hello}");
    scene.welcome();
    scene.actions();
    scene.come_back();
    scene.prove(1);
    assert!(scene.sent().contains(r#""password":"sesame""#));
    scene.actions();
    scene.events();
    scene.say_server(refused(RefusalReason::WrongPassword, 0));
    assert_eq!(scene.events(), [asked(true, 0)]);
    scene.wait(60_000);
    assert_eq!(
        (scene.sent(), scene.actions()),
        (String::new(), vec![]),
        "nothing goes round"
    );
    scene.command(Command::Password(password("abracadabra")));
    assert!(scene.sent().contains(r#""password":"abracadabra""#));
}

#[test]
fn whoever_leaves_before_a_password_is_given_does_not_wait_for_one() {
    let (mut scene, _) = met(None);
    scene.say_server(refused(RefusalReason::PasswordRequired, 0));
    scene.command(Command::LeaveWhenDone);
    assert!(matches!(scene.stopped(), ConnectError::Cancelled));
    let (mut scene, _) = met(None);
    scene.command(Command::LeaveWhenDone);
    scene.say_server(refused(RefusalReason::PasswordRequired, 0));
    assert!(matches!(scene.stopped(), ConnectError::Cancelled));
    // One that was given decides first.
    let (mut scene, _) = met(None);
    scene.say_server(refused(RefusalReason::PasswordRequired, 0));
    scene.command(Command::Password(password("sesame")));
    scene.command(Command::LeaveWhenDone);
    assert!(scene.sent().contains(r#""password":"sesame""#));
    scene.say_server(refused(RefusalReason::WrongPassword, 0));
    assert!(matches!(scene.stopped(), ConnectError::Cancelled));
}

#[test]
fn a_password_never_goes_in_clear() {
    let talk = TalkConfig {
        password: Some(password("sesame")),
        ..talk(None)
    };
    let mut scene = Scene::private(talk, Privacy::Clear, Known::InClear);
    let hello = scene.sent();
    assert!(
        hello.contains("hello") && !hello.contains("sesame"),
        "{hello}"
    );
    scene.say_server(refused(RefusalReason::PasswordRequired, 0));
    scene.command(Command::Password(password("sesame")));
    assert!(matches!(
        scene.stopped(),
        ConnectError::PasswordInClear { .. }
    ));
}

#[test]
fn a_server_without_time_for_a_password_is_sent_it_again() {
    let (mut scene, _) = met(Some(password("sesame")));
    scene.say_server(refused(RefusalReason::Busy, 0));
    assert_eq!((scene.events(), scene.sent()), (vec![], String::new()));
    scene.wait(1_000);
    assert!(scene.sent().contains(r#""password":"sesame""#));
}

#[test]
fn an_address_from_which_no_password_is_taken_is_not_tried_again() {
    let (mut scene, _) = met(Some(password("sesame")));
    scene.goodbye(GoodbyeReason::BadPasswords);
    assert!(matches!(scene.stopped(), ConnectError::BadPasswords { .. }));
}
