//! One profile in the dialog: its name, what it says, and what can be done with it.

use egui::{Align, Key, Layout, ScrollArea, Ui, vec2};

use super::{ProfileAction, ProfilesView};
use crate::look::tokens::{height, space};
use crate::look::widgets::{Alarm, Button, Field};
use crate::look::{Icon, Ink, Type, text};
use crate::models::launcher::{ProfileNameProblem, ProfileRow, mode_of};
use crate::profiles::{Mode, Profile, ProfileName, Theme};
use crate::sentences;
use crate::texts::{Language, Texts};
use crate::windows::files::Wish;
use tertulia_protocol::Limits;

const LABEL: f32 = 148.0;
const LINE: f32 = 30.0;
/// Height of the text in a line.
const TEXT: f32 = 20.0;

/// Draws it into all the room there is.
pub(super) fn show(
    ui: &mut Ui,
    row: &ProfileRow,
    renaming: &mut Option<(ProfileName, String)>,
    view: &ProfilesView<'_>,
    actions: &mut Vec<ProfileAction>,
) {
    let texts = view.texts;
    rename_field(ui, row, renaming, view, actions);
    ui.add_space(space::S8);
    let wraps = ui.available_width() < 400.0;
    let footer = if wraps {
        2.0 * height::CONTROL + space::S8
    } else {
        height::CONTROL
    };
    let room = (ui.available_height() - footer - space::S16).max(0.0);
    ui.allocate_ui(vec2(ui.available_width(), room), |ui| {
        ui.set_min_height(room);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().show(ui, |ui| match &row.state {
            Ok(loaded) => {
                for (label, value, mono) in lines(&loaded.value, texts) {
                    line(ui, &label, &value, mono);
                }
                if !loaded.unknown_fields.is_empty() {
                    let fields = loaded.unknown_fields.join(", ");
                    let words = texts.with("profiles-unknown", &[("fields", fields.into())]);
                    text::label(ui, words, Type::Small, Ink::Warning);
                }
                file_line(ui, row, view);
            }
            Err(error) => {
                let sentence = sentences::profile_error(error, texts);
                let alarm = Alarm {
                    title: &texts.get("profiles-broken"),
                    address: "",
                    advice: &sentence,
                };
                alarm.show(ui, |_| {});
                file_line(ui, row, view);
            }
        });
    });
    ui.add_space(space::S8);
    buttons(ui, row, texts, wraps, actions);
}

fn file_line(ui: &mut Ui, row: &ProfileRow, view: &ProfilesView<'_>) {
    let path = view.book.path(&row.name);
    let file = path.as_deref().and_then(std::path::Path::file_name);
    let file = file.map(|file| format!("profiles/{}", file.to_string_lossy()));
    let shown = line(
        ui,
        &view.texts.get("profiles-file"),
        &file.unwrap_or_default(),
        true,
    );
    if let Some(path) = path {
        shown.on_hover_text(sentences::clean(&path.display().to_string()));
    }
}

fn rename_field(
    ui: &mut Ui,
    row: &ProfileRow,
    renaming: &mut Option<(ProfileName, String)>,
    view: &ProfilesView<'_>,
    actions: &mut Vec<ProfileAction>,
) {
    let mut typed = match renaming {
        Some((name, typed)) if *name == row.name => typed.clone(),
        _ => row.name.as_str().to_owned(),
    };
    let changed = typed != row.name.as_str();
    let checked = view.book.model().check_name(&typed, Some(&row.name));
    let problem = checked.as_ref().err().filter(|_| changed);
    let problem = problem.map(|problem| name_problem(*problem, &typed, view.texts));
    let help = view.texts.get("profiles-rename-help");
    let response = Field::new(&view.texts.get("profiles-name"), &mut typed)
        .label_hidden()
        .help(&help)
        .error(problem.as_deref())
        .show(ui);
    if response.changed() {
        *renaming = Some((row.name.clone(), typed.clone()));
    }
    if response.lost_focus() {
        let kept = ui.input(|input| input.key_pressed(Key::Enter));
        match checked {
            Ok(name) if kept && changed => {
                actions.push(ProfileAction::Rename(row.name.clone(), name));
            }
            _ if kept => return,
            _ => {}
        }
        *renaming = None;
    }
}

fn buttons(
    ui: &mut Ui,
    row: &ProfileRow,
    texts: &Texts,
    wraps: bool,
    actions: &mut Vec<ProfileAction>,
) {
    let name = &row.name;
    let usable = row.state.is_ok();
    let size = vec2(ui.available_width(), height::CONTROL);
    let from_right = Layout::right_to_left(Align::Center);
    let mut delete = None;
    ui.allocate_ui_with_layout(size, from_right, |ui| {
        let why = texts.get("profiles-broken");
        let load = texts.get("profiles-load");
        let load = Button::primary(&load).unavailable((!usable).then_some(why.as_str()));
        if load.show(ui).clicked() {
            actions.push(ProfileAction::Load(name.clone()));
        }
        if Button::secondary(&texts.get("profiles-export"))
            .show(ui)
            .clicked()
        {
            actions.push(ProfileAction::Files(Wish::Export(name.clone())));
        }
        if Button::secondary(&texts.get("profiles-duplicate"))
            .show(ui)
            .clicked()
        {
            actions.push(ProfileAction::Duplicate(name.clone()));
        }
        if !wraps {
            let across = Layout::left_to_right(Align::Center);
            delete = ui
                .with_layout(across, |ui| delete_button(ui, name, texts))
                .inner;
        }
    });
    if wraps {
        delete = delete_button(ui, name, texts);
    }
    actions.extend(delete);
}

