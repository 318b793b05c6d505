//! The rate meter of a row: a box for each message allowed, and the figures.

use crate::look::ring::Allowance;
use crate::look::text::{one_line, paint_left};
use crate::look::theme::palette;
use crate::look::tokens::{Type, radius, space, stroke};
use egui::{
    CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

const BOX_WIDTH: f32 = 9.0;
const HEIGHT: f32 = 10.0;
const GAP: f32 = 3.0;
/// The bar that stands for more boxes than one can count.
const BAR_WIDTH: f32 = 90.0;

/// `figures` is "4/5" in the language's own digits; `name` is what screen readers say.
pub fn meter(ui: &mut Ui, allowance: Allowance, figures: &str, name: &str) -> Response {
    meter_within(ui, allowance, figures, name, f32::INFINITY)
}

/// The same where the drawing has only so much room: boxes for which it is not enough become a bar.
pub fn meter_within(
    ui: &mut Ui,
    allowance: Allowance,
    figures: &str,
    name: &str,
    room: f32,
) -> Response {
    let palette = palette(ui);
    let colour = if allowance.is_near() {
        palette.warning
    } else {
        palette.weak
    };
    let words = one_line(ui, figures, Type::MonoSmall, colour, f32::INFINITY);
    let boxes = |ticks: u32| ticks as f32 * (BOX_WIDTH + GAP) - GAP;
    let ticks = allowance
        .ticks()
        .filter(|ticks| boxes(*ticks) <= room + 0.5);
    let drawing = ticks.map_or(BAR_WIDTH.min(room.floor()).max(0.0), boxes);
    let size = vec2(drawing + space::S8 + words.size().x, words.size().y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let corner = CornerRadius::same(radius::METER);
    let fill = allowance.colour(palette);
    let edge = Stroke::new(stroke::CONTROL, palette.control);
    let top = (rect.center().y - HEIGHT / 2.0).round();
    let left = rect.left().round();
    let part = |x: f32, width: f32| Rect::from_min_size(pos2(left + x, top), vec2(width, HEIGHT));
    let painter = ui.painter();
    match ticks {
        Some(ticks) => {
            for tick in 0..ticks {
                let part = part(tick as f32 * (BOX_WIDTH + GAP), BOX_WIDTH);
                if tick < allowance.used {
                    painter.rect_filled(part, corner, fill);
                } else {
                    painter.rect_stroke(part, corner, edge, StrokeKind::Inside);
                }
            }
        }
        None => {
            let filled = part(0.0, (drawing * allowance.share()).round());
            painter.rect_filled(filled, corner, fill);
            painter.rect_stroke(part(0.0, drawing), corner, edge, StrokeKind::Inside);
        }
    }
    paint_left(ui, left + drawing + space::S8, rect.center().y, words);
    response
}
