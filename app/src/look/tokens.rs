//! The sizes of the visual language: spacing, radii, strokes, heights and the type scale.
//!
//! Lengths are in points. Nothing else in [`crate::look`] invents a size that is named here.

use egui::{FontFamily, FontId};

/// Distances. The scale is 2, 4, 6, 8, 12, 16, 24, 32, 48; the named ones say what they are for.
pub mod space {
    /// The hair's breadth, as between a widget and its focus ring.
    pub const S2: f32 = 2.0;
    /// Between a label and its field, and between a field and its help.
    pub const S4: f32 = 4.0;
    /// Inside small groups.
    pub const S6: f32 = 6.0;
    /// Between controls.
    pub const S8: f32 = 8.0;
    /// Between loosely related things.
    pub const S12: f32 = 12.0;
    /// Between a field and the next label.
    pub const S16: f32 = 16.0;
    /// Between groups.
    pub const S24: f32 = 24.0;
    /// Between sections.
    pub const S32: f32 = 32.0;
    /// Around the one thing on a page.
    pub const S48: f32 = 48.0;

    /// Left and right inside a button.
    pub const CONTROL_X: f32 = 14.0;
    /// Above and below inside a button.
    pub const CONTROL_Y: f32 = 8.0;
    /// Inside a card.
    pub const CARD: f32 = 16.0;
    /// From the window's edge to the page's content.
    pub const PAGE: f32 = 28.0;
    /// The same in windows narrower than 960.
    pub const PAGE_NARROW: f32 = 16.0;
    /// Inside a dialog.
    pub const DIALOG: f32 = 20.0;
}

/// Rounding of corners, in whole points as egui wants them.
pub mod radius {
    /// A box of a rate meter.
    pub const METER: u8 = 2;
    /// A chip.
    pub const CHIP: u8 = 4;
    /// Buttons, fields and rows.
    pub const CONTROL: u8 = 6;
    /// The alarm band of a page.
    pub const BAND: u8 = 8;
    /// Cards, toasts and menus.
    pub const CARD: u8 = 10;
    /// Dialogs.
    pub const DIALOG: u8 = 14;
    /// A square seat's corner, as a share of the seat's radius.
    pub const SQUARE_SEAT: f32 = 0.28;
}

/// Widths of lines.
pub mod stroke {
    /// Separators and the edges of cards.
    pub const HAIRLINE: f32 = 1.0;
    /// The edge of a control, and an unfilled tick.
    pub const CONTROL: f32 = 1.0;
    /// Icons of 20 and more.
    pub const ICON: f32 = 1.5;
    /// A seat's edge.
    pub const SEAT: f32 = 1.5;
    /// The edge of a field that holds something wrong.
    pub const INVALID: f32 = 1.5;
    /// The ring around what has the keyboard.
    pub const FOCUS: f32 = 2.0;
    /// The left edge of a marked row.
    pub const EDGE: f32 = 2.0;
    /// A filled tick of a ring.
    pub const TICK: f32 = 2.25;
}

/// Heights of controls and rows.
pub mod height {
    /// Buttons and fields.
    pub const CONTROL: f32 = 36.0;
    /// The small button.
    pub const SMALL_BUTTON: f32 = 28.0;
    /// The small field.
    pub const SMALL_FIELD: f32 = 30.0;
    /// The composer's field and its button.
    pub const COMPOSER: f32 = 38.0;
    /// An icon button, both ways.
    pub const ICON_BUTTON: f32 = 32.0;
    /// A row of a table.
    pub const TABLE_ROW: f32 = 36.0;
    /// A row of the log.
    pub const LOG_ROW: f32 = 24.0;
    /// A row of the people list.
    pub const PEOPLE_ROW: f32 = 34.0;
    /// A row of the conversation list.
    pub const CONVERSATION_ROW: f32 = 48.0;
    /// A page's header.
    pub const PAGE_HEADER: f32 = 56.0;
    /// A chat's header, which is a little lower.
    pub const CHAT_HEADER: f32 = 52.0;
    /// The state line at the bottom.
    pub const STATE_LINE: f32 = 30.0;
    /// The heads of a table's columns.
    pub const COLUMN_HEADER: f32 = 28.0;
    /// A band under the header.
    pub const BAND: f32 = 52.0;
    /// A toast.
    pub const TOAST: f32 = 44.0;
    /// A chip that only tells.
    pub const CHIP: f32 = 22.0;
    /// A chip that is pressed.
    pub const CHIP_TOGGLE: f32 = 26.0;
    /// A badge.
    pub const BADGE: f32 = 20.0;
    /// A date between messages.
    pub const DATE: f32 = 32.0;
    /// The line above what is new.
    pub const NEW: f32 = 24.0;
}

