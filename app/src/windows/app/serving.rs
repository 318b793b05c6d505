//! A server with its window: starts it, takes what it tells, carries out what its operator wants,
//! and stops it without anybody waiting.

use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;

use crossbeam_channel::{Receiver, TryRecvError, bounded};
use tertulia_protocol::{ExitWords, Password};
use tertulia_server_core::{Command, Config, PasswordHash, Server, ServerHandle, StartError};

use super::log_export::{Exported, LogExport};
use super::running::Running;
use super::shell::{Shell, in_background};
use crate::headless::port_owner;
use crate::histories::{Histories, HistoryChoice};
use crate::identity::{IdentityFile, IdentityProblem};
use crate::look::widgets::Toast;
use crate::models::interfaces::{LocalAddress, local_addresses};
use crate::models::serving::{Export, ExportFormat, Scope, StartForm};
use crate::passwords::{self, PasswordProblem};
use crate::profiles::{Profile, ProfileName, Source};
use crate::windows::server::{ServerAction, ServerPage, StartPage};

/// Entries of the log that are searched between two frames.
const SEARCHED: usize = 20_000;
/// So many ports are tried to offer one that is free.
const TRIED_PORTS: u16 = 100;

/// What is to happen outside the server's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing.
    Stay,
    /// To the launcher.
    Back,
    /// Keep what stands in the form.
    SaveProfile,
    /// Ask for a file to write the log to.
    AskForLogFile(ExportFormat),
}

/// The form, and the server once it runs.
#[derive(Debug)]
pub(super) struct Serving {
    pub(super) form: StartForm,
    pub(super) start_page: StartPage,
    pub(super) base: Profile,
    pub(super) profile: Option<ProfileName>,
    pub(super) addresses: Vec<LocalAddress>,
    /// Where histories are; none where the system names no folder.
    histories: Option<Histories>,
    /// Where the key is kept; none where the system names no folder.
    identity: Option<IdentityFile>,
    /// The profile of the command line, which may be a file anywhere.
    given: Option<Source>,
    starting: Option<Receiver<Started>>,
    /// The password that changed while the server was starting; it is told once it runs.
    changed_password: Option<Option<PasswordHash>>,
    /// While a password is being hashed.
    hashing: Option<Receiver<Result<PasswordHash, PasswordProblem>>>,
    /// Whether the server is to start as soon as that is done.
    start_due: bool,
    pub(super) running: Option<Running>,
}

/// What came of starting.
type Started = Result<ServerHandle, Failed>;

/// Why it did not start, and what was found out about it.
#[derive(Debug)]
enum Failed {
    Server {
        error: StartError,
        owner: Option<(String, u32)>,
        free: Option<u16>,
    },
    Identity(PathBuf, IdentityProblem),
}

impl Serving {
    /// With this in the form.
    pub(super) fn new(
        config: &Config,
        history: HistoryChoice,
        (histories, identity): (Option<Histories>, Option<IdentityFile>),
        base: Profile,
        profile: Option<ProfileName>,
    ) -> Self {
        Self {
            histories,
            identity,
            given: None,
            form: StartForm::new(config, history),
            start_page: StartPage::new(),
            base,
            profile,
            addresses: local_addresses().unwrap_or_default(),
            starting: None,
            changed_password: None,
            hashing: None,
            start_due: false,
            running: None,
        }
    }

    /// With the profile that the command line named.
    pub(super) fn given(mut self, profile: Option<Source>) -> Self {
        self.given = profile;
        self
    }

    /// Whether a history can be kept at all.
    pub(super) fn has_folder(&self) -> bool {
        self.histories.is_some()
    }

    /// What stands in the form, as a profile.
    pub(super) fn to_profile(&self) -> Profile {
        self.form.to_profile(&self.base)
    }

