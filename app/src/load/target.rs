//! Which server is measured. Other people's servers are left alone.

use std::net::{SocketAddr, ToSocketAddrs as _};

use super::error::LoadError;

/// The address of the server. Only this computer's own addresses (127.0.0.0/8, ::1) are taken,
/// unless the user says that the server is theirs.
pub(super) fn find(host: &str, port: u16, is_own: bool) -> Result<SocketAddr, LoadError> {
    let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
    let addresses = (bare, port).to_socket_addrs();
    let mut addresses = addresses.map_err(|error| LoadError::Lookup {
        host: host.to_owned(),
        detail: error.to_string(),
    })?;
    let address = addresses.next().ok_or_else(|| LoadError::Lookup {
        host: host.to_owned(),
        detail: String::new(),
    })?;
    if !is_own && !address.ip().to_canonical().is_loopback() {
        return Err(LoadError::NotLoopback { address });
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_measured_without_a_word() {
        for host in ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1"] {
            assert!(find(host, 2_010, false).is_ok(), "{host}");
        }
        for host in ["203.0.113.7", "0.0.0.0", "2001:db8::1"] {
            let refused = find(host, 2_010, false);
            assert!(
                matches!(refused, Err(LoadError::NotLoopback { .. })),
                "{host}: {refused:?}"
            );
            assert!(find(host, 2_010, true).is_ok(), "{host}");
        }
    }
}
