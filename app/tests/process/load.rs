//! Measuring a server with simulated clients: small numbers, and never how long anything took.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread::Builder;

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{Ended, Home, Raw, Running};

const UNLIMITED: [&str; 4] = ["--max-clients", "0", "--max-rate", "0"];

fn load(home: &Home, address: SocketAddr, words: &[&str]) -> Ended {
    let port = address.port().to_string();
    let seconds: &[&str] = match words.contains(&"--seconds") {
        true => &[],
        false => &["--seconds", "1"],
    };
    home.run(&[&["load"], words, seconds, &["--port", &port]].concat())
}

fn report(home: &Home, address: SocketAddr, words: &[&str]) -> Value {
    let ended = load(home, address, &[words, &["--json"]].concat());
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), ""),
        "{words:?}"
    );
    serde_json::from_str(&ended.stdout).unwrap()
}

fn number(report: &Value, field: &str) -> u64 {
    report[field]
        .as_u64()
        .unwrap_or_else(|| panic!("{field} in {report}"))
}

#[test]
fn every_message_reaches_every_listener_in_both_dialects_in_clear_and_by_tls() {
    let home = Home::new();
    let (_server, address) = home.server(&UNLIMITED);
    for (dialect, tls) in [
        ("plain", false),
        ("app", false),
        ("plain", true),
        ("app", true),
    ] {
        let words = [
            "throughput",
            "--clients",
            "5",
            "--senders",
            "2",
            "--in-flight",
            "3",
            "--dialect",
            dialect,
        ];
        let encrypted: &[&str] = if tls { &["--tls"] } else { &[] };
        let report = report(&home, address, &[&words, encrypted].concat());
        assert_eq!(
            (&report["tls"], report["key"].is_string()),
            (&Value::Bool(tls), tls)
        );
        assert_eq!(number(&report, "joined"), 7, "{report}");
        assert_eq!(number(&report, "mistakes"), 0, "{report}");
        assert_eq!(number(&report, "lost"), 0, "{report}");
        let (messages, deliveries) = (number(&report, "messages"), number(&report, "deliveries"));
        assert!(
            messages > 0 && number(&report, "confirmations") > 0,
            "{report}"
        );
        // Six others hear each message; some were on their way when counting began and ended.
        let difference = deliveries.abs_diff(messages * 6);
        assert!(difference <= 2 * 3 * 6, "{report}");
        assert!(number(&report["time_micros"], "max") > 0, "{report}");
    }
}

#[test]
fn a_steady_pace_is_kept_and_everything_arrives() {
    let home = Home::new();
    let (_server, address) = home.server(&UNLIMITED);
    let words = ["latency", "--clients", "4", "--rate", "50"];
    let report = report(&home, address, &words);
    assert_eq!(number(&report, "mistakes"), 0, "{report}");
    // The schedule starts anew with the counting: at most one message more than the rate.
    let messages = number(&report, "messages");
    assert!((1..=51).contains(&messages), "{report}");
    let time = &report["time_micros"];
    assert!(number(time, "p50") <= number(time, "p99"), "{report}");
    assert!(
        number(time, "p99") <= number(time, "max") + number(time, "max") / 50,
        "{report}"
    );
}

#[test]
fn a_crowd_is_silent_and_its_server_is_looked_into() {
    let home = Home::new();
    let (server, address) = home.server(&UNLIMITED);
    let id = server.id().to_string();
    let report = report(
        &home,
        address,
        &["idle", "--clients", "20", "--server-pid", &id],
    );
    assert_eq!(number(&report, "joined"), 20);
    assert_eq!(number(&report, "deliveries"), 0);
    if cfg!(target_os = "linux") {
        let process = &report["server"];
        assert_eq!(number(process, "pid").to_string(), id);
        assert!(number(process, "resident_bytes_after") > 0 && number(process, "threads") >= 3);
        // Without a number, whoever listens at the port is found.
        let found = load(&home, address, &["idle", "--clients", "1"]);
        assert!(found.stdout.contains(&format!("process {id}")), "{found:?}");
    }
}

#[test]
fn clients_come_and_go() {
    let home = Home::new();
    let (server, address) = home.server(&UNLIMITED);
    for encrypted in [&[][..], &["--tls"]] {
        let words = [&["churn", "--clients", "3"], encrypted].concat();
        let report = report(&home, address, &words);
        assert!(number(&report, "visits") >= 3, "{report}");
        assert_eq!(number(&report, "lost"), 0, "{report}");
        let left = server.await_line("left");
        assert!(left.contains("Load-"), "{left}");
    }
}

