//! Who may not come in, who may not write, and for how long: the operator's decisions, which
//! outlive connections and, in a file, the server.

mod address;
mod file;
mod saving;

use std::net::IpAddr;

use ipnet::IpNet;
use tertulia_protocol::{PersonId, RunId, Token, UnixMillis};

pub use address::block_of;
pub(crate) use address::counted_as;
pub use file::{ModerationFile, ModerationFileError};
pub(crate) use saving::{Saving, SavingNews};

/// A server gives fewer ids between two moments at which its history is known to have them all.
const FURTHEST_AHEAD: u64 = 1 << 20;

/// Everything that the operator has decided and not lifted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moderation {
    frozen: bool,
    bans: Vec<Ban>,
    mutes: Vec<Mute>,
    latest: u64,
}

/// Addresses from which nobody may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    /// One IPv4 address, an IPv6 network of 64 bits (see [`block_of`]), or whatever network the
    /// operator named.
    pub network: IpNet,
    /// Who was meant, when a person was.
    pub name: Option<String>,
    /// Since when.
    pub since: UnixMillis,
    /// Until when; none means for good.
    pub until: Option<UnixMillis>,
    /// What those who are banned are told.
    pub reason: Option<String>,
}

/// Names a [`Mute`] for as long as the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MuteId(pub u64);

/// Somebody who may read, but not write.
///
/// It holds for the person, for whoever shows the person's token, and for everybody who comes from
/// that address later; so it is of no use to come back under another name. Those who were there
/// already, behind the same address, may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// Names it.
    pub id: MuteId,
    /// The person's name when it was muted.
    pub name: String,
    /// Where the person was.
    pub network: IpNet,
    /// Since when.
    pub since: UnixMillis,
    /// Until when; none means until it is lifted.
    pub until: Option<UnixMillis>,
    /// What those who are muted are told.
    pub reason: Option<String>,
    /// The person. None where ids of that time mean nothing any more.
    pub(crate) person: Option<PersonId>,
    /// Everybody from that address with a higher id came later.
    pub(crate) latest_person: PersonId,
    pub(crate) token: Option<Token>,
}

/// Somebody who wants to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speaker {
    pub(crate) person: PersonId,
    pub(crate) token: Option<Token>,
    pub(crate) ip: IpAddr,
}

impl Moderation {
    /// Whether nobody but the operator may write.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// The bans that hold at `now`, oldest first.
    pub fn bans(&self, now: UnixMillis) -> impl Iterator<Item = &Ban> {
        self.bans.iter().filter(move |ban| holds(ban.until, now))
    }

    /// The mutes that hold at `now`, oldest first.
    pub fn mutes(&self, now: UnixMillis) -> impl Iterator<Item = &Mute> {
        self.mutes.iter().filter(move |mute| holds(mute.until, now))
    }

    /// Says whether that changed anything.
    pub(crate) fn freeze(&mut self, frozen: bool) -> bool {
        std::mem::replace(&mut self.frozen, frozen) != frozen
    }

    /// A later ban of the same network replaces the earlier one.
    pub(crate) fn ban(&mut self, ban: Ban) {
        self.forget_the_past(ban.since);
        self.bans.retain(|old| old.network != ban.network);
        self.bans.push(ban);
    }

    pub(crate) fn unban(&mut self, network: IpNet, now: UnixMillis) -> Option<Ban> {
        self.forget_the_past(now);
        let at = self.bans.iter().position(|ban| ban.network == network)?;
        Some(self.bans.remove(at))
    }

    /// The ban of more than this network that lasts longest, and how many bans are of a part of it.
    pub(crate) fn bans_around(&self, network: IpNet, now: UnixMillis) -> (Option<IpNet>, usize) {
        let wider = self.bans(now).filter(|ban| ban.network.contains(&network));
        let longest = wider.max_by_key(|ban| end(ban.until));
        let narrower = self.bans(now).filter(|ban| network.contains(&ban.network));
        (longest.map(|ban| ban.network), narrower.count())
    }

    /// The ban that keeps this address out the longest.
    pub(crate) fn ban_of(&self, ip: IpAddr, now: UnixMillis) -> Option<&Ban> {
        self.bans(now)
            .filter(|ban| ban.network.contains(&ip))
            .max_by_key(|ban| end(ban.until))
    }

