//! Marks, the launcher's art, the empty table, 20 people and a crowd.

use crate::look::mark::{self, LauncherArt, MarkColours};
use crate::look::table::{Sitter, TableSize, TableView};
use crate::look::{Allowance, Palette, Seat, SeatKind, palette};
use egui::{Rect, Ui, Vec2, pos2};

pub(super) fn draw(ui: &mut Ui) {
    let palette = palette(ui);
    ui.painter()
        .rect_filled(ui.max_rect(), 0, palette.background);
    marks(ui, palette);
    for (people, x) in [(0, 180.0), (20, 540.0), (256, 940.0)] {
        crowd(ui, palette, people, x);
    }
}

fn marks(ui: &Ui, palette: &Palette) {
    let square = |x: f32, size: f32| Rect::from_center_size(pos2(x, 70.0), Vec2::splat(size));
    let lit = MarkColours::lit(palette, palette.background);
    mark::paint(ui.painter(), square(40.0, 34.0), lit);
    mark::paint(
        ui.painter(),
        square(90.0, 26.0),
        MarkColours::profile(palette),
    );
    mark::paint(
        ui.painter(),
        square(130.0, 26.0),
        MarkColours::operator(palette),
    );
    mark::paint(
        ui.painter(),
        square(165.0, 14.0),
        MarkColours::operator(palette),
    );
    for (art, x) in [(LauncherArt::Start, 260.0), (LauncherArt::Join, 400.0)] {
        ui.painter()
            .extend(mark::launcher_art(art, square(x, 88.0), palette));
    }
    mark::paint(ui.painter(), square(540.0, 120.0), lit);
}

fn crowd(ui: &Ui, palette: &Palette, people: usize, x: f32) {
    let names: Vec<_> = (0..people).map(|index| format!("P{index}")).collect();
    let sitters: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let kind = if index % 5 == 4 {
                SeatKind::PlainText
            } else {
                SeatKind::App
            };
            let used = if index == 7 { 4 } else { index as u32 % 3 };
            let mut sitter = Sitter::new(Seat::new(palette, name, kind), name)
                .with_allowance(Allowance::of(used, 5), "");
            sitter.selected = index == 3;
            sitter
        })
        .collect();
    let rect = Rect::from_center_size(pos2(x, 350.0), Vec2::splat(360.0));
    let mut view = TableView {
        size: TableSize::Large,
        number: "2010",
        sitters: &sitters,
        free: 256 - people,
        tail: None,
        speaker: None,
        surface: palette.background,
    };
    if people > 0 {
        view.tail = Some(view.layout(rect).seats[0].angle);
        view.speaker = Some(0);
    }
    view.paint(ui.painter(), rect, palette);
}
