//! Pictures of the pages that are not chat or server, each to be looked at.

use egui_kittest::SnapshotResults;

use super::*;
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
    use crate::connection::ConnectError;
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
