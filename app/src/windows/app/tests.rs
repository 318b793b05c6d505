//! Whole windows, driven by label as a person would, against real servers on loopback.

mod chat;
mod conversation;
mod endings;
mod failures;
mod foreign;
mod offers;
mod passwords;
mod pictures;
mod profiles;
mod serving;

use std::cell::RefCell;
use std::ffi::OsString;
use std::time::{Duration, Instant};

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tempfile::TempDir;
use tertulia_server_core::{Config, Server, ServerHandle};

use super::*;
use crate::look::widgets::Toast;
use crate::profiles::{LastUsed, LimitsProfile, ProfileName, Theme, WindowSettings};

/// Nothing that is awaited takes longer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Profiles of its own, so that no test meets another's, or the user's.
pub(in crate::windows) struct Home(TempDir);

impl Home {
    pub(in crate::windows) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(in crate::windows) fn profiles(&self) -> Profiles {
        Profiles::at(self.0.path())
    }

    pub(in crate::windows) fn path(&self) -> &std::path::Path {
        self.0.path()
    }

    /// Where this home's windows keep what is no setting.
    pub(in crate::windows) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Three good profiles and a broken one, in this order.
    pub(in crate::windows) fn with_profiles() -> Self {
        let home = Self::new();
        let profiles = home.profiles();
        let server = |bind: &str, rate| Profile {
            mode: Some(Mode::Server),
            bind: Some(bind.parse().unwrap()),
            port: Some(2010),
            limits: LimitsProfile {
                max_rate: Some(rate),
                ..LimitsProfile::default()
            },
            ..Profile::default()
        };
        let client = Profile {
            mode: Some(Mode::Client),
            name: Some("Ana".to_owned()),
            ip: Some("192.168.0.10".parse().unwrap()),
            port: Some(2010),
            ..Profile::default()
        };
        let mut last = LastUsed::default();
        for (name, profile) in [
            ("Limits demonstration, second year", server("127.0.0.1", 2)),
            ("Ana at the lab", client),
            ("Classroom", server("0.0.0.0", 5)),
        ] {
            let name = ProfileName::parse(name).unwrap();
            profiles.save(&name, &profile).unwrap();
            last.mark_used(&name);
        }
        profiles.save_last_used(&last).unwrap();
        home
    }

    /// A file that somebody broke in an editor.
    pub(in crate::windows) fn break_one(&self) -> PathBuf {
        let path = self.profiles().path(&ProfileName::parse("Room 3").unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "(\n  mode: server,\n  port: 2010 bind: 1,\n)").unwrap();
        path
    }

    /// How the windows are to look.
    pub(in crate::windows) fn looks(&self, language: Language, theme: Theme) {
        let settings = WindowSettings {
            language: Some(language),
            theme: Some(theme),
            ..WindowSettings::default()
        };
        self.profiles().save_window_settings(&settings).unwrap();
    }

    pub(in crate::windows) fn opening(&self, purpose: Purpose) -> Opening {
        Opening {
            histories: Some(Histories::at(&self.path().join("history"))),
            profiles: Some(self.profiles()),
            data: Some(self.data()),
            purpose,
            picker: Some(|_, _| None),
            launch: Some(|words| {
                LAUNCHED.with_borrow_mut(|launched| launched.push(words));
                Ok(())
            }),
            ..Opening::default()
        }
    }

    pub(in crate::windows) fn window(&self, purpose: Purpose) -> Window {
        self.window_sized(purpose, vec2(880.0, 620.0), 1.0)
    }

    pub(in crate::windows) fn window_sized(
        &self,
        purpose: Purpose,
        size: Vec2,
        ppp: f32,
    ) -> Window {
        let mut opening = self.opening(purpose);
        if self
            .profiles()
            .window_settings()
            .unwrap()
            .language
            .is_none()
        {
            opening.language = Some(Language::En);
        }
        // The harness has a theme of its own, which it sets last.
        let theme = match self.profiles().window_settings().unwrap().theme {
            Some(Theme::Light) => egui::Theme::Light,
            _ => egui::Theme::Dark,
        };
        let mut window = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_pixels_per_point(ppp)
            .with_step_dt(1.0 / 60.0)
            .wgpu()
            .build_eframe(move |cc| App::new(&cc.egui_ctx, opening));
        window.run_steps(4);
        window
    }
}

thread_local! {
    /// The words of the windows that this test opened; each test has a thread of its own.
    static LAUNCHED: RefCell<Vec<Vec<OsString>>> = const { RefCell::new(Vec::new()) };
}

/// A window without a screen.
pub(in crate::windows) type Window = Harness<'static, App>;

/// A server of its own on loopback.
pub(in crate::windows) fn server() -> ServerHandle {
    Server::start(Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        ..Config::default()
    })
    .unwrap()
}

