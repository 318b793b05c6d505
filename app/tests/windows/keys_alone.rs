//! Everything that people do, without a mouse.

use crate::display::Display;
use crate::harness::{Home, Raw};
use crate::window::Window;

#[test]
fn a_server_and_a_chat_need_nothing_but_keys() {
    let home = Home::new();
    let display = Display::open(&home);

    // A server: chosen, and started with the settings of last time, at any free port.
    let folder = home.path().join("tertulia");
    std::fs::create_dir_all(&folder).unwrap();
    let last = "(version: 1, server: Some((port: Some(0))))";
    std::fs::write(folder.join("last-used.ron"), last).unwrap();
    let server = Window::open(&display, &home, &[]);
    server.activate();
    server.tab();
    server.press(&["Return"]);
    server.await_title("Start a server");
    server.press(&["Return"]);
    let address = server.address();
    let mut guest = Raw::named(address, "Nico");

    // A chat beside it: chosen, the form filled in, connected.
    let chat = Window::open(&display, &home, &[]);
    chat.activate();
    chat.tab();
    chat.tab();
    chat.press(&["Return"]);
    chat.await_title("Join a chat");
    // The name is filled in already, so the keyboard is at the host.
    chat.press(&["shift+Tab", "ctrl+a"]);
    chat.write("Ana");
    for _ in 0..3 {
        chat.tab();
    }
    chat.press(&["ctrl+a"]);
    chat.write_line(&address.port().to_string());
    guest.await_line("* Ana joined");
    chat.await_title(&format!("Ana — {address}"));

    // Messages, faster than windows are drawn; then to one person, and back.
    chat.write("one");
    chat.press(&["Return", "t", "w", "o", "Return"]);
    assert_eq!(guest.await_line("Ana"), "Ana: one");
    assert_eq!(guest.await_line("Ana"), "Ana: two");
    chat.write_line("/msg Nico between us");
    assert_eq!(guest.await_line("Ana"), "[private] Ana: between us");
    chat.press(&["alt+2"]);
    chat.write_line("still between us");
    assert_eq!(guest.await_line("Ana"), "[private] Ana: still between us");
    chat.press(&["ctrl+Tab"]);
    chat.write_line("to all again");
    assert_eq!(guest.await_line("Ana"), "Ana: to all again");

    // The operator's words.
    server.activate();
    server.write_line("Welcome to you both");
    assert_eq!(guest.await_line("Server"), "Server: Welcome to you both");

    // Leaving, and stopping the server, which asks because somebody is there.
    chat.activate();
    chat.write_line("salir");
    guest.await_line("* Ana left");
    chat.press(&["alt+F4"]);
    chat.end();
    server.activate();
    let before = server.picture();
    server.press(&["alt+F4"]);
    server.await_change(&before, 0.5);
    server.tab();
    server.press(&["Return"]);
    assert!(guest.rest().contains("* The server is closing."));
    server.end();
}
