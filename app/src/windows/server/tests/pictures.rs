//! Pictures of the pages, compared with saved ones.

use egui::{Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tertulia_protocol::UnixMillis;
use tertulia_server_core::{ClientId, EventKind};

use super::people::{Running, Shown, Starting, draw_whole, row};
use crate::look::install;
use crate::texts::Language;

fn compare<S: Shown + 'static>(name: &str, state: S, theme: Theme, size: Vec2, scale: f32) {
    let mut window = window(state, theme, size, scale);
    window.run_steps(12);
    window.snapshot(format!("server/{name}"));
}

fn window<S: Shown + 'static>(
    state: S,
    theme: Theme,
    size: Vec2,
    scale: f32,
) -> Harness<'static, S> {
    Harness::builder()
        .with_size(size)
        .with_pixels_per_point(scale)
        .with_theme(theme)
        .wgpu()
        .build_ui_state(
            move |ui, state: &mut S| {
                install(ui.ctx());
                draw_whole(ui, state, theme);
            },
            state,
        )
}

fn chosen(language: Language) -> Running {
    let mut running = Running::classroom(language);
    running.model.clients_mut().select(ClientId(1), false);
    running
}

#[test]
fn running_dark_english() {
    let state = chosen(Language::En);
    compare(
        "running-dark-en",
        state,
        Theme::Dark,
        vec2(1280.0, 800.0),
        1.0,
    );
}

#[test]
fn running_light_spanish() {
    let state = chosen(Language::Es);
    compare(
        "running-light-es",
        state,
        Theme::Light,
        vec2(960.0, 640.0),
        1.0,
    );
}

#[test]
fn running_narrow() {
    let state = chosen(Language::Es);
    compare(
        "running-narrow-es",
        state,
        Theme::Dark,
        vec2(420.0, 720.0),
        1.0,
    );
}

#[test]
fn running_double() {
    let state = chosen(Language::En);
    compare(
        "running-double-en",
        state,
        Theme::Dark,
        vec2(640.0, 480.0),
        2.0,
    );
}

#[test]
fn running_for_this_computer_only() {
    let state = Running::at("127.0.0.1:2010", Language::En);
    compare(
        "running-here-dark-en",
        state,
        Theme::Dark,
        vec2(1280.0, 800.0),
        1.0,
    );
}

#[test]
fn running_for_this_computer_only_in_spanish() {
    let state = Running::at("127.0.0.1:2010", Language::Es);
    compare(
        "running-here-light-es",
        state,
        Theme::Light,
        vec2(960.0, 640.0),
        1.0,
    );
}

#[test]
fn start_dark_english() {
    let state = Starting::new(Language::En);
    compare(
        "start-dark-en",
        state,
        Theme::Dark,
        vec2(1040.0, 760.0),
        1.0,
    );
}

#[test]
fn start_light_spanish_port_in_use() {
    let mut state = Starting::new(Language::Es);
    state.port_is_taken();
    compare(
        "start-light-es",
        state,
        Theme::Light,
        vec2(960.0, 640.0),
        1.0,
    );
}

#[test]
fn start_narrow() {
    let state = Starting::new(Language::Es);
    compare(
        "start-narrow-es",
        state,
        Theme::Dark,
        vec2(420.0, 720.0),
        1.0,
    );
}

#[test]
fn running_with_every_column_in_the_usual_size() {
    let state = chosen(Language::Es);
    compare(
        "running-usual-es",
        state,
        Theme::Light,
        vec2(1180.0, 760.0),
        1.0,
    );
}

#[test]
fn running_in_the_smallest_window() {
    let state = chosen(Language::Es);
    compare(
        "running-least-es",
        state,
        Theme::Light,
        vec2(360.0, 480.0),
        1.0,
    );
}

#[test]
fn nobody_is_there_yet() {
    let state = Running::new(Language::Es);
    compare(
        "running-empty-es",
        state,
        Theme::Light,
        vec2(1040.0, 640.0),
        1.0,
    );
}

#[test]
fn a_client_is_looked_for_among_many() {
    let mut state = Running::classroom(Language::Es);
    let names = [
        "Ana", "Luis", "Marta", "raspi", "Pablo", "Iñaki", "Sofía", "Eva", "Ivo", "Noa", "Zoe",
        "Leo", "Ada",
    ];
    let rows = names.iter().zip(0..);
    state.count(
        rows.map(|(name, client)| row(client, name, client as u32 % 6))
            .collect(),
    );
    let mut window = window(state, Theme::Light, vec2(900.0, 700.0), 1.0);
    window.run_steps(4);
    window.get_by_label("Buscar un cliente").click();
    window.run_steps(2);
    super::people::write(&mut window, "Buscar un cliente", "a");
    window.run_steps(4);
    window.remove_cursor();
    window.run_steps(12);
    window.snapshot("server/finding-es");
}

#[test]
fn start_double() {
    let state = Starting::new(Language::En);
    compare(
        "start-double-en",
        state,
        Theme::Dark,
        vec2(640.0, 480.0),
        2.0,
    );
}

#[test]
fn while_nothing_can_be_kept() {
    let mut state = chosen(Language::En);
    state.disk_is_full();
    compare(
        "storage-failing-en",
        state,
        Theme::Dark,
        vec2(1040.0, 700.0),
        1.0,
    );
}

#[test]
fn start_low() {
    let state = Starting::new(Language::Es);
    compare("start-low-es", state, Theme::Light, vec2(900.0, 480.0), 1.0);
}

#[test]
fn the_end_of_the_start_page_in_the_smallest_window() {
    let state = Starting::new(Language::Es);
    let mut window = window(state, Theme::Light, vec2(360.0, 480.0), 1.0);
    window.run_steps(4);
    super::starting::scroll_to_the_end(&mut window);
    window.remove_cursor();
    window.run_steps(12);
    window.snapshot("server/start-least-es");
}

#[test]
fn the_log_in_the_smallest_window() {
    let state = chosen(Language::Es);
    let mut window = window(state, Theme::Light, vec2(360.0, 480.0), 1.0);
    window.run_steps(4);
    window.get_by_label("Registro").click();
    window.run_steps(4);
    window.remove_cursor();
    window.run_steps(12);
    window.snapshot("server/log-least-es");
}

#[test]
fn the_limits_dialog() {
    let state = chosen(Language::Es);
    let mut window = window(state, Theme::Light, vec2(960.0, 640.0), 1.0);
    window.run_steps(4);
    window.get_by_label("Límites…").click();
    window.run_steps(4);
    window.remove_cursor();
    window.run_steps(12);
    window.snapshot("server/limits-es");
}

/// Newcomers are asked for a password, and an address guessed it too often.
fn asking(language: Language) -> Running {
    let mut state = chosen(language);
    state.happen(0, EventKind::PasswordChanged { asks: true });
    state.happen(
        0,
        EventKind::PasswordsClosed {
            network: "192.168.0.77/32".parse().unwrap(),
            until: UnixMillis(1_795_442_580_000),
        },
    );
    state
}

#[test]
fn a_password_is_asked_for() {
    let size = vec2(1180.0, 760.0);
    let state = asking(Language::En);
    compare("password-dark-en", state, Theme::Dark, size, 1.0);
}

#[test]
fn a_password_is_asked_for_in_the_smallest_window() {
    let size = vec2(360.0, 480.0);
    let state = asking(Language::Es);
    compare("password-least-es", state, Theme::Light, size, 1.0);
}
