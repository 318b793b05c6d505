//! The table in its three sizes, rows, bands, meters, chips and what stands between messages.

use super::at;
use crate::look::icons::Icon;
use crate::look::log_shapes::LogLevel;
use crate::look::table::{Sitter, TableSize, TableView};
use crate::look::widgets::{
    Alarm, Badge, BadgeKind, Band, BandKind, Button, Chip, ConversationRow, EmptyState, Field,
    IconButton, NumberField, PeopleRow, RowSeat, StateDot, card, check, date_separator, key_name,
    link, meter, new_separator, radio, select,
};
use crate::look::{Allowance, Ink, Palette, Seat, SeatKind, Type, palette, text};
use egui::{Rect, Ui, pos2, vec2};

pub(super) fn draw(ui: &mut Ui) {
    let palette = palette(ui);
    tables(ui, palette);
    lists(ui, palette);
    bands(ui);
    small_things(ui);
}

fn sitter<'a>(palette: &Palette, name: &'a str, used: u32, count: &'a str) -> Sitter<'a> {
    let kind = match name {
        "raspi" => SeatKind::PlainText,
        "Pablo" => SeatKind::Lost,
        _ => SeatKind::App,
    };
    Sitter::new(Seat::new(palette, name, kind), name).with_allowance(Allowance::of(used, 5), count)
}

fn tables(ui: &Ui, palette: &Palette) {
    let background = Rect::from_min_max(pos2(0.0, 0.0), pos2(368.0, 860.0));
    ui.painter().rect_filled(background, 0, palette.background);
    let four = [
        sitter(palette, "Ana", 2, "2 of 5"),
        sitter(palette, "Luis", 4, "4 of 5"),
        sitter(palette, "Marta", 0, "0 of 5"),
        sitter(palette, "raspi", 1, "1 of 5"),
    ];
    let rect = Rect::from_center_size(pos2(184.0, 190.0), vec2(336.0, 336.0));
    paint(
        ui,
        palette,
        TableSize::Large,
        "2010",
        &four,
        252,
        Some(0),
        rect,
    );
    let rect = Rect::from_center_size(pos2(106.0, 470.0), vec2(200.0, 184.0));
    paint(
        ui,
        palette,
        TableSize::Compact,
        "2010",
        &four,
        252,
        Some(0),
        rect,
    );
    let five = ["Ana", "Luis", "Marta", "Maximiliano", "raspi"]
        .map(|name| Sitter::new(sitter(palette, name, 0, "").seat, name));
    let rect = Rect::from_center_size(pos2(282.0, 470.0), vec2(150.0, 150.0));
    paint(ui, palette, TableSize::People, "5", &five, 9, Some(0), rect);
    let lost = [
        sitter(palette, "Ana", 0, "0 of 5"),
        sitter(palette, "Pablo", 0, "lost"),
    ];
    let rect = Rect::from_center_size(pos2(184.0, 710.0), vec2(336.0, 290.0));
    paint(ui, palette, TableSize::Large, "2010", &lost, 3, None, rect);
}

#[expect(clippy::too_many_arguments, reason = "a table for a test, in one line")]
fn paint(
    ui: &Ui,
    palette: &Palette,
    size: TableSize,
    number: &str,
    sitters: &[Sitter<'_>],
    free: usize,
    speaker: Option<usize>,
    rect: Rect,
) {
    let mut view = TableView {
        size,
        number,
        sitters,
        free,
        tail: None,
        speaker,
        surface: palette.background,
    };
    view.tail = speaker.map(|index| view.layout(rect).seats[index].angle);
    view.paint(ui.painter(), rect, palette);
}

fn lists(ui: &mut Ui, palette: &Palette) {
    let surface = palette.background;
    ui.painter().rect_filled(
        Rect::from_min_size(pos2(384.0, 16.0), vec2(236.0, 470.0)),
        6,
        surface,
    );
    let row = |name: &'static str, preview: &'static str, kind| ConversationRow {
        seat: RowSeat::Seat(Seat::new(palette, name, kind)),
        name,
        preview,
        badge: None,
        selected: false,
        surface,
    };
    at(ui, 392.0, 24.0, vec2(219.0, 260.0), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let everyone = ConversationRow {
            seat: RowSeat::Everyone,
            selected: true,
            ..row("Everyone", "Ana: Sure, opening it", SeatKind::App)
        };
        everyone.show(ui);
        let badge = Badge {
            kind: BadgeKind::ForYou,
            number: "3",
            name: "3 unread",
        };
        let luis = row(
            "Luis",
            "Shall I start the flooder now or later?",
            SeatKind::App,
        );
        ConversationRow {
            badge: Some(badge),
            ..luis
        }
        .show(ui);
        let long = "Maximiliano Fernández-Echeverría";
        row(long, "See you tomorrow", SeatKind::App).show(ui);
        row("Pablo", "not here", SeatKind::Lost).show(ui);
    });
    at(ui, 392.0, 240.0, vec2(204.0, 240.0), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let people = [
            ("Ana", "you", SeatKind::App, false),
            ("Marta", "", SeatKind::App, true),
            ("Maximiliano Fernández-Echeverría", "", SeatKind::App, false),
            ("raspi", "plain text", SeatKind::PlainText, false),
        ];
        for (name, note, kind, selected) in people {
            let seat = Seat::new(palette, name, kind);
            PeopleRow {
                seat,
                name,
                note,
                selected,
                surface,
            }
            .show(ui);
        }
        ui.add_space(8.0);
        Field::new("Find", &mut String::new())
            .label_hidden()
            .hint("Filter 5 people")
            .icon(Icon::Search)
            .small()
            .show(ui);
        ui.add_space(8.0);
        Button::quiet("New message…")
            .icon(Icon::Plus)
            .small()
            .show(ui);
    });
}

