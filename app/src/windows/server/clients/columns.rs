//! Which columns there are, where they stand, and their heads.

use egui::{Rect, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::super::ServerAction;
use super::super::page::{ServerView, Span};
use super::super::paint::{between, left, line, right};
use crate::look::tokens::{Type, radius, space};
use crate::look::widgets::focus_ring;
use crate::look::{Icon, Ink, icons, palette, ring};
use crate::models::serving::Column;
use crate::texts::Texts;

const GAP: f32 = 10.0;
/// Room at the right for a row's actions.
const ACTIONS: f32 = 32.0;
/// A name wants so much, and gets what is left.
const NAME: f32 = 96.0;

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
}

impl Columns {
    pub(super) fn new(span: Span, rect: Rect, limit: Option<usize>) -> Self {
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
        let mut widths: Vec<(Column, f32)> = (all.iter())
            .map(|column| (*column, width(*column, limit)))
            .collect();
        let taken =
            |widths: &[(Column, f32)]| -> f32 { widths.iter().map(|(_, width)| width + GAP).sum() };
        // What does not fit beside a name goes, the least wanted first.
        while widths.len() > 1 && end - begin - taken(&widths) < NAME {
            widths.remove(0);
        }
        let name_end = (end - taken(&widths)).max(begin);
        let mut places = vec![Place {
            column: Column::Name,
            left: begin,
            right: name_end,
            to_right: false,
        }];
        let mut x = name_end;
        for (column, width) in widths {
            // Figures end where the meter begins: a little more air.
            let air = if column == Column::Rate { GAP } else { 0.0 };
            places.push(Place {
                column,
                left: x + GAP + air,
                right: x + GAP + width,
                to_right: !matches!(column, Column::Address | Column::Dialect | Column::Rate),
            });
            x += GAP + width;
        }
        Self {
            places,
            actions: end + 2.0,
        }
    }
}

fn width(column: Column, limit: Option<usize>) -> f32 {
    match column {
        Column::Name => NAME,
        Column::Address => 166.0,
        Column::Dialect => 60.0,
        Column::ConnectedFor => 74.0,
        Column::IdleFor => 66.0,
        Column::Messages => 74.0,
        Column::BytesIn | Column::BytesOut | Column::Outbox | Column::Bytes => 96.0,
        Column::Rate => {
            let ticks = limit.filter(|limit| *limit <= ring::MOST_TICKS as usize);
            let digits = limit.map_or(6, |limit| 2 * limit.to_string().len() + 1);
            ticks.map_or(90.0, |ticks| 12.0 * ticks as f32) + 8.0 + GAP + 7.3 * digits as f32
        }
    }
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
        let id = ui.scope_id().with(("head", place.left as i32));
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
        let sign = if sorted { 16.0 } else { 0.0 };
        let width = place.right - place.left - sign;
        let galley = line(ui, &words, Type::Small, ink, width);
        let y = rect.center().y;
        let after = if place.to_right {
            right(ui, place.right - sign, y, galley);
            place.right - sign / 2.0
        } else {
            let end = place.left + galley.size().x;
            left(ui, place.left, y, galley);
            end + sign / 2.0 + 1.0
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
