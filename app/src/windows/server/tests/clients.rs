//! The table of clients in windows of every width.

use egui::accesskit::Role;
use egui::{Key, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_protocol::Limits;
use tertulia_server_core::EventKind;

use super::people::{Running, row, window, write};
use crate::models::serving::Column;
use crate::texts::{Language, Texts};

const HEADS: [&str; 8] = [
    "serving-column-name",
    "serving-column-address",
    "serving-column-talks",
    "serving-column-here-for",
    "serving-column-idle",
    "serving-column-messages",
    "serving-column-bytes",
    "serving-column-rate",
];

fn shown(language: Language, max_rate: u32, width: f32) -> Harness<'static, Running> {
    let mut state = Running::classroom(language);
    let limits = Limits {
        max_rate,
        ..Limits::default()
    };
    state.happen(0, EventKind::LimitsChanged(limits));
    state.count(vec![row(0, "Ana", 1), row(1, "Luis", 0)]);
    let mut shown = window(state, vec2(width, 760.0));
    shown.run_steps(3);
    shown
}

/// The heads that there are, from left to right.
fn heads(window: &Harness<'_, Running>, texts: &Texts) -> Vec<(usize, Rect)> {
    let found = HEADS.iter().enumerate().filter_map(|(index, key)| {
        let words = texts.get(key);
        let head = window.query_by_role_and_label(Role::Button, &words)?;
        Some((index, head.rect()))
    });
    found.collect()
}

#[test]
fn every_column_shows_from_1160_on_and_none_lies_over_another() {
    for language in [Language::En, Language::Es] {
        let texts = Texts::new(language);
        for width in [1_160.0, 1_180.0, 1_280.0, 1_920.0] {
            for rate in [0, 1, 5, 12, 13, 9_999, 999_999] {
                let window = shown(language, rate, width);
                let heads = heads(&window, &texts);
                let case = format!("{language:?}, {width} wide, rate {rate}: {heads:?}");
                assert_eq!(heads.len(), HEADS.len(), "{case}");
                assert!(heads[0].1.width() > 95.5, "{case}");
                for pair in heads.windows(2) {
                    let (left, right) = (pair[0].1, pair[1].1);
                    assert!(left.right() <= right.left() + 0.5, "{case}");
                }
                let actions = texts.with("serving-client-actions", &[("who", "Ana".into())]);
                let actions = window.get_by_label(&actions).rect();
                assert!(heads[7].1.right() <= actions.left() + 4.0, "{case}");
                assert!(actions.right() <= width, "{case}");
            }
        }
    }
}

#[test]
fn narrower_windows_leave_columns_out_rather_than_cut_them() {
    let texts = Texts::new(Language::Es);
    for (width, columns) in [
        (1_159.0, vec![0, 1, 4, 7]),
        (1_000.0, vec![0, 1, 4, 7]),
        (760.0, vec![0, 1, 4, 7]),
        (520.0, vec![0, 1, 4, 7]),
        (519.0, vec![0, 4, 7]),
        (360.0, vec![0, 4, 7]),
    ] {
        let window = shown(Language::Es, 5, width);
        let heads = heads(&window, &texts);
        let found: Vec<usize> = heads.iter().map(|(index, _)| *index).collect();
        assert_eq!(found, columns, "{width} wide");
        assert!(heads.iter().all(|(_, rect)| rect.right() <= width));
        for pair in heads.windows(2) {
            assert!(pair[0].1.right() <= pair[1].1.left() + 0.5, "{width} wide");
        }
    }
}

#[test]
fn every_column_sorts() {
    let mut window = shown(Language::En, 5, 1_280.0);
    let texts = Texts::new(Language::En);
    let columns = [
        Column::Address,
        Column::Dialect,
        Column::ConnectedFor,
        Column::IdleFor,
        Column::Messages,
        Column::Bytes,
        Column::Rate,
    ];
    for (key, column) in HEADS[1..].iter().zip(columns) {
        let head = texts.get(key);
        window.get_by_role_and_label(Role::Button, &head).click();
        window.run_steps(3);
        let sorting = window.state().model.clients().sorting();
        assert_eq!(sorting.column, column);
        window.get_by_role_and_label(Role::Button, &head).click();
        window.run_steps(3);
        let turned = window.state().model.clients().sorting();
        assert_eq!(
            (turned.column, turned.descending),
            (column, !sorting.descending)
        );
    }
}

#[test]
fn a_client_is_found_in_narrow_windows_too() {
    for width in [1_100.0, 900.0, 600.0, 360.0] {
        let mut window = shown(Language::En, 5, width);
        let field = |window: &Harness<'_, Running>| {
            window
                .query_by_role_and_label(Role::TextInput, "Find a client")
                .is_some()
        };
        assert!(!field(&window));
        window
            .get_by_role_and_label(Role::Button, "Find a client")
            .click();
        window.run_steps(3);
        assert!(field(&window), "{width} wide");
        write(&mut window, "Find a client", "lui");
        window.run_steps(3);
        assert_eq!(window.state().model.clients().rows(), 1);
        assert!(window.query_by_label_contains("Luis, 192.168").is_some());
        window.key_press(Key::Escape);
        window.run_steps(3);
        assert!(!field(&window), "Esc ends the search");
        assert_eq!(window.state().model.clients().rows(), 2);
    }
}

#[test]
fn whoever_has_no_name_yet_is_written_out_where_there_is_room() {
    for language in [Language::En, Language::Es] {
        let words = Texts::new(language).get("serving-nameless");
        for width in [1_180.0, 1_280.0, 1_100.0, 760.0] {
            let mut window = shown(language, 5, width);
            window.state_mut().count(vec![row(0, "", 0)]);
            window.run_steps(3);
            let row = window
                .get_by_label_contains(&format!("{words}, 192.168"))
                .rect();
            // What is cut is told to whoever points at it.
            window.hover_at(row.left_center() + vec2(60.0, 0.0));
            window.run_steps(8);
            assert!(
                window.query_by_label(&words).is_none(),
                "{language:?}, {width}"
            );
        }
    }
}
