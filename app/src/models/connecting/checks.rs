//! Judging the form's fields.

use std::net::{IpAddr, SocketAddr};

use tertulia_protocol::{Limits, Name};

use super::super::form::{Field, parse_port};
use super::{ConnectField, ConnectForm, ConnectProblem};

impl ConnectForm {
    pub(super) fn check(&self, field: ConnectField) -> Result<(), ConnectProblem> {
        match field {
            ConnectField::Name => Name::parse(self.name.text())
                .map(drop)
                .map_err(ConnectProblem::Name),
            ConnectField::Host => {
                let host = self.host.text().trim();
                if host.is_empty() && self.ip.text().trim().is_empty() {
                    return Err(ConnectProblem::NoHost);
                }
                let strange = host.chars().find(|c| {
                    !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '%')
                });
                strange.map_or(Ok(()), |c| Err(ConnectProblem::HostCharacter(c)))
            }
            ConnectField::Ip => {
                let ip = self.ip.text().trim();
                if ip.is_empty() || parse_ip(ip).is_some() {
                    Ok(())
                } else {
                    Err(ConnectProblem::NotAnIp)
                }
            }
            ConnectField::Port => parse_port(self.port.text(), false)
                .map(drop)
                .map_err(ConnectProblem::Port),
            ConnectField::Greeting => {
                let chars = self.greeting.text().trim().chars().count();
                match chars.saturating_sub(Limits::default().chars()) {
                    0 => Ok(()),
                    over => Err(ConnectProblem::GreetingTooLong { over }),
                }
            }
        }
    }

    /// People paste `192.168.0.10:2010` as the host.
    pub(super) fn split_port(&mut self) {
        let host = self.host.text().trim();
        let split = match host.parse::<SocketAddr>() {
            Ok(address) => Some((address.ip().to_string(), address.port())),
            Err(_) => host
                .rsplit_once(':')
                .filter(|(name, _)| !name.contains(':'))
                .and_then(|(name, port)| Some((name.to_owned(), parse_port(port, false).ok()?))),
        };
        if let Some((host, port)) = split {
            self.host = Field::new(host);
            self.port = Field::new(port.to_string());
        }
    }

    pub(super) fn field(&self, field: ConnectField) -> &Field {
        match field {
            ConnectField::Name => &self.name,
            ConnectField::Host => &self.host,
            ConnectField::Ip => &self.ip,
            ConnectField::Port => &self.port,
            ConnectField::Greeting => &self.greeting,
        }
    }

    pub(super) fn field_mut(&mut self, field: ConnectField) -> &mut Field {
        match field {
            ConnectField::Name => &mut self.name,
            ConnectField::Host => &mut self.host,
            ConnectField::Ip => &mut self.ip,
            ConnectField::Port => &mut self.port,
            ConnectField::Greeting => &mut self.greeting,
        }
    }
}

/// With or without the brackets of a URL.
pub(super) fn parse_ip(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse().ok()
}
