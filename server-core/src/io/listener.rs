//! The listener: accepts connections and hands each to a worker; also carries out the operator's
//! commands and looks after the room's deadlines.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, TryRecvError};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, Protocol, SockRef, Socket, Type};

use super::connection::{Newcomer, configure};
use super::room::{Counting, Post, Shared, now};
use crate::config::StartError;
use crate::event::{Event, EventKind};
use crate::hub::Hub;
use crate::moderation::{ModerationFile, Saving, SavingNews};
use crate::snapshot::{ModerationSnapshot, Snapshot};
use crate::{Caps, ClientId, Command};

const ACCEPT: Token = Token(0);

/// A short queue of waiting connections turns two thousand arrivals into eight seconds.
const BACKLOG: i32 = 4_096;

/// The most connections that are accepted before anything else is looked at.
const ACCEPTS_PER_TURN: usize = 256;

/// So many newcomers are made known to the room in one go: the first is not to wait for the last.
const NEWCOMERS_AT_ONCE: usize = 32;

/// Whether what was accepted has the options of the listening socket. Setting them one by one takes
/// longer than accepting.
const OPTIONS_ARE_INHERITED: bool = cfg!(target_os = "linux");

/// Opens the listening socket.
pub(crate) fn bind(address: SocketAddr, caps: &Caps) -> Result<TcpListener, StartError> {
    let explain = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::PortInUse(address),
        io::ErrorKind::AddrNotAvailable => StartError::AddressNotHere(address),
        io::ErrorKind::PermissionDenied => StartError::NotAllowed(address),
        _ => StartError::Io { address, source },
    };
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    );
    let socket = socket.map_err(explain)?;
    // Connections that this server closed stay in TIME-WAIT for a minute; without this, they would
    // keep the port. On Windows it would let two servers share the port, and is not needed.
    #[cfg(not(windows))]
    socket.set_reuse_address(true).map_err(explain)?;
    socket.set_nonblocking(true).map_err(explain)?;
    socket.bind(&address.into()).map_err(explain)?;
    if OPTIONS_ARE_INHERITED && let Err(error) = configure(&SockRef::from(&socket), caps) {
        tracing::warn!(%error, "connections cannot be configured");
    }
    socket.listen(BACKLOG).map_err(explain)?;
    Ok(TcpListener::from_std(socket.into()))
}

/// The listener thread's state.
pub(crate) struct Listener {
    shared: Arc<Shared>,
    poll: Poll,
    socket: TcpListener,
    commands: Receiver<Command>,
    accepted: u64,
    /// Until when accepting pauses, because the system had no descriptor left.
    paused_until: Option<Instant>,
    /// Whether more connections may be waiting than were accepted.
    more_waiting: bool,
    /// Where the operator's decisions are kept, if they are.
    moderation: Option<ModerationFile>,
    saving: Saving,
}

impl Listener {
    pub(crate) fn new(
        shared: Arc<Shared>,
        poll: Poll,
        mut socket: TcpListener,
        commands: Receiver<Command>,
        moderation: Option<ModerationFile>,
    ) -> io::Result<Self> {
        poll.registry()
            .register(&mut socket, ACCEPT, Interest::READABLE)?;
        Ok(Self {
            shared,
            poll,
            socket,
            commands,
            accepted: 0,
            paused_until: None,
            more_waiting: false,
            moderation,
            saving: Saving::default(),
        })
    }

