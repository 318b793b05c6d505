//! One client's row.

use egui::{
    Color32, CornerRadius, Popup, Pos2, Rect, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2,
};
use tertulia_protocol::Dialect;
use tertulia_server_core::{ClientId, ClientSnapshot};

use super::super::page::ServerView;
use super::super::paint::{between, left, line, right};
use super::super::sanctions::Kind;
use super::super::seats::{allowance, kind};
use super::super::{ServerAction, words};
use super::Asked;
use super::columns::{Columns, Place};
use crate::look::tokens::Type;
use crate::look::widgets::{IconButton, focus_ring, meter_within};
use crate::look::{Icon, Ink, Seat, SeatKind, icons, palette};
use crate::models::serving::{Addressees, Column};
use crate::texts::Texts;
use crate::windows::menus;

const SEAT: f32 = 11.0;
/// From the column's left edge to the name, which stands behind the seat.
pub(super) const NAME_BEGIN: f32 = 2.0 * SEAT + 8.0;
/// The padlock behind the names of those who are encrypted, and its room.
const LOCK: f32 = 12.0;
const LOCK_GAP: f32 = 4.0;
pub(super) const LOCK_ROOM: f32 = LOCK + LOCK_GAP;

fn talks(texts: &Texts, dialect: Option<Dialect>) -> String {
    match dialect {
        Some(Dialect::App) => texts.get("serving-dialect-app"),
        Some(Dialect::Plain) => texts.get("serving-dialect-plain"),
        None => "–".to_owned(),
    }
}

fn name(texts: &Texts, client: &ClientSnapshot) -> String {
    match &client.name {
        Some(name) => name.to_string(),
        None => texts.get("serving-nameless"),
    }
}

/// The name, and whether it is muted.
fn shown_name(view: &ServerView<'_>, client: &ClientSnapshot) -> String {
    let name = name(view.texts, client);
    match view.model.is_muted(client.client) {
        true => view
            .texts
            .with("serving-muted-name", &[("name", name.into())]),
        false => name,
    }
}

/// Draws the row; gives what the rest of the page is to do.
pub(super) fn show(
    ui: &mut Ui,
    view: &ServerView<'_>,
    columns: &Columns,
    client: &ClientSnapshot,
    rect: Rect,
    actions: &mut Vec<ServerAction>,
) -> Option<Asked> {
    let texts = view.texts;
    let palette = palette(ui);
    let selected = view.model.clients().selected().contains(&client.client);
    let id = ui.scope_id().with(client.client.0);
    let response = ui.interact(rect, id, Sense::click());
    let rate = view.model.clients().rate(client);
    response.widget_info(|| {
        let mut words = format!(
            "{}, {}, {}",
            shown_name(view, client),
            client.address,
            words::used_of(texts, rate)
        );
        if client.encrypted {
            words = format!("{words}, {}", texts.get("serving-encrypted"));
        }
        WidgetInfo::selected(egui::Role::Row, true, selected, words)
    });
    let fill = match (selected, response.hovered()) {
        (true, _) => palette.selection,
        (false, true) => palette.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::ZERO, fill);
    for place in &columns.places {
        show_cell(ui, view, client, *place, columns.meter, rect.center().y);
    }
    focus_ring(ui, rect.shrink(4.0), 0, &response);
    if response.clicked() {
        let also = ui.input(|input| input.modifiers.command);
        actions.push(ServerAction::SelectClient {
            client: client.client,
            also,
        });
    }
    let mut asked = None;
    response.context_menu(|ui| asked = show_menu(ui, view, client, actions));
    let more = texts.with(
        "serving-client-actions",
        &[("who", name(texts, client).into())],
    );
    let place = Rect::from_min_size(
        pos2(columns.actions, rect.center().y - 14.0),
        Vec2::splat(28.0),
    );
    let mut corner = ui.new_child(
        UiBuilder::new()
            .id_salt(("more", client.client.0))
            .max_rect(place),
    );
    let more = IconButton::new(Icon::More, &more).small().show(&mut corner);
    Popup::menu(&more).show(|ui| asked = asked.or(show_menu(ui, view, client, actions)));
    asked
}

fn show_menu(
    ui: &mut Ui,
    view: &ServerView<'_>,
    client: &ClientSnapshot,
    actions: &mut Vec<ServerAction>,
) -> Option<Asked> {
    let texts = view.texts;
    let id = client.client;
    let mut asked = None;
    let writable = client.name.is_some() && view.model.is_running();
    if writable && menus::item(ui, Icon::Private, &texts.get("serving-message-privately")).clicked()
    {
        actions.push(ServerAction::SelectClient {
            client: id,
            also: false,
        });
        actions.push(ServerAction::AddressTo(Addressees::Selected));
        asked = Some(Asked::Write);
    }
    if menus::item(ui, Icon::Copy, &texts.get("serving-copy-its-address")).clicked() {
        actions.push(ServerAction::Copy(client.address.to_string()));
    }
    if menus::item(ui, Icon::Filter, &texts.get("serving-log-of-client")).clicked() {
        let filter = view.model.log().filter().clone().client(Some(id));
        actions.push(ServerAction::FilterLog(filter));
    }
    if writable {
        asked = asked.or(show_mute(ui, view, id, actions));
    }
    if view.model.is_running()
        && menus::destructive(ui, Icon::Ban, &texts.get("serving-ban")).clicked()
    {
        asked = Some(Asked::Sanction(Kind::Ban, id));
    }
    if view.model.is_running()
        && menus::destructive(ui, Icon::Kick, &texts.get("serving-kick")).clicked()
    {
        asked = Some(Asked::Kick(id));
    }
    asked
}

