//! The visual language as egui styles, for both themes.

use super::palette::Palette;
use super::tokens::{Type, height, radius, space, stroke};
use egui::epaint::{FontColorTransferFunction, Shadow};
use egui::style::{ScrollStyle, Selection, Spacing, TextCursorStyle, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, Id, Margin, Rect, Stroke, Style, TextStyle, Theme, Ui, Visuals,
};
use egui::{Vec2, vec2};

/// Name of the text style of labels, log text and tabs.
pub const CONTROL: &str = "control";
/// Name of the text style of counters.
pub const MONO_SMALL: &str = "mono small";
/// Name of the text style of the address to type.
pub const ADDRESS: &str = "address";

/// How long hover and press take, in seconds.
const ANIMATION_SECONDS: f32 = 0.08;

/// Gives egui the style of both themes. Which of them shows is the context's own setting
/// (`Context::set_theme`).
pub fn install(ctx: &Context) {
    for theme in [Theme::Dark, Theme::Light] {
        ctx.style_mut_of(theme, |style| apply(style, Palette::of(theme)));
    }
}

/// Lets the caret of fields blink, or rest.
pub fn set_caret_blinking(ctx: &Context, blinks: bool) {
    if ctx.global_style().visuals.text_cursor.blink != blinks {
        ctx.all_styles_mut(|style| style.visuals.text_cursor.blink = blinks);
    }
}

/// The palette of the theme that shows.
#[must_use]
pub fn palette(ui: &Ui) -> &'static Palette {
    palette_of(ui.visuals())
}

/// The palette of the theme that the context shows, where there is no `Ui`.
#[must_use]
pub fn palette_in(ctx: &Context) -> &'static Palette {
    Palette::of(ctx.theme())
}

/// Remembers that the screen is cleared to [`clear_colour`] before every frame, so that
/// [`fill_page`] need not. Where the processor has to draw, filling a window is most of a frame.
pub fn screen_is_cleared(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(cleared(), true));
}

/// The colour to which a window's screen is to be cleared: that of a page.
#[must_use]
pub fn clear_colour(visuals: &Visuals) -> Color32 {
    palette_of(visuals).panel
}

/// Gives a whole page its colour, where it does not have it already.
pub fn fill_page(ui: &Ui, page: Rect) {
    if !ui.data(|data| data.get_temp(cleared()).unwrap_or(false)) {
        ui.painter().rect_filled(page, 0, palette(ui).panel);
    }
}

fn cleared() -> Id {
    Id::unique("look::theme::cleared")
}

fn palette_of(visuals: &Visuals) -> &'static Palette {
    Palette::of(Theme::from_dark_mode(visuals.dark_mode))
}

/// The shadow of toasts and menus.
#[must_use]
pub fn shadow(palette: &Palette) -> Shadow {
    Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(palette.shadow_alpha),
    }
}

/// The shadow of dialogs.
#[must_use]
pub fn dialog_shadow(palette: &Palette) -> Shadow {
    Shadow {
        offset: [0, 12],
        blur: 32,
        spread: 0,
        color: Color32::from_black_alpha(palette.dialog_shadow_alpha),
    }
}

/// The margin of a card.
#[must_use]
pub fn card_margin() -> Margin {
    Margin::same(space::CARD as i8)
}

/// The margin inside a field.
#[must_use]
pub fn field_margin() -> Margin {
    Margin::symmetric(10, 7)
}

fn apply(style: &mut Style, palette: &Palette) {
    style.text_styles = [
        (TextStyle::Small, Type::Small),
        (TextStyle::Body, Type::Body),
        (TextStyle::Button, Type::Button),
        (TextStyle::Heading, Type::Title),
        (TextStyle::Monospace, Type::Mono),
        (TextStyle::Name(CONTROL.into()), Type::Control),
        (TextStyle::Name(MONO_SMALL.into()), Type::MonoSmall),
        (TextStyle::Name(ADDRESS.into()), Type::Address),
    ]
    .into_iter()
    .map(|(name, size)| (name, size.font()))
    .collect();
    style.animation_time = ANIMATION_SECONDS;
    apply_spacing(&mut style.spacing);
    apply_visuals(&mut style.visuals, palette);
}

