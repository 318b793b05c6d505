//! What every page of a window shares: words, clock, preferences, toasts, other windows.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::thread::Builder;
use std::time::Instant;

use egui::{Context, Key, KeyboardShortcut, Modifiers, OpenUrl, ViewportCommand};

use tertulia_protocol::clean_text;

use super::waking::Waker;
use crate::clock::{self, Clock};
use crate::look::widgets::{Toast, Toasts};
use crate::models::Moment;
use crate::sentences::clean;
use crate::texts::Texts;
use crate::windows::preferences::{self, PreferenceAction, Preferences, Role};

const NEW_WINDOW: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::N);
const PREFERENCES: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Comma);
const FULL_SCREEN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F11);

/// Opens another window with these words of the command line.
pub type Launch = fn(Vec<OsString>) -> std::io::Result<()>;

/// What every page shares.
#[derive(Debug)]
pub(super) struct Shell {
    pub(super) ctx: Context,
    pub(super) texts: Texts,
    pub(super) clock: Clock,
    pub(super) preferences: Preferences,
    pub(super) toasts: Toasts,
    pub(super) launch: Launch,
    /// For threads that have news.
    pub(super) waker: Waker,
    title: String,
    role: Role,
}

impl Shell {
    pub(super) fn new(ctx: &Context, preferences: Preferences, role: Role) -> Self {
        preferences.apply(ctx);
        Self {
            ctx: ctx.clone(),
            texts: Texts::new(preferences.language()),
            clock: Clock::system(),
            preferences,
            toasts: Toasts::default(),
            launch: start_again,
            waker: Waker::new(ctx),
            title: String::new(),
            role,
        }
    }

    /// This moment on both clocks.
    pub(super) fn now() -> Moment {
        Moment {
            instant: Instant::now(),
            unix: clock::now(),
        }
    }

    /// Takes over a choice, for everything that shows.
    pub(super) fn choose(&mut self, choice: PreferenceAction) {
        self.preferences.choose(choice);
        self.in_force();
    }

    /// The preferences are others now.
    pub(super) fn in_force(&mut self) {
        self.preferences.apply(&self.ctx);
        if self.texts.language() != self.preferences.language() {
            self.texts = Texts::new(self.preferences.language());
        }
    }

    /// Tells something in passing.
    pub(super) fn tell(&mut self, toast: Toast) -> u64 {
        let now = self.ctx.input(|input| input.time);
        self.ctx.request_repaint();
        self.toasts.push(now, toast)
    }

    /// Puts a text on the clipboard, and says so.
    pub(super) fn copy(&mut self, text: &str) {
        // It may be pasted into a terminal.
        self.ctx.copy_text(clean_text(text).into_owned());
        let copied = self.texts.get("window-copied");
        self.tell(Toast::done(copied));
    }

    /// Opens an address outside.
    pub(super) fn open_link(&self, address: String) {
        self.ctx.open_url(OpenUrl::new_tab(address));
    }

    /// The window's title, when it is another one.
    pub(super) fn set_title(&mut self, title: &str) {
        let title = clean(title);
        if title != self.title {
            self.ctx
                .send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// The window's title.
    #[cfg(test)]
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// The window serves another purpose now: it takes the size that such windows had, unless
    /// somebody has made it fill the screen.
    pub(super) fn set_role(&mut self, role: Role) {
        if role == self.role {
            return;
        }
        self.note_size();
        self.role = role;
        let (fills, monitor) = self.ctx.input(|input| {
            let viewport = input.viewport();
            let fills = viewport.maximized == Some(true) || viewport.fullscreen == Some(true);
            (fills, viewport.monitor_size)
        });
        if !fills {
            let wanted = self.preferences.size(role);
            let size = monitor.map_or(wanted, |monitor| wanted.min(monitor));
            self.ctx.send_viewport_cmd(ViewportCommand::InnerSize(size));
        }
    }

    /// Remembers the window's size for windows of its role.
    pub(super) fn note_size(&mut self) {
        let (size, fills) = self.ctx.input(|input| {
            let viewport = input.viewport();
            let fills = viewport.maximized == Some(true) || viewport.fullscreen == Some(true);
            (viewport.inner_rect.map(|rect| rect.size()), fills)
        });
        if let Some(size) = size.filter(|size| !fills && size.min_elem() > 100.0) {
            self.preferences.note_size(self.role, size);
        }
    }

    /// F11, the preferences, and whether another window is wanted.
    pub(super) fn shortcuts(&mut self) -> bool {
        let (new, choose, full, is_full) = self.ctx.input_mut(|input| {
            let new = input.consume_shortcut(&NEW_WINDOW);
            let choose = input.consume_shortcut(&PREFERENCES);
            let full = input.consume_shortcut(&FULL_SCREEN);
            let is_full = input.viewport().fullscreen == Some(true);
            (new, choose, full, is_full)
        });
        // What a dialog asks comes first.
        if choose && self.ctx.memory(|memory| memory.top_modal_layer().is_none()) {
            preferences::press(&self.ctx);
        }
        if full {
            self.ctx
                .send_viewport_cmd(ViewportCommand::Fullscreen(!is_full));
        }
        new
    }

    /// Starts this program once more, with these words.
    pub(super) fn open_window(&mut self, words: Vec<OsString>) {
        if let Err(error) = (self.launch)(words) {
            let detail = error.to_string();
            let failed = self
                .texts
                .with("window-new-failed", &[("detail", detail.into())]);
            self.tell(Toast::failed(failed));
        }
    }
}

fn start_again(words: Vec<OsString>) -> std::io::Result<()> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(words)
        .stdin(Stdio::null())
        .spawn()?;
    // A program that nobody waits for would stay in the system's table until this one ends.
    Builder::new()
        .name("other-window".to_owned())
        .spawn(move || child.wait())?;
    Ok(())
}

/// Does what can take long on a thread of its own. Where none is to be had it is done here: late is
/// better than never.
pub(super) fn in_background(name: &str, task: impl FnOnce() + Send + 'static) {
    let task = std::sync::Arc::new(std::sync::Mutex::new(Some(task)));
    let given = std::sync::Arc::clone(&task);
    let take =
        |task: &std::sync::Mutex<Option<_>>| task.lock().ok().and_then(|mut task| task.take());
    let started = Builder::new().name(name.to_owned()).spawn(move || {
        if let Some(task) = take(&given) {
            task();
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread for {name}");
        if let Some(task) = take(&task) {
            task();
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::OutputCommand;

    use super::*;
    use crate::hostile::{TEXTS, assert_harmless};
    use crate::profiles::WindowSettings;

    #[test]
    fn neither_the_title_nor_the_clipboard_has_anything_that_others_obey() {
        let ctx = Context::default();
        let preferences = Preferences::new(WindowSettings::default(), None, None);
        let mut shell = Shell::new(&ctx, preferences, Role::Client);
        for text in TEXTS {
            shell.set_title(text);
            assert_harmless(shell.title());
            shell.copy(text);
        }
        let commands = ctx.output(|output| output.commands.clone());
        assert_eq!(commands.len(), TEXTS.len());
        for command in commands {
            let OutputCommand::CopyText(text) = command else {
                panic!("{command:?}")
            };
            text.lines().for_each(assert_harmless);
        }
    }
}
