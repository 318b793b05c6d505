//! Attempts to connect with what stands in the form, and what became of the last one.

use std::net::SocketAddr;

use tertulia_protocol::{Name, RefusalReason, UnixMillis};

use super::super::Moment;
use super::super::form::{Field, parse_port};
use super::{ConnectField, ConnectForm, ConnectRequest};
use crate::connection::{ConnectError, ConnectionEvent, EndReason};

/// What became of the last attempt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Attempt {
    /// None so far, or it succeeded.
    #[default]
    None,
    /// It is under way: the button is Cancel.
    Trying {
        /// Since when.
        since: Moment,
        /// The address being tried, once it is known.
        address: Option<SocketAddr>,
        /// Whether somebody answered there.
        reached: bool,
    },
    /// It failed.
    Failed {
        /// Why.
        error: ConnectError,
        /// When.
        at: UnixMillis,
        /// After so long.
        after: std::time::Duration,
    },
}

impl ConnectForm {
    /// What became of the last attempt.
    #[must_use]
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// Whether an attempt is under way.
    #[must_use]
    pub fn is_trying(&self) -> bool {
        matches!(self.attempt, Attempt::Trying { .. })
    }

    /// A name that is free, when the wanted one was taken.
    #[must_use]
    pub fn suggestion(&self) -> Option<Name> {
        match &self.attempt {
            Attempt::Failed {
                error:
                    ConnectError::NameRefused {
                        name,
                        reason,
                        suggestion,
                        ..
                    },
                ..
            } => {
                let next = || {
                    (*reason == RefusalReason::NameTaken)
                        .then(|| Name::parse(name).ok().map(|name| name.numbered(2)))
                        .flatten()
                };
                suggestion.clone().or_else(next)
            }
            _ => None,
        }
    }

    /// Whether the last attempt's failure is about this field, which is then marked too.
    #[must_use]
    pub fn is_blamed(&self, field: ConnectField) -> bool {
        let Attempt::Failed { error, .. } = &self.attempt else {
            return false;
        };
        match error {
            ConnectError::LookupFailed { .. } => field == ConnectField::Host,
            ConnectError::Refused { .. }
            | ConnectError::ClosedAtOnce { .. }
            | ConnectError::SilentTertulia { .. }
            | ConnectError::NotTertulia { .. }
            | ConnectError::OtherKey { .. }
            | ConnectError::NotEncrypted { .. }
            | ConnectError::Unproven { .. } => {
                matches!(field, ConnectField::Ip | ConnectField::Port)
            }
            ConnectError::NoRoute { .. } | ConnectError::TimedOut { .. } => {
                field == ConnectField::Ip
            }
            ConnectError::NameRefused { .. } | ConnectError::BadName(_) => {
                field == ConnectField::Name
            }
            _ => false,
        }
    }

    /// Connect was pressed: every field is judged. None when one is wrong; it is marked then.
    pub fn submit(&mut self, now: Moment) -> Option<ConnectRequest> {
        self.split_port();
        for field in ConnectField::ALL {
            self.field_mut(field).leave();
        }
        if ConnectField::ALL
            .iter()
            .any(|field| self.check(*field).is_err())
        {
            return None;
        }
        let ip = self.ip.text().trim();
        let host = if ip.is_empty() {
            self.host.text().trim()
        } else {
            ip
        };
        let greeting = self.greeting.text().trim();
        let request = ConnectRequest {
            name: self.name.text().trim().to_owned(),
            host: host.to_owned(),
            port: parse_port(self.port.text(), false).ok()?,
            greeting: (!greeting.is_empty()).then(|| greeting.to_owned()),
        };
        self.attempt = Attempt::Trying {
            since: now,
            address: None,
            reached: false,
        };
        Some(request)
    }

    /// Takes the suggested name and tries again with it.
    pub fn accept_suggestion(&mut self, now: Moment) -> Option<ConnectRequest> {
        let name = self.suggestion()?;
        self.name = Field::new(name.as_str());
        self.submit(now)
    }

    /// Cancel was pressed.
    pub fn cancel(&mut self) {
        self.attempt = Attempt::None;
    }

    /// The attempt failed before it began.
    pub fn fail(&mut self, error: ConnectError, now: Moment) {
        let since = match self.attempt {
            Attempt::Trying { since, .. } => since,
            _ => now,
        };
        self.attempt = match error {
            ConnectError::Cancelled => Attempt::None,
            error => Attempt::Failed {
                error,
                at: now.unix,
                after: now.instant.saturating_duration_since(since.instant),
            },
        };
    }

    /// Takes note of what the connection tells. Only what belongs to connecting matters.
    pub fn handle_event(&mut self, event: &ConnectionEvent, now: Moment) {
        let Attempt::Trying {
            address, reached, ..
        } = &mut self.attempt
        else {
            return;
        };
        match event {
            ConnectionEvent::Connecting { address: tried } => {
                *address = Some(*tried);
                *reached = false;
            }
            ConnectionEvent::Connected {
                address: answered, ..
            } => {
                *address = Some(*answered);
                *reached = true;
            }
            ConnectionEvent::Recognised(_) | ConnectionEvent::Welcomed(_) => {
                self.attempt = Attempt::None;
            }
            ConnectionEvent::Ended(ended) => match &ended.reason {
                EndReason::Failed(error) => self.fail(error.clone(), now),
                _ => self.attempt = Attempt::None,
            },
            _ => {}
        }
    }
}
