//! Entries of menus, in the look of the windows.

use egui::{Color32, CornerRadius, Rect, Response, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::look::tokens::{radius, space};
use crate::look::widgets::focus_ring;
use crate::look::{Icon, Ink, Type, icons, palette, text};

const HEIGHT: f32 = 32.0;
const SIGN: f32 = 16.0;

/// Something to do.
pub fn item(ui: &mut Ui, icon: Icon, words: &str) -> Response {
    entry(ui, Some(icon), words, Ink::Normal, None)
}

/// Something to do that deletes or ends.
pub fn destructive(ui: &mut Ui, icon: Icon, words: &str) -> Response {
    entry(ui, Some(icon), words, Ink::Danger, None)
}

/// One of several, with a tick where it is in force.
pub fn choice(ui: &mut Ui, words: &str, on: bool) -> Response {
    let sign = on.then_some(Icon::Confirmed);
    entry(ui, sign, words, Ink::Normal, Some(on))
}

fn entry(ui: &mut Ui, sign: Option<Icon>, words: &str, ink: Ink, on: Option<bool>) -> Response {
    let palette = palette(ui);
    let line = text::Line::new(palette).add(Type::Control, ink, words);
    let galley = ui.painter().layout_job(line.job());
    let wanted = galley.size().x + SIGN + 3.0 * space::S8;
    let size = vec2(wanted.max(ui.available_width().min(320.0)), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| match on {
        Some(on) => WidgetInfo::selected(egui::Role::RadioButton, true, on, words),
        None => WidgetInfo::labeled(egui::Role::Button, true, words),
    });
    let fill = if response.hovered() {
        palette.hover
    } else {
        Color32::TRANSPARENT
    };
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect_filled(rect, corner, fill);
    if let Some(sign) = sign {
        let middle = pos2(rect.left() + space::S8 + SIGN / 2.0, rect.center().y);
        let place = Rect::from_center_size(middle, Vec2::splat(SIGN));
        let colour = match on {
            Some(_) => palette.accent_text,
            None => palette.ink(ink),
        };
        icons::paint(ui.painter(), place, sign, colour);
    }
    let at = pos2(
        rect.left() + SIGN + 2.0 * space::S8,
        rect.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(at, galley, palette.normal);
    focus_ring(ui, rect.shrink(2.0), radius::CONTROL, &response);
    if response.clicked() {
        ui.close();
    }
    response
}
