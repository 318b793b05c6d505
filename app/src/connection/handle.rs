//! What a window or terminal holds of a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use mio::Waker;

use super::network;
use super::{
    Command, ConnectError, ConnectionConfig, ConnectionEvent, Keeper, Restored, SendError,
};

/// Commands that may wait for the network thread.
const COMMAND_QUEUE: usize = 1_024;
/// Events that may wait for the consumer; beyond, the network thread stops reading.
const EVENT_QUEUE: usize = 4_096;
/// How long dropping waits for the thread, which normally takes a millisecond.
const JOIN_WITHIN: Duration = Duration::from_secs(2);

/// A connection with its network thread. Dropping it says goodbye as far as that goes without
/// waiting, and ends the thread.
#[derive(Debug)]
pub struct Connection {
    commands: Sender<Command>,
    events: Receiver<ConnectionEvent>,
    waker: Arc<Waker>,
    stop: Arc<AtomicBool>,
    /// Disconnected when the thread has ended.
    finished: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

impl Connection {
    /// Starts connecting. `wake` is called on the network thread after events were queued; it
    /// must return at once.
    ///
    /// # Errors
    /// Only when this machine has no more threads, file handles or randomness. Everything about
    /// the network comes as an event.
    pub fn open(
        config: ConnectionConfig,
        wake: Box<dyn Fn() + Send>,
    ) -> Result<Self, ConnectError> {
        Self::open_kept(config, None, None, wake)
    }

    /// As [`open`](Self::open), with everything that is to survive the program's end handed to
    /// `keeper`. `restored` is what an interrupted program left there; it counts before the
    /// configuration's [`resume`](ConnectionConfig::resume), and no greeting is said.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_kept(
        config: ConnectionConfig,
        keeper: Option<Box<dyn Keeper>>,
        restored: Option<Restored>,
        wake: Box<dyn Fn() + Send>,
    ) -> Result<Self, ConnectError> {
        let (command_sender, commands) = bounded(COMMAND_QUEUE);
        let (event_sender, events) = bounded(EVENT_QUEUE);
        let (running, finished) = bounded(0);
        let stop = Arc::new(AtomicBool::new(false));
        let wiring = network::Wiring {
            commands,
            events: event_sender,
            wake,
            stop: Arc::clone(&stop),
            keeper,
            running,
        };
        let (thread, waker) = network::start(config, restored, wiring)
            .map_err(|error| ConnectError::local(&error))?;
        Ok(Self {
            commands: command_sender,
            events,
            waker,
            stop,
            finished,
            thread: Some(thread),
        })
    }

    /// Hands a command to the network thread. Never blocks.
    ///
    /// # Errors
    /// When the queue of commands is full or the connection has ended; the command was not taken.
    pub fn send(&self, command: Command) -> Result<(), SendError> {
        self.commands
            .try_send(command)
            .map_err(|error| match error {
                TrySendError::Full(_) => SendError::Full,
                TrySendError::Disconnected(_) => SendError::Ended,
            })?;
        if let Err(error) = self.waker.wake() {
            tracing::warn!(%error, "cannot wake the network thread");
        }
        Ok(())
    }

    /// What happened, to be taken out with `try_recv`, `recv` or `select!`. At most 4,096 events
    /// wait here; then nothing more is read from the network until some are taken. It is
    /// disconnected after [`ConnectionEvent::Ended`].
    #[must_use]
    pub fn events(&self) -> &Receiver<ConnectionEvent> {
        &self.events
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Without a wake the thread would notice only at its next deadline.
        let woken = self.waker.wake().is_ok();
        let Some(thread) = self.thread.take() else {
            return;
        };
        if woken {
            let _ended = self.finished.recv_timeout(JOIN_WITHIN);
        }
        if matches!(
            self.finished.try_recv(),
            Err(crossbeam_channel::TryRecvError::Disconnected)
        ) {
            if thread.join().is_err() {
                tracing::error!("the network thread panicked");
            }
        } else {
            tracing::warn!("the network thread is still busy; it ends by itself");
        }
    }
}
