//! The password of a server, from files, consoles and terminals, and where it must never be found.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Home, Raw, Running};

const RIGHT: &str = "open sesame ñ";

fn file(home: &Home, name: &str, password: &str) -> String {
    let path = home.path().join(name);
    fs::write(&path, format!("{password}\n")).unwrap();
    path.display().to_string()
}

/// Every file in a folder and below.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Nothing that was printed, and no file but those with the passwords, has one in clear.
fn is_nowhere(home: &Home, printed: &[&Running], passwords: &[&str], but: &[&str]) {
    let mut all = Vec::new();
    files(home.path(), &mut all);
    assert!(all.len() > but.len(), "nothing was looked at");
    for password in passwords {
        for running in printed {
            let text = running.so_far();
            assert!(!text.contains(password), "{password} was printed:\n{text}");
        }
        for path in &all {
            if but.contains(&path.display().to_string().as_str()) {
                continue;
            }
            let bytes = fs::read(path).unwrap();
            let found = bytes
                .windows(password.len())
                .any(|part| part == password.as_bytes());
            assert!(!found, "{password} stands in {}", path.display());
        }
    }
}

#[test]
fn a_password_of_a_file_is_asked_of_everybody_and_found_nowhere() {
    let home = Home::new();
    let (right, wrong) = (
        file(&home, "right", RIGHT),
        file(&home, "wrong", "sesame street"),
    );
    let (server, address) = home.server(&["--password-file", &right, "-vv"]);
    let mut bare = Raw::connect(address, "sesame street");
    bare.await_line("Error: Wrong password.");
    let logged = server.await_line("wrong password");
    let from = bare.address().to_string();
    assert!(
        logged.ends_with(&format!(
            "wrong password from {from} (1 from there, 0 count as guesses)"
        )),
        "{logged}"
    );
    bare.send(RIGHT);
    bare.await_line("* The password is right.");
    bare.send("Clara");
    bare.await_line("Welcome, Clara.");

    let mut ana = home.terminal(address, "Ana", &["--password-file", &right]);
    bare.await_line("* Ana joined");
    ana.type_line("hola");
    bare.await_line("Ana: hola");

    // Nobody to ask: standard input is no terminal, and its lines are no passwords.
    let mut none = home.terminal(address, "Eva", &[]);
    none.type_line("not for the room");
    let ended = none.end();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("--password-file"), "{}", ended.stderr);
    let ended = home
        .terminal(address, "Eva", &["--password-file", &wrong])
        .end();
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("is not the server's"),
        "{}",
        ended.stderr
    );

    // A script is told, and answers.
    let mut json = home.terminal(address, "Luis", &["--json"]);
    json.await_line(r#""type":"password_asked","wrong":false"#);
    // As a line it would be said in the room once that is possible.
    json.type_line(RIGHT);
    json.await_line(r#""reason":"password_first""#);
    json.type_line(r#"{"type":"password","password":"a\tb"}"#);
    json.await_line(r#""reason":"password_unusable""#);
    json.type_line(r#"{"type":"password","password":"sesame street"}"#);
    json.await_line(r#""type":"password_asked","wrong":true"#);
    json.type_line(&format!(r#"{{"type":"password","password":"{RIGHT}"}}"#));
    json.await_line(r#""type":"welcome""#);

    // A script that ends instead is told what it lacked.
    for (words, why) in [
        (&[][..], "Give it with --password-file"),
        (&["--password-file", &wrong][..], "is not the server's"),
    ] {
        let mut silent = home.terminal(address, "Eva", &[&["--json"], words].concat());
        silent.await_line(r#""type":"password_asked""#);
        silent.close_input();
        let ended = silent.end();
        assert_eq!(ended.code, Some(1));
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
        let last = ended.stdout.lines().last().unwrap();
        assert!(
            last.contains(r#""reason":"password_needed""#) && last.contains(why),
            "{last}"
        );
    }

    is_nowhere(
        &home,
        &[&server, &ana, &json],
        &[RIGHT, "sesame street"],
        &[&right, &wrong],
    );
}

#[test]
fn the_client_sends_no_password_in_clear() {
    let home = Home::new();
    let right = file(&home, "right", RIGHT);
    let (server, address) = home.server(&["--password-file", &right]);
    let ended = home
        .terminal(address, "Ana", &["--clear", "--password-file", &right])
        .end();
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("is not encrypted"),
        "{}",
        ended.stderr
    );
    assert!(!server.so_far().contains("wrong password"));
}

#[test]
fn the_console_sets_and_takes_away_what_newcomers_are_asked_for() {
    let home = Home::new();
    let (mut server, address) = home.server(&["-vv"]);
    let mut inside = Raw::named(address, "Eva");
    server.type_line("/password on the same line");
    server.await_line("then the password in the next line");
    server.type_line("/password");
    server.await_line("Type the new password");
    server.type_line("x\u{7}y");
    server.await_line("without tabs or other control characters");
    // Whoever goes on without one has not set a command.
    server.type_line("/password");
    server.type_line("/who");
    server.await_line("is not taken for a password here");
    server.type_line("/password");
    server.type_line(RIGHT);
    server.await_line("is asked for a password from now on");
    let mut ana = Raw::connect(address, RIGHT);
    ana.await_line("* The password is right.");
    ana.send("Ana");
    inside.await_line("* Ana joined");
    server.type_line("/password");
    server.type_line("");
    server.await_line("Nothing was changed.");
    server.type_line("/password off");
    server.await_line("Nobody is asked for a password any more");
    Raw::named(address, "Luis").send("hola");
    let heard = inside.await_line("Luis: hola");
    assert!(!heard.contains(RIGHT));
    is_nowhere(&home, &[&server], &[RIGHT, "on the same line"], &[]);
}

#[test]
fn the_console_lets_those_try_again_who_were_closed_out() {
    let home = Home::new();
    let right = file(&home, "right", RIGHT);
    let (mut server, address) = home.server(&["--password-file", &right]);
    // Two on each connection count only when it is gone.
    let guessers: Vec<Raw> = (0..5)
        .map(|_| {
            let mut guesser = Raw::connect(address, "sesame street");
            guesser.await_line("Error: Wrong password.");
            guesser.send("sesame street");
            guesser.await_line("Error: Wrong password.");
            guesser
        })
        .collect();
    drop(guessers);
    let line = server.await_line("Too many wrong passwords from 127.0.0.1");
    assert!(
        line.ends_with("; it can be lifted where bans are"),
        "{line}"
    );
    server.type_line("/help");
    server.await_line("let it in again, also after too many wrong passwords");
    server.await_line("who is banned, muted, or closed out after wrong passwords");
    server.type_line("/bans");
    server.await_line("too many wrong passwords, none is taken until ");
    // A network's ban comes and goes without them.
    for (line, answer) in [
        ("/ban 127.0.0.0/8", "127.0.0.0/8 is banned for good"),
        ("/unban 127.0.0.0/8", "127.0.0.0/8 is no longer banned"),
        ("/bans", "too many wrong passwords, none is taken until "),
        ("/ban 127.0.0.0/8", "127.0.0.0/8 is banned for good"),
    ] {
        server.type_line(line);
        server.await_line(answer);
    }
    server.type_line("/unban 127.0.0.1");
    server.await_line("“127.0.0.1” is not banned by itself, but as a part of 127.0.0.0/8");
    server.await_line("Passwords are taken from 127.0.0.1 again");
    server.type_line("/unban 127.0.0.0/8");
    server.await_line("127.0.0.0/8 is no longer banned");
    let mut ana = Raw::connect(address, RIGHT);
    ana.await_line("* The password is right.");
    server.type_line("/bans");
    server.await_line("Nobody is banned");
}

#[test]
fn standard_input_gives_a_password_and_then_the_operators_lines() {
    let home = Home::new();
    let words = [
        "server",
        "--headless",
        "--port",
        "0",
        "--password-file",
        "-",
    ];
    let mut server = home.start(&words);
    server.type_line(RIGHT);
    server.type_line("good morning");
    let address = server.address();
    server.await_line("Whoever joins is asked for a password.");
    server.await_line("Server: good morning");
    let mut ana = Raw::connect(address, RIGHT);
    ana.await_line("* The password is right.");
    is_nowhere(&home, &[&server], &[RIGHT], &[]);
}

#[test]
fn a_profile_keeps_a_hash_and_a_damaged_one_is_explained_and_left_alone() {
    // Of "sesame", with hardly any memory.
    let hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$MWAmKlN0+qN4d4o2dJyDUYpUwOUzHZ1vKCHXP3YiIYE";
    let home = Home::new();
    let text = format!("(password: Some(\"{hash}\"))");
    let path = home.profile("clase", &text);
    let (server, address) = home.server(&["--profile", "clase"]);
    Raw::connect(address, "nobody knows").await_line("Error: Wrong password.");
    drop(server);
    let (_open, address) = home.server(&["--profile", "clase", "--no-password"]);
    drop(Raw::named(address, "Ana"));
    for (damaged, why) in [
        (
            "(\n  password: Some(\"sesame\"),\n)".to_owned(),
            "not an Argon2id hash",
        ),
        (text.replace("m=8", "m=9999999"), "costs more than"),
    ] {
        fs::write(&path, &damaged).unwrap();
        let ended = home.run(&["server", "--headless", "--port", "0", "--profile", "clase"]);
        assert_eq!(ended.code, Some(1));
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }
}

#[test]
fn a_password_that_is_none_stops_the_start_with_a_sentence() {
    let home = Home::new();
    let empty = file(&home, "empty", "");
    for (path, why) in [
        (empty.as_str(), "at least one character"),
        ("nowhere", "nowhere"),
    ] {
        let ended = home.run(&[
            "server",
            "--headless",
            "--port",
            "0",
            "--password-file",
            path,
        ]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        assert!(ended.stderr.contains(why), "{}", ended.stderr);
    }
}

#[test]
fn nc_and_python_come_in_with_the_password() {
    let home = Home::new();
    let right = file(&home, "right", RIGHT);
    let (server, address) = home.server(&["--password-file", &right]);
    let port = address.port().to_string();
    let pipe = format!("printf '{RIGHT}\\nAna\\nhola\\n' | nc -N 127.0.0.1 {port}");
    let ended = Running::start(home.other("sh", &["-c", &pipe])).end();
    assert!(ended.stdout.contains("* received #1"), "{}", ended.stdout);
    server.await_line("hola");
    let script = format!(
        "import socket\n\
         s = socket.create_connection(('127.0.0.1', {port}))\n\
         f = s.makefile('rw')\n\
         print(f.readline(), end='')\n\
         for line in ['{RIGHT}', 'Eva']:\n    \
             print(line, file=f, flush=True)\n    \
             print(f.readline(), end='')\n"
    );
    let ended = Running::start(home.other("python3", &["-c", &script])).end();
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(
        matches!(lines[..], [asked, right, welcome]
            if asked.contains("others on the network can read")
                && right.starts_with("* The password is right.")
                && welcome.starts_with("Welcome, Eva.")),
        "{ended:?}"
    );
}

/// What a person does who is kept waiting for a verdict, at a terminal of the system.
const IMPATIENT: &str = r#"
import os, pty, sys
program, port = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execv(program, [program, 'client', '--terminal', '--lang', 'en', '--name', 'Ana', '--host', '127.0.0.1', '--port', port])
seen = ''
def wait_for(text):
    global seen
    while text not in seen:
        seen += os.read(terminal, 4096).decode(errors='replace')
    seen = seen.split(text, 1)[1]
def type(text):
    os.write(terminal, text.encode())
wait_for('it is not shown:')
for _ in range(3):
    type('sesame street\n')
    wait_for('it is not shown:')
# From now on a verdict takes a second and more. Half of the next password is typed meanwhile.
type('sesame street\n')
type('open ses')
wait_for('it is not shown:')
# The right one, typed again, and half once more.
type('open sesame\n')
type('open sesame\n')
wait_for('The password is being checked.')
type('open ses')
wait_for('You are in')
type('hola\n')
wait_for('hola')
type('salir\n')
try:
    while chunk := os.read(terminal, 4096): pass
except OSError: pass
os.waitpid(child, 0)
print('done')
"#;

#[test]
fn what_is_typed_while_a_password_is_judged_is_never_said() {
    let home = Home::new();
    let right = file(&home, "right", "open sesame");
    let (server, address) = home.server(&["--password-file", &right]);
    let (program, port) = (env!("CARGO_BIN_EXE_tertulia"), address.port().to_string());
    let ended = Running::start(home.other("python3", &["-c", IMPATIENT, program, &port])).end();
    assert_eq!(ended.stdout.trim(), "done", "{ended:?}");
    server.await_line("Ana left");
    let log = server.so_far();
    let said: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("Ana 127."))
        .collect();
    assert!(
        matches!(said[..], [only] if only.ends_with(": hola")),
        "{log}"
    );
}
