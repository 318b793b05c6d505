//! Whom a client in a terminal trusts, and what it does not do without trust.

use std::net::SocketAddr;

use serde_json::Value;

use crate::harness::{Ended, Home, Running};

/// What stands on standard error after a good end at a server that was met for the first time.
pub(crate) fn is_first_key(stderr: &str) -> bool {
    stderr.starts_with("tertulia: First time at this server: its key is ")
        && stderr.lines().count() == 1
}

/// Starts a server where another one was, with a new key if that is wanted.
fn again(home: &Home, address: SocketAddr, new_key: bool) -> Running {
    if new_key {
        std::fs::remove_file(home.path().join("tertulia/identity/server.pem")).unwrap();
    }
    let server = home.start(&[
        "server",
        "--headless",
        "--port",
        &address.port().to_string(),
    ]);
    server.await_line("listening on");
    server
}

fn key_of(server: &Running) -> String {
    let line = server.await_line("This server's key: ");
    line.rsplit(": ").next().unwrap().to_owned()
}

fn attempt(home: &Home, address: SocketAddr, words: &[&str]) -> Ended {
    let mut ana = home.terminal(address, "Ana", words);
    ana.close_input();
    ana.end()
}

#[test]
fn two_terminals_are_encrypted_by_themselves_and_the_key_is_shown_once() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let key = key_of(&server);
    let first = attempt(&home, address, &["--greeting", "hola"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(is_first_key(&first.stderr), "{}", first.stderr);
    assert!(first.stderr.contains(&key), "{}", first.stderr);
    let joined = server.await_line("Ana joined");
    assert!(joined.ends_with("encrypted)"), "{joined}");
    let second = attempt(&home, address, &["--greeting", "hola"]);
    assert_eq!((second.code, second.stderr.as_str()), (Some(0), ""));
    assert!(!second.stdout.contains("Not encrypted"));
}

#[test]
fn another_key_stops_with_a_sentence_that_says_how_to_go_on() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let old = key_of(&server);
    attempt(&home, address, &[]);
    drop(server);
    let server = again(&home, address, true);
    let new = key_of(&server);
    for language in ["en", "es"] {
        let stopped = attempt(&home, address, &["--greeting", "hola", "--lang", language]);
        assert_eq!(stopped.code, Some(1), "{stopped:?}");
        for part in [old.clone(), format!("--accept-key \"{new}\"")] {
            assert!(stopped.stderr.contains(&part), "{}", stopped.stderr);
        }
    }
    let wrong = attempt(&home, address, &["--accept-key", &old]);
    assert_eq!(wrong.code, Some(1), "{wrong:?}");
    for words in [&["--accept-key", new.as_str()][..], &[]] {
        let joined = attempt(&home, address, words);
        assert_eq!(joined.code, Some(0), "{joined:?}");
    }
    let said = server.so_far();
    assert!(!said.contains("hola"), "{said}");
}

#[test]
fn what_waits_for_a_server_is_kept_from_the_one_that_took_its_place() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut ana = home.terminal(address, "Ana", &[]);
    ana.await_line("You are in as Ana.");
    drop(server);
    ana.await_line("Trying again");
    ana.type_line("for the old server alone");
    ana.await_line("what you write is kept");
    let server = again(&home, address, true);
    let stopped = ana.end();
    assert_eq!(stopped.code, Some(1), "{stopped:?}");
    assert!(
        stopped.stderr.contains("--accept-key"),
        "{}",
        stopped.stderr
    );
    // Not even whoever accepts the new key goes on with the old chat there.
    let new = key_of(&server);
    for words in [
        &["--continue"][..],
        &["--continue", "--accept-key", new.as_str()],
    ] {
        let stopped = attempt(&home, address, words);
        assert_eq!(stopped.code, Some(1), "{stopped:?}");
    }
    let said = server.so_far();
    assert!(!said.contains("old server"), "{said}");
}

#[test]
fn clear_is_for_servers_that_are_not_known_as_encrypted() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let clear = attempt(&home, address, &["--clear"]);
    assert_eq!(clear.code, Some(0), "{clear:?}");
    assert!(clear.stdout.contains("Not encrypted"), "{}", clear.stdout);
    let joined = server.await_line("Ana joined");
    assert!(!joined.contains("encrypted"), "{joined}");
    assert_eq!(attempt(&home, address, &[]).code, Some(0));
    let refused = attempt(&home, address, &["--clear"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("--new-server"),
        "{}",
        refused.stderr
    );
    let anew = attempt(&home, address, &["--new-server"]);
    assert_eq!(anew.code, Some(0), "{anew:?}");
    assert!(is_first_key(&anew.stderr), "{}", anew.stderr);
}

#[test]
fn scripts_are_told_of_the_key_and_of_a_full_stop() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let key = key_of(&server);
    let told = |ended: &Ended, kind: &str| -> Value {
        let objects = ended
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let mut wanted = objects.filter(|object: &Value| object["type"] == kind);
        wanted.next().unwrap()
    };
    for first_use in [true, false] {
        let security = told(&attempt(&home, address, &["--json"]), "security");
        assert_eq!(security["encrypted"], true);
        assert_eq!(security["fingerprint"], key.as_str());
        assert_eq!(security["first_use"], first_use);
    }
    drop(server);
    let _server = again(&home, address, true);
    let stopped = attempt(&home, address, &["--json"]);
    assert_eq!(told(&stopped, "ended")["reason"], "other_key");
}

#[test]
fn known_servers_that_make_no_sense_are_explained_with_their_place_and_left_alone() {
    let home = Home::new();
    let (_server, address) = home.server(&[]);
    let path = home.path().join("tertulia/known-servers.ron");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "(\n    servers: oops,\n)\n").unwrap();
    let stopped = attempt(&home, address, &[]);
    assert_eq!(stopped.code, Some(1), "{stopped:?}");
    let place = format!("{}, line 2, column", path.display());
    assert!(stopped.stderr.contains(&place), "{}", stopped.stderr);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "(\n    servers: oops,\n)\n");
}
