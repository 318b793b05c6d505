//! What a server is told when it starts.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use tertulia_protocol::{ExitWords, Language, Limits};

use crate::Identity;
use crate::PasswordHash;
use crate::moderation::ModerationFileError;
use crate::storage::{HistoryConfig, OpenHistoryError};

/// Everything that [`crate::Server::start`] needs.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen. Port 0 lets the system choose.
    pub bind: SocketAddr,
    /// What clients may do; changeable while running.
    pub limits: Limits,
    /// Worker threads; 0 means one per core, at least two, at most four.
    pub workers: usize,
    /// The language of the fixed texts.
    pub language: Language,
    /// What the operator says to newcomers, if anything.
    pub welcome: Option<String>,
    /// The words with which clients leave.
    pub exit_words: ExitWords,
    /// How long things may take.
    pub timings: Timings,
    /// How much may pile up.
    pub caps: Caps,
    /// Where messages and sessions are kept beyond the end of the server; none keeps them in
    /// memory alone.
    pub history: Option<HistoryConfig>,
    /// What becomes of those who write too fast; changeable while running.
    pub flood: FloodPolicy,
    /// Networks whose connections are not counted by address ([`Caps::per_address`] and the like).
    /// They can be banned all the same.
    pub exempt: Vec<IpNet>,
    /// The file in which bans, mutes and the freeze outlive the server; none keeps them in memory
    /// alone. It is made when there is something to keep.
    pub moderation: Option<PathBuf>,
    /// The key by which the server is known to those who connect encrypted. Without one, TLS is
    /// recognised and refused.
    pub identity: Option<Arc<Identity>>,
    /// Whether connections in clear may have a name. If not, there must be an identity.
    pub clear_guests: bool,
    /// The password that newcomers are asked for, if any; changeable while running.
    pub password: Option<PasswordHash>,
}

/// What becomes of a client that sends more messages in a second than the limit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FloodPolicy {
    /// It is told so, and disconnected.
    #[default]
    Disconnect,
    /// The server reads from it no faster than the limit, so that TCP holds it back. Nothing is lost,
    /// and nobody else notices.
    Slow,
}

/// The server's own computer: whoever sits there may open as many clients as the computer bears.
fn loopback() -> Vec<IpNet> {
    const IPV4: Ipv4Net = Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8);
    const IPV6: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128);
    vec![IPV4.into(), IPV6.into()]
}

impl Default for Config {
    /// Listens on 127.0.0.1, port 2010, with the default limits.
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 2010)),
            limits: Limits::default(),
            workers: 0,
            language: Language::En,
            welcome: None,
            exit_words: ExitWords::default(),
            timings: Timings::default(),
            caps: Caps::default(),
            history: None,
            flood: FloodPolicy::default(),
            exempt: loopback(),
            moderation: None,
            identity: None,
            clear_guests: true,
            password: None,
        }
    }
}

/// How long the server waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timings {
    /// A client silent for so long after connecting gets the prompt.
    pub prompt: Duration,
    /// The pause that ends the first message of a program that sends no newlines.
    pub first_pause: Duration,
    /// The pause that ends its later messages.
    pub pause: Duration,
    /// The pause after a read of [`Timings::BULK_READ`] bytes or more: the rest may be on its way.
    pub bulk_pause: Duration,
    /// The pause while every read so far was one byte (a terminal in character mode).
    pub typing_pause: Duration,
    /// How long a TLS handshake may take, from its first byte.
    pub handshake: Duration,
    /// How long a connection may stay without a name.
    pub nameless: Duration,
    /// How long a connection from a banned address has to show how it talks, before it is told so in
    /// plain text.
    pub banned: Duration,
    /// How long the first answer takes that somebody who guesses passwords has to wait for; later ones
    /// take twice as long as the one before, up to 30 times this.
    pub password_delay: Duration,
    /// After so long without another one, a wrong password is forgotten.
    pub password_forgotten: Duration,
    /// For how long an address is closed out from which ten wrong passwords came.
    pub passwords_closed: Duration,
    /// An app client from which nothing came for so long is dead.
    pub silent: Duration,
    /// How long an app client that vanished keeps its name.
    pub grace: Duration,
    /// How long a session can be resumed.
    pub resume: Duration,
    /// A client for which more waits than its outbox may hold has so long to catch up.
    pub slow_reader: Duration,
    /// How long a farewell may take to be written, and then how long what still arrives is read away.
    pub farewell: Duration,
    /// How long stopping may take in all.
    pub stop: Duration,
    /// In large rooms, joins and leaves are gathered for so long.
    pub gather: Duration,
    /// In very large rooms, which list their people in pages, they are gathered for so long: each
    /// telling costs as much as a message to everybody.
    pub gather_longer: Duration,
    /// How long accepting pauses when the system has no more file descriptors.
    pub accept_pause: Duration,
}

