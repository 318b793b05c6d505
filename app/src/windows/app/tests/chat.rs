//! Into a chat and out of it.

use super::*;
use std::ffi::OsString;

#[test]
fn the_form_is_filled_by_label_and_connects() {
    let (home, server) = (Home::new(), server());
    let mut window = home.window(Purpose::Launcher);
    press(&mut window, "Join a chat");
    fill(&mut window, "Name", "Ana");
    fill(&mut window, "Host", "127.0.0.1");
    fill(&mut window, "Port", &server.address().port().to_string());
    fill(&mut window, "Greeting", "Hello from the test");
    press(&mut window, "Connect");
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    until(&mut window, "the greeting", |window| {
        shows(window, "Hello from the test")
    });
    let kept = home.profiles().last_used().unwrap().value.client.unwrap();
    assert_eq!(kept.name.as_deref(), Some("Ana"));
    assert!(window.state().shell.title().starts_with("Ana — 127.0.0.1:"));
}

#[test]
fn a_taken_name_is_mended_with_one_click() {
    let (home, server) = (Home::new(), server());
    let args = ClientArgs {
        connect: true,
        ..client_of(&server, "Ana")
    };
    let mut first = home.window(Purpose::Client(args.clone(), None));
    until(&mut first, "the chat", |window| {
        window.state().page == Page::Chat
    });
    let mut second = home.window(Purpose::Client(args, None));
    until(&mut second, "the refusal", |window| {
        exists(window, "Join as Ana 2")
    });
    assert!(shows(&second, "The name “Ana” is taken"));
    press(&mut second, "Join as Ana 2");
    until(&mut second, "the chat", |window| {
        window.state().page == Page::Chat
    });
    assert_eq!(
        second.state().chat.as_ref().unwrap().model.me().name,
        "Ana 2"
    );
}

#[test]
fn a_refusal_says_what_to_do_and_marks_nothing_else() {
    let home = Home::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let args = ClientArgs {
        name: Some("Ana".to_owned()),
        host: Some("127.0.0.1".to_owned()),
        port: Some(port),
        connect: true,
        ..ClientArgs::default()
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the refusal", |window| {
        shows(window, "Nobody listens at")
    });
    assert!(shows(&window, "Is the server started there"));
    assert!(exists(&window, "Connect"), "it can be tried again");
    fill(&mut window, "Port", "1");
    assert!(
        !shows(&window, "Nobody listens at"),
        "it was about another port"
    );
}

#[test]
fn what_is_wrong_is_marked_at_its_field_before_anything_is_sent() {
    let home = Home::new();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    fill(&mut window, "Name", "Server");
    fill(&mut window, "Port", "0");
    press(&mut window, "Connect");
    assert!(shows(&window, "This name is reserved"));
    assert!(shows(&window, "From 1 to 65535"));
    assert!(window.state().chat.is_none());
}

#[test]
fn trying_can_be_cancelled_with_escape() {
    let home = Home::new();
    // Accepts and says nothing: the attempt goes on until it is cancelled.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let args = ClientArgs {
        name: Some("Ana".to_owned()),
        host: Some("127.0.0.1".to_owned()),
        port: Some(silent.local_addr().unwrap().port()),
        connect: true,
        ..ClientArgs::default()
    };
    let mut window = home.window(Purpose::Client(args, None));
    assert!(exists(&window, "Cancel"));
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(exists(&window, "Connect"));
    assert!(window.state().chat.is_none());
}

#[test]
fn a_host_is_looked_up_and_its_address_stands_beside_it() {
    let home = Home::new();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    fill(&mut window, "Host", "localhost");
    window
        .get_by_role_and_label(Role::TextInput, "Port")
        .focus();
    until(&mut window, "the address", |window| {
        let form = &window.state().joining.form;
        !form
            .text(crate::models::connecting::ConnectField::Ip)
            .is_empty()
    });
}

#[test]
fn tab_goes_through_the_form_and_on_to_its_button() {
    let home = Home::new();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    fill(&mut window, "Name", "Ana");
    for (role, label) in [
        (Role::TextInput, "Name"),
        (Role::TextInput, "Host"),
        (Role::TextInput, "IP"),
        (Role::TextInput, "Port"),
        (Role::TextInput, "Greeting"),
        (Role::Button, "Connect"),
    ] {
        let control = window.get_by_role_and_label(role, label);
        assert!(control.is_focused(), "{label}");
        window.key_press(Key::Tab);
        window.run_steps(3);
    }
}

#[test]
fn leaving_goes_back_to_the_form_and_others_are_told() {
    let (home, server) = (Home::new(), server());
    let args = ClientArgs {
        connect: true,
        ..client_of(&server, "Ana")
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    window.state_mut().leave_chat();
    window.run_steps(3);
    assert!(exists(&window, "Connect"));
    let started = Instant::now();
    while server
        .snapshot(PATIENCE)
        .is_none_or(|now| now.totals.named > 0)
    {
        assert!(started.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn another_window_gets_the_same_settings() {
    let (home, server) = (Home::new(), server());
    let args = ClientArgs {
        connect: true,
        greeting: Some("-hi".to_owned()),
        ..client_of(&server, "Ana")
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    let words = window.state().chat.as_ref().unwrap().window_words();
    let mut line = vec![OsString::from("tertulia")];
    line.extend(words);
    let parsed = crate::cli::parse(&line).unwrap();
    let crate::cli::Invocation::Client(again) = parsed.invocation else {
        panic!("a client")
    };
    assert_eq!(
        (again.name.as_deref(), again.greeting.as_deref()),
        (Some("Ana"), Some("-hi"))
    );
    assert!(!again.connect);
}
