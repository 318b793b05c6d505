//! Colours, names, icons, log shapes, buttons, fields, rings, toasts and a question.

use super::{at, heading, words};
use crate::look::icons::{self, Icon};
use crate::look::log_shapes::LogLevel;
use crate::look::widgets::{Button, Field, Question, Toast, dialog, toast};
use crate::look::{Allowance, Ink, Palette, Seat, SeatKind, Type, palette, ring};
use egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

pub(super) fn draw(ui: &mut Ui) {
    let palette = palette(ui);
    colours(ui, palette);
    names(ui, palette);
    icon_sheet(ui, palette);
    levels(ui, palette);
    controls(ui, palette);
}

fn colours(ui: &Ui, palette: &Palette) {
    heading(ui, 28.0, 33.0, "Colours");
    let swatches: [(&str, Color32); 14] = [
        ("background", palette.background),
        ("panel", palette.panel),
        ("card", palette.card),
        ("field", palette.field),
        ("hover", palette.hover),
        ("selection", palette.selection),
        ("mention", palette.mention),
        ("operator", palette.operator),
        ("alarm", palette.alarm),
        ("hairline", palette.hairline),
        ("control", palette.control),
        ("accent", palette.accent),
        ("warning", palette.warning),
        ("danger", palette.danger),
    ];
    for (index, (name, colour)) in swatches.into_iter().enumerate() {
        let (x, y) = (
            28.0 + 108.0 * (index % 6) as f32,
            50.0 + 80.0 * (index / 6) as f32,
        );
        let rect = Rect::from_min_size(pos2(x, y), vec2(100.0, 34.0));
        let edge = Stroke::new(1.0, palette.hairline);
        ui.painter().rect(rect, 6, colour, edge, StrokeKind::Inside);
        let left = Align2::LEFT_CENTER;
        words(ui, x, y + 47.0, left, Type::Small, Ink::Normal, name);
        let [r, g, b, _] = colour.to_array();
        let hex = format!("#{r:02X}{g:02X}{b:02X}");
        words(ui, x, y + 62.0, left, Type::MonoSmall, Ink::Weak, &hex);
    }
}

fn names(ui: &Ui, palette: &Palette) {
    heading(ui, 28.0, 309.0, "Names, 12 colours");
    for index in 0..12 {
        let x = 28.0 + 114.0 * (index % 6) as f32;
        let y = 340.0 + 36.0 * (index / 6) as f32;
        let seat = Seat {
            initial: char::from_digit(index as u32 + 10, 36)
                .map(|letter| letter.to_ascii_uppercase()),
            colour: palette.name_colour_at(index),
            kind: SeatKind::App,
        };
        seat.paint(
            ui.painter(),
            pos2(x + 11.0, y),
            11.0,
            palette,
            palette.panel,
        );
        ui.painter().text(
            pos2(x + 28.0, y),
            Align2::LEFT_CENTER,
            format!("Name {index}"),
            Type::Body.font(),
            seat.colour,
        );
    }
}

fn icon_sheet(ui: &Ui, palette: &Palette) {
    heading(ui, 28.0, 419.0, "Icons, 24 grid, 1.5 stroke");
    for (index, icon) in Icon::ALL.iter().enumerate() {
        let x = 58.0 + 64.0 * (index % 11) as f32;
        let y = 453.0 + 54.0 * (index / 11) as f32;
        let rect = Rect::from_center_size(pos2(x, y), Vec2::splat(24.0));
        icons::paint(ui.painter(), rect, *icon, palette.normal);
        let name = format!("{icon:?}");
        let middle = Align2::CENTER_CENTER;
        words(
            ui,
            x,
            y + 21.0,
            middle,
            Type::Small,
            Ink::Weak,
            &name[..name.len().min(8)],
        );
    }
}

