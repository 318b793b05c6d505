//! A client in a terminal, and for scripts.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{Home, Raw, Running, free_port};
use crate::trust::is_first_key;

fn json_line(terminal: &Running, kind: &str) -> Value {
    let line = terminal.await_line(&format!("\"type\":\"{kind}\""));
    serde_json::from_str(&line).unwrap()
}

#[test]
fn a_greeting_is_said_and_confirmed() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut ana = home.terminal(address, "Ana", &["--greeting", "hola a todos"]);
    ana.await_line("You are in as Ana.");
    ana.await_line("✓ Ana: hola a todos");
    let line = server.await_line("hola a todos");
    assert!(line.contains("Ana 127.0.0.1:"), "{line}");
    ana.type_line("salir");
    let ended = ana.end();
    assert!(
        ended.code == Some(0) && is_first_key(&ended.stderr),
        "{ended:?}"
    );
    server.await_line("said goodbye");
}

#[test]
fn two_terminals_chat() {
    let home = Home::new();
    let (mut server, address) = home.server(&[]);
    let mut ana = home.terminal(address, "Ana", &[]);
    ana.await_line("You are in as Ana.");
    let mut eva = home.terminal(address, "Eva", &["--lang", "es"]);
    eva.await_line("Has entrado como Eva.");
    ana.await_line("* Eva joined");
    ana.type_line("hola");
    ana.await_line("✓ Ana: hola");
    eva.await_line("Ana: hola");
    eva.type_line("/me saluda");
    ana.await_line("~ Eva saluda");
    eva.type_line("/msg ana psst");
    eva.await_line("✓ [privado para Ana] Eva: psst");
    ana.await_line("[private] Eva: psst");
    ana.type_line("/nick Ana Luz");
    eva.await_line("Ana Luz");
    ana.await_line("* Ana is now Ana Luz");
    eva.type_line("/who");
    eva.await_line("Hay 2 personas:");
    ana.type_line("/history 1");
    ana.await_line("The latest message");
    ana.type_line("/frob");
    ana.await_line("There is no command /frob");
    server.type_line("five minutes");
    ana.await_line("Server: five minutes");
    eva.await_line("Servidor: five minutes");
    eva.close_input();
    assert_eq!(eva.end().code, Some(0));
    ana.await_line("* Eva left");
}

#[test]
fn two_hundred_pasted_lines_are_all_confirmed() {
    let home = Home::new();
    let (_server, address) = home.server(&["--max-rate", "100"]);
    let mut reader = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &[]);
    for number in 1..=200 {
        ana.type_line(&format!("line {number}"));
    }
    ana.close_input();
    for number in 1..=200 {
        reader.await_line(&format!("Ana: line {number}"));
    }
    let ended = ana.end();
    assert!(
        ended.code == Some(0) && is_first_key(&ended.stderr),
        "{ended:?}"
    );
    assert_eq!(
        ended.stdout.matches("✓ Ana: line ").count(),
        200,
        "{}",
        ended.stdout
    );
}

