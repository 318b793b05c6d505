//! Language, colours and size of the windows: chosen anywhere, in force at once, remembered.

use egui::{Context, Id, Popup, ThemePreference, Ui, Vec2, vec2};

use crate::look::text;
use crate::look::widgets::IconButton;
use crate::look::{Icon, Ink, Type, icons, palette};
use crate::profiles::{Theme, WindowSettings};
use crate::texts::{Language, Texts, from_system};

/// Every choice of a language, each called as its speakers call it.
const LANGUAGES: [(Language, &str); 2] = [(Language::En, "English"), (Language::Es, "Español")];
const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
/// The sizes that the menu offers; the keyboard has those between.
const SCALES: [f32; 5] = [0.9, 1.0, 1.25, 1.5, 2.0];
/// No window is smaller, in points.
pub const LEAST_SIZE: Vec2 = vec2(360.0, 480.0);

/// What a window is for, as far as its size is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Choosing.
    Launcher,
    /// Chatting.
    Client,
    /// Serving.
    Server,
}

/// A choice that somebody made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PreferenceAction {
    /// Another language.
    Language(Language),
    /// Other colours.
    Theme(Theme),
    /// Another size of everything.
    Scale(f32),
    /// Whether chats are kept on this computer.
    Keep(bool),
}

/// What is in force in this window.
#[derive(Debug, Clone, PartialEq)]
pub struct Preferences {
    settings: WindowSettings,
    /// Of the command line or the profile: in force here, and not kept for other windows.
    language: Option<Language>,
    theme: Option<Theme>,
}

impl Preferences {
    /// What was kept, and what this window was told to use instead.
    #[must_use]
    pub fn new(settings: WindowSettings, language: Option<Language>, theme: Option<Theme>) -> Self {
        Self {
            settings,
            language,
            theme,
        }
    }

    /// What is to be kept.
    #[must_use]
    pub fn settings(&self) -> &WindowSettings {
        &self.settings
    }

    /// The language in force.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
            .or(self.settings.language)
            .unwrap_or_else(from_system)
    }

    /// The colours in force.
    #[must_use]
    pub fn theme(&self) -> Theme {
        self.theme.or(self.settings.theme).unwrap_or(Theme::System)
    }

    /// Takes over what a loaded profile asks for.
    pub fn follow(&mut self, language: Option<Language>, theme: Option<Theme>) {
        self.language = language.or(self.language);
        self.theme = theme.or(self.theme);
    }

    /// Somebody chose.
    pub fn choose(&mut self, choice: PreferenceAction) {
        match choice {
            PreferenceAction::Language(language) => {
                self.language = None;
                self.settings.language = Some(language);
            }
            PreferenceAction::Theme(theme) => {
                self.theme = None;
                self.settings.theme = Some(theme);
            }
            PreferenceAction::Scale(scale) => self.settings.scale = Some(scale),
            PreferenceAction::Keep(keep) => self.settings.keep = Some(keep),
        }
    }

    /// Whether unsent messages and transcripts are kept on this computer.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.settings.keep != Some(false)
    }

    /// Gives egui what is in force.
    pub fn apply(&self, ctx: &Context) {
        ctx.set_theme(match self.theme() {
            Theme::System => ThemePreference::System,
            Theme::Light => ThemePreference::Light,
            Theme::Dark => ThemePreference::Dark,
        });
        ctx.set_zoom_factor(self.scale());
    }

    /// How large everything is. A file that people edit may say anything.
    fn scale(&self) -> f32 {
        let scale = self.settings.scale.filter(|scale| scale.is_finite());
        scale.unwrap_or(1.0).clamp(0.5, 4.0)
    }

    /// The keyboard changed the size: keeps it. Whether it did.
    pub fn note_scale(&mut self, ctx: &Context) -> bool {
        let scale = ctx.zoom_factor();
        let changed = (self.scale() - scale).abs() > 0.001;
        if changed {
            self.settings.scale = Some(scale);
        }
        changed
    }

    /// How large a window of that role was last, or should be.
    #[must_use]
    pub fn size(&self, role: Role) -> Vec2 {
        let (kept, usual) = match role {
            Role::Launcher => (self.settings.launcher, vec2(880.0, 620.0)),
            Role::Client => (self.settings.client, vec2(1000.0, 640.0)),
            Role::Server => (self.settings.server, vec2(1180.0, 760.0)),
        };
        // A file that people edit may say anything.
        let sensible = |(width, height): &(f32, f32)| width.is_finite() && height.is_finite();
        kept.filter(sensible)
            .map_or(usual, |(width, height)| vec2(width, height))
            .clamp(LEAST_SIZE, vec2(8_000.0, 8_000.0))
    }

    /// A window of that role has this size. Whether that is new.
    pub fn note_size(&mut self, role: Role, size: Vec2) -> bool {
        let size = Some((size.x.round(), size.y.round()));
        let kept = match role {
            Role::Launcher => &mut self.settings.launcher,
            Role::Client => &mut self.settings.client,
            Role::Server => &mut self.settings.server,
        };
        let changed = *kept != size;
        *kept = size;
        changed
    }
}

