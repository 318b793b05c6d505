//! Sheets of all components, drawn without a window and compared with saved pictures.
//!
//! `UPDATE_SNAPSHOTS=true cargo test gallery` draws the pictures anew; look at them before
//! committing them.

mod sheet_one;
mod sheet_three;
mod sheet_two;

use super::{Ink, Palette, Type, install, palette};
use egui::{Align2, LayerId, Rect, Theme, Ui, UiBuilder, Vec2, pos2, vec2};
use egui_kittest::{Harness, SnapshotResults};

/// Draws a sheet in both themes.
fn compare(name: &str, size: Vec2, draw: impl Fn(&mut Ui) + Copy + 'static) {
    let mut results = SnapshotResults::new();
    for (theme, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let mut harness = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_accessibility_check(true)
            .wgpu()
            .build_ui(move |ui| {
                install(ui.ctx());
                ui.ctx().set_theme(theme);
                let sheet = ui.ctx().content_rect();
                let behind = ui.ctx().layer_painter(LayerId::background());
                behind.rect_filled(sheet, 0, Palette::of(theme).panel);
                ui.visuals_mut().text_cursor.blink = false;
                ui.set_clip_rect(sheet);
                ui.scope_builder(UiBuilder::new().max_rect(sheet), draw);
            });
        harness.run_steps(12);
        harness.snapshot(format!("look/{name}-{suffix}"));
        results.extend_harness(&mut harness);
    }
}

/// A child page at a place of the sheet.
fn at<R>(ui: &mut Ui, x: f32, y: f32, size: Vec2, add: impl FnOnce(&mut Ui) -> R) -> R {
    let rect = Rect::from_min_size(pos2(x, y), size);
    let builder = UiBuilder::new().id_salt((x as i32, y as i32));
    ui.scope_builder(builder.max_rect(rect), add).inner
}

/// Words with their middle at a place.
fn words(ui: &Ui, x: f32, y: f32, align: Align2, size: Type, ink: Ink, words: &str) {
    let colour = palette(ui).ink(ink);
    ui.painter()
        .text(pos2(x, y), align, words, size.font(), colour);
}

fn heading(ui: &Ui, x: f32, y: f32, text: &str) {
    words(
        ui,
        x,
        y,
        Align2::LEFT_CENTER,
        Type::Control,
        Ink::Weak,
        text,
    );
}

#[test]
fn gallery_one_colours_icons_controls() {
    compare("components", vec2(1180.0, 864.0), sheet_one::draw);
}

#[test]
fn gallery_two_tables_rows_bands() {
    compare("tables-and-rows", vec2(1180.0, 880.0), sheet_two::draw);
}

#[test]
fn gallery_three_marks_and_full_tables() {
    compare("marks-and-crowds", vec2(1180.0, 560.0), sheet_three::draw);
}
