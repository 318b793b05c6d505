//! The addresses of this machine, for people to choose from and to type elsewhere.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// One address of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalAddress {
    /// The address.
    pub ip: IpAddr,
    /// The system's name of the interface: `enp3s0`.
    pub interface: String,
    /// Who can reach it.
    pub kind: AddressKind,
}

/// Who can reach an address. In the order in which addresses are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressKind {
    /// The computers of the network that this one is in.
    LocalNetwork,
    /// Those of another network: a tunnel, or the machines inside this one.
    OtherNetwork,
    /// This computer only.
    ThisComputer,
}

/// An address to type on another computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reachable {
    /// Address and port.
    pub address: SocketAddr,
    /// From where.
    pub kind: AddressKind,
}

/// Asks the system. The only function here that does.
///
/// # Errors
/// What the system says.
pub fn local_addresses() -> io::Result<Vec<LocalAddress>> {
    let found = if_addrs::get_if_addrs()?;
    let seen = found.into_iter().filter(if_addrs::Interface::is_oper_up);
    Ok(ordered(seen.map(|interface| Seen {
        ip: interface.ip(),
        point_to_point: interface.is_p2p(),
        name: interface.name,
    })))
}

/// Where a server that listens at `bind` can be reached, the most useful address first.
#[must_use]
pub fn reachable(bind: SocketAddr, local: &[LocalAddress]) -> Vec<Reachable> {
    let port = bind.port();
    let at = |ip, kind| Reachable {
        address: SocketAddr::new(ip, port),
        kind,
    };
    if !bind.ip().is_unspecified() {
        let known = local.iter().find(|address| address.ip == bind.ip());
        let kind = match known {
            _ if bind.ip().is_loopback() => AddressKind::ThisComputer,
            Some(address) => address.kind,
            None => AddressKind::LocalNetwork,
        };
        return vec![at(bind.ip(), kind)];
    }
    // 0.0.0.0 does not take what comes by IPv6.
    let mut found: Vec<Reachable> = local
        .iter()
        .filter(|address| bind.is_ipv6() || address.ip.is_ipv4())
        .map(|address| at(address.ip, address.kind))
        .collect();
    let own = IpAddr::V4(Ipv4Addr::LOCALHOST);
    if !found.iter().any(|known| known.address.ip() == own) {
        found.push(at(own, AddressKind::ThisComputer));
    }
    found
}

/// What the system says of one address.
#[derive(Debug, Clone)]
struct Seen {
    ip: IpAddr,
    name: String,
    point_to_point: bool,
}

/// The usable ones, best first: what is in this network before others, IPv4 (which people can
/// type) before IPv6.
fn ordered(seen: impl Iterator<Item = Seen>) -> Vec<LocalAddress> {
    let mut addresses: Vec<LocalAddress> = seen
        // These need a zone, which nobody types.
        .filter(|seen| !matches!(seen.ip, IpAddr::V6(ip) if ip.is_unicast_link_local()))
        .map(|seen| LocalAddress {
            kind: kind_of(&seen),
            ip: seen.ip,
            interface: seen.name,
        })
        .collect();
    let rank = |address: &LocalAddress| {
        let last_resort = matches!(address.ip, IpAddr::V4(ip) if ip.is_link_local());
        (address.kind, address.ip.is_ipv6(), last_resort, address.ip)
    };
    addresses.sort_by_key(rank);
    addresses.dedup_by_key(|address| address.ip);
    addresses
}

/// Beginnings of names that systems and programs give to tunnels and to networks inside a machine.
const VIRTUAL: [&str; 15] = [
    "br-",
    "cni",
    "docker",
    "lxc",
    "podman",
    "ppp",
    "tailscale",
    "tap",
    "tun",
    "utun",
    "vbox",
    "veth",
    "virbr",
    "vmnet",
    "zt",
];

fn kind_of(seen: &Seen) -> AddressKind {
    let name = seen.name.to_ascii_lowercase();
    let is_virtual =
        VIRTUAL.iter().any(|start| name.starts_with(start)) || is_numbered(&name, "wg");
    if seen.ip.is_loopback() {
        AddressKind::ThisComputer
    } else if seen.point_to_point || is_virtual {
        AddressKind::OtherNetwork
    } else {
        AddressKind::LocalNetwork
    }
}

fn is_numbered(name: &str, word: &str) -> bool {
    name.strip_prefix(word)
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(ip: &str, name: &str, point_to_point: bool) -> Seen {
        Seen {
            ip: ip.parse().unwrap(),
            name: name.to_owned(),
            point_to_point,
        }
    }

    fn machine() -> Vec<LocalAddress> {
        ordered(
            [
                seen("127.0.0.1", "lo", false),
                seen("::1", "lo", false),
                seen("fe80::1", "enp3s0", false),
                seen("fd00::5", "enp3s0", false),
                seen("10.8.0.4", "tun0", true),
                seen("172.17.0.1", "docker0", false),
                seen("192.168.0.10", "enp3s0", false),
            ]
            .into_iter(),
        )
    }

    fn shown(found: &[Reachable]) -> Vec<String> {
        let text = |known: &Reachable| format!("{} {:?}", known.address, known.kind);
        found.iter().map(text).collect()
    }

    #[test]
    fn the_address_that_others_can_type_comes_first() {
        let ips: Vec<String> = machine().iter().map(|found| found.ip.to_string()).collect();
        assert_eq!(
            ips,
            [
                "192.168.0.10",
                "fd00::5",
                "10.8.0.4",
                "172.17.0.1",
                "127.0.0.1",
                "::1"
            ]
        );
    }

    #[test]
    fn a_server_for_the_network_is_reached_at_every_address_of_its_kind() {
        let everywhere = reachable("0.0.0.0:2010".parse().unwrap(), &machine());
        assert_eq!(
            shown(&everywhere),
            [
                "192.168.0.10:2010 LocalNetwork",
                "10.8.0.4:2010 OtherNetwork",
                "172.17.0.1:2010 OtherNetwork",
                "127.0.0.1:2010 ThisComputer"
            ]
        );
        let both = reachable("[::]:2010".parse().unwrap(), &machine());
        assert!(shown(&both).contains(&"[fd00::5]:2010 LocalNetwork".to_owned()));
    }

    #[test]
    fn a_server_at_one_address_is_reached_there_only() {
        for (bind, kind) in [
            ("127.0.0.1:1", "ThisComputer"),
            ("10.8.0.4:1", "OtherNetwork"),
            ("192.168.0.10:1", "LocalNetwork"),
        ] {
            let found = reachable(bind.parse().unwrap(), &machine());
            assert_eq!(shown(&found), [format!("{bind} {kind}")]);
        }
    }

    #[test]
    fn without_any_network_this_computer_is_left() {
        let found = reachable("0.0.0.0:7".parse().unwrap(), &[]);
        assert_eq!(shown(&found), ["127.0.0.1:7 ThisComputer"]);
    }

    #[test]
    fn this_machine_has_at_least_one_address() {
        let found = local_addresses().unwrap();
        assert!(found.iter().any(|address| address.ip.is_loopback()));
    }
}