/// Widths of dialogs.
pub mod width {
    /// A question.
    pub const DIALOG: f32 = 372.0;
    /// A dialog with two columns, and the most a toast may take.
    pub const DIALOG_WIDE: f32 = 740.0;
    /// The longest line of a message.
    pub const MESSAGE: f32 = 720.0;
}

/// The type scale. There is one weight; rank comes from size, colour and space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// The address to type, and the large table's number: Hack 24/34.
    Address,
    /// The same where room is short: Hack 20/26.
    AddressCompact,
    /// The app's name on the launcher: Ubuntu Light 30/36.
    Wordmark,
    /// Page, dialog, conversation, launcher card: Ubuntu Light 18/24.
    Title,
    /// Messages, fields, rows, names: Ubuntu Light 15/22.
    Body,
    /// The words on a button: Ubuntu Light 15/20.
    Button,
    /// Labels, log text, tabs: Ubuntu Light 14/20.
    Control,
    /// Help, previews, states: Ubuntu Light 13/18. Nothing is smaller.
    Small,
    /// Addresses, ports, times, key names: Hack 13/18.
    Mono,
    /// Counters and columns of numbers: Hack 12/16.
    MonoSmall,
}

impl Type {
    /// Every entry of the scale.
    pub const ALL: [Self; 10] = [
        Self::Address,
        Self::AddressCompact,
        Self::Wordmark,
        Self::Title,
        Self::Body,
        Self::Button,
        Self::Control,
        Self::Small,
        Self::Mono,
        Self::MonoSmall,
    ];

    /// Size of the letters in points.
    #[must_use]
    pub const fn size(self) -> f32 {
        match self {
            Self::Wordmark => 30.0,
            Self::Address => 24.0,
            Self::AddressCompact => 20.0,
            Self::Title => 18.0,
            Self::Body | Self::Button => 15.0,
            Self::Control => 14.0,
            Self::Small | Self::Mono => 13.0,
            Self::MonoSmall => 12.0,
        }
    }

    /// Distance from one line to the next in points.
    #[must_use]
    pub const fn line(self) -> f32 {
        match self {
            Self::Wordmark => 36.0,
            Self::Address => 34.0,
            Self::AddressCompact => 26.0,
            Self::Title => 24.0,
            Self::Body => 22.0,
            Self::Button | Self::Control => 20.0,
            Self::Small | Self::Mono => 18.0,
            Self::MonoSmall => 16.0,
        }
    }

    /// Ubuntu Light, or Hack for whatever is typed or counted.
    #[must_use]
    pub const fn family(self) -> FontFamily {
        match self {
            Self::Address | Self::AddressCompact | Self::Mono | Self::MonoSmall => {
                FontFamily::Monospace
            }
            _ => FontFamily::Proportional,
        }
    }

    /// The font as egui names it.
    #[must_use]
    pub const fn font(self) -> FontId {
        FontId::new(self.size(), self.family())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proportional_text_is_smaller_than_thirteen() {
        for size in Type::ALL {
            let least = if size.family() == FontFamily::Monospace {
                12.0
            } else {
                13.0
            };
            assert!(size.size() >= least, "{size:?}");
            assert!(size.line() > size.size(), "{size:?}");
        }
    }
}
