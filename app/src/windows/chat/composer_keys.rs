//! The keys that mean something else in the composer than in any text field.

use egui::text::CCursorRange;
use egui::{Event, Galley, Key, Modifiers, Ui};

use super::ChatView;
use crate::models::chat::{Completed, Completion};

/// Where the cursor was in the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Caret {
    /// In scalar values from the start.
    at: usize,
    first_row: bool,
    last_row: bool,
    /// How many scalar values are selected.
    pub(super) selected: usize,
}

/// What was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pressed {
    Nothing,
    Send,
    Older,
    Newer,
    Completed(Completed),
}

impl Caret {
    pub(super) fn of(galley: &Galley, range: CCursorRange) -> Self {
        let row = galley.layout_from_cursor(range.primary).row;
        Self {
            at: range.primary.index.0,
            first_row: row == 0,
            last_row: row + 1 >= galley.rows.len(),
            selected: range.primary.index.0.abs_diff(range.secondary.index.0),
        }
    }
}

/// Takes the keys that the composer understands, before the field sees them.
pub(super) fn take(
    ui: &Ui,
    view: &ChatView<'_>,
    text: &str,
    caret: Caret,
    completion: &mut Completion,
) -> Pressed {
    if take_key(ui, Key::Enter, Modifiers::NONE) {
        return Pressed::Send;
    }
    if caret.selected == 0 && caret.first_row && take_key(ui, Key::ArrowUp, Modifiers::NONE) {
        return Pressed::Older;
    }
    if caret.selected == 0 && caret.last_row && take_key(ui, Key::ArrowDown, Modifiers::NONE) {
        return Pressed::Newer;
    }
    let forwards = is_pressed(ui, Key::Tab, Modifiers::NONE);
    let backwards = is_pressed(ui, Key::Tab, Modifiers::SHIFT);
    if !forwards && !backwards {
        return Pressed::Nothing;
    }
    let model = view.model;
    let names = model
        .people()
        .iter()
        .filter(|(person, _)| !model.is_me(*person))
        .map(|(_, author)| author.name.as_str());
    let cursor = caret.at.min(text.chars().count());
    match completion.complete(text, cursor, backwards, names) {
        // Where Tab would change nothing, it leads on to the next control.
        Some(completed) if completed.text != text => {
            take_key(ui, Key::Tab, Modifiers::NONE);
            take_key(ui, Key::Tab, Modifiers::SHIFT);
            ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
            Pressed::Completed(completed)
        }
        _ => Pressed::Nothing,
    }
}

/// Takes a pasted text, before the field sees it, if `wanted`.
pub(super) fn take_paste(ui: &Ui, mut wanted: impl FnMut(&str) -> bool) -> Option<String> {
    ui.input_mut(|input| {
        let at = input
            .events
            .iter()
            .position(|event| matches!(event, Event::Paste(text) if wanted(text)))?;
        match input.events.remove(at) {
            Event::Paste(text) => Some(text),
            _ => None,
        }
    })
}

fn is_pressed(ui: &Ui, key: Key, modifiers: Modifiers) -> bool {
    ui.input(|input| {
        input
            .events
            .iter()
            .any(|event| is_key(event, key, modifiers))
    })
}

/// Takes a key with exactly these modifiers; egui's own way would take Shift+Enter for Enter.
pub(super) fn take_key(ui: &Ui, key: Key, modifiers: Modifiers) -> bool {
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is_key(event, key, modifiers));
        input.events.len() < before
    })
}

fn is_key(event: &Event, key: Key, modifiers: Modifiers) -> bool {
    matches!(event, Event::Key { key: pressed, pressed: true, modifiers: held, .. }
        if *pressed == key && held.matches_exact(modifiers))
}
