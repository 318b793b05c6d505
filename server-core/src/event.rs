//! What happened in a server, for its log and its window.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use tertulia_protocol::{Dialect, GoodbyeReason, Limits, MessageId, Name, UnixMillis};

use crate::ClientId;
use crate::request::HandshakeFault;
use crate::storage::{StorageError, StorageNotice};

/// One thing that happened, with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub time: UnixMillis,
    /// What.
    pub kind: EventKind,
}

/// A connection as the log names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The connection.
    pub client: ClientId,
    /// Its other end.
    pub address: SocketAddr,
    /// Its name, once it has one.
    pub name: Option<Name>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// The server accepts connections at this address.
    Listening(SocketAddr),
    /// Somebody connected, without a name so far.
    Connected(Who),
    /// Somebody has a name and is in the room.
    Joined {
        /// Who.
        who: Who,
        /// How.
        dialect: Dialect,
        /// Whether an earlier session goes on.
        resumed: bool,
        /// Whether the connection is encrypted.
        encrypted: bool,
    },
    /// A name was not accepted; it was asked for again.
    NameRefused {
        /// Who, still without a name, or with the old one.
        who: Who,
        /// What was wanted, cleaned and shortened.
        wanted: String,
        /// Why not, in the server's language.
        why: String,
    },
    /// A wrong password came; what it was is nobody's business.
    WrongPassword {
        /// Who, still without a name.
        who: Who,
        /// How many wrong ones are known from that address by now, …
        count: u32,
        /// … and how many of them are held to be guesses; the others may be mistyped.
        counted: u32,
    },
    /// So many wrong ones came from there that none is taken for a while.
    PasswordsClosed {
        /// From where.
        network: IpNet,
        /// Until when.
        until: UnixMillis,
    },
    /// The operator lifted that ([`crate::Command::Pardon`]).
    PasswordsReopened {
        /// From where passwords are taken again.
        network: IpNet,
    },
    /// The operator set another password, or none.
    PasswordChanged {
        /// Whether newcomers are asked for one from now on.
        asks: bool,
    },
    /// A message to everybody.
    Said {
        /// Who.
        who: Who,
        /// What; may have several lines.
        text: String,
        /// Whether it tells what the sender does (`/me`).
        action: bool,
    },
    /// A message to one person; its text is theirs alone.
    Private {
        /// From whom.
        who: Who,
        /// For whom.
        to: Name,
        /// How many scalar values the text has.
        chars: usize,
    },
    /// The operator wrote.
    Operator {
        /// What.
        text: String,
        /// For how many chosen people; none when for everybody.
        chosen: Option<usize>,
    },
    /// Somebody is called something else now.
    Renamed {
        /// Who, with the new name.
        who: Who,
        /// The old name.
        from: Name,
    },
    /// An app client vanished; its name is kept for a while.
    Away {
        /// Who.
        who: Who,
        /// What became of the connection.
        reason: EndReason,
    },
    /// A person left the room.
    Left {
        /// Who.
        who: Who,
        /// Why.
        reason: EndReason,
    },
    /// A connection without a name ended.
    Disconnected {
        /// Who.
        who: Who,
        /// Why.
        reason: EndReason,
    },
    /// The limits changed.
    LimitsChanged(Limits),
    /// The operator lets somebody read, but not write.
    Muted {
        /// Whom.
        who: Who,
        /// Until when; none means until it is lifted.
        until: Option<UnixMillis>,
        /// Why, as the person was told.
        reason: Option<String>,
    },
    /// The operator lifted a mute.
    Unmuted {
        /// The person's name when it was muted.
        name: String,
    },
    /// Whether the operator lets nobody write from now on.
    Frozen(bool),
    /// The operator lets nobody come in from an address.
    Banned {
        /// From where.
        network: IpNet,
        /// Who was meant, when a person was.
        name: Option<String>,
        /// Until when; none means for good.
        until: Option<UnixMillis>,
        /// Why, as those who are banned are told.
        reason: Option<String>,
    },
    /// The operator lifted a ban.
    Unbanned {
        /// Of where.
        network: IpNet,
        /// A ban that still keeps out everybody from there, because it is of more addresses.
        wider: Option<IpNet>,
        /// How many bans still keep out some from there.
        narrower: usize,
    },
    /// Newcomers were turned away within the last moments: because they are banned, or because too
    /// many come from there.
    TurnedAway {
        /// From where; none for further addresses together.
        network: Option<IpNet>,
        /// How many.
        count: u64,
    },
    /// What the operator decided holds, but could not be kept for the time after a restart. It is
    /// tried again, and [`EventKind::ModerationKept`] says when that succeeds.
    ModerationNotKept {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// What the operator decided is kept again, all of it.
    ModerationKept {
        /// The file.
        path: PathBuf,
    },
    /// Nobody can be accepted for the moment: the system has no more file descriptors or memory.
    AcceptPaused {
        /// What the system says.
        why: String,
    },
    /// Accepting goes on.
    AcceptResumed,
    /// The history is open: what was kept before is known again.
    HistoryOpened {
        /// Where it is.
        path: PathBuf,
        /// The id of the latest message ever kept; zero in a new history.
        latest: MessageId,
        /// How many people were in the room when the last run ended without a farewell. Their
        /// names are kept for a while.
        awaited: usize,
    },
    /// Something about the history itself: set aside, begun anew, brought to a new version.
    History(StorageNotice),
    /// Messages cannot be kept from now on, so each is refused; every later one is tried again.
    StorageFailing {
        /// Why.
        error: StorageError,
    },
    /// Messages can be kept again.
    StorageWorks {
        /// How many messages were refused meanwhile.
        refused: u64,
    },
    /// A message could not be kept; its author was told, and nobody else.
    NotKept {
        /// Whose; none for the operator's.
        who: Option<Who>,
    },
    /// The server says farewell to everybody.
    Closing,
    /// The server has ended.
    Stopped,
}

