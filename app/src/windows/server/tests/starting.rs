//! The start page.

use egui::accesskit::Role;
use egui::{Key, Vec2, vec2};
use egui_kittest::kittest::Queryable as _;

use super::people::{Starting, window, write};
use crate::models::serving::BindChoice;
use crate::texts::Language;
use crate::windows::server::ServerAction;

const SIZE: Vec2 = vec2(1040.0, 800.0);

#[test]
fn start_gives_the_action_and_a_wrong_port_is_marked_at_its_field() {
    let mut window = window(Starting::new(Language::En), SIZE);
    window
        .get_by_role_and_label(Role::TextInput, "Port")
        .focus();
    window.run();
    write(&mut window, "Port", "99");
    window.run();
    assert_eq!(window.state().form.port().len(), 6);
    window.get_by_label("Start server").click();
    window.run();
    assert!(window.state().actions.is_empty());
    assert!(window.query_by_label("Type 65,535 or less.").is_some());
    window.state_mut().form.edit_port("3000");
    window.run();
    window.get_by_label("Start server").click();
    window.run();
    assert_eq!(window.state().actions, [ServerAction::Start]);
}

#[test]
fn who_can_reach_it_is_chosen_by_a_card() {
    let mut window = window(Starting::new(Language::En), SIZE);
    let card = "This computer only. For trying things out. Nobody else can connect.";
    window.get_by_label(card).click();
    window.run();
    assert_eq!(window.state().form.bind, BindChoice::ThisComputer);
}

#[test]
fn a_port_in_use_offers_the_next_free_one() {
    let mut state = Starting::new(Language::En);
    state.port_is_taken();
    let mut window = window(state, SIZE);
    assert!(window.query_by_label_contains("process 77").is_some());
    window.get_by_label("Use port 2011").click();
    window.run();
    assert_eq!(window.state().form.port(), "2011");
    assert!(window.query_by_label("Use port 2011").is_none());
}

#[test]
fn enter_starts_from_the_first_moment_and_from_a_number() {
    let mut window = window(Starting::new(Language::En), SIZE);
    assert!(window.get_by_label("Start server").is_focused());
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(window.state().actions, [ServerAction::Start]);

    window.state_mut().actions.clear();
    window
        .get_by_role_and_label(Role::TextInput, "Port")
        .focus();
    window.run();
    window.key_press(Key::ArrowUp);
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(window.state().form.port(), "2011");
    assert_eq!(window.state().actions, [ServerAction::Start]);
}
