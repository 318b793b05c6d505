//! The operator's commands about who may write and who may come in.

use std::time::Duration;

use tertulia_protocol::{Name, clean_text};
use tertulia_server_core::{
    Ban, BanTarget, ClientId, Command, FloodPolicy, IpNet, ModerationSnapshot, MuteId, Snapshot,
    block_of,
};

use super::console::Console;
use super::operator::{OperatorLine, addressed};
use crate::moderation::{
    MOST_MINUTES, NotASpan, ban_in_words, closed_in_words, mute_in_words, parse_network,
    parse_span, shown_network,
};
use crate::sentences::clean;

/// How long, and why.
type Terms = (Option<Duration>, Option<String>);

impl Console<'_> {
    /// Carries out a command of this kind.
    pub(super) fn moderate(&self, line: &OperatorLine) {
        match line {
            OperatorLine::Mute(text) => self.with_snapshot(|now| self.mute(text, &now)),
            OperatorLine::Unmute(name) => self.with_snapshot(|now| self.unmute(name, &now)),
            OperatorLine::Freeze(frozen) => self.with_snapshot(|now| {
                self.order_unless(now.moderation.frozen == *frozen, &Command::Freeze(*frozen));
            }),
            OperatorLine::Ban(text) => self.with_snapshot(|now| self.ban(text, &now)),
            OperatorLine::Unban(text) => {
                self.with_snapshot(|now| self.unban(text, &now.moderation));
            }
            OperatorLine::Bans => self.with_snapshot(|now| self.bans(&now.moderation)),
            OperatorLine::Flood(flood) => {
                self.order(&Command::SetFlood(*flood));
                self.answer(&match flood {
                    FloodPolicy::Slow => self.texts.get("server-flood-slow"),
                    FloodPolicy::Disconnect => self.texts.get("server-flood-disconnect"),
                });
            }
            _ => {}
        }
    }

    fn mute(&self, text: &str, now: &Snapshot) {
        let present = present(now);
        let Some((client, rest)) = addressed(text, &present) else {
            return self.nobody_called(text);
        };
        if let Some((span, reason)) = self.terms(rest) {
            let client = *client;
            self.order(&Command::Mute {
                client,
                span,
                reason,
            });
        }
    }

    fn unmute(&self, name: &str, now: &Snapshot) {
        let wanted = name.trim().to_lowercase();
        let moderation = &now.moderation;
        let by_person = present(now)
            .into_iter()
            .filter(|(name, _)| name.as_str().to_lowercase() == wanted);
        let by_person = by_person.filter_map(|(_, client)| {
            let mut muted = moderation.muted.iter();
            muted.find_map(|(muted, by)| (*muted == client).then_some(*by))
        });
        let by_name = moderation
            .mutes
            .iter()
            .filter(|mute| mute.name.to_lowercase() == wanted);
        let mut ids: Vec<MuteId> = by_person.chain(by_name.map(|mute| mute.id)).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            let name = clean_text(name.trim()).into_owned();
            return self.answer(
                &self
                    .texts
                    .with("server-not-muted", &[("name", name.into())]),
            );
        }
        for id in ids {
            self.order(&Command::Unmute(id));
        }
    }

    /// What reads as an address is one: whoever takes an address for a name neither escapes its ban
    /// nor brings one upon others.
    fn ban(&self, text: &str, now: &Snapshot) {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let present = present(now);
        let named = addressed(text, &present);
        let network = parse_network(word).map(whole);
        let (target, rest) = match (network, named) {
            (Some(network), _) => (BanTarget::Network(network), rest),
            (None, Some((client, rest))) => (BanTarget::Client(*client), rest),
            (None, None) => return self.nobody_called(text),
        };
        let Some((span, reason)) = self.terms(rest) else {
            return;
        };
        self.order(&Command::Ban {
            target,
            span,
            reason,
        });
        if let (Some(network), Some((client, _))) = (network, named) {
            let mut clients = now.clients.iter();
            let namesake = clients.find(|row| row.client == *client);
            let ip = namesake.map(|row| row.address.ip());
            if let Some(ip) = ip.filter(|ip| !network.contains(ip)) {
                let words = [
                    ("name", clean_text(word).into_owned().into()),
                    ("address", ip.to_string().into()),
                ];
                self.answer(&self.texts.with("server-ban-namesake", &words));
            }
        }
    }

    fn unban(&self, text: &str, moderation: &ModerationSnapshot) {
        let lifted = Lifted::by(text, moderation);
        if lifted.bans.is_empty() {
            let address = clean_text(text.trim()).into_owned();
            let mut words = vec![("address", address.into())];
            if let Some(wider) = lifted.wider {
                words.push(("wider", shown_network(wider).into()));
                self.answer(&self.texts.with("server-banned-wider", &words));
            } else if lifted.closed_out.is_empty() {
                self.answer(&self.texts.with("server-not-banned", &words));
            }
        }
        let bans = lifted.bans.into_iter().map(Command::Unban);
        let closed_out = lifted.closed_out.into_iter().map(Command::Pardon);
        bans.chain(closed_out)
            .for_each(|command| self.order(&command));
    }

    fn bans(&self, moderation: &ModerationSnapshot) {
        let texts = &self.texts;
        let clock = self.log.clock();
        let mut lines = Vec::new();
        if moderation.frozen {
            lines.push(texts.get("server-bans-frozen"));
        }
        let explained = |what: String, reason: Option<&String>| match reason {
            Some(reason) => texts.with(
                "server-bans-reason",
                &[("what", what.into()), ("reason", clean(reason).into())],
            ),
            None => what,
        };
        let bans = moderation
            .bans
            .iter()
            .map(|ban| (ban_in_words(ban, clock, texts), ban.reason.as_ref()));
        let mutes = moderation
            .mutes
            .iter()
            .map(|mute| (mute_in_words(mute, clock, texts), mute.reason.as_ref()));
        lines.extend(
            bans.chain(mutes)
                .map(|(what, reason)| explained(what, reason)),
        );
        let closed = moderation.closed_out.iter();
        lines.extend(closed.map(|closed| closed_in_words(closed, clock, texts)));
        if lines.is_empty() {
            lines.push(texts.get("server-bans-none"));
        }
        lines.iter().for_each(|line| self.answer(line));
    }

    /// Reads `[minutes|forever] [reason]`. None when the number is none that can be meant; the
    /// operator is told so.
    fn terms(&self, text: &str) -> Option<Terms> {
        let text = text.trim();
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let (span, reason) = match parse_span(word) {
            Ok(span) => (span, rest.trim()),
            // A number all the same, so it is no reason either.
            Err(NotASpan) if word.starts_with(|letter: char| letter.is_ascii_digit()) => {
                let value = clean_text(word).into_owned();
                let answer = self.texts.with(
                    "server-bad-minutes",
                    &[("value", value.into()), ("most", MOST_MINUTES.into())],
                );
                self.answer(&answer);
                return None;
            }
            Err(NotASpan) => (None, text),
        };
        Some((span, (!reason.is_empty()).then(|| reason.to_owned())))
    }
}