fn delete_button(ui: &mut Ui, name: &ProfileName, texts: &Texts) -> Option<ProfileAction> {
    let words = texts.get("profiles-delete");
    let button = Button::destructive(&words).icon(Icon::Delete);
    let clicked = button.show(ui).clicked();
    clicked.then(|| ProfileAction::AskDelete(name.clone()))
}

/// A label and its value, which goes on below where it is long.
fn line(ui: &mut Ui, label: &str, value: &str, mono: bool) -> egui::Response {
    let room = ui.available_width();
    let aside = LABEL.min((0.42 * room).round());
    let size = if mono { Type::Mono } else { Type::Control };
    let shown = ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = TEXT;
        ui.add_space((LINE - TEXT) / 2.0);
        let shown = ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let (rect, _) = ui.allocate_exact_size(vec2(aside, TEXT), egui::Sense::hover());
            let mut left = ui.new_child(egui::UiBuilder::new().max_rect(rect));
            text::label_truncated(&mut left, label, Type::Control, Ink::Weak);
            ui.vertical(|ui| {
                ui.set_width(room - aside);
                text::label(ui, value, size, Ink::Strong)
            })
            .inner
        });
        ui.add_space((LINE - TEXT) / 2.0);
        shown.inner
    });
    shown.inner
}

/// What the profile says, as label and value, and whether the value is typed somewhere.
fn lines(profile: &Profile, texts: &Texts) -> Vec<(String, String, bool)> {
    let usual = || texts.get("profiles-usual");
    let mode = mode_of(profile);
    let mut lines = vec![(
        texts.get("profiles-mode"),
        match mode {
            Mode::Server => texts.get("profile-mode-server"),
            Mode::Client => texts.get("profile-mode-client"),
        },
        false,
    )];
    let port = profile.port.map(|port| port.to_string());
    match mode {
        Mode::Server => {
            let reach = match profile.bind {
                None => texts.get("profile-bind-here"),
                Some(ip) if ip.is_loopback() => texts.get("profile-bind-here"),
                Some(ip) if ip.is_unspecified() => texts.get("profile-bind-network"),
                Some(ip) => ip.to_string(),
            };
            lines.push((texts.get("profiles-reach"), reach, false));
            lines.push((texts.get("connect-port"), port.unwrap_or_else(usual), true));
            lines.extend(limit_lines(profile, texts));
        }
        Mode::Client => {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(usual);
            lines.push((texts.get("connect-name"), text(&profile.name), false));
            let ip = profile.ip.map(|ip| ip.to_string());
            let host = profile.host.clone().or(ip);
            lines.push((texts.get("connect-host"), host.unwrap_or_else(usual), true));
            lines.push((texts.get("connect-port"), port.unwrap_or_else(usual), true));
            let none = || texts.get("profiles-no-greeting");
            let greeting = profile.greeting.clone().unwrap_or_else(none);
            lines.push((texts.get("connect-greeting"), greeting, false));
        }
    }
    lines.push((
        texts.get("profiles-language-theme"),
        appearance(profile, texts),
        false,
    ));
    lines
}

fn limit_lines(profile: &Profile, texts: &Texts) -> [(String, String, bool); 3] {
    let usual = Limits::default();
    let limits = profile.limits;
    let chars = limits.max_chars.unwrap_or(usual.max_chars);
    let rate = limits.max_rate.unwrap_or(usual.max_rate);
    let people = limits.max_clients.unwrap_or(usual.max_clients);
    let worded = |number: u32, words: String| {
        if number == 0 {
            texts.get("profiles-unlimited")
        } else {
            words
        }
    };
    let chars_words = texts.with("profiles-chars", &[("count", chars.into())]);
    let rate_words = texts.with("profiles-rate", &[("count", rate.into())]);
    let people_words = texts.with("profiles-number", &[("count", people.into())]);
    [
        (
            texts.get("profiles-length"),
            worded(chars, chars_words),
            false,
        ),
        (
            texts.get("profiles-rate-label"),
            worded(rate, rate_words),
            false,
        ),
        (
            texts.get("profiles-people"),
            worded(people, people_words),
            false,
        ),
    ]
}

fn appearance(profile: &Profile, texts: &Texts) -> String {
    let language = match profile.language {
        None => texts.get("profiles-as-chosen"),
        Some(Language::En) => "English".to_owned(),
        Some(Language::Es) => "Español".to_owned(),
    };
    let theme = match profile.theme {
        None => texts.get("profiles-as-chosen"),
        Some(Theme::System) => texts.get("window-theme-system"),
        Some(Theme::Light) => texts.get("window-theme-light"),
        Some(Theme::Dark) => texts.get("window-theme-dark"),
    };
    if profile.language.is_none() && profile.theme.is_none() {
        return language;
    }
    format!("{language}, {}", theme.to_lowercase())
}

/// Why a typed name cannot be a profile's.
pub(super) fn name_problem(problem: ProfileNameProblem, typed: &str, texts: &Texts) -> String {
    match problem {
        ProfileNameProblem::Taken => texts.get("profiles-name-taken"),
        ProfileNameProblem::Bad(problem) => {
            let error = crate::profiles::ProfileError::BadName {
                name: typed.to_owned(),
                problem,
            };
            sentences::profile_error(&error, texts)
        }
    }
}
