//! Other people's servers.

use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::room::Room;
use crate::connection::{
    ConnectionEvent, Delivery, EndReason, Ended, FailReason, ForeignEnding, LineEnding, ServerKind,
};
use crate::texts::Language;
use crate::windows::chat::ChatAction;

fn room() -> Room {
    let mut room = Room::unconnected(Language::En);
    room.tell(ConnectionEvent::Recognised(ServerKind::Foreign));
    room.tell(ConnectionEvent::NameSent {
        name: "Ana".to_owned(),
    });
    room
}

fn ends(chosen: LineEnding, used: LineEnding) -> ConnectionEvent {
    ConnectionEvent::ForeignEnding(ForeignEnding { chosen, used })
}

fn shown(room: Room) -> Harness<'static, Room> {
    let mut harness = room.window(vec2(1000.0, 560.0), 1.0);
    harness.run_steps(6);
    harness
}

#[test]
fn what_is_missing_there_is_said_and_the_name_stands_among_what_was_sent() {
    let harness = shown(room());
    for words in [
        "This server speaks plain text and is not Tertulia",
        "Messages are not confirmed here, and there is no list of people.",
        "Ana: Ana",
        "sent by itself",
    ] {
        assert!(harness.query_by_label(words).is_some(), "{words}");
    }
    assert!(harness.query_by_label("confirmed").is_none());
    assert!(harness.query_by_label("People").is_none());
}

#[test]
fn the_line_ending_in_use_is_shown_and_changed_with_a_click() {
    let mut room = room();
    room.tell(ends(LineEnding::Auto, LineEnding::None));
    let mut harness = shown(room);
    let shown = |harness: &Harness<'_, Room>| {
        let list = harness.get_by_role_and_label(Role::ComboBox, "Messages end with");
        list.accesskit_node().value()
    };
    assert_eq!(shown(&harness).as_deref(), Some("nothing"));
    harness
        .get_by_role_and_label(Role::ComboBox, "Messages end with")
        .click();
    harness.run_steps(4);
    assert!(harness.query_by_label("as its prompt did").is_some());
    harness.get_by_label("CR LF").click();
    harness.run_steps(4);
    let wish = ChatAction::LineEnding(LineEnding::CrLf);
    assert_eq!(harness.state().actions.last(), Some(&wish));
    harness
        .state_mut()
        .tell(ends(LineEnding::CrLf, LineEnding::CrLf));
    harness.run_steps(2);
    assert_eq!(shown(&harness).as_deref(), Some("CR LF"));
}

#[test]
fn several_lines_are_several_messages_each_with_its_state() {
    let mut room = room();
    let id = room.model.selected().id();
    let now = room.now;
    let commands = room.model.submit(id, "one\n\ntwo", now).commands;
    assert_eq!(commands.len(), 2);
    let harness = shown(room);
    assert!(harness.query_by_label("Ana: one").is_some());
    assert!(harness.query_by_label("Ana: two").is_some());
    assert_eq!(harness.query_all_by_label("waiting").count(), 2);
}

#[test]
fn what_was_not_sent_before_the_end_can_be_tried_again_or_thrown_away() {
    let mut room = room();
    let sent = room.i_say("one");
    let lost = room.i_say("two");
    room.is_sent(sent);
    room.tell(ConnectionEvent::Message {
        local: lost,
        delivery: Delivery::Failed(FailReason::NotSent),
    });
    room.tell(ConnectionEvent::Ended(Ended {
        reason: EndReason::ForeignClosed,
        resume: None,
    }));
    let mut harness = shown(room);
    assert!(
        harness
            .query_by_label("The server closed the connection")
            .is_some()
    );
    assert!(
        harness
            .query_by_label("Not sent: the connection ended before.")
            .is_some()
    );
    assert!(
        harness.query_by_label("sent").is_some(),
        "the first one was"
    );
    harness.get_by_label("Retry").click();
    harness.run_steps(4);
    let retried = |action: &ChatAction| matches!(action, ChatAction::Retry { .. });
    assert!(harness.state().actions.iter().any(retried));
    assert!(harness.query_by_label("waiting").is_some());
    assert!(harness.query_by_label("Discard").is_none());
}
