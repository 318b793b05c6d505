//! The contrasts of the visual language, computed.

use super::*;

/// Relative luminance (WCAG 2.2).
fn luminance(colour: Color32) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
}

fn contrast(one: Color32, other: Color32) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

fn rounded_down(contrast: f64) -> f64 {
    (contrast * 10.0).floor() / 10.0
}

fn surfaces(palette: &Palette) -> [Color32; 9] {
    [
        palette.background,
        palette.panel,
        palette.card,
        palette.field,
        palette.hover,
        palette.selection,
        palette.mention,
        palette.operator,
        palette.alarm,
    ]
}

/// What seats rest on. A row under the pointer or chosen keeps the seat's fill as it was: mixed of
/// the light theme's hover and selection it would leave the initial at 4.2.
fn resting(palette: &Palette) -> [Color32; 6] {
    [
        palette.background,
        palette.panel,
        palette.card,
        palette.field,
        palette.mention,
        palette.operator,
    ]
}

fn roles(palette: &Palette) -> [Color32; 10] {
    [
        palette.strong,
        palette.normal,
        palette.weak,
        palette.accent_text,
        palette.success,
        palette.warning,
        palette.danger,
        palette.notice,
        palette.control,
        palette.accent,
    ]
}

/// The first so many of [`roles`] are texts.
const TEXTS: usize = 8;

const DARK_TABLE: [[f64; 9]; 10] = [
    [15.9, 14.9, 13.3, 16.6, 11.8, 11.2, 11.5, 12.0, 12.9],
    [12.4, 11.6, 10.4, 12.9, 9.2, 8.7, 8.9, 9.3, 10.0],
    [7.5, 7.0, 6.3, 7.8, 5.5, 5.3, 5.4, 5.6, 6.1],
    [10.3, 9.7, 8.6, 10.8, 7.6, 7.2, 7.5, 7.8, 8.4],
    [9.9, 9.3, 8.3, 10.3, 7.3, 6.9, 7.1, 7.5, 8.0],
    [10.2, 9.5, 8.5, 10.6, 7.5, 7.1, 7.3, 7.7, 8.3],
    [7.7, 7.3, 6.5, 8.1, 5.7, 5.4, 5.6, 5.8, 6.3],
    [9.4, 8.9, 7.9, 9.9, 7.0, 6.6, 6.8, 7.1, 7.7],
    [4.6, 4.3, 3.9, 4.8, 3.4, 3.2, 3.3, 3.5, 3.8],
    [9.3, 8.7, 7.8, 9.7, 6.9, 6.5, 6.7, 7.0, 7.5],
];

const LIGHT_TABLE: [[f64; 9]; 10] = [
    [14.8, 16.7, 17.6, 17.6, 13.5, 13.6, 14.9, 15.0, 14.5],
    [11.4, 12.9, 13.6, 13.6, 10.5, 10.5, 11.5, 11.6, 11.2],
    [6.3, 7.1, 7.5, 7.5, 5.8, 5.8, 6.4, 6.4, 6.2],
    [6.3, 7.1, 7.5, 7.5, 5.8, 5.8, 6.4, 6.4, 6.2],
    [5.8, 6.5, 6.9, 6.9, 5.3, 5.3, 5.8, 5.8, 5.6],
    [5.9, 6.7, 7.0, 7.0, 5.4, 5.4, 5.9, 6.0, 5.8],
    [5.8, 6.6, 6.9, 6.9, 5.3, 5.3, 5.8, 5.9, 5.7],
    [6.3, 7.1, 7.4, 7.4, 5.7, 5.8, 6.3, 6.3, 6.1],
    [3.5, 3.9, 4.1, 4.1, 3.2, 3.2, 3.5, 3.5, 3.4],
    [5.6, 6.4, 6.7, 6.7, 5.1, 5.2, 5.7, 5.7, 5.5],
];

const NAMES_ON_PANEL: [[f64; 12]; 2] = [
    [8.5, 8.7, 9.0, 9.2, 9.3, 9.4, 9.3, 9.1, 8.9, 8.7, 8.6, 8.5],
    [7.2, 7.0, 6.6, 6.5, 6.4, 6.4, 6.5, 6.5, 6.7, 6.9, 7.1, 7.2],
];

