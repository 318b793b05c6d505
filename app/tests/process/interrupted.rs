//! Clients that are killed, and what becomes of what they had not finished.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;

use rustix::process::Signal;
use serde_json::Value;
use tertulia::profiles::{Profiles, WindowSettings};

use crate::harness::{Ended, Home, Raw, Running, rounds};

/// How often a client is killed where it is killed at random.
const KILLS: u64 = 5;
/// Messages given between two kills.
const GIVEN: u64 = 30;

fn sessions(home: &Home) -> PathBuf {
    home.path().join("tertulia/sessions")
}

fn kept_files(home: &Home) -> usize {
    std::fs::read_dir(sessions(home)).map_or(0, Iterator::count)
}

fn kill(client: Running) {
    client.signal(Signal::KILL);
    assert_eq!(client.end().code, None);
}

fn objects(ended: &Ended) -> Vec<Value> {
    let lines = ended.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_type<'o>(objects: &'o [Value], kind: &str) -> Vec<&'o Value> {
    let wanted = objects.iter().filter(|object| object["type"] == kind);
    wanted.collect()
}

/// What Ana said, as somebody else in the room heard it, until she leaves.
fn heard_of_ana(eva: &mut Raw) -> Vec<String> {
    let mut heard = Vec::new();
    loop {
        let line = eva.await_line("Ana");
        if line.contains("* Ana left") {
            return heard;
        }
        heard.extend(line.strip_prefix("Ana: ").map(str::to_owned));
    }
}

/// Gives messages to a client whose server does not answer, so that none can be confirmed.
fn give_unconfirmed(client: &mut Running, texts: &[&str]) {
    for text in texts {
        client.type_line(text);
    }
    for _ in texts {
        client.await_line("\"type\":\"waiting\"");
    }
}

#[test]
fn what_a_killed_client_had_not_confirmed_is_said_once_when_it_continues() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut eva = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    ana.await_line("welcome");
    ana.type_line("first");
    ana.await_line("\"type\":\"confirmed\"");
    // Some of these are on the wire, and some wait for their turn.
    let texts = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"];
    server.pause();
    give_unconfirmed(&mut ana, &texts);
    kill(ana);
    server.signal(Signal::CONT);

    let mut again = home.terminal(address, "Ana", &["--json", "--continue"]);
    again.close_input();
    let ended = again.end();
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), ""),
        "{ended:?}"
    );
    let objects = objects(&ended);
    assert_eq!(objects[0]["type"], "continued");
    assert_eq!(objects[0]["name"], "Ana");
    let own = of_type(&objects, "restored_own");
    assert_eq!((own.len(), &own[0]["text"]), (1, &"first".into()));
    let waiting = of_type(&objects, "waiting");
    let waiting: Vec<&Value> = waiting.iter().map(|object| &object["text"]).collect();
    assert_eq!(waiting, texts);
    assert_eq!(of_type(&objects, "confirmed").len(), texts.len());
    let expected: Vec<&str> = ["first"].into_iter().chain(texts).collect();
    assert_eq!(heard_of_ana(&mut eva), expected);
    assert_eq!(kept_files(&home), 0, "a good end leaves nothing");
}

