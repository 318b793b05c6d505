//! What a guest with nothing but `nc` will meet, in the very words of the protocol.

use egui::{CornerRadius, Frame, Label, Margin, Role, Sense, Stroke, Ui, WidgetInfo, vec2};
use tertulia_protocol::{
    Ack, ExitWords, Language, Member, MessageId, Name, Notice, NoticeReason, Number, Person,
    PersonId, Phrase, Phrases, RunId, ServerMessage, UnixMillis, Welcome, plain,
};

use super::StartView;
use crate::look::table::{TableSize, TableView};
use crate::look::tokens::{Type, radius, space, stroke};
use crate::look::{Ink, palette, text};
use crate::models::serving::{LimitField, LimitsForm};

/// Whom the preview greets.
const GUEST: &str = "Ana";
/// In place of any password.
const PASSWORD: &str = "••••••••";

/// The sentences of one language, which take a moment to read.
#[derive(Debug, Default)]
pub(super) struct Preview {
    phrases: Option<Phrases>,
}

/// Who writes a line.
enum Spoken {
    Guest(String),
    Server(String),
    Receipt(String),
}

impl Preview {
    /// Draws it all; `bottom` is where it has to end, if anywhere.
    pub(super) fn show(&mut self, ui: &mut Ui, view: &StartView<'_>, bottom: Option<f32>) {
        let palette = palette(ui);
        let title = view.texts.get("serving-preview");
        text::label(ui, title, Type::Control, Ink::Normal);
        ui.add_space(-space::S4);
        Frame::new()
            .fill(palette.field)
            .stroke(Stroke::new(stroke::HAIRLINE, palette.hairline))
            .corner_radius(CornerRadius::same(radius::CARD))
            .inner_margin(Margin::same(16))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = 2.0;
                for line in self.talk(view) {
                    let (words, ink) = match line {
                        Spoken::Guest(words) => (words, Ink::Strong),
                        Spoken::Server(words) => (words, Ink::Weak),
                        Spoken::Receipt(words) => (words, Ink::Accent),
                    };
                    let words = text::text(ui, words, Type::Mono, ink);
                    ui.add(Label::new(words).wrap());
                }
            });
        let room = bottom.map_or(f32::INFINITY, |bottom| bottom - ui.cursor().top());
        show_table(ui, view, room);
    }

    fn talk(&mut self, view: &StartView<'_>) -> Vec<Spoken> {
        let phrases = self.phrases(view.form.language);
        let found = view.reachable();
        let mut lines = Vec::new();
        if let Some(first) = found.first() {
            let (ip, port) = (first.address.ip(), first.address.port());
            let port = match port {
                0 => "…".to_owned(),
                port => port.to_string(),
            };
            lines.push(Spoken::Guest(format!("$ nc {ip} {port}")));
        }
        let read = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim_end().to_owned();
        let say = |message: &ServerMessage| {
            let mut bytes = Vec::new();
            plain::encode(message, phrases, &mut bytes);
            read(bytes)
        };
        if view.form.asks_password() {
            let readable = true;
            lines.push(Spoken::Server(read(plain::password_prompt(
                readable, phrases,
            ))));
            lines.push(Spoken::Guest(PASSWORD.to_owned()));
            let right = ServerMessage::Notice(Notice {
                reason: NoticeReason::PasswordRight,
                message: phrases.say(Phrase::PasswordRight),
                until: None,
            });
            lines.push(Spoken::Server(say(&right)));
        } else {
            lines.push(Spoken::Server(read(plain::prompt(phrases))));
        }
        lines.push(Spoken::Guest(GUEST.to_owned()));
        if let Some(welcome) = welcome(view) {
            lines.push(Spoken::Server(say(&welcome)));
        }
        lines.push(Spoken::Guest(view.texts.get("serving-preview-hello")));
        let receipt = ServerMessage::Ack(Ack {
            number: Number(1),
            id: Some(MessageId(1)),
            time: UnixMillis(0),
        });
        lines.push(Spoken::Receipt(say(&receipt)));
        lines
    }

    fn phrases(&mut self, language: Language) -> &Phrases {
        match &mut self.phrases {
            Some(known) if known.language() != language => *known = Phrases::new(language),
            _ => {}
        }
        self.phrases.get_or_insert_with(|| Phrases::new(language))
    }
}

fn welcome(view: &StartView<'_>) -> Option<ServerMessage> {
    let name = Name::parse(GUEST).ok()?;
    let you = Person {
        id: PersonId(1),
        name: name.clone(),
    };
    let words = view.form.welcome().trim();
    Some(ServerMessage::Welcome(Box::new(Welcome {
        people: vec![Member {
            id: you.id,
            name,
            dialect: tertulia_protocol::Dialect::Plain,
        }]
        .into(),
        you,
        server: String::new(),
        version: 1,
        run: RunId(0),
        resumed: false,
        decided: None,
        limits: tertulia_protocol::Limits::default(),
        exit_words: ExitWords::new(view.form.exit_words()),
        words: (!words.is_empty()).then(|| words.to_owned()),
        latest: MessageId(0),
        people_total: 1,
        missed: 0,
        gap: None,
    })))
}

/// How many people the form lets in; none without a limit.
fn seats(limits: &LimitsForm) -> Option<u32> {
    let people = limits.number(LimitField::People).ok()?;
    (people != 0).then_some(people)
}

/// Height of the words under the table.
const CAPTION: f32 = 24.0;

/// The largest table that fits into so much height, and how high its drawing is.
fn fitting(room: f32) -> Option<(TableSize, f32)> {
    let room = room - CAPTION;
    [(TableSize::Large, 240.0), (TableSize::Compact, 148.0)]
        .into_iter()
        .find(|(_, height)| *height <= room)
}

/// The table that waits, its chairs, and how many seats it has. Where there is no room for the
/// drawing the words say all of it.
fn show_table(ui: &mut Ui, view: &StartView<'_>, room: f32) {
    let palette = palette(ui);
    let seats = seats(&view.form.limits);
    ui.add_space(space::S8);
    if let Some((size, height)) = fitting(room - 3.0 * space::S8) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let port = view.form.address().map(|address| address.port());
        let number = match port {
            Some(port) if port != 0 => port.to_string(),
            _ => "?".to_owned(),
        };
        let surface = if ui.ctx().content_rect().width() >= super::WIDE {
            palette.background
        } else {
            palette.panel
        };
        let table = TableView {
            size,
            number: &number,
            sitters: &[],
            free: seats.map_or(usize::MAX, |seats| seats as usize),
            tail: None,
            speaker: None,
            surface,
        };
        table.paint(ui.painter(), rect, palette);
    }
    let words = match seats {
        Some(seats) => view.texts.with("serving-seats", &[("seats", seats.into())]),
        None => view.texts.get("serving-seats-unlimited"),
    };
    let width = ui.available_width();
    let galley = super::super::paint::line(ui, &words, Type::Small, Ink::Weak, width);
    let (at, response) = ui.allocate_exact_size(vec2(width, CAPTION), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    ui.painter()
        .galley(at.center() - galley.size() / 2.0, galley, palette.weak);
}
