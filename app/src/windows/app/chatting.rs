//! A chat with its connection: takes what the network tells, carries out what the page asks for.

use std::ffi::OsString;
use std::time::{Duration, Instant};

use super::shell::{Shell, in_background};
use crate::connection::{
    Command, ConnectError, Connection, ConnectionConfig, ConnectionEvent, LineEnding,
};
use crate::look::widgets::Toast;
use crate::models::chat::{ChatModel, Discarded, Effect};
use crate::windows::chat::{ChatAction, ChatPage};
use crate::windows::connect::explain;
use crate::windows::preferences::PreferenceAction;

/// Events are taken at most so long at a time; the rest waits for the next frame.
const BUDGET: Duration = Duration::from_millis(6);

/// What is to happen outside the chat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    /// Nothing.
    Stay,
    /// To the form: the chat is over.
    Leave,
    /// Another window like this one.
    NewWindow,
    /// Another language, theme or size.
    Choose(PreferenceAction),
}

/// A chat with its connection.
#[derive(Debug)]
pub(super) struct Chatting {
    pub(super) model: ChatModel,
    pub(super) page: ChatPage,
    config: ConnectionConfig,
    /// None once it has ended.
    connection: Option<Connection>,
    /// The last message that was thrown away, and the toast that brings it back.
    discarded: Option<(u64, Discarded)>,
}

impl Chatting {
    /// Starts connecting.
    ///
    /// # Errors
    /// When this machine has no thread for it.
    pub(super) fn open(config: ConnectionConfig, shell: &Shell) -> Result<Self, ConnectError> {
        let waker = shell.waker.clone();
        let connection = Connection::open(config.clone(), Box::new(move || waker.wake()))?;
        let greeting = config.greeting.as_ref().map(|(_, text)| text.clone());
        Ok(Self {
            model: ChatModel::new(&config.name, greeting),
            page: ChatPage::default(),
            config,
            connection: Some(connection),
            discarded: None,
        })
    }

    /// Takes what the network told, showing each event to `also` first.
    pub(super) fn drain(&mut self, shell: &Shell, mut also: impl FnMut(&ConnectionEvent)) {
        let started = Instant::now();
        while let Some(connection) = &self.connection {
            let Ok(event) = connection.events().try_recv() else {
                return;
            };
            also(&event);
            let ended = matches!(event, ConnectionEvent::Ended(_));
            self.model.handle_event(event, Shell::now());
            if ended {
                self.close();
            } else if started.elapsed() > BUDGET {
                shell.ctx.request_repaint();
                return;
            }
        }
    }

    /// The words that start another window with the same settings.
    pub(super) fn window_words(&self) -> Vec<OsString> {
        let mut words = vec![
            "client".into(),
            "--name".into(),
            self.config.name.clone().into(),
            "--host".into(),
            self.config.host.clone().into(),
            "--port".into(),
            self.config.port.to_string().into(),
        ];
        if let Some((_, greeting)) = &self.config.greeting {
            // With the equals sign, because a greeting may begin with a dash.
            words.push(format!("--greeting={greeting}").into());
        }
        words
    }

