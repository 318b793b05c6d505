//! Talking in a room, with others at a real server.

use egui::accesskit::Role;
use egui::{Event, Modifiers, OutputCommand, PointerButton, pos2};
use egui_kittest::kittest::NodeT as _;
use std::ffi::OsString;
use tertulia_server_core::Command;

use super::*;

/// Lets several windows of one room live on until something is so in the first.
fn until_together(windows: &mut [&mut Window], what: &str, is_so: impl Fn(&[&mut Window]) -> bool) {
    let started = Instant::now();
    while !is_so(windows) {
        assert!(started.elapsed() < PATIENCE, "still waiting for {what}");
        std::thread::sleep(Duration::from_millis(5));
        for window in windows.iter_mut() {
            window.step();
        }
    }
    for window in windows.iter_mut() {
        window.run_steps(3);
    }
}

fn commands(window: &Window) -> Vec<OutputCommand> {
    window.output().platform_output.commands.clone()
}

#[test]
fn what_is_said_is_confirmed_and_reaches_the_others() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    let mut luis = in_the_room(&home, &server, "Luis");
    say(&mut ana, "is anybody here?");
    until_together(&mut [&mut ana, &mut luis], "the message", |windows| {
        shows(windows[0], "confirmed") && shows(windows[1], "Ana: is anybody here?")
    });
    say(&mut luis, "yes, Ana, at http://127.0.0.1:1/notes");
    until_together(&mut [&mut ana, &mut luis], "the answer", |windows| {
        shows(windows[0], "Luis: yes, Ana")
    });
    let room = ana.state().chat.as_ref().unwrap().model.room();
    let answer = room.transcript().iter().next_back().unwrap();
    assert!(answer.message().unwrap().mentions_me, "our name is marked");

    ana.get_by_role_and_label(Role::Link, "http://127.0.0.1:1/notes")
        .click();
    let mut opened = None;
    for _ in 0..4 {
        ana.step();
        opened = opened.or(commands(&ana)
            .into_iter()
            .find_map(|command| match command {
                OutputCommand::OpenUrl(open) => Some(open.url),
                _ => None,
            }));
    }
    assert_eq!(opened.as_deref(), Some("http://127.0.0.1:1/notes"));
}

#[test]
fn after_a_conversation_the_window_rests() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    let mut luis = in_the_room(&home, &server, "Luis");
    for text in ["is anybody here?", "somebody?"] {
        say(&mut ana, text);
        say(&mut luis, text);
    }
    until_together(&mut [&mut ana, &mut luis], "the messages", |windows| {
        shows(windows[0], "Luis: somebody?") && shows(windows[0], "confirmed")
    });
    // Without the keyboard there is no caret that blinks.
    ana.get_by_label("More").focus();
    until(&mut ana, "no frame to be asked for", |window| {
        let output = &window.output().viewport_output[&egui::ViewportId::ROOT];
        output.repaint_delay >= Duration::from_millis(500)
    });
}

#[test]
fn a_message_is_selected_with_the_pointer_and_copied() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    say(&mut ana, "copy all of me");
    until(&mut ana, "the verdict", |window| shows(window, "confirmed"));
    let text = ana.get_by_label("Ana: copy all of me").rect();
    let (from, to) = (
        pos2(text.left() + 1.0, text.center().y),
        pos2(text.right() + 4.0, text.center().y),
    );
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    for event in [
        Event::PointerMoved(from),
        button(from, true),
        Event::PointerMoved(to),
        button(to, false),
    ] {
        ana.event(event);
        ana.step();
    }
    ana.event(Event::Copy);
    let mut copied = None;
    for _ in 0..4 {
        ana.step();
        copied = copied.or(commands(&ana)
            .into_iter()
            .find_map(|command| match command {
                OutputCommand::CopyText(text) => Some(text),
                _ => None,
            }));
    }
    assert_eq!(copied.as_deref(), Some("copy all of me"));
}

#[test]
fn however_fast_one_writes_everything_is_sent_and_nobody_is_punished() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    let mut waited = false;
    for number in 0..12 {
        say(&mut ana, &format!("number {number}"));
        waited |= shows(&ana, "waiting");
    }
    assert!(waited, "twelve messages are more than a second's");
    until(&mut ana, "all verdicts", |window| {
        let model = &window.state().chat.as_ref().unwrap().model;
        model.undecided() == 0
    });
    assert!(shows(&ana, "Ana: number 11"));
    assert!(!shows(&ana, "waiting") && !shows(&ana, "not delivered"));
    assert!(ana.state().chat.as_ref().unwrap().model.link().is_open());
}

