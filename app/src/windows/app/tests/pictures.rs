//! Pictures of the pages that are not chat or server, each to be looked at.

use std::num::NonZeroU32;

use egui_kittest::SnapshotResults;
use tertulia_protocol::{Phrase, Phrases};

use super::*;
use crate::connection::{ConnectError, ConnectionEvent, PasswordAsked};
use crate::models::connecting::ConnectField;

/// Dark English wide, light Spanish narrow, everything twice as large, and the smallest window.
const WAYS: [(&str, Language, Theme, Vec2, f32); 4] = [
    (
        "dark-en",
        Language::En,
        Theme::Dark,
        vec2(880.0, 620.0),
        1.0,
    ),
    (
        "light-es",
        Language::Es,
        Theme::Light,
        vec2(420.0, 640.0),
        1.0,
    ),
    (
        "double",
        Language::En,
        Theme::Light,
        vec2(640.0, 560.0),
        2.0,
    ),
    (
        "least-es",
        Language::Es,
        Theme::Light,
        vec2(360.0, 480.0),
        1.0,
    ),
];

fn take(name: &str, home: &Home, purpose: fn() -> Purpose, act: impl Fn(&mut Window, &Home)) {
    let mut results = SnapshotResults::new();
    for (way, language, theme, size, ppp) in WAYS {
        home.looks(language, theme);
        let mut window = home.window_sized(purpose(), size, ppp);
        act(&mut window, home);
        window.remove_cursor();
        window.run_steps(20);
        window.snapshot(format!("windows/{name}-{way}"));
        results.extend_harness(&mut window);
    }
}

#[test]
fn the_launcher_with_profiles() {
    let home = Home::with_profiles();
    take("launcher", &home, || Purpose::Launcher, |_, _| {});
}

#[test]
fn the_form_with_interrupted_chats() {
    let home = Home::new();
    offers::left(&home, "Ana", "192.168.0.10", 2010, &["one", "two"]);
    let purpose = || Purpose::Client(client_args(), None);
    take("connect-offer", &home, purpose, |window, _| {
        until(window, "the offer", |window| {
            let continues = ["Continue", "Continuar"];
            continues.iter().any(|words| exists(window, words))
        });
    });
}

fn client_args() -> ClientArgs {
    ClientArgs {
        name: Some("Ana".to_owned()),
        ..ClientArgs::default()
    }
}

#[test]
fn the_launcher_for_the_first_time() {
    take(
        "launcher-empty",
        &Home::new(),
        || Purpose::Launcher,
        |_, _| {},
    );
}

#[test]
fn connecting_was_refused() {
    let home = Home::with_profiles();
    take(
        "connect-refused",
        &home,
        || Purpose::Client(ClientArgs::default(), None),
        |window, _| {
            let ctx = window.ctx.clone();
            let app = window.state_mut();
            app.shell.clock = crate::clock::Clock::utc();
            app.joining.profile = ProfileName::parse("Ana at the lab").ok();
            let form = &mut app.joining.form;
            for (field, text) in [
                (ConnectField::Name, "Ana"),
                (ConnectField::Host, "lab-server"),
                (ConnectField::Ip, ""),
                (ConnectField::Port, "2010"),
                (ConnectField::Greeting, "Hello from the back row!"),
            ] {
                form.edit(field, text);
            }
            form.leave(ConnectField::Host);
            let found = ["192.168.0.10", "192.168.0.11"].map(|ip| ip.parse().unwrap());
            form.resolved("lab-server", Ok(found.into()));
            let tried = Shell::now();
            form.submit(tried).unwrap();
            let address = "192.168.0.10:2010".parse().unwrap();
            let failed = crate::models::Moment {
                instant: tried.instant + Duration::from_millis(2),
                unix: tertulia_protocol::UnixMillis(((10 * 60 + 37) * 60 + 4) * 1_000),
            };
            form.fail(ConnectError::Refused { address }, failed);
            ctx.memory_mut(egui::Memory::stop_text_input);
        },
    );
}

