//! The operator's commands about who may write and who may come in.

use std::time::Duration;

use tertulia_protocol::{Name, clean_text};
use tertulia_server_core::{
    BanTarget, ClientId, Command, FloodPolicy, IpNet, ModerationSnapshot, MuteId, Snapshot,
    block_of,
};

use super::console::Console;
use super::operator::{OperatorLine, addressed};
use crate::moderation::{MOST_MINUTES, NotASpan, parse_network, parse_span, shown_network, until};
use crate::sentences::clean;

/// How long, and why.
type Terms = (Option<Duration>, Option<String>);

impl Console<'_> {
    /// Carries out a command of this kind.
    pub(super) fn moderate(&self, line: &OperatorLine) {
        match line {
            OperatorLine::Mute(text) => self.with_snapshot(|now| self.mute(text, &now)),
            OperatorLine::Unmute(name) => self.with_snapshot(|now| self.unmute(name, &now)),
            OperatorLine::Freeze(frozen) => self.order(&Command::Freeze(*frozen)),
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

    fn ban(&self, text: &str, now: &Snapshot) {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let present = present(now);
        let (target, rest) = match parse_network(word) {
            Some(network) => (BanTarget::Network(whole(network)), rest),
            None => match addressed(text, &present) {
                Some((client, rest)) => (BanTarget::Client(*client), rest),
                None => return self.nobody_called(text),
            },
        };
        if let Some((span, reason)) = self.terms(rest) {
            self.order(&Command::Ban {
                target,
                span,
                reason,
            });
        }
    }

    fn unban(&self, text: &str, moderation: &ModerationSnapshot) {
        let wanted = text.trim();
        let network = parse_network(wanted);
        let name = wanted.to_lowercase();
        let is_it = |network_of_ban: IpNet, name_of_ban: Option<&String>| {
            network.is_some_and(|network| {
                network.trunc() == network_of_ban || whole(network) == network_of_ban
            }) || name_of_ban.is_some_and(|banned| banned.to_lowercase() == name)
        };
        let bans = moderation
            .bans
            .iter()
            .filter(|ban| is_it(ban.network, ban.name.as_ref()));
        let networks: Vec<IpNet> = bans.map(|ban| ban.network).collect();
        if networks.is_empty() {
            let address = clean_text(wanted).into_owned();
            let answer = self
                .texts
                .with("server-not-banned", &[("address", address.into())]);
            return self.answer(&answer);
        }
        for network in networks {
            self.order(&Command::Unban(network));
        }
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
        for ban in &moderation.bans {
            let until = until(ban.until, clock, texts);
            let address = shown_network(ban.network);
            let what = match &ban.name {
                Some(name) => texts.with(
                    "server-bans-ban-name",
                    &[
                        ("until", until.into()),
                        ("address", address.into()),
                        ("name", clean(name).into()),
                    ],
                ),
                None => texts.with(
                    "server-bans-ban",
                    &[("until", until.into()), ("address", address.into())],
                ),
            };
            lines.push(explained(what, ban.reason.as_ref()));
        }
        for mute in &moderation.mutes {
            let what = texts.with(
                "server-bans-mute",
                &[
                    ("until", until(mute.until, clock, texts).into()),
                    ("name", clean(&mute.name).into()),
                    ("address", shown_network(mute.network).into()),
                ],
            );
            lines.push(explained(what, mute.reason.as_ref()));
        }
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