#[test]
fn a_script_whose_client_is_killed_at_random_loses_and_doubles_nothing() {
    let kills = rounds(KILLS);
    let home = Home::new();
    let (_server, address) = home.server(&["--max-rate", "0"]);
    let mut eva = Raw::named(address, "Eva");
    let total = GIVEN * (kills + 1);
    let mut settled: BTreeSet<u64> = BTreeSet::new();
    let mut continued = 0;
    for round in 0..=kills {
        let mut ana = home.terminal(address, "Ana", &["--json", "--continue"]);
        // What an earlier one knew of, this one tells before it connects.
        let mut known = settled.clone();
        loop {
            let line = ana.line();
            let object: Value = serde_json::from_str(&line).unwrap();
            let number = object["number"].as_u64();
            match object["type"].as_str().unwrap() {
                "continued" => continued += 1,
                "restored_own" => {
                    settled.extend(number);
                    known.extend(number);
                }
                "waiting" => known.extend(number),
                "failed" => panic!("{line}"),
                "connecting" => break,
                _ => {}
            }
        }
        for number in (1..=(round + 1) * GIVEN).filter(|number| !known.contains(number)) {
            let request = format!(r#"{{"type":"say","number":{number},"text":"n{number}"}}"#);
            ana.type_line(&request);
        }
        if round == kills {
            ana.close_input();
            let ended = ana.end();
            assert_eq!(ended.code, Some(0), "{ended:?}");
            assert!(!ended.stdout.contains("\"failed\""), "{}", ended.stdout);
            break;
        }
        // Killed after a line or some dozens: before the welcome, amid sending, amid the verdicts.
        let lines = 1 + (round.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 60;
        for _ in 0..lines {
            let line = ana.line();
            let object: Value = serde_json::from_str(&line).unwrap();
            assert_ne!(object["type"], "failed", "{line}");
            if object["type"] == "confirmed" {
                settled.extend(object["number"].as_u64());
            }
        }
        kill(ana);
    }
    assert!(continued >= kills - 1, "{continued} of {kills}");
    // However often she went and came, in one order.
    let expected: Vec<String> = (1..=total).map(|number| format!("n{number}")).collect();
    let mut heard = Vec::new();
    while heard.len() < expected.len() {
        let line = eva.await_line("Ana");
        heard.extend(line.strip_prefix("Ana: ").map(str::to_owned));
    }
    eva.send("/who");
    eva.await_line("Eva");
    assert_eq!(heard, expected);
    assert_eq!(kept_files(&home), 0);
}

#[test]
fn sessions_side_by_side_never_mix() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut eva = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    ana.await_line("welcome");
    let mut luis = home.terminal(address, "Luis", &["--json"]);
    luis.await_line("welcome");
    server.pause();
    give_unconfirmed(&mut ana, &["a1", "a2"]);
    give_unconfirmed(&mut luis, &["l1", "l2"]);
    kill(ana);
    // One is alive, and its chat is nobody else's.
    let mut nobody = home.terminal(address, "Luis", &["--json", "--continue"]);
    nobody.await_error("There is no interrupted chat");
    nobody.close_input();
    nobody.signal(Signal::KILL);
    drop(nobody);
    kill(luis);
    server.signal(Signal::CONT);
    let mut both: Vec<Running> = ["Ana", "Luis"]
        .map(|name| home.terminal(address, name, &["--json", "--continue"]))
        .into();
    both.iter_mut().for_each(Running::close_input);
    for (client, mark) in both.into_iter().zip(["a", "l"]) {
        let ended = client.end();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let objects = objects(&ended);
        let waiting: Vec<String> = of_type(&objects, "waiting")
            .iter()
            .map(|object| object["text"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(waiting, [format!("{mark}1"), format!("{mark}2")]);
    }
    let mut heard: Vec<String> = Vec::new();
    while heard.len() < 4 {
        let line = eva.await_line(": ");
        let said = line.strip_prefix("Ana: ").or(line.strip_prefix("Luis: "));
        heard.extend(said.map(str::to_owned));
    }
    heard.sort();
    assert_eq!(heard, ["a1", "a2", "l1", "l2"]);
}

#[test]
fn of_several_that_continue_at_once_one_does() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut eva = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    ana.await_line("welcome");
    server.pause();
    give_unconfirmed(&mut ana, &["once"]);
    kill(ana);
    server.signal(Signal::CONT);
    let port = address.port().to_string();
    let words = [
        "client",
        "--terminal",
        "--json",
        "--continue",
        "--port",
        &port,
    ];
    let mut racers: Vec<Running> = (0..4).map(|_| home.start(&words)).collect();
    racers.iter_mut().for_each(Running::close_input);
    let ends: Vec<Ended> = racers.into_iter().map(Running::end).collect();
    let went_on = ends
        .iter()
        .filter(|ended| ended.stdout.contains("\"continued\""));
    assert_eq!(went_on.count(), 1, "{ends:?}");
    assert_eq!(heard_of_ana(&mut eva), ["once"]);
}

#[test]
fn an_interrupted_chat_is_mentioned_and_shown_to_people() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut eva = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    ana.await_line("welcome");
    eva.send("hola Ana");
    ana.await_line("hola Ana");
    server.pause();
    give_unconfirmed(&mut ana, &["hola Eva"]);
    kill(ana);
    server.signal(Signal::CONT);
    let mut other = home.terminal(address, "Ana", &[]);
    let said = other.await_error("ended without a goodbye");
    assert!(said.contains("(1 message is waiting)"), "{said}");
    other.close_input();
    let _taken = other.end();
    let mut again = home.terminal(address, "Ana", &["--continue"]);
    again.await_line("goes on where it was interrupted");
    again.await_line("Eva: hola Ana");
    again.await_line("One message was not confirmed; it is sent now");
    again.await_line("✓ Ana: hola Eva");
    again.type_line("salir");
    assert_eq!(again.end().code, Some(0));
    assert_eq!(kept_files(&home), 0);
}

#[test]
fn whoever_is_interrupted_keeps_what_was_not_confirmed() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut eva = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    ana.await_line("welcome");
    server.pause();
    give_unconfirmed(&mut ana, &["for later"]);
    ana.signal(Signal::TERM);
    let ended = ana.end();
    assert_eq!(ended.code, Some(0));
    assert!(
        ended
            .stderr
            .contains("One message was not confirmed and is kept"),
        "{ended:?}"
    );
    server.signal(Signal::CONT);
    let mut again = home.terminal(address, "Ana", &["--json", "--continue"]);
    again.close_input();
    assert_eq!(again.end().code, Some(0));
    let mut heard = Vec::new();
    while heard.is_empty() {
        let line = eva.await_line("Ana");
        heard.extend(line.strip_prefix("Ana: ").map(str::to_owned));
    }
    heard.extend(heard_of_ana(&mut eva));
    assert_eq!(heard, ["for later"]);
}

