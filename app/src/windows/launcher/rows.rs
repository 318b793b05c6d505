//! The saved profiles on the launcher: each starts with one button, a double click or Enter.

use egui::{
    Align, CornerRadius, Frame, Key, Layout, Margin, Popup, Response, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::LauncherAction;
use crate::look::tokens::{radius, space, stroke};
use crate::look::widgets::{Button, IconButton, focus_ring};
use crate::look::{Icon, Ink, Type, palette, text};
use crate::models::launcher::{Host, ProfileRow, Summary};
use crate::settings::{DEFAULT_HOST, DEFAULT_PORT};
use crate::texts::Texts;
use crate::windows::files::Wish;
use crate::windows::menus;
use crate::windows::profiles::{ProfileAction, broken_line, profile_sign};

const ROW: f32 = 56.0;

/// Draws them in one card.
pub(super) fn show(
    ui: &mut Ui,
    rows: &[ProfileRow],
    texts: &Texts,
    actions: &mut Vec<LauncherAction>,
) {
    let colours = palette(ui);
    Frame::new()
        .fill(colours.card)
        .stroke(Stroke::new(stroke::HAIRLINE, colours.hairline))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(4))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            // One button a page is primary: that of the profile used last.
            for (index, row) in rows.iter().enumerate() {
                let action = show_row(ui, row, index == 0, texts);
                actions.extend(action.map(LauncherAction::Profile));
            }
        });
}

fn show_row(ui: &mut Ui, row: &ProfileRow, first: bool, texts: &Texts) -> Option<ProfileAction> {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let usable = row.state.is_ok();
    let (below, ink) = match (&row.state, row.summary()) {
        (Err(error), _) => (broken_line(error, texts), Ink::Danger),
        (Ok(_), Some(summary)) => (summary_line(summary, texts), Ink::Weak),
        (Ok(_), None) => (String::new(), Ink::Weak),
    };
    let name = format!("{}, {below}", row.name);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::ListItem, true, &name));
    let inside = ui.rect_contains_pointer(rect);
    let surface = if inside || response.has_focus() {
        let corner = CornerRadius::same(radius::CONTROL);
        ui.painter().rect_filled(rect, corner, colours.hover);
        colours.hover
    } else {
        colours.card
    };
    profile_sign(ui, pos2(rect.left() + 28.0, rect.center().y), row, surface);

    let from_right = Layout::right_to_left(Align::Center);
    let right = rect.shrink2(vec2(space::S8, 0.0));
    let mut right = ui.new_child(UiBuilder::new().max_rect(right).layout(from_right));
    let mut chosen = more(&mut right, row, texts);
    let start = start_button(&mut right, row, first, texts);
    let used = right.min_rect().left();

    let words = rect
        .with_min_x(rect.left() + 58.0)
        .with_max_x(used - space::S12);
    let mut words = ui.new_child(UiBuilder::new().max_rect(words.shrink2(vec2(0.0, 8.0))));
    words.spacing_mut().item_spacing.y = 0.0;
    text::label_truncated(&mut words, row.name.as_str(), Type::Body, Ink::Strong);
    text::label_truncated(&mut words, below, Type::Small, ink);
    focus_ring(ui, rect.shrink(2.0), radius::CONTROL, &response);

    if start.clicked() || wants_start(ui, &response) {
        let name = row.name.clone();
        chosen = Some(if usable {
            ProfileAction::Start(name)
        } else {
            ProfileAction::Manage(Some(name))
        });
    }
    chosen
}

/// A double click, or Enter on the row.
fn wants_start(ui: &Ui, row: &Response) -> bool {
    row.double_clicked() || (row.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)))
}

fn start_button(ui: &mut Ui, row: &ProfileRow, first: bool, texts: &Texts) -> Response {
    let words = match row.summary() {
        None => texts.get("launcher-broken"),
        Some(Summary::Server { .. }) => texts.get("launcher-start"),
        Some(Summary::Client { .. }) => texts.get("launcher-join"),
    };
    let button = if first && row.state.is_ok() {
        Button::primary(&words)
    } else {
        Button::secondary(&words)
    };
    button.small().min_width(64.0).show(ui)
}

fn more(ui: &mut Ui, row: &ProfileRow, texts: &Texts) -> Option<ProfileAction> {
    let name = || row.name.clone();
    let label = texts.with("launcher-more", &[("name", row.name.as_str().into())]);
    let button = IconButton::new(Icon::More, &label).show(ui);
    let mut chosen = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(200.0);
        if row.state.is_ok()
            && menus::item(ui, Icon::Forward, &texts.get("launcher-open")).clicked()
        {
            chosen = Some(ProfileAction::Load(name()));
        }
        if menus::item(ui, Icon::Rename, &texts.get("launcher-rename")).clicked() {
            chosen = Some(ProfileAction::Manage(Some(name())));
        }
        if menus::item(ui, Icon::Copy, &texts.get("profiles-duplicate")).clicked() {
            chosen = Some(ProfileAction::Duplicate(name()));
        }
        if menus::item(ui, Icon::Export, &texts.get("profiles-export")).clicked() {
            chosen = Some(ProfileAction::Files(Wish::Export(name())));
        }
        if menus::destructive(ui, Icon::Delete, &texts.get("profiles-delete")).clicked() {
            chosen = Some(ProfileAction::AskDelete(name()));
        }
    });
    chosen
}

/// "Server · my network, port 2010 · 5 messages a second".
fn summary_line(summary: Summary<'_>, texts: &Texts) -> String {
    let port_of = |port: Option<u16>| port.unwrap_or(DEFAULT_PORT).to_string();
    match summary {
        Summary::Server {
            bind,
            port,
            max_rate,
        } => {
            let reach = match bind {
                None => texts.get("profile-bind-here-short"),
                Some(ip) if ip.is_unspecified() => texts.get("profile-bind-network-short"),
                Some(ip) => ip.to_string(),
            };
            let port = port_of(port);
            let line = texts.with(
                "launcher-row-server",
                &[("reach", reach.into()), ("port", port.into())],
            );
            match max_rate {
                Some(rate) if rate > 0 => {
                    let rate = texts.with("launcher-row-rate", &[("count", rate.into())]);
                    format!("{line} · {rate}")
                }
                _ => line,
            }
        }
        Summary::Client { name, host, port } => {
            let host = match host {
                None => DEFAULT_HOST.to_owned(),
                Some(Host::Name(name)) => crate::sentences::clean(name),
                Some(Host::Ip(ip)) => ip.to_string(),
            };
            let port = port_of(port);
            let line = texts.with(
                "launcher-row-client",
                &[("host", host.into()), ("port", port.into())],
            );
            let mode = texts.get("profile-mode-client");
            match name {
                Some(name) => format!("{mode} · {} · {line}", crate::sentences::clean(name)),
                None => format!("{mode} · {line}"),
            }
        }
    }
}
