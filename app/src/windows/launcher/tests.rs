//! The launcher, by keyboard and by pointer.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::windows::app::Purpose;
use crate::windows::app::tests::{Home, Window, press, shows, until};

const ROW: &str = "Limits demonstration, second year, Server · this computer only, port 2010 · 2 messages a second";

fn row(window: &Window) -> egui_kittest::Node<'_> {
    window.get_by_role_and_label(Role::ListItem, ROW)
}

/// The profile's server starts, or finds its port taken: either way it was tried.
fn was_started(window: &mut Window) {
    until(window, "the server's page", |window| {
        window.query_by_label(ROW).is_none()
    });
}

#[test]
fn a_double_click_starts_a_profile() {
    let home = Home::with_profiles();
    let mut window = home.window(Purpose::Launcher);
    row(&window).click();
    row(&window).click();
    window.run_steps(4);
    was_started(&mut window);
}

#[test]
fn enter_on_a_row_starts_it_too() {
    let home = Home::with_profiles();
    let mut window = home.window(Purpose::Launcher);
    row(&window).focus();
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(4);
    was_started(&mut window);
}

#[test]
fn every_control_is_reached_with_tab() {
    let home = Home::with_profiles();
    let mut window = home.window(Purpose::Launcher);
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..30 {
        window.key_press(Key::Tab);
        window.run_steps(1);
        reached.extend(focused(&window));
    }
    for label in [
        "Start a server",
        "Join a chat",
        "Manage…",
        ROW,
        "Theme: As the system",
    ] {
        assert!(reached.contains(label), "{label} in {reached:?}");
    }
}

fn focused(window: &Window) -> Option<String> {
    let mut nodes = window.root().children_recursive();
    let node = nodes.find(egui_kittest::Node::is_focused)?;
    node.accesskit_node().label()
}

#[test]
fn the_keyboard_begins_at_the_two_large_choices() {
    for (tabs, label, page) in [
        (1, "Start a server", "Who can reach it"),
        (2, "Join a chat", "Connect"),
    ] {
        let home = Home::with_profiles();
        let mut window = home.window(Purpose::Launcher);
        for _ in 0..tabs {
            window.key_press(Key::Tab);
            window.run_steps(2);
        }
        assert_eq!(focused(&window).as_deref(), Some(label));
        window.key_press(Key::Enter);
        window.run_steps(4);
        assert!(shows(&window, page), "Enter opens {page}");
    }
}

#[test]
fn a_broken_profile_shows_where_and_opens_its_details() {
    let home = Home::new();
    let path = home.break_one();
    let before = std::fs::read(&path).unwrap();
    let mut window = home.window(Purpose::Launcher);
    assert!(shows(&window, "Line 3, column"));
    press(&mut window, "Details…");
    assert!(shows(&window, "This profile cannot be read"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
