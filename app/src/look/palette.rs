//! The colours of both themes by role, the colours of names, and how fills are mixed from them.
//!
//! Every text role reaches a contrast of 4.5 and every other role 3 on every surface (WCAG 2.2,
//! success criteria 1.4.3 and 1.4.11); the tests compute it.

use egui::{Color32, Theme};
use unicode_normalization::UnicodeNormalization as _;

/// How many colours a name can have.
pub const NAME_COLOURS: usize = 12;

/// How much of its colour a seat's fill has.
const SEAT_FILL: f32 = 0.14;
/// How much of the control colour a free chair has.
const CHAIR: f32 = 0.38;
/// How much of the accent the quiet chairs of the mark have.
const QUIET_CHAIR: f32 = 0.55;
/// How far a fill moves under the pointer, and the other way when pressed.
const HOVER: f32 = 0.06;

/// The colours of one theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// Whether this is the dark one.
    pub dark: bool,
    /// Behind everything: side lists, headers, footers.
    pub background: Color32,
    /// The page people work on.
    pub panel: Color32,
    /// Raised groups.
    pub card: Color32,
    /// What is typed into, and code.
    pub field: Color32,
    /// Under the pointer, and secondary buttons.
    pub hover: Color32,
    /// What is chosen.
    pub selection: Color32,
    /// A message that names you, a warning's row, the reconnecting band.
    pub mention: Color32,
    /// The operator's words.
    pub operator: Color32,
    /// Something ended or failed.
    pub alarm: Color32,
    /// Text that matters.
    pub strong: Color32,
    /// Text.
    pub normal: Color32,
    /// Text that can wait.
    pub weak: Color32,
    /// Links, and the focus ring.
    pub accent_text: Color32,
    /// Came, done.
    pub success: Color32,
    /// Look here.
    pub warning: Color32,
    /// Ended, failed, destructive.
    pub danger: Color32,
    /// Worth knowing.
    pub notice: Color32,
    /// Edges of controls and unfilled ticks. Not for text.
    pub control: Color32,
    /// What is alive: the table, the primary button. Not for text.
    pub accent: Color32,
    /// Text on [`Palette::accent`].
    pub on_accent: Color32,
    /// Text on a badge filled with [`Palette::warning`].
    pub on_warning: Color32,
    /// Decoration only, never the sole edge of a control.
    pub hairline: Color32,
    /// The lamp of the mark: the one chair that is lit.
    pub lamp: Color32,
    /// Opacity of black in the shadow of toasts and menus.
    pub shadow_alpha: u8,
    /// Opacity of black in the shadow of dialogs.
    pub dialog_shadow_alpha: u8,
    /// Opacity of black behind a dialog.
    pub backdrop_alpha: u8,
    names: [Color32; NAME_COLOURS],
}

/// What a text means, and so which colour it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Text that matters.
    Strong,
    /// Text.
    Normal,
    /// Text that can wait.
    Weak,
    /// Links, and what is alive.
    Accent,
    /// Came, done.
    Success,
    /// Look here.
    Warning,
    /// Ended, failed.
    Danger,
    /// Worth knowing.
    Notice,
    /// On an accent fill.
    OnAccent,
    /// On a warning fill.
    OnWarning,
}

impl Palette {
    /// The palette of a theme.
    #[must_use]
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
        }
    }

    /// The colour of a text role.
    #[must_use]
    pub fn ink(&self, ink: Ink) -> Color32 {
        match ink {
            Ink::Strong => self.strong,
            Ink::Normal => self.normal,
            Ink::Weak => self.weak,
            Ink::Accent => self.accent_text,
            Ink::Success => self.success,
            Ink::Warning => self.warning,
            Ink::Danger => self.danger,
            Ink::Notice => self.notice,
            Ink::OnAccent => self.on_accent,
            Ink::OnWarning => self.on_warning,
        }
    }

    /// The colour of a name. It depends on the name alone; two people may share one, so the name
    /// is always written beside it.
    #[must_use]
    pub fn name_colour(&self, name: &str) -> Color32 {
        self.names[name_index(name)]
    }

    /// The colour with that number, which wraps at [`NAME_COLOURS`].
    #[must_use]
    pub fn name_colour_at(&self, index: usize) -> Color32 {
        self.names[index % NAME_COLOURS]
    }

    /// What fills a seat of that colour on that surface.
    ///
    /// The surface is what the seat rests on, not the hover or selection fill of its row: mixed of
    /// those, the light theme's initials would fall below 4.5.
    #[must_use]
    pub fn seat_fill(&self, colour: Color32, surface: Color32) -> Color32 {
        mix(surface, colour, SEAT_FILL)
    }

    /// A free chair on that surface.
    #[must_use]
    pub fn chair(&self, surface: Color32) -> Color32 {
        mix(surface, self.control, CHAIR)
    }

    /// A quiet chair of the mark on that surface.
    #[must_use]
    pub fn quiet_chair(&self, surface: Color32) -> Color32 {
        mix(surface, self.accent, QUIET_CHAIR)
    }

    /// A fill under the pointer: 6 % lighter in the dark theme, darker in the light one.
    #[must_use]
    pub fn hovered(&self, fill: Color32) -> Color32 {
        mix(fill, self.towards_text(true), HOVER)
    }

    /// A fill while pressed: 6 % the other way.
    #[must_use]
    pub fn pressed(&self, fill: Color32) -> Color32 {
        mix(fill, self.towards_text(false), HOVER)
    }

    /// The ring around what has the keyboard.
    #[must_use]
    pub fn focus(&self) -> Color32 {
        self.accent_text
    }

    fn towards_text(&self, towards: bool) -> Color32 {
        if self.dark == towards {
            Color32::WHITE
        } else {
            Color32::BLACK
        }
    }
}

