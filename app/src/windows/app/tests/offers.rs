//! Chats that ended without a goodbye, offered and continued.

use tertulia_protocol::Number;

use super::*;
use crate::connection::{Body, Change, Keeper as _, LocalId, ServerKind};
use crate::keeping::Sessions;
use crate::models::chat::{ChatModel, ConversationId};

/// A program that was killed before these could be confirmed left them.
pub(super) fn left(home: &Home, name: &str, host: &str, port: u16, texts: &[&str]) {
    let sessions = Sessions::in_folder(&home.data());
    let (_session, mut keeper) = sessions.begin(host, port, name).unwrap();
    let requests = texts.iter().zip(1..).map(|(text, number)| Change::Request {
        number: Number(number),
        local: LocalId(number),
        body: Body::Say {
            text: (*text).to_owned(),
            action: false,
        },
        greeting: false,
    });
    let reached = Change::Reached(ServerKind::Tertulia);
    let changes = std::iter::once(reached).chain(requests).collect();
    assert_eq!(keeper.keep(Instant::now(), changes), None);
}

fn offered(window: &mut Window) {
    until(window, "the offer", |window| exists(window, "Continue"));
}

#[test]
fn an_interrupted_chat_goes_on_from_where_one_connects() {
    let (home, server) = (Home::new(), server());
    left(
        &home,
        "Ana",
        "127.0.0.1",
        server.address().port(),
        &["one", "two"],
    );
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    offered(&mut window);
    assert!(shows(
        &window,
        "A chat as Ana at 127.0.0.1 ended without a goodbye"
    ));
    assert!(shows(&window, "2 messages are waiting"));
    press(&mut window, "Continue");
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    until(&mut window, "the confirmations", |window| {
        let chat = window.state().chat.as_ref().unwrap();
        chat.model.link().is_open() && chat.model.undecided() == 0
    });
    let said = server.snapshot(PATIENCE).unwrap();
    assert_eq!(said.totals.messages, 2, "each once");
    assert!(shows(&window, "one") && shows(&window, "two"));
}

#[test]
fn the_launcher_offers_it_too_and_whoever_discards_it_is_asked() {
    let home = Home::new();
    left(&home, "Ana", "192.168.0.10", 2010, &["one"]);
    let mut window = home.window(Purpose::Launcher);
    offered(&mut window);
    press(&mut window, "Discard…");
    assert!(shows(
        &window,
        "One message that was not confirmed is removed"
    ));
    press(&mut window, "Keep it");
    assert!(exists(&window, "Continue"));
    press(&mut window, "Discard…");
    press(&mut window, "Discard");
    assert!(!exists(&window, "Continue"));
    let sessions = Sessions::in_folder(&home.data());
    until(&mut window, "the file to go", |_| {
        std::fs::read_dir(sessions.folder())
            .unwrap()
            .next()
            .is_none()
    });
}

#[test]
fn only_one_window_continues_it() {
    let (home, server) = (Home::new(), server());
    left(&home, "Ana", "127.0.0.1", server.address().port(), &["one"]);
    let mut first = home.window(Purpose::Launcher);
    let mut second = home.window(Purpose::Launcher);
    offered(&mut first);
    offered(&mut second);
    press(&mut first, "Continue");
    until(&mut first, "the chat", |window| {
        window.state().page == Page::Chat
    });
    press(&mut second, "Continue");
    until(&mut second, "the refusal", |window| {
        shows(window, "Another window continues that chat already")
    });
    until(&mut second, "the offer to go", |window| {
        !exists(window, "Continue")
    });
}

#[test]
fn what_is_not_confirmed_can_be_kept_for_later() {
    let (home, server) = (Home::new(), server());
    let args = ClientArgs {
        connect: true,
        ..client_of(&server, "Ana")
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    server.stop();
    until(&mut window, "the loss", |window| {
        !window.state().chat.as_ref().unwrap().model.link().is_open()
    });
    let room = ConversationId::ROOM;
    let submit = crate::windows::chat::ChatAction::Submit {
        conversation: room,
        text: "for later".to_owned(),
    };
    let app = window.state_mut();
    app.chat.as_mut().unwrap().apply(submit, &mut app.shell);
    window.run_steps(2);
    window.state_mut().leave_chat();
    window.run_steps(4);
    press(&mut window, "Keep for later");
    offered(&mut window);
    assert!(shows(&window, "1 message is waiting"));
}

#[test]
fn whoever_closes_the_window_and_leaves_is_not_offered_the_chat_again() {
    let (home, server) = (Home::new(), server());
    let mut window = in_the_room(&home, &server, "Ana");
    server.stop();
    until(&mut window, "the loss", |window| {
        !window.state().chat.as_ref().unwrap().model.link().is_open()
    });
    say(&mut window, "not wanted any more");
    window.state_mut().close_requested();
    window.run_steps(4);
    press(&mut window, "Leave");
    // The window closes.
    eframe::App::on_exit(window.state_mut(), None);
    let sessions = Sessions::in_folder(&home.data());
    assert_eq!(sessions.offers(), []);
}

#[test]
fn a_good_end_leaves_nothing_and_nothing_is_kept_where_that_is_not_wanted() {
    let (home, server) = (Home::new(), server());
    for keep in [true, false] {
        let args = ClientArgs {
            connect: true,
            no_keep: !keep,
            ..client_of(&server, "Ana")
        };
        let mut window = home.window(Purpose::Client(args, None));
        until(&mut window, "the chat", |window| {
            window.state().page == Page::Chat
        });
        let folder = Sessions::in_folder(&home.data());
        let files = || std::fs::read_dir(folder.folder()).map_or(0, Iterator::count);
        assert_eq!(files() > 0, keep);
        window.state_mut().leave_chat();
        until(&mut window, "the file to go", |_| files() == 0);
        drop(window);
        // The name is free again once the farewell has arrived.
        let started = Instant::now();
        while !server.snapshot(PATIENCE).unwrap().clients.is_empty() {
            assert!(started.elapsed() < PATIENCE, "still there");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_draft_is_kept_while_it_is_written() {
    let (home, server) = (Home::new(), server());
    let args = ClientArgs {
        connect: true,
        ..client_of(&server, "Ana")
    };
    let mut window = home.window(Purpose::Client(args, None));
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    let room = ConversationId::ROOM;
    let app = window.state_mut();
    app.chat
        .as_mut()
        .unwrap()
        .model
        .edit_draft(room, "half a sen");
    window.run_steps(2);
    // As a crash: the connection and the lock go, and nobody says that it was meant.
    window.state_mut().chat = None;
    window.state_mut().show(Page::Connect);
    let sessions = Sessions::in_folder(&home.data());
    let started = Instant::now();
    let offer = loop {
        if let Some(offer) = sessions.offers().pop() {
            break offer;
        }
        assert!(started.elapsed() < PATIENCE, "no offer");
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(offer.drafts, 1);
    let (_session, _keeper, restored) = sessions.take_up(offer.id).unwrap();
    let model = ChatModel::restored(&restored, Shell::now());
    assert_eq!(model.room().draft().text(), "half a sen");
}
