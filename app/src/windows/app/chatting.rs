//! A chat with its connection: takes what the network tells, carries out what the page asks for.

use std::collections::HashMap;
use std::ffi::OsString;
use std::time::{Duration, Instant};

use tertulia_protocol::Password;

use super::shell::{Shell, in_background};
use crate::connection::{
    Command, ConnectError, Connection, ConnectionConfig, ConnectionEvent, Correspondent, Keeper,
    LineEnding, PasswordAsked, Privacy, Restored,
};
use crate::keeping::{Session, SessionKeeper};
use crate::look::widgets::Toast;
use crate::models::chat::{ChatModel, ConversationId, Discarded, Effect, ItemId};
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
    /// To the server at the same address as to a new one, if the person says so once more.
    JoinAnew,
    /// Another window like this one.
    NewWindow,
    /// Another language, theme or size.
    Choose(PreferenceAction),
}

/// Where a chat is kept, and what an interrupted program left of it there.
#[derive(Debug)]
pub(super) struct KeptSession {
    pub(super) session: Session,
    pub(super) keeper: SessionKeeper,
    pub(super) restored: Option<Restored>,
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
    /// Alive as long as this chat.
    session: Option<Session>,
    /// Whether it goes on with an interrupted one, which is there again if it does not come about.
    was_restored: bool,
    /// The drafts as they were given to be kept.
    drafts: HashMap<ConversationId, (Correspondent, String)>,
    /// While the server asks for a password.
    asked: Option<Asked>,
}

/// The server asks for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) asked: PasswordAsked,
    /// Whether one was given, and its verdict is awaited.
    pub(super) given: bool,
}

impl Chatting {
    /// Starts connecting.
    ///
    /// # Errors
    /// When this machine has no thread for it.
    pub(super) fn open(
        config: ConnectionConfig,
        kept: Option<KeptSession>,
        shell: &Shell,
    ) -> Result<Self, ConnectError> {
        let (mut session, mut keeper, mut restored) = (None, None, None);
        if let Some(kept) = kept {
            session = Some(kept.session);
            keeper = Some(boxed(kept.keeper));
            restored = kept.restored;
        }
        let model = match &restored {
            Some(restored) => ChatModel::restored(restored, Shell::now()),
            None => {
                let greeting = config.greeting.as_ref().map(|(_, text)| text.clone());
                ChatModel::new(&config.name, greeting)
            }
        };
        let was_restored = restored.is_some();
        let waker = shell.waker.clone();
        let wake = Box::new(move || waker.wake());
        let connection = Connection::open_kept(config.clone(), keeper, restored, wake)?;
        let mut config = config;
        if config.privacy == Privacy::Anew {
            // Keys are forgotten once; whom we meet now is known from then on.
            config.privacy = Privacy::Usual;
        }
        Ok(Self {
            drafts: drafts_of(&model).collect(),
            session,
            was_restored,
            model,
            page: ChatPage::default(),
            config,
            connection: Some(connection),
            discarded: None,
            asked: None,
        })
    }

