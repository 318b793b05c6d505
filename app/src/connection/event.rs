//! What a connection tells the user's side.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use tertulia_protocol::{
    ErrorReply, Fingerprint, Gap, Goodbye, History, Joined, Left, Limits, MessageId, NameError,
    Notice, Posted, Refused, Renamed, Roster, UnixMillis, Welcome,
};

use super::{ConnectError, KeepingNews, LineEnding, LocalId, PageRequest, Resume};

/// One thing that happened, in the order it happened.
///
/// Whoever records [`Posted`](Self::Posted) and own [`Delivery::Confirmed`] messages as they come
/// has the room's order, except that the confirmation of a message decided just before a cut may
/// come after newer ones: its id tells its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionEvent {
    // How the connection comes about
    /// The host's addresses are being looked up.
    LookingUp {
        /// The host as given, without brackets.
        host: String,
    },
    /// This address is being tried.
    Connecting {
        /// One of the host's addresses.
        address: SocketAddr,
    },
    /// TCP stands; who answers is not known yet.
    Connected {
        /// The server's address.
        address: SocketAddr,
        /// This side's address.
        local: SocketAddr,
    },
    /// Everything from here on is encrypted for the owner of this key. Told before
    /// [`Welcomed`](Self::Welcomed), once until it changes.
    Encrypted(Encryption),
    /// Everything from here on goes in clear; whoever is on the way can read it. Told before
    /// [`Recognised`](Self::Recognised), once until it changes.
    InClear,
    /// What kind of server answers. For Tertulia the [`Welcomed`](Self::Welcomed) follows; a
    /// foreign server can be written to from now on.
    Recognised(ServerKind),
    /// Tertulia's server asks for a password, which is to be given with
    /// [`Command::Password`](super::Command::Password); it waits for it for some minutes. Also in a
    /// session that comes back, where the password is another one by now.
    PasswordAsked(PasswordAsked),
    /// Tertulia's server let us in, for the first time or again.
    Welcomed(Arrival),

    // Own messages
    /// The state of a message or rename given with this mark.
    Message {
        /// The caller's mark.
        local: LocalId,
        /// How far it is.
        delivery: Delivery,
    },
    /// How many messages may go out at once now; whenever it changed. `None` without a limit.
    Allowance(Option<Allowance>),

    // The room
    /// Somebody else, or the operator, wrote. Each message comes once, in the room's order.
    Posted(Posted),
    /// Messages that were missed and that the server no longer has. Comes before the next
    /// [`Posted`](Self::Posted).
    Gap(Gap),
    /// People came.
    Joined(Joined),
    /// People went.
    Left(Left),
    /// Somebody, perhaps ourselves, is called something else now.
    Renamed(Renamed),
    /// The server's limits changed.
    Limits(Limits),
    /// The operator took away or gave back what we may do.
    Notice(Notice),
    /// The page of people that was asked for.
    Roster(Roster),
    /// The page of older messages that was asked for.
    History(History),
    /// A page that will not come: too many are waiting, or the server is not Tertulia's, or the
    /// connection ended.
    PageDropped(PageRequest),
    /// The server did not understand something; the session goes on.
    ServerError(ErrorReply),

    // Other people's servers
    /// A foreign server sent this.
    Foreign(ForeignLine),
    /// Our name went to a foreign server by itself.
    NameSent {
        /// As it went.
        name: String,
    },
    /// How messages to a foreign server end from now on: once its prompt is known, and whenever it
    /// changes.
    ForeignEnding(ForeignEnding),

    // How the connection fares
    /// A ping and its answer took this long.
    RoundTrip(Duration),
    /// The established session's server is away. [`Waiting`](Self::Waiting) follows, or
    /// [`Ended`](Self::Ended).
    Lost(Loss),
    /// The next attempt to reach the lost server begins after this pause.
    Waiting {
        /// 1 for the first attempt since the session was last welcomed.
        attempt: u32,
        /// How long until then.
        pause: Duration,
    },
    /// How keeping the session fares, when that changed.
    Keeping(KeepingNews),
    /// The very last event.
    Ended(Ended),
}

/// By which key a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encryption {
    /// The key's fingerprint.
    pub fingerprint: Fingerprint,
    /// Whether it is trusted for the first time: people should compare it with what the server's
    /// window shows.
    pub first_use: bool,
    /// Whether later connections will be held against it; not where it cannot be kept.
    pub remembered: bool,
}