    /// Mutes a person; a later mute of the same person replaces the earlier one.
    pub(crate) fn mute(
        &mut self,
        name: String,
        speaker: Speaker,
        latest_person: PersonId,
        (since, until): (UnixMillis, Option<UnixMillis>),
        reason: Option<String>,
    ) -> &Mute {
        self.forget_the_past(since);
        self.mutes.retain(|old| !old.is_of(&speaker));
        self.latest += 1;
        let mute = Mute {
            id: MuteId(self.latest),
            name,
            network: block_of(speaker.ip),
            since,
            until,
            reason,
            person: Some(speaker.person),
            latest_person,
            token: speaker.token,
        };
        let at = self.mutes.len();
        self.mutes.push(mute);
        &self.mutes[at]
    }

    pub(crate) fn unmute(&mut self, id: MuteId, now: UnixMillis) -> Option<Mute> {
        self.forget_the_past(now);
        let at = self.mutes.iter().position(|mute| mute.id == id)?;
        Some(self.mutes.remove(at))
    }

    /// The mute that keeps this person from writing the longest.
    pub(crate) fn mute_of(&self, speaker: &Speaker, now: UnixMillis) -> Option<&Mute> {
        // With every message, so most servers are done here.
        if self.mutes.is_empty() {
            return None;
        }
        self.mutes(now)
            .filter(|mute| mute.concerns(speaker))
            .max_by_key(|mute| end(mute.until))
    }

    /// Ids of people mean nothing where the server does not go on with the run that gave them.
    pub(crate) fn belong_to(&mut self, run: Option<RunId>, now: RunId) {
        if run != Some(now) {
            self.mutes.iter_mut().for_each(Mute::mean_no_ids);
        }
    }

    /// Sees to it that no id of a person is given twice. `latest` is the highest that the history knows
    /// of, which may be less than what mutes were made with: the history can be an older copy. Gives
    /// the highest that was given, as far as anybody knows.
    ///
    /// An id that is too far ahead was never given; ids mean nothing in such a mute, as in one of
    /// another run.
    pub(crate) fn fit_to(&mut self, latest: PersonId) -> PersonId {
        let furthest = PersonId(latest.0.saturating_add(FURTHEST_AHEAD));
        let mut given = latest;
        for mute in &mut self.mutes {
            let highest = mute
                .person
                .map_or(mute.latest_person, |id| id.max(mute.latest_person));
            if highest <= furthest {
                given = given.max(highest);
            } else {
                mute.mean_no_ids();
            }
        }
        given
    }

    fn forget_the_past(&mut self, now: UnixMillis) {
        self.bans.retain(|ban| holds(ban.until, now));
        self.mutes.retain(|mute| holds(mute.until, now));
    }
}

impl Mute {
    /// It holds for its token, and for everybody from its address.
    fn mean_no_ids(&mut self) {
        self.person = None;
        self.latest_person = PersonId(0);
    }

    /// Whether it keeps this person from writing.
    fn concerns(&self, speaker: &Speaker) -> bool {
        self.is_of(speaker)
            || (self.network.contains(&speaker.ip) && speaker.person > self.latest_person)
    }

    /// Whether this is the person that was muted.
    fn is_of(&self, speaker: &Speaker) -> bool {
        self.person == Some(speaker.person) || (self.token.is_some() && self.token == speaker.token)
    }
}

fn holds(until: Option<UnixMillis>, now: UnixMillis) -> bool {
    until.is_none_or(|until| now < until)
}

/// What never ends, ends last.
fn end(until: Option<UnixMillis>) -> u64 {
    until.map_or(u64::MAX, |until| until.0)
}

