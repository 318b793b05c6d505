//! The system's dialog for files, on a thread of its own.
//!
//! It answers the same for "cancelled" and for "there is no such dialog here", and where a desktop's
//! bus does not answer it never returns. So nothing waits for it: one request is pending at a time,
//! it can be given up, and an answer of nothing that came faster than any person can cancel means
//! that a path has to be typed.

use std::path::{Path, PathBuf};
use std::thread::Builder;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, TryRecvError, bounded};

use crate::models::serving::ExportFormat;
use crate::profiles::ProfileName;

/// Nobody cancels a dialog faster than this: there was none.
const NO_DIALOG_WITHIN: Duration = Duration::from_millis(200);

/// What a file is wanted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A file to read a profile from.
    Import,
    /// A file to write this profile to.
    Export(ProfileName),
    /// A file to write a server's log to.
    Log {
        /// What its lines look like.
        format: ExportFormat,
        /// What it is called unless the person says otherwise.
        name: String,
    },
}

impl Wish {
    /// What a file to be written is called unless the person says otherwise.
    #[must_use]
    pub fn suggested(&self) -> Option<String> {
        match self {
            Self::Import => None,
            Self::Export(name) => Some(format!("{name}.ron")),
            Self::Log { name, .. } => Some(name.clone()),
        }
    }

    /// How the names of such files end, without the dot.
    fn extension(&self) -> &'static str {
        match self {
            Self::Import | Self::Export(_) => "ron",
            Self::Log { format, .. } => format.extension(),
        }
    }
}

/// The words of the system's dialog.
#[derive(Debug, Clone)]
pub struct Words {
    /// Its title.
    pub title: String,
    /// What the files are.
    pub kind: String,
}

/// Asks the system; blocks until the person has chosen.
pub type Picker = fn(&Wish, &Words) -> Option<PathBuf>;

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// This file.
    File(Wish, PathBuf),
    /// This system has no dialog: a path is to be typed.
    TypeIt(Wish),
    /// The person cancelled.
    Cancelled,
}

/// The pending request, if there is one.
#[derive(Debug)]
pub struct FileDialogs {
    picker: Picker,
    pending: Option<Pending>,
}

#[derive(Debug)]
struct Pending {
    wish: Wish,
    since: Instant,
    answer: Receiver<Option<PathBuf>>,
}

impl Default for FileDialogs {
    fn default() -> Self {
        Self::new(system_dialog)
    }
}

impl FileDialogs {
    /// With another way to ask; for tests.
    #[must_use]
    pub fn new(picker: Picker) -> Self {
        Self {
            picker,
            pending: None,
        }
    }

    /// Asks for a file. An earlier request is given up. Where no thread is to be had the path has
    /// to be typed at once.
    pub fn ask(&mut self, wish: Wish, words: Words, wake: impl FnOnce() + Send + 'static) {
        let (sender, answer) = bounded(1);
        let (picker, wanted) = (self.picker, wish.clone());
        let started = Builder::new()
            .name("file-dialog".to_owned())
            .spawn(move || {
                // Whoever gave the request up does not listen any more.
                let _given_up = sender.send(picker(&wanted, &words));
                wake();
            });
        if let Err(error) = started {
            tracing::warn!(%error, "no thread for the file dialog");
        }
        self.pending = Some(Pending {
            wish,
            since: Instant::now(),
            answer,
        });
    }

    /// For how long a request has been pending.
    #[must_use]
    pub fn pending_for(&self) -> Option<Duration> {
        self.pending.as_ref().map(|pending| pending.since.elapsed())
    }

    /// Stops waiting. Gives what was wanted.
    pub fn give_up(&mut self) -> Option<Wish> {
        self.pending.take().map(|pending| pending.wish)
    }

    /// What came of the request, once.
    pub fn poll(&mut self) -> Option<Picked> {
        let pending = self.pending.as_ref()?;
        let answer = match pending.answer.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => None,
        };
        let quick = pending.since.elapsed() < NO_DIALOG_WITHIN;
        let wish = self.give_up()?;
        Some(match answer {
            Some(path) => Picked::File(wish, path),
            None if quick => Picked::TypeIt(wish),
            None => Picked::Cancelled,
        })
    }
}

fn system_dialog(wish: &Wish, words: &Words) -> Option<PathBuf> {
    let dialog = rfd::FileDialog::new()
        .set_title(&words.title)
        .add_filter(&words.kind, &[wish.extension()]);
    match wish.suggested() {
        None => dialog.pick_file(),
        Some(name) => dialog.set_file_name(name).save_file(),
    }
}

/// The path that somebody typed, with `~` for the home folder.
#[must_use]
pub fn typed_path(text: &str) -> PathBuf {
    let text = text.trim();
    let home = directories::BaseDirs::new();
    match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(folders)) => folders.home_dir().join(rest),
        _ => Path::new(text).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words {
            title: "Import".to_owned(),
            kind: "Profiles".to_owned(),
        }
    }

    fn answer(picker: Picker) -> Picked {
        let mut files = FileDialogs::new(picker);
        files.ask(Wish::Import, words(), || {});
        loop {
            if let Some(picked) = files.poll() {
                assert_eq!(files.pending_for(), None);
                return picked;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn an_instant_nothing_means_that_there_is_no_dialog() {
        assert_eq!(answer(|_, _| None), Picked::TypeIt(Wish::Import));
    }

    #[test]
    fn a_slow_nothing_was_cancelled_and_a_file_is_a_file() {
        let slow: Picker = |_, _| {
            std::thread::sleep(NO_DIALOG_WITHIN * 2);
            None
        };
        assert_eq!(answer(slow), Picked::Cancelled);
        let path = PathBuf::from("a.ron");
        assert_eq!(
            answer(|_, _| Some(PathBuf::from("a.ron"))),
            Picked::File(Wish::Import, path)
        );
    }

    #[test]
    fn a_dialog_that_never_answers_can_be_given_up() {
        let mut files = FileDialogs::new(|_, _| {
            std::thread::sleep(Duration::from_secs(2));
            None
        });
        files.ask(Wish::Import, words(), || {});
        assert_eq!(files.poll(), None);
        assert_eq!(files.give_up(), Some(Wish::Import));
        assert_eq!(files.poll(), None);
    }
}
