//! Which columns there are, where they stand, and their heads.

use egui::{Rect, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::ServerAction;
use super::super::page::{ServerView, Span};
use super::super::paint::{between, left, line, right};
use super::super::words;
use super::row;
use crate::look::tokens::{Type, radius, space};
use crate::look::widgets::focus_ring;
use crate::look::{Icon, Ink, icons, palette, ring};
use crate::models::serving::{Column, Rate};
use crate::texts::Texts;

const GAP: f32 = 10.0;
/// Room at the right for a row's actions.
const ACTIONS: f32 = 32.0;
/// A name has so much at least, with the padlock behind it.
const NAME: f32 = 98.0;
/// From here on a wider table spreads its columns rather than the names.
const NAME_AMPLE: f32 = 260.0;
/// The sign beside the head of the column that sorts.
const SIGN: f32 = 16.0;
/// A meter is still read when its drawing has become so narrow.
const METER: f32 = 30.0;
/// What stands between a meter's drawing and its figures.
const METER_GAP: f32 = space::S8;

/// One column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) column: Column,
    pub(super) left: f32,
    pub(super) right: f32,
    /// Numbers end at the right edge.
    pub(super) to_right: bool,
}

/// All of them, from left to right.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) places: Vec<Place>,
    /// Where a row's actions are.
    pub(super) actions: f32,
    /// How wide the drawings of the meters are at most.
    pub(super) meter: f32,
}

/// How wide a column has to be for all of it to be read, and how wide it would like to be.
#[derive(Debug, Clone, Copy)]
struct Width {
    column: Column,
    least: f32,
    wanted: f32,
}

impl Columns {
    pub(super) fn new(ui: &Ui, view: &ServerView<'_>, span: Span, rect: Rect) -> Self {
        let all: &[Column] = match span {
            Span::Wide => &[
                Column::Address,
                Column::Dialect,
                Column::ConnectedFor,
                Column::IdleFor,
                Column::Messages,
                Column::Bytes,
                Column::Rate,
            ],
            Span::Strip | Span::Middle | Span::Narrow => {
                &[Column::Address, Column::IdleFor, Column::Rate]
            }
            Span::Tabs => &[Column::IdleFor, Column::Rate],
        };
        let end = rect.right() - space::S8 - ACTIONS;
        let begin = rect.left() + space::S16;
        let figures = figures_width(ui, view);
        let mut widths: Vec<Width> = (all.iter())
            .map(|column| width(ui, view, *column, figures))
            .collect();
        let sum = |widths: &[Width], of: fn(&Width) -> f32| -> f32 { widths.iter().map(of).sum() };
        let spare = |widths: &[Width]| {
            let least = sum(widths, |width| width.least + GAP);
            end - begin - NAME - least
        };
        // What does not fit beside a name goes, the least wanted first.
        while widths.len() > 1 && spare(&widths) < 0.0 {
            widths.remove(0);
        }
        let mut left = spare(&widths).max(0.0);
        // The boxes of a meter say more than air between figures.
        for rate in widths
            .iter_mut()
            .filter(|width| width.column == Column::Rate)
        {
            let more = left.min(rate.wanted - rate.least);
            rate.least += more;
            left -= more;
        }
        // So does a name that is whole.
        let name = left.min((name_wanted(ui, view) - NAME).max(0.0));
        left -= name;
        let wish = sum(&widths, |width| width.wanted - width.least);
        let share = if wish > 0.0 {
            (left / wish).min(1.0)
        } else {
            0.0
        };
        left -= share * wish;
        // The meter stays at the edge; between the others there is more air.
        let ample = NAME_AMPLE - NAME - name;
        let spread = (left - ample).max(0.0) / widths.len() as f32;
        for width in &mut widths {
            width.least += share * (width.wanted - width.least);
            if width.column != Column::Rate {
                width.least += spread;
            }
        }
        Self::place(&widths, begin, end, figures)
    }

    /// Places columns of these widths, from the right; the name gets what is left.
    fn place(widths: &[Width], begin: f32, end: f32, figures: f32) -> Self {
        let taken: f32 = widths.iter().map(|width| width.least + GAP).sum();
        let mut x = (end - taken).max(begin);
        let mut places = vec![Place {
            column: Column::Name,
            left: begin,
            right: x,
            to_right: false,
        }];
        let mut meter = METER;
        for Width { column, least, .. } in widths {
            // Figures end where the meter begins: a little more air.
            let air = if *column == Column::Rate { GAP } else { 0.0 };
            let (left, right) = (x + GAP + air, x + GAP + least);
            if *column == Column::Rate {
                meter = right - left - METER_GAP - figures;
            }
            places.push(Place {
                column: *column,
                left,
                right,
                to_right: !matches!(column, Column::Address | Column::Dialect | Column::Rate),
            });
            x = right;
        }
        Self {
            places,
            actions: end + 2.0,
            meter,
        }
    }
}

/// A name's column that has room for those who have no name yet.
fn name_wanted(ui: &Ui, view: &ServerView<'_>) -> f32 {
    let nameless = view.texts.get("serving-nameless");
    row::NAME_BEGIN + measure(ui, &nameless, Type::Body) + row::LOCK_ROOM
}