fn apply_spacing(spacing: &mut Spacing) {
    spacing.item_spacing = Vec2::splat(space::S8);
    spacing.button_padding = vec2(space::CONTROL_X, space::CONTROL_Y);
    spacing.interact_size = Vec2::splat(height::CONTROL);
    spacing.icon_width = 18.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = space::S8;
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(space::DIALOG as i8);
    spacing.combo_width = 160.0;
    spacing.text_edit_width = 280.0;
    spacing.scroll = ScrollStyle {
        bar_width: 6.0,
        ..ScrollStyle::floating()
    };
}

fn apply_visuals(visuals: &mut Visuals, palette: &Palette) {
    visuals.dark_mode = palette.dark;
    // Ubuntu Light is thin: the light theme's own default leaves it too faint.
    visuals.text_options.color_transfer_function =
        FontColorTransferFunction::TwoCoverageMinusCoverageSq;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.weak);
    visuals.widgets = widgets(palette);
    visuals.selection = Selection {
        bg_fill: palette.selection,
        stroke: Stroke::new(stroke::FOCUS, palette.focus()),
    };
    visuals.hyperlink_color = palette.accent_text;
    visuals.faint_bg_color = palette.background;
    visuals.extreme_bg_color = palette.field;
    visuals.text_edit_bg_color = Some(palette.field);
    visuals.code_bg_color = palette.field;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.danger;
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(stroke::HAIRLINE, palette.hairline);
    visuals.window_corner_radius = CornerRadius::same(radius::DIALOG);
    visuals.window_shadow = dialog_shadow(palette);
    visuals.menu_corner_radius = CornerRadius::same(radius::CARD);
    visuals.popup_shadow = shadow(palette);
    visuals.text_cursor = TextCursorStyle {
        stroke: Stroke::new(stroke::FOCUS, palette.accent_text),
        ..TextCursorStyle::default()
    };
    visuals.striped = false;
}

fn widgets(palette: &Palette) -> Widgets {
    let state = |fill, edge, text| WidgetVisuals {
        bg_fill: palette.field,
        weak_bg_fill: fill,
        bg_stroke: edge,
        corner_radius: CornerRadius::same(radius::CONTROL),
        fg_stroke: Stroke::new(stroke::ICON, text),
        expansion: 0.0,
    };
    let hovered = state(palette.hovered(palette.hover), Stroke::NONE, palette.strong);
    Widgets {
        noninteractive: state(
            Color32::TRANSPARENT,
            Stroke::new(stroke::HAIRLINE, palette.hairline),
            palette.normal,
        ),
        inactive: state(palette.hover, Stroke::NONE, palette.strong),
        hovered,
        active: state(
            palette.hovered(palette.hover),
            Stroke::new(stroke::FOCUS, palette.focus()),
            palette.strong,
        ),
        open: hovered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_are_installed_whole() {
        let ctx = Context::default();
        install(&ctx);
        for theme in [Theme::Dark, Theme::Light] {
            let style = ctx.style_of(theme);
            let palette = Palette::of(theme);
            assert_eq!(style.visuals.panel_fill, palette.panel);
            assert_eq!(style.visuals.dark_mode, palette.dark);
            assert_eq!(
                style.visuals.text_options.color_transfer_function,
                FontColorTransferFunction::TwoCoverageMinusCoverageSq
            );
            assert_eq!(style.visuals.widgets.active.bg_stroke.width, stroke::FOCUS);
            assert_eq!(style.visuals.widgets.hovered.expansion, 0.0);
            assert_eq!(style.text_styles[&TextStyle::Body].size, 15.0);
            assert_eq!(
                style.text_styles[&TextStyle::Name(ADDRESS.into())].size,
                24.0
            );
            assert_eq!(style.spacing.interact_size, Vec2::splat(36.0));
            assert_eq!(palette_of(&style.visuals), palette);
        }
    }
}