/// Where it is noted that the menu is to open.
fn wanted() -> Id {
    Id::unique("windows::preferences::wanted")
}

/// Opens or closes the menu of the page that is drawn next, as if its button had been pressed.
pub fn press(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(wanted(), true));
}

/// The page that was drawn last has no such menu, or it was opened: nothing is wanted any more.
pub fn settle(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<bool>(wanted()));
}

/// The button that opens all of them, for a page's header.
pub fn menu(ui: &mut Ui, preferences: &Preferences, texts: &Texts) -> Option<PreferenceAction> {
    menu_below(ui, preferences, texts, |_| {})
}

/// The same with something of the page's own above the choices.
pub fn menu_below(
    ui: &mut Ui,
    preferences: &Preferences,
    texts: &Texts,
    own: impl FnOnce(&mut Ui),
) -> Option<PreferenceAction> {
    let button = IconButton::new(Icon::Settings, &texts.get("window-settings")).show(ui);
    if ui.data_mut(|data| data.remove_temp(wanted())) == Some(true) {
        Popup::toggle_id(ui.ctx(), Popup::default_response_id(&button));
        // From here the keyboard goes on into the menu.
        button.request_focus();
    }
    let mut chosen = None;
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(200.0);
        own(ui);
        heading(ui, &texts.get("window-language"));
        for (language, name) in LANGUAGES {
            if choice(ui, name, language == preferences.language()) {
                chosen = Some(PreferenceAction::Language(language));
            }
        }
        ui.separator();
        heading(ui, &texts.get("window-theme"));
        for theme in THEMES {
            if choice(ui, &theme_name(theme, texts), theme == preferences.theme()) {
                chosen = Some(PreferenceAction::Theme(theme));
            }
        }
        ui.separator();
        heading(ui, &texts.get("window-size"));
        let now = preferences.scale();
        for scale in SCALES {
            let percent = (scale * 100.0).round() as u32;
            let words = texts.with("window-percent", &[("percent", percent.into())]);
            if choice(ui, &words, (scale - now).abs() < 0.001) {
                chosen = Some(PreferenceAction::Scale(scale));
            }
        }
        ui.separator();
        heading(ui, &texts.get("keeping-chats"));
        let keeps = preferences.keeps();
        if choice(ui, &texts.get("keeping-switch"), keeps) {
            chosen = Some(PreferenceAction::Keep(!keeps));
        }
    });
    chosen
}

