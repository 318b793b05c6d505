//! The fields of the start form.

use egui::{CornerRadius, Frame, Key, Margin, Stroke, TextEdit, Ui, vec2};

use super::super::words;
use super::{StartEdit, StartView, edit};
use crate::look::tokens::{Type, radius, space, stroke};
use crate::look::widgets::{Button, Chip, Field, NumberField, check, select};
use crate::look::{Ink, palette, text};
use crate::models::serving::{LimitField, LimitsForm, StartForm};
use crate::texts::{Language, Texts};
use crate::windows::menus;
use crate::windows::server::ServerAction;

/// A number is at least so wide.
const NUMBER: f32 = 132.0;

/// The label of a limit, and what it counts.
pub(in super::super) fn limit_words(texts: &Texts, field: LimitField) -> [String; 2] {
    match field {
        LimitField::Chars => [
            texts.get("serving-limit-chars"),
            texts.get("serving-limit-chars-help"),
        ],
        LimitField::Rate => [
            texts.get("serving-limit-rate"),
            texts.get("serving-limit-rate-help"),
        ],
        LimitField::People => [
            texts.get("serving-limit-people"),
            texts.get("serving-limit-people-help"),
        ],
    }
}

/// One limit; gives the new text, and whether it was left.
pub(in super::super) fn show_limit(
    ui: &mut Ui,
    texts: &Texts,
    form: &LimitsForm,
    field: LimitField,
    width: f32,
) -> (Option<String>, bool) {
    let [label, help] = limit_words(texts, field);
    let problem = form
        .problem(field)
        .map(|problem| words::problem(texts, problem));
    let [more, less] = steps(texts, &label);
    let mut value = form.text(field).to_owned();
    let shown = Field::new(&label, &mut value)
        .help(&help)
        .error(problem.as_deref())
        .width(width);
    let response = NumberField::new(shown, 0..=field.most().into(), [&more, &less])
        .step(if field == LimitField::Chars { 100 } else { 1 })
        .show(ui);
    (response.changed().then_some(value), response.lost_focus())
}

fn steps(texts: &Texts, label: &str) -> [String; 2] {
    [
        texts.with("serving-more", &[("what", label.into())]),
        texts.with("serving-less", &[("what", label.into())]),
    ]
}

/// Port and limits, as many beside each other as fit.
pub(super) fn show_numbers(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let gap = space::S12;
    let room = ui.available_width();
    let columns = if room >= 4.0 * NUMBER + 3.0 * gap {
        4
    } else {
        2
    };
    let width = ((room - (columns - 1) as f32 * gap) / columns as f32).floor();
    let mut fields = vec![None];
    fields.extend(LimitField::ALL.map(Some));
    for line in fields.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for field in line {
                match field {
                    None => show_port(ui, view, width, actions),
                    Some(field) => {
                        let form = &view.form.limits;
                        let (typed, left) = show_limit(ui, view.texts, form, *field, width);
                        if let Some(typed) = typed {
                            edit(actions, StartEdit::Limit(*field, typed));
                        }
                        if left {
                            edit(actions, StartEdit::LeaveLimit(*field));
                            start_on_enter(ui, view, actions);
                        }
                    }
                }
            }
        });
    }
    show_limits_note(ui, view.texts);
}

/// What is true of every limit.
pub(in super::super) fn show_limits_note(ui: &mut Ui, texts: &Texts) {
    let words = texts.get("serving-limits-none");
    text::label(ui, words, Type::Small, Ink::Weak);
}