#[test]
fn nothing_is_kept_where_that_is_not_wanted() {
    for words in [&["--json", "--no-keep"][..], &["--json"]] {
        let home = Home::new();
        if words.len() == 1 {
            // Chosen in the window, and in force here too.
            let chosen = WindowSettings {
                keep: Some(false),
                ..WindowSettings::default()
            };
            let settings = Profiles::at(&home.path().join("tertulia"));
            settings.save_window_settings(&chosen).unwrap();
        }
        let (_server, address) = home.server(&[]);
        let mut ana = home.terminal(address, "Ana", words);
        ana.await_line("welcome");
        ana.type_line("hola");
        ana.await_line("\"type\":\"confirmed\"");
        assert!(!sessions(&home).exists(), "{words:?}");
        kill(ana);
    }
}

#[test]
fn a_chat_that_cannot_be_kept_goes_on_and_says_so() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("tertulia")).unwrap();
    std::fs::write(sessions(&home), "in the way").unwrap();
    let (_server, address) = home.server(&[]);
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    let line = ana.await_line("\"type\":\"keeping\"");
    assert!(line.contains("\"state\":\"failing\""), "{line}");
    ana.type_line("hola");
    ana.await_line("\"type\":\"confirmed\"");
    std::fs::remove_file(sessions(&home)).unwrap();
    ana.await_line("\"state\":\"working\"");
    ana.close_input();
    let ended = ana.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(kept_files(&home), 0);
}

#[test]
fn what_was_said_at_another_programs_server_is_shown_again() {
    let home = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    let (mut stream, _) = listener.accept().unwrap();
    stream.write_all(b"Name?\n").unwrap();
    ana.await_line("Name?");
    ana.type_line("hola");
    ana.await_line("\"type\":\"sent\"");
    kill(ana);
    let mut again = home.terminal(address, "Ana", &["--json", "--continue"]);
    let (stream, _) = listener.accept().unwrap();
    again.await_line("\"type\":\"restored_foreign\"");
    let own = again.await_line("\"type\":\"restored_own\"");
    assert!(own.contains("\"text\":\"hola\""), "{own}");
    // Nothing is said twice: the name, and then what is typed now.
    again.type_line("again");
    let mut lines = BufReader::new(stream).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "Ana");
    assert_eq!(lines.next().unwrap().unwrap(), "again");
}