fn bands(ui: &mut Ui) {
    at(ui, 636.0, 16.0, vec2(528.0, 400.0), |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let reconnecting = Band {
            kind: BandKind::Reconnecting { left: 0.4 },
            title: "The connection was lost. Trying again in 4 s",
            detail: "Third attempt. What you write waits here and is sent afterwards, once.",
        };
        reconnecting.show(ui, |ui| {
            Button::quiet("Stop trying").small().show(ui);
            Button::outline("Try now").small().show(ui);
        });
        let foreign = Band {
            kind: BandKind::Foreign,
            title: "This server speaks plain text and is not Tertulia",
            detail: "Messages are not confirmed here, and there is no list of people.",
        };
        foreign.show(ui, |_| ());
        let alarm = Alarm {
            title: "Nobody listens at ",
            address: "192.168.0.10:2010",
            advice: "That computer answered and refused. Is the server started there, and is its port 2010?",
        };
        alarm.show(ui, |ui| {
            link(ui, "Copy details", Type::Control);
            let details = "connection refused after 2 ms, at 10:37:04";
            text::label(ui, details, Type::Control, Ink::Weak);
        });
        date_separator(ui, "Monday, 23 November");
        new_separator(ui, "2 new");
    });
}

fn small_things(ui: &mut Ui) {
    at(ui, 636.0, 350.0, vec2(528.0, 480.0), |ui| {
        ui.horizontal(|ui| {
            for (level, name, mut on) in [
                (LogLevel::Message, "Messages", true),
                (LogLevel::Came, "Comings", true),
                (LogLevel::Warning, "Warnings", true),
                (LogLevel::Detail, "Detail", false),
            ] {
                Chip::new(name).level(level).show_toggle(ui, &mut on);
            }
            Chip::new("salir").show_removable(ui, "Take salir away");
        });
        ui.horizontal(|ui| {
            meter(ui, Allowance::of(2, 5), "2/5", "2 of 5 used");
            meter(ui, Allowance::of(4, 5), "4/5", "4 of 5 used");
            meter(ui, Allowance::of(0, 5), "0/5", "0 of 5 used");
            meter(ui, Allowance::of(9, 30), "9/30", "9 of 30 used");
        });
        ui.horizontal(|ui| {
            for (dot, word) in [
                (StateDot::Connected, "Connected"),
                (StateDot::PlainText, "Plain text"),
                (StateDot::Reconnecting, "Reconnecting"),
            ] {
                dot.show(ui);
                text::label(ui, word, Type::Small, Ink::Strong);
            }
            key_name(ui, "Shift Enter");
            IconButton::new(Icon::Search, "Find").show(ui);
            IconButton::new(Icon::People, "People")
                .toggle(true)
                .show(ui);
            IconButton::new(Icon::Menu, "Lists")
                .dot(Some(palette(ui).warning))
                .show(ui);
        });
        ui.add_space(8.0);
        ui.horizontal_top(|ui| {
            let steps = ["More", "Less"];
            for (name, value, help) in [
                ("Port", "2010", "The usual one"),
                ("Message length", "1,000", "characters, at most"),
                ("Rate", "5", "messages a second"),
            ] {
                let mut value = value.to_owned();
                let field = Field::new(name, &mut value).help(help).width(144.0);
                NumberField::new(field, 1..=65535, steps).show(ui);
            }
        });
        ui.add_space(8.0);
        let welcome = Field::new(
            "Words of welcome",
            &mut "Networks, Monday group.".to_owned(),
        )
        .note("optional")
        .rows(2)
        .show(ui);
        if !welcome.has_focus() {
            welcome.request_focus();
        }
        ui.add_space(8.0);
        EmptyState {
            icon: Icon::Log,
            title: "No profiles yet",
            text: "Save the settings of a server or a chat and open them here.",
            action: Some("Import…"),
        }
        .show(ui);
        card(ui, |ui| {
            ui.set_width(200.0);
            text::label(ui, "192.168.0.10", Type::Address, Ink::Strong);
        });
    });
    choices(ui);
}

fn choices(ui: &mut Ui) {
    at(ui, 888.0, 784.0, vec2(300.0, 90.0), |ui| {
        ui.horizontal(|ui| {
            check(ui, &mut true, "Reconnect by itself");
            check(ui, &mut false, "Off");
        });
        ui.horizontal(|ui| {
            radio(ui, true, "One");
            radio(ui, false, "Two");
            select(ui, "profile", "Profile", "Classroom", 150.0, |_| ());
        });
    });
}
