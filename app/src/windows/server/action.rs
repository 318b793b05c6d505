//! What somebody wants who uses the server's pages.

use std::net::IpAddr;
use std::time::Duration;

use tertulia_protocol::{Language, Limits, Password};
use tertulia_server_core::{ClientId, FloodPolicy, IpNet, MuteId};

use crate::models::serving::{
    Addressees, BindChoice, Column, ExportFormat, LimitField, LogFilter, ServerModel, StartForm,
};
use crate::windows::preferences::PreferenceAction;

/// One wish. The pages change nothing but what they show: whoever owns the model and the server
/// carries these out, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerAction {
    // -----------------------------------------------------------------------------------------
    // The start page
    /// The form is different now; [`StartEdit::apply`] carries it out.
    EditStart(StartEdit),
    /// Start the server with what stands in the form.
    Start,
    /// Keep what stands in the form as a profile.
    SaveProfile,
    /// Leave the page.
    Back,

    // -----------------------------------------------------------------------------------------
    // The server
    /// Say farewell to everybody and end. Whoever is connected has been asked about already.
    Stop,
    /// The operator writes.
    Say {
        /// For whom.
        to: Addressees,
        /// What.
        text: String,
    },
    /// End one connection.
    Kick {
        /// Whose.
        client: ClientId,
        /// What the person is told; may be empty.
        reason: String,
    },
    /// Let somebody read, but not write.
    Mute {
        /// Whom.
        client: ClientId,
        /// For how long; none means until it is lifted.
        span: Option<Duration>,
        /// What the person is told; may be empty.
        reason: String,
    },
    /// Let somebody write again.
    Unmute(MuteId),
    /// Whether nobody but the operator may write.
    Freeze(bool),
    /// Let nobody in from somebody's address.
    Ban {
        /// Whose.
        client: ClientId,
        /// For how long; none means for good.
        span: Option<Duration>,
        /// What those who are banned are told; may be empty.
        reason: String,
    },
    /// Let people in from there again.
    Unban(IpNet),
    /// Take passwords from there again, after too many wrong ones.
    Pardon(IpNet),
    /// Other limits from now on.
    SetLimits(Limits),
    /// Something else becomes of those who write too fast, from now on.
    SetFlood(FloodPolicy),
    /// Ask newcomers for this password, or for none: of a server that runs, from now on.
    SetPassword(Option<Password>),

    // -----------------------------------------------------------------------------------------
    // What the page shows: `apply_to` carries these out
    /// For whom the operator writes.
    AddressTo(Addressees),
    /// The clients by this column, or the other way round.
    Sort(Column),
    /// Only the clients with this in their name or address.
    FilterClients(String),
    /// A client's row was pressed.
    SelectClient {
        /// Whose.
        client: ClientId,
        /// Keep the others chosen.
        also: bool,
    },
    /// Nobody is chosen any more.
    ClearSelection,
    /// Other entries of the log.
    FilterLog(LogFilter),
    /// Freeze the log, or let it go on.
    Pause(bool),

    // -----------------------------------------------------------------------------------------
    // Outside the window
    /// Write what the log shows to a file, which is asked for.
    ExportLog(ExportFormat),
    /// Put this into the clipboard.
    Copy(String),
    /// Another language, other colours, another size.
    Preference(PreferenceAction),
    /// Open this address outside.
    OpenLink(String),
}

/// One change of the start form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartEdit {
    /// Who can reach the server.
    Bind(BindChoice),
    /// The text of the port.
    Port(String),
    /// The port's field was left.
    LeavePort,
    /// The free port that was found.
    TakeFreePort,
    /// The text of a limit.
    Limit(LimitField, String),
    /// A limit's field was left.
    LeaveLimit(LimitField),
    /// What newcomers are told.
    Welcome(String),
    /// One more word with which clients leave.
    AddExitWord(String),
    /// One less.
    RemoveExitWord(usize),
    /// What becomes of those who write too fast.
    Flood(FloodPolicy),
    /// The text of the networks that are not counted by address.
    Exempt(String),
    /// The field of these was left.
    LeaveExempt,
    /// Whether only encrypted connections are taken.
    EncryptedOnly(bool),
    /// Whether the history is kept.
    KeepHistory(bool),
    /// The text of the days for which it is kept.
    HistoryDays(String),
    /// The days' field was left.
    LeaveHistoryDays,
    /// The language of the fixed texts that plain clients read.
    Language(Language),
}

impl StartEdit {
    /// Carries the change out.
    pub fn apply(self, form: &mut StartForm) {
        match self {
            Self::Bind(choice) => form.bind = choice,
            Self::Port(text) => form.edit_port(&text),
            Self::LeavePort => form.leave_port(),
            Self::TakeFreePort => {
                form.take_free_port();
            }
            Self::Limit(field, text) => form.limits.edit(field, &text),
            Self::LeaveLimit(field) => form.limits.leave(field),
            Self::Welcome(text) => form.edit_welcome(&text),
            // A word that is there already changes nothing, and shows as there.
            Self::AddExitWord(word) => drop(form.add_exit_word(&word)),
            Self::RemoveExitWord(index) => form.remove_exit_word(index),
            Self::Flood(flood) => form.flood = flood,
            Self::Exempt(text) => form.edit_exempt(&text),
            Self::LeaveExempt => form.leave_exempt(),
            Self::EncryptedOnly(only) => form.set_encrypted_only(only),
            Self::KeepHistory(keep) => form.keep_history(keep),
            Self::HistoryDays(text) => form.edit_history_days(&text),
            Self::LeaveHistoryDays => form.leave_history_days(),
            Self::Language(language) => form.language = language,
        }
    }

    /// Listens at one interface.
    #[must_use]
    pub(super) fn interface(ip: IpAddr) -> Self {
        Self::Bind(BindChoice::Interface(ip))
    }
}

impl ServerAction {
    /// Carries out what concerns only what the page shows. Gives back everything else.
    pub fn apply_to(self, model: &mut ServerModel) -> Option<Self> {
        match self {
            Self::AddressTo(addressees) => model.address_to(addressees),
            Self::Sort(column) => model.clients_mut().sort_by(column),
            Self::FilterClients(text) => model.clients_mut().set_filter(&text),
            Self::SelectClient { client, also } => model.clients_mut().select(client, also),
            Self::ClearSelection => model.clients_mut().clear_selection(),
            Self::FilterLog(filter) => model.log_mut().set_filter(filter),
            Self::Pause(paused) => model.log_mut().set_paused(paused),
            other => return Some(other),
        }
        None
    }
}