/// The arguments of a client for that server.
pub(in crate::windows) fn client_of(server: &ServerHandle, name: &str) -> ClientArgs {
    ClientArgs {
        name: Some(name.to_owned()),
        host: Some("127.0.0.1".to_owned()),
        port: Some(server.address().port()),
        ..ClientArgs::default()
    }
}

/// A client's window in the room of that server, with the keyboard in the composer.
pub(in crate::windows) fn in_the_room(home: &Home, server: &ServerHandle, name: &str) -> Window {
    let args = ClientArgs {
        connect: true,
        ..client_of(server, name)
    };
    let mut window = home.window_sized(Purpose::Client(args, None), vec2(1100.0, 720.0), 1.0);
    until(&mut window, "the chat", |window| {
        window.state().page == Page::Chat
    });
    window
}

/// Writes a message and sends it.
pub(in crate::windows) fn say(window: &mut Window, text: &str) {
    window
        .get_by_role_and_label(Role::MultilineTextInput, "Message")
        .type_text(text);
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

/// Steps until something is so.
pub(in crate::windows) fn until(window: &mut Window, what: &str, is_so: impl Fn(&Window) -> bool) {
    let started = Instant::now();
    while !is_so(window) {
        assert!(started.elapsed() < PATIENCE, "still waiting for {what}");
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
    window.run_steps(3);
}

pub(in crate::windows) fn press(window: &mut Window, label: &str) {
    window.get_by_role_and_label(Role::Button, label).click();
    window.run_steps(4);
}

pub(in crate::windows) fn fill(window: &mut Window, label: &str, text: &str) {
    window.get_by_role_and_label(Role::TextInput, label).focus();
    window.run_steps(2);
    window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.key_press(Key::Delete);
    window.run_steps(1);
    window
        .get_by_role_and_label(Role::TextInput, label)
        .type_text(text);
    window.run_steps(2);
}

pub(in crate::windows) fn shows(window: &Window, label: &str) -> bool {
    window.query_all_by_label_contains(label).next().is_some()
}

fn exists(window: &Window, label: &str) -> bool {
    window
        .query_by_role_and_label(Role::Button, label)
        .is_some()
}

#[test]
fn language_and_theme_change_at_once_and_are_kept() {
    let home = Home::new();
    let mut window = home.window(Purpose::Launcher);
    assert!(exists(&window, "Start a server"));
    window.get_by_label("Language: English").click();
    window.run_steps(4);
    window.get_by_label("Español").click();
    window.run_steps(4);
    assert!(exists(&window, "Iniciar un servidor"));
    for (open, theme, dark) in [
        ("Tema: Como el sistema", "Claro", false),
        ("Tema: Claro", "Oscuro", true),
    ] {
        window.get_by_label(open).click();
        window.run_steps(4);
        window.get_by_label(theme).click();
        window.run_steps(4);
        assert_eq!(window.ctx.theme() == egui::Theme::Dark, dark);
    }
    drop(window);
    let window = home.window(Purpose::Launcher);
    assert!(exists(&window, "Iniciar un servidor"));
    assert_eq!(window.ctx.theme(), egui::Theme::Dark);
}

#[test]
fn the_size_of_everything_is_chosen_and_kept() {
    let home = Home::new();
    let mut window = home.window(Purpose::Launcher);
    press(&mut window, "Language, theme and size");
    window.get_by_label("125 %").click();
    window.run_steps(4);
    let kept = home.profiles().window_settings().unwrap();
    assert_eq!(kept.scale, Some(1.25));
}

#[test]
fn the_preferences_are_within_reach_on_every_page_of_a_server() {
    let home = Home::new();
    let mut window = home.window(Purpose::Server(ServerArgs::default(), None));
    press(&mut window, "Language, theme and size");
    window.get_by_label("Español").click();
    window.run_steps(4);
    assert!(shows(&window, "Quién puede entrar"));
    assert_eq!(
        home.profiles().window_settings().unwrap().language,
        Some(Language::Es)
    );
    let args = ServerArgs {
        port: Some(0),
        start: true,
        // The first one may still be ending when the second one begins.
        no_history: true,
        ..ServerArgs::default()
    };
    for size in [vec2(1280.0, 800.0), vec2(360.0, 480.0)] {
        let purpose = Purpose::Server(args.clone(), None);
        let mut window = home.window_sized(purpose, size, 1.0);
        until(&mut window, "the server", |window| {
            window.state().serving.running.is_some()
        });
        press(&mut window, "Idioma, tema y tamaño");
        window.get_by_label("Claro").click();
        window.run_steps(4);
        assert_eq!(window.ctx.theme(), egui::Theme::Light);
        if size.x < 760.0 {
            press(&mut window, "Idioma, tema y tamaño");
        }
        press(&mut window, "Límites…");
        assert!(shows(&window, "Valen para todos desde ahora"));
        // What a dialog asks comes first.
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Comma);
        window.run_steps(4);
        assert!(window.query_by_label("English").is_none());
    }
}

#[test]
fn a_window_of_any_size_can_be_drawn() {
    let (home, server) = (Home::with_profiles(), server());
    let chatting = ClientArgs {
        connect: true,
        ..client_of(&server, "Ana")
    };
    let serving = ServerArgs {
        port: Some(0),
        start: true,
        ..ServerArgs::default()
    };
    for purpose in [
        Purpose::Launcher,
        Purpose::Client(ClientArgs::default(), None),
        Purpose::Client(chatting, None),
        Purpose::Server(ServerArgs::default(), None),
        Purpose::Server(serving, None),
    ] {
        let mut window = home.window(purpose);
        until(&mut window, "the page", |window| {
            let app = window.state();
            !app.joining.form.is_trying() && !app.serving.is_starting()
        });
        window.state_mut().shell.tell(Toast::done("Done"));
        window.state_mut().dialogs.manage(None);
        // No desktop should, and some do.
        for size in [1.0, 20.0, 90.0, 240.0, 1.0] {
            window.set_size(vec2(size, size));
            window.run_steps(3);
            window.set_size(vec2(880.0, size));
            window.run_steps(3);
            window.set_size(vec2(size, 620.0));
            window.run_steps(3);
        }
    }
}

#[test]
fn control_and_comma_open_the_preferences_for_the_keyboard() {
    let home = Home::new();
    let server = server();
    let chatting = ClientArgs {
        connect: true,
        ..client_of(&server, "Ana")
    };
    for purpose in [
        Purpose::Launcher,
        Purpose::Client(ClientArgs::default(), None),
        Purpose::Client(chatting, None),
        Purpose::Server(ServerArgs::default(), None),
    ] {
        let mut window = home.window(purpose);
        if window.state().page == Page::Connect && window.state().joining.form.is_trying() {
            until(&mut window, "the chat", |window| {
                window.state().page == Page::Chat
            });
        }
        assert!(window.query_by_label("Español").is_none());
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Comma);
        window.run_steps(4);
        assert!(window.query_by_label("Español").is_some());
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Comma);
        window.run_steps(4);
        assert!(window.query_by_label("Español").is_none(), "again closes");
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Comma);
        window.run_steps(4);
        window.key_press(Key::Escape);
        window.run_steps(4);
        assert!(window.query_by_label("Español").is_none(), "Esc closes too");
    }
}

