//! What the controls do.

use std::time::Duration;

use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportId, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tertulia_protocol::{RefusalReason, Refused};

use super::room::Room;
use crate::connection::{ConnectionEvent, Delivery, FailReason, Loss};
use crate::models::chat::ConversationId;
use crate::texts::Language;
use crate::windows::chat::ChatAction;

const FILTER: &str = "mar";

/// When the page wants to be drawn again.
fn wait(harness: &Harness<'_, Room>) -> Duration {
    harness.output().viewport_output[&ViewportId::ROOT].repaint_delay
}

fn wide(room: Room) -> Harness<'static, Room> {
    let mut harness = room.window(vec2(1100.0, 720.0), 1.0);
    harness.run_steps(6);
    harness
}

fn narrow(room: Room) -> Harness<'static, Room> {
    let mut harness = room.window(vec2(420.0, 720.0), 1.0);
    harness.run_steps(6);
    harness
}

fn typed(harness: &mut Harness<'_, Room>, text: &str) {
    harness
        .get_by_role_and_label(Role::MultilineTextInput, "Message")
        .type_text(text);
    harness.run_steps(4);
}

fn press(harness: &mut Harness<'_, Room>, key: Key, modifiers: Modifiers) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(16);
}

fn did(harness: &Harness<'_, Room>, wanted: impl Fn(&ChatAction) -> bool) -> bool {
    harness.state().actions.iter().any(wanted)
}

fn draft<'a>(harness: &'a Harness<'_, Room>) -> &'a str {
    harness.state().model.selected().draft().text()
}

#[test]
fn the_composer_has_the_keyboard_and_enter_sends() {
    let mut harness = wide(Room::new(Language::En));
    typed(&mut harness, "hello");
    assert_eq!(draft(&harness), "hello");
    press(&mut harness, Key::Enter, Modifiers::SHIFT);
    typed(&mut harness, "you");
    assert_eq!(draft(&harness), "hello\nyou");
    press(&mut harness, Key::Enter, Modifiers::NONE);
    assert!(did(&harness, |action| *action
        == ChatAction::Submit {
            conversation: ConversationId::ROOM,
            text: "hello\nyou".to_owned()
        }));
    assert_eq!(draft(&harness), "");
    assert!(harness.query_by_label("Ana: hello\nyou").is_some());
    assert!(harness.query_by_label("waiting").is_some());
}

#[test]
fn what_is_typed_stays_in_the_middle_of_the_field() {
    let mut harness = wide(Room::new(Language::En));
    for letter in ["h", "e", "y"] {
        typed(&mut harness, letter);
        harness.run_steps(16);
        let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Message");
        let line = field.get_by_role(Role::TextRun).rect();
        let send = harness.get_by_label("Send").rect();
        // Both are in the middle of the same row, one high.
        let off = line.center().y - send.center().y;
        assert!(off.abs() < 2.0, "{off} beside the middle");
    }
}

#[test]
fn the_button_sends_and_says_why_it_cannot() {
    let mut harness = wide(Room::new(Language::En));
    let button = harness.get_by_label("Send");
    assert!(button.accesskit_node().is_disabled());
    typed(&mut harness, "hi");
    harness.get_by_label("Send").click();
    harness.run_steps(4);
    assert!(did(
        &harness,
        |action| matches!(action, ChatAction::Submit { text, .. } if text == "hi")
    ));
    harness
        .state_mut()
        .model
        .edit_draft(ConversationId::ROOM, &"x".repeat(1_012));
    harness.run_steps(4);
    assert!(harness.query_by_label("12 too many").is_some());
    let button = harness.get_by_label("Send");
    assert!(button.accesskit_node().is_disabled());
    press(&mut harness, Key::Enter, Modifiers::NONE);
    assert!(!did(
        &harness,
        |action| matches!(action, ChatAction::Submit { text, .. } if text.len() > 9)
    ));
}

#[test]
fn a_message_tells_how_far_it_is() {
    let mut room = Room::new(Language::En);
    let local = room.i_say("is it there?");
    room.is_sent(local);
    let mut harness = wide(room);
    assert!(harness.query_by_label("sending").is_some());
    harness.state_mut().is_confirmed(local);
    harness.run_steps(4);
    assert!(harness.query_by_label("sending").is_none());
    assert!(harness.query_by_label("confirmed").is_some());
}

