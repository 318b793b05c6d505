//! A server's window with a hundred thousand log entries and a thousand clients.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use egui::Ui;
use tertulia::clock::Clock;
use tertulia::models::Moment;
use tertulia::models::serving::{Column, ServerModel};
use tertulia::profiles::WindowSettings;
use tertulia::texts::{Language, Texts};
use tertulia::windows::preferences::Preferences;
use tertulia::windows::server::{ServerPage, ServerView};
use tertulia_protocol::{Dialect, Limits, Name, UnixMillis};
use tertulia_server_core::{ClientId, ClientSnapshot, Event, EventKind, Snapshot, Totals, Who};

use super::Outcome;
use tertulia_measure::{Row, Screen, cpu, resident};

const ENTRIES: u64 = 100_000;
const CLIENTS: u64 = 1_000;
const FRAMES: usize = 500;
/// As many as the window searches between two frames.
const SEARCHED: usize = 20_000;

struct Serving {
    model: ServerModel,
    page: ServerPage,
    texts: Texts,
    clock: Clock,
    preferences: Preferences,
    now: Moment,
}

fn who(number: u64) -> Result<Who, String> {
    let client = number % CLIENTS;
    let name = Name::parse(&format!("Guest {client}")).map_err(|error| error.to_string())?;
    let port = 20_000 + client as u16;
    Ok(Who {
        client: ClientId(client),
        address: SocketAddr::from(([192, 168, 0, 10], port)),
        name: Some(name),
    })
}

fn snapshot(second: u64) -> Result<Snapshot, String> {
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let Who {
            client,
            address,
            name,
        } = who(number)?;
        clients.push(ClientSnapshot {
            client,
            name,
            address,
            dialect: Some(if number % 3 == 0 {
                Dialect::Plain
            } else {
                Dialect::App
            }),
            encrypted: false,
            connected_for: Duration::from_secs(second + number),
            idle_for: Duration::from_secs(number % 60),
            messages: number * 7 % 100 + second,
            bytes_in: number * 31 % 1_000_003,
            bytes_out: number * 1_009 % 1_000_033,
            outbox_bytes: 0,
            rate_used: (number % 6) as u32,
        });
    }
    Ok(Snapshot {
        totals: Totals {
            uptime: Duration::from_secs(second),
            connected: CLIENTS,
            named: CLIENTS,
            messages: second * 1_000,
            ..Totals::default()
        },
        clients,
        ..Snapshot::default()
    })
}

impl Serving {
    fn new() -> Self {
        let now = Moment {
            instant: Instant::now(),
            unix: UnixMillis(1_795_430_580_000),
        };
        Self {
            model: ServerModel::new(([127, 0, 0, 1], 2010).into(), Limits::default(), &[], now),
            page: ServerPage::new(),
            texts: Texts::new(Language::En),
            clock: Clock::utc(),
            preferences: Preferences::new(WindowSettings::default(), None, None),
            now,
        }
    }

    fn happen(&mut self, from: u64, count: u64) -> Result<(), String> {
        for number in from..from + count {
            let event = Event {
                time: UnixMillis(self.now.unix.0 + number),
                kind: EventKind::Said {
                    who: who(number)?,
                    text: format!("message {number}, about as long as what people say"),
                    action: false,
                },
            };
            self.model.handle_event(event, self.now);
        }
        Ok(())
    }

    fn ui(&mut self, ui: &mut Ui) {
        let view = ServerView {
            model: &self.model,
            texts: &self.texts,
            clock: &self.clock,
            preferences: &self.preferences,
            now: self.now,
        };
        let actions = self.page.ui(ui, &view);
        std::hint::black_box(actions);
    }
}

/// A window whose fonts are rasterised.
fn warm(screen: &mut Screen) -> Result<Duration, String> {
    let mut small = Serving::new();
    small.happen(0, 20)?;
    let first = screen.frame(Vec::new(), |ui| small.ui(ui));
    screen.frames(10, |ui| small.ui(ui));
    Ok(first)
}

pub(super) fn long_log() -> Outcome {
    let mut screen = Screen::new();
    warm(&mut screen)?;
    let empty = resident();
    let mut serving = Serving::new();
    serving.happen(0, ENTRIES)?;
    let first = screen.frame(Vec::new(), |ui| serving.ui(ui));
    screen.frames(10, |ui| serving.ui(ui));
    let steady = Row {
        first: Some(first),
        bytes: Some(resident().saturating_sub(empty)),
        ..Row::new(
            "log, 100,000 entries",
            screen.frames(FRAMES, |ui| serving.ui(ui)),
        )
    };

    // A letter every six frames, found and not found.
    let mut frames = Vec::new();
    for _ in 0..4 {
        let mut typed = String::new();
        for letter in "message 77, about".chars() {
            typed.push(letter);
            for step in 0..6 {
                let before = cpu();
                if step == 0 {
                    let filter = serving.model.log().filter().clone().text(&typed);
                    serving.model.log_mut().set_filter(filter);
                }
                serving.model.log_mut().advance(SEARCHED);
                let searched = cpu().saturating_sub(before);
                frames.push(searched + screen.frame(Vec::new(), |ui| serving.ui(ui)));
            }
        }
    }
    let filtering = Row::new("log, 100,000 while a filter is typed", frames);
    let all = serving.model.log().filter().clone().text("");
    serving.model.log_mut().set_filter(all);

    let mut frames = Vec::new();
    for frame in 0..FRAMES as u64 {
        let before = cpu();
        serving.happen(ENTRIES + frame * 300, 300)?;
        let taken = cpu().saturating_sub(before);
        frames.push(taken + screen.frame(Vec::new(), |ui| serving.ui(ui)));
    }
    let flowing = Row {
        note: "taking them included".to_owned(),
        ..Row::new("log, 100,000 and 300 new in every frame", frames)
    };
    Ok(vec![steady, filtering, flowing])
}

pub(super) fn many_clients() -> Outcome {
    let mut screen = Screen::new();
    warm(&mut screen)?;
    let empty = resident();
    let mut serving = Serving::new();
    serving.model.handle_snapshot(snapshot(1)?, serving.now);
    let first = screen.frame(Vec::new(), |ui| serving.ui(ui));
    // Whoever arrives takes a seat in a fifth of a second.
    screen.frames(20, |ui| serving.ui(ui));
    let steady = Row {
        first: Some(first),
        bytes: Some(resident().saturating_sub(empty)),
        ..Row::new("clients, 1,000", screen.frames(FRAMES, |ui| serving.ui(ui)))
    };
    let mut frames = Vec::new();
    let columns = [Column::Name, Column::Messages, Column::Bytes, Column::Rate];
    for column in columns.into_iter().cycle().take(FRAMES) {
        let before = cpu();
        serving.model.clients_mut().sort_by(column);
        let sorted = cpu().saturating_sub(before);
        frames.push(sorted + screen.frame(Vec::new(), |ui| serving.ui(ui)));
    }
    let sorting = Row::new("clients, 1,000 sorted anew for every frame", frames);
    let mut frames = Vec::new();
    for second in 2..200 {
        let counted = snapshot(second)?;
        let before = cpu();
        serving.now.instant += Duration::from_millis(200);
        serving.model.handle_snapshot(counted, serving.now);
        let taken = cpu().saturating_sub(before);
        frames.push(taken + screen.frame(Vec::new(), |ui| serving.ui(ui)));
    }
    let counting = Row::new("clients, 1,000 with a new count in every frame", frames);
    Ok(vec![steady, sorting, counting])
}
