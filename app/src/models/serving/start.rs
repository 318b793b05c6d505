//! The form with which a server starts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::profiles::{FloodChoice, LimitsProfile, Mode, Profile, TextsProfile};
use tertulia_protocol::{ExitWords, Language};
use tertulia_server_core::{Config, FloodPolicy, IpNet, PasswordHash, StartError};

use super::exempt::{self, NotANetwork, parse_networks};
use super::limits::LimitsForm;
use crate::histories::{HistoryChoice, HistoryProblem};
use crate::identity::IdentityProblem;
use crate::models::form::{Field, NumberProblem, parse_number, parse_port};
use crate::moderation::ModerationProblem;

/// Who can reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BindChoice {
    /// This computer only.
    ThisComputer,
    /// Every computer that can reach this one.
    MyNetwork,
    /// Those that can reach one address of this computer.
    Interface(IpAddr),
}

impl BindChoice {
    /// The address to listen at.
    #[must_use]
    pub fn ip(self) -> IpAddr {
        match self {
            Self::ThisComputer => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Self::MyNetwork => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            Self::Interface(ip) => ip,
        }
    }

    /// The choice that listens there.
    #[must_use]
    pub fn of(ip: IpAddr) -> Self {
        [Self::ThisComputer, Self::MyNetwork]
            .into_iter()
            .find(|choice| choice.ip() == ip)
            .unwrap_or(Self::Interface(ip))
    }
}

/// Why an exit word cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitWordProblem {
    /// Nothing is written.
    Empty,
    /// It is there already.
    Known,
    /// Longer than anybody would type.
    TooLong,
}

/// Why a server did not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartProblem {
    /// Another program listens there.
    PortInUse {
        /// Where.
        address: SocketAddr,
        /// Which program, and its process, where that can be known.
        owner: Option<(String, u32)>,
        /// A port that is free.
        free: Option<u16>,
    },
    /// No interface of this machine has that address.
    AddressNotHere {
        /// Which.
        address: SocketAddr,
    },
    /// The system does not allow it.
    NotAllowed {
        /// Where.
        address: SocketAddr,
        /// A port that is free.
        free: Option<u16>,
    },
    /// Its history cannot be used.
    History {
        /// Which.
        path: PathBuf,
        /// What is the matter with it.
        problem: HistoryProblem,
    },
    /// The bans and mutes of before cannot be used.
    Moderation(ModerationProblem),
    /// Its key cannot be used.
    Identity {
        /// The file.
        path: PathBuf,
        /// What is the matter with it.
        problem: IdentityProblem,
    },
    /// Only encrypted connections are wanted, and the system names no folder to keep a key in.
    NoIdentity,
    /// Anything else.
    Other {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        detail: String,
    },
}

/// The start form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartForm {
    /// Who can reach the server.
    pub bind: BindChoice,
    /// The limits.
    pub limits: LimitsForm,
    /// What becomes of those who write too fast.
    pub flood: FloodPolicy,
    /// The language of the fixed texts that plain clients read.
    pub language: Language,
    port: Field,
    welcome: String,
    exit_words: Vec<String>,
    workers: usize,
    exempt: Field,
    encrypted_only: bool,
    password: Option<PasswordHash>,
    history: HistoryChoice,
    history_days: Field,
    problem: Option<StartProblem>,
}

/// Ten centuries; whoever wants more writes 0.
const MOST_DAYS: u32 = 365_000;

/// No exit word is longer.
const MAX_EXIT_WORD_CHARS: usize = 32;

impl StartForm {
    /// Filled with what is in force.
    #[must_use]
    pub fn new(config: &Config, history: HistoryChoice) -> Self {
        Self {
            bind: BindChoice::of(config.bind.ip()),
            limits: LimitsForm::new(config.limits),
            language: config.language,
            port: Field::new(config.bind.port().to_string()),
            welcome: config.welcome.clone().unwrap_or_default(),
            exit_words: config.exit_words.iter().map(str::to_owned).collect(),
            workers: config.workers,
            flood: config.flood,
            exempt: Field::new(exempt::chosen(&config.exempt)),
            encrypted_only: !config.clear_guests,
            password: config.password.clone(),
            history,
            history_days: Field::new(history.days.to_string()),
            problem: None,
        }
    }

