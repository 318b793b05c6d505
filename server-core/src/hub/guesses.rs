//! How many wrong passwords came from where, and what follows from it.
//!
//! An address may be one guesser's, or that of a class. What a class does by mistake is spread over many
//! connections, most of which end with the right password; what a guesser does is not. So a connection's
//! first two wrong ones are counted only when it sends a third, ends without the right one, or when its
//! address is closed out and it can no longer send it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use ipnet::IpNet;

use crate::Timings;
use crate::moderation::counted_as;

/// So many wrong ones of a connection may be mistyped.
const MISTYPED: u32 = 2;

/// So many may be held to be mistyped at the same time: a class of forty who all do it twice.
const MOST_MISTYPED: u32 = 80;

/// From so many on, answers take longer.
const FREE: u32 = 3;

/// The longest answer takes so many times as long as the shortest that is made to wait.
const LONGEST: u32 = 30;

/// With so many, nobody from there is listened to for a while.
const CLOSED_AT: u32 = 10;

/// With more, it is longer, up to so many times.
const LONGEST_CLOSED: u32 = 6;

/// So many addresses are remembered.
const MOST_GUESSERS: usize = 4_096;

/// Counts wrong passwords by address. Nobody is exempt.
#[derive(Debug)]
pub(super) struct Guesses {
    delay: Duration,
    forget_after: Duration,
    closed_for: Duration,
    guessers: HashMap<IpNet, Guesser>,
}

/// What is known of one address.
#[derive(Debug)]
struct Guesser {
    /// How many counted when the last one was added.
    counted: u32,
    last: Instant,
    /// How many are held to be mistyped.
    mistyped: u32,
    closed_until: Option<Instant>,
}

/// What one connection did wrong.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wrong {
    all: u32,
    counted: u32,
    mistyped: u32,
}

/// What follows from a wrong password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Consequence {
    /// How many wrong ones are known from there now, …
    pub(super) known: u32,
    /// … and how many of them count.
    pub(super) counted: u32,
    /// For how long nobody from there is listened to.
    pub(super) closed: Option<Duration>,
    /// How long the answer to the next one takes.
    pub(super) wait: Duration,
}

impl Guesses {
    pub(super) fn new(timings: &Timings) -> Self {
        Self {
            delay: timings.password_delay,
            forget_after: timings.password_forgotten,
            closed_for: timings.passwords_closed,
            guessers: HashMap::new(),
        }
    }

    /// For how much longer no password is taken from there.
    pub(super) fn closed(&self, ip: IpAddr, now: Instant) -> Option<Duration> {
        let until = self.guessers.get(&counted_as(ip))?.closed_until?;
        let left = until.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// From where no password is taken at `now`, and for how much longer.
    pub(super) fn all_closed(&self, now: Instant) -> impl Iterator<Item = (IpNet, Duration)> + '_ {
        self.guessers.iter().filter_map(move |(network, guesser)| {
            let left = guesser.closed_until?.saturating_duration_since(now);
            (!left.is_zero()).then_some((*network, left))
        })
    }

    /// Forgets what came from this network, or from the one of which it is a part. Gives those that
    /// were closed out. What connections from there did wrong ([`is_meant`]) is to be forgotten too.
    pub(super) fn pardon(&mut self, network: IpNet, now: Instant) -> Vec<IpNet> {
        let closed = self.all_closed(now).map(|(known, _)| known);
        let mut closed: Vec<IpNet> = closed.filter(|known| is_meant(network, *known)).collect();
        closed.sort_unstable();
        self.guessers.retain(|known, _| !is_meant(network, *known));
        closed
    }

    /// Forgets everything: what was tried was tried against another password. What all connections
    /// did wrong is to be forgotten too.
    pub(super) fn clear(&mut self) {
        self.guessers.clear();
    }

