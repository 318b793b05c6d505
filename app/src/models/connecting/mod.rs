//! The form with which a client connects, and what became of it.

mod attempt;
mod checks;

use std::net::IpAddr;

use super::form::{Field, NumberProblem, parse_port};
use crate::profiles::{Mode, Profile};
use crate::settings::ClientSettings;
use tertulia_protocol::NameError;

pub use attempt::Attempt;

use checks::parse_ip;

/// The form's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectField {
    /// The wanted name.
    Name,
    /// A host name or address.
    Host,
    /// The address to use instead of looking the host up.
    Ip,
    /// The TCP port.
    Port,
    /// What is said by itself after the welcome.
    Greeting,
}

impl ConnectField {
    /// In the order of the form.
    pub const ALL: [Self; 5] = [Self::Name, Self::Host, Self::Ip, Self::Port, Self::Greeting];
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectProblem {
    /// Not a name.
    Name(NameError),
    /// Neither a host nor an address is given.
    NoHost,
    /// A character that hosts do not have.
    HostCharacter(char),
    /// Not an IPv4 or IPv6 address.
    NotAnIp,
    /// Not a port.
    Port(NumberProblem),
    /// The greeting is longer than servers usually take.
    GreetingTooLong {
        /// By so many characters.
        over: usize,
    },
}

/// A form that was filled in correctly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectRequest {
    /// The wanted name.
    pub name: String,
    /// The address, or else the host name, to connect to.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Said after the welcome.
    pub greeting: Option<String>,
}

/// The addresses of the host.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Resolution {
    /// None are known.
    #[default]
    Unknown,
    /// They are being looked up.
    LookingUp,
    /// These are they; the first one is used unless another is chosen.
    Found(Vec<IpAddr>),
    /// The system knows none.
    NotFound {
        /// Its word on it.
        detail: String,
    },
}

/// The form. Fields are marked when they are left or submitted, and unmarked while somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectForm {
    name: Field,
    host: Field,
    ip: Field,
    port: Field,
    greeting: Field,
    /// The address in `ip` was looked up or chosen, not typed.
    ip_is_found: bool,
    resolution: Resolution,
    attempt: Attempt,
}

impl ConnectForm {
    /// Filled with what is in force.
    #[must_use]
    pub fn new(settings: &ClientSettings) -> Self {
        Self {
            name: Field::new(settings.name.clone().unwrap_or_default()),
            host: Field::new(settings.host.clone()),
            ip: Field::default(),
            port: Field::new(settings.port.to_string()),
            greeting: Field::new(settings.greeting.clone().unwrap_or_default()),
            ip_is_found: false,
            resolution: Resolution::Unknown,
            attempt: Attempt::None,
        }
    }

    /// Takes over what a profile sets.
    pub fn load(&mut self, profile: &Profile) {
        for (field, text) in [
            (&mut self.name, profile.name.clone()),
            (&mut self.host, profile.host.clone()),
            (&mut self.ip, profile.ip.map(|ip| ip.to_string())),
            (&mut self.port, profile.port.map(|port| port.to_string())),
            (&mut self.greeting, profile.greeting.clone()),
        ] {
            if let Some(text) = text {
                *field = Field::new(text);
            }
        }
        if profile.ip.is_none() && profile.host.is_some() {
            self.ip = Field::default();
        }
        self.ip_is_found = false;
        self.resolution = Resolution::Unknown;
        self.attempt = Attempt::None;
    }

    /// The same profile with what stands in the form; what cannot be read is left out.
    #[must_use]
    pub fn to_profile(&self, base: &Profile) -> Profile {
        let given = |field: &Field| {
            let text = field.text().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let typed_ip = given(&self.ip).filter(|_| !self.ip_is_found);
        Profile {
            mode: Some(Mode::Client),
            name: given(&self.name),
            host: given(&self.host),
            ip: typed_ip.and_then(|ip| parse_ip(&ip)),
            port: parse_port(self.port.text(), false).ok(),
            greeting: given(&self.greeting),
            ..base.clone()
        }
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, field: ConnectField) -> &str {
        self.field(field).text()
    }

    /// What is wrong with a field, when that is to be shown.
    #[must_use]
    pub fn problem(&self, field: ConnectField) -> Option<ConnectProblem> {
        self.field(field).shown(|_| self.check(field))
    }

    /// The host's addresses, to choose from.
    #[must_use]
    pub fn resolution(&self) -> &Resolution {
        &self.resolution
    }

    // -----------------------------------------------------------------------------------------
    // What happens

    /// Somebody types in a field.
    pub fn edit(&mut self, field: ConnectField, text: &str) {
        if self.text(field) == text {
            return;
        }
        self.field_mut(field).edit(text);
        match field {
            ConnectField::Host => {
                self.resolution = Resolution::Unknown;
                if self.ip_is_found {
                    self.ip = Field::default();
                    self.ip_is_found = false;
                }
            }
            ConnectField::Ip => self.ip_is_found = false,
            ConnectField::Name | ConnectField::Port | ConnectField::Greeting => {}
        }
        // The error was about what stood there.
        if matches!(self.attempt, Attempt::Failed { .. }) {
            self.attempt = Attempt::None;
        }
    }

    /// A field lost the focus. Gives the host to look up, if its addresses are wanted now.
    pub fn leave(&mut self, field: ConnectField) -> Option<String> {
        if field == ConnectField::Host {
            self.split_port();
        }
        self.field_mut(field).leave();
        let wanted = field == ConnectField::Host
            && self.resolution == Resolution::Unknown
            && (self.ip.text().trim().is_empty() || self.ip_is_found)
            && self.check(ConnectField::Host).is_ok();
        wanted.then(|| {
            self.resolution = Resolution::LookingUp;
            self.host.text().trim().to_owned()
        })
    }

    /// The addresses of `host` were looked up. An answer about another host than the one that
    /// stands there now is late and is ignored.
    pub fn resolved(&mut self, host: &str, found: Result<Vec<IpAddr>, String>) {
        if self.host.text().trim() != host || self.resolution != Resolution::LookingUp {
            return;
        }
        self.resolution = match found {
            Ok(ips) if !ips.is_empty() => {
                // What was typed meanwhile stays.
                if self.ip_is_found || self.ip.text().trim().is_empty() {
                    self.choose(ips[0]);
                }
                Resolution::Found(ips)
            }
            Ok(_) => Resolution::NotFound {
                detail: String::new(),
            },
            Err(detail) => Resolution::NotFound { detail },
        };
    }

    /// One of the host's addresses was chosen.
    pub fn choose(&mut self, ip: IpAddr) {
        self.ip = Field::new(ip.to_string());
        self.ip_is_found = true;
    }
}

#[cfg(test)]
mod tests;
