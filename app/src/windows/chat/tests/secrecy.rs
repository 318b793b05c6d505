//! What the page says about who can read along.

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_protocol::Fingerprint;

use super::room::Room;
use crate::connection::{ConnectError, ConnectionEvent, Encryption, EndReason, Ended};
use crate::texts::Language;
use crate::windows::chat::ChatAction;

fn key(byte: u8) -> Fingerprint {
    Fingerprint([byte; 32])
}

pub(super) fn encrypted(first_use: bool, remembered: bool) -> ConnectionEvent {
    ConnectionEvent::Encrypted(Encryption {
        fingerprint: key(0x3f),
        first_use,
        remembered,
    })
}

pub(super) fn stopped() -> ConnectionEvent {
    let error = ConnectError::OtherKey {
        address: "192.168.0.10:2010".parse().unwrap(),
        known: key(0x3f).into(),
        shown: key(0x91),
    };
    let reason = EndReason::Failed(error);
    ConnectionEvent::Ended(Ended {
        reason,
        resume: None,
    })
}

fn shown(event: ConnectionEvent) -> Harness<'static, Room> {
    let mut room = Room::new(Language::En);
    room.tell(event);
    let mut harness = room.window(vec2(1100.0, 720.0), 1.0);
    harness.run_steps(6);
    harness
}

fn says(harness: &Harness<'_, Room>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn a_key_met_for_the_first_time_is_shown_until_somebody_looked_at_it() {
    let mut harness = shown(encrypted(true, true));
    let title = format!("First time here: this server’s key is {}", key(0x3f));
    assert!(says(&harness, &title));
    assert!(says(&harness, "From now on the server is known by it."));
    harness.get_by_label("OK").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions.last(), Some(&ChatAction::KeySeen));
    harness.state_mut().model.key_seen();
    harness.run_steps(4);
    assert!(!says(&harness, "First time here"));
    assert!(says(
        &shown(encrypted(true, false)),
        "It cannot be remembered"
    ));
}

#[test]
fn the_state_line_says_whether_it_is_encrypted_and_shows_the_key_when_asked() {
    let mut harness = shown(encrypted(false, true));
    assert!(!says(&harness, "First time here"));
    let lock = format!("Encrypted, {}", key(0x3f));
    harness.get_by_label(&lock).click();
    harness.run_steps(6);
    assert!(harness.query_by_label(&key(0x3f).to_string()).is_some());
    assert!(says(&harness, "Only the server with this key"));
    let harness = shown(ConnectionEvent::InClear);
    assert!(says(&harness, "Not encrypted. Whoever is on the way"));
}

#[test]
fn another_key_ends_the_chat_and_offers_nothing_but_a_new_server() {
    let mut harness = shown(stopped());
    assert!(says(
        &harness,
        "Another key than before at 192.168.0.10:2010"
    ));
    for key in [key(0x3f), key(0x91)] {
        assert!(says(&harness, &key.to_string()));
    }
    assert!(harness.query_by_label("Connect again").is_none());
    harness.get_by_label("Join as a new server…").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions.last(), Some(&ChatAction::JoinAnew));
}
