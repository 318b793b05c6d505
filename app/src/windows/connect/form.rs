//! The fields of the form.

use egui::{
    CornerRadius, Key, Popup, Rect, Response, Stroke, StrokeKind, Ui, UiBuilder, Vec2, pos2,
};

use super::{ConnectAction, ConnectView};
use crate::look::seat::{Seat, SeatKind};
use crate::look::tokens::{height, radius, space, stroke};
use crate::look::widgets::{Field, IconButton};
use crate::look::{Icon, Ink, Type, palette, text};
use crate::models::connecting::{ConnectField, ConnectProblem, Resolution};
use crate::models::form::NumberProblem;
use crate::texts::Texts;
use crate::windows::menus;
use tertulia_protocol::NameError;

const SEAT: f32 = 32.0;
/// Below this the host has a line of its own.
const ONE_LINE: f32 = 480.0;

/// Draws all fields. Gives the first one in which something is missing, for the keyboard.
pub(super) fn show(
    ui: &mut Ui,
    view: &ConnectView<'_>,
    actions: &mut Vec<ConnectAction>,
) -> Response {
    let texts = view.texts;
    let name = name_field(ui, view, actions);
    ui.add_space(space::S16);
    let host = address_fields(ui, view, actions);
    ui.add_space(space::S16);
    let label = texts.get("connect-greeting");
    let (note, help) = (
        texts.get("connect-optional"),
        texts.get("connect-greeting-help"),
    );
    let mut typed = view.form.text(ConnectField::Greeting).to_owned();
    let problem = problem(ConnectField::Greeting, view);
    let response = Field::new(&label, &mut typed)
        .note(&note)
        .help(&help)
        .error(problem.as_deref())
        .show(ui);
    note_changes(ui, ConnectField::Greeting, &response, typed, actions);
    if view.form.text(ConnectField::Name).trim().is_empty() {
        name
    } else {
        host
    }
}

fn name_field(ui: &mut Ui, view: &ConnectView<'_>, actions: &mut Vec<ConnectAction>) -> Response {
    let colours = palette(ui);
    let mut typed = view.form.text(ConnectField::Name).to_owned();
    let problem = problem(ConnectField::Name, view);
    let response = Field::new(&view.texts.get("connect-name"), &mut typed)
        .help(&view.texts.get("connect-name-help"))
        .error(problem.as_deref())
        .width(ui.available_width() - SEAT - space::S12)
        .show(ui);
    blame(ui, ConnectField::Name, &response, view);
    // The seat that the others will see.
    if !typed.trim().is_empty() {
        let seat = Seat::new(colours, typed.trim(), SeatKind::App);
        let centre = pos2(ui.max_rect().right() - SEAT / 2.0, response.rect.center().y);
        seat.paint(ui.painter(), centre, SEAT / 2.0, colours, colours.panel);
    }
    note_changes(ui, ConnectField::Name, &response, typed, actions);
    response
}

/// Host, address and port, and below them one line about the host's addresses.
fn address_fields(
    ui: &mut Ui,
    view: &ConnectView<'_>,
    actions: &mut Vec<ConnectAction>,
) -> Response {
    let width = ui.available_width();
    let (gap, port) = (space::S12, 88.0);
    let one_line = width >= ONE_LINE;
    let (host, ip) = if one_line {
        let ip = 176.0;
        (width - port - ip - 2.0 * gap, ip)
    } else {
        (width, width - port - gap)
    };
    let host = if one_line {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let host = field(ui, ConnectField::Host, host, view, actions);
            ip_field(ui, ip, view, actions);
            field(ui, ConnectField::Port, port, view, actions);
            host
        })
        .inner
    } else {
        let host = field(ui, ConnectField::Host, host, view, actions);
        ui.add_space(space::S12);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            ip_field(ui, ip, view, actions);
            field(ui, ConnectField::Port, port, view, actions);
        });
        host
    };
    let about = about_addresses(view);
    if !about.is_empty() {
        ui.add_space(space::S4);
        text::label(ui, about, Type::Small, Ink::Weak);
    }
    host
}

fn field(
    ui: &mut Ui,
    which: ConnectField,
    width: f32,
    view: &ConnectView<'_>,
    actions: &mut Vec<ConnectAction>,
) -> Response {
    let texts = view.texts;
    let label = match which {
        ConnectField::Name => texts.get("connect-name"),
        ConnectField::Host => texts.get("connect-host"),
        ConnectField::Ip => texts.get("connect-ip"),
        ConnectField::Port => texts.get("connect-port"),
        ConnectField::Greeting => texts.get("connect-greeting"),
    };
    let hint = match which {
        ConnectField::Ip => texts.get("connect-ip-hint"),
        _ => String::new(),
    };
    let mut typed = view.form.text(which).to_owned();
    let problem = problem(which, view);
    let mut shown = Field::new(&label, &mut typed)
        .error(problem.as_deref())
        .hint(&hint)
        .width(width);
    if matches!(which, ConnectField::Ip | ConnectField::Port) {
        shown = shown.mono();
    }
    let response = shown.show(ui);
    blame(ui, which, &response, view);
    note_changes(ui, which, &response, typed, actions);
    response
}