/// Mutes, or lifts the mute.
fn show_mute(
    ui: &mut Ui,
    view: &ServerView<'_>,
    client: ClientId,
    actions: &mut Vec<ServerAction>,
) -> Option<Asked> {
    let texts = view.texts;
    let mut muted = view.model.moderation().muted.iter();
    match muted.find(|(muted, _)| *muted == client) {
        Some((_, mute)) => {
            if menus::item(ui, Icon::Mute, &texts.get("serving-unmute")).clicked() {
                actions.push(ServerAction::Unmute(*mute));
            }
            None
        }
        None => menus::destructive(ui, Icon::Mute, &texts.get("serving-mute"))
            .clicked()
            .then_some(Asked::Sanction(Kind::Mute, client)),
    }
}

fn show_cell(
    ui: &mut Ui,
    view: &ServerView<'_>,
    client: &ClientSnapshot,
    place: Place,
    meter: f32,
    y: f32,
) {
    let texts = view.texts;
    let width = place.right - place.left;
    let figures = |ui: &Ui, words: &str| {
        right(
            ui,
            place.right,
            y,
            line(ui, words, Type::MonoSmall, Ink::Strong, width),
        );
    };
    match place.column {
        Column::Name => show_name(ui, view, client, place, y),
        Column::Address => {
            let words = client.address.to_string();
            let galley = line(ui, &words, Type::MonoSmall, Ink::Strong, width);
            whole_as_tooltip(ui, ("address", client), place, y, galley.elided, words);
            left(ui, place.left, y, galley);
        }
        Column::Dialect => {
            let words = talks(texts, client.dialect);
            left(
                ui,
                place.left,
                y,
                line(ui, &words, Type::Control, Ink::Weak, width),
            );
        }
        Column::ConnectedFor => figures(ui, &words::here_for(client.connected_for)),
        Column::IdleFor => figures(ui, &words::idle_for(texts, client.idle_for)),
        Column::Messages => figures(ui, &words::number(texts, client.messages)),
        Column::BytesIn | Column::BytesOut | Column::Outbox | Column::Bytes => {
            figures(
                ui,
                &words::both_ways(texts, client.bytes_in, client.bytes_out),
            );
        }
        Column::Rate => {
            let rate = view.model.clients().rate(client);
            let cell = between(place.left, y - 8.0, place.right + 8.0, y + 8.0);
            let mut cell = ui.new_child(UiBuilder::new().id_salt(client.client.0).max_rect(cell));
            let (figures, words) = (words::figures(texts, rate), words::used_of(texts, rate));
            meter_within(&mut cell, allowance(rate), &figures, &words, meter);
        }
    }
}

fn show_name(ui: &Ui, view: &ServerView<'_>, client: &ClientSnapshot, place: Place, y: f32) {
    let palette = palette(ui);
    let words = shown_name(view, client);
    let centre = pos2(place.left + SEAT, y);
    let seat = match &client.name {
        Some(name) => Seat::new(palette, name.as_str(), kind(client.dialect)),
        None => Seat {
            initial: None,
            colour: palette.weak,
            kind: SeatKind::Lost,
        },
    };
    seat.paint(ui.painter(), centre, SEAT, palette, palette.panel);
    let ink = if client.name.is_some() {
        Ink::Strong
    } else {
        Ink::Weak
    };
    let begin = place.left + NAME_BEGIN;
    let sign = if client.encrypted { LOCK_ROOM } else { 0.0 };
    let galley = line(ui, &words, Type::Body, ink, place.right - begin - sign);
    let end = begin + galley.size().x;
    let text = Place {
        left: begin,
        ..place
    };
    whole_as_tooltip(ui, ("name", client), text, y, galley.elided, words);
    left(ui, begin, y, galley);
    if client.encrypted {
        show_lock(ui, view, client, pos2(end + LOCK_GAP + LOCK / 2.0, y));
    }
}

/// Says that nobody on the way can read what this client says and hears.
fn show_lock(ui: &Ui, view: &ServerView<'_>, client: &ClientSnapshot, centre: Pos2) {
    let rect = Rect::from_center_size(centre, Vec2::splat(LOCK));
    icons::paint(ui.painter(), rect, Icon::Private, palette(ui).weak);
    let id = ui.scope_id().with(("lock", client.client.0));
    let words = view.texts.get("serving-encrypted");
    ui.interact(rect.expand(4.0), id, Sense::hover())
        .on_hover_text(words);
}

/// What does not fit is told to whoever points at it.
fn whole_as_tooltip(
    ui: &Ui,
    (part, client): (&str, &ClientSnapshot),
    place: Place,
    y: f32,
    elided: bool,
    words: String,
) {
    if elided {
        let rect = between(place.left, y - 11.0, place.right, y + 11.0);
        let id = ui.scope_id().with((part, client.client.0));
        ui.interact(rect, id, Sense::hover()).on_hover_text(words);
    }
}
