//! What somebody wants who uses the chat page.

use tertulia_protocol::{Name, PersonId};

use crate::connection::LineEnding;
use crate::models::chat::{ConversationId, ItemId};
use crate::windows::preferences::PreferenceAction;

/// One wish. The page itself changes nothing but what it shows: whoever owns the model and the
/// connection carries these out, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum ChatAction {
    /// The draft of a conversation is this now.
    Edit {
        /// Which conversation.
        conversation: ConversationId,
        /// The whole text.
        text: String,
    },
    /// Send a text, or do what it commands.
    Submit {
        /// Which conversation.
        conversation: ConversationId,
        /// The whole text.
        text: String,
    },
    /// Send each line of a pasted text as a message.
    SubmitLines {
        /// Which conversation.
        conversation: ConversationId,
        /// The whole text.
        text: String,
    },
    /// Show another conversation.
    Select(ConversationId),
    /// Show the conversation with somebody who is here.
    OpenDirect(PersonId),
    /// Send a failed message once more.
    Retry {
        /// Which conversation.
        conversation: ConversationId,
        /// The message.
        item: ItemId,
    },
    /// Throw a failed message away.
    Discard {
        /// Which conversation.
        conversation: ConversationId,
        /// The message.
        item: ItemId,
    },
    /// The oldest message came near: more are wanted. Given in every frame until they are there.
    LoadOlder,
    /// The last known person came near: more are wanted. Given in every frame until they are there.
    LoadPeople,
    /// Up in the composer's first line: the text sent before.
    RecallOlder(ConversationId),
    /// Down in the composer's last line: the text sent after.
    RecallNewer(ConversationId),
    /// What was new has been seen.
    ClearMark(ConversationId),
    /// How messages to another program's server end from now on.
    LineEnding(LineEnding),
    /// Try to reach the server now: without awaiting the pause's end, or once more after the end.
    TryNow,
    /// Connect once more under this name, since ours is not to be had.
    JoinAs(Name),
    /// Join the server as a new one, after asking once more: its key is not to be trusted by itself.
    JoinAnew,
    /// The key that was met for the first time was looked at.
    KeySeen,
    /// Give up reaching the server.
    StopTrying,
    /// Leave.
    Disconnect,
    /// Another chat window.
    NewWindow,
    /// Another language, theme or size.
    Preference(PreferenceAction),
    /// Open this address outside.
    OpenLink(String),
    /// Put this into the clipboard.
    Copy(String),
}
