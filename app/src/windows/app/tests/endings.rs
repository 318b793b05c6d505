//! How a chat at a real server is lost, found again, and ends.

use std::sync::Arc;

use tertulia_server_core::{Command, Identity};

use super::*;

/// A server at the address where another one was.
fn server_at(address: std::net::SocketAddr) -> ServerHandle {
    Server::start(Config {
        bind: address,
        ..Config::default()
    })
    .unwrap()
}

fn is_online(window: &Window) -> bool {
    let chat = window.state().chat.as_ref().unwrap();
    chat.model.link().is_open()
}

#[test]
fn what_is_written_while_the_server_is_away_is_sent_when_it_is_back() {
    let (home, server) = (Home::new(), server());
    let address = server.address();
    let mut ana = in_the_room(&home, &server, "Ana");
    server.stop();
    until(&mut ana, "the band", |window| {
        shows(window, "The server was closed. Trying again")
    });
    assert!(exists(&ana, "Stop trying"));
    say(&mut ana, "typed meanwhile");
    assert!(shows(&ana, "waiting"));
    assert!(shows(&ana, "1 message waits for the connection"));
    let again = server_at(address);
    until(&mut ana, "a button or the server", |window| {
        exists(window, "Try now") || is_online(window)
    });
    if exists(&ana, "Try now") {
        press(&mut ana, "Try now");
    }
    until(&mut ana, "the verdict", |window| {
        is_online(window) && shows(window, "confirmed")
    });
    assert!(!exists(&ana, "Stop trying"));
    assert!(shows(&ana, "the server was started anew"));
    let heard = again.snapshot(PATIENCE).unwrap();
    assert_eq!(heard.totals.messages, 1, "it was said once");
}

#[test]
fn waiting_for_a_lost_server_can_be_given_up_and_taken_up_again() {
    let (home, server) = (Home::new(), server());
    let address = server.address();
    let mut ana = in_the_room(&home, &server, "Ana");
    server.stop();
    until(&mut ana, "the band", |window| exists(window, "Stop trying"));
    press(&mut ana, "Stop trying");
    until(&mut ana, "the end", |window| shows(window, "You left"));
    assert!(shows(&ana, "You can come back at any time."));
    assert!(shows(&ana, "The connection has ended"));
    press(&mut ana, "Connect again");
    until(&mut ana, "the refusal", |window| {
        shows(window, "Nobody listens at")
    });
    let _again = server_at(address);
    press(&mut ana, "Connect again");
    until(&mut ana, "the server", is_online);
    assert!(!exists(&ana, "Connect again"));
    say(&mut ana, "here again");
    until(&mut ana, "the verdict", |window| shows(window, "confirmed"));
}

#[test]
fn whoever_is_kicked_reads_why_and_stays_out_until_they_want_in_again() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    let client = server.snapshot(PATIENCE).unwrap().clients[0].client;
    let reason = Some("too loud".to_owned());
    server.send(Command::Kick { client, reason }).unwrap();
    until(&mut ana, "the farewell", |window| {
        shows(window, "The operator disconnected you: too loud")
    });
    assert!(shows(&ana, "Ask there before you connect again."));
    assert!(!exists(&ana, "Stop trying"), "nobody tries by itself");
    press(&mut ana, "Close");
    assert!(exists(&ana, "Connect"), "the form is there again");
}

#[test]
fn a_name_that_somebody_took_meanwhile_is_mended_with_one_click() {
    let (home, server) = (Home::new(), server());
    let address = server.address();
    let mut ana = in_the_room(&home, &server, "Ana");
    server.stop();
    until(&mut ana, "the band", |window| exists(window, "Stop trying"));
    press(&mut ana, "Stop trying");
    until(&mut ana, "the end", |window| shows(window, "You left"));
    let again = server_at(address);
    let _other = in_the_room(&home, &again, "Ana");
    press(&mut ana, "Connect again");
    until(&mut ana, "an answer", |window| {
        is_online(window) || exists(window, "Join as Ana 2")
    });
    if !is_online(&ana) {
        press(&mut ana, "Join as Ana 2");
        until(&mut ana, "the room", is_online);
    }
    let chat = ana.state().chat.as_ref().unwrap();
    assert_eq!(chat.model.me().name, "Ana 2");
}

