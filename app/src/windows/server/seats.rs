//! The live table: who sits there, how much of the allowance is used, and who speaks.

use std::collections::BTreeMap;

use egui::{Id, Pos2, Rect, Sense, Stroke, Ui};
use tertulia_protocol::Dialect;
use tertulia_server_core::ClientId;

use super::page::ServerView;
use super::paint::{between, left, line};
use super::{ServerAction, words};
use crate::look::motion::{self, Turn};
use crate::look::palette::Palette;
use crate::look::table::{Layout, Sitter, TableSize, TableView};
use crate::look::tokens::{Type, space};
use crate::look::{Allowance, Ink, Seat, SeatKind, palette, ring, seat};
use crate::models::serving::{self, Rate};

/// Height of the legend under the large table.
const LEGEND: f32 = 46.0;

/// Where the tail points, and since when each seat is taken.
#[derive(Debug, Default)]
pub(super) struct Seats {
    tail: Option<Turn>,
    /// When each seat was first drawn; none for those that were there before the page.
    since: BTreeMap<ClientId, Option<f64>>,
    drawn: bool,
}

/// A client's allowance as the drawings take it.
pub(super) fn allowance(rate: Rate) -> Allowance {
    Allowance {
        used: rate.used,
        limit: rate.limit,
    }
}

/// How a seat looks.
pub(super) fn kind(dialect: Option<Dialect>) -> SeatKind {
    match dialect {
        Some(Dialect::App) => SeatKind::App,
        Some(Dialect::Plain) => SeatKind::PlainText,
        None => SeatKind::Lost,
    }
}

impl Seats {
    /// Draws the table in the middle of the room there is.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &ServerView<'_>,
        size: TableSize,
        actions: &mut Vec<ServerAction>,
    ) {
        let palette = palette(ui);
        let mut rect = ui.max_rect();
        if size == TableSize::Large {
            rect.max.y -= LEGEND;
            let legend = between(
                rect.left(),
                rect.bottom(),
                rect.right(),
                rect.bottom() + LEGEND,
            );
            show_legend(ui, view, legend);
        }
        let size = if rect.height() < 300.0 && size == TableSize::Large {
            TableSize::Compact
        } else {
            size
        };
        let now = ui.input(|input| input.time);
        let table = view.model.table();
        // Words are dear, so none that are not written.
        let counts: Vec<String> = if size.has_names(table.places()) {
            (table.seats().iter())
                .map(|seat| words::used_of(view.texts, seat.rate))
                .collect()
        } else {
            Vec::new()
        };
        let sitters: Vec<Sitter<'_>> = (table.seats().iter().enumerate())
            .map(|(index, seat)| {
                let count = counts.get(index).map_or("", String::as_str);
                self.sitter(view, seat, count, now, palette)
            })
            .collect();
        let number = view.model.address().port().to_string();
        let mut drawing = TableView {
            size,
            number: &number,
            sitters: &sitters,
            free: table.free().unwrap_or(usize::MAX),
            tail: None,
            speaker: None,
            surface: palette.background,
        };
        let layout = drawing.layout(rect);
        let speaker = table.speaker().and_then(|speaker| {
            (table.seats().iter()).position(|seat| seat.client == speaker.client)
        });
        self.turn(ui, view, &layout, speaker, now);
        let reduced = motion::is_reduced(ui.ctx());
        drawing.tail = self
            .tail
            .filter(|_| speaker.is_some())
            .map(|tail| tail.angle(now, reduced));
        drawing.speaker = speaker;
        drawing.paint(ui.painter(), rect, palette);
        self.forget(table.seats());
        self.keep_moving(ui, now, reduced);
        point_at(ui, view, rect, &layout, actions);
    }

    fn sitter<'a>(
        &mut self,
        view: &ServerView<'_>,
        seat: &'a serving::Seat,
        count: &'a str,
        now: f64,
        palette: &Palette,
    ) -> Sitter<'a> {
        let since = *self
            .since
            .entry(seat.client)
            .or_insert(self.drawn.then_some(now));
        let shape = if seat.lost {
            SeatKind::Lost
        } else {
            kind(Some(seat.dialect))
        };
        let drawn = Seat::new(palette, seat.name.as_str(), shape);
        let mut sitter =
            Sitter::new(drawn, seat.name.as_str()).with_allowance(allowance(seat.rate), count);
        sitter = sitter.at(seat.place);
        sitter.selected = view.model.clients().selected().contains(&seat.client);
        sitter.presence = since.map_or(1.0, |since| motion::progress(now, since, motion::SEAT));
        sitter
    }

    /// Turns the tail to whoever speaks; it rests while too many do.
    fn turn(
        &mut self,
        ui: &Ui,
        view: &ServerView<'_>,
        layout: &Layout,
        speaker: Option<usize>,
        now: f64,
    ) {
        let Some(place) = speaker.and_then(|speaker| layout.seats.get(speaker)) else {
            return;
        };
        let restless = view.model.throughput().messages > f64::from(motion::RESTLESS_PER_SECOND);
        match &mut self.tail {
            None => self.tail = Some(Turn::resting(place.angle)),
            Some(_) if restless => {}
            Some(tail) => tail.turn_to(place.angle, now, motion::is_reduced(ui.ctx())),
        }
    }

    /// Forgets who has left.
    fn forget(&mut self, seats: &[serving::Seat]) {
        self.drawn = true;
        if self.since.len() > seats.len() {
            let here: std::collections::BTreeSet<ClientId> =
                seats.iter().map(|seat| seat.client).collect();
            self.since.retain(|client, _| here.contains(client));
        }
    }

    fn keep_moving(&self, ui: &Ui, now: f64, reduced: bool) {
        let turning = self.tail.is_some_and(|tail| tail.is_moving(now, reduced));
        let arriving =
            (self.since.values().flatten()).any(|since| now - since < f64::from(motion::SEAT));
        if turning || arriving {
            motion::keep_moving(ui.ctx());
        }
    }
}