/// What `/unban` lifts.
#[derive(Debug, PartialEq, Eq)]
struct Lifted {
    bans: Vec<IpNet>,
    /// Of where wrong passwords came from. Those within a network stay closed out when its ban is lifted.
    closed_out: Vec<IpNet>,
    /// A ban that keeps out everybody from there, whatever is lifted.
    wider: Option<IpNet>,
}

impl Lifted {
    /// By what was typed behind it: an address, a network, or the name of somebody who is banned.
    fn by(text: &str, moderation: &ModerationSnapshot) -> Self {
        let wanted = text.trim();
        let name = wanted.to_lowercase();
        // As with a ban, what reads as an address is one.
        let network = parse_network(wanted).map(|network| (network.trunc(), whole(network)));
        let is_it = |ban: &&Ban| match network {
            Some((typed, whole)) => ban.network == typed || ban.network == whole,
            None => {
                let banned = ban.name.as_ref();
                banned.is_some_and(|banned| banned.to_lowercase() == name)
            }
        };
        let covers = |known: &IpNet| network.is_some_and(|(typed, _)| known.contains(&typed));
        let bans = || moderation.bans.iter();
        let closed_out = moderation.closed_out.iter().map(|closed| closed.network);
        Self {
            bans: bans().filter(is_it).map(|ban| ban.network).collect(),
            closed_out: closed_out.filter(covers).collect(),
            wider: bans()
                .filter(|ban| !is_it(ban))
                .map(|ban| ban.network)
                .find(covers),
        }
    }
}

/// Everybody with a name.
fn present(now: &Snapshot) -> Vec<(Name, ClientId)> {
    let clients = now.clients.iter();
    clients
        .filter_map(|client| Some((client.name.clone()?, client.client)))
        .collect()
}

/// One IPv6 address stands for its network, since its owner may take any other address in that.
fn whole(network: IpNet) -> IpNet {
    if network.prefix_len() == network.max_prefix_len() {
        block_of(network.addr())
    } else {
        network.trunc()
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::UnixMillis;
    use tertulia_server_core::ClosedOut;

    use super::*;

    fn networks(texts: &[&str]) -> Vec<IpNet> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn an_unban_lifts_what_was_typed_and_nothing_else() {
        let ban = |network| Ban {
            network,
            name: Some("Ana".to_owned()),
            since: UnixMillis(0),
            until: None,
            reason: None,
        };
        let closed = |network| ClosedOut {
            network,
            until: UnixMillis(0),
        };
        let bans = networks(&["10.0.0.0/8", "10.0.0.3/32", "2001:db8::/64"]);
        let closed_out = networks(&["10.0.0.3/32", "10.0.0.4/32", "2001:db8::/64", "fe80::/10"]);
        let moderation = ModerationSnapshot {
            bans: bans.into_iter().map(ban).collect(),
            closed_out: closed_out.into_iter().map(closed).collect(),
            ..ModerationSnapshot::default()
        };
        for (typed, bans, closed_out, wider) in [
            (
                "10.0.0.3",
                &["10.0.0.3/32"][..],
                &["10.0.0.3/32"][..],
                Some("10.0.0.0/8"),
            ),
            ("10.0.0.4", &[], &["10.0.0.4/32"], Some("10.0.0.0/8")),
            ("10.0.0.5", &[], &[], Some("10.0.0.0/8")),
            ("10.0.0.0/8", &["10.0.0.0/8"], &[], None),
            ("2001:db8::1", &["2001:db8::/64"], &["2001:db8::/64"], None),
            ("fe80::1%eth0", &[], &["fe80::/10"], None),
            ("192.168.0.1", &[], &[], None),
            (
                " ana",
                &["10.0.0.0/8", "10.0.0.3/32", "2001:db8::/64"],
                &[],
                None,
            ),
        ] {
            let lifted = Lifted {
                bans: networks(bans),
                closed_out: networks(closed_out),
                wider: wider.map(|wider| wider.parse().unwrap()),
            };
            assert_eq!(Lifted::by(typed, &moderation), lifted, "{typed}");
        }
    }
}