#[test]
fn a_full_server_says_so_at_the_form() {
    let home = Home::new();
    let server = Server::start(Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        limits: tertulia_protocol::Limits {
            max_clients: 1,
            ..tertulia_protocol::Limits::default()
        },
        ..Config::default()
    })
    .unwrap();
    let _ana = in_the_room(&home, &server, "Ana");
    let args = ClientArgs {
        connect: true,
        ..client_of(&server, "Luis")
    };
    let mut luis = home.window(Purpose::Client(args, None));
    until(&mut luis, "the refusal", |window| {
        shows(window, "The server is full")
    });
    assert!(shows(&luis, "Try again later."));
    assert!(exists(&luis, "Connect"));
}

#[test]
fn a_host_that_does_not_exist_is_said_at_its_field() {
    let home = Home::new();
    // No name has a part so long: the system need not ask anybody.
    let host = "x".repeat(64);
    let args = ClientArgs {
        name: Some("Ana".to_owned()),
        host: Some(host),
        connect: true,
        ..ClientArgs::default()
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the failure", |window| {
        shows(window, "No computer called")
    });
    assert!(shows(&window, "Check the name, or type the IP address"));
}

/// A server with a key of its own, and its fingerprint as people see it.
fn encrypted_at(address: std::net::SocketAddr) -> (ServerHandle, String) {
    let identity = Identity::generate().unwrap().0;
    let fingerprint = identity.fingerprint().to_string();
    let server = Server::start(Config {
        bind: address,
        identity: Some(Arc::new(identity)),
        ..Config::default()
    });
    (server.unwrap(), fingerprint)
}

#[test]
fn a_server_that_comes_back_with_another_key_is_joined_only_as_a_new_one() {
    let home = Home::new();
    let (server, first) = encrypted_at("127.0.0.1:0".parse().unwrap());
    let address = server.address();
    let mut ana = in_the_room(&home, &server, "Ana");
    assert!(shows(&ana, &format!("this server’s key is {first}")));
    press(&mut ana, "OK");
    assert!(!shows(&ana, "First time here"));
    assert!(exists(&ana, &format!("Encrypted, {first}")));
    server.stop();
    until(&mut ana, "the band", |window| exists(window, "Stop trying"));
    say(&mut ana, "for the old server alone");
    assert!(shows(&ana, "for the old server alone"));
    let (again, second) = encrypted_at(address);
    let stopped = |window: &Window| shows(window, "Another key than before");
    until(&mut ana, "a button or the stop", |window| {
        exists(window, "Try now") || stopped(window)
    });
    if !stopped(&ana) {
        press(&mut ana, "Try now");
    }
    until(&mut ana, "the stop", stopped);
    assert!(shows(&ana, &first) && shows(&ana, &second));
    ana.run_steps(20);
    press(&mut ana, "Join as a new server…");
    press(&mut ana, "Join as a new server");
    until(&mut ana, "the new room", is_in_a_room);
    assert!(exists(&ana, &format!("Encrypted, {second}")));
    assert!(!shows(&ana, "for the old server alone"));
    let heard = again.snapshot(PATIENCE).unwrap();
    assert_eq!(heard.totals.messages, 0, "nothing old was said");
    // What waits for the old server is still there, for it alone.
    let sessions = crate::keeping::Sessions::in_folder(&home.data());
    until(&mut ana, "the old chat among those to go on with", |_| {
        sessions.offers().iter().any(|offer| offer.waiting == 1)
    });
}

fn is_in_a_room(window: &Window) -> bool {
    let chat = window.state().chat.as_ref();
    window.state().page == Page::Chat && chat.is_some_and(|chat| chat.model.link().is_open())
}
