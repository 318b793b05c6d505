//! Opens a window, or tells why there can be none.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use eframe::NativeOptions;
use egui::ViewportBuilder;

use super::app::{App, Opening};
use super::preferences::{LEAST_SIZE, Preferences};
use super::profiles::ProfileBook;
use crate::console::Signals;
use crate::look::mark::app_icon;

/// What windows are called to the system, for its task bar and its rules.
const APP_ID: &str = "tertulia";

/// Why there is no window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotOpen {
    /// There is nowhere to show one.
    NoDisplay,
    /// A library is missing; with the system's word on it.
    NoLibrary(String),
    /// The display does not answer or cannot draw; with the system's word on it.
    NoWindow(String),
}

impl CannotOpen {
    /// The window libraries have no better answer than their words.
    fn because(words: &str) -> Self {
        let words = one_line(words);
        let lower = words.to_lowercase();
        if ["librar", ".so", "failed to load"]
            .iter()
            .any(|part| lower.contains(part))
        {
            Self::NoLibrary(words)
        } else {
            Self::NoWindow(words)
        }
    }
}

/// Opens a window and returns when it was closed.
///
/// # Errors
/// When there can be no window. Nothing was shown, and nothing printed.
pub fn run(opening: Opening) -> Result<(), CannotOpen> {
    if !has_display() {
        return Err(CannotOpen::NoDisplay);
    }
    let book = ProfileBook::open(opening.profiles.clone());
    let preferences = Preferences::new(book.window_settings(), opening.language, None);
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_app_id(APP_ID)
            .with_title("Tertulia")
            .with_icon(app_icon())
            .with_inner_size(preferences.size(opening.purpose.role()))
            .with_min_inner_size(LEAST_SIZE),
        // The program remembers sizes itself, for each kind of window.
        persist_window: false,
        // Everything is drawn in flat colours, which dithering leaves as they are; where the processor
        // has to draw, it costs.
        dithering: false,
        ..NativeOptions::default()
    };
    let opened = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&opened);
    let ended = quietly(&opened, move || {
        eframe::run_native(
            APP_ID,
            options,
            Box::new(move |cc| {
                told.store(true, Ordering::Relaxed);
                crate::look::screen_is_cleared(&cc.egui_ctx);
                let mut app = App::new(&cc.egui_ctx, opening);
                // Without them such a request ends the program at once, as usual.
                if let Ok(signals) = Signals::start() {
                    app.end_when_asked(signals.requests().clone());
                }
                Ok(Box::new(app))
            }),
        )
    });
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CannotOpen::because(&error.to_string())),
        Err(panicked) => Err(CannotOpen::because(&panicked)),
    }
}

/// The window libraries panic when a library of the system cannot be loaded. Until the window is
/// open such a panic is an answer and not a mistake in this program: nothing is printed, and its
/// words come back. Later ones go the usual way.
fn quietly<T>(opened: &Arc<AtomicBool>, run: impl FnOnce() -> T) -> Result<T, String> {
    let words = Arc::new(Mutex::new(String::new()));
    let usual: Arc<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync> = Arc::from(panic::take_hook());
    let (later, heard, is_open) = (Arc::clone(&usual), Arc::clone(&words), Arc::clone(opened));
    panic::set_hook(Box::new(move |info| {
        if is_open.load(Ordering::Relaxed) {
            later(info);
        } else if let Ok(mut heard) = heard.lock() {
            *heard = info.payload_as_str().unwrap_or_default().to_owned();
        }
    }));
    let ended = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(Box::new(move |info| usual(info)));
    ended.map_err(|panicked| {
        if opened.load(Ordering::Relaxed) {
            panic::resume_unwind(panicked);
        }
        words.lock().map(|words| words.clone()).unwrap_or_default()
    })
}

/// Whether the environment names a display. Elsewhere than on such systems there always is one.
fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_vendor = "apple")))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"]
            .into_iter()
            .any(named)
}

/// In one line, without the libraries' own source files.
fn one_line(words: &str) -> String {
    let source = |word: &&str| word.starts_with('/') && word.contains(".rs:");
    let words: Vec<&str> = words
        .split_whitespace()
        .filter(|word| !source(word))
        .collect();
    let words = words.join(" ");
    words.replace("winit EventLoopError: os error at ", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_panics_before_the_window_is_open_is_an_answer() {
        let opened = Arc::new(AtomicBool::new(false));
        let ended = quietly(&opened, || -> () { panic!("libX is\nmissing") });
        assert_eq!(
            ended.map_err(|words| one_line(&words)),
            Err("libX is missing".to_owned())
        );
        assert_eq!(quietly(&opened, || 7), Ok(7));
    }

    #[test]
    fn a_missing_library_is_told_from_a_display_that_does_not_answer() {
        let missing = "Failed to load one of xlib's shared libraries";
        assert_eq!(
            CannotOpen::because(missing),
            CannotOpen::NoLibrary(missing.to_owned())
        );
        let silent = "Failed to open connection to X server";
        assert_eq!(
            CannotOpen::because(silent),
            CannotOpen::NoWindow(silent.to_owned())
        );
    }
}
