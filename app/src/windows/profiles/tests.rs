//! Profiles saved, loaded, copied, renamed, deleted, imported and exported in the window.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::cli::ClientArgs;
use crate::profiles::ProfileName;
use crate::windows::app::Purpose;
use crate::windows::app::tests::{Home, Window, fill, press, shows, until};

fn names(home: &Home) -> Vec<String> {
    let names = home.profiles().list().unwrap();
    names.iter().map(ToString::to_string).collect()
}

fn managing(home: &Home) -> Window {
    let mut window = home.window(Purpose::Launcher);
    press(&mut window, "Manage…");
    window
}

#[test]
fn what_stands_in_the_form_is_saved_and_comes_back() {
    let home = Home::new();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    fill(&mut window, "Name", "Marta");
    fill(&mut window, "Greeting", "Hi all");
    press(&mut window, "Save as profile…");
    fill(&mut window, "Name of the profile", "Lab");
    press(&mut window, "Save");
    assert_eq!(names(&home), ["Lab"]);
    drop(window);
    let mut window = home.window(Purpose::Launcher);
    press(&mut window, "Manage…");
    press(&mut window, "Load");
    let name = window.get_by_role_and_label(Role::TextInput, "Name");
    assert_eq!(name.value().as_deref(), Some("Marta"));
}

#[test]
fn enter_never_replaces_a_profile_and_the_button_does() {
    let home = Home::with_profiles();
    let mut window = home.window(Purpose::Client(ClientArgs::default(), None));
    press(&mut window, "Save as profile…");
    fill(&mut window, "Name of the profile", "ana AT the lab");
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert!(shows(&window, "It will be replaced"));
    press(&mut window, "Replace");
    assert_eq!(names(&home).len(), 3);
    assert!(shows(&window, "“Ana at the lab” saved"));
}

#[test]
fn profiles_are_copied_renamed_and_deleted() {
    let home = Home::with_profiles();
    let mut window = managing(&home);
    press(&mut window, "Duplicate");
    assert!(names(&home).contains(&"Classroom 2".to_owned()));
    fill(&mut window, "Name of the profile", "Classroom");
    assert!(shows(&window, "Name of the profile"));
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert!(
        names(&home).contains(&"Classroom 2".to_owned()),
        "the name is taken"
    );
    fill(&mut window, "Name of the profile", "Workshop");
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert!(names(&home).contains(&"Workshop".to_owned()));
    press(&mut window, "Delete…");
    press(&mut window, "Keep it");
    press(&mut window, "Delete…");
    press(&mut window, "Delete");
    assert_eq!(
        names(&home),
        [
            "Ana at the lab",
            "Classroom",
            "Limits demonstration, second year"
        ]
    );
}

#[test]
fn a_broken_profile_is_shown_and_left_as_it_is() {
    let home = Home::with_profiles();
    let path = home.break_one();
    let before = std::fs::read(&path).unwrap();
    let mut window = managing(&home);
    // The launcher below has the same words in a row of its list.
    let row = window.query_all_by_role(Role::Button).find(|node| {
        let label = node.accesskit_node().label();
        label.is_some_and(|label| label.starts_with("Room 3, Line 3"))
    });
    row.unwrap().click();
    window.run_steps(4);
    assert!(shows(&window, "This profile cannot be read"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn without_a_file_dialog_a_path_is_typed() {
    let home = Home::with_profiles();
    let mut window = managing(&home);
    press(&mut window, "Export…");
    until(&mut window, "the path", |window| {
        shows(window, "no dialog for files")
    });
    let outside = home.path().join("shared.ron");
    fill(&mut window, "Path", outside.to_str().unwrap());
    press(&mut window, "Export");
    assert!(outside.exists());

    press_last(&mut window, "Import…");
    until(&mut window, "the path", |window| {
        shows(window, "no dialog for files")
    });
    fill(&mut window, "Path", "/nowhere/at-all.ron");
    press(&mut window, "Import");
    assert!(
        shows(&window, "There is no profile at"),
        "what is wrong stands where it was typed"
    );
    fill(&mut window, "Path", outside.to_str().unwrap());
    press(&mut window, "Import");
    assert!(names(&home).contains(&"shared".to_owned()));
}

#[test]
fn a_new_profile_starts_what_was_chosen() {
    let home = Home::with_profiles();
    let mut window = managing(&home);
    press(&mut window, "New…");
    window
        .get_by_role_and_label(Role::RadioButton, "Server")
        .click();
    window.run_steps(2);
    press(&mut window, "Save");
    let name = ProfileName::parse("New profile").unwrap();
    let source = crate::profiles::Source::Name(name);
    let saved = home.profiles().load(&source).unwrap().value;
    assert_eq!(saved.mode, Some(crate::profiles::Mode::Server));
}

/// The launcher below has a button of the same name.
fn press_last(window: &mut Window, label: &str) {
    window.query_all_by_label(label).last().unwrap().click();
    window.run_steps(4);
}
