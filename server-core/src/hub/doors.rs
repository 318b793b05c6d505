//! How many come from where: the caps for each address, and a count of those who were turned away.
//!
//! Addresses from which a crowd may come (the server's own computer, and networks that the operator
//! excepts) are not counted, so that they cost nothing either.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use ipnet::IpNet;

use crate::Caps;
use crate::moderation::{block_of, counted_as};

/// The span in which new connections are counted.
const MINUTE: Duration = Duration::from_secs(60);

/// Those who are turned away are told of to the operator together, so often at most.
const REPORT_AFTER: Duration = Duration::from_secs(5);

/// So many addresses are told of one by one; the others together.
const REPORTED_ADDRESSES: usize = 64;

/// So many newcomers are told in one second why they are turned away. Telling needs a connection for a
/// moment, and there may be thousands.
const EXPLAINED_PER_SECOND: u32 = 256;

/// So many addresses are remembered without looking which of them can be forgotten.
const FEW_ADDRESSES: usize = 1_024;

/// Counts connections by address.
#[derive(Debug)]
pub(super) struct Doors {
    exempt: Vec<IpNet>,
    per_address: usize,
    per_address_minute: u32,
    visitors: HashMap<IpNet, Visitor>,
    /// When so many are remembered, those who can be forgotten are.
    most_visitors: usize,
    turned_away: HashMap<Option<IpNet>, u64>,
    report_due: Option<Instant>,
    explained: Option<(Instant, u32)>,
}

/// What is known of one address.
#[derive(Debug)]
struct Visitor {
    /// Its connections.
    open: usize,
    /// When its allowance of new connections will be whole again: every new one takes a share of a
    /// minute (the generic cell rate algorithm, ITU-T I.371).
    whole_at: Instant,
}

impl Doors {
    pub(super) fn new(caps: &Caps, exempt: Vec<IpNet>) -> Self {
        Self {
            exempt,
            per_address: caps.per_address,
            per_address_minute: caps.per_address_minute,
            visitors: HashMap::new(),
            most_visitors: FEW_ADDRESSES,
            turned_away: HashMap::new(),
            report_due: None,
            explained: None,
        }
    }

    pub(super) fn is_exempt(&self, ip: IpAddr) -> bool {
        self.exempt.iter().any(|network| network.contains(&ip))
    }

    /// Somebody new comes from there. Says whether there is room for them, and counts them if so.
    pub(super) fn enter(&mut self, ip: IpAddr, now: Instant) -> bool {
        if self.is_exempt(ip) {
            return true;
        }
        if self.visitors.len() >= self.most_visitors {
            self.forget(now);
        }
        let visitor = self.visitors.entry(counted_as(ip)).or_insert(Visitor {
            open: 0,
            whole_at: now,
        });
        if self.per_address != 0 && visitor.open >= self.per_address {
            return false;
        }
        if self.per_address_minute != 0 {
            let share = MINUTE / self.per_address_minute;
            let whole_at = visitor.whole_at.max(now) + share;
            if whole_at > now + MINUTE {
                return false;
            }
            visitor.whole_at = whole_at;
        }
        visitor.open += 1;
        true
    }

    /// Somebody who entered has gone.
    pub(super) fn leave(&mut self, ip: IpAddr, now: Instant) {
        if self.visitors.is_empty() || self.is_exempt(ip) {
            return;
        }
        let block = counted_as(ip);
        if let Some(visitor) = self.visitors.get_mut(&block) {
            visitor.open = visitor.open.saturating_sub(1);
            if visitor.open == 0 && visitor.whole_at <= now {
                self.visitors.remove(&block);
            }
        }
    }

    /// How many connections come from there, as far as they are counted.
    pub(super) fn open(&self, ip: IpAddr) -> usize {
        self.visitors
            .get(&counted_as(ip))
            .map_or(0, |visitor| visitor.open)
    }

    /// Everybody is gone.
    pub(super) fn clear(&mut self) {
        self.visitors.clear();
    }

    /// Forgets addresses of which nothing needs to be known. What is left is as many as have
    /// connections, or had new ones within the last minute; with more than that, the latter may
    /// come anew.
    fn forget(&mut self, now: Instant) {
        self.visitors
            .retain(|_, visitor| visitor.open > 0 || visitor.whole_at > now);
        if self.visitors.len() > self.most_visitors / 2 {
            self.visitors.retain(|_, visitor| visitor.open > 0);
        }
        self.most_visitors = FEW_ADDRESSES.max(2 * self.visitors.len());
    }

