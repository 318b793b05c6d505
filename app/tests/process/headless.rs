//! A server without a window: its log, its operator, its end.

use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::harness::{Home, PROGRAM, Raw, Running};

const SHORTLY: Duration = Duration::from_secs(3);

#[test]
fn a_message_is_logged_with_name_address_port_and_text() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut ana = Raw::named(address, "Ana");
    let joined = server.await_line("Ana joined");
    assert!(joined.contains(&ana.address().to_string()), "{joined}");
    ana.send("hola ¿qué tal?");
    ana.await_line("* received #1");
    let line = server.await_line("hola");
    let (time, entry) = line.split_once("  ").unwrap();
    assert_eq!(entry, format!("Ana {}: hola ¿qué tal?", ana.address()));
    assert!(
        time.len() == 12 && time.chars().filter(char::is_ascii_digit).count() == 9,
        "{time}"
    );
    ana.send("salir");
    ana.rest();
    let left = server.await_line("Ana left");
    assert!(
        left.contains(&ana.address().to_string()) && left.ends_with("said goodbye"),
        "{left}"
    );
}

#[test]
fn who_breaks_a_limit_is_logged_with_the_reason() {
    let home = Home::new();
    let (server, address) = home.server(&["--max-chars", "10"]);
    let mut ana = Raw::named(address, "Ana");
    ana.send("12345678901");
    assert!(ana.rest().contains("10"));
    let line = server.await_line("Ana left");
    assert!(
        line.contains(&ana.address().to_string()) && line.contains("10 characters"),
        "{line}"
    );
}

#[test]
fn the_operator_talks_looks_limits_and_kicks() {
    let home = Home::new();
    let (mut server, address) = home.server(&[]);
    let mut ana = Raw::named(address, "Ana");
    server.type_line("hola a todos");
    ana.await_line("Server: hola a todos");
    server.await_line("Server: hola a todos");
    server.type_line("//barra");
    ana.await_line("Server: /barra");
    server.type_line("/who");
    server.await_line("One connection:");
    server.await_line(&format!("Ana {}", ana.address()));
    server.type_line("/limits chars 5");
    server.type_line("/limits");
    server.await_line("messages of 5 characters");
    server.type_line("/frob");
    server.await_line("There is no command /frob");
    server.type_line("/stats");
    server.await_line("1 person here");
    server.type_line("/help");
    server.await_line("/kick NAME");
    server.type_line("/kick nobody");
    server.await_line("Nobody here is called “nobody”");
    server.type_line("/kick ana too loud");
    assert!(ana.rest().contains("too loud"));
    let line = server.await_line("Ana left");
    assert!(line.contains("too loud"), "{line}");
}

/// Two clients read the farewell and then the end; the port is free at once; nothing fails.
fn stops_politely(stop: impl FnOnce(&mut Running)) {
    let home = Home::new();
    let (mut server, address) = home.server(&[]);
    let mut clients = [Raw::named(address, "Ana"), Raw::named(address, "Eva")];
    let begin = Instant::now();
    stop(&mut server);
    for client in &mut clients {
        let rest = client.rest();
        assert!(rest.ends_with("* The server is closing.\n"), "{rest}");
    }
    let ended = server.end();
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (Some(0), ""),
        "{ended:?}"
    );
    assert!(begin.elapsed() < SHORTLY, "{:?}", begin.elapsed());
    assert!(
        ended.stdout.contains("The server is closing."),
        "{}",
        ended.stdout
    );

    let port = address.port().to_string();
    let second = home.start(&["server", "--headless", "--port", &port]);
    assert_eq!(second.address(), address);
}

#[test]
fn a_word_on_standard_input_stops_it() {
    stops_politely(|server| server.type_line("salir"));
}

#[test]
fn a_command_on_standard_input_stops_it() {
    stops_politely(|server| server.type_line("/quit"));
}

#[test]
fn sigterm_stops_it() {
    stops_politely(|server| server.signal(Signal::TERM));
}

#[test]
fn sigint_stops_it_also_when_it_comes_twice() {
    stops_politely(|server| {
        server.signal(Signal::INT);
        server.signal(Signal::INT);
    });
}

#[test]
fn sighup_stops_it() {
    stops_politely(|server| server.signal(Signal::HUP));
}

