//! Which addresses are one guest's.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// An IPv6 network is given 64 bits to number its computers with (RFC 4291, section 2.5.4), and any of
/// them may call itself whatever it likes within these (RFC 8981).
const IPV6_NETWORK: u8 = 64;

/// All addresses that whoever has this one may have as well: an IPv4 address alone, an IPv6 network of
/// 64 bits. A link-local IPv6 address stands alone, too, since all of a link share one network.
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
}