/// The address, with a list to choose from where the host has several.
fn ip_field(ui: &mut Ui, width: f32, view: &ConnectView<'_>, actions: &mut Vec<ConnectAction>) {
    let response = field(ui, ConnectField::Ip, width, view, actions);
    let Resolution::Found(addresses) = view.form.resolution() else {
        return;
    };
    if addresses.len() < 2 {
        return;
    }
    let middle = pos2(response.rect.right() - 17.0, response.rect.center().y);
    let place = Rect::from_center_size(middle, Vec2::splat(height::SMALL_BUTTON));
    let mut corner = ui.new_child(UiBuilder::new().max_rect(place));
    let name = view.texts.get("connect-ip-choose");
    let button = IconButton::new(Icon::ChevronDown, &name)
        .small()
        .show(&mut corner);
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(width);
        for ip in addresses {
            let words = ip.to_string();
            let on = words == view.form.text(ConnectField::Ip);
            if menus::choice(ui, &words, on).clicked() {
                actions.push(ConnectAction::Choose(*ip));
            }
        }
    });
}

fn about_addresses(view: &ConnectView<'_>) -> String {
    let texts = view.texts;
    let host = crate::sentences::clean(view.form.text(ConnectField::Host).trim());
    match view.form.resolution() {
        // Whoever typed an address knows it.
        Resolution::Found(_) if host.parse::<std::net::IpAddr>().is_ok() => {
            texts.get("connect-host-help")
        }
        Resolution::Unknown => texts.get("connect-host-help"),
        Resolution::LookingUp => texts.with("connect-host-looking", &[("host", host.into())]),
        Resolution::Found(found) if found.len() > 1 => texts.with(
            "connect-host-several",
            &[("host", host.into()), ("count", found.len().into())],
        ),
        Resolution::Found(_) => texts.with("connect-host-one", &[("host", host.into())]),
        Resolution::NotFound { .. } => texts.with("connect-host-unknown", &[("host", host.into())]),
    }
}

/// The edge of a field that the failure is about. The words stand in the alarm below.
fn blame(ui: &Ui, which: ConnectField, response: &Response, view: &ConnectView<'_>) {
    if view.form.is_blamed(which) && !response.has_focus() {
        let edge = Stroke::new(stroke::INVALID, palette(ui).danger);
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter()
            .rect_stroke(response.rect, corner, edge, StrokeKind::Inside);
    }
}

fn note_changes(
    ui: &Ui,
    field: ConnectField,
    response: &Response,
    typed: String,
    actions: &mut Vec<ConnectAction>,
) {
    if response.changed() {
        actions.push(ConnectAction::Edit(field, typed));
    }
    if response.lost_focus() {
        actions.push(ConnectAction::Leave(field));
        if ui.input(|input| input.key_pressed(Key::Enter)) {
            actions.push(ConnectAction::Submit);
        }
    }
}

fn problem(field: ConnectField, view: &ConnectView<'_>) -> Option<String> {
    Some(worded(&view.form.problem(field)?, view.texts))
}

fn worded(problem: &ConnectProblem, texts: &Texts) -> String {
    match problem {
        ConnectProblem::Name(NameError::Empty) => texts.get("connect-name-empty"),
        ConnectProblem::Name(NameError::TooLong { .. }) => texts.get("connect-name-long"),
        ConnectProblem::Name(NameError::Reserved) => texts.get("connect-name-reserved"),
        ConnectProblem::Name(_) => texts.get("connect-name-bad"),
        ConnectProblem::NoHost => texts.get("connect-host-empty"),
        ConnectProblem::HostCharacter(strange) => {
            let strange = format!("{strange:?}");
            texts.with("connect-host-bad", &[("character", strange.into())])
        }
        ConnectProblem::NotAnIp => texts.get("connect-ip-bad"),
        ConnectProblem::Port(NumberProblem::Empty) => texts.get("connect-port-empty"),
        ConnectProblem::Port(_) => texts.get("connect-port-bad"),
        ConnectProblem::GreetingTooLong { over } => {
            texts.with("connect-greeting-long", &[("count", (*over).into())])
        }
    }
}