    /// The same profile with what stands in the form; what cannot be read is left out.
    #[must_use]
    pub fn to_profile(&self, base: &Profile) -> Profile {
        use super::limits::LimitField;
        let networks = |networks: Vec<IpNet>| (!networks.is_empty()).then_some(networks);
        let limit = |field| self.limits.number(field).ok();
        Profile {
            mode: Some(Mode::Server),
            bind: Some(self.bind.ip()),
            port: parse_port(self.port.text(), true).ok(),
            encrypted_only: self.encrypted_only.then_some(true),
            password: self.password.clone(),
            limits: LimitsProfile {
                max_chars: limit(LimitField::Chars),
                max_rate: limit(LimitField::Rate),
                max_clients: limit(LimitField::People),
            },
            history: self.history().to_profile(),
            flood: (self.flood == FloodPolicy::Slow).then_some(FloodChoice::Slow),
            exempt: parse_networks(self.exempt.text())
                .map_or_else(|_unreadable| base.exempt.clone(), networks),
            workers: Some(self.workers).filter(|workers| *workers != 0),
            texts: TextsProfile {
                welcome: self.words_of_welcome(),
                exit_words: Some(self.exit_words.clone()),
            },
            language: Some(self.language),
            ..base.clone()
        }
    }

    /// What stands in the field for the port.
    #[must_use]
    pub fn port(&self) -> &str {
        self.port.text()
    }

    /// What is wrong with the port, when that is to be shown. 0 lets the system choose.
    #[must_use]
    pub fn port_problem(&self) -> Option<NumberProblem> {
        self.port.shown(|text| parse_port(text, true))
    }

    /// Somebody types the port.
    pub fn edit_port(&mut self, text: &str) {
        self.port.edit(text);
        self.problem = None;
    }

    /// The field for the port lost the focus.
    pub fn leave_port(&mut self) {
        self.port.leave();
    }

