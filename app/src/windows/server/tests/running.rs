//! The page of a running server.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Vec2, ViewportId, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tertulia_protocol::UnixMillis;
use tertulia_server_core::{ClientId, EventKind, FloodPolicy};

use super::people::{Running, row, window, write};
use crate::models::serving::{Addressees, Category, Column, ExportFormat, LogFilter};
use crate::texts::Language;
use crate::windows::server::ServerAction;

const SIZE: Vec2 = vec2(1280.0, 800.0);

fn classroom() -> Harness<'static, Running> {
    window(Running::classroom(Language::En), SIZE)
}

#[test]
fn a_client_appears_is_sorted_found_and_chosen() {
    let mut window = classroom();
    assert!(
        window
            .query_by_label_contains("Ana, 192.168.0.23:50000")
            .is_some()
    );
    window.get_by_label("Rate").click();
    window.run();
    let table = window.state().model.clients();
    assert_eq!(table.sorting().column, Column::Rate);
    assert_eq!(table.row(0).unwrap().client, ClientId(1));
    window
        .get_by_role_and_label(Role::TextInput, "Find a client")
        .focus();
    window.run();
    write(&mut window, "Find a client", "mar");
    window.run();
    assert_eq!(window.state().model.clients().rows(), 1);
    window.get_by_label_contains("Marta, 192.168").click();
    window.run();
    assert!(
        window
            .state()
            .model
            .clients()
            .selected()
            .contains(&ClientId(2))
    );
}

#[test]
fn a_server_for_this_computer_only_says_so_and_not_what_to_type_elsewhere() {
    for size in [SIZE, vec2(420.0, 720.0)] {
        let server = Running::at("127.0.0.1:2010", Language::En);
        let window = window(server, size);
        let has = |words| window.query_by_label_contains(words).is_some();
        assert!(has("On this computer, type"), "{size}");
        assert!(has("Only this computer can join"), "{size}");
        assert!(!has("other computers") && !has("another computer"));
        assert!(!has("firewall"), "{size}");
        assert!(has("Press Ctrl N"), "{size}");
    }
}

#[test]
fn the_key_is_shown_and_copied_in_windows_of_every_width() {
    let key = super::people::key().to_string();
    for (size, behind, button) in [
        (SIZE, None, "Copy the key"),
        (vec2(1_040.0, 800.0), None, "Key of this server: "),
        (vec2(420.0, 720.0), Some("+2"), &*key),
    ] {
        let mut window = window(Running::classroom(Language::En), size);
        if let Some(menu) = behind {
            window.get_by_label(menu).click();
            window.run_steps(3);
        }
        assert!(
            window.query_all_by_label_contains(&key).next().is_some(),
            "{size}"
        );
        let button = window.get_by_label_contains(button);
        assert!(button.rect().right() <= size.x, "{size}");
        button.click();
        window.run_steps(3);
        let actions = std::mem::take(&mut window.state_mut().actions);
        assert_eq!(actions, [ServerAction::Copy(key.clone())], "{size}");
    }
}

#[test]
fn that_a_password_is_asked_for_is_seen_in_windows_of_every_width() {
    for (language, words) in [
        (Language::En, "Asks for a password"),
        (Language::Es, "Pide contraseña"),
    ] {
        for width in [1_280.0, 1_160.0, 1_040.0, 760.0, 420.0, 360.0] {
            let mut window = window(Running::classroom(language), vec2(width, 640.0));
            assert!(window.query_by_label(words).is_none(), "{width}");
            let asks = EventKind::PasswordChanged { asks: true };
            window.state_mut().happen(0, asks);
            window.run_steps(3);
            let sign = window.get_by_label(words).rect();
            assert!(
                sign.right() <= width && sign.width() > 10.0,
                "{width}: {sign}"
            );
        }
    }
}

#[test]
fn who_is_encrypted_is_said_and_not_shown_only() {
    let window = classroom();
    let said = window.query_all_by_label_contains(", encrypted");
    let said: Vec<String> = said
        .filter_map(|row| row.accesskit_node().label())
        // The log says it too, in brackets.
        .filter(|label| label.ends_with(", encrypted"))
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(!said.iter().any(|row| row.starts_with("raspi")), "{said:?}");
}

#[test]
fn a_client_is_kicked_with_a_reason() {
    let mut window = classroom();
    window.get_by_label("Actions for Luis").click();
    window.run();
    window.get_by_label("Kick…").click();
    window.run();
    assert!(window.query_by_label("Kick Luis?").is_some());
    window.get_by_label_contains("Reason").focus();
    window.run();
    window.event(egui::Event::Text("enough".to_owned()));
    window.run();
    window.get_by_label("Kick").click();
    window.run();
    let reason = "enough".to_owned();
    let client = ClientId(1);
    assert_eq!(
        window.state().actions,
        [ServerAction::Kick { client, reason }]
    );
    assert!(window.query_by_label("Kick Luis?").is_none());
}

