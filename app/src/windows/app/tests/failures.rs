//! Every way in which connecting fails, at the form.

use std::io;

use tertulia_protocol::{GoodbyeReason, NameError, RefusalReason};

use super::*;
use crate::connection::ConnectError;

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