/// The server asks for its password; one was given already, or not, and it was wrong.
fn asked_for_a_password(name: &str, asked: PasswordAsked, given: bool) {
    let server = passwords::asking();
    let purpose = || Purpose::Client(client_args(), None);
    take(name, &Home::new(), purpose, |window, _| {
        let form = &mut window.state_mut().joining.form;
        form.edit(ConnectField::Ip, "127.0.0.1");
        form.edit(ConnectField::Port, &server.address().port().to_string());
        window.state_mut().submit();
        until(window, "the question", passwords::is_asked);
        let app = window.state_mut();
        app.joining.form.edit(ConnectField::Host, "lab-server");
        app.joining.form.edit(ConnectField::Ip, "192.168.0.10");
        app.joining.form.edit(ConnectField::Port, "2010");
        let chat = app.chat.as_mut().unwrap();
        chat.pretend_asked("192.168.0.10", asked, given);
        let address = "192.168.0.10:2010".parse().unwrap();
        let tried = ConnectionEvent::Connecting { address };
        app.joining.form.handle_event(&tried, Shell::now());
        let ctx = window.ctx.clone();
        ctx.memory_mut(egui::Memory::stop_text_input);
        window.run_steps(30);
    });
}

#[test]
fn a_server_asks_for_its_password() {
    let (wrong, wait) = (false, None);
    asked_for_a_password("connect-password", PasswordAsked { wrong, wait }, false);
}

#[test]
fn a_wrong_password() {
    let (wrong, wait) = (true, NonZeroU32::new(4));
    let asked = PasswordAsked { wrong, wait };
    asked_for_a_password("connect-wrong-password", asked, false);
}

#[test]
fn the_answer_to_a_password_is_awaited() {
    let (wrong, wait) = (true, NonZeroU32::new(4));
    let asked = PasswordAsked { wrong, wait };
    asked_for_a_password("connect-password-checking", asked, true);
}

#[test]
fn the_server_is_full() {
    let purpose = || Purpose::Client(client_args(), None);
    take("connect-full", &Home::new(), purpose, |window, _| {
        let ctx = window.ctx.clone();
        let app = window.state_mut();
        app.shell.clock = crate::clock::Clock::utc();
        let phrases = Phrases::new(app.shell.texts.language());
        let form = &mut app.joining.form;
        form.edit(ConnectField::Host, "lab-server");
        form.edit(ConnectField::Ip, "192.168.0.10");
        let tried = Shell::now();
        form.submit(tried).unwrap();
        let failed = crate::models::Moment {
            instant: tried.instant + Duration::from_millis(7),
            unix: tertulia_protocol::UnixMillis(((10 * 60 + 37) * 60 + 4) * 1_000),
        };
        let message = phrases.say(Phrase::ServerFull { max_clients: 40 });
        form.fail(ConnectError::ServerFull { message }, failed);
        ctx.memory_mut(egui::Memory::stop_text_input);
        window.run_steps(60);
    });
}

#[test]
fn the_operator_chooses_a_password() {
    let purpose = || Purpose::Server(ServerArgs::default(), None);
    take("server-password", &Home::new(), purpose, |window, _| {
        let english = exists(window, "Set…");
        let label = if english { "Set…" } else { "Poner…" };
        passwords::bring_into_view(window, label);
        press(window, label);
        let ctx = window.ctx.clone();
        ctx.memory_mut(egui::Memory::stop_text_input);
    });
}

/// The attempt met another key than before.
fn meet_another_key(window: &mut Window) {
    let ctx = window.ctx.clone();
    let app = window.state_mut();
    app.shell.clock = crate::clock::Clock::utc();
    // With an address nothing is looked up, which would take its own time.
    let form = &mut app.joining.form;
    form.edit(ConnectField::Host, "lab-server");
    form.edit(ConnectField::Ip, "192.168.0.10");
    let tried = Shell::now();
    app.joining.form.submit(tried).unwrap();
    let failed = crate::models::Moment {
        instant: tried.instant + Duration::from_millis(7),
        unix: tertulia_protocol::UnixMillis(((10 * 60 + 37) * 60 + 4) * 1_000),
    };
    app.joining.form.fail(failures::other_key(), failed);
    ctx.memory_mut(egui::Memory::stop_text_input);
}

#[test]
fn connecting_met_another_key() {
    let purpose = || Purpose::Client(client_args(), None);
    take("connect-key", &Home::new(), purpose, |window, _| {
        meet_another_key(window);
        // The alarm comes into view by and by.
        window.run_steps(60);
    });
}

#[test]
fn the_question_before_a_new_server_is_joined() {
    let purpose = || Purpose::Client(client_args(), None);
    take("connect-anew", &Home::new(), purpose, |window, _| {
        meet_another_key(window);
        window.run_steps(60);
        window.state_mut().ask_before_joining_anew();
    });
}

#[test]
fn all_profiles_and_one_of_them_broken() {
    let home = Home::with_profiles();
    home.break_one();
    take(
        "profiles",
        &home,
        || Purpose::Launcher,
        |window, _| {
            let chosen = ProfileName::parse("Classroom").ok();
            window.state_mut().dialogs.manage(chosen);
        },
    );
}
