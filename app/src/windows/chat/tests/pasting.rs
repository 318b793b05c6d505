//! Pasting many lines.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::room::Room;
use crate::connection::{ConnectionEvent, ServerKind};
use crate::models::chat::{ConversationId, Item};
use crate::texts::Language;

/// A page with something written, into which a text is pasted.
fn paste_into(room: Room, text: &str) -> Harness<'static, Room> {
    let mut harness = room.window(vec2(1100.0, 720.0), 1.0);
    harness.run_steps(6);
    harness
        .get_by_role_and_label(Role::MultilineTextInput, "Message")
        .type_text("See: ");
    harness.run_steps(2);
    harness.event(Event::Paste(text.to_owned()));
    harness.run_steps(4);
    harness
}

fn paste(text: &str) -> Harness<'static, Room> {
    paste_into(Room::new(Language::En), text)
}

fn lines(count: usize) -> String {
    let lines: Vec<String> = (1..=count).map(|number| format!("line {number}")).collect();
    lines.join("\r\n") + "\r\n"
}

fn draft<'a>(harness: &'a Harness<'_, Room>) -> &'a str {
    harness.state().model.selected().draft().text()
}

fn mine(harness: &Harness<'_, Room>) -> Vec<String> {
    let transcript = harness.state().model.room().transcript();
    let messages = transcript.iter().filter_map(Item::message);
    messages.map(|message| message.text.clone()).collect()
}

fn press(harness: &mut Harness<'_, Room>, key: Key) {
    harness.key_press_modifiers(Modifiers::NONE, key);
    harness.run_steps(6);
}

#[test]
fn a_few_lines_go_into_the_text_without_a_question() {
    let harness = paste("one\ntwo\nthree");
    assert_eq!(draft(&harness), "See: one\ntwo\nthree");
    assert!(harness.query_by_label("Cancel").is_none());
}

#[test]
fn a_text_that_nobody_could_send_does_not_get_into_the_field() {
    let harness = paste(&"x".repeat(5_000_000));
    assert_eq!(draft(&harness), "See: ");
    assert!(harness.query_by_label("Paste 1 line?").is_some());
    assert!(harness.get_by_label("Cancel").is_focused());
}

#[test]
fn many_lines_are_asked_about_and_enter_puts_them_into_the_text() {
    let mut harness = paste(&lines(12));
    assert!(harness.query_by_label("Paste 12 lines?").is_some());
    assert_eq!(draft(&harness), "See: ");
    assert!(harness.get_by_label("One message").is_focused());
    press(&mut harness, Key::Enter);
    assert!(draft(&harness).starts_with("See: line 1\nline 2\n"));
    assert!(draft(&harness).ends_with("\nline 12"));
    assert!(mine(&harness).is_empty(), "nothing is sent yet");
    press(&mut harness, Key::Enter);
    assert_eq!(mine(&harness).len(), 1);
}

#[test]
fn escape_leaves_everything_as_it_was() {
    let mut harness = paste(&lines(12));
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Paste 12 lines?").is_none());
    assert_eq!(draft(&harness), "See: ");
    assert!(mine(&harness).is_empty());
    harness
        .get_by_role_and_label(Role::MultilineTextInput, "Message")
        .type_text("you");
    harness.run_steps(2);
    assert_eq!(
        draft(&harness),
        "See: you",
        "the keyboard is in the composer"
    );
}

#[test]
fn every_line_can_be_a_message_and_what_was_written_stays() {
    let mut harness = paste("/* one */\n\ntwo\nthree\n//four\nfive");
    press(&mut harness, Key::Tab);
    assert!(harness.get_by_label("5 messages").is_focused());
    press(&mut harness, Key::Enter);
    assert_eq!(
        mine(&harness),
        ["/* one */", "two", "three", "//four", "five"]
    );
    assert_eq!(draft(&harness), "See: ");
}

#[test]
fn what_is_too_long_for_one_message_says_so() {
    let mut harness =
        paste(&"sixty characters or so, again and again and again and again\n".repeat(20));
    assert!(
        harness
            .query_by_label_contains("Not as one message")
            .is_some()
    );
    assert!(
        harness
            .get_by_label("One message")
            .accesskit_node()
            .is_disabled()
    );
    assert!(harness.get_by_label("Cancel").is_focused());
    harness.get_by_label("20 messages").click();
    harness.run_steps(4);
    assert_eq!(mine(&harness).len(), 20);
}

#[test]
fn more_lines_than_a_message_may_have_are_not_sent_at_all() {
    let harness = paste(&lines(101));
    for way in ["One message", "101 messages"] {
        assert!(harness.get_by_label(way).accesskit_node().is_disabled());
    }
    assert!(
        harness
            .query_by_label("Not as one message: 100 lines are the most.")
            .is_some()
    );
}

#[test]
fn a_line_with_which_one_would_leave_is_not_sent_by_itself() {
    let harness = paste("one\ntwo\nsalir\nfour\nfive");
    assert!(
        harness
            .get_by_label("5 messages")
            .accesskit_node()
            .is_disabled()
    );
    assert!(
        !harness
            .get_by_label("One message")
            .accesskit_node()
            .is_disabled()
    );
}

#[test]
fn another_programs_server_gets_every_line_by_itself() {
    let mut room = Room::unconnected(Language::En);
    room.tell(ConnectionEvent::Recognised(ServerKind::Foreign));
    let mut harness = paste_into(room, &lines(6));
    assert!(harness.query_by_label("One message").is_none());
    harness.get_by_label("6 messages").click();
    harness.run_steps(4);
    assert_eq!(mine(&harness).len(), 6);
    assert_eq!(
        harness
            .state()
            .model
            .conversation(ConversationId::ROOM)
            .draft()
            .text(),
        "See: "
    );
}

#[test]
fn too_many_typed_lines_cannot_be_sent_and_say_so() {
    let mut harness = paste("x");
    let text = vec!["x"; 101].join("\n");
    harness
        .state_mut()
        .model
        .edit_draft(ConversationId::ROOM, &text);
    harness.run_steps(4);
    let send = harness.get_by_label("Send");
    assert!(send.accesskit_node().is_disabled());
    assert!(harness.query_by_label("1 line too many").is_some());
}
