//! A room in which a hundred thousand messages were said.

use std::time::{Duration, Instant};

use egui::{Event, MouseWheelSource, MouseWheelUnit, TouchPhase, Ui, vec2};
use tertulia::clock::Clock;
use tertulia::connection::{Arrival, ArrivalKind, ConnectionEvent, ServerKind};
use tertulia::models::Moment;
use tertulia::models::chat::ChatModel;
use tertulia::profiles::WindowSettings;
use tertulia::texts::{Language, Texts};
use tertulia::windows::chat::{ChatPage, ChatView};
use tertulia::windows::preferences::Preferences;
use tertulia_protocol::{
    Dialect, ExitWords, Limits, Member, MessageId, Name, Person, PersonId, Posted, RunId, Said,
    UnixMillis, Welcome,
};

use super::Outcome;
use tertulia_measure::{Row, Screen, resident};

const MESSAGES: u64 = 100_000;
const FRAMES: usize = 500;
const PEOPLE: [&str; 4] = ["Ana", "Luis", "Marta", "raspi"];

struct Room {
    model: ChatModel,
    page: ChatPage,
    texts: Texts,
    clock: Clock,
    preferences: Preferences,
    now: Moment,
    said: u64,
}

fn name(index: usize) -> Result<Name, String> {
    Name::parse(PEOPLE[index]).map_err(|error| error.to_string())
}

impl Room {
    fn new() -> Result<Self, String> {
        let now = Moment {
            instant: Instant::now(),
            unix: UnixMillis(1_795_430_580_000),
        };
        let mut room = Self {
            model: ChatModel::new(PEOPLE[0], None),
            page: ChatPage::new(),
            texts: Texts::new(Language::En),
            clock: Clock::utc(),
            preferences: Preferences::new(WindowSettings::default(), None, None),
            now,
            said: 0,
        };
        let mut people = Vec::new();
        for index in 0..PEOPLE.len() {
            people.push(Member {
                id: PersonId(index as u64 + 1),
                name: name(index)?,
                dialect: Dialect::App,
            });
        }
        room.tell(ConnectionEvent::Connected {
            address: ([127, 0, 0, 1], 2010).into(),
            local: ([127, 0, 0, 1], 40_000).into(),
        });
        room.tell(ConnectionEvent::Recognised(ServerKind::Tertulia));
        room.tell(ConnectionEvent::Welcomed(Arrival {
            welcome: Box::new(Welcome {
                you: Person {
                    id: PersonId(1),
                    name: name(0)?,
                },
                server: "tertulia".to_owned(),
                version: 1,
                run: RunId(1),
                resumed: false,
                decided: None,
                limits: Limits::default(),
                exit_words: ExitWords::default(),
                words: None,
                latest: MessageId(0),
                people_total: people.len() as u64,
                people: people.into(),
                missed: 0,
                gap: None,
            }),
            kind: ArrivalKind::First,
            renamed_from: None,
        }));
        Ok(room)
    }

    fn tell(&mut self, event: ConnectionEvent) {
        self.model.handle_event(event, self.now);
    }

    fn says(&mut self, count: u64) -> Result<(), String> {
        let names = (0..PEOPLE.len()).map(name).collect::<Result<Vec<_>, _>>()?;
        for number in self.said..self.said + count {
            let who = (number / 3 % 3 + 1) as usize;
            let words = "some words that fill a line or two ".repeat(number as usize % 5 + 1);
            self.now.unix.0 += 7_000;
            self.tell(ConnectionEvent::Posted(Posted::Said(Said {
                id: MessageId(number + 1),
                time: self.now.unix,
                from: Person {
                    id: PersonId(who as u64 + 1),
                    name: names[who].clone(),
                },
                text: format!("{number}: {words}"),
                action: false,
            })));
        }
        self.said += count;
        Ok(())
    }

    fn ui(&mut self, ui: &mut Ui) {
        let view = ChatView {
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

/// A window that shows twenty messages: fonts are rasterised once for the program, whatever it shows.
fn warm(screen: &mut Screen) -> Result<Room, String> {
    let mut room = Room::new()?;
    room.says(20)?;
    screen.frames(10, |ui| room.ui(ui));
    Ok(room)
}

pub(super) fn long_room() -> Outcome {
    let mut screen = Screen::new();
    let mut small = Room::new()?;
    small.says(20)?;
    let cold = screen.frame(Vec::new(), |ui| small.ui(ui));
    screen.frames(10, |ui| small.ui(ui));
    let twenty = Row {
        first: Some(cold),
        note: "the first frame rasterises the fonts".to_owned(),
        ..Row::new(
            "chat, 20 messages",
            screen.frames(FRAMES, |ui| small.ui(ui)),
        )
    };
    drop(small);

    let empty = resident();
    let mut room = Room::new()?;
    room.says(MESSAGES)?;
    let first = screen.frame(Vec::new(), |ui| room.ui(ui));
    screen.frames(10, |ui| room.ui(ui));
    let steady = Row {
        first: Some(first),
        bytes: Some(resident().saturating_sub(empty)),
        ..Row::new(
            "chat, 100,000 messages",
            screen.frames(FRAMES, |ui| room.ui(ui)),
        )
    };
    let mut frames = Vec::new();
    for _ in 0..FRAMES {
        room.says(20)?;
        frames.push(screen.frame(Vec::new(), |ui| room.ui(ui)));
    }
    Ok(vec![
        twenty,
        steady,
        Row::new("chat, 100,000 and 20 new in every frame", frames),
    ])
}

/// With the wheel, in steps that keep bringing rows that were never measured.
pub(super) fn scrolling() -> Outcome {
    let mut screen = Screen::new();
    drop(warm(&mut screen)?);
    let mut room = Room::new()?;
    room.says(MESSAGES)?;
    screen.frames(10, |ui| room.ui(ui));
    let over = Event::PointerMoved(egui::pos2(600.0, 300.0));
    screen.frame(vec![over], |ui| room.ui(ui));
    let mut frames: Vec<Duration> = Vec::new();
    for _ in 0..FRAMES {
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, 120.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: egui::Modifiers::NONE,
        };
        frames.push(screen.frame(vec![wheel], |ui| room.ui(ui)));
    }
    Ok(vec![Row::new("chat, scrolling up through 100,000", frames)])
}
