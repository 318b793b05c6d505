//! A client's window at a server that somebody wrote in an afternoon.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use egui_kittest::kittest::NodeT as _;

use super::*;

/// Listens, and is a foreign server for whoever comes.
struct Afternoon {
    listener: TcpListener,
}

impl Afternoon {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Self { listener }
    }

    /// The window of somebody who connects, and this side's end of the connection, which has asked
    /// for the name in that way.
    fn meet(&self, home: &Home, prompt: &str) -> (Window, TcpStream) {
        let args = ClientArgs {
            name: Some("Ana".to_owned()),
            host: Some("127.0.0.1".to_owned()),
            port: Some(self.listener.local_addr().unwrap().port()),
            connect: true,
            ..ClientArgs::default()
        };
        let window = home.window_sized(Purpose::Client(args, None), vec2(1000.0, 560.0), 1.0);
        (window, self.accept(prompt))
    }

    fn accept(&self, prompt: &str) -> TcpStream {
        let (mut stream, _) = self.listener.accept().unwrap();
        stream.set_nonblocking(true).unwrap();
        stream.write_all(prompt.as_bytes()).unwrap();
        stream
    }
}

/// Reads until that has come.
fn hear(window: &mut Window, mut stream: &TcpStream, wanted: &str) {
    let mut heard = String::new();
    let started = Instant::now();
    while !heard.ends_with(wanted) {
        assert!(started.elapsed() < PATIENCE, "{heard:?}, not {wanted:?}");
        let mut buffer = [0; 512];
        match stream.read(&mut buffer) {
            Ok(count) => heard += std::str::from_utf8(&buffer[..count]).unwrap(),
            Err(_) => std::thread::sleep(Duration::from_millis(5)),
        }
        window.step();
    }
    assert_eq!(heard, wanted);
}

fn ending(window: &Window) -> Option<String> {
    let list = window.query_by_role_and_label(Role::ComboBox, "Messages end with")?;
    list.accesskit_node().value()
}

#[test]
fn messages_end_as_its_prompt_did_until_somebody_chooses() {
    let home = Home::new();
    let server = Afternoon::new();
    let (mut window, stream) = server.meet(&home, "Nombre: ");
    until(&mut window, "the chat", |window| {
        ending(window).as_deref() == Some("nothing")
    });
    assert!(shows(
        &window,
        "This server speaks plain text and is not Tertulia"
    ));
    hear(&mut window, &stream, "Ana");
    until(&mut window, "the name", |window| {
        shows(window, "sent by itself")
    });
    say(&mut window, "hola");
    hear(&mut window, &stream, "hola");
    until(&mut window, "its state", |window| {
        window.query_by_label("sent").is_some()
    });
    window
        .get_by_role_and_label(Role::ComboBox, "Messages end with")
        .click();
    window.run_steps(4);
    window.get_by_label("CR LF").click();
    until(&mut window, "the choice", |window| {
        ending(window).as_deref() == Some("CR LF")
    });
    say(&mut window, "y ahora");
    hear(&mut window, &stream, "y ahora\r\n");
    assert!(window.query_by_label("confirmed").is_none());
}

#[test]
fn after_its_end_what_was_not_sent_goes_out_with_a_new_connection() {
    let home = Home::new();
    let server = Afternoon::new();
    let (mut window, stream) = server.meet(&home, "Nombre?\n");
    hear(&mut window, &stream, "Ana\n");
    until(&mut window, "the chat", |window| {
        ending(window).as_deref() == Some("LF")
    });
    // Messages keep a quarter of a second apart, so the last of these is not written yet.
    for text in ["one", "two", "three", "four"] {
        say(&mut window, text);
    }
    drop(stream);
    until(&mut window, "the end", |window| {
        shows(window, "The server closed the connection")
            || shows(window, "The connection to the server broke")
    });
    assert!(shows(&window, "Not sent: the connection ended before."));
    let failed = window.query_all_by_label("Retry").count();
    window.get_all_by_label("Retry").next().unwrap().click();
    window.run_steps(3);
    let stream = server.accept("Nombre?\n");
    hear(&mut window, &stream, "Ana\n");
    until(&mut window, "the message", |window| {
        window.query_all_by_label("Retry").count() == failed - 1
            && window.query_by_label("waiting").is_none()
    });
}