/// A server asks for its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordAsked {
    /// Whether it was sent one, which was wrong.
    pub wrong: bool,
    /// How many seconds the answer to the next one will take, if long.
    pub wait: Option<NonZeroU32>,
}

/// What kind of server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerKind {
    /// Tertulia's: confirms, limits, knows who is here.
    Tertulia,
    /// Somebody else's: plain text, nothing is confirmed, and there is no list of people.
    Foreign,
}

/// A welcome by Tertulia's server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Everything the server said.
    pub welcome: Box<Welcome>,
    /// What it means for what is already on the screen.
    pub kind: ArrivalKind,
    /// The name we had, if somebody else has it now and the server's suggestion was taken.
    pub renamed_from: Option<String>,
}

/// How a welcome continues what was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArrivalKind {
    /// The first welcome of this session.
    First,
    /// The session goes on where it was; what was missed follows.
    Resumed,
    /// The same run of the server, but it let the session go: others saw us leave and come.
    Rejoined,
    /// The server was started anew: its ids begin again, and what was said meanwhile is unknown.
    NewRun,
}

/// How far an own message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Kept, and it will be sent when its turn comes.
    Queued,
    /// Handed to the network, for the first time. At a foreign server nothing more will be known.
    Sent,
    /// In the room's order at the server, and delivered to the others.
    Confirmed {
        /// Its place in the order; none for a rename.
        id: Option<MessageId>,
        /// The server's time of it.
        time: UnixMillis,
    },
    /// It will not be delivered by this connection.
    Failed(FailReason),
}

/// Why a message was not delivered. After [`Unconfirmed`](Self::Unconfirmed) it may have been, after
/// [`PartlySent`](Self::PartlySent) a part of it; after any other it was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailReason {
    /// The text is empty or only white space.
    Empty,
    /// The text is too long; nothing was sent.
    TooLong {
        /// How many Unicode scalar values it has.
        chars: usize,
        /// How many the server allows.
        limit: usize,
    },
    /// The text becomes too many bytes on the wire, though it has few enough characters.
    TooManyBytes {
        /// How many a message may become.
        limit: usize,
    },
    /// The name or recipient is longer than any name.
    BadName(NameError),
    /// Too many messages are waiting already; give it again later.
    QueueFull {
        /// How many may wait.
        limit: usize,
    },
    /// The server refused it, and says why.
    Refused(Refused),
    /// Other people's servers have no direct messages and no renames.
    NotAtForeignServers,
    /// It is one of the server's exit words: the client leaves instead of saying it.
    ExitWord,
    /// The connection ended, or was leaving, before it was sent.
    NotSent,
    /// It was sent, and the connection ended before the server's verdict came.
    Unconfirmed,
    /// The connection to a foreign server, where every line goes by itself, ended in between.
    PartlySent {
        /// So many lines went out.
        sent: usize,
        /// So many it has, without the blank ones.
        lines: usize,
    },
}

/// How much may be sent at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Allowance {
    /// How many messages would go out at once now.
    pub left: usize,
    /// How many the server allows in any one second.
    pub limit: usize,
}

/// What a foreign server sent: a line, or a piece of one when a pause came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignLine {
    /// Cleaned for any window or terminal; without its line break.
    pub text: String,
    /// Whether its line break came. A prompt typically has none.
    pub complete: bool,
}

/// How messages to a foreign server end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ForeignEnding {
    /// What was asked for.
    pub chosen: LineEnding,
    /// What that comes to here; never [`LineEnding::Auto`].
    pub used: LineEnding,
}

/// Why an established session's server is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// The server closed the connection without a word.
    Closed,
    /// Nothing was heard for 45 s.
    Silent,
    /// The server said why; its reason invites coming back.
    Farewell(Goodbye),
    /// The connection broke.
    Broken {
        /// The operating system's word on it.
        kind: io::ErrorKind,
    },
    /// What came is not Tertulia's protocol.
    Garbled,
    /// An attempt to come back failed.
    NotReached(ConnectError),
}

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Why.
    pub reason: EndReason,
    /// For a later connection that goes on with this session; only where the server may still
    /// know it.
    pub resume: Option<Resume>,
}

/// Why a connection ended for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndReason {
    /// We left.
    Left,
    /// It never came about, or could not be established again.
    Failed(ConnectError),
    /// The server ended it for a reason after which one does not come back by oneself.
    Dismissed(Goodbye),
    /// A foreign server closed the connection.
    ForeignClosed,
    /// The connection to a foreign server broke.
    ForeignBroken {
        /// The operating system's word on it.
        kind: io::ErrorKind,
    },
}