#[test]
fn a_failed_message_is_tried_again_or_thrown_away() {
    let mut room = Room::new(Language::En);
    let local = room.i_say("for the back row");
    let refused = Refused {
        number: None,
        reason: RefusalReason::NobodyCalled,
        message: "you are muted for one minute.".to_owned(),
        suggestion: None,
        until: None,
        wait: None,
    };
    room.tell(ConnectionEvent::Message {
        local,
        delivery: Delivery::Failed(FailReason::Refused(refused)),
    });
    let mut harness = wide(room);
    assert!(
        harness
            .query_by_label("Refused: you are muted for one minute.")
            .is_some()
    );
    harness.get_by_label("Retry").click();
    harness.run_steps(4);
    assert!(did(&harness, |action| matches!(
        action,
        ChatAction::Retry { .. }
    )));
    assert!(harness.query_by_label("waiting").is_some());
    assert!(harness.query_by_label("Discard").is_none());
}

#[test]
fn unread_direct_messages_have_a_badge_and_open_with_a_click() {
    let mut room = Room::new(Language::En);
    room.model.set_attentive(true);
    room.says_to_me(2, "Luis", "are you there?");
    room.says_to_me(2, "Luis", "hello?");
    let mut harness = wide(room);
    harness.get_by_label("Luis, hello?, 2 unread").click();
    harness.run_steps(4);
    assert_eq!(
        harness.state().model.selected().person().map(|id| id.0),
        Some(2)
    );
    assert!(harness.query_by_label("Luis: are you there?").is_some());
    assert!(harness.query_by_label("Luis, hello?").is_some());
    assert!(
        harness
            .query_by_label_contains("Only Luis receives")
            .is_some()
    );
    press(&mut harness, Key::Num1, Modifiers::ALT);
    assert_eq!(harness.state().model.selected().id(), ConversationId::ROOM);
    press(&mut harness, Key::Tab, Modifiers::CTRL);
    assert_eq!(
        harness.state().model.selected().person().map(|id| id.0),
        Some(2)
    );
    typed(&mut harness, "yes");
    assert_eq!(draft(&harness), "yes", "the keyboard is in the composer");
}

#[test]
fn people_are_filtered_and_chosen() {
    let mut harness = wide(Room::new(Language::En));
    harness
        .get_by_role_and_label(Role::TextInput, "Filter 5 people")
        .focus();
    harness.run_steps(2);
    harness
        .get_by_role_and_label(Role::TextInput, "Filter 5 people")
        .type_text(FILTER);
    harness.run_steps(4);
    assert!(harness.query_by_label("raspi, plain text").is_none());
    harness.get_by_label("Marta").click();
    harness.run_steps(4);
    assert!(did(
        &harness,
        |action| matches!(action, ChatAction::OpenDirect(person) if person.0 == 3)
    ));
    typed(&mut harness, "hi");
    assert_eq!(draft(&harness), "hi", "the keyboard is in the composer");
}

#[test]
fn in_a_narrow_window_the_lists_open_over_the_messages() {
    let mut harness = narrow(Room::new(Language::En));
    assert!(harness.query_by_label("raspi, plain text").is_none());
    harness.get_by_label("People").click();
    harness.run_steps(20);
    assert!(harness.query_by_label("raspi, plain text").is_some());
    press(&mut harness, Key::Escape, Modifiers::NONE);
    harness.run_steps(20);
    assert!(harness.query_by_label("raspi, plain text").is_none());
    harness.get_by_label("Conversations").click();
    harness.run_steps(20);
    assert!(harness.query_by_label_contains("New message").is_some());
    harness.get_by_label("New message…").click();
    harness.run_steps(30);
    assert!(harness.query_by_label_contains("New message").is_none());
    harness.get_by_label("Marta").click();
    harness.run_steps(30);
    assert_eq!(
        harness.state().model.selected().person().map(|id| id.0),
        Some(3)
    );
    assert!(harness.query_by_label("raspi, plain text").is_none());
    typed(&mut harness, "hi");
    assert_eq!(draft(&harness), "hi");
}

#[test]
fn tab_completes_a_name_and_otherwise_leads_on() {
    let mut harness = wide(Room::new(Language::En));
    typed(&mut harness, "ma");
    press(&mut harness, Key::Tab, Modifiers::NONE);
    assert_eq!(draft(&harness), "Marta: ");
    typed(&mut harness, "hi");
    assert_eq!(
        draft(&harness),
        "Marta: hi",
        "the cursor stands behind the name"
    );
    press(&mut harness, Key::Tab, Modifiers::NONE);
    assert_eq!(draft(&harness), "Marta: hi");
    assert!(harness.get_by_label("Send").is_focused());
}