    /// Somebody is turned away, which is counted for the operator. Says whether there is time to tell
    /// them why.
    pub(super) fn turn_away(&mut self, ip: IpAddr, now: Instant) -> bool {
        let block = Some(block_of(ip));
        let known = self.turned_away.contains_key(&block);
        let counted = match known || self.turned_away.len() < REPORTED_ADDRESSES {
            true => block,
            false => None,
        };
        *self.turned_away.entry(counted).or_default() += 1;
        self.report_due.get_or_insert(now + REPORT_AFTER);
        let (since, explained) = self.explained.get_or_insert((now, 0));
        if now.saturating_duration_since(*since) >= Duration::from_secs(1) {
            (*since, *explained) = (now, 0);
        }
        *explained += 1;
        *explained <= EXPLAINED_PER_SECOND
    }

    /// When [`Doors::report`] has something to tell.
    pub(super) fn report_due(&self) -> Option<Instant> {
        self.report_due
    }

    /// How many were turned away since the last report, by address; those of further addresses
    /// together, without one.
    pub(super) fn report(&mut self) -> Vec<(Option<IpNet>, u64)> {
        self.report_due = None;
        let mut turned_away: Vec<_> = self.turned_away.drain().collect();
        turned_away.sort_unstable();
        turned_away
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doors(per_address: usize, per_address_minute: u32) -> Doors {
        let caps = Caps {
            per_address,
            per_address_minute,
            ..Caps::default()
        };
        Doors::new(&caps, vec!["127.0.0.0/8".parse().unwrap()])
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn so_many_may_be_here_from_one_address_and_more_only_when_some_have_gone() {
        let (mut doors, now) = (doors(2, 0), Instant::now());
        let guest = ip("10.0.0.1");
        assert!(doors.enter(guest, now) && doors.enter(guest, now));
        assert!(!doors.enter(guest, now));
        assert!(doors.enter(ip("10.0.0.2"), now));
        doors.leave(guest, now);
        assert!(doors.enter(guest, now));
        assert!((0..100).all(|_| doors.enter(ip("127.0.0.1"), now)));
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let (mut doors, now) = (doors(1, 0), Instant::now());
        assert!(doors.enter(ip("2001:db8::1"), now));
        assert!(!doors.enter(ip("2001:db8::2"), now));
        assert!(doors.enter(ip("2001:db8:0:1::1"), now));
    }

    #[test]
    fn a_made_up_link_local_address_is_no_new_guest() {
        let (mut doors, now) = (doors(1, 0), Instant::now());
        assert!(doors.enter(ip("fe80::1"), now));
        assert!(!doors.enter(ip("fe80::2"), now));
        doors.leave(ip("fe80::1"), now);
        assert!(doors.enter(ip("fe80::2"), now));
    }

    #[test]
    fn so_many_may_come_in_a_minute_however_quickly_they_go() {
        let (mut doors, now) = (doors(0, 60), Instant::now());
        let guest = ip("10.0.0.1");
        let come = |doors: &mut Doors, now| {
            let entered = doors.enter(guest, now);
            if entered {
                doors.leave(guest, now);
            }
            entered
        };
        assert_eq!((0..100).filter(|_| come(&mut doors, now)).count(), 60);
        let later = now + Duration::from_secs(10);
        assert_eq!((0..100).filter(|_| come(&mut doors, later)).count(), 10);
        let later = later + MINUTE;
        assert_eq!((0..100).filter(|_| come(&mut doors, later)).count(), 60);
    }

    #[test]
    fn a_crowd_of_addresses_leaves_nothing_behind() {
        let (mut doors, start) = (doors(8, 60), Instant::now());
        for number in 0..50_000_u32 {
            let now = start + Duration::from_millis(number.into());
            let guest = IpAddr::from(number.to_be_bytes());
            assert!(doors.enter(guest, now));
            doors.leave(guest, now);
            doors.turn_away(guest, now);
        }
        assert!(doors.visitors.len() <= 2 * FEW_ADDRESSES);
        let report = doors.report();
        assert_eq!(report.len(), REPORTED_ADDRESSES + 1);
        assert_eq!(report.iter().map(|(_, count)| count).sum::<u64>(), 50_000);
        assert!(doors.report().is_empty());
    }
}
