//! A hundred thousand messages.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;

use super::room::Room;
use crate::texts::Language;
use crate::windows::chat::ChatAction;

fn large(count: usize) -> Room {
    let mut room = Room::new(Language::En);
    for number in 0..count {
        let (id, name) = [(2, "Luis"), (3, "Marta"), (5, "raspi")][number / 3 % 3];
        let words = "some words that fill a line or two ".repeat(number % 5 + 1);
        room.now.unix.0 += 7_000;
        room.says(id, name, &format!("{number}: {words}"));
    }
    room
}

#[test]
fn of_a_hundred_thousand_messages_only_the_visible_ones_are_laid_out() {
    let mut harness = large(100_000).window(vec2(1100.0, 720.0), 1.0);
    harness.run_steps(2);
    let laid_out = harness.state().page.messages.laid_out;
    assert!((5..40).contains(&laid_out), "{laid_out}");
    assert!(harness.query_all_by_label_contains("99999: ").count() > 0);
}

#[test]
fn scrolled_up_the_message_under_the_eye_stays_and_the_new_ones_are_counted() {
    let mut harness = large(2_000).window(vec2(1100.0, 720.0), 1.0);
    harness.run_steps(4);
    for _ in 0..3 {
        harness.key_press(Key::PageUp);
        harness.run_steps(3);
    }
    let room = harness.state().model.selected().id();
    assert!(!harness.state().page.is_at_newest(room));
    let label = (0..2_000)
        .rev()
        .map(|number| format!("{number}: "))
        .filter(|label| harness.query_by_label_contains(label).is_some())
        .nth(2)
        .unwrap();
    let before = harness.get_by_label_contains(&label).rect();
    for _ in 0..12 {
        harness.state_mut().says(2, "Luis", "news");
    }
    harness.run_steps(3);
    assert_eq!(harness.get_by_label_contains(&label).rect(), before);
    assert!(harness.query_by_label("12 new below").is_some());
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
    harness.run_steps(4);
    assert!(harness.state().page.is_at_newest(room));
    assert!(harness.query_by_label("12 new below").is_none());
    assert!(
        harness
            .state()
            .actions
            .iter()
            .any(|action| matches!(action, ChatAction::ClearMark(_)))
    );
}
