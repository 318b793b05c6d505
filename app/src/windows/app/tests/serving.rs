//! A whole server window and its guests, over real sockets on loopback.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use egui::accesskit::Role;
use tertulia_protocol::{ExitWords, UnixMillis};
use tertulia_server_core::{Caps, ClientId, Event, EventKind, Who};

use super::super::running::Running;
use super::*;
use crate::models::serving::{Category, ServerModel, ServerState};
use crate::windows::server::ServerPage;

const SIZE: Vec2 = vec2(1280.0, 800.0);

/// A window whose server listens at a port that the system chose.
fn serving(home: &Home) -> Window {
    let args = ServerArgs {
        port: Some(0),
        start: true,
        ..ServerArgs::default()
    };
    let mut window = home.window_sized(Purpose::Server(args, None), SIZE, 1.0);
    until(&mut window, "the server", is_running);
    window
}

fn is_running(window: &Window) -> bool {
    window.state().serving.running.is_some()
}

fn model(window: &Window) -> &ServerModel {
    &window.state().serving.running.as_ref().unwrap().model
}

/// Somebody with nothing but a socket.
struct Guest {
    lines: BufReader<TcpStream>,
}

impl Guest {
    /// Comes in, and waits until the window shows it.
    fn join(window: &mut Window, name: &str) -> Self {
        let stream = TcpStream::connect(model(window).address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let lines = BufReader::new(stream);
        let mut guest = Self { lines };
        guest.say(name);
        guest.hear("Welcome");
        let row = format!("{name}, 127.0.0.1:");
        until(window, name, |window| shows(window, &row));
        guest
    }

    fn say(&mut self, text: &str) {
        let stream = self.lines.get_mut();
        stream.write_all(format!("{text}\n").as_bytes()).unwrap();
    }

    /// The first line from now on with this in it.
    fn hear(&mut self, part: &str) -> String {
        let mut heard = String::new();
        while self.lines.read_line(&mut heard).unwrap() > 0 {
            let line = std::mem::take(&mut heard);
            if line.contains(part) {
                return line;
            }
        }
        panic!("the connection ended without {part:?}");
    }

    /// Everything until the connection ends.
    fn hear_the_end(mut self) -> String {
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.lines, &mut rest).unwrap();
        rest
    }
}

fn choose(window: &mut Window, guest: &str, entry: &str) {
    press(window, &format!("Actions for {guest}"));
    press(window, entry);
}

#[test]
fn a_port_in_use_offers_the_next_free_one_and_starts_there() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let args = ServerArgs {
        port: Some(port),
        start: true,
        ..ServerArgs::default()
    };
    let mut window = home.window_sized(Purpose::Server(args, None), SIZE, 1.0);
    until(&mut window, "what is wrong", |window| {
        shows(window, "Another program listens at")
    });
    // Whoever takes the port offered meanwhile gets this window another offer.
    for _ in 0..20 {
        let offer = window.get_by_label_contains("Use port");
        offer.click();
        window.run_steps(4);
        press(&mut window, "Start server");
        until(&mut window, "an answer", |window| {
            is_running(window) || shows(window, "Use port")
        });
        if is_running(&window) {
            break;
        }
    }
    let here = model(&window).address().port();
    assert!(here > port, "{here} was offered in place of {port}");
    TcpStream::connect(("127.0.0.1", here)).unwrap();
}

#[test]
fn a_server_has_ended_also_when_nobody_took_the_event_that_says_so() {
    let home = Home::new();
    let mut window = home.window(Purpose::Server(ServerArgs::default(), None));
    let server = Server::start(Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        caps: Caps {
            events: 1,
            ..Caps::default()
        },
        ..Config::default()
    })
    .unwrap();
    let skipped = server.skipped_events();
    let app = window.state_mut();
    let door = (false, ExitWords::default());
    let mut running = Running::new(server, ServerPage::new(), &[], door, &app.shell);
    running.stop();
    app.serving.running = Some(running);
    let started = Instant::now();
    // The first event fills the queue; the farewell and the end find it full.
    while skipped.count() < 2 {
        assert!(started.elapsed() < PATIENCE, "the server goes on");
        std::thread::sleep(Duration::from_millis(5));
    }
    until(&mut window, "the end", |window| {
        model(window).state() == ServerState::Stopped
    });
    assert!(!window.state().serving.is_alive());
}

