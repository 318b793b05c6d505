//! Type-ahead: keys that come faster than frames are drawn keep their order.
//!
//! egui hands a frame everything that has arrived since the last one, and looks at Tab and Enter
//! before it looks at text. On a busy machine “hello” and Enter in one frame would send nothing,
//! and of three Tabs in one frame two would be lost. So a key that decides something (it sends,
//! moves on, opens, closes) has a frame without other keys, and what it opened has one to come up
//! before the next key is heard.

use std::collections::VecDeque;

use egui::{Event, Key};

/// So many events wait at most; more than that, nobody types.
const MOST: usize = 10_000;

/// Events that wait for a later frame.
#[derive(Debug, Default)]
pub(super) struct TypeAhead {
    waiting: VecDeque<Event>,
    /// What was opened by the last key comes up in this frame.
    pause: bool,
}

impl TypeAhead {
    /// Takes what has arrived, and leaves in `events` what this frame is to see. Whether more waits
    /// for the next one.
    pub(super) fn pace(&mut self, events: &mut Vec<Event>) -> bool {
        self.waiting.extend(events.drain(..));
        if self.waiting.len() > MOST {
            events.extend(self.waiting.drain(..));
            return false;
        }
        if std::mem::take(&mut self.pause) {
            return !self.waiting.is_empty();
        }
        let mut typed = false;
        while let Some(event) = self.waiting.pop_front() {
            if decides(&event) {
                if typed {
                    self.waiting.push_front(event);
                } else {
                    events.push(event);
                    self.pause = true;
                }
                break;
            }
            typed |= is_typed(&event);
            events.push(event);
        }
        !self.waiting.is_empty()
    }
}

/// Whether what follows may be meant for another control. A key that is held down is not: its
/// repetitions would pile up behind slow frames and go on after it was let go.
fn decides(event: &Event) -> bool {
    let Event::Key {
        key,
        pressed: true,
        repeat: false,
        modifiers,
        ..
    } = event
    else {
        return false;
    };
    matches!(key, Key::Tab | Key::Enter | Key::Escape) || modifiers.command || modifiers.alt
}

fn is_typed(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { pressed: true, .. }
            | Event::Text(_)
            | Event::Paste(_)
            | Event::Cut
            | Event::Ime(_)
    )
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn key(key: Key, modifiers: Modifiers, repeat: bool) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat,
            modifiers,
        }
    }

    fn press(pressed: Key) -> Event {
        key(pressed, Modifiers::NONE, false)
    }

    fn letters(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    /// What each frame sees when all of it arrives at once.
    fn frames(arrived: Vec<Event>) -> Vec<Vec<Event>> {
        let (mut ahead, mut frames, mut events) = (TypeAhead::default(), Vec::new(), arrived);
        loop {
            let more = ahead.pace(&mut events);
            frames.push(std::mem::take(&mut events));
            if !more {
                return frames;
            }
        }
    }

    #[test]
    fn what_was_typed_before_enter_is_there_when_enter_comes() {
        let arrived = vec![
            letters("h"),
            letters("i"),
            press(Key::Enter),
            letters("you"),
        ];
        let enter = vec![press(Key::Enter)];
        let expected = [
            vec![letters("h"), letters("i")],
            enter,
            vec![],
            vec![letters("you")],
        ];
        assert_eq!(frames(arrived), expected);
    }

    #[test]
    fn every_tab_has_a_frame_of_its_own() {
        let shift = key(Key::Tab, Modifiers::SHIFT, false);
        let arrived = vec![press(Key::Tab), shift.clone(), letters("x")];
        let expected = [
            vec![press(Key::Tab)],
            vec![],
            vec![shift],
            vec![],
            vec![letters("x")],
        ];
        assert_eq!(frames(arrived), expected);
    }

    #[test]
    fn typing_the_pointer_and_held_keys_wait_for_nothing() {
        let held = || key(Key::Enter, Modifiers::NONE, true);
        let moved = Event::PointerMoved(egui::pos2(1.0, 2.0));
        let arrived = vec![letters("a"), held(), moved, held(), letters("b")];
        assert_eq!(frames(arrived.clone()), [arrived]);
    }

    #[test]
    fn a_shortcut_comes_before_what_is_typed_behind_it() {
        let find = key(Key::F, Modifiers::CTRL | Modifiers::COMMAND, false);
        let expected = [vec![find.clone()], vec![], vec![letters("x")]];
        assert_eq!(frames(vec![find, letters("x")]), expected);
    }

    #[test]
    fn nothing_piles_up_without_end() {
        let arrived = vec![press(Key::Tab); MOST + 1];
        assert_eq!(frames(arrived.clone()), [arrived]);
    }
}
