//! Our client at other people's servers.

use std::net::{SocketAddr, TcpListener};

use crate::harness::{Home, Running};

fn python(home: &Home, script: &str) -> (Running, SocketAddr) {
    let path = format!("{}/tests/foreign/{script}", env!("CARGO_MANIFEST_DIR"));
    let server = Running::start(home.other("python3", &[&path]));
    let port: u16 = server
        .await_line("port ")
        .strip_prefix("port ")
        .unwrap()
        .parse()
        .unwrap();
    (server, SocketAddr::from(([127, 0, 0, 1], port)))
}

#[test]
fn a_server_that_prompts_first_and_knows_no_newlines() {
    let home = Home::new();
    let (server, address) = python(&home, "prompting.py");
    let mut ana = home.terminal(address, "Ana", &[]);
    ana.await_line("This is not a Tertulia server: messages are not confirmed");
    server.await_line("name b'Ana'");
    ana.await_line("Hello Ana");
    ana.type_line("hola");
    server.await_line("message b'hola'");
    ana.await_line("You said hola");
    ana.type_line("¿qué?");
    server.await_line("message b'\\xc2\\xbfqu\\xc3\\xa9?'");
    ana.type_line("salir");
    server.await_line("message b'salir'");
    let ended = ana.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        !ended.stdout.contains('✓'),
        "nothing is confirmed there: {}",
        ended.stdout
    );
}

#[test]
fn a_server_that_waits_in_silence() {
    let home = Home::new();
    let (server, address) = python(&home, "silent.py");
    let mut ana = home.terminal(address, "Ana", &[]);
    ana.await_line("This is not a Tertulia server");
    server.await_line("line b'Ana\\n'");
    ana.type_line("one");
    ana.type_line("two");
    server.await_line("line b'one\\n'");
    server.await_line("line b'two\\n'");
    ana.await_line("Echo: two");
    ana.close_input();
    assert_eq!(ana.end().code, Some(0));
    server.await_line("end");
}

#[test]
fn what_a_script_gives_at_once_arrives_in_order_before_it_leaves() {
    let home = Home::new();
    let (server, address) = python(&home, "silent.py");
    let mut robot = home.terminal(
        address,
        "Robot",
        &["--json", "--no-send-name", "--line-ending", "crlf"],
    );
    for number in 1..=3 {
        robot.type_line(&format!("number {number}"));
    }
    robot.close_input();
    for number in 1..=3 {
        server.await_line(&format!("line b'number {number}\\r\\n'"));
    }
    server.await_line("end");
    let ended = robot.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended
            .stdout
            .contains(r#"{"type":"recognised","server":"foreign"}"#),
        "{}",
        ended.stdout
    );
}

#[test]
fn ncat_chat() {
    let home = Home::new();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let ncat = Running::start(home.other(
        "ncat",
        &["-v", "-l", "127.0.0.1", &port.to_string(), "--chat"],
    ));
    ncat.await_error("Listening on 127.0.0.1");
    let mut ana = home.terminal(address, "Ana", &[]);
    ana.await_line("This is not a Tertulia server");
    let mut eva = home.terminal(address, "Eva", &[]);
    eva.await_line("This is not a Tertulia server");
    ana.await_line("> Eva");
    ana.type_line("hola");
    eva.await_line("> hola");
    eva.type_line("adios");
    // (ncat writes letters beyond ASCII as octal numbers.)
    ana.await_line("> adios");
    for mut client in [ana, eva] {
        client.close_input();
        assert_eq!(client.end().code, Some(0));
    }
}
