//! A server's window, four clients' windows, and somebody with nothing but a socket.

use crate::display::Display;
use crate::harness::{Home, Raw};
use crate::window::Window;

const GREETINGS: [(&str, &str); 4] = [
    ("Ana", "Hello everyone"),
    ("Luis", "How are things"),
    ("Marta", "Hello from the back row"),
    ("Pablo", "Shall we start"),
];

#[test]
fn four_windows_greet_each_other_and_all_of_them_tell_of_the_end() {
    let home = Home::new();
    let display = Display::open(&home);
    let (server, address) = Window::server(&display, &home);
    let mut guest = Raw::named(address, "Nico");
    let mut windows = Vec::new();
    for (name, greeting) in GREETINGS {
        windows.push(Window::client(&display, &home, address, name, greeting));
        assert_eq!(
            guest.await_line(&format!("{name}:")),
            format!("{name}: {greeting}")
        );
    }
    // A window that nobody looks at counts in its title what others said.
    let unread = |more: usize| {
        for (index, (window, (name, _))) in windows.iter().zip(GREETINGS).enumerate() {
            let count = GREETINGS.len() - 1 - index + more;
            if count > 0 {
                window.await_title(&format!("({count}) {name} — {address}"));
            }
        }
    };
    unread(0);
    guest.send("Hello from a socket");
    guest.await_line("* received #1");
    unread(1);

    // Too long a message cannot be sent, and costs nobody the connection.
    let [ana, ..] = &windows[..] else { panic!() };
    ana.activate();
    ana.await_title(&format!("Ana — {address}"));
    let _copied = ana.paste(&"x".repeat(1_001));
    ana.press(&["Return", "ctrl+a", "s", "h", "o", "r", "t", "Return"]);
    assert_eq!(guest.await_line("Ana:"), "Ana: short");

    // The server's window asks, says farewell, and ends.
    server.activate();
    let before = server.picture();
    server.press(&["alt+F4"]);
    server.await_change(&before, 0.5);
    server.tab();
    server.press(&["Return"]);
    let rest = guest.rest();
    assert!(rest.contains("* The server is closing."), "{rest}");
    server.end();
    for (window, (name, _)) in windows.iter().zip(GREETINGS) {
        window.await_title(&format!("{name} — reconnecting to {address}"));
    }
    // Nobody has a message that was not confirmed: then closing would ask.
    for window in windows {
        window.activate();
        window.press(&["alt+F4"]);
        window.end();
    }
}

#[test]
fn ctrl_c_in_the_terminal_says_goodbye_too() {
    let home = Home::new();
    let display = Display::open(&home);
    let (server, address) = Window::server(&display, &home);
    let mut guest = Raw::named(address, "Nico");
    let chat = Window::client(&display, &home, address, "Ana", "Hello");
    guest.await_line("Ana: Hello");
    chat.interrupt();
    guest.await_line("* Ana left");
    chat.end();
    // Somebody is there, and nobody can be asked.
    server.interrupt();
    assert!(guest.rest().contains("* The server is closing."));
    server.end();
}

#[test]
fn what_is_typed_into_a_covered_window_keeps_its_order() {
    let home = Home::new();
    let display = Display::open(&home);
    let (_server, address) = Window::server(&display, &home);
    let mut guest = Raw::named(address, "Nico");
    let ana = Window::client(&display, &home, address, "Ana", "Hello");
    let luis = Window::client(&display, &home, address, "Luis", "Hello");
    for window in [&ana, &luis] {
        window.place(40, 40, 700, 600);
        window.activate();
    }
    guest.await_line("Luis: Hello");
    ana.focus_behind();
    ana.write_line("first");
    ana.write_line("second");
    ana.activate();
    assert_eq!(guest.await_line("Ana:"), "Ana: first");
    assert_eq!(guest.await_line("Ana:"), "Ana: second");
}