#[test]
fn the_launcher_leads_to_both_pages_and_back() {
    let home = Home::new();
    let mut window = home.window(Purpose::Launcher);
    press(&mut window, "Join a chat");
    assert!(exists(&window, "Connect"));
    press(&mut window, "Back");
    press(&mut window, "Start a server");
    assert_eq!(window.state().page, Page::Server);
}

#[test]
fn without_a_settings_folder_there_is_a_window_all_the_same() {
    let opening = Opening {
        language: Some(Language::En),
        ..Opening::default()
    };
    let mut window: Window =
        Harness::builder().build_eframe(move |cc| App::new(&cc.egui_ctx, opening));
    window.run_steps(3);
    assert!(shows(&window, "No profiles yet"));
}

#[test]
fn a_server_window_starts_serves_and_says_farewell_before_it_closes() {
    let home = Home::new();
    let args = ServerArgs {
        port: Some(0),
        start: true,
        ..ServerArgs::default()
    };
    let mut window = home.window(Purpose::Server(args, None));
    until(&mut window, "the server", |window| {
        window.state().serving.running.is_some()
    });
    let port = window
        .state()
        .serving
        .running
        .as_ref()
        .unwrap()
        .model
        .address()
        .port();
    let mut talker = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    std::io::Write::write_all(&mut talker, b"Eva\n").unwrap();
    until(&mut window, "Eva", |window| {
        window.state().serving.people() == 1
    });

    window.state_mut().close_requested();
    window.run_steps(3);
    assert!(shows(&window, "Stop the server?"));
    press(&mut window, "Keep running");
    assert!(window.state().serving.is_alive());
    window.state_mut().close_requested();
    window.run_steps(3);
    window
        .get_all_by_label("Stop server")
        .last()
        .unwrap()
        .click();
    until(&mut window, "the end", |window| {
        !window.state().serving.is_alive()
    });
    let mut heard = String::new();
    std::io::Read::read_to_string(&mut talker, &mut heard).unwrap();
    assert!(heard.contains("The server is closing"), "{heard}");
}
