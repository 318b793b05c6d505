//! What goes wrong around the program: each a sentence that says what to do, and exit code 1.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::harness::{Home, Raw, Running};
use crate::nobody::as_nobody;

fn fails_with(home: &Home, words: &[&str], parts: &[&str]) {
    let ended = home.run(words);
    assert_eq!(
        (ended.code, ended.stdout.contains("listening")),
        (Some(1), false),
        "{words:?}: {ended:?}"
    );
    for part in parts {
        assert!(
            ended.stderr.contains(part),
            "{words:?}: {part:?} in {}",
            ended.stderr
        );
    }
    assert_eq!(
        ended.stderr.lines().count(),
        1,
        "{words:?}: {}",
        ended.stderr
    );
}

#[test]
fn a_port_in_use_is_answered_with_a_free_one() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let words = ["server", "--headless", "--port", &port];
    fails_with(
        &home,
        &words,
        &[
            &format!("Port {port} at 127.0.0.1 is in use"),
            "for example --port",
        ],
    );
    let words = ["server", "--headless", "--lang", "es", "--port", &port];
    fails_with(
        &home,
        &words,
        &[
            &format!("el puerto {port} en 127.0.0.1"),
            "por ejemplo --port",
        ],
    );
}

#[test]
fn an_address_of_another_computer_is_answered_with_our_own() {
    let words = [
        "server",
        "--headless",
        "--port",
        "0",
        "--bind",
        "203.0.113.7",
    ];
    fails_with(
        &Home::new(),
        &words,
        &[
            "203.0.113.7 is not an address of this computer",
            "127.0.0.1",
        ],
    );
}

#[test]
fn nobody_listening_a_host_that_is_none_and_a_taken_name_say_what_to_do() {
    let home = Home::new();
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
        .to_string();
    let client = ["client", "--terminal", "--name", "Ana"];
    let said = ["Nobody listens at 127.0.0.1:", "is the server started"];
    let ended = home.run(&[&client[..], &["--port", &free]].concat());
    assert_eq!(ended.code, Some(1));
    assert!(
        said.iter().all(|part| ended.stderr.contains(part)),
        "{}",
        ended.stderr
    );

    // A label of 64 letters is no host name anywhere, so that nobody is asked over the network.
    let host = "a".repeat(64);
    let ended = home.run(&[&client[..], &["--host", &host]].concat());
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("No computer called"),
        "{}",
        ended.stderr
    );

    let (_server, address) = home.server(&[]);
    let _ana = Raw::named(address, "Ana");
    let ended = home.run(&[&client[..], &["--port", &address.port().to_string()]].concat());
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("is taken; try --name \"Ana 2\""),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_full_server_says_so() {
    let home = Home::new();
    let (_server, address) = home.server(&["--max-clients", "1"]);
    let _ana = Raw::named(address, "Ana");
    let ended = home.terminal(address, "Eva", &[]).end();
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("The server is full"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_window_that_cannot_be_opened_names_what_works_without_one() {
    let home = Home::new();
    // No display has so high a number: its port would not exist.
    for (display, what) in [(None, "no display"), (Some(":64000"), "DISPLAY")] {
        let mut command = home.command(&["server"]);
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(variable);
        }
        if let Some(display) = display {
            command.env("DISPLAY", display);
        }
        let ended = Running::start(command).end();
        assert_eq!(ended.code, Some(1), "{ended:?}");
        for part in [
            what,
            "server --headless",
            "client --terminal",
            "apt-get install",
        ] {
            assert!(ended.stderr.contains(part), "{part:?} in {}", ended.stderr);
        }
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
}

#[test]
fn what_the_system_does_not_allow_says_so() {
    let home = Home::new();
    let path = home.profile("secret", "()");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let ended = Running::start(as_nobody(&home, &["profiles", "show", "secret"])).end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.stderr.contains("cannot be read") && ended.stderr.contains("permissions"),
        "{}",
        ended.stderr
    );

    // Some containers let everybody use every port.
    let first_free =
        fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start").unwrap_or_default();
    if first_free.trim() == "1024" {
        let data = home.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
        let mut command = as_nobody(&home, &["server", "--headless", "--port", "81"]);
        command.env("XDG_DATA_HOME", data);
        command.stdin(Stdio::null());
        let ended = Running::start(command).end();
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.stderr.contains("Port 81 is reserved"),
            "{}",
            ended.stderr
        );
    }
}