    /// Where it would listen, if the port can be read.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        let port = parse_port(self.port.text(), true).ok()?;
        Some(SocketAddr::new(self.bind.ip(), port))
    }

    /// Whether only encrypted connections are taken.
    #[must_use]
    pub fn encrypted_only(&self) -> bool {
        self.encrypted_only
    }

    /// Somebody wants encrypted connections only, or not.
    pub fn set_encrypted_only(&mut self, only: bool) {
        self.encrypted_only = only;
        if let Some(StartProblem::NoIdentity) = self.problem {
            self.problem = None;
        }
    }

    /// What stands in the field for the networks that are not counted by address.
    #[must_use]
    pub fn exempt(&self) -> &str {
        self.exempt.text()
    }

    /// What is wrong with them, when that is to be shown.
    #[must_use]
    pub fn exempt_problem(&self) -> Option<NotANetwork> {
        self.exempt.shown(parse_networks)
    }

    /// Somebody types these networks.
    pub fn edit_exempt(&mut self, text: &str) {
        self.exempt.edit(text);
    }

    /// The field for these networks lost the focus.
    pub fn leave_exempt(&mut self) {
        self.exempt.leave();
    }

    /// Whether newcomers are asked for a password.
    #[must_use]
    pub fn asks_password(&self) -> bool {
        self.password.is_some()
    }

    /// Newcomers are to be asked for this one, or for none.
    pub fn set_password(&mut self, password: Option<PasswordHash>) {
        self.password = password;
    }

    /// Whether and how the history is kept; a number of days that cannot be read is as it was.
    #[must_use]
    pub fn history(&self) -> HistoryChoice {
        let days = parse_number(self.history_days.text(), 0, MOST_DAYS);
        HistoryChoice {
            days: days.unwrap_or(self.history.days),
            ..self.history
        }
    }

    /// Somebody wants the history kept, or not.
    pub fn keep_history(&mut self, keep: bool) {
        self.history.keep = keep;
        if let Some(StartProblem::History { .. }) = self.problem {
            self.problem = None;
        }
    }

    /// What stands in the field for the days.
    #[must_use]
    pub fn history_days(&self) -> &str {
        self.history_days.text()
    }

    /// The most days that can be asked for.
    #[must_use]
    pub fn most_history_days() -> u32 {
        MOST_DAYS
    }

    /// What is wrong with the days, when that is to be shown. 0 keeps messages for ever.
    #[must_use]
    pub fn history_days_problem(&self) -> Option<NumberProblem> {
        self.history_days
            .shown(|text| parse_number(text, 0, MOST_DAYS))
    }

    /// Somebody types the days.
    pub fn edit_history_days(&mut self, text: &str) {
        self.history_days.edit(text);
    }

    /// The field for the days lost the focus.
    pub fn leave_history_days(&mut self) {
        self.history_days.leave();
    }

    /// What newcomers are told.
    #[must_use]
    pub fn welcome(&self) -> &str {
        &self.welcome
    }

    /// Somebody writes what newcomers are told.
    pub fn edit_welcome(&mut self, text: &str) {
        text.clone_into(&mut self.welcome);
    }

    /// The words with which clients leave.
    #[must_use]
    pub fn exit_words(&self) -> &[String] {
        &self.exit_words
    }

    /// One more word with which clients leave.
    ///
    /// # Errors
    /// Why not.
    pub fn add_exit_word(&mut self, word: &str) -> Result<(), ExitWordProblem> {
        let word = word.trim();
        if word.is_empty() {
            return Err(ExitWordProblem::Empty);
        }
        if word.chars().count() > MAX_EXIT_WORD_CHARS {
            return Err(ExitWordProblem::TooLong);
        }
        if ExitWords::new(&self.exit_words).matches(word) {
            return Err(ExitWordProblem::Known);
        }
        self.exit_words.push(word.to_owned());
        Ok(())
    }

    /// Without one of the words.
    pub fn remove_exit_word(&mut self, index: usize) {
        if index < self.exit_words.len() {
            self.exit_words.remove(index);
        }
    }

    /// Start was pressed: what the server is to be like, if every field can be read; otherwise
    /// the wrong ones are marked. History and key are for the caller, who knows where they are.
    pub fn submit(&mut self) -> Option<Config> {
        self.port.leave();
        self.history_days.leave();
        self.exempt.leave();
        self.problem = None;
        // All of them are judged, so that all that are wrong are marked.
        let limits = self.limits.submit();
        if self.history.keep {
            parse_number(self.history_days.text(), 0, MOST_DAYS).ok()?;
        }
        Some(Config {
            bind: self.address()?,
            limits: limits?,
            workers: self.workers,
            flood: self.flood,
            exempt: exempt::all(parse_networks(self.exempt.text()).ok()?),
            language: self.language,
            welcome: self.words_of_welcome(),
            exit_words: ExitWords::new(&self.exit_words),
            clear_guests: !self.encrypted_only,
            password: self.password.clone(),
            ..Config::default()
        })
    }

    /// Why the server did not start.
    #[must_use]
    pub fn problem(&self) -> Option<&StartProblem> {
        self.problem.as_ref()
    }

    /// The server did not start. Who holds the port and which one is free is for the caller to
    /// find out.
    pub fn fail(&mut self, error: &StartError, owner: Option<(String, u32)>, free: Option<u16>) {
        self.problem = Some(match error {
            StartError::PortInUse(address) => StartProblem::PortInUse {
                address: *address,
                owner,
                free,
            },
            StartError::AddressNotHere(address) => {
                StartProblem::AddressNotHere { address: *address }
            }
            StartError::NotAllowed(address) => StartProblem::NotAllowed {
                address: *address,
                free,
            },
            StartError::Io { address, source } => StartProblem::Other {
                address: *address,
                detail: source.to_string(),
            },
            StartError::History(error) => {
                let (path, problem) = HistoryProblem::of(error);
                StartProblem::History { path, problem }
            }
            StartError::Moderation(error) => StartProblem::Moderation(ModerationProblem::of(error)),
            StartError::NoIdentity => StartProblem::NoIdentity,
        });
    }

    /// The server did not start, because its key cannot be used.
    pub fn fail_identity(&mut self, path: PathBuf, problem: IdentityProblem) {
        self.problem = Some(StartProblem::Identity { path, problem });
    }

    /// Takes the free port that was found. Gives whether there was one.
    pub fn take_free_port(&mut self) -> bool {
        let Some(StartProblem::PortInUse { free, .. } | StartProblem::NotAllowed { free, .. }) =
            self.problem
        else {
            return false;
        };
        let Some(free) = free else { return false };
        self.edit_port(&free.to_string());
        true
    }

    fn words_of_welcome(&self) -> Option<String> {
        let words = self.welcome.trim();
        (!words.is_empty()).then(|| words.to_owned())
    }
}

#[cfg(test)]
mod tests;
