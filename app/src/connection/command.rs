//! What the user's side asks of a connection.

use tertulia_protocol::{MessageId, Password, PersonId};

use super::{Correspondent, LineEnding};

/// The caller's own mark for one message or rename, so that later events can be matched to it.
/// The connection never looks at it; using one twice only confuses the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalId(pub u64);

/// One thing to do. None of them can get the client disconnected: what the server would punish is
/// held back or refused here, with an event that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A message to everybody. Accepted before the connection stands and while it is away; it
    /// goes out when the server can take it, once. Answered by
    /// [`ConnectionEvent::Message`](super::ConnectionEvent::Message) events.
    ///
    /// A text that is one of the server's exit words leaves once everything before it is decided.
    Say {
        /// Comes back with every event about it.
        local: LocalId,
        /// One or several lines.
        text: String,
        /// Whether it says what the sender does (`/me waves`). To other people's servers it goes
        /// like any other text.
        action: bool,
    },
    /// A message to one person. Other people's servers have no such thing.
    Direct {
        /// Comes back with every event about it.
        local: LocalId,
        /// The recipient's name, in any case.
        to: String,
        /// The recipient's id, when known; it outlives renames.
        person: Option<PersonId>,
        /// One or several lines.
        text: String,
    },
    /// Wants another name. Confirmed without an id. Other people's servers have no such thing.
    Rename {
        /// Comes back with every event about it.
        local: LocalId,
        /// The wanted name.
        name: String,
    },
    /// Asks for one page of people or older messages; answered by
    /// [`ConnectionEvent::Roster`](super::ConnectionEvent::Roster) or
    /// [`ConnectionEvent::History`](super::ConnectionEvent::History), in the order asked, or by
    /// [`ConnectionEvent::PageDropped`](super::ConnectionEvent::PageDropped).
    Page(PageRequest),
    /// How messages to a foreign server end, from the next one on.
    LineEnding(LineEnding),
    /// This stands in a composer now. Kept with the session, at most every second; nothing is sent.
    Draft {
        /// For whom it is meant.
        to: Correspondent,
        /// Nothing when it was sent or thrown away.
        text: String,
    },
    /// A failed message was thrown away or given anew: it need not be kept any more.
    Forget(LocalId),
    /// The server's password, after [`ConnectionEvent::PasswordAsked`](super::ConnectionEvent::PasswordAsked).
    /// It is sent at once, and again whenever the connection comes back.
    Password(Password),
    /// While a lost server is being waited for: try now, without awaiting the pause's end.
    TryNow,
    /// Leaves: says goodbye where that is possible and awaits the answer for at most one second.
    /// What still waits is reported as failed. Before the first welcome this cancels at once.
    Leave,
    /// Leaves after everything given so far is decided (at a foreign server: sent, and its answers
    /// read for a moment). While the server is away this waits for it; [`Command::Leave`] cuts
    /// that short. Later messages are refused.
    LeaveWhenDone,
}

/// A page of people or of older messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageRequest {
    /// The people after this one (by id), or the first ones; at most 1,000 come.
    Roster {
        /// The last person of the page before.
        after: Option<PersonId>,
    },
    /// The messages just before this one, or the latest; at most 100 come.
    History {
        /// The oldest message already at hand.
        before: Option<MessageId>,
        /// How many at most.
        limit: Option<u32>,
    },
}
