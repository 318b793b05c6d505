//! Passwords as people meet them: guests who are asked for one, and operators who choose it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use tertulia_protocol::Password;
use tertulia_server_core::{Command, Identity, PasswordHash};

use super::*;

const RIGHT: &str = "open sesame";

fn hash(text: &str) -> PasswordHash {
    PasswordHash::of(&Password::new(text.to_owned()), [7; 16]).unwrap()
}

/// A server that encrypts and asks for a password.
pub(super) fn asking() -> ServerHandle {
    Server::start(Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        identity: Some(Arc::new(Identity::generate().unwrap().0)),
        password: Some(hash(RIGHT)),
        ..Config::default()
    })
    .unwrap()
}

pub(super) fn is_asked(window: &Window) -> bool {
    let asked = window.state().chat.as_ref().and_then(Chatting::asked);
    asked.is_some_and(|asked| !asked.given)
}

/// Types into the field of the dialog, and presses Enter there.
fn give(window: &mut Window, label: &str, password: &str) {
    window
        .get_by_role_and_label(Role::PasswordInput, label)
        .type_text(password);
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

/// Scrolls to a button of the form.
pub(super) fn bring_into_view(window: &mut Window, label: &str) {
    window
        .get_by_role_and_label(Role::Button, label)
        .scroll_to_me();
    window.run_steps(30);
}

fn joining(home: &Home, server: &ServerHandle) -> Window {
    let args = ClientArgs {
        connect: true,
        ..client_of(server, "Ana")
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the question", is_asked);
    window
}

#[test]
fn a_guest_is_asked_told_what_was_wrong_and_let_in() {
    let (home, server) = (Home::new(), asking());
    let mut window = joining(&home, &server);
    assert!(shows(&window, "This server asks for a password"));
    give(&mut window, "Password", "sesame");
    until(&mut window, "the refusal", |window| {
        shows(window, "Wrong password. Type it again.")
    });
    // Nothing that can be a password: it is not sent.
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert!(shows(&window, "A password needs at least one character."));
    give(&mut window, "Password", RIGHT);
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    assert!(!shows(&window, "This server asks for a password"));
}

#[test]
fn who_does_not_know_it_is_back_at_the_form() {
    let (home, server) = (Home::new(), asking());
    let mut window = joining(&home, &server);
    window.key_press(Key::Escape);
    window.run_steps(4);
    assert!(!shows(&window, "This server asks for a password"));
    assert!(exists(&window, "Connect"));
    assert!(!window.state().joining.form.is_trying());
}

#[test]
fn what_is_typed_is_shown_only_if_that_is_wanted() {
    let (home, server) = (Home::new(), asking());
    let mut window = joining(&home, &server);
    window
        .get_by_role_and_label(Role::PasswordInput, "Password")
        .type_text(RIGHT);
    window.run_steps(2);
    assert!(!shows(&window, RIGHT));
    window.get_by_label("Show what is typed").click();
    window.run_steps(4);
    let field = window.get_by_role_and_label(Role::TextInput, "Password");
    assert_eq!(field.value().as_deref(), Some(RIGHT));
}

#[test]
fn who_comes_back_to_another_password_is_asked_over_the_chat() {
    let (home, server) = (Home::new(), asking());
    let mut window = joining(&home, &server);
    give(&mut window, "Password", RIGHT);
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    let other = Command::SetPassword(Some(hash("abracadabra")));
    server.send(other).unwrap();
    let snapshot = server.snapshot(PATIENCE).unwrap();
    // Its place is kept for whoever comes back.
    let (client, reason) = (snapshot.clients[0].client, None);
    server.send(Command::Kick { client, reason }).unwrap();
    until(&mut window, "the end", |window| {
        window
            .state()
            .chat
            .as_ref()
            .unwrap()
            .model
            .link()
            .has_ended()
    });
    press(&mut window, "Connect again");
    until(&mut window, "the question", is_asked);
    assert!(shows(&window, "Wrong password. Type it again."));
    give(&mut window, "Password", "abracadabra");
    until(&mut window, "the chat", |window| {
        window.state().chat.as_ref().unwrap().asked().is_none()
    });
    assert!(
        !window
            .state()
            .chat
            .as_ref()
            .unwrap()
            .model
            .link()
            .has_ended()
    );
}

/// A window with a server's form, nothing of which is on a disk.
fn form(home: &Home) -> Window {
    let args = ServerArgs {
        port: Some(0),
        no_history: true,
        ..ServerArgs::default()
    };
    home.window(Purpose::Server(args, None))
}

#[test]
fn the_operator_sets_and_removes_a_password_that_is_kept_as_a_hash() {
    let home = Home::new();
    let mut window = form(&home);
    assert!(shows(&window, "whoever reaches the port can join"));
    bring_into_view(&mut window, "Set…");
    press(&mut window, "Set…");
    give(&mut window, "Password", RIGHT);
    until(&mut window, "the hash", |window| {
        shows(window, "Whoever joins is asked for it.")
    });
    let kept = window.state().serving.to_profile().password.unwrap();
    assert!(kept.is_of(&Password::new(RIGHT.to_owned())));
    let written = ron::to_string(&window.state().serving.to_profile()).unwrap();
    assert!(
        written.contains("$argon2id$") && !written.contains(RIGHT),
        "{written}"
    );

    press(&mut window, "Start server");
    until(&mut window, "the server", |window| {
        window.state().serving.running.is_some()
    });
    let mut found = home.window(Purpose::Client(
        ClientArgs {
            name: Some("Ana".to_owned()),
            port: Some(window.state().server().unwrap().address().port()),
            connect: true,
            ..ClientArgs::default()
        },
        None,
    ));
    until(&mut found, "the question", is_asked);
    give(&mut found, "Password", RIGHT);
    until(&mut found, "the chat", |window| {
        window.state().page == Page::Chat
    });

    press(&mut window, "Language, theme and size");
    window.get_by_label("Password: set…").click();
    window.run_steps(4);
    press(&mut window, "Remove");
    until(&mut window, "no password", |window| {
        !window.state().server().unwrap().asks_password()
    });
    assert!(window.state().serving.to_profile().password.is_none());
}

/// What cannot be a password is not taken, and stays in the dialog with what is wrong with it.
fn is_refused(window: &mut Window, password: &str, why: &str) {
    give(window, "Password", password);
    assert!(shows(window, why), "{password}");
    window.get_by_label("Show what is typed").click();
    window.run_steps(4);
    let field = window.get_by_role_and_label(Role::TextInput, "Password");
    assert_eq!(field.value().as_deref(), Some(password));
    press(window, "Cancel");
}

#[test]
fn a_password_that_nobody_could_give_stays_in_the_dialog_with_the_reason() {
    const LEAVES: &str = "People leave with this word";
    let home = Home::new();
    let mut window = form(&home);
    bring_into_view(&mut window, "Set…");
    for (password, why) in [("salir", LEAVES), ("SSH-2.0-secret", "another program's")] {
        press(&mut window, "Set…");
        is_refused(&mut window, password, why);
        assert!(!window.state().serving.form.asks_password());
        assert!(window.state().shell.toasts.is_empty());
    }

    // The words of this very server, in its form and while it runs.
    let form = &mut window.state_mut().serving.form;
    form.add_exit_word("sésamo").unwrap();
    window.run_steps(2);
    press(&mut window, "Set…");
    is_refused(&mut window, "Sésamo", LEAVES);
    press(&mut window, "Start server");
    until(&mut window, "the server", |window| {
        window.state().serving.running.is_some()
    });
    press(&mut window, "Language, theme and size");
    window.get_by_label("Password: none…").click();
    window.run_steps(4);
    is_refused(&mut window, "Sésamo", LEAVES);
    assert!(!window.state().server().unwrap().asks_password());
}

/// The server of the window runs and greets newcomers as one without a password.
fn asks_no_password(window: &mut Window) {
    until(window, "the server", |window| {
        window.state().server().is_some()
    });
    let server = window.state().server().unwrap();
    assert!(!server.asks_password());
    let guest = TcpStream::connect(server.address()).unwrap();
    guest.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut greeting = String::new();
    BufReader::new(guest).read_line(&mut greeting).unwrap();
    assert!(greeting.contains("your name"), "{greeting}");
}

#[test]
fn a_password_removed_while_it_is_prepared_holds_no_start_up() {
    let home = Home::new();
    let mut window = form(&home);
    let App { serving, shell, .. } = window.state_mut();
    serving.set_password(Some(Password::new(RIGHT.to_owned())), shell);
    assert!(serving.start(shell) && serving.running.is_none());
    serving.set_password(None, shell);
    asks_no_password(&mut window);
}

#[test]
fn a_password_removed_while_the_server_starts_is_asked_of_nobody() {
    let home = Home::new();
    let mut window = form(&home);
    let App { serving, shell, .. } = window.state_mut();
    serving.form.set_password(Some(hash(RIGHT)));
    assert!(serving.start(shell) && serving.running.is_none());
    serving.set_password(None, shell);
    asks_no_password(&mut window);
}

#[test]
fn the_operator_takes_passwords_again_from_where_too_many_wrong_ones_came() {
    let home = Home::new();
    let args = ServerArgs {
        port: Some(0),
        no_history: true,
        start: true,
        ..ServerArgs::default()
    };
    let mut window = home.window(Purpose::Server(args, None));
    until(&mut window, "the server", |window| {
        window.state().serving.running.is_some()
    });
    let server = window.state().serving.running.as_ref().unwrap();
    let address = server.model.address();
    let set = Command::SetPassword(Some(hash(RIGHT)));
    server.handle.as_ref().unwrap().send(set).unwrap();
    until(&mut window, "the password", |window| {
        window.state().server().unwrap().asks_password()
    });
    // Two on each connection count only when it is gone.
    let guessers: Vec<TcpStream> = (0..5)
        .map(|_| {
            let mut guesser = TcpStream::connect(address).unwrap();
            guesser.set_read_timeout(Some(PATIENCE)).unwrap();
            guesser.write_all(b"sesame\nsesame\n").unwrap();
            let lines = BufReader::new(&guesser).lines().map_while(Result::ok);
            let wrong = lines.filter(|line| line.contains("Wrong password"));
            assert_eq!(wrong.take(2).count(), 2);
            guesser
        })
        .collect();
    drop(guessers);
    let closed_out = |window: &Window| {
        let moderation = window.state().server().unwrap().moderation();
        !moderation.closed_out.is_empty()
    };
    until(&mut window, "the address closed out", closed_out);
    press(&mut window, "Language, theme and size");
    press(&mut window, "Bans and mutes…");
    press(&mut window, "Take passwords again from 127.0.0.1");
    until(&mut window, "passwords being taken", |window| {
        !closed_out(window)
    });
}