    /// Starts with what stands in the form. Whether everything in it could be read.
    pub(super) fn start(&mut self, shell: &Shell) -> bool {
        if self.starting.is_some() {
            return true;
        }
        if self.hashing.is_some() {
            self.start_due = true;
            return true;
        }
        let Some(mut config) = self.form.submit() else {
            return false;
        };
        let profile = self.profile.clone().map(Source::Name);
        let profile = profile.or_else(|| self.given.clone());
        config.history = self.histories.as_ref().and_then(|histories| {
            let path = histories.path(profile.as_ref(), config.bind.port());
            self.form.history().config(path)
        });
        config.moderation = self
            .histories
            .as_ref()
            .map(|histories| histories.moderation_path(profile.as_ref(), config.bind.port()));
        let (sender, started) = bounded(1);
        self.starting = Some(started);
        self.changed_password = None;
        let identity = self.identity.clone();
        let ctx = shell.ctx.clone();
        in_background("server-start", move || {
            // A window that was closed meanwhile stops the server by dropping the answer.
            let _closed = sender.send(start(config, identity.as_ref()));
            ctx.request_repaint();
        });
        true
    }

    /// Takes what the server told. Whether it has just started.
    pub(super) fn poll(&mut self, shell: &mut Shell, visible: bool) -> bool {
        self.poll_hashing(shell);
        let started = self.poll_start(shell);
        if let Some(running) = &mut self.running {
            running.watch.set_visible(visible);
            running.drain(shell);
            running.model.log_mut().advance(SEARCHED);
            if running.model.log().is_searching() {
                shell.ctx.request_repaint();
            }
        }
        started
    }

    /// Newcomers are to be asked for this password, or for none.
    pub(super) fn set_password(&mut self, password: Option<Password>, shell: &mut Shell) {
        let Some(password) = password else {
            self.hashing = None;
            self.take_password(None, shell);
            return self.start_if_due(shell);
        };
        let exit_words = ExitWords::new(self.form.exit_words());
        let (sender, hashed) = bounded(1);
        self.hashing = Some(hashed);
        let ctx = shell.ctx.clone();
        in_background("password-hash", move || {
            // Another one may be wanted by now.
            let _late = sender.send(passwords::hash(&password, &exit_words));
            ctx.request_repaint();
        });
    }

    fn poll_hashing(&mut self, shell: &mut Shell) {
        let hashed = match &self.hashing {
            None => return,
            Some(hashing) => match hashing.try_recv() {
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => None,
                Ok(hashed) => Some(hashed),
            },
        };
        self.hashing = None;
        match hashed {
            Some(Ok(hash)) => self.take_password(Some(hash), shell),
            Some(Err(problem)) => {
                self.start_due = false;
                shell.tell(Toast::failed(problem.sentence(&shell.texts)));
            }
            // It broke off: no server starts without the password that was wanted.
            None => self.start_due = false,
        }
        self.start_if_due(shell);
    }

    /// Nothing more is awaited before the start.
    fn start_if_due(&mut self, shell: &Shell) {
        if std::mem::take(&mut self.start_due) {
            self.start(shell);
        }
    }

    fn take_password(&mut self, hash: Option<PasswordHash>, shell: &mut Shell) {
        self.form.set_password(hash.clone());
        if let Some(running) = &mut self.running {
            running.send(Command::SetPassword(hash), shell);
        } else if self.starting.is_some() {
            self.changed_password = Some(hash);
        }
    }

    fn poll_start(&mut self, shell: &mut Shell) -> bool {
        let Some(starting) = &self.starting else {
            return false;
        };
        match starting.try_recv() {
            Ok(Ok(handle)) => {
                self.addresses = local_addresses().unwrap_or_default();
                let mut page = ServerPage::new();
                if let Some(name) = &self.profile {
                    page = page.named(name.as_str());
                }
                page.focus_operator();
                let exit_words = ExitWords::new(self.form.exit_words());
                let door = (self.form.asks_password(), exit_words);
                let mut running = Running::new(handle, page, &self.addresses, door, shell);
                if let Some(password) = self.changed_password.take() {
                    running.send(Command::SetPassword(password), shell);
                }
                self.running = Some(running);
            }
            Ok(Err(Failed::Server { error, owner, free })) => self.form.fail(&error, owner, free),
            Ok(Err(Failed::Identity(path, problem))) => self.form.fail_identity(path, problem),
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => {}
        }
        self.starting = None;
        self.running.is_some()
    }