/// Why a connection ended, as the operator may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndReason {
    /// The server ended it with this farewell. `detail` is the sentence the peer read.
    Farewell {
        /// Why.
        reason: GoodbyeReason,
        /// The sentence.
        detail: String,
    },
    /// The peer closed.
    Closed,
    /// The connection broke.
    Broken {
        /// What the system says.
        error: String,
    },
    /// The TLS handshake came to nothing.
    Handshake(HandshakeFault),
    /// The peer speaks a protocol that is not served here.
    NotSpoken {
        /// "HTTP", "TLS", …
        protocol: &'static str,
    },
}

/// How much attention an event wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Only of interest when looking for something.
    Detail,
    /// The usual coming and going, and what is said.
    Notice,
    /// Somebody was refused something.
    Warning,
    /// Somebody was disconnected, or the server lacks something.
    Alarm,
}

impl EventKind {
    /// How much attention this wants.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Connected(_) => Level::Detail,
            Self::NameRefused { .. } | Self::WrongPassword { .. } => Level::Warning,
            Self::Away { reason, .. } => reason.level().max(Level::Warning),
            Self::NotKept { .. } | Self::TurnedAway { .. } => Level::Warning,
            Self::AcceptPaused { .. }
            | Self::ModerationNotKept { .. }
            | Self::PasswordsClosed { .. }
            | Self::StorageFailing { .. }
            | Self::History(StorageNotice::SetAside { .. } | StorageNotice::Vanished { .. }) => {
                Level::Alarm
            }
            Self::Left { reason, .. } | Self::Disconnected { reason, .. } => reason.level(),
            _ => Level::Notice,
        }
    }

    /// Whose doing it is, where it is somebody's.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        match self {
            Self::Connected(who) => Some(who),
            Self::Away { who, .. }
            | Self::Joined { who, .. }
            | Self::NameRefused { who, .. }
            | Self::WrongPassword { who, .. }
            | Self::Said { who, .. }
            | Self::Private { who, .. }
            | Self::Renamed { who, .. }
            | Self::Muted { who, .. }
            | Self::Left { who, .. }
            | Self::Disconnected { who, .. } => Some(who),
            Self::NotKept { who } => who.as_ref(),
            _ => None,
        }
    }
}

impl EndReason {
    fn level(&self) -> Level {
        match self {
            Self::Closed => Level::Notice,
            Self::Broken { .. } | Self::Handshake(_) | Self::NotSpoken { .. } => Level::Warning,
            Self::Farewell { reason, .. } => match reason {
                GoodbyeReason::Quit | GoodbyeReason::Closing | GoodbyeReason::Replaced => {
                    Level::Notice
                }
                _ => Level::Alarm,
            },
        }
    }
}