/// The width of the longest figures beside a meter.
fn figures_width(ui: &Ui, view: &ServerView<'_>) -> f32 {
    let limit = view.model.limits().rate();
    let most = u32::try_from(limit.unwrap_or(9_999)).unwrap_or(u32::MAX);
    let rate = Rate {
        used: most,
        limit: limit.map(|_| most),
    };
    let figures = words::figures(view.texts, rate);
    measure(ui, &figures, Type::MonoSmall)
}

fn measure(ui: &Ui, words: &str, size: Type) -> f32 {
    line(ui, words, size, Ink::Weak, f32::INFINITY)
        .size()
        .x
        .ceil()
}

/// `figures` is the width of the longest ones beside a meter.
fn width(ui: &Ui, view: &ServerView<'_>, column: Column, figures: f32) -> Width {
    let texts = view.texts;
    let head = measure(ui, &head(texts, column), Type::Small);
    // The longest that has to be read, and how wide the column is where there is room.
    let (longest, wanted) = match column {
        Column::Name => (NAME, NAME),
        Column::Address => (
            measure(ui, "255.255.255.255:65535", Type::MonoSmall).max(head + SIGN),
            166.0,
        ),
        Column::Dialect => {
            let words = [
                texts.get("serving-dialect-app"),
                texts.get("serving-dialect-plain"),
            ];
            let words = words.map(|words| measure(ui, &words, Type::Control));
            (words[0].max(words[1]).max(head + SIGN), 60.0)
        }
        Column::ConnectedFor => (measure(ui, "99:59:59", Type::MonoSmall), 74.0),
        Column::IdleFor => (measure(ui, "59 min", Type::MonoSmall), 66.0),
        Column::Messages => (measure(ui, "999,999", Type::MonoSmall), 74.0),
        Column::BytesIn | Column::BytesOut | Column::Outbox | Column::Bytes => {
            (measure(ui, "999 / 999 M", Type::MonoSmall), 96.0)
        }
        Column::Rate => {
            let rest = GAP + METER_GAP + figures;
            let drawing = meter_width(view.model.limits().rate());
            let least = drawing.min(METER) + rest;
            (least.max(head + GAP + SIGN), drawing + rest)
        }
    };
    let least = longest.max(head);
    Width {
        column,
        least,
        wanted: wanted.max(least),
    }
}

/// How wide a meter's drawing is where there is room for it.
fn meter_width(limit: Option<usize>) -> f32 {
    let ticks = limit.filter(|limit| *limit <= ring::MOST_TICKS as usize);
    ticks.map_or(90.0, |ticks| 12.0 * ticks as f32 - 3.0)
}

fn head(texts: &Texts, column: Column) -> String {
    match column {
        Column::Name => texts.get("serving-column-name"),
        Column::Address => texts.get("serving-column-address"),
        Column::Dialect => texts.get("serving-column-talks"),
        Column::ConnectedFor => texts.get("serving-column-here-for"),
        Column::IdleFor => texts.get("serving-column-idle"),
        Column::Messages => texts.get("serving-column-messages"),
        Column::BytesIn | Column::BytesOut | Column::Outbox | Column::Bytes => {
            texts.get("serving-column-bytes")
        }
        Column::Rate => texts.get("serving-column-rate"),
    }
}

/// The heads; pressing one sorts by it.
pub(super) fn show_heads(
    ui: &Ui,
    view: &ServerView<'_>,
    columns: &Columns,
    rect: Rect,
    actions: &mut Vec<ServerAction>,
) {
    let sorting = view.model.clients().sorting();
    for place in &columns.places {
        let words = head(view.texts, place.column);
        let cell = between(
            place.left - 4.0,
            rect.top() + 1.0,
            place.right + 4.0,
            rect.bottom() - 1.0,
        );
        let id = ui.scope_id().with(("head", place.column));
        let response = ui.interact(cell, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &words));
        if response.clicked() {
            actions.push(ServerAction::Sort(place.column));
        }
        let sorted = sorting.column == place.column;
        let ink = if sorted || response.hovered() {
            Ink::Strong
        } else {
            Ink::Weak
        };
        let sign = if sorted && !place.to_right { SIGN } else { 0.0 };
        let width = place.right - place.left - sign;
        let galley = line(ui, &words, Type::Small, ink, width);
        let y = rect.center().y;
        let after = if place.to_right {
            // Over its figures whatever sorts; the sign stands in the gap.
            right(ui, place.right, y, galley);
            place.right + GAP / 2.0 + 1.0
        } else {
            let end = place.left + galley.size().x;
            left(ui, place.left, y, galley);
            end + SIGN / 2.0 + 1.0
        };
        if sorted {
            let icon = if sorting.descending {
                Icon::ChevronUp
            } else {
                Icon::ChevronDown
            };
            let place = Rect::from_center_size(pos2(after, y), Vec2::splat(14.0));
            icons::paint(ui.painter(), place, icon, palette(ui).strong);
        }
        focus_ring(ui, cell.shrink(3.0), radius::CHIP, &response);
    }
}
