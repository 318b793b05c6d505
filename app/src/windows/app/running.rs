//! The server that runs in this window: its events and counters into the model, the operator's wishes to it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use tertulia_protocol::ExitWords;
use tertulia_server_core::{BanTarget, Command, Event, ServerHandle};

use super::log_export::LogExport;
use super::shell::{Shell, in_background};
use super::waking::Waker;
use super::watching::Watch;
use crate::look::widgets::Toast;
use crate::models::interfaces::LocalAddress;
use crate::models::serving::ServerModel;
use crate::windows::server::{ServerAction, ServerPage};

/// Events are taken at most so long at a time; the rest waits for the next frame.
const BUDGET: Duration = Duration::from_millis(6);

/// A server that runs, or ran.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) model: ServerModel,
    pub(super) page: ServerPage,
    /// None once it was told to stop.
    pub(super) handle: Option<ServerHandle>,
    events: Receiver<Event>,
    pub(super) watch: Arc<Watch>,
    waker: Waker,
    /// The files that the log is being written to.
    pub(super) exports: Vec<LogExport>,
}

impl Running {
    pub(super) fn new(
        handle: ServerHandle,
        page: ServerPage,
        addresses: &[LocalAddress],
        (asks_password, exit_words): (bool, ExitWords),
        shell: &Shell,
    ) -> Self {
        let limits = tertulia_protocol::Limits::default();
        let events = handle.events().clone();
        let now = Shell::now();
        let watch = Watch::begin(
            events.clone(),
            handle.counter(),
            now.instant,
            shell.waker.clone(),
        );
        Self {
            model: ServerModel::new(handle.address(), limits, addresses, now)
                .with_key(handle.fingerprint())
                .with_password(asks_password)
                .with_exit_words(exit_words),
            page,
            events,
            handle: Some(handle),
            watch,
            waker: shell.waker.clone(),
            exports: Vec::new(),
        }
    }

    pub(super) fn drain(&mut self, shell: &Shell) {
        let started = Instant::now();
        while let Ok(event) = self.events.try_recv() {
            if matches!(event.kind, tertulia_server_core::EventKind::Stopped) {
                self.watch.end();
            }
            self.model.handle_event(event, Shell::now());
            if started.elapsed() > BUDGET {
                shell.ctx.request_repaint();
                break;
            }
        }
        // That it has ended may be among the events that found no room.
        if self.watch.is_over() && self.events.is_empty() {
            self.model.handle_end(Shell::now());
        }
        if let Some(handle) = &self.handle {
            let skipped = handle.skipped_events().count();
            self.model.handle_skipped(skipped, Shell::now().unix);
        }
        if let Some((counted, snapshot)) = self.watch.take() {
            self.model.handle_snapshot(snapshot, counted);
        }
    }

    pub(super) fn stop(&mut self) {
        let Some(handle) = self.handle.take() else {
            return;
        };
        self.model.stopping();
        let (watch, waker) = (Arc::clone(&self.watch), self.waker.clone());
        in_background("server-stop", move || {
            handle.stop();
            watch.end();
            waker.wake();
        });
    }

    pub(super) fn apply(&mut self, action: ServerAction, shell: &mut Shell) {
        let Some(action) = action.apply_to(&mut self.model) else {
            return;
        };
        let command = match action {
            ServerAction::Stop => {
                self.stop();
                None
            }
            ServerAction::Say { to, text } => {
                let before = self.model.addressees();
                self.model.address_to(to);
                let command = self.model.say(&text);
                self.model.address_to(before);
                command
            }
            ServerAction::Kick { client, reason } => self.model.kick(client, &reason),
            ServerAction::Mute {
                client,
                span,
                reason,
            } => self.model.order(|| Command::Mute {
                client,
                span,
                reason: said(reason),
            }),
            ServerAction::Ban {
                client,
                span,
                reason,
            } => self.model.order(|| Command::Ban {
                target: BanTarget::Client(client),
                span,
                reason: said(reason),
            }),
            ServerAction::Unmute(id) => self.model.order(|| Command::Unmute(id)),
            ServerAction::Unban(network) => self.model.order(|| Command::Unban(network)),
            ServerAction::Pardon(network) => self.model.order(|| Command::Pardon(network)),
            ServerAction::Freeze(frozen) => self.model.order(|| Command::Freeze(frozen)),
            ServerAction::SetLimits(limits) => Some(Command::SetLimits(limits)),
            ServerAction::SetFlood(flood) => Some(Command::SetFlood(flood)),
            _ => None,
        };
        let written = match &command {
            Some(Command::Say { text, .. }) => Some(text.clone()),
            _ => None,
        };
        if let Some(command) = command
            && !self.send(command, shell)
        {
            self.page.put_back(written.unwrap_or_default());
        }
    }

    /// Hands a command to the server, if it runs. Says whether it was taken; if not, a toast says so
    /// too.
    pub(super) fn send(&mut self, command: Command, shell: &mut Shell) -> bool {
        let refused = (self.handle.as_ref()).is_some_and(|handle| handle.send(command).is_err());
        if refused {
            let words = shell.texts.get("window-server-busy");
            shell.tell(Toast::failed(words));
        }
        !refused
    }
}

/// A reason, where one was given.
fn said(reason: String) -> Option<String> {
    (!reason.is_empty()).then_some(reason)
}

impl Drop for Running {
    fn drop(&mut self) {
        self.watch.end();
        self.stop();
    }
}
