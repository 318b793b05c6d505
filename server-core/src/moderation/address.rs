//! Which addresses are one guest's.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// An IPv6 network is given 64 bits to number its computers with (RFC 4291, section 2.5.4), and any of
/// them may call itself whatever it likes within these (RFC 8981).
const IPV6_NETWORK: u8 = 64;

/// All link-local addresses (RFC 4291, section 2.5.6).
const LINK_LOCAL: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10);

/// All addresses that whoever has this one may have as well: an IPv4 address alone, an IPv6 network of
/// 64 bits. This is what a ban is of.
///
/// A link-local IPv6 address stands alone, too, since everybody on a link has that network: banning
/// it would ban them all. On which of several links it is does not count, because computers make
/// these addresses up so that no two are alike.
#[must_use]
pub fn block_of(ip: IpAddr) -> IpNet {
    match ip.to_canonical() {
        IpAddr::V4(ip) => Ipv4Net::from(ip).into(),
        IpAddr::V6(ip) if ip.is_unicast_link_local() || ip.is_loopback() => {
            Ipv6Net::from(ip).into()
        }
        IpAddr::V6(ip) => {
            let network = Ipv6Net::new(ip, IPV6_NETWORK);
            network
                .map_or_else(|_| Ipv6Net::from(ip), |network| network.trunc())
                .into()
        }
    }
}

/// What an address is counted as, where there is a cap for each address, and where wrong passwords are.
///
/// All link-local addresses are one here. One computer can have any number of them, so that counting
/// each by itself would hold back nobody; and both leave room for a crowd that has one address.
#[must_use]
pub(crate) fn counted_as(ip: IpAddr) -> IpNet {
    match ip {
        IpAddr::V6(ip) if LINK_LOCAL.contains(&ip) => LINK_LOCAL.into(),
        ip => block_of(ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_for_what_its_owner_may_call_itself() {
        for (ip, block) in [
            ("192.168.0.9", "192.168.0.9/32"),
            ("::ffff:192.168.0.9", "192.168.0.9/32"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("fe80::1", "fe80::1/128"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(block_of(ip.parse().unwrap()).to_string(), block, "{ip}");
        }
    }

    #[test]
    fn whoever_makes_up_link_local_addresses_is_counted_as_one() {
        let counted = |ip: &str| counted_as(ip.parse().unwrap());
        assert_eq!(counted("fe80::1"), counted("febf:1::ffff"));
        assert_ne!(counted("fe80::1"), counted("fec0::1"));
        for ip in ["192.168.0.9", "2001:db8:1:2:3:4:5:6", "::1"] {
            assert_eq!(counted(ip), block_of(ip.parse().unwrap()), "{ip}");
        }
    }
}