fn show_port(ui: &mut Ui, view: &StartView<'_>, width: f32, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let label = texts.get("serving-port");
    let help = match view.form.port().trim() {
        "2010" => texts.get("serving-port-usual"),
        "0" => texts.get("serving-port-any"),
        _ => String::new(),
    };
    let problem = view.form.port_problem();
    let problem = problem.map(|problem| words::problem(texts, problem));
    let [more, less] = steps(texts, &label);
    let mut value = view.form.port().to_owned();
    let shown = Field::new(&label, &mut value)
        .help(&help)
        .error(problem.as_deref())
        .width(width);
    let response = NumberField::new(shown, 0..=65_535, [&more, &less]).show(ui);
    if response.changed() {
        edit(actions, StartEdit::Port(value));
    }
    if response.lost_focus() {
        edit(actions, StartEdit::LeavePort);
        start_on_enter(ui, view, actions);
    }
}

/// A field was left: with Enter, which means that everything is as it should be.
fn start_on_enter(ui: &Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let entered = ui.input(|input| input.key_pressed(Key::Enter) && input.modifiers.is_none());
    if entered && !view.starting {
        actions.push(ServerAction::Start);
    }
}

/// Whether only encrypted connections are taken.
pub(super) fn show_encryption(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut only = view.form.encrypted_only();
        if check(ui, &mut only, &texts.get("serving-encrypted-only")).changed() {
            edit(actions, StartEdit::EncryptedOnly(only));
        }
        let help = texts.get("serving-encrypted-only-help");
        text::label(ui, help, Type::Small, Ink::Weak);
    });
}

/// Whether newcomers are asked for a password. Gives whether one is to be typed now.
pub(super) fn show_password(
    ui: &mut Ui,
    view: &StartView<'_>,
    actions: &mut Vec<ServerAction>,
) -> bool {
    let texts = view.texts;
    let asks = view.form.asks_password();
    let state = match asks {
        true => texts.get("serving-password-is-set"),
        false => texts.get("serving-password-is-none"),
    };
    let set = match asks {
        true => texts.get("serving-password-change"),
        false => texts.get("serving-password-set"),
    };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::S4;
        let label = texts.get("serving-password");
        text::label(ui, label, Type::Control, Ink::Normal);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S8;
            let typed = Button::secondary(&set).small().show(ui).clicked();
            if asks {
                let remove = texts.get("serving-password-remove");
                if Button::quiet(&remove).small().show(ui).clicked() {
                    actions.push(ServerAction::SetPassword(None));
                }
            }
            text::label(ui, state, Type::Small, Ink::Weak);
            typed
        })
        .inner
    })
    .inner
}

/// Whether the history is kept, and for how long.
pub(super) fn show_history(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let gap = space::S16;
    let form = view.form;
    let keeps = view.has_folder && form.history().keep;
    // As wide as the last of the numbers above it.
    let days = ((ui.available_width() - 3.0 * space::S12) / 4.0)
        .floor()
        .max(NUMBER);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        let words = ui.available_width() - if keeps { days + gap } else { 0.0 };
        ui.vertical(|ui| {
            ui.set_width(words);
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut keep = keeps;
            let label = texts.get("serving-history-keep");
            ui.add_enabled_ui(view.has_folder, |ui| {
                if check(ui, &mut keep, &label).changed() {
                    edit(actions, StartEdit::KeepHistory(keep));
                }
            });
            let help = if view.has_folder {
                texts.get("serving-history-keep-help")
            } else {
                texts.get("serving-history-nowhere")
            };
            text::label(ui, help, Type::Small, Ink::Weak);
        });
        if !keeps {
            return;
        }
        let label = texts.get("serving-history-days");
        let problem = form.history_days_problem();
        let problem = problem.map(|problem| words::problem(texts, problem));
        let [more, less] = steps(texts, &label);
        let mut value = form.history_days().to_owned();
        let most = StartForm::most_history_days();
        let help = texts.get("serving-history-days-help");
        let field = Field::new(&label, &mut value)
            .help(&help)
            .error(problem.as_deref())
            .width(days);
        let response = NumberField::new(field, 0..=most.into(), [&more, &less]).show(ui);
        if response.changed() {
            edit(actions, StartEdit::HistoryDays(value));
        }
        if response.lost_focus() {
            edit(actions, StartEdit::LeaveHistoryDays);
        }
    });
}