    /// Carries out what the page asks for.
    pub(super) fn apply(&mut self, action: ChatAction, shell: &mut Shell) -> Outcome {
        let now = Shell::now();
        match action {
            ChatAction::Edit { conversation, text } => self.model.edit_draft(conversation, &text),
            ChatAction::Submit { conversation, text } => {
                let submitted = self.model.submit(conversation, &text, now);
                self.send_all(submitted.commands);
                match submitted.effect {
                    Some(Effect::Leaving) if self.connection.is_none() => return Outcome::Leave,
                    Some(Effect::ShowPeople) => {
                        self.page.show_people(shell.ctx.content_rect().width());
                    }
                    _ => {}
                }
            }
            ChatAction::SubmitLines { conversation, text } => {
                let commands = self.model.submit_lines(conversation, &text, now);
                self.send_all(commands);
            }
            ChatAction::Select(conversation) => self.model.select(conversation),
            ChatAction::OpenDirect(person) => {
                self.model.open_direct(person);
            }
            ChatAction::Retry { conversation, item } => {
                // After the end, trying again begins with the connection.
                if self.connection.is_none() {
                    self.reopen(shell);
                }
                let commands = self.model.retry(conversation, item, now);
                self.send_all(commands);
            }
            ChatAction::Discard { conversation, item } => {
                if let Some(discarded) = self.model.discard(conversation, item) {
                    let words = shell.texts.get("window-discarded");
                    let undo = shell.texts.get("window-undo");
                    let toast = shell.tell(Toast::with_action(words, undo));
                    self.discarded = Some((toast, discarded));
                }
            }
            ChatAction::LoadOlder => {
                let command = self.model.load_older();
                self.send_all(command);
            }
            ChatAction::LoadPeople => {
                let command = self.model.load_people();
                self.send_all(command);
            }
            ChatAction::RecallOlder(conversation) => {
                self.model.recall_older(conversation);
            }
            ChatAction::RecallNewer(conversation) => {
                self.model.recall_newer(conversation);
            }
            ChatAction::ClearMark(conversation) => self.model.clear_mark(conversation),
            ChatAction::LineEnding(ending) => self.set_line_ending(ending),
            ChatAction::TryNow if self.connection.is_none() => self.reopen(shell),
            ChatAction::JoinAs(name) => {
                name.as_str().clone_into(&mut self.config.name);
                self.reopen(shell);
            }
            ChatAction::TryNow => self.send_all([Command::TryNow]),
            ChatAction::StopTrying => self.send_all([Command::Leave]),
            ChatAction::Disconnect => return Outcome::Leave,
            ChatAction::NewWindow => return Outcome::NewWindow,
            ChatAction::Preference(choice) => return Outcome::Choose(choice),
            ChatAction::OpenLink(address) => shell.open_link(address),
            ChatAction::Copy(text) => shell.copy(text),
        }
        Outcome::Stay
    }

    /// A toast's action was pressed: puts the message back if it was about one.
    pub(super) fn undo(&mut self, toast: u64) {
        if self
            .discarded
            .as_ref()
            .is_some_and(|(about, _)| *about == toast)
            && let Some((_, discarded)) = self.discarded.take()
        {
            self.model.restore(discarded);
        }
    }

    /// Leaves: says goodbye and ends, without anybody waiting for it.
    pub(super) fn leave(&mut self) {
        self.send_all([Command::Leave]);
        self.close();
    }

    fn set_line_ending(&mut self, ending: LineEnding) {
        self.config.foreign.ending = ending;
        self.send_all([Command::LineEnding(ending)]);
    }

    /// Goes on with the session after it ended.
    fn reopen(&mut self, shell: &mut Shell) {
        let waker = shell.waker.clone();
        self.config.resume = self.model.resume();
        // The greeting was said when the session began.
        self.config.greeting = None;
        match Connection::open(self.config.clone(), Box::new(move || waker.wake())) {
            Ok(connection) => self.connection = Some(connection),
            Err(error) => {
                let why = explain(&error, &shell.texts);
                shell.tell(Toast::failed(why.title()));
            }
        }
    }

    /// Leaves because the program ends: returns when goodbye was said, or could not be in time.
    pub(super) fn finish(mut self) {
        self.send_all([Command::Leave]);
        drop(self.connection.take());
    }

    /// Ending a connection can take a moment.
    fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            in_background("farewell", move || drop(connection));
        }
    }

    fn send_all(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            let sent = match &self.connection {
                Some(connection) => connection.send(command.clone()),
                None => Err(crate::connection::SendError::Ended),
            };
            if let Err(why) = sent {
                self.model.not_taken(&command, why, Shell::now());
            }
        }
    }
}

impl Drop for Chatting {
    fn drop(&mut self) {
        self.close();
    }
}