fn levels(ui: &Ui, palette: &Palette) {
    heading(ui, 28.0, 677.0, "Log levels");
    let names = [
        "detail", "notice", "message", "came", "left", "warning", "cut off", "operator",
    ];
    let mut x = 28.0;
    for (level, name) in LogLevel::ALL.into_iter().zip(names) {
        let rect = Rect::from_min_size(pos2(x, 697.0), Vec2::splat(14.0));
        level.paint(ui.painter(), rect, palette, palette.panel);
        let left = Align2::LEFT_CENTER;
        words(ui, x + 20.0, 704.0, left, Type::Control, Ink::Normal, name);
        x += 84.0;
    }
}

fn controls(ui: &mut Ui, palette: &Palette) {
    let x = 764.0;
    heading(ui, x, 33.0, "Buttons");
    at(ui, x, 50.0, vec2(400.0, 36.0), |ui| {
        ui.horizontal(|ui| {
            Button::primary("Connect").show(ui);
            Button::secondary("Cancel").show(ui);
            Button::outline("Try now").show(ui);
            Button::destructive("Kick…").show(ui);
        });
    });
    at(ui, x, 94.0, vec2(400.0, 36.0), |ui| {
        ui.horizontal(|ui| {
            Button::quiet("Import…").show(ui);
            Button::secondary("Import…")
                .icon(Icon::Import)
                .small()
                .show(ui);
            Button::primary("Send").icon(Icon::Send).show(ui);
        });
    });
    at(ui, x, 142.0, vec2(400.0, 36.0), |ui| {
        ui.horizontal(|ui| {
            Button::outline("Small").small().show(ui);
            Button::secondary("Unavailable")
                .unavailable(Some("Nothing to send"))
                .show(ui);
        });
    });
    heading(ui, x, 207.0, "Fields");
    at(ui, x, 224.0, vec2(188.0, 100.0), |ui| {
        Field::new("Name", &mut "Ana".to_owned()).show(ui);
    });
    at(ui, 964.0, 224.0, vec2(188.0, 100.0), |ui| {
        Field::new("Name", &mut "Server".to_owned())
            .error(Some("This name is reserved. Choose another."))
            .show(ui);
    });
    heading(ui, x, 353.0, "Allowance, drawn around a seat");
    rings(ui, palette);
    heading(ui, x, 443.0, "Toasts");
    at(ui, x, 460.0, vec2(372.0, 44.0), |ui| {
        toast::show_in_flow(ui, &Toast::done("Address copied"), "Close");
    });
    at(ui, x, 512.0, vec2(372.0, 44.0), |ui| {
        let toast = Toast::with_action("Message to Pablo discarded", "Undo");
        toast::show_in_flow(ui, &toast, "Close");
    });
    at(ui, x, 564.0, vec2(372.0, 66.0), |ui| {
        let toast = Toast::failed("The profile could not be saved: no space is left on the device");
        toast::show_in_flow(ui, &toast, "Close");
    });
    heading(ui, x, 659.0, "Dialog");
    at(ui, x, 676.0, vec2(372.0, 170.0), |ui| {
        let question = Question {
            title: "Stop the server?",
            consequence: "4 people are connected. They are told first, then every connection is closed.",
            safe: "Keep running",
            act: "Stop server",
            act_icon: Some(Icon::Stop),
        };
        dialog::show_in_flow(ui, question);
    });
}

fn rings(ui: &Ui, palette: &Palette) {
    let people = [
        ("Ana", SeatKind::App, 0),
        ("Ana", SeatKind::App, 2),
        ("Ana", SeatKind::App, 4),
        ("Ana", SeatKind::App, 5),
        ("raspi", SeatKind::PlainText, 1),
        ("raspi", SeatKind::PlainText, 4),
    ];
    for (index, (name, kind, used)) in people.into_iter().enumerate() {
        let centre = pos2(786.0 + 68.0 * index as f32, 392.0);
        let seat = Seat::new(palette, name, kind);
        seat.paint(ui.painter(), centre, 16.0, palette, palette.panel);
        let ring = ring::shapes(centre, 16.0, Allowance::of(used, 5), 1.0, palette);
        ui.painter().extend(ring);
    }
}