#[test]
fn up_recalls_what_was_sent() {
    let mut harness = wide(Room::new(Language::En));
    typed(&mut harness, "one");
    press(&mut harness, Key::Enter, Modifiers::NONE);
    typed(&mut harness, "two");
    press(&mut harness, Key::Enter, Modifiers::NONE);
    press(&mut harness, Key::ArrowUp, Modifiers::NONE);
    assert_eq!(draft(&harness), "two");
    press(&mut harness, Key::ArrowUp, Modifiers::NONE);
    assert_eq!(draft(&harness), "one");
    press(&mut harness, Key::ArrowDown, Modifiers::NONE);
    assert_eq!(draft(&harness), "two");
}

#[test]
fn a_lost_connection_is_shown_and_can_be_given_up() {
    let mut room = Room::new(Language::En);
    room.tell(ConnectionEvent::Lost(Loss::Silent));
    room.tell(ConnectionEvent::Waiting {
        attempt: 3,
        pause: Duration::from_secs(4),
    });
    room.i_say("and exactly once");
    let mut harness = wide(room);
    assert!(
        harness
            .query_by_label("The connection was lost. Trying again in 4 s")
            .is_some()
    );
    assert!(
        harness
            .query_by_label("1 message waits for the connection")
            .is_some()
    );
    harness.get_by_label("Try now").click();
    harness.run_steps(2);
    harness.get_by_label("Stop trying").click();
    harness.run_steps(2);
    assert!(did(&harness, |action| *action == ChatAction::TryNow));
    assert!(did(&harness, |action| *action == ChatAction::StopTrying));
}

#[test]
fn a_link_is_opened_and_the_menu_disconnects() {
    let mut room = Room::new(Language::En);
    room.says(2, "Luis", "it is all in http://192.168.0.10:8000/protocol");
    let mut harness = wide(room);
    harness
        .get_by_role_and_label(Role::Link, "http://192.168.0.10:8000/protocol")
        .click();
    harness.run_steps(2);
    assert!(did(
        &harness,
        |action| matches!(action, ChatAction::OpenLink(to) if to.ends_with("protocol"))
    ));
    harness.get_by_label("More").click();
    harness.run_steps(3);
    harness.get_by_label("Disconnect").click();
    harness.run_steps(3);
    assert!(did(&harness, |action| *action == ChatAction::Disconnect));
}

#[test]
fn a_used_tick_fades_for_its_second_and_then_nothing_is_drawn_any_more() {
    let mut room = Room::new(Language::En);
    let allowance = |left| {
        let limit = 5;
        ConnectionEvent::Allowance(Some(crate::connection::Allowance { left, limit }))
    };
    room.tell(allowance(5));
    room.tell(allowance(4));
    let mut harness = wide(room);
    // The caret blinks where the keyboard is.
    harness.get_by_label("More").focus();
    harness.run_steps(20);
    assert!(wait(&harness) <= Duration::from_millis(33));
    let room = harness.state_mut();
    room.now = room.now.later(Duration::from_secs(1));
    harness.run_steps(4);
    assert!(wait(&harness) > Duration::from_secs(3_600));
}

#[test]
fn a_page_on_which_nothing_happens_asks_for_no_frame_but_for_the_caret() {
    for size in [vec2(1100.0, 720.0), vec2(420.0, 720.0)] {
        let mut room = Room::new(Language::En);
        for number in 0..40 {
            room.says(
                2,
                "Luis",
                &format!("message {number}, http://192.168.0.10/"),
            );
            room.now = room.now.later(Duration::from_secs(61));
        }
        room.says_to_me(3, "Marta", "only for you");
        let said = room.i_say("ours");
        room.is_confirmed(said);
        room.comes(6, "Eva");
        // What was used of the allowance fades for a second.
        room.now = room.now.later(Duration::from_secs(2));
        let mut harness = room.window(size, 1.0);
        harness.run_steps(20);
        // The harness lets a quarter of a second pass with every frame: the caret is drawn for half
        // of one, and then not.
        assert!(wait(&harness) >= Duration::from_millis(200));
        harness.get_by_label("More").focus();
        harness.run_steps(20);
        for _ in 0..20 {
            harness.step();
            let wait = wait(&harness);
            assert!(
                wait >= Duration::from_millis(500),
                "{wait:?}: {:?}",
                harness.ctx.repaint_causes()
            );
        }
    }
}
