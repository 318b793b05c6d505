//! The start page.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_server_core::{FloodPolicy, StartError};

use super::people::{Starting, window, write};
use crate::identity::IdentityProblem;
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
fn guests_in_clear_are_refused_where_that_is_chosen() {
    let mut window = window(Starting::new(Language::En), vec2(1040.0, 1000.0));
    window.get_by_label("Encrypted connections only").click();
    window.run();
    let form = &mut window.state_mut().form;
    assert!(form.encrypted_only());
    assert!(!form.submit().unwrap().clear_guests);
    form.fail(&StartError::NoIdentity, None, None);
    window.run();
    window.get_by_label("Allow connections in clear").click();
    window.run();
    let form = &window.state().form;
    assert!(!form.encrypted_only() && form.problem().is_none());
}

#[test]
fn crowds_and_flooders_are_chosen_and_what_is_no_network_is_marked() {
    let mut window = window(Starting::new(Language::En), vec2(1040.0, 1000.0));
    window
        .get_by_role_and_label(Role::TextInput, "Networks without a cap")
        .focus();
    window.run();
    write(&mut window, "Networks without a cap", "192.168.0.0/99");
    window.run();
    window.get_by_label("Start server").click();
    window.run();
    assert!(window.state().form.clone().submit().is_none());
    window.state_mut().form.leave_exempt();
    window.run();
    let wrong = "“192.168.0.0/99” is no network";
    assert!(window.query_by_label_contains(wrong).is_some());
    window.state_mut().form.edit_exempt("192.168.0.0/16");
    window
        .get_by_role_and_label(Role::ComboBox, "Whoever writes too fast")
        .click();
    window.run();
    window.get_by_label("is slowed down").click();
    window.run();
    let config = window.state_mut().form.submit().unwrap();
    assert_eq!(config.flood, FloodPolicy::Slow);
    assert!(config.exempt.contains(&"192.168.0.0/16".parse().unwrap()));
}

#[test]
fn a_key_that_cannot_be_used_says_what_to_do() {
    let mut state = Starting::new(Language::En);
    let path = "/data/identity/server.pem".into();
    state.form.fail_identity(path, IdentityProblem::Open);
    let window = window(state, SIZE);
    for words in ["/data/identity/server.pem", "chmod 600"] {
        assert!(window.query_by_label_contains(words).is_some(), "{words}");
    }
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
    window.set_size(vec2(700.0, 800.0));
    window.run();
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

/// Turns the wheel over the form until nothing more comes.
pub(super) fn scroll_to_the_end(window: &mut Harness<'_, Starting>) {
    let middle = window.ctx.content_rect().center();
    window.event(Event::PointerMoved(middle - vec2(100.0, 0.0)));
    for _ in 0..20 {
        window.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -400.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        window.run_steps(8);
    }
}

#[test]
fn nothing_is_cut_and_scrolling_reaches_everything_in_windows_of_every_size() {
    const CAPTION: &str = "256 asientos, nadie todavía";
    for size in [
        vec2(360.0, 480.0),
        vec2(520.0, 640.0),
        vec2(900.0, 480.0),
        vec2(900.0, 700.0),
        vec2(1180.0, 760.0),
    ] {
        let mut state = Starting::new(Language::Es);
        state.port_is_taken();
        let mut window = window(state, size);
        window.run_steps(4);
        let footer = size.y - 64.0;
        let caption = |window: &Harness<'_, Starting>| window.get_by_label(CAPTION).rect();
        if size.x >= 900.0 && size.y >= 700.0 {
            let rect = caption(&window);
            assert!(rect.bottom() <= footer, "{size}: {rect} without scrolling");
        }
        scroll_to_the_end(&mut window);
        let language = window
            .get_by_role_and_label(Role::ComboBox, "Idioma del texto simple")
            .rect();
        assert!(language.bottom() <= footer, "{size}: {language}");
        if size.x < 900.0 {
            let rect = caption(&window);
            assert!(
                rect.top() > 56.0 && rect.bottom() <= footer,
                "{size}: {rect}"
            );
        }
        for label in ["Iniciar servidor", "Volver", "Idioma, tema y tamaño"] {
            let rect = window.get_by_role_and_label(Role::Button, label).rect();
            assert!(rect.right() <= size.x && rect.bottom() <= size.y, "{label}");
        }
    }
}

#[test]
fn the_bar_that_scrolls_stands_in_the_margin_and_not_on_the_fields() {
    for (width, edge) in [(1_040.0, 1_040.0 - 372.0), (420.0, 420.0)] {
        let mut window = window(Starting::new(Language::En), vec2(width, 480.0));
        window.run_steps(4);
        let field = window.get_by_label_contains("Words of welcome").rect();
        assert!(field.right() <= edge - 16.0, "{width}: {field}");
        // The wheel scrolls beside the fields too, where the bar is.
        window.event(Event::PointerMoved(egui::pos2(edge - 3.0, 200.0)));
        window.run_steps(2);
        window.drag_at(egui::pos2(edge - 3.0, 100.0));
        window.run_steps(2);
        window.event(Event::PointerMoved(egui::pos2(edge - 3.0, 200.0)));
        window.run_steps(2);
        window.drop_at(egui::pos2(edge - 3.0, 200.0));
        window.run_steps(4);
        let scrolled = window.get_by_label_contains("Words of welcome").rect();
        assert!(scrolled.top() < field.top() - 40.0, "{width}: {scrolled}");
    }
}