    /// How long an answer to that address takes at `now`.
    pub(super) fn wait(&self, ip: IpAddr, now: Instant) -> Duration {
        let counted = self
            .guessers
            .get(&counted_as(ip))
            .map_or(0, |guesser| guesser.counted(now, self.forget_after));
        match counted.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(over) => self.delay * 2_u32.saturating_pow(over).min(LONGEST),
        }
    }

    /// A wrong password came from there, on the connection of which `wrong` is known.
    pub(super) fn wrong(&mut self, ip: IpAddr, wrong: &mut Wrong, now: Instant) -> Consequence {
        if self.guessers.len() >= MOST_GUESSERS && !self.guessers.contains_key(&counted_as(ip)) {
            self.forget(now);
        }
        wrong.all += 1;
        let (forget_after, closed_for) = (self.forget_after, self.closed_for);
        let guesser = self.guessers.entry(counted_as(ip)).or_insert(Guesser {
            counted: 0,
            last: now,
            mistyped: 0,
            closed_until: None,
        });
        if wrong.all <= MISTYPED && guesser.mistyped < MOST_MISTYPED {
            wrong.mistyped += 1;
            guesser.mistyped += 1;
        } else {
            let more = 1 + std::mem::take(&mut wrong.mistyped);
            wrong.counted += more;
            guesser.mistyped = guesser.mistyped.saturating_sub(more - 1);
            guesser.count(more, now, forget_after, closed_for);
        }
        let counted = guesser.counted(now, forget_after);
        Consequence {
            known: counted + guesser.mistyped,
            counted,
            closed: self.closed(ip, now),
            wait: self.wait(ip, now),
        }
    }

    /// The connection sent the right one: what it did wrong was mistyped.
    pub(super) fn right(&mut self, ip: IpAddr, wrong: Wrong, now: Instant) {
        let counted = counted_as(ip);
        if let Some(guesser) = self.guessers.get_mut(&counted) {
            guesser.mistyped = guesser.mistyped.saturating_sub(wrong.mistyped);
            guesser.counted = guesser.counted.saturating_sub(wrong.counted);
            if guesser.is_forgotten(now, self.forget_after) {
                self.guessers.remove(&counted);
            }
        }
    }

    /// The connection ended without the right one, or will.
    pub(super) fn gone(&mut self, ip: IpAddr, wrong: Wrong, now: Instant) {
        if let Some(guesser) = self.guessers.get_mut(&counted_as(ip))
            && wrong.mistyped > 0
        {
            guesser.mistyped = guesser.mistyped.saturating_sub(wrong.mistyped);
            guesser.count(wrong.mistyped, now, self.forget_after, self.closed_for);
        }
    }

    /// Forgets those of whom nothing needs to be known; where that is not enough, the half that has
    /// done least.
    fn forget(&mut self, now: Instant) {
        let after = self.forget_after;
        self.guessers
            .retain(|_, guesser| !guesser.is_forgotten(now, after));
        if self.guessers.len() < MOST_GUESSERS {
            return;
        }
        let mut worst: Vec<_> = self.guessers.drain().collect();
        worst.sort_by_key(|(_, guesser)| {
            let closed = guesser.closed_until.is_some_and(|until| until > now);
            std::cmp::Reverse((closed, guesser.counted(now, after), guesser.last))
        });
        worst.truncate(MOST_GUESSERS / 2);
        self.guessers.extend(worst);
    }
}

