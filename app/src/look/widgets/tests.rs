//! What the controls do, driven as a person would: by name, pointer and keyboard.

use super::*;
use crate::look::icons::Icon;
use crate::look::theme::install;
use egui::accesskit::Role;
use egui::{Context, Id, Key, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn harness<'a>(draw: impl FnMut(&mut Ui) + 'a) -> Harness<'a> {
    Harness::builder()
        .with_size([480.0, 360.0])
        .with_context_setup(|ctx: &Context| install(ctx))
        .build_ui(draw)
}

#[test]
fn a_button_is_pressed_by_pointer_and_keyboard() {
    let mut presses = 0;
    let mut harness = harness(|ui| {
        if Button::primary("Connect").show(ui).clicked() {
            presses += 1;
        }
    });
    harness
        .get_by_role_and_label(Role::Button, "Connect")
        .click();
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    drop(harness);
    assert_eq!(presses, 2);
}

#[test]
fn an_unavailable_button_says_why_and_does_nothing() {
    let mut presses = 0;
    let mut harness = harness(|ui| {
        let button = Button::primary("Send").unavailable(Some("12 too many"));
        if button.show(ui).clicked() {
            presses += 1;
        }
    });
    let node = harness.get_by_label("Send");
    assert!(node.accesskit_node().is_disabled());
    assert_eq!(
        node.accesskit_node().description().as_deref(),
        Some("12 too many")
    );
    node.click();
    harness.run();
    drop(harness);
    assert_eq!(presses, 0);
}

#[test]
fn an_icon_button_has_its_tooltip_as_name() {
    let harness = harness(|ui| {
        IconButton::new(Icon::Search, "Find").show(ui);
    });
    assert!(
        harness
            .query_by_role_and_label(Role::Button, "Find")
            .is_some()
    );
}

#[test]
fn a_field_is_named_by_its_label_and_hides_its_error_while_typing() {
    let (mut name, mut other) = (String::new(), String::new());
    let mut harness = harness(|ui| {
        Field::new("Name", &mut name)
            .error(Some("This name is reserved"))
            .show(ui);
        Field::new("Host", &mut other).show(ui);
    });
    assert!(harness.query_by_label("This name is reserved").is_some());
    let field = harness.get_by_role_and_label(Role::TextInput, "Name");
    field.focus();
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Name")
        .type_text("A");
    harness.run();
    assert!(harness.query_by_label("This name is reserved").is_none());
    harness
        .get_by_role_and_label(Role::TextInput, "Host")
        .focus();
    harness.run();
    assert!(harness.query_by_label("This name is reserved").is_some());
    drop(harness);
    assert_eq!(name, "A");
}

#[test]
fn a_note_and_an_error_describe_the_field_and_are_no_part_of_its_name() {
    let (mut greeting, mut error) = ("hi".to_owned(), None);
    let mut harness = harness(|ui| {
        Field::new("Greeting", &mut greeting)
            .note("optional")
            .error(error)
            .show(ui);
        error = Some("It is 3 characters too long");
    });
    let described = |harness: &Harness<'_>| {
        let field = harness.get_by_role_and_label(Role::TextInput, "Greeting");
        field.accesskit_node().description()
    };
    assert!(
        harness
            .query_by_role_and_label(Role::Label, "optional")
            .is_some()
    );
    harness.run_steps(2);
    assert_eq!(
        described(&harness).as_deref(),
        Some("optional. It is 3 characters too long")
    );
}

#[test]
fn a_number_is_stepped_within_its_range() {
    let mut value = "9".to_owned();
    let mut harness = harness(|ui| {
        let field = Field::new("Rate", &mut value).note("a second");
        NumberField::new(field, 1..=10, ["More", "Less"]).show(ui);
    });
    let field = harness.get_by_role_and_label(Role::TextInput, "Rate");
    assert_eq!(
        field.accesskit_node().description().as_deref(),
        Some("a second")
    );
    for _ in 0..3 {
        harness.get_by_label("More").click();
        harness.run();
    }
    drop(harness);
    assert_eq!(value, "10");
}

#[test]
fn a_chip_switches() {
    let mut on = false;
    let mut harness = harness(|ui| {
        Chip::new("Detail").show_toggle(ui, &mut on);
    });
    harness
        .get_by_role_and_label(Role::CheckBox, "Detail")
        .click();
    harness.run();
    drop(harness);
    assert!(on);
}

/// The question opens while a field has the keyboard.
fn ask(key: Option<Key>) -> Vec<Answer> {
    let (mut answers, mut frame, mut text) = (Vec::new(), 0, String::new());
    let mut harness = harness(|ui| {
        let field = Field::new("Message", &mut text).show(ui);
        frame += 1;
        if frame < 3 {
            field.request_focus();
            return;
        }
        let question = Question {
            title: "Stop the server?",
            consequence: "4 people are connected.",
            safe: "Keep running",
            act: "Stop server",
            act_icon: Some(Icon::Stop),
        };
        answers.extend(question.show(ui.ctx(), Id::unique("stop")));
    });
    harness.run_steps(5);
    match key {
        Some(key) => harness.key_press(key),
        None => harness.get_by_label("Stop server").click(),
    }
    harness.run();
    drop(harness);
    answers
}

#[test]
fn enter_and_escape_are_the_safe_answer_and_only_the_button_acts() {
    assert_eq!(ask(Some(Key::Enter)), [Answer::Safe]);
    assert_eq!(ask(Some(Key::Escape)), [Answer::Safe]);
    assert_eq!(ask(None), [Answer::Act]);
}

#[test]
fn toasts_tell_which_action_was_pressed() {
    let mut toasts = Toasts::default();
    let id = toasts.push(0.0, Toast::with_action("Message discarded", "Undo"));
    let mut events = Vec::new();
    let mut harness = harness(|ui| events.extend(toasts.show(ui.ctx(), 0.0, "Close")));
    harness.run_steps(3);
    harness.get_by_label("Undo").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Undo").is_none());
    drop(harness);
    assert_eq!(events, [ToastEvent::Action(id)]);
}

#[test]
fn toasts_hang_below_the_header_and_grow_to_three_lines_at_most() {
    let long = "A sentence that says what went wrong. ".repeat(2);
    let endless = "A sentence that does not end. ".repeat(20);
    let mut toasts = Toasts::default();
    for words in ["Copied", &*long, &*endless] {
        toasts.push(0.0, Toast::done(words));
    }
    let mut harness = harness(|ui| {
        let _ = toasts.show(ui.ctx(), 56.0, "Close");
    });
    harness.run_steps(5);
    let place = |words: &str| harness.get_by_label(words).rect();
    let [short, long, endless] = ["Copied", &*long, &*endless].map(place);
    assert_eq!(
        [short, long, endless].map(|place| place.height()),
        [44.0, 66.0, 88.0]
    );
    // The newest is the highest, and none covers another.
    assert!(endless.top() >= 56.0, "{endless}");
    assert!(long.top() > endless.bottom() && short.top() > long.bottom());
}