#[test]
fn a_private_message_goes_to_the_chosen_client() {
    let mut window = classroom();
    window.get_by_label("Actions for Marta").click();
    window.run();
    window.get_by_label("Message privately").click();
    window.run();
    let field = "Message from the operator";
    write(&mut window, field, "hi");
    window.run();
    window.get_by_label("Send").click();
    window.run();
    let (to, text) = (Addressees::Selected, "hi".to_owned());
    assert_eq!(window.state().actions, [ServerAction::Say { to, text }]);
}

#[test]
fn stopping_asks_only_when_people_are_connected() {
    let mut window = classroom();
    window.get_by_label("Stop server").click();
    window.run();
    assert!(window.state().actions.is_empty());
    window.get_by_label("Keep running").click();
    window.run();
    assert!(window.query_by_label("Keep running").is_none());
    let mut alone = super::people::window(Running::new(Language::En), SIZE);
    alone.get_by_label("Stop server").click();
    alone.run();
    assert_eq!(alone.state().actions, [ServerAction::Stop]);
}

#[test]
fn the_log_filters_and_pauses() {
    let mut window = classroom();
    assert!(window.query_by_label_contains("hello from nc").is_some());
    window
        .get_by_role_and_label(Role::CheckBox, "Messages")
        .click();
    window.run();
    let shown = window.state().model.log().filter().shown_categories();
    assert!(!shown.contains(Category::Message) && shown.contains(Category::Came));
    assert!(window.query_by_label_contains("hello from nc").is_none());
    window.get_by_label("Pause").click();
    window.run();
    window.state_mut().joined(0, 9, "Eva");
    window.run();
    assert!(window.query_by_label_contains("Eva joined").is_none());
    window.get_by_label("Paused, 1 new").click();
    window.run();
    assert!(window.query_by_label_contains("Eva joined").is_some());
}

#[test]
fn what_the_log_shows_is_copied_and_its_export_asks_for_the_format() {
    let mut window = classroom();
    let filter = LogFilter::default().text("hello");
    window.state_mut().model.log_mut().set_filter(filter);
    window.run_steps(3);
    window.get_by_label("More for the log").click();
    window.run();
    window.get_by_label("Copy what is shown").click();
    window.run();
    let actions = std::mem::take(&mut window.state_mut().actions);
    let [ServerAction::Copy(lines)] = &actions[..] else {
        panic!("{actions:?}");
    };
    assert_eq!(lines.lines().count(), 1, "only what passes the filter");
    assert!(lines.contains("raspi") && lines.ends_with(": hello from nc"));
    for (entry, format) in [
        ("As text…", ExportFormat::Text),
        ("As JSON Lines…", ExportFormat::JsonLines),
        ("As CSV for spreadsheets…", ExportFormat::Csv),
    ] {
        window.get_by_label("More for the log").click();
        window.run();
        window.get_by_label(entry).click();
        window.run();
        let actions = std::mem::take(&mut window.state_mut().actions);
        assert_eq!(actions, [ServerAction::ExportLog(format)]);
    }
}

#[test]
fn what_a_row_of_the_log_has_no_room_for_is_told_to_whoever_points_at_it() {
    let mut state = Running::new(Language::En);
    let long = format!("{} and its end", "word ".repeat(190));
    state.said(0, 0, "Ana", &long);
    state.happen(
        0,
        EventKind::PasswordsClosed {
            network: "192.168.0.77/32".parse().unwrap(),
            until: UnixMillis(1_795_442_580_000),
        },
    );
    let mut window = window(state, SIZE);
    let find = |window: &Harness<'_, Running>, role, words| {
        let mut found = window.query_all_by_label_contains(words);
        let found = found.find(|node| node.accesskit_node().role() == role);
        found.map(|node| node.rect().center())
    };
    for (words, whole) in [
        ("and its end", "and its end"),
        ("Too many wrong passwords", "under “Bans and mutes…”"),
    ] {
        let at = find(&window, Role::ListItem, words).unwrap();
        assert!(find(&window, Role::Label, whole).is_none(), "{words}");
        window.hover_at(at);
        window.run_steps(8);
        assert!(find(&window, Role::Label, whole).is_some(), "{words}");
    }
}

#[test]
fn control_and_f_goes_to_the_filter_of_the_log() {
    for size in [SIZE, vec2(360.0, 480.0)] {
        let mut window = window(Running::classroom(Language::En), size);
        window.key_press_modifiers(Modifiers::COMMAND, Key::F);
        window.run_steps(3);
        let filter = window.get_by_role_and_label(Role::TextInput, "Filter");
        assert!(filter.is_focused());
        write(&mut window, "Filter", "hello");
        window.run_steps(3);
        assert_eq!(window.state().model.log().rows(), 1);
    }
}

