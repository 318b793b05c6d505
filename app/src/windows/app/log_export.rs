//! Writing the log to a file: the window hands lines over between frames, a thread writes them, and
//! the file is there once it is whole.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::thread::Builder;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use tertulia_server_core::Event;

use super::App;
use super::shell::Shell;
use crate::log_line::LogLines;
use crate::look::widgets::Toast;
use crate::models::serving::{Export, ExportFormat, Log, LogEntry, LogKind};
use crate::sentences;
use crate::whole_file::WholeFile;
use crate::windows::files::Wish;

/// Lines are made at most so long between two frames.
const BUDGET: Duration = Duration::from_millis(5);
/// Entries that are looked at for one portion.
const PORTION: usize = 256;
/// Portions that wait for a slow disk.
const WAITING: usize = 16;

/// What the thread is given.
enum Portion {
    Lines(String),
    /// Everything was given; without this nothing is kept.
    End,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Exported {
    pub(super) path: PathBuf,
    pub(super) format: ExportFormat,
    /// How many entries were written.
    pub(super) result: io::Result<u64>,
}

/// A file that the log is being written to.
pub(super) struct LogExport {
    export: Export,
    path: PathBuf,
    words: LogLines,
    /// Lines handed over so far, a header included.
    lines: u64,
    /// A portion that the thread had no room for.
    kept: Option<Portion>,
    portions: Option<Sender<Portion>>,
    result: Receiver<io::Result<()>>,
}

impl std::fmt::Debug for LogExport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogExport")
            .field("export", &self.export)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl LogExport {
    /// Begins to write to `path`; what stands there is replaced if `replace` says so.
    pub(super) fn begin(export: Export, path: PathBuf, replace: bool, shell: &Shell) -> Self {
        let (sender, portions) = bounded(WAITING);
        let (answer, result) = bounded(1);
        let (to, ctx) = (path.clone(), shell.ctx.clone());
        let unable = answer.clone();
        let started = Builder::new().name("log-export".to_owned()).spawn(move || {
            // A window that was closed meanwhile does not listen any more.
            let _closed = answer.send(write(&to, replace, &portions));
            drop(portions);
            ctx.request_repaint();
        });
        if let Err(error) = started {
            // There is room for one answer, and nobody else gives one.
            let _always_room = unable.try_send(Err(error));
        }
        shell.ctx.request_repaint();
        Self {
            export,
            path,
            words: LogLines::new(shell.texts.clone(), shell.clock.clone()),
            lines: 0,
            kept: None,
            portions: Some(sender),
            result,
        }
    }

    /// Hands more lines over, never waiting. Gives what came of it, once.
    pub(super) fn advance(&mut self, log: &Log, shell: &Shell) -> Option<Exported> {
        let result = match self.result.try_recv() {
            Ok(result) => result,
            Err(TryRecvError::Disconnected) => Err(io::ErrorKind::Interrupted.into()),
            Err(TryRecvError::Empty) => {
                self.hand_over(log);
                shell.ctx.request_repaint_after(Duration::from_millis(16));
                return None;
            }
        };
        let format = self.export.format();
        let entries = self.lines.saturating_sub(format.header_lines());
        Some(Exported {
            path: self.path.clone(),
            format,
            result: result.map(|()| entries),
        })
    }

    fn hand_over(&mut self, log: &Log) {
        let started = Instant::now();
        while started.elapsed() < BUDGET {
            let Some(portions) = self.portions.clone() else {
                return;
            };
            let kept = self.kept.take();
            let Some(portion) = kept.or_else(|| self.next_portion(log)) else {
                continue;
            };
            let is_last = matches!(portion, Portion::End);
            match portions.try_send(portion) {
                Ok(()) if is_last => self.portions = None,
                Ok(()) => {}
                Err(TrySendError::Full(portion)) => {
                    self.kept = Some(portion);
                    return;
                }
                // It failed, and says why.
                Err(TrySendError::Disconnected(_)) => self.portions = None,
            }
        }
    }

    /// None when nothing of what was looked at is exported.
    fn next_portion(&mut self, log: &Log) -> Option<Portion> {
        if self.export.is_done() {
            return Some(Portion::End);
        }
        let words = &self.words;
        let sentence = |entry: &LogEntry| sentence(words, entry);
        let lines = self.export.portion(log, PORTION, &sentence);
        self.lines += lines.len() as u64;
        let line_end = self.export.format().line_end();
        let text: String = lines
            .into_iter()
            .flat_map(|line| [line, line_end.into()])
            .collect();
        (!text.is_empty()).then_some(Portion::Lines(text))
    }
}

/// An entry as a server without a window writes it.
fn sentence(words: &LogLines, entry: &LogEntry) -> String {
    match &entry.kind {
        LogKind::Event(kind) => words.line(&Event {
            time: entry.time,
            kind: kind.clone(),
        }),
        LogKind::Skipped(count) => words.skipped(entry.time, *count),
    }
}

fn write(path: &std::path::Path, replace: bool, portions: &Receiver<Portion>) -> io::Result<()> {
    if !replace && path.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut file = WholeFile::begin(path)?;
    loop {
        match portions.recv() {
            Ok(Portion::Lines(lines)) => file.write_all(lines.as_bytes())?,
            Ok(Portion::End) => return file.finish(replace),
            // The window was closed: half a log is none.
            Err(_) => return Err(io::ErrorKind::Interrupted.into()),
        }
    }
}

impl App {
    pub(super) fn ask_for_log_file(&mut self, format: ExportFormat) {
        let time = self.shell.clock.file_name(Shell::now().unix);
        let name = format!("log-{time}.{}", format.extension());
        self.ask_for_file(Wish::Log { format, name });
    }

    /// Says what came of the files that the log was written to.
    pub(super) fn drain_exports(&mut self) {
        for exported in self.serving.poll_exports(&self.shell) {
            let Exported {
                path,
                format,
                result,
            } = exported;
            let texts = &self.shell.texts;
            match result {
                Ok(count) => {
                    let file = path.file_name().unwrap_or(path.as_os_str());
                    let file = file.to_string_lossy().into_owned();
                    let arguments = [("count", count.into()), ("file", file.into())];
                    let words = texts.with("serving-log-exported", &arguments);
                    self.shell.tell(Toast::done(words));
                }
                Err(error) => {
                    // Where it can be put right.
                    let problem = sentences::write_error(&path, &error, texts);
                    let typed = path.display().to_string();
                    let name = typed.clone();
                    let wish = Wish::Log { format, name };
                    self.dialogs.ask_path(wish, Some((typed, problem)));
                }
            }
        }
    }
}