#[test]
fn encrypted_clients_talk_to_the_server_whose_key_was_given_and_to_no_other() {
    let home = Home::new();
    let (server, address) = home.server(&[&UNLIMITED[..], &["--encrypted-only"]].concat());
    let key = server.await_line("This server's key: ");
    let key = key.rsplit(": ").next().unwrap();
    let words = ["latency", "--clients", "3", "--dialect", "app", "--tls"];
    let right = report(
        &home,
        address,
        &[&words[..], &["--accept-key", key]].concat(),
    );
    assert_eq!(number(&right, "mistakes"), 0, "{right}");
    let shown = right["key"].as_str().unwrap();
    assert_eq!(shown.len(), 64);
    assert!(
        shown.starts_with(&key.replace(' ', "").to_lowercase()),
        "{shown}, {key}"
    );
    let joined = server.await_line("joined");
    assert!(joined.ends_with("encrypted)"), "{joined}");

    let other = "0".repeat(32);
    for (language, said) in [("en", "so it was not measured"), ("es", "no se midió")] {
        let words = ["idle", "--tls", "--accept-key", &other, "--lang", language];
        let ended = load(&home, address, &words);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(
            ended.stderr.contains(said) && ended.stderr.contains(key),
            "{}",
            ended.stderr
        );
    }
    // In clear it turns them away.
    let ended = load(&home, address, &["idle", "--clients", "1"]);
    assert!(
        ended.stderr.contains("encrypted connections only"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_server_with_a_password_is_tried_once_and_the_reason_told() {
    let home = Home::new();
    let password = home.path().join("password");
    std::fs::write(&password, "open sesame").unwrap();
    let password = ["--password-file", password.to_str().unwrap()];
    let (mut server, address) = home.server(&[&UNLIMITED[..], &password].concat());
    for words in [
        ["--dialect", "plain"],
        ["--dialect", "app"],
        ["--lang", "es"],
    ] {
        let ended = load(&home, address, &[&["idle"], &words[..]].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(ended.stderr.contains("--no-password"), "{}", ended.stderr);
    }
    server.type_line("/quit");
    let log = server.end().stdout;
    let count = |end: &str| log.lines().filter(|line| line.contains(end)).count();
    // In plain text one more connection finds the reason.
    assert_eq!(count(" connected"), 5, "{log}");
    assert_eq!(count("wrong password"), 2, "{log}");
}

#[test]
fn a_server_without_tls_is_told_from_one_with_it() {
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut hello = [0; 16];
            stream.read_exact(&mut hello).unwrap();
            assert_eq!(hello[0], 0x16, "a TLS record");
            stream.write_all(b"Hello, who are you?\n").unwrap();
        }
    };
    let serving = Builder::new().name("in clear".to_owned()).spawn(serve);
    let serving = serving.unwrap();
    for (language, said) in [("en", "does not talk TLS"), ("es", "no habla TLS")] {
        let words = ["idle", "--clients", "1", "--tls", "--lang", language];
        let ended = load(&home, address, &words);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
    serving.join().unwrap();
}

#[test]
fn who_never_reads_is_told_from_who_does() {
    let home = Home::new();
    let (_server, address) = home.server(&[&UNLIMITED[..], &["--max-chars", "0"]].concat());
    let words = [
        "throughput",
        "--clients",
        "2",
        "--slow",
        "1",
        "--size",
        "50000",
        "--in-flight",
        "64",
        // More than its bound waits for it for longer than a second.
        "--seconds",
        "4",
    ];
    let report = report(&home, address, &words);
    assert_eq!(number(&report, "slow_disconnected"), 1, "{report}");
    assert_eq!(
        (number(&report, "lost"), number(&report, "mistakes")),
        (0, 0),
        "{report}"
    );
}

#[test]
fn a_table_is_for_people_in_their_language() {
    let home = Home::new();
    let (_server, address) = home.server(&UNLIMITED);
    for (language, parts) in [
        ("en", ["one sends, 2 listen", "Deliveries", "half within"]),
        ("es", ["uno envía, 2 escuchan", "Entregas", "la mitad en"]),
    ] {
        let ended = load(&home, address, &["--clients", "2", "--lang", language]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        for part in parts {
            assert!(ended.stdout.contains(part), "{part} in {}", ended.stdout);
        }
    }
}

#[test]
fn an_interrupted_measurement_shows_what_there_is() {
    let home = Home::new();
    let (server, address) = home.server(&UNLIMITED);
    let port = address.port().to_string();
    let words = [
        "load",
        "idle",
        "--clients",
        "2",
        "--seconds",
        "3600",
        "--json",
        "--port",
        &port,
    ];
    let running: Running = home.start(&words);
    server.await_line("-2 joined");
    running.signal(Signal::INT);
    let ended = running.end();
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), ""),
        "{ended:?}"
    );
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["interrupted"], true);
}

#[test]
fn a_server_with_limits_is_told_from_one_that_can_be_measured() {
    let home = Home::new();
    let (_server, address) = home.server(&["--max-clients", "3"]);
    let _ana = Raw::named(address, "Ana");
    for dialect in ["plain", "app"] {
        let ended = load(
            &home,
            address,
            &["idle", "--clients", "4", "--dialect", dialect],
        );
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(
            ended.stderr.contains("full") && ended.stderr.contains("--max-clients 0"),
            "{}",
            ended.stderr
        );
        let words = ["--clients", "1", "--in-flight", "50", "--dialect", dialect];
        let ended = load(&home, address, &words);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(
            ended.stderr.contains("5 messages") && ended.stderr.contains("--max-rate 0"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn other_computers_are_left_alone_unless_they_are_the_users() {
    let home = Home::new();
    let ended = home.run(&["load", "--host", "203.0.113.7"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(
        ended.stderr.contains("203.0.113.7 is not this computer")
            && ended.stderr.contains("--i-own-this-server"),
        "{}",
        ended.stderr
    );
    let ended = home.run(&["load", "--port", "1"]);
    assert!(
        ended.stderr.contains("Nobody listens at 127.0.0.1:1"),
        "{}",
        ended.stderr
    );
    if cfg!(target_os = "linux") {
        let (_server, address) = home.server(&[]);
        let ended = load(&home, address, &["idle", "--server-pid", "4294967295"]);
        assert!(
            ended.stderr.contains("no process 4294967295"),
            "{}",
            ended.stderr
        );
    }
}