/// How many minutes are left, rounded up; none for what never ends.
pub(crate) fn minutes_left(until: Option<UnixMillis>, now: UnixMillis) -> Option<u64> {
    until.map(|until| until.0.saturating_sub(now.0).div_ceil(60_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_000);

    fn speaker(person: u64, ip: &str) -> Speaker {
        Speaker {
            person: PersonId(person),
            token: None,
            ip: ip.parse().unwrap(),
        }
    }

    fn ban(moderation: &mut Moderation, network: &str, until: Option<u64>) {
        moderation.ban(Ban {
            network: network.parse().unwrap(),
            name: None,
            since: NOW,
            until: until.map(UnixMillis),
            reason: None,
        });
    }

    #[test]
    fn of_several_bans_the_one_that_ends_last_is_told_and_none_holds_beyond_its_end() {
        let mut moderation = Moderation::default();
        ban(&mut moderation, "192.168.0.0/16", Some(3_000));
        ban(&mut moderation, "192.168.0.9/32", Some(5_000));
        let ip = "192.168.0.9".parse().unwrap();
        let until = |now| moderation.ban_of(ip, UnixMillis(now)).map(|ban| ban.until);
        assert_eq!(until(1_000), Some(Some(UnixMillis(5_000))));
        assert_eq!(until(4_999), Some(Some(UnixMillis(5_000))));
        assert_eq!(until(5_000), None);
        assert_eq!(moderation.bans(UnixMillis(4_000)).count(), 1);
        ban(&mut moderation, "192.168.0.9/32", None);
        assert_eq!(moderation.bans(NOW).count(), 2, "the same one is replaced");
        let network = "192.168.0.9/32".parse().unwrap();
        assert!(moderation.unban(network, NOW).is_some());
        assert!(moderation.unban(network, NOW).is_none());
    }

    #[test]
    fn what_still_holds_when_a_ban_is_lifted_is_known() {
        let mut moderation = Moderation::default();
        for (network, until) in [
            ("192.168.0.9/32", None),
            ("192.168.0.0/24", Some(3_000)),
            ("192.168.0.0/16", Some(5_000)),
            ("10.0.0.0/8", None),
        ] {
            ban(&mut moderation, network, until);
        }
        let network = |text: &str| text.parse::<IpNet>().unwrap();
        let mut lift = |text, now| {
            moderation.unban(network(text), UnixMillis(now)).unwrap();
            moderation.bans_around(network(text), UnixMillis(now))
        };
        let wide = Some(network("192.168.0.0/16"));
        assert_eq!(lift("192.168.0.0/24", 1_000), (wide, 1));
        assert_eq!(lift("192.168.0.9/32", 1_000), (wide, 0));
        assert_eq!(lift("10.0.0.0/8", 5_000), (None, 0));
    }

    #[test]
    fn a_mute_follows_the_person_and_later_comers_from_the_address_but_no_neighbours() {
        let mut moderation = Moderation::default();
        let token = Some(Token([7; 16]));
        let muted = Speaker {
            token,
            ..speaker(3, "10.0.0.3")
        };
        let times = (NOW, None);
        moderation.mute("Ana".to_owned(), muted, PersonId(5), times, None);
        let is_muted = |speaker| moderation.mute_of(&speaker, NOW).is_some();
        assert!(is_muted(muted));
        assert!(is_muted(speaker(3, "10.0.0.99")), "the person moved");
        assert!(
            is_muted(Speaker {
                token,
                ..speaker(9, "10.0.0.99")
            }),
            "the token moved"
        );
        assert!(is_muted(speaker(6, "10.0.0.3")), "came later");
        assert!(!is_muted(speaker(5, "10.0.0.3")), "was there before");
        assert!(!is_muted(speaker(6, "10.0.0.4")), "another address");
    }

    #[test]
    fn ids_that_mutes_know_are_not_given_again_and_absurd_ones_mean_nothing() {
        let mute = |person: u64, latest: u64| {
            let mut moderation = Moderation::default();
            let (muted, times) = (speaker(person, "10.0.0.3"), (NOW, None));
            moderation.mute("Ana".to_owned(), muted, PersonId(latest), times, None);
            moderation
        };
        let far = 10 + FURTHEST_AHEAD;
        for (person, latest, given, is_believed) in [
            (3, 5, 10, true),
            (3, 15, 15, true),
            (15, 3, 15, true),
            (3, far, far, true),
            (3, far + 1, 10, false),
            (u64::MAX, 5, 10, false),
            (3, u64::MAX, 10, false),
        ] {
            let mut moderation = mute(person, latest);
            assert_eq!(moderation.fit_to(PersonId(10)), PersonId(given));
            let untouched = moderation == mute(person, latest);
            assert_eq!(untouched, is_believed, "{person}, {latest}");
            let next = speaker(given + 1, "10.0.0.3");
            assert!(moderation.mute_of(&next, NOW).is_some(), "{latest}");
            let elsewhere = speaker(given + 1, "10.0.0.4");
            assert!(moderation.mute_of(&elsewhere, NOW).is_none(), "{person}");
        }
        let mut most = mute(3, 5);
        assert_eq!(most.fit_to(PersonId(u64::MAX)), PersonId(u64::MAX));
    }

    #[test]
    fn ids_of_another_run_mute_nobody_by_mistake() {
        let mut moderation = Moderation::default();
        let times = (NOW, None);
        moderation.mute(
            "Ana".to_owned(),
            speaker(3, "10.0.0.3"),
            PersonId(5),
            times,
            None,
        );
        let mut same = moderation.clone();
        same.belong_to(Some(RunId(7)), RunId(7));
        assert_eq!(same, moderation);
        moderation.belong_to(Some(RunId(7)), RunId(8));
        assert!(moderation.mute_of(&speaker(3, "10.0.0.9"), NOW).is_none());
        assert!(moderation.mute_of(&speaker(1, "10.0.0.3"), NOW).is_some());
    }
}