    /// Begins to write what the log shows now to a file.
    pub(super) fn export_log(
        &mut self,
        format: ExportFormat,
        path: PathBuf,
        replace: bool,
        shell: &Shell,
    ) {
        if let Some(running) = &mut self.running {
            let export = Export::new(running.model.log(), format, Scope::Shown);
            let export = LogExport::begin(export, path, replace, shell);
            running.exports.push(export);
        }
    }

    /// Hands more of the log to the files that it is being written to. Gives what came of those
    /// that are done.
    pub(super) fn poll_exports(&mut self, shell: &Shell) -> Vec<Exported> {
        let Some(running) = &mut self.running else {
            return Vec::new();
        };
        let log = running.model.log();
        let mut done = Vec::new();
        running.exports.retain_mut(|export| {
            let exported = export.advance(log, shell);
            let goes_on = exported.is_none();
            done.extend(exported);
            goes_on
        });
        done
    }

    /// Whether the server is starting at this moment.
    pub(super) fn is_starting(&self) -> bool {
        self.starting.is_some() || self.start_due
    }

    /// Whether people would be cut off by closing the window now.
    pub(super) fn people(&self) -> usize {
        let running = self.running.as_ref();
        let running = running.filter(|running| running.handle.is_some());
        running.map_or(0, |running| running.model.people())
    }

    /// Whether a server runs or is still saying farewell.
    pub(super) fn is_alive(&self) -> bool {
        let alive = |running: &Running| !running.watch.is_over();
        self.running.as_ref().is_some_and(alive)
    }

    /// Says farewell to everybody and ends, on a thread of its own.
    pub(super) fn stop(&mut self) {
        if let Some(running) = &mut self.running {
            running.stop();
        }
    }

    /// Carries out what the pages ask for.
    pub(super) fn apply(&mut self, action: ServerAction, shell: &mut Shell) -> Outcome {
        match action {
            ServerAction::EditStart(edit) => edit.apply(&mut self.form),
            ServerAction::Start => {
                // A server that ended makes room for the next one.
                if self.running.is_some() && !self.is_alive() {
                    self.running = None;
                }
                self.start(shell);
            }
            ServerAction::SetPassword(password) => self.set_password(password, shell),
            ServerAction::SaveProfile => return Outcome::SaveProfile,
            ServerAction::ExportLog(format) => return Outcome::AskForLogFile(format),
            ServerAction::Back => {
                if self.running.is_some() && !self.is_alive() {
                    // From a server that ended, the way back is to the form it started with.
                    self.running = None;
                    return Outcome::Stay;
                }
                return Outcome::Back;
            }
            ServerAction::Copy(text) => shell.copy(&text),
            ServerAction::OpenLink(address) => shell.open_link(address),
            other => {
                if let Some(running) = &mut self.running {
                    running.apply(other, shell);
                }
            }
        }
        Outcome::Stay
    }
}

fn start(mut config: Config, identity: Option<&IdentityFile>) -> Started {
    let address = config.bind;
    if let Some(file) = identity {
        let opened = file.open();
        let path = || file.path().to_owned();
        config.identity = Some(opened.map_err(|problem| Failed::Identity(path(), problem))?);
    }
    Server::start(config).map_err(|error| {
        let owner = port_owner::listening_at(address);
        Failed::Server {
            free: free_port(address.ip(), address.port()),
            owner: owner.map(|owner| (owner.program, owner.process)),
            error,
        }
    })
}

/// The next port above that nobody listens at.
fn free_port(ip: IpAddr, taken: u16) -> Option<u16> {
    let first = taken.max(1_023).checked_add(1)?;
    (first..=first.saturating_add(TRIED_PORTS)).find(|port| TcpListener::bind((ip, *port)).is_ok())
}