/// Language and theme as two small lists, for the launcher's footer; from right to left.
pub fn switches(ui: &mut Ui, preferences: &Preferences, texts: &Texts) -> Option<PreferenceAction> {
    let mut chosen = None;
    let now = preferences.theme();
    let name = texts.get("window-theme");
    drop_down(ui, &name, &theme_name(now, texts), |ui| {
        for theme in THEMES {
            if choice(ui, &theme_name(theme, texts), theme == now) {
                chosen = Some(PreferenceAction::Theme(theme));
            }
        }
    });
    let now = preferences.language();
    let shown = LANGUAGES.iter().find(|(language, _)| *language == now);
    let name = texts.get("window-language");
    drop_down(ui, &name, shown.map_or("", |(_, name)| name), |ui| {
        for (language, name) in LANGUAGES {
            if choice(ui, name, language == now) {
                chosen = Some(PreferenceAction::Language(language));
            }
        }
    });
    chosen
}

fn theme_name(theme: Theme, texts: &Texts) -> String {
    match theme {
        Theme::System => texts.get("window-theme-system"),
        Theme::Light => texts.get("window-theme-light"),
        Theme::Dark => texts.get("window-theme-dark"),
    }
}

fn heading(ui: &mut Ui, words: &str) {
    text::label(ui, words, Type::Small, Ink::Weak);
}

/// One of several in a menu, with a tick where it is in force.
fn choice(ui: &mut Ui, words: &str, on: bool) -> bool {
    super::menus::choice(ui, words, on).clicked()
}

/// Words with a chevron that open a menu.
fn drop_down(ui: &mut Ui, name: &str, shown: &str, choices: impl FnOnce(&mut Ui)) {
    let colours = palette(ui);
    let words = text::Line::new(colours).add(Type::Small, Ink::Normal, shown);
    let galley = ui.painter().layout_job(words.job());
    let size = vec2(galley.size().x + 34.0, 28.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let name = format!("{name}: {shown}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
    if response.hovered() {
        let corner = egui::CornerRadius::same(crate::look::tokens::radius::CONTROL);
        ui.painter().rect_filled(rect, corner, colours.hover);
    }
    let at = egui::pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, colours.normal);
    let chevron = egui::pos2(rect.right() - 14.0, rect.center().y);
    let chevron = egui::Rect::from_center_size(chevron, Vec2::splat(14.0));
    icons::paint(ui.painter(), chevron, Icon::ChevronDown, colours.normal);
    crate::look::widgets::focus_ring(ui, rect, 6, &response);
    Popup::menu(&response).show(choices);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_stands_above_what_the_profile_said_and_is_kept() {
        let mut preferences = Preferences::new(
            WindowSettings::default(),
            Some(Language::Es),
            Some(Theme::Dark),
        );
        assert_eq!(preferences.language(), Language::Es);
        preferences.choose(PreferenceAction::Language(Language::En));
        preferences.choose(PreferenceAction::Theme(Theme::Light));
        assert_eq!(preferences.language(), Language::En);
        assert_eq!(preferences.theme(), Theme::Light);
        assert_eq!(preferences.settings().language, Some(Language::En));
    }

    #[test]
    fn a_window_is_never_too_small_whatever_the_file_says() {
        let settings = WindowSettings {
            client: Some((1.0, f32::NAN)),
            server: Some((1.0, 700.0)),
            ..WindowSettings::default()
        };
        let preferences = Preferences::new(settings, None, None);
        assert_eq!(preferences.size(Role::Client), vec2(1000.0, 640.0));
        assert_eq!(preferences.size(Role::Server), vec2(360.0, 700.0));
    }

    #[test]
    fn everything_has_a_size_whatever_the_file_says() {
        for (scale, size) in [
            (f32::NAN, 1.0),
            (f32::INFINITY, 1.0),
            (9.0, 4.0),
            (0.0, 0.5),
        ] {
            let settings = WindowSettings {
                scale: Some(scale),
                ..WindowSettings::default()
            };
            assert_eq!(Preferences::new(settings, None, None).scale(), size);
        }
    }
}