/// Who is under the pointer, and choosing them. The keyboard and screen readers have the list.
fn point_at(
    ui: &Ui,
    view: &ServerView<'_>,
    rect: Rect,
    layout: &Layout,
    actions: &mut Vec<ServerAction>,
) {
    let response = ui.interact(rect, Id::unique("server::table"), Sense::CLICK);
    let Some(index) = response.hover_pos().and_then(|at| layout.hit(at)) else {
        return;
    };
    let Some(seat) = view.model.table().seats().get(index) else {
        return;
    };
    if response.clicked() {
        let also = ui.input(|input| input.modifiers.command);
        actions.push(ServerAction::SelectClient {
            client: seat.client,
            also,
        });
    }
    let lost = if seat.lost {
        format!(" ({})", view.texts.get("serving-lost"))
    } else {
        String::new()
    };
    let count = words::used_of(view.texts, seat.rate);
    response.on_hover_text_at_pointer(format!("{}{lost}, {count}", seat.name));
}

fn show_legend(ui: &Ui, view: &ServerView<'_>, rect: Rect) {
    let texts = view.texts;
    let palette = palette(ui);
    let limit = view.model.limits().rate();
    let mut entries = vec![
        (Some(SeatKind::App), texts.get("serving-talks-app")),
        (Some(SeatKind::PlainText), texts.get("serving-talks-plain")),
    ];
    if let Some(limit) = limit {
        let words = texts.with("serving-legend-rate", &[("limit", limit.into())]);
        entries.push((None, words));
    }
    let (sign, gap) = (16.0, space::S16);
    let room = rect.width() - 2.0 * space::S12;
    let words: Vec<_> = entries
        .iter()
        .map(|(_, words)| line(ui, words, Type::Small, Ink::Weak, room / 2.0))
        .collect();
    let wide: f32 = words.iter().map(|words| words.size().x + sign).sum();
    let mut x = rect.center().x - (wide + gap * (words.len() - 1) as f32) / 2.0;
    let y = rect.center().y;
    let stroke = Stroke::new(1.5, palette.weak);
    for ((kind, _), words) in entries.iter().zip(words) {
        let at = Pos2::new(x + 5.0, y);
        match kind {
            Some(kind) => {
                ui.painter().add(seat::legend(*kind, at, 5.5, stroke));
            }
            None => {
                let sign = Allowance::of(2, 5);
                ui.painter()
                    .extend(ring::shapes(at, 1.5, sign, 1.0, palette));
            }
        }
        let width = words.size().x;
        left(ui, x + sign, y, words);
        x += sign + width + gap;
    }
}
