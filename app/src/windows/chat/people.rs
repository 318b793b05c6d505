//! The people in the room: the small table, a filter, and who is here.

use egui::{Id, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};
use tertulia_protocol::PersonId;

use super::action::ChatAction;
use super::message::seat_kind;
use super::{ChatView, message};
use crate::look::icons::Icon;
use crate::look::motion::{self, Turn};
use crate::look::table::{Sitter, TableSize, TableView};
use crate::look::tokens::{height, space, stroke};
use crate::look::widgets::{Field, PeopleRow};
use crate::look::{Ink, Seat, Type, palette, text};
use crate::models::chat::Author;

const TABLE: f32 = 158.0;
/// Further people are asked for when the last known one is so near.
const NEAR_THE_END: usize = 40;

/// What the people list remembers.
#[derive(Debug, Default)]
pub(super) struct PeopleList {
    filter: String,
    tail: Option<Turn>,
    /// The filter wants the keyboard.
    pub(super) focus_filter: bool,
}

impl PeopleList {
    /// Draws the list; gives whether somebody was chosen.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &ChatView<'_>,
        actions: &mut Vec<ChatAction>,
    ) -> bool {
        let people = view.model.people();
        let whole = ui.available_rect_before_wrap();
        ui.spacing_mut().item_spacing.y = 0.0;
        // In low windows the names matter more than the drawing.
        if whole.height() > 420.0 {
            let size = vec2(whole.width(), TABLE);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            self.show_table(ui, view, rect);
            let line = egui::Stroke::new(stroke::HAIRLINE, palette(ui).hairline);
            ui.painter()
                .hline(rect.x_range(), rect.bottom().floor() + 0.5, line);
        }
        let top = ui.available_rect_before_wrap().top();
        let inner = Rect::from_min_max(
            pos2(whole.left() + 6.0, top + 11.0),
            pos2(whole.right() - 6.0, whole.bottom()),
        );
        let mut ui = ui.new_child(UiBuilder::new().max_rect(inner));
        let ui = &mut ui;
        ui.spacing_mut().item_spacing.y = 0.0;
        self.show_filter(ui, view);
        ui.add_space(6.0);
        let matching: Vec<(PersonId, &Author)> = people
            .matching(&self.filter)
            .map(|(id, author)| (id, author.as_ref()))
            .collect();
        if matching.is_empty() {
            ui.add_space(space::S8);
            let words = view.texts.get("chat-no-people");
            text::label(ui, words, Type::Small, Ink::Weak);
        }
        let mut chosen = false;
        let shown = ScrollArea::vertical()
            .id_salt("people")
            .auto_shrink(false)
            .show_rows(ui, height::PEOPLE_ROW, matching.len(), |ui, range| {
                let end = range.end;
                for (id, author) in &matching[range] {
                    chosen |= row(ui, view, *id, author, actions);
                }
                end
            });
        if people.has_more() && shown.inner + NEAR_THE_END > matching.len() {
            actions.push(ChatAction::LoadPeople);
        }
        chosen
    }

    fn show_filter(&mut self, ui: &mut Ui, view: &ChatView<'_>) {
        let total = view.model.people().total();
        let words = view
            .texts
            .with("chat-filter-people", &[("count", total.into())]);
        let id = Id::unique("chat people filter");
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(4.0);
            let width = ui.available_width() - 4.0;
            Field::new(&words, &mut self.filter)
                .hint(&words)
                .icon(Icon::Search)
                .small()
                .label_hidden()
                .width(width)
                .id(id)
                .show(ui);
        });
        if std::mem::take(&mut self.focus_filter) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }

    fn show_table(&mut self, ui: &Ui, view: &ChatView<'_>, rect: Rect) {
        let palette = palette(ui);
        let model = view.model;
        let people: Vec<(PersonId, &Author)> = model
            .people()
            .iter()
            .map(|(id, author)| (id, author.as_ref()))
            .collect();
        let sitters: Vec<Sitter<'_>> = people
            .iter()
            .map(|(_, author)| {
                let seat = Seat::new(palette, &author.name, seat_kind(author));
                Sitter::new(seat, &author.name)
            })
            .collect();
        let speaker = model
            .spoke()
            .and_then(|spoke| people.iter().position(|(id, _)| *id == spoke.person));
        let total = model.people().total();
        let free = model.limits().map_or(1, |limits| match limits.max_clients {
            0 => 1,
            most => u64::from(most).saturating_sub(total).min(8) as usize,
        });
        let number = view.texts.with("chat-number", &[("count", total.into())]);
        let mut table = TableView {
            size: TableSize::People,
            number: &number,
            sitters: &sitters,
            free,
            tail: None,
            speaker,
            surface: palette.background,
        };
        let layout = table.layout(rect);
        if let Some(place) = speaker.and_then(|index| layout.seats.get(index)) {
            let (now, reduced) = (ui.input(|input| input.time), motion::is_reduced(ui.ctx()));
            let turn = self.tail.get_or_insert(Turn::resting(place.angle));
            turn.turn_to(place.angle, now, reduced);
            table.tail = Some(turn.angle(now, reduced));
            if turn.is_moving(now, reduced) {
                motion::keep_moving(ui.ctx());
            }
        }
        table.paint(ui.painter(), rect, palette);
    }
}

fn row(
    ui: &mut Ui,
    view: &ChatView<'_>,
    person: PersonId,
    author: &Author,
    actions: &mut Vec<ChatAction>,
) -> bool {
    let palette = palette(ui);
    let me = view.model.is_me(person);
    let shown = PeopleRow {
        seat: Seat::new(palette, &author.name, seat_kind(author)),
        name: &author.name,
        note: &message::note(author, me, view),
        selected: view.model.selected().person() == Some(person),
        surface: palette.background,
    };
    let clicked = shown.show(ui).clicked() && !me;
    if clicked {
        actions.push(ChatAction::OpenDirect(person));
    }
    clicked
}