#[test]
fn a_log_that_was_scrolled_up_stays_there_and_leads_back_to_the_newest() {
    let mut state = Running::new(Language::En);
    for number in 0..200 {
        state.said(0, 0, "Ana", &format!("line {number}."));
    }
    let mut window = window(state, SIZE);
    window.run_steps(3);
    assert!(window.query_by_label_contains("line 199.").is_some());
    window.get_by_role_and_label(Role::List, "Log").focus();
    window.run_steps(2);
    window.key_press(Key::Home);
    window.run_steps(3);
    assert!(window.query_by_label_contains("line 0.").is_some());
    for number in 200..203 {
        window
            .state_mut()
            .said(0, 0, "Ana", &format!("line {number}."));
    }
    window.run_steps(3);
    assert!(
        window.query_by_label_contains("line 0.").is_some(),
        "nothing moves under the eye"
    );
    window.get_by_label("3 new below").click();
    window.run_steps(3);
    assert!(window.query_by_label_contains("line 202.").is_some());
    assert!(window.query_by_label_contains("new below").is_none());
}

#[test]
fn limits_are_edited_while_it_runs() {
    let mut window = classroom();
    window.get_by_label("Limits…").click();
    window.run();
    window.get_by_label("Rate: more").click();
    window.run();
    window.get_by_label("Apply").click();
    window.run();
    let limits = tertulia_protocol::Limits {
        max_rate: 6,
        ..window.state().model.limits()
    };
    assert_eq!(window.state().actions, [ServerAction::SetLimits(limits)]);
}

#[test]
fn what_becomes_of_a_flooder_is_chosen_while_it_runs() {
    let mut window = classroom();
    window.get_by_label("Limits…").click();
    window.run();
    window
        .get_by_role_and_label(Role::ComboBox, "Whoever writes too fast")
        .click();
    window.run();
    window.get_by_label("is slowed down").click();
    window.run();
    window.get_by_label("Apply").click();
    window.run();
    let slow = ServerAction::SetFlood(FloodPolicy::Slow);
    assert_eq!(window.state().actions, [slow]);
}

#[test]
fn a_million_entries_and_a_thousand_clients_lay_out_only_what_is_seen() {
    let mut state = Running::classroom(Language::En);
    for number in 0..1_000_000_u64 {
        state.said(0, number % 4, "Ana", "x");
    }
    state.count(
        (0..1_000)
            .map(|id| row(id % 60 + 60 * (id / 60), "Ana", 1))
            .collect(),
    );
    let mut window = window(state, SIZE);
    window.run();
    let (clients, log) = window.state().page.laid_out();
    assert!((1..20).contains(&clients), "{clients} clients");
    assert!((1..40).contains(&log), "{log} entries");
}

#[test]
fn scrolled_up_the_entry_under_the_eye_stays_when_new_ones_come() {
    let mut state = Running::classroom(Language::En);
    for number in 0..2_000 {
        state.said(0, number % 4, "Ana", &format!("entry {number}."));
    }
    let mut window = window(state, SIZE);
    window.run();
    window.get_by_role_and_label(Role::List, "Log").focus();
    window.run();
    for _ in 0..3 {
        window.key_press(Key::PageUp);
        window.run();
    }
    let under_the_eye = (0..2_000)
        .map(|number| format!("entry {number}."))
        .filter(|label| window.query_by_label_contains(label).is_some())
        .nth(2)
        .unwrap();
    let before = window.get_by_label_contains(&under_the_eye).rect();
    for _ in 0..500 {
        window.state_mut().said(0, 1, "Luis", "news");
    }
    window.run();
    let after = window.get_by_label_contains(&under_the_eye).rect();
    assert_eq!(after, before);
    assert!(window.query_by_label_contains("500 new").is_some());
}

#[test]
fn a_window_in_which_nothing_happens_is_drawn_when_its_clock_ticks_and_later_seldom() {
    let mut window = classroom();
    let delay = |window: &Harness<'_, Running>| {
        window.output().viewport_output[&ViewportId::ROOT].repaint_delay
    };
    window.run_steps(8);
    let soon = delay(&window);
    assert!((900..1_200).contains(&soon.as_millis()), "{soon:?}");
    // Eleven seconds: the harness lets a quarter of one pass with every frame.
    window.run_steps(11 * 4);
    let later = delay(&window);
    assert!((2_000..6_000).contains(&later.as_millis()), "{later:?}");
    window.state_mut().said(0, 1, "Luis", "news");
    window.run_steps(8);
    let again = delay(&window);
    assert!((900..1_200).contains(&again.as_millis()), "{again:?}");
}