impl Timings {
    /// A read of so many bytes may have been cut by the network (an Ethernet frame's worth).
    pub const BULK_READ: usize = 1_400;
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            prompt: Duration::from_millis(300),
            first_pause: Duration::from_millis(150),
            pause: Duration::from_millis(20),
            bulk_pause: Duration::from_millis(400),
            typing_pause: Duration::from_secs(3),
            handshake: Duration::from_secs(10),
            nameless: Duration::from_secs(5 * 60),
            banned: Duration::from_secs(3),
            password_delay: Duration::from_secs(1),
            password_forgotten: Duration::from_secs(2 * 60),
            passwords_closed: Duration::from_secs(10 * 60),
            silent: Duration::from_secs(45),
            grace: Duration::from_secs(30),
            resume: Duration::from_secs(24 * 60 * 60),
            slow_reader: Duration::from_secs(1),
            farewell: Duration::from_secs(1),
            stop: Duration::from_millis(1_800),
            gather: Duration::from_millis(250),
            gather_longer: Duration::from_secs(1),
            accept_pause: Duration::from_millis(100),
        }
    }
}

/// How much may pile up before the server protects itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Connections without a name; when one more comes, the oldest goes.
    pub unnamed: usize,
    /// Of these, connections from one address; when one more comes, the oldest of them goes. Here
    /// and below an IPv6 network of 64 bits is one address, 0 means unlimited, and
    /// [`Config::exempt`] is not counted. A class of 40 behind one address can come all at once, and
    /// open three windows each.
    pub unnamed_per_address: usize,
    /// Connections from one address; one more is turned away.
    pub per_address: usize,
    /// New connections from one address in a minute; one more is turned away.
    pub per_address_minute: u32,
    /// Connections whose TLS handshake is not finished; when one more begins, the oldest goes. They
    /// do not count as connections without a name until it is.
    pub handshakes: usize,
    /// Of these, handshakes from one address; when one more begins, the oldest of them goes.
    pub handshakes_per_address: usize,
    /// Passwords that wait to be looked at; one more is refused, and may be sent again.
    pub passwords: usize,
    /// Bytes waiting for one client; who stays beyond for [`Timings::slow_reader`], or gets eight
    /// times as far, is a slow reader. What it missed while it was away does not count.
    pub outbox_bytes: usize,
    /// The kernel's send buffer per connection, in bytes (it doubles the figure).
    pub send_buffer: usize,
    /// Entries in the shared log before workers stop reading until it shrinks.
    pub log_entries: usize,
    /// Messages kept in memory for those who come back and for `/history`.
    pub history: usize,
    /// About how many bytes these messages may have together; more drop the oldest.
    pub history_bytes: usize,
    /// With a history, the most messages that somebody who comes back is sent from before the
    /// room's memory; what is older is a gap, and can be had in pages.
    pub missed: usize,
    /// About how many bytes these may have together.
    pub missed_bytes: usize,
    /// Sessions that can be resumed.
    pub tokens: usize,
    /// Control messages (pings, pages) that an app client may send in one second.
    pub control_rate: u32,
    /// Events that wait for the window or the log before they are dropped and counted.
    pub events: usize,
    /// Above so many people, joins and leaves are told in batches.
    pub gather_above: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            unnamed: 256,
            unnamed_per_address: 64,
            per_address: 128,
            per_address_minute: 240,
            handshakes: 256,
            handshakes_per_address: 64,
            passwords: 128,
            outbox_bytes: 1 << 20,
            send_buffer: 128 << 10,
            log_entries: 8_192,
            history: 1_000,
            history_bytes: 16 << 20,
            missed: 5_000,
            missed_bytes: 8 << 20,
            tokens: 10_000,
            control_rate: 20,
            events: 32_768,
            gather_above: 200,
        }
    }
}

/// Why a server could not start. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("port {} is in use", .0.port())]
    PortInUse(SocketAddr),
    /// No interface of this machine has that address.
    #[error("{} is not an address of this machine", .0.ip())]
    AddressNotHere(SocketAddr),
    /// The system does not allow it (ports below 1024, say).
    #[error("not allowed to listen at {0}")]
    NotAllowed(SocketAddr),
    /// Anything else.
    #[error("cannot listen at {address}: {source}")]
    Io {
        /// Where it should have listened.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// Only encrypted connections are wanted, and there is no identity to encrypt with.
    #[error("nobody could get in: there is no key to encrypt with")]
    NoIdentity,
    /// The history cannot be used.
    #[error(transparent)]
    History(#[from] OpenHistoryError),
    /// The bans and mutes of before cannot be read, and a server without them might let in whom
    /// nobody wants.
    #[error(transparent)]
    Moderation(#[from] ModerationFileError),
}