    /// Serves until it is told to stop; then the port is free and every worker is on its way out.
    pub(crate) fn run(mut self) {
        let mut events = Events::with_capacity(16);
        let mut alarm = self.shared.in_time(now());
        loop {
            let save = self.saving.poll_timeout();
            let due = [alarm, self.paused_until, save].into_iter().flatten().min();
            let timeout = match due {
                _ if self.more_waiting && self.paused_until.is_none() => Some(Duration::ZERO),
                due => due.map(|due| due.saturating_duration_since(Instant::now())),
            };
            if let Err(error) = self.poll.poll(&mut events, timeout)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "waiting for connections failed");
            }
            self.more_waiting |= events.iter().any(|event| event.token() == ACCEPT);
            if self.obey() {
                break;
            }
            if save.is_some_and(|due| due <= Instant::now()) {
                self.save();
            }
            alarm = self.shared.in_time(now());
            self.accept();
        }
        // The last chance.
        self.save();
        drop(self.socket);
        self.shared.close();
    }

    /// Carries out what the operator asked for. Says whether to stop.
    fn obey(&mut self) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Say { to, text }) => {
                    self.shared
                        .in_order(|room| room.hub.handle_operator(&to, &text, now()));
                }
                Ok(Command::Kick { client, reason }) => {
                    self.shared
                        .in_order(|room| room.hub.handle_kick(client, reason.as_deref(), now()));
                }
                Ok(Command::Mute {
                    client,
                    span,
                    reason,
                }) => self.decide(|hub| hub.handle_mute(client, span, reason, now())),
                Ok(Command::Unmute(id)) => self.decide(|hub| hub.handle_unmute(id, now())),
                Ok(Command::Freeze(frozen)) => self.decide(|hub| hub.handle_freeze(frozen, now())),
                Ok(Command::Ban {
                    target,
                    span,
                    reason,
                }) => self.decide(|hub| hub.handle_ban(&target, span, reason, now())),
                Ok(Command::Unban(network)) => {
                    self.decide(|hub| hub.handle_unban(network, now()));
                }
                Ok(Command::Pardon(network)) => {
                    self.shared
                        .in_order(|room| room.hub.handle_pardon(network, now()));
                }
                Ok(Command::SetFlood(flood)) => self.shared.set_flood(flood),
                Ok(Command::SetPassword(password)) => self.shared.set_password(password),
                Ok(Command::SetLimits(limits)) => {
                    self.shared
                        .in_order(|room| room.hub.handle_limits(limits, now()));
                }
                Ok(Command::Snapshot(reply)) => self.count(reply),
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return true,
                Err(TryRecvError::Empty) => return false,
            }
        }
    }

    /// Carries out what is to outlive the server, and keeps it.
    fn decide(&mut self, decide: impl FnOnce(&mut Hub)) {
        let mut changed = None;
        self.shared.in_order(|room| {
            decide(&mut room.hub);
            changed = room.hub.poll_moderation();
        });
        if let (Some(decided), Some(_)) = (changed, &self.moderation) {
            self.saving.handle_decided(decided);
            self.save();
        }
    }

    /// Saves what was decided and is not saved yet.
    fn save(&mut self) {
        let Some(file) = &mut self.moderation else {
            return;
        };
        let now = now();
        let run = self.shared.config.run;
        let saved = self
            .saving
            .attempt(now.instant, |decided| file.save(decided, run));
        let path = file.path().to_owned();
        let kind = match saved {
            None => return,
            Some(SavingNews::Fails(why)) => EventKind::ModerationNotKept { path, why },
            Some(SavingNews::Works) => EventKind::ModerationKept { path },
        };
        let time = now.unix;
        self.shared.events.report(Event { time, kind });
    }

    fn count(&self, reply: crossbeam_channel::Sender<Snapshot>) {
        let mut snapshot = Snapshot::default();
        let mut census = HashMap::new();
        self.shared.in_order(|room| {
            snapshot.limits = room.hub.limits();
            snapshot.asks_password = room.hub.asks_password();
            snapshot.totals.named = room.hub.people() as u64;
            snapshot.totals.messages = room.hub.messages();
            snapshot.totals.cut_off = room.hub.cut_off();
            census = room.hub.census().collect();
            let moment = now();
            let now = moment.unix;
            let decided = room.hub.moderation();
            snapshot.moderation = ModerationSnapshot {
                frozen: decided.is_frozen(),
                bans: decided.bans(now).cloned().collect(),
                mutes: decided.mutes(now).cloned().collect(),
                muted: room.hub.muted(now).collect(),
                closed_out: room.hub.closed_out(moment),
            };
        });
        snapshot.flood = self.shared.flood();
        snapshot.totals.uptime = self.shared.started.elapsed();
        snapshot.totals.accepted = self.accepted;
        snapshot.totals.events_skipped = self.shared.events.skipped();
        snapshot.history = self
            .shared
            .keeping
            .as_ref()
            .map(|keeping| keeping.snapshot());
        let workers = &self.shared.workers;
        let counting = Arc::new(Counting {
            parts: Mutex::new((snapshot, workers.len())),
            census,
            reply,
        });
        for worker in workers {
            worker.post(Post::Count(Arc::clone(&counting)));
        }
    }

    fn accept(&mut self) {
        if let Some(until) = self.paused_until {
            if until > Instant::now() {
                return;
            }
        } else if !self.more_waiting {
            return;
        }
        self.more_waiting = true;
        let mut arrived = Vec::new();
        for _ in 0..ACCEPTS_PER_TURN {
            match self.socket.accept() {
                Ok((stream, address)) => {
                    if self.paused_until.take().is_some() {
                        self.shared.events.report(Event {
                            time: now().unix,
                            kind: EventKind::AcceptResumed,
                        });
                    }
                    arrived.push(self.newcomer(stream, address));
                    if arrived.len() == NEWCOMERS_AT_ONCE {
                        self.hand_over(&mut arrived);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.more_waiting = false;
                    self.paused_until = None;
                    break;
                }
                // The peer gave up before it was accepted, or a signal came: the next one, please.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::ConnectionAborted
                            | io::ErrorKind::ConnectionReset
                            | io::ErrorKind::Interrupted
                    ) => {}
                Err(error) => {
                    self.pause(&error);
                    break;
                }
            }
        }
        self.hand_over(&mut arrived);
    }

    /// Out of descriptors or memory: those who are here are served on, newcomers wait.
    fn pause(&mut self, error: &io::Error) {
        if self.paused_until.is_none() {
            let why = error.to_string();
            self.shared.events.report(Event {
                time: now().unix,
                kind: EventKind::AcceptPaused { why },
            });
        }
        self.paused_until = Some(Instant::now() + self.shared.config.timings.accept_pause);
    }

    fn newcomer(&mut self, stream: TcpStream, address: SocketAddr) -> Newcomer {
        // An IPv4 guest of a socket for both is shown by the address that people know.
        let address = SocketAddr::new(address.ip().to_canonical(), address.port());
        if !OPTIONS_ARE_INHERITED
            && let Err(error) = configure(&SockRef::from(&stream), &self.shared.config.caps)
        {
            // The peer is gone already, or the system lacks an option: serve it anyway.
            tracing::debug!(%error, %address, "a connection could not be configured");
        }
        self.accepted += 1;
        Newcomer {
            client: ClientId(self.accepted),
            stream,
            address,
            accepted: Instant::now(),
        }
    }

    /// Makes newcomers known to the room, and gives each to a worker.
    fn hand_over(&self, arrived: &mut Vec<Newcomer>) {
        if arrived.is_empty() {
            return;
        }
        let workers = &self.shared.workers;
        let now = now();
        // Those who are turned away without a word are closed outside the lock.
        let mut refused = Vec::new();
        self.shared.in_order(|room| {
            for newcomer in arrived.drain(..) {
                let (client, address) = (newcomer.client, newcomer.address);
                if room.hub.handle_connected(client, address, now) {
                    let turn = usize::try_from(client.0).unwrap_or_default();
                    // Posted under the lock, so that the worker has it before any entry about it.
                    workers[turn % workers.len()].post(Post::Serve(newcomer));
                } else {
                    refused.push(newcomer);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn what_is_accepted_is_configured() {
        let caps = Caps::default();
        let listening = bind((Ipv4Addr::LOCALHOST, 0).into(), &caps).unwrap();
        let _guest = std::net::TcpStream::connect(listening.local_addr().unwrap()).unwrap();
        let mut accepted = listening.accept();
        while accepted
            .as_ref()
            .is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
        {
            accepted = listening.accept();
        }
        let (accepted, _) = accepted.unwrap();
        let accepted = SockRef::from(&accepted);

        let set = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).unwrap();
        let set = SockRef::from(&set);
        if !OPTIONS_ARE_INHERITED {
            configure(&accepted, &caps).unwrap();
        }
        configure(&set, &caps).unwrap();
        assert!(accepted.tcp_nodelay().unwrap() && accepted.keepalive().unwrap());
        assert_eq!(
            accepted.send_buffer_size().unwrap(),
            set.send_buffer_size().unwrap()
        );
        #[cfg(target_os = "linux")]
        {
            assert_eq!(
                accepted.tcp_keepalive_time().unwrap(),
                Duration::from_secs(30)
            );
            assert_eq!(
                accepted.tcp_keepalive_interval().unwrap(),
                Duration::from_secs(10)
            );
            assert_eq!(accepted.tcp_keepalive_retries().unwrap(), 3);
            assert_eq!(
                accepted.tcp_user_timeout().unwrap(),
                Some(Duration::from_secs(60))
            );
        }
    }
}