#[test]
fn a_text_over_the_limit_stays_and_says_how_much_is_too_much() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    say(&mut ana, &"x".repeat(1_003));
    assert!(shows(&ana, "3 too many"));
    let send = ana.get_by_role_and_label(Role::Button, "Send");
    assert!(send.accesskit_node().is_disabled());
    let model = &ana.state().chat.as_ref().unwrap().model;
    assert_eq!(model.selected().draft().text().len(), 1_003);
    assert_eq!(model.undecided(), 0);
}

#[test]
fn a_direct_message_is_a_conversation_with_its_own_count() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    let mut luis = in_the_room(&home, &server, "Luis");
    until_together(&mut [&mut ana, &mut luis], "each other", |windows| {
        exists(windows[1], "Ana")
    });
    press(&mut luis, "Ana");
    say(&mut luis, "between us");
    until_together(&mut [&mut ana, &mut luis], "the message", |windows| {
        shows(windows[0], "Luis, between us, 1 unread")
    });
    assert!(!shows(&ana, "Luis: between us"), "it is not in the room");
    assert!(ana.state().shell.title().starts_with("(1)"));
    ana.get_by_label("Luis, between us, 1 unread").click();
    ana.run_steps(4);
    assert!(shows(&ana, "Luis: between us"));
    assert!(shows(&ana, "Only Luis receives what you write here"));
    say(&mut ana, "agreed");
    until_together(&mut [&mut ana, &mut luis], "the answer", |windows| {
        shows(windows[1], "Ana: agreed")
    });
}

#[test]
fn names_are_completed_and_comings_and_goings_are_one_line() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    let mut marta = in_the_room(&home, &server, "Marta");
    let luis = in_the_room(&home, &server, "Luis");
    until(&mut ana, "both", |window| exists(window, "Luis"));
    drop(luis);
    marta.state_mut().leave_chat();
    marta.run_steps(2);
    until(&mut ana, "both gone", |window| !exists(window, "Marta"));
    let gone = [
        "Marta and Luis came and left",
        "Luis and Marta came and left",
    ];
    until(&mut ana, "one line", |window| {
        gone.iter()
            .any(|line| window.query_by_label(line).is_some())
    });
    let _again = in_the_room(&home, &server, "Martina");
    until(&mut ana, "Martina", |window| exists(window, "Martina"));
    ana.get_by_role_and_label(Role::MultilineTextInput, "Message")
        .type_text("mar");
    ana.run_steps(2);
    ana.key_press(Key::Tab);
    ana.run_steps(3);
    let draft = |window: &Window| {
        let model = &window.state().chat.as_ref().unwrap().model;
        model.selected().draft().text().to_owned()
    };
    assert_eq!(draft(&ana), "Martina: ");
    say(&mut ana, "hi");
    ana.key_press(Key::ArrowUp);
    ana.run_steps(3);
    assert_eq!(draft(&ana), "Martina: hi");
}

#[test]
fn the_operator_is_heard_and_new_limits_are_told() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    server
        .send(Command::Say {
            to: tertulia_server_core::Recipients::Everyone,
            text: "we begin".to_owned(),
        })
        .unwrap();
    until(&mut ana, "the operator", |window| {
        shows(window, "Server: we begin")
    });
    let limits = tertulia_protocol::Limits {
        max_chars: 20,
        ..tertulia_protocol::Limits::default()
    };
    server.send(Command::SetLimits(limits)).unwrap();
    until(&mut ana, "the limits", |window| {
        shows(window, "messages of 20 characters")
    });
    say(&mut ana, "more than twenty characters");
    assert!(shows(&ana, "7 too many"));
}

#[test]
fn another_window_and_other_preferences_are_a_key_and_a_click_away() {
    let (home, server) = (Home::new(), server());
    let mut ana = in_the_room(&home, &server, "Ana");
    ana.key_press_modifiers(Modifiers::COMMAND, Key::N);
    ana.run_steps(3);
    let words = LAUNCHED.with_borrow(Clone::clone);
    assert_eq!(words.len(), 1);
    assert!(words[0].contains(&OsString::from(server.address().port().to_string())));

    press(&mut ana, "Language, theme and size");
    ana.get_by_label("Español").click();
    ana.run_steps(4);
    assert!(shows(&ana, "Escribe a todos") || exists(&ana, "Enviar"));
    let kept = home.profiles().window_settings().unwrap();
    assert_eq!(kept.language, Some(Language::Es));
}