#[test]
fn the_end_of_standard_input_does_not_stop_it() {
    let home = Home::new();
    for input in ["closed pipe", "/dev/null"] {
        let mut command = home.command(&["server", "--headless", "--port", "0"]);
        if input == "/dev/null" {
            command.stdin(Stdio::null());
        }
        let mut server = Running::start(command);
        server.close_input();
        let address = server.address();
        let mut ana = Raw::named(address, "Ana");
        ana.send("still there?");
        ana.await_line("* received #1");
        assert!(server.is_running());
        server.signal(Signal::TERM);
        assert_eq!(server.end().code, Some(0), "{input}");
    }
}

#[test]
fn a_closed_standard_output_does_not_stop_it() {
    let home = Home::new();
    let (mut server, address) = home.server(&["--max-rate", "0"]);
    server.close_output();
    let mut ana = Raw::named(address, "Ana");
    for number in 1..=50 {
        ana.send("into the void");
        ana.await_line(&format!("* received #{number}"));
    }
    assert!(server.is_running());
    server.signal(Signal::TERM);
    let ended = server.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_blocked_standard_output_delays_nobody() {
    let home = Home::new();
    let mut command = home.command(&["server", "--headless", "--port", "0", "--max-rate", "0"]);
    // A pipe that nobody reads is full after 64 KiB.
    let (reader, writer) = std::io::pipe().unwrap();
    command.stdout(writer);
    let mut server = Running::start(command);
    let mut first = vec![0; 64];
    let length = std::io::Read::read(&mut &reader, &mut first).unwrap();
    let first = String::from_utf8_lossy(&first[..length]);
    let address: SocketAddr = first
        .lines()
        .next()
        .unwrap()
        .strip_prefix("listening on ")
        .unwrap()
        .parse()
        .unwrap();
    let mut ana = Raw::named(address, "Ana");
    for number in 1..=2_000 {
        ana.send(&"x".repeat(900));
        if number % 100 == 0 {
            ana.await_line(&format!("* received #{number}"));
        }
    }
    assert!(server.is_running());
    let begin = Instant::now();
    server.signal(Signal::TERM);
    assert!(ana.rest().ends_with("* The server is closing.\n"));
    assert_eq!(server.end().code, Some(0));
    assert!(begin.elapsed() < SHORTLY, "{:?}", begin.elapsed());
}

#[test]
fn being_in_the_background_of_a_terminal_does_not_stop_it() {
    let home = Home::new();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/background.py");
    let command = home.other(
        "python3",
        &[script, PROGRAM, "server", "--headless", "--port", "0"],
    );
    let terminal = Running::start(command);
    let child = terminal.await_line("child ");
    let listening = terminal.await_line("listening on ");
    let address: SocketAddr = listening
        .strip_prefix("listening on ")
        .unwrap()
        .parse()
        .unwrap();
    // It serves, and goes on doing so after it had time to look at what was typed.
    let mut ana = Raw::named(address, "Ana");
    for number in 1..=4 {
        std::thread::sleep(Duration::from_millis(200));
        ana.send("hola");
        ana.await_line(&format!("* received #{number}"));
    }
    drop(ana);
    assert!(TcpStream::connect(address).is_ok());
    let child: i32 = child.strip_prefix("child ").unwrap().parse().unwrap();
    let process = rustix::process::Pid::from_raw(child).unwrap();
    rustix::process::kill_process(process, Signal::TERM).unwrap();
    terminal.await_line("exit 0");
}

#[test]
fn a_million_bytes_without_an_end_are_cut_off_with_a_reason() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut hostile = Raw::named(address, "Mallory");
    // The server may close before all of it is written.
    let _cut_off = hostile.try_send(&vec![b'x'; 1 << 20]);
    let line = server.await_line("Mallory left");
    assert!(line.contains("1,000"), "{line}");
}

#[test]
fn nobody_can_forge_a_log_entry() {
    let home = Home::new();
    let (server, address) = home.server(&[]);
    let mut ana = Raw::named(address, "Ana");
    ana.send("a\u{1b}[2K\r12:00:00.000  Eva 1.2.3.4:5: b\u{2028}c");
    let line = server.await_line("[2K");
    assert!(
        line.contains(&format!("Ana {}: a", ana.address())),
        "{line:?}"
    );
    assert!(
        !line.chars().any(|c| c.is_control() || c == '\u{2028}'),
        "{line:?}"
    );
}
