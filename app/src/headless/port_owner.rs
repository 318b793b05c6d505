//! Which program listens at an address, as far as Linux lets us know.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

/// A running program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    /// Its short name.
    pub(crate) program: String,
    /// Its process number.
    pub(crate) process: u32,
}

/// The program that listens at this address or at every address; `None` when that cannot be
/// known (another user's program, another system).
pub(crate) fn listening_at(address: SocketAddr) -> Option<Owner> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"]
        .map(|file| fs::read_to_string(file).unwrap_or_default());
    let inode = tables
        .iter()
        .flat_map(|table| table.lines().skip(1))
        .find_map(|line| {
            let (listening, inode) = listener(line)?;
            let same_ip = listening.ip() == address.ip()
                || listening.ip().is_unspecified()
                || address.ip().is_unspecified();
            (listening.port() == address.port() && same_ip).then_some(inode)
        })?;
    let socket = format!("socket:[{inode}]");
    let processes = fs::read_dir("/proc").ok()?.filter_map(|entry| {
        let process: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        Some(process)
    });
    let process = processes
        .into_iter()
        .find(|process| has_open(*process, &socket))?;
    let program = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    // A program may call itself anything, and this goes to a terminal.
    let program = tertulia_protocol::clean_text(program.trim()).into_owned();
    Some(Owner { program, process })
}

/// The address and inode of a listening socket in a line of `/proc/net/tcp` (see proc(5)).
fn listener(line: &str) -> Option<(SocketAddr, &str)> {
    const LISTEN: &str = "0A";
    let columns: Vec<&str> = line.split_whitespace().collect();
    let (local, state, inode) = (columns.get(1)?, columns.get(3)?, columns.get(9)?);
    let (ip, port) = local.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    (*state == LISTEN).then_some((SocketAddr::new(hexadecimal_ip(ip)?, port), *inode))
}

/// The kernel prints addresses as 32-bit words in the machine's byte order.
fn hexadecimal_ip(text: &str) -> Option<IpAddr> {
    let words: Option<Vec<u32>> = (0..text.len() / 8)
        .map(|n| u32::from_str_radix(text.get(8 * n..8 * n + 8)?, 16).ok())
        .collect();
    let bytes: Vec<u8> = words?.into_iter().flat_map(u32::to_ne_bytes).collect();
    if let Ok(four) = <[u8; 4]>::try_from(bytes.as_slice()) {
        return Some(Ipv4Addr::from(four).into());
    }
    <[u8; 16]>::try_from(bytes.as_slice())
        .ok()
        .map(|sixteen| Ipv6Addr::from(sixteen).into())
}

fn has_open(process: u32, socket: &str) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{process}/fd")) else {
        return false;
    };
    files
        .flatten()
        .any(|file| fs::read_link(file.path()).is_ok_and(|target| target == Path::new(socket)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_endian = "little")]
    fn a_line_of_the_kernels_table_is_read() {
        let line = "   0: 0100007F:07DA 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 4242 1 0 100 0 0 10 0";
        assert_eq!(
            listener(line),
            Some(("127.0.0.1:2010".parse().unwrap(), "4242"))
        );
        let established = line.replace(" 0A ", " 01 ");
        assert_eq!(listener(&established), None);
        let six = "0: 00000000000000000000000001000000:07DA 0:0 0A 0:0 0:0 0 0 0 7 1";
        assert_eq!(listener(six), Some(("[::1]:2010".parse().unwrap(), "7")));
        assert_eq!(listener("nonsense"), None);
    }
}
