//! Muting, banning and freezing in the server's window.

use std::time::Duration;

use egui::{Role, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_protocol::UnixMillis;
use tertulia_server_core::{Ban, ClientId, ClosedOut, ModerationSnapshot, MuteId};

use super::people::{Running, draw_whole};
use crate::look::install;
use crate::texts::Language;
use crate::windows::server::ServerAction;

const SIZE: Vec2 = vec2(1280.0, 800.0);

fn window(state: Running, size: Vec2, theme: Theme) -> Harness<'static, Running> {
    let mut window = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .wgpu()
        .build_ui_state(
            move |ui, state: &mut Running| {
                install(ui.ctx());
                draw_whole(ui, state, theme);
            },
            state,
        );
    window.run();
    window
}

/// Luis is muted, an address is banned, and nobody writes.
fn moderated(language: Language) -> Running {
    let mut running = Running::classroom(language);
    running.moderate(ModerationSnapshot {
        frozen: true,
        bans: vec![Ban {
            network: "192.168.0.99/32".parse().unwrap(),
            name: Some("Troll".to_owned()),
            since: UnixMillis(0),
            until: Some(UnixMillis(1_795_442_580_000)),
            reason: Some("advertising".to_owned()),
        }],
        mutes: Vec::new(),
        muted: vec![(ClientId(1), MuteId(7))],
        closed_out: vec![ClosedOut {
            network: "192.168.0.77/32".parse().unwrap(),
            until: UnixMillis(1_795_442_580_000),
        }],
    });
    running
}

fn press(window: &mut Harness<'_, Running>, label: &str) {
    window.get_by_label(label).click();
    window.run();
}

#[test]
fn a_client_is_muted_for_a_time_and_a_reason() {
    let mut window = window(Running::classroom(Language::En), SIZE, Theme::Dark);
    press(&mut window, "Actions for Luis");
    press(&mut window, "Mute…");
    assert!(window.query_by_label("Mute Luis?").is_some());
    window
        .get_by_role_and_label(Role::ComboBox, "For how long")
        .click();
    window.run();
    press(&mut window, "1 hour");
    window.get_by_label_contains("Reason").focus();
    window.run();
    window.event(egui::Event::Text("too loud".to_owned()));
    window.run();
    press(&mut window, "Mute");
    let action = ServerAction::Mute {
        client: ClientId(1),
        span: Some(Duration::from_secs(3_600)),
        reason: "too loud".to_owned(),
    };
    assert_eq!(window.state().actions, [action]);
    assert!(window.query_by_label("Mute Luis?").is_none());
}

#[test]
fn an_address_is_banned_and_the_question_says_which() {
    let mut window = window(Running::classroom(Language::En), SIZE, Theme::Dark);
    press(&mut window, "Actions for Luis");
    press(&mut window, "Ban address…");
    assert!(
        window
            .query_by_label_contains("192.168.0.31 are closed")
            .is_some()
    );
    press(&mut window, "Ban");
    let action = ServerAction::Ban {
        client: ClientId(1),
        span: Some(Duration::from_secs(900)),
        reason: String::new(),
    };
    assert_eq!(window.state().actions, [action]);
}

#[test]
fn who_is_muted_is_marked_with_a_word_and_can_write_again() {
    let mut window = window(moderated(Language::En), SIZE, Theme::Dark);
    assert!(window.query_by_label_contains("Luis · muted").is_some());
    assert!(window.query_by_label_contains("Ana · muted").is_none());
    press(&mut window, "Actions for Luis");
    assert!(window.query_by_label("Mute…").is_none());
    press(&mut window, "Let write again");
    assert_eq!(window.state().actions, [ServerAction::Unmute(MuteId(7))]);
}

#[test]
fn what_holds_is_listed_and_lifted_and_the_freeze_is_seen_and_ended() {
    for size in [SIZE, vec2(420.0, 720.0)] {
        let mut window = window(moderated(Language::En), size, Theme::Dark);
        press(&mut window, "Let everybody write");
        press(&mut window, "Language, theme and size");
        press(&mut window, "Bans and mutes…");
        assert!(
            window
                .query_by_label_contains("192.168.0.99 (Troll)")
                .is_some()
        );
        assert!(window.query_by_label("advertising").is_some());
        press(&mut window, "Lift for 192.168.0.99");
        press(&mut window, "Take passwords again from 192.168.0.77");
        press(&mut window, "Freeze: nobody but you can write");
        press(&mut window, "Close");
        let network = |text: &str| text.parse().unwrap();
        assert_eq!(
            window.state().actions,
            [
                ServerAction::Freeze(false),
                ServerAction::Unban(network("192.168.0.99/32")),
                ServerAction::Pardon(network("192.168.0.77/32")),
                ServerAction::Freeze(false),
            ]
        );
        assert!(window.query_by_label("advertising").is_none());
    }
}

#[test]
fn the_picture_of_what_holds() {
    let mut window = window(moderated(Language::En), SIZE, Theme::Dark);
    press(&mut window, "Language, theme and size");
    press(&mut window, "Bans and mutes…");
    window.run_steps(12);
    window.snapshot("server/moderation-dark-en");
}

#[test]
fn the_pictures_of_a_freeze_and_of_the_question_before_a_ban() {
    let mut window = window(moderated(Language::Es), vec2(960.0, 640.0), Theme::Light);
    window.run_steps(12);
    window.snapshot("server/frozen-light-es");
    press(&mut window, "Acciones para Ana");
    press(&mut window, "Prohibir la dirección…");
    window.run_steps(12);
    window.snapshot("server/ban-light-es");
}
