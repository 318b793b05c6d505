//! One client's socket and everything that belongs to it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};

use super::outbox::Outbox;
use super::tls::Tls;
use crate::session::{Rules, Session};
use crate::snapshot::ClientSnapshot;
use crate::{Caps, ClientId, Timings};

/// A connection on its way from the listener to its worker.
#[derive(Debug)]
pub(super) struct Newcomer<S = TcpStream> {
    pub(super) client: ClientId,
    pub(super) stream: S,
    pub(super) address: SocketAddr,
    pub(super) accepted: Instant,
}

/// A client that a worker looks after. Its socket is memory in tests.
#[derive(Debug)]
pub(super) struct Connection<S = TcpStream> {
    pub(super) client: ClientId,
    pub(super) stream: S,
    address: SocketAddr,
    pub(super) session: Session,
    pub(super) outbox: Outbox,
    /// For who connects encrypted; boxed, so that nobody else pays for it.
    pub(super) tls: Option<Box<Tls>>,
    pub(super) phase: Phase,
    /// How many bytes of the outbox are what was missed; they do not count against its bound.
    pub(super) excused: u32,
    /// Whether it hears what is said in the room: from its welcome to its farewell.
    pub(super) listening: bool,
    /// How much of the current batch this client has been given.
    pub(super) given: usize,
    /// The deadline in the worker's timers.
    pub(super) armed: Option<Instant>,
    pub(super) queued_to_read: bool,
    pub(super) queued_to_write: bool,
    /// The session took no more for now, so that something may be left in the socket, of which the
    /// system does not speak again.
    pub(super) left_unread: bool,
    /// The peer takes no more for now; the system says when it does.
    pub(super) blocked: bool,
    /// The system has said that the stream ends or broke, and does not say so again.
    pub(super) read_to_end: bool,
    /// The peer closed its side.
    pub(super) peer_closed: bool,
    /// The connection is broken; nothing can be written any more.
    pub(super) broken: bool,
    pub(super) bytes_in: u64,
    pub(super) bytes_out: u64,
}

/// So many times its bound may wait for a client for a moment.
const FAR_OVER: usize = 8;

/// How far a connection's life has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Served.
    Open {
        /// Since when more waits than its bound allows.
        over_since: Option<Instant>,
    },
    /// The last words are on their way; until then at most.
    Parting(Instant),
    /// The sending side is shut down; what still arrives is read away, until then at most.
    Lingering(Instant),
}

impl Phase {
    /// Served, and not behind.
    pub(super) const OPEN: Self = Self::Open { over_since: None };
}

impl<S> Connection<S> {
    pub(super) fn new(newcomer: Newcomer<S>) -> Self {
        let Newcomer {
            client,
            stream,
            address,
            accepted,
        } = newcomer;
        Self {
            client,
            stream,
            address,
            session: Session::new(accepted),
            outbox: Outbox::default(),
            tls: None,
            phase: Phase::OPEN,
            excused: 0,
            listening: false,
            given: 0,
            armed: None,
            queued_to_read: false,
            queued_to_write: false,
            left_unread: false,
            blocked: false,
            read_to_end: false,
            peer_closed: false,
            broken: false,
            bytes_in: 0,
            bytes_out: 0,
        }
    }

    /// How many bytes wait to be written, as text or encrypted.
    pub(super) fn waiting(&self) -> usize {
        let encrypted = self.tls.as_ref().map_or(0, |tls| tls.unsent());
        self.outbox.len() + encrypted
    }

    /// Whether the transport itself has something to write, and may.
    pub(super) fn has_records(&self) -> bool {
        !self.blocked && self.tls.as_ref().is_some_and(|tls| tls.wants_write())
    }

    /// Whether this is a slow reader at `now`: over its bound for longer than a moment, or far over
    /// it. A crowd's burst may put even the quickest reader over its bound for a moment.
    pub(super) fn is_slow_reader(&mut self, caps: &Caps, timings: &Timings, now: Instant) -> bool {
        let waiting = self.waiting().saturating_sub(self.excused as usize);
        let Phase::Open { over_since } = &mut self.phase else {
            return false;
        };
        if waiting <= caps.outbox_bytes {
            *over_since = None;
            return false;
        }
        let since = *over_since.get_or_insert(now);
        let is_slow = waiting > FAR_OVER * caps.outbox_bytes
            || now.saturating_duration_since(since) >= timings.slow_reader;
        if is_slow {
            // Said once; what follows is the farewell.
            *over_since = None;
        }
        is_slow
    }

    /// When something must happen although nothing arrives.
    pub(super) fn deadline(&self, rules: &Rules<'_>) -> Option<Instant> {
        match self.phase {
            Phase::Open { over_since } => {
                let slow = over_since.map(|since| since + rules.timings.slow_reader);
                let handshake = self.tls.as_ref().and_then(|tls| tls.handshake_until());
                [handshake.or_else(|| self.session.poll_timeout(rules)), slow]
                    .into_iter()
                    .flatten()
                    .min()
            }
            Phase::Parting(until) | Phase::Lingering(until) => Some(until),
        }
    }

    pub(super) fn snapshot(&self, now: Instant) -> ClientSnapshot {
        ClientSnapshot {
            client: self.client,
            // The room knows the name and counts the messages; whoever puts the snapshot together
            // adds them.
            name: None,
            messages: 0,
            address: self.address,
            dialect: self.session.dialect(),
            encrypted: self.tls.is_some(),
            connected_for: now.saturating_duration_since(self.session.opened()),
            idle_for: now.saturating_duration_since(self.session.last_read()),
            bytes_in: self.bytes_in,
            bytes_out: self.bytes_out,
            outbox_bytes: self.waiting() as u64,
            rate_used: u32::try_from(self.session.rate_used(now)).unwrap_or(u32::MAX),
        }
    }
}

impl<S: Read + Write> Connection<S> {
    /// Reads once. `Ok(None)` when nothing is there for now.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        loop {
            match self.stream.read(buffer) {
                Ok(count) => {
                    self.bytes_in += count as u64;
                    return Ok(Some(count));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes what the peer takes. The number of bytes written.
    pub(super) fn write(&mut self) -> io::Result<usize> {
        let before = self.outbox.len();
        let written = match &mut self.tls {
            None => self.outbox.write_to(&mut self.stream)?,
            Some(tls) => {
                let ending = matches!(self.phase, Phase::Parting(_));
                tls.write(&mut self.outbox, &mut self.stream, ending)?
            }
        };
        self.bytes_out += written as u64;
        self.blocked = self.waiting() > 0;
        // What was missed is at the front, so it goes first.
        let gone = u32::try_from(before - self.outbox.len()).unwrap_or(u32::MAX);
        self.excused = self.excused.saturating_sub(gone);
        Ok(written)
    }
}

impl Connection {
    /// Tells the peer that nothing more comes.
    pub(super) fn shut_down_sending(&self) {
        // The peer may be gone already, which is what this is about.
        let _ = self.stream.shutdown(Shutdown::Write);
    }
}

/// Sets what every connection has: no delay for small writes, probes that find dead peers, and a
/// send buffer of known size.
pub(super) fn configure(socket: &SockRef<'_>, caps: &Caps) -> io::Result<()> {
    socket.set_tcp_nodelay(true)?;
    // Without a size of its own the system holds up to 4 MiB for a reader who stopped reading.
    socket.set_send_buffer_size(caps.send_buffer)?;
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(30))
        .with_interval(Duration::from_secs(10));
    #[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
    let keepalive = keepalive.with_retries(3);
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(60)))?;
    Ok(())
}