/// A colour `share` of the way from `from` to `to`, mixed as the eye reads hex values.
/// Both must be opaque.
#[must_use]
pub fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let channel = |from: u8, to: u8| {
        let (from, to) = (f32::from(from), f32::from(to));
        (from + (to - from) * share).round() as u8
    };
    Color32::from_rgb(
        channel(from.r(), to.r()),
        channel(from.g(), to.g()),
        channel(from.b(), to.b()),
    )
}

/// Which of the [`NAME_COLOURS`] a name has: FNV-1a, 32 bits, over the lowercase of its NFC.
#[must_use]
pub fn name_index(name: &str) -> usize {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let start = 0x811C_9DC5;
    // Asked for by every seat in every frame; most names have nothing to compose.
    let hash = if name.is_ascii() {
        (name.bytes()).fold(start, |hash, byte| mix(hash, byte.to_ascii_lowercase()))
    } else {
        let folded = name.nfc().collect::<String>().to_lowercase();
        folded.bytes().fold(start, mix)
    };
    ((hash ^ (hash >> 16)) as usize) % NAME_COLOURS
}

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

static DARK: Palette = Palette {
    dark: true,
    background: hex(0x191713),
    panel: hex(0x201D19),
    card: hex(0x2A2621),
    field: hex(0x141210),
    hover: hex(0x332F29),
    selection: hex(0x1D3833),
    mention: hex(0x3A301C),
    operator: hex(0x1E322E),
    alarm: hex(0x3A2320),
    strong: hex(0xF6F1E9),
    normal: hex(0xDDD6CB),
    weak: hex(0xB0A799),
    accent_text: hex(0x74D6C4),
    success: hex(0x9BCF83),
    warning: hex(0xEDBC63),
    danger: hex(0xF58F83),
    notice: hex(0x9CC0EA),
    control: hex(0x8A8175),
    accent: hex(0x62CDB9),
    on_accent: hex(0x0A211C),
    on_warning: hex(0x2A1E05),
    hairline: hex(0x39342D),
    lamp: hex(0xEDBC63),
    shadow_alpha: 102,
    dialog_shadow_alpha: 115,
    backdrop_alpha: 158,
    names: [
        hex(0xF7A1B6),
        hex(0xF5AA80),
        hex(0xC6C270),
        hex(0xB2C97B),
        hex(0x99CF8E),
        hex(0x80D3A4),
        hex(0x5FD1E1),
        hex(0x70CAF4),
        hex(0x90C1FE),
        hex(0xB5B5FD),
        hex(0xD4AAEF),
        hex(0xEAA3D5),
    ],
};

static LIGHT: Palette = Palette {
    dark: false,
    background: hex(0xF0EBE3),
    panel: hex(0xFBF9F5),
    card: hex(0xFFFFFF),
    field: hex(0xFFFFFF),
    hover: hex(0xE8E1D6),
    selection: hex(0xCFE8E2),
    mention: hex(0xFBEBC8),
    operator: hex(0xE2F0EC),
    alarm: hex(0xFBE4E0),
    strong: hex(0x1C1813),
    normal: hex(0x322D26),
    weak: hex(0x5B5349),
    accent_text: hex(0x0A5F55),
    success: hex(0x2F661C),
    warning: hex(0x7C4F00),
    danger: hex(0xA82A25),
    notice: hex(0x24568F),
    control: hex(0x857B6D),
    accent: hex(0x0C675C),
    on_accent: hex(0xFFFFFF),
    on_warning: hex(0xFFFFFF),
    hairline: hex(0xDDD5C8),
    lamp: hex(0xD9951F),
    shadow_alpha: 36,
    dialog_shadow_alpha: 46,
    backdrop_alpha: 89,
    names: [
        hex(0x8A3851),
        hex(0x89410C),
        hex(0x5F5B07),
        hex(0x4E6101),
        hex(0x306724),
        hex(0x026940),
        hex(0x00646F),
        hex(0x026181),
        hex(0x235996),
        hex(0x524D95),
        hex(0x6D4286),
        hex(0x7F3B6E),
    ],
};

#[cfg(test)]
mod tests;