#[test]
fn a_profile_of_the_command_line_is_named_and_counts_as_used() {
    let home = Home::with_profiles();
    let name = ProfileName::parse("Classroom").unwrap();
    let profile = home.profiles().load(&Source::Name(name)).unwrap().value;
    let args = ServerArgs {
        profile: Some("Classroom".to_owned()),
        bind: Some("127.0.0.1".parse().unwrap()),
        port: Some(0),
        start: true,
        ..ServerArgs::default()
    };
    let purpose = Purpose::Server(args, Some(profile));
    home.profiles()
        .save_last_used(&LastUsed::default())
        .unwrap();
    let mut window = home.window_sized(purpose, SIZE, 1.0);
    until(&mut window, "the server", is_running);
    assert!(shows(&window, "Classroom"));
    let used = home.profiles().last_used().unwrap().value.profiles;
    assert_eq!(used, ["Classroom"]);
}

#[test]
fn whoever_is_kicked_reads_the_reason() {
    let home = Home::new();
    let mut window = serving(&home);
    let eva = Guest::join(&mut window, "Eva");
    choose(&mut window, "Eva", "Kick…");
    fill(&mut window, "Reason", "Too loud for today");
    press(&mut window, "Kick");
    assert!(eva.hear_the_end().contains("Too loud for today"));
    until(&mut window, "the empty seat", |window| {
        model(window).people() == 0
    });
    assert!(shows(&window, "Too loud for today"), "the log has it too");
}

#[test]
fn the_operator_writes_to_the_chosen_ones_and_to_nobody_else() {
    let home = Home::new();
    let mut window = serving(&home);
    let mut eva = Guest::join(&mut window, "Eva");
    let mut ivo = Guest::join(&mut window, "Ivo");
    choose(&mut window, "Eva", "Message privately");
    fill(&mut window, "Message from the operator", "only for you");
    press(&mut window, "Send");
    eva.hear("only for you");
    let list = window.get_by_role_and_label(Role::ComboBox, "For whom");
    list.click();
    window.run_steps(4);
    window
        .get_by_role_and_label(Role::RadioButton, "To everyone")
        .click();
    window.run_steps(4);
    fill(&mut window, "Message from the operator", "for everybody");
    press(&mut window, "Send");
    let mut heard = Vec::new();
    while !heard
        .last()
        .is_some_and(|line: &String| line.contains("for everybody"))
    {
        heard.push(ivo.hear(""));
    }
    assert!(
        !heard.iter().any(|line| line.contains("only for you")),
        "{heard:?}"
    );
    eva.hear("for everybody");
}

#[test]
fn limits_changed_while_it_runs_hold_at_once() {
    let home = Home::new();
    let mut window = serving(&home);
    let mut eva = Guest::join(&mut window, "Eva");
    press(&mut window, "Limits…");
    fill(&mut window, "Message length", "10");
    press(&mut window, "Apply");
    until(&mut window, "the new limit", |window| {
        model(window).limits().max_chars == 10
    });
    eva.say("ten is all");
    eva.hear("received #1");
    eva.say("eleven it is");
    let end = eva.hear_the_end();
    assert!(end.contains("Error") && end.contains("10"), "{end}");
    until(&mut window, "the alarm", |window| {
        let log = model(window).log();
        let newest = log.rows().checked_sub(1).and_then(|row| log.row(row));
        newest.is_some_and(|entry| entry.category() == Category::CutOff)
    });
}

#[test]
fn stopping_asks_and_then_everybody_reads_a_farewell() {
    let home = Home::new();
    let mut window = serving(&home);
    let eva = Guest::join(&mut window, "Eva");
    press(&mut window, "Stop server");
    assert!(shows(&window, "1 person is connected"));
    press(&mut window, "Keep running");
    assert!(model(&window).is_running());
    press(&mut window, "Stop server");
    window
        .get_all_by_role_and_label(Role::Button, "Stop server")
        .last()
        .unwrap()
        .click();
    window.run_steps(3);
    assert!(eva.hear_the_end().contains("The server is closing"));
    until(&mut window, "the end", |window| shows(window, "Stopped"));
    press(&mut window, "Back");
    assert!(
        shows(&window, "Who can reach it"),
        "the form is there again"
    );
}