#[test]
fn scripts_get_json_lines_only_and_send_requests() {
    let home = Home::new();
    let (_server, address) = home.server(&[]);
    let mut eva = Raw::named(address, "Eva");
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    let welcome = json_line(&ana, "welcome");
    assert_eq!(
        (&welcome["you"]["name"], &welcome["arrival"]),
        (&"Ana".into(), &"first".into())
    );
    ana.type_line(r#"{"type":"say","number":70,"text":"two\nlines"}"#);
    assert_eq!(json_line(&ana, "confirmed")["number"], 70);
    eva.await_line("Ana: two");
    eva.await_line("Ana: lines");
    ana.type_line("plain words");
    eva.await_line("Ana: plain words");
    ana.type_line(r#"{"type":"dance"}"#);
    assert_eq!(json_line(&ana, "error")["reason"], "unknown_type");
    ana.type_line(r#"{"type":"direct","to":"Eva","text":"psst"}"#);
    eva.await_line("[private] Ana: psst");
    eva.send("hola");
    assert_eq!(json_line(&ana, "said")["text"], "hola");
    ana.type_line(r#"{"type":"roster"}"#);
    assert_eq!(json_line(&ana, "roster")["total"], 2);
    ana.type_line(r#"{"type":"quit"}"#);
    let ended = ana.end();
    assert!(
        ended.code == Some(0) && is_first_key(&ended.stderr),
        "{ended:?}"
    );
    let last: Value = serde_json::from_str(ended.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["type"], &last["reason"]),
        (&"ended".into(), &"left".into())
    );
    for line in ended.stdout.lines() {
        assert!(
            serde_json::from_str::<Value>(line).unwrap().is_object(),
            "{line}"
        );
    }
}

#[test]
fn who_is_kicked_reads_why_and_the_program_fails() {
    let home = Home::new();
    let (mut server, address) = home.server(&[]);
    let ana = home.terminal(address, "Ana", &[]);
    ana.await_line("You are in as Ana.");
    server.type_line("/kick Ana too loud");
    let ended = ana.end();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("too loud"), "{}", ended.stderr);
}

#[test]
fn a_message_from_a_script_that_is_not_delivered_makes_it_fail() {
    let home = Home::new();
    let (_server, address) = home.server(&["--max-chars", "5"]);
    let mut ana = home.terminal(address, "Ana", &[]);
    ana.type_line("123456");
    ana.close_input();
    let ended = ana.end();
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stdout
            .contains("Not delivered: 123456 (it has 6 characters, the server takes 5)"),
        "{ended:?}"
    );
    assert!(
        ended.stderr.contains("One message was not delivered."),
        "{}",
        ended.stderr
    );
}

#[test]
fn signals_leave_politely() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    for signal in [Signal::INT, Signal::TERM] {
        let ana = home.terminal(address, "Ana", &[]);
        ana.await_line("You are in as Ana.");
        ana.signal(signal);
        assert_eq!(ana.end().code, Some(0), "{signal:?}");
        let left = server.await_line("Ana left");
        assert!(left.ends_with("said goodbye"), "{left}");
    }
}

#[test]
fn a_reader_who_stopped_reading_does_not_hold_the_end_up() {
    let home = Home::new();
    let (_server, address) = home.server(&["--max-rate", "0"]);
    let mut eva = Raw::named(address, "Eva");
    let port = address.port().to_string();
    let mut command = home.command(&["client", "--terminal", "--name", "Ana", "--port", &port]);
    let (reader, writer) = std::io::pipe().unwrap();
    command.stdout(writer);
    let ana = Running::start(command);
    eva.await_line("* Ana joined");
    for number in 1..=1_000 {
        eva.send(&"x".repeat(900));
        if number % 100 == 0 {
            eva.await_line(&format!("* received #{number}"));
        }
    }
    let begin = Instant::now();
    ana.signal(Signal::TERM);
    assert_eq!(ana.end().code, Some(0));
    assert!(
        begin.elapsed() < Duration::from_secs(5),
        "{:?}",
        begin.elapsed()
    );
    drop(reader);
}

#[test]
fn a_closed_output_ends_a_client() {
    let home = Home::new();
    let (mut server, address) = home.server(&[]);
    let mut ana = home.terminal(address, "Ana", &["--json"]);
    ana.await_line("welcome");
    ana.close_output();
    let begin = Instant::now();
    while ana.is_running() && begin.elapsed() < Duration::from_secs(20) {
        server.type_line("is anybody reading?");
        sleep(Duration::from_millis(20));
    }
    server.await_line("Ana left");
    assert_eq!(ana.end().code, Some(0));
}

#[test]
fn a_server_that_comes_back_finds_its_clients_again() {
    finds_its_clients_again(&[], "Back again as Ana.");
}

#[test]
fn a_server_without_a_history_comes_back_as_another_one() {
    finds_its_clients_again(&["--no-history"], "The server was started anew");
}

fn finds_its_clients_again(options: &[&str], said: &str) {
    let home = Home::new();
    let port = free_port().to_string();
    let words = [&["server", "--headless", "--port", &port], options].concat();
    let mut server = home.start(&words);
    let mut ana = home.terminal(server.address(), "Ana", &[]);
    ana.await_line("You are in as Ana.");
    server.type_line("salir");
    assert_eq!(server.end().code, Some(0));
    ana.await_line("The server is away");
    ana.type_line("written meanwhile");
    ana.await_line("kept and sent when it is back");
    let second = home.start(&words);
    second.await_line("written meanwhile");
    ana.await_line(said);
    ana.await_line("✓ Ana: written meanwhile");
    ana.close_input();
    assert_eq!(ana.end().code, Some(0));
}

#[test]
fn nobody_can_forge_a_line_in_a_terminal() {
    let home = Home::new();
    let (_server, address) = home.server(&[]);
    let ana = home.terminal(address, "Ana", &[]);
    ana.await_line("You are in as Ana.");
    let mut eve = home.terminal(address, "Eve", &["--json"]);
    eve.type_line(r#"{"type":"say","text":"x\nServer: y\u001b[2K\u202e"}"#);
    let first = ana.await_line("x");
    assert!(first.ends_with("Eve: x"), "{first}");
    let second = ana.line();
    assert!(
        second.contains("Eve: Server: y")
            && !second.contains('\u{1b}')
            && !second.contains('\u{202e}'),
        "{second:?}"
    );
}
