//! Every way in which connecting fails, at the form.

use std::io;

use tertulia_protocol::{Fingerprint, GoodbyeReason, NameError, RefusalReason};

use super::*;
use crate::connection::{ConnectError, Privacy};
use crate::models::connecting::ConnectField;

/// Each failure, what the form says happened, and what it says to do.
fn failures() -> Vec<(ConnectError, &'static str, &'static str)> {
    let address = "192.168.0.10:2010".parse().unwrap();
    let after = Duration::from_secs(10);
    let message = "In the server's words.".to_owned();
    vec![
        (
            ConnectError::LookupFailed {
                host: "lab".to_owned(),
                detail: "not known".to_owned(),
            },
            "No computer called “lab” was found",
            "Check the name",
        ),
        (
            ConnectError::Refused { address },
            "Nobody listens at 192.168.0.10:2010",
            "Is the server started there, and is its port 2010?",
        ),
        (
            ConnectError::NoRoute { address },
            "There is no way to 192.168.0.10:2010",
            "Are both computers in the same network?",
        ),
        (
            ConnectError::TimedOut { address, after },
            "No answer from 192.168.0.10:2010",
            "the firewall on the server's computer",
        ),
        (
            ConnectError::ClosedAtOnce { address },
            "The connection was closed at once by 192.168.0.10:2010",
            "Check the port.",
        ),
        (
            ConnectError::SilentTertulia { address, after },
            "No welcome came from 192.168.0.10:2010",
            "Try again.",
        ),
        (
            ConnectError::NotTertulia { address },
            "No Tertulia server any more at 192.168.0.10:2010",
            "Connect again",
        ),
        (
            other_key(),
            "Another key than before at 192.168.0.10:2010",
            "somebody sits in between",
        ),
        (
            ConnectError::NotEncrypted { address },
            "No longer encrypted: 192.168.0.10:2010",
            "Nothing was sent.",
        ),
        (
            ConnectError::Unproven {
                address,
                detail: "bad signature".to_owned(),
            },
            "The key is not proven by 192.168.0.10:2010",
            "Ask whoever runs it.",
        ),
        (
            ConnectError::InClearRefused,
            "This server is known as encrypted",
            "without --clear",
        ),
        (
            ConnectError::KnownServers {
                path: "known-servers.ron".into(),
                place: Some((3, 17)),
                detail: "Expected comma".to_owned(),
            },
            "The known servers cannot be read",
            "known-servers.ron, line 3, column 17: Expected comma.",
        ),
        (
            ConnectError::NameRefused {
                name: "Ana".to_owned(),
                reason: RefusalReason::NameReserved,
                message: message.clone(),
                suggestion: None,
            },
            "The name “Ana” was refused",
            "In the server's words.",
        ),
        (
            ConnectError::BadName(NameError::Empty),
            "The name was not sent",
            "Begin with a letter or digit",
        ),
        (
            ConnectError::ServerFull {
                message: message.clone(),
            },
            "The server is full",
            "Try again later.",
        ),
        (
            ConnectError::BadPasswords {
                message: message.clone(),
                until: None,
            },
            "No password is taken from you for now",
            "Ask whoever runs the server for the password",
        ),
        (
            ConnectError::PasswordInClear { address },
            "A password would be readable on the way to 192.168.0.10:2010",
            "It was not sent.",
        ),
        (
            ConnectError::UnsupportedVersion {
                message: message.clone(),
            },
            "The server speaks another version",
            "Update the older",
        ),
        (
            ConnectError::SentAway {
                reason: GoodbyeReason::Nameless,
                message,
            },
            "The server sent you away",
            "In the server's words.",
        ),
        (
            ConnectError::Io {
                address: None,
                kind: io::ErrorKind::Other,
                detail: "too many open files".to_owned(),
            },
            "Connecting failed",
            "Check host and port",
        ),
    ]
}

#[test]
fn every_failure_says_what_happened_and_what_to_do() {
    let home = Home::new();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    for (error, happened, how) in failures() {
        window
            .state_mut()
            .joining
            .form
            .fail(error.clone(), Shell::now());
        window.run_steps(3);
        assert!(shows(&window, happened), "{error:?}");
        assert!(shows(&window, how), "{error:?}");
        assert!(exists(&window, "Connect"), "{error:?}");
    }
}

#[test]
fn what_the_server_said_and_when_are_told_apart() {
    let home = Home::new();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    let message = "Too many wrong passwords. Try again in 19 minutes.".to_owned();
    let until = None;
    let error = ConnectError::BadPasswords { message, until };
    window.state_mut().joining.form.fail(error, Shell::now());
    window.run_steps(3);
    assert!(shows(&window, "Try again in 19 minutes · after "));
    assert!(shows(
        &window,
        "Ask whoever runs the server for the password"
    ));
}

#[test]
fn in_the_least_window_the_failure_comes_into_view() {
    let home = Home::new();
    let size = crate::windows::preferences::LEAST_SIZE;
    let mut window = home.window_sized(Purpose::Client(ClientArgs::default(), None), size, 1.0);
    let address = "192.168.0.10:2010".parse().unwrap();
    let error = ConnectError::Refused { address };
    window.state_mut().joining.form.fail(error, Shell::now());
    window.run_steps(30);
    let title = window.get_by_label("Nobody listens at 192.168.0.10:2010");
    assert!(title.rect().bottom() < size.y - 64.0, "above the footer");
}

fn key(byte: u8) -> Fingerprint {
    Fingerprint([byte; 32])
}

pub(super) fn other_key() -> ConnectError {
    ConnectError::OtherKey {
        address: "192.168.0.10:2010".parse().unwrap(),
        known: key(0x3f).into(),
        shown: key(0x91),
    }
}

/// A client at a port where nobody answers, whose attempt failed like this.
fn failed(home: &Home, port: u16, error: ConnectError) -> Window {
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    let form = &mut window.state_mut().joining.form;
    for (field, text) in [
        (ConnectField::Name, "Ana"),
        (ConnectField::Host, "127.0.0.1"),
        (ConnectField::Port, &port.to_string()),
    ] {
        form.edit(field, text);
    }
    form.fail(error, Shell::now());
    window.run_steps(3);
    window
}

#[test]
fn another_key_shows_both_and_is_joined_as_a_new_server_only_after_asking() {
    let home = Home::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut window = failed(&home, port, other_key());
    for part in [key(0x3f).to_string(), key(0x91).to_string()] {
        assert!(shows(&window, &part), "{part}");
    }
    assert!(shows(
        &window,
        "Another key than before at 192.168.0.10:2010"
    ));
    press(&mut window, "Join as a new server…");
    assert!(shows(&window, "Join as a new server?"));
    press(&mut window, "Do not join");
    assert!(window.state().chat.is_none() && !window.state().joining.form.is_trying());
    press(&mut window, "Join as a new server…");
    press(&mut window, "Join as a new server");
    let chat = window.state().chat.as_ref().unwrap();
    assert_eq!(chat.privacy(), Privacy::With(key(0x91).into()));
}

#[test]
fn only_a_server_that_is_not_who_it_was_can_be_joined_as_a_new_one() {
    let home = Home::new();
    let address = "192.168.0.10:2010".parse().unwrap();
    let detail = "bad signature".to_owned();
    for (error, offered) in [
        (ConnectError::NotEncrypted { address }, true),
        (ConnectError::InClearRefused, true),
        (ConnectError::Unproven { address, detail }, false),
        (ConnectError::Refused { address }, false),
    ] {
        let window = failed(&home, 2010, error);
        assert_eq!(exists(&window, "Join as a new server…"), offered);
    }
}
