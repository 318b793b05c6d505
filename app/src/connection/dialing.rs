//! Finding a host's addresses, and trying one after the other.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{io, thread};

use crossbeam_channel::{Receiver, bounded};
use mio::Waker;

use super::ConnectError;

/// How long one address may take to answer.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What a lookup found: at least one address.
pub(super) type Found = Result<Vec<SocketAddr>, ConnectError>;

/// The host without the brackets that an IPv6 address may be written in.
pub(super) fn bare_host(host: &str) -> &str {
    let host = host.trim();
    host.strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(host)
}

/// Where `host` is, if it is an address already.
pub(super) fn literal(host: &str, port: u16) -> Option<SocketAddr> {
    host.parse::<IpAddr>()
        .ok()
        .map(|ip| SocketAddr::new(ip, port))
}

/// Looks a host up on a thread of its own, since that can take many seconds and cannot be
/// interrupted: nobody has to wait for a lookup that is not wanted any more. `waker` is woken when
/// the result is there.
pub(super) fn look_up(host: String, port: u16, waker: Arc<Waker>) -> io::Result<Receiver<Found>> {
    let (sender, receiver) = bounded(1);
    thread::Builder::new()
        .name("tertulia-lookup".to_owned())
        .spawn(move || {
            let found = resolve(host, port);
            // Nobody may be waiting any more; then neither matters.
            if sender.send(found).is_ok() {
                let _woken = waker.wake();
            }
        })?;
    Ok(receiver)
}

fn resolve(host: String, port: u16) -> Found {
    let failed = |host, detail| Err(ConnectError::LookupFailed { host, detail });
    match (host.as_str(), port).to_socket_addrs() {
        Ok(addresses) => {
            let mut found: Vec<SocketAddr> = Vec::new();
            for address in addresses {
                if !found.contains(&address) {
                    found.push(address);
                }
            }
            if found.is_empty() {
                failed(host, "no address".to_owned())
            } else {
                Ok(found)
            }
        }
        Err(error) => failed(host, error.to_string()),
    }
}

/// Which of a host's addresses is being tried, and until when.
#[derive(Debug)]
pub(super) struct Dialing {
    untried: VecDeque<SocketAddr>,
    current: Option<(SocketAddr, Instant)>,
    /// The most telling failure so far.
    failure: Option<ConnectError>,
}

impl Dialing {
    pub(super) fn new(addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self {
            untried: addresses.into_iter().collect(),
            current: None,
            failure: None,
        }
    }

    /// The next address to try, from `now` on.
    ///
    /// # Errors
    /// When all have been tried: what is best told about that.
    pub(super) fn next(&mut self, now: Instant) -> Result<SocketAddr, ConnectError> {
        let Some(address) = self.untried.pop_front() else {
            self.current = None;
            return Err(self.failure.take().unwrap_or(ConnectError::Cancelled));
        };
        self.current = Some((address, now + ANSWER_WITHIN));
        Ok(address)
    }

    /// The current address cannot be had.
    pub(super) fn handle_failed(&mut self, error: ConnectError) {
        if self
            .failure
            .as_ref()
            .is_none_or(|failure| failure.telling() < error.telling())
        {
            self.failure = Some(error);
        }
    }

    /// The address that took too long, if it has.
    pub(super) fn overdue(&self, now: Instant) -> Option<SocketAddr> {
        self.current
            .filter(|(_, deadline)| now >= *deadline)
            .map(|(address, _)| address)
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.current.map(|(_, deadline)| deadline)
    }

    /// The address being tried.
    pub(super) fn current(&self) -> Option<SocketAddr> {
        self.current.map(|(address, _)| address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> SocketAddr {
        SocketAddr::from(([192, 168, 0, last], 2010))
    }

    #[test]
    fn hosts_may_be_addresses_with_or_without_brackets() {
        assert_eq!(bare_host(" [::1] "), "::1");
        assert_eq!(
            literal(bare_host("[::1]"), 7).unwrap().to_string(),
            "[::1]:7"
        );
        assert_eq!(literal("10.0.0.1", 7).unwrap().to_string(), "10.0.0.1:7");
        assert_eq!(literal("aula.local", 7), None);
    }

    #[test]
    fn addresses_are_tried_in_turn_each_for_five_seconds() {
        let start = Instant::now();
        let mut dialing = Dialing::new([address(1), address(2)]);
        assert_eq!(dialing.next(start), Ok(address(1)));
        assert_eq!(
            dialing.overdue(start + ANSWER_WITHIN - Duration::from_millis(1)),
            None
        );
        let late = start + ANSWER_WITHIN;
        assert_eq!(dialing.overdue(late), Some(address(1)));
        dialing.handle_failed(ConnectError::TimedOut {
            address: address(1),
            after: ANSWER_WITHIN,
        });
        assert_eq!(dialing.next(late), Ok(address(2)));
        assert_eq!(dialing.poll_timeout(), Some(late + ANSWER_WITHIN));
    }

    #[test]
    fn of_several_failures_the_most_telling_is_reported() {
        let now = Instant::now();
        let mut dialing = Dialing::new([address(1), address(2), address(3)]);
        for failure in [
            ConnectError::NoRoute {
                address: address(1),
            },
            ConnectError::Refused {
                address: address(2),
            },
            ConnectError::TimedOut {
                address: address(3),
                after: ANSWER_WITHIN,
            },
        ] {
            dialing.next(now).unwrap();
            dialing.handle_failed(failure);
        }
        assert_eq!(
            dialing.next(now),
            Err(ConnectError::Refused {
                address: address(2)
            })
        );
    }
}
