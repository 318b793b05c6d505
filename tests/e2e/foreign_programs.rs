//! Other people's programs, unchanged, as clients.

use tertulia_harness::{Program, TestServer};
use tertulia_server_core::EventKind;

/// As a student writes it: a send per message, no newlines, whatever comes is printed.
const PYTHON_CLIENT: &str = r#"
import socket, sys, threading
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def show():
    while data := s.recv(4096):
        print(data.decode(), end="", flush=True)
reader = threading.Thread(target=show)
reader.start()
for line in sys.stdin:
    s.sendall(line.rstrip("\n").encode())
reader.join()
"#;

/// One of each, connected.
fn programs(server: &TestServer) -> Vec<(&'static str, Program)> {
    let host = server.address().ip().to_string();
    let port = server.address().port().to_string();
    let [host, port] = [host.as_str(), port.as_str()];
    vec![
        (
            "Netcat",
            Program::start("nc", "netcat-openbsd", [host, port]),
        ),
        ("Telnet", Program::start("telnet", "telnet", [host, port])),
        ("Ncat", Program::start("ncat", "ncat", [host, port])),
        (
            "Python",
            Program::start("python3", "python3", ["-c", PYTHON_CLIENT, host, port]),
        ),
    ]
}

#[test]
fn nc_telnet_ncat_and_python_greet_each_other_unchanged() {
    let server = TestServer::start();
    let mut programs = programs(&server);
    for (name, program) in &mut programs {
        program.wait_output(tertulia_harness::PROMPT);
        program.type_line(name);
        program.wait_output(&format!("Welcome, {name}. "));
    }
    for (name, program) in &mut programs {
        program.type_line(&format!("¡Hola de {name}!"));
        program.wait_output("* received #1");
    }
    for (listener, program) in &programs {
        for (speaker, _) in &programs {
            let line = format!("{speaker}: ¡Hola de {speaker}!");
            if listener == speaker {
                assert_eq!(program.count_in_output(&line), 0, "{listener} hears itself");
            } else {
                program.wait_output(&line);
                assert_eq!(
                    program.count_in_output(&line),
                    1,
                    "{listener} hears {speaker} twice"
                );
            }
        }
    }
    for (name, _) in &programs {
        server.wait_event(&format!("what {name} said"), |event| {
            matches!(event, EventKind::Said { who, text, .. }
                if who.name.as_ref().is_some_and(|found| found.as_str() == *name)
                    && who.address.ip().is_loopback()
                    && *text == format!("¡Hola de {name}!"))
        });
    }
    for (name, program) in &mut programs {
        program.type_line("salir");
        program.wait_output(&format!("* Goodbye, {name}."));
        program.end_input();
        program.wait_exit();
    }
}

#[test]
fn a_shell_pipe_into_nc_is_heard_to_its_last_word() {
    let server = TestServer::start();
    let mut witness = server.plain("Luis");
    let port = server.address().port();
    let line = format!("printf 'Ana\\nhola' | nc -N 127.0.0.1 {port}");
    let mut shell = Program::start("sh", "netcat-openbsd", ["-c", &line]);
    shell.wait_output("* received #1");
    assert!(shell.wait_exit().success());
    witness.wait_line("Ana: hola");
    witness.wait_line("* Ana left");
}