fn each() -> [(&'static Palette, &'static [[f64; 9]; 10]); 2] {
    [(&DARK, &DARK_TABLE), (&LIGHT, &LIGHT_TABLE)]
}

#[test]
fn every_role_has_the_contrast_of_the_table_on_every_surface() {
    for (palette, table) in each() {
        for (row, (role, line)) in roles(palette).into_iter().zip(table).enumerate() {
            for (column, (surface, expected)) in surfaces(palette).into_iter().zip(line).enumerate()
            {
                let found = contrast(role, surface);
                assert_eq!(
                    rounded_down(found),
                    *expected,
                    "dark {}, role {row}, surface {column}: {found}",
                    palette.dark
                );
                let least = if row < TEXTS { 4.5 } else { 3.0 };
                assert!(found >= least);
            }
        }
    }
}

#[test]
fn texts_on_fills_are_readable() {
    let on_accent = |palette: &Palette| rounded_down(contrast(palette.on_accent, palette.accent));
    let on_badge = |palette: &Palette| rounded_down(contrast(palette.on_warning, palette.warning));
    assert_eq!((on_accent(&DARK), on_accent(&LIGHT)), (8.7, 6.7));
    assert_eq!((on_badge(&DARK), on_badge(&LIGHT)), (9.3, 7.0));
    for palette in [&DARK, &LIGHT] {
        for moved in [
            palette.hovered(palette.accent),
            palette.pressed(palette.accent),
        ] {
            assert!(contrast(palette.on_accent, moved) >= 4.5);
        }
        for fill in [palette.hover, palette.panel, palette.card] {
            for moved in [palette.hovered(fill), palette.pressed(fill)] {
                assert!(contrast(palette.strong, moved) >= 4.5);
                assert!(contrast(palette.danger, moved) >= 4.5);
            }
        }
    }
}

#[test]
fn name_colours_have_the_stated_contrasts() {
    for (palette, (on_panel, (least, least_initial))) in [&DARK, &LIGHT]
        .into_iter()
        .zip(NAMES_ON_PANEL.into_iter().zip([(6.4, 4.9), (5.2, 4.6)]))
    {
        let mut lowest = f64::MAX;
        for (index, expected) in on_panel.into_iter().enumerate() {
            let colour = palette.name_colour_at(index);
            assert_eq!(
                rounded_down(contrast(colour, palette.panel)),
                expected,
                "{index}"
            );
            for surface in surfaces(palette) {
                lowest = lowest.min(contrast(colour, surface));
            }
            for surface in resting(palette) {
                let found = contrast(colour, palette.seat_fill(colour, surface));
                assert!(found >= least_initial, "{index}: {found}");
            }
        }
        assert_eq!(rounded_down(lowest), least);
    }
}

#[test]
fn a_name_has_the_same_colour_everywhere() {
    let check = [
        ("Ana", 8),
        ("Luis", 2),
        ("Marta", 10),
        ("Pablo", 6),
        ("Iñaki", 3),
        ("raspi", 4),
        ("Sofía", 0),
    ];
    for (name, index) in check {
        assert_eq!(name_index(name), index, "{name}");
        assert_eq!(name_index(&name.to_uppercase()), index, "{name} shouted");
        let taken_apart: String = name.nfd().collect();
        assert_eq!(name_index(&taken_apart), index, "{name} decomposed");
    }
}

#[test]
fn mixing_moves_by_the_share() {
    assert_eq!(mix(hex(0x191713), hex(0x90C1FE), 0.14), hex(0x2A2F34));
    assert_eq!(DARK.quiet_chair(DARK.background), hex(0x417B6E));
    assert_eq!(LIGHT.quiet_chair(LIGHT.background), hex(0x73A299));
    assert!(luminance(DARK.hovered(DARK.hover)) > luminance(DARK.hover));
    assert!(luminance(LIGHT.hovered(LIGHT.hover)) < luminance(LIGHT.hover));
    assert!(luminance(DARK.pressed(DARK.hover)) < luminance(DARK.hover));
}