impl Guesser {
    /// How many still count at `now`: one is forgotten for each such span without another.
    fn counted(&self, now: Instant, forget_after: Duration) -> u32 {
        let quiet = now.saturating_duration_since(self.last).as_millis();
        let forgotten = quiet / forget_after.as_millis().max(1);
        self.counted
            .saturating_sub(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }

    fn count(&mut self, more: u32, now: Instant, forget_after: Duration, closed_for: Duration) {
        self.counted = self.counted(now, forget_after) + more;
        self.last = now;
        if self.counted >= CLOSED_AT {
            let most = CLOSED_AT * LONGEST_CLOSED;
            self.closed_until = Some(now + closed_for * self.counted.min(most) / CLOSED_AT);
        }
    }

    fn is_forgotten(&self, now: Instant, forget_after: Duration) -> bool {
        self.mistyped == 0
            && self.counted(now, forget_after) == 0
            && self.closed_until.is_none_or(|until| until <= now)
    }
}

/// Whether what is counted as `known` is pardoned with this network.
pub(super) fn is_meant(network: IpNet, known: IpNet) -> bool {
    network.contains(&known) || known.contains(&network)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn guesses() -> (Guesses, IpAddr, Instant) {
        let guesses = Guesses::new(&Timings::default());
        (guesses, ip("192.168.0.9"), Instant::now())
    }

    #[test]
    fn a_guesser_waits_longer_and_longer_and_is_closed_out_after_ten() {
        let (mut guesses, guest, start) = guesses();
        let (mut wrong, mut now, mut waits) = (Wrong::default(), start, Vec::new());
        let closed = loop {
            now += guesses.wait(guest, now);
            let consequence = guesses.wrong(guest, &mut wrong, now);
            if let Some(closed) = consequence.closed {
                break closed;
            }
            waits.push(consequence.wait.as_secs());
        };
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(closed, 10 * MINUTE);
        assert_eq!(guesses.closed(guest, now + 9 * MINUTE), Some(MINUTE));
        assert_eq!(guesses.closed(ip("192.168.0.10"), now), None);
        // Half of it is forgotten meanwhile, and a lot of patience is needed for more.
        now += 10 * MINUTE;
        assert_eq!(guesses.closed(guest, now), None);
        assert_eq!(guesses.wait(guest, now), Duration::from_secs(4));
        now += 6 * MINUTE;
        assert_eq!(guesses.wait(guest, now), Duration::ZERO);
    }

    #[test]
    fn a_new_link_local_address_for_each_guess_is_no_way_around() {
        let (mut guesses, _, now) = guesses();
        let mut guests = (1..).map(|number| ip(&format!("fe80::{number:x}")));
        let closed_out = guests.by_ref().take(10).find(|guest| {
            let mut wrong = Wrong::default();
            guesses.wrong(*guest, &mut wrong, now);
            guesses.gone(*guest, wrong, now);
            guesses.closed(*guest, now).is_some()
        });
        assert!(closed_out.is_some());
        assert!(guesses.closed(guests.next().unwrap(), now).is_some());
        assert_eq!(guesses.closed(ip("2001:db8::1"), now), None);
    }

    #[test]
    fn a_new_connection_for_each_guess_is_no_way_around() {
        let (mut guesses, guest, start) = guesses();
        let (mut now, mut waits) = (start, Vec::new());
        while guesses.closed(guest, now).is_none() {
            let wait = guesses.wait(guest, now);
            waits.push(wait.as_secs());
            now += wait;
            let mut wrong = Wrong::default();
            guesses.wrong(guest, &mut wrong, now);
            guesses.gone(guest, wrong, now);
        }
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    }

    /// The most that somebody with patience gets to try in a day.
    #[test]
    fn patience_gives_a_guesser_no_more_than_a_guess_a_minute_or_so() {
        let (mut guesses, guest, start) = guesses();
        let end = start + Duration::from_secs(24 * 3_600);
        let (mut now, mut tried) = (start, 0);
        while now < end {
            if let Some(closed) = guesses.closed(guest, now) {
                now += closed;
                continue;
            }
            // As many connections at once as are let in without a name, two guesses on each.
            let mut crowd = [Wrong::default(); 64];
            for wrong in &mut crowd {
                for _ in 0..2 {
                    if guesses.closed(guest, now).is_none() {
                        guesses.wrong(guest, wrong, now);
                        tried += 1;
                    }
                }
            }
            now += guesses.wait(guest, now);
            for wrong in crowd {
                guesses.gone(guest, wrong, now);
            }
        }
        assert!(tried < 2_500, "{tried}");
    }

    #[test]
    fn a_class_behind_one_address_that_mistypes_is_let_in() {
        let (mut guesses, school, start) = guesses();
        let mut class = [Wrong::default(); 40];
        for round in 0..2 {
            for wrong in &mut class {
                let now = start + Duration::from_secs(round);
                let consequence = guesses.wrong(school, wrong, now);
                assert_eq!(
                    (consequence.closed, consequence.wait),
                    (None, Duration::ZERO)
                );
            }
        }
        let now = start + Duration::from_secs(9);
        for wrong in class {
            guesses.right(school, wrong, now);
        }
        assert!(guesses.guessers.is_empty());
    }

    #[test]
    fn who_comes_in_takes_back_their_own_mistakes_and_nobody_elses() {
        let (mut guesses, school, now) = guesses();
        let mut guesser = Wrong::default();
        for _ in 0..8 {
            guesses.wrong(school, &mut guesser, now);
        }
        for _ in 0..40 {
            let mut pupil = Wrong::default();
            guesses.wrong(school, &mut pupil, now);
            guesses.right(school, pupil, now);
        }
        assert_eq!(guesses.wait(school, now), Duration::from_secs(30));
        guesses.wrong(school, &mut guesser, now);
        assert!(guesses.wrong(school, &mut guesser, now).closed.is_some());
    }

    #[test]
    fn mistakes_far_apart_come_to_nothing() {
        let (mut guesses, school, mut now) = guesses();
        for _ in 0..100 {
            let mut wrong = Wrong::default();
            assert_eq!(guesses.wait(school, now), Duration::ZERO);
            assert_eq!(guesses.wrong(school, &mut wrong, now).closed, None);
            guesses.gone(school, wrong, now);
            now += 3 * MINUTE;
        }
    }

    #[test]
    fn a_crowd_of_addresses_is_not_remembered_without_end_and_the_worst_longest() {
        let (mut guesses, guest, now) = guesses();
        let mut wrong = Wrong::default();
        while guesses.wrong(guest, &mut wrong, now).closed.is_none() {}
        for number in 0..50_000_u32 {
            let mut wrong = Wrong::default();
            let other = IpAddr::from((0x0A00_0000 + number).to_be_bytes());
            guesses.wrong(other, &mut wrong, now);
            guesses.gone(other, wrong, now);
        }
        assert!(guesses.guessers.len() <= MOST_GUESSERS);
        assert!(guesses.closed(guest, now).is_some());
        let later = now + Duration::from_secs(24 * 3_600);
        guesses.forget(later);
        assert!(guesses.guessers.is_empty());
    }
}
