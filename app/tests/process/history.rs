//! The history of a headless server: where it is, what it survives, and how it is switched off.

use std::fs;
use std::path::PathBuf;

use rustix::process::Signal;

use crate::harness::{Home, Raw, free_port};

fn histories(home: &Home) -> PathBuf {
    home.path().join("tertulia").join("history")
}

/// The databases in this home.
fn databases(home: &Home) -> Vec<String> {
    let mut names = Vec::new();
    for (folder, prefix) in [
        (histories(home), ""),
        (histories(home).join("unsaved"), "unsaved/"),
    ] {
        let files = fs::read_dir(folder).into_iter().flatten();
        let found = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let found = found.filter(|name| name.ends_with(".sqlite3"));
        names.extend(found.map(|name| format!("{prefix}{name}")));
    }
    names.sort();
    names
}

/// What a newcomer reads back.
fn read_back(address: std::net::SocketAddr) -> String {
    let mut guest = Raw::named(address, "Eva");
    guest.send("/history");
    guest.await_line("history: ");
    let mut read = String::new();
    loop {
        let line = guest.await_line("");
        if line.contains("end of history") {
            return read;
        }
        read.push_str(&line);
    }
}

#[test]
fn what_was_said_survives_a_restart_and_the_programs_sudden_death() {
    let home = Home::new();
    for (text, sudden) in [("first", false), ("second", true)] {
        let (mut server, address) = home.server(&[]);
        let mut guest = Raw::named(address, "Ana");
        guest.send(text);
        guest.await_line("* received #1");
        if sudden {
            server.signal(Signal::KILL);
        } else {
            server.type_line("salir");
            assert_eq!(server.end().code, Some(0));
        }
    }
    assert_eq!(databases(&home), ["unsaved/port-0.sqlite3"]);
    let (server, address) = home.server(&[]);
    server.await_line("The history goes on: ");
    let read = read_back(address);
    let said = |text: &str| read.matches(&format!("Ana: {text}")).count();
    assert_eq!((said("first"), said("second")), (1, 1), "{read}");
}

#[test]
fn it_says_where_the_history_is() {
    let home = Home::new();
    let (server, _) = home.server(&[
        "--history-days",
        "7",
        "--history-messages",
        "0",
        "--durable",
    ]);
    let line = server.await_line("A history begins: ");
    let path = histories(&home).join("unsaved/port-0.sqlite3");
    assert!(line.ends_with(&path.display().to_string()), "{line}");
    assert!(path.is_file());
}

#[test]
fn switched_off_it_writes_nothing() {
    let home = Home::new();
    home.profile("off", "(history: (keep: false))");
    for words in [&["--no-history"][..], &["--profile", "off"]] {
        let (mut server, address) = home.server(words);
        let mut guest = Raw::named(address, "Ana");
        guest.send("hola");
        guest.await_line("* received #1");
        server.type_line("salir");
        let ended = server.end();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert!(!ended.stdout.contains("history"), "{}", ended.stdout);
        // Only the lock for what the operator decides.
        assert!(databases(&home).is_empty());
    }
}

#[test]
fn a_second_server_with_the_same_history_is_told_what_to_do_and_other_profiles_are_free() {
    let home = Home::new();
    home.profile("aula", "(port: 0)");
    let (_first, address) = home.server(&[]);
    // Without a history it would still overwrite the bans of the first one.
    for also in [&[][..], &["--no-history"]] {
        let ended = home.run(&[&["server", "--headless", "--port", "0"], also].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        for part in ["port-0.", "Another server", "--profile"] {
            assert!(ended.stderr.contains(part), "{}", ended.stderr);
        }
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
    let (_second, _) = home.server(&["--profile", "aula"]);
    assert_eq!(databases(&home), ["aula.sqlite3", "unsaved/port-0.sqlite3"]);
    // The first one has noticed nothing.
    Raw::named(address, "Ana").send("hola");
}

#[test]
fn servers_without_a_profile_at_different_ports_have_histories_of_their_own() {
    let home = Home::new();
    let port = free_port().to_string();
    let (_first, _) = home.server(&[]);
    let second = home.start(&["server", "--headless", "--port", &port]);
    second.address();
    let expected = [
        format!("unsaved/port-{port}.sqlite3"),
        "unsaved/port-0.sqlite3".to_owned(),
    ];
    let mut found = databases(&home);
    found.sort_by_key(|name| name == "unsaved/port-0.sqlite3");
    assert_eq!(found, expected);
    // The same profile twice is the same history, whatever the ports.
    home.profile("aula", "(port: 0)");
    let (_third, _) = home.server(&["--profile", "aula"]);
    let ended = home.run(&["server", "--headless", "--profile", "aula"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("aula.moderation.json"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_history_that_cannot_be_used_is_explained_and_left_as_it_is() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("tertulia")).unwrap();
    fs::write(histories(&home), "a file where the folder should be").unwrap();
    for (language, part) in [("en", "cannot be used: "), ("es", "no se puede usar: ")] {
        let ended = home.run(&["server", "--headless", "--port", "0", "--lang", language]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(
            ended.stderr.contains(part) && ended.stderr.contains("--no-history"),
            "{}",
            ended.stderr
        );
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
    let left = fs::read_to_string(histories(&home)).unwrap();
    assert_eq!(left, "a file where the folder should be");
}
