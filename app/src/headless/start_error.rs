//! Why a server could not start, with what can be done about it on this very computer.

use std::net::{IpAddr, SocketAddr, TcpListener};

use tertulia_server_core::StartError;

use super::port_owner;
use crate::histories::HistoryProblem;
use crate::moderation::ModerationProblem;
use crate::sentences;
use crate::texts::Texts;

/// Ports below this one are the administrator's on most systems.
const FIRST_FREE_FOR_ALL: u16 = 1024;
/// So many ports are tried to suggest one.
const TRIED_PORTS: u16 = 100;

/// One sentence that says what to do.
pub(super) fn sentence(error: &StartError, texts: &Texts) -> String {
    match error {
        StartError::PortInUse(address) => port_in_use(*address, texts),
        StartError::AddressNotHere(address) => texts.with(
            "error-address-not-here",
            &[
                ("ip", address.ip().to_string().into()),
                ("addresses", own_addresses().join(", ").into()),
            ],
        ),
        StartError::NotAllowed(address) if (1..FIRST_FREE_FOR_ALL).contains(&address.port()) => {
            texts.with(
                "error-not-allowed-low-port",
                &[
                    ("port", address.port().to_string().into()),
                    (
                        "free",
                        free_port(address.ip(), crate::settings::DEFAULT_PORT).into(),
                    ),
                ],
            )
        }
        StartError::NotAllowed(address) => texts.with(
            "error-not-allowed",
            &[("address", address.to_string().into())],
        ),
        StartError::Io { address, source } => texts.with(
            "error-listen",
            &[
                ("address", address.to_string().into()),
                ("detail", sentences::clean(&source.to_string()).into()),
            ],
        ),
        StartError::Moderation(error) => ModerationProblem::of(error).sentence(texts),
        StartError::NoIdentity => texts.get("error-identity-no-folder"),
        StartError::History(error) => {
            let (path, problem) = HistoryProblem::of(error);
            texts.with(
                "error-history",
                &[
                    ("path", sentences::clean(&path.display().to_string()).into()),
                    ("why", sentences::history_problem(&problem, texts).into()),
                    ("remedy", problem.remedy().into()),
                ],
            )
        }
    }
}

fn port_in_use(address: SocketAddr, texts: &Texts) -> String {
    let (port, ip) = (address.port().to_string(), address.ip().to_string());
    let free = free_port(address.ip(), address.port().saturating_add(1));
    match port_owner::listening_at(address) {
        Some(owner) => texts.with(
            "error-port-in-use-by",
            &[
                ("port", port.into()),
                ("ip", ip.into()),
                ("program", owner.program.into()),
                ("process", owner.process.to_string().into()),
                ("free", free.into()),
            ],
        ),
        None => texts.with(
            "error-port-in-use",
            &[
                ("port", port.into()),
                ("ip", ip.into()),
                ("free", free.into()),
            ],
        ),
    }
}

/// A port from `first` on that is free now; 0, which lets the system choose, when there is none near.
fn free_port(ip: IpAddr, first: u16) -> String {
    let candidates = first.max(FIRST_FREE_FOR_ALL)..=first.saturating_add(TRIED_PORTS);
    let free = candidates
        .into_iter()
        .find(|port| TcpListener::bind((ip, *port)).is_ok());
    free.unwrap_or_default().to_string()
}

fn own_addresses() -> Vec<String> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<IpAddr> = interfaces.iter().map(if_addrs::Interface::ip).collect();
    // Link-local IPv6 addresses need a zone, which `--bind` does not take.
    addresses.retain(|ip| !matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local()));
    addresses.push(IpAddr::from([127, 0, 0, 1]));
    addresses.sort();
    addresses.dedup();
    addresses.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::Language;

    use super::*;

    fn said(error: &StartError) -> String {
        sentence(error, &Texts::new(Language::En))
    }

    #[test]
    fn a_port_in_use_is_answered_with_a_free_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let sentence = said(&StartError::PortInUse(address));
        let (_, suggested) = sentence
            .trim_end_matches('.')
            .rsplit_once("--port ")
            .unwrap();
        let suggested: u16 = suggested.parse().unwrap();
        assert!(suggested == 0 || suggested > address.port(), "{sentence}");
        if cfg!(target_os = "linux") {
            assert!(
                sentence.contains(&format!("(process {})", std::process::id())),
                "{sentence}"
            );
        }
    }

    #[test]
    fn an_address_of_another_computer_is_answered_with_our_own() {
        let sentence = said(&StartError::AddressNotHere(
            "203.0.113.1:2010".parse().unwrap(),
        ));
        assert!(
            sentence.contains("203.0.113.1") && sentence.contains("127.0.0.1"),
            "{sentence}"
        );
    }

    #[test]
    fn a_low_port_is_answered_with_a_high_one() {
        let sentence = said(&StartError::NotAllowed("127.0.0.1:80".parse().unwrap()));
        assert!(sentence.starts_with("Port 80 is reserved"), "{sentence}");
    }
}