    /// Takes what the network told, showing each event to `also` first.
    pub(super) fn drain(&mut self, shell: &Shell, mut also: impl FnMut(&ConnectionEvent)) {
        self.keep_drafts();
        let started = Instant::now();
        while let Some(connection) = &self.connection {
            let Ok(event) = connection.events().try_recv() else {
                return;
            };
            also(&event);
            self.note_asked(&event);
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

    fn note_asked(&mut self, event: &ConnectionEvent) {
        match event {
            ConnectionEvent::PasswordAsked(asked) => {
                let (asked, given) = (*asked, false);
                self.asked = Some(Asked { asked, given });
            }
            ConnectionEvent::Welcomed(_) | ConnectionEvent::Lost(_) | ConnectionEvent::Ended(_) => {
                self.asked = None;
            }
            _ => {}
        }
    }

    /// Whether the server asks for a password now.
    pub(super) fn asked(&self) -> Option<Asked> {
        self.asked
    }

    /// As if a server there had asked.
    #[cfg(test)]
    pub(super) fn pretend_asked(&mut self, host: &str, asked: PasswordAsked, given: bool) {
        host.clone_into(&mut self.config.host);
        self.asked = Some(Asked { asked, given });
    }

    /// Where it connects to, as it was given.
    pub(super) fn host(&self) -> &str {
        &self.config.host
    }

    /// Sends the password that was typed. It is kept in memory for coming back.
    pub(super) fn give_password(&mut self, password: Password) {
        if let Some(asked) = &mut self.asked {
            asked.given = true;
        }
        self.config.password = Some(password.clone());
        self.send_all([Command::Password(password)]);
    }

    /// The person does not know the password: a session that was to come back ends.
    pub(super) fn give_no_password(&mut self) {
        self.asked = None;
        self.send_all([Command::Leave]);
    }

    /// Whether it is to be encrypted, and with whom.
    #[cfg(test)]
    pub(super) fn privacy(&self) -> Privacy {
        self.config.privacy
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
        if self.config.privacy == Privacy::Clear {
            words.push("--clear".into());
        }
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
                self.forget(conversation, item);
                // After the end, trying again begins with the connection.
                if self.connection.is_none() {
                    self.reopen(shell);
                }
                let commands = self.model.retry(conversation, item, now);
                self.send_all(commands);
            }
            ChatAction::Discard { conversation, item } => {
                self.forget(conversation, item);
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
            ChatAction::JoinAnew => return Outcome::JoinAnew,
            ChatAction::KeySeen => self.model.key_seen(),
            ChatAction::TryNow => self.send_all([Command::TryNow]),
            ChatAction::StopTrying => self.send_all([Command::Leave]),
            ChatAction::Disconnect => return Outcome::Leave,
            ChatAction::NewWindow => return Outcome::NewWindow,
            ChatAction::Preference(choice) => return Outcome::Choose(choice),
            ChatAction::OpenLink(address) => shell.open_link(address),
            ChatAction::Copy(text) => shell.copy(&text),
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

    /// Leaves: says goodbye and ends, without anybody waiting for it. Nothing of it is kept.
    pub(super) fn leave(&mut self) {
        self.send_all([Command::Leave]);
        self.stop_keeping();
        self.close();
    }

    /// Leaves, and what is not confirmed stays kept. Gives what is to be dropped where that may take
    /// a moment; the chat can be continued after that.
    pub(super) fn leave_for_later(mut self) -> impl FnOnce() + Send + 'static {
        self.keep_drafts();
        self.was_restored = true;
        self.give_up()
    }

    /// It did not come about, or somebody thought better of it. Gives what is to be dropped where
    /// that may take a moment; an interrupted chat can be continued after that.
    pub(super) fn give_up(mut self) -> impl FnOnce() + Send + 'static {
        if !self.was_restored {
            self.stop_keeping();
        }
        let (connection, session) = (self.connection.take(), self.session.take());
        move || {
            drop(connection);
            drop(session);
        }
    }

    /// Whether it is kept on this computer.
    pub(super) fn is_kept(&self) -> bool {
        self.session
            .as_ref()
            .is_some_and(|session| !session.is_discarded())
    }

    /// Takes everything away that was kept of it, and keeps nothing more.
    pub(super) fn stop_keeping(&mut self) {
        if let Some(session) = &self.session {
            session.discard();
        }
    }

    /// Hands drafts that changed over to be kept; how often they are written is not decided here.
    fn keep_drafts(&mut self) {
        if self.connection.is_none() || !self.is_kept() {
            return;
        }
        let mut commands = Vec::new();
        for (id, now) in drafts_of(&self.model) {
            let before = self.drafts.get(&id);
            if before == Some(&now) || (before.is_none() && now.1.is_empty()) {
                continue;
            }
            // Whoever is called something else now has no draft under the earlier name.
            if let Some((to, _)) = before.filter(|(to, _)| *to != now.0) {
                let (to, text) = (to.clone(), String::new());
                commands.push(Command::Draft { to, text });
            }
            let (to, text) = now.clone();
            commands.push(Command::Draft { to, text });
            self.drafts.insert(id, now);
        }
        self.send_all(commands);
    }

    /// A failed message is thrown away or given anew: it need not be kept any more.
    fn forget(&mut self, conversation: ConversationId, item: ItemId) {
        let transcript = self.model.conversation(conversation).transcript();
        let message = transcript.item(item).and_then(|item| item.message());
        let local = message.and_then(|message| message.local);
        if self.is_kept() && self.connection.is_some() {
            self.send_all(local.map(Command::Forget));
        }
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
        let kept = self.session.clone().filter(|_| self.is_kept());
        let keeper = kept.and_then(|session| SessionKeeper::again(session).map(boxed));
        let wake = Box::new(move || waker.wake());
        match Connection::open_kept(self.config.clone(), keeper, None, wake) {
            Ok(connection) => self.connection = Some(connection),
            Err(error) => {
                let why = explain(&error, &shell.texts);
                shell.tell(Toast::failed(why.title()));
            }
        }
    }

    /// Leaves because the program ends: returns when goodbye was said, or could not be in time. What
    /// is not confirmed stays kept, since nobody was asked about it.
    pub(super) fn finish(mut self) {
        if self.model.undecided() == 0 {
            self.stop_keeping();
        }
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

fn boxed(keeper: SessionKeeper) -> Box<dyn Keeper> {
    Box::new(keeper)
}

fn drafts_of(
    model: &ChatModel,
) -> impl Iterator<Item = (ConversationId, (Correspondent, String))> + '_ {
    model.conversations().iter().map(|conversation| {
        let id = conversation.id();
        let text = conversation.draft().text().to_owned();
        (id, (model.correspondent(id), text))
    })
}

impl Drop for Chatting {
    fn drop(&mut self) {
        self.close();
    }
}