/// Exports with the dialog in which a path is typed, since tests have no other.
fn export(window: &mut Window, entry: &str, path: &std::path::Path) {
    press(window, "More for the log");
    press(window, entry);
    until(window, "the path", |window| {
        shows(window, "no dialog for files")
    });
    fill(window, "Path", path.to_str().unwrap());
    press(window, "Export");
}

#[test]
fn what_the_log_shows_is_exported_in_every_format() {
    let home = Home::new();
    let mut window = serving(&home);
    let mut eva = Guest::join(&mut window, "Eva");
    eva.say("=1+1");
    eva.say("needle, \"quoted\"");
    eva.hear("received #2");
    fill(&mut window, "Filter", "eva");
    press_toggle(&mut window, "Comings");
    press_toggle(&mut window, "Detail");
    until(&mut window, "two entries", |window| {
        model(window).log().rows() == 2 && !model(window).log().is_searching()
    });
    let folder = home.path().join("exported");
    std::fs::create_dir(&folder).unwrap();
    let mut read = |entry: &str, name: &str| {
        let path = folder.join(name);
        export(&mut window, entry, &path);
        let done = format!("2 lines written to {name}");
        until(&mut window, &done, |window| shows(window, &done));
        std::fs::read_to_string(path).unwrap()
    };
    let text = read("As text…", "log.txt");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains("Eva 127.0.0.1:") && lines[0].ends_with(": =1+1"));

    let json = read("As JSON Lines…", "log.jsonl");
    let texts: Vec<serde_json::Value> = (json.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(texts.len(), 2);
    assert_eq!(texts[1]["text"], "needle, \"quoted\"");

    let csv = read("As CSV for spreadsheets…", "log.csv");
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("number,time,"), "{csv}");
    assert!(lines[1].ends_with("\"'=1+1\""), "{csv}");
    assert!(lines[2].ends_with("\"needle, \"\"quoted\"\"\""), "{csv}");
    assert_eq!(lines[3..], [""]);
    let left = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(left, 3, "no temporary file stays");
}

fn press_toggle(window: &mut Window, label: &str) {
    window.get_by_role_and_label(Role::CheckBox, label).click();
    window.run_steps(4);
}

#[test]
fn a_file_that_cannot_be_written_is_explained_where_its_path_was_typed() {
    let home = Home::new();
    let mut window = serving(&home);
    let there = home.path().join("kept.txt");
    std::fs::write(&there, "kept").unwrap();
    export(&mut window, "As text…", &there);
    until(&mut window, "the problem", |window| {
        shows(window, "exists already; take another name.")
    });
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "kept");
    let nowhere = home.path().join("nowhere").join("log.txt");
    fill(&mut window, "Path", nowhere.to_str().unwrap());
    press(&mut window, "Export");
    until(&mut window, "the problem", |window| {
        shows(window, "cannot be written")
    });
    let good = home.path().join("log.txt");
    fill(&mut window, "Path", good.to_str().unwrap());
    press(&mut window, "Export");
    until(&mut window, "the file", |window| {
        shows(window, "written to log.txt")
    });
    assert!(std::fs::read_to_string(good).unwrap().contains("Listening"));
}

#[test]
fn a_search_goes_on_over_frames_and_ends_by_itself() {
    const ENTRIES: u64 = 100_000;
    let home = Home::new();
    let mut window = serving(&home);
    let now = Shell::now();
    let running = window.state_mut().serving.running.as_mut().unwrap();
    for number in 0..ENTRIES {
        let text = if number % 1_000 == 0 { "needle" } else { "hay" };
        let who = Who {
            client: ClientId(1),
            address: "127.0.0.1:5000".parse().unwrap(),
            name: None,
        };
        let kind = EventKind::Said {
            who,
            text: text.to_owned(),
            action: false,
        };
        let time = UnixMillis(number);
        running.model.handle_event(Event { time, kind }, now);
    }
    window
        .get_by_role_and_label(Role::TextInput, "Filter")
        .focus();
    window.run_steps(2);
    window
        .get_by_role_and_label(Role::TextInput, "Filter")
        .type_text("needle");
    window.step();
    assert!(
        model(&window).log().is_searching(),
        "one frame does not hold everything up"
    );
    let mut frames = 0;
    while model(&window).log().is_searching() {
        frames += 1;
        assert!(frames < 20, "the search does not go on");
        window.step();
    }
    assert!(frames > 1);
    assert_eq!(model(&window).log().rows() as u64, ENTRIES / 1_000);
}
