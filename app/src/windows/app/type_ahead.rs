//! Type-ahead: keys that come faster than frames are drawn keep their order.
//!
//! egui hands a frame everything that has arrived since the last one, and looks at Tab and Enter
//! before it looks at text. On a busy machine “hello” and Enter in one frame would send nothing,
//! and of three Tabs in one frame two would be lost. So a key that decides something (it sends,
//! moves on, opens, closes) has a frame without other keys, and what it opened has one to come up
//! before the next key is heard.
//!
//! A window that is covered or minimized keeps what it was handed until it is drawn again, and hands
//! it over once more together with what came since; that goes back to where it was.
//!
//! Some systems also give Alt+2 the text “2”, which nobody means to write.

use std::collections::{HashSet, VecDeque};

use egui::{Event, Key};

/// So many events wait at most; more than that, nobody types.
const MOST: usize = 10_000;

/// Events that wait for a later frame.
#[derive(Debug, Default)]
pub(super) struct TypeAhead {
    waiting: VecDeque<Event>,
    /// The keys that are held down; egui marks their repetitions only later.
    held: HashSet<Key>,
    /// What was opened by the last key comes up in this frame.
    pause: bool,
    /// What was handed over and no frame has seen.
    handed: Option<Handed>,
}

/// What was left for a frame.
#[derive(Debug, Clone, Copy)]
struct Handed {
    events: usize,
    /// Whether the frame was to be without keys.
    paused: bool,
}

impl TypeAhead {
    /// Takes what has arrived, and leaves in `events` what the next frame is to see.
    pub(super) fn pace(&mut self, events: &mut Vec<Event>) {
        self.take_back(events);
        self.arrive(events);
        let paused = std::mem::take(&mut self.pause);
        if self.waiting.len() > MOST {
            events.extend(self.waiting.drain(..));
        } else if !paused {
            self.hand_over(events);
        }
        self.handed = Some(Handed {
            events: events.len(),
            paused,
        });
    }

    /// A frame is drawn with what was left for it. Whether more waits for another one.
    pub(super) fn drawn(&mut self) -> bool {
        self.handed = None;
        !self.waiting.is_empty()
    }

    fn hand_over(&mut self, events: &mut Vec<Event>) {
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
    }

    /// Takes back what no frame has seen; it stands before what has arrived.
    fn take_back(&mut self, events: &mut Vec<Event>) {
        let Some(unseen) = self.handed.take() else {
            return;
        };
        let count = unseen.events.min(events.len());
        for event in events.drain(..count).rev() {
            self.waiting.push_front(event);
        }
        self.pause = unseen.paused;
    }

    fn arrive(&mut self, events: &mut Vec<Event>) {
        let mut is_shortcut = false;
        for event in events.drain(..) {
            // The text of a key comes right behind it.
            let is_its_text = is_shortcut && matches!(event, Event::Text(_));
            is_shortcut = is_alt(&event);
            if !is_its_text {
                let event = self.marked(event);
                self.waiting.push_back(event);
            }
        }
    }

    /// With a mark on the repetitions of a key that is held down.
    fn marked(&mut self, mut event: Event) -> Event {
        match &mut event {
            Event::Key {
                key,
                pressed: true,
                repeat,
                ..
            } => *repeat |= !self.held.insert(*key),
            Event::Key { key, .. } => {
                self.held.remove(key);
            }
            // Somebody else hears when they are let go.
            Event::WindowFocused(false) => self.held.clear(),
            _ => {}
        }
        event
    }
}

/// Whether a key was pressed together with Alt alone. On macOS that is how many letters are written.
fn is_alt(event: &Event) -> bool {
    !cfg!(target_os = "macos")
        && matches!(event, Event::Key { pressed: true, modifiers, .. }
            if modifiers.alt && !modifiers.ctrl)
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

    fn release(released: Key) -> Event {
        Event::Key {
            key: released,
            physical_key: None,
            pressed: false,
            repeat: false,
            modifiers: Modifiers::NONE,
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
            ahead.pace(&mut events);
            let more = ahead.drawn();
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
    fn a_covered_window_keeps_the_order_until_it_is_drawn_again() {
        let mut ahead = TypeAhead::default();
        let mut events = vec![press(Key::Tab), release(Key::Tab), letters("s")];
        // What was handed over and not drawn comes again, before what has arrived since.
        ahead.pace(&mut events);
        ahead.pace(&mut events);
        events.extend([letters("h"), letters("o"), press(Key::Enter)]);
        ahead.pace(&mut events);
        let typed = vec![release(Key::Tab), letters("s"), letters("h"), letters("o")];
        let enter = vec![press(Key::Enter)];
        let mut frames = Vec::new();
        while ahead.drawn() {
            frames.push(std::mem::take(&mut events));
            // Covered once more in between.
            ahead.pace(&mut events);
            ahead.pace(&mut events);
        }
        frames.push(events);
        assert_eq!(frames, [vec![press(Key::Tab)], vec![], typed, enter]);
    }

    #[test]
    fn every_tab_has_a_frame_of_its_own() {
        let shift = key(Key::Tab, Modifiers::SHIFT, false);
        let (tab, up) = (press(Key::Tab), release(Key::Tab));
        let arrived = vec![tab.clone(), up.clone(), shift.clone(), letters("x")];
        let expected = [
            vec![tab],
            vec![],
            vec![up, shift],
            vec![],
            vec![letters("x")],
        ];
        assert_eq!(frames(arrived), expected);
    }

    #[test]
    fn typing_the_pointer_and_held_keys_wait_for_nothing() {
        let moved = Event::PointerMoved(egui::pos2(1.0, 2.0));
        let (enter, again) = (press(Key::Enter), key(Key::Enter, Modifiers::NONE, true));
        let arrived = vec![enter.clone(), enter.clone(), moved.clone(), enter.clone()];
        let expected = [vec![enter], vec![], vec![again.clone(), moved, again]];
        assert_eq!(frames(arrived), expected);
        let arrived = vec![letters("a"), letters("b")];
        assert_eq!(frames(arrived.clone()), [arrived]);
    }

    #[test]
    fn a_shortcut_comes_before_what_is_typed_behind_it() {
        let find = key(Key::F, Modifiers::CTRL | Modifiers::COMMAND, false);
        let expected = [vec![find.clone()], vec![], vec![letters("x")]];
        assert_eq!(frames(vec![find, letters("x")]), expected);
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn alt_and_a_digit_write_nothing() {
        let second = key(Key::Num2, Modifiers::ALT, false);
        let arrived = vec![second.clone(), letters("2"), letters("x")];
        let expected = [vec![second], vec![], vec![letters("x")]];
        assert_eq!(frames(arrived), expected);
    }

    #[test]
    fn nothing_piles_up_without_end() {
        let pressed = || [press(Key::Tab), release(Key::Tab)];
        let arrived: Vec<_> = std::iter::repeat_with(pressed)
            .take(MOST / 2 + 1)
            .flatten()
            .collect();
        assert_eq!(frames(arrived.clone()), [arrived]);
    }
}