pub(super) fn show_welcome(ui: &mut Ui, view: &StartView<'_>, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    let mut value = view.form.welcome().to_owned();
    let response = Field::new(&texts.get("serving-welcome"), &mut value)
        .note(&texts.get("serving-optional"))
        .rows(2)
        .show(ui);
    if response.changed() {
        edit(actions, StartEdit::Welcome(value));
    }
}

/// Exit words, and the language that plain clients read.
pub(super) fn show_words(
    ui: &mut Ui,
    view: &StartView<'_>,
    typed: &mut String,
    actions: &mut Vec<ServerAction>,
) {
    let language_width = 196.0;
    let room = ui.available_width();
    let beside = room >= 2.0 * language_width + space::S16;
    let width = if beside {
        room - language_width - space::S16
    } else {
        room
    };
    let parts = |ui: &mut Ui| {
        ui.vertical(|ui| {
            ui.set_width(width);
            show_exit_words(ui, view, typed, actions);
        });
        if beside {
            ui.add_space(space::S16 - space::S8);
        } else {
            ui.add_space(space::S8);
        }
        ui.vertical(|ui| {
            ui.set_width(language_width.min(room));
            show_language(ui, view, language_width.min(room), actions);
        });
    };
    if beside {
        ui.horizontal_top(parts);
    } else {
        ui.vertical(parts);
    }
}

fn show_exit_words(
    ui: &mut Ui,
    view: &StartView<'_>,
    typed: &mut String,
    actions: &mut Vec<ServerAction>,
) {
    let texts = view.texts;
    let palette = palette(ui);
    ui.spacing_mut().item_spacing.y = space::S4;
    let label = texts.get("serving-exit-words");
    text::label(ui, &*label, Type::Control, Ink::Normal);
    Frame::new()
        .fill(palette.field)
        .stroke(Stroke::new(stroke::CONTROL, palette.control))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(6, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().interact_size.y = 22.0;
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::S6, space::S6);
                for (index, word) in view.form.exit_words().iter().enumerate() {
                    let remove = texts.with("serving-exit-word-remove", &[("word", word.into())]);
                    if Chip::new(word).show_removable(ui, &remove) {
                        edit(actions, StartEdit::RemoveExitWord(index));
                    }
                }
                let add = texts.get("serving-exit-word-add");
                let hint = text::coloured(&*add, Type::Small, palette.weak);
                let response = ui
                    .add(
                        TextEdit::singleline(typed)
                            .frame(Frame::new())
                            .font(Type::Mono.font())
                            .hint_text(hint)
                            .desired_width(120.0),
                    )
                    .accessible_name(&*add);
                crate::look::widgets::focus_ring(ui, response.rect, radius::CHIP, &response);
                let entered = ui.input(|input| input.key_pressed(Key::Enter));
                if response.lost_focus() && !typed.trim().is_empty() {
                    edit(actions, StartEdit::AddExitWord(std::mem::take(typed)));
                    if entered {
                        response.request_focus();
                    }
                }
            });
        });
}

fn language_name(texts: &Texts, language: Language) -> String {
    match language {
        Language::En => texts.get("serving-language-en"),
        Language::Es => texts.get("serving-language-es"),
    }
}

fn show_language(ui: &mut Ui, view: &StartView<'_>, width: f32, actions: &mut Vec<ServerAction>) {
    let texts = view.texts;
    ui.spacing_mut().item_spacing.y = space::S4;
    let label = texts.get("serving-plain-language");
    text::label(ui, &*label, Type::Control, Ink::Normal);
    let chosen = language_name(texts, view.form.language);
    select(ui, "plain language", &label, &chosen, width, |ui| {
        for language in [Language::En, Language::Es] {
            let on = language == view.form.language;
            if menus::choice(ui, &language_name(texts, language), on).clicked() {
                edit(actions, StartEdit::Language(language));
            }
        }
    });
}
